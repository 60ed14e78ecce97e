"""``postil add``: import transcripts into a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.output import columns, talk, write, write_json
from postil.cli.parameters import FileName, argument, coder_option, json_option, reading_options, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.cli.transcripts import HowToRead, as_json, new_ones, read_all, tell
from postil.model.change import AddTranscript
from postil.text.blank import is_blank
from postil.text.clean import visible
from postil.text.counted import counted

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
        ("postil add study.json P07.txt --role 'Dr Okoro=interviewer'", "Say who asks; also later, of a text it has."),
        ("postil add study.json old.txt --encoding windows-1252 --name P08", "Name the encoding and the transcript."),
        (
            "postil add study.json P07b.docx --supersede P07 --dry-run",
            "Show what a corrected text does to the codings.",
        ),
        ("postil add study.json P07b.docx --supersede P07 --coder ana", "Carry the codings over to it, as one act."),
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
@click.option("--supersede", metavar="OLD", help="The transcript that the file corrects, by name, id or how it begins.")
@coder_option("Who puts the corrected transcript in the old one's place. For --supersede only.")
@click.option("--force", is_flag=True, help="Supersede even if the two texts have little in common.")
@reading_options
@json_option
def command(
    study: Path,
    transcripts: tuple[Path, ...],
    *,
    dry_run: bool,
    name: str | None,
    supersede: str | None,
    coder: str | None,
    force: bool,
    encoding: str | None,
    layout: str | None,
    roles: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Import transcripts into a study.

    All files are imported, or none. A file that the study has already is passed over; with --role, speakers whose role
    is another there have the one that is said now, and all work on the text stays. How each file was read (layout,
    speakers, roles, oddities) is told on stderr.

    With --json: {"transcripts": [{"name", "source", "id", "status": "new", "already" or "roles" where these change,
    "paragraphs": [{"n", "speaker", "role", "kind", "start", "text"}], "speakers": {label: how often it stands there},
    "report": [sentence]}]}.

    With --supersede the one file is a corrected version of a transcript of the study. Its paragraphs are compared with
    the old ones by their words, and the codings, memos and reviewed marks of all coders move to it in one act, which
    that coder can undo. Where the words of a coding have changed, or its paragraph was split, joined or much rewritten,
    it is marked as doubtful; where the paragraph is gone, it is left with the old transcript, which stays in the study
    but is not offered for coding. The new one has the name and the roles of the old one, unless --name or --role say
    otherwise. A speaker who is a case stays that case where it is clear which label they have now; else it is told
    whose words go to another case. What was struck out stays so; of the new one the same words are struck out, and the
    whole paragraph where they were changed, split or joined. If less than half of the old paragraphs are there, nothing
    is done without --force.

    With --supersede and --json: {"done": false for a dry run, "old" and "new": {"name", "source", "id", "paragraphs"},
    "surviving": share of the old paragraphs, "paragraphs": {kind: number}, "links": [{"kind": "same", "edited",
    "split", "merged", "regrouped", "replaced", "gone" or "new", "old": [n], "new": [n], "share": of words}], "counts":
    {"codings", "doubtful", "codings_left", "memos", "memos_left", "reviewed", "reviewed_left"}, "doubtful": [{"code",
    "coder", "old" and "new": {"paragraph", "start", "end", "text"}, "why"}], "left" and "memos_left": [{"code",
    "coder", "old"}], "reviewed_left": [{"coder", "paragraph"}], "struck": {"passages": [{"paragraph",
    "start", "end"}], "left": number in paragraphs that are gone}, "speakers": [{"old" and "new": labels, "case": id}],
    "speakers_left": [{"old", "new", "case", "now": id or null, "paragraphs": number}]}.
    """
    if name is not None and len(transcripts) > 1:
        raise click.UsageError("--name is for one transcript, and there are several")
    how = HowToRead(encoding, layout, roles, name)
    if supersede is not None:
        _supersede(study, transcripts, how, supersede, coder=coder, force=force, dry_run=dry_run, as_json=as_json)
        return
    if coder is not None or force:
        raise click.UsageError("--coder and --force are for --supersede")
    if dry_run:
        known: Mapping[str, Transcript] = {}
        if study.exists():
            with opened(study, write=False) as study_file:
                known = study_file.study.transcripts
        _show(read_all(transcripts, how), known, study, roles, as_json=as_json)
        return
    readings = read_all(transcripts, how) if study.exists() else []
    with opened(study, write=True) as study_file:
        known = dict(study_file.study.transcripts)
        found = new_ones(readings, known, study, roles=roles)
        tell(found.new)
        study_file.record([AddTranscript(reading.transcript) for reading in (*found.new, *found.again)], coder="")
    changed = f", roles changed in {len(found.again):,}" if found.again else ""
    talk(f"{study}: {counted(len(found.new), 'transcript')} added{changed}")
    if as_json:
        _print_json(readings, known, found.again)


def _supersede(
    study: Path,
    transcripts: tuple[Path, ...],
    how: HowToRead,
    old: str,
    *,
    coder: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    if len(transcripts) > 1:
        raise click.UsageError("--supersede is for one transcript, and there are several")
    if is_blank(old):
        raise click.UsageError("--supersede is empty; name the transcript that the file corrects")
    from postil.cli.superseding import supersede  # noqa: PLC0415 - loaded when it is needed

    supersede(study, transcripts[0], how, given=old, coder=coder, force=force, dry_run=dry_run, as_json=as_json)


def _show(
    readings: list[Reading],
    known: Mapping[str, Transcript],
    study: Path,
    roles: tuple[tuple[str, str], ...],
    *,
    as_json: bool,
) -> None:
    found = new_ones(readings, known, study, roles=roles, dry_run=True)
    tell(found.new)
    if as_json:
        _print_json(readings, known, found.again)
        return
    for transcript in (reading.transcript for reading in _as_they_become(readings, found.again)):
        write(visible(f"{transcript.name} ({transcript.source})"))
        for line in columns((f"§{p.n}", p.speaker, p.role, p.kind, p.text) for p in transcript.paragraphs):
            write("  " + line)


def _as_they_become(readings: list[Reading], again: list[Reading]) -> list[Reading]:
    changed = {reading.transcript.id: reading for reading in again}
    return [changed.get(reading.transcript.id, reading) for reading in readings]


def _print_json(readings: list[Reading], known: Mapping[str, Transcript], again: list[Reading]) -> None:
    changed = {reading.transcript.id for reading in again}

    def status(key: str) -> str:
        return "roles" if key in changed else "already" if key in known else "new"

    shown = [as_json(one, status=status(one.transcript.id)) for one in _as_they_become(readings, again)]
    write_json({"transcripts": shown})
