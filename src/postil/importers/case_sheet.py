"""A case sheet: a table with one row a transcript and columns of attributes, such as the type of service.

Invariant: nothing is guessed. Which transcript a row means, the reader decides; here are only rows and their cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.errors import PostilError
from postil.importers.containers import read_file
from postil.importers.csv_records import cell_text, records, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME_COLUMNS = ("transcript", "case")
"""What the column that names transcripts may be called; the first that is there is taken."""
_LONGEST = 40


class SheetRow(NamedTuple):
    """One row of the sheet."""

    row: int
    """As a spreadsheet counts; the heading is row 1."""
    name: str
    """What names the transcript."""
    value: str
    """The attribute's value; may be empty."""


def read_case_sheet(path: Path, column: str) -> list[SheetRow]:
    """The rows of a sheet, comma, semicolon or tab between the cells, with the value of one column.

    Raises:
        PostilError: the file cannot be read, is no table, lacks the column or one that names transcripts, or a row with
            other cells filled names no transcript.
    """
    return list(_rows(text_of(read_file(path), str(path), PostilError), path, column))


def _rows(text: str, path: Path, column: str) -> Iterator[SheetRow]:
    rows = records(text, str(path), PostilError)
    heading = [_plain(cell) for cell in next(rows, (1, []))[1]]
    name_at, value_at = _places(heading, path, column)
    for number, record in rows:
        name, value = (cell_text(record[at]) if at < len(record) else "" for at in (name_at, value_at))
        if not name:
            raise PostilError(f"{path}, row {number}: names no {heading[name_at]}", "fill it in")
        yield SheetRow(number, name, value)


def _places(heading: Sequence[str], path: Path, column: str) -> tuple[int, int]:
    seen = ", ".join(cell[:_LONGEST] for cell in heading[:12] if cell) or "empty"
    name = next((name for name in NAME_COLUMNS if name in heading), None)
    if name is None:
        raise PostilError(
            f"{path}: no column names the transcripts; its first row is {seen}", "call that column transcript or case"
        )
    if _plain(column) not in heading:
        raise PostilError(
            f"{path}: there is no column '{column[:_LONGEST]}'; its first row is {seen}", "say --by with one of these"
        )
    return heading.index(name), heading.index(_plain(column))


def _plain(cell: str) -> str:
    return " ".join(cell_text(cell).casefold().split())
