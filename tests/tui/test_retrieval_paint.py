from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import HOSTILE
from cli_program import CONTROLS
from desks import DeskRecorder, keys_of
from postil.model.change import AddCase, AddCode, AddTranscript, Apply, GiveVoice, Quote, Review, Strike
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
        ("again", "F4 OR B2", "Q"),
        ("note", "F4", "m opens ‹space› chapter ‹space› 4 ‹enter› j m also"),
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


def struck_desk() -> Desk:
    """A passage that may be quoted, with words in it that are struck out; they stand elsewhere, too."""
    desk = quoting_desk()
    desk.act(Strike(Passage(P04.id, 2, 11, 25)), Quote(Passage(P04.id, 2)))
    again = small_transcript(
        "P06", ["Before.", "Ask the liaison nurses, they will tell you.", "After the liaison nurses."]
    )
    desk.act(AddTranscript(again), Apply(Coding(again.id, 2, None, None, "F4", "ana")))
    return desk


@BOTH
def test_struck_words_are_marked_where_the_study_is_read_and_left_out_of_the_bank(size: tuple[int, int]) -> None:
    screen = Screen(struck_desk(), "F4")
    screen.press("G c")
    read = "\n".join(screen.lines(size))
    assert "It was the [-liaison nurses-], really." in read
    assert "Ask the [-liaison nurses-], they" in read, "the same words elsewhere are not let out either"
    assert "§3 INT: After the [-liaison nurses-]." in read
    assert read.count("[-struck out-]") == 2
    screen.press("b")
    bank = "\n".join(screen.lines(size))
    assert "It was the [...], really." in bank
    assert "liaison" not in bank


@BOTH
def test_whose_words_are_not_a_participants_is_told(size: tuple[int, int]) -> None:
    screen = Screen(query="F4")
    for keys in ("", "b"):
        screen.press(keys)
        heads = [line for line in screen.lines(size) if " §" in line]
        assert [line for line in heads if "interviewer" in line] == [line for line in heads if " §3 " in line] != []


@BOTH
def test_what_is_not_read_stands_under_a_query_that_asks_for_codes(size: tuple[int, int]) -> None:
    desk = quoting_desk()
    desk.act(Review(P04.id, 4, "ana"), AddTranscript(small_transcript("P06", ["Money?", "There was none."])))
    screen = Screen(desk, "F4 case:*")
    assert not any("read" in line for line in screen.lines(size))
    for query, told in (
        ("F4", "of the 3 cases and transcripts, 1 is not read yet (P06)"),
        ("F4 transcript:P06", "the transcript asked for is not read yet (P06)"),
    ):
        screen.session.ask(query)
        assert screen.lines(size)[2].startswith(f"─ {told} ───")
    screen.press("/")
    assert screen.lines(size)[2].startswith("─ the transcript")
    screen.press("F4 ‹space› nonsense ‹enter›")
    screen.press("‹ctrl+g› b")
    assert not any("not read" in line for line in screen.lines(size))


def test_an_error_is_said_whole_below_the_query_and_the_keys_stay() -> None:
    screen = Screen(query="F4")
    screen.press("/ F4 ‹space› AND ‹space› leadrship ‹enter›")
    lines = screen.lines((80, 24))
    told = " ".join(line.strip() for line in lines[3:6])
    assert told.startswith("there is no code “leadrship”; near it: ")
    assert "Leadership and management buy-in" in told
    assert lines[-1].startswith(" Enter finds")
    assert any(line.startswith(" ▌") for line in lines), "what was found before is still there"


def test_a_long_message_takes_the_rows_that_it_needs() -> None:
    screen = Screen(query="F4")
    screen.session.say("a message " * 12, alarm=True)
    lines = screen.lines((80, 24))
    assert len(lines) == 24
    assert " ".join(line.strip() for line in lines[-2:]).count("a message") == 12
    screen.session.say("a message " * 100)
    assert screen.lines((80, 24))[-1].endswith("…")


def test_the_keys_that_are_needed_most_are_there_in_any_width() -> None:
    screen = Screen(query="F4")
    for cells in range(30, 121):
        offers = screen.lines((cells, 24))[-1]
        assert "? keys" in offers, cells
        assert "/ query" in offers, cells
        assert "…" not in offers, cells
    assert "b bank" in screen.lines((80, 24))[-1]
    screen.press("b")
    for cells in range(30, 121):
        assert "b results" in screen.lines((cells, 24))[-1], cells


def test_the_passages_are_counted_once_and_the_cursor_in_its_group() -> None:
    screen = Screen(query="F4 OR B2")
    screen.press("s j j")
    head = screen.lines((120, 40))[0]
    assert len(screen.session.items) == 4
    assert head.startswith(" 3 passages in 3 paragraphs ")
    assert "1 of 2 · code 2 of 2" in head
    screen.press("b")
    assert screen.lines((120, 40))[0].startswith(" Bank of quotes · 1 passage in 1 paragraph ")


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
