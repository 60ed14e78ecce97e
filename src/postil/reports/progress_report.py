"""Progress as a report like the others. Invariant: the figures are those of ``postil.reports.progress``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.eligible import eligible_set
from postil.reports.report import Bar, Grid, Heading, Line, Report, head_notes
from postil.reports.tables import Table, number, text, truth
from postil.text.figures import percent

if TYPE_CHECKING:
    from postil.reports.counting import Counting
    from postil.reports.progress import Progress

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


def progress_report(counting: Counting, done: Progress) -> Report:
    """How far the coding has come, of the whole study."""
    rows = tuple(
        (
            *(transcript.name, transcript.id, transcript.eligible, work.coder, work.assigned, work.reviewed),
            *(work.coded, work.coded_not_reviewed, work.codings, work.to_do),
        )
        for transcript in done.transcripts
        for work in transcript.work
    )
    transcripts = Grid(
        "Transcripts",
        (Heading("transcript", number=False), *map(Heading, ("eligible", "reviewed", "", "double-coded"))),
        tuple(
            Line((one.name, one.eligible, one.once, percent(one.once, one.eligible), one.twice))
            for one in done.transcripts
        ),
        Bar(2, "paragraphs reviewed by at least one coder"),
        "There are no transcripts.",
    )
    coders = Grid(
        "Coders",
        (Heading("coder", number=False), *map(Heading, ("transcripts", "reviewed", "coded", "codings", "to do"))),
        tuple(
            Line((work.coder, work.transcripts, work.reviewed, work.coded, work.codings, work.to_do))
            for work in done.coders
        ),
        empty="Nobody has coded yet.",
    )
    eligible = f"counted are paragraphs of {eligible_set(everybody=done.everybody)}, of the whole study"
    title = "What is reviewed, coded and still to do"
    return Report(
        "progress",
        title,
        counting.head(),
        (Table("progress", title, COLUMNS, rows),),
        (transcripts, coders),
        (*head_notes(counting.head()), eligible),
    )
