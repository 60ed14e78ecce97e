"""``postil report together``."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.together import MOST, together_report


@click.command(
    "together",
    cls=Command,
    examples=[
        ("postil report together study.json", "Codes that one coder put on one paragraph."),
        ("postil report together study.json --words --csv together.csv", "Only where their words overlap, as a table."),
    ],
)
@click.option("--words", is_flag=True, help="Count only where the words of both codings overlap.")
@click.option("--most", type=click.IntRange(1), default=MOST, metavar="N", help=f"Pairs listed: {MOST} if not given.")
@report_options
def command(*, words: bool, most: int, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show which codes stand together on a paragraph.

    Two codes are together where one coder put both; what two coders did apart makes no pair. The share is that of the
    paragraphs with either code. Tables have every pair: for anybody (coder empty: paragraphs where at least one coder
    put both), and for each coder.

    With --json: {"report", "study", "counted": COUNTED, "together": [ROW], "notes": [text]}; docs/report-tables.md has
    the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(together_report, words=words, most=most))
