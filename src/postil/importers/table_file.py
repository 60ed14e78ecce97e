"""A table in a file, CSV or a workbook, as rows of texts. Invariant: content decides before the name's ending does.

Rows are numbered and columns lettered as a spreadsheet does, so that a message leads to the cell.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postil.errors import CaseError, TranscriptError
from postil.importers.containers import read_file
from postil.importers.csv_records import LONGEST_HEADING, cell_text, records, text_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SAVE_AS = "save it as .xlsx or as 'CSV UTF-8'"


class Table(NamedTuple):
    """A table in a file."""

    source: str
    """What messages call it."""
    rows: list[tuple[int, list[str]]]
    """Row numbers and the texts of cells, without white space at their ends; rows with nothing in them left out."""
    faults: Mapping[tuple[int, int], str]
    """(row number, column from 0) -> why there is no value in the cell, as the end of a sentence."""
    report: tuple[str, ...] = ()
    """What the reader should know of the reading."""


def read_table(path: Path) -> Table:
    """The table in a file: comma, semicolon or tab between the cells, or the first sheet that shows of a workbook.

    Raises:
        CaseError: the file cannot be read or is no table.
    """
    try:
        data = read_file(path)
    except TranscriptError as error:  # its hints are about transcripts
        raise CaseError(error.message, "name a table, .csv or .xlsx") from None
    return table_of(data, str(path))


def table_of(data: bytes, source: str) -> Table:
    """The table in a file's bytes.

    Raises:
        CaseError: it is none.
    """
    if data.startswith(b"PK\x03\x04"):
        return _of_workbook(data, source)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CaseError(f"{source}: is an old Excel file (.xls), or one locked with a password", _SAVE_AS)
    text = text_of(data, source, CaseError)
    rows = [(number, [cell_text(cell) for cell in record]) for number, record in records(text, source, CaseError)]
    return Table(source, rows, {})


def _of_workbook(data: bytes, source: str) -> Table:
    from postil.importers.workbook import read_workbook  # noqa: PLC0415 - a table in CSV needs it not

    sheets = [sheet for sheet in read_workbook(data, source, CaseError) if not sheet.hidden]
    if not sheets:
        raise CaseError(f"{source}: no sheet of the workbook shows", "put the table into the first sheet")
    first, *others = sheets
    rows = [(number, [unicodedata.normalize("NFC", text).strip() for text in texts]) for number, texts in first.rows]
    unread = [sheet.title for sheet in others if sheet.rows]
    report = (f"read is the sheet {first.title}, not {', '.join(unread)}",) if unread else ()
    return Table(source, rows, first.faults, report)


def headings_seen(heading: Sequence[str]) -> str:
    """What the first row of a table says, as far as a message can bear."""
    return ", ".join(cell[:LONGEST_HEADING] for cell in heading[:12] if cell) or "empty"
