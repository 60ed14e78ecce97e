"""``postil matrix export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases
from postil.cli.conflicts import tell_of_conflicts
from postil.cli.files import format_of, put
from postil.cli.matrix import Part, chosen_view, view_options
from postil.cli.output import json_text
from postil.cli.parameters import FileName, argument, force_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened

if TYPE_CHECKING:
    from pathlib import Path

    from postil.reports.matrix_view import MatrixView

FORMATS = ("xlsx", "docx", "csv", "md", "html", "json")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil matrix export study.json matrix.xlsx", "A sheet for each theme; `matrix import` reads it back."),
        ("postil matrix export study.json barriers.docx --theme Barriers", "One theme, as a Word document."),
        ("postil matrix export study.json cells.csv", "A row for each cell, for a statistics program."),
        ("postil matrix export study.json grid.csv --wide --sort service_type", "A row for each case."),
        ("postil matrix export study.json matrix.html --quotes", "With the passages that may be quoted."),
        ("postil matrix export study.json - --format json", "On stdout."),
    ],
)
@study_argument()
@argument(
    "target",
    says="The file to write: .xlsx, .docx, .csv, .md, .html or .json; - is stdout.",
    metavar="FILE",
    type=FileName(),
)
@view_options
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--quotes", "with_quotes", is_flag=True, help="Write the passages that were marked as quotable, too.")
@click.option("--wide", is_flag=True, help="CSV: a grid, a row a case, instead of a row a cell.")
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for Excel on Windows.")
@force_option
def command(
    study: Path,
    target: Path,
    *,
    theme: str | None,
    codes: tuple[str, ...],
    cases: tuple[str, ...],
    sort: str | None,
    format_name: str | None,
    with_quotes: bool,
    wide: bool,
    bom: bool,
    force: bool,
) -> None:
    """Write the matrix to a file.

    Summaries come with their state, who wrote them and when, attributes of the cases, comments and ratings; words of
    participants beyond those in summaries only with --quotes. Control characters are written as visible marks, and what
    a spreadsheet would take for a formula gets an apostrophe. The same study gives the same bytes.

    XLSX has a sheet for each theme with the headings and the cases frozen; states, authors, comments and ratings are
    notes at the cells. DOCX has a landscape section for each theme. CSV has a row for each cell: case, the attributes,
    theme, code, number, path, state, status, summary, comment, words, passages, references, by, time, checked by,
    "rating NAME" and "reason NAME" for each rater, quotes. JSON is that of `postil matrix show --json`.
    """
    chosen = format_of(target, format_name, FORMATS)
    if chosen != "csv" and (wide or bom):
        raise click.UsageError("--wide and --bom are for CSV")
    if wide and with_quotes:
        raise click.UsageError("a grid has no room for quotes; leave --wide or --quotes out")
    with opened(study, write=False) as study_file, about_cases(study):
        view = chosen_view(study_file.study, Part(theme, codes, cases, sort))
        if chosen == "csv":
            data = _csv(view, target, with_quotes=with_quotes, wide=wide, bom=bom)
        else:
            data = _document(view, chosen, study_file.study_id, with_quotes=with_quotes)
    put(data, target, study, force=force)
    tell_of_conflicts(study_file.study, study)


def _csv(view: MatrixView, target: Path, *, with_quotes: bool, wide: bool, bom: bool) -> bytes:
    from postil.exports.matrix_csv import matrix_csv, matrix_wide_csv  # noqa: PLC0415 - loaded when it is needed

    line_end = "\n" if str(target) == "-" else "\r\n"
    if wide:
        return matrix_wide_csv(view, bom=bom, line_end=line_end)
    return matrix_csv(view, bom=bom, line_end=line_end, with_quotes=with_quotes)


def _document(view: MatrixView, chosen: str, study_id: str, *, with_quotes: bool) -> bytes:
    match chosen:
        case "xlsx":
            from postil.exports.matrix_xlsx import matrix_xlsx  # noqa: PLC0415 - loaded when it is needed

            return matrix_xlsx(view, study_id, with_quotes=with_quotes)
        case "docx":
            from postil.exports.matrix_docx import matrix_docx  # noqa: PLC0415 - loaded when it is needed

            return matrix_docx(view, with_quotes=with_quotes)
        case "md":
            from postil.exports.matrix_markdown import matrix_markdown  # noqa: PLC0415 - loaded when it is needed

            return matrix_markdown(view, with_quotes=with_quotes).encode()
        case "html":
            from postil.exports.matrix_html import matrix_html  # noqa: PLC0415 - loaded when it is needed

            return matrix_html(view, with_quotes=with_quotes)
    from postil.reports.matrix_json import matrix_document  # noqa: PLC0415 - loaded when it is needed

    return (json_text(matrix_document(view, with_quotes=with_quotes)) + "\n").encode()
