"""What stands behind a figure: which codings or paragraphs it counts, so that whoever reads it can be led to them.

A line of a report says what it is about, and so does a column; together they say what the figure counts where they
cross. Invariant: a figure with a ``unit`` counts just what the two describe, of the coders and the part of the study
that its report counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.coding import Place
    from postil.reports.report import Part

Unit = Literal["codings", "paragraphs", "transcripts", "cases", "coders", "codes", ""]
Stands = Literal["coded", "said", "reviewed", "read", "to do", "memo", "doubtful", "quotable"]


class Behind(NamedTuple):
    """Codings and paragraphs; what is not given does not narrow."""

    unit: Unit = ""
    """What of them the figure counts, each once; empty where it counts something else, or only some of them."""
    codes: tuple[str, ...] = ()
    """Ids."""
    join: Literal["any", "all", "one coder"] = "any"
    """Whether any of the codes stands on the paragraph, all of them, or all of them by one coder."""
    below: bool = False
    """Whether the codes under them count, too."""
    coder: str = ""
    cases: tuple[str, ...] = ()
    """Ids of the cases whose words these are; ``NOBODY`` among them for words that belong to none."""
    value: tuple[str, str] = ("", "")
    """The attribute and the value that make out the cases, where they do."""
    transcripts: tuple[str, ...] = ()
    """Ids."""
    speaker: str | None = None
    """The label; empty for words that nobody is named for, None for everybody's."""
    role: str = ""
    stands: Stands = "coded"
    """What stands on the paragraphs. ``said``: nothing need to; ``read``: a coding or a reviewed mark; ``to do``: no
    reviewed mark of the coder."""
    by: int = 1
    """How many coders put it there at least, where ``stands`` is ``reviewed``."""
    leads: bool = True
    """Whether there is anything to be led to."""


NOTHING = Behind(leads=False)
"""Behind a figure that counts no passages, such as a number of codes without any."""
_PLAIN = Behind()


def crossed(line: Behind | None, column: Behind | None) -> Behind | None:
    """What stands behind the figure where a line and a column cross; None where that leads to nothing.

    What a column says goes before what its line says.
    """
    if line is None or column is None or not (line.leads and column.leads):
        return None
    pairs = zip(line, column, _PLAIN, strict=True)
    return Behind._make(mine if said == plain else said for mine, said, plain in pairs)


def behind_cell(part: Part, row: int, column: int) -> Behind | Place | None:
    """What stands behind a cell of a part of a report, each counted from 0; the first cell tells all of its line.

    None where that leads to nothing. Of texts the first cell is all that there is.
    """
    from postil.reports.report import Facts, Grid  # noqa: PLC0415 - that module knows this one

    if isinstance(part, Facts):
        return part.behind[row] if row < len(part.behind) else None
    line = (part.lines if isinstance(part, Grid) else part.rows)[row]
    own = dict(line.apart).get(column)
    if own is not None:
        return own if own.leads else None
    if isinstance(part, Grid):
        heading = part.headings[column]
        return crossed(line.behind, heading.behind if heading.number else heading.behind or _PLAIN)
    if column == 0:
        return crossed(line.behind, _PLAIN)
    return crossed(line.behind, part.behind[column - 1] if column <= len(part.behind) else None)
