"""``postil codebook export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.conflicts import tell_of_conflicts
from postil.cli.files import format_of, put
from postil.cli.parameters import FileName, argument, force_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.codebook import Codebook
from postil.reports.let_out import let_book
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMATS = ("csv", "xlsx", "md", "html")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil codebook export study.json codes.csv", "A table; `codebook import` reads it back."),
        ("postil codebook export study.json codes.xlsx", "The same for a spreadsheet."),
        ("postil codebook export study.json codes.html", "A page to print, or to put in an appendix; .md is one, too."),
        ("postil codebook export study.json v1.html --version v1", "The codebook as it was when it was called v1."),
        ("postil codebook export study.json - --format csv", "The table on stdout."),
    ],
)
@study_argument()
@argument("target", says="The file to write, .csv, .xlsx, .md or .html; - is stdout.", metavar="FILE", type=FileName())
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--version", metavar="NAME", help="A named version of the codebook, without counts.")
@click.option("--bom", is_flag=True, help="Begin a CSV table with a byte order mark, for Excel on Windows.")
@force_option
def command(study: Path, target: Path, *, format_name: str | None, version: str | None, bom: bool, force: bool) -> None:
    """Write the codebook of a study to a file.

    With all fields of its codes and how many codings each has; a code that was merged into another is not in it.
    Control characters are written as visible marks, and cells that a spreadsheet would take for formulas get an
    apostrophe. "[...]" stands for words that were struck out of transcripts (`postil redact`); `codebook import` puts
    them back.
    """
    chosen = format_of(target, format_name, FORMATS)
    if bom and chosen != "csv":
        raise click.UsageError("--bom is for CSV")
    with opened(study, write=False) as study_file:
        codebook, uses = study_file.study.codebook, study_file.study.uses
        struck = Struck(study_file.study)
        title = struck.without(study_file.study.title)
        if version is not None:
            from postil.cli.book_diff import version_of  # noqa: PLC0415 - loaded when it is needed

            name, codes, _ = version_of(study_file.study, version)
            said = ", ".join(filter(None, (title, struck.without(name))))
            data = _data(chosen, let_book(struck, Codebook(codes)), None, title=said, bom=bom)
        else:
            data = _data(chosen, let_book(struck, codebook), uses, title=title, bom=bom)
    put(data, target, study, force=force)
    if version is None:
        tell_of_conflicts(study_file.study, study)


def _data(chosen: str, codebook: Codebook, uses: Mapping[str, int] | None, *, title: str, bom: bool) -> bytes:
    """The codebook in a format; whatever the format needs is loaded here."""
    if chosen == "csv":
        from postil.exports.codebook_csv import codebook_csv  # noqa: PLC0415

        return codebook_csv(codebook, uses, bom=bom)
    if chosen == "xlsx":
        from postil.exports.codebook_xlsx import codebook_xlsx  # noqa: PLC0415

        return codebook_xlsx(codebook, uses)
    if chosen == "html":
        from postil.exports.codebook_html import codebook_html  # noqa: PLC0415

        return codebook_html(codebook, uses, title=title)
    from postil.exports.codebook_markdown import codebook_markdown  # noqa: PLC0415

    return codebook_markdown(codebook, uses).encode("utf-8")
