"""Progress as a report like the others. Invariant: the figures are those of ``postil.reports.progress``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.eligible import eligible_set
from postil.reports.behind import NOTHING, Behind
from postil.reports.report import Bar, Grid, Heading, Line, Report, head_notes, share
from postil.reports.tables import Table, number, text, truth
from postil.text.counted import counted
from postil.text.figures import percent

if TYPE_CHECKING:
    from postil.reports.counting import Counting
    from postil.reports.progress import Progress

ASKED = " that the query asks for by who and where"
TRANSCRIPT_COLUMNS = (
    text("id", "Id of the transcript."),
    text("name", "Name of the transcript."),
    number("paragraphs", "Its paragraphs that were asked for, whoever speaks."),
    number("eligible", "Those of them to be read: participants' speech, or everybody's."),
    number("reviewed", "Eligible paragraphs that at least one coder has reviewed."),
    number("double_coded", "Eligible paragraphs that two coders or more have reviewed."),
    number("consensus", "Eligible paragraphs with a mark of the consensus layer."),
)
CODER_COLUMNS = (
    text("coder", "Name of the coder."),
    number("transcripts", "Transcripts that the coder has begun."),
    number(
        "eligible", "Paragraphs to be read in the coder's transcripts: those assigned or, without assignments, begun."
    ),
    number("reviewed", "Eligible paragraphs with the coder's reviewed mark."),
    number("coded", "Eligible paragraphs with a coding by the coder."),
    number("coded_not_reviewed", "Those of them without the coder's reviewed mark; agreement does not see them."),
    number("codings", "The coder's codings, also outside eligible paragraphs."),
    number("to_do", "Eligible paragraphs without the coder's mark in the coder's transcripts."),
    number("transcripts_assigned", "Transcripts that the coder was given; 0 in a study without assignments."),
    number("assigned_begun", "Those of them that the coder has begun."),
)
COLUMNS = (
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Id of the transcript."),
    number("eligible", "Paragraphs to be read in it: participants' speech, or everybody's."),
    text("coder", "Name of the coder."),
    truth("assigned", "Whether it was given to the coder; empty in a study without assignments."),
    number("reviewed", "Eligible paragraphs with the coder's reviewed mark."),
    number("coded", "Eligible paragraphs with a coding by the coder."),
    number("coded_not_reviewed", "Those of them without the coder's reviewed mark; agreement does not see them."),
    number("codings", "The coder's codings, also outside eligible paragraphs."),
    number("to_do", "Eligible paragraphs without the coder's mark, where the transcript is the coder's."),
)


_HEADINGS = (
    Heading("eligible", behind=Behind("paragraphs")),
    Heading("reviewed", behind=Behind("paragraphs", stands="reviewed")),
    Heading("", behind=Behind(stands="reviewed")),
    Heading("double-coded", behind=Behind("paragraphs", stands="reviewed", by=2)),
)


def progress_report(counting: Counting, done: Progress) -> Report:
    """How far the coding has come."""
    rows = tuple(
        (
            *(transcript.name, transcript.id, transcript.eligible, work.coder, work.assigned, work.reviewed),
            *(work.coded, work.coded_not_reviewed, work.codings, work.to_do),
        )
        for transcript in done.transcripts
        for work in transcript.work
    )
    role = "" if done.everybody else "participant"
    transcript_rows = tuple(
        (one.id, one.name, one.paragraphs, one.eligible, one.once, one.twice, one.consensus) for one in done.transcripts
    )
    coder_rows = tuple(
        (
            *(work.coder, work.transcripts, work.eligible, work.reviewed, work.coded, work.coded_not_reviewed),
            *(work.codings, work.to_do, work.transcripts_assigned, work.assigned_begun),
        )
        for work in done.coders
    )
    transcripts = Grid(
        "Transcripts",
        (Heading("transcript", number=False), *_HEADINGS),
        tuple(
            Line(
                (one.name, one.eligible, one.once, percent(one.once, one.eligible), one.twice),
                behind=Behind(transcripts=(one.id,), role=role, stands="said"),
            )
            for one in done.transcripts
        ),
        Bar(2, "paragraphs reviewed by at least one coder"),
        "There are no transcripts.",
    )
    coders = Grid(
        "Coders",
        (Heading("coder", number=False), *map(Heading, ("transcripts", "reviewed", "coded", "codings", "to do"))),
        tuple(
            Line(
                (work.coder, work.transcripts, work.reviewed, work.coded, work.codings, work.to_do),
                behind=Behind(coder=work.coder),
                apart=_apart(done, at, role),
            )
            for at, work in enumerate(done.coders)
        ),
        empty="Nobody has coded yet.",
    )
    notes = list(head_notes(counting.head()))
    notes.append(f"counted are paragraphs of {eligible_set(everybody=done.everybody)}{found(counting)}")
    if unmarked := sum(work.coded_not_reviewed for work in done.coders):
        notes.append(
            f"{counted(unmarked, 'paragraph')} coded, but not marked as reviewed: agreement leaves such work out"
        )
    title = "What is reviewed, coded and still to do"
    return Report(
        "progress",
        title,
        counting.head(),
        (
            Table("progress", title, COLUMNS, rows),
            Table("coders", "Coders", CODER_COLUMNS, coder_rows),
            Table("transcripts", "Transcripts", TRANSCRIPT_COLUMNS, transcript_rows),
        ),
        (transcripts, coders),
        tuple(notes),
        (
            ("eligible_set", eligible_set(everybody=done.everybody)),
            ("assigned", done.assigned),
            ("eligible", done.eligible),
            ("reviewed", done.once),
            ("double_coded", done.twice),
            ("double_coded_share", share(done.twice, done.eligible)),
            ("consensus", done.consensus),
        ),
    )


def found(counting: Counting) -> str:
    """What is said of a part of the study."""
    return "" if counting.whole else f"{ASKED}; codings are those that the query finds"


def _apart(done: Progress, at: int, role: str) -> tuple[tuple[int, Behind], ...]:
    """Behind the figures of one coder."""
    coder = done.coders[at].coder
    begun = tuple(one.id for one in done.transcripts if one.work[at].transcripts)
    theirs = tuple(one.id for one in done.transcripts if one.work[at].eligible)
    return (
        (1, Behind("transcripts", coder=coder, transcripts=begun, stands="said") if begun else NOTHING),
        (2, Behind("paragraphs", coder=coder, role=role, stands="reviewed")),
        (3, Behind("paragraphs", coder=coder, role=role)),
        (4, Behind("codings", coder=coder)),
        (5, Behind("paragraphs", coder=coder, transcripts=theirs, role=role, stands="to do") if theirs else NOTHING),
    )
