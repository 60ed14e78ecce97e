"""``postil codebook drop``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, changing, changing_options, tell
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.model.book_acts import drop_code
from postil.model.names import full_name

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "drop",
    cls=Command,
    examples=[("postil codebook drop study.json 'Made by mistake'", "Take a code out that nothing uses.")],
)
@study_argument()
@argument("code", says="The code by id, number, path or name.", metavar="CODE", type=CodeName())
@changing_options
def command(study: Path, code: str, *, coder: str | None, new_coder: bool, as_json: bool) -> None:
    """Take a code out of the codebook that has no codings, memos, summaries or codes under it.

    One that is used can be retired, or merged into another.

    With --json: {"act": stamp, "code": id}.
    """
    with changing(study, coder, may_be_new=new_coder) as desk:
        known = desk.code(code)
        stamp = desk.record(drop_code(desk.study, known.id))
        tell(study, Told(stamp, known, f"dropped {full_name(known)}, which nothing used"), as_json=as_json)
