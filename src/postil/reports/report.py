"""A report: figures as tables for programs, and the same figures as grids and heat maps for people.

Invariant: a picture shows figures that stand in a table beside it, and says what its length or shade means; a figure
that does not exist is None in a table, ``n/a`` in a grid, and a note says why. Texts are those of the study, unchanged:
whoever draws them cleans them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.coding import Place
    from postil.reports.behind import Behind
    from postil.reports.counting import Counting
    from postil.reports.head import Head
    from postil.reports.reading import Read
    from postil.reports.tables import Cell, Table

Shown = str | int | None
_NAMED, _NAMED_AT_HEAD = 9, 3
"""Names of what is not read that a note tells, and that the line under the title does; a document has them all."""


class Heading(NamedTuple):
    """The head of a column of a grid."""

    text: str
    number: bool = True
    """Whether its cells are numbers, which stand at the right."""
    stacked: tuple[str, ...] = ()
    """The same over several lines, for a terminal."""
    behind: Behind | None = None
    """What its figures count of what their lines are about; None where that leads to no passages."""


class Line(NamedTuple):
    """One line of a grid or a heat map."""

    cells: tuple[Shown, ...]
    depth: int = 0
    """How far its first cell is set in: how many codes stand above it."""
    behind: Behind | None = None
    """What it is about; None where that leads to no passages."""
    apart: tuple[tuple[int, Behind], ...] = ()
    """What cells count of which line and column do not tell it: place of the column, from 0, and what it counts."""


class Bar(NamedTuple):
    """Which figures of a grid are drawn as bars."""

    column: int
    """Place of the column, from 0."""
    says: str
    """What the length means, with its unit."""
    before: int | None = None
    """Place of a column whose figure is drawn before it, lighter, so that the two add up along the line."""
    before_says: str = ""
    named_by: int = 1
    """How many cells of the line say what a bar is about."""


class Grid(NamedTuple):
    """Lines of figures for a person, with bars on request."""

    title: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    bar: Bar | None = None
    empty: str = "nothing to show"
    """What is said where there are no lines."""


class Heat(NamedTuple):
    """A field of figures in which greater ones are darker."""

    title: str
    says: str
    """What a figure counts, with its unit."""
    corner: str
    """What the rows are."""
    columns: tuple[str, ...]
    """What each column is; a head that is too wide for its figures is numbered, and told below."""
    rows: tuple[Line, ...]
    """The label, then one figure a column."""
    empty: str = "nothing to show"
    behind: tuple[Behind, ...] = ()
    """What the figures of each column count of what their rows are about; empty where that leads to no passages."""


class Facts(NamedTuple):
    """Texts with what they are about, such as memos."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """What it is about, and the text, which may have several lines."""
    below: bool = False
    """Whether a text stands below what it is about, not beside it."""
    empty: str = "nothing to show"
    behind: tuple[Behind | Place | None, ...] = ()
    """What each of them leads to: passages or one paragraph; empty where none does."""


Part = Grid | Heat | Facts


class Report(NamedTuple):
    """One report."""

    name: str
    """As in ``postil report NAME``."""
    title: str
    head: Head
    tables: tuple[Table, ...]
    """All figures; the first is the one that a table of comma-separated values has."""
    parts: tuple[Part, ...]
    """What a person reads, in this order."""
    notes: tuple[str, ...] = ()
    """How it was counted, and why figures do not exist."""
    figures: tuple[tuple[str, Cell], ...] = ()
    """Figures of the whole that stand in no table, each with the name that a document gives it."""


def head_text(head: Head) -> str:
    """What was counted, as a sentence: each figure with what it is out of."""
    codings = f"{counted(head.codings, 'coding')} by {names(head.coders)}"
    asked_for = " asked for" if head.query else ""
    whole = f"{_the(head, head.paragraphs, 'paragraph')}{asked_for}"
    if head.found != head.paragraphs:
        found = _the(head, head.found, "paragraph")
        whole = f"{found} that the query finds, out of {head.paragraphs:,} asked for"
    said = (
        f"{codings} on {head.coded:,} of {whole}, "
        f"in {head.coded_transcripts:,} of {_the(head, head.transcripts, 'transcript')}{asked_for}, "
        + (f"{head.coded_cases:,} of {_the(head, head.cases, 'case')}" if head.cases else "of no case")
    )
    said += _how_read(head) if head.query else ""
    return said + ("; codes have the codings of the codes under them, too" if head.children else "")


def _the(head: Head, number: int, noun: str) -> str:
    return f"{'the ' if head.query and number > 1 else ''}{counted(number, noun)}"


def _how_read(head: Head) -> str:
    """Which of the cases asked for are not read, or read in part; which transcripts, where there are no cases."""
    noun, unread, part = "transcripts", head.transcripts_not_read, head.transcripts_in_part
    if head.cases:
        noun, unread, part = "cases", head.cases_not_read, head.cases_in_part
    if len(unread) + len(part) > _NAMED_AT_HEAD:
        said = [f"{len(unread):,} not read"] if unread else []
        said += [f"{len(part):,} read in part"] if part else []
        return f"; of these {noun} {', '.join(said)}"
    in_part = tuple(one.name for one in part)
    kinds = ((unread, "not read"), (in_part, "read in part"))
    return "".join(f"; {names(those)} {'is' if len(those) == 1 else 'are'} {how}" for those, how in kinds if those)


def head_notes(head: Head) -> tuple[str, ...]:
    """What a reader must know of what was counted."""
    notes = []
    if head.found != head.paragraphs:
        notes.append(
            "asked for is what the query might find by who and where; its conditions on what is coded, said or noted "
            "there choose what is counted, not what that is out of"
        )
    if head.left_out:
        codings = counted(head.left_out, "coding")
        notes.append(
            f"{codings} by others than {names(head.coders)}: not counted"
            if head.readers
            else f"{codings} of the consensus layer: not counted beside those of the coders (--coder consensus)"
        )
    return tuple(notes)


def word_notes(head: Head) -> tuple[str, ...]:
    """How many of the codings are on words of others than participants, which count for a case as its own do."""
    interviewers, others = head.on_interviewers, head.on_others
    if not interviewers + others or others == head.codings:  # nobody is known as a participant
        return ()
    first, *more = [f"{on:,}" for on in (interviewers, others) if on]
    whose = (["interviewers'"] if interviewers else []) + (["others'"] if others else [])
    verb = "is" if first == "1" else "are"
    said = f"{first} of {counted(head.codings, 'coding')} {verb} on {whose[0]} words"
    said += "".join(f", {on} on {those}" for on, those in zip(more, whose[1:], strict=True))
    leave = "; role:participant in a query (--where) leaves them out"
    return (said + leave if interviewers + others < head.codings else said,)


def pair_notes(counting: Counting) -> tuple[str, ...]:
    """Whose words the codes of pairs are on, and that a query which asks for codes makes no pairs with others."""
    notes = list(word_notes(counting.head()))
    if besides := counting.besides():
        notes.append(
            f"{counted(besides, 'more coding')} on these paragraphs, which the query does not ask for, "
            f"{'makes' if besides == 1 else 'make'} no pairs; where(...) around what names codes only says where"
        )
    return tuple(notes)


def coder_notes(head: Head) -> tuple[str, ...]:
    """What a reader must know of codings where several coders are counted."""
    if len(head.coders) < 2:
        return ()
    return ("where several coders coded the same words, each has a coding; paragraphs and cases count once",)


def case_notes(head: Head) -> tuple[str, ...]:
    """Which cases are not read yet, or only in part, so that nobody takes that for silence."""
    return _not_read(head, "case", head.cases, head.cases_not_read, head.cases_in_part)


def transcript_notes(head: Head) -> tuple[str, ...]:
    """Which transcripts are not read yet, or only in part."""
    return _not_read(head, "transcript", head.transcripts, head.transcripts_not_read, head.transcripts_in_part)


def reading_notes(head: Head) -> tuple[str, ...]:
    """Which cases are not read yet, or only in part; which transcripts, where there are no cases."""
    return case_notes(head) if head.cases else transcript_notes(head)


def _not_read(head: Head, noun: str, whole: int, unread: Sequence[str], in_part: Sequence[Read]) -> tuple[str, ...]:
    notes = []
    if unread:
        who = f" by {names(head.readers)}" if head.readers else ""
        asked = " asked for" if head.query else ""
        verb, they = ("is", "it lacks") if len(unread) == 1 else ("are", "they lack")
        notes.append(
            f"{len(unread):,} of {counted(whole, noun)}{asked} {verb} not read yet{who} "
            f"(no reviewed mark and no coding): that {they} a code says nothing: {few(unread)}"
        )
    if in_part:
        parts = [f"{one.name} ({one.read:,} of {counted(one.eligible, 'paragraph')})" for one in in_part]
        verb = "is" if len(in_part) == 1 else "are"
        notes.append(f"{counted(len(in_part), noun)} {verb} read in part, so codes may still come: {few(parts)}")
    return tuple(notes)


def few(said: Sequence[str]) -> str:
    """All of a few names, or the first of many and how many more there are."""
    if len(said) <= _NAMED + 1:
        return ", ".join(said)
    return f"{', '.join(said[:_NAMED])} and {len(said) - _NAMED:,} more"


def names(coders: tuple[str, ...]) -> str:
    """'ana, ben and cy'."""
    if not coders:
        return "nobody"
    return coders[0] if len(coders) == 1 else f"{', '.join(coders[:-1])} and {coders[-1]}"


def share(part: int, whole: int) -> float | None:
    """A share from 0 to 1, to four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def document(report: Report) -> dict[str, object]:
    """The report as JSON: what was counted, figures of the whole, each table as a list of objects, and the notes."""
    tables = {table.name: [dict(zip(table.names, row, strict=True)) for row in table.rows] for table in report.tables}
    return {
        "report": report.name,
        "study": report.head.study,
        "counted": _counted(report.head),
        **dict(report.figures),
        **tables,
        "notes": list(report.notes),
    }


def _counted(head: Head) -> dict[str, object]:
    """What was counted, for programs: the fields of the head, and how many were read."""
    return {
        **head._asdict(),
        "coders": list(head.coders),
        "readers": list(head.readers),
        "transcripts_read": head.transcripts_read,
        "cases_read": head.cases_read,
        "transcripts_not_read": list(head.transcripts_not_read),
        "cases_not_read": list(head.cases_not_read),
        "transcripts_in_part": [_read(one) for one in head.transcripts_in_part],
        "cases_in_part": [_read(one) for one in head.cases_in_part],
        "understood": [{**one._asdict(), "meant": list(one.meant)} for one in head.understood],
    }


def _read(one: Read) -> dict[str, object]:
    return {"name": one.name, "read": one.read, "eligible": one.eligible}
