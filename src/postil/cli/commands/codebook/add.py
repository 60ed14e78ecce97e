"""``postil codebook add``."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, changing, changing_options, field_options, tell, tell_number, values_of
from postil.cli.lookup import excerpt
from postil.cli.output import talk, write
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.errors import CodebookError
from postil.model.change import AddCode
from postil.model.codebook import PATH_SEPARATOR, Code
from postil.model.names import full_name, name_in

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.codebook import Codebook


@click.command(
    "add",
    cls=Command,
    examples=[
        ("postil codebook add study.json 'Peer support' --parent F3", "A code under another; print its id."),
        (
            "postil codebook add study.json 'Night work' --origin inductive --definition 'Work between 8 and 8.'",
            "A code at the top, from the data.",
        ),
    ],
)
@study_argument()
@argument("name", says="What the code is called.", metavar="NAME")
@click.option(
    "--parent", "--under", "parent", type=CodeName(), metavar="CODE", help="The code above it; else it is at the top."
)
@field_options
@changing_options
def command(
    study: Path,
    name: str,
    *,
    parent: str | None,
    aliases: tuple[str, ...],
    coder: str | None,
    new_coder: bool,
    as_json: bool,
    **given: object,
) -> None:
    """Bring a new code in, and print its id.

    It is said on stderr if another code has much the same name.

    With --json: {"act": stamp, "code": id}.
    """
    _check_no_path(study, name)
    with changing(study, coder, may_be_new=new_coder) as desk:
        above = desk.code(parent).id if parent else ""
        code = Code(f"c{secrets.token_hex(5)}", "", parent=above)
        code = replace(code, **values_of(code, {"name": name, **given}, aliases))
        like = _like(desk.study.codebook, code.name)
        stamp = desk.record([AddCode(code)])
        if not as_json:
            write(code.id)
        where = f" under {full_name(desk.code(above))}" if above else ""
        tell(study, Told(stamp, code, f"added {full_name(code)}{where}"), as_json=as_json)
        for named in (name_in(desk.study.codebook, other) for other in like):
            talk(f"{study}: {named} has much the same name: if they are one code, merge them")
        tell_number(study, desk.study.codebook, code.id, code.number)


def _check_no_path(study: Path, name: str) -> None:
    above, _, last = map(str.strip, name.rpartition(PATH_SEPARATOR))
    if above and last:
        raise CodebookError(
            f"{study}: {excerpt(name)} is a path, and the name of a code holds no {PATH_SEPARATOR}",
            f"name the code above it apart: postil codebook add {study} '{excerpt(last)}' --parent '{excerpt(above)}'",
        )


def _like(codebook: Codebook, name: str) -> list[Code]:
    from postil.find import similar_names  # noqa: PLC0415 - loaded when it is needed

    near = {other for other, _ in similar_names(name, [code.name for code in codebook])}
    return [code for code in codebook if code.name in near]
