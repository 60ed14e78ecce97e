"""A bare table of ratings: columns ``coder``, ``unit``, ``label``, one row a label given.

Invariant: nothing is guessed. A row with an empty label says that the coder has rated the unit with nothing; no row,
that the coder has not rated it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import RatingsError
from postil.importers.csv_records import cell_text, check_one_column, records, text_of
from postil.model.codebook import matching_name
from postil.model.coder_name import bare_name
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MAX_BYTES = 100_000_000
COLUMNS = ("coder", "unit", "label")


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
        RatingsError: it cannot be read, is not in UTF-8, no table, lacks a column or has it twice, a row lacks a cell
            or has one too many, a coder is written in two ways, or gave a unit both nothing and a label.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RatingsError(f"{path}: it is larger than {MAX_BYTES // 1_000_000} MB", "split it")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RatingsError(f"{path}: {reason}", "check the name and the rights of the file") from None
    rows = list(_rows(_text(data, path), path))
    _check_coders(rows, path)
    _check_labels(rows, path)
    return rows


def labels_alike(rows: Iterable[RatingRow]) -> list[tuple[str, ...]]:
    """Labels that are one but for case, width and spaces, in groups: nothing is guessed, but a slip is worth a word."""
    spelt: dict[str, dict[str, None]] = {}
    for label in dict.fromkeys(row.label for row in rows if row.label):
        spelt.setdefault(matching_name(label), {})[label] = None
    return [tuple(labels) for labels in spelt.values() if len(labels) > 1]


def _text(data: bytes, path: Path) -> str:
    text = text_of(data, str(path), RatingsError)
    if "\0" in text or data[:2] == b"PK":
        raise RatingsError(f"{path}: it is not a table of text", "save it as 'CSV UTF-8'")
    if not text.strip():
        raise RatingsError(f"{path}: it is empty", "give it the columns coder, unit and label")
    return text


def _rows(text: str, path: Path) -> Iterator[RatingRow]:
    rows = records(text, str(path), RatingsError)
    first, heading = next(rows)
    places = _places(heading, path, first)
    for number, record in rows:
        _check_width(record, len(heading), f"{path}, row {number}")
        cells = [cell_text(record[place]) for place in places]
        for name, cell in zip(COLUMNS[:2], cells, strict=False):
            if not cell:
                raise RatingsError(f"{path}, row {number}: the {name} is missing", "fill it in")
        yield RatingRow(number, *cells)


def _check_width(record: Sequence[str], columns: int, where: str) -> None:
    """Pass where a row has a cell for each column; empty cells after the last column do no harm."""
    if len(record) < columns:
        there = counted(len(record), "cell")
        raise RatingsError(
            f"{where}: it has {there} instead of {columns}",
            "fill in the missing ones; for a unit rated with nothing, leave the label empty after its separator",
        )
    if any(map(str.strip, record[columns:])):
        raise RatingsError(
            f"{where}: it has {len(record)} cells instead of {columns}",
            'put a cell that holds the separator in "double quotes"',
        )


def _check_coders(rows: Iterable[RatingRow], path: Path) -> None:
    """Pass where no two names are one but for capitals, spaces and accents: a slip would make one coder two."""
    first: dict[str, RatingRow] = {}
    for row in rows:
        before = first.setdefault(bare_name(row.coder), row)
        if before.coder != row.coder:
            raise RatingsError(
                f"{path}, row {row.row}: the coder '{row.coder}' is '{before.coder}' in row {before.row}",
                "write a coder's name the same in every row; two must differ in more than case, spaces, accents, signs",
            )


def _check_labels(rows: Iterable[RatingRow], path: Path) -> None:
    """Pass where no coder gave a unit both nothing and something."""
    first: dict[tuple[str, str], RatingRow] = {}
    for row in rows:
        before = first.setdefault((row.coder, row.unit), row)
        if bool(before.label) != bool(row.label):
            here, there = ("no label", "one") if before.label else ("a label", "none")
            raise RatingsError(
                f"{path}, row {row.row}: {row.coder} has given unit {row.unit} {here} here, and {there} in row "
                f"{before.row}",
                "delete the row with the empty label, or name the unit of one of them anew",
            )


def _places(heading: Sequence[str], path: Path, row: int) -> list[int]:
    names = [cell.strip().casefold() for cell in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        seen = ", ".join(cell.strip()[:30] for cell in heading[:12])
        raise RatingsError(
            f"{path}: there is no column {' and no column '.join(missing)}; its first row is {seen}",
            f"call the columns {', '.join(COLUMNS)}",
        )
    for name in COLUMNS:
        check_one_column(names, name, f"{path}, row {row}", RatingsError)
    return [names.index(name) for name in COLUMNS]
