"""``postil report methods``."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from postil.cli.parameters import study_argument
from postil.cli.reporting import Asked, draws, interval_options, output_options, tell_report, where_option
from postil.cli.reporting_whole import methods_of
from postil.cli.root import Command


@click.command(
    "methods",
    cls=Command,
    examples=[
        ("postil report methods study.json", "The numbers that a methods section needs."),
        ("postil report methods study.json -o methods.html", "As a page, for the appendix."),
    ],
)
@study_argument()
@interval_options
@where_option
@output_options
def command(*, interval: bool, resamples: int | None, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show the numbers that a methods section is asked for, with the items of COREQ and SRQR.

    Sample, unit, coders, dates, share double-coded, agreement with its formula and interval, codebook and its named
    versions, program version. What a study cannot know, or what does not exist, stands there with the reason. Agreement
    is that of `postil agree` without options: with --interval also its interval, which takes most of the time. With
    --where the appendix is of a part of the study, without agreement.

    With --json: {"report", "study", "counted": COUNTED, "methods": [ROW], "coders": [ROW], "versions": [ROW], "notes":
    [text]}; docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(methods_of, resamples=draws(interval=interval, resamples=resamples)))
