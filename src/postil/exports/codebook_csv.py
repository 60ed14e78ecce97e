"""A codebook as a CSV file that spreadsheets open and ``postil.importers.codebook_csv`` reads back.

Invariant: reading what is written gives the codes of ``as_written``, which leaves every code alone that a codebook file
can hold as it is. No control or bidirectional character is ever written, and no cell that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.codebook import BOOK_FIELDS, Code, Codebook
from postil.text.blank import is_blank
from postil.text.clean import visible_lines
from postil.text.formula import guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_BOM = "\ufeff"


def codebook_csv(codebook: Codebook, uses: Mapping[str, int] | None = None, *, bom: bool = False) -> bytes:
    r"""The codes in book order, one row each, in UTF-8 with the fields of a code as columns.

    Rows end with LF, and line feeds inside cells are kept in quotes: spreadsheets read it as well as CRLF, and a
    codebook kept under version control gives readable differences. The parent is the id of a code that stands further
    up; a parent that is not in the codebook is left out. Aliases are parted by "; "; inside one, a backslash stands
    before ; and | and \.

    Args:
        codebook: the codes.
        uses: codings by code id, for a last column, which is not read back; None writes none.
        bom: begin with a byte order mark, which Excel on Windows needs to see that the file is UTF-8.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    for number, row in enumerate(book_rows(codebook, uses)):
        writer.writerow(guarded(str(cell)) if number else cell for cell in row)
    return ((_BOM if bom else "") + file.getvalue()).encode("utf-8")


def book_rows(codebook: Codebook, uses: Mapping[str, int] | None = None) -> Iterator[list[str | int]]:
    """The table of a codebook as a file holds it: a heading, then one row a code; cells are not guarded."""
    yield [*BOOK_FIELDS, *(("codings",) if uses is not None else ())]
    written: set[str] = set()
    for code in codebook:
        row = as_written(code if code.parent in written else replace(code, parent=""))
        written.add(code.id)
        counts = (uses.get(code.id, 0),) if uses is not None else ()
        yield [*(_cell(row, name) for name in BOOK_FIELDS), *counts]


def as_written(code: Code) -> Code:
    """The code as a codebook file holds it.

    Texts are NFC; control, bidirectional and invisible characters are visible marks (``postil.text.clean``), so a
    second round trip changes nothing. Ids, names, numbers and aliases are one line with single spaces; texts of nothing
    but white space, and aliases in which nothing is to be seen, are left out.
    """
    return replace(
        code,
        id=_line(code.id),
        name=_line(code.name),
        parent=_line(code.parent),
        number=_line(code.number),
        definition=_text(code.definition),
        include=_text(code.include),
        exclude=_text(code.exclude),
        example=_text(code.example),
        see_also=_text(code.see_also),
        aliases=tuple(alias for alias in map(_line, code.aliases) if not is_blank(alias)),
    )


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", visible_lines(text)) if text.strip() else ""


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _alias(text: str) -> str:
    for mark in "\\;|":
        text = text.replace(mark, f"\\{mark}")
    return text


_CELLS: dict[str, Callable[[Code], str]] = {
    "aliases": lambda code: "; ".join(map(_alias, code.aliases)),
    "color": lambda code: str(code.color) if code.color else "",
}


def _cell(code: Code, name: str) -> str:
    make = _CELLS.get(name)
    return make(code) if make else str(getattr(code, name))
