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
@click.option("--every-value", is_flag=True, help="Show every number and date for itself, not in ranges.")
@report_options
def command(*, attributes: tuple[str, ...], every_value: bool, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show how codes are spread over the values of the cases' attributes.

    For every value and code: codings, paragraphs, and the cases on whose words the code was put, of those that have the
    value and were read. Of more than 8 different numbers or dates there are ranges (docs/reports.md says which), and
    texts that nearly each case has for itself are shown only when they are named.

    With --json: {"report", "study", "counted": COUNTED, "attributes": [ROW], "notes": [text]}; docs/report-tables.md
    has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(_report, attributes, every_value))


def _report(attributes: tuple[str, ...], every_value: bool, counting: Counting) -> Report:
    from postil.cli.cases import attribute_of  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.let_out import as_it_is, said_attribute  # noqa: PLC0415 - as above

    study = counting.study
    names = [said_attribute(study, attribute_of(as_it_is(study), name)) for name in attributes]
    return attributes_report(counting, names, each=every_value)
