"""Sheets of a workbook (.xlsx) as rows of texts, through openpyxl. Invariant: openpyxl never sees the file itself.

What it sees is a small archive made here of the few XML parts that hold cells, each read with a limit, parsed once by
expat to refuse a DOCTYPE, bottomless nesting and more cells than a table has. Nothing is ever worked out: of a formula
the value that the spreadsheet kept is taken, and a cell without one has a fault, which says so.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.parsers import expat

from postil.text.spreadsheet import cell_text
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.errors import PostilError

LARGEST_UNPACKED = 60_000_000
"""Bytes that the parts with cells may have together when unpacked."""
LARGEST_RATIO = 400
"""How far one part above 5 MB may shrink by compression."""
MOST_MEMBERS = 20_000
"""Files inside a workbook, pictures and all."""
DEEPEST = 60
"""Levels of nested XML elements; real workbooks stay below 15."""
MOST_CELLS = 500_000
"""Cells in all sheets together."""
MOST_ROWS, MOST_COLUMNS = 10_000, 300
"""Of one sheet; what stands beyond makes the sheet one that is no table of ours."""

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook|sharedStrings|styles)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml"
)
_FILLED = frozenset({"v", "is", "f"})
"""What a cell with something in it holds."""
_DIGITS = 9
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


class WorkbookSheet(NamedTuple):
    """One sheet."""

    title: str
    hidden: bool
    rows: list[tuple[int, list[str]]]
    """Row numbers as a spreadsheet counts, and the texts of the cells from column A on; blank rows left out."""
    faults: Mapping[tuple[int, int], str]
    """(row number, column from 0) -> why the cell there has no value that could be taken."""


def read_workbook(data: bytes, source: str, refuse: type[PostilError]) -> list[WorkbookSheet]:
    """The sheets with cells, in their order.

    Args:
        data: the file.
        source: what messages call it.
        refuse: the kind of error to raise.

    Raises:
        PostilError: it is damaged, locked, no workbook, or too large for a table.
    """
    parts = _parts(data, source, refuse)
    columns = max(_inspect(name, content, source, refuse) for name, content in parts.items())
    archive = _archive(parts)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out, all of which is left out here
            return list(_sheets(archive, min(columns, MOST_COLUMNS)))
    except Exception as error:  # noqa: BLE001 - openpyxl fails in many ways of its own on damaged files
        raise refuse(
            f"{source}: damaged workbook ({type(error).__name__})", "open it in a spreadsheet and save it again"
        ) from None


class _RefusedError(Exception):
    """What an XML part holds and may not."""


# ---- the container ----


def _parts(data: bytes, source: str, refuse: type[PostilError]) -> dict[str, bytes]:
    """The parts that hold cells, each read no further than it may go."""
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            wanted = [info for info in members if _PARTS.fullmatch(info.filename)]
            locked = any(info.flag_bits & 1 for info in wanted)
            too_large = len(members) > MOST_MEMBERS or any(
                info.file_size > 5_000_000 and info.file_size / max(info.compress_size, 1) > LARGEST_RATIO
                for info in wanted
            )
            for info in wanted if not locked and not too_large else ():
                with archive.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    break
                parts.setdefault(info.filename, content)
    except Exception as error:  # noqa: BLE001 - zlib, lzma, struct and zipfile each fail in their own way
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise refuse(f"{source}: damaged workbook: {reason}", "copy it again, or save it again") from None
    if locked:
        raise refuse(f"{source}: the workbook is locked with a password", "save it without a password")
    if too_large or left < 0:
        raise refuse(
            f"{source}: the workbook unpacks to more than a table can hold", "save the table alone in a new one"
        )
    if "xl/workbook.xml" not in parts:
        raise refuse(f"{source}: is a ZIP file, but no workbook", "save it as .xlsx or as 'CSV UTF-8'")
    return parts


def _archive(parts: Mapping[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


class _Inspector:
    """Looks at one part before anything else parses it, and counts the columns of a sheet."""

    def __init__(self) -> None:
        self.columns = 1
        self._depth = self._cells = self._row = self._column = 0
        self._parser = expat.ParserCreate(namespace_separator="|")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def parse(self, content: bytes) -> None:
        """Look at all of it.

        Raises:
            _RefusedError: it holds what it may not.
        """
        self._parser.Parse(content, True)

    def _doctype(self, *_: object) -> None:
        raise _RefusedError("it declares a DOCTYPE")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _RefusedError("its XML is nested too deep")
        name = tag.rpartition("|")[2]
        if name == "row":
            self._column = 0
            at = attributes.get("r", "")
            self._row = int(at) if at.isdecimal() and len(at) <= _DIGITS else self._row + 1
        elif name in {"c", "si"}:
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise _RefusedError(f"it has more than {MOST_CELLS:,} cells")
        elif name in _FILLED and (self._row > MOST_ROWS or self._column > MOST_COLUMNS):
            raise _RefusedError(f"a sheet has more than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns")
        if name == "c":
            place = _LETTERS.match(attributes.get("r", ""))
            self._column = _column_number(place[0]) if place else self._column + 1
            self.columns = max(self.columns, self._column)

    def _end(self, _: str) -> None:
        self._depth -= 1


def _inspect(name: str, content: bytes, source: str, refuse: type[PostilError]) -> int:
    """Refuse a DOCTYPE, bottomless nesting and too many cells; how many columns a sheet has."""
    inspector = _Inspector()
    try:
        inspector.parse(content)
    except _RefusedError as error:
        raise refuse(f"{source}: the workbook cannot be read: {error}", "save the table alone in a new one") from None
    except (expat.ExpatError, ValueError) as error:
        message = f"{source}: damaged workbook: {name}: {error}"
        raise refuse(message, "open it in a spreadsheet and save it again") from None
    return inspector.columns


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


# ---- sheets and cells ----


def _sheets(archive: io.BytesIO, columns: int) -> Iterator[WorkbookSheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a heavy library, needed here only

    as_typed = load_workbook(archive, read_only=True, keep_links=False)
    formulas = [
        {
            (number, column)
            for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=columns), 1)
            for column, cell in enumerate(row)
            if cell.data_type == "f"
        }
        for sheet in as_typed.worksheets
    ]
    as_typed.close()
    archive.seek(0)
    as_kept = load_workbook(archive, read_only=True, data_only=True, keep_links=False)
    for sheet, formulas_here in zip(as_kept.worksheets, formulas, strict=True):
        rows: list[tuple[int, list[str]]] = []
        faults: dict[tuple[int, int], str] = {}
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=columns), 1):
            texts = [_text(cell.value) for cell in row]
            here = {
                (number, column): fault
                for column, cell in enumerate(row)
                if (fault := _fault(cell.data_type, cell.value, with_formula=(number, column) in formulas_here))
            }
            faults |= here
            if not here and not any(text.strip() for text in texts):
                continue
            rows.append((number, texts))
        yield WorkbookSheet(sheet.title, sheet.sheet_state != "visible", rows, faults)
    as_kept.close()


def _fault(data_type: str, value: object, *, with_formula: bool) -> str:
    """Why a cell has no value; empty where it has one or is empty."""
    if data_type == "e":
        return f"holds an error ({value})"
    return "holds a formula that was never worked out" if value is None and with_formula else ""


def _text(value: object) -> str:
    """A cell's value as it would be typed: numbers in digits, dates as YYYY-MM-DD, truth as a spreadsheet shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            plain = format(Decimal(repr(value)), "f")
            return plain.removesuffix(".0") if value.is_integer() else plain
        case dt.datetime():
            at_midnight = value.time() == dt.time()
            return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
        case dt.date() | dt.time():
            return value.isoformat()
    return cell_text(str(value))
