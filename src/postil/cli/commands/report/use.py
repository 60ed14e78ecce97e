"""``postil report use``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.use import use_report


@click.command(
    "use",
    cls=Command,
    examples=[
        ("postil report use study.json", "The whole codebook, with the state of each code."),
        ("postil report use study.json --csv use.csv", "One row a code."),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show which codes are used, by whom and since when, and which are not.

    Every code is in one state: used, unused, retired, retired but used, heading, or heading but used.

    With --json: {"report", "study", "counted": COUNTED, "use": [ROW], "use_by_coder": [ROW], "notes": [text]};
    docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), use_report)
