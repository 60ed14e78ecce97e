"""Reading transcripts for a command, and telling how they were read.

Invariant: all files of a command line are read before anything is recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from postil.cli.output import progress, talk
from postil.errors import TranscriptError
from postil.model.codebook import matching_name
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from postil.cli.output import Json
    from postil.importers import Reading
    from postil.model.transcript import Role, Transcript


_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What the command line says about the files."""

    encoding: str | None = None
    layout: str | None = None
    roles: tuple[tuple[str, str], ...] = ()
    name: str | None = None


def read_all(paths: Sequence[Path], how: HowToRead) -> list[Reading]:
    """Read the files, with progress on stderr.

    Raises:
        TranscriptError: one of them cannot be read, or none has a speaker that is given a role.
    """
    readings = [_read(path, how) for path in progress(paths, "reading")]
    for label, _ in how.roles:
        if not any(_speakers(reading, label) for reading in readings):
            there = list(dict.fromkeys(speaker for reading in readings for speaker in reading.speakers))
            raise TranscriptError(
                f"no speaker is labelled '{label}' in {', '.join(map(str, paths[:3]))}",
                f"the labels there are: {', '.join(there[:12])}" if there else "nobody is named there",
            )
    return readings


def _read(path: Path, how: HowToRead) -> Reading:
    from postil.importers import read_transcript  # noqa: PLC0415 - loaded when it is needed

    if how.name is not None and is_blank(how.name):
        raise TranscriptError(f"{path}: its --name is empty", "give it a name")
    if how.name is not None and _SURROGATE.search(how.name):
        raise TranscriptError(
            f"the --name for {path} holds a byte that is no text in this terminal's encoding",
            "type the name in UTF-8, or leave --name out",
        )
    reading = read_transcript(path, name=how.name, encoding=how.encoding, layout=how.layout)
    roles = {label: cast("Role", role) for label, role in how.roles if _speakers(reading, label)}
    if roles:
        reading = read_transcript(path, name=how.name, encoding=how.encoding, layout=how.layout, roles=roles)
    return reading


def _speakers(reading: Reading, label: str) -> list[str]:
    from postil.importers.labels import label_key  # noqa: PLC0415 - loaded when it is needed

    return [speaker for speaker in reading.speakers if label_key(speaker) == label_key(label)]


def new_ones(readings: Iterable[Reading], known: Mapping[str, Transcript], study: Path) -> tuple[list[Reading], int]:
    """Readings that the study does not have, and how many it has; each of the latter is told on stderr.

    Raises:
        TranscriptError: a reading has the name of another transcript.
    """
    names = {matching_name(transcript.name): transcript for transcript in known.values()}
    ids = {transcript.id: transcript for transcript in known.values()}
    new: list[Reading] = []
    there = 0
    for reading in readings:
        transcript = reading.transcript
        same = ids.get(transcript.id)
        if same is not None:
            talk(f"{transcript.source}: already in the study, as {same.name}")
            there += 1
            continue
        other = names.get(matching_name(transcript.name))
        if other is not None:
            raise TranscriptError(
                f"{study}: there is a transcript {transcript.name} already, read from {other.source}, and "
                f"{transcript.source} is another text",
                "give it a name of its own with --name",
            )
        ids[transcript.id] = names[matching_name(transcript.name)] = transcript
        new.append(reading)
    return new, there


def tell(readings: Iterable[Reading]) -> None:
    """One line on stderr for each sentence of the reports."""
    for reading in readings:
        transcript = reading.transcript
        talk(f"{transcript.name}: {counted(len(transcript.paragraphs), 'paragraph')} from {transcript.source}")
        for sentence in reading.report:
            talk(f"{transcript.name}: {sentence}")


def as_json(reading: Reading, *, status: str) -> Json:
    """A reading as ``postil add --json`` prints it."""
    transcript = reading.transcript
    return {
        "name": transcript.name,
        "source": transcript.source,
        "id": transcript.id,
        "status": status,
        "paragraphs": [
            {"n": p.n, "speaker": p.speaker, "role": p.role, "kind": p.kind, "start": p.start, "text": p.text}
            for p in transcript.paragraphs
        ],
        "speakers": dict(reading.speakers),
        "report": list(reading.report),
    }
