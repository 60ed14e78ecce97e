"""What a merge that is taken back leaves: all that people did since, with what it speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from postil.merge.undoing import SPEAK_OF_NOTHING, spoken_of_by, taken_back
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    Action,
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Change,
    Confirm,
    Decide,
    Doubt,
    EditCase,
    EditCode,
    EditTranscript,
    GiveVoice,
    Pin,
    Quote,
    Rate,
    Review,
    SetAttribute,
    SetComment,
    SetMemo,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Passage, Place
from postil.model.decision import Decision
from postil.model.study import Study
from studies import CODES, TRANSCRIPTS, Desk

P04, P05 = TRANSCRIPTS
THEIRS = Coding(P05.id, 2, None, None, "new", "ben")
SAMPLES: tuple[Action, ...] = (
    Apply(THEIRS),
    Doubt(THEIRS),
    Confirm(THEIRS),
    Review(P05.id, 2, "ben"),
    Quote(Passage(P05.id, 2)),
    Strike(Passage(P05.id, 2)),
    AddTranscript(replace(P04, supersedes=P05.id)),
    AddCode(Code("sub", "Sub", parent="new")),
    EditCode("new", "definition", "x"),
    SetMemo(MemoKey.at_coding(THEIRS), "x"),
    Pin("ana", 1, "new"),
    Decide(P05.id, 2, Decision("other", "", ("new",), "", (("ben", ("new",)),))),
    EditTranscript(P05.id, "name", "x"),
    EditCase("p04", "note", "x"),
    SetValue("p04", "role", "x"),
    GiveVoice(P05.id, "", "p04"),
    SetSummary("p04", "new", Summary("x (§2)", "draft", (Passage(P05.id, 2),), (Place(P05.id, 2),))),
    SetComment("p04", "new", "x"),
    Rate("p04", "new", "ben", Rating("+1")),
)


def changed(action: Action) -> Change:
    return Change("s", "ana", "s", action)


def kinds_of(union: Any) -> set[type]:  # noqa: ANN401 - a union of types is of no type that can be named
    """The kinds of action in a union of unions."""
    parts = get_args(union)
    return set().union(*map(kinds_of, parts)) if parts else {union}


def since(*acts: Action, brought: tuple[Action, ...]) -> tuple[Study, Study]:
    """A study with a merge, and with what was done since; then the same with the merge taken back."""
    desk = Desk()
    desk.act(*(AddCode(code) for code in CODES), AddTranscript(P04), AddCoder("ana"), coder="")
    before = {change.stamp for change in desk.log}
    desk.act(*brought, coder="ben")
    merged = {change.stamp for change in desk.log} - before
    for act in acts:
        desk.act(act)
    left = taken_back({change.stamp: change for change in desk.log}, merged, max(merged))
    return desk.study, Study(left)


THEIR_WORK: tuple[Action, ...] = (
    AddCase("p04", "P04"),
    EditCase("p04", "name", "P04 Ward"),
    AddTranscript(P05),
    AddCode(Code("new", "New code")),
    AddCoder("ben"),
    SetAttribute("role", Attribute("text")),
)


def test_a_note_since_on_a_case_that_came_keeps_the_case() -> None:
    _, left = since(EditCase("p04", "note", "learnt since"), brought=THEIR_WORK)
    assert (left.cases.all["p04"].name, left.cases.all["p04"].note) == ("P04 Ward", "learnt since")
    assert not left.cases.attributes
    assert P05.id not in left.transcripts


def test_a_value_since_keeps_its_attribute() -> None:
    _, left = since(AddCase("mine", "Mine"), SetValue("mine", "role", "nurse"), brought=THEIR_WORK)
    assert left.cases.attributes == {"role": Attribute("text")}
    assert set(left.cases.all) == {"mine"}


def test_a_quotable_passage_or_a_name_since_keeps_the_transcript() -> None:
    _, left = since(Quote(Passage(P05.id, 2)), brought=THEIR_WORK)
    assert list(left.cells.quotable()) == [Passage(P05.id, 2)]
    assert P05.id in left.transcripts
    _, left = since(EditTranscript(P05.id, "name", "P05 anon"), brought=THEIR_WORK)
    assert left.transcripts[P05.id].name == "P05 anon"


def test_a_code_merged_since_into_one_that_came_stays_merged() -> None:
    both, left = since(EditCode("B2", "merged_into", "new"), brought=THEIR_WORK)
    assert left.same.shown("B2") == both.same.shown("B2") == "new"
    assert left.codebook.get("new") is not None


def test_a_mark_since_on_a_coding_that_came_keeps_the_coding() -> None:
    for mark in (Doubt(THEIRS), Confirm(THEIRS)):
        _, left = since(mark, brought=(*THEIR_WORK, Apply(THEIRS)))
        assert left.has(THEIRS)
        assert left.is_doubtful(THEIRS) == isinstance(mark, Doubt)
        assert "ben" in left.coders


def test_what_only_takes_away_keeps_nothing() -> None:
    doubted = (*THEIR_WORK, Apply(THEIRS), Doubt(THEIRS), Quote(Passage(P05.id, 2)))
    _, left = since(Doubt(THEIRS, doubtful=False), Quote(Passage(P05.id, 2), quotable=False), brought=doubted)
    assert set(left.transcripts) == {P04.id}
    assert left.coders == ("ana",)


def test_every_kind_of_action_speaks_of_something_or_is_listed_as_speaking_of_nothing() -> None:
    speaking = {type(action) for action in SAMPLES}
    assert speaking | set(SPEAK_OF_NOTHING) == kinds_of(Action)
    assert not speaking & set(SPEAK_OF_NOTHING)


@pytest.mark.parametrize("action", SAMPLES, ids=lambda action: action.kind)
def test_what_an_action_names_it_speaks_of(action: Action) -> None:
    """Every id in an action that the merge could have brought is among its keys."""
    assert {name for _, name in spoken_of_by(changed(action)) if name} >= named_in(action)


def named_in(value: object) -> set[object]:
    """The ids of what ``brought`` brings that stand anywhere in an action, what is set and the coder left out."""
    if isinstance(value, str):
        return {name for name in ("new", "p04", P05.id, "role") if name == value}
    if isinstance(value, (AddTranscript, AddCode)):
        about = value.transcript.supersedes if isinstance(value, AddTranscript) else value.code.parent
        return named_in(about)
    found: set[object] = set()
    return found.union(*map(named_in, value)) if isinstance(value, tuple) else found
