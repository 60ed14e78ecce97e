"""``postil apply``: decisions without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.coders import check_known, choose_coder
from postil.cli.decisions import Applier, Order, order_of_line
from postil.cli.lookup import Finder
from postil.cli.order_lines import each_line, text_from
from postil.cli.output import answer, talk
from postil.cli.parameters import CodeName, FileName, argument, coder_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.assignment import pack_coder
from postil.model.names import full_name
from postil.settings.config import read_config

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "apply",
    cls=Command,
    examples=[
        ("postil apply study.json --coder ana P04§12 2.3", "Put code 2.3 on a paragraph; print ACK and a stamp."),
        ("postil apply study.json --coder ana P04:12 'Leadership' Cost --reviewed", "Two codes, and done with it."),
        ("postil apply study.json --coder ana P04:12 F1 --start 10 --end 42", "A code on characters 10 to 41."),
        ("postil apply study.json --coder ana P04:12 F1 --remove", "Take a code away."),
        ("postil apply study.json --coder ana --from codings.jsonl", "One act for each line of JSON."),
    ],
)
@study_argument()
@argument("place", says="A paragraph: P04§12, P04#12 or P04:12.", metavar="TRANSCRIPT§N", required=False)
@argument("codes", says="Codes by id, number, path or name.", metavar="CODE", nargs=-1, type=CodeName())
@coder_option("Whose decisions these are.")
@new_coder_option
@click.option("--start", type=int, metavar="N", help="First character of a span, from 0, in code points.")
@click.option("--end", type=int, metavar="N", help="The character after the last one of the span.")
@click.option("--memo-from", type=FileName(), metavar="FILE", help="Text of a memo, from a file; - reads stdin.")
@click.option("--reviewed/--not-reviewed", default=None, help="Mark the paragraph as read and done with, or unmark it.")
@click.option("--remove", is_flag=True, help="Take the codes away instead.")
@click.option("--from", "source", type=FileName(), metavar="FILE", help="Read JSON lines from a file; - reads stdin.")
def command(
    study: Path,
    place: str | None,
    codes: tuple[str, ...],
    *,
    coder: str | None,
    new_coder: bool,
    start: int | None,
    end: int | None,
    memo_from: Path | None,
    reviewed: bool | None,
    remove: bool,
    source: Path | None,
) -> int:
    """Apply or remove codes without a screen.

    Each act is answered by "ACK STAMP" on stdout when it is durable. A memo stands at each of the codings, or, without
    codes, at the span or the paragraph; its text is never an argument, since others can see those.
    A retired code takes no new codings. For a code that was merged into another, that one is meant, and stderr says so.

    With --from, each line is one act: {"transcript": name or id, "paragraph": 12, "codes": [id, number, path or name],
    "start": 10, "end": 42, "memo": "text", "reviewed": true, "remove": false}, all but the first two optional. It is
    answered by "ACK STAMP" or "ERR LINE MESSAGE"; a wrong line changes nothing, the next ones are done, and the exit
    status is 1. An act that changes nothing is answered by the stamp of what is there.
    """
    single = (place, start, end, memo_from, reviewed)
    if source is not None and (codes or remove or any(value is not None for value in single)):
        raise click.UsageError("--from reads everything from its lines; leave the other arguments out")
    if source is None and place is None:
        raise click.UsageError("Missing argument 'TRANSCRIPT§N'; or give --from FILE")
    config = read_config()
    with opened(study, write=True) as study_file:
        coders = study_file.study.coders
        pack = pack_coder(study_file.study)
        chosen = choose_coder(coder, coders, study, config.coder, pack=pack)
        check_known(chosen, coders, study, may_be_new=new_coder, pack=pack)
        applier = Applier(study_file, chosen)
        if source is not None:
            return each_line(lambda line: applier.apply(order_of_line(line)), source)

        transcript, n = Finder(study_file.study).place(place or "")
        memo = None if memo_from is None else text_from(memo_from, "a memo").rstrip("\n")
        order = Order(transcript.id, n, codes, start, end, memo, reviewed, remove)
        answer(f"ACK {applier.apply(order)}")
        for merged in filter(None, map(Finder(study_file.study).merged_code, codes)):
            former, into = map(full_name, merged)
            talk(f"{study}: {former} was merged into {into}: that is the code that was meant")
    return 0
