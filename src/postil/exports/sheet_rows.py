"""The rows of a sheet as XML, as they stand in a workbook.

openpyxl makes all of a workbook but its rows: it would write them to a file in the folder for temporary files, where
words of a study have no business, and takes ten times as long. Invariant: a text is an inline string, never a formula,
a date or an error; what cannot be held is refused with its place, and nothing is cut.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from postil.errors import PostilError
from postil.text.spreadsheet import LONGEST_CELL, as_in_cell, cell_length, cell_name, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Value = str | int | float | None
_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; greater ones are written as text."""
_LINE, _HIGHEST = 15, 405
"""Height of a line and of the highest row, in points."""
_RAGGED = 3
"""Characters of a column's width that a line leaves empty, since words are not cut."""
_ROWS = re.compile(rb"<sheetData(?:/>|>.*?</sheetData>)", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')


def check_length(text: str, where: str) -> None:
    """Refuse a text that a cell cannot hold.

    Raises:
        PostilError: it is longer; the message says where.
    """
    if len(text) * 2 > LONGEST_CELL and (length := cell_length(text)) > LONGEST_CELL:
        raise PostilError(
            f"{where}: the text has {length:,} characters, and a cell of a spreadsheet holds {LONGEST_CELL:,}",
            "shorten it, or write another format",
        )


def place(title: str, row: int, column: int) -> str:
    """How a cell is spoken of; row and column count from 0."""
    return f"sheet {title}, cell {cell_name(row + 1, column + 1)}"


def with_rows(part: bytes, rows: bytes, *, height: int, width: int) -> bytes:
    """The XML of a sheet without rows, with these rows; ``height`` and ``width`` tell how far they reach."""
    reach = f'<dimension ref="A1:{cell_name(max(height, 1), max(width, 1))}"/>'.encode()
    return _ROWS.sub(lambda _: rows, _DIMENSION.sub(lambda _: reach, part, count=1), count=1)


def rows_xml(
    title: str,
    rows: Sequence[Sequence[Value]],
    styles: Sequence[int],
    header_rows: int,
    widths: Sequence[float] = (),
) -> bytes:
    """The rows of a sheet.

    Args:
        title: what the sheet is called, for messages.
        rows: from the top; None is an empty cell.
        styles: numbers of the styles of headings and of other cells.
        header_rows: so many rows at the top are headings.
        widths: of the columns, in characters: where texts are longer, a row is said to be as high as they need, since
            not every spreadsheet looks for itself.

    Raises:
        PostilError: a text is longer than a cell can hold.
        ValueError: a number is infinite or none.
    """
    body = "".join(_row(title, at, row, known, widths) for at, row, known in _styled(rows, styles, header_rows))
    return f"<sheetData>{body}</sheetData>".encode()


class _Written(dict[str, str]):
    """Texts and what is written for each in one style, all but the cell's name: they come again and again."""

    def __init__(self, style: int) -> None:
        super().__init__()
        self.style = style

    def __missing__(self, text: str) -> str:
        said = as_in_cell(text)
        space = ' xml:space="preserve"' if said != said.strip() else ""
        written = self[text] = f'" s="{self.style}" t="inlineStr"><is><t{space}>{escape(said)}</t></is></c>'
        return written


def _styled(
    rows: Sequence[Sequence[Value]], styles: Sequence[int], header_rows: int
) -> Iterator[tuple[int, Sequence[Value], _Written]]:
    heading, plain = map(_Written, styles)
    for at, row in enumerate(rows):
        yield at, row, heading if at < header_rows else plain


_LETTERS: list[str] = []


def _row(title: str, at: int, row: Sequence[Value], known: _Written, widths: Sequence[float]) -> str:
    while len(_LETTERS) < len(row):
        _LETTERS.append(column_letters(len(_LETTERS) + 1))
    lines = max((_lines(cell, width) for cell, width in zip(row, widths, strict=False)), default=1)
    parts = [f'<row r="{at + 1}"' + (f' ht="{min(lines * _LINE, _HIGHEST)}">' if lines > 1 else ">")]
    for letters, value in zip(_LETTERS, row, strict=False):
        if value is not None:
            name = f"{letters}{at + 1}"
            written = known.get(value) if isinstance(value, str) else None
            if written is None:
                written = _after_name(value, known, f"sheet {title}, cell {name}")
            parts.append(f'<c r="{name}{written}')
    return "".join((*parts, "</row>"))


def _lines(cell: Value, width: float) -> int:
    """How many lines a cell takes, about; words that do not fit go to the next."""
    if not isinstance(cell, str) or (len(cell) <= width and "\n" not in cell):
        return 1
    return sum(1 + int(len(line) / max(width - _RAGGED, 2)) for line in cell.split("\n"))


def _after_name(value: str | float, known: _Written, where: str) -> str:
    """What is written of a cell after its name: of a text that was not met before, or of a number."""
    if not isinstance(value, str):
        if not math.isfinite(value):
            raise ValueError(f"{where}: {value} is no number of a spreadsheet")
        if abs(value) < _EXACT:
            return f'" s="{known.style}" t="n"><v>{value!r}</v></c>'
        value = str(value)
    if len(value) * 2 > LONGEST_CELL - 1:
        check_length(as_in_cell(value), where)
    return known[value]
