"""``postil codebook part``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, by_coder, changing, changing_options, coders_of, tell
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.model.book_acts import known_code, part_codes
from postil.model.names import full_name

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "part",
    cls=Command,
    examples=[
        ("postil codebook show study.json", "The last lines name the codes that were merged."),
        ("postil codebook part study.json 'Staff shortage'", "Take a merge back."),
    ],
)
@study_argument()
@argument("code", says="The merged code, by its id, or the number or name that it had.", metavar="CODE")
@changing_options
def command(study: Path, code: str, *, coder: str | None, new_coder: bool, as_json: bool) -> None:
    """Take back that a code was merged into another.

    It has the codings that were made with it, and its own fields; what was coded with the other code since, that one
    keeps. To split a code that was never two, use "codebook recode".

    With --json: {"act": stamp, "code": id, "codings": {coder: codings that it has}}.
    """
    with changing(study, coder, may_be_new=new_coder) as desk:
        former = desk.merged_code(code)
        into = known_code(desk.study, former.id)
        stamp = desk.record(part_codes(desk.study, former.id))
        own = coders_of(desk.study, desk.study.same.shown(former.id))
        says = f"parted {full_name(former)} from {full_name(into)}: it has {by_coder(own)}"
        tell(study, Told(stamp, former, says, own), as_json=as_json)
