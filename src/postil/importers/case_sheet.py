"""A case sheet: a table with one row a transcript and columns of attributes, such as the type of service.

A table of the cases themselves, with rows for cases that own several transcripts, is ``case_table``.

Invariant: nothing is guessed. Which transcript a row means, the reader decides; here are only rows and their cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.importers.csv_records import LONGEST_HEADING, check_one_column
from postil.importers.table_file import headings_seen, read_table
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.importers.table_file import Table

NAME_COLUMNS = ("transcript", "case")
"""What the column that names transcripts may be called; the first that is there is taken."""


class SheetRow(NamedTuple):
    """One row of the sheet."""

    row: int
    """As a spreadsheet counts; the heading is row 1."""
    name: str
    """What names the transcript."""
    value: str
    """The attribute's value; may be empty."""


def read_case_sheet(path: Path, column: str) -> list[SheetRow]:
    """The rows of a sheet, CSV or a workbook, with the value of one column.

    Raises:
        CaseError: the file cannot be read, is no table, lacks the column or one that names transcripts, has one of them
            twice, or a row with other cells filled names no transcript.
    """
    return list(_rows(read_table(path), path, column))


def _rows(table: Table, path: Path, column: str) -> Iterator[SheetRow]:
    heading = [_plain(cell) for cell in table.rows[0][1]] if table.rows else []
    name_at, value_at = _places(heading, path, column, table.rows[0][0] if table.rows else 1)
    for number, record in table.rows[1:]:
        for at in (name_at, value_at):
            if (number, at) in table.faults:
                raise CaseError(
                    f"{path}, row {number}: {heading[at]} {table.faults[number, at]}", "write the value itself"
                )
        name, value = (record[at] if at < len(record) else "" for at in (name_at, value_at))
        if not name:
            raise CaseError(f"{path}, row {number}: names no {heading[name_at]}", "fill it in")
        yield SheetRow(number, name, value)


def _places(heading: Sequence[str], path: Path, column: str, row: int) -> tuple[int, int]:
    seen = headings_seen(heading)
    name = next((name for name in NAME_COLUMNS if name in heading), None)
    if name is None:
        raise CaseError(
            f"{path}: no column names the transcripts; its first row is {seen}", "call that column transcript or case"
        )
    if _plain(column) not in heading:
        raise CaseError(
            f"{path}: there is no column '{column[:LONGEST_HEADING]}'; its first row is {seen}",
            "say --by with one of these",
        )
    for wanted in (name, _plain(column)):
        check_one_column(heading, wanted, f"{path}, row {row}", CaseError)
    return heading.index(name), heading.index(_plain(column))


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().split())
