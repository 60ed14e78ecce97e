"""The matrix as a workbook (XLSX): a sheet a theme, to be read, printed and edited.

Invariant: what ``postil.importers.matrix_sheet`` reads from a workbook that nobody edited changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.workbook import Sheet, sheet_titles, workbook_bytes
from postil.reports.matrix import MARKS, MEANINGS, STATES
from postil.reports.matrix_keys import key_rows
from postil.reports.matrix_view import (
    CASE_HEADING,
    passages_text,
    quotes,
    ratings_text,
    state_text,
    written_by,
)

if TYPE_CHECKING:
    from postil.model.case import Case
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page

KEYS_TITLE = "Postil"
_ABOUT = (
    "Each sheet is a theme, each row a case, each column a code; a cell is the summary of what that case said on it.",
    "The notes at the cells say how far a summary is, who wrote it, and what is coded. No note means no data.",
    "You may edit summaries, sort and move whole rows and whole columns, rename sheets, and save.",
    "Leave the names of cases, the headings and the hidden sheet as they are: by these the edits find back.",
    "Postil takes the edits in with: postil matrix import STUDY.json THIS_FILE.xlsx --coder YOUR_NAME",
)
_CASE_WIDTH, _ATTRIBUTE_WIDTH, _CODE_WIDTH = 16, 14, 42


def matrix_xlsx(view: MatrixView, study_id: str, *, with_quotes: bool = False) -> bytes:
    """The workbook.

    Args:
        view: what of the matrix.
        study_id: id of the study's file.
        with_quotes: write passages that may be quoted into the notes.

    Raises:
        PostilError: a text is longer than a cell of a spreadsheet can be.
    """
    wanted = [page.title for page in view.pages] + ["Ratings"] * view.rated + ["About", KEYS_TITLE]
    titles = sheet_titles(wanted)
    sheets = [
        _sheet(view, page, title, with_quotes=with_quotes) for page, title in zip(view.pages, titles, strict=False)
    ]
    if view.rated:
        sheets.append(_ratings(view, titles[-3]))
    sheets.append(_about(view, titles[-2]))
    keys = key_rows(view, study_id, titles[: len(view.pages)])
    sheets.append(Sheet(titles[-1], keys, header_rows=0, frozen=(0, 0), hidden=True))
    return workbook_bytes(sheets)


def _sheet(view: MatrixView, page: Page, title: str, *, with_quotes: bool) -> Sheet:
    attributes, codes = view.attributes, page.codes
    rows: list[list[str | int | float | None]] = [
        [CASE_HEADING, *attributes.values(), *(view.headings[code.id] for code in codes)]
    ]
    notes: dict[tuple[int, int], str] = {}
    for at, case in enumerate(view.cases, 1):
        cells = [view.cell(case, code) for code in codes]
        rows.append(
            [
                view.labels[case.id],
                *(_value(view, case, name) for name in attributes),
                *(cell.summary.text or None for cell in cells),
            ]
        )
        for column, cell in enumerate(cells, 1 + len(attributes)):
            if note := _note(view, cell, with_quotes=with_quotes):
                notes[at, column] = note
    widths = [_CASE_WIDTH, *[_ATTRIBUTE_WIDTH] * len(attributes), *[_CODE_WIDTH] * len(codes)]
    return Sheet(title, rows, frozen=(1, 1), widths=widths, notes=notes)


def _value(view: MatrixView, case: Case, name: str) -> str | int | float | None:
    value = case.values.get(name, "")
    if view.study.cases.attributes[name].kind == "number" and value:
        try:
            return float(value) if "." in value else int(value)
        except ValueError:  # typed while the attribute was of another kind
            return value
    return value or None


def _note(view: MatrixView, cell: MatrixCell, *, with_quotes: bool) -> str:
    if cell.state == "no data" and not cell.comment and not cell.ratings:
        return ""
    found = [f"{MARKS[cell.state]} {state_text(cell)}", written_by(cell)]
    if cell.passages:
        found.append(f"coded: {passages_text(view.study, cell, view.struck)}")
    if cell.ratings:
        found.append(f"ratings: {ratings_text(cell)}")
    if cell.comment:
        found.append(f"comment: {cell.comment}")
    if with_quotes:
        found += (f"“{words}” ({place})" for words, place in quotes(view, cell))
    return "\n".join(line for line in found if line)


def _ratings(view: MatrixView, title: str) -> Sheet:
    rows: list[list[str | int | float | None]] = [[CASE_HEADING, "code", "rater", "rating", "reason"]]
    for page in view.pages:
        for case, code, cell in view.cells(page):
            for rater, rating in cell.ratings.items():
                rows.append(
                    [view.labels[case.id], view.name(code), rater, _number(rating.value), rating.reason or None]
                )
    return Sheet(title, rows, frozen=(1, 1), widths=[_CASE_WIDTH, _CODE_WIDTH, 12, 10, 60])


def _number(value: str) -> str | int:
    return int(value) if value.lstrip("+-").isdecimal() else value


def _about(view: MatrixView, title: str) -> Sheet:
    counts = view.matrix.count(view.cases, view.codes)
    rows: list[list[str | int | float | None]] = [[view.title or "A study", None]]
    rows += ([line, None] for line in _ABOUT)
    rows += ([f"{MARKS[state]} {MEANINGS[state]}", counts[state]] for state in STATES)
    return Sheet(title, rows, frozen=(0, 0), widths=[100, 10])
