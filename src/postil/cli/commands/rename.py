"""``postil rename``: another name for a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import by_option, check_coder, tell_led_astray
from postil.cli.lookup import Finder
from postil.cli.output import talk
from postil.cli.parameters import argument, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import TranscriptError
from postil.model.change import EditTranscript
from postil.model.codebook import matching_name
from postil.model.references import broken_in
from postil.text.blank import is_blank

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.study import Study
    from postil.model.transcript import Transcript


@click.command(
    "rename",
    cls=Command,
    examples=[
        ("postil rename study.json interview7 P07", "Call a transcript P07."),
        ("postil rename team.json t4f0c21aa 'P07 second'", "Tell two transcripts of one name apart, by the id of one."),
    ],
)
@study_argument()
@argument("transcript", says="The transcript, by name, id or how one of them begins.", metavar="TRANSCRIPT")
@argument("name", says="The new name.", metavar="NAME")
@by_option
def command(study: Path, transcript: str, name: str, *, coder: str | None) -> None:
    """Give a transcript another name; its text, its id and all work on it stay.

    Two transcripts of one name that have little in common, as a merge lists them, are told apart so.
    """
    with opened(study, write=True) as study_file:
        here = study_file.study
        by, known = check_coder(study_file, coder), Finder(here).transcript(transcript)
        name = " ".join(name.split())
        _check_name(here, known, name, study)
        before = broken_in(here)
        done = study_file.record([EditTranscript(known.id, "name", name)], coder=by)
        talk(f"{study}: {known.name} is {name}" if done else f"{study}: {known.name} has that name already")
        tell_led_astray(here, before, known.name, study)


def _check_name(study: Study, known: Transcript, name: str, path: Path) -> None:
    if is_blank(name):
        raise TranscriptError(f"{path}: the new name is empty", "give it a name")
    for other in study.transcripts.values():
        if other.id not in {known.id, *study.superseded} and matching_name(other.name) == matching_name(name):
            raise TranscriptError(
                f"{path}: there is a transcript {other.name} already, read from {other.source}", "choose another name"
            )
