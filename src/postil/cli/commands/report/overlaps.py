"""``postil report overlaps``."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.overlaps import FEWEST_TOGETHER, NEARLY, overlaps_report


@click.command(
    "overlaps",
    cls=Command,
    examples=[
        ("postil report overlaps study.json", "Pairs that may be one code."),
        ("postil report overlaps study.json --share 0.5 --fewest 3", "Also pairs that share fewer passages."),
    ],
)
@click.option("--share", type=click.FloatRange(0, 1), default=NEARLY, metavar="SHARE",
              help=f"Of the paragraphs with either code: {NEARLY} if not given.")  # fmt: skip
@click.option("--fewest", type=click.IntRange(1), default=FEWEST_TOGETHER, metavar="N",
              help=f"Paragraphs that they share at least: {FEWEST_TOGETHER} if not given.")  # fmt: skip
@report_options
def command(*, share: float, fewest: int, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show codes that stand on nearly the same passages: perhaps they are one code.

    Two codes share a paragraph where a coding of the one and a coding of the other share words, whoever made them.

    With --json: {"report", "study", "counted": COUNTED, "overlaps": [ROW], "notes": [text]}; docs/report-tables.md has
    the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(overlaps_report, fewest=fewest, nearly=share))
