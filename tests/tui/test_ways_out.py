"""Every way out of the coding screen: the file whole, the terminal restored, the process gone."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from tinydb import TinyDB

from postil.storage import open_study
from terminals import Terminal, coding

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


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_restores_and_ends(sample: Path, number: signal.Signals) -> None:
    before = len(codings(sample))
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        coded_once(terminal)
        began = time.monotonic()
        os.kill(terminal.process.pid, number)
        assert terminal.wait(5.0) == 128 + number
        assert time.monotonic() - began < GONE_SECONDS + 0.5  # the rest is this test's own polling
        if number != signal.SIGHUP:
            assert ALTERNATE_OFF in terminal.written
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
    planted = (
        "import sys; from postil.session import verbs\n"
        "def fail(session):\n"
        "    secret = session.paragraph.text\n"
        "    raise RuntimeError(secret)\n"
        "verbs.VERBS['move.next_same_speaker'] = fail\n"
        "sys.argv = ['postil', *sys.argv[1:]]\n"
        "from postil.cli import main; sys.exit(main())\n"
    )
    command = [coding(sample)[0], "-c", planted, "code", str(sample), "--coder", "ana"]
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
