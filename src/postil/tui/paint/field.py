"""A text that is typed into one row, and what is said of it below: it scrolls sideways, so that the cursor is seen.

Invariant: no row is wider than was asked for, and carets stand under the characters that they mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.clean import visible
from postil.text.wrap import width, wrap
from postil.tui.paint.cells import fitted, row_width, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.errors import QueryError
    from postil.tui.paint.cells import Row

_MORE = "…"
"""Stands before a text whose beginning does not fit."""


def typed_row(lead: Row, text: str, cursor: int, cells: int) -> tuple[Row, int]:
    """The row behind its lead, and the offset of the first character of the text that it shows.

    Args:
        lead: what stands before the text.
        text: what was typed.
        cursor: offset in it.
        cells: how wide the row is.
    """
    text = visible(text)
    room = max(cells - row_width(lead), 1)
    first = _first(text, cursor, room)
    more = []
    if first:
        first = _first(text, cursor, room - 1)
        more = [run(_MORE, "quiet")]
    under = text[cursor : cursor + 1] or " "
    row = [*lead, *more, run(text[first:cursor]), run(under, "cursor"), run(text[cursor + 1 :])]
    return fitted(row, cells), first


def _first(text: str, cursor: int, room: int) -> int:
    """The first character to show, so that the cursor's cell is in the room."""
    used, first = max(width(text[cursor : cursor + 1]), 1), cursor
    while first > 0:
        used += width(text[first - 1]) or int(first == 1)  # a mark without a letter is drawn as a sign
        if used > room:
            break
        first -= 1
    while 0 < first < cursor and not width(text[first]):
        first += 1  # a mark whose letter has no room would stand alone
    return first


def caret_row(lead: Row, fault: QueryError, first: int, cells: int) -> Row:
    """The carets under what is wrong with a text that is shown from ``first`` on, behind its lead."""
    text = visible(fault.query)
    more = 1 if first else 0
    start, end = max(min(fault.start, len(text)), first), max(min(fault.end, len(text)), first)
    before = min(row_width(lead) + more + width(text[first:start]), cells - 1)
    many = max(min(width(text[start:end]), cells - before), 1)
    return fitted([run(" " * before), run("^" * many, "alarm")], cells)


def said_rows(lines: Sequence[str], cells: int, most: int, style: str) -> list[Row]:
    """Lines that are said of what is typed, wrapped; of more rows than ``most`` the last one is …."""
    rows: list[Row] = []
    for line in lines:
        shown = visible(line)
        rows += [[run(" "), run(shown[start:end], style)] for start, end in wrap(shown, max(cells - 2, 4))]
    if len(rows) > most:
        rows = [*rows[: most - 1], [run(" …", style)]] if most > 0 else []
    return [fitted(row, cells) for row in rows]
