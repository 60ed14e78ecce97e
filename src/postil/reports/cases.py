"""Which code was used on whose words: codes by cases.

Invariant: the codings of a code over all cases, and on words that belong to no case, come to the codings of the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.reports.columns import CODE, CODINGS, PARAGRAPHS, PRESENT, code_cells, code_line, shown_codes
from postil.reports.counting import NOBODY
from postil.reports.report import Heat, Report, head_notes
from postil.reports.tables import Table, text
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting

COLUMNS = (
    text("case", "Id of the case; empty for words that belong to no case."),
    text("case_name", "Name of the case; empty for words that belong to no case."),
    *CODE,
    CODINGS,
    PARAGRAPHS,
    PRESENT,
)


class CaseCount(NamedTuple):
    """One code in the words of one case."""

    case: str
    """Id; ``NOBODY`` for words that belong to none."""
    name: str
    code: Code
    codings: int
    paragraphs: int


def case_counts(counting: Counting) -> tuple[CaseCount, ...]:
    """Every case with every code; what belongs to no case comes last, where there is anything."""
    owners = [(case.id, case.name) for case in counting.cases]
    if counting.by_case.get(NOBODY):
        owners.append((NOBODY, ""))
    return tuple(
        CaseCount(
            case,
            name,
            code,
            counting.count(code.id, counting.by_case[case]),
            (counting.paragraphs(code.id) & counting.by_case[case]).bit_count(),
        )
        for case, name in owners
        for code in counting.codes
    )


def cases_report(counting: Counting) -> Report:
    """The report of codes by cases."""
    counts = case_counts(counting)
    rows = tuple(
        (one.case, one.name, *code_cells(counting, one.code), one.codings, one.paragraphs, int(one.codings > 0))
        for one in counts
    )
    found = {(one.case, one.code.id): one.codings for one in counts}
    there = [case for case, bits in counting.by_case.items() if case != NOBODY and bits]
    nobody = sum(one.codings for one in counts if one.case == NOBODY)
    shown = [*there, NOBODY] if nobody else there
    known = {case.id: case.name for case in counting.cases}
    heat = Heat(
        "Codes by cases",
        "codings",
        "code",
        tuple(known.get(case, "no case") for case in shown),
        tuple(code_line(counting, code, *(found[case, code.id] for case in shown)) for code in shown_codes(counting))
        if shown
        else (),
        "No case has words that were asked for." if counting.cases else "There are no cases: `postil cases auto`.",
    )
    notes = list(head_notes(counting.head()))
    if nobody:
        notes.append(f"{counted(nobody, 'coding')} on words that belong to no case: `postil cases` says whose they are")
    title = "Which code was used in the words of which case"
    return Report("cases", title, counting.head(), (Table("cases", title, COLUMNS, rows),), (heat,), tuple(notes))
