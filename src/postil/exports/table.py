"""Rows of values as CSV or JSON.

Invariant: in CSV no cell that a spreadsheet would run is written; whoever makes the rows has cleaned their texts.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from postil.text.clean import visible
from postil.text.formula import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BOM = "\ufeff"


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool, line_end: str) -> bytes:
    """CSV (RFC 4180) in UTF-8, with a heading; None is an empty cell, and truth is yes or no.

    Args:
        columns: the heading.
        rows: the values, in the order of the heading.
        bom: begin with a byte order mark, which Excel on Windows needs to see that the file is UTF-8.
        line_end: what ends a row; the standard wants CR LF, programs that read a pipe LF. Inside cells it is LF always.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=line_end)
    writer.writerow(columns)
    said = _Guarded()
    writer.writerows([said[cell] if type(cell) is str else _cell(cell) for cell in row] for row in rows)
    return ((_BOM if bom else "") + file.getvalue()).encode("utf-8")


class _Guarded(dict[str, str]):
    """Texts and what is written for them; the same names and passages come again and again in a table."""

    def __missing__(self, text: str) -> str:
        written = self[text] = guarded(text)
        return written


def _cell(value: object) -> object:
    """What the writer is given for a cell that is no plain text; it writes None as nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, (int, float)):
        return value  # a number below 0 is no formula, and with an apostrophe no number
    return guarded(str(value))


def json_table(title: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """JSON in UTF-8: the study's title, and under ``name`` one object a row, on a line of its own, by column."""
    objects = (json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows)
    body = ",\n".join(objects)
    return f'{{"study": {json.dumps(visible(title), ensure_ascii=False)}, "{name}": [\n{body}\n]}}\n'.encode()
