from __future__ import annotations

import csv
import random
import statistics
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.find import CodeIndex, Tier
from postil.model.codebook import Code, Codebook

if TYPE_CHECKING:
    from pathlib import Path

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=24)

BOOK = Codebook(
    [
        Code("F", "Facilitators", status="heading"),
        Code("F1", "Bottom-up development", "F", number="1"),
        Code("F1.1", "Local idea and ownership", "F1", number="1.1"),
        Code("F1.2", "Built on local need", "F1", number="1.2", aliases=("Grass roots",)),
        Code("F2", "Service user involvement", "F", number="2"),
        Code("F2.1", "Involvement in design", "F2", number="2.1"),
        Code("F2.3", "Involvement in review", "F2", number="2.3"),
        Code("I", "Individuals", status="heading"),
        Code("IV.R", "Roles", "I", status="heading"),
        Code("IV.R.A", "High-level Leaders", "IV.R"),
        Code("IV.C", "Characteristics", "I", status="heading"),
        Code("IV.C.A", "Need", "IV.C"),
        Code("old", "Needless", "I", status="retired"),
        Code("need-3fa9c1", "GP/nurse contact"),
    ]
)
INDEX = CodeIndex(BOOK)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2.3", ["F2.3"]),
        ("23", ["F2.3"]),
        ("f12", ["F1.2"]),
        ("F1.2", ["F1.2"]),
        ("f1", ["F1", "F1.1", "F1.2"]),
        ("2", ["F2", "F2.1", "F2.3"]),
        ("2.", ["F2", "F2.1", "F2.3"]),
        ("iv.a", ["IV.R.A", "IV.C.A"]),
        ("iv.c.a", ["IV.C.A"]),
        ("ivca", ["IV.C.A"]),
        ("need", ["IV.C.A", "F1.2"]),
        ("grass", ["F1.2"]),
        ("indiv/need", ["IV.C.A"]),
        ("indiv/char/need", ["IV.C.A"]),
        ("Individuals/Characteristics/Need", ["IV.C.A"]),
        ("roles/", ["IV.R.A"]),
        ("char/indiv/need", []),
        ("fac/inv", ["F2.1", "F2.3"]),
        ("/need", ["IV.C.A", "F1.2"]),
        ("gp/nurse", ["need-3fa9c1"]),
        ("needless", []),
        ("individuals", []),
        ("3fa9c1", []),
    ],
)
def test_what_is_found_first(query: str, expected: list[str]) -> None:
    assert INDEX.search(query)[: max(len(expected), 1)] == expected


def test_everything_is_offered_for_nothing_typed() -> None:
    assert INDEX.search(" ") == [code.id for code in BOOK if code.status == "active"]
    assert INDEX.search("", recent={"F2": 3, "F1": 1}, uses={"IV.C.A": 9}, limit=3) == ["F2", "F1", "IV.C.A"]


def test_ties_go_by_recency_then_use_then_book_order() -> None:
    assert INDEX.search("inv") == ["F2.1", "F2.3", "F2"]
    assert INDEX.search("inv", uses={"F2.3": 2, "F2": 50}) == ["F2.3", "F2.1", "F2"]
    assert INDEX.search("inv", recent={"F2.1": -1}, uses={"F2.3": 2}) == ["F2.1", "F2.3", "F2"]


def test_a_guess_can_be_told_from_a_find() -> None:
    assert [(found.code_id, found.match.tier) for found in INDEX.found("nede")] == [
        ("IV.C.A", Tier.LOOSE),
        ("F1.2", Tier.LOOSE),
    ]


def cfir(shared: Path) -> Codebook:
    codes: dict[str, Code] = {}
    with (shared / "codebooks" / "cfir2022.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_name = {row["name"]: row["id"] for row in reversed(rows)}
    for row in rows:
        domain = f"domain {row['domain']}"
        codes.setdefault(domain, Code(domain, row["domain"], status="heading"))
        parent = by_name.get(row["parent"], "") if row["parent"] else domain
        if row["parent"] and not parent:
            parent = f"group {row['parent']}"
            codes.setdefault(parent, Code(parent, row["parent"], domain, status="heading"))
        codes[row["id"]] = Code(row["id"], row["name"], parent)
    return Codebook(codes.values())


def letters_needed(index: CodeIndex, book: Codebook, name: str, queries: list[str]) -> int:
    """The fewest letters of any of the queries that bring a code of this name to the top."""

    def is_on_top(typed: str) -> bool:
        top = index.search(typed, limit=1)
        code = book.get(top[0]) if top else None
        return code is not None and code.name == name

    needed = [count for query in queries for count in range(1, len(query) + 1) if is_on_top(query[:count])]
    return min(needed, default=len(name))


def test_two_letters_bring_the_median_code_to_the_top(shared: Path) -> None:
    book = cfir(shared)
    index = CodeIndex(book)
    plain, best = [], []
    for code in book:
        if code.status == "heading":
            continue
        words = [word for word in code.name.lower().replace("-", " ").replace("&", " ").split() if word != "to"]
        natural = [code.name.lower(), *("".join(word[:n] for word in words) for n in (1, 2, 3)), *words]
        plain.append(letters_needed(index, book, code.name, natural[:1]))
        best.append(letters_needed(index, book, code.name, natural))
    print(f"letters on {len(best)} codes: best {statistics.median(best)} (mean {statistics.mean(best):.2f}, ", end="")
    print(f"most {max(best)}); plain prefix {statistics.median(plain)} (mean {statistics.mean(plain):.2f})")
    assert len(best) == 67
    assert statistics.median(best) <= 2
    assert sorted(best)[len(best) * 9 // 10] <= 3, "all but the names that begin many others"
    assert statistics.median(plain) <= 3


def test_the_third_code_of_a_name_is_found_by_its_path(shared: Path) -> None:
    index = CodeIndex(cfir(shared))
    assert index.search("innovation recipients")[:3] == ["IV.R.I", "V.B.2", "V.F.2"]
    assert index.search("eng/rec")[:1] == ["V.F.2"]
    assert index.search("innovation recipients", recent={"V.B.2": 1})[0] == "V.B.2"


def test_typing_on_never_reorders_codes_that_match_as_well_as_before(shared: Path) -> None:
    book = cfir(shared)
    index = CodeIndex(book)
    uses = {code.id: len(code.name) % 7 for code in book}
    compared = 0
    for code in book:
        name = code.name.lower()
        for count in range(1, min(len(name), 8)):
            before = {found.code_id: (place, found) for place, found in enumerate(index.found(name[:count], uses=uses))}
            after = index.found(name[: count + 1], uses=uses)
            same = [found.code_id for found in after if before.get(found.code_id, (0, None))[1] == found]
            for tier in Tier:
                of_tier = [i for i in same if before[i][1].match.tier is tier]
                assert of_tier == sorted(of_tier, key=lambda code_id: before[code_id][0])
                compared += len(of_tier)
    assert compared > 500


@given(ANYTHING, st.lists(st.tuples(ANYTHING, ANYTHING, st.lists(ANYTHING, max_size=2)), max_size=5))
def test_any_text_is_searched_for_in_any_codebook(query: str, rows: list[tuple[str, str, list[str]]]) -> None:
    codes = [
        Code(f"c{n}", name, f"c{n - 1}", number, aliases=tuple(more)) for n, (name, number, more) in enumerate(rows)
    ]
    index = CodeIndex(Codebook(codes))
    found = index.search(query)
    assert len(set(found)) == len(found)
    assert set(found) <= {code.id for code in codes}
    assert index.search(query, limit=2) == found[:2]
    for code in codes:
        assert code.id in index.search(code.name)


def large_book(size: int) -> Codebook:
    # fmt: off
    words = [
        "trust", "access", "care", "leaders", "planning", "support", "needs", "culture", "funding", "recovery",
        "stigma", "burden", "team", "crisis", "innovation", "communication", "implementation", "recipients",
        "structure", "pressure", "training", "record", "handover", "discharge",
    ]
    # fmt: on
    chance = random.Random(5)
    names = [" ".join(chance.choice(words) + chance.choice(["", "s", "ing"]) for _ in range(3)) for _ in range(size)]
    return Codebook(Code(f"X{n // 50}.{n % 50}", name, number=f"{n // 50}.{n % 50}") for n, name in enumerate(names))


@pytest.mark.slow
@pytest.mark.parametrize(("size", "budget"), [(500, 0.003), (5000, 0.025)])
def test_a_query_is_answered_within_its_budget(size: int, budget: float) -> None:
    index = CodeIndex(large_book(size))
    times = {}
    for query in (
        "i",
        "in",
        "inn",
        "innco",
        "tia",
        "com rec",
        "hanodver",
        "cultrue stigma",
        "12.3",
        "x12",
        "qqqq",
        "rcrd",
    ):
        index.search(query)
        lasted = []
        for _ in range(5):
            begin = time.perf_counter()
            index.search(query, limit=20)
            lasted.append(time.perf_counter() - begin)
        times[query] = min(lasted)
    print({query: f"{1000 * lasted:.1f} ms" for query, lasted in times.items()})
    assert statistics.median(times.values()) <= budget, times
    assert max(times.values()) <= 4 * budget, times


def test_a_codes_own_name_comes_before_another_codes_alias_that_is_found_as_well() -> None:
    book = Codebook(
        [
            Code("II.B", "Local Attitudes", aliases=("community attitudes",)),
            Code("III.C", "Communications"),
            Code("III.B", "Relational Connections", aliases=("team ties",)),
            Code("V.A", "Teaming"),
        ]
    )
    index = CodeIndex(book)
    assert index.search("comm")[0] == "III.C"
    assert index.search("tea")[0] == "V.A"
    assert index.search("community attitudes")[0] == "II.B"
    assert index.search("team ties")[0] == "III.B"
