"""Tables as a workbook (XLSX) that spreadsheets open.

Invariant: no cell is a formula, and none begins like one; no control or bidirectional character is written; no text is
cut: one that a cell cannot hold is refused. The same sheets give the same bytes.

``postil.importers.workbook`` reads such a workbook back; how texts stand in cells, ``postil.text.spreadsheet`` says.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.exports.archive import timeless
from postil.exports.sheet_rows import check_length, place, rows_xml, with_rows
from postil.text.clean import visible, visible_lines
from postil.text.spreadsheet import cell_length

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from postil.exports.sheet_rows import Value

_ROWS, _COLUMNS = 1_048_576, 16_384
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_RESERVED = "history"
_ON_A_PAGE = 260
"""Characters beside each other on a printed page at most: more could not be read."""
_NOTE_WIDTH = 320
_NOTE_LINE = 16
"""Height of a line of a note, in pixels."""


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
    parts: dict[str, Callable[[bytes], bytes]] = {}
    for sheet, title in zip(sheets, sheet_titles([sheet.title for sheet in sheets]), strict=True):
        _check_size(sheet)
        target = book.create_sheet(title)
        _set_up(target, sheet)
        parts[f"xl/worksheets/sheet{len(parts) + 1}.xml"] = _filled(sheet, _styles(target))
    book.active = shown[0]
    file = io.BytesIO()
    book.save(file)
    return timeless(file.getvalue(), parts)


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


def _set_up(target: Worksheet, sheet: Sheet) -> None:
    """All of a sheet but its rows."""
    from openpyxl.comments import Comment  # noqa: PLC0415  see above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    for (row_at, column), note in sheet.notes.items():
        text = visible_lines(note)
        check_length(text, f"the note at {place(sheet.title, row_at, column)}")
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
    target.page_setup.fitToWidth = max(1, math.ceil(sum(sheet.widths) / _ON_A_PAGE))
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _styles(target: Worksheet) -> tuple[int, int]:
    """Numbers of the styles of headings and of other cells: they wrap, and headings are bold."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  see above
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    heading, plain = WriteOnlyCell(target), WriteOnlyCell(target)
    heading.alignment = plain.alignment = Alignment(wrap_text=True, vertical="top")
    heading.font = Font(bold=True)
    return heading.style_id, plain.style_id


def _filled(sheet: Sheet, styles: tuple[int, int]) -> Callable[[bytes], bytes]:
    """What puts the rows of a sheet into its XML."""
    rows = rows_xml(sheet.title, sheet.rows, styles, sheet.header_rows, sheet.widths)
    width = max((len(row) for row in sheet.rows), default=0)
    return lambda part: with_rows(part, rows, height=len(sheet.rows), width=width)


def _check_size(sheet: Sheet) -> None:
    rows, columns = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
    if rows > _ROWS or columns > _COLUMNS:
        raise PostilError(
            f"sheet {sheet.title} would have {rows:,} rows and {columns:,} columns,"
            f" and a spreadsheet holds {_ROWS:,} and {_COLUMNS:,}",
            "write CSV",
        )
