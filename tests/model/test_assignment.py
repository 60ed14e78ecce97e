"""Assignments, sharing out, packs and the codebook's version."""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.merge.coders import renamed
from postil.model.assignment import (
    Assignment,
    assigned_transcripts,
    assignment_field,
    assignments,
    pack_coder,
    set_assignment,
    with_double,
)
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, Bookmark, DropCoder, EditCode, Pin, SetStudy
from postil.model.codebook import Code, Codebook
from postil.model.codebook_version import codebook_version
from postil.model.coding import Coding
from postil.model.log import Log
from postil.model.packs import pack_changes
from postil.model.sharing_out import Item, Shares, share_out
from postil.model.study import Study
from studies import CODES, TRANSCRIPTS, Desk, acts, small_desk, small_transcript, stamped

if TYPE_CHECKING:
    from postil.model.change import Action

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)
ANA = Assignment("ana", (P04, P05), (P05,), "0123456789ab", 7, "service")

# ---- assignments ----


def test_what_was_assigned_is_read_again() -> None:
    desk = small_desk()
    desk.act(AddCoder("ana"), set_assignment(ANA._replace(transcripts=tuple(sorted((P04, P05))))), coder="")
    assert assignments(desk.study) == {"ana": ANA._replace(transcripts=tuple(sorted((P04, P05))))}
    assert pack_coder(desk.study) == "ana"
    desk.act(AddCoder("ben"))
    assert pack_coder(desk.study) == ""
    desk.act(DropCoder("ana"))
    assert assigned_transcripts(desk.study) == {}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", None),
        ("no JSON", None),
        ("[" * 9999, None),
        ("[1]", None),
        ('{"transcripts": []}', None),
        ('{"transcripts": "t1"}', None),
        ('{"transcripts": ["t2", "t1", 3, null, "t1"], "new": 1}', Assignment("ana", ("t1", "t2"))),
        ('{"transcripts": ["t1"], "double": ["t1", "t9"], "seed": "x", "by": 1}', Assignment("ana", ("t1",), ("t1",))),
        ('{"transcripts": ["t1"], "seed": true, "codebook": "ab"}', Assignment("ana", ("t1",), codebook="ab")),
    ],
)
def test_reading_is_tolerant(value: str, wanted: Assignment | None) -> None:
    desk = small_desk()
    desk.act(AddCoder("ana"), SetStudy(assignment_field("ana"), value))
    assert assignments(desk.study).get("ana") == wanted


def test_two_assignments_made_apart_both_count() -> None:
    desk = small_desk()
    desk.act(AddCoder("ana"), coder="")
    one, other = (set_assignment(Assignment("ana", (key,))) for key in (P04, P05))
    desk.act(one)
    (later,) = desk.act(other)
    assert assignments(desk.study)["ana"].transcripts == (P05,)
    both = Study([*(change for change in desk.log if change != later), later._replace(replaces=())])
    assert assignments(both)["ana"].transcripts == tuple(sorted((P04, P05)))
    assert not both.conflicts()


def test_an_assignment_goes_with_its_coder() -> None:
    desk = small_desk()
    desk.act(AddCoder("ana"), AddCoder("ben"), *(set_assignment(Assignment(name, (P04,))) for name in ("ana", "ben")))
    study = Study(renamed({change.stamp: change for change in desk.log}, "ana", "anna").values())
    assert assigned_transcripts(study) == {"anna": (P04,), "ben": (P04,)}


def test_who_has_a_transcript_has_the_corrected_one() -> None:
    desk = small_desk()
    newer = replace(small_transcript("P04", ("Who?", "The nurses.")), supersedes=P04)
    newest = replace(small_transcript("P04", ("Who?", "The nurses, I said.")), supersedes=newer.id)
    desk.act(AddCoder("ana"), set_assignment(Assignment("ana", (P04,))), AddTranscript(newer), AddTranscript(newest))
    assert set(assigned_transcripts(desk.study)["ana"]) == {P04, newer.id, newest.id}


def test_what_is_double_is_told_by_all_together() -> None:
    given = {
        "ana": ANA._replace(double=()),
        "ben": Assignment("ben", (P05,)),
        "cleo": Assignment("cleo", ("t",), ("t",)),
    }
    assert {name: known.double for name, known in with_double(given).items()} == {
        "ana": (P05,), "ben": (P05,), "cleo": (),
    }  # fmt: skip


# ---- the codebook's version ----


def test_the_version_tells_what_codes_say() -> None:
    book = Codebook(CODES)
    version = codebook_version(book)
    assert len(version) == 12
    assert int(version, 16) >= 0
    assert codebook_version(Codebook(CODES)) == version
    for field in ("id", "name", "number", "definition", "include", "exclude"):
        changed: dict[str, Any] = {field: "other"}
        other = [replace(CODES[0], **changed), *CODES[1:]]
        assert codebook_version(Codebook(other)) != version, field
    assert codebook_version(Codebook([replace(CODES[3], parent="F1"), *CODES[:3]])) != version
    assert codebook_version(Codebook([*CODES[:3], replace(CODES[3], status="retired")])) != version
    assert codebook_version(Codebook(reversed(CODES))) != version
    assert (
        codebook_version(Codebook([replace(code, color=3, aliases=("x",), example="y") for code in CODES])) == version
    )


def test_the_version_is_a_promise() -> None:
    assert codebook_version(Codebook([])) == "4f53cda18c2b"
    assert codebook_version(Codebook([Code("F1", "Café")])) == "eeb14dbb3484"


# ---- sharing out ----

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=24)
COUNTS = st.integers(2, 5)
SEEDS = st.integers(0, 2**31)


def items_of(sizes: list[int], strata: int = 1) -> list[Item]:
    return [Item(f"t{n:03}", size, f"s{n % strata}") for n, size in enumerate(sizes)]


def readers(shares: Shares) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for coder, mine in shares.coders.items():
        for transcript in mine:
            found.setdefault(transcript, []).append(coder)
    return found


def loads(shares: Shares, items: list[Item]) -> list[int]:
    return [sum(item.paragraphs for item in items if item.id in mine) for mine in shares.coders.values()]


@settings(max_examples=150, deadline=None)
@given(SIZES, COUNTS, st.fractions(0, 1, max_denominator=40), SEEDS, st.integers(1, 4))
def test_every_transcript_goes_to_one_coder_or_two(
    sizes: list[int], count: int, double: Fraction, seed: int, strata: int
) -> None:
    items, coders = items_of(sizes, strata), [f"c{n}" for n in range(count)]
    shares = share_out(items, coders, double=double, seed=seed, spread=strata > 1)
    found = readers(shares)
    assert set(found) == {item.id for item in items}
    twice = {key for key, there in found.items() if len(there) == 2}
    assert all(len(there) in {1, 2} for there in found.values())
    assert len(twice) == math.ceil(double * len(items))
    assert set(shares.double) == twice
    assert max(loads(shares, items)) - min(loads(shares, items)) <= max(sizes)
    again = share_out(reversed(items), reversed(coders), double=double, seed=seed, spread=strata > 1)
    assert again == shares


@settings(max_examples=100, deadline=None)
@given(SIZES, COUNTS, st.fractions(0, 1, max_denominator=10), SEEDS, st.data())
def test_what_was_assigned_stays(
    sizes: list[int], count: int, double: Fraction, seed: int, data: st.DataObject
) -> None:
    items, coders = items_of(sizes), [f"c{n}" for n in range(count)]
    part = items[: data.draw(st.integers(0, len(items)))]
    first = share_out(part, coders, double=double, seed=seed)
    then = share_out(items, coders, double=double, seed=seed + 1, before=first.coders)
    for coder, mine in first.coders.items():
        assert set(mine) <= set(then.coders[coder])
    assert set(first.double) <= set(then.double)
    assert len(then.double) == max(len(first.double), math.ceil(double * len(items)))
    assert share_out(items, coders, double=double, seed=seed + 2, before=then.coders) == then


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(2, 4), st.integers(2, 4), SEEDS)
def test_strata_are_spread(each: int, strata: int, count: int, seed: int) -> None:
    items = items_of([20] * (each * strata * count), strata)
    coders = [f"c{n}" for n in range(count)]
    shares = share_out(items, coders, double=Fraction(1, count), seed=seed, spread=True)
    value = {item.id: item.stratum for item in items}
    double = [sum(value[key] == f"s{n}" for key in shares.double) for n in range(strata)]
    assert double == [each] * strata
    single = share_out(items, coders, double=Fraction(0), seed=seed, spread=True)
    for mine in single.coders.values():
        counts = [sum(value[key] == f"s{n}" for key in mine) for n in range(strata)]
        assert max(counts) - min(counts) <= 1


def test_pairs_take_turns() -> None:
    shares = share_out(items_of([20] * 12), ["a", "b", "c", "d"], double=Fraction(1), seed=7)
    pairs = [tuple(there) for there in readers(shares).values()]
    assert sorted(pairs.count(pair) for pair in combinations("abcd", 2)) == [2] * 6
    other = share_out(items_of([20] * 12), ["a", "b", "c", "d"], double=Fraction(1), seed=8)
    assert other != shares


def test_a_seed_is_a_promise() -> None:
    shares = share_out(items_of([20, 30, 25, 40, 22]), ["ana", "ben"], double=Fraction(1, 5), seed=7)
    assert shares == Shares({"ana": ("t001", "t002", "t003"), "ben": ("t000", "t003", "t004")}, ("t003",))


# ---- packs ----


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), max_size=30), st.sampled_from(("ana", "ben")), st.sets(st.sampled_from((P04, P05))), st.data())
def test_a_pack_is_a_part_of_the_study_without_others_work(
    steps: list[tuple[str, list[Action]]], coder: str, transcripts: set[str], data: st.DataObject
) -> None:
    desk = small_desk()
    for who, actions in steps:
        with contextlib.suppress(PostilError):
            desk.act(*actions, coder=who)
        if data.draw(st.booleans()):
            desk.undo(who)
    desk.act(
        *(AddCoder(name) for name in ("ana", "ben")),
        *(set_assignment(Assignment(name, tuple(sorted(transcripts or {P04})))) for name in ("ana", "ben")),
        Bookmark(coder, (P04, 1)),
        coder="",
    )
    changes = pack_changes(desk.log, coder, transcripts)
    known = list(desk.log)
    assert all(change in known for change in changes)
    pack = Study(changes)
    assert (pack.title, pack.coders) == (desk.study.title, (coder,))
    assert pack_coder(pack) == coder
    assert set(pack.transcripts) <= transcripts
    assert set(assignments(pack)) == {coder}
    assert {code.id: code.definition for code in pack.codebook}.items() >= {
        code.id: code.definition for code in desk.study.codebook if code.id not in desk.study.dropped_codes
    }.items()
    mine = {coding for coding, _ in desk.study.codings() if coding.coder == coder and coding.transcript in transcripts}
    assert {coding for coding, _ in pack.codings()} == mine
    assert {mark[:3] for mark in pack.reviewed_marks()} == {
        mark[:3] for mark in desk.study.reviewed_marks() if mark[2] == coder and mark[0] in transcripts
    }
    assert {key.coder for key, _ in pack.memos()} <= {coder}
    other = "ben" if coder == "ana" else "ana"
    assert not pack.pins(other)
    assert pack.bookmark(other) is None
    assert not pack.decisions()
    assert stamped(Study([*changes, *known])) == stamped(desk.study)
    step = Log(changes).undo(pack, coder)
    assert step is None or step.actions


def test_work_under_an_undone_act_stays_undone() -> None:
    desk = Desk()
    desk.act(*(AddCode(code) for code in CODES), *(AddTranscript(text) for text in TRANSCRIPTS), coder="")
    desk.act(Apply(Coding(P04, 2, None, None, "F1", "ana")), Apply(Coding(P05, 2, None, None, "F1", "ana")))
    desk.undo()
    desk.act(EditCode("F1", "definition", "Other"), Pin("ben", 1, "F1"), coder="ben")
    pack = Study(pack_changes(desk.log, "ana", {P04}))
    assert not list(pack.codings())
    assert pack.codebook.get("F1").definition == "Other"  # type: ignore[union-attr]
    assert not pack.pins("ben")


def test_the_value_is_plain_json() -> None:
    action = set_assignment(ANA)
    assert action.name == "assignment ana"
    assert set(json.loads(action.value)) == {"transcripts", "double", "codebook", "seed", "by"}
