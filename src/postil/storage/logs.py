"""Reading a study for its log: what merging begins with.

A file that is laid out as this program writes it is read fast, and its lines are kept, so that what comes out of a
merge need not be encoded again. Invariant: nothing is trusted. The tables are compared with the fold of the log,
whatever the layout; a file that was edited by hand is refused as it is for writing, since what only its tables say
would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.model.change import Apply, Change, Remove, Review
from postil.model.clock import is_stamp
from postil.model.coding import Coding
from postil.model.study import Study
from postil.model.transcript import reading_id
from postil.storage.canonical import DECISIONS, SEPARATOR, NotCanonicalError
from postil.storage.fields import CHANGE_FIELDS, FIELDS, unknown_fields
from postil.storage.lines import blocks_of, parsed
from postil.storage.opening import fitting, read_acts, read_both, refuse_hand_edits
from postil.storage.paths import StudyPaths, sha256_of
from postil.storage.schema import change_of
from postil.storage.sealed import SealedFile, without_collector
from postil.storage.values import RecordError
from postil.storage.views import differences, small_views

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from postil.model.transcript import Transcript
    from postil.storage.image import Kept
    from postil.storage.journal import Journal
    from postil.storage.schema import Record

_READ = 1 << 18
"""Bytes that are parsed in one go."""


_PLAIN = frozenset({"stamp", "kind", "coder", "of", "group", "undoes", "transcript", "paragraph", "code", "reviewed"})
"""The fields of decisions about whole paragraphs, of which there are most."""


@dataclass(slots=True)
class LogFile:
    """The log of one study file, its journal's acts included."""

    name: str
    """The path as it was given."""
    study_id: str
    sha256: str
    """Of the bytes of the file, without its journal."""
    changes: dict[str, Change] = field(repr=False)
    """By stamp."""
    study: Study = field(repr=False)
    """What they fold to."""
    texts: dict[str, Transcript] = field(repr=False)
    """All transcripts of the file, by id."""
    kept: Kept = field(repr=False)
    lines: dict[str, bytes] = field(default_factory=dict, repr=False)
    """By stamp, the lines of the table ``changes``, if the file is laid out as this program writes it."""
    coding_lines: dict[Coding, tuple[str, bytes]] = field(default_factory=dict, repr=False)
    """The stamp and the line of each coding in the tables, likewise."""
    mark_lines: dict[tuple[str, int, str], tuple[str, bytes]] = field(default_factory=dict, repr=False)
    """The stamp and the line of each reviewed mark, likewise."""


def read_log(path: str | os.PathLike[str]) -> LogFile:
    """Read the log of a study; nothing on disk is changed, and no lock is taken.

    Raises:
        StudyFileError: the file or its journal cannot be used, or was edited by hand.
    """
    paths = StudyPaths.of(path)
    data, _, journal = read_both(paths)
    name, sha256 = str(paths.given), sha256_of((data,))
    with without_collector(len(data)):
        try:
            file = _canonical(data, name, sha256)
        except NotCanonicalError:
            file = _strict(data, name, sha256)
        _take_journal(file, fitting(paths, journal, file.study_id), str(paths.journal))
    return file


def _take_journal(file: LogFile, journal: Journal | None, name: str) -> None:
    if journal is None:
        return
    acts = journal.after(file.sha256)
    tail = [c for c in read_acts(acts, file.texts, file.kept, name) if c.stamp not in file.changes]
    file.changes.update((change.stamp, change) for change in tail)
    file.study.fold(tail)


def _strict(data: bytes, name: str, sha256: str) -> LogFile:
    from postil.storage.reading import differences_of, read_contents  # noqa: PLC0415 - the fast way needs it not

    contents = read_contents(data, name)
    study = Study(contents.changes)
    refuse_hand_edits(contents, differences_of(contents, study), name)
    changes = {change.stamp: change for change in contents.changes}
    return LogFile(name, contents.study_id, sha256, changes, study, contents.texts, contents.kept)


# ---- the fast way ----


def _canonical(data: bytes, name: str, sha256: str) -> LogFile:
    """A file as this program lays it out.

    Raises:
        NotCanonicalError: it is laid out otherwise, or not all is as it should be: the strict way says what.
    """
    sealed = SealedFile(data)
    file = LogFile(name, sealed.study_id, sha256, {}, Study(), sealed.texts, sealed.kept)
    try:
        for text, record in _rows(sealed, "changes"):
            _take_change(file, text, record)
        file.study.fold(file.changes.values())
        _take_codings(file, sealed)
        _take_marks(file, sealed)
        _compare(file, sealed)
    except (KeyError, TypeError, ValueError, RecordError) as error:
        raise NotCanonicalError from error
    return file


def _rows(sealed: SealedFile, table: str) -> Iterator[tuple[bytes, Record]]:
    for block in blocks_of(sealed.data, *sealed.sections[table], _READ):
        texts, records = block.split(SEPARATOR), list(parsed(block))
        if len(texts) != len(records):
            raise NotCanonicalError  # a key stands twice
        yield from zip(texts, records, strict=True)


def _take_change(file: LogFile, text: bytes, record: Record) -> None:
    change = _change(record, file.texts)
    stamp = record["stamp"]
    if stamp in file.changes:
        raise NotCanonicalError
    if change is None:
        file.kept.changes[stamp] = record
        return
    if not record.keys() <= CHANGE_FIELDS[record["kind"]] or "values" in record:
        more = unknown_fields(record, CHANGE_FIELDS[record["kind"]])
        if more:
            file.kept.fields.setdefault("changes", {})[stamp] = more
    file.changes[stamp] = change
    file.lines[stamp] = text


def _change(record: Record, texts: Mapping[str, Transcript]) -> Change | None:
    """``change_of``, quicker for the kinds of which there are many."""
    if record["kind"] not in DECISIONS or not record.keys() <= _PLAIN:
        return change_of(record, texts)
    stamp, transcript, paragraph, coder = (record[name] for name in ("stamp", "transcript", "paragraph", "coder"))
    whose, group, undoes = record.get("of", coder), record.get("group", stamp), record.get("undoes", "")
    named = type(transcript) is type(coder) is type(whose) is type(group) is type(undoes) is str
    if not named or type(paragraph) is not int or not is_stamp(stamp):
        return change_of(record, texts)
    if record["kind"] == "review":
        reviewed = record["reviewed"]
        if type(reviewed) is not bool:
            return change_of(record, texts)
        return Change(stamp, coder, group, Review(transcript, paragraph, whose, reviewed), (), undoes)
    code = record["code"]
    if type(code) is not str:
        return change_of(record, texts)
    coding = Coding(transcript, paragraph, None, None, code, whose)
    return Change(stamp, coder, group, Apply(coding) if record["kind"] == "apply" else Remove(coding), (), undoes)


def _take_codings(file: LogFile, sealed: SealedFile) -> None:
    """Keep the lines of the codings, which must be those of the fold.

    Raises:
        NotCanonicalError: they are not.
    """
    study, lines, known = file.study, file.coding_lines, FIELDS["codings"]
    for text, record in _rows(sealed, "codings"):
        coding = Coding(*[record[name] for name in Coding._fields])
        stamp = record["stamp"]
        lines[coding] = (stamp, text)
        if study.coding_stamp(coding) != stamp or study.is_doubtful(coding) != record.get("doubtful", False):
            raise NotCanonicalError
        if not record.keys() <= known:
            file.kept.fields.setdefault("codings", {})[record["id"]] = unknown_fields(record, known)
    if len(lines) != sum(study.uses.values()):
        raise NotCanonicalError


def _take_marks(file: LogFile, sealed: SealedFile) -> None:
    lines, known = file.mark_lines, FIELDS["reviewed"]
    for text, record in _rows(sealed, "reviewed"):
        lines[record["transcript"], record["paragraph"], record["coder"]] = (record["stamp"], text)
        if not record.keys() <= known:
            file.kept.fields.setdefault("reviewed", {})[record["id"]] = unknown_fields(record, known)
    if {mark: line[0] for mark, line in lines.items()} != {m[:3]: m[3] for m in file.study.reviewed_marks()}:
        raise NotCanonicalError


def _compare(file: LogFile, sealed: SealedFile) -> None:
    """Make sure that the other tables are those of the fold, and every text is what its id was made from.

    Raises:
        NotCanonicalError: they are not.
    """
    memos = {str(n): record for n, (_, record) in enumerate(_rows(sealed, "memos"))}
    for record in memos.values():
        if more := unknown_fields(record, FIELDS["memos"]):
            file.kept.fields.setdefault("memos", {})[record["id"]] = more
    for name, wanted in small_views(file.study, sealed.header).items():
        table = memos if name == "memos" else {str(n): row for n, row in enumerate(sealed.small(name))}
        if any(differences(name, wanted, table)):
            raise NotCanonicalError
    if any(reading_id(text.paragraphs) != text.id for text in file.texts.values()):
        raise NotCanonicalError
