"""A program in a pseudo-terminal, as a user has it: keys go in, a screen comes out, bytes and frames are counted."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAMES = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "esc": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "ctrl+g": "\x07",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
}
_ASKS_FOR_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"


@dataclass
class Answer:
    """What a program wrote after a key."""

    data: bytes

    @property
    def frames(self) -> int:
        """Synchronised updates."""
        return len(re.findall(rb"\x1b\[\?2026h", self.data))


@dataclass
class Terminal:
    """A program on a terminal of its own."""

    argv: Sequence[str]
    cells: int = 120
    rows: int = 40
    env: Mapping[str, str] = field(default_factory=dict)
    term: str = "xterm-256color"
    folder: Path | None = None
    begin: float = 0.8
    """Seconds without output that end the start."""
    until: str = ""
    """The start ends at once when this is on the screen."""

    def __post_init__(self) -> None:
        self.screen = pyte.Screen(self.cells, self.rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.fd, child = pty.openpty()
        self.resize(self.cells, self.rows)
        kept_out = ("TEXTUAL", "COLUMNS", "LINES")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(kept_out)}
        environment |= {"TERM": self.term, "PYTHONWARNINGS": "default", **self.env}
        self.process = subprocess.Popen(
            list(self.argv),
            stdin=child,
            stdout=child,
            stderr=child,
            env=environment,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - before any thread is started here
        )
        self._child = child
        self.start = self._wait_for(self.until) if self.until else self.settle(self.begin, first=15.0)

    def _wait_for(self, text: str) -> Answer:
        data = b""
        deadline = time.monotonic() + 30
        while text.encode() not in data and time.monotonic() < deadline:
            data += self.settle(0.0, first=0.05).data
        return Answer(data)

    def settle(self, quiet: float = 0.15, first: float = 5.0) -> Answer:
        """Read until nothing has come for ``quiet`` seconds; wait up to ``first`` for something to come."""
        data = b""
        deadline = time.monotonic() + first
        while True:
            wait = quiet if data else max(deadline - time.monotonic(), 0)
            ready, _, _ = select.select([self.fd], [], [], wait)
            if not ready:
                break
            try:
                chunk = os.read(self.fd, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not chunk:
                break
            if _ASKS_FOR_SYNC in chunk:
                os.write(self.fd, _HAS_SYNC)
            data += chunk
        self.written += data
        with contextlib.suppress(Exception):  # the emulator does not know every sequence that a terminal knows
            self._stream.feed(data)
        return Answer(data)

    def press(self, *keys: str, quiet: float = 0.15) -> Answer:
        """Press keys one after the other; the answer is to all of them."""
        data = b""
        for key in keys:
            os.write(self.fd, NAMES.get(key, key).encode())
            data += self.settle(quiet, first=1.0).data
        return Answer(data)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen without trailing spaces."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    def resize(self, cells: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cells, 0, 0))

    def wait(self, seconds: float = 3.0) -> int:
        """The exit status; raises subprocess.TimeoutExpired if the program does not end in time."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            self.settle(0.02, first=0.05)
        status = self.process.wait(max(deadline - time.monotonic(), 0.01))
        self.settle(0.02, first=0.05)
        return status

    def attributes(self) -> list[object]:
        """The terminal's modes, as tcgetattr gives them."""
        return list(termios.tcgetattr(self._child))

    def close_master(self) -> None:
        """Let the terminal vanish, as a lost connection does."""
        os.close(self._child)
        os.close(self.fd)
        self.fd = -1

    def kill(self) -> None:
        """End the program at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)
        if self.fd >= 0:
            self.close_master()

    def __enter__(self) -> Terminal:  # noqa: PYI034 - Python 3.10 has no Self
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def coding(study: Path, *options: str) -> list[str]:
    """The command that opens a study in the coding screen."""
    return [sys.executable, "-m", "postil.cli", "code", str(study), *options]


def planted(lines: Sequence[str], study: Path, *options: str) -> list[str]:
    """The same command, after these lines of Python have put a fault into the program."""
    ending = ("import sys", "sys.argv = ['postil', *sys.argv[1:]]", "from postil.cli import main", "sys.exit(main())")
    return [sys.executable, "-c", "\n".join((*lines, *ending)), "code", str(study), *options]
