"""Whatever is pressed at the cases: what they are follows from the acts, and undo leads back to the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import CasesDesk, at_cases, cases_desk, desks_with_cases
from postil.model.change import AddCoder
from postil.model.codebook import matching_name
from postil.model.study import Study
from postil.session.commands import KEY_NAMES
from postil.session.modes import Reading
from postil.session.session import Quit, Redraw
from studies import Desk, content, small_desk, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS = st.one_of(
    st.sampled_from((*"jklhnRtmADsuU$0Gg/", "enter", "tab", "shift+tab", "backspace", "ctrl+g", "down", "up", "home")),
    st.sampled_from([chr(code) for code in range(0x21, 0x7F)]),
    st.sampled_from(tuple(KEY_NAMES)),
    st.sampled_from(("é", "漢", "\x1b", "f5", "")),
)
PHRASES = st.sampled_from(
    (
        ("n", *"New", "enter"),
        ("R", "ctrl+u", *"Other", "enter"),
        ("A", *"zone", "enter", *"text", "enter"),
        ("A", *"size", "enter", *"choice", "enter", *"a;b", "enter"),
        ("A", "enter", *"take", "enter", "y"),
        ("A", "enter", *"text", "enter"),
        ("l", "l", "enter", *"tri", "enter"),
        ("l", "l", "l", "enter", "ctrl+u", "7", "enter"),
        ("t", "down", "enter", "y"),
        ("t", "tab", "tab", "y", "ctrl+g"),
        ("m", *"x y", "enter"),
        ("m", "z", "ctrl+g"),
        ("G", "D"),
        ("u", "u"),
        ("/", "p", "enter", "tab"),
    )
)
SEQUENCES = st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=30).map(
    lambda parts: [key for part in parts for key in part if key not in {"q", "ctrl+q"}]
)
"""Without leaving, which keeps a note that was typed."""
DESKS = st.one_of(st.builds(cases_desk), st.builds(small_desk), desks_with_cases())


def check(desk: CasesDesk) -> None:
    """The cursor is where something is, and the table says what the study says."""
    session, table = desk.session, desk.session.table
    assert list(table.attributes) == list(desk.study.cases.attributes)
    assert set(table.order) == set(desk.study.cases.all)
    assert len(table.order) == len(set(table.order))
    assert 0 <= table.column < len(table.columns)
    assert 0 <= table.row < max(len(table.order), 1)
    assert (session.case is None) == (not table.order)
    for case in desk.study.cases.all.values():
        for name, value in case.values.items():
            assert table.attributes[name].value_of(value) == value


@settings(max_examples=120, deadline=None)
@given(DESKS, SEQUENCES)
def test_any_keys_leave_a_sound_table_and_undo_to_the_beginning(before: Desk, keys: Sequence[str]) -> None:
    before.act(AddCoder("ana"), coder="")  # or the first act would do it, and no undo takes that back
    desk = at_cases(before)
    names = [matching_name(case.name) for case in desk.study.cases.all.values()]
    beginning = content(desk.study)
    for key in keys:
        for effect in desk.session.press(key):
            assert isinstance(effect, Quit | Redraw)
        check(desk)
        now = [matching_name(case.name) for case in desk.study.cases.all.values()]
        assert len(now) - len(set(now)) <= len(names) - len(set(names)), "no name is given twice"
    assert stamped(desk.study) == stamped(Study(desk.recorder.desk.log))
    for _ in range(2):
        desk.session.press("escape")
    assert isinstance(desk.session.mode, Reading)
    presses = 0
    while not desk.session.message.startswith("nothing to undo"):
        desk.session.press("u")
        check(desk)
        presses += 1
        assert presses <= len(desk.recorder.acts) + 1
    assert content(desk.study) == beginning


@settings(max_examples=60, deadline=None)
@given(DESKS, SEQUENCES)
def test_reading_only_records_nothing_whatever_is_pressed(before: Desk, keys: Sequence[str]) -> None:
    was, count = stamped(before.study), len(before.log)
    desk = at_cases(before, coder=None, read_only=True)
    for key in keys:
        desk.session.press(key)
        desk.session.paste("x\ny")
    assert (stamped(before.study), len(before.log)) == (was, count)


@settings(max_examples=60, deadline=None)
@given(DESKS, SEQUENCES, st.integers(0, 40))
def test_a_disk_that_fills_up_changes_nothing(before: Desk, keys: Sequence[str], when: int) -> None:
    desk = at_cases(before)
    for at, key in enumerate(keys):
        desk.recorder.full = at >= when
        was = stamped(desk.study)
        desk.session.press(key)
        if desk.recorder.full:
            assert stamped(desk.study) == was
        check(desk)
