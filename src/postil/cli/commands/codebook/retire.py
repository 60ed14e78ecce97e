"""``postil codebook retire``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, by_coder, changing, changing_options, coders_of, tell
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.model.change import EditCode
from postil.model.names import full_name

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "retire",
    cls=Command,
    examples=[
        ("postil codebook retire study.json F1.2", "Offer a code no more; its codings stay."),
        ("postil codebook edit study.json F1.2 --status active", "Offer it again."),
    ],
)
@study_argument()
@argument("code", says="The code by id, number, path or name.", metavar="CODE", type=CodeName())
@changing_options
def command(study: Path, code: str, *, coder: str | None, new_coder: bool, as_json: bool) -> None:
    """Offer a code to coders no more; its codings stay.

    With --json: {"act": stamp or null if it was retired already, "code": id, "codings": {coder: codings that stay}}.
    """
    with changing(study, coder, may_be_new=new_coder) as desk:
        known = desk.code(code)
        stamp = desk.record([EditCode(known.id, "status", "retired")])
        stay = coders_of(desk.study, known.id)
        tell(
            study,
            Told(stamp, known, f"retired {full_name(known)}, which keeps {by_coder(stay)}", stay),
            as_json=as_json,
        )
