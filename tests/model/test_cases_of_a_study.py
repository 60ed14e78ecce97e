"""Cases, attributes and whose words are whose."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from postil.errors import PostilError
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddTranscript,
    DropCase,
    EditCase,
    GiveVoice,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.charting import new_case_id
from postil.model.clock import Clock
from postil.model.coding import Place
from postil.model.study import Study
from postil.model.transcript import reading_id
from studies import TRANSCRIPTS, small_desk

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


@pytest.mark.parametrize(
    ("attribute", "typed", "kept"),
    [
        (Attribute("text"), "  two   words ", "two words"),
        (Attribute("number"), "+3.50", "3.50"),
        (Attribute("number"), "−2", "-2"),
        (Attribute("date"), "2021-1-9", "2021-01-09"),
        (Attribute("choice", ("Crisis café",)), "crisis CAFÉ", "Crisis café"),
        (Attribute("choice", ("a",)), "", ""),
    ],
)
def test_a_value_is_kept_in_one_spelling(attribute: Attribute, typed: str, kept: str) -> None:
    assert attribute.value_of(typed) == kept


@pytest.mark.parametrize(
    ("attribute", "typed"),
    [
        (Attribute("number"), "many"),
        (Attribute("number"), "1e5"),
        (Attribute("date"), "09/11/2021"),
        (Attribute("date"), "2021-02-30"),
        (Attribute("choice", ("a", "b")), "c"),
    ],
)
def test_what_is_no_value_is_refused(attribute: Attribute, typed: str) -> None:
    with pytest.raises(PostilError):
        attribute.value_of(typed)


def test_values_are_sorted_as_their_kind_is() -> None:
    number, choice = Attribute("number"), Attribute("choice", ("late", "early"))
    assert sorted(["10", "9", "", "-1"], key=number.sort_key) == ["-1", "9", "10", ""]
    assert sorted(["early", "late"], key=choice.sort_key) == ["late", "early"]


def test_a_speaker_may_be_a_case_of_their_own_in_a_transcript_of_another() -> None:
    desk = small_desk()
    desk.act(AddCase("a", "A"), AddCase("b", "B"), GiveVoice(P04, "", "a"), GiveVoice(P04, "P04", "b"))
    assert desk.study.cases.owner(P04, "INT") == "a"
    assert desk.study.cases.owner(P04, "P04") == "b"
    assert desk.study.cases.at(Place(P04, 2)) == "b"
    assert [text.name for text in desk.study.cases.transcripts_of("b")] == ["P04"]
    assert desk.study.cases.owner(P05, "P05") == ""


def test_a_corrected_transcript_is_the_same_case_s() -> None:
    desk = small_desk()
    desk.act(AddCase("a", "A"), GiveVoice(P04, "", "a"))
    old = desk.study.transcripts[P04]
    paragraphs = old.paragraphs[:2]
    new = replace(old, id=reading_id(paragraphs), paragraphs=paragraphs, supersedes=P04)
    desk.act(AddTranscript(new))
    assert desk.study.cases.owner(new.id, "P04") == "a"
    assert [text.id for text in desk.study.cases.transcripts_of("a")] == [new.id]


def test_two_people_who_bring_in_one_case_bring_in_one() -> None:
    ana, ben = small_desk(), small_desk()
    ben.clock = Clock(writer="fedcba9876543210", now=count(1_700_000_100_000, 7).__next__)
    ana.act(AddCase(new_case_id(ana.study, "P04"), "P04"), coder="ana")
    ben.act(AddCase(new_case_id(ben.study, "p04"), "p04"), coder="ben")
    both = Study([*ana.log, *ben.log])
    assert len(both.cases.all) == 1


def test_another_case_of_a_name_that_was_given_up_is_another_case() -> None:
    desk = small_desk()
    desk.act(AddCase("p04", "P04"))
    desk.act(EditCase("p04", "name", "Northern café"))
    assert new_case_id(desk.study, "P04") == "p04 2"
    assert new_case_id(desk.study, "northern CAFÉ") != "p04"


def test_a_case_in_use_is_not_dropped_and_a_dropped_one_that_comes_into_use_is_shown() -> None:
    desk, other = small_desk(), small_desk()
    other.clock = Clock(writer="fedcba9876543210", now=count(1_600_000_000_000, 7).__next__)
    desk.act(AddCase("a", "A"))
    desk.act(SetSummary("a", "F1", Summary("wanted it")))
    with pytest.raises(PostilError, match="summaries"):
        desk.act(DropCase("a", "A"))
    desk.act(SetSummary("a", "F1", Summary()))
    desk.act(DropCase("a", "A"))
    assert "a" not in desk.study.cases.all
    other.act(AddCase("a", "A"), coder="ben")
    other.act(SetComment("a", "F1", "odd"), coder="ben")
    assert "a" in Study([*desk.log, *other.log]).cases.all


def test_values_need_an_attribute_and_a_case() -> None:
    desk = small_desk()
    desk.act(AddCase("a", "A"))
    with pytest.raises(PostilError, match="no attribute role"):
        desk.act(SetValue("a", "role", "manager"))
    desk.act(SetAttribute("role", Attribute("choice", ("manager",))))
    with pytest.raises(PostilError, match="none of manager"):
        desk.act(SetValue("a", "role", "nurse"))
    with pytest.raises(PostilError, match="no case b"):
        desk.act(SetValue("b", "role", "manager"))
    desk.act(SetValue("a", "role", "manager"))
    assert desk.study.cases.all["a"].values == {"role": "manager"}


@pytest.mark.parametrize(
    ("transcript", "speaker", "message"),
    [("nowhere", "", "no transcript"), (P04, "Nobody", "nobody is called Nobody")],
)
def test_a_voice_is_one_that_is_there(transcript: str, speaker: str, message: str) -> None:
    desk = small_desk()
    desk.act(AddCase("a", "A"))
    with pytest.raises(PostilError, match=message):
        desk.act(GiveVoice(transcript, speaker, "a"))
