"""How often each code was used: codings, paragraphs, transcripts, cases, coders; also with the codes under it.

Invariant: the codings of all codes come to the codings counted; a code's figures with the codes under it are those of
the union, so a paragraph with a code and one under it counts once.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from postil.reports.behind import Behind
from postil.reports.columns import CODE, TALLY, WITH_CHILDREN, code_cells, code_line, shown_codes, tally_cells
from postil.reports.report import Bar, Grid, Heading, Report, coder_notes, head_notes, reading_notes, word_notes
from postil.reports.tables import Table, number, text
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting, Tally
    from postil.reports.head import Head

COLUMNS = (
    *CODE,
    number("depth", "How many codes stand above it."),
    text("status", "active, retired or heading."),
    *TALLY,
    *WITH_CHILDREN,
    number("transcripts_read", "Transcripts that were read, of those asked for: what transcripts is out of."),
    number("cases_read", "Cases that were read, of those asked for: what cases is out of."),
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
    counts, head = code_counts(counting), counting.head()
    depth = counting.study.codebook.depth
    rows = tuple(
        (
            *code_cells(counting, one.code),
            depth(one.code.id),
            one.code.status,
            *tally_cells(one.own),
            *tally_cells(one.with_children),
            head.transcripts_read,
            head.cases_read,
        )
        for one in counts
    )
    shown = {code.id for code in shown_codes(counting)}
    # Of no case, and with one coder, these columns say nothing.
    told = (True, True, True, head.cases > 0, len(counting.coders) > 1, True)
    lines = tuple(
        code_line(
            counting,
            one.code,
            *compress((*(one.with_children if counting.children else one.own), _below(one)), told),
        )
        for one in counts
        if one.code.id in shown
    )
    headings = tuple(compress(_headings(head), (True, *told)))
    grid = Grid("Codes", headings, lines, Bar(1, "codings"), "No code was used.")
    unused = sum(not one.own.codings for one in counts if one.code.status == "active")
    notes = [*head_notes(head), *reading_notes(head), *word_notes(head)]
    notes += coder_notes(head)
    if unused:
        notes.append(f"{counted(unused, 'active code')} without codings: `postil report use` lists them")
    return Report(
        "codes",
        "How often each code was used",
        head,
        (Table("codes", "How often each code was used", COLUMNS, rows),),
        (grid,),
        tuple(notes),
    )


def _headings(head: Head) -> tuple[Heading, ...]:
    """The heads of the columns; those of transcripts and cases say how many of them were read."""
    texts, cases = f"of {head.transcripts_read:,}", f"of {head.cases_read:,}"
    return (
        Heading("code", number=False),
        Heading("codings", behind=Behind("codings")),
        Heading("paragraphs", stacked=("para-", "graphs"), behind=Behind("paragraphs")),
        Heading(f"transcripts, {texts} read", stacked=("tran-", "scripts", texts), behind=Behind("transcripts")),
        Heading(f"cases, {cases} read", stacked=("cases", cases), behind=Behind("cases")),
        Heading("coders", behind=Behind("coders")),
        Heading(
            "codings with those under it", stacked=("with", "those", "under it"), behind=Behind("codings", below=True)
        ),
    )


def _below(one: CodeCount) -> int | str:
    """Codings with those of the codes under it, where there are such."""
    return one.with_children.codings if one.with_children.codings != one.own.codings else ""
