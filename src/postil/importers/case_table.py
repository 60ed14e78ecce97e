"""A table of cases: one row a case, a column ``case`` that names it, and columns of attributes.

Columns ``transcript`` and ``speaker`` say whose words are the case's, ``note`` is its note. A second row that names no
case may say the kinds of the attributes. Invariant: nothing is guessed: which transcript or case a text means, the
reader decides, and what is no value of its column is refused with the row.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from postil.errors import CaseError
from postil.importers.csv_records import LONGEST_HEADING
from postil.importers.table_file import headings_seen, read_table
from postil.model.case import ATTRIBUTE_KINDS, Attribute
from postil.model.case_acts import (
    NAME_COLUMN,
    NOTE_COLUMN,
    OWN_COLUMNS,
    SPEAKER_COLUMN,
    TRANSCRIPT_COLUMN,
    check_length,
    distinct_choices,
    plain_name,
    split_list,
)
from postil.model.codebook import is_nameless, matching_name
from postil.text.spreadsheet import column_letters
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from postil.importers.table_file import Table

_KIND = re.compile(rf"({'|'.join(ATTRIBUTE_KINDS)})(?:\s*:\s*(.+))?", re.IGNORECASE | re.DOTALL)
_OTHER_DATE = re.compile(
    r"(?:\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:\d{4}|\d{2})|\d{4}\s*[./]\s*\d{1,2}\s*[./]\s*\d{1,2})\.?", re.ASCII
)
_LIKE_A_DATE = re.compile(rf"{_OTHER_DATE.pattern}|\d{{4}}-\d{{1,2}}-\d{{1,2}}", re.ASCII)
_MOST_CHOICES = 12
_LONGEST_CHOICE = 60
_FIRST_YEAR = 1000


class CaseRow(NamedTuple):
    """One row of the table."""

    row: int
    """As a spreadsheet counts."""
    name: str
    voices: str | None
    """What names the transcripts; None where there is no such column."""
    speakers: str | None
    """What names the speakers; None where there is no such column."""
    note: str | None
    values: Mapping[str, str]
    """By heading, for every column of an attribute."""


class CaseTable(NamedTuple):
    """A table of cases."""

    source: str
    columns: tuple[str, ...]
    """Headings of the columns of attributes."""
    kinds: Mapping[str, Attribute]
    """By heading, what the second row says of them; choices may be missing."""
    rows: tuple[CaseRow, ...]
    letters: Mapping[str, str]
    """By heading, how a spreadsheet calls the column; the own columns have theirs too."""
    report: tuple[str, ...] = ()

    def place(self, row: int, column: str = "") -> str:
        """Where a cell is, for a message."""
        if not self.letters:  # no table in a file, but words of a command line
            return column[:LONGEST_HEADING]
        if not column:
            return f"{self.source}, row {row}"
        return f"{self.source}, row {row}, column {self.letters.get(column, '?')} ({column[:LONGEST_HEADING]})"


def read_case_table(path: Path) -> CaseTable:
    """The table of cases in a file, CSV or XLSX.

    Raises:
        CaseError: the file cannot be read or is no such table.
    """
    return cases_of(read_table(path))


def cases_of(table: Table) -> CaseTable:
    """A table as one of cases.

    Raises:
        CaseError: no column ``case``, two columns of one name, a column or a row without a name, two rows for one case,
            a cell without a value that could be taken, or one that is too long.
    """
    heading = [plain_name(cell) for cell in table.rows[0][1]] if table.rows else []
    columns = _columns(table, heading)
    letters = {name: column_letters(at + 1) for name, at in columns.items()}
    body = table.rows[1:]
    shown = CaseTable(table.source, tuple(name for name in columns if name not in OWN_COLUMNS), {}, (), letters)
    _check_cells(table, shown, columns, body)
    kinds = _kinds(shown, columns, body[0]) if body else None
    rows = tuple(_row(shown, columns, number, cells) for number, cells in (body if kinds is None else body[1:]))
    _check_once(shown, rows)
    return shown._replace(kinds=kinds or {}, rows=rows, report=table.report)


def _columns(table: Table, heading: Sequence[str]) -> dict[str, int]:
    """Index of each column by its heading, those of the table itself in their own spelling."""
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    for at, cell in enumerate(heading):
        if is_nameless(cell):
            filled = next((number for number, cells in table.rows[1:] if any(cells[at : at + 1])), None)
            if filled is not None:
                raise CaseError(
                    f"{table.source}, row {filled}: column {column_letters(at + 1)} has no heading",
                    "name it, or empty it",
                )
            continue
        name = matching_name(cell)
        if name in seen:
            both = f"columns {column_letters(seen[name] + 1)} and {column_letters(at + 1)}"
            raise CaseError(
                f"{table.source}, row {table.rows[0][0]}: {both} are both called {cell[:LONGEST_HEADING]}",
                "give one another name",
            )
        seen[name] = at
        found[name if name in OWN_COLUMNS else cell] = at
    if NAME_COLUMN not in found:
        raise CaseError(
            f"{table.source}: there is no column {NAME_COLUMN}; its first row is {headings_seen(heading)}",
            f"call the column that names the cases {NAME_COLUMN}",
        )
    if SPEAKER_COLUMN in found and TRANSCRIPT_COLUMN not in found:
        raise CaseError(
            f"{table.source}: there is a column {SPEAKER_COLUMN}, but none {TRANSCRIPT_COLUMN}",
            "add it, or leave both out",
        )
    width = len(heading)
    for number, cells in table.rows[1:]:
        beyond = next((at for at in range(width, len(cells)) if cells[at]), None)
        if beyond is not None:
            raise CaseError(
                f"{table.source}, row {number}: column {column_letters(beyond + 1)} has no heading",
                "name it, or empty it",
            )
    return found


def _check_cells(
    table: Table, shown: CaseTable, columns: Mapping[str, int], body: Iterable[tuple[int, list[str]]]
) -> None:
    named = {at: name for name, at in columns.items()}
    for (number, at), fault in sorted(table.faults.items()):
        where = (
            shown.place(number, named[at]) if at in named else f"{shown.source}, row {number}, {column_letters(at + 1)}"
        )
        raise CaseError(f"{where}: {fault}", "write the value itself into the cell")
    for number, cells in body:
        for name, at in columns.items():
            check_length("".join(cells[at : at + 1]), shown.place(number, name))


def _kinds(shown: CaseTable, columns: Mapping[str, int], row: tuple[int, list[str]]) -> dict[str, Attribute] | None:
    """What a second row says of the attributes; None where it is a case."""
    number, cells = row
    texts = {name: _cell(cells, at) for name, at in columns.items()}
    if texts.pop(NAME_COLUMN):
        return None
    own = {name: text for name, text in texts.items() if name in OWN_COLUMNS and text}
    said = {name: _KIND.fullmatch(text) for name, text in texts.items() if name not in OWN_COLUMNS and text}
    if own or not all(said.values()):
        return None  # a row that names no case, and is refused as one
    kinds: dict[str, Attribute] = {}
    for name, match in said.items():
        assert match is not None
        kind, choices = match[1].casefold(), distinct_choices(split_list(match[2] or ""))
        if choices and kind != "choice":
            raise CaseError(f"{shown.place(number, name)}: a {kind} has no choices", "write choice, or the kind alone")
        kinds[name] = Attribute(kind, choices)
    return kinds


def _row(shown: CaseTable, columns: Mapping[str, int], number: int, cells: list[str]) -> CaseRow:
    texts = {name: _cell(cells, at) for name, at in columns.items()}
    name = plain_name(texts[NAME_COLUMN])
    if is_nameless(name):
        raise CaseError(f"{shown.place(number, NAME_COLUMN)}: names no case", "fill it in")
    values = {column: texts[column] for column in shown.columns}
    return CaseRow(
        number, name, texts.get(TRANSCRIPT_COLUMN), texts.get(SPEAKER_COLUMN), texts.get(NOTE_COLUMN), values
    )


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _check_once(shown: CaseTable, rows: Iterable[CaseRow]) -> None:
    seen: dict[str, CaseRow] = {}
    for row in rows:
        if (other := seen.setdefault(matching_name(row.name), row)) is not row:
            raise CaseError(
                f"{shown.place(row.row)}: {row.name} is the case of row {other.row} too", "keep one row for each case"
            )


# ---- kinds ----


def kind_of(table: CaseTable, column: str) -> Attribute:
    """What the values of a column are: numbers, dates, a few that come again and again (choices), or else texts.

    Raises:
        CaseError: one is a date in an order that could be another, or one of nothing but dates is no day.
    """
    values = [text for row in table.rows if (text := row.values[column])]
    looks = _LIKE_A_DATE if all(map(_LIKE_A_DATE.fullmatch, values)) else _OTHER_DATE
    for row in table.rows:
        text = row.values[column]
        if looks.fullmatch(text) and not _fits(Attribute("date"), text):
            _refuse_date(table.place(row.row, column), column, text)
    for kind in ("number", "date"):
        if values and all(_fits(Attribute(kind), text) for text in values):
            return Attribute(kind)
    choices = distinct_choices(values)
    few = len(choices) <= _MOST_CHOICES and 2 * len(choices) <= len(values)
    if values and few and max(map(len, choices)) <= _LONGEST_CHOICE:
        return Attribute("choice", choices)
    return Attribute("text")


def _refuse_date(place: str, column: str, text: str) -> NoReturn:
    days = _days(text)
    what = "no date that can be told for certain"
    if not days:
        what = "not a day of the calendar" if re.search(r"\d{4}", text) else what
    elif len(days) == 1:
        what = "not written as dates are here"
    written = days.pop() if len(days) == 1 else "YYYY-MM-DD"
    raise CaseError(f"{place}: “{text}” is {what}", f"write {written}, or say --type '{column}=text'")


def _days(text: str) -> set[str]:
    """The days that a date with a year of four digits may mean, as YYYY-MM-DD."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    year = max(range(3), key=numbers.__getitem__)
    if numbers[year] < _FIRST_YEAR:
        return set()
    rest = [number for at, number in enumerate(numbers) if at != year]
    found = set()
    for month, day in [rest] if year == 0 and "-" in text else [rest, rest[::-1]]:
        with suppress(ValueError):
            found.add(date(numbers[year], month, day).isoformat())
    return found


def _fits(attribute: Attribute, text: str) -> bool:
    try:
        attribute.value_of(text)
    except CaseError:
        return False
    return True
