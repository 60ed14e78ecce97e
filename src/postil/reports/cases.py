"""Which code was used in which case: codes by cases.

The words of a case are all that is said in its transcripts, by interviewers, too, but for speakers with cases of their
own; a note says how many codings are not on words of participants.

Invariant: the codings of a code over all cases, and on words that belong to no case, come to the codings of the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.behind import Behind
from postil.reports.columns import CODE, CODINGS, PARAGRAPHS, code_cells, code_line, shown_codes
from postil.reports.counting import NOBODY
from postil.reports.let_out import said_case
from postil.reports.report import Heat, Report, coder_notes, head_notes, reading_notes, word_notes
from postil.reports.tables import Table, number, text
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting

COLUMNS = (
    text("case", "Id of the case; empty for words that belong to no case."),
    text("case_name", "Name of the case; empty for words that belong to no case."),
    *CODE,
    CODINGS,
    PARAGRAPHS,
    number(
        "present",
        "1 where there is such a coding, 0 where there is none; empty for a case that nobody has read, or that a query "
        "does not ask for.",
    ),
    number("eligible", "The case's paragraphs that are there to be coded; empty for no case."),
    number("read", "Those of them that were read: reviewed or coded; empty for no case."),
    number("asked", "Its paragraphs that a query asks for by who and where; 0 for a case that it does not ask for."),
    number("found", "Those of them that the query finds."),
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
        (
            said_case(counting.study, one.case),
            one.name,
            *code_cells(counting, one.code),
            one.codings,
            one.paragraphs,
            *_read(counting, one),
        )
        for one in counts
    )
    found = {(one.case, one.code.id): one.codings for one in counts}
    read = counting.reading.cases
    there = [case for case, bits in counting.by_case.items() if bits and case in read and read[case].begun]
    head = counting.head()
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
        _why_none(counting),
        tuple(Behind("codings", cases=(case,)) for case in shown),
    )
    notes = [*head_notes(head), *reading_notes(head), *word_notes(head)]
    if shown and head.cases_not_read:
        notes.append(
            "cases that are not read yet are left out of the picture; in tables they have no figure for present"
        )
    notes += coder_notes(head)
    if (beside := len(counting.cases) - head.cases) and head.query:
        notes.append(
            f"{counted(beside, 'case')} without words that were asked for: left out of the picture; in tables without "
            "a figure for present"
        )
    if nobody:
        notes.append(f"{counted(nobody, 'coding')} on words that belong to no case: `postil cases` says whose they are")
    title = "Which code was used in which case"
    return Report("cases", title, head, (Table("cases", title, COLUMNS, rows),), (heat,), tuple(notes))


def _read(counting: Counting, one: CaseCount) -> tuple[int | None, int | None, int | None, int, int]:
    """Presence, and how much of the case there is to read, was read, was asked for, and was found."""
    read = counting.reading.cases.get(one.case)
    asked = counting.by_case[one.case]
    present, there = int(one.codings > 0), (asked.bit_count(), (asked & counting.places).bit_count())
    if read is None:
        return present, None, None, *there
    return present if asked and read.begun else None, read.eligible, read.read, *there


def _why_none(counting: Counting) -> str:
    head = counting.head()
    if not counting.cases:
        return "There are no cases: `postil cases auto`."
    if not head.cases:
        return "No case has words that were asked for." if head.query else "No case has any words."
    if not head.cases_read:
        return "No case that was asked for is read yet." if head.query else "No case is read yet."
    return "The query finds no coding." if head.query else "Nothing is coded yet."
