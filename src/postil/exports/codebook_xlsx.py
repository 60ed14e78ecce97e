"""A codebook as a workbook (XLSX), for a team that edits or reads it in a spreadsheet.

Invariant: reading what is written gives the codes of ``postil.exports.codebook_csv.as_written``: the columns are those
of the CSV file, and the counts after them are not read back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.codebook_csv import book_rows
from postil.exports.workbook import Sheet, workbook_bytes
from postil.model.codebook import BOOK_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.model.codebook import Codebook

_WIDE, _NARROW, _MIDDLE = 48, 11, 24
_NARROW_FIELDS = frozenset({"id", "parent", "number", "color", "status", "origin"})
_MIDDLE_FIELDS = frozenset({"name", "aliases", "see_also"})


def codebook_xlsx(codebook: Codebook, uses: Mapping[str, int] | None = None) -> bytes:
    """The codes in book order, one row each, the heading and the columns up to the name in sight.

    Args:
        codebook: the codes.
        uses: codings by code id, for a last column; None writes none.

    Raises:
        PostilError: a text is longer than a cell can hold.
    """
    rows = list(book_rows(codebook, uses))
    widths = [_NARROW if f in _NARROW_FIELDS else _MIDDLE if f in _MIDDLE_FIELDS else _WIDE for f in BOOK_FIELDS]
    return workbook_bytes([Sheet("Codebook", rows, frozen=(1, BOOK_FIELDS.index("name") + 1), widths=widths)])
