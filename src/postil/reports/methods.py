"""The methods appendix: what those who report a study are asked for, as far as the study knows it.

Invariant: a figure that does not exist, or that a study cannot know, is there with its reason, so that nobody takes
silence for nought. Items name those of COREQ (Tong et al. 2007) and SRQR (O'Brien et al. 2014) that they speak to.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from postil import __version__
from postil.model.clock import stamp_time
from postil.model.codebook import Codebook
from postil.model.codebook_version import codebook_version
from postil.reports.behind import Behind
from postil.reports.carried import carried_notes
from postil.reports.methods_items import Item, items
from postil.reports.progress import progress
from postil.reports.report import Facts, Grid, Heading, Line, Report, head_notes, reading_notes, word_notes
from postil.reports.tables import Table, date, number, text
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.reports.counting import Counting
    from postil.reports.methods_items import Agreed

COLUMNS = (
    text("item", "What it is, as one word for programs."),
    text("label", "What it is, in words."),
    text("value", "The figure or fact, as it is to be read; empty where there is none."),
    number("figure", "The exact number, where it is one number."),
    text("reason", "Why there is none, or what a reader has to know of it; empty for nothing."),
    text("guidelines", "The items of COREQ and SRQR that ask for it; empty for none."),
)
CODER_COLUMNS = (
    text("coder", "Name of the coder."),
    number("transcripts", "Transcripts that the coder has begun."),
    number("assigned", "Transcripts that the coder was given; 0 in a study without assignments."),
    number("reviewed", "Eligible paragraphs with the coder's reviewed mark."),
    number("coded", "Eligible paragraphs with a coding by the coder."),
    number("codings", "The coder's codings, also outside eligible paragraphs."),
    date("first_coding", "Time of the first of them that is still there, UTC; empty for none."),
    date("last_coding", "Time of the latest of them that is still there, UTC; empty for none."),
)
VERSION_COLUMNS = (
    text("version", "Name of the codebook version; 'now' for the codebook as it is."),
    date("time", "When it was named, UTC; empty for the codebook as it is."),
    text("coder", "Who named it; empty where nobody is recorded."),
    number("codes", "Codes in it that are not headings."),
    text("fingerprint", "12 digits that are equal for equal wordings (docs/agreement.md)."),
    text("note", "What the team noted on it."),
)


_BEHIND = {
    "eligible": Behind("paragraphs", role="participant", stands="said"),
    "codings": Behind("codings"),
    "coded": Behind("paragraphs"),
    "reviewed": Behind("paragraphs", role="participant", stands="reviewed"),
    "double_coded": Behind("paragraphs", role="participant", stands="reviewed", by=2),
    "doubtful": Behind("codings", stands="doubtful"),
    "codes_used": Behind("codes"),
    "memos": Behind(stands="memo"),
    "quotable": Behind(stands="quotable"),
}
"""What stands behind some of the items."""


class CoderDates(NamedTuple):
    """When a coder coded: stamps of the first and the latest coding that is still there."""

    first: str
    last: str


def coder_dates(counting: Counting) -> dict[str, CoderDates]:
    """The coders with codings."""
    stamps: defaultdict[str, list[str]] = defaultdict(list)
    for (_, _, _, _, _, coder), stamp in counting.dated:
        stamps[coder].append(stamp)
    return {coder: CoderDates(min(mine), max(mine)) for coder, mine in stamps.items()}


def methods_report(counting: Counting, agreed: Agreed | str, today: str) -> Report:
    """The methods appendix.

    Args:
        counting: the study, or the part of it that was asked for.
        agreed: the headline of the coders' agreement, or why there is none.
        today: ISO date.
    """
    done = progress(counting.study, selection=counting.selection)
    dates = coder_dates(counting)
    found = items(counting, done, agreed, [*dates.values()])
    found += [
        Item("program", "Program", f"Postil {__version__}", None, "", "COREQ 27, SRQR 14"),
        Item("date", "Date of this report", today, None, "", ""),
    ]
    coder_rows = tuple(
        (
            *(work.coder, work.transcripts, work.transcripts_assigned, work.reviewed, work.coded, work.codings),
            *(stamp_time(stamp) if stamp else None for stamp in dates.get(work.coder, ("", ""))),
        )
        for work in done.coders
    )
    versions = _versions(counting)
    title = "Methods appendix"
    return Report(
        "methods",
        title,
        counting.head(),
        (
            Table("methods", title, COLUMNS, tuple(tuple(item) for item in found)),
            Table("coders", "Coders", CODER_COLUMNS, coder_rows),
            Table("versions", "Versions of the codebook", VERSION_COLUMNS, versions),
        ),
        (
            Facts(
                "Figures and facts",
                tuple((item.label, _said(item)) for item in found),
                behind=tuple(_BEHIND.get(item.item) if item.figure else None for item in found),
            ),
            _coders_grid(coder_rows),
            _versions_grid(versions),
        ),
        (
            *head_notes(counting.head()),
            *reading_notes(counting.head()),
            *word_notes(counting.head()),
            *carried_notes(counting),
            "numbers of COREQ (Tong 2007) and SRQR (O'Brien 2014) stand in brackets",
        ),
    )


def _said(item: Item) -> str:
    value = item.value or "n/a"
    return "".join(
        (
            value,
            f": {item.reason}" if item.reason and not item.value else f" ({item.reason})" if item.reason else "",
            f" [{item.guidelines}]" if item.guidelines else "",
        )
    )


def _versions(counting: Counting) -> tuple[tuple[str, str | None, str, int, str, str], ...]:
    rows: list[tuple[str, str | None, str, int, str, str]] = [
        (
            *(name, stamp_time(head.stamp), head.coder),
            sum(code.status != "heading" for code in version.codes),
            codebook_version(Codebook(version.codes)),
            version.note,
        )
        for name, (version, head) in counting.study.book_versions.items()
    ]
    codes = sum(code.status != "heading" for code in counting.codes)
    return (*rows, ("now", None, "", codes, codebook_version(counting.study.codebook), ""))


def _coders_grid(rows: tuple[tuple[str | int | None, ...], ...]) -> Grid:
    names = ("transcripts", "assigned", "reviewed", "coded", "codings")
    return Grid(
        "Coders",
        (
            *(Heading("coder", number=False), *map(Heading, names)),
            *(Heading("first coding", number=False), Heading("latest coding", number=False)),
        ),
        tuple(Line((*row[:6], *(str(time or "none")[:10] for time in row[6:]))) for row in rows),
        empty="Nobody has coded yet.",
    )


def _versions_grid(rows: tuple[tuple[str, str | None, str, int, str, str], ...]) -> Grid:
    texts = ("version", "named (UTC)", "by")
    return Grid(
        f"Codebook: {counted(len(rows) - 1, 'named version')}, and as it is now",
        (*(Heading(name, number=False) for name in texts), Heading("codes"), Heading("fingerprint", number=False)),
        tuple(Line((name, (time or "")[:16], coder, codes, mark)) for name, time, coder, codes, mark, _ in rows),
    )
