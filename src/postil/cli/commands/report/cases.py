"""``postil report cases``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.cases import cases_report


@click.command(
    "cases",
    cls=Command,
    examples=[
        ("postil report cases study.json", "Codes by cases; greater figures are darker."),
        (
            "postil report cases study.json --children --csv cases.csv",
            "One row a case and code, each code with those under it.",
        ),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show which code was used in which case.

    Every case with every code: codings, paragraphs, and presence as 0 or 1. What interviewers say in a case's
    interview counts for the case; a note says how many codings that are. Words that belong to no case stand in a column
    of their own.

    With --json: {"report", "study", "counted": COUNTED, "cases": [ROW], "notes": [text]}; docs/report-tables.md has the
    rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), cases_report)
