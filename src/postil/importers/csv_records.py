"""CSV as records: what all tables in files have in common.

Invariant: records are numbered as a spreadsheet numbers its rows, blank ones too, and what is no table is refused with
the row.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from postil.text.formula import unguarded
from postil.text.spreadsheet import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.errors import PostilError

LONGEST_HEADING = 40
"""So much of a heading is shown, in code points."""
DELIMITERS = (",", ";", "\t")
"""What may stand between cells."""


def text_of(data: bytes, source: str, refuse: type[PostilError]) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises:
        PostilError: it is not in UTF-8; of the kind ``refuse``, as below.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(f"{source}, line {line}: not UTF-8", "save it as 'CSV UTF-8'") from None


def records(
    text: str, source: str, refuse: type[PostilError], *, delimiter: str = "", first: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, with their row numbers.

    Args:
        text: the table.
        source: what messages call it.
        refuse: the kind of error to raise.
        delimiter: what stands between cells; by default what the first line has most of.
        first: number of the first row.

    Raises:
        PostilError: it is no table.
    """
    line = text.split("\n", 1)[0]
    delimiter = delimiter or max(DELIMITERS, key=line.count)
    number = first - 1
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if any(cell.strip() for cell in record):
                yield number, record
    except csv.Error as error:
        if "field larger than" in str(error):
            message = f"{source}, row {number + 1}: a cell has more than {csv.field_size_limit():,} characters"
            raise refuse(message, "shorten it, or close its quotes") from error
        hint = 'close each "quoted" cell, and write a double quote inside one twice'
        raise refuse(f"{source}, row {number + 1}: not a table ({error})", hint) from error


def cell_text(cell: str) -> str:
    """What a cell says: NFC, without white space at its ends and without a guard against formulas."""
    return unicodedata.normalize("NFC", unguarded(cell)).strip()


def check_one_column(headings: Sequence[str], name: str, where: str, refuse: type[PostilError]) -> None:
    """Pass where a heading stands over one column at most: which of two was meant, only who made the table knows.

    Raises:
        PostilError: it stands over two; of the kind ``refuse``.
    """
    first, second = [*(at for at, heading in enumerate(headings) if heading == name), -1, -1][:2]
    if second >= 0:
        both = f"columns {column_letters(first + 1)} and {column_letters(second + 1)}"
        raise refuse(f"{where}: {both} are both called {name[:LONGEST_HEADING]}", "give one another name, or delete it")
