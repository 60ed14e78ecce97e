"""``postil cases set``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.case_plan import Difference, plan_of
from postil.cli.cases import (
    about_cases,
    attribute_of,
    by_option,
    check_coder,
    find_case,
    tell_led_astray,
    tell_plan,
    write_plan,
)
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.model.case_acts import (
    NAME_COLUMN,
    NOTE_COLUMN,
    OWN_COLUMNS,
    SPEAKER_COLUMN,
    TRANSCRIPT_COLUMN,
    plain_name,
    renamed,
)
from postil.model.codebook import matching_name
from postil.model.references import broken_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.model.study import Study


@click.command(
    "set",
    cls=Command,
    examples=[
        ("postil cases set study.json P04 service_type='crisis café' beds=4", "Two values."),
        ("postil cases set study.json P04 beds=", "No value."),
        ("postil cases set study.json P11 'case=P11 manager' transcript=P11 speaker=P11A", "Name, and whose words."),
    ],
)
@study_argument()
@argument("case", says="The case, by name or by how its name begins.", metavar="CASE")
@argument(
    "values",
    says="A value of an attribute, or of case, transcript, speaker or note.",
    metavar="NAME=VALUE",
    nargs=-1,
    required=True,
)
@by_option
def command(study: Path, case: str, values: tuple[str, ...], *, coder: str | None) -> None:
    """Give a case values, another name or other transcripts.

    Names of values are attributes, or the columns that a table of cases has beside them: case is the name, transcript
    and speaker say whose words are the case's, note is its note. An empty value takes away what is there.
    """
    from postil.importers.case_table import CaseRow, CaseTable  # noqa: PLC0415 - loaded when it is needed

    with opened(study, write=True) as study_file, about_cases(study):
        here = study_file.study
        by = check_coder(study_file, coder)
        known = find_case(here, case)
        given = _given(here, values)
        own = {name: given.pop(name, None) for name in OWN_COLUMNS}
        if own[SPEAKER_COLUMN] is not None and own[TRANSCRIPT_COLUMN] is None:
            raise NotFoundError("speaker says who, but not in which transcript", "say transcript=NAME, too")
        row = CaseRow(1, known.name, own[TRANSCRIPT_COLUMN], own[SPEAKER_COLUMN], own[NOTE_COLUMN], given)
        plan = plan_of(here, CaseTable("the command line", tuple(given), {}, (row,), {}))
        name = own[NAME_COLUMN]
        if name is not None and (actions := renamed(here, known.id, name)):
            plan.actions += actions
            plan.changed.append(Difference(known.name, NAME_COLUMN, known.name, plain_name(name)))
            plan.unchanged = 0
        before = broken_in(here)
        study_file.record(plan.actions, coder=by)
        tell_led_astray(here, before, known.name, study)
    write_plan(plan)
    tell_plan(plan, study, done=True)


def _given(study: Study, values: Sequence[str]) -> dict[str, str]:
    """Values by attribute or own column; a name may hold '=' itself."""
    given: dict[str, str] = {}
    known = {matching_name(name): name for name in (*OWN_COLUMNS, *study.cases.attributes)}
    for text in values:
        if "=" not in text:
            raise click.UsageError(f"'{text[:80]}' is not NAME=VALUE")
        cuts = [at for at, character in enumerate(text) if character == "="]
        at = next((at for at in cuts if matching_name(text[:at]) in known), cuts[0])
        name = known.get(matching_name(text[:at])) or attribute_of(study, text[:at])
        if name in given:
            raise click.UsageError(f"'{name}' is there twice")
        given[name] = text[at + 1 :]
    return given
