"""``postil report saturation``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.saturation import saturation_report


@click.command(
    "saturation",
    cls=Command,
    examples=[
        ("postil report saturation study.json", "New codes by transcript, in the order of coding."),
        ("postil report saturation study.json --coder ana", "As one coder found them."),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show in which transcript the last new codes came.

    Transcripts stand in the order of their first coding that is still there: the order of coding, not that of the
    interviews. A code is new in the first of them that has it.

    With --json: {"report", "study", "counted": COUNTED, "saturation": [ROW], "new_codes": [ROW], "notes": [text]};
    docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), saturation_report)
