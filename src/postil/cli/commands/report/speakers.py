"""``postil report speakers``."""

from __future__ import annotations

from typing import Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.speakers import speakers_report


@click.command(
    "speakers",
    cls=Command,
    examples=[
        ("postil report speakers study.json", "Participants, interviewers and others, and each speaker."),
        ("postil report speakers study.json --json", "Also codes by role, for another program."),
    ],
)
@report_options
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Show who says what was coded, by speaker and role.

    Paragraphs, coded paragraphs, codings and codes by role and by the speaker of each transcript, and codes by role.

    With --json: {"report", "study", "counted": COUNTED, "speakers": [ROW], "roles": [ROW], "codes_by_role": [ROW],
    "notes": [text]}; docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), speakers_report)
