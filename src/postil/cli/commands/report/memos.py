"""``postil report memos``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.memos import memos_report


@click.command(
    "memos",
    cls=Command,
    examples=[
        ("postil report memos study.json", "Memos, comments, notes and reasons."),
        ("postil report memos study.json --where leadership --csv memos.csv", "Only on paragraphs that a query finds."),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show all that analysts wrote beside the text, in one place.

    Memos on paragraphs and codings, reasons of decisions and ratings, comments on cells, notes on cases and on versions
    of the codebook: who wrote them, when and about what. With a query only what is about the paragraphs that it finds.

    With --json: {"report", "study", "counted": COUNTED, "memos": [ROW], "notes": [text]}; docs/report-tables.md has the
    rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), memos_report)
