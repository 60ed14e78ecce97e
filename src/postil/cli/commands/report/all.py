"""``postil report all``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from postil.cli.conflicts import tell_of_conflicts
from postil.cli.files import put
from postil.cli.output import talk, write, write_json
from postil.cli.reporting import Asked, check, counted, draws, interval_options, print_report, report_options
from postil.cli.reporting_whole import all_reports
from postil.cli.root import Command

if TYPE_CHECKING:
    from postil.reports.report import Report

LEFT_OUT = "What analysts wrote beside the text (memos, comments, notes, reasons) is left out; --with-memos puts it in."


@click.command(
    "all",
    cls=Command,
    examples=[
        ("postil report all study.json -o report.html", "One page to read, print or send; it loads nothing."),
        ("postil report all study.json --where 'role:participant' -o speech.html", "Of a part of the study."),
        ("postil report all study.json --json > report.json", "Every figure, for another program."),
    ],
)
@interval_options
@click.option("--with-memos", is_flag=True, help="Put in what analysts wrote beside the text; it is left out if not.")
@report_options
def command(*, interval: bool, resamples: int | None, with_memos: bool, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Put all reports together, on one page or one after the other.

    With --coder the methods appendix is left out: it is of all coders. Memos, comments, notes and reasons are left out
    unless --with-memos is given. "[...]" stands for words that were struck out of transcripts. The page is as
    confidential as the study.

    With --json: {"study", "reports": {name: REPORT}}, each REPORT as the command of that name prints it. --csv is for
    one report at a time.
    """
    asked = Asked(**options)
    check(asked)
    if asked.csv_file is not None:
        raise click.UsageError("--csv is for one report; name it")
    with counted(asked) as counting:
        title = counting.study.title
        reports = list(all_reports(counting, resamples=draws(interval=interval, resamples=resamples), memos=with_memos))
    _tell(title, reports, asked, left_out="" if with_memos else LEFT_OUT)
    if asked.page is not None:
        tell_of_conflicts(counting.study, asked.study)


def _tell(title: str, reports: list[Report], asked: Asked, *, left_out: str) -> None:
    if asked.as_json:
        from postil.reports.report import document  # noqa: PLC0415 - as below

        write_json({"study": title, "reports": {report.name: document(report) for report in reports}})
    elif asked.page is not None:
        from postil.exports.report_html import report_page  # noqa: PLC0415 - loaded when it is needed

        put(report_page(reports, left_out=left_out), asked.page, asked.study, force=asked.force)
    else:
        for at, report in enumerate(reports):
            if at:
                write("\n")
            print_report(report, plain=asked.plain)
    if left_out:
        talk(left_out)
