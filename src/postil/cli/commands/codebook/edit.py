"""``postil codebook edit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, changing, changing_options, field_options, tell, tell_number, values_of
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.model.change import EditCode
from postil.model.names import full_name

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "edit",
    cls=Command,
    examples=[
        ("postil codebook edit study.json B2 --name 'Staffing'", "Rename a code; codings stay where they are."),
        (
            "postil codebook edit study.json B2 --exclude 'Pay: see F3.' --coder ana",
            "Reword a rule: what was coded before comes up to be looked at again.",
        ),
        ("postil codebook edit study.json B2 --alias staff --alias burnout", "Two more names that find it."),
        ("postil codebook edit study.json B2 --status active", "Offer a retired code again."),
    ],
)
@study_argument()
@argument("code", says="The code by id, number, path or name.", metavar="CODE", type=CodeName())
@click.option("--name", metavar="TEXT", help="What it is called.")
@field_options
@changing_options
def command(
    study: Path,
    code: str,
    *,
    aliases: tuple[str, ...],
    coder: str | None,
    new_coder: bool,
    as_json: bool,
    **given: object,
) -> None:
    """Change the values of a code.

    Only the fields that are given change; an empty text empties one. What a code was called before, and who changed it,
    stays in the log. Codings that were made under another wording of its definition or rules are listed for their
    coders to look at again.

    With --json: {"act": stamp or null if nothing changed, "code": id}.
    """
    if not aliases and all(value is None for value in given.values()):
        raise click.UsageError("say what to change, such as --name or --definition")
    with changing(study, coder, may_be_new=new_coder) as desk:
        known = desk.code(code)
        values = values_of(known, given, aliases)
        stamp = desk.record([EditCode(known.id, field, value) for field, value in values.items()])
        changed = ", ".join(field.replace("_", " ") for field in values)
        tell(study, Told(stamp, known, f"{full_name(known)}: {changed} changed"), as_json=as_json)
        tell_number(study, desk.study.codebook, known.id, values.get("number", ""))
