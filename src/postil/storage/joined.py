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
        if len({text[: text.index(b":")].lstrip(b"\t") for text in texts}) != len(texts):
            raise KeyCollisionError
        joined = SEPARATOR.join(texts)
        return Lines(SHAPES[name], joined, 0, len(joined))


def _memo(key: Any, head: Any) -> Record:  # noqa: ANN401 - a memo's key and the version that shows
    return memo_record(key, str(head.value), head.stamp)


_Key = TypeVar("_Key")
_Known = TypeVar("_Known", bytes, "tuple[str, bytes]")


def _together(tables: Iterable[dict[_Key, _Known]]) -> dict[_Key, _Known]:
    """What the sources have, by key; of two different values for one key, the greater."""
    there: dict[_Key, _Known] = {}
    for table in tables:
        both = {key: max(there[key], table[key]) for key in there.keys() & table.keys()}
        there.update(table)
        there.update(both)
    return there


def _codings(joiner: _Joiner, study: Study, sources: Sequence[LogFile]) -> list[bytes]:
    there = _together(source.coding_lines for source in sources)
    more = joiner.kept.fields.get("codings")
    texts: list[bytes] = []
    any_doubtful = study.count_doubtful() > 0
    for coding, stamp in sorted(study.codings(), key=lambda pair: pair[0].reading_order):
        known, doubtful = there.get(coding), any_doubtful and study.is_doubtful(coding)
        if not more and known and known[0] == stamp and (b',"doubtful":true,' in known[1]) == doubtful:
            texts.append(known[1])
        else:
            texts.append(joiner.encoded("codings", coding_record(coding, stamp, doubtful=doubtful)))
    return texts


def _marks(joiner: _Joiner, study: Study, sources: Sequence[LogFile]) -> list[bytes]:
    there = _together(source.mark_lines for source in sources)
    more = joiner.kept.fields.get("reviewed")
    texts: list[bytes] = []
    for transcript, paragraph, coder, stamp in sorted(study.reviewed_marks()):
        known = there.get((transcript, paragraph, coder))
        if not more and known and known[0] == stamp:
            texts.append(known[1])
        else:
            texts.append(joiner.encoded("reviewed", reviewed_record(transcript, paragraph, coder, stamp)))
    return texts


def _changes(joiner: _Joiner, log: Iterable[Change], sources: Sequence[LogFile]) -> list[bytes]:
    there = _together(source.lines for source in sources)
    for stamp in joiner.kept.fields.get("changes", ()):
        there.pop(stamp, None)  # what several sources hold beside it stands in no line of one of them
    rows: list[tuple[str, Change | Record]] = [(change.stamp, change) for change in log]
    rows += joiner.kept.changes.items()
    texts: list[bytes] = []
    for stamp, row in sorted(rows, key=itemgetter(0)):
        text = there.get(stamp)
        if text is None:
            text = joiner.encoded("changes", row if isinstance(row, dict) else change_record(row))
        texts.append(text)
    return texts
