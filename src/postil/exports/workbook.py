"""Tables as a workbook (XLSX) that spreadsheets open.

Invariant: no cell is a formula, and none begins like one; no control or bidirectional character is written; no text is
cut: one that a cell cannot hold is refused. The same sheets give the same bytes.

``postil.importers.workbook`` reads such a workbook back; how texts stand in cells, ``postil.text.spreadsheet`` says.
"""

from __future__ import annotations

import io
import math
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.exports.archive import timeless
from postil.text.clean import visible, visible_lines
from postil.text.spreadsheet import LONGEST_CELL, as_in_cell, cell_length, cell_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS, _COLUMNS = 1_048_576, 16_384
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_RESERVED = "history"
_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; greater ones are written as text."""
_NOTE_WIDTH = 320
_NOTE_LINE = 16
"""Height of a line of a note, in pixels."""

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    """As it should be called; what a spreadsheet does not allow in it is replaced, and it is cut to 31 characters."""
    rows: Sequence[Sequence[Value]]
    header_rows: int = 1
    """So many rows at the top are headings, in bold."""
    frozen: tuple[int, int] = (1, 0)
    """So many rows at the top and columns at the left stay in sight."""
    widths: Sequence[float] = ()
    """Of the columns, in characters; columns without one have the width that the spreadsheet gives them."""
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> a note at that cell, both counted from 0; the columns of a row need not reach so far."""
    hidden: bool = False


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with these sheets, the first of those that show in front.

    Raises:
        PostilError: a text or a table is larger than a spreadsheet can hold.
        ValueError: no sheet shows, or a number is infinite or none.
    """
    from openpyxl import Workbook  # noqa: PLC0415  a heavy library, needed here only

    shown = [at for at, sheet in enumerate(sheets) if not sheet.hidden]
    if not shown:
        raise ValueError("a workbook needs a sheet that shows")
    book = Workbook()
    book.properties.creator = "Postil"
    book.remove(book.worksheets[0])
    for sheet, title in zip(sheets, sheet_titles([sheet.title for sheet in sheets]), strict=True):
        _write(book.create_sheet(title), sheet)
    book.active = shown[0]
    file = io.BytesIO()
    book.save(file)
    return timeless(file.getvalue())


def sheet_titles(wanted: Sequence[str]) -> list[str]:
    r"""How sheets are called that should be called so.

    Titles are one line of 1 to 31 characters without []:*?/\ and without an apostrophe at either end; where two would
    be the same but for capitals, the later has a number: ``Trust (2)``.
    """
    taken: set[str] = set()
    return [_free_title(title, taken) for title in wanted]


def _free_title(title: str, taken: set[str]) -> str:
    plain = " ".join(visible(title).translate(_NOT_IN_TITLES).split()).strip("' ") or "Sheet"
    n, suffix = 1, ""
    while True:
        free = _shortened(plain, _LONGEST_TITLE - len(suffix)).rstrip("' ") + suffix
        if free.casefold() not in taken and free.casefold() != _RESERVED:
            taken.add(free.casefold())
            return free
        n += 1
        suffix = f" ({n})"


def _shortened(text: str, units: int) -> str:
    while cell_length(text) > units:
        text = text[:-1]
    return text


# ---- writing a sheet ----


def _write(target: Worksheet, sheet: Sheet) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415  see above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    _check_size(sheet)
    styles: dict[bool, StyleArray] = {}
    for at, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if value is not None:
                cell = target.cell(at + 1, column + 1)
                _styled(cell, styles, header=at < sheet.header_rows)
                _fill(cell, value, _place(sheet, at, column))
    for (row_at, column), note in sheet.notes.items():
        text = visible_lines(note)
        _check_length(text, f"the note at {_place(sheet, row_at, column)}")
        height = _NOTE_LINE * (2 + sum(1 + len(line) // 48 for line in text.split("\n")))
        target.cell(row_at + 1, column + 1).comment = Comment(text, "Postil", height=height, width=_NOTE_WIDTH)
    for column, width in enumerate(sheet.widths):
        target.column_dimensions[get_column_letter(column + 1)].width = width
    rows, columns = sheet.frozen
    target.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}" if rows or columns else None
    target.sheet_state = "hidden" if sheet.hidden else "visible"
    target.print_title_rows = f"1:{rows}" if rows else None
    target.page_setup.orientation = "landscape"
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(cell: Cell | MergedCell, value: str | float, place: str) -> None:
    if isinstance(value, str) or (abs(value) >= _EXACT and math.isfinite(value)):
        text = as_in_cell(str(value))
        _check_length(text, place)
        cell.value = text
        cell.data_type = "s"
    elif math.isfinite(value):
        cell.value = value
    else:
        raise ValueError(f"{place}: {value} is no number of a spreadsheet")


def _styled(cell: Cell | MergedCell, styles: dict[bool, StyleArray], *, header: bool) -> None:
    """Let a cell wrap, in bold for a heading; what was made for one cell serves all: making it takes a while."""
    if header not in styles:
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415  see above

        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if header:
            cell.font = Font(bold=True)
        styles[header] = cell._style  # type: ignore[union-attr]  # the stubs leave it out
    cell._style = copy(styles[header])  # type: ignore[union-attr]


def _check_size(sheet: Sheet) -> None:
    rows, columns = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
    if rows > _ROWS or columns > _COLUMNS:
        raise PostilError(
            f"sheet {sheet.title} would have {rows:,} rows and {columns:,} columns,"
            f" and a spreadsheet holds {_ROWS:,} and {_COLUMNS:,}",
            "write CSV",
        )


def _check_length(text: str, where: str) -> None:
    if len(text) * 2 > LONGEST_CELL and (length := cell_length(text)) > LONGEST_CELL:
        raise PostilError(
            f"{where}: the text has {length:,} characters, and a cell of a spreadsheet holds {LONGEST_CELL:,}",
            "shorten it, or write another format",
        )


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"sheet {sheet.title}, cell {cell_name(row + 1, column + 1)}"
