"""A bare table of ratings: columns ``coder``, ``unit``, ``label``, one row a label given.

Invariant: nothing is guessed. A row with an empty label says that the coder has rated the unit with nothing; no row,
that the coder has not rated it.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from postil.errors import RatingsError
from postil.text.formula import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAX_BYTES = 100_000_000
COLUMNS = ("coder", "unit", "label")
_SEPARATORS = (",", ";", "\t")


class RatingRow(NamedTuple):
    """One row of the table."""

    row: int
    """As a spreadsheet counts; the heading is row 1."""
    coder: str
    unit: str
    label: str
    """Empty for "rated, and gave nothing"."""


def read_ratings(path: Path) -> list[RatingRow]:
    """The rows of a table, comma, semicolon or tab between the cells, in UTF-8.

    Raises:
        RatingsError: it cannot be read, is not in UTF-8, no table, lacks a column, or a row lacks its coder or unit.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RatingsError(f"{path}: it is larger than {MAX_BYTES // 1_000_000} MB", "split it")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RatingsError(f"{path}: {reason}", "check the name and the rights of the file") from None
    return list(_rows(_text(data, path), path))


def _text(data: bytes, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RatingsError(f"{path}, line {line}: not UTF-8", "save it as 'CSV UTF-8'") from None
    if "\0" in text or data[:2] == b"PK":
        raise RatingsError(f"{path}: it is not a table of text", "save it as 'CSV UTF-8'")
    if not text.strip():
        raise RatingsError(f"{path}: it is empty", "give it the columns coder, unit and label")
    return text


def _rows(text: str, path: Path) -> Iterator[RatingRow]:
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        places = _places(next(records), path)
        for number, record in enumerate(records, 2):
            cells = [_clean(record[place]) if place < len(record) else "" for place in places]
            if not any(map(str.strip, record)):
                continue
            for name, cell in zip(COLUMNS[:2], cells, strict=False):
                if not cell:
                    raise RatingsError(f"{path}, row {number}: the {name} is missing", "fill it in")
            yield RatingRow(number, *cells)
    except csv.Error as error:
        hint = 'close each "quoted" cell, and write a double quote inside one twice'
        raise RatingsError(f"{path}, row {number + 1}: not a table ({error})", hint) from None


def _places(heading: Sequence[str], path: Path) -> list[int]:
    names = [cell.strip().casefold() for cell in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        seen = ", ".join(cell.strip()[:30] for cell in heading[:12])
        raise RatingsError(
            f"{path}: there is no column {' and no column '.join(missing)}; its first row is {seen}",
            f"call the columns {', '.join(COLUMNS)}",
        )
    return [names.index(name) for name in COLUMNS]


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", unguarded(cell)).strip()
