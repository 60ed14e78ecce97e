"""``postil cases show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import cases_document, rows_of, tell_attributes, without_case
from postil.cli.lookup import some
from postil.cli.output import columns, talk, write, write_json
from postil.cli.parameters import json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "show",
    cls=Command,
    examples=[
        ("postil cases show study.json", "A row for each case."),
        ("postil cases show study.json --json", "For another program to read."),
    ],
)
@study_argument()
@json_option
def command(study: Path, *, as_json: bool) -> None:
    """Show the cases, whose words are theirs, and their attributes.

    What the attributes are, and which transcripts are nobody's, is told on stderr. The voices of a case are the
    transcripts and the speakers whose words are the case's.

    With --json: {"cases": [{"id", "name", "note", "voices": [{"transcript", "transcript_id", "speaker": label, or null
    for the whole transcript}], "values": {attribute: text}}], "attributes": [{"name", "kind": text, number, date or
    choice, "choices"}], "without_case": [{"name", "id"} of a transcript]}.
    """
    with opened(study, write=False) as study_file:
        here = study_file.study
        if as_json:
            write_json(cases_document(here))
            return
        if here.cases.all:
            for line in columns(rows_of(here)):
                write(line)
        tell_attributes(here)
        talk(f"{study}: {counted(len(here.cases.all), 'case')}, {counted(len(here.cases.attributes), 'attribute')}")
        if open_ones := without_case(here):
            many = counted(len(open_ones), "transcript")
            talk(f"{study}: {many} without a case: {some(list(open_ones.values()))}")
