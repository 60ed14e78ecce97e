"""Cells that a spreadsheet would take for a formula, made harmless and given back.

A spreadsheet in a country with the decimal comma cuts a file at semicolons, and no spreadsheet heeds quotes that begin
inside what it takes for a cell; so the text after a semicolon, a tab or a line end inside a cell is guarded as well.
Invariant: ``unguarded(guarded(text)) == text`` for every text, so that a table written here and read again is the same.
A workbook has cells of its own and is not cut: there only the beginning is guarded (``guarded_start``).
"""

from __future__ import annotations

import re

_STARTERS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_CUTS = ";\\t\\n\\r"
_BEFORE = r"(?:[^\S\t\n\r]|[\"'])*"
_FORMULA = re.compile(rf"^(?={_BEFORE}[\t\r{_STARTERS}])|(?<=[{_CUTS}])(?={_BEFORE}[{_STARTERS}])")
_OPENING = re.compile(rf"{_BEFORE}[\t\r{_STARTERS}]")
_START = re.compile(rf"[\s\"']*[{_STARTERS}]")
_GUARDED = re.compile(rf"^'(?={_BEFORE}[\t\r{_STARTERS}])|(?<=[{_CUTS}])'(?={_BEFORE}[{_STARTERS}])")


def guarded(text: str) -> str:
    """The text of a CSV cell with an apostrophe before all that looks like a formula.

    A formula starts with = + - @ (plain or full width) after any white space, quotes and apostrophes, at the beginning
    of the text or after a semicolon, a tab or a line end in it. A tab or a carriage return at the beginning is guarded
    too. Where apostrophes are there already they get one more, so that ``unguarded`` can tell the two apart.
    """
    if ";" in text or "\n" in text or "\t" in text or "\r" in text:
        return _FORMULA.sub("'", text)
    return f"'{text}" if _OPENING.match(text) else text  # nothing can be cut: a look at the beginning is enough


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given; text that it would not have made is returned as it is."""
    bare = _GUARDED.sub("", text)
    return bare if bare != text and guarded(bare) == text else text


def guarded_start(text: str) -> str:
    """The text of a cell in a workbook, where nothing is cut, with an apostrophe if it begins like a formula.

    Like ``guarded``, but what stands further on in the text, such as a list with dashes, is left alone: so a guarded
    text can be edited in a spreadsheet and still be told apart.
    """
    return f"'{text}" if _START.match(text) else text


def unguarded_start(text: str) -> str:
    """The text that ``guarded_start`` was given, or that somebody has made of it."""
    return text[1:] if text.startswith("'") and _START.match(text) else text
