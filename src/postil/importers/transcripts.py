"""Reading a transcript from end to end: file, container, encoding, layout, roles, and the numbered paragraphs.

Invariant: the same bytes and the same options give the same reading, with the same id, on every machine.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from postil.errors import TranscriptError
from postil.importers import containers, report, roles
from postil.importers.encoding import decode
from postil.importers.layouts.choice import check, choose_for_text, choose_for_word
from postil.importers.layouts.front import mark_ends
from postil.importers.reading import Outcome, Reading, Row, trim
from postil.model.transcript import SPOKEN, Paragraph, Transcript, normal_text, reading_id
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from postil.model.transcript import Role

_NO_ROLES: Mapping[str, Role] = {}


def read_transcript(
    path: Path,
    *,
    name: str | None = None,
    encoding: str | None = None,
    layout: str | None = None,
    roles: Mapping[str, Role] = _NO_ROLES,
) -> Reading:
    """Read a transcript file (.docx, .txt, .md, .vtt, .srt).

    Args:
        path: the file; only a regular file is opened.
        name: the transcript's name; by default the file's name without its ending.
        encoding: name of the text's encoding; by default it is found, and a guess is reported.
        layout: one of ``LAYOUTS``; by default the first that fits.
        roles: role of each speaker by label; the rest is proposed.

    Raises:
        TranscriptError: the file cannot be read, or not as a transcript; the message names file, place and remedy.
    """
    data = containers.read_file(path)
    return reading_from_bytes(data, path.name, name=name, encoding=encoding, layout=layout, roles=roles)


def reading_from_bytes(
    data: bytes,
    source: str,
    *,
    name: str | None = None,
    encoding: str | None = None,
    layout: str | None = None,
    roles: Mapping[str, Role] = _NO_ROLES,
) -> Reading:
    """Read a transcript from bytes, as ``read_transcript`` does; ``source`` is the file's name, with its ending.

    Raises:
        TranscriptError: the bytes are no transcript; the message names file, place and remedy.
    """
    check(layout, source)
    kind, said = containers.file_kind(data, source)
    if kind == "docx":
        outcome, found = _from_word(data, source, layout)
    else:
        outcome, found = _from_text(data, source, encoding, layout)
    said += found + outcome.report
    mark_ends(outcome.rows)
    paragraphs, about_roles = _paragraphs(outcome, source, roles)
    if not paragraphs:
        raise TranscriptError(f"{source}: holds no paragraphs", "check that the file has text in it")
    said += _contents(paragraphs, outcome) + about_roles + report.characters(paragraphs) + report.suspicions(paragraphs)
    file_name = unicodedata.normalize("NFC", _without_surrogates(PurePath(source).name))
    transcript = Transcript(
        id=reading_id(paragraphs),
        name=name if name is not None else _stem(file_name),
        source=file_name,
        sha256=hashlib.sha256(data).hexdigest(),
        paragraphs=paragraphs,
    )
    return Reading(transcript, tuple(said), outcome.labels)


def _from_word(data: bytes, source: str, layout: str | None) -> tuple[Outcome, list[str]]:
    from postil.importers.word import read_word  # noqa: PLC0415 - brings mammoth, which only Word files need

    word = read_word(data, source)
    return choose_for_word(word.blocks, source, layout), word.report


def _from_text(data: bytes, source: str, encoding: str | None, layout: str | None) -> tuple[Outcome, list[str]]:
    text, said = decode(data, source, encoding)
    if is_blank(text.replace("\x00", "")) and "\x00" not in text:
        raise TranscriptError(
            f"{source}: the file is empty but for white space", "check that it was saved or copied completely"
        )
    containers.refuse_binary(text, source)
    carriage_returns = text.count("\r")
    if carriage_returns:
        said.append("Line ends: CR or CRLF read as LF.")
    return choose_for_text(normal_text(text), source, layout), said


def _stem(file_name: str) -> str:
    path = PurePath(file_name)
    stem = path.stem
    for inner in (".transcript", ".captions"):
        stem = stem.removesuffix(inner) or stem
    return stem or file_name


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _paragraphs(outcome: Outcome, source: str, given: Mapping[str, Role]) -> tuple[tuple[Paragraph, ...], list[str]]:
    proposed, how = roles.propose(outcome.rows)
    own = roles.chosen(given, [*outcome.labels, *proposed], source) if given else {}
    paragraphs: list[Paragraph] = []
    for row in outcome.rows:
        text = trim(normal_text(row.text))
        if is_blank(text):
            continue
        speaker = normal_text(row.speaker)
        role: Role = row.role or "other"
        if speaker:
            role = own.get(row.speaker, proposed[row.speaker])
        paragraphs.append(Paragraph(len(paragraphs) + 1, text, speaker, role, row.kind, row.start))
    return tuple(paragraphs), _about_roles(proposed, own, how, outcome.rows)


def _about_roles(proposed: Mapping[str, Role], own: Mapping[str, Role], how: str, rows: Sequence[Row]) -> list[str]:
    if not proposed:
        if any(row.role for row in rows):
            return ["Roles: questions interviewer, answers participant; nobody is named."]
        return ["Roles: nobody is named, so no roles are proposed."]
    final = {**proposed, **own}
    by_role = {role: sum(one == role for one in final.values()) for role in ("interviewer", "participant", "other")}
    shares = ", ".join(counted(number, f"{role} label") for role, number in by_role.items() if number)
    sentence = f"Roles: {shares}, proposed {how}; correct them with --role NAME=ROLE if they are wrong."
    if own:
        sentence = (
            f"Roles: {shares}, {counted(len(own), 'of them as given', 'of them as given')}, the rest proposed {how}."
        )
    return [sentence]


def _contents(paragraphs: Sequence[Paragraph], outcome: Outcome) -> list[str]:
    kinds = {kind: sum(p.kind == kind for p in paragraphs) for kind in ("front", "heading", "note", "back")}
    spoken = sum(p.kind in SPOKEN for p in paragraphs)
    rest = ", ".join(
        counted(kinds[kind], noun) if kind not in ("back", "front") else f"{kinds[kind]} {noun}"
        for kind, noun in (
            ("front", "of front matter"),
            ("heading", "heading"),
            ("note", "note"),
            ("back", "of back matter"),
        )
        if kinds[kind]
    )
    sentence = f"{counted(spoken, 'paragraph')} of speech" + (f"; not speech: {rest}." if rest else ".")
    sentences = [sentence]
    timed = sum(p.start is not None for p in paragraphs)
    if timed:
        sentences.append(f"{counted(timed, 'paragraph has', 'paragraphs have')} a start time.")
    if not outcome.labels and spoken:
        sentences.append("Speakers: none named.")
    return sentences
