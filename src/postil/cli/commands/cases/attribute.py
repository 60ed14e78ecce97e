"""``postil cases attribute``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases, attribute_of, by_option, check_coder
from postil.cli.output import talk
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import CaseError
from postil.exports.cases import kind_said
from postil.model.case import ATTRIBUTE_KINDS
from postil.model.case_acts import attribute_named, drop_attribute, fit_attribute, set_attribute, split_list
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from postil.storage import StudyFile


@click.command(
    "attribute",
    cls=Command,
    examples=[
        ("postil cases attribute study.json beds --type number", "A new attribute, or another kind for one."),
        ("postil cases attribute study.json service --type choice --choices 'crisis café; street triage'", "Choices."),
        ("postil cases attribute study.json beds --drop", "Take it away."),
    ],
)
@study_argument()
@argument("name", says="What the attribute is called.", metavar="NAME")
@click.option("--type", "kind", type=click.Choice(ATTRIBUTE_KINDS), help="What its values are.")
@click.option("--choices", metavar="LIST", help="The values that there are, with ; between them.")
@click.option("--drop", is_flag=True, help="Take the attribute away, if no case has a value of it.")
@click.option("--with-values", is_flag=True, help="With --drop: take its values away, too.")
@by_option
def command(
    study: Path,
    name: str,
    *,
    kind: str | None,
    choices: str | None,
    drop: bool,
    with_values: bool,
    coder: str | None,
) -> None:
    """Make an attribute, say what it is, or take it away.

    Values that cases have stay; where one of them is none of the new kind, nothing is done. Dates are written
    YYYY-MM-DD, numbers in digits with a point.
    """
    if drop == (kind is not None or choices is not None):
        raise click.UsageError("say --type, --choices or both; or --drop")
    if with_values and not drop:
        raise click.UsageError("--with-values is for --drop")
    with opened(study, write=True) as study_file, about_cases(study):
        by = check_coder(study_file, coder)
        if drop:
            said = _drop(study_file, attribute_of(study_file.study, name), with_values=with_values, by=by)
        else:
            said = _set(study_file, name, kind, choices, by=by)
    talk(f"{study}: {said}")


def _set(study_file: StudyFile, name: str, kind: str | None, choices: str | None, *, by: str) -> str:
    here = study_file.study
    there = attribute_named(here.cases.attributes, name)
    old = here.cases.attributes[there] if there is not None else None
    wanted = kind or ("choice" if choices is not None else "")
    chosen = tuple(split_list(choices)) if choices is not None else ()
    if not chosen and old is not None and old.kind == wanted == "choice":
        chosen = old.choices
    known, attribute = fit_attribute(here, name, wanted, chosen)
    changes = study_file.record(set_attribute(here, known, attribute), coder=by)
    return f"{known}: {kind_said(attribute)}{'' if changes else ', as before'}"


def _drop(study_file: StudyFile, name: str, *, with_values: bool, by: str) -> str:
    used = sum(bool(case.values.get(name)) for case in study_file.study.cases.all.values())
    if used and not with_values:
        raise CaseError(f"{counted(used, 'case')} {'has' if used == 1 else 'have'} a {name}", "say --with-values, too")
    study_file.record(drop_attribute(study_file.study, name), coder=by)
    return f"{name} taken away" + (f", with {counted(used, 'value')}" if used else "")
