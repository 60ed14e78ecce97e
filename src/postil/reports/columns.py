"""Columns that several reports have. Invariant: one name means one thing in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.names import name_in
from postil.reports.behind import Behind
from postil.reports.report import Line
from postil.reports.tables import number, text

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting, Tally
    from postil.reports.report import Shown
    from postil.reports.tables import Cell

CODE = (
    text("code", "Id of the code."),
    text("number", "Number of the code in the codebook; empty for none."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)
CODINGS = number("codings", "Codings: one code put by one coder on one passage.")
PARAGRAPHS = number("paragraphs", "Paragraphs with such a coding, each counted once.")
PRESENT = number("present", "1 where there is such a coding, else 0.")
TALLY = (
    CODINGS,
    PARAGRAPHS,
    number("transcripts", "Transcripts with such a coding."),
    number("cases", "Cases with such a coding."),
    number("coders", "Coders who made such a coding."),
    PRESENT,
)
WITH_CHILDREN = tuple(
    number(f"{column.name}_with_children", f"{column.says[:-1]}, of the code or of a code under it.")
    for column in TALLY
)


def code_cells(counting: Counting, code: Code) -> tuple[Cell, ...]:
    """The cells of ``CODE``."""
    return (code.id, code.number, counting.paths[code.id])


def tally_cells(tally: Tally) -> tuple[Cell, ...]:
    """The cells of ``TALLY``."""
    return (*tally, tally.present)


def code_line(counting: Counting, code: Code, *cells: Shown) -> Line:
    """A line of a grid about a code, set in by its depth in the book."""
    behind = Behind(codes=(code.id,), below=counting.children)
    book = counting.study.codebook
    return Line((name_in(book, code), *cells), book.depth(code.id), behind)


def shown_codes(counting: Counting, *, children: bool | None = None) -> list[Code]:
    """The codes that a page shows: those with a coding and, so that the tree can be read, those above them."""
    used = {code.id for code in counting.codes if counting.is_used(code.id, children=children)}
    above = {parent.id for code in used for parent in counting.study.codebook.ancestors(code)}
    return [code for code in counting.codes if code.id in used | above]
