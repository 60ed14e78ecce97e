"""What the screen may never do, whatever is in a study: act on data, or write anything outside the study's folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.importers import reading_from_bytes
from postil.model.change import AddCode, AddTranscript, Apply, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.storage import create_study
from terminals import Terminal, coding

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b]0;owned\x07 \x1b[6n \x9b31m \u202e \x7f"
_OWN = re.compile(
    rb"\x1b\[[0-9;?<>=$]*[A-Za-zq~p]"  # CSI: colours, modes, cursor
    rb"|\x1b[78=>]"
)


def hostile_study(path: Path, text: str) -> Path:
    transcript = reading_from_bytes(
        f"INT: {text}\n\nP01: {HOSTILE}\n\nINT: And?\n\nP01: No.\n".encode(), "a\x1b]0;t\x07.txt"
    ).transcript
    answer = 2
    with create_study(
        path, title=HOSTILE, actions=[AddCode(Code("h", HOSTILE, definition=HOSTILE)), AddTranscript(transcript)]
    ) as file:
        file.record([Apply(Coding(transcript.id, answer, None, None, "h", "ana"))], coder="ana")
        file.record([Apply(Coding(transcript.id, answer, 0, 8, "h", "ana"))], coder="ana")
        file.record([SetMemo(MemoKey.at_paragraph(transcript.id, answer, "ana"), HOSTILE)], coder="ana")
    return path


def walk_through(terminal: Terminal) -> None:
    for key in [
        "j",
        "c",
        "[",
        "ctrl+g",
        "m",
        "ctrl+g",
        "x",
        "ctrl+g",
        "f",
        "ctrl+g",
        "t",
        "ctrl+g",
        "o",
        "e",
        "ctrl+g",
        ":",
        "ctrl+g",
        "?",
        "?",
        "u",
    ]:
        terminal.press(key, quiet=0.05)


def test_nothing_that_a_terminal_obeys_comes_from_data(tmp_path: Path, shared: Path) -> None:
    text = (shared / "transcripts" / "hostile_controls_markup.txt").read_bytes().decode("utf-8", "replace")
    study = hostile_study(tmp_path / "study.json", " ".join(text.split("\n"))[:4000])
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        walk_through(terminal)
        assert "[laughs]" in terminal.text
        rest = _OWN.sub(b"", terminal.written)
        assert b"\x1b" not in rest
        assert b"\x1b]" not in terminal.written
        assert b"owned" in rest
        assert not [
            c
            for c in rest.decode("utf-8")
            if (ord(c) < 32 and c not in "\r\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e"
        ]
        assert b"\x1b[6n" not in terminal.written
        assert terminal.process.poll() is None


def test_a_key_for_the_clipboard_or_a_picture_does_nothing(sample: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = {
        "HOME": str(home),
        "TEXTUAL_LOG": str(home / "log"),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(home),
        "TMPDIR": str(home),
    }
    with Terminal(coding(sample, "--coder", "ana"), env=env) as terminal:
        terminal.press("ctrl+c", "\x10", "ctrl+g", "1")
        terminal.settle(2.5, first=2.5)
        assert b"\x1b]52" not in terminal.written
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    assert list(home.rglob("*")) == []


def test_without_colour_there_is_none(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana"), env={"NO_COLOR": "1"}) as terminal:
        terminal.press("j", "c", "l", "ctrl+g", "1")
        sgr = {part for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.written) for part in found.split(b";")}
        assert sgr <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"39", b"49"}


@pytest.mark.parametrize("term", ["xterm", "screen", "linux", "vt100", "xterm-256color", "tmux-256color"])
def test_any_terminal_is_drawn_on(sample: Path, term: str) -> None:
    with Terminal(coding(sample, "--coder", "ana"), term=term) as terminal:
        assert "● saved" in terminal.text
        if "256" not in term:
            assert b"38;5;" not in terminal.written
        assert b"38;2;" not in terminal.written


@pytest.mark.parametrize(("cells", "rows"), [(20, 5), (1, 1), (30, 6), (80, 24), (200, 60)])
def test_any_size_is_drawn_and_a_storm_of_sizes_survived(sample: Path, cells: int, rows: int) -> None:
    with Terminal(coding(sample, "--coder", "ana"), cells=cells, rows=rows) as terminal:
        for width in range(18, 140, 9):
            terminal.resize(width, 4 + width // 5)
            terminal.settle(0.02, first=0.05)
        terminal.resize(cells, rows)
        terminal.settle(0.3, first=1.0)
        assert terminal.process.poll() is None
        terminal.press("q")
        assert terminal.wait(5.0) == 0
