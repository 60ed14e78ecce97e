"""Whatever is pressed: a session never fails, never loses its place, and undoes what it did."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from desks import Coder, sit
from postil.model.change import AddCode, AddCoder, Apply, EditCode
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.rewording import to_look_at_again
from postil.model.study import Study
from postil.session.commands import KEY_NAMES
from postil.session.modes import Hinting, Picking, Reading
from postil.session.session import EditText, Quit, Redraw
from postil.session.surroundings import OpenScreen
from postil.text.segments import sentences, words
from studies import content, small_desk, stamped

PRINTABLE = tuple(chr(code) for code in range(0x21, 0x7F))
OTHER = ("é", "ß", "漢", "א", "\u0301", "\U0001f469", "\x1b", "f5", "ctrl+x", "shift+tab", "")
COMMON = (*"jkcvVwmxupPfnNtgGo.,1234567890D?:/ae+HhE", "space", "enter", "enter", "tab", "backspace", "escape", "up")
KEYS = st.one_of(
    st.sampled_from(COMMON), st.sampled_from(PRINTABLE), st.sampled_from(tuple(KEY_NAMES)), st.sampled_from(OTHER)
)
PHRASES = st.sampled_from(
    (
        ("c", "w", "o", "enter"),
        ("c", "b", "tab", "l", "enter"),
        ("c", *"Gulls", "enter"),
        ("c", *"Weather/Sea", "tab", *"x1", "enter"),
        ("c", *"workforce", "space", *"challenge", "up", "enter", "+"),
        ("v", "a", "1"),
        ("v", "A", "s", "."),
        ("w", "a", "s", "2"),
        ("V", "j", "1"),
        ("V", "s", "c", "w", "enter"),
        ("m", "h", "i", "enter"),
        ("m", "tab", "x", "tab", "enter"),
        ("c", "down", "escape", "e", *"name", "enter", "!", "enter"),
        ("c", "down", "enter", "e", *"defin", "enter", "!", "enter"),
        ("H", "h"),
        ("H", "x"),
        ("E",),
        ("e", *"stat", "enter", "ctrl+u", *"retired", "enter"),
        ("a", "1"),
        ("]", "."),
        ("f", "d", "enter", "tab"),
    )
)
SEQUENCES = st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=30).map(
    lambda parts: [key for part in parts for key in part]
)


def begun() -> Coder:
    desk = small_desk()
    desk.act(AddCode(Code("H", "Headings", status="heading")), EditCode("B2", "parent", "H"), coder="")
    text = next(iter(desk.study.transcripts.values()))
    desk.act(Apply(Coding(text.id, 2, 0, 5, "F1", "ben")), coder="ben")
    return sit(desk)


def check(coder: Coder) -> None:
    session = coder.session
    assert session.transcript.id in session.study.transcripts
    assert 1 <= session.n <= len(session.transcript.paragraphs)
    assert 1 <= session.selection[0] <= session.selection[-1] <= len(session.transcript.paragraphs)
    if session.span is not None:
        assert 0 <= session.span[0] < session.span[1] <= len(session.paragraph.text)
    if session.anchor is not None:
        assert not isinstance(session.mode, Reading) or session.mode.pending
    if isinstance(session.mode, Picking):
        assert 0 <= session.mode.at < max(len(session.mode.rows), 1)
        assert len({row.key for row in session.mode.rows}) == len(session.mode.rows)
    if isinstance(session.mode, Hinting):
        whole = words(session.paragraph.text) if session.mode.by_words else sentences(session.paragraph.text)
        assert list(session.mode.labels.values()) == whole
    codes = [code for slot in range(10) if (code := session.slots.code(slot)) is not None]
    assert len(codes) == len(set(codes))
    waiting = session.again.waiting(session.study)
    assert waiting == set(to_look_at_again(session.study, session.coder or ""))
    assert all(session.again.waits(session.study, coding) for coding in waiting)
    for known in (session.last_code, session.panel_code, *codes):
        assert not known or session.code(known) is not None


@settings(max_examples=150, deadline=None)
@given(SEQUENCES)
def test_any_keys_keep_the_session_whole_and_undo_to_the_beginning(keys: list[str]) -> None:
    coder = begun()
    coder.recorder.record([AddCoder("ana")], coder="")  # or the first act would do it, and no undo takes that back
    beginning = content(coder.study)
    for key in keys:
        for effect in coder.session.press(key):
            assert isinstance(effect, Quit | Redraw | EditText | OpenScreen)
        assert not coder.session.alarm or coder.session.message
        check(coder)
    assert stamped(coder.study) == stamped(Study(coder.recorder.desk.log))
    for key in ("escape", "escape", "escape"):
        coder.session.press(key)
    presses = 0
    while coder.session.message != "nothing to undo":
        coder.session.press("u")
        check(coder)
        presses += 1
        assert presses <= len(coder.recorder.acts) + 1
    assert content(coder.study) == beginning
    for _ in range(presses):
        coder.session.press("U")
        check(coder)
    while coder.session.message != "nothing to redo":
        coder.session.press("U")
    assert stamped(coder.study) == stamped(Study(coder.recorder.desk.log))
    assert coder.session.press("escape") == []


@settings(max_examples=80, deadline=None)
@given(SEQUENCES)
def test_undo_is_taken_back_by_redo(keys: list[str]) -> None:
    coder = begun()
    for key in keys:
        coder.session.press(key)
    for key in ("escape", "escape", "escape"):
        coder.session.press(key)
    coder.session.press("u")
    if coder.session.message == "nothing to undo":
        return
    coder.session.press("U")
    done = content(coder.study)
    coder.session.press("u")
    coder.session.press("U")
    assert content(coder.study) == done


@settings(max_examples=80, deadline=None)
@given(SEQUENCES, st.sampled_from([None, "ana"]))
def test_reading_only_records_nothing_whatever_is_pressed(keys: list[str], who: str | None) -> None:
    desk = begun().recorder.desk
    before, count = stamped(desk.study), len(desk.log)
    reader = sit(desk, coder=who, read_only=True)
    for key in keys:
        reader.session.press(key)
        reader.session.paste("x\ny")
    reader.session.remember_place()
    assert (stamped(desk.study), len(desk.log)) == (before, count)


@settings(max_examples=60, deadline=None)
@given(SEQUENCES, st.integers(0, 60))
@example(["c", *"workforcex", "up", "enter", "+", "enter", "+"], 0)
def test_a_disk_that_fills_up_loses_nothing(keys: list[str], when: int) -> None:
    coder = begun()
    for at, key in enumerate(keys):
        coder.recorder.full = at >= when
        before = stamped(coder.study)
        coder.session.press(key)
        check(coder)
        if coder.recorder.full:
            assert stamped(coder.study) == before
    coder.recorder.full = False
    for key in ("escape", "escape", "escape", "r"):
        coder.session.press(key)
    assert not coder.session.alarm
