"""Every way out of the coding screen: the file whole, the terminal restored, the process gone."""

from __future__ import annotations

import os
import re
import signal
import termios
import time
from typing import TYPE_CHECKING, Any

import pytest
from tinydb import TinyDB

from postil.storage import open_study
from terminals import Terminal, coding, planted

if TYPE_CHECKING:
    from pathlib import Path

ALTERNATE_OFF = b"\x1b[?1049l"
GONE_SECONDS = 1.0


def codings(study: Path) -> list[dict[str, Any]]:
    with TinyDB(study, encoding="utf-8", access_mode="r") as base:
        return [dict(document) for document in base.table("codings").all()]


def coded_once(terminal: Terminal) -> None:
    """Go to §12, apply the code in slot 1, and see that it is called saved."""
    terminal.press("g", "1", "2", "enter", "1")
    assert "● saved" in terminal.text
    assert "§12 of" in terminal.text


def there_after(study: Path, before: int) -> None:
    """The coding is there on opening, and the cursor where it was."""
    with open_study(study, write=False) as file:
        assert len(list(file.study.codings())) == before + 1
    with Terminal(coding(study, "--coder", "ana")) as again:
        assert "§12 of" in again.text


def _is_cooked(terminal: Terminal) -> bool:
    """Whether the terminal shows and gathers what is typed, as a shell needs it."""
    local = terminal.attributes()[3]
    assert isinstance(local, int)
    return bool(local & termios.ECHO) and bool(local & termios.ICANON)


def memos(study: Path) -> list[str]:
    with open_study(study, write=False) as file:
        return [str(memo.value) for _, memo in file.study.memos()]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_while_a_memo_is_typed_keeps_it(sample: Path, number: signal.Signals) -> None:
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        terminal.press("m", *"half a thou")
        os.kill(terminal.process.pid, number)
        assert terminal.wait(5.0) == 128 + number
        assert "memo kept" in terminal.text
    assert any(text.endswith("half a thou") for text in memos(sample))


def test_a_vanished_terminal_keeps_the_memo_that_is_typed(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        terminal.press("m", *"half a thou")
        terminal.close_master()
        terminal.process.wait(5)
    assert any(text.endswith("half a thou") for text in memos(sample))


def test_quitting_keeps_a_memo_that_was_left_and_says_so(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        terminal.press("m", *"my long thought", "ctrl+g")
        assert "memo not saved; m brings it back" in terminal.lines[-1]
        terminal.press("q")
        assert terminal.wait(5.0) == 0
        assert "postil: memo kept: a memo was typed and not saved" in terminal.text
    assert any(text.endswith("my long thought") for text in memos(sample))


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_saves_restores_and_ends(sample: Path, number: signal.Signals) -> None:
    before = len(codings(sample))
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        coded_once(terminal)
        assert not _is_cooked(terminal)
        began = time.monotonic()
        os.kill(terminal.process.pid, number)
        assert terminal.wait(5.0) == 128 + number
        assert time.monotonic() - began < GONE_SECONDS + 0.5  # the rest is this test's own polling
        assert ALTERNATE_OFF in terminal.written
        assert _is_cooked(terminal)
    assert len(codings(sample)) == before + 1
    there_after(sample, before)


@pytest.mark.parametrize("ignored", [False, True], ids=["SIGHUP as usual", "SIGHUP ignored"])
def test_a_vanished_terminal_ends_the_program(sample: Path, ignored: bool) -> None:
    before = len(codings(sample))
    command = coding(sample, "--coder", "ana")
    if ignored:
        command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *command]
    with Terminal(command) as terminal:
        coded_once(terminal)
        terminal.close_master()
        began = time.monotonic()
        while terminal.process.poll() is None and time.monotonic() - began < 5:
            time.sleep(0.02)
        assert terminal.process.poll() is not None
        assert time.monotonic() - began < GONE_SECONDS + 0.5
    there_after(sample, before)


def test_kill_9_loses_nothing_that_was_called_saved(sample: Path) -> None:
    before = len(codings(sample))
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        coded_once(terminal)
        terminal.kill()
    there_after(sample, before)


def test_quitting_leaves_the_terminal_as_it_was(sample: Path) -> None:
    shell = 'stty -a > before; "$@"; stty -a > after'
    with Terminal(["sh", "-c", shell, "sh", *coding(sample, "--coder", "ana")], folder=sample.parent) as terminal:
        coded_once(terminal)
        terminal.press("q")
        assert terminal.wait(5.0) == 0
        assert ALTERNATE_OFF in terminal.written
    assert (sample.parent / "before").read_text() == (sample.parent / "after").read_text()


def test_a_crash_prints_four_lines_without_any_text_of_the_study(sample: Path) -> None:
    fault = (
        "from postil.session import verbs",
        "def fail(session):",
        "    secret = session.paragraph.text",
        "    raise RuntimeError(secret)",
        "verbs.VERBS['move.next_same_speaker'] = fail",
    )
    command = planted(fault, sample, "--coder", "ana")
    with Terminal(command) as terminal:
        coded_once(terminal)
        secret = next(line for line in terminal.lines if " 12 " in line)[12:40]
        terminal.press("J")
        assert terminal.wait(5.0) == 1
        ending = terminal.written[terminal.written.rindex(ALTERNATE_OFF) :].decode()
    ending = re.sub(r"\x1b\[[0-9;?<>=$]*[A-Za-z]", "", ending).replace("\r", "")
    said = [line for line in ending.split("\n") if line.strip()]
    assert len(said) == 4
    assert "RuntimeError" in ending
    assert secret not in ending
    with open_study(sample, write=False) as file:
        assert len(list(file.study.codings())) == len(codings(sample))


def test_a_crash_while_saving_names_the_fault_and_keeps_what_was_typed(sample: Path) -> None:
    fault = (
        "from postil.storage import StudyFile",
        "really, times = StudyFile.checkpoint, []",
        "def fail(self):",
        "    times.append(1)",
        "    if len(times) == 1: raise RuntimeError",
        "    really(self)",
        "StudyFile.checkpoint = fail",
    )
    before = len(codings(sample))
    with Terminal(planted(fault, sample, "--coder", "ana")) as terminal:
        coded_once(terminal)
        terminal.press("m", *"half")
        assert terminal.wait(6.0) == 1
        assert "RuntimeError at" in terminal.text
        assert "memo kept" in terminal.text
    assert any(text.endswith("half") for text in memos(sample))
    there_after(sample, before)


_LONG_COUNT = (
    "from postil.session import reports",
    "from postil.errors import PostilError",
    "reports.MANY = 0",
    "def fail(self, *_):",
    "    raise {error}('words of the study')",
    "reports.ReportsSession._open_now = fail",
)
_IDLE = (
    "from postil.session.session import Session",
    "def fail(self):",
    "    raise ValueError('words of the study')",
    "Session.remember_place = fail",
)


@pytest.mark.parametrize(
    ("fault", "keys"),
    [([line.format(error="ValueError") for line in _LONG_COUNT], ("R", "enter")), (_IDLE, ("j",))],
    ids=["after what was said is painted", "when nothing is typed"],
)
def test_a_fault_after_the_key_ends_the_program_in_four_lines(sample: Path, fault: list[str], keys: list[str]) -> None:
    with Terminal(planted(fault, sample, "--coder", "ana"), until="saved") as terminal:
        terminal.press(*keys, quiet=0.3)
        assert terminal.wait(6.0) == 1
        assert "ValueError at" in terminal.text
        assert b"words of the study" not in terminal.written
        assert b"Traceback" not in terminal.written
        assert terminal.written.count(ALTERNATE_OFF) == 1
        assert _is_cooked(terminal)
    with open_study(sample, write=False) as file:
        assert file.study.transcripts


def test_what_cannot_be_done_after_the_key_is_said(sample: Path) -> None:
    fault = [line.format(error="PostilError") for line in _LONG_COUNT]
    fault[-1] = "reports.ReportsSession._open_after = fail"
    with Terminal(planted(fault, sample, "--coder", "ana"), until="saved") as terminal:
        terminal.press("R", "enter", quiet=0.5)
        assert "words of the study" in terminal.lines[-1]
        terminal.press("q", "q")
        assert terminal.wait(5.0) == 0
