"""``postil report methods``."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from postil.cli.parameters import study_argument
from postil.cli.reporting import Asked, output_options, tell_report
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
@click.option("--resamples", type=click.IntRange(0, 100_000), default=1_000, metavar="N",
              help="Draws for the interval of the agreement: 1000 if not given; 0 for no interval.")  # fmt: skip
@output_options
def command(*, resamples: int, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show the numbers that a methods section is asked for, with the items of COREQ and SRQR.

    Sample, unit, coders, dates, share double-coded, agreement with its formula and interval, codebook and its named
    versions, program version. What a study cannot know, or what does not exist, stands there with the reason. It is
    always of the whole study; agreement is that of `postil agree` without options.

    With --json: {"report", "study", "counted": COUNTED, "methods": [ROW], "coders": [ROW], "versions": [ROW], "notes":
    [text]}; docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(methods_of, resamples=resamples))
