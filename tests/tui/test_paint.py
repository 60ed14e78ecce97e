from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desks import DeskRecorder
from postil.model.change import AddCode, AddTranscript, Apply, Quote, Review, SetMemo, Strike
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Passage
from postil.session.commands import COMMANDS, KEY_NAMES
from postil.session.session import Session
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
from snapshots import looks_as_before
from studies import CODES, TRANSCRIPTS, Desk, small_desk, small_transcript

HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \u202e reversed \x00 \x7f end"
SIZES = st.tuples(st.integers(1, 160), st.integers(1, 50))
KEYS = st.sampled_from([*KEY_NAMES, *"jkJKgGcxvwVmMuU/nNfota.,p:?eoarD1234567890[]`sdq ", "é", "漢"])


def painted(desk: Desk, *, coder: str | None = "ana") -> tuple[Session, Painter]:
    viewport = Viewport()
    session = Session(DeskRecorder(desk), coder=coder, view=viewport)
    return session, Painter(session, viewport)


def lines(frame: list[Row]) -> list[str]:
    return [plain(row) for row in frame]


def lived_in() -> Desk:
    desk = small_desk()
    first = TRANSCRIPTS[0].id
    desk.act(
        Apply(Coding(first, 2, None, None, "F1", "ana")),
        Apply(Coding(first, 2, 68, 99, "F4", "ana")),
        Review(first, 1, "ana"),
        Review(first, 2, "ana"),
        SetMemo(MemoKey.at_paragraph(first, 2, "ana"), "who was on that board? ask P05"),
    )
    return desk


def test_what_may_be_quoted_and_what_is_struck_out_stand_under_the_text_in_words() -> None:
    desk = lived_in()
    first = TRANSCRIPTS[0].id
    desk.act(Quote(Passage(first, 2)), Quote(Passage(first, 2, 7, 25)), Strike(Passage(first, 2, 11, 18)))
    desk.act(SetMemo(MemoKey(first, 2, 7, 25, "", "ana"), "opens chapter 4"))
    desk.act(Strike(Passage(first, 1)), Quote(Passage(first, 3)), Quote(Passage(first, 3), quotable=False))
    _, painter = painted(desk)
    for size in ((120, 40), (80, 24)):
        shown = [line.partition("│")[0].strip(" ▌") for line in lines(painter.frame(*size))]
        assert [line for line in shown if "quotable" in line] == ["* quotable", "* quotable “the liaison nurses”"]
        assert [line for line in shown if "struck out" in line] == [
            "struck out: [-And who first pushed for the café?-]",
            "struck out: [-liaison-]",
        ]
        assert "✎ “the liaison nurses”: opens chapter 4" in shown
        styles = {style for row in painter.frame(*size) for text, style in row if "liaison" in text}
        assert "struck" in styles


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("reading", "g 2 enter"),
        ("picking", "g 2 enter c l e a"),
        ("new_code", "j c p e e r"),
        ("near_duplicate", "j c w o r k f o r c e space c h a l l e n g e enter"),
        ("sentences", "g 2 enter v"),
        ("words", "g 2 enter w"),
        ("span", "g 2 enter v s"),
        ("range", "V j"),
        ("removing", "g 2 enter x"),
        ("memo", "g 2 enter m"),
        ("filter", "f d o u b"),
        ("filtered", "f F 4 enter"),
        ("filter_query", "f l e a d space O R space s p e a k e r : i *"),
        ("filter_fault", "f ( F 4 space O R space l e a d r s h i p ) enter"),
        ("found", "/ b o a r d enter"),
        ("walking_codes", "c down down"),
        ("palette", ": u n d o"),
        ("help", "?"),
        ("transcripts", "t"),
    ],
)
def test_the_screen_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    session, painter = painted(lived_in())
    painter.frame(*size)
    for key in keys.split():
        session.press(key)
        frame = painter.frame(*size)
    looks_as_before(f"{name}_{size[0]}x{size[1]}", frame)


def test_what_is_wrong_with_a_query_fits_into_every_screen() -> None:
    session, painter = painted(lived_in())
    for key in ("f", *"(F4", "space", *"OR", "space", *"leadrship)", "enter"):
        session.press(key)
    for cells in (30, 45, 79, 100, 140):
        for rows in range(6, 45):
            frame = painter.frame(cells, rows)
            assert len(frame) == rows
            assert {row_width(row) for row in frame} == {cells}


def test_the_picker_folds_out_below_at_80x24() -> None:
    session, painter = painted(lived_in())
    assert "code›" not in "\n".join(lines(painter.frame(80, 24)))
    for key in "clea":
        session.press(key)
    rows = lines(painter.frame(80, 24))
    at = next(i for i, row in enumerate(rows) if "code› lea" in row)
    assert rows[at].startswith("─ code› lea")
    assert "Leadership and management buy-in" in rows[at + 1]
    assert rows[at + 1].startswith("▸")
    assert any(row.startswith(" ▌") for row in rows[:at])
    session.press("ctrl+g")
    assert "code›" not in "\n".join(lines(painter.frame(80, 24)))


@settings(max_examples=150, deadline=None)
@given(st.lists(KEYS, max_size=25), SIZES)
def test_a_frame_is_exactly_as_large_as_the_screen(keys: list[str], size: tuple[int, int]) -> None:
    session, painter = painted(lived_in())
    cells, rows = size
    for key in keys:
        session.press(key)
        frame = painter.frame(cells, rows)
        assert len(frame) == rows
        assert {row_width(row) for row in frame} == {cells}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("jjjkGg2\nc1x "), max_size=20))
def test_the_paragraph_under_the_cursor_is_always_on_the_screen(keys: list[str]) -> None:
    desk = small_desk()
    desk.act(
        AddTranscript(small_transcript("long", [f"{n} " + "words and more words " * (n % 17) for n in range(1, 60)]))
    )
    viewport = Viewport()
    session = Session(DeskRecorder(desk), coder="ana", view=viewport)
    session.press("]")
    session.press("]")
    painter = Painter(session, viewport)
    for key in keys:
        session.press("enter" if key == "\n" else key)
        bars = [row for row in lines(painter.frame(100, 30)) if row.startswith(" ▌")]
        assert bars
        assert session.n in viewport.visible()


def test_data_is_shown_letter_by_letter_and_as_marks() -> None:
    desk = small_desk()
    desk.act(AddTranscript(small_transcript(HOSTILE[:20], [HOSTILE, HOSTILE])))
    desk.act(AddCode(Code("h", HOSTILE, number="[/]", definition=HOSTILE, include=HOSTILE, example=HOSTILE)))
    transcript = list(desk.study.transcripts)[-1]
    coder = HOSTILE
    desk.act(
        Apply(Coding(transcript, 2, None, None, "h", coder)),
        Apply(Coding(transcript, 2, 3, 30, "h", coder)),
        SetMemo(MemoKey.at_paragraph(transcript, 2, coder), HOSTILE),
        coder=coder,
    )
    session, painter = painted(desk, coder=coder)
    for key in ["", "j", "c", "[", "ctrl+g", "m", "ctrl+g", "x", "ctrl+g", "f", "ctrl+g", "t", "ctrl+g", "o", "e"]:
        if key:
            session.press(key)
        for cells, rows in ((120, 40), (80, 24)):
            drawn = "".join(text for row in painter.frame(cells, rows) for text, _ in row)
            assert not [c for c in drawn if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
            assert "[laughs]" in drawn or "[/]" in drawn


def test_a_paragraph_taller_than_the_screen_is_scrolled_through() -> None:
    desk = Desk()
    desk.act(*(AddCode(code) for code in CODES), coder="")
    texts = ["Short.", "A sentence that goes on. " * 120, "After it."]
    desk.act(AddTranscript(small_transcript("tall", texts)), coder="")
    viewport = Viewport()
    session = Session(DeskRecorder(desk), coder="ana", view=viewport)
    painter = Painter(session, viewport)
    painter.frame(80, 24)
    seen: list[str] = []
    for _ in range(6):
        session.press("j")
        seen.append("\n".join(lines(painter.frame(80, 24))))
        if session.n == 3:
            break
    assert session.n == 3
    assert len(seen) > 2
    assert all("▌" in screen for screen in seen)


def test_help_shows_every_command() -> None:
    session, painter = painted(small_desk())
    session.press("?")
    seen = ""
    for _ in range(12):
        seen += "\n".join(lines(painter.frame(120, 40)))
        session.press("pagedown")
    for command in COMMANDS:
        assert all(word in seen for word in command.help.split()), command.id


def test_help_says_how_to_leave_it_to_who_presses_q() -> None:
    session, painter = painted(small_desk())
    session.press("?")
    for typed, says in (
        ("", "type to narrow"),
        ("q", "q is typed here"),
        ("q", "q is typed here"),
        ("u", "type to narrow"),
    ):
        if typed:
            session.press(typed)
        last = lines(painter.frame(80, 24))[-1]
        assert says in last
        assert "? or Enter closes" in last


def test_read_only_and_trouble_are_said_in_words() -> None:
    session, painter = painted(small_desk(), coder=None)
    assert "reading only" in lines(painter.frame(120, 40))[0]
    assert "everybody" in lines(painter.frame(120, 40))[0]
    session.press("c")
    assert "reading only" in lines(painter.frame(120, 40))[-1]


def test_a_screen_down_skips_nothing_of_a_paragraph_taller_than_the_screen() -> None:
    desk = Desk()
    desk.act(*(AddCode(code) for code in CODES), coder="")
    desk.act(AddTranscript(small_transcript("tall", ["Short.", "A sentence that goes on. " * 120, "End."])), coder="")
    viewport = Viewport()
    session = Session(DeskRecorder(desk), coder="ana", view=viewport)
    painter = Painter(session, viewport)
    painter.frame(80, 24)
    session.press("j")
    words = 0
    while session.n == 2:
        words = max(words, 1)
        painter.frame(80, 24)
        before = viewport.visible()
        session.press("pagedown")
        words += before == viewport.visible()
        assert words < 20
    assert words > 2
