"""How the command line speaks. Invariant: nothing written holds a character that a terminal obeys, but line feeds."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

T = TypeVar("T")
Json = dict[str, Any]

_PATIENCE = 0.5  # seconds of work before progress is shown
_PAUSE = 0.1  # seconds between two counts
_NARROW = 60  # code points of a label beside a progress count


def write(text: str) -> None:
    """One or more lines of data, on stdout."""
    if sys.stdout is not None:
        sys.stdout.write(visible_lines(text) + "\n")


def write_bytes(data: bytes) -> None:
    """A whole document, on stdout, byte for byte; whoever made it has cleaned it."""
    if sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def write_json(value: object) -> None:
    """A JSON document on stdout, as ``json_text`` writes it."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    write(json_text(value, ascii_only=not encoding.startswith("utf")))


def json_text(value: object, *, ascii_only: bool = False) -> str:
    """JSON of one entry a line, with visible marks for what a terminal would obey, one for one, as in exports.

    Escapes would do until another program reads them: what comes out of that may go to a terminal.
    """
    return json.dumps(_harmless(value), ensure_ascii=ascii_only, indent=1)


def _harmless(value: object) -> object:
    if isinstance(value, str):
        return visible_lines(value)
    if isinstance(value, dict):
        return {_harmless(name): _harmless(one) for name, one in value.items()}
    return list(map(_harmless, value)) if isinstance(value, (list, tuple)) else value


def talk(text: str) -> None:
    """One line for the person, on stderr."""
    if sys.stderr is not None:
        sys.stderr.write(visible(text) + "\n")


def answer(text: str) -> None:
    """One line on stdout, out of the process before this returns."""
    write(visible(text))
    if sys.stdout is not None:
        sys.stdout.flush()


def progress(items: Sequence[T], label: str) -> Iterator[T]:
    """The items, with a count on stderr once they have taken half a second, if stderr is a terminal."""
    tell = counting(label)
    try:
        for number, item in enumerate(items, 1):
            tell(number, len(items))
            yield item
    finally:
        tell(0, 0)


def counting(label: str) -> Callable[[int, int], None]:
    """Something to be told how many of how many parts of some work are done; told (0, 0), it takes its line away.

    It counts on stderr once the work has taken half a second, ten times a second at most, if stderr is a terminal.
    """
    terminal = sys.stderr is not None and sys.stderr.isatty()
    due = time.monotonic() + _PATIENCE
    shown = 0

    def tell(done: int, whole: int) -> None:
        nonlocal due, shown
        if not whole:
            if shown:
                sys.stderr.write("\r" + " " * shown + "\r")
                sys.stderr.flush()
            shown = 0
        elif terminal and (now := time.monotonic()) > due:
            line = visible(f"{label} {done} of {whole}")[:_NARROW]
            sys.stderr.write("\r" + line.ljust(shown))
            sys.stderr.flush()
            due, shown = now + _PAUSE, len(line)

    return tell


@contextmanager
def watching() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """Counts for several pieces of work, one after the other; their line is gone in the end, however that comes."""
    tell: Callable[[int, int], None] | None = None

    def watch(label: str) -> Callable[[int, int], None]:
        nonlocal tell
        if tell is not None:
            tell(0, 0)
        tell = counting(label)
        return tell

    try:
        yield watch
    finally:
        if tell is not None:
            tell(0, 0)


def columns(rows: Iterable[Sequence[str]], *, numbers: Container[int] = ()) -> Iterator[str]:
    """Rows as lines with their cells under each other, cleaned; the last cell of a row is not filled.

    Args:
        rows: the cells of each line.
        numbers: places of cells, from 0, that stand at the right of their column.
    """
    from postil.text.wrap import width  # noqa: PLC0415 - loaded when it is needed

    clean = [[visible(cell) for cell in row] for row in rows]
    widths: list[int] = []
    for row in clean:
        widths += [0] * (len(row) - len(widths))
        for place, cell in enumerate(row):
            if place < len(row) - 1 or place in numbers:
                widths[place] = max(widths[place], width(cell))
    for row in clean:
        spaces = (" " * (widths[place] - width(cell)) for place, cell in enumerate(row))
        filled = [
            space + cell if place in numbers else cell + space
            for place, (cell, space) in enumerate(zip(row, spaces, strict=True))
        ]
        yield "  ".join(filled).rstrip()


def hung(first: str, text: str, cells: int) -> Iterator[str]:
    """A text over as many lines of so many cells as it needs, each under its beginning, which follows ``first``."""
    from postil.text.wrap import width, wrap  # noqa: PLC0415 - loaded when it is needed

    first, text = visible(first), visible(text)
    for start, end in wrap(text, cells - width(first)):
        yield (first + text[start:end]).rstrip()
        first = " " * width(first)


def line_width() -> int:
    """Cells of a line of text: those of the terminal, 80 where there is none, and never fewer than 60."""
    said = os.environ.get("COLUMNS", "")  # as shutil.get_terminal_size does, whose module is slow to load
    columns = int(said) if said.isdecimal() else 0
    if not columns and sys.__stdout__ is not None:
        with suppress(ValueError, OSError):
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns
    return max(60, columns or 80)
