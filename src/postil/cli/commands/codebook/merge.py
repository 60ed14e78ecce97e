"""``postil codebook merge``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, by_coder, changing, changing_options, coders_of, tell
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.model.book_acts import merge_codes
from postil.model.names import name_in
from postil.reports.merged_cells import merged_cells
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "merge",
    cls=Command,
    examples=[
        ("postil codebook merge study.json 'Staff shortage' --into B2", "Two codes become one, for all coders."),
        ("postil codebook part study.json 'Staff shortage'", "Take that back, also weeks later."),
    ],
)
@study_argument()
@argument("code", says="The code that goes, by id, number, path or name.", metavar="CODE", type=CodeName())
@click.option("--into", required=True, type=CodeName(), metavar="CODE", help="The code that stays.")
@changing_options
def command(study: Path, code: str, *, into: str, coder: str | None, new_coder: bool, as_json: bool) -> None:
    """Merge a code into another one.

    All its codings, memos and summaries count as the other's from then on, those of all coders, and also those that
    come later in a colleague's file from before. Codes under it move along; where both have one of the same name, these
    two are merged as well. Where a coder has both codes on the same words, the two are one coding. How many cells of
    the matrix have two summaries then, or a stale one, is told.

    With --json: {"act": stamp, "code": id of the code that stays, "codings": {coder: codings that it took over}}.
    """
    with changing(study, coder, may_be_new=new_coder) as desk:
        source, target = desk.code(code), desk.code(into)
        names = [name_in(desk.study.codebook, code) for code in (source, target)]
        taken, before = coders_of(desk.study, source.id), desk.study.uses.get(target.id, 0)
        actions = merge_codes(desk.study, source.id, target.id)
        cells = merged_cells(desk.study, actions)
        stamp = desk.record(actions)
        now = desk.study.uses.get(target.id, 0)
        doubled = before + sum(taken.values()) - now
        says = f"merged {' into '.join(names)}: {by_coder(taken)}"
        says += f", {doubled} of them where it was already" if doubled else ""
        says += f"; it has {counted(now, 'coding')} now"
        if len(actions) > 1:
            says += f"; merged along: {counted(len(actions) - 1, 'code')} of one name under both"
        says += f"; {cells.done}" if cells else ""
        tell(study, Told(stamp, target, says, taken), as_json=as_json)
