"""One large table of the file, as encoded lines in blocks.

A checkpoint of a large study must not encode what has not changed. A table is kept as the bytes of its lines, cut into
blocks of some hundred; changing a record parses and joins its block again and leaves the others alone.

Invariant: the lines are in order, and equal to what encoding the whole table afresh would give.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from postil.storage.canonical import SEPARATOR, document_key, document_keys, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Order: TypeAlias = "tuple[Any, ...]"
"""What the records of one table are sorted by."""
Entry: TypeAlias = "tuple[Order, str, bytes, bool]"
"""A record's order, its id, its encoded body, and whether its line begins with a tab."""

BLOCK = 1 << 16
"""Bytes of a block, about."""


class KeyCollisionError(Exception):
    """Two ids of a table have one hash, so the table's document keys must be given out afresh."""


class Lines:
    """The lines of one table."""

    def __init__(self, section: bytes, order_of: Callable[[Mapping[str, Any]], Order]) -> None:
        """Take the lines of a table over as they are; ``order_of`` tells a parsed record's order."""
        self._order_of = order_of
        self._blocks: list[bytes] = []
        self._firsts: list[Order] = []
        self._keys: set[int] | None = None
        position = 0
        while position < len(section):
            end = section.find(b"\n", position + BLOCK)
            end = len(section) if end < 0 else end
            self._blocks.append(section[position:end].removesuffix(b","))
            position = end + 1
        self._firsts = [self._order_in(block[: _line_end(block)]) for block in self._blocks]

    @classmethod
    def of(cls, entries: Iterable[Entry], order_of: Callable[[Mapping[str, Any]], Order]) -> Lines:
        """Encode a table from all its records."""
        rows = sorted(entries, key=itemgetter(0))
        keys = document_keys(row[1] for row in rows)
        lines = [line(keys[record_id], encoded, tab=tab) for _, record_id, encoded, tab in rows]
        return cls(SEPARATOR.join(lines), order_of)

    @property
    def pieces(self) -> Sequence[bytes]:
        """The lines, in pieces that a separator belongs between."""
        return tuple(self._blocks)

    def _order_in(self, text: bytes) -> Order:
        return self._order_of(orjson.loads(text[text.index(b":") + 1 :]))

    def _taken(self) -> set[int]:
        if self._keys is None:
            self._keys = {_key(text) for block in self._blocks for text in block.split(SEPARATOR)}
        return self._keys

    def update(self, news: Mapping[Order, Entry | None]) -> None:
        """Put records in the place of those of the same order, add the ones that are new, take out where None is.

        Raises:
            KeyCollisionError: the document keys must be given out afresh; make the table again with ``of``.
        """
        by_block: dict[int, dict[Order, Entry | None]] = {}
        for order, entry in news.items():
            block = max(bisect_right(self._firsts, order) - 1, 0)
            by_block.setdefault(block, {})[order] = entry
        for block in sorted(by_block, reverse=True):
            self._update_block(block, by_block[block])

    def _update_block(self, block: int, news: Mapping[Order, Entry | None]) -> None:
        taken = self._taken()
        old = self._blocks[block].split(SEPARATOR) if self._blocks else []
        lines = {self._order_in(text): text for text in old}
        for order, entry in news.items():
            there = lines.pop(order, None)
            if entry is None:
                if there is not None:
                    _give_back(taken, _key(there))
                continue
            _, record_id, encoded, tab = entry
            if there is not None:
                key = _key(there)
            else:
                key = document_key(record_id)
                if key in taken:
                    raise KeyCollisionError
                taken.add(key)
            lines[order] = line(key, encoded, tab=tab)
        orders = sorted(lines)
        parts = _cut([lines[order] for order in orders])
        begins = [sum(len(part) for part in parts[:n]) for n in range(len(parts))]
        self._firsts[block : block + 1] = [orders[begin] for begin in begins]
        self._blocks[block : block + 1] = [SEPARATOR.join(part) for part in parts]


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


def _line_end(block: bytes) -> int:
    end = block.find(SEPARATOR)
    return len(block) if end < 0 else end


def _key(text: bytes) -> int:
    begin = text.index(b'"') + 1
    return int(text[begin : text.index(b'"', begin)])


def _give_back(taken: set[int], key: int) -> None:
    if key + 1 in taken:  # perhaps moved there by the one that goes
        raise KeyCollisionError
    taken.discard(key)
