"""Texts as they are in the cells of a workbook (XLSX), and back.

Invariant: for a text without characters that ``postil.text.clean`` makes visible, ``cell_text(as_in_cell(text)) ==
text``; what a spreadsheet program makes of it when it saves the workbook again gives the same text, too.
"""

from __future__ import annotations

import re

from postil.model.longest import LONGEST_CELL, cell_length
from postil.text.clean import visible_lines
from postil.text.formula import guarded_start, unguarded_start

__all__ = ["LONGEST_CELL", "as_in_cell", "cell_length", "cell_name", "cell_text", "column_letters"]

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def as_in_cell(text: str) -> str:
    """A text as a cell holds it.

    Control and bidirectional characters are visible marks, and a text that begins like a formula has an apostrophe
    before it. What spreadsheets take for the code of a character (``_x0041_``) is written so that they do not.
    """
    return _ESCAPE.sub("_x005F_", guarded_start(visible_lines(text)))


def cell_text(text: str) -> str:
    """The text that a cell stands for, from what a spreadsheet or this program wrote; lines end with LF."""
    plain = _ESCAPED.sub(_unescaped, text)
    return unguarded_start(plain.replace("\r\n", "\n").replace("\r", "\n"))


def _unescaped(match: re.Match[str]) -> str:
    """The character of a code; half a character, which no file could hold, stays the code that it is."""
    character = chr(int(match[1], 16))
    return match[0] if "\ud800" <= character <= "\udfff" else character


def cell_name(row: int, column: int) -> str:
    """What spreadsheets call a cell: ``B3`` for row 3 and column 2, both counted from 1."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """What spreadsheets call a column, counted from 1: A, B, …, Z, AA."""
    letters, left = "", column
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
