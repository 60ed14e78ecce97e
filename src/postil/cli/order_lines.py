"""Orders from a file or a pipe, a line of JSON each, and an answer to each.

Invariant: a line is either done, and answered by ACK when that is durable, or answered by ERR and without effect.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli.decisions import LONGEST_LINE, LineError
from postil.cli.interruptions import Interruptions
from postil.cli.output import answer, talk
from postil.errors import CaseError, CodebookError, NotFoundError, PostilError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

STDIN = Path("-")


def stream(source: Path) -> tuple[BinaryIO, Callable[[], None]]:
    """A file, or standard input for ``-``, and what closes it.

    Raises:
        PostilError: it cannot be read.
    """
    if source == STDIN:
        if sys.stdin is None:
            raise PostilError("stdin is closed, and the lines are to be read from it", "give --from a file")
        return sys.stdin.buffer, lambda: None
    try:
        file = source.open("rb")
    except OSError as error:
        raise PostilError(f"{source}: cannot be read: {error.strerror}", "check the name") from None
    return file, file.close


def text_from(source: Path, what: str, *, longest: int = 1 << 20) -> str:
    """A text from a file, or from standard input for ``-``.

    Args:
        source: the file.
        what: what the text is to be, such as "a memo", for messages.
        longest: how many bytes it may have.

    Raises:
        PostilError: it cannot be read, is too long, or is not UTF-8.
    """
    file, close = stream(source)
    try:
        data = file.read(longest + 1)
    finally:
        close()
    if len(data) > longest:
        raise PostilError(f"{source}: is longer than {longest:,} bytes", f"{what} is a short text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PostilError(f"{source}: line {line} is not UTF-8", "save it as UTF-8") from None


def each_line(act: Callable[[bytes], str], source: Path) -> int:
    """Do what each line asks for, and answer it; blank lines are passed over.

    Args:
        act: does what a line asks for, and returns the stamp of what is durable then.
        source: the file, or ``-``.

    Returns:
        The exit status: 1 if a line was wrong.

    Raises:
        PostilError: the source cannot be read, or the study cannot be written.
    """
    wrong = 0
    lines, close = stream(source)
    try:
        with Interruptions() as interruptions:
            number = 0
            while line := _next_line(lines, interruptions):
                number += 1
                if line.strip():
                    wrong += not _one_line(act, line, number)
    finally:
        close()
    if wrong:
        talk(f"postil: {source}: {wrong:,} of {number:,} lines were wrong and changed nothing; see the ERR lines")
    return int(wrong > 0)


def _next_line(lines: BinaryIO, interruptions: Interruptions) -> bytes:
    """The next line, at most a little longer than one may be; the rest of a longer one is passed over."""
    with interruptions.waiting():
        line = rest = lines.readline(LONGEST_LINE + 1)
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = lines.readline(LONGEST_LINE + 1)
    return line


def _one_line(act: Callable[[bytes], str], line: bytes, number: int) -> bool:
    try:
        stamp = act(line)
    except (LineError, NotFoundError, CodebookError, CaseError) as error:
        answer(f"ERR {number} {error}")
        return False
    answer(f"ACK {stamp}")
    return True
