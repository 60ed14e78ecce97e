from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import HOSTILE
from cli_program import CONTROLS
from desks import DeskRecorder, keys_of
from postil.model.change import AddCase, AddCode, AddTranscript, Apply, GiveVoice, Quote
from postil.model.codebook import Code
from postil.model.coding import Coding, Passage
from postil.session.commands import KEY_NAMES
from postil.session.retrieval import RetrievalSession
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.retrieval import RetrievalPainter
from snapshots import looks_as_before
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

P04, P05 = TRANSCRIPTS
SIZES = st.tuples(st.integers(1, 140), st.integers(1, 45))
KEYS = st.sampled_from([*KEY_NAMES, *"jkJKsbcG/*u?:x(", "é", "漢"])
BOTH = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def quoting_desk() -> Desk:
    """Passages of two cases under two codes; one a span that may be quoted."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("site", "Site two"), GiveVoice(P04.id, "", "p04"))
    desk.act(GiveVoice(P05.id, "", "site"))
    whole = Coding(P04.id, 2, None, None, "F4", "ana")
    desk.act(Apply(whole), Apply(whole._replace(code="B2")), Apply(whole._replace(paragraph=3, start=10, end=22)))
    desk.act(
        Apply(Coding(P04.id, 2, None, None, "F4", "ben")),
        Apply(Coding(P05.id, 2, None, None, "B2", "ben")),
        coder="ben",
    )
    desk.act(Quote(Passage(P04.id, 3, 10, 22)))
    return desk


class Screen:
    """The passages with their painter."""

    def __init__(self, desk: Desk | None = None, query: str = "") -> None:
        self.session = RetrievalSession(DeskRecorder(desk or quoting_desk()), coder="ana", query=query)
        self.session.view = self.painter = RetrievalPainter(self.session)

    def press(self, keys: str) -> None:
        for key in keys_of(keys):
            self.session.press(key)

    def lines(self, size: tuple[int, int]) -> list[str]:
        return [plain(row) for row in self.painter.frame(*size)]


@BOTH
@pytest.mark.parametrize(
    ("name", "query", "keys"),
    [
        ("empty", "", ""),
        ("typing", "", "F4 ‹space› OR ‹space› text:nur"),
        ("found", "F4 OR text:nurses", "j"),
        ("context", "F4", "j c"),
        ("by_code", "F4 OR B2", "s j"),
        ("by_case", "F4 OR B2", "s s J"),
        ("bank", "F4", "b"),
        ("error", "F4", "/ ‹ctrl+u› F4 ‹space› AND ‹space› leadrship ‹enter›"),
        ("nothing", "F4 =F1", ""),
        ("help", "F4", "?"),
    ],
)
def test_the_screen_looks_as_it_did(name: str, query: str, keys: str, size: tuple[int, int]) -> None:
    screen = Screen(query=query)
    screen.painter.frame(*size)
    screen.press(keys)
    looks_as_before(f"retrieval_{name}_{size[0]}x{size[1]}", screen.painter.frame(*size))


def long_desk() -> Desk:
    """Many passages."""
    desk = quoting_desk()
    text = small_transcript("P06", [f"Paragraph {n} of many, said at some length." for n in range(1, 90)])
    desk.act(AddTranscript(text))
    desk.act(*(Apply(Coding(text.id, n, None, None, "F4", "ana")) for n in range(1, 90)))
    return desk


@BOTH
def test_the_passage_under_the_cursor_is_on_the_screen(size: tuple[int, int]) -> None:
    screen = Screen(long_desk(), "F4")
    for keys in ("", *["j"] * 12, *["‹pagedown›"] * 6, "G", *["k"] * 5, *["‹pageup›"] * 4, "s", "J", "c", "g g"):
        screen.press(keys)
        passage = screen.session.passage
        assert passage is not None
        marked = [line for line in screen.lines(size)[3:-1] if line.startswith(" ▌")]
        assert any(f"§{passage.paragraph} " in line for line in marked)


def hostile_desk() -> Desk:
    desk = quoting_desk()
    text = small_transcript("bad\x1b[2J", [HOSTILE, HOSTILE * 3])
    desk.act(AddTranscript(text), AddCode(Code("x", HOSTILE)), AddCase("bad", HOSTILE), GiveVoice(text.id, "", "bad"))
    desk.act(Apply(Coding(text.id, 1, None, None, "x", "ana")), Apply(Coding(text.id, 2, 3, 20, "x", "ana")))
    return desk


@BOTH
def test_hostile_texts_are_drawn_as_marks(size: tuple[int, int]) -> None:
    screen = Screen(hostile_desk(), "=x")
    shown = ""
    for keys in ("", "s", "s", "s", "c", "j", "/ \x1b ‹enter›"):
        screen.press(keys)
        frame = screen.painter.frame(*size)
        assert all(row_width(row) == size[0] for row in frame)
        shown += "".join(map(plain, frame))
    assert "[laughs] [/] [@click=app.quit]x[/] ␛]52;" in shown
    assert not CONTROLS.intersection(shown)


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from([quoting_desk, hostile_desk, long_desk, small_desk]),
    st.sampled_from(["", "F4", "NOT F4", "text:nurses", '"', "quotable"]),
    st.lists(KEYS, max_size=12),
    SIZES,
)
def test_a_frame_is_as_large_as_the_screen(make: object, query: str, keys: list[str], size: tuple[int, int]) -> None:
    assert callable(make)
    screen = Screen(make(), query)
    for key in ("", *keys):
        if key:
            screen.session.press(key)
        frame: list[Row] = screen.painter.frame(*size)
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)
        assert not CONTROLS.intersection("".join(map(plain, frame)))
