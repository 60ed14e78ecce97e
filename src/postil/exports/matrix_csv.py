"""The matrix as CSV: a row a cell, or as a grid.

Invariant: no control or bidirectional character is written, and no cell that a spreadsheet would run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.table import csv_table
from postil.model.clock import stamp_time
from postil.reports.matrix_view import CASE_HEADING, quotes, references_text
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page

COLUMNS = (
    "theme", "code", "number", "path", "state", "status", "summary", "comment", "words", "passages", "references", "by",
    "time", "checked by",
)  # fmt: skip
"""Of a row a cell, after the case and its attributes."""


def matrix_csv(view: MatrixView, *, bom: bool, line_end: str, with_quotes: bool = False) -> bytes:
    """A row a cell, page by page and case by case; cells without anything in them as well.

    Columns: case, each attribute, theme, code (id), number, path, state, status, summary, comment, words, passages (how
    many), references (what those in the summary mean now), by, time (UTC; of the words), checked by (if somebody else
    did); where there are ratings a column ``rating RATER`` and ``reason RATER`` for each rater; on request ``quotes``,
    the passages that may be quoted.

    Args:
        view: what of the matrix.
        bom: begin with a byte order mark.
        line_end: what ends a row.
        with_quotes: write the passages that may be quoted.
    """
    raters = sorted({rater for page in view.pages for _, _, cell in view.cells(page) for rater in cell.ratings})
    names = [visible(rater) for rater in raters]
    columns = [CASE_HEADING, *_attribute_columns(view), *COLUMNS]
    columns += [part for name in names for part in (f"rating {name}", f"reason {name}")]
    if with_quotes:
        columns.append("quotes")
    return csv_table(columns, _rows(view, raters, with_quotes=with_quotes), bom=bom, line_end=line_end)


def _attribute_columns(view: MatrixView) -> Iterator[str]:
    for shown in view.attributes.values():
        yield f"{shown} (attribute)" if shown.casefold() in COLUMNS else shown


def _rows(view: MatrixView, raters: list[str], *, with_quotes: bool) -> Iterator[list[object]]:
    for page in view.pages:
        for case, code, cell in view.cells(page):
            row = [*_about_case(view, case), *_about_cell(view, page, code, cell)]
            for rater in raters:
                rating = cell.ratings.get(rater)
                row += [rating.value, visible_lines(rating.reason)] if rating else ["", ""]
            if with_quotes:
                said = [f"“{visible_lines(words)}” ({place})" for words, place in quotes(view, cell)]
                row.append("\n".join(said))
            yield row


def _about_case(view: MatrixView, case: Case) -> list[object]:
    return [view.labels[case.id], *(visible(case.values.get(name, "")) for name in view.attributes)]


def _about_cell(view: MatrixView, page: Page, code: Code, cell: MatrixCell) -> list[object]:
    wrote, checked = cell.hands or (None, None)
    return [
        visible(page.title),
        visible(code.id),
        visible(code.number),
        visible(view.path(code)),
        cell.state,
        cell.summary.status if wrote else "",
        visible_lines(cell.summary.text),
        visible_lines(cell.comment),
        cell.words,
        len(cell.passages),
        references_text(view.study, cell, view.struck),
        visible(wrote.coder) if wrote else "",
        stamp_time(wrote.stamp) if wrote else "",
        visible(checked.coder) if checked else "",
    ]


def matrix_wide_csv(view: MatrixView, *, bom: bool, line_end: str) -> bytes:
    """A grid: a row a case, its attributes, then a column a code with the summaries."""
    columns = [CASE_HEADING, *view.attributes.values(), *(view.headings[code.id] for code in view.codes)]
    rows = (
        [*_about_case(view, case), *(visible_lines(view.cell(case, code).summary.text) for code in view.codes)]
        for case in view.cases
    )
    return csv_table(columns, rows, bom=bom, line_end=line_end)
