"""A report: figures as tables for programs, and the same figures as grids and heat maps for people.

Invariant: a picture shows figures that stand in a table beside it, and says what its length or shade means; a figure
that does not exist is None in a table, ``n/a`` in a grid, and a note says why. Texts are those of the study, unchanged:
whoever draws them cleans them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.reports.counting import Head
    from postil.reports.tables import Table

Shown = str | int | None


class Heading(NamedTuple):
    """The head of a column of a grid."""

    text: str
    number: bool = True
    """Whether its cells are numbers, which stand at the right."""
    stacked: tuple[str, ...] = ()
    """The same over several lines, for a terminal."""


class Line(NamedTuple):
    """One line of a grid or a heat map."""

    cells: tuple[Shown, ...]
    depth: int = 0
    """How far its first cell is set in: how many codes stand above it."""


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


class Facts(NamedTuple):
    """Texts with what they are about, such as memos."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """What it is about, and the text, which may have several lines."""
    below: bool = False
    """Whether a text stands below what it is about, not beside it."""
    empty: str = "nothing to show"


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


def head_text(head: Head) -> str:
    """What was counted, as a sentence."""
    said = (
        f"{counted(head.codings, 'coding')} by {names(head.coders)} on {head.coded:,} of "
        f"{counted(head.paragraphs, 'paragraph')} in {counted(head.transcripts, 'transcript')}, "
        f"{counted(head.cases, 'case')}"
    )
    return said + ("; codes have the codings of the codes under them, too" if head.children else "")


def head_notes(head: Head) -> tuple[str, ...]:
    """What a reader must know of what was counted."""
    left_out = f"{counted(head.left_out, 'coding')} by others, such as the consensus layer: not counted (--coder)"
    return (left_out,) if head.left_out else ()


def names(coders: tuple[str, ...]) -> str:
    """'ana, ben and cy'."""
    if not coders:
        return "nobody"
    return coders[0] if len(coders) == 1 else f"{', '.join(coders[:-1])} and {coders[-1]}"


def share(part: int, whole: int) -> float | None:
    """A share from 0 to 1, to four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def document(report: Report) -> dict[str, object]:
    """The report as JSON: what was counted, each table as a list of objects under its name, and the notes."""
    head = report.head
    tables = {table.name: [dict(zip(table.names, row, strict=True)) for row in table.rows] for table in report.tables}
    return {
        "report": report.name,
        "study": head.study,
        "counted": {**head._asdict(), "coders": list(head.coders)},
        **tables,
        "notes": list(report.notes),
    }
