"""The image of a study: its file as it is to be written, kept encoded.

Invariant: rendering after any run of acts gives the same bytes as encoding the whole study afresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.model.change import Apply, Bookmark, Doubt, Remove, Review, SetMemo
from postil.storage.canonical import DECISIONS, TABLES, body, document_keys, file_pieces, line
from postil.storage.lines import Lines
from postil.storage.schema import (
    change_record,
    code_record,
    coding_record,
    memo_record,
    reviewed_record,
    transcript_record,
)
from postil.storage.views import (
    change_order,
    coder_records,
    coding_order,
    reviewed_order,
    study_record,
    view_records,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from postil.model.change import Change
    from postil.model.codebook import Codebook
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study
    from postil.model.transcript import Transcript
    from postil.storage.lines import Entry, Order
    from postil.storage.schema import Record
    from postil.storage.strict import Table

_ORDERS: dict[str, Callable[[Mapping[str, Any]], Order]] = {
    "codings": coding_order,
    "reviewed": reviewed_order,
    "memos": coding_order,
    "changes": change_order,
}


@dataclass(slots=True)
class Kept:
    """What a file holds that this version does not know; it is written back as it was read."""

    fields: dict[str, dict[str, Record]] = field(default_factory=dict)
    """By table and record id (for changes: stamp), the fields that are not of the schema."""
    changes: dict[str, Record] = field(default_factory=dict)
    """Changes of unknown kinds, by stamp."""
    tables: dict[str, Table] = field(default_factory=dict)
    """Tables that this version does not fill."""

    def take(self, other: Kept) -> None:
        """Add what another state of the same study kept; where both have something, the other's counts."""
        for table, records in other.fields.items():
            self.fields.setdefault(table, {}).update(records)
        self.changes.update(other.changes)
        for table, rows in other.tables.items():
            self.tables.setdefault(table, {}).update(rows)

    def into(self, table: str, record_id: str, record: Record) -> Record:
        """A record with the unknown fields that its predecessor had."""
        more = self.fields.get(table, {}).get(record_id)
        return {**more, **record} if more else record


@dataclass(slots=True)
class Snapshot:
    """What a checkpoint writes, taken at one moment; values only, so that encoding can go on beside other work."""

    study: Record
    coders: list[Record]
    transcripts: list[tuple[Transcript, bool]]
    codes: Codebook
    codings: dict[Coding, tuple[str, bool] | None]
    reviewed: dict[tuple[str, int, str], str]
    memos: dict[MemoKey, tuple[str, str] | None]
    changes: dict[str, Change | None]


class Image:
    """The encoded file of one study, and what of it is out of date."""

    def __init__(self, header: Record, kept: Kept, lines: dict[str, Lines], bookmarks: dict[str, str]) -> None:
        """Take encoded tables over; ``bookmarks`` is the stamp of each coder's bookmark."""
        self.header = header
        self.kept = kept
        self._lines = lines
        self._bookmarks = bookmarks
        self._transcript_lines: dict[str, tuple[Transcript, bool, bytes]] = {}
        self._codings: set[Coding] = set()
        self._reviewed: set[tuple[str, int, str]] = set()
        self._memos: set[MemoKey] = set()
        self._changes: dict[str, Change | None] = {}

    @classmethod
    def of(cls, study: Study, changes: Iterable[Change], header: Record, kept: Kept) -> Image:
        """Encode a whole study."""
        views = view_records(study, header)
        lines = {
            name: Lines.of(
                (
                    (_ORDERS[name](record), record["id"], body(kept.into(name, record["id"], record)), False)
                    for record in views[name]
                ),
                _ORDERS[name],
            )
            for name in ("codings", "reviewed", "memos")
        }
        log = list(changes)
        entries = [_change_entry(change.stamp, change, kept) for change in log]
        entries += [((stamp,), stamp, body(record), True) for stamp, record in kept.changes.items()]
        lines["changes"] = Lines.of(entries, change_order)
        bookmarks = {change.action.coder: change.stamp for change in log if isinstance(change.action, Bookmark)}
        return cls(header, kept, lines, bookmarks)

    def note(self, changes: Iterable[Change]) -> None:
        """Take notice of changes that the study has folded and this image does not show yet."""
        for change in changes:
            action = change.action
            match action:
                case Apply(coding) | Remove(coding) | Doubt(coding):
                    self._codings.add(coding)
                case Review(transcript, paragraph, coder):
                    self._reviewed.add((transcript, paragraph, coder))
                case SetMemo(target):
                    self._memos.add(target)
                case Bookmark(coder):
                    known = self._bookmarks.get(coder, "")
                    if change.stamp < known:
                        continue
                    if known != change.stamp and known:
                        self._changes[known] = None
                    self._bookmarks[coder] = change.stamp
            self._changes[change.stamp] = change

    def snapshot(self, study: Study) -> Snapshot:
        """Take what is out of date; short, and to be called where nobody changes the study meanwhile."""
        codings, self._codings = self._codings, set()
        reviewed, self._reviewed = self._reviewed, set()
        memos, self._memos = self._memos, set()
        changes, self._changes = self._changes, {}
        heads = {key: study.heads(("memo", key))[0] for key in memos}
        return Snapshot(
            study=study_record(self.header, study),
            coders=coder_records(study),
            transcripts=[(transcript, False) for transcript in study.transcripts.values()]
            + [(transcript, True) for transcript in study.dropped_transcripts()],
            codes=study.codebook,
            codings={
                coding: (study.coding_stamp(coding), study.is_doubtful(coding)) if study.has(coding) else None
                for coding in codings
            },
            reviewed={mark: study.reviewed(mark[0], mark[2]).get(mark[1], "") for mark in reviewed},
            memos={key: (str(head.value), head.stamp) if head.value else None for key, head in heads.items()},
            changes=changes,
        )

    def render(self, snapshot: Snapshot) -> Sequence[bytes]:
        """The bytes of the file, in pieces.

        Raises:
            KeyCollisionError: document keys must be given out afresh; make a new image with ``of``.
        """
        self._lines["codings"].update(dict(self._coding_entries(snapshot.codings)))
        self._lines["reviewed"].update(dict(self._reviewed_entries(snapshot.reviewed)))
        self._lines["memos"].update(dict(self._memo_entries(snapshot.memos)))
        self._lines["changes"].update(
            {
                (stamp,): None if change is None else _change_entry(stamp, change, self.kept)
                for stamp, change in snapshot.changes.items()
            }
        )
        sections: dict[str, Sequence[bytes]] = dict.fromkeys(TABLES, ())
        for name, table in sorted(self.kept.tables.items()):
            sections[name] = [line(int(key), body(table[key])) for key in sorted(table, key=int)]
        sections["study"] = self._small("study", [snapshot.study])
        sections["coders"] = self._small("coders", snapshot.coders)
        sections["transcripts"] = self._transcript_section(snapshot.transcripts)
        sections["codes"] = self._small("codes", [code_record(code) for code in snapshot.codes])
        for name, lines in self._lines.items():
            sections[name] = lines.pieces
        return tuple(file_pieces(sections.items()))

    def _coding_entries(
        self, codings: Mapping[Coding, tuple[str, bool] | None]
    ) -> Iterator[tuple[Order, Entry | None]]:
        for coding, live in codings.items():
            order = coding.reading_order
            if live is None:
                yield order, None
            else:
                record = coding_record(coding, live[0], doubtful=live[1])
                yield order, (order, record["id"], body(self.kept.into("codings", record["id"], record)), False)

    def _reviewed_entries(self, marks: Mapping[tuple[str, int, str], str]) -> Iterator[tuple[Order, Entry | None]]:
        for mark, stamp in marks.items():
            if not stamp:
                yield mark, None
            else:
                record = reviewed_record(*mark, stamp)
                yield mark, (mark, record["id"], body(self.kept.into("reviewed", record["id"], record)), False)

    def _memo_entries(self, memos: Mapping[MemoKey, tuple[str, str] | None]) -> Iterator[tuple[Order, Entry | None]]:
        for key, live in memos.items():
            order = key.reading_order
            if live is None:
                yield order, None
            else:
                record = memo_record(key, *live)
                yield order, (order, record["id"], body(self.kept.into("memos", record["id"], record)), False)

    def _small(self, name: str, records: Sequence[Record]) -> list[bytes]:
        keys = document_keys(record["id"] for record in records)
        return [line(keys[record["id"]], body(self.kept.into(name, record["id"], record))) for record in records]

    def _transcript_section(self, transcripts: Sequence[tuple[Transcript, bool]]) -> list[bytes]:
        keys = document_keys(transcript.id for transcript, _ in transcripts)
        lines: list[bytes] = []
        known, self._transcript_lines = self._transcript_lines, {}
        for transcript, dropped in transcripts:
            there = known.get(transcript.id)
            if there is None or there[0] is not transcript or there[1] != dropped:
                record = transcript_record(transcript, dropped=dropped)
                there = (transcript, dropped, body(self.kept.into("transcripts", transcript.id, record)))
            self._transcript_lines[transcript.id] = there
            lines.append(line(keys[transcript.id], there[2]))
        return lines


def _change_entry(stamp: str, change: Change, kept: Kept) -> Entry:
    record = change_record(change)
    encoded = body(kept.into("changes", stamp, record))
    return (stamp,), stamp, encoded, record["kind"] not in DECISIONS
