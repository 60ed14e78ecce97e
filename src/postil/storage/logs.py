"""Reading a study for its log: what merging begins with.

A file that is laid out as this program writes it is read fast, and its lines are kept, so that what comes out of a
merge need not be encoded again. Invariant: nothing is trusted. The tables are compared with the fold of the log,
whatever the layout; a file that was edited by hand is refused as it is for writing, since what only its tables say
would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING

import orjson

from postil.model.change import Apply, Change, Review
from postil.model.clock import is_stamp
from postil.model.coding import Coding
from postil.model.study import Study
from postil.model.transcript import KINDS, ROLES, reading_id
from postil.storage.canonical import SEPARATOR, NotCanonicalError
from postil.storage.fields import CHANGE_FIELDS, FIELDS, unknown_fields
from postil.storage.lines import blocks_of, parsed
from postil.storage.opening import fitting, read_acts, read_both, refuse_hand_edits
from postil.storage.paths import StudyPaths, sha256_of
from postil.storage.schema import FORMAT, change_of
from postil.storage.sealed import SealedFile, without_collector
from postil.storage.values import LAST_STAMP, MOST, RecordError
from postil.storage.views import differences, small_views

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from postil.model.transcript import Transcript
    from postil.storage.image import Kept
    from postil.storage.journal import Journal
    from postil.storage.schema import Record

_READ = 1 << 18
"""Bytes that are parsed in one go."""


_APPLY = ("stamp", "transcript", "paragraph", "coder", "group", "code", "kind")
_REVIEW = ("stamp", "transcript", "paragraph", "coder", "group", "reviewed", "kind")
"""The fields of decisions about whole paragraphs that are no act of their own, of which there are most."""
_of_apply, _of_review = itemgetter(*_APPLY[:6]), itemgetter(*_REVIEW[:6])
_of_coding, _of_mark = itemgetter(*Coding._fields), itemgetter("transcript", "paragraph", "coder")
_WHOLE_OR_SPAN = frozenset({(int, type(None), type(None)), (int, int, int)})
_CODING_FIELDS = len(FIELDS["codings"]) - 1  # without the mark of doubt, which few have


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
    if sealed.header["format"] != FORMAT:
        raise NotCanonicalError
    file = LogFile(name, sealed.study_id, sha256, {}, Study(), sealed.texts, sealed.kept)
    try:
        _take_changes(file, sealed)
        file.study.fold(file.changes.values())
        _take_codings(file, sealed)
        _take_marks(file, sealed)
        _compare(file, sealed)
        _check_kept(file.kept)
    except (KeyError, TypeError, ValueError, RecordError) as error:
        raise NotCanonicalError from error
    return file


def _rows(sealed: SealedFile, table: str) -> Iterator[tuple[bytes, Record]]:
    """The lines of a table and their records, which say exactly the same: whole numbers of any size included.

    Raises:
        NotCanonicalError: some line is not as this program writes it.
    """
    for block in blocks_of(sealed.data, *sealed.sections[table], _READ):
        texts, records = block.split(SEPARATOR), list(parsed(block))
        bodies = b",".join([text[text.index(b":") + 1 :] for text in texts])
        if len(texts) != len(records) or orjson.dumps(records, option=orjson.OPT_SORT_KEYS)[1:-1] != bodies:
            raise NotCanonicalError  # a key stands twice, or somebody else has written it: lines are kept as they are
        yield from zip(texts, records, strict=True)


def _take_changes(file: LogFile, sealed: SealedFile) -> None:
    """Keep the changes and their lines.

    Raises:
        NotCanonicalError: a stamp stands twice.
        ValueError: a stamp is no date.
    """
    changes, lines = file.changes, file.lines
    count = 0
    moments: set[str] = set()
    for text, record in _rows(sealed, "changes"):
        stamp = record["stamp"]
        change = _plain_change(record)
        if change is None:
            change = change_of(record, file.texts)
            if change is None:
                file.kept.changes[stamp] = record
                continue
            if unknown_fields(record, CHANGE_FIELDS[record["kind"]]):
                more = unknown_fields(record, CHANGE_FIELDS[record["kind"]])
                file.kept.fields.setdefault("changes", {})[stamp] = more
        else:
            moments.add(stamp[:19])
        count += 1
        changes[stamp], lines[stamp] = change, text
    if len(changes) != count or not changes.keys().isdisjoint(file.kept.changes):
        raise NotCanonicalError
    for moment in moments:
        datetime.fromisoformat(moment)


def _plain_change(record: Record) -> Change | None:
    """The change of a record of one of the two kinds of which there are most; None for any other."""
    kind, size = record["kind"], len(record)
    if kind == "apply" and size == len(_APPLY) and "group" in record:
        stamp, transcript, paragraph, coder, group, code = _of_apply(record)
        named = type(code) is type(transcript) is type(coder) is type(group) is str
        if named and type(paragraph) is int and 0 <= paragraph <= MOST and is_stamp(stamp) and stamp < LAST_STAMP:
            coder = intern(coder)
            coding = Coding(intern(transcript), paragraph, None, None, intern(code), coder)
            return Change(stamp, coder, intern(group), Apply(coding))
    elif kind == "review" and size == len(_REVIEW) and "group" in record:
        stamp, transcript, paragraph, coder, group, reviewed = _of_review(record)
        named = type(transcript) is type(coder) is type(group) is str and type(reviewed) is bool
        if named and type(paragraph) is int and 0 <= paragraph <= MOST and is_stamp(stamp) and stamp < LAST_STAMP:
            coder = intern(coder)
            return Change(stamp, coder, intern(group), Review(intern(transcript), paragraph, coder, reviewed))
    return None


def _take_codings(file: LogFile, sealed: SealedFile) -> None:
    """Keep the lines of the codings, which must be those of the fold.

    Raises:
        NotCanonicalError: they are not.
    """
    lines, known, study = file.coding_lines, FIELDS["codings"], file.study
    stamps: dict[Coding, str] = {}
    kinds: set[tuple[type, type, type]] = set()
    count = doubts = 0
    for count, (text, record) in enumerate(_rows(sealed, "codings"), 1):  # noqa: B007 - it is compared at the end
        coding = Coding._make(_of_coding(record))
        kinds.add((type(coding.paragraph), type(coding.start), type(coding.end)))
        stamps[coding] = stamp = record["stamp"]
        lines[coding] = (stamp, text)
        if len(record) > _CODING_FIELDS:
            doubtful = record.get("doubtful", False)
            if doubtful != study.is_doubtful(coding):
                raise NotCanonicalError
            doubts += doubtful
            if not record.keys() <= known:
                file.kept.fields.setdefault("codings", {})[record["id"]] = unknown_fields(record, known)
    if not kinds <= _WHOLE_OR_SPAN:
        raise NotCanonicalError  # true and 1.0 are equal to 1
    if len(stamps) != count or stamps != dict(study.codings()) or doubts != study.count_doubtful():
        raise NotCanonicalError


def _take_marks(file: LogFile, sealed: SealedFile) -> None:
    lines, known = file.mark_lines, FIELDS["reviewed"]
    count = 0
    for count, (text, record) in enumerate(_rows(sealed, "reviewed"), 1):  # noqa: B007 - it is compared at the end
        mark = _of_mark(record)
        if type(mark[1]) is not int:
            raise NotCanonicalError
        lines[mark] = (record["stamp"], text)
        if len(record) > len(known) or not record.keys() <= known:
            file.kept.fields.setdefault("reviewed", {})[record["id"]] = unknown_fields(record, known)
    if len(lines) != count or {mark: line[0] for mark, line in lines.items()} != {
        m[:3]: m[3] for m in file.study.reviewed_marks()
    }:
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
    for text in file.texts.values():
        odd = (p for n, p in enumerate(text.paragraphs, 1) if p.n != n or p.role not in ROLES or p.kind not in KINDS)
        if next(odd, None) or reading_id(text.paragraphs) != text.id:
            raise NotCanonicalError


def _check_kept(kept: Kept) -> None:
    """Make sure that what is kept could be read again.

    Raises:
        NotCanonicalError: it could not.
    """
    if kept.fields or kept.changes or any(kept.tables.values()):
        from postil.storage.strict import is_too_deep  # noqa: PLC0415 - most files hold nothing of the kind

        if any(map(is_too_deep, (kept.fields, kept.changes, kept.tables))):
            raise NotCanonicalError
