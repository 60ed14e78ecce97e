"""A case sheet: a table with one row a transcript and columns of attributes, such as the type of service.

Invariant: nothing is guessed. Which transcript a row means, the reader decides; here are only rows and their cells.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from postil.errors import PostilError
from postil.importers.containers import read_file
from postil.text.formula import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME_COLUMNS = ("transcript", "case")
"""What the column that names transcripts may be called; the first that is there is taken."""
_SEPARATORS = (",", ";", "\t")
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
    data = read_file(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PostilError(f"{path}, line {line}: not UTF-8", "save it as 'CSV UTF-8'") from None
    return list(_rows(text, path, column))


def _rows(text: str, path: Path, column: str) -> Iterator[SheetRow]:
    first = text.split("\n", 1)[0]
    records = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count), strict=True)
    number = 1
    try:
        heading = [_plain(cell) for cell in next(records, [])]
        name_at, value_at = _places(heading, path, column)
        for number, record in enumerate(records, 2):
            if any(map(str.strip, record)):
                name, value = (_clean(record[at]) if at < len(record) else "" for at in (name_at, value_at))
                if not name:
                    raise PostilError(f"{path}, row {number}: names no {heading[name_at]}", "fill it in")
                yield SheetRow(number, name, value)
    except csv.Error as error:
        hint = 'close each "quoted" cell, and write a double quote inside one twice'
        raise PostilError(f"{path}, row {number + 1}: not a table ({error})", hint) from None


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
    return " ".join(_clean(cell).casefold().split())


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", unguarded(cell)).strip()
