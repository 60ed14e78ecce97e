"""A workbook of the matrix that came back from a colleague: which cells it has, and what stands in each.

Invariant: nothing is guessed. A cell is found by what its row and its column are called, wherever they stand now, and
by the hidden sheet of the workbook; what cannot be found, or stands there twice, is an error that says where.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from postil.errors import CaseError
from postil.importers.matrix_misplaced import misplaced
from postil.importers.workbook import read_workbook
from postil.model.codebook import matching_name
from postil.reports.matrix_keys import Mark, is_keys, read_keys, text_mark
from postil.reports.matrix_view import CASE_HEADING
from postil.text.counted import counted
from postil.text.spreadsheet import LONGEST_CELL, cell_length, cell_name
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.importers.matrix_misplaced import Misplaced
    from postil.importers.workbook import WorkbookSheet
    from postil.reports.matrix_keys import Keys

_HEADING_ROWS = 10
"""The headings stand in one of so many rows at the top."""
_LONGEST = 60
_NAMED = 5
"""So many cases are named in a line."""


class SheetCell(NamedTuple):
    """One cell of the matrix, as the sheet has it."""

    case: str
    """Id of the case."""
    code: str
    """Id of the code, as it was when the matrix was exported."""
    text: str
    """Without white space at the ends of its lines; empty for none."""
    place: str
    """How a message names it."""
    mark: Mark
    """How it was when it was exported."""
    row: str
    """Its sheet and the number of its row."""

    @property
    def edited(self) -> bool:
        """Whether it has another text than it had when it was exported."""
        return text_mark(self.text) != self.mark.text


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """What a workbook of the matrix says."""

    study: str
    """Id of the file that it was exported from."""
    cells: tuple[SheetCell, ...]
    stamps: frozenset[str]
    """Of all versions of summaries that were exported."""
    misplaced: Mapping[tuple[str, str], Misplaced]
    """Edited cells whose row or text seems to be another case's, by case and code."""
    report: tuple[str, ...] = ()
    """What the reader should know: columns and sheets that are not read, cases that are not there."""


def read_matrix_sheet(data: bytes, source: str) -> MatrixSheet:
    """The cells of a workbook that ``postil matrix export`` wrote, and that was perhaps edited since.

    Raises:
        CaseError: it is none, or a case, a column or a text in it cannot be taken for what it was.
    """
    sheets = read_workbook(data, source, CaseError)
    found = [sheet for sheet in sheets if is_keys([texts for _, texts in sheet.rows])]
    if len(found) != 1:
        raise CaseError(
            f"{source}: is no matrix that Postil exported: the hidden sheet that says which cell is which is "
            + ("there twice" if found else "missing"),
            "edit a file of `postil matrix export` and keep all of its sheets",
        )
    keys = read_keys([texts for _, texts in found[0].rows], source)
    return _Reader(keys, source).read([sheet for sheet in sheets if sheet is not found[0]])


class _Reader:
    def __init__(self, keys: Keys, source: str) -> None:
        self._keys = keys
        self._source = source
        self._codes = {_plain(name): code for name, code in keys.codes.items()}
        self._cases = {_plain(name): case for name, case in keys.cases.items()}
        spelt = Counter(map(matching_name, keys.cases))
        self._however_spelt = {
            matching_name(name): case for name, case in keys.cases.items() if spelt[matching_name(name)] == 1
        }
        """By names without capitals, where that tells the cases apart."""
        self._attributes = {_plain(name) for name in keys.attributes}
        self._columns: dict[str, str] = {}
        """Code -> where its column was found."""
        self._rows: dict[str, str] = {}
        self._report: list[str] = []

    def read(self, sheets: list[WorkbookSheet]) -> MatrixSheet:
        cells: list[SheetCell] = []
        unknown: list[str] = []
        for sheet in sheets:
            headings = self._headings(sheet)
            if headings is not None:
                cells += self._sheet(sheet, *headings, unknown)
        self._check_columns(sheets, unknown)
        self._report += (f"{place} is not read: it is no code of the exported matrix" for place in unknown)
        self._report += self._without_row(cells)
        stamps = frozenset(mark.stamp for mark in self._keys.marks.values() if mark.stamp)
        wrong = misplaced(cells, self._keys.marks, self._keys.cases)
        return MatrixSheet(self._keys.study, tuple(cells), stamps, wrong, tuple(self._report))

    # ---- headings ----

    def _headings(self, sheet: WorkbookSheet) -> tuple[int, dict[int, str]] | None:
        """Row number and headings by column of the row that names codes; None for a sheet that has no such row."""
        nameless = 0
        for number, texts in sheet.rows[:_HEADING_ROWS]:
            headings = {at: _plain(text) for at, text in enumerate(texts) if _plain(text)}
            names_codes = any(name in self._codes for name in headings.values())
            if CASE_HEADING in headings.values():
                if not names_codes:
                    break  # a table of something else, such as the ratings
                return number, headings
            nameless = nameless or (number if names_codes else 0)
        else:
            if nameless:
                self._refuse(sheet, nameless, 0, f"no column is called “{CASE_HEADING}”", "call that of the cases so")
        if sheet.rows and sheet.title in self._keys.pages.values():
            self._refuse(
                sheet, sheet.rows[0][0], 0, "none of the columns of this sheet is there", "give them their names back"
            )
        return None

    def _sheet(
        self, sheet: WorkbookSheet, heading_row: int, headings: Mapping[int, str], unknown: list[str]
    ) -> Iterator[SheetCell]:
        columns: dict[int, str] = {}
        for at, name in headings.items():
            if name in self._codes:
                columns[at] = self._column(sheet, heading_row, at, name)
            elif name != CASE_HEADING and name not in self._attributes:
                unknown.append(f"{self._place(sheet, heading_row, at)} “{name[:_LONGEST]}”")
        case_at = next(at for at, name in headings.items() if name == CASE_HEADING)
        if list(headings.values()).count(CASE_HEADING) > 1:
            self._refuse(sheet, heading_row, case_at, f"two columns are called “{CASE_HEADING}”", "rename the other")
        there: dict[str, int] = {}
        for number, texts in sheet.rows:
            if number > heading_row:
                yield from self._row(sheet, (number, texts), case_at, columns, there)

    def _column(self, sheet: WorkbookSheet, number: int, at: int, name: str) -> str:
        code, place = self._codes[name], self._place(sheet, number, at)
        if code in self._columns:
            self._refuse(sheet, number, at, f"“{name[:_LONGEST]}” stands at {self._columns[code]} too", "delete one")
        self._columns[code] = place.removeprefix(f"{self._source}, ")
        return code

    def _check_columns(self, sheets: list[WorkbookSheet], unknown: list[str]) -> None:
        missing = [name for name in self._keys.codes if self._codes[_plain(name)] not in self._columns]
        if not missing:
            return
        first, title = missing[0], self._keys.pages[missing[0]]
        if title not in {sheet.title for sheet in sheets} and all(
            self._keys.pages[name] != title for name in self._keys.codes if name not in missing
        ):
            raise CaseError(f"{self._source}: the sheet {title} is missing", "export the matrix again, and edit that")
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        renamed = f"; perhaps it is {unknown[0].removeprefix(self._source + ', ')} now" if unknown else ""
        raise CaseError(
            f"{self._source}, sheet {title}, row 1: the column “{first[:_LONGEST]}” is missing{more}{renamed}",
            "give it its name back",
        )

    # ---- rows ----

    def _without_row(self, cells: Iterable[SheetCell]) -> Iterator[str]:
        """What was exported and has no row: a line on summaries, and one on cases that have neither row nor summary."""
        read = {(cell.case, cell.code) for cell in cells}
        left = Counter(key[0] for key, mark in self._keys.marks.items() if mark.text and key not in read)
        empty = [name for name, case in self._keys.cases.items() if case not in self._rows and case not in left]
        if empty:
            yield f"no row for {_listed(empty)}"
        if left:
            many, one = sum(left.values()), sum(left.values()) == 1
            names = _listed([name for name, case in self._keys.cases.items() if case in left])
            stays = "has no row, and stays as it is" if one else "have no row, and stay as they are"
            yield f"{counted(many, 'summary', 'summaries')} of {names} {stays}"

    def _row(
        self,
        sheet: WorkbookSheet,
        row: tuple[int, list[str]],
        case_at: int,
        columns: Mapping[int, str],
        there: dict[str, int],
    ) -> Iterator[SheetCell]:
        number, texts = row
        name = _plain(texts[case_at]) if case_at < len(texts) else ""
        if not name:
            faulty = any((number, at) in sheet.faults for at in (case_at, *columns))
            if faulty or any(at < len(texts) and texts[at].strip() for at in columns):
                self._refuse(sheet, number, case_at, "the row names no case", "name it, or delete the row")
            return
        case = self._cases.get(name) or self._however_spelt.get(matching_name(name))
        if case is None:
            self._refuse(
                sheet, number, case_at, f"there was no case “{name[:_LONGEST]}” when the matrix was exported",
                "give it its name back; new cases are brought in with `postil cases import`",
            )  # fmt: skip
        if case in there:
            self._refuse(sheet, number, case_at, f"the case {name} has row {there[case]} too", "put the two together")
        there[case] = number
        self._rows[case] = name
        for at, code in columns.items():
            yield self._cell(sheet, number, at, texts[at] if at < len(texts) else "", (case, code))

    def _cell(self, sheet: WorkbookSheet, number: int, at: int, text: str, key: tuple[str, str]) -> SheetCell:
        if fault := sheet.faults.get((number, at)):
            self._refuse(sheet, number, at, f"the cell {fault}", "write the text itself")
        if (length := cell_length(text)) > LONGEST_CELL:
            self._refuse(
                sheet,
                number,
                at,
                f"the text has {length:,} characters, and a cell holds {LONGEST_CELL:,}",
                "shorten it",
            )
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        plain = "\n".join(line.rstrip() for line in lines).strip()
        mark, row = self._keys.marks.get(key, Mark()), f"{sheet.title} {number}"
        return SheetCell(*key, plain, self._place(sheet, number, at), mark, row)

    # ---- messages ----

    def _place(self, sheet: WorkbookSheet, number: int, at: int) -> str:
        return f"{self._source}, sheet {sheet.title}, cell {cell_name(number, at + 1)}"

    def _refuse(self, sheet: WorkbookSheet, number: int, at: int, message: str, hint: str) -> NoReturn:
        raise CaseError(f"{self._place(sheet, number, at)}: {message}", hint)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
