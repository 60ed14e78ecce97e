"""Whatever is pressed in the codebook: it never fails, never loses its place, and undoes what it did."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import AtBook, at_book, coded, used_by_two
from postil.model.change import AddCode, AddTranscript, Apply, EditCode
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.study import Study
from postil.session.codebook import FIELDS
from postil.session.codebook_modes import CodingList, VersionList
from postil.session.commands import KEY_NAMES
from postil.session.modes import Picking, Prompting, Reading
from postil.session.session import Quit, Redraw
from postil.session.surroundings import OpenScreen
from studies import Desk, content, small_transcript, stamped

COMMON = (*"jkgGhlzx<>nNrmMSEdCVvuUep#/c:?yqoa+123", "space", "enter", "enter", "tab", "backspace", "escape", "down")
OTHER = ("é", "漢", "א", "\u0301", "\x1b", "ctrl+x", "")
KEYS = st.one_of(st.sampled_from(COMMON), st.sampled_from(tuple(KEY_NAMES)), st.sampled_from(OTHER))
PHRASES = st.sampled_from(
    (
        ("n", *"Gulls", "enter"),
        ("N", *"Sea/Weather", "enter"),
        ("n", *"workforce", "space", *"challenge", "enter", "+"),
        ("r", "ctrl+u", *"Other", "enter"),
        ("M", "b", "enter", "y"),
        ("M", "down", "enter", "y"),
        ("M", "y"),
        ("S", "a", "enter", *"Gulls", "enter"),
        ("S", "space", "enter", "down", "enter"),
        ("E", "j", "enter"),
        ("m", "w", "enter"),
        ("m", "enter"),
        ("e", *"defin", "enter", "!", "enter"),
        ("e", *"exam", "enter", "!", "enter"),
        ("tab", "j", "enter", "x", "enter", "tab"),
        ("V", "1", "enter", "enter"),
        ("v", "j", "q"),
        ("C", "3"),
        ("p", "4"),
        ("G", "d"),
        ("j", ">", "<"),
        ("z", "/", "n", "enter"),
    )
)
SEQUENCES = st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=25).map(
    lambda parts: [key for part in parts for key in part]
)


def begun() -> AtBook:
    desk = used_by_two()
    desk.act(AddCode(Code("H", "Barriers", status="heading")), EditCode("B2", "parent", "H"), coder="")
    desk.act(AddCode(Code("F6", "Grass roots", number="F6")), EditCode("F6", "merged_into", "F1"), coder="ben")
    return at_book(desk)


def check(who: AtBook) -> None:
    session = who.session
    rows = session.rows
    assert len({row.code.id for row in rows}) == len(rows)
    assert session.at in {row.code.id for row in rows} or (not rows and not session.at)
    assert 0 <= session.field < len(FIELDS)
    shown = {code.id for code in session.study.codebook}
    hidden = sum(row.hidden for row in rows)
    merged = {row.code.id for row in rows if row.state == "merged"}
    assert {row.code.id for row in rows} - merged <= shown
    if not session.folded:
        assert {row.code.id for row in rows} - merged == shown
        assert not hidden
    mode = session.mode
    if isinstance(mode, Picking):
        assert 0 <= mode.at < max(len(mode.rows), 1)
        assert len({row.key for row in mode.rows}) == len(mode.rows)
    if isinstance(mode, CodingList):
        assert 0 <= mode.at < len(mode.codings)
        assert mode.marked <= set(mode.codings)
        assert all(map(session.study.has, mode.codings))
    if isinstance(mode, VersionList):
        assert 0 <= mode.at < len(mode.versions)
        assert mode.lines


def close(who: AtBook) -> None:
    for _ in range(3):
        who.session.press("ctrl+g")
    assert isinstance(who.session.mode, Reading)


@settings(max_examples=200, deadline=None)
@given(SEQUENCES)
def test_any_keys_keep_the_codebook_whole_and_undo_to_the_beginning(keys: list[str]) -> None:
    who = begun()
    beginning = content(who.study)
    for key in keys:
        for effect in who.session.press(key):
            assert isinstance(effect, Quit | Redraw | OpenScreen)
        assert not who.session.alarm or who.session.message
        check(who)
    assert stamped(who.study) == stamped(Study(who.recorder.desk.log))
    close(who)
    end = content(who.study)
    presses = 0
    while who.session.message != "nothing to undo" and "in the coding screen" not in who.session.message:
        who.session.press("u")
        check(who)
        presses += 1
        assert presses <= len(who.recorder.acts) + 1
    assert content(who.study) == beginning
    redone = 0
    while who.session.message != "nothing to redo":
        who.session.press("U")
        check(who)
        redone += 1
        assert redone <= len(who.recorder.acts) + 1
    assert stamped(who.study) == stamped(Study(who.recorder.desk.log))
    if not any(key in {"u", "U", "d"} for key in keys):
        assert content(who.study) == end


@settings(max_examples=60, deadline=None)
@given(SEQUENCES)
def test_every_act_is_one_group_of_one_coder_and_no_coding_is_lost(keys: list[str]) -> None:
    who = begun()
    count = sum(map(len, coded(who.study).values()))
    places = {place for there in coded(who.study).values() for place in there}
    for key in keys:
        acts = len(who.recorder.acts)
        who.session.press(key)
        assert len(who.recorder.acts) <= acts + 1
        for act in who.recorder.acts[acts:]:
            assert len({change.group for change in act}) == 1
            assert {change.coder for change in act} == {"ana"}
    now = coded(who.study)
    assert {place for there in now.values() for place in there} == places
    assert sum(map(len, now.values())) <= count


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.sampled_from([None, "ana"]))
def test_reading_only_records_nothing_whatever_is_pressed(keys: list[str], coder: str | None) -> None:
    desk = begun().recorder.desk
    before, count = stamped(desk.study), len(desk.log)
    who = at_book(desk, coder=coder, read_only=True)
    for key in keys:
        who.session.press(key)
        who.session.paste("x\ny")
    who.session.remember_place()
    assert (stamped(desk.study), len(desk.log)) == (before, count)


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.integers(0, 40))
def test_a_disk_that_fills_up_loses_nothing(keys: list[str], when: int) -> None:
    who = begun()
    for at, key in enumerate(keys):
        who.recorder.full = at >= when
        before = stamped(who.study)
        who.session.press(key)
        check(who)
        if who.recorder.full:
            assert stamped(who.study) == before
    who.recorder.full = False
    close(who)
    who.session.press("/")
    who.session.press("escape")
    assert not who.session.alarm


# ---- hostile texts, and text that is typed ----

HOSTILE = "[/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \u202e reversed \x00 \x7f end"


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in {"status", "origin", "color", "parent"}])
def test_hostile_texts_are_kept_as_they_are_pasted(field: str) -> None:
    who = at_book(code="B2")
    who.press("‹tab›" + "j" * FIELDS.index(field) + "‹enter› ‹ctrl+u›")
    assert isinstance(who.session.mode, Prompting)
    who.session.paste(HOSTILE)
    who.press("‹enter›")
    assert not who.session.alarm
    code = who.study.codebook.get("B2")
    assert code is not None
    value = getattr(code, field)
    assert "".join(value if isinstance(value, tuple) else [value]).startswith("[/] [@click")
    check(who)


def hostile() -> Desk:
    """A transcript, a coder and two codes whose every text tries to be obeyed."""
    desk = used_by_two()
    transcript = small_transcript(HOSTILE, (HOSTILE, HOSTILE))
    code = Code("X", HOSTILE, "", "\x1b[2J", HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), see_also=HOSTILE)
    desk.act(AddTranscript(transcript), AddCode(code), coder="")
    desk.act(AddCode(Code("Y", f"{HOSTILE} too", parent="X")), EditCode("Y", "merged_into", "F1"), coder="")
    desk.act(Apply(Coding(transcript.id, 2, 0, 9, "X", HOSTILE)), coder=HOSTILE)
    return desk


def test_a_code_of_hostile_texts_is_merged_split_and_named_like_any_other() -> None:
    who = at_book(hostile(), code="X")
    was = coded(who.study)
    who.press("S a ‹enter› Maps ‹enter› E ‹enter› V v1 ‹enter› ‹enter› v q")
    made = who.study.codebook.get(who.session.at)
    assert made is not None
    assert made.example.startswith("“[/] [@cli” (")
    assert coded(who.study)[made.id] == was["X"]
    who.press("u u u")
    assert coded(who.study) == was


@pytest.mark.parametrize("mode", ["r", "m", "M", "e", "V", "/", "n", ":", "?"])
def test_what_is_typed_in_a_line_runs_no_command(mode: str) -> None:
    who = at_book(code="B2")
    before = content(who.study)
    who.press(mode + "xduqSMo")
    assert not isinstance(who.session.mode, Reading)
    who.press("‹ctrl+g›")
    assert isinstance(who.session.mode, Reading)
    assert (content(who.study), who.left) == (before, 0)
