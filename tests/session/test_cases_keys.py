"""The cases screen without a screen: what each key does."""

from __future__ import annotations

import pytest

from cases_desks import HOSTILE, P04, P05, P11, at_cases, cases_desk, voices_of
from desks import sit
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import AddTranscript, Apply, EditTranscript, SetSummary
from postil.model.coding import Coding
from postil.model.references import places_of
from postil.model.voices import Voice
from postil.session.cases_commands import CASES_COMMANDS
from postil.session.cases_verbs import CASE_VERBS, CASES_VERBS
from postil.session.commands import KEY_NAMES, Command
from postil.session.modes import Asking, Picking, Prompting, Reading
from postil.session.surroundings import OpenScreen, Quit
from postil.session.verbs import VERBS
from studies import small_desk, small_transcript


@pytest.mark.parametrize("command", CASES_COMMANDS, ids=lambda command: command.id)
def test_every_command_has_a_verb_and_explains_itself(command: Command) -> None:
    assert (command.id in CASES_VERBS) + (command.id in CASE_VERBS) == 1 or command.id in VERBS
    assert command.help[0].islower()
    assert set(command.keys) - {"escape"}
    assert all(len(part) == 1 or part in KEY_NAMES for key in command.keys for part in key.split(" "))


def test_the_table_has_a_verb_for_nothing_else() -> None:
    ids = {command.id for command in CASES_COMMANDS}
    assert CASES_VERBS.keys() | CASE_VERBS.keys() <= ids
    assert len(ids) == len(CASES_COMMANDS)


def test_the_coding_screen_opens_the_cases_at_the_one_that_is_read() -> None:
    coder = sit(cases_desk())
    assert coder.press("C") == [OpenScreen("cases", case="p04")]
    coder.press("]")
    assert coder.press("C") == [OpenScreen("cases", case="p05")]
    desk = at_cases(case="p05")
    assert desk.session.case is not None
    assert desk.session.case.name == "P05"
    assert desk.press("q") == [Quit()]


def test_moving() -> None:
    desk = at_cases()
    table = desk.session.table
    assert table.columns == ["case", "transcript", "service_type", "beds", "opened", "remark"]

    def at(keys: str) -> tuple[int, int]:
        desk.press(keys)
        return table.row, table.column

    assert at("j j l") == (2, 1)
    assert at("‹down› ‹down› ‹right› ‹up›") == (2, 2)
    assert at("k k k h h h h") == (0, 0)
    assert at("G $") == (3, 5)
    assert at("g g 0") == (0, 0)
    assert at("‹end›") == (3, 0)
    assert at("‹home›") == (0, 0)
    assert at("‹pagedown›") == (3, 0)
    assert at("‹pageup›") == (0, 0)


# ---- values ----


def test_a_value_is_edited_in_place() -> None:
    desk = at_cases()
    desk.press("lll ‹enter›")
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.line.text == "12"
    desk.press("‹ctrl+u› 3 4 ‹enter›")
    assert desk.values("p04")["beds"] == "34"
    assert isinstance(desk.session.mode, Reading)
    assert (desk.session.table.row, desk.session.table.column) == (0, 3)
    desk.press("‹enter› ‹ctrl+u› ‹enter›")
    assert "beds" not in desk.values("p04")
    desk.press("u")
    assert desk.values("p04")["beds"] == "34"
    assert "beds of P04: 34" in desk.session.message


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [(3, "many", "not a number"), (4, "09/11/2021", "YYYY-MM-DD"), (4, "2021-02-30", "calendar")],
)
def test_what_is_no_value_is_said_and_stays_to_be_mended(column: int, typed: str, said: str) -> None:
    desk = at_cases()
    before = desk.values("p04")
    desk.press("l" * column + "‹enter› ‹ctrl+u›" + typed + "‹enter›")
    assert said in desk.session.message
    assert desk.session.alarm
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.line.text == typed
    desk.press("‹ctrl+g›")
    assert desk.values("p04") == before


def test_choices_are_picked_by_typing() -> None:
    desk = at_cases()
    desk.press("ll ‹enter›")
    assert isinstance(desk.session.mode, Picking)
    assert [row.text for row in desk.session.mode.rows] == ["crisis café", "triage", "house", "(no value)"]
    assert desk.session.mode.at == 1
    desk.press("h o ‹enter›")
    assert desk.values("p04")["service_type"] == "house"
    desk.press("‹enter› ‹down› ‹enter›")
    assert "service_type" not in desk.values("p04")
    assert desk.session.message == "P04: service_type: (no value)"


def test_a_choice_that_there_is_not_is_made_in_the_same_act() -> None:
    desk = at_cases()
    acts = len(desk.recorder.acts)
    desk.press("ll ‹enter› street‹space›triage ‹up› ‹enter›")
    assert desk.values("p04")["service_type"] == "street triage"
    assert desk.study.cases.attributes["service_type"].choices[-1] == "street triage"
    assert len(desk.recorder.acts) == acts + 1
    desk.press("u")
    assert desk.values("p04")["service_type"] == "triage"
    assert desk.study.cases.attributes["service_type"].choices == ("crisis café", "triage", "house")
    desk.press("U")
    assert desk.values("p04")["service_type"] == "street triage"


def test_a_choice_that_is_there_in_other_letters_is_not_offered_as_a_new_one() -> None:
    desk = at_cases()
    desk.press("ll ‹enter› TRIAGE")
    assert isinstance(desk.session.mode, Picking)
    assert [row.text for row in desk.session.mode.rows] == ["triage"]


# ---- cases ----


def test_a_case_is_made_named_noted_and_dropped() -> None:
    desk = at_cases()
    desk.press("n Site‹space›one ‹enter›")
    assert desk.session.case is not None
    assert (desk.session.case.name, desk.session.table.row) == ("Site one", 4)
    desk.press("R ‹backspace› ‹backspace› ‹backspace› two ‹enter›")
    assert desk.session.case.name == "Site two"
    desk.press("m a‹space›note ‹enter›")
    assert desk.session.case.note == "a note"
    desk.press("D")
    assert "site one" not in desk.study.cases.all
    assert desk.session.message == "case Site two is gone; u brings it back"
    desk.press("u")
    assert desk.session.case.name == "Site two"
    assert desk.session.case.note == "a note"


def test_enter_on_a_name_renames_and_on_transcripts_picks_them() -> None:
    desk = at_cases()
    desk.press("‹enter›")
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.title == "name of P04"
    desk.press("‹ctrl+g› l ‹enter›")
    assert isinstance(desk.session.mode, Picking)
    assert desk.session.mode.source.title == "words of P04"


@pytest.mark.parametrize(
    ("keys", "said"), [("n p05 ‹enter›", "P05 already"), ("R ‹ctrl+u› P05 ‹enter›", "P05 already")]
)
def test_a_name_that_is_taken_is_said(keys: str, said: str) -> None:
    desk = at_cases()
    acts = len(desk.recorder.acts)
    desk.press(keys)
    assert said in desk.session.message
    assert len(desk.recorder.acts) == acts


def test_a_case_in_use_stays() -> None:
    desk = at_cases()
    desk.press("D")
    assert "P04 has values of attributes" in desk.session.message
    assert "p04" in desk.study.cases.all


def test_a_study_without_cases_takes_one() -> None:
    desk = at_cases(small_desk())
    for key in "jlhkGs/":
        desk.press(key + "‹ctrl+g›")
    for key in ("R", "D", "t", "m", "‹enter›"):
        desk.press(key)
        assert isinstance(desk.session.mode, Asking), key
        assert "n makes one" in desk.session.mode.question
        desk.press("‹enter›")
    desk.press("n One ‹enter›")
    assert [case.name for case in desk.study.cases.all.values()] == ["One"]


# ---- notes ----


def test_a_note_that_was_left_waits_and_is_kept_on_leaving() -> None:
    desk = at_cases()
    desk.press("m half ‹ctrl+g›")
    assert desk.session.waiting == "note waits"
    assert desk.study.cases.all["p04"].note == ""
    desk.press("m")
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.line.text == "half"
    desk.press("‹ctrl+g›")
    assert desk.press("q") == [Quit()]
    assert desk.study.cases.all["p04"].note == "half"


def test_a_note_that_is_being_typed_is_kept_when_the_line_drops() -> None:
    desk = at_cases()
    desk.press("j m ‹ctrl+u› new‹space›words")
    desk.session.keep_typed()
    assert desk.study.cases.all["p05"].note == "new words"
    assert desk.session.waiting == ""


def test_a_note_outlives_a_full_disk() -> None:
    desk = at_cases()
    desk.recorder.full = True
    desk.press("m words ‹enter›")
    assert desk.session.alarm
    assert isinstance(desk.session.mode, Prompting)
    desk.press("‹ctrl+g› q")
    assert isinstance(desk.session.mode, Asking)
    desk.press("x")
    desk.recorder.full = False
    assert desk.press("q") == [Quit()]
    assert desk.study.cases.all["p04"].note == "words"


def test_a_pasted_note_keeps_its_lines() -> None:
    desk = at_cases()
    desk.press("m")
    desk.session.paste("one\r\ntwo")
    desk.press("‹enter›")
    assert desk.study.cases.all["p04"].note == "one\ntwo"


# ---- transcripts ----


def test_transcripts_and_speakers_are_taken_and_given_back() -> None:
    desk = at_cases(case="p06")
    desk.press("t")
    assert isinstance(desk.session.mode, Picking)
    rows = [(row.text, row.mark, row.note, row.depth) for row in desk.session.mode.rows]
    assert rows == [
        ("P04", "", "P04’s", 0),
        ("P05", "", "P05’s", 0),
        ("P11", "", "", 0),
        ("P11A in P11", "", "P11A’s", 1),
        ("P11B in P11", "", "", 1),
    ]
    desk.press("p11b ‹enter›")
    assert voices_of(desk.study, "p06") == (Voice(P11, "P11B"),)
    assert desk.session.message == "P11B in P11 is P06’s"
    desk.press("t ‹enter›")
    assert voices_of(desk.study, "p06") == ()
    assert desk.session.message == "P11B in P11 is P06’s no more"
    desk.press("u")
    assert voices_of(desk.study, "p06") == (Voice(P11, "P11B"),)
    desk.press("t ‹up› ‹up› ‹tab›")
    assert voices_of(desk.study, "p06") == (Voice(P11),), "the whole transcript, and so both"
    assert isinstance(desk.session.mode, Picking)


def test_what_is_another_cases_changes_hands_only_when_asked() -> None:
    desk = at_cases(case="p06")
    desk.press("t p04 ‹enter›")
    assert isinstance(desk.session.mode, Asking)
    assert desk.session.mode.question == "P04 is P04’s; y gives it to P06, any other key does not"
    desk.press("n")
    assert voices_of(desk.study, "p04") == (Voice(P04),)
    desk.press("t p04 ‹enter› y")
    assert voices_of(desk.study, "p04") == ()
    assert voices_of(desk.study, "p06") == (Voice(P04),)
    assert desk.session.table.text(0, 1) == ""
    desk.press("u")
    assert voices_of(desk.study, "p04") == (Voice(P04),)


# ---- attributes ----


def test_an_attribute_is_made() -> None:
    desk = at_cases()
    desk.press("A region ‹enter› number ‹enter›")
    assert desk.study.cases.attributes["region"] == Attribute("number", (), 5)
    assert desk.session.table.attribute == "region"
    desk.press("A kind ‹enter› choice ‹enter›")
    assert isinstance(desk.session.mode, Prompting)
    desk.press("‹enter›")
    assert "no choices" in desk.session.message
    assert isinstance(desk.session.mode, Prompting)
    desk.press("small;‹space›large ‹enter›")
    assert desk.study.cases.attributes["kind"] == Attribute("choice", ("small", "large"), 6)
    desk.press("u")
    assert "kind" not in desk.study.cases.attributes


@pytest.mark.parametrize("name", ["case", "transcript", "speaker", "note"])
def test_an_attribute_is_not_called_as_the_table_calls_something_else(name: str) -> None:
    desk = at_cases()
    desk.press(f"A {name} ‹up› ‹enter›")
    assert "calls something else" in desk.session.message


def test_an_attribute_is_changed() -> None:
    desk = at_cases()
    desk.press("ll A")
    assert isinstance(desk.session.mode, Picking)
    assert desk.session.mode.row is not None
    assert desk.session.mode.row.text == "service_type"
    desk.press("‹enter› edit ‹enter›")
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.line.text == "crisis café; triage; house"
    desk.press(";‹space›spa ‹enter›")
    assert desk.study.cases.attributes["service_type"].choices[-1] == "spa"
    desk.press("A ‹enter› text ‹enter›")
    assert desk.study.cases.attributes["service_type"].kind == "text"
    desk.press("A ‹enter› choice ‹enter›")
    assert isinstance(desk.session.mode, Prompting)
    assert desk.session.mode.line.text == "triage; crisis café", "what the cases have"
    desk.press("‹ctrl+g› A ‹enter› number ‹enter›")
    assert "P04 has another service_type" in desk.session.message
    assert desk.study.cases.attributes["service_type"].kind == "text"


def test_an_attribute_is_taken_away_after_asking_for_its_values() -> None:
    desk = at_cases()
    desk.press("lll A ‹enter› take ‹enter›")
    assert isinstance(desk.session.mode, Asking)
    assert desk.session.mode.question.startswith("2 values of beds would go with it")
    desk.press("n")
    assert "beds" in desk.study.cases.attributes
    desk.press("A ‹enter› take ‹enter› y")
    assert "beds" not in desk.study.cases.attributes
    desk.press("u")
    assert desk.values("p04")["beds"] == "12"
    assert desk.study.cases.attributes["beds"].kind == "number"


# ---- sorting and finding ----


def names(desk: object) -> list[str]:
    table = desk.session.table  # type: ignore[attr-defined]
    return [table.text(row, 0) for row in range(len(table.order))]


def test_sorting_by_a_column_and_back() -> None:
    desk = at_cases()
    assert names(desk) == ["P04", "P05", "P11A", "P06"]
    desk.press("lll s")
    assert names(desk) == ["P05", "P04", "P11A", "P06"], "4 before 12, those without a value last"
    assert desk.session.case is not None
    assert desk.session.case.name == "P04", "the cursor stays with its case"
    desk.press("s")
    assert names(desk) == ["P04", "P05", "P11A", "P06"]
    assert "the greatest first" in desk.session.message
    desk.press("s")
    assert names(desk) == ["P04", "P05", "P11A", "P06"]
    assert desk.session.table.sort == ""
    desk.press("h s")
    assert names(desk) == ["P05", "P04", "P11A", "P06"], "choices in their own order"
    desk.press("0 n P2 ‹enter›")
    assert names(desk)[-1] == "P2", "nothing moves until somebody sorts"
    desk.press("s")
    assert names(desk) == ["P2", "P04", "P05", "P06", "P11A"]


def test_finding() -> None:
    desk = at_cases()
    desk.press("/ b u i l d i n g")
    assert (desk.session.table.row, desk.session.table.column) == (1, 5)
    desk.press("‹ctrl+g›")
    assert (desk.session.table.row, desk.session.table.column) == (0, 0)
    desk.press("/ P1 ‹enter›")
    assert desk.session.case is not None
    assert desk.session.case.name == "P11A"
    desk.press("‹tab›")
    assert "nowhere else" in desk.session.message
    desk.press("/ P0 ‹enter›")
    row = desk.session.table.row
    desk.press("‹tab› ‹tab› ‹tab›")
    assert desk.session.table.row == row
    desk.press("‹shift+tab›")
    assert desk.session.table.row != row
    desk.press("/ team ‹enter›")
    assert desk.session.case.name == "P05", "in its note"
    desk.press("/ nothing‹space›of‹space›it ‹enter›")
    assert "not in the cases" in desk.session.message


# ---- undo, reading only, other screens ----


def test_only_what_is_about_cases_is_undone_here() -> None:
    desk = cases_desk()
    desk.act(Apply(Coding(P04, 2, None, None, "F1", "ana")), coder="ana")
    at = at_cases(desk)
    at.press("u")
    assert at.session.message.startswith("nothing to undo here: your last act was made in another screen")
    assert desk.study.has(Coding(P04, 2, None, None, "F1", "ana"))
    at.press("R 2 ‹enter› u u")
    assert at.session.message.startswith("nothing to undo here")
    assert at.study.cases.all["p04"].name == "P04"
    at.press("U")
    assert at.study.cases.all["p04"].name == "P042"


def test_the_coding_screen_says_what_it_undoes_of_cases() -> None:
    desk = cases_desk()
    at = at_cases(desk)
    at.press("R 2 ‹enter› t p11b ‹enter›")
    coder = sit(desk)
    coder.press("u")
    assert coder.session.message == "undone: P11B in P11 is nobody’s"
    coder.press("u")
    assert coder.session.message == "undone: name of P04"


def test_nothing_to_undo_is_said() -> None:
    desk = at_cases()
    desk.press("u")
    assert desk.session.message == "nothing to undo"
    desk.press("U")
    assert desk.session.message == "nothing to redo"


@pytest.mark.parametrize("key", ["‹enter›", "n", "R", "t", "m", "A", "D", "u", "U"])
def test_reading_only_changes_nothing_and_says_so(key: str) -> None:
    desk = at_cases(coder=None, read_only=True)
    desk.press(f"l l {key}")
    assert desk.session.message.startswith("reading only: cannot ")
    assert isinstance(desk.session.mode, Reading)
    desk.press("s / p05 ‹enter›")
    assert not desk.recorder.acts


def test_what_changed_in_another_screen_is_there_on_coming_back() -> None:
    desk = at_cases(case="p05")
    desk.recorder.desk.act(AddTranscript(small_transcript("P20", ("So?", "So it was."))), coder="")
    desk.recorder.desk.act(*[], coder="")
    desk.session.resumed()
    assert desk.session.case is not None
    assert desk.session.case.id == "p05"
    desk.press("t P20 ‹enter›")
    assert len(voices_of(desk.study, "p05")) == 2
    assert Voice(P05) in voices_of(desk.study, "p05")


def test_hostile_texts_are_only_texts() -> None:
    desk = at_cases()
    desk.press("n")
    desk.session.paste(HOSTILE)
    desk.press("‹enter› A")
    desk.session.paste(HOSTILE)
    desk.press("‹enter› ‹enter› m")
    desk.session.paste(HOSTILE)
    desk.press("‹enter› $ ‹enter›")
    desk.session.paste(HOSTILE)
    desk.press("‹enter›")
    case = desk.session.case
    assert case is not None
    assert case.name == case.values[desk.session.table.attribute] == " ".join(HOSTILE.split())
    assert case.note == HOSTILE.strip()


def test_a_new_name_that_leads_references_astray_is_told() -> None:
    desk = cases_desk()
    desk.act(EditTranscript(P05, "name", "interview 5"))
    text = "as elsewhere (P05 §2)"
    desk.act(SetSummary("p04", "F1", Summary(text, places=places_of(desk.study, "p04", text))))
    who = at_cases(desk, case="p05")
    who.press("R ‹ctrl+u› Café ‹enter›")
    assert who.session.message == (
        "P05 is Café; 1 summary refers to P05: `postil matrix repair` gives them the new name"
    )
    who.press("R ‹ctrl+u› House ‹enter›")
    assert "repair" not in who.session.message
