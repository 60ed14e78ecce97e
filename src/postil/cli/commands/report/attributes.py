"""``postil report attributes``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from postil.cli.reporting import Asked, report_options, tell_report
from postil.cli.root import Command
from postil.reports.attributes import attributes_report

if TYPE_CHECKING:
    from postil.reports.counting import Counting
    from postil.reports.report import Report


@click.command(
    "attributes",
    cls=Command,
    examples=[
        ("postil report attributes study.json", "Cases that have each code, by the value of each attribute."),
        ("postil report attributes study.json --attribute service_type --csv types.csv", "One attribute, as a table."),
    ],
)
@click.option("--attribute", "attributes", multiple=True, metavar="NAME", help="Only this one, and others named so.")
@report_options
def command(attributes: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show how codes are spread over the values of the cases' attributes.

    For every value and code: codings, paragraphs, and the cases on whose words the code was put, of those that have the
    value and any words in the study.

    With --json: {"report", "study", "counted": COUNTED, "attributes": [ROW], "notes": [text]}; docs/report-tables.md
    has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(_report, attributes))


def _report(attributes: tuple[str, ...], counting: Counting) -> Report:
    from postil.cli.cases import attribute_of  # noqa: PLC0415 - loaded when it is needed

    return attributes_report(counting, [attribute_of(counting.study, name) for name in attributes])
