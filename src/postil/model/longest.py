"""How long a text may be that has to fit into a cell of a spreadsheet: the values, names and notes of cases.

Invariant: what is taken in can be exported to a workbook and brought back in.
"""

from __future__ import annotations

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold, as ``cell_length`` counts them."""


def cell_length(text: str) -> int:
    """How many characters of a cell a text takes: spreadsheets count UTF-16 units, so those above U+FFFF twice."""
    return len(text) + sum(character > "\uffff" for character in text)
