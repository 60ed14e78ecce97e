"""What all reports share on the command line: which part of the study is counted, and where the figures go.

Invariant: a report says what it counted; what a command prints as text, writes as CSV, JSON or a page is one and the
same report.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from postil.cli.conflicts import tell_of_conflicts
from postil.cli.files import put
from postil.cli.lookup import Finder
from postil.cli.output import line_width, write, write_json
from postil.cli.parameters import CoderName, FileName, csv_option, force_option, json_option, study_argument
from postil.cli.studies import opened
from postil.reports.counting import Counting
from postil.reports.let_out import let_out, said_query, said_understood
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from postil.model.study import Study
    from postil.reports.report import Report

F = TypeVar("F", bound="Callable[..., Any]")


class Asked(NamedTuple):
    """The command line of a report."""

    study: Path
    where: str | None = None
    coders: tuple[str, ...] = ()
    children: bool = False
    csv_file: Path | None = None
    as_json: bool = False
    page: Path | None = None
    plain: bool = False
    force: bool = False


where_option = click.option("--where", metavar="QUERY", help="Count only what this query finds (docs/query.md).")
coder_option = click.option(
    "--coder", "coders", type=CoderName(), multiple=True, metavar="NAME",
    help="Count this coder, and others named so; everybody but the consensus layer if none is.",
)  # fmt: skip
_CHILDREN = click.option("--children", is_flag=True, help="Give a code the codings of the codes under it, too.")
page_option = click.option("-o", "--output", "page", type=FileName(), metavar="FILE.html", help="Write a page to read.")
_PLAIN = click.option("--plain", is_flag=True, help="Draw with ASCII marks only; so it is where there is no UTF-8.")


DRAWS = 1_000
"""Draws of an interval, where another number is not asked for."""


def interval_options(function: F) -> F:
    """``--interval`` and ``--resamples``: whether the agreement gets its interval, and from how many draws."""
    says = f"Draws for the interval of the agreement: {DRAWS} if not given; asks for the interval, too, unless 0."
    resamples = click.option("--resamples", type=click.IntRange(0, 100_000), metavar="N", help=says)
    return click.option("--interval", is_flag=True, help="Make the interval of the agreement, too; it takes long.")(
        resamples(function)
    )


def draws(*, interval: bool, resamples: int | None) -> int:
    """How many draws the interval of the agreement gets; 0 for none.

    Raises:
        click.UsageError: an interval of no draws was asked for.
    """
    if interval and resamples == 0:
        raise click.UsageError("--interval takes draws: say --resamples N, or leave one of the two out")
    return DRAWS if interval and resamples is None else resamples or 0


def part_options(function: F) -> F:
    """What is counted: ``--where``, ``--coder`` and ``--children``."""
    for option in (_CHILDREN, coder_option, where_option):
        function = option(function)
    return function


def output_options(function: F) -> F:
    """Where it goes: ``--csv``, ``--json``, ``-o``, ``--plain`` and ``--force``."""
    csv = csv_option("Write the first table of the report; - is stdout.")
    for option in (force_option, json_option, _PLAIN, page_option, csv):
        function = option(function)
    return function


def report_options(function: F) -> F:
    """The study, what of it is counted, and where it goes."""
    return study_argument()(part_options(output_options(function)))


def tell_report(
    asked: Asked, make: Callable[[Counting], Report], lines: Callable[[Report], Iterable[str]] | None = None
) -> None:
    """Print or write one report, as the command line says.

    Args:
        asked: the command line.
        make: makes the report.
        lines: the report as text, where it is not laid out as the others are.

    Raises:
        PostilError: the study cannot be read, the query or a name in it is not known, or a file cannot be written.
    """
    check(asked)
    with counted(asked) as counting:
        report = make(counting)
    if asked.as_json:
        from postil.reports.report import document  # noqa: PLC0415 - as below

        write_json(document(report))
    elif asked.csv_file is not None:
        put(_csv(report, asked.csv_file), asked.csv_file, asked.study, force=asked.force)
    elif asked.page is not None:
        from postil.exports.report_html import report_page  # noqa: PLC0415 - loaded when it is needed

        put(report_page([report]), asked.page, asked.study, force=asked.force)
        tell_of_conflicts(counting.study, asked.study)
    elif lines is not None:
        for line in lines(report):
            write(line)
    else:
        print_report(report, plain=asked.plain)


def check(asked: Asked) -> None:
    """Pass where the options fit together.

    Raises:
        click.UsageError: they do not.
    """
    if sum((asked.as_json, asked.csv_file is not None, asked.page is not None)) > 1:
        raise click.UsageError("say one of --json, --csv and -o")
    if asked.page is not None and str(asked.page) != "-" and asked.page.suffix.lower() not in {".html", ".htm"}:
        raise click.UsageError(f"'{asked.page}' does not end in .html; -o writes a page, --csv a table")
    if asked.where is not None and not asked.where.strip():
        raise click.UsageError("the query of --where is empty")


@contextmanager
def counted(asked: Asked) -> Iterator[Counting]:
    """The part of the study that was asked for, as it is let out, ready to be counted."""
    with opened(asked.study, write=False) as study_file:
        yield counting_of(study_file.study, asked)


def counting_of(study: Study, asked: Asked) -> Counting:
    """The part of a study that was asked for, as it is let out (``postil.reports.let_out``).

    Raises:
        QueryError: the query cannot be read, or names what the study does not have.
        NotFoundError: a coder is not known.
    """
    finder, let = Finder(study), let_out(study)
    coders = tuple(finder.coder(name) for name in asked.coders)
    if asked.where is None:
        return Counting(let, coders=coders, children=asked.children)
    from postil.cli.querying import told  # noqa: PLC0415 - loaded when it is needed

    found = told(asked.study, study, asked.where)
    return Counting(
        let,
        found.selection(),
        coders=coders,
        children=asked.children,
        query=said_query(let, asked.where),
        understood=said_understood(let, found.understood),
    )


def _csv(report: Report, target: Path) -> bytes:
    """The first table of a report as CSV."""
    from postil.exports.tables import table_bytes  # noqa: PLC0415 - loaded when it is needed

    return table_bytes(report.tables[0], "csv", line_end="\n" if str(target) == "-" else "\r\n")


def print_report(report: Report, *, plain: bool) -> None:
    """A report as text, on stdout."""
    from postil.reports.page import page_lines  # noqa: PLC0415 - loaded when it is needed

    for line in page_lines(report, line_width(), plain=plain or not _speaks_utf8()):
        write(line)


def _speaks_utf8() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return encoding.lower().replace("-", "").startswith("utf")
