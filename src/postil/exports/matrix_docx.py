"""The matrix as a Word document (DOCX): a section a theme, in tables that fit on landscape pages.

Invariant: the same view gives the same bytes; no control or bidirectional character is written. A theme with more codes
than fit beside each other has several tables, each with the cases in front.
"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

from postil.exports.archive import timeless
from postil.reports.matrix import MARKS, MEANINGS, STATES
from postil.reports.matrix_view import quotes, ratings_text, state_text, written_by
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.document import Document
    from docx.section import Section
    from docx.table import _Cell

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page

BESIDE = 5
"""Codes that one table has at most."""
_LONG, _SHORT = 29.7, 21.0
"""Of a page of A4, in centimetres."""
_MARGIN, _CASE_WIDTH = 1.5, 3.2


def matrix_docx(view: MatrixView, *, with_quotes: bool = False) -> bytes:
    """The document."""
    from docx import Document as new_document  # noqa: N813, PLC0415 - a heavy library, needed here only

    document = new_document()
    document.core_properties.author = "Postil"
    document.core_properties.title = visible(view.title or "Framework matrix")[:255]
    document.styles["Normal"].font.name = "Calibri"
    landscape(document.sections[0])
    document.add_heading(visible(view.title or "Framework matrix"), 0)
    counts = view.matrix.count(view.cases, view.codes)
    document.add_paragraph(" · ".join(f"{MARKS[state]} {MEANINGS[state]}: {counts[state]}" for state in STATES))
    for at, page in enumerate(view.pages):
        if at:
            landscape(document.add_section())
        document.add_heading(visible(page.title), 1)
        for codes in _parts(page):
            _table(document, view, codes, with_quotes=with_quotes)
            document.add_paragraph()
    file = io.BytesIO()
    document.save(file)
    return timeless(file.getvalue())


def landscape(section: Section) -> None:
    """Turn the pages of a section to A4, across."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - see above
    from docx.shared import Cm  # noqa: PLC0415

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(_LONG), Cm(_SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)


def _parts(page: Page) -> Iterator[Sequence[Code]]:
    """The codes in as few tables as can be, of about equal width."""
    tables = -(-len(page.codes) // BESIDE)
    beside = -(-len(page.codes) // tables)
    for at in range(0, len(page.codes), beside):
        yield page.codes[at : at + beside]


def _table(document: Document, view: MatrixView, codes: Sequence[Code], *, with_quotes: bool) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - see above

    table = document.add_table(rows=1 + len(view.cases), cols=1 + len(codes))
    table.style = "Table Grid"
    table.autofit = False
    width = (_LONG - 2 * _MARGIN - _CASE_WIDTH) / len(codes)
    cells = iter(table._cells)
    for column, name in enumerate(["case", *(view.headings[code.id] for code in codes)]):
        cell = next(cells)
        cell.width = Cm(width if column else _CASE_WIDTH)
        write_paragraphs(cell, [(name, "bold")])
    for case in view.cases:
        cell = next(cells)
        cell.width = Cm(_CASE_WIDTH)
        write_paragraphs(cell, _about(view, case))
        for code in codes:
            cell = next(cells)
            cell.width = Cm(width)
            write_paragraphs(cell, _said(view, view.cell(case, code), with_quotes=with_quotes))
    repeat_heading(table.rows[0]._tr)


def _about(view: MatrixView, case: Case) -> list[tuple[str, str]]:
    values = [
        (f"{shown}: {case.values[name]}", "small") for name, shown in view.attributes.items() if case.values.get(name)
    ]
    return [(view.labels[case.id], "bold"), *values]


def _said(view: MatrixView, cell: MatrixCell, *, with_quotes: bool) -> list[tuple[str, str]]:
    """The paragraphs of a cell, each with how it is written."""
    found = [(line, "") for line in cell.summary.text.split("\n") if line.strip()]
    if with_quotes:
        found += ((f"“{words}” ({place})", "") for words, place in quotes(view, cell))
    if cell.comment:
        found.append((f"Comment: {cell.comment}", "small"))
    if cell.ratings:
        found.append((f"Ratings: {ratings_text(cell)}", "small"))
    who = written_by(cell)
    found.append((f"{MARKS[cell.state]} {state_text(cell)}" + (f" · {who}" if who else ""), "small"))
    return found


def write_paragraphs(cell: _Cell, paragraphs: list[tuple[str, str]]) -> None:
    """Fill a cell with paragraphs, each with how it is written: as it is, ``bold`` or ``small``."""
    from docx.shared import Pt  # noqa: PLC0415 - see above

    for at, (text, manner) in enumerate(paragraphs):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(visible_lines(text))
        run.font.size = Pt(7 if manner == "small" else 9)
        run.bold = True if manner == "bold" else None
        if _is_right_to_left(text):
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(_element("w:bidi"), "w:spacing", "w:jc", "w:rPr")
            run.font.rtl = True


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter of a text is of a script that is written from the right."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


def _element(name: str) -> object:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - see above

    return OxmlElement(name)


def repeat_heading(row: object) -> None:
    """Let the first row of a table stand on each page."""
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]  # lxml's own class
    properties.append(_element("w:tblHeader"))
