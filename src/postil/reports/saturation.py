"""When new codes stopped coming: codes that no transcript before had, in the order in which transcripts were coded.

The order is that of the first coding of each transcript that is still there: the order of coding, not that of the
interviews. Invariant: each code that was used is new in exactly one transcript, so new codes come to the codes used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.model.clock import stamp_time
from postil.reports.columns import CODE, code_cells
from postil.reports.counting import label
from postil.reports.report import Bar, Facts, Grid, Heading, Line, Report, head_notes
from postil.reports.tables import Table, date, number, text
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.model.transcript import Transcript
    from postil.reports.counting import Counting

COLUMNS = (
    number("place", "Place in the order of coding, from 1."),
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Id of the transcript."),
    date("first_coding", "Time of the first of its codings that are still there, UTC."),
    number("codings", "Its codings."),
    number("codes", "Different codes in it."),
    number("new_codes", "Those of them that no transcript before it has."),
    number("codes_before", "Different codes in all transcripts before it."),
    number("codes_so_far", "codes_before and new_codes together."),
)
NEW_COLUMNS = (
    number("place", "Place of the transcript in the order of coding, from 1."),
    text("transcript", "Name of the transcript."),
    *CODE,
)

_ORDER = (
    "transcripts stand in the order of their first coding that is still there, which need not be that of the "
    "interviews; a coding that was removed and made again counts from then"
)


class Step(NamedTuple):
    """One transcript in the order of coding."""

    transcript: Transcript
    first: str
    """Stamp of its first coding."""
    codings: int
    codes: int
    new: tuple[Code, ...]
    """In the order of the book."""
    before: int
    """Different codes in the transcripts before it."""

    @property
    def so_far(self) -> int:
        """Different codes in this transcript and in those before it."""
        return self.before + len(self.new)


def steps(counting: Counting) -> tuple[Step, ...]:
    """The transcripts with codings, in the order of their first."""
    first: dict[str, str] = {}
    codings: dict[str, int] = {}
    used: dict[str, set[str]] = {}
    for coding, stamp in counting.codings:
        key = coding.transcript
        first[key] = min(first.get(key, stamp), stamp)
        codings[key] = codings.get(key, 0) + 1
        used.setdefault(key, set()).add(coding.code)
    known = {transcript.id: transcript for transcript in counting.transcripts}
    found: list[Step] = []
    seen: set[str] = set()
    for key in sorted(first, key=lambda one: (first[one], one)):
        new = tuple(code for code in counting.codes if code.id in used[key] - seen)
        found.append(Step(known[key], first[key], codings[key], len(used[key]), new, len(seen)))
        seen |= used[key]
    return tuple(found)


def saturation_report(counting: Counting) -> Report:
    """The report of new codes by transcript."""
    found = steps(counting)
    rows = tuple(
        (
            *(place, step.transcript.name, step.transcript.id, stamp_time(step.first)),
            *(step.codings, step.codes, len(step.new), step.before, step.so_far),
        )
        for place, step in enumerate(found, 1)
    )
    new = tuple(
        (place, step.transcript.name, *code_cells(counting, code))
        for place, step in enumerate(found, 1)
        for code in step.new
    )
    grid = Grid(
        "New codes in the order of coding",
        (
            *(Heading("transcript", number=False), Heading("first coding", number=False, stacked=("first", "coding"))),
            *map(Heading, ("codings", "codes", "before", "new", "so far")),
        ),
        tuple(
            Line(
                (
                    *(step.transcript.name, stamp_time(step.first)[:10], step.codings, step.codes),
                    *(step.before, len(step.new), step.so_far),
                )
            )
            for step in found
        ),
        Bar(5, "new codes", 4, "codes of the transcripts before"),
        "Nothing was coded.",
    )
    names = Facts(
        "Which codes were new",
        tuple((step.transcript.name, "; ".join(map(label, step.new)) or "none") for step in found),
        empty="Nothing was coded.",
    )
    return Report(
        "saturation",
        "New codes by transcript, in the order of coding",
        counting.head(),
        (
            Table("saturation", "New codes by transcript", COLUMNS, rows),
            Table("new_codes", "Which codes were new in which transcript", NEW_COLUMNS, new),
        ),
        (grid, names),
        (*head_notes(counting.head()), *_notes(counting, found)),
    )


def _notes(counting: Counting, found: tuple[Step, ...]) -> tuple[str, ...]:
    notes = [_ORDER]
    asked = sum(1 for bits in counting.by_transcript.values() if bits)
    if asked > len(found):
        notes.append(f"{counted(asked - len(found), 'transcript')} without codings: not listed")
    if len(counting.coders) > 1:
        notes.append("coders are counted together; --coder counts one of them")
    return tuple(notes)
