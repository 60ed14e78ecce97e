"""The table in a codebook file, CSV or a workbook: bytes to rows of cells with known columns.

Invariant: every cell is NFC with LF line ends and at most ``MAX_CELL`` code points; rows are numbered as a spreadsheet
numbers them, the heading being row 1.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.importers.csv_records import DELIMITERS, check_one_column, records
from postil.text.formula import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_BYTES = 5_000_000
MAX_ROWS = 3_000
MAX_COLUMNS = 200
MAX_CELL = 100_000
MAX_HEADING = 100
"""How much of a heading is looked at, in code points."""
READS = "a codebook is read from .csv, .tsv or .txt (comma, semicolon or tab; UTF-8) and from .xlsx"

_OTHER_FORMATS = {
    ".yaml": "YAML",
    ".yml": "YAML",
    ".json": "JSON",
    ".xls": "old Excel (.xls)",
    ".ods": "OpenDocument",
    ".docx": "Word",
    ".pdf": "PDF",
    ".qdc": "REFI-QDA",
    ".qdpx": "REFI-QDA",
}
_ZIP = b"PK\x03\x04"
_SEP_LINE = re.compile(r"\s*\"?sep=([,;\t])\"?[^\S\n]*\r?\n", re.IGNORECASE)

NAME_HEADINGS = ("name", "codename", "label", "title", "code", "tag", "node", "construct", "path", "codepath", "theme")
"""Headings that may hold the name of a code; the first that a file has is taken."""

_HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "codeid", "guid", "uuid", "identifier"),
    "parent": ("parent", "parentid", "parentcode", "parentname", "parentnumber", "parentpath", "broader"),
    "group": ("domain", "category", "group", "codegroup", "folder", "theme"),
    "number": ("number", "no", "nr", "codenumber"),
    "definition": ("definition", "description", "memo", "comment", "fulldefinition", "briefdefinition", "meaning"),
    "include": ("include", "inclusion", "inclusioncriteria", "whentouse", "usewhen"),
    "exclude": ("exclude", "exclusion", "exclusioncriteria", "whennottouse", "donotusewhen"),
    "example": ("example", "examples", "quote", "quotes", "quotation"),
    "aliases": ("aliases", "alias", "synonyms", "synonym", "keywords", "keyword", "abbreviation", "short"),
    "color": ("color", "colour", "colorslot", "colourslot"),
    "status": ("status",),
    "origin": ("origin", "derivation"),
    "see_also": ("seealso", "related", "relatedcodes"),
}
_COUNTS = frozenset({"codings", "uses"})
"""Headings of columns that are written for people to read, and are no part of a codebook."""
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
_REPEATABLE = frozenset({"group", "definition", "include", "exclude", "example", "aliases", "see_also"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the heading."""

    number: int
    """As a spreadsheet counts; the heading is row 1."""
    cells: dict[str, tuple[str, ...]]
    """Cells that are not empty, by field; several where several columns hold the same field."""

    def text(self, field: str) -> str:
        """The cells of a field, each on a line of its own."""
        return "\n".join(self.cells.get(field, ()))


@dataclass(frozen=True, slots=True)
class Table:
    """A codebook file as a table."""

    source: str
    fields: frozenset[str]
    """The fields that have a column, filled or not."""
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def refusal(source: str, message: str, hint: str, row: int = 0) -> CodebookError:
    """The error that refuses a codebook file; its message names the file and, unless 0, the row."""
    place = f"{source}, row {row}" if row else source
    return CodebookError(f"{place}: {message}", hint)


def quoted(text: str, length: int = 60) -> str:
    """A piece of data for a message, in quotes and cut to ``length`` code points."""
    return f"'{text}'" if len(text) <= length else f"'{text[:length]}…'"


def read_table(data: bytes, source: str, encoding: str) -> Table:
    """The table in ``data``; ``source`` names it in messages. Of a workbook the first sheet that shows is read.

    Raises:
        CodebookError: it is another format, not in the encoding, empty, too large, or no table with a column of names.
    """
    _refuse_other_formats(data, source)
    said: list[str] = []
    if data.startswith(_ZIP):
        found = _workbook_records(data, source, said)
    else:
        found = _csv_records(data, source, encoding)
        if codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig"}:
            said.append(f"read as {encoding}, not as UTF-8")
    heading_row, headings = next(found, (1, []))
    columns, notes = _columns(headings, source)
    _check_once(headings, columns, source, heading_row)
    notes[:0] = said
    rows: list[Row] = []
    for number, record in found:
        if number - heading_row > MAX_ROWS:
            raise refusal(source, f"it has more than {MAX_ROWS} rows", "a codebook is a list of codes: split it")
        if len(record) > len(headings) and any(cell.strip() for cell in record[len(headings) :]):
            raise refusal(
                source,
                f"it has {len(record)} cells, the heading has {len(headings)}",
                'put cells that hold a separator in "double quotes"',
                number,
            )
        rows.append(Row(number, _cells(record, columns, headings, source, number)))
    if not rows:
        raise refusal(source, "the table has a heading but no codes", "add one row for each code")
    return Table(source, frozenset(columns), tuple(rows), tuple(notes))


def _workbook_records(data: bytes, source: str, said: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that shows; ``said`` is told of others that have something in them."""
    from postil.importers.workbook import read_workbook  # noqa: PLC0415 - a table in CSV needs it not

    sheets = [sheet for sheet in read_workbook(data, source, CodebookError) if not sheet.hidden]
    if not sheets or not sheets[0].rows:
        raise refusal(source, "the first sheet of the workbook is empty", "put the table of codes into it")
    for (row, _), fault in sheets[0].faults.items():
        raise refusal(source, f"a cell {fault}", "type in what it should say", row)
    if unread := [quoted(sheet.title, 40) for sheet in sheets[1:] if sheet.rows]:
        said.append(f"read is the sheet {quoted(sheets[0].title, 40)}, not {', '.join(unread)}")
    return ((number, [_clean(cell) for cell in record]) for number, record in sheets[0].rows)


def _csv_records(data: bytes, source: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data, source, encoding)
    match = _SEP_LINE.match(text)
    if match:
        text = text[match.end() :]
    delimiter = match[1] if match else _delimiter(text, source)
    found = records(text, source, CodebookError, delimiter=delimiter, first=2 if match else 1)
    return ((number, [unguarded(_clean(cell)) for cell in record]) for number, record in found)


def _decoded(data: bytes, source: str, encoding: str) -> str:
    if len(data) > MAX_BYTES:
        raise refusal(
            source, f"it is larger than {MAX_BYTES // 1_000_000} MB", "a codebook is a list of codes: split it"
        )
    if not data.strip():
        raise refusal(source, "the file is empty", "give a table with a heading and one row for each code")
    if not encoding.casefold().startswith("utf-16") and data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        raise refusal(source, f"it is UTF-16, not {encoding}", "save it as 'CSV UTF-8', or give --encoding utf-16")
    try:
        text = data.decode(encoding)
        text.encode("utf-8")
    except LookupError as error:
        hint = "give --encoding utf-8 or cp1252"
        raise CodebookError(f"{source}: there is no text encoding {quoted(encoding)}", hint) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save it as 'CSV UTF-8', or give --encoding cp1252 if it comes from Excel on Windows"
        raise CodebookError(f"{source}, line {line}: not {encoding}", hint) from error
    except ValueError as error:
        hint = "save it as 'CSV UTF-8', or give --encoding utf-8 or cp1252"
        raise CodebookError(f"{source}: cannot be read as text encoding {quoted(encoding)}", hint) from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise refusal(source, "it holds NUL characters, so it is not a table", "save it as 'CSV UTF-8'")
    return text


def _refuse_other_formats(data: bytes, source: str) -> None:
    found = _OTHER_FORMATS.get(PurePath(source).suffix.casefold(), "")
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not found and start[:1] in {b"{", b"["}:
        found = "JSON"
    elif not found and start[:1] == b"<":
        found = "XML"
    if found:
        raise refusal(source, f"codebooks in {found} are not read", f"save it as 'CSV UTF-8'; {READS}")


def _delimiter(text: str, source: str) -> str:
    """The separator that makes most known columns of the heading; a tab if the heading is one column."""
    scores: dict[str, tuple[int, int]] = {}
    failure: CodebookError | None = None
    for delimiter in DELIMITERS:
        try:
            _, headings = next(records(text, source, CodebookError, delimiter=delimiter, first=1), (1, []))
        except CodebookError as error:
            failure = failure or error
            continue
        known = sum(_field(heading) is not None or _plain(heading) in NAME_HEADINGS for heading in headings)
        scores[delimiter] = (known, len(headings))
    if not scores:
        assert failure is not None
        raise failure
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best][1] > 1 else "\t"


def _plain(heading: str) -> str:
    text = re.sub(r"\([^()]*\)", "", unicodedata.normalize("NFKC", heading[:MAX_HEADING]).casefold())
    return "".join(character for character in text if character.isalnum())


def _field(heading: str) -> str | None:
    plain = _plain(heading)
    return _FIELD_OF.get(plain) or _FIELD_OF.get(plain.rstrip("0123456789"))


def _columns(headings: Sequence[str], source: str) -> tuple[dict[str, list[int]], list[str]]:
    """Field to columns, and notes on columns that are not read."""
    if len(headings) > MAX_COLUMNS:
        raise refusal(source, f"it has {len(headings)} columns", f"at most {MAX_COLUMNS} are read")
    plain = [_plain(heading) for heading in headings]
    named = next((plain.index(name) for name in NAME_HEADINGS if name in plain), None)
    if named is None:
        seen = ", ".join(quoted(heading.strip(), 30) for heading in headings[:12])
        raise refusal(source, f"no column for the name of a code; its first row is {seen}", "call one column 'name'")
    columns: dict[str, list[int]] = {"name": [named]}
    unread: list[str] = []
    for index, heading in enumerate(headings):
        if index == named:
            continue
        field = _field(heading)
        if plain[index] in {"path", "codepath"}:
            field = "path"
        elif plain[index] == "code" and "number" not in map(_field, headings):
            field = "number"
        if plain[index] in _COUNTS:
            continue
        if field is None or (field in columns and field not in _REPEATABLE):
            unread.append(heading.strip())
        else:
            columns.setdefault(field, []).append(index)
    if plain[named] in {"path", "codepath"}:
        columns["path"] = []
    unread = [heading for heading in unread if heading]
    return columns, [f"columns not read: {', '.join(quoted(heading, 30) for heading in unread)}"] if unread else []


def _check_once(headings: Sequence[str], columns: dict[str, list[int]], source: str, row: int) -> None:
    """Pass where no heading that holds one value stands over two columns: which was meant, only its maker knows."""
    names = [heading.strip().casefold() for heading in headings]
    for field, (first, *_) in ((field, places) for field, places in columns.items() if places):
        if field not in _REPEATABLE:
            check_one_column(names, names[first], f"{source}, row {row}", CodebookError)


def _cells(
    record: Sequence[str], columns: dict[str, list[int]], headings: Sequence[str], source: str, number: int
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, indexes in columns.items():
        for index in indexes:
            if index < len(record) and len(record[index]) > MAX_CELL:
                column = quoted(headings[index].strip(), 30)
                raise refusal(source, f"column {column} holds {len(record[index])} characters", "shorten it", number)
        cells = (record[index] for index in indexes if index < len(record))
        found[field] = tuple(cell for cell in cells if cell.strip())
    return {field: cells for field, cells in found.items() if cells}


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n"))


def all_text(rows: Iterable[Row]) -> Iterator[str]:
    """Every cell that was read."""
    for row in rows:
        for cells in row.cells.values():
            yield from cells
