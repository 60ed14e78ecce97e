"""How the codebook is used: which codes are used, by whom and since when, and which are not.

Invariant: every code of the book is in exactly one state.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.reports.behind import Behind
from postil.reports.carried import carried_notes
from postil.reports.columns import CODE, CODINGS, code_cells, code_line
from postil.reports.report import Grid, Heading, Line, Report, head_notes, reading_notes, word_notes
from postil.reports.tables import Table, date, number, text
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.reports.counting import Counting

    Times = dict[tuple[str, str], tuple[str, str]]

STATES = ("used", "unused", "retired but used", "retired", "heading but used", "heading")
_OF_STATUS = {"retired": ("retired but used", "retired"), "heading": ("heading but used", "heading")}
COLUMNS = (
    *CODE,
    text("status", "active, retired or heading."),
    text("state", f"One of: {', '.join(STATES)}."),
    text("origin", "a priori or inductive; empty where it is not said."),
    CODINGS,
    number("coders", "Coders who used it."),
    date("first_use", "Time of its first coding that is still there, UTC; empty for none."),
    date("last_use", "Time of its latest coding that is still there, UTC; empty for none."),
)
CODER_COLUMNS = (
    *CODE,
    text("coder", "Name of the coder."),
    CODINGS,
    date("first_use", "Time of the coder's first coding with it that is still there, UTC; empty for none."),
    date("last_use", "Time of the coder's latest coding with it that is still there, UTC; empty for none."),
)


class Used(NamedTuple):
    """How one code is used."""

    code: Code
    state: str
    """One of ``STATES``."""
    codings: int
    coders: int
    first: str
    """Stamp of its first coding; empty for none."""
    last: str


def uses(counting: Counting, times: Times | None = None) -> tuple[Used, ...]:
    """All codes of the book, in its order; ``times`` are those of ``times_of``, if they are known."""
    times = times_of(counting) if times is None else times
    found = []
    for code in counting.codes:
        tally = counting.tally(code.id, children=False)
        used, unused = _OF_STATUS.get(code.status, ("used", "unused"))
        mine = [times[code.id, coder] for coder in counting.coders if (code.id, coder) in times]
        first, last = min((one[0] for one in mine), default=""), max((one[1] for one in mine), default="")
        found.append(Used(code, used if tally.codings else unused, tally.codings, tally.coders, first, last))
    return tuple(found)


def times_of(counting: Counting) -> Times:
    """(code, coder) -> stamps of the first and the latest coding."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for coding, stamp in counting.dated:
        first, last = found.get((coding.code, coding.coder), (stamp, stamp))
        found[coding.code, coding.coder] = (min(first, stamp), max(last, stamp))
    return found


def use_report(counting: Counting) -> Report:
    """The report on the use of the codebook."""
    times = times_of(counting)
    found = uses(counting, times)
    rows = tuple(
        (
            *code_cells(counting, one.code),
            *(one.code.status, one.state, one.code.origin, one.codings, one.coders),
            *(_time(one.first), _time(one.last)),
        )
        for one in found
    )
    by_coder = tuple(
        (
            *code_cells(counting, one.code),
            coder,
            counting.count(one.code.id, counting.places, coder, children=False),
            *map(_time, times.get((one.code.id, coder), ("", ""))),
        )
        for one in found
        for coder in counting.coders
    )
    title = "How the codebook is used"
    return Report(
        "use",
        title,
        counting.head(),
        (
            Table("use", title, COLUMNS, rows),
            Table("use_by_coder", "How each coder uses the codebook", CODER_COLUMNS, by_coder),
        ),
        (_summary(found), _grid(counting, found)),
        (
            *head_notes(counting.head()),
            *reading_notes(counting.head()),
            *carried_notes(counting),
            *_notes(counting, found),
        ),
    )


def _notes(counting: Counting, found: tuple[Used, ...]) -> tuple[str, ...]:
    head = counting.head()
    notes = list(word_notes(head))
    unused = sum(one.state == "unused" for one in found)
    if unused and head.query:
        notes.append(f"{counted(unused, 'code')} without codings that the query finds: they may have others")
    if unused and (head.transcripts_not_read or head.transcripts_in_part):
        notes.append(f"{counted(unused, 'code')} without codings so far: what is not read yet may still have them")
    return tuple(notes)


def _behind(found: tuple[Used, ...], state: str) -> Behind | None:
    """Behind the codes of a state: their codings, if they have any; all codings, where no other code has any."""
    codes = tuple(one.code.id for one in found if one.state == state and one.codings)
    if not codes:
        return None
    return Behind() if len(codes) == sum(1 for one in found if one.codings) else Behind(codes=codes)


def _summary(found: tuple[Used, ...]) -> Grid:
    states = Counter(one.state for one in found)
    return Grid(
        "States",
        (Heading("codes that are", number=False), Heading("codes", behind=Behind("codes"))),
        tuple(Line((state, states[state]), behind=_behind(found, state)) for state in STATES if states[state]),
        empty="The codebook has no codes.",
    )


def _grid(counting: Counting, found: tuple[Used, ...]) -> Grid:
    coders = counting.coders if len(counting.coders) > 1 else ()
    texts = (Heading("code", number=False), Heading("state", number=False))
    lines = []
    for one in found:
        by_coder = [counting.count(one.code.id, counting.places, coder, children=False) for coder in coders]
        line = code_line(counting, one.code, one.state, one.codings, *by_coder, one.last[:10])
        lines.append(line._replace(behind=Behind(codes=(one.code.id,))))
    return Grid(
        "Codes",
        (
            *(*texts, Heading("codings", behind=Behind("codings"))),
            *(Heading(coder, behind=Behind("codings", coder=coder)) for coder in coders),
            Heading("last use", number=False),
        ),
        tuple(lines),
        empty="The codebook has no codes.",
    )


def _time(stamp: str) -> str | None:
    return stamp_time(stamp) if stamp else None
