"""``postil report progress``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from postil.cli.files import put
from postil.cli.output import columns, hung, line_width, write, write_json
from postil.cli.parameters import csv_option, everybody_option, force_option, json_option, study_argument
from postil.cli.reporting import Asked, check, page_option
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.eligible import eligible_set
from postil.reports.progress import progress
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.figures import percent
from postil.text.wrap import shortened, width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postil.cli.output import Json
    from postil.model.study import Study
    from postil.reports.progress import Progress, TranscriptProgress

CSV_COLUMNS = (
    "transcript", "transcript_id", "eligible", "coder", "assigned", "reviewed", "coded", "coded_not_reviewed",
    "codings", "to_do",
)  # fmt: skip
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
@csv_option("Write a table, one row a transcript and coder; - is stdout.")
@page_option
@force_option
@json_option
def command(
    study: Path, *, everybody: bool, csv_file: Path | None, page: Path | None, force: bool, as_json: bool
) -> None:
    """Show what is reviewed, coded, double-coded and still to do, by transcript and coder.

    Numbers count paragraphs of participants' speech, unless --everybody is given; a corrected transcript stands for the
    one it supersedes. "To do" are paragraphs without the coder's reviewed mark: in the transcripts that were assigned
    to the coder or, in a study without assignments, in those that the coder has begun. By coder, "reviewed" is of what
    was assigned and "transcripts" are those begun of those assigned; a coder who was given nothing stands beside the
    whole study.

    With --json: {"study", "eligible_set", "assigned": whether the study has assignments, "eligible", "reviewed",
    "double_coded", "double_coded_share": 0 to 1 or null, "consensus", "coders": [WORK], "transcripts": [{"id", "name",
    "paragraphs", "eligible", "reviewed", "double_coded", "consensus", "coders": [WORK]}]}, with WORK: {"coder",
    "transcripts", "eligible", "reviewed", "coded", "coded_not_reviewed", "codings", "to_do", "assigned": or null,
    "transcripts_assigned", "assigned_begun": of them}.
    """
    if as_json and csv_file is not None:
        raise click.UsageError("say --json or --csv, not both")
    check(Asked(study, csv_file=csv_file, as_json=as_json, page=page))
    with opened(study, write=False) as study_file:
        found = progress(study_file.study, everybody=everybody)
        if page is not None:
            put(_page(study_file.study, found), page, study, force=force)
            return
    if as_json:
        write_json(_document(found))
    elif csv_file is not None:
        from postil.exports.table import csv_table  # noqa: PLC0415 - loaded when it is needed

        line_end = "\n" if str(csv_file) == "-" else "\r\n"
        put(csv_table(CSV_COLUMNS, _rows(found), bom=False, line_end=line_end), csv_file, study, force=force)
    else:
        for line in _lines(found, line_width()):
            write(line)


def _page(study: Study, found: Progress) -> bytes:
    from postil.exports.report_html import report_page  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.counting import Counting  # noqa: PLC0415 - as above
    from postil.reports.progress_report import progress_report  # noqa: PLC0415 - as above

    return report_page([progress_report(Counting(study), found)])


def _rows(found: Progress) -> Iterator[tuple[object, ...]]:
    for transcript in found.transcripts:
        for work in transcript.work:
            yield (
                visible(transcript.name),
                transcript.id,
                transcript.eligible,
                visible(work.coder),
                work.assigned,
                work.reviewed,
                work.coded,
                work.coded_not_reviewed,
                work.codings,
                work.to_do,
            )


def _document(found: Progress) -> Json:
    return {
        "study": found.title,
        "eligible_set": eligible_set(everybody=found.everybody),
        "assigned": found.assigned,
        "eligible": found.eligible,
        "reviewed": found.once,
        "double_coded": found.twice,
        "double_coded_share": found.twice / found.eligible if found.eligible else None,
        "consensus": found.consensus,
        "coders": [asdict(work) for work in found.coders],
        "transcripts": [
            {
                "id": transcript.id,
                "name": transcript.name,
                "paragraphs": transcript.paragraphs,
                "eligible": transcript.eligible,
                "reviewed": transcript.once,
                "double_coded": transcript.twice,
                "consensus": transcript.consensus,
                "coders": [asdict(work) for work in transcript.work],
            }
            for transcript in found.transcripts
        ],
    }


def _lines(found: Progress, cells: int) -> Iterator[str]:
    title = (
        f"{found.title or 'The study'}: {counted(found.eligible, 'paragraph')} of "
        f"{eligible_set(everybody=found.everybody)} in {counted(len(found.transcripts), 'transcript')}"
    )
    yield from hung("", title, cells)
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
