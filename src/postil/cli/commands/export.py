"""``postil export``: the codings, the memos or the decisions of a study as a table."""

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
WHAT = ("codings", "memos", "decisions")


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil export study.json codings.csv", "A table for a spreadsheet or a statistics program."),
        ("postil export study.json codings.json --force", "JSON, over the file of last time."),
        ("postil export study.json memos.csv --what memos", "All memos, also at paragraphs and removed codings."),
        ("postil export study.json decisions.csv --what decisions", "What was decided on each disagreement, and why."),
        ("postil export study.json - --format csv | head", "The table on stdout."),
    ],
)
@study_argument()
@argument("target", says="The file to write, .csv or .json; - is stdout.", metavar="FILE", type=FileName())
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--bom", is_flag=True, help="Begin a table with a byte order mark, for Excel on Windows.")
@click.option("--what", type=click.Choice(WHAT), default="codings", help="Codings (if not given), memos or decisions.")
@force_option
def command(study: Path, target: Path, *, format_name: str | None, bom: bool, what: str, force: bool) -> None:
    """Write the codings of a study as a table, one row a coding, or its memos or decisions.

    Columns: transcript, transcript_id, paragraph, speaker, role, kind, code (id), number, path, coder, start, end (code
    points, empty for a whole paragraph), quote, memo, doubtful, stamp, time. Control characters are written as visible
    marks, and what a spreadsheet would take for a formula gets an apostrophe. Rows of CSV end with CR LF in a file, and
    with LF on stdout. JSON has the same names: {"study": title, "codings": [{...}]}.

    With --what memos, columns: transcript, transcript_id, paragraph, code (empty for a memo at a paragraph), number,
    path, coder, start, end, text, stamp, time, coding_removed (whether the memo's coding is no longer there). In JSON:
    {"study": title, "memos": [{...}]}.

    With --what decisions, columns: transcript, transcript_id, paragraph, speaker, text (the paragraph's), choice (keep,
    both, neither or other), kept (the coder), codes (ids), paths, reason, given (what each coder had given),
    decided_by, stamp, time, in_conflict (whether somebody else decided differently). In JSON: {"study": title,
    "decisions": [{...}]}, codes and paths as lists, given as {coder: [path]}.
    """
    from postil.exports import codings, decisions, memos  # noqa: PLC0415 - loaded when it is needed

    tables = {
        "codings": (codings.codings_csv, codings.codings_json),
        "memos": (memos.memos_csv, memos.memos_json),
        "decisions": (decisions.decisions_csv, decisions.decisions_json),
    }
    as_csv, as_json = tables[what]
    chosen = format_of(target, format_name, FORMATS)
    with opened(study, write=False) as study_file:
        here = study_file.study
        if chosen == "csv":
            data = as_csv(here, bom=bom, line_end="\n" if str(target) == "-" else "\r\n")
        else:
            data = as_json(here)
    put(data, target, study, force=force)
