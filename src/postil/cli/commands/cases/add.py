"""``postil cases add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.case_plan import plan_of
from postil.cli.cases import about_cases, by_option, check_coder
from postil.cli.output import talk
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import CaseError
from postil.model.case_acts import cases_named, join_list, plain_name

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "add",
    cls=Command,
    examples=[
        ("postil cases add study.json P04 --transcript P04", "A case whose words are a whole transcript."),
        ("postil cases add study.json 'P11 manager' --transcript P11 --speaker P11A", "One of two who speak in it."),
    ],
)
@study_argument()
@argument("name", says="What the case is called.", metavar="NAME")
@click.option(
    "--transcript",
    "transcripts",
    multiple=True,
    metavar="NAME",
    help="A transcript of this case, by name or id; may be repeated.",
)
@click.option("--speaker", metavar="LABEL", help="Who it is in the transcript, where several participants speak.")
@by_option
def command(study: Path, name: str, *, transcripts: tuple[str, ...], speaker: str | None, coder: str | None) -> None:
    """Make a case.

    A transcript or a speaker that is another case's is refused.
    """
    from postil.importers.case_table import CaseRow, CaseTable  # noqa: PLC0415 - loaded when it is needed

    if speaker is not None and not transcripts:
        raise click.UsageError("--speaker is for --transcript; say which")
    with opened(study, write=True) as study_file, about_cases(study):
        by = check_coder(study_file, coder)
        if there := cases_named(study_file.study, name):
            raise CaseError(
                f"there is a case {there[0].name} already", "choose another name, or use `postil cases set`"
            )
        row = CaseRow(1, plain_name(name), join_list(transcripts), join_list([speaker or ""]), None, {})
        table = CaseTable("the command line", (), {}, (row,), {})
        study_file.record(plan_of(study_file.study, table).actions, coder=by)
    talk(f"{study}: case {row.name} added")
