"""``postil report codes``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.codes import codes_report


@click.command(
    "codes",
    cls=Command,
    examples=[
        ("postil report codes study.json", "Codings, paragraphs, transcripts, cases and coders of each code."),
        (
            "postil report codes study.json --where 'region:north' --csv north.csv",
            "Only the words of some cases, as a table.",
        ),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show how often each code was used.

    Codings are counted, and the paragraphs, transcripts, cases and coders that have any; in the tables also with those
    of the codes under each code, and presence as 0 or 1. A bar is as long as its codings.

    With --json: {"report", "study", "counted": COUNTED, "codes": [ROW], "notes": [text]}; docs/report-tables.md has the
    rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), codes_report)
