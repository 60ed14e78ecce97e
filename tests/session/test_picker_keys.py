from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desks import Coder, sit
from postil.model.change import AddCode, AddTranscript, EditCode
from postil.model.codebook import Code
from postil.session.modes import Asking, Helping, Picking, Reading
from postil.session.surroundings import OpenScreen
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from postil.session.rows import Row


def picking(coder: Coder) -> Picking:
    assert isinstance(coder.session.mode, Picking)
    return coder.session.mode


def rows(coder: Coder) -> list[Row]:
    return picking(coder).rows


def keys(coder: Coder) -> list[str]:
    return [row.key for row in rows(coder)]


# ---- codes ----


def test_the_whole_book_is_there_until_something_is_typed() -> None:
    coder = sit()
    coder.press("c")
    assert [(row.key, row.lead, row.text, row.note, row.depth) for row in rows(coder)] == [
        ("F1", "F1", "Bottom-up development", "0", 0),
        ("F1.2", "F1.2", "Built on local need", "0", 1),
        ("F4", "F4", "Leadership and management buy-in", "0", 0),
        ("B2", "B2", "Workforce challenges", "0", 0),
    ]
    coder.press("work")
    assert keys(coder) == ["B2", "+"]
    coder.press("‹backspace›‹backspace›‹backspace›‹backspace›")
    assert len(rows(coder)) == 4
    coder.press("‹backspace›")
    assert isinstance(coder.session.mode, Reading)


def test_codes_are_found_by_number_alias_initials_and_with_typing_errors() -> None:
    for query, code in (
        ("F1.2", "F1.2"),
        ("f12", "F1.2"),
        ("leadership", "F4"),
        ("boln", "F1.2"),
        ("wc", "B2"),
        ("wrokforce", "B2"),
    ):
        coder = sit()
        coder.press(f"c{query}")
        assert keys(coder)[0] == code, query


def test_retired_codes_and_headings_are_not_offered() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "status", "heading"), EditCode("B2", "status", "retired"), coder="")
    coder = sit(desk)
    coder.press("c")
    assert keys(coder) == ["F1.2", "F4"]
    coder.press("workforce")
    assert "B2" not in keys(coder)


def test_arrows_walk_around_and_the_panel_explains_the_row() -> None:
    coder = sit()
    coder.press("c‹down›‹down›")
    assert coder.session.panel_code == "F4"
    coder.press("‹up›‹up›‹up›‹enter›")
    assert coder.codes == {1: ["B2"]}
    coder.press("jc")
    row = picking(coder).row
    assert row is not None
    assert row.key == "B2"
    coder.press("‹ctrl+n›‹ctrl+n›‹ctrl+p›‹enter›")
    assert coder.codes[2] == ["F1"]


def test_tab_applies_and_goes_on_from_there() -> None:
    coder = sit()
    coder.press("cwork‹tab›")
    assert picking(coder).line.text == ""
    row = picking(coder).row
    assert row is not None
    assert (row.key, row.mark, row.note) == ("B2", "1", "1")
    coder.press("bott‹tab›‹ctrl+g›")
    assert coder.codes == {1: ["B2", "F1"]}
    assert len(coder.recorder.acts) == 2


def test_pasting_types_in_one_line() -> None:
    coder = sit()
    coder.press("c")
    coder.session.paste("  Work\nforce\t")
    assert picking(coder).line.text == "Work force"
    coder.press("‹escape›")
    coder.session.paste("abc")
    assert coder.session.message == "nothing to paste into: 3 characters were not used"


def test_the_line_is_edited_with_the_usual_keys() -> None:
    coder = sit()
    coder.press("cforce‹home›work‹end›!‹left›‹left›‹right›?")
    assert picking(coder).line.text == "workforce?!"
    coder.press("‹ctrl+u›")
    assert picking(coder).line.text == ""
    coder.press("!‹space›one‹space›two‹ctrl+w›")
    assert picking(coder).line.text == "! one "
    coder.press("‹pageup›")
    assert picking(coder).line.text == "! one "


def test_recent_codes_come_first_among_equals() -> None:
    desk = small_desk()
    desk.act(*(AddCode(Code(f"s{i}", f"Staff {word}")) for i, word in enumerate(("pay", "rota", "care"))), coder="")
    coder = sit(desk)
    coder.press("cstaff‹space›rota‹enter›jcstaff")
    assert keys(coder)[:3] == ["s1", "s0", "s2"]
    coder.press("‹escape›]cstaff")
    assert keys(coder)[0] == "s1", "used most, though not in this transcript"


# ---- new codes ----


def test_a_name_that_nothing_matches_makes_a_code() -> None:
    coder = sit()
    coder.press("cGulls‹space›at‹space›night‹enter›")
    (made,) = [code for code in coder.study.codebook if code.name == "Gulls at night"]
    assert coder.codes == {1: [made.id]}
    assert coder.session.message == "new code Gulls at night · 1 next time · . same again"
    assert coder.session.last_code == coder.session.panel_code == made.id
    assert len({change.group for change in coder.recorder.acts[-1] if change.coder}) == 1
    coder.press("u")
    assert coder.codes == {}
    assert made.id not in coder.study.codebook
    assert coder.session.message == "undone: Gulls at night taken off, code Gulls at night gone"


def test_undo_keeps_a_new_code_that_is_used_elsewhere() -> None:
    coder = sit()
    coder.press("cGulls‹enter›j.")
    made = coder.session.last_code
    coder.press("uu")
    assert made not in coder.study.codebook
    coder.press("UU")
    assert coder.codes == {1: [made], 2: [made]}


def test_the_new_row_is_last_and_up_reaches_it() -> None:
    coder = sit()
    coder.press("cbuilt")
    assert keys(coder) == ["F1.2", "+"]
    assert rows(coder)[-1].text == "new code “built”"
    coder.press("‹up›‹enter›")
    assert [code.name for code in coder.study.codebook][-1] == "built"


def test_a_near_double_asks_first() -> None:
    coder = sit()
    coder.press("cworkforce‹space›challenge‹up›‹enter›")
    mode = coder.session.mode
    assert isinstance(mode, Asking)
    assert mode.question.startswith(
        "“workforce challenge” is like B2 Workforce challenges: Enter takes that one, + makes"
    )
    coder.session.paste("x")
    coder.press("‹backspace›")
    assert (coder.codes, isinstance(coder.session.mode, Reading)) == ({}, True)
    coder.press("cworkforce‹space›challenge‹up›‹enter›‹enter›")
    assert coder.codes == {1: ["B2"]}
    coder.press("jcworkforce‹space›challenge‹up›‹enter›+")
    made = coder.session.last_code
    assert coder.codes[2] == [made]
    assert coder.session.code_label(made) == "workforce challenge"


def test_picking_goes_on_after_a_new_code_and_after_a_question() -> None:
    coder = sit()
    coder.press("cGulls‹tab›")
    assert picking(coder).line.text == ""
    coder.press("workforce‹space›challenge‹up›‹tab›‹enter›bott‹enter›")
    assert coder.codes == {1: ["B2", "F1", next(c.id for c in coder.study.codebook if c.name == "Gulls")]}
    assert isinstance(coder.session.mode, Reading)


def test_a_slash_parts_parent_from_child() -> None:
    coder = sit()
    coder.press("cWorkforce‹space›challenges/Burnout‹enter›")
    book = coder.study.codebook
    assert book.path(coder.session.last_code) == "Workforce challenges/Burnout"
    coder.press("jcWeather/Storms/Sea‹enter›")
    assert coder.study.codebook.path(coder.session.last_code) == "Weather/Storms/Sea"
    assert len(coder.recorder.acts[-1]) == 5
    coder.press("jcbuilt‹space›on‹space›local‹space›need/Maps‹enter›")
    assert coder.study.codebook.path(coder.session.last_code) == "Bottom-up development/Built on local need/Maps"
    coder.press("uuu")
    assert [code.id for code in coder.study.codebook] == ["F1", "F1.2", "F4", "B2"]


def test_a_near_parent_is_asked_about_too() -> None:
    coder = sit()
    coder.press("cWorkforce‹space›challenge/Burnout‹up›‹enter›‹enter›")
    assert coder.study.codebook.path(coder.session.last_code) == "Workforce challenges/Burnout"
    coder.press("jcWorkforce‹space›challenge/Sleep‹up›‹enter›+")
    assert coder.study.codebook.path(coder.session.last_code) == "Workforce challenge/Sleep"


def test_a_path_that_is_there_is_applied_and_not_made_again() -> None:
    coder = sit()
    before = len(coder.study.codebook)
    coder.press("jcBottom-up‹space›development/built‹space›on‹space›local‹space›need‹up›‹enter›")
    assert coder.codes == {2: ["F1.2"]}
    assert len(coder.study.codebook) == before


def test_slashes_and_spaces_alone_are_no_name() -> None:
    coder = sit()
    coder.press("c/‹space›/‹up›‹enter›")
    assert coder.session.message == "a code needs a name"
    assert coder.codes == {}


def test_a_heading_s_name_is_not_applied_and_a_retired_code_is_not_taken() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "status", "heading"), EditCode("B2", "status", "retired"), coder="")
    coder = sit(desk)
    coder.press("cBottom-up‹space›development‹up›‹enter›")
    assert coder.session.message == "F1 Bottom-up development groups codes and is not applied itself"
    coder.press("cworkforce‹space›challenges‹up›‹enter›")
    assert coder.session.message == "B2 Workforce challenges is retired"
    coder.press("cworkforce‹space›challenge‹up›‹enter›")
    mode = coder.session.mode
    assert isinstance(mode, Asking)
    assert "B2 Workforce challenges (retired): + makes a new code" in mode.question
    coder.press("‹enter›")
    assert coder.codes == {}


def test_a_retired_code_is_no_parent_for_a_new_one_unless_asked() -> None:
    desk = small_desk()
    desk.act(EditCode("F1.2", "status", "retired"), coder="")
    coder = sit(desk)
    coder.press("cbuilt‹space›on‹space›local‹space›need/Maps‹up›‹enter›")
    mode = coder.session.mode
    assert isinstance(mode, Asking)
    assert "(retired)" in mode.question
    coder.press("+")
    assert coder.study.codebook.path(coder.session.last_code) == "built on local need/Maps"


def test_an_empty_book_is_begun_by_typing() -> None:
    desk = Desk()
    desk.act(AddTranscript(TRANSCRIPTS[0]), coder="")
    coder = sit(desk)
    coder.press("c‹enter›")
    assert coder.session.message == "there is no code yet; type a name to make one"
    coder.press("cIdeas‹enter›")
    assert [code.name for code in coder.study.codebook] == ["Ideas"]


# ---- commands and help ----


def test_the_palette_prints_each_key_and_runs_by_name() -> None:
    coder = sit()
    coder.press(":")
    notes = {row.key: row.note for row in rows(coder)}
    assert notes["history.undo"] == "u"
    assert notes["code.slot"] == "1 … 9 0"
    assert notes["move.first"] == "gg Home"
    coder.press("auto‹enter›")
    assert coder.session.auto_advance
    assert coder.session.message.endswith("moves on · a next time")
    coder.press(":undo‹enter›")
    assert coder.session.message == "nothing to undo · u next time"
    coder.press(":last‹space›paragraph‹enter›")
    assert coder.session.n == 4
    assert coder.session.message == "G = go to the last paragraph"
    coder.press(":code.slot‹enter›")
    assert coder.session.message.startswith("press a digit: 1 … 9 0")
    coder.press(":xyzxyz‹enter›")
    assert isinstance(coder.session.mode, Reading)


def test_help_is_narrowed_by_typing_scrolled_and_left() -> None:
    coder = sit()
    coder.press("?")
    mode = coder.session.mode
    assert isinstance(mode, Helping)
    coder.press("‹down›‹down›‹up›‹pagedown›‹space›‹pageup›‹ctrl+n›‹ctrl+p›")
    assert mode.top == 11
    coder.press("next‹space›one")
    assert (mode.line.text, mode.top) == ("next one", 0)
    coder.session.paste(" and\nmore")
    assert mode.line.text == "next oneand more"
    coder.press("‹ctrl+u›q")
    assert mode.line.text == "q"
    coder.press("‹enter›")
    assert isinstance(coder.session.mode, Reading)
    for leave in ("?", "‹backspace›", "‹escape›", "‹ctrl+g›"):
        coder.press("?" + leave)
        assert isinstance(coder.session.mode, Reading)


def test_the_lesson_goes_on_as_things_are_done() -> None:
    coder = sit()
    assert coder.session.lesson.line == "j go on reading · ? all keys"
    coder.press("j")
    assert coder.session.lesson.line.startswith("c pick a code")
    coder.press(":pick‹space›a‹space›code‹enter›‹escape›")
    assert coder.session.lesson.line.startswith("Space done with")


# ---- opening the codebook and editing a code ----


def test_the_codebook_is_opened_at_the_code_that_the_panel_explains() -> None:
    coder = sit()
    coder.session.panel_code = "F4"
    assert coder.press("o") == [OpenScreen("codebook", code="F4")]
    assert isinstance(coder.session.mode, Reading)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("name", "Staff", "Staff"),
        ("number", "9.1", "9.1"),
        ("definition", "Who‹space›works", "Who works"),
        ("include", "rotas", "rotas"),
        ("exclude", "pay", "pay"),
        ("example", "tired", "tired"),
        ("aliases", "people;‹space›rota;people;", ("people", "rota")),
        ("see_also", "F4,‹space›buy-in", "F4, buy-in"),
        ("origin", "inductive", "inductive"),
        ("color", "3", 3),
        ("parent", "f4", "F4"),
        ("parent", "bottom-up‹space›development/built‹space›on‹space›local‹space›need", "F1.2"),
        ("status", "retired", "retired"),
    ],
)
def test_each_field_of_a_code_can_be_edited(field: str, typed: str, value: object) -> None:
    coder = sit()
    coder.session.panel_code = "B2"
    label = {"see_also": "see also", "color": "colour"}.get(field, field)
    coder.press(f"e{label.replace(' ', '‹space›')}‹enter›‹ctrl+u›{typed}‹enter›")
    assert not coder.session.alarm
    code = coder.study.codebook.get("B2")
    assert getattr(code, field) == value
    assert coder.session.message.startswith(f"{label} of ")
    coder.press("u")
    assert getattr(coder.study.codebook.get("B2"), field) != value
    assert coder.session.message.startswith(f"undone: {label} of B2")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "‹space›", "a code needs a name"),
        ("name", "bottom-up‹space›Development", "there is a code Bottom-up development at this place already"),
        ("status", "old", "there is no status old; write active, retired, heading"),
        ("parent", "nobody", "no code is called nobody"),
        ("parent", "b2", "would stand under itself"),
        ("origin", "heaven", "there is no origin heaven; write a priori, inductive, or nothing"),
        ("colour", "9", "there is no colour 9; write 1 to 8, 0 for none"),
        ("colour", "red", "there is no colour red"),
    ],
)
def test_a_wrong_value_is_said_and_stays_to_be_corrected(field: str, typed: str, said: str) -> None:
    coder = sit()
    coder.session.panel_code = "B2"
    coder.press(f"e{field}‹enter›‹ctrl+u›{typed}‹enter›")
    assert coder.session.alarm
    assert said in coder.session.message
    assert not isinstance(coder.session.mode, Reading)
    assert coder.recorder.acts[1:] == []
    coder.press("‹escape›")
    assert isinstance(coder.session.mode, Reading)


def test_a_code_is_moved_to_the_top_and_an_unchanged_value_is_no_change() -> None:
    coder = sit()
    coder.session.panel_code = "F1.2"
    coder.press("eparent‹enter›")
    assert coder.session.mode.line.text == "Bottom-up development"  # type: ignore[attr-defined]
    coder.press("‹enter›")
    assert coder.session.message == "nothing changed"
    coder.press("eparent‹enter›‹ctrl+u›‹backspace›‹enter›")
    code = coder.study.codebook.get("F1.2")
    assert code is not None
    assert code.parent == ""


def test_nothing_to_edit_says_where_codes_are() -> None:
    coder = sit()
    coder.press("e")
    assert isinstance(coder.session.mode, Asking)
    assert coder.session.mode.question == "no code is shown; o opens the codebook · Enter goes on"
    coder.press("name ‹enter›")
    assert isinstance(coder.session.mode, Reading)
