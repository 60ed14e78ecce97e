"""The values that pass between the steps of reading a transcript.

A file becomes ``Piece``s (its lines, or its Word paragraphs cut at soft breaks), a layout turns these into ``Row``s,
and rows become the numbered paragraphs of a ``Transcript``. Invariant: no step invents words; a row's text is made of
the source's own words in the source's own order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.model.transcript import Kind, Role, Transcript

_EDGES = " \t\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as it was read: the transcript, and what was decided on the way."""

    transcript: Transcript
    report: tuple[str, ...]
    """One sentence for each decision and each oddity, in the order in which they were met."""
    speakers: dict[str, int]
    """Each speaker's label as the file writes it, with the number of labels read (not of paragraphs)."""


@dataclass(slots=True)
class Piece:
    """One line of a text file, or one line of a Word paragraph."""

    text: str
    line: int
    """Number of the line in the file, or of the paragraph in the Word file, from 1."""
    gap: bool = False
    """Whether blank lines, a separator or the beginning of the file come before it."""
    emphasis: bool = False
    """Whether all of it is bold or italic."""
    lead: int = 0
    """Number of characters at its beginning that are bold or italic while the rest is not."""
    heading: bool = False
    """Whether the file marks it as a heading."""
    start: float | None = None
    """Start time in seconds, where one was taken out of the text."""
    kind: Kind | None = None
    """Fixed by the file itself, e.g. for a footnote; the layout decides where it is None."""


@dataclass(slots=True)
class Row:
    """A paragraph in the making."""

    text: str
    speaker: str = ""
    kind: Kind = "say"
    start: float | None = None
    role: Role | None = None
    """Known from the layout alone, e.g. for an untagged answer; otherwise proposed from the speaker's label."""


@dataclass(slots=True)
class Table:
    """One table of a Word file, or a text file of tab-separated columns; cells hold lines."""

    rows: list[list[str]]
    line: int
    """Number of the paragraph or line where it begins, from 1."""


@dataclass(slots=True)
class Outcome:
    """What a layout made of a file."""

    layout: str
    rows: list[Row]
    labels: dict[str, int] = field(default_factory=dict)
    report: list[str] = field(default_factory=list)


def trim(text: str) -> str:
    """Text without the white space at its ends; control characters there stay, as ``str.strip`` would not have it."""
    return text.strip(_EDGES)


def places(lines: list[int], noun: str = "line") -> str:
    """'line 4', 'lines 4, 9 and 12 more': where something was found, at most three places by number."""
    shown = ", ".join(str(line) for line in lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    return f"{noun if len(lines) == 1 else noun + 's'} {shown}{more}"
