"""Rows of a screen as values: runs of text, each with the name of a style.

``run`` is the one door from data to the screen: whatever goes through it is safe to draw. All painting below
``tui`` makes rows of runs and nothing else, so a whole screen can be tested without a terminal.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from postil.text.clean import visible
from postil.text.wrap import characters, padded, shortened, width

if TYPE_CHECKING:
    from collections.abc import Iterable

_JOINER = "\u200d"
_ALONE = "·"

Run = tuple[str, str]
Row = list[Run]


def run(text: str, style: str = "text") -> Run:
    """A run of text that is safe to draw: every character that a terminal obeys is a visible mark.

    A character that would join the run before or after it stands alone, as a mark, so that widths of runs add up.
    """
    if text.isascii() and text.isprintable():
        return (text, style)
    shown = visible(text)
    if shown and width(shown[0]) == 0:
        shown = _ALONE + shown[1:]
    if shown.endswith(_JOINER):
        shown = shown[:-1] + _ALONE
    return (shown, style)


def row_width(row: Iterable[Run]) -> int:
    """Cells that a row takes."""
    return sum(width(text) for text, _ in row)


def fitted(row: Iterable[Run], cells: int, style: str = "text") -> Row:
    """The row cut or filled with spaces to exactly ``cells`` cells; runs of one style are joined."""
    fitting: Row = []
    left = cells
    for text, name in row:
        if left <= 0:
            break
        if not text:
            continue
        size = width(text)
        _append(fitting, text if size <= left else padded(shortened(text, left), left), name)
        left -= min(size, left)
    if left > 0:
        _append(fitting, " " * left, style)
    return fitting


_SEEN_ON_SPACES = frozenset({"selected", "cursor", "found", "coded", "hint", "alarm", "match"})
"""Styles that show on a space: underlined, reversed or with a background of their own."""


def _append(row: Row, text: str, style: str) -> None:
    """Add a run; it joins the one before where nobody could see the difference, which saves bytes on the wire."""
    if row:
        before, name = row[-1]
        if name == style:
            row[-1] = (before + text, name)
            return
        if style not in _SEEN_ON_SPACES and name not in _SEEN_ON_SPACES and (text.isspace() or before.isspace()):
            row[-1] = (before + text, style if before.isspace() else name)
            return
    row.append((text, style))


def beside(left: Row, right: Row, cells: int, style: str = "text") -> Row:
    """One row with ``left`` at its left and ``right`` at its right end; the left one is cut where both do not fit."""
    room = max(cells - row_width(right), 0)
    return fitted([*fitted(left, room, style), *right], cells, style)


def styled(text: str, spans: Iterable[tuple[int, int, str]], base: str) -> Row:
    """Text as runs where each (start, end, style) is laid over the base style and over the spans before it."""
    names = [base] * len(text)
    for start, end, style in spans:
        for offset in range(max(start, 0), min(end, len(text))):
            names[offset] = style
    if not text.isascii():
        for start, end, _ in characters(text):  # what is joined has the style that it begins with
            names[start:end] = [names[start]] * (end - start)
    row: Row = []
    at = 0
    for name, same in groupby(names):
        piece = text[at : at + sum(1 for _ in same)]
        at += len(piece)
        rest = piece.lstrip()
        for part in (piece[: len(piece) - len(rest)], rest):
            if part:
                _append(row, part, name)
    return row


def plain(row: Iterable[Run]) -> str:
    """The text of a row without its styles and trailing spaces."""
    return "".join(text for text, _ in row).rstrip()


def difference(old: Row, new: Row, cells: int) -> tuple[int, int] | None:
    """The half-open range of cells in which two rows differ, or None. Rows of unequal measure differ wholly."""
    if old == new:
        return None
    before, after = _cells(old), _cells(new)
    if before is None or after is None or len(before) != cells or len(after) != cells:
        return (0, cells)
    first = next((i for i in range(cells) if before[i] != after[i]), None)
    if first is None:
        return None
    last = next(i for i in range(cells - 1, -1, -1) if before[i] != after[i])
    while first > 0 and (not before[first][0] or not after[first][0]):
        first -= 1
    while last + 1 < cells and (not before[last + 1][0] or not after[last + 1][0]):
        last += 1
    return (first, last + 1)


def _cells(row: Row) -> list[Run] | None:
    """One entry a cell, the second cell of a wide character empty; None where characters join into clusters."""
    cells: list[Run] = []
    for text, style in row:
        unseen = "" if style not in _SEEN_ON_SPACES else style
        if text.isascii():
            cells.extend((character, unseen if character == " " else style) for character in text)
            continue
        before = len(cells)
        for character in text:
            size = width(character)
            if size == 0:
                return None
            cells.append((character, style))
            if size == 2:
                cells.append(("", style))
        if len(cells) - before != width(text):
            return None
    return cells
