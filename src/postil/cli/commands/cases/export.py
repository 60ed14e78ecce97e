"""``postil cases export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.files import format_of, put
from postil.cli.parameters import FileName, argument, force_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("csv", "xlsx")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil cases export study.json cases.xlsx", "A workbook to fill in; `cases import` reads it back."),
        ("postil cases export study.json cases.csv --types", "With a second row that says the kinds."),
        ("postil cases export study.json - --format csv", "The table on stdout."),
    ],
)
@study_argument()
@argument("target", says="The file to write, .csv or .xlsx; - is stdout.", metavar="FILE", type=FileName())
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--types", is_flag=True, help="Say the kinds of the attributes in a second row.")
@click.option("--bom", is_flag=True, help="Begin a .csv with a byte order mark, for Excel on Windows.")
@force_option
def command(study: Path, target: Path, *, format_name: str | None, types: bool, bom: bool, force: bool) -> None:
    """Write the cases to a table, one row a case.

    Columns: case, transcript (with ; between several), speaker (where a case is one of several in a transcript), the
    attributes, note. `postil cases import` reads the table back; one that was not touched changes nothing. Control
    characters are written as visible marks, and cells that a spreadsheet would take for formulas get an apostrophe.
    """
    from postil.exports.cases import cases_csv, cases_xlsx  # noqa: PLC0415 - loaded when it is needed

    chosen = format_of(target, format_name, FORMATS)
    with opened(study, write=False) as study_file:
        if chosen == "xlsx":
            data = cases_xlsx(study_file.study, types=types)
        else:
            line_end = "\n" if str(target) == "-" else "\r\n"
            data = cases_csv(study_file.study, types=types, bom=bom, line_end=line_end)
    put(data, target, study, force=force)
