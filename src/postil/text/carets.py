"""The place of an error in a query, as two lines: the query, and carets under what is wrong.

Invariant: neither line is wider than was asked for, and the carets stand under what they mean, also in wide characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.clean import visible
from postil.text.wrap import width

if TYPE_CHECKING:
    from postil.errors import QueryError

_BEFORE = 24
"""Code points that are shown before the place, where the query is too long for the line."""


def place_lines(error: QueryError, cells: int) -> tuple[str, str]:
    """The query, or the part of it around the place, and the carets.

    Args:
        error: what is wrong.
        cells: how wide the lines may be.
    """
    query = visible(error.query)
    start, end = min(error.start, len(query)), min(error.end, len(query))
    lead = ""
    if width(query) >= cells:
        first = max(start - _BEFORE, 0)
        lead = "…" if first else ""
        query, start, end = query[first:], start - first, end - first
    shown = lead + query
    while width(shown) >= cells:
        shown = shown[:-2] + "…" if len(shown) > 2 else ""
    start, end = start + len(lead), end + len(lead)
    before = width(shown[:start])
    return shown, " " * before + "^" * max(min(width(shown[start:end]), cells - before), 1)
