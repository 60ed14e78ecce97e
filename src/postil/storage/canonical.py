"""The bytes of a study file: one state, one file, whoever writes it.

A study file is JSON with one record a line. Tables follow each other in a fixed order, keys are sorted, records stand
in reading order. The lines that open or close a table, and the changes that are no decisions of a coder, begin with a
tab; in JSON a tab can stand nowhere else, so the outline of a file of any size is found without parsing it.

Invariant: a document key depends on the ids in its table only, so one record has the same key in every coder's file.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TABLES = (
    "study",
    "coders",
    "transcripts",
    "codes",
    "codings",
    "reviewed",
    "memos",
    "versions",
    "attributes",
    "cases",
    "cells",
    "quotable",
    "struck",
    "decisions",
    "changes",
)
"""Names of the tables of a study, in the order in which they stand in the file."""
DECISIONS = frozenset({"apply", "remove", "review"})
"""Kinds of change whose lines begin in the first column: the many, whose outcome the tables hold in full."""
KEY_BITS = 48
SEPARATOR = b",\n"


def document_key(record_id: str) -> int:
    """The key that a record has in its table: the first 48 bits of the BLAKE2b hash of its id."""
    return int.from_bytes(hashlib.blake2b(record_id.encode(), digest_size=KEY_BITS // 8).digest(), "big")


def document_keys(record_ids: Iterable[str]) -> dict[str, int]:
    """The document keys of the records of a table; where ids have one hash, the greater has the next free key."""
    keys: dict[str, int] = {}
    taken: set[int] = set()
    for key, record_id in sorted((document_key(record_id), record_id) for record_id in record_ids):
        free = key
        while free in taken:
            free += 1
        taken.add(free)
        keys[record_id] = free
    return keys


def record_id(prefix: str, *parts: object) -> str:
    """Id of a record that is known by its values: 80 bits of the BLAKE2b hash of these as a JSON array."""
    return prefix + hashlib.blake2b(orjson.dumps(parts), digest_size=10).hexdigest()


def body(record: Mapping[str, Any]) -> bytes:
    """A record as compact JSON with sorted keys."""
    try:
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number or a nesting, in a field of some other program, that orjson does not take
        return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def line(key: int, encoded: bytes, *, tab: bool = False) -> bytes:
    """One line of a table, without its separator."""
    return b'%b"%d":%b' % (b"\t" if tab else b"", key, encoded)


def file_pieces(sections: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The bytes of a file, in pieces, from its tables: the name of each and its lines, without separators."""
    yield b"{"
    first = True
    for name, pieces in sections:
        yield (b"\n\t%b:{" if first else b",\n\t%b:{") % orjson.dumps(name)
        first = False
        empty = True
        for piece in pieces:
            yield b"\n" if empty else SEPARATOR
            yield piece
            empty = False
        yield b"}" if empty else b"\n\t}"
    yield b"\n}\n"


class NotCanonicalError(ValueError):
    """The bytes are not laid out as this program writes them."""


def outline(data: bytes) -> tuple[dict[str, tuple[int, int]], list[bytes]]:
    """Where the tables stand in the bytes of a canonical file, and the lines of changes that are no decisions.

    Returns:
        Begin and end of each table's lines; the lines as they stand, without separator and tab.

    Raises:
        NotCanonicalError: the layout is another.
    """
    sections: dict[str, tuple[int, int]] = {}
    marked: list[bytes] = []
    name, begin, tables = "", 0, 0
    position = data.find(b"\t")
    while position >= 0:
        end = data.find(b"\n", position)
        text = data[position + 1 : end].removesuffix(b",")
        if text == b"}":
            sections[name] = (begin, position - 1)
        elif text.endswith(b":{"):
            name, begin, tables = _name(text[:-2]), end + 1, tables + 1
        elif text.endswith(b":{}"):
            sections[_name(text[:-3])] = (end, end)
            tables += 1
        elif name == "changes":
            marked.append(text)
        else:
            raise NotCanonicalError(name)
        position = data.find(b"\t", end)
    if len(sections) != tables or tuple(sections)[: len(TABLES)] != TABLES or data[-3:] != b"\n}\n":
        raise NotCanonicalError
    return sections, marked


def _name(text: bytes) -> str:
    try:
        return str(orjson.loads(text))
    except ValueError:
        raise NotCanonicalError from None
