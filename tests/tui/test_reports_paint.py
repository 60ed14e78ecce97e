from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_desks import HOSTILE
from cli_program import CONTROLS
from desks import DeskRecorder, keys_of
from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    GiveVoice,
    Review,
    SetAttribute,
    SetMemo,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.session.commands import KEY_NAMES
from postil.session.reports import ReportsSession
from postil.session.reports_list import KINDS
from postil.session.surroundings import Afterwards
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.reports import ReportsPainter
from snapshots import looks_as_before
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

P04, P05 = TRANSCRIPTS
SIZES = st.tuples(st.integers(1, 140), st.integers(1, 45))
KEYS = st.sampled_from([*KEY_NAMES, *"jkhlJKfc[]0$G?:x(", "é", "漢"])
BOTH = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def counted_desk() -> Desk:
    """Two cases with an attribute, two coders, codes on whole paragraphs and on words, a memo, marks."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("site", "Site two"), GiveVoice(P04.id, "", "p04"))
    desk.act(GiveVoice(P05.id, "", "site"), SetAttribute("service_type", Attribute("choice", ("crisis house", "café"))))
    desk.act(SetValue("p04", "service_type", "crisis house"), SetValue("site", "service_type", "café"))
    whole = Coding(P04.id, 2, None, None, "F4", "ana")
    desk.act(Apply(whole), Apply(whole._replace(code="B2")), Apply(whole._replace(paragraph=3, start=10, end=22)))
    desk.act(Apply(whole._replace(paragraph=4, code="F1.2")), Review(P04.id, 2, "ana"), Review(P04.id, 4, "ana"))
    desk.act(SetMemo(MemoKey(P04.id, 3, None, None, "", "ana"), "Who is meant here?\nAsk again."))
    ben = Coding(P04.id, 2, None, None, "F4", "ben")
    desk.act(Apply(ben), Apply(ben._replace(transcript=P05.id, code="B2")), Review(P04.id, 2, "ben"), coder="ben")
    return desk


def alone_desk() -> Desk:
    """One coder, no cases."""
    desk = small_desk()
    desk.act(Apply(Coding(P04.id, 2, None, None, "F4", "ana")), Review(P04.id, 2, "ana"))
    return desk


class Screen:
    """The reports with their painter."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.session = ReportsSession(DeskRecorder(desk or counted_desk()), coder="ana")
        self.session.view = self.painter = ReportsPainter(self.session)

    def press(self, keys: str) -> None:
        for key in keys_of(keys):
            for effect in self.session.press(key):
                if isinstance(effect, Afterwards):
                    effect.act()

    def open(self, name: str) -> None:
        self.session.open(next(at for at, kind in enumerate(KINDS) if kind.name == name))

    def lines(self, size: tuple[int, int]) -> list[str]:
        return [plain(row) for row in self.painter.frame(*size)]


@BOTH
@pytest.mark.parametrize(
    ("name", "report", "keys"),
    [
        ("list", "", "j"),
        ("progress", "progress", "j l"),
        ("codes", "codes", "j j j"),
        ("cases", "cases", "j j j l"),
        ("attributes", "attributes", "j j j"),
        ("together", "together", ""),
        ("speakers", "speakers", "J j"),
        ("memos", "memos", ""),
        ("limited", "codes", "f case:P04 ‹enter›"),
        ("typing", "codes", "f F4 ‹space› OR"),
        ("error", "codes", "f F4 ‹space› leadrship ‹enter›"),
        ("help", "codes", "?"),
    ],
)
def test_the_screen_looks_as_it_did(name: str, report: str, keys: str, size: tuple[int, int]) -> None:
    screen = Screen()
    if report:
        screen.open(report)
    screen.painter.frame(*size)
    screen.press(keys)
    looks_as_before(f"reports_{name}_{size[0]}x{size[1]}", screen.painter.frame(*size))


@BOTH
@pytest.mark.parametrize(("name", "make"), [("alone", alone_desk), ("empty", small_desk)])
def test_a_study_of_one_coder_and_an_empty_one_look_as_they_did(name: str, make: object, size: tuple[int, int]) -> None:
    assert callable(make)
    screen = Screen(make())
    screen.open("cases")
    looks_as_before(f"reports_{name}_cases_{size[0]}x{size[1]}", screen.painter.frame(*size))
    screen.open("codes")
    looks_as_before(f"reports_{name}_codes_{size[0]}x{size[1]}", screen.painter.frame(*size))


def wide_desk() -> Desk:
    """Many cases, codes and coders."""
    desk = counted_desk()
    for n in range(10, 60):
        text = small_transcript(f"P{n}", ["Why?", f"Because of {n}."])
        desk.act(AddTranscript(text), AddCase(f"c{n}", f"Case {n} of many"), GiveVoice(text.id, "", f"c{n}"))
        coder = f"coder {n % 9}"
        desk.act(AddCode(Code(f"N{n}", f"Reason {n} of those given", number=f"N{n}")))
        desk.act(Apply(Coding(text.id, 2, None, None, f"N{n}", coder)), coder=coder)
    return desk


@BOTH
@pytest.mark.parametrize("report", ["cases", "use", "codes", "progress", "saturation", "memos", "methods"])
def test_the_cell_under_the_cursor_and_its_head_are_on_the_screen(report: str, size: tuple[int, int]) -> None:
    screen = Screen(wide_desk())
    screen.open(report)
    for keys in ("", *["j"] * 30, *["l"] * 55, *["‹pagedown›"] * 3, "G", "k", *["h"] * 30, "‹pageup›", "g g", "J", "$"):
        screen.press(keys)
        frame, page = screen.painter.frame(*size), screen.session.page
        assert page is not None
        shown = [plain(row) for row in frame]
        assert sum("▸ " in line[15 if size[0] >= 100 else 0 :] for line in shown) == 1, keys
        assert any(f"─ {page.here.title[:30]}" in line for line in shown[1:4]), keys
        if page.columns() > 1 and page.column:
            assert any(style == "selected" for row in frame for _, style in row), keys


def test_the_figure_under_the_cursor_is_told_in_full_below() -> None:
    screen = Screen(wide_desk())
    screen.open("cases")
    screen.press("g g j j $")
    below = screen.lines((80, 24))[-3:-1]
    assert below[0].startswith("─ F4 Leadership and management buy-in · Case 59 of many · 0 codings ")
    assert "it counts none" in below[1]
    screen.press("0 l")
    assert screen.lines((80, 24))[-2] == "  Enter shows =F4 AND case:P04"


def hostile_desk() -> Desk:
    desk = counted_desk()
    text = small_transcript("bad\x1b[2J", [HOSTILE, HOSTILE * 3])
    desk.act(AddTranscript(text), AddCode(Code("x", HOSTILE)), AddCase("bad", HOSTILE), GiveVoice(text.id, "", "bad"))
    desk.act(Apply(Coding(text.id, 1, None, None, "x", "ana")), Apply(Coding(text.id, 2, 3, 20, "x", "ana")))
    desk.act(SetMemo(MemoKey(text.id, 1, None, None, "", "ana"), HOSTILE), SetAttribute(HOSTILE, Attribute("text")))
    desk.act(SetValue("bad", HOSTILE, HOSTILE))
    return desk


@BOTH
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_hostile_texts_are_drawn_as_marks(kind: object, size: tuple[int, int]) -> None:
    screen = Screen(hostile_desk())
    screen.open(str(getattr(kind, "name", "")))
    shown = ""
    for keys in ("", "j", "l", "J", "G", "k", "f \x1b ‹enter›"):
        screen.press(keys)
        frame = screen.painter.frame(*size)
        assert all(row_width(row) == size[0] for row in frame)
        shown += "".join(map(plain, frame))
    assert not CONTROLS.intersection(shown)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([counted_desk, hostile_desk, wide_desk, small_desk, alone_desk]),
    st.sampled_from([kind.name for kind in KINDS]),
    st.lists(KEYS, max_size=12),
    SIZES,
)
def test_a_frame_is_as_large_as_the_screen(make: object, report: str, keys: list[str], size: tuple[int, int]) -> None:
    assert callable(make)
    screen = Screen(make())
    screen.open(report)
    for key in ("", *keys):
        if key:
            screen.session.press(key)
        frame: list[Row] = screen.painter.frame(*size)
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)
        assert not CONTROLS.intersection("".join(map(plain, frame)))


def test_a_tiny_screen_does_not_crash() -> None:
    screen = Screen(wide_desk())
    for kind in KINDS:
        screen.open(kind.name)
        for size in ((20, 5), (30, 6), (31, 7), (40, 12)):
            for keys in ("j", "l", "J", "G", "f", "‹ctrl+g›", "?", "‹enter›"):
                screen.press(keys)
                assert len(screen.painter.frame(*size)) == size[1]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (120, 10), (60, 12), (30, 6)])
def test_the_report_under_the_cursor_is_in_the_list_however_small_it_is(size: tuple[int, int]) -> None:
    screen = Screen()
    for at, kind in enumerate(KINDS):
        screen.session.at = at
        pointed = [line for line in screen.lines(size) if line.startswith(" ▸ ")]
        assert [line.split()[1] for line in pointed] == [kind.name]
        screen.session.open(at)
        if size[0] >= 100:
            assert sum(line.startswith(f" ▸ {kind.name}") for line in screen.lines(size)) == 1
        screen.session.close()
