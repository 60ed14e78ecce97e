"""``postil assign``: packs of a study, one for each coder."""

from __future__ import annotations

import re
import secrets
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from postil.cli.assigning import Plan, Wish, paragraphs_to_read, plan_of
from postil.cli.output import columns, line_width, talk, write, write_json
from postil.cli.packs import HandedOut, hand_out, pack_for, pack_names
from postil.cli.parameters import CoderName, FileName, json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import PostilError
from postil.model.names import name_of_code
from postil.text.blank import is_blank
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.figures import percent
from postil.text.wrap import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postil.cli.output import Json
    from postil.model.study import Study
    from postil.storage import StudyFile

_SHARE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(%?)")
_HIGHEST_SEED = 2**31 - 1
_BESIDE_NAME = 40
"""Cells that numbers and coders take beside the name of a transcript."""
_CODER = 24


@click.command(
    "assign",
    cls=Command,
    examples=[
        (
            "postil assign study.json --coder ana --coder ben --double 20% --seed 7 -o packs/",
            "packs/ana.json and packs/ben.json; every fifth transcript goes to both.",
        ),
        ("postil assign study.json --coder ana --coder ben --double 20% --seed 7 --dry-run", "Look at the plan first."),
        (
            "postil assign study.json --coder ana --coder ben --transcript P01 --double all -o pilot/",
            "Everybody codes the same interview.",
        ),
        (
            "postil assign study.json --coder ana --coder ben --double 0.2 --by service_type -o packs/",
            "Spread over the kinds of service, an attribute of the cases.",
        ),
        (
            "postil assign study.json --coder ana --coder ben --double 0.2 --sheet sites.csv --by region -o packs/",
            "Spread over a column of a table.",
        ),
    ],
)
@study_argument()
@click.option(
    "--coder", "coders", type=CoderName(), multiple=True, metavar="NAME", help="Who is to code; once for each coder."
)
@click.option(
    "--transcript",
    "transcripts",
    multiple=True,
    metavar="NAME",
    help="A transcript to assign, by name or id; may be repeated. By default all that no corrected one stands for.",
)
@click.option(
    "--double",
    metavar="SHARE",
    default="0%",
    help="Share that two coders code, each blind: 20%, 0.2 or all; 0% if not.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, _HIGHEST_SEED),
    metavar="N",
    help="What chance begins with, so that the same packs can be made again; a new one is told if not given.",
)
@click.option(
    "--sheet", type=FileName(), metavar="FILE", help="A table, .csv or .xlsx, with a column transcript or case."
)
@click.option(
    "--by",
    metavar="NAME",
    help="An attribute of the cases, or a column of --sheet, over whose values transcripts are spread evenly.",
)
@click.option("-o", "--output", "folder", type=FileName(), metavar="FOLDER", help="Where the packs go.")
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@json_option
def command(
    study: Path,
    coders: tuple[str, ...],
    transcripts: tuple[str, ...],
    double: str,
    *,
    seed: int | None,
    sheet: Path | None,
    by: str | None,
    folder: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make packs: for each coder a study file with the transcripts that this coder is to code.

    A pack holds the codebook, the coder's transcripts, and what the coder has done on them before; nobody else's work.
    It opens with "postil code PACK.json". The plan is on stdout, and the study keeps it, so that progress can say what
    is still to do. Bring the packs back together with "postil merge". Examples in the codebook that quote what others
    coded are left out; what is left out, and what goes along that you may not want to, is told on stderr.

    Transcripts are shared out by chance, so that everybody has about the same number of participants' paragraphs to
    read, whatever the order of the coders on the command line. What was assigned to a coder before, or begun by one,
    stays with that coder; what was assigned to people not named now is left out, unless --transcript names it. A pack
    that is there already just as it would be written stays, so that the same command goes on where it was cut off.

    With --json: {"study", "seed", "by": or null, "codebook": its version, "double": number of transcripts that two
    coders or more have, "transcripts": [{"id", "name", "paragraphs", "value": of --by or null, "coders": [names]}],
    "elsewhere": [names of transcripts left out], "coders": [{"coder", "transcripts": [ids], "double": [ids],
    "paragraphs", "pack": its path or null}]}.
    """
    if sheet is not None and by is None:
        raise click.UsageError("say which column of --sheet: --by")
    if by is not None and is_blank(by):
        raise click.UsageError("--by is empty; name an attribute of the cases, or a column of --sheet")
    if folder is None and not dry_run:
        raise click.UsageError("say where the packs go: -o FOLDER; or --dry-run")
    chosen_seed = secrets.randbelow(1_000_000) if seed is None else seed
    wish = Wish(coders, transcripts, _share(double), chosen_seed, by or "", sheet)
    with opened(study, write=not dry_run) as study_file:
        plan = plan_of(study_file.study, wish)
        out = _would_be(study_file, plan, folder) if dry_run or folder is None else hand_out(study_file, plan, folder)
        if as_json:
            write_json(_document(study_file.study, plan, out.paths))
        else:
            for line in _lines(study_file.study, plan, out.paths, line_width()):
                write(line)
        for line in _warnings(study_file.study, out):
            talk(line)
    if seed is None:
        talk(f"seed {chosen_seed}, by chance; --seed {chosen_seed} gives the same again")
    for coder, pack in out.paths.items():
        if not dry_run:
            what = "there already, as it would be written:" if coder in out.there else "wrote"
            talk(f"{what} {pack}, for {coder}: postil code {pack.name}")


def _share(text: str) -> Fraction:
    """The share that is meant.

    Raises:
        PostilError: it is none, or more than all.
    """
    hint = "say a share such as 20%, 0.2 or all"
    if text.strip().casefold() == "all":
        return Fraction(1)
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        raise PostilError(f"--double: '{text[:40]}' is no share", hint)
    share = Fraction(match[1]) / (100 if match[2] else 1)
    if share > 1:
        raise PostilError(f"--double: {text.strip()[:40]} is more than all", hint)
    return share


def _document(study: Study, plan: Plan, packs: Mapping[str, Path]) -> Json:
    return {
        "study": study.title,
        "seed": plan.wish.seed,
        "by": plan.wish.by or None,
        "codebook": plan.codebook,
        "double": _double(plan),
        "transcripts": [
            {
                "id": text.id,
                "name": text.name,
                "paragraphs": paragraphs_to_read(text),
                "value": plan.values.get(text.id),
                "coders": _readers(plan, text.id),
            }
            for text in plan.chosen
        ],
        "elsewhere": [text.name for text in plan.elsewhere],
        "coders": [
            {
                "coder": coder,
                "transcripts": [text.id for text in mine],
                "double": [text.id for text in mine if text.id in plan.assignments[coder].double],
                "paragraphs": sum(map(paragraphs_to_read, mine)),
                "pack": str(packs[coder]) if coder in packs else None,
            }
            for coder in plan.coders
            for mine in [plan.transcripts_of(coder, study)]
        ],
    }


def _would_be(study_file: StudyFile, plan: Plan, folder: Path | None) -> HandedOut:
    """What a plan would hand out."""
    names = pack_names(plan.coders) if folder is not None else {}
    paths = {coder: folder / name for coder, name in names.items() if folder is not None}
    return HandedOut(paths, frozenset(), {coder: pack_for(study_file, plan, coder) for coder in plan.coders})


def _warnings(study: Study, out: HandedOut) -> Iterator[str]:
    """What is not in packs, though it is in the codebook; and what is in them that their coders had better not see."""
    for coder in sorted(out.packs):
        _, without, quoting, renamed = out.packs[coder]
        if without:
            codes = ", ".join(name_of_code(study, code) for code in without)
            yield visible(f"the pack of {coder}: left out, since it quotes what others coded: the example of {codes}")
        if quoting:
            codes = ", ".join(name_of_code(study, code) for code in quoting)
            yield visible(
                f"the pack of {coder}: the example of {codes} quotes what others coded, "
                "and goes along, as the code was brought in with it"
            )
        if names := ", ".join(study.transcripts[key].name for key in renamed if key in study.transcripts):
            yield visible(f"the pack of {coder}: renamed: {names}; the former name travels in the pack")


def _readers(plan: Plan, transcript: str) -> list[str]:
    return [coder for coder, assignment in plan.assignments.items() if transcript in assignment.transcripts]


def _double(plan: Plan) -> int:
    """How many of the transcripts two coders or more have, whoever they are."""
    return sum(len(_readers(plan, text.id)) > 1 for text in plan.chosen)


def _lines(study: Study, plan: Plan, packs: Mapping[str, Path], cells: int) -> Iterator[str]:
    chosen, double = len(plan.chosen), _double(plan)
    yield (
        f"{visible(study.title) or 'The study'}: {counted(chosen, 'transcript')} for "
        f"{counted(len(plan.coders), 'coder')}, {double} of them ({percent(double, chosen)}) for two or more; "
        f"seed {plan.wish.seed}, codebook version {plan.codebook}"
    )
    yield ""
    by = [plan.wish.by] if plan.values else []
    rows = [("transcript", "paragraphs", *by, "coders")]
    for text in plan.chosen:
        value = [plan.values[text.id]] if plan.values else []
        name = shortened(visible(text.name), max(12, cells - _BESIDE_NAME))
        rows.append((name, f"{paragraphs_to_read(text):,}", *value, ", ".join(_readers(plan, text.id))))
    yield from columns(rows, numbers=(1,))
    yield ""
    table = [("coder", "transcripts", "double-coded", "paragraphs", "pack")]
    for coder in plan.coders:
        mine = plan.transcripts_of(coder, study)
        double = sum(text.id in plan.assignments[coder].double for text in mine)
        read = sum(map(paragraphs_to_read, mine))
        pack = str(packs[coder]) if coder in packs else ""
        table.append((shortened(visible(coder), _CODER), f"{len(mine):,}", f"{double:,}", f"{read:,}", pack))
    yield from columns(table, numbers=(1, 2, 3))
    if plan.elsewhere:
        yield ""
        yield f"Left out, as assigned to others before: {', '.join(visible(text.name) for text in plan.elsewhere)}"
