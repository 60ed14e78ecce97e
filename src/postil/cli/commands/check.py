"""``postil check``: whether a study is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from postil.cli.output import talk, write, write_json
from postil.cli.parameters import json_option, study_argument
from postil.cli.root import Command
from postil.errors import PostilError
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.storage import Problem


@click.command(
    "check",
    cls=Command,
    examples=[
        ("postil check study.json", "Look for damage; exit status 1 if there is some."),
        ("postil check study.json --json", "The same for another program to read."),
    ],
)
@study_argument()
@json_option
def command(study: Path, *, as_json: bool) -> int:
    """Check that a study is sound: the file, its journal, every text, every coding, rights of access.

    Nothing is changed. Exit status 1 if there is an error; warnings alone give 0. A paragraph whose consensus is not
    what was decided there, as while two people's decisions are in conflict, is a warning.

    With --json: {"study", "sound", "problems": [{"severity": "error" or "warning", "place", "message", "hint"}],
    "counts": {"transcripts", "paragraphs", "codes", "headings", "codings", "coders", "changes"} or null}.
    """
    from postil.storage import Problem, check_file  # noqa: PLC0415 - loaded when it is needed

    try:
        problems = check_file(study)
    except PostilError as error:
        problems = [Problem("error", str(study), error.message, error.hint)]
    errors = [problem for problem in problems if problem.severity == "error"]
    counts = None if errors else _counts(study)
    if as_json:
        write_json(
            {
                "study": str(study),
                "sound": not errors,
                "problems": [
                    {"severity": p.severity, "place": p.place, "message": p.message, "hint": p.hint} for p in problems
                ],
                "counts": counts,
            }
        )
    else:
        _print(problems)
        if counts is not None:
            write(visible(f"{study} is sound: {_sentence(counts)}"))
    if errors:
        first = errors[0]
        talk(
            f"postil: {study}: {counted(len(errors), 'error')}, the first at {first.place}; {first.hint or 'see above'}"
        )
        return 1
    return 0


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        hint = f"; {problem.hint}" if problem.hint else ""
        place = "" if problem.message.startswith(problem.place) else f"{problem.place}: "
        write(visible(f"{problem.severity}: {place}{problem.message}{hint}"))


def _counts(study: Path) -> dict[str, Any]:
    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed

    with open_study(study, write=False) as study_file:
        here = study_file.study
        headings = sum(code.status == "heading" for code in here.codebook)
        return {
            "transcripts": len(here.transcripts),
            "paragraphs": sum(len(transcript.paragraphs) for transcript in here.transcripts.values()),
            "codes": len(here.codebook) - headings,
            "headings": headings,
            "codings": sum(here.uses.values()),
            "coders": len(here.coders),
            "changes": len(study_file.log),
        }


def _sentence(counts: dict[str, Any]) -> str:
    told = (noun for noun, number in counts.items() if number or noun != "headings")
    return ", ".join(counted(counts[noun], noun.removesuffix("s"), noun) for noun in told)
