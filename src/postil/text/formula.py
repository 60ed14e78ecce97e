"""Cells that a spreadsheet would take for a formula, made harmless and given back.

Invariant: ``unguarded(guarded(text)) == text`` for every text, so that a table written here and read again is the same.
"""

from __future__ import annotations

import re

_STARTERS = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"'*\s*[{_STARTERS}]")
_GUARDED = re.compile(rf"'+\s*[{_STARTERS}]")


def guarded(text: str) -> str:
    """The text of a CSV cell with an apostrophe before it if it starts like a formula.

    A formula starts with = + - @ (plain or full width), a tab or a carriage return, after any white space. Text that
    starts with apostrophes and then like a formula gets one more, so that ``unguarded`` can tell the two apart.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given; text that it would not have made is returned as it is."""
    return text[1:] if _GUARDED.match(text) else text
