"""From the tables of a file to a study: the slow, strict way that trusts nothing.

Invariant: the log is the truth. The study is the fold of its changes; the other tables lend the texts of transcripts
and are compared with the fold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.model.transcript import reading_id
from postil.storage.canonical import TABLES
from postil.storage.fields import CHANGE_FIELDS, FIELDS, unknown_fields
from postil.storage.image import Kept
from postil.storage.migrations import migrated
from postil.storage.schema import change_of, transcript_of
from postil.storage.strict import is_too_deep, read_tables
from postil.storage.values import RecordError
from postil.storage.views import VIEWS, differences, view_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.change import Change
    from postil.model.study import Study
    from postil.model.transcript import Transcript
    from postil.storage.schema import Record
    from postil.storage.strict import Table

_DAMAGED = "see `postil check`, or restore the study from its backups"


@dataclass(slots=True)
class Contents:
    """What a study file says."""

    header: Record
    """The record of the table ``study``."""
    changes: list[Change] = field(repr=False)
    texts: dict[str, Transcript] = field(repr=False)
    """All transcripts of the table, dropped ones too, by id."""
    kept: Kept = field(repr=False)
    tables: dict[str, Table] = field(repr=False)
    mended: int
    """How many texts held half a character."""

    @property
    def study_id(self) -> str:
        """The study's id."""
        return str(self.header["id"])

    def changed_texts(self) -> list[Transcript]:
        """Transcripts whose text is not the one that their id was made from."""
        return [text for text in self.texts.values() if reading_id(text.paragraphs) != text.id]

    def unknown(self) -> str:
        """What of kinds of change and of fields this version does not know, as words in a sentence; empty for nothing.

        Tables that this version does not fill are left out, which any program may add.
        """
        kinds = dict.fromkeys(_kind_of(record) for record in self.kept.changes.values())
        fields = dict.fromkeys(
            f"a field {name} in {table}"
            for table, records in self.kept.fields.items()
            for more in records.values()
            for name in more
        )
        found = sorted(kinds) + sorted(fields)
        return found[0] + (f" and {len(found) - 1} more of the like" if len(found) > 1 else "") if found else ""


def read_contents(data: bytes, name: str) -> Contents:
    """Parse a study file strictly and in full; ``name`` is what messages call it.

    Raises:
        StudyFileError: it is damaged, of a newer format, or no study.
    """
    try:
        parsed = read_tables(data, name)
    except RecursionError:
        raise _too_deep(name) from None
    tables = migrated(parsed.by_name, name)
    for table in TABLES:
        tables.setdefault(table, {})
    header = {key: value for key, value in next(iter(tables["study"].values())).items() if key in FIELDS["study"]}
    if not isinstance(header.get("id"), str) or not header["id"]:
        raise StudyFileError(f"{name} is not a project file of Postil: its study has no id", "name a study file")
    kept = Kept(tables={table: tables[table] for table in tables if table not in VIEWS and table != "changes"})
    for table in VIEWS:
        _keep_fields(kept, table, tables[table].values(), FIELDS[table], "id")
    if is_too_deep(kept.fields) or is_too_deep(kept.tables):
        raise _too_deep(name)
    texts = read_texts(tables["transcripts"].values(), name)
    changes = _changes(tables["changes"].values(), texts, kept, name)
    if is_too_deep(kept.fields.get("changes")):
        raise _too_deep(name)
    return Contents(header, changes, texts, kept, tables, parsed.mended)


def _kind_of(record: Record) -> str:
    kind = str(record["kind"])
    return f"changes of the kind {kind}" + (f" of {record.get('field')}" if kind in CHANGE_FIELDS else "")


def _keep_fields(kept: Kept, table: str, records: Iterable[Record], known: frozenset[str], id_field: str) -> None:
    for record in records:
        more = unknown_fields(record, known)
        if more:
            kept.fields.setdefault(table, {})[str(record.get(id_field))] = more


def read_texts(records: Iterable[Record], name: str) -> dict[str, Transcript]:
    """Transcripts by id.

    Raises:
        StudyFileError: a record is damaged.
    """
    texts: dict[str, Transcript] = {}
    for record in records:
        try:
            transcript = transcript_of(record)
        except RecordError as error:
            raise StudyFileError(f"{name}: transcript {record.get('id')}: {error}", _DAMAGED) from None
        texts[transcript.id] = transcript
    return texts


def _changes(records: Iterable[Record], texts: Mapping[str, Transcript], kept: Kept, name: str) -> list[Change]:
    changes: list[Change] = []
    for record in records:
        change = read_change(record, texts, name)
        if change is None:
            kept.changes[record["stamp"]] = record
        else:
            _keep_fields(kept, "changes", (record,), CHANGE_FIELDS[record["kind"]], "stamp")
            changes.append(change)
    return changes


def read_change(record: Record, texts: Mapping[str, Transcript], name: str) -> Change | None:
    """The change of a record; None for one of an unknown kind.

    Raises:
        StudyFileError: the record is damaged.
    """
    try:
        change = change_of(record, texts)
    except RecordError as error:
        raise StudyFileError(f"{name}: change {record.get('stamp')}: {error}", _DAMAGED) from None
    if change is None and is_too_deep(record):
        raise _too_deep(f"{name}: change {record.get('stamp')}")
    return change


def _too_deep(name: str) -> StudyFileError:
    return StudyFileError(f"{name} cannot be used: lists or objects in it are nested too deep", _DAMAGED)


@dataclass(frozen=True, slots=True)
class Difference:
    """How a record of a view differs from what the log folds to."""

    table: str
    id: str
    kind: str
    """``more``: the log does not have it; ``twice``; ``missing`` in the view; ``other`` values."""
    fields: tuple[str, ...]
    """The fields with other values."""

    @property
    def what(self) -> str:
        """The difference as the rest of a sentence about the record."""
        return {
            "more": "is not in the log",
            "twice": "stands there twice: two records with the same id",
            "missing": "is in the log only",
        }.get(self.kind, f"differs from the log in {', '.join(self.fields)}")

    def __str__(self) -> str:
        return f"{self.table} {self.id} {self.what}"


def differences_of(contents: Contents, study: Study) -> list[Difference]:
    """Where the views of a file differ from the fold of its log."""
    return [
        Difference(name, *difference)
        for name, wanted in view_records(study, contents.header).items()
        for difference in differences(name, wanted, contents.tables[name])
    ]
