"""The large tables of a study that comes from several files, made of the lines that these have.

Invariant: the bytes are those that encoding all records afresh would give; only the work is less.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from postil.storage.canonical import SEPARATOR, body, document_key, line
from postil.storage.image import SHAPES
from postil.storage.lines import KeyCollisionError, Lines
from postil.storage.schema import change_record, coding_record, memo_record, reviewed_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.change import Change
    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.storage.image import Kept
    from postil.storage.logs import LogFile
    from postil.storage.schema import Record


def joined_lines(study: Study, log: Iterable[Change], kept: Kept, sources: Sequence[LogFile]) -> dict[str, Lines]:
    """The tables ``codings``, ``reviewed``, ``memos`` and ``changes``.

    Args:
        study: what the log folds to.
        log: all changes that the file is to have.
        kept: what the sources hold that this version does not know.
        sources: the files that the changes come from.

    Raises:
        KeyCollisionError: two ids of a table have one hash; the tables must be encoded afresh.
    """
    joiner = _Joiner(kept)
    return {
        "codings": joiner.table("codings", _codings(joiner, study, sources)),
        "reviewed": joiner.table("reviewed", _marks(joiner, study, sources)),
        "memos": Lines.of(
            (kept.into("memos", row["id"], row) for row in (_memo(key, head) for key, head in study.memos())),
            SHAPES["memos"],
        ),
        "changes": joiner.table("changes", _changes(joiner, log, sources)),
    }


class _Joiner:
    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    def encoded(self, table: str, record: Record) -> bytes:
        record_id = record[SHAPES[table].id_field]
        whole = self.kept.into(table, record_id, record)
        return line(document_key(record_id), body(whole), tab=SHAPES[table].tab(record))

    def table(self, name: str, texts: list[bytes]) -> Lines:
        if len({text.partition(b":")[0].lstrip(b"\t") for text in texts}) != len(texts):
            raise KeyCollisionError
        joined = SEPARATOR.join(texts)
        return Lines(SHAPES[name], joined, 0, len(joined))


def _memo(key: Any, head: Any) -> Record:  # noqa: ANN401 - a memo's key and the version that shows
    return memo_record(key, str(head.value), head.stamp)


_Key = TypeVar("_Key")


def _together(tables: Iterable[dict[_Key, bytes]]) -> dict[_Key, bytes]:
    """The lines that the sources have, by key; of two different lines for one key, the greater."""
    there: dict[_Key, bytes] = {}
    for table in tables:
        both = {key: max(there[key], table[key]) for key in there.keys() & table.keys()}
        there.update(table)
        there.update(both)
    return there


def _codings(joiner: _Joiner, study: Study, sources: Sequence[LogFile]) -> list[bytes]:
    there = {} if "codings" in joiner.kept.fields else _together(source.coding_lines for source in sources)
    if study.count_doubtful():
        there = {pair: text for pair, text in there.items() if not study.is_doubtful(pair[0])}
    return [there.get(pair) or _coding_line(joiner, study, *pair) for pair in _in_reading_order(study)]


def _coding_line(joiner: _Joiner, study: Study, coding: Coding, stamp: str) -> bytes:
    return joiner.encoded("codings", coding_record(coding, stamp, doubtful=study.is_doubtful(coding)))


def _in_reading_order(study: Study) -> list[tuple[Coding, str]]:
    """The codings with their stamps as they are met in reading."""
    codings = list(study.codings())
    try:
        return sorted(codings)  # much faster, and the same where no offset is compared with none
    except TypeError:  # a whole paragraph and a span in it
        return sorted(codings, key=lambda pair: pair[0].reading_order)


def _marks(joiner: _Joiner, study: Study, sources: Sequence[LogFile]) -> list[bytes]:
    there = {} if "reviewed" in joiner.kept.fields else _together(source.mark_lines for source in sources)
    return [
        there.get(mark) or joiner.encoded("reviewed", reviewed_record(*mark)) for mark in sorted(study.reviewed_marks())
    ]


def _changes(joiner: _Joiner, log: Iterable[Change], sources: Sequence[LogFile]) -> list[bytes]:
    there = _together(source.lines for source in sources)
    for stamp in joiner.kept.fields.get("changes", ()):
        there.pop(stamp, None)  # what several sources hold beside it stands in no line of one of them
    rows: list[tuple[str, Change | Record]] = [(change[0], change) for change in log]
    rows += joiner.kept.changes.items()
    return [
        there.get(stamp) or joiner.encoded("changes", row if isinstance(row, dict) else change_record(row))
        for stamp, row in sorted(rows, key=itemgetter(0))
    ]
