"""When new codes stopped coming: codes that no transcript before had, in the order in which transcripts were coded.

The order is that of the first coding of each transcript that is still there, or, where a transcript was reviewed and
given no code, of its first reviewed mark: the order of coding, not that of the interviews. Invariant: each code that
was used is new in exactly one transcript, so new codes come to the codes used; and a transcript that nobody has read is
not there, so that it is not taken for one without new codes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.model.names import name_in
from postil.reports.behind import NOTHING, Behind
from postil.reports.carried import carried_notes
from postil.reports.columns import CODE, code_cells
from postil.reports.counting import labels
from postil.reports.report import Bar, Facts, Grid, Heading, Line, Report, head_notes, transcript_notes, word_notes
from postil.reports.tables import Table, date, number, text
from postil.text.figures import percent
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from postil.model.codebook import Code
    from postil.model.transcript import Transcript
    from postil.reports.counting import Counting
    from postil.reports.reading import Read

COLUMNS = (
    number("place", "Place in the order of coding, from 1."),
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Id of the transcript."),
    date("first_coding", "Time of the first of its codings that are still there, UTC; empty for none."),
    number("codings", "Its codings."),
    number("codes", "Different codes in it."),
    number("new_codes", "Those of them that no transcript before it has."),
    number("codes_before", "Different codes in all transcripts before it."),
    number("codes_so_far", "codes_before and new_codes together."),
    number("eligible", "Its paragraphs that are there to be coded."),
    number("read", "Those of them that were read: reviewed or coded."),
    date("first_reviewed", "Time of its first reviewed mark, where that gives its place, as it has no coding; UTC."),
)
NEW_COLUMNS = (
    number("place", "Place of the transcript in the order of coding, from 1."),
    text("transcript", "Name of the transcript."),
    *CODE,
)

_NAMED = 5
"""Codes that a note names."""
_ORDER = (
    "transcripts stand in the order of coding: of their first coding that is still there (of their first reviewed "
    "mark, if they have none), which need not be that of the interviews; a coding removed and made again counts from "
    "then"
)


class Step(NamedTuple):
    """One transcript in the order of coding."""

    transcript: Transcript
    first: str
    """Stamp of its first coding or, if it has none, of its first reviewed mark."""
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
    """The transcripts that were coded, or read without a coding, in the order of coding."""
    stamps: defaultdict[str, list[str]] = defaultdict(list)
    used: defaultdict[str, set[str]] = defaultdict(set)
    for (key, _, _, _, code, _), stamp in counting.dated:
        stamps[key].append(stamp)
        used[key].add(code)
    first = {key: min(mine) for key, mine in stamps.items()}
    first |= _marked(counting, first)
    known = {transcript.id: transcript for transcript in counting.transcripts}
    found: list[Step] = []
    seen: set[str] = set()
    for key in sorted(first, key=lambda one: (first[one], one)):
        mine = used.get(key, set())
        fresh = mine - seen
        new = tuple(code for code in counting.codes if code.id in fresh) if fresh else ()
        found.append(Step(known[key], first[key], len(stamps.get(key, ())), len(mine), new, len(seen)))
        seen |= mine
    return tuple(found)


def _marked(counting: Counting, coded: Collection[str]) -> dict[str, str]:
    """The other transcripts that were asked for and reviewed, each with the stamp of its first mark."""
    reviewed, made, readers = counting.study.reviewed, counting.study.made, counting.reading.readers
    found = {
        key: min((made(stamp) for who in readers for stamp in reviewed(key, who).values()), default="")
        for key, bits in counting.by_transcript.items()
        if bits and key not in coded
    }
    return {key: stamp for key, stamp in found.items() if stamp}


def saturation_report(counting: Counting) -> Report:
    """The report of new codes by transcript."""
    found, read = steps(counting), counting.reading.transcripts
    rows = tuple(
        (
            *(place, step.transcript.name, step.transcript.id, stamp_time(step.first) if step.codings else None),
            *(step.codings, step.codes, len(step.new), step.before, step.so_far),
            *(read[step.transcript.id].eligible, read[step.transcript.id].read),
            None if step.codings else stamp_time(step.first),
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
            *(
                Heading("read", behind=Behind(stands="read")),
                Heading("codings", behind=Behind("codings")),
                Heading("codes", behind=Behind("codes")),
            ),
            *map(Heading, ("before", "new", "so far")),
        ),
        tuple(
            Line(
                (
                    *(step.transcript.name, stamp_time(step.first)[:10] if step.codings else "none"),
                    *(_share(read[step.transcript.id]), step.codings, step.codes),
                    *(step.before, len(step.new), step.so_far),
                ),
                behind=Behind(transcripts=(step.transcript.id,)),
                apart=_apart(found, at),
            )
            for at, step in enumerate(found)
        ),
        Bar(6, "new codes", 5, "codes of the transcripts before"),
        "Nothing is read yet.",
    )
    known = labels(counting)
    names = Facts(
        "Which codes were new",
        tuple((step.transcript.name, "; ".join(known[code.id] for code in step.new) or "none") for step in found),
        empty="Nothing is read yet.",
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


def _share(read: Read) -> str:
    return percent(read.read, read.eligible)


def _apart(found: tuple[Step, ...], at: int) -> tuple[tuple[int, Behind], ...]:
    """Behind the codes before a transcript, those new in it, and those so far; no code is nothing to be led to."""
    ids = tuple(step.transcript.id for step in found[: at + 1])
    new = tuple(code.id for code in found[at].new)
    return (
        (5, Behind("codes", transcripts=ids[:-1]) if at else NOTHING),
        (6, Behind("codes", new, transcripts=ids[-1:]) if new else NOTHING),
        (7, Behind("codes", transcripts=ids)),
    )


def _known_below(counting: Counting, found: tuple[Step, ...]) -> Iterator[str]:
    """Codes that are new in a transcript although a code under them was used in one before."""
    known = {code.id: code.number or name_in(counting.study.codebook, code) for code in counting.codes}
    seen: set[str] = set()
    for step in found:
        for code in step.new:
            below = [one.id for one in counting.codes if one.id in seen and one.id in counting.below[code.id][1:]]
            if below:
                yield f"{known[code.id]} in {step.transcript.name} (after {', '.join(known[one] for one in below)})"
        seen |= {code.id for code in step.new}


def _notes(counting: Counting, found: tuple[Step, ...]) -> tuple[str, ...]:
    notes = [_ORDER, *transcript_notes(counting.head()), *word_notes(counting.head()), *carried_notes(counting)]
    if below := list(_known_below(counting, found)):
        more = f" and {len(below) - _NAMED:,} more" if len(below) > _NAMED else ""
        notes.append(
            "each code counts for itself: new, though a code under it had been used in a transcript before, "
            f"{'is' if len(below) == 1 else 'are'} {'; '.join(below[:_NAMED])}{more}"
        )
    if counting.head().transcripts_not_read:
        notes.append("transcripts that are not read yet are not listed: whether they have new codes is not known")
    if not counting.whole:
        notes.append("a code is new where the query finds it first")
    if len(counting.coders) > 1:
        notes.append("coders are counted together; --coder counts one of them")
    return tuple(notes)
