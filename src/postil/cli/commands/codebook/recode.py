"""``postil codebook recode``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import Told, by_coder, changing, changing_options, tell
from postil.cli.lookup import PLACE, Finder
from postil.cli.parameters import CodeName, argument, study_argument
from postil.cli.root import Command
from postil.errors import NotFoundError
from postil.model.book_acts import recode
from postil.model.names import full_name, name_in
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.model.study import Study


@click.command(
    "recode",
    cls=Command,
    examples=[
        ("postil codebook add study.json 'Night staff' --parent B2", "To split a code, make the new one first, ..."),
        (
            "postil codebook recode study.json B2 --to 'Night staff' --in P04§12 --in P07§31",
            "... then give it the codings that belong there, whoever made them.",
        ),
        ("postil codebook recode study.json B2 --to B3 --in P04", "All codings of one transcript."),
        ("postil codebook recode study.json B2 --to B3", "All of them."),
    ],
)
@study_argument()
@argument("code", says="The code that they have, by id, number, path or name.", metavar="CODE", type=CodeName())
@click.option("--to", required=True, type=CodeName(), metavar="CODE", help="The code that they are to have.")
@click.option(
    "--in",
    "places",
    multiple=True,
    metavar="TRANSCRIPT§N",
    help="A paragraph, such as P04§12, or a whole transcript. May be repeated; without it, everywhere.",
)
@changing_options
def command(
    study: Path,
    code: str,
    *,
    to: str,
    places: tuple[str, ...],
    coder: str | None,
    new_coder: bool,
    as_json: bool,
) -> None:
    """Give codings of a code another one: split it.

    The codings of all coders at the places named change, with their memos and doubt marks; where a coder has the other
    code on the same words already, the two become one. All of it is one act.

    With --json: {"act": stamp, "code": id of the code that they have now, "codings": {coder: codings that changed}}.
    """
    with changing(study, coder, may_be_new=new_coder) as desk:
        source, target = desk.code(code), desk.code(to)
        if source.id == target.id:
            raise NotFoundError(f"{full_name(source)} is the code that they have", "say --to with another code")
        chosen = list(dict.fromkeys(_chosen(desk.study, source, places)))
        stamp = desk.record(recode(desk.study, chosen, target.id))
        moved: dict[str, int] = {}
        for coding in chosen:
            moved[coding.coder] = moved.get(coding.coder, 0) + 1
        left = desk.study.uses.get(source.id, 0)
        names = [name_in(desk.study.codebook, code) for code in (source, target)]
        says = f"{by_coder(moved)} went from {' to '.join(names)}; {counted(left, 'coding')} left"
        tell(study, Told(stamp, target, says, moved), as_json=as_json)


def _chosen(study: Study, code: Code, places: Sequence[str]) -> Iterator[Coding]:
    """The codings of a code at each of the places; everywhere if there are none.

    Raises:
        NotFoundError: there is no such place, or no such coding there.
    """
    if not places:
        found = [coding for coding, _ in study.codings() if coding.code == code.id]
        if not found:
            raise NotFoundError(f"{full_name(code)} has no codings", "see `postil codebook show STUDY`")
        yield from sorted(found, key=lambda coding: coding.reading_order)
    for text in places:
        found = [coding for coding in _within(study, text) if coding.code == code.id]
        if not found:
            raise NotFoundError(
                f"nobody put {full_name(code)} on {text}", "leave that place out, or see `postil export`"
            )
        yield from found


def _within(study: Study, text: str) -> Iterator[Coding]:
    finder = Finder(study)
    if re.fullmatch(PLACE, text.strip()):
        transcript, n = finder.place(text)
        yield from study.codings_in(transcript.id).get(n, {})
    else:
        for here in study.codings_in(finder.transcript(text).id).values():
            yield from here
