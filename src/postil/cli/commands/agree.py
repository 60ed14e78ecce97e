"""``postil agree``: how far coders agree, and where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from postil.cli.parameters import (
    CodeName,
    CoderName,
    FileName,
    argument,
    csv_option,
    everybody_option,
    force_option,
    json_option,
)
from postil.cli.root import Command

if TYPE_CHECKING:
    from pathlib import Path

    _Type: TypeAlias = click.ParamType[Any]
else:
    _Type = click.ParamType  # before click 8.4 it takes no parameter

ALSO = ("ac1", "pabak", "pi", "fleiss", "conger", "light")
LEVELS = ("nominal", "ordinal", "interval", "ratio")
_OF_STUDIES = {
    "unit": "--unit", "transcripts": "--transcript", "codes": "--codes", "below": "--below", "children": "--children",
    "everybody": "--everybody", "by": "--by", "differences": "--differences",
    "agreements": "--agreements",
}  # fmt: skip
"""Options that say nothing about a bare table."""


class Figures(_Type):
    """Names of ``ALSO``, with commas between them."""

    name = "figures"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names; an unknown one is wrong use."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(part.strip().casefold() for part in str(value).split(",") if part.strip()))
        for name in names:
            if name not in ALSO:
                self.fail(f"there is no figure '{name}'; they are {', '.join(ALSO)}", param, ctx)
        return names


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line."""

    files: tuple[Path, ...]
    coders: tuple[str, ...]
    unit: str | None
    transcripts: tuple[str, ...]
    codes: tuple[str, ...]
    below: bool
    children: bool
    everybody: bool
    distance: str
    also: tuple[str, ...]
    by: str | None
    differences: bool
    agreements: bool
    resamples: int
    seed: int
    table: Path | None
    level: str | None
    order: str | None
    csv_file: Path | None
    force: bool
    as_json: bool


@click.command(
    "agree",
    cls=Command,
    examples=[
        ("postil agree study.json", "All coders, on what at least two of them reviewed."),
        ("postil agree ana.json ben.json", "The files of two coders, put together in memory; nothing is written."),
        ("postil agree study.json --differences --codes F4", "The paragraphs where coders differ about one code."),
        ("postil agree study.json --agreements --codes F4", "Those where all who reviewed them gave it."),
        ("postil agree study.json --coder ana --coder ben --by transcript", "Two of the coders, and by transcript."),
        ("postil agree study.json --csv agreement.csv", "One row a figure, with the reason where there is none."),
        ("postil agree --table ratings.csv --level ordinal", "A bare table of coders, units and labels."),
    ],
)
@argument("files", says="Studies or packs; several are put together.", metavar="FILE", type=FileName(), nargs=-1)
@click.option("--coder", "coders", type=CoderName(), multiple=True, metavar="NAME",
              help="Compare this coder, and others named so; everybody but the consensus if none is.")  # fmt: skip
@click.option("--unit", type=click.Choice(("paragraph", "document")),
              help="Compare paragraphs (if not given), or transcripts as wholes.")  # fmt: skip
@click.option("--transcript", "transcripts", multiple=True, metavar="NAME",
              help="Only this transcript, and others named so.")  # fmt: skip
@click.option("--codes", type=CodeName(), multiple=True, metavar="CODE", help="Only this code, and others named so.")
@click.option("--below", is_flag=True, help="With --codes: the codes under them, too.")
@click.option("--children", is_flag=True, help="Count a code as given where a code under it was given.")
@everybody_option
@click.option("--distance", type=click.Choice(("masi", "jaccard")), default="masi",
              help="How far two sets of codes are apart: MASI (if not given) or Jaccard.")  # fmt: skip
@click.option("--also", type=Figures(), default=(), metavar="NAMES",
              help=f"More figures by code, with commas between: {', '.join(ALSO)}.")  # fmt: skip
@click.option("--by", type=click.Choice(("transcript",)), help="The figures over all codes by transcript, too.")
@click.option("--differences", is_flag=True, help="Instead of figures, list what coders differ on, with the text.")
@click.option("--agreements", is_flag=True,
              help="Instead of figures, list where all who reviewed it gave a code, with the text.")  # fmt: skip
@click.option("--resamples", type=click.IntRange(0, 100_000), default=1_000, metavar="N",
              help="Draws for the interval: 1000 if not given; 0 for no interval.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, metavar="N", help="Seed of the draws, 1 if not given.")
@click.option("--table", type=FileName(), metavar="FILE.csv", help="Compare a bare table instead of a study.")
@click.option("--level", type=click.Choice(LEVELS), help="With --table: one label a unit, on this scale.")
@click.option("--order", metavar="LABELS", help="With --level ordinal: the labels from low to high, with commas.")
@csv_option("Write a table, one row a figure, difference or agreement; - is stdout.")
@force_option
@json_option
def command(**options: Any) -> None:  # noqa: ANN401 - click's own
    """Tell how far coders agree, with the paragraphs behind every figure.

    A paragraph counts where at least two of the coders have marked it as reviewed: reviewed and without codes is a
    rating, not reviewed is none. Only participants' speech counts, in transcripts that no corrected one supersedes.
    docs/agreement.md has the formulas. Where the study cannot tell, the exit status is 1.

    A bare table has the columns coder, unit and label, in UTF-8 with a comma, semicolon or tab between cells; one row a
    label given. A unit may have several labels, in rows of their own, and is compared by its set of labels; an empty
    label says "rated, and nothing given". Labels are taken as they are written; ones that differ only in case, width or
    spaces are told of. With --level a unit has one label, and an empty one is missing.

    With --json: {"head": {"title", "coders", "unit", "eligible_set", "units": rated by two or more, "eligible",
    "corpus", "transcripts", "transcripts_in_study", "codes", "codes_chosen", "children", "codebook_version",
    "unmarked": {coder: paragraphs}, "elsewhere": {coder: codings on speech that is not compared}, "headings": [code
    chosen that nobody can give], "distance", "formulas": {figure: words}, "resamples", "seed", "program", "date",
    "notes": [text]},
    "together": GROUP, "pairs": [GROUP], "transcripts": [{"transcript", "name", ...GROUP}]}. GROUP: {"coders", "units",
    "overall": {figure: RESULT}, "interval": {"low", "high", "confidence", "drawn", "note"} or null, "codes_undefined",
    "codes": [{"code", "path", "units", "a", "b", "c", "d", "few_uses", "figures": {figure: RESULT}}]}. RESULT:
    {"value": number or null, "reason"}.

    With --differences and --json: {"differences": [{"transcript", "name", "paragraph", "text", "coders": who reviewed
    it, "agreed": [code], "disputed": [{"code", "path", "gave": [coder], "did_not": [coder]}]}]}; with --agreements the
    same, under "agreements".

    With --level and --json: {"table", "coders", "units": with a label of two or more, "level", "formulas", "figures":
    {figure: RESULT}, "interval": {"low", "high", "confidence", "drawn", "note"}, "resamples", "seed", "program",
    "date", "notes": [text]}.
    """
    asked = Asked(**options)
    _check(asked)
    if asked.table is not None:
        from postil.cli.agreement_table import agree_on_table  # noqa: PLC0415 - loaded when it is needed

        agree_on_table(asked)
    else:
        from postil.cli.agreement_study import agree_on_studies  # noqa: PLC0415 - loaded when it is needed

        agree_on_studies(asked)


def _check(asked: Asked) -> None:
    if asked.as_json and asked.csv_file is not None:
        raise click.UsageError("say --json or --csv, not both")
    if asked.differences and asked.agreements:
        raise click.UsageError("say --differences or --agreements, not both")
    if len(asked.coders) != len(set(asked.coders)):
        raise click.UsageError("a coder is named twice")
    if len(asked.coders) == 1:
        raise click.UsageError("name at least two coders with --coder, or none")
    if asked.table is None:
        if not asked.files:
            raise click.UsageError("name a study, or a table with --table")
        if asked.level or asked.order:
            raise click.UsageError("--level and --order are for --table")
    elif asked.files:
        raise click.UsageError("name studies or --table, not both")
    elif useless := [name for field, name in _OF_STUDIES.items() if getattr(asked, field)]:
        raise click.UsageError(f"{useless[0]} is for studies, not for --table")
    if asked.below and not asked.codes:
        raise click.UsageError("--below goes with --codes")
    if asked.order and asked.level != "ordinal":
        raise click.UsageError("--order goes with --level ordinal")
