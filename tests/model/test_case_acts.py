from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import P04, P05, P11, cases_desk, corrected, desks_with_cases, voices_of, with_two
from postil.errors import CaseError
from postil.model.case import Attribute
from postil.model.case_acts import (
    attribute_named,
    distinct_choices,
    drop_attribute,
    dropped,
    fit_attribute,
    join_list,
    new_case,
    noted,
    renamed,
    set_attribute,
    split_list,
    valued,
)
from postil.model.case_auto import auto_cases
from postil.model.change import AddTranscript, GiveVoice, SetValue
from postil.model.eligible import current_transcripts
from postil.model.longest import LONGEST_CELL
from postil.model.voices import Voice, give_voices, owners, participants_of, speakers_of, told_once
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

# ---- names and lists ----


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])).map(str.strip), min_size=1))
def test_a_list_is_taken_apart_as_it_was_joined(parts: list[str]) -> None:
    assert split_list(join_list(parts)) == parts


def test_lists_as_people_write_them() -> None:
    assert split_list("") == [""]
    assert split_list("P04;P05 ; P06") == ["P04", "P05", "P06"]
    assert split_list("; P11A") == ["", "P11A"]
    assert split_list("a;;b") == ["a;b"]
    assert distinct_choices([" Crisis  café", "crisis café", "", "\u200b", "triage"]) == ("Crisis café", "triage")


def test_a_new_case_has_a_name_of_its_own() -> None:
    desk = cases_desk()
    for name in ("", "  ", "\u200b"):
        with pytest.raises(CaseError, match="no name"):
            new_case(desk.study, name)
    with pytest.raises(CaseError, match="a case P04 already"):
        new_case(desk.study, " p04")
    with pytest.raises(CaseError, match="40,000 characters"):
        new_case(desk.study, "x" * 40_000)
    case, actions = new_case(desk.study, "  Site   one ")
    desk.act(*actions)
    assert desk.study.cases.all[case].name == "Site one"


def test_a_case_that_was_renamed_and_taken_out_comes_back_as_a_new_one() -> None:
    desk = cases_desk()
    desk.act(*renamed(desk.study, "p06", "Other"), noted("p06", "a note"))
    desk.act(dropped(desk.study, "p06"))
    case, actions = new_case(desk.study, "P06")
    desk.act(*actions)
    assert case == "p06"
    assert (desk.study.cases.all[case].name, desk.study.cases.all[case].note) == ("P06", "")


def test_a_name_is_changed_but_not_to_another_cases() -> None:
    desk = cases_desk()
    assert renamed(desk.study, "p04", "P04") == []
    assert renamed(desk.study, "p04", "p04") != []
    with pytest.raises(CaseError, match="P05 already"):
        renamed(desk.study, "p04", "P05")
    desk.act(*renamed(desk.study, "p04", "P05b"))
    case, _ = new_case(desk.study, "P04")
    assert case != "p04", "the id of the renamed case is taken"


def test_a_case_in_use_is_not_dropped() -> None:
    desk = cases_desk()
    with pytest.raises(CaseError, match="case P04 has values of attributes"):
        desk.act(dropped(desk.study, "p04"))
    with pytest.raises(CaseError, match="transcripts"):
        desk.act(dropped(desk.study, "p11a"))
    desk.act(dropped(desk.study, "p06"))
    assert "p06" not in desk.study.cases.all


# ---- attributes ----


@pytest.mark.parametrize(
    ("name", "kind", "choices", "said"),
    [
        ("", "text", (), "no name"),
        ("Case", "text", (), "calls something else"),
        ("transcript", "text", (), "calls something else"),
        ("x", "money", (), "no kind"),
        ("x", "choice", (), "no choices"),
        ("x", "choice", (" ", ""), "no choices"),
        ("x", "number", ("1",), "has no choices"),
    ],
)
def test_what_is_no_attribute_is_refused(name: str, kind: str, choices: tuple[str, ...], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        fit_attribute(cases_desk().study, name, kind, choices)


def test_attributes_come_last_and_keep_their_place() -> None:
    study = cases_desk().study
    assert fit_attribute(study, "new one", "text") == ("new one", Attribute("text", (), 5))
    assert fit_attribute(study, " BEDS ", "text") == ("beds", Attribute("text", (), 2))
    assert attribute_named(study.cases.attributes, "Service_Type") == "service_type"


def test_another_kind_spells_values_and_refuses_those_that_are_none() -> None:
    desk = cases_desk()
    with pytest.raises(CaseError, match="P05 has another remark"):
        set_attribute(desk.study, *fit_attribute(desk.study, "remark", "number"))
    desk.act(*set_attribute(desk.study, *fit_attribute(desk.study, "service_type", "text")))
    desk.act(SetValue("p06", "service_type", "TRIAGE"))
    desk.act(
        *set_attribute(desk.study, *fit_attribute(desk.study, "service_type", "choice", ["Crisis Café", "triage"]))
    )
    values = {case.name: case.values.get("service_type") for case in desk.study.cases.all.values()}
    assert values == {"P04": "triage", "P05": "Crisis Café", "P06": "triage", "P11A": None}
    assert desk.undo()
    assert desk.study.cases.all["p05"].values["service_type"] == "crisis café"


def test_an_attribute_goes_with_its_values_and_comes_back_with_them() -> None:
    desk = cases_desk()
    desk.act(*drop_attribute(desk.study, "beds"))
    assert "beds" not in desk.study.cases.attributes
    assert all("beds" not in case.values for case in desk.study.cases.all.values())
    desk.undo()
    assert desk.study.cases.all["p04"].values["beds"] == "12"
    assert desk.study.cases.attributes["beds"].kind == "number"


def test_a_value_fits_its_attribute_and_a_cell() -> None:
    assert valued(Attribute("date"), "p04", "opened", " 2021-1-9 ").value == "2021-01-09"
    with pytest.raises(CaseError, match="not a date"):
        valued(Attribute("date"), "p04", "opened", "09/01/2021")
    with pytest.raises(CaseError, match="a cell holds 32,767"):
        valued(Attribute("text"), "p04", "remark", "😀" * (LONGEST_CELL // 2 + 1))
    assert noted("p04", " a\r\nb ").value == "a\nb"


# ---- voices ----


def test_whose_words_are_whose() -> None:
    desk = cases_desk()
    assert owners(desk.study) == {Voice(P04): "p04", Voice(P05): "p05", Voice(P11, "P11A"): "p11a"}
    assert participants_of(with_two()) == ["P11A", "P11B"]
    assert speakers_of(with_two()) == ["INT", "P11A", "P11B"]
    every = [Voice(P11, "P11A"), Voice(P11, "INT"), Voice(P11), Voice(P04), Voice(P04)]
    assert told_once(every, owners(desk.study), "p11a") == (Voice(P11), Voice(P04))
    assert told_once(every, owners(desk.study), "p06") == (Voice(P11, "P11A"), Voice(P11), Voice(P04))


def test_a_corrected_transcript_belongs_to_whom_it_belonged_until_it_is_said_otherwise() -> None:
    desk = cases_desk()
    new = corrected(TRANSCRIPTS[0])
    desk.act(AddTranscript(new))
    assert voices_of(desk.study, "p04") == (Voice(new.id),)
    assert give_voices(desk.study, "p04", [Voice(new.id)]) == []
    desk.act(*give_voices(desk.study, "p04", []))
    assert voices_of(desk.study, "p04") == ()
    desk.act(*give_voices(desk.study, "p06", [Voice(new.id)]))
    assert voices_of(desk.study, "p06") == (Voice(new.id),)
    desk.undo()
    desk.undo()
    assert voices_of(desk.study, "p04") == (Voice(new.id),)


@settings(max_examples=60, deadline=None)
@given(desks_with_cases(), st.data())
def test_a_case_gets_just_the_voices_that_were_wanted(desk: Desk, data: st.DataObject) -> None:
    if not desk.study.cases.all:
        return
    case = data.draw(st.sampled_from(list(desk.study.cases.all)))
    every = [
        voice
        for text in current_transcripts(desk.study)
        for voice in (Voice(text.id), *(Voice(text.id, label) for label in speakers_of(text)))
    ]
    wanted = data.draw(st.lists(st.sampled_from(every), max_size=5))
    others = {voice: owner for voice, owner in owners(desk.study).items() if owner != case}
    desk.act(*give_voices(desk.study, case, wanted), coder="")
    assert set(voices_of(desk.study, case)) == set(told_once(wanted, {}, case))
    assert give_voices(desk.study, case, wanted) == []
    taken = set(wanted)
    for voice, owner in owners(desk.study).items():
        if owner != case:
            assert others.get(voice) == owner
            assert voice not in taken


# ---- a case for each transcript ----


def test_each_transcript_that_is_nobodys_gets_a_case_once() -> None:
    desk = small_desk()
    desk.act(AddTranscript(with_two()), coder="")
    found, actions = auto_cases(desk.study)
    assert [(auto.name, auto.voice, auto.is_new) for auto in found] == [
        ("P04", Voice(P04), True),
        ("P05", Voice(P05), True),
        ("P11A", Voice(P11, "P11A"), True),
        ("P11B", Voice(P11, "P11B"), True),
    ]
    desk.act(*actions)
    assert owners(desk.study) == {auto.voice: auto.case for auto in found}
    assert auto_cases(desk.study) == ([], [])
    desk.undo()
    assert not desk.study.cases.all


def test_a_case_that_waits_is_taken_before_one_is_made() -> None:
    desk = cases_desk()
    long = small_transcript("P06_crisis_house", ("Well?", "It went well."))
    other = small_transcript("P061_triage", ("And?", "It went on."))
    desk.act(AddTranscript(long), AddTranscript(other))
    found, actions = auto_cases(desk.study)
    assert [(auto.name, auto.voice.transcript, auto.voice.speaker, auto.is_new) for auto in found] == [
        ("P11B", P11, "P11B", True),
        ("P06", long.id, "", False),
        ("P061_triage", other.id, "", True),
    ]
    desk.act(*actions)
    assert desk.study.cases.all["p06"].voices == ((long.id, ""),)


def test_labels_that_come_again_are_told_apart_by_the_transcript() -> None:
    desk = Desk()
    for text in (with_two("Group 1"), with_two("Group 2")):
        voices = {label: f"Voice {label[-1]}" for label in participants_of(text)}
        said = tuple(p._replace(speaker=voices.get(p.speaker, p.speaker)) for p in text.paragraphs)
        desk.act(AddTranscript(replace(text, paragraphs=said)))
    found, actions = auto_cases(desk.study)
    assert [auto.name for auto in found] == ["Voice A", "Voice B", "Group 2 Voice A", "Group 2 Voice B"]
    desk.act(*actions)
    assert len(desk.study.cases.all) == 4


@settings(max_examples=40, deadline=None)
@given(desks_with_cases())
def test_afterwards_no_transcript_is_nobodys_and_nothing_was_taken(desk: Desk) -> None:
    before = owners(desk.study)
    found, actions = auto_cases(desk.study)
    desk.act(*actions, coder="")
    after = owners(desk.study)
    assert before.items() <= after.items()
    assert len({auto.case for auto in found}) == len(found)
    assert all(isinstance(action, GiveVoice) or action.kind in {"add-case", "edit-case"} for action in actions)
    assert auto_cases(desk.study) == ([], [])
