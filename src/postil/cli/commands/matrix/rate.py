"""``postil matrix rate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases, find_case
from postil.cli.lookup import Finder
from postil.cli.matrix import charting_coder
from postil.cli.order_lines import text_from
from postil.cli.output import answer
from postil.cli.parameters import CodeName, FileName, argument, coder_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.cell import RATINGS, Rating
from postil.model.cells import CellKey
from postil.model.change import Rate
from postil.model.decision import CONSENSUS
from postil.model.transcript import normal_text

if TYPE_CHECKING:
    from pathlib import Path

_NONE = "none"


@click.command(
    "rate",
    cls=Command,
    context_settings={"ignore_unknown_options": True},
    examples=[
        ("postil matrix rate study.json P04 F1 -2 --coder ana", "Ana's rating."),
        ("postil matrix rate study.json P04 F1 mixed --coder ana --reason-from why.txt", "With a reason."),
        ("postil matrix rate study.json P04 F1 +1 --coder ana --consensus", "What the team agreed on."),
        ("postil matrix rate study.json P04 F1 none --coder ana", "Ana's rating is taken away."),
    ],
)
@study_argument()
@argument("case", says="The case, by name or by how its name begins.", metavar="CASE")
@argument("code", says="The code, by id, number, path or name.", metavar="CODE", type=CodeName())
@argument("value", says=f"{', '.join(RATINGS)}; {_NONE} takes the rating away.", metavar="RATING")
@coder_option("Who rates.")
@new_coder_option
@click.option("--reason-from", type=FileName(), metavar="FILE", help="The reason, from a file; - reads stdin.")
@click.option("--consensus", is_flag=True, help="The rating is the team's; those of raters stay beside it.")
def command(
    study: Path,
    case: str,
    code: str,
    value: str,
    *,
    coder: str | None,
    new_coder: bool,
    reason_from: Path | None,
    consensus: bool,
) -> None:
    """Rate a cell, as users of CFIR rate constructs: from -2 to +2, mixed, missing or n/a.

    Each rater has a rating of their own; exports show ratings where there are some. Answered by "ACK STAMP" on stdout.
    """
    reason = normal_text(text_from(reason_from, "a reason", longest=1 << 16)).strip() if reason_from else ""
    rating = Rating(_rating(value), reason)
    with opened(study, write=True) as study_file, about_cases(study):
        here = study_file.study
        by, besides = charting_coder(study_file, coder, new_coder=new_coder)
        key = CellKey(find_case(here, case).id, Finder(here).code(code).id)
        act = Rate(*key, CONSENSUS if consensus else by, rating if rating.value else Rating())
        changes = study_file.record([act, *besides], coder=by)
        heads = here.heads(act.key)
        answer(
            f"ACK {changes[0].group if changes else heads[0].stamp if heads else here.element_stamp('case', key.case)}"
        )


def _rating(text: str) -> str:
    plain = text.strip().casefold().replace("−", "-")
    if plain == _NONE:
        return ""
    if plain in {"1", "2"}:
        return f"+{plain}"
    if plain not in RATINGS:
        raise click.UsageError(f"'{text[:40]}' is no rating; it is one of {', '.join(RATINGS)}")
    return plain
