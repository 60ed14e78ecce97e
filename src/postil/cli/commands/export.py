"""``postil export``: the tables of a study for other programs, and packages that may leave a secure server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.conflicts import tell_of_conflicts
from postil.cli.files import format_of, put
from postil.cli.lookup import Finder
from postil.cli.output import talk
from postil.cli.parameters import (
    CodeName,
    CoderName,
    FileName,
    PackageTable,
    argument,
    force_option,
    study_argument,
)
from postil.cli.querying import selected
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.model.selection import Selection
    from postil.storage import StudyFile

FORMATS = ("csv", "xlsx", "md", "html", "docx", "json", "jsonl", "parquet")
WHAT = (
    *("codings", "paragraphs", "cells", "cases", "codes", "memos", "decisions", "changes"),
    *("units", "recal"),
)
_ALSO_SUPERSEDED = frozenset({"codings", "memos", "decisions"})
"""Tables that also hold what is still on a transcript that was corrected."""
LEVELS = ("counts", "summaries", "quotations")
_FEWEST = 2


@click.command(
    "export",
    cls=Command,
    examples=[
        ("postil export study.json codings.csv", "A table for a spreadsheet or a statistics program."),
        ("postil export study.json codings.json --force", "JSON, over the file of last time."),
        ("postil export study.json leadership.xlsx --where 'leadership role:*manager*'", "What a query finds."),
        (
            "postil export study.json paragraphs.parquet --what paragraphs",
            "For DuckDB, Spark or Dask; see docs/scale.md.",
        ),
        ("postil export study.json f1.csv --what recal --code F1 --coder ana --coder ben", "For ReCal: 0 and 1."),
        ("postil export study.json - --format csv | head", "The table on stdout."),
        ("postil export study.json --egress counts --suppress 5 -o out", "A package for an output checker."),
        ("postil export study.json --egress quotations --only quotations -o out", "One table of a package."),
    ],
)
@study_argument()
@argument(
    "target",
    says="The file to write; its ending is the format; - is stdout.",
    metavar="FILE",
    type=FileName(),
    required=False,
)
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="The format, where FILE does not tell it.")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, for Excel on Windows.")
@click.option("--what", type=click.Choice(WHAT), help="Which table; codings if not given.")
@click.option("--where", "query", metavar="QUERY", help="Only what a query finds; see docs/query.md.")
@click.option("--code", type=CodeName(), metavar="CODE", help="For recal: the code.")
@click.option(
    "--coder", "coders", type=CoderName(), multiple=True, metavar="NAME", help="For units and recal: who; repeat it."
)
@click.option(
    "--egress",
    "level",
    type=click.Choice(LEVELS),
    is_flag=False,
    flag_value=LEVELS[0],
    help="Write a package that may leave a secure server; counts if no level is named.",
)
@click.option("-o", "--output", type=FileName(), metavar="FOLDER", help="For --egress: a new or an empty folder.")
@click.option(
    "--suppress", type=click.IntRange(min=_FEWEST), metavar="N", help="For --egress counts: keep counts below N back."
)
@click.option(
    "--only",
    type=PackageTable(),
    multiple=True,
    metavar="TABLE",
    help="For --egress: this table of the package, and others named so; repeat it.",
)
@force_option
def command(
    study: Path,
    target: Path | None,
    *,
    format_name: str | None,
    bom: bool,
    what: str | None,
    query: str | None,
    code: str | None,
    coders: tuple[str, ...],
    level: str | None,
    output: Path | None,
    suppress: int | None,
    only: tuple[str, ...],
    force: bool,
) -> None:
    """Write a table of a study for other programs, or a package that may leave a secure server.

    Tables (--what): codings (one row a coding), paragraphs (a paragraph and coder), cells (a case and code), cases,
    codes, memos, decisions, changes (the log), units (a paragraph and code, with a column of 0 and 1 for each coder)
    and recal (the same for one code, as ReCal reads it). docs/data.md says what each column means. The columns of
    codings are transcript, transcript_id, paragraph, speaker, role, kind, code (id), number, path, coder, start, end
    (code points, empty for a whole paragraph), quote, memo, doubtful, stamp, time, source, case_id, case, superseded
    (whether the transcript was corrected since, so that reports leave the row out; stderr says how many there are), and
    one for each attribute of the cases.

    The order of rows and columns follows from the study alone: two exports of one study are the same bytes. Control
    characters are written as visible marks, and what a spreadsheet would take for a formula gets an apostrophe. Rows of
    CSV end with CR LF in a file, and with LF on stdout. JSON is {"study": title, "codings": [{...}]} with the same
    names; in that of decisions, codes and paths are lists, and given is {coder: [path]}. JSON Lines have an object a
    line. Parquet needs the extra postil[parquet].

    With --egress: a new or empty folder of small text files and manifest.json, which lists them with their hashes and
    every piece of a transcript in them. The level counts has counts (codings, agreement, ratings) and the codebook;
    summaries adds what the team wrote in the cells of the matrix, without quotations; quotations adds these and the
    passages that were marked as quotable, under the names of cases alone. Small counts are told, some of them under the
    names of cases, and stderr says how many, unless --suppress keeps them back; docs/security.md says how. --only
    codes writes codes.csv and no other table; what is kept back is the same as in the whole package. Each count of
    cases stands beside the number of cases that were read; where none was, it is empty.

    "[...]" stands for what was struck out (postil redact), in every table and package; no option writes the words.
    """
    if level is not None:
        others = {"FILE": target, "--format": format_name, "--what": what, "--where": query, "--code": code}
        _refuse({**others, "--coder": coders, "--bom": bom, "--force": force}, "does not go with --egress")
        if output is None:
            raise click.UsageError("say where the package goes: -o FOLDER")
        if suppress and level != LEVELS[0]:
            raise click.UsageError(f"--suppress goes with --egress counts only: {level} tell which case has which code")
        _fits(only, level, suppress or 0)
        _package(study, level, output, below=suppress or 0, only=only)
        return
    _refuse({"-o": output, "--suppress": suppress, "--only": only}, "goes with --egress only")
    if target is None:
        raise click.UsageError("say which file to write: FILE, or - for stdout")
    what = what or WHAT[0]
    if (what == "recal") != (code is not None):
        raise click.UsageError("--what recal needs --code CODE, and no other table takes it")
    if coders and what not in {"units", "recal"}:
        raise click.UsageError("--coder goes with --what units and recal only; elsewhere say --where 'coder:NAME'")
    if query is not None and not query.strip():
        raise click.UsageError("the query of --where is empty")
    wanted = _Wanted(what, format_of(target, format_name, FORMATS), query, code, coders)
    line_end = "\n" if str(target) == "-" else "\r\n"
    with opened(study, write=False) as study_file:
        data, superseded = _data(study_file, wanted, bom=bom, line_end=line_end)
    put(data, target, study, force=force)
    _tell_of_superseded(study, superseded)
    if what != "changes":
        tell_of_conflicts(study_file.study, study)


class _Wanted(NamedTuple):
    """Which table is wanted, as it was typed."""

    what: str
    format_name: str
    query: str | None
    code: str | None
    coders: tuple[str, ...]


def _refuse(options: dict[str, object], why: str) -> None:
    for name, value in options.items():
        if value:
            raise click.UsageError(f"{name} {why}")


def _tell_of_superseded(study: Path, rows: int) -> None:
    if rows:
        are, they, readings = ("is", "it", "a reading that was") if rows == 1 else ("are", "them", "readings that were")
        talk(
            f"{study}: {counted(rows, 'row')} {are} on {readings} corrected since; reports leave {they} out: "
            f"superseded is true there"
        )


def _data(study_file: StudyFile, wanted: _Wanted, *, bom: bool, line_end: str) -> tuple[bytes, int]:
    """The table as a file, and how many of its rows are on transcripts that were corrected."""
    from postil.exports.decisions import decisions_json  # noqa: PLC0415 - loaded when it is needed
    from postil.exports.tables import table_bytes  # noqa: PLC0415 - as above
    from postil.exports.tidy import Tidy  # noqa: PLC0415 - as above
    from postil.exports.tidy_columns import SUPERSEDED  # noqa: PLC0415 - as above
    from postil.text.struck import Struck  # noqa: PLC0415 - as above

    study, finder = study_file.study, Finder(study_file.study)
    selection = _selected(study_file, wanted.query)
    code = finder.code(wanted.code).id if wanted.code else ""
    coders = tuple(map(finder.coder, wanted.coders))
    table = Tidy(study, study_file.log, selection).table(wanted.what, code=code, coders=coders)
    superseded = sum(map(bool, table.column(SUPERSEDED.name))) if wanted.what in _ALSO_SUPERSEDED else 0
    if wanted.what == "decisions" and wanted.format_name == "json":
        return decisions_json(study, selection.places if selection else None), superseded
    title = Struck(study).without(study.title)
    return table_bytes(table, wanted.format_name, study=title, bom=bom, line_end=line_end), superseded


def _selected(study_file: StudyFile, query: str | None) -> Selection | None:
    return None if query is None else selected(study_file.path, study_file.study, query)


def _fits(only: Sequence[str], level: str, below: int) -> None:
    from postil.exports.egress_counts import BY_CASE  # noqa: PLC0415 - loaded when it is needed

    for name in only:
        if name in LEVELS and LEVELS.index(name) > LEVELS.index(level):
            raise click.UsageError(f"--only {name} goes with --egress {' or '.join(LEVELS[LEVELS.index(name) :])}")
        if name == BY_CASE and below:
            raise click.UsageError(f"--only {name} does not go with --suppress: its counts are those of single cases")


def _package(study: Path, level: str, folder: Path, *, below: int, only: Sequence[str]) -> None:
    from postil.cli.egress import put_package, tell_of_package  # noqa: PLC0415 - loaded when it is needed
    from postil.exports.egress import egress_package  # noqa: PLC0415 - as above
    from postil.reports.case_names import renamed_cases, said_of_names  # noqa: PLC0415 - as above

    with opened(study, write=False) as study_file:
        files = egress_package(study_file.study, study_file.study_id, level, below=below, only=only)
        renamed = renamed_cases(study_file.study) if level != LEVELS[0] or not below else 0
    put_package(files, folder)
    tell_of_package(files)
    if renamed:
        talk(f"{study}: {said_of_names(renamed)}")
    tell_of_conflicts(study_file.study, study)
