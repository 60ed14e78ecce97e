"""What the coding screen says, and that it goes on, where something cannot be saved or is not as expected."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desks import DeskRecorder
from postil.model.change import AddTranscript, EditCode
from postil.session.session import Session
from postil.tui.paint.cells import plain
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
from postil.tui.screen import CodingView
from postil.tui.theme import looks
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript
from terminals import Terminal, coding, planted

if TYPE_CHECKING:
    from postil.tui.paint.cells import Row

FULL = (
    "import errno, pathlib",
    "really = pathlib.Path.replace",
    "def full(self, target):",
    "    if target.name == 'study.json' and pathlib.Path('full').exists():",
    "        raise OSError(errno.ENOSPC, 'No space left on device')",
    "    return really(self, target)",
    "pathlib.Path.replace = full",
)
"""The file, not the journal, cannot be written while a file ``full`` lies in the working folder."""


def painted(desk: Desk) -> tuple[DeskRecorder, Session, Painter]:
    viewport, recorder = Viewport(), DeskRecorder(desk)
    session = Session(recorder, coder="ana", view=viewport)
    return recorder, session, Painter(session, viewport)


def shown(frame: list[Row], row: int) -> str:
    return plain(frame[row])


# ---- the header ----


@pytest.mark.parametrize("cells", [40, 80, 120])
def test_the_header_says_that_nothing_is_saved_and_moves_nothing(cells: int) -> None:
    recorder, session, painter = painted(small_desk())
    before = shown(painter.frame(cells, 24), 0)
    recorder.full = True
    session.press("1")
    session.press("r")
    failed = painter.frame(cells, 24)
    header = shown(failed, 0)
    assert header.endswith("‼ NOT SAVED")
    assert ("‼ NOT SAVED", "alarm") in failed[0]
    assert len(header) == cells
    assert header.index("to go" if cells >= 100 else "0/") == before.index("to go" if cells >= 100 else "0/")
    assert header.split("§")[0] == before.split("§")[0]
    session.press("j")
    standing = painter.frame(cells, 24)
    assert shown(standing, 0).endswith("‼ NOT SAVED")
    assert "study.json cannot be written" in shown(standing, -1)
    session.press("c")
    assert "study.json" not in shown(painter.frame(cells, 24), -1)
    recorder.full = False
    session.press("escape")
    session.press("r")
    assert "● saved" in shown(painter.frame(cells, 24), 0)


def test_a_file_that_cannot_be_written_is_told_apart_and_kept_in_sight(sample: Path) -> None:
    full = sample.parent / "full"
    with Terminal(planted(FULL, sample, "--coder", "ana"), folder=sample.parent) as terminal:
        full.touch()
        terminal.press("1")
        assert "● saved" in terminal.lines[0]
        terminal.settle(0.5, first=5.0)
        assert "‼ NOT SAVED" in terminal.lines[0]
        assert "saved in the journal, file not written: No space left on device" in terminal.lines[-1]
        terminal.press("j")
        assert "‼ NOT SAVED" in terminal.lines[0]
        assert "saved in the journal, file not written" in terminal.lines[-1]
        full.unlink()
        terminal.press("2")
        terminal.settle(0.5, first=5.0)
        assert "● saved" in terminal.lines[0]
        terminal.press("j")
        assert "journal" not in terminal.lines[-1]


# ---- Ctrl+Z ----


def resumed(terminal: Terminal) -> None:
    """The program has stopped; wake it up and see that it draws again."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        terminal.settle(0.05, first=0.1)
        state = Path(f"/proc/{terminal.process.pid}/stat").read_text(encoding="utf-8")
        if state.rpartition(")")[2].split()[0] == "T":
            break
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.settle(0.3, first=3.0)
    assert terminal.process.poll() is None


def test_ctrl_z_where_the_study_is_only_read(sample: Path) -> None:
    with Terminal(coding(sample, "--read-only")) as terminal:
        terminal.press("ctrl+z")
        resumed(terminal)
        terminal.press("j", "q")
        assert terminal.wait(5.0) == 0


def test_ctrl_z_where_the_file_cannot_be_written(sample: Path) -> None:
    with Terminal(planted(FULL, sample, "--coder", "ana"), folder=sample.parent) as terminal:
        (sample.parent / "full").touch()
        terminal.press("1", "ctrl+z")
        resumed(terminal)
        terminal.press("j")
        assert "‼ NOT SAVED" in terminal.lines[0]
        (sample.parent / "full").unlink()
        terminal.press("q")
        assert terminal.wait(5.0) == 0


# ---- notices ----


def test_notices_are_shown_one_after_the_other_where_nothing_else_is_said(sample: Path) -> None:
    sample.chmod(0o644)
    fault = (
        "from postil.storage import StudyFile",
        "news = iter([('first',), ('second', 'third')])",
        "StudyFile.news = lambda self: next(news, ())",
    )
    with Terminal(planted(fault, sample, "--coder", "ana")) as terminal:
        assert "first" in terminal.lines[-1]
        terminal.press("r")
        assert "second" in terminal.lines[-1]
        terminal.press("ctrl+c")
        assert "q leaves" in terminal.lines[-1]
        terminal.press("j")
        assert "third" in terminal.lines[-1]
        terminal.press("j")
        assert "all keys" in terminal.lines[-1]


def test_a_file_that_was_taken_away_meanwhile_is_told(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        sample.unlink()
        terminal.press("r", "j")
        terminal.settle(0.5, first=5.0)
        assert "was gone while it was open" in terminal.lines[-1]


# ---- what a newer file may hold ----


@pytest.mark.parametrize("color", [9, 12, 255, -3])
def test_colours_of_codes_that_are_not_known_draw(color: int) -> None:
    desk = small_desk()
    desk.act(*(EditCode(code.id, "color", color) for code in list(desk.study.codebook)), coder="")
    _, session, painter = painted(desk)
    for key in "c", *"work", "enter", "j":
        session.press(key)
    view = CodingView(painter, looks("ansi"))
    styles = {style for row in painter.frame(120, 40) for _, style in row}
    assert f"code{color}" in styles
    for style in styles:
        assert view.look(style) is not None
    assert view.look(f"code{color}") == looks("ansi")["chip"]


def test_a_study_of_unknown_colours_is_drawn_on_a_terminal(sample: Path) -> None:
    whole = json.loads(sample.read_bytes())
    for record in whole["changes"].values():
        if record["kind"] == "add-code":
            record["values"]["color"] = 12
    sample.write_text(json.dumps(whole))
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        if terminal.process.poll() is None:
            terminal.press("j", "c")
            assert "code›" in terminal.text
            terminal.press("ctrl+c", "q")
            assert terminal.wait(5.0) == 0
        else:
            assert "Traceback" not in terminal.text


# ---- long paragraphs ----


def test_finding_in_a_long_paragraph_is_painted_in_a_moment() -> None:
    text = "It’s the nurses, really, who kept a list and took it to the board. "
    desk = small_desk()
    desk.act(AddTranscript(small_transcript("long", ["Short.", text * (10_000 // len(text)), "After."])))
    _, session, painter = painted(desk)
    for _ in TRANSCRIPTS:
        session.press("]")
    session.press("j")
    session.press("/")
    painter.frame(120, 40)
    began = time.process_time()
    session.press("e")
    frame = painter.frame(120, 40)
    assert time.process_time() - began < 0.25  # 10 ms where nothing else runs
    assert sum(style == "found" for row in frame for _, style in row) > 100
