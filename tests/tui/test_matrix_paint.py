from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matrices import P04, Analyst, apart, charted_desk, charting, summary
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    AddCase,
    AddTranscript,
    Apply,
    EditCase,
    EditCode,
    GiveVoice,
    Quote,
    Rate,
    Remove,
    SetAttribute,
    SetComment,
    SetStudy,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.coding import Coding, Passage
from postil.session.cell import CellSession
from postil.session.commands import KEY_NAMES
from postil.session.matrix import MatrixSession
from postil.tui.paint import matrix_page
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.charting_cell import CellPainter
from postil.tui.paint.matrix import MatrixPainter
from postil.tui.paint.matrix_page import Pager
from snapshots import looks_as_before
from studies import Desk, small_transcript

HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \u202e reversed \x00 \x7f end"
SIZES = st.tuples(st.integers(1, 160), st.integers(1, 50))
KEYS = st.sampled_from([*KEY_NAMES, *"jklhncrbxu+12=*[]JKmqRA?:tasf", "é", "漢"])
BOTH = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def told_desk() -> Desk:
    """The charted desk with comments, ratings, a quotable passage and a passage that is gone."""
    desk = charted_desk()
    desk.act(
        SetStudy("ratings", "on"),
        Rate("p04", "F1", "ben", Rating("+2", "they led it")),
        Rate("p04", "F1", "consensus", Rating("+1", "")),
        SetComment("p04", "F1", "Is this the same list as in P05?"),
        Quote(Passage(P04, 2)),
        EditCode("F1", "color", 2),
        coder="ben",
    )
    desk.act(Apply(Coding(P04, 3, None, None, "F1", "ana")), coder="ana")
    desk.act(Remove(Coding(P04, 4, None, None, "F1", "ben")), coder="ben")
    text = "Why the café came (§2; P05 §1) and what became of it (§99)."
    desk.act(SetSummary("p04", "F1.2", summary(desk, "p04", text, Passage(P04, 2))), coder="ana")
    return desk


class Watched:
    """An analyst whose screens are drawn after every key."""

    def __init__(self, desk: Desk, size: tuple[int, int]) -> None:
        self.analyst: Analyst = charting(desk)
        self.size = size
        self._painters: dict[int, MatrixPainter | CellPainter] = {}
        self.frame()

    def frame(self) -> list[Row]:
        session = self.analyst.session
        painter = self._painters.get(id(session))
        if painter is None:
            assert isinstance(session, MatrixSession | CellSession)
            painter = CellPainter(session) if isinstance(session, CellSession) else MatrixPainter(session)
            session.view = self._painters[id(session)] = painter
        return painter.frame(*self.size)

    def press(self, keys: str) -> list[Row]:
        self.analyst.press(keys)
        return self.frame()

    def lines(self, keys: str = "") -> list[str]:
        return [plain(row) for row in self.press(keys)]


@BOTH
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open", ""),
        ("moved", "j l"),
        ("sorted", "s years ‹enter› s years ‹enter› f manager ‹enter›"),
        ("columns", "t F4 ‹tab›"),
        ("down", "c"),
        ("across", "r l"),
        ("side", "b role ‹enter›"),
    ],
)
def test_the_matrix_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    looks_as_before(f"matrix_{name}_{size[0]}x{size[1]}", Watched(told_desk(), size).press(keys))


@BOTH
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("stale", "‹enter›"),
        ("writing", "‹enter› ‹tab› ‹enter› New‹space›words."),
        ("context", "‹enter› j c"),
        ("references", "l ‹enter›"),
        ("conflict", "l l ‹enter›"),
        ("comment", "‹enter› m"),
        ("rating", "‹enter› R"),
        ("empty", "j j ‹enter›"),
    ],
)
def test_a_cell_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    looks_as_before(f"cell_{name}_{size[0]}x{size[1]}", Watched(told_desk(), size).press(keys))


def test_marks_and_words_tell_every_state_without_colour() -> None:
    lines = Watched(charted_desk(), (120, 40)).lines()
    text = "\n".join(lines)
    for told in (
        "● The nurses’ own list",
        "○ 1 passage",
        "‼ two summaries",
        "– no data",
        "⟳ Nobody applied.",
        "◐ An idea.",
    ):
        assert told in text
    assert "Matrix · all codes · 3 cases × 4 codes · 4 of 12 cells charted, 1 stale, 1 conflict" in lines[0]
    assert "⟳ stale: coded since" in text


@BOTH
def test_a_table_without_rows_or_columns_says_so(size: tuple[int, int]) -> None:
    watched = Watched(charted_desk(), size)
    table = watched.analyst.matrix.table
    table.only = {"role": "gone since"}
    table.arrange()
    assert any("no case has that value; f Enter shows all" in line for line in watched.lines())
    for keys in ("x ‹enter› n j l G c", "r j", "b role ‹enter›", "q q u"):
        watched.lines(keys)
    assert len(watched.analyst.screens) == 1
    assert any("P04" in line for line in watched.lines("f ‹enter›"))


def test_words_are_counted_against_the_target() -> None:
    watched = Watched(charted_desk(), (120, 40))
    assert any("9 of 80 words" in line for line in watched.lines("‹enter›"))
    assert any("10 of 80 words" in line for line in watched.lines("‹tab› ‹space›x"))


def test_news_of_passages_are_told_in_words() -> None:
    text = "\n".join(Watched(told_desk(), (120, 40)).lines("‹enter›"))
    assert "§3 INT new since the summary ana" in text
    assert "§4 P04 gone: coded no more" in text
    assert "* quotable" in text
    text = "\n".join(Watched(told_desk(), (120, 40)).lines("l ‹enter›"))
    assert "‼ 1 of 3 references broken" in text
    assert "‼ leads nowhere: there is no such paragraph" in text


def test_struck_words_are_marked_in_the_passages_of_a_cell() -> None:
    desk = told_desk()
    words = desk.study.transcripts[P04].paragraphs[1].text
    desk.act(Strike(Passage(P04, 2, 0, words.index(" "))), coder="ben")
    text = "\n".join(Watched(desk, (120, 40)).lines("‹enter›"))
    assert "* quotable [-struck out-]" in text
    assert f"[-{words.split()[0]}-] " in text


def long_desk(cases: int = 40, sentences: int = 200) -> Desk:
    """Many cases, and one that said more than any screen holds."""
    desk = charted_desk()
    text = " ".join(f"Sentence {n} of an answer that nobody interrupted." for n in range(sentences))
    transcript = small_transcript("P09", ("How was it?", text, "And?", "Fine."))
    desk.act(AddTranscript(transcript), *(AddCase(f"c{n:02}", f"C{n:02}") for n in range(cases)), coder="")
    desk.act(GiveVoice(transcript.id, "", "c00"), coder="")
    for n in (2, 4):
        desk.act(Apply(Coding(transcript.id, n, None, None, "F1", "ana")), coder="ana")
    desk.act(SetSummary("c00", "F1", Summary(text)), coder="ana")
    return desk


@BOTH
def test_headers_and_the_first_column_stay_while_the_rest_scrolls(size: tuple[int, int]) -> None:
    watched = Watched(long_desk(), size)
    first = watched.lines()
    for _ in range(42):
        lines = watched.lines("j")
        assert lines[1] == first[1]
        case = watched.analyst.matrix.table.case
        assert case is not None
        assert any(f"▸ {case.name}" in line for line in lines)


@BOTH
def test_long_passages_and_long_pages_are_seen_from_end_to_end(size: tuple[int, int]) -> None:
    for keys in ("t F1 ‹tab› ‹enter› j j j ‹enter›", "t F1 ‹tab› ‹enter› c j j j"):
        watched = Watched(long_desk(), size)
        seen = " ".join(watched.lines(keys))
        at = (watched.analyst.matrix.table.row, getattr(watched.analyst.session, "passage_at", 0))
        for _ in range(60):
            seen += " ".join(watched.lines("‹pagedown›"))
            if (watched.analyst.matrix.table.row, getattr(watched.analyst.session, "passage_at", 0)) != at:
                break
        words = " ".join(seen.replace("│", " ").replace("▌", " ").split())
        missing = [n for n in range(200) if f"Sentence {n} " not in words]
        assert not missing, keys


@BOTH
def test_the_cursor_of_a_long_summary_is_always_seen(size: tuple[int, int]) -> None:
    watched = Watched(long_desk(), size)
    watched.press("t F1 ‹tab› ‹enter› j j j ‹enter› ‹tab›")
    for key in ("‹ctrl+home›", *["‹down›"] * 30, "‹ctrl+end›", "‹enter›", "x", *["‹up›"] * 40):
        frame = watched.press(key)
        assert sum(style == "cursor" for row in frame for _, style in row) == 1


def test_a_page_begins_and_ends_with_what_is_there() -> None:
    pager = Pager()
    blocks: list[list[Row]] = [[[(f"{n}.{at}", "text")] for at in range(n % 4 + 1)] + [[]] for n in range(30)]
    for at in (*range(30), *range(29, -1, -1), 15, 0, 29):
        rows = [plain(row) for row in pager.rows(blocks.__getitem__, 30, at, 9)]
        assert len(rows) == 9
        assert all(f"{at}.{line}" in rows for line in range(at % 4 + 1)), at


@settings(max_examples=60, deadline=None)
@given(SIZES, st.lists(KEYS, max_size=12))
def test_a_frame_is_exactly_as_large_as_the_screen(size: tuple[int, int], keys: list[str]) -> None:
    watched = Watched(told_desk(), size)
    for key in keys:
        watched.analyst.strike(key)
        frame = watched.frame()
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)


@settings(max_examples=40, deadline=None)
@given(SIZES, st.one_of(st.just(HOSTILE), st.text(max_size=60)))
def test_no_text_of_a_study_reaches_the_screen_as_it_is(size: tuple[int, int], text: str) -> None:
    desk = charted_desk()
    said = text.strip() or "x"
    transcript = small_transcript("P08", ("Q", said))
    desk.act(
        AddTranscript(transcript),
        AddCase("evil", "evil"),
        GiveVoice(transcript.id, "", "evil"),
        EditCase("evil", "name", f"n {text}"),
        SetAttribute(f"a {text}".strip(), Attribute("text", (), 0)),
        EditCode("F1", "name", f"c {text}"),
        Apply(Coding(transcript.id, 2, None, None, "F1", "ana")),
        SetSummary("evil", "F1", Summary(f"s {text} (§2)")),
        SetComment("evil", "F1", text),
        Rate("evil", "F1", f"r {text}", Rating("+1", text)),
        SetStudy("ratings", "on"),
        coder="ana",
    )
    attribute = f"a {text}".strip()
    desk.act(SetValue("evil", attribute, " ".join(text.split())), coder="ana")
    apart(desk, f"b {text}", SetSummary("evil", "F4", Summary(f"one {text}")))
    apart(desk, "ben", SetSummary("evil", "F4", Summary("two")))
    for keys in (
        "G",
        "G c",
        "G r",
        "G b ‹down› ‹enter›",
        "G ‹enter›",
        "G ‹enter› ‹tab›",
        "G l l ‹enter›",
        "G a",
        "G f",
        "G t",
        "G ‹enter› m",
    ):
        watched = Watched(desk, size)
        for row in watched.press(keys):
            assert row_width(row) == size[0]
            for part, _ in row:
                assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202a\u202b\u202d\u202e" for c in part)
        if keys.endswith(("m", "‹tab›")):
            watched.analyst.press("‹ctrl+g›")


def test_who_checked_a_summary_stands_beside_who_wrote_it() -> None:
    analyst = charting(coder="lead")
    analyst.press("x x")
    cell = analyst.matrix.table.matrix.cell("p04", "F1")
    assert matrix_page.told(cell) == "checked by lead · 2 passages · 9 words · ben, 2023-11-14"
    analyst.open("p04", "F1")
    screen = "\n".join(plain(row) for row in CellPainter(analyst.cell).frame(140, 40))
    assert "● checked by lead · 9 of 80 words · ben, 2023-11-14" in screen
    analyst.press("‹tab› ‹end› ‹space› x")
    screen = "\n".join(plain(row) for row in CellPainter(analyst.cell).frame(140, 40))
    assert "◐ draft · 10 of 80 words ─" in screen
