"""``postil codebook export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.files import format_of, put
from postil.cli.parameters import FileName, argument, force_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("csv", "md")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil codebook export study.json codes.csv", "A table; `codebook import` reads it back."),
        ("postil codebook export study.json codes.md", "A document to print or to put in an appendix."),
        ("postil codebook export study.json - --format csv", "The table on stdout."),
    ],
)
@study_argument()
@argument("target", says="The file to write, .csv or .md; - is stdout.", metavar="FILE", type=FileName())
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--bom", is_flag=True, help="Begin a table with a byte order mark, for Excel on Windows.")
@force_option
def command(study: Path, target: Path, *, format_name: str | None, bom: bool, force: bool) -> None:
    """Write the codebook of a study to a file.

    Control characters are written as visible marks, and cells that a spreadsheet would take for formulas get an
    apostrophe.
    """
    chosen = format_of(target, format_name, FORMATS)
    with opened(study, write=False) as study_file:
        codebook, uses = study_file.study.codebook, study_file.study.uses
        if chosen == "csv":
            from postil.exports.codebook_csv import codebook_csv  # noqa: PLC0415 - loaded when it is needed

            data = codebook_csv(codebook, bom=bom)
        else:
            from postil.exports.codebook_markdown import codebook_markdown  # noqa: PLC0415 - loaded when it is needed

            data = codebook_markdown(codebook, uses).encode("utf-8")
    put(data, target, study, force=force)
