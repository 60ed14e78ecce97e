"""``postil codebook move``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, changing, changing_options, tell
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.model.book_acts import move_code
from postil.model.names import full_name
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "move",
    cls=Command,
    examples=[
        ("postil codebook move study.json F1.2 --under F4", "Put a code, with all under it, under another."),
        ("postil codebook move study.json F1.2 --top", "Put it at the top."),
    ],
)
@study_argument()
@argument("code", says="The code by id, number, path or name.", metavar="CODE", type=CodeName())
@click.option(
    "--under", "--parent", "under", type=CodeName(), metavar="CODE", help="The code that it is to stand under."
)
@click.option("--top", is_flag=True, help="Put it at the top.")
@changing_options
def command(
    study: Path, code: str, *, under: str | None, top: bool, coder: str | None, new_coder: bool, as_json: bool
) -> None:
    """Put a code, with all codes under it, elsewhere in the tree.

    Its number stays; to change it, use "codebook edit --number".

    With --json: {"act": stamp or null if nothing changed, "code": id}.
    """
    if (under is None) != top:
        raise click.UsageError("say --under CODE or --top")
    with changing(study, coder, may_be_new=new_coder) as desk:
        known = desk.code(code)
        above = desk.code(under) if under is not None else None
        stamp = desk.record(move_code(desk.study, known.id, above.id if above else ""))
        below = sum(known.id in {up.id for up in desk.study.codebook.ancestors(c.id)} for c in desk.study.codebook)
        along = f" with {counted(below, 'code')} under it" if below else ""
        where = f"under {full_name(above)}" if above else "to the top"
        tell(study, Told(stamp, known, f"moved {full_name(known)}{along} {where}"), as_json=as_json)
