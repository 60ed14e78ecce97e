"""``postil cases auto``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases, by_option, check_coder
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.case_auto import AutoCase
    from postil.model.study import Study


@click.command(
    "auto",
    cls=Command,
    examples=[
        ("postil cases auto study.json --dry-run", "Look at the names first."),
        ("postil cases auto study.json", "One case for each transcript; two, where two participants speak."),
    ],
)
@study_argument()
@click.option("--dry-run", is_flag=True, help="Show the cases and write nothing.")
@by_option
@json_option
def command(study: Path, *, dry_run: bool, coder: str | None, as_json: bool) -> None:
    """Make a case for each transcript that is nobody's.

    The case has the transcript's name. Where a transcript has several participants, each of them is a case with the
    name of the speaker's label. A case that is there without a transcript, and is called so or as the transcript's name
    begins, is given the transcript. Interviewers are no cases. Doing it again does nothing.

    With --json: {"done": false for a dry run, "cases": [{"case", "transcript", "speaker": label or null, "new": whether
    the case was made}]}.
    """
    from postil.model.case_auto import auto_cases  # noqa: PLC0415 - loaded when it is needed

    with opened(study, write=not dry_run) as study_file, about_cases(study):
        here = study_file.study
        by = check_coder(study_file, coder)
        found, actions = auto_cases(here)
        if as_json:
            write_json({"done": not dry_run, "cases": [_record(here, auto) for auto in found]})
        else:
            for auto in found:
                write(visible(_line(here, auto)))
        if not dry_run:
            study_file.record(actions, coder=by)
    made = sum(auto.is_new for auto in found)
    rest = f", {counted(len(found) - made, 'case')} given a transcript" if made < len(found) else ""
    talk(f"{study}: {'would be: ' if dry_run else ''}{counted(made, 'case')} added{rest}")


def _record(study: Study, auto: AutoCase) -> dict[str, object]:
    return {
        "case": auto.name,
        "transcript": study.transcripts[auto.voice.transcript].name,
        "speaker": auto.voice.speaker or None,
        "new": auto.is_new,
    }


def _line(study: Study, auto: AutoCase) -> str:
    speaker = f" ({auto.voice.speaker})" if auto.voice.speaker else ""
    return f"{'+' if auto.is_new else '='} {auto.name}: {study.transcripts[auto.voice.transcript].name}{speaker}"
