"""``postil export``: the codings of a study as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.files import format_of, put
from postil.cli.parameters import FileName, argument, force_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("csv", "json")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil export study.json codings.csv", "A table for a spreadsheet or a statistics program."),
        ("postil export study.json codings.json --force", "JSON, over the file of last time."),
        ("postil export study.json - --format csv | head", "The table on stdout."),
    ],
)
@study_argument()
@argument("target", says="The file to write, .csv or .json; - is stdout.", metavar="FILE", type=FileName())
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--bom", is_flag=True, help="Begin a table with a byte order mark, for Excel on Windows.")
@force_option
def command(study: Path, target: Path, *, format_name: str | None, bom: bool, force: bool) -> None:
    """Write the codings of a study as a table, one row a coding.

    Columns: transcript, paragraph, speaker, role, kind, code (id), number, path, coder, start, end (code points, empty
    for a whole paragraph), quote, memo, doubtful, stamp, time. Control characters are written as visible marks, and
    cells that a spreadsheet would take for formulas get an apostrophe. Rows of CSV end with CR LF in a file, and with
    LF on stdout. JSON has the same names: {"study": title, "codings": [{...}]}.
    """
    from postil.exports.codings import codings_csv, codings_json  # noqa: PLC0415 - loaded when it is needed

    chosen = format_of(target, format_name, FORMATS)
    with opened(study, write=False) as study_file:
        here = study_file.study
        line_end = "\n" if str(target) == "-" else "\r\n"
        data = codings_csv(here, bom=bom, line_end=line_end) if chosen == "csv" else codings_json(here)
    put(data, target, study, force=force)
