"""``postil report all``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from postil.cli.files import put
from postil.cli.output import write, write_json
from postil.cli.reporting import Asked, check, counted, print_report, report_options
from postil.cli.reporting_whole import all_reports
from postil.cli.root import Command

if TYPE_CHECKING:
    from postil.reports.report import Report


@click.command(
    "all",
    cls=Command,
    examples=[
        ("postil report all study.json -o report.html", "One page to read, print or send; it loads nothing."),
        ("postil report all study.json --where 'role:participant' -o speech.html", "Of a part of the study."),
        ("postil report all study.json --json > report.json", "Every figure, for another program."),
    ],
)
@click.option("--resamples", type=click.IntRange(0, 100_000), default=1_000, metavar="N",
              help="Draws for the interval of the agreement: 1000 if not given; 0 for no interval.")  # fmt: skip
@report_options
def command(*, resamples: int, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Put all reports together, on one page or one after the other.

    With --where or --coder, progress and the methods appendix are left out: they are of the whole study. The page has
    the memos in full; it is as confidential as the study.

    With --json: {"study", "reports": {name: REPORT}}, each REPORT as the command of that name prints it; that of
    progress has the rows of its table. --csv is for one report at a time.
    """
    asked = Asked(**options)
    check(asked)
    if asked.csv_file is not None:
        raise click.UsageError("--csv is for one report; name it")
    with counted(asked) as counting:
        title = counting.study.title
        reports = list(all_reports(counting, resamples=resamples))
    _tell(title, reports, asked)


def _tell(title: str, reports: list[Report], asked: Asked) -> None:
    if asked.as_json:
        from postil.reports.report import document  # noqa: PLC0415 - as below

        write_json({"study": title, "reports": {report.name: document(report) for report in reports}})
    elif asked.page is not None:
        from postil.exports.report_html import report_page  # noqa: PLC0415 - loaded when it is needed

        put(report_page(reports), asked.page, asked.study, force=asked.force)
    else:
        for at, report in enumerate(reports):
            if at:
                write("\n")
            print_report(report, plain=asked.plain)
