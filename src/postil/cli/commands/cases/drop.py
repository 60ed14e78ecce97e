"""``postil cases drop``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases, by_option, check_coder, find_case
from postil.cli.output import talk
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.case_acts import dropped

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "drop", cls=Command, examples=[("postil cases drop study.json P19", "Take out a case that was made by mistake.")]
)
@study_argument()
@argument("case", says="The case, by name or by how its name begins.", metavar="CASE")
@by_option
def command(study: Path, case: str, *, coder: str | None) -> None:
    """Take out a case that is not in use.

    A case that has values, transcripts or summaries is in use; they have to be taken away first.
    """
    with opened(study, write=True) as study_file, about_cases(study):
        by = check_coder(study_file, coder)
        known = find_case(study_file.study, case)
        study_file.record([dropped(study_file.study, known.id)], coder=by)
    talk(f"{study}: case {known.name} taken out")
