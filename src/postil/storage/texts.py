"""Transcripts of canonical files, by the lines that hold them.

Files that come together mostly hold the same transcripts: a line that several of them have is read, and compared with
what it should be, once. Invariant: what comes out is exactly what its line says, and its id is that of its reading.
"""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from postil.model.transcript import KINDS, ROLES, Paragraph, Transcript, reading_id
from postil.storage.canonical import SEPARATOR, NotCanonicalError
from postil.storage.fields import FIELDS, unknown_fields
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.storage.image import Kept

_PARAGRAPH = itemgetter(*Paragraph._fields)
_TYPES: tuple[frozenset[type], ...] = (
    frozenset({int}),
    *(frozenset({str}) for _ in Paragraph._fields[1:-1]),
    frozenset({float, type(None)}),
)


class Text(NamedTuple):
    """What one line of the table ``transcripts`` says."""

    transcript: Transcript
    dropped: bool
    """Whether it was taken out, and is there for the log only."""
    body: bytes
    """The record as it stands in the line."""
    more: dict[str, Any]
    """Fields that this version does not know."""


class Texts:
    """The transcripts that were read so far, whichever file they are in."""

    def __init__(self) -> None:
        self._known: dict[bytes, Text] = {}

    def read(self, section: bytes, kept: Kept) -> dict[str, Text]:
        """The transcripts of one file, by id.

        Args:
            section: the lines of the table.
            kept: takes the fields that this version does not know.

        Raises:
            NotCanonicalError: not all is as this program writes it.
        """
        lines = section.split(SEPARATOR) if section else []
        parts = [line.partition(b":")[::2] for line in lines]
        found = [self._known.get(body) or self._read(body) for _, body in parts]
        by_id = {text.transcript.id: text for text in found}
        if len(by_id) != len(lines) or len({key for key, _ in parts}) != len(lines):
            raise NotCanonicalError
        if more := {key: text.more for key, text in by_id.items() if text.more}:
            kept.fields["transcripts"] = more
        return by_id

    def _read(self, body: bytes) -> Text:
        record = orjson.loads(body)
        if orjson.dumps(record, option=orjson.OPT_SORT_KEYS) != body:
            raise NotCanonicalError
        rows = record["paragraphs"]
        paragraphs = tuple(map(Paragraph._make, map(_PARAGRAPH, rows)))
        transcript = Transcript(
            record["id"], record["name"], record["source"], record["sha256"], paragraphs, record["supersedes"]
        )
        dropped = record.get("dropped", False)
        if (
            any(len(row) != len(Paragraph._fields) for row in rows)
            or dropped is not ("dropped" in record)
            or not _is_sound(paragraphs)
            or reading_id(paragraphs) != transcript.id
        ):
            raise NotCanonicalError
        more = unknown_fields(record, FIELDS["transcripts"])
        if more:
            more = unknown_fields(json.loads(body), FIELDS["transcripts"])
        text = self._known[body] = Text(transcript, dropped, body, more)
        return text


def _is_sound(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are numbered and all that they hold is of the right kind."""
    if not paragraphs:
        return True
    columns = dict(zip(Paragraph._fields, zip(*paragraphs, strict=True), strict=True))
    return (
        all(set(map(type, column)) <= types for column, types in zip(columns.values(), _TYPES, strict=True))
        and columns["n"] == tuple(range(1, len(paragraphs) + 1))
        and set(columns["role"]) <= set(ROLES)
        and set(columns["kind"]) <= set(KINDS)
    )
