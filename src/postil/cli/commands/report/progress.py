"""``postil report progress``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from postil.cli.output import columns, hung, line_width
from postil.cli.parameters import everybody_option, study_argument
from postil.cli.reporting import Asked, coder_option, output_options, tell_report, where_option
from postil.cli.root import Command
from postil.model.eligible import eligible_set
from postil.reports.progress import progress
from postil.reports.progress_report import ASKED, progress_report
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.figures import percent
from postil.text.wrap import shortened, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.reports.counting import Counting
    from postil.reports.progress import Progress, TranscriptProgress
    from postil.reports.report import Report

_LEAST_NAME = 12
"""Cells of a transcript's name, however little room the numbers leave."""
_CODER = 16


@click.command(
    "progress",
    cls=Command,
    examples=[
        ("postil report progress study.json", "By transcript and coder, and what was double-coded."),
        ("postil report progress study.json --csv progress.csv", "One row a transcript and coder."),
        ("postil report progress study.json --everybody", "Count interviewers' paragraphs too."),
    ],
)
@study_argument()
@everybody_option
@where_option
@coder_option
@output_options
def command(*, everybody: bool, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show what is reviewed, coded, double-coded and still to do, by transcript and coder.

    Numbers count paragraphs of participants' speech, unless --everybody is given; a corrected transcript stands for the
    one it supersedes. "To do" are paragraphs without the coder's reviewed mark: in the transcripts that were assigned
    to the coder or, in a study without assignments, in those that the coder has begun. By coder, "reviewed" is of what
    was assigned and "transcripts" are those begun of those assigned; a coder who was given nothing stands beside the
    whole study. With --where all this is of the paragraphs that the query asks for by who and where; coded are those
    of them that it finds.

    With --json: {"report", "study", "counted": COUNTED, "eligible_set", "assigned": whether the study has assignments,
    "eligible", "reviewed", "double_coded", "double_coded_share": 0 to 1 or null, "consensus", "progress": [ROW],
    "coders": [ROW], "transcripts": [ROW], "notes": [text]}; docs/report-tables.md has the rows column by column, and
    COUNTED.
    """
    done: list[Progress] = []
    tell_report(Asked(**options), partial(_report, done, everybody), lambda report: _lines(report, done[0]))


def _report(done: list[Progress], everybody: bool, counting: Counting) -> Report:
    coders = counting.coders if counting.named else ()
    found = progress(counting.study, everybody=everybody, selection=counting.selection, coders=coders)
    done.append(found)
    return progress_report(counting, found)


def _lines(report: Report, found: Progress) -> Iterator[str]:
    cells = line_width()
    title = (
        f"{found.title or 'The study'}: {counted(found.eligible, 'paragraph')} of "
        f"{eligible_set(everybody=found.everybody)} in {counted(len(found.transcripts), 'transcript')}"
    )
    yield from hung("", title, cells)
    if report.head.query:
        yield from hung("where: ", report.head.query, cells)
    if not found.eligible and report.head.query:
        yield "Nothing that the query asks for is there to be coded."
        return
    if not found.eligible:
        yield "Nothing is there to be coded" + ("." if found.everybody else "; --everybody counts other speakers too.")
        return
    yield ""
    table: list[tuple[str, ...]] = [("transcript", "of", "coder", "reviewed", "", "coded", "to do")]
    for transcript in found.transcripts:
        table += _transcript_lines(transcript)
    beside = sum(max(map(width, column)) + 2 for column in list(zip(*table, strict=True))[1:])
    room = max(_LEAST_NAME, cells - beside)
    yield from columns(((shortened(row[0], room), *row[1:]) for row in table), numbers=(1, 3, 4, 5, 6))
    yield ""
    yield from columns(_coder_lines(found), numbers=range(1, 8))
    for work in found.coders:
        if work.transcripts_assigned and work.reviewed > work.reviewed_of_theirs:
            more = counted(work.reviewed - work.reviewed_of_theirs, "paragraph")
            yield from hung("", f"{work.coder} has also reviewed {more} of transcripts that were not assigned.", cells)
    yield ""
    yield from columns(_summary(found), numbers=(1, 2))
    if report.head.query:
        yield ""
        text = f"Counted are paragraphs{ASKED}, read or not; coded ones are those that it finds."
        yield from hung("", text, cells)
    if unmarked := sum(work.coded_not_reviewed for work in found.coders):
        yield ""
        text = f"{counted(unmarked, 'paragraph')} coded, but not marked as reviewed: agreement leaves such work out."
        yield from hung("", text, cells)


def _transcript_lines(transcript: TranscriptProgress) -> Iterator[tuple[str, ...]]:
    """A line for each coder who has something to do with the transcript, or one for nobody."""
    first = (visible(transcript.name), f"{transcript.eligible:,}")
    for work in transcript.work:
        if work.transcripts or work.assigned:
            coder = shortened(visible(work.coder), _CODER)
            yield (*first, coder, f"{work.reviewed:,}", percent(work.reviewed, transcript.eligible),
                   f"{work.coded:,}", f"{work.to_do:,}")  # fmt: skip
            first = ("", "")
    if first[1]:
        yield (*first, "nobody", "", "", "", "")


def _coder_lines(found: Progress) -> Iterator[tuple[str, ...]]:
    """What each coder has done of what was assigned to the coder, or of the whole study."""
    yield ("coder", "transcripts", "reviewed", "of", "", "coded", "codings", "to do")
    for work in found.coders:
        given = work.transcripts_assigned
        reviewed, whole = (work.reviewed_of_theirs, work.eligible) if given else (work.reviewed, found.eligible)
        yield (
            shortened(visible(work.coder), _CODER),
            f"{work.assigned_begun:,} of {given:,}" if given else f"{work.transcripts:,}",
            f"{reviewed:,}",
            f"{whole:,}",
            percent(reviewed, whole),
            f"{work.coded:,}",
            f"{work.codings:,}",
            f"{work.to_do:,}",
        )


def _summary(found: Progress) -> Iterator[tuple[str, ...]]:
    parts = [
        ("reviewed by nobody", found.eligible - found.once),
        ("reviewed by at least one coder", found.once),
        ("reviewed by two coders or more (double-coded)", found.twice),
    ]
    if found.consensus:
        parts.append(("settled by consensus", found.consensus))
    for words, number in parts:
        yield words, f"{number:,}", percent(number, found.eligible)
