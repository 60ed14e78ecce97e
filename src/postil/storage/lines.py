"""One large table of the file, as encoded lines in blocks.

A checkpoint of a large study must not encode what has not changed. A table is kept as the bytes of its lines, cut into
blocks of some hundred; changing a record parses and joins its block again and leaves the others alone.

Invariant: the lines are in order, and equal to what encoding the whole table afresh would give.
"""

from __future__ import annotations

import json
import threading
import time
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from postil.storage.canonical import SEPARATOR, body, document_key, document_keys, line
from postil.storage.fields import unknown_fields, with_unknown
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Order: TypeAlias = "tuple[Any, ...]"
"""What the records of one table are sorted by."""
Record: TypeAlias = "dict[str, Any]"

BLOCK = 1 << 16
"""Bytes of a block, about."""


class KeyCollisionError(Exception):
    """Two ids of a table have one hash, so the table's document keys must be given out afresh."""


class Shape(NamedTuple):
    """What is particular to one table."""

    order: Callable[[Mapping[str, Any]], Order]
    """What its records are sorted by; no two have the same."""
    id_field: str
    """The field that its document keys are made from."""
    known: Callable[[Mapping[str, Any]], frozenset[str]]
    """The fields of a record that this version writes; others are kept as they are."""
    tab: Callable[[Mapping[str, Any]], bool]
    """Whether a record's line begins with a tab."""


class Lines:
    """The lines of one table."""

    def __init__(self, shape: Shape, data: bytes, begin: int, end: int) -> None:
        """Take over the lines that stand in ``data`` from ``begin`` to ``end``; they are cut up when first used."""
        self._shape = shape
        self._source: tuple[bytes, int, int] | None = (data, begin, end)
        self._cutting = threading.Lock()
        self._blocks: list[bytes] = []
        self._firsts: list[Order] = []
        self._keys: set[int] | None = None

    @classmethod
    def of(cls, records: Iterable[Record], shape: Shape) -> Lines:
        """Encode a table from all its records."""
        rows = sorted(records, key=shape.order)
        keys = document_keys(row[shape.id_field] for row in rows)
        encoded = SEPARATOR.join(line(keys[row[shape.id_field]], body(row), tab=shape.tab(row)) for row in rows)
        return cls(shape, encoded, 0, len(encoded))

    @property
    def pieces(self) -> Sequence[bytes]:
        """The lines, in pieces that a separator belongs between."""
        source = self._source
        if source is not None and len(source[0]) == source[2] - source[1] > 0:
            return source[:1]  # a table by itself, of which no record has changed: it need not be cut
        self._cut_up()
        return tuple(self._blocks)

    def _cut_up(self) -> None:
        with self._cutting:
            if self._source is None:
                return
            blocks: list[bytes] = []
            firsts: list[Order] = []
            for block in blocks_of(*self._source, BLOCK):
                blocks.append(block)
                firsts.append(self._order_in(block.partition(SEPARATOR)[0]))
                time.sleep(0)
            self._blocks, self._firsts, self._source = blocks, firsts, None

    def records(self) -> Iterator[Record]:
        """All records, parsed block by block; another thread may go on between them."""
        self._cut_up()
        for block in tuple(self._blocks):
            yield from parsed(block)
            time.sleep(0)

    def unknown(self) -> dict[str, Record]:
        """By id, the fields that this version does not know."""
        found: dict[str, Record] = {}
        self._cut_up()
        for block in tuple(self._blocks):
            for text in block.split(SEPARATOR):
                more = self._more(text, orjson.loads(_body_in(text)))
                if more:
                    found[_whole(text)[self._shape.id_field]] = more
        return found

    def where(self, wanted: Callable[[Record], bool]) -> Iterator[Record]:
        """The records that are wanted, every number in them as it stands."""
        self._cut_up()
        for block in tuple(self._blocks):
            for text in block.split(SEPARATOR):
                if wanted(orjson.loads(_body_in(text))):
                    yield _whole(text)

    def _more(self, text: bytes, record: Record) -> Record:
        known = self._shape.known(record)
        return unknown_fields(_whole(text), known) if unknown_fields(record, known) else {}

    def _order_in(self, text: bytes) -> Order:
        return self._shape.order(orjson.loads(_body_in(text)))

    def _taken(self) -> set[int]:
        if self._keys is None:
            keys: set[int] = set()
            for block in self._blocks:
                keys.update(map(_key, block.split(SEPARATOR)))
                time.sleep(0)
            self._keys = keys
        return self._keys

    def update(self, news: Mapping[Order, Record | None]) -> None:
        """Put records in the place of those of the same order, add the ones that are new, take out where None is.

        Raises:
            KeyCollisionError: the document keys must be given out afresh; make the table again with ``of``.
        """
        if not news:
            return
        self._cut_up()
        by_block: dict[int, dict[Order, Record | None]] = {}
        for order, record in news.items():
            block = max(bisect_right(self._firsts, order) - 1, 0)
            by_block.setdefault(block, {})[order] = record
        for block in sorted(by_block, reverse=True):
            self._update_block(block, by_block[block])
            time.sleep(0)

    def _update_block(self, block: int, news: Mapping[Order, Record | None]) -> None:
        taken = self._taken()
        old = self._blocks[block].split(SEPARATOR) if self._blocks else []
        lines = {self._order_in(text): text for text in old}
        for order, record in news.items():
            there = lines.pop(order, None)
            if record is None:
                if there is not None:
                    _give_back(taken, _key(there))
                continue
            if there is None:
                key = document_key(record[self._shape.id_field])
                if key in taken:
                    raise KeyCollisionError
                taken.add(key)
            else:
                key = _key(there)
                more = self._more(there, orjson.loads(_body_in(there)))
                record = with_unknown(record, more) if more else record  # noqa: PLW2901 - the same record
            lines[order] = line(key, body(record), tab=self._shape.tab(record))
        orders = sorted(lines)
        parts = _cut([lines[order] for order in orders])
        begins = [sum(len(part) for part in parts[:n]) for n in range(len(parts))]
        self._firsts[block : block + 1] = [orders[begin] for begin in begins]
        self._blocks[block : block + 1] = [SEPARATOR.join(part) for part in parts]


def blocks_of(data: bytes, begin: int, end: int, size: int) -> Iterator[bytes]:
    """The lines of a table in blocks of about so many bytes, without separators between the blocks."""
    while begin < end:
        cut = data.find(b"\n", min(begin + size, end), end)
        cut = end if cut < 0 else cut
        yield data[begin:cut].removesuffix(b",")
        begin = cut + 1


def parsed(block: bytes) -> Iterable[Record]:
    """The records of some lines."""
    records: dict[str, Record] = orjson.loads(b"{%b}" % block)
    return records.values()


def _cut(lines: list[bytes]) -> list[list[bytes]]:
    """The lines of one block as one or more blocks of a good size."""
    parts: list[list[bytes]] = []
    size = BLOCK
    for text in lines:
        if size >= BLOCK:
            parts.append([])
            size = 0
        parts[-1].append(text)
        size += len(text)
    return parts


def _body_in(text: bytes) -> bytes:
    return text[text.index(b":") + 1 :]


def _whole(text: bytes) -> Record:
    record: Record = json.loads(_body_in(text))  # unlike orjson, it keeps whole numbers of any size
    return record


def _key(text: bytes) -> int:
    begin = text.index(b'"') + 1
    return int(text[begin : text.index(b'"', begin)])


def _give_back(taken: set[int], key: int) -> None:
    if key + 1 in taken:  # perhaps moved there by the one that goes
        raise KeyCollisionError
    taken.discard(key)
