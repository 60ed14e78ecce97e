"""How often each code was used: codings, paragraphs, transcripts, cases, coders; also with the codes under it.

Invariant: the codings of all codes come to the codings counted; a code's figures with the codes under it are those of
the union, so a paragraph with a code and one under it counts once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.reports.columns import CODE, TALLY, WITH_CHILDREN, code_cells, code_line, shown_codes, tally_cells
from postil.reports.report import Bar, Grid, Heading, Report, head_notes
from postil.reports.tables import Table, number, text
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting, Tally

COLUMNS = (
    *CODE,
    number("depth", "How many codes stand above it."),
    text("status", "active, retired or heading."),
    *TALLY,
    *WITH_CHILDREN,
)
_HEADINGS = (
    Heading("code", number=False),
    Heading("codings"),
    Heading("paragraphs", stacked=("para-", "graphs")),
    Heading("transcripts", stacked=("tran-", "scripts")),
    Heading("cases"),
    Heading("coders"),
    Heading("codings with those under it", stacked=("with", "those", "under it")),
)


class CodeCount(NamedTuple):
    """How often one code was used."""

    code: Code
    own: Tally
    with_children: Tally


def code_counts(counting: Counting) -> tuple[CodeCount, ...]:
    """All codes of the book, in its order."""
    return tuple(
        CodeCount(
            code,
            counting.tally(code.id, children=False),
            counting.tally(code.id, children=True),
        )
        for code in counting.codes
    )


def codes_report(counting: Counting) -> Report:
    """The report of frequencies."""
    counts = code_counts(counting)
    depth = counting.study.codebook.depth
    rows = tuple(
        (
            *code_cells(counting, one.code),
            depth(one.code.id),
            one.code.status,
            *tally_cells(one.own),
            *tally_cells(one.with_children),
        )
        for one in counts
    )
    shown = {code.id for code in shown_codes(counting)}
    several = len(counting.coders) > 1  # with one coder that column says nothing
    lines = tuple(
        code_line(
            counting, one.code, *(one.with_children if counting.children else one.own)[: 4 + several], _below(one)
        )
        for one in counts
        if one.code.id in shown
    )
    headings = tuple(heading for heading in _HEADINGS if several or heading.text != "coders")
    grid = Grid("Codes", headings, lines, Bar(1, "codings"), "No code was used.")
    unused = sum(not one.own.codings for one in counts if one.code.status == "active")
    notes = [*head_notes(counting.head())]
    if unused:
        notes.append(f"{counted(unused, 'active code')} without codings: `postil report use` lists them")
    return Report(
        "codes",
        "How often each code was used",
        counting.head(),
        (Table("codes", "How often each code was used", COLUMNS, rows),),
        (grid,),
        tuple(notes),
    )


def _below(one: CodeCount) -> int | str:
    """Codings with those of the codes under it, where there are such."""
    return one.with_children.codings if one.with_children.codings != one.own.codings else ""
