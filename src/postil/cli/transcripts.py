"""Reading transcripts for a command, and telling how they were read.

Invariant: all files of a command line are read before anything is recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from postil.cli.output import progress, talk
from postil.errors import TranscriptError
from postil.model.codebook import matching_name
from postil.text.blank import is_blank
from postil.text.counted import counted
from postil.tuples import NamedTuple

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


class Sorted(NamedTuple):
    """What a command line brings to a study."""

    new: list[Reading]
    """Texts that the study does not have."""
    again: list[Reading]
    """Texts that it has, as it has them but for the roles that were said now."""


def new_ones(
    readings: Iterable[Reading],
    known: Mapping[str, Transcript],
    study: Path,
    *,
    roles: Iterable[tuple[str, str]] = (),
    dry_run: bool = False,
) -> Sorted:
    """Readings that the study does not have, and those whose roles are to change; each of the others is told on stderr.

    Args:
        readings: what was read.
        known: the transcripts of the study, by id.
        study: its file.
        roles: labels of speakers with the roles that were said of them.
        dry_run: say what would be done.

    Raises:
        TranscriptError: a reading has the name of another transcript.
    """
    names = {matching_name(transcript.name): transcript for transcript in known.values()}
    ids = {transcript.id: transcript for transcript in known.values()}
    labels = [label for label, _ in roles]
    found = Sorted([], [])
    for reading in readings:
        transcript = reading.transcript
        same = ids.get(transcript.id)
        if same is not None:
            changed = _with_roles(same, transcript, labels)
            if changed.paragraphs == same.paragraphs:
                talk(f"{transcript.source}: already in the study, as {same.name}")
                continue
            what = f"roles {'would change' if dry_run else 'changed'}: {', '.join(_changes(same, changed))}"
            talk(f"{transcript.source}: in the study already, as {same.name}; {what}")
            ids[transcript.id] = changed
            found.again.append(replace(reading, transcript=changed))
            continue
        other = names.get(matching_name(transcript.name))
        if other is not None:
            raise TranscriptError(
                f"{study}: there is a transcript {transcript.name} already, read from {other.source}, and "
                f"{transcript.source} is another text",
                "give it a name of its own with --name",
            )
        ids[transcript.id] = names[matching_name(transcript.name)] = transcript
        found.new.append(reading)
    return found


def _with_roles(known: Transcript, read: Transcript, labels: Sequence[str]) -> Transcript:
    """A transcript with the roles of these speakers, and the kinds of paragraphs, as the same text was read now."""
    if not labels:
        return known
    from postil.importers.labels import label_key  # noqa: PLC0415 - loaded when it is needed

    said = {label_key(label) for label in labels}
    paragraphs = (
        old._replace(kind=new.kind, role=new.role if label_key(old.speaker) in said else old.role)
        for old, new in zip(known.paragraphs, read.paragraphs, strict=True)
    )
    return replace(known, paragraphs=tuple(paragraphs))


def _changes(old: Transcript, new: Transcript) -> list[str]:
    """Which roles and kinds of paragraphs differ, in words, each once."""
    pairs = list(zip(old.paragraphs, new.paragraphs, strict=True))
    told = [f"{was.speaker} {was.role} → {now.role}" for was, now in pairs if was.role != now.role]
    return list(dict.fromkeys([*told, *(f"§{p.n} {p.kind} → {now.kind}" for p, now in pairs if p.kind != now.kind)]))


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
