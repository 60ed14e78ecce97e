"""Tables as files: CSV, JSON, JSON Lines, Markdown, HTML, XLSX, DOCX and Parquet.

Invariant: the same table gives the same bytes in every format (for Parquet: with the same version of its library); no
control or bidirectional character is written, a spreadsheet finds nothing that it would run, and text is never taken
for markup. Every format has the same columns in the same order.
"""

from __future__ import annotations

import io
import json
from copy import deepcopy
from importlib import import_module
from typing import TYPE_CHECKING, Any

from postil.errors import PostilError
from postil.exports.table import csv_table, json_table
from postil.text.clean import visible, visible_lines
from postil.text.formula import guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docx.document import Document

    from postil.reports.tables import Cell, Column, Row, Table

TABLE_FORMATS = ("csv", "xlsx", "md", "html", "docx", "json", "jsonl", "parquet")
"""The endings of the files that a table can be written to."""
_WIDEST = 60
"""Characters that a column of a workbook is wide at most."""
_BESIDE = 8
"""Columns that a table of a Word document has at most; a wider one is written as a list, a row after the other."""
_ONE_WORD, _ONE_LINE, _MANY_LINES = 14, 40, 200
"""Characters of the longest text of a column that is never broken, of one that a page shows on one line, and of one
that has a few; a longer one needs room."""
_MOST_IN_WORD = 10_000
"""Rows that a Word document has at most: of 25 columns each, they are more than 2,000 pages."""


def table_bytes(table: Table, format_name: str, *, study: str = "", bom: bool = False, line_end: str = "\r\n") -> bytes:
    """A table as a file.

    Args:
        table: what is to be written.
        format_name: one of ``TABLE_FORMATS``.
        study: title of the study, for the document that JSON is.
        bom: begin CSV with a byte order mark, which Excel on Windows needs to see that the file is UTF-8.
        line_end: what ends a row of CSV; JSON Lines end with LF always.

    Raises:
        PostilError: a text or the table is larger than a workbook can hold, or Parquet's library is not installed.
    """
    if format_name == "csv":
        return csv_table([guarded(name) for name in _names(table)], _clean_rows(table), bom=bom, line_end=line_end)
    if format_name == "json":
        return json_table(study, table.name, _names(table), _clean_rows(table))
    return _WRITERS[format_name](table)


def _names(table: Table) -> list[str]:
    return [visible(name) for name in table.names]


def _clean_rows(table: Table) -> Iterator[Row]:
    clean = _Known(visible_lines)
    return (tuple([clean[cell] if type(cell) is str else cell for cell in row]) for row in table.rows)


class _Known(dict[str, str]):
    """Texts and what is made of each, made once: the same names and passages come again and again in a table."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> str:
        made = self[text] = self._make(text)
        return made


def _said(cell: Cell) -> str:
    """A cell as a person reads it; line feeds stay."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else visible_lines(str(cell))


# ---- one function a format ----


def _jsonl(table: Table) -> bytes:
    names = _names(table)
    rows = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in _clean_rows(table))
    return "".join(f"{row}\n" for row in rows).encode()


def _markdown(table: Table) -> bytes:
    from postil.exports.codebook_markdown import escaped  # noqa: PLC0415 - other formats need it not

    written = _Known(lambda said: "<br>".join(map(escaped, said.split("\n"))))

    def row(cells: list[str]) -> str:
        return f"| {' | '.join([written[cell] for cell in cells])} |"

    lines = [f"# {escaped(visible(table.title))}", "", row(_names(table))]
    lines.append(f"|{'|'.join(' ---: ' if column.kind == 'number' else ' --- ' for column in table.columns)}|")
    lines += [row([_said(cell) for cell in cells]) for cells in table.rows]
    for note in table.notes:
        lines += ["", escaped(visible(note))]
    return ("\n".join(lines) + "\n").encode()


def _html(table: Table) -> bytes:
    from postil.exports.html_page import escaped, html_page  # noqa: PLC0415 - other formats need it not

    parts = [f"<h1>{escaped(table.title)}</h1>", "<table>", "<thead><tr>"]
    parts += [
        f'<th scope="col" title="{escaped(column.says)}">{escaped(visible(column.name))}</th>'
        for column in table.columns
    ]
    parts.append("</tr></thead>\n<tbody>")
    written = _Known(escaped)
    for row in table.rows:
        first, *rest = [written[_said(cell)] for cell in row]
        parts.append(f'<tr><th scope="row">{first}</th>{"".join([f"<td>{cell}</td>" for cell in rest])}</tr>')
    parts.append("</tbody>\n</table>")
    parts += [f'<p class="soft">{escaped(note)}</p>' for note in table.notes]
    return html_page(table.title, "\n".join(parts), style=_html_style(table))


def _html_style(table: Table) -> str:
    """Rules for the columns of a page: names and numbers stay on one line, long texts have room; paper is wide."""
    longest = [max((len(str(row[at])) for row in table.rows), default=0) for at in range(len(table.columns))]

    def rule(least: int, most: int | None, says: str) -> list[str]:
        """A rule for the columns whose longest text has more characters than ``least`` and no more than ``most``."""
        columns = [at for at, n in enumerate(longest, 1) if n > least and (most is None or n <= most)]
        return [f"{', '.join(f'tbody tr>:nth-child({at})' for at in columns)} {{ {says} }}"] if columns else []

    rules = ["th, td { min-width: 0; }", "thead th { overflow-wrap: normal; white-space: nowrap; }"]
    rules += rule(-1, _ONE_LINE, "white-space: pre;")
    rules += rule(_ONE_LINE, _MANY_LINES, "min-width: 16rem;")
    rules += rule(_MANY_LINES, None, "min-width: 28rem; max-width: 40rem;")
    if len(table.columns) > _BESIDE:
        printed = [
            "body { font-size: 6.5pt; }",
            "th, td { padding: .2rem .25rem; }",
            "thead th { white-space: normal; }",
        ]
        printed += rule(_ONE_WORD, _ONE_LINE, "white-space: pre-line;")
        printed += rule(_ONE_LINE, _MANY_LINES, "min-width: 22mm;")
        printed += rule(_MANY_LINES, None, "min-width: 60mm; max-width: none;")
        rules += ["@page { size: A3 landscape; }", f"@media print {{ {' '.join(printed)} }}"]
    return "\n".join(rules) + "\n"


def _workbook(table: Table) -> bytes:
    from postil.exports.workbook import Sheet, workbook_bytes  # noqa: PLC0415 - CSV needs it not

    rows: list[list[str | float | None]] = [[*_names(table)]]
    rows += ([_in_sheet(cell) for cell in row] for row in table.rows)
    widths = [min(max(len(str(row[at] or "")) for row in rows) + 2, _WIDEST) for at in range(len(table.columns))]
    notes = {(0, at): column.says for at, column in enumerate(table.columns)}
    return workbook_bytes([Sheet(table.title, rows, frozen=(1, 1), widths=widths, notes=notes)])


def _in_sheet(cell: Cell) -> str | float | None:
    return _said(cell) if isinstance(cell, bool) else cell


def _docx(table: Table) -> bytes:
    if len(table.rows) > _MOST_IN_WORD:
        raise PostilError(
            f"{table.title}: {len(table.rows):,} rows are more than a Word document can usefully hold"
            f" ({_MOST_IN_WORD:,})",
            "write XLSX or CSV, or fewer rows (--where)",
        )
    from docx import Document as new_document  # noqa: N813, PLC0415 - a heavy library, needed here only

    from postil.exports.archive import timeless  # noqa: PLC0415 - as above
    from postil.exports.matrix_docx import landscape  # noqa: PLC0415 - as above

    document = new_document()
    document.core_properties.author = "Postil"
    document.core_properties.title = visible(table.title)[:255]
    document.styles["Normal"].font.name = "Calibri"
    document.add_heading(visible(table.title), 0)
    if len(table.columns) > _BESIDE:
        _records(document, table)
    else:
        landscape(document.sections[0])
        _grid(document, table)
    for note in table.notes:
        document.add_paragraph(visible_lines(note))
    file = io.BytesIO()
    document.save(file)
    return timeless(file.getvalue())


def _grid(document: Document, table: Table) -> None:
    from docx.oxml import parse_xml  # noqa: PLC0415 - a heavy library, needed here only
    from docx.oxml.ns import nsdecls  # noqa: PLC0415 - as above
    from docx.table import _Cell  # noqa: PLC0415 - as above

    from postil.exports.matrix_docx import repeat_heading, write_paragraphs  # noqa: PLC0415 - as above

    grid = document.add_table(rows=2, cols=len(table.columns))
    grid.style = "Table Grid"
    heading, empty = (row._tr for row in grid.rows)
    for at, name in enumerate(table.names):
        write_paragraphs(grid.cell(0, at), [(visible(name), "bold")])
    repeat_heading(heading)

    def cell_xml(said: str) -> str:
        cell = deepcopy(empty.tc_lst[0])
        write_paragraphs(_Cell(cell, grid), [(said, "")])
        return str(cell.xml)

    written = _Known(cell_xml)
    for row in table.rows:
        cells = "".join([written[_said(cell)] for cell in row])
        empty.addprevious(parse_xml(f"<w:tr {nsdecls('w')}>{cells}</w:tr>"))
    empty.getparent().remove(empty)


def _records(document: Document, table: Table) -> None:
    """A row after the other: too many columns for a page. What is empty is left out.

    Paragraphs are written as XML: the library looks through the whole document for the place of each.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - a heavy library, needed here only
    from docx.oxml.ns import nsdecls  # noqa: PLC0415 - as above

    heading = document.styles["Heading 2"].style_id
    names = [_run(f"{name}: ", bold=True) for name in _names(table)]
    written = _Known(lambda said: _run(said, bold=False))
    end = document.sections[-1]._sectPr
    for at, row in enumerate(table.rows, 1):
        parts = [f'<w:p><w:pPr><w:pStyle w:val="{heading}"/></w:pPr>{_run(f"{at}", bold=False)}</w:p>']
        parts += [
            f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr>{name}{written[said]}</w:p>'
            for name, cell in zip(names, row, strict=True)
            if (said := _said(cell))
        ]
        for paragraph in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(parts)}</w:body>")):
            end.addprevious(paragraph)


def _run(said: str, *, bold: bool) -> str:
    """A piece of a paragraph of a Word document, as XML; line feeds break the line."""
    from xml.sax.saxutils import escape  # noqa: PLC0415 - a Word document alone needs it

    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in said.split("\n"))
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{lines}</w:r>"


# ---- Parquet ----

_FRACTIONS, _TIMES = frozenset({"begins"}), frozenset({"time"})
"""Columns of numbers that need not be whole and of times: they have one type in all studies, also where all is empty,
so that the files of several studies can be read as one table."""


def _parquet(table: Table) -> bytes:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise PostilError(
            "Parquet needs the library pyarrow, which is not installed",
            'install it with `pip install "postil[parquet]"`, or write CSV or JSON Lines',
        ) from None
    fields, arrays = [], []
    rows = list(_clean_rows(table))
    for at, column in enumerate(table.columns):
        kind, cells = _typed(arrow, column, [row[at] for row in rows])
        fields.append(arrow.field(visible(column.name), kind, metadata={"says": column.says}))
        arrays.append(arrow.array(cells, kind))
    file = io.BytesIO()
    parquet.write_table(arrow.table(arrays, schema=arrow.schema(fields)), file, compression="zstd")
    return file.getvalue()


def _typed(arrow: Any, column: Column, cells: list[Cell]) -> tuple[Any, list[Any]]:  # noqa: ANN401 - has no types
    """The type of a column and its cells: whole numbers, days and times where all are; text where they are not."""
    if column.kind == "truth":
        return arrow.bool_(), cells
    if column.kind == "number":
        whole = column.name not in _FRACTIONS and all(cell is None or isinstance(cell, int) for cell in cells)
        return (arrow.int64() if whole else arrow.float64()), cells
    if column.kind == "date" and not any(cells):
        return (arrow.timestamp("ms", "UTC") if column.name in _TIMES else arrow.date32()), [None] * len(cells)
    if column.kind == "date":
        from datetime import date, datetime, timezone  # noqa: PLC0415 - Parquet alone has types of time

        for kind, read in (
            (arrow.date32(), date.fromisoformat),
            (arrow.timestamp("ms", "UTC"), datetime.fromisoformat),
        ):
            try:
                found: list[Any] = [read(str(cell)) if cell else None for cell in cells]
            except ValueError:
                continue
            moments = [m.replace(tzinfo=timezone.utc) if isinstance(m, datetime) else m for m in found]
            return kind, moments
    return arrow.string(), [None if cell is None else str(cell) for cell in cells]


_WRITERS: dict[str, Callable[[Table], bytes]] = {
    "jsonl": _jsonl,
    "md": _markdown,
    "html": _html,
    "xlsx": _workbook,
    "docx": _docx,
    "parquet": _parquet,
}
