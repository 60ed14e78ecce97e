"""``postil add``: import transcripts into a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.output import columns, counted, talk, write, write_json
from postil.cli.parameters import FileName, argument, json_option, reading_options, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.cli.transcripts import HowToRead, as_json, new_ones, read_all, tell
from postil.model.change import AddTranscript
from postil.text.clean import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.importers import Reading
    from postil.model.transcript import Transcript


@click.command(
    "add",
    cls=Command,
    examples=[
        ("postil add study.json interviews/*.docx", "Import all Word files of a folder."),
        ("postil add study.json P07.txt --dry-run", "Show how a file would be read; change nothing."),
        ("postil add study.json P07.txt --role 'Dr Okoro=interviewer'", "Say who asks the questions."),
        ("postil add study.json old.txt --encoding windows-1252 --name P08", "Name the encoding and the transcript."),
    ],
)
@study_argument("The study's file; with --dry-run it need not exist.")
@argument(
    "transcripts",
    says="Files to read: .docx, .txt, .md, .vtt or .srt.",
    metavar="TRANSCRIPT",
    nargs=-1,
    required=True,
    type=FileName(),
)
@click.option("--dry-run", is_flag=True, help="Show how the files would be read, and change nothing.")
@click.option("--name", metavar="NAME", help="Name of the transcript; by default that of its file. For one file only.")
@reading_options
@json_option
def command(
    study: Path,
    transcripts: tuple[Path, ...],
    *,
    dry_run: bool,
    name: str | None,
    encoding: str | None,
    layout: str | None,
    roles: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Import transcripts into a study.

    All files are imported, or none. A file that the study has already is passed over. How each file was read (layout,
    speakers, roles, oddities) is told on stderr.

    With --json: {"transcripts": [{"name", "source", "id", "status": "new" or "already", "paragraphs": [{"n", "speaker",
    "role", "kind", "start", "text"}], "speakers": {label: how often it stands there}, "report": [sentence]}]}.
    """
    if name is not None and len(transcripts) > 1:
        raise click.UsageError("--name is for one transcript, and there are several")
    how = HowToRead(encoding, layout, roles, name)
    if dry_run:
        known: Mapping[str, Transcript] = {}
        if study.exists():
            with opened(study, write=False) as study_file:
                known = study_file.study.transcripts
        _show(read_all(transcripts, how), known, study, as_json=as_json)
        return
    readings = read_all(transcripts, how) if study.exists() else []
    with opened(study, write=True) as study_file:
        known = dict(study_file.study.transcripts)
        new = _report(readings, known, study)
        study_file.record([AddTranscript(reading.transcript) for reading in new], coder="")
    talk(f"{study}: {counted(len(new), 'transcript')} added")
    if as_json:
        _print_json(readings, known)


def _report(readings: list[Reading], known: Mapping[str, Transcript], study: Path) -> list[Reading]:
    new, _ = new_ones(readings, known, study)
    tell(new)
    return new


def _show(readings: list[Reading], known: Mapping[str, Transcript], study: Path, *, as_json: bool) -> None:
    _report(readings, known, study)
    if as_json:
        _print_json(readings, known)
        return
    for reading in readings:
        transcript = reading.transcript
        write(visible(f"{transcript.name} ({transcript.source})"))
        for line in columns((f"§{p.n}", p.speaker, p.role, p.kind, p.text) for p in transcript.paragraphs):
            write("  " + line)


def _print_json(readings: list[Reading], known: Mapping[str, Transcript]) -> None:
    write_json(
        {
            "transcripts": [
                as_json(reading, status="already" if reading.transcript.id in known else "new") for reading in readings
            ]
        }
    )
