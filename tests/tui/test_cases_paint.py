from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import HOSTILE, CasesDesk, at_cases, cases_desk, desks_with_cases
from cli_program import CONTROLS
from postil.model.case import Attribute
from postil.model.case_acts import new_case
from postil.model.change import EditCase, SetAttribute, SetValue
from postil.session.commands import KEY_NAMES
from postil.tui.paint.cases import CasesPainter
from postil.tui.paint.cells import Row, plain, row_width
from snapshots import looks_as_before
from studies import Desk, small_desk

SIZES = st.tuples(st.integers(1, 160), st.integers(1, 50))
KEYS = st.sampled_from([*KEY_NAMES, *"jklhnRtmADsuU$0Gg/x:?", "é", "漢"])
BOTH = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def painted(desk: CasesDesk) -> CasesPainter:
    painter = CasesPainter(desk.session)
    desk.session.view = painter
    return painter


def lines(frame: list[Row]) -> list[str]:
    return [plain(row) for row in frame]


def wide_desk(cases: int = 60, attributes: int = 14) -> Desk:
    """More cases and attributes than any screen shows."""
    desk = small_desk()
    for n in range(attributes):
        desk.act(SetAttribute(f"attribute {n}", Attribute("text", (), n)), coder="lead")
    for n in range(1, cases + 1):
        case, actions = new_case(desk.study, f"P{n:03}")
        desk.act(*actions, coder="lead")
        desk.act(*(SetValue(case, f"attribute {at}", f"value {n}.{at}") for at in range(attributes)), coder="lead")
    return desk


@BOTH
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open", ""),
        ("remark", "j $"),
        ("editing", "lll ‹enter› 3"),
        ("choice", "ll ‹enter›"),
        ("voices", "G t"),
        ("attribute", "ll A"),
        ("kind", "ll A ‹enter›"),
        ("asking", "lll A ‹enter› take ‹enter›"),
        ("note", "j m ‹space› More."),
        ("sorted", "ll s"),
        ("refused", "llll ‹enter› ‹ctrl+u› 9.11.2021 ‹enter›"),
        ("help", "?"),
    ],
)
def test_the_screen_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    desk = at_cases()
    painter = painted(desk)
    painter.frame(*size)
    desk.press(keys)
    looks_as_before(f"cases_{name}_{size[0]}x{size[1]}", painter.frame(*size))


@BOTH
def test_a_study_without_cases_and_a_great_one_look_as_they_did(size: tuple[int, int]) -> None:
    looks_as_before(f"cases_none_{size[0]}x{size[1]}", painted(at_cases(small_desk())).frame(*size))
    desk = at_cases(wide_desk())
    painter = painted(desk)
    painter.frame(*size)
    desk.press("‹pagedown› ‹pagedown› lllllllll")
    looks_as_before(f"cases_scrolled_{size[0]}x{size[1]}", painter.frame(*size))


@BOTH
def test_every_cell_can_be_reached_and_names_and_heads_stay(size: tuple[int, int]) -> None:
    desk = at_cases(wide_desk())
    painter = painted(desk)
    seen: set[str] = set()
    for keys in ("g g 0", *["l"] * 15, *["‹pagedown›"] * 8, *["h"] * 15):
        desk.press(keys)
        frame = painter.frame(*size)
        table = desk.session.table
        body = lines(frame)
        assert "case" in body[1]
        assert table.case is not None
        here = [line for line in body[2:] if f"▸  {table.case.name}" in line.replace("✎", " ")]
        assert len(here) == 1
        selected = "".join(text for row in frame for text, style in row if style == "selected").strip()
        text = table.text(table.row, table.column)
        assert selected == (text or "–")
        seen.update(line[4:8] for line in body[2:] if line[4:5] == "P")
    assert seen >= {f"P{n:03}" for n in range(1, 61)}


@BOTH
def test_no_column_is_hidden_while_there_is_room(size: tuple[int, int]) -> None:
    desk = at_cases(wide_desk())
    painter = painted(desk)
    desk.press("$")
    painter.frame(*size)
    desk.recorder.desk.act(*(SetAttribute(f"attribute {n}", Attribute()) for n in range(2, 14)), coder="lead")
    desk.session.resumed()
    heads = lines(painter.frame(*size))[1]
    assert "‹" not in heads
    assert "transcripts" in heads


def test_what_is_hidden_is_told_at_both_ends() -> None:
    desk = at_cases(wide_desk())
    painter = painted(desk)
    heads = lines(painter.frame(80, 24))[1]
    assert heads.endswith("›")
    assert "‹" not in heads
    desk.press("llllllll")
    heads = lines(painter.frame(80, 24))[1]
    assert "‹" in heads
    assert heads.endswith("›")
    desk.press("$")
    assert not lines(painter.frame(80, 24))[1].endswith("›")


def test_reading_only_offers_no_key_that_changes() -> None:
    desk = at_cases(coder=None, read_only=True)
    keys = lines(painted(desk).frame(120, 40))[-2]
    assert keys.strip() == "? all keys"


def test_a_note_that_waits_is_told_in_the_header() -> None:
    desk = at_cases()
    desk.press("m x ‹ctrl+g›")
    assert "○ note waits" in lines(painted(desk).frame(80, 24))[0]


def hostile_desk() -> Desk:
    desk = cases_desk()
    desk.act(SetAttribute("[/] \x1b[2J", Attribute("text", (), 9)), EditCase("p04", "name", HOSTILE), coder="lead")
    desk.act(SetValue("p05", "[/] \x1b[2J", " ".join(HOSTILE.split())), EditCase("p05", "note", HOSTILE), coder="lead")
    return desk


@BOTH
def test_hostile_texts_are_drawn_as_marks(size: tuple[int, int]) -> None:
    desk = at_cases(hostile_desk())
    painter = painted(desk)
    shown = ""
    for keys in ("", "$", "j", "A", "‹enter›", "‹ctrl+g› k t", "‹ctrl+g› R", "‹ctrl+g› m", "‹ctrl+g› / x", "‹enter› D"):
        desk.press(keys)
        frame = painter.frame(*size)
        assert all(row_width(row) == size[0] for row in frame)
        shown += "".join(lines(frame))
    assert "[laughs] [/] [@click=app.quit]x[/] ␛]52;" in shown
    assert not CONTROLS.intersection(shown)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.builds(hostile_desk), st.builds(wide_desk, st.just(9)), desks_with_cases()),
    st.lists(KEYS, max_size=12),
    SIZES,
)
def test_a_frame_is_as_large_as_the_screen(desk: Desk, keys: list[str], size: tuple[int, int]) -> None:
    there = at_cases(desk)
    painter = painted(there)
    for key in ("", *keys):
        if key:
            there.session.press(key)
        frame = painter.frame(*size)
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)
        assert not CONTROLS.intersection("".join(lines(frame)))
