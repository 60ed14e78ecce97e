from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil import find
from postil.find import rank
from postil.find.tiers import Query, Tier, match, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
NAMES = st.lists(ANYTHING, max_size=8)

# fmt: off
INVENTED = [
    "Trust in management", "Communication with doctors", "Communication within the team", "Lack of time",
    "Staff shortages", "Staffing issues", "Stigma and shame", "Fear of discharge", "Waiting times",
    "Sense of belonging", "Peer support", "Carer burden", "Out-of-hours cover", "Bed availability",
    "Medication side effects", "Being listened to", "Dignity and respect", "Continuity of care",
    "Handover between shifts", "Electronic patient record", "Short-term funding", "Value for money",
    "Learning from incidents", "Supervision", "Burnout", "Job satisfaction", "Professional identity",
    "Cultural competence", "Language barriers", "Rural location", "Remote consultations", "Digital exclusion",
    "Self-harm", "Recovery", "Coping strategies", "Discharge planning", "Thresholds for access", "Leadership vision",
    "Resistance to change", "Shared decision-making", "Safeguarding", "Time pressure", "Recruitment", "Retention",
]
# fmt: on
SMALL = {"and", "for", "from", "in", "its", "of", "on", "the", "to", "with"}


def code_names(shared: Path, book: str) -> list[str]:
    with (shared / "codebooks" / book).open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys(row["name"] for row in csv.DictReader(file)))


def words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.lower()).split()


def queries_for(name: str) -> dict[str, str]:
    """Ways in which an analyst may shorten or mistype a name, by kind."""
    full = words(name)
    weighty = [word for word in full if word not in SMALL]
    swapped = full[0][:2] + full[0][3:4] + full[0][2:3] + full[0][4:]
    return {
        "prefix": name.lower()[: len(full[0])],
        "word prefixes": " ".join(word[:4] for word in weighty),
        "chain": "".join(word[:4] for word in weighty),
        "last word": weighty[-1],
        "initials": "".join(word[0] for word in weighty),
        "out of order": " ".join(word[:4] for word in reversed(weighty)),
        "left out": name.lower()[:4] + name.lower()[5:],
        "doubled": name.lower()[:3] + name.lower()[2:],
        "wrong": name.lower()[:4] + "q" + name.lower()[5:],
        "swapped": " ".join([swapped, *full[1:]]),
        "skeleton": full[0][0] + "".join(c for c in "".join(full)[1:] if c not in "aeiou"),
    }


def is_ambiguous(kind: str, query: str, name: str, names: Sequence[str]) -> bool:
    others = [queries_for(other) for other in names if other != name]
    if any(other.lower().startswith(query) for other in names if other != name):
        return True
    if kind in {"prefix", "last word"}:
        return any(word.startswith(query) for other in names if other != name for word in words(other))
    return any(query in other.values() for other in others)


def test_the_collected_queries_find_what_was_meant(shared: Path) -> None:
    given_queries = json.loads((shared / "fuzzy_queries.json").read_text(encoding="utf-8"))
    names, queries = given_queries["codebook"], given_queries["queries"]
    places = [([*rank(q["query"], names), ""][:3], q["intended"]) for q in queries]
    assert sum(found[0] == intended for found, intended in places) >= 0.97 * len(queries)
    assert sum(intended in found[:3] for found, intended in places) >= 0.99 * len(queries)


@pytest.mark.parametrize("book", ["cfir2022.csv", "bpos_framework.csv", "invented"])
def test_names_are_found_in_every_way_to_shorten_or_mistype_them(book: str, request: pytest.FixtureRequest) -> None:
    names = INVENTED if book == "invented" else code_names(request.getfixturevalue("shared"), book)
    asked = first = among_three = 0
    missed = []
    for name in names:
        for kind, query in queries_for(name).items():
            if len(query) < 2 or is_ambiguous(kind, query, name, names):
                continue
            found = rank(query, names)[:3]
            asked += 1
            first += found[:1] == [name]
            among_three += name in found
            if found[:1] != [name]:
                missed.append((kind, query, name, found))
    assert asked > 5 * len(names)
    assert first >= 0.97 * asked, missed
    assert among_three >= 0.99 * asked, missed


@pytest.mark.parametrize(
    ("query", "name", "tier"),
    [
        ("access to knowledge and information", "Access to Knowledge & Information", Tier.EXACT),
        ("EVIDENCE BASE", "Evidence-Base", Tier.EXACT),
        ("aki", "Access to Knowledge & Information", Tier.INITIALS),
        ("atki", "Access to Knowledge & Information", Tier.INITIALS),
        ("mll", "Mid-level Leaders", Tier.INITIALS),
        ("innovation d", "Innovation Design", Tier.PREFIX),
        ("evidenceb", "Evidence-Base", Tier.PREFIX),
        ("fac", "Implementation Facilitators", Tier.WORD_PREFIX),
        ("comdoc", "Communication with doctors", Tier.CHAIN),
        ("so pre", "Societal Pressure", Tier.CHAIN),
        ("equip mat", "Materials & Equipment", Tier.OUT_OF_ORDER),
        ("cmplx", "Innovation Complexity", Tier.SUBSEQUENCE),
        ("vation", "Innovation Cost", Tier.LOOSE),
        ("cafe", "Le Café", Tier.WORD_PREFIX),
        ("培训", "员工培训", Tier.WORD_PREFIX),
        ("员训", "员工培训", Tier.CHAIN),
        ("שלום", "שָׁלוֹם עולם", Tier.PREFIX),
        ("שע", "שָׁלוֹם עולם", Tier.INITIALS),
        ("dont", "Don’t know", Tier.PREFIX),
        ("⚠", "⚠ unclear", Tier.PREFIX),
    ],
)
def test_tiers(query: str, name: str, tier: Tier) -> None:
    matched = match(Query(query), name_of(name))
    assert matched is not None
    assert matched.tier is tier


def test_better_tiers_come_first() -> None:
    names = ["Subtle rampant rust", "Lack of trust", "Trust in staff", "Trust", "Tidy rooms use some time"]
    assert rank("trust", names)[:4] == ["Trust", "Tidy rooms use some time", "Trust in staff", "Lack of trust"]


def test_a_letter_in_the_middle_of_words_is_no_match() -> None:
    assert rank("x", ["Complexity", "Xenophobia"]) == ["Xenophobia"]


def test_a_new_name_is_taken_for_no_other() -> None:
    for new in ("Uniforms", "Parking", "Volunteers", "Spiritual care"):
        assert rank(new, INVENTED) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("stigam", "Stigma and shame"), ("suprevision", "Supervision"), ("handvoer betwen", "Handover between shifts")],
)
def test_typing_errors(query: str, name: str) -> None:
    assert rank(query, INVENTED)[:1] == [name]


def test_two_letters_wrong_in_a_short_word_make_another_word() -> None:
    assert rank("cost", ["Care", "Need", "Pest"]) == []


def test_names_that_repeat_are_repeated_and_ties_keep_the_order() -> None:
    assert rank("need", ["Needs b", "Need", "Needs a", "Need"]) == ["Need", "Need", "Needs b", "Needs a"]


@given(ANYTHING, NAMES)
@example("a" * 3000, ["a " * 3000, "b" * 3000])
@example("ab" * 200, ["a b " * 400])
@example("(?:a+)+$", ["a" * 5000])
def test_any_text_is_ranked_among_the_names(query: str, names: list[str]) -> None:
    found = rank(query, names)
    assert all(found.count(name) <= names.count(name) for name in found)
    assert found == rank(query, names)


@given(NAMES, st.data())
def test_a_name_is_found_by_itself(names: list[str], data: st.DataObject) -> None:
    name = data.draw(ANYTHING)
    found = rank(name, [*names, name])
    assert name in found
    best = match(Query(name), name_of(found[0])) if name.strip() else None
    assert best is None or best.tier is Tier.EXACT


@given(st.text("abcdef ", min_size=1, max_size=6), st.lists(st.text("abcdef ", min_size=1, max_size=12), max_size=6))
def test_a_further_letter_keeps_only_names_that_hold_the_letters(query: str, names: list[str]) -> None:
    for name in names:
        longer, shorter = match(Query(query), name_of(name)), match(Query(query[:-1]), name_of(name))
        strict = {Tier.EXACT, Tier.INITIALS, Tier.PREFIX, Tier.WORD_PREFIX, Tier.CHAIN, Tier.SUBSEQUENCE}
        if longer is not None and longer.tier in strict and query[:-1].strip():
            assert shorter is not None


def test_rapidfuzz_is_loaded_for_typing_errors_only() -> None:
    program = (
        "import sys, postil.find; assert 'postil.find.ranking' not in sys.modules\n"
        "from postil.find import CodeIndex, match_spans, rank\n"
        "rank('trust', ['Trust', 'Need']); match_spans('tr', 'Trust'); print('rapidfuzz' in sys.modules)\n"
        "print(rank('turst', ['Trust', 'Need']), 'rapidfuzz' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "['Trust'] True"]


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    assert not hasattr(find, "nothing_of_this_name")
