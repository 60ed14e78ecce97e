"""``postil cases import``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.case_plan import plan_of
from postil.cli.cases import by_option, check_coder, plan_document, tell_plan, tell_renamed, write_plan
from postil.cli.output import talk, write_json
from postil.cli.parameters import FileName, argument, json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.case import ATTRIBUTE_KINDS

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "import",
    cls=Command,
    examples=[
        ("postil cases import study.json cases.xlsx --dry-run", "Look at what would change first."),
        ("postil cases import study.json cases.csv --type 'beds=number'", "Say what an attribute is."),
        ("postil cases import study.json cases.csv --no-new", "Refuse names that are no case yet, such as slips."),
    ],
)
@study_argument()
@argument("sheet", says="The table, .csv or .xlsx, one row a case.", metavar="SHEET", type=FileName())
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="NAME=KIND",
    help="Kind of a new attribute: text, number, date or choice; may be repeated.",
)
@click.option("--no-new", is_flag=True, help="Refuse a table that names a case which is not there.")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@by_option
@json_option
def command(
    study: Path,
    sheet: Path,
    *,
    types: tuple[str, ...],
    no_new: bool,
    dry_run: bool,
    coder: str | None,
    as_json: bool,
) -> None:
    """Bring cases and their attributes in from a table.

    A column "case" names the case of each row. A column "transcript" names the transcripts whose words are the case's,
    with ; between several, and a column "speaker" says who it is in them where a transcript holds several participants;
    a column "note" is the case's note. Every other column is an attribute. What a new attribute is follows from its
    values and is told: numbers, dates (YYYY-MM-DD), choices (a few values that come again and again), else texts;
    unless --type says it, or a second row without a case does: text, number, date, choice, or "choice: a; b".

    All of the table is taken, in one act, or nothing. Cases are told apart by their names, however they are spelt in
    capitals and spaces. A column that the table does not have changes nothing, an empty cell empties, and cases that it
    does not have stay. Of a workbook the first sheet that shows is read; of a formula the value that was kept.

    With --json: {"done": false for a dry run, "attributes": [{"name", "kind", "choices", "inferred"}] that are new,
    "added": [name], "changed": [{"case", "field", "study", "file"}], "unchanged": number of cases}.
    """
    from postil.importers.case_table import read_case_table  # noqa: PLC0415 - loaded when it is needed

    kinds = dict(map(_kind, types))
    table = read_case_table(sheet)
    for sentence in table.report:
        talk(f"{sheet}: {sentence}")
    with opened(study, write=not dry_run) as study_file:
        by = check_coder(study_file, coder)
        known = list(study_file.study.cases.attributes)
        plan = plan_of(study_file.study, table, kinds=kinds, no_new=no_new)
        if not dry_run:
            study_file.record(plan.actions, coder=by)
    if as_json:
        write_json(plan_document(plan, done=not dry_run))
    else:
        write_plan(plan)
    tell_renamed(plan, table.columns, known, sheet)
    tell_plan(plan, study, done=not dry_run)


def _kind(text: str) -> tuple[str, str]:
    name, _, kind = text.rpartition("=")
    if not name.strip() or kind not in ATTRIBUTE_KINDS:
        raise click.UsageError(f"--type: '{text[:80]}' is not NAME=KIND with a kind of {', '.join(ATTRIBUTE_KINDS)}")
    return name.strip(), kind
