"""``postil new``: make a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.making import make_study
from postil.cli.output import talk
from postil.cli.parameters import (
    CodebookName,
    FileName,
    argument,
    coder_option,
    reading_options,
    study_argument,
)
from postil.cli.root import Command
from postil.cli.studies import telling
from postil.cli.transcripts import HowToRead
from postil.text.counted import counted, counted_codes

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "new",
    cls=Command,
    examples=[
        ("postil new study.json --codebook cfir2022 --title 'Crisis care'", "Begin with a shipped codebook."),
        (
            "postil new study.json interviews/*.docx --codebook framework.csv",
            "Begin with interviews and your own codebook.",
        ),
        ("postil new study.json talk.txt --encoding latin-1 --coder ana", "Name the encoding, and the first coder."),
    ],
)
@study_argument("The file to make; nothing may be there.")
@argument("transcripts", says="Transcripts to begin with.", metavar="TRANSCRIPT", nargs=-1, type=FileName())
@click.option("--codebook", type=CodebookName(), metavar="FILE_OR_NAME", help="A codebook file, or a shipped codebook.")
@click.option("--title", metavar="TEXT", help="Title of the study; by default the name of its file.")
@coder_option("A coder of the study, to begin with.")
@reading_options
def command(
    study: Path,
    transcripts: tuple[Path, ...],
    *,
    codebook: Path | None,
    title: str | None,
    coder: str | None,
    encoding: str | None,
    layout: str | None,
    roles: tuple[tuple[str, str], ...],
) -> None:
    """Make a study from transcripts and a codebook.

    The study is one JSON file, readable by you alone. If anything cannot be read, nothing is made.
    """
    how = HowToRead(encoding, layout, roles)
    with telling(make_study(study, transcripts, how, codebook=codebook, title=title, coder=coder)) as study_file:
        made = study_file.study
        talk(f"{study}: {counted(len(made.transcripts), 'transcript')}, {counted_codes(made.codebook)}")
        if not made.transcripts:
            talk(f"next: postil add {study} TRANSCRIPT...")
        else:
            talk(f"next: postil code {study}")
