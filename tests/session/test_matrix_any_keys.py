"""Whatever is pressed in the matrix and its cells: it never fails, never loses its place, and undoes what it did."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matrices import Analyst, charting
from postil.errors import PostilError
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.study import Study
from postil.model.summary_acts import cleaned
from postil.reports.matrix import Matrix
from postil.session.cell import CellSession
from postil.session.commands import KEY_NAMES
from postil.session.modes import Picking, Reading
from studies import content, stamped

PRINTABLE = tuple(chr(code) for code in range(0x21, 0x7F))
OTHER = (
    "é",
    "漢",
    "\u0301",
    "\U0001f469",
    "\x1b",
    "f5",
    "ctrl+x",
    "delete",
    "ctrl+left",
    "ctrl+home",
    "ctrl+r",
    "ctrl+o",
    "",
)
COMMON = (*"jklhnNcrbxu+12=*[]JKmq", "enter", "enter", "tab", "tab", "space", "backspace", "ctrl+g", "ctrl+s", "PAUSE")
KEYS = st.one_of(
    st.sampled_from(COMMON), st.sampled_from(PRINTABLE), st.sampled_from(tuple(KEY_NAMES)), st.sampled_from(OTHER)
)
PHRASES = st.sampled_from(
    (
        ("enter", "tab", *"word", "PAUSE", "space", *"more", "tab", "q"),
        ("enter", "r", "tab", *"(§2)", "ctrl+g"),
        ("n", "enter", "+", "PAUSE", "x", "ctrl+g", "u"),
        ("n", "n", "enter", "2"),
        ("enter", "m", *"hm", "enter"),
        ("enter", "m", *"hm", "ctrl+g"),
        ("enter", "*", "j", "*"),
        ("enter", ":", *"turn", "enter", "R", "2", "enter", "y", "enter", "A", "0", "enter", "ctrl+g"),
        ("t", *"lead", "tab", "enter"),
        ("f", *"nurse", "enter", "s", *"years", "enter"),
        ("b", *"role", "enter", "j", "l", "pagedown"),
        ("a", "down", "tab", "enter"),
        ("q", "q", "enter", "tab", *"x", "ctrl+q"),
    )
)
SEQUENCES = st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=25).map(
    lambda parts: [key for part in parts for key in part]
)


def strike(analyst: Analyst, key: str) -> None:
    """Press a key, or let the keys pause."""
    if key == "PAUSE":
        analyst.session.remember_place()
    else:
        analyst.strike(key)


def check(analyst: Analyst) -> None:
    table, session = analyst.matrix.table, analyst.session
    assert not table.rows or 0 <= table.row < len(table.rows)
    assert not table.columns or 0 <= table.column < len(table.columns)
    afresh = Matrix(analyst.study)
    assert table.counts == afresh.count(table.rows, table.columns)
    assert all(table.at(row, 0) == afresh.cell(*table.key_at(row, 0)) for row in range(len(table.rows)))
    if isinstance(session.mode, Picking):
        assert 0 <= session.mode.at < max(len(session.mode.rows), 1)
        assert len({row.key for row in session.mode.rows}) == len(session.mode.rows)
    if isinstance(session, CellSession):
        assert table.key == session.key
        assert 0 <= session.area.cursor <= len(session.area.text)
        assert 0 <= session.passage_at < max(len(session.items), 1)
        assert session.cell == afresh.cell(*session.key)
        if not session.is_typed:
            assert cleaned(session.area.text) == cleaned(session.cell.summary.text)


@settings(max_examples=120, deadline=None)
@given(SEQUENCES)
def test_any_keys_keep_it_whole_and_undo_to_the_beginning(keys: list[str]) -> None:
    analyst = charting()
    beginning = content(analyst.study)
    for key in keys:
        strike(analyst, key)
        assert not analyst.session.alarm or analyst.message
        check(analyst)
    assert stamped(analyst.study) == stamped(Study(analyst.recorder.desk.log))
    leave(analyst)
    presses = 0
    while analyst.message != "nothing to undo":
        analyst.strike("u")
        check(analyst)
        presses += 1
        assert presses <= len(analyst.recorder.acts) + 1
    assert content(analyst.study) == beginning
    while analyst.message != "nothing to redo":
        analyst.strike("U")
        check(analyst)
        presses -= 1
        assert presses >= -len(analyst.recorder.acts)
    assert stamped(analyst.study) == stamped(Study(analyst.recorder.desk.log))


TYPED = st.lists(
    st.sampled_from((*"z (§2)", "space", "enter", "backspace", "delete", "left", "home", "ctrl+u", "ctrl+w", "PAUSE")),
    max_size=20,
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(("p04 F1", "p04 F1.2", "p04 F4", "p05 B2", "p05 F1")), TYPED, st.booleans())
def test_a_text_that_is_what_it_was_leaves_state_status_and_versions(cell: str, keys: list[str], pauses: bool) -> None:
    case, code = cell.split()
    analyst = charting()
    session = analyst.open(case, code)
    before = standing(analyst, case, code)
    text = session.area.text
    analyst.strike("tab")
    for key in keys:
        strike(analyst, key)
        if pauses:
            session.remember_place()
        if cleaned(session.area.text) == cleaned(text):
            session.remember_place()
            assert standing(analyst, case, code) == before
    session.area.text = text
    session.area.cursor = len(text)
    analyst.strike("tab", "q")
    assert standing(analyst, case, code) == before
    assert stamped(analyst.study) == stamped(Study(analyst.recorder.desk.log))
    analyst.strike("u")
    assert analyst.message == "nothing to undo"


def standing(analyst: Analyst, case: str, code: str) -> object:
    """The state of a cell, its status and the versions of its summary that stand; ones without a text are none."""
    found = analyst.study.cells.summary(CellKey(case, code))
    versions = analyst.study.heads(("summary", case, code))
    heads = [version for version in versions if isinstance(version.value, Summary) and version.value.text]
    return analyst.state(case, code), found, heads


def leave(analyst: Analyst) -> None:
    """Go back to the matrix from wherever the keys have led."""
    for _ in range(4):
        analyst.strike("escape")
    while len(analyst.screens) > 1:
        analyst.strike("q")
    assert isinstance(analyst.session.mode, Reading)


@settings(max_examples=80, deadline=None)
@given(SEQUENCES)
def test_what_is_typed_is_never_lost_when_the_program_ends(keys: list[str]) -> None:
    analyst = charting()
    for key in keys:
        strike(analyst, key)
    session = analyst.session
    typed = {}
    if isinstance(session, CellSession):
        typed = {session.key: cleaned(session.area.text)}
    session.keep_typed()
    for (case, code), text in typed.items():
        assert cleaned(analyst.text(case, code)) == text


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.sampled_from([None, "ana"]))
def test_reading_only_records_nothing_whatever_is_pressed(keys: list[str], who: str | None) -> None:
    analyst = charting(coder=who, read_only=True)
    before = stamped(analyst.study)
    for key in keys:
        strike(analyst, key)
        analyst.session.paste("x\ny")
    analyst.session.keep_typed()
    assert stamped(analyst.study) == before
    assert analyst.recorder.acts == []


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.integers(0, 60))
def test_a_disk_that_fills_up_records_nothing_and_takes_the_keys_again_later(keys: list[str], when: int) -> None:
    analyst = charting()
    for at, key in enumerate(keys):
        analyst.recorder.full = at >= when
        before = stamped(analyst.study)
        try:
            strike(analyst, key)
        except PostilError:
            assert key == "PAUSE"
            assert analyst.recorder.full
        if analyst.recorder.full:
            assert stamped(analyst.study) == before
        check(analyst)
    analyst.recorder.full = False
    leave(analyst)
