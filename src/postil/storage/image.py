"""The image of a study: its file as it is to be written, kept encoded.

Invariant: rendering after any run of acts gives the same bytes as encoding the whole study afresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.model.change import Apply, Bookmark, Doubt, Remove, Review, SetMemo
from postil.storage.canonical import DECISIONS, TABLES, body, document_keys, file_pieces, line
from postil.storage.fields import FIELDS, fields_of_change, is_known, with_unknown
from postil.storage.lines import Lines, Shape
from postil.storage.schema import (
    change_record,
    coding_record,
    memo_record,
    reviewed_record,
    transcript_record,
)
from postil.storage.schema_charting import cell_records, code_record
from postil.storage.views import (
    CHARTED,
    change_order,
    coder_records,
    coding_order,
    decision_records,
    reviewed_order,
    study_record,
    view_records,
)
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.model.cells import CellKey, Written
    from postil.model.change import Change
    from postil.model.codebook import Codebook
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study
    from postil.model.transcript import Transcript
    from postil.storage.schema import Record
    from postil.storage.strict import Table


def _no_tab(_: Mapping[str, Any]) -> bool:
    return False


SHAPES: dict[str, Shape] = {
    "codings": Shape(coding_order, "id", lambda _: FIELDS["codings"], _no_tab),
    "reviewed": Shape(reviewed_order, "id", lambda _: FIELDS["reviewed"], _no_tab),
    "memos": Shape(coding_order, "id", lambda _: FIELDS["memos"], _no_tab),
    "changes": Shape(
        change_order,
        "stamp",
        fields_of_change,
        lambda record: record["kind"] not in DECISIONS,
    ),
}
"""The tables that are kept as lines, since they grow large."""


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
        return with_unknown(record, more) if more else record


def joined_kept(parts: Iterable[Kept]) -> Kept:
    """What several files keep, together; of two values for one field, the one that is greater as JSON."""
    whole = Kept()
    for part in parts:
        for table, records in part.fields.items():
            there = whole.fields.setdefault(table, {})
            for record_id, more in records.items():
                there[record_id] = _greater_fields(there.get(record_id, {}), more)
        for stamp, record in part.changes.items():
            whole.changes[stamp] = max(record, whole.changes.get(stamp, record), key=body)
        for table, rows in part.tables.items():
            known = whole.tables.setdefault(table, {})
            for key, row in rows.items():
                known[key] = max(row, known.get(key, row), key=body)
    return whole


def _greater_fields(one: Record, other: Record) -> Record:
    both = one.keys() & other.keys()
    return one | other | {name: max(one[name], other[name], key=lambda value: body({"": value})) for name in both}


class Snapshot(NamedTuple):
    """What a checkpoint writes, taken at one moment; values only, so that encoding can go on beside other work."""

    study: Record
    coders: list[Record]
    transcripts: list[tuple[Transcript, bool]]
    codes: Codebook
    codings: dict[Coding, tuple[str, bool] | None]
    reviewed: dict[tuple[str, int, str], str]
    memos: dict[MemoKey, tuple[str, str] | None]
    decisions: list[Record]
    charted: dict[str, list[Record]]
    """Records of the tables of cases, cells and the like, by table."""
    changes: dict[str, Change | None]
    unknown: dict[str, Record]


class Image:
    """The encoded file of one study, and what of it is out of date."""

    def __init__(self, header: Record, kept: Kept, lines: dict[str, Lines], bookmarks: dict[str, str]) -> None:
        """Take encoded tables over; ``bookmarks`` is the stamp of each coder's bookmark."""
        self.header = header
        self.kept = kept
        self._lines = lines
        self._bookmarks = bookmarks
        self._transcript_lines: dict[str, tuple[Transcript, bool, bytes]] = {}
        self._cells: dict[CellKey, tuple[Written, Record]] = {}
        self._codings: set[Coding] = set()
        self._reviewed: set[tuple[str, int, str]] = set()
        self._memos: set[MemoKey] = set()
        self._changes: dict[str, Change | None] = {}
        self._unknown: dict[str, Record] = {}

    @classmethod
    def of(cls, study: Study, changes: Iterable[Change], header: Record, kept: Kept) -> Image:
        """Encode a whole study."""
        views = view_records(study, header)
        log = list(changes)
        records = {name: [kept.into(name, row["id"], row) for row in views[name]] for name in SHAPES if name in views}
        records["changes"] = [kept.into("changes", change.stamp, change_record(change)) for change in log]
        records["changes"] += kept.changes.values()
        lines = {name: Lines.of(records[name], shape) for name, shape in SHAPES.items()}
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

    def note_unknown(self, records: Iterable[Record]) -> None:
        """Take notice of changes of unknown kinds, as a newer version left them in the journal."""
        for record in records:
            if not is_known(record):
                self._unknown[record["stamp"]] = record

    def all_kept(self) -> Kept:
        """Everything in the file that this version does not know."""
        for name, lines in self._lines.items():
            self.kept.fields.setdefault(name, {}).update(lines.unknown())
        for record in self._lines["changes"].where(lambda record: not is_known(record)):
            self.kept.changes[record["stamp"]] = record
        return self.kept

    def snapshot(self, study: Study) -> Snapshot:
        """Take what is out of date; short, and to be called where nobody changes the study meanwhile."""
        codings, self._codings = set(map(study.shown, self._codings)), set()
        reviewed, self._reviewed = self._reviewed, set()
        memos, self._memos = set(map(study.shown, self._memos)), set()
        changes, self._changes = self._changes, {}
        unknown, self._unknown = self._unknown, {}
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
            decisions=decision_records(study),
            charted={
                name: cell_records(study, self._cells) if name == "cells" else records(study)
                for name, records in CHARTED.items()
            },
            changes=changes,
            unknown=unknown,
        )

    def render(self, snapshot: Snapshot) -> Sequence[bytes]:
        """The bytes of the file, in pieces.

        Raises:
            KeyCollisionError: document keys must be given out afresh; make a new image with ``of``.
        """
        self._lines["codings"].update(
            {
                coding.reading_order: None if live is None else coding_record(coding, live[0], doubtful=live[1])
                for coding, live in snapshot.codings.items()
            }
        )
        self._lines["reviewed"].update(
            {mark: reviewed_record(*mark, stamp) if stamp else None for mark, stamp in snapshot.reviewed.items()}
        )
        self._lines["memos"].update(
            {
                key.reading_order: None if live is None else memo_record(key, *live)
                for key, live in snapshot.memos.items()
            }
        )
        self._lines["changes"].update(
            {(stamp,): None if row is None else change_record(row) for stamp, row in snapshot.changes.items()}
            | {(stamp,): record for stamp, record in snapshot.unknown.items()}
        )
        sections: dict[str, Sequence[bytes]] = dict.fromkeys(TABLES, ())
        for name, table in sorted(self.kept.tables.items()):
            sections[name] = [line(int(key), body(table[key])) for key in sorted(table, key=int)]
        sections["study"] = self._small("study", [snapshot.study])
        sections["coders"] = self._small("coders", snapshot.coders)
        sections["transcripts"] = self._transcript_section(snapshot.transcripts)
        sections["codes"] = self._small("codes", [code_record(code) for code in snapshot.codes])
        sections["decisions"] = self._small("decisions", snapshot.decisions)
        for name, records in snapshot.charted.items():
            sections[name] = self._small(name, records)
        for name, lines in self._lines.items():
            sections[name] = lines.pieces
        return tuple(file_pieces(sections.items()))

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
