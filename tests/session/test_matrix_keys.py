from __future__ import annotations

import pytest

from desks import DeskRecorder
from matrices import LIST, NO, P04, Analyst, charting, summary
from postil.errors import PostilError
from postil.model.cells import CellKey
from postil.model.change import Apply, Remove, SetSummary
from postil.model.coding import Coding, Place
from postil.session.commands import BY_ID, KEY_NAMES, Keymap
from postil.session.matrix import MatrixSession
from postil.session.matrix_commands import CELL_COMMANDS, MATRIX_COMMANDS
from postil.session.matrix_verbs import MATRIX_VERBS
from postil.session.modes import Reading
from postil.session.session import Session
from postil.session.surroundings import OpenScreen
from studies import small_desk


def at(analyst: Analyst) -> tuple[str, str]:
    key = analyst.matrix.table.key
    assert key is not None
    return key.case, key.code


def layout(analyst: Analyst) -> str:
    return analyst.matrix.layout


def names(analyst: Analyst) -> list[str]:
    return [case.name for case in analyst.matrix.table.rows]


def columns(analyst: Analyst) -> list[str]:
    return [code.id for code in analyst.matrix.table.columns]


def test_every_command_has_a_verb_and_explains_itself() -> None:
    assert MATRIX_VERBS.keys() == {command.id for command in MATRIX_COMMANDS}
    for command in (*MATRIX_COMMANDS, *CELL_COMMANDS):
        assert command.help[0].islower()
        assert not command.help.endswith(".")
        assert not command.keys or set(command.keys) - {"escape"}
        assert all(len(part) == 1 or part in KEY_NAMES for key in command.keys for part in key.split(" "))
        shared = BY_ID.get(command.id)
        assert shared is None or shared.keys[:1] == command.keys[:1], command.id
    Keymap(commands=MATRIX_COMMANDS)
    Keymap(commands=CELL_COMMANDS)


def test_keys_move_the_cursor_over_the_cells() -> None:
    analyst = charting()
    assert columns(analyst) == ["F1", "F1.2", "F4", "B2"]
    assert names(analyst) == ["P04", "P05", "P06"]
    for keys, there in (
        ("l", ("p04", "F1.2")),
        ("j", ("p05", "F1.2")),
        ("‹right›‹down›", ("p06", "F4")),
        ("j", ("p06", "F4")),
        ("k h", ("p05", "F1.2")),
        ("$", ("p05", "B2")),
        ("0", ("p05", "F1")),
        ("G", ("p06", "F1")),
        ("g g", ("p04", "F1")),
        ("‹pagedown›", ("p06", "F1")),
        ("‹pageup›", ("p04", "F1")),
    ):
        analyst.press(keys)
        assert at(analyst) == there, keys


def test_the_next_cell_that_needs_work_is_coded_stale_or_in_conflict() -> None:
    analyst = charting()
    seen = []
    for _ in range(4):
        analyst.press("n")
        seen.append((at(analyst), analyst.state(*at(analyst))))
    assert seen == [
        (("p04", "F1.2"), "coded"),
        (("p04", "F4"), "conflict"),
        (("p05", "B2"), "stale"),
        (("p04", "F1.2"), "coded"),
    ]
    analyst.press("N")
    assert at(analyst) == ("p05", "B2")
    analyst.press("‹tab›")
    assert at(analyst) == ("p04", "F1.2")


def test_counts_are_those_of_the_cells_that_are_shown() -> None:
    analyst = charting()
    counts = analyst.matrix.table.counts
    assert counts == {"no data": 7, "coded": 1, "draft": 1, "checked": 1, "stale": 1, "conflict": 1}
    assert counts == analyst.matrix.table.matrix.count(analyst.matrix.table.rows, analyst.matrix.table.columns)
    analyst.press("t F4 ‹enter›")
    assert analyst.matrix.table.counts["conflict"] == 1
    assert sum(analyst.matrix.table.counts.values()) == 3


def test_themes_are_turned_and_codes_chosen_by_typing() -> None:
    analyst = charting()
    analyst.press("]")
    assert columns(analyst) == ["F1", "F1.2"]
    analyst.press("]")
    assert columns(analyst) == ["F4"]
    analyst.press("[ [")
    assert columns(analyst) == ["F1", "F1.2", "F4", "B2"]
    analyst.press("t B2 ‹tab› lead ‹tab› ‹enter›")
    assert columns(analyst) == ["F4", "B2"]
    analyst.press("t theme ‹enter›")
    assert columns(analyst) == ["F1", "F1.2"]
    analyst.press("t need ‹enter›")
    assert columns(analyst) == ["F1.2"]
    analyst.press("t ‹enter›")
    assert len(columns(analyst)) == 4
    analyst.press("t zzz ‹enter›")
    assert analyst.message == "no theme or code is called so"
    analyst.press("t B2 ‹tab› ‹escape›")
    assert len(columns(analyst)) == 4


def test_a_theme_is_found_by_the_code_that_the_screen_is_opened_with() -> None:
    matrix = MatrixSession(charting().recorder, coder="ana", case="p05", code="F1.2")
    assert [code.id for code in matrix.table.columns] == ["F1", "F1.2"]
    assert matrix.table.key == ("p05", "F1.2")


def test_cases_are_sorted_by_a_column_and_filtered_by_a_value() -> None:
    analyst = charting()
    analyst.press("s years ‹enter›")
    assert names(analyst) == ["P04", "P05", "P06"]
    analyst.press("s years ‹enter›")
    assert names(analyst) == ["P05", "P04", "P06"]
    assert at(analyst) == ("p04", "F1")
    analyst.press("s name ‹enter› s name ‹enter›")
    assert names(analyst) == ["P06", "P05", "P04"]
    analyst.press("s came ‹enter› f manager ‹enter›")
    assert names(analyst) == ["P05"]
    assert "1 case: role: manager" in analyst.message
    analyst.press("f none ‹enter›")
    assert names(analyst) == ["P06"]
    analyst.press("f ‹enter›")
    assert names(analyst) == ["P04", "P05", "P06"]
    analyst.press("f nurse ‹enter› ‹ctrl+g›")
    assert len(names(analyst)) == 3


def test_attributes_beside_the_cases_are_chosen() -> None:
    analyst = charting()
    assert list(analyst.matrix.table.attributes) == ["role", "years"]
    analyst.press("a years ‹tab› ‹enter›")
    assert list(analyst.matrix.table.attributes) == ["role"]
    analyst.press("a role ‹tab› years ‹tab› ‹enter›")
    assert list(analyst.matrix.table.attributes) == ["years"]
    analyst.press("a role ‹tab› ‹escape›")
    assert list(analyst.matrix.table.attributes) == ["years"]


def test_x_checks_a_summary_without_opening_the_cell() -> None:
    analyst = charting()
    before = analyst.matrix.table.matrix.cell("p04", "F1").summary
    analyst.press("x")
    assert analyst.state("p04", "F1") == "draft"
    assert analyst.matrix.table.counts["draft"] == 2
    analyst.press("x")
    assert analyst.matrix.table.matrix.cell("p04", "F1").summary == before
    analyst.press("l x")
    assert analyst.message == "P04 · F1.2: there is no summary yet; write one"
    analyst.press("l x")
    assert "two summaries" in analyst.message
    analyst.press("j l x")
    assert analyst.message == "P05 · B2: checked; coded since: = in the cell says that it holds"
    assert analyst.state("p05", "B2") == "stale"
    assert len(analyst.recorder.acts) == 3


def test_x_says_that_references_are_broken() -> None:
    analyst = charting()
    text = "One (§2), (P77 §3, §4), (P05 §1)."
    analyst.recorder.desk.act(SetSummary("p04", "F1", summary(analyst.recorder.desk, "p04", text, LIST, NO)))
    analyst.matrix.table.refresh()
    analyst.press("x")
    assert analyst.message == "P04 · F1: checked; 2 of 4 references are broken"
    analyst.press("x")
    assert analyst.message == "P04 · F1: draft"


def test_undo_and_redo_go_where_they_act_and_touch_only_what_is_charted() -> None:
    analyst = charting()
    analyst.press("x l x j j")
    analyst.press("u")
    assert analyst.message == "undone: summary of P04 · F1"
    assert at(analyst) == ("p04", "F1")
    assert analyst.state("p04", "F1") == "checked"
    analyst.press("u")
    assert analyst.message == "nothing to undo"
    analyst.press("] ] U")
    assert analyst.message == "redone: summary of P04 · F1"
    assert at(analyst) == ("p04", "F1")
    analyst.recorder.record([Apply(Coding(P04, 1, None, None, "F1", "ana"))], coder="ana")
    analyst.press("u")
    assert "nothing to undo here" in analyst.message
    assert analyst.study.has(Coding(P04, 1, None, None, "F1", "ana"))


def test_coming_back_from_another_screen_shows_what_was_coded_there() -> None:
    analyst = charting()
    analyst.press("o C")
    assert [screen.name for screen in analyst.opened] == ["codebook", "cases"]
    assert analyst.opened[1] == OpenScreen("cases", case="p04", code="F1")
    analyst.recorder.record([Remove(Coding(P04, 4, None, None, "F1", "ben"))], coder="ana")
    analyst.matrix.resumed()
    assert analyst.state("p04", "F1") == "stale"
    assert analyst.matrix.table.counts["stale"] == 2


def test_pages_read_down_and_across_with_the_same_keys() -> None:
    analyst = charting()
    analyst.press("c")
    assert layout(analyst) == "down"
    analyst.press("j l")
    assert at(analyst) == ("p05", "F1.2")
    analyst.press("r")
    assert layout(analyst) == "across"
    analyst.press("j")
    assert at(analyst) == ("p05", "F4")
    analyst.press("l")
    assert at(analyst) == ("p06", "F4")
    analyst.press("g g")
    assert at(analyst) == ("p06", "F1")
    analyst.press("‹pagedown›")
    assert at(analyst) == ("p06", "B2")
    analyst.press("‹enter›")
    assert analyst.cell.key == CellKey("p06", "B2")
    analyst.press("q q")
    assert layout(analyst) == "grid"
    assert not analyst.has_left
    analyst.press("q")
    assert analyst.has_left


def test_a_page_stands_side_by_side_by_an_attribute() -> None:
    analyst = charting()
    analyst.press("b role ‹enter›")
    assert layout(analyst) == "down"
    assert analyst.matrix.groups == [("manager", [1]), ("nurse", [0]), ("", [2])]
    analyst.press("h")
    assert at(analyst) == ("p05", "F1")
    analyst.press("l l")
    assert at(analyst) == ("p06", "F1")
    analyst.press("j")
    assert "nothing further" in analyst.message
    analyst.press("b below ‹enter›")
    assert analyst.matrix.groups == [("", [0, 1, 2])]


def test_reading_only_shows_all_and_records_nothing() -> None:
    analyst = charting(coder=None, read_only=True)
    analyst.press("x")
    assert analyst.message == "reading only: cannot mark the summary as checked"
    analyst.press("n c j r q t F4 ‹enter› s name ‹enter›")
    assert analyst.recorder.acts == []


@pytest.mark.parametrize("key", ["ratings", "words"])
def test_the_palette_sets_what_the_study_charts_by(key: str) -> None:
    analyst = charting()
    if key == "ratings":
        analyst.press(": ratings ‹enter›")
        assert analyst.study.value(("study", "ratings")) == "on"
        analyst.press("u")
        assert not analyst.study.value(("study", "ratings"))
        assert analyst.message == "undone: a setting of the study"
    else:
        analyst.press(": how‹space›many‹space›words ‹enter› ‹ctrl+u› 120 ‹enter›")
        assert analyst.study.value(("study", "summary target words")) == "120"
        analyst.press(": how‹space›many‹space›words ‹enter› ‹ctrl+u› many ‹enter›")
        assert "no number of words" in analyst.message
    assert isinstance(analyst.session.mode, Reading)


def test_a_study_without_cases_says_how_to_get_some() -> None:
    with pytest.raises(PostilError, match="no case yet"):
        MatrixSession(DeskRecorder(small_desk()), coder="ana")


def test_the_coding_screen_opens_the_matrix_where_one_reads_and_says_what_of_it_was_taken_back() -> None:
    analyst = charting()
    analyst.press("x")
    session = Session(analyst.recorder, coder="ana", place=Place(P04, 2))
    session.explain("F4")
    assert session.press("X") == [OpenScreen("matrix", case="p04", code="F4")]
    session.press("u")
    assert session.message == "undone: what was charted of P04"
