"""``postil report methods``."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from postil.cli.parameters import study_argument
from postil.cli.reporting import Asked, draws, interval_options, output_options, tell_report, where_option
from postil.cli.reporting_whole import methods_of
from postil.cli.root import Command


class _OfAll(Command):
    """A report that counts nobody by themselves, and says so to who names a coder as for the other reports."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words of the command line apart."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name not in {"--coder", "--children"}:
                raise
            why = "methods is of all coders and codes; say --where QUERY for a part of the study"
            raise click.UsageError(f"{error.option_name} does not go with it: {why}", ctx) from None


@click.command(
    "methods",
    cls=_OfAll,
    examples=[
        ("postil report methods study.json", "The numbers that a methods section needs."),
        ("postil report methods study.json -o methods.html", "As a page, for the appendix."),
    ],
)
@study_argument()
@interval_options
@where_option
@output_options
def command(*, interval: bool, resamples: int | None, **options: Any) -> None:  # noqa: ANN401 - click's own
    """Show the numbers that a methods section is asked for, with the items of COREQ and SRQR.

    Sample, unit, coders, dates, share double-coded, agreement with its formula and interval, codebook and its named
    versions, program version. What a study cannot know, or what does not exist, stands there with the reason. Agreement
    is that of `postil agree` without options: with --interval also its interval, which takes most of the time. With
    --where the appendix is of a part of the study, without agreement.

    With --json: {"report", "study", "counted": COUNTED, "methods": [ROW], "coders": [ROW], "versions": [ROW], "notes":
    [text]}; docs/report-tables.md has the rows column by column, and COUNTED.
    """
    tell_report(Asked(**options), partial(methods_of, resamples=draws(interval=interval, resamples=resamples)))
