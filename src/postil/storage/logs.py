"""Reading a study for its log: what merging begins with.

A file that is laid out as this program writes it is read fast, and its lines are kept, so that what comes out of a
merge need not be encoded again. Invariant: nothing is trusted. The tables are compared with the fold of the log,
whatever the layout; a file that was edited by hand is refused as it is for writing, since what only its tables say
would be lost.
"""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING

import orjson

from postil.model.coding import Coding
from postil.model.study import Study
from postil.storage.canonical import SEPARATOR, NotCanonicalError
from postil.storage.fields import CHANGE_FIELDS, FIELDS, unknown_fields
from postil.storage.folding import folded
from postil.storage.journal import read_both
from postil.storage.lines import blocks_of, parsed
from postil.storage.paths import StudyPaths, hashing
from postil.storage.plain_rows import PlainRows
from postil.storage.schema import FORMAT, change_of
from postil.storage.sealed import SealedFile, without_collector
from postil.storage.texts import Texts
from postil.storage.values import RecordError
from postil.storage.views import differences, small_views

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from postil.model.change import Change
    from postil.model.transcript import Transcript
    from postil.storage.image import Kept
    from postil.storage.journal import Journal
    from postil.storage.schema import Record

_READ = 1 << 15
"""Bytes that are taken apart in one go: so few that all that comes of them stays near the processor."""
_stamp = itemgetter(0)
_of_coding, _of_mark = itemgetter(*Coding._fields), itemgetter("transcript", "paragraph", "coder", "stamp")
_WHOLE_OR_SPAN = frozenset({(int, type(None), type(None)), (int, int, int)})
_CODING_FIELDS = len(FIELDS["codings"]) - 1  # without the mark of doubt, which few have


class LogFile:
    """The log of one study file, its journal's acts included."""

    def __init__(self, name: str, study_id: str, texts: dict[str, Transcript], kept: Kept) -> None:
        self.name = name
        """The path as it was given."""
        self.study_id = study_id
        self.sha256 = ""
        """Of the bytes of the file, without its journal."""
        self.texts = texts
        """All transcripts of the file, by id."""
        self.kept = kept
        self.changes: dict[str, Change] = {}
        """By stamp."""
        self.study = Study()
        """What they fold to."""
        self.lines: dict[str, bytes] = {}
        """By stamp, the lines of the table ``changes``, if the file is laid out as this program writes it."""
        self.coding_lines: dict[tuple[Coding, str], bytes] = {}
        """By coding and stamp, the lines of the table ``codings``, likewise; those with a mark of doubt left out."""
        self.mark_lines: dict[tuple[str, int, str, str], bytes] = {}
        """By transcript, paragraph, coder and stamp, the lines of the table ``reviewed``, likewise."""


def read_log(path: str | os.PathLike[str], texts: Texts | None = None) -> LogFile:
    """Read the log of a study; nothing on disk is changed, and no lock is taken.

    Args:
        path: the study's file.
        texts: the transcripts of the files that were read before it.

    Raises:
        StudyFileError: the file or its journal cannot be used, or was edited by hand.
    """
    paths = StudyPaths.of(path)
    data, _, journal = read_both(paths)
    name, sha256 = str(paths.given), hashing((data,))
    with without_collector(len(data)):
        try:
            file = _canonical(data, name, Texts() if texts is None else texts)
        except NotCanonicalError:
            file = _strict(data, name)
        file.sha256 = sha256()
        if journal is not None:
            _take_journal(file, paths, journal)
    return file


def _take_journal(file: LogFile, paths: StudyPaths, found: Journal) -> None:
    from postil.storage.opening import fitting, read_acts  # noqa: PLC0415 - what comes by mail has no journal

    journal = fitting(paths, found, file.study_id)
    if journal is None:
        return
    acts = journal.after(file.sha256)
    tail = [c for c in read_acts(acts, file.texts, file.kept, str(paths.journal)) if c.stamp not in file.changes]
    file.changes.update((change.stamp, change) for change in tail)
    file.study.fold(tail)


def _strict(data: bytes, name: str) -> LogFile:
    from postil.storage.opening import refuse_hand_edits  # noqa: PLC0415 - the fast way needs it not
    from postil.storage.reading import differences_of, read_contents  # noqa: PLC0415 - as above

    contents = read_contents(data, name)
    file = LogFile(name, contents.study_id, contents.texts, contents.kept)
    file.study = Study(contents.changes)
    refuse_hand_edits(contents, differences_of(contents, file.study), name)
    file.changes = {change.stamp: change for change in contents.changes}
    return file


# ---- the fast way ----


def _canonical(data: bytes, name: str, texts: Texts) -> LogFile:
    """A file as this program lays it out.

    Raises:
        NotCanonicalError: it is laid out otherwise, or not all is as it should be: the strict way says what.
    """
    sealed = SealedFile(data, texts)
    if sealed.header["format"] != FORMAT:
        raise NotCanonicalError
    file = LogFile(name, sealed.study_id, sealed.texts, sealed.kept)
    try:
        _take_changes(file, sealed)
        file.study = folded(file.changes.values())
        _take_codings(file, sealed)
        _take_marks(file, sealed)
        _compare(file, sealed)
        _check_kept(file.kept)
    except (KeyError, TypeError, ValueError, RecordError) as error:
        raise NotCanonicalError from error
    return file


def _rows(texts: list[bytes], plain: PlainRows) -> Iterator[tuple[bytes, Record]]:
    """Some lines of a table and their records, which say exactly the same: whole numbers of any size included.

    Raises:
        NotCanonicalError: some line is not as this program writes it.
    """
    if not texts:
        return
    records = list(parsed(SEPARATOR.join(texts)))
    colons = [text.index(b":") for text in texts]
    bodies = b",".join([text[colon + 1 :] for text, colon in zip(texts, colons, strict=True)])
    if len(texts) != len(records) or orjson.dumps(records, option=orjson.OPT_SORT_KEYS)[1:-1] != bodies:
        raise NotCanonicalError  # a key stands twice, or somebody else has written it: lines are kept as they are
    plain.note_keys([text[:colon].strip(b'\t"') for text, colon in zip(texts, colons, strict=True)])
    yield from zip(texts, records, strict=True)


def _blocks(sealed: SealedFile, table: str) -> Iterator[list[bytes]]:
    """The lines of a table, some hundred at once."""
    for block in blocks_of(sealed.data, *sealed.sections[table], _READ):
        yield block.split(SEPARATOR)


def _take_changes(file: LogFile, sealed: SealedFile) -> None:
    """Keep the changes and their lines.

    Raises:
        NotCanonicalError: a stamp stands twice.
        ValueError: a stamp is no date.
    """
    found: list[Change] = []
    plain, lines = PlainRows(), file.lines
    moments: set[str] = set()
    for texts in _blocks(sealed, "changes"):
        for take in (plain.applied, plain.reviewed):
            taken, encoded = take(texts)
            lines.update(zip(map(_stamp, taken), encoded, strict=True))
            moments.update([change[0][:19] for change in taken])
            found += taken
        for text, record in _rows(texts, plain):
            change = change_of(record, file.texts)
            stamp = record["stamp"]
            if change is None:
                file.kept.changes[stamp] = record
                continue
            if more := unknown_fields(record, CHANGE_FIELDS[record["kind"]]):
                file.kept.fields.setdefault("changes", {})[stamp] = more
            lines[stamp] = text
            found.append(change)
    for moment in moments:
        datetime.fromisoformat(moment)
    file.changes.update((change[0], change) for change in sorted(found, key=_stamp))
    if len(file.changes) != len(found) or not file.changes.keys().isdisjoint(file.kept.changes):
        raise NotCanonicalError


def _take_codings(file: LogFile, sealed: SealedFile) -> None:
    """Keep the lines of the codings, which must be those of the fold.

    Raises:
        NotCanonicalError: they are not.
    """
    plain, lines, live = PlainRows(), file.coding_lines, set(file.study.codings())
    marked: set[tuple[Coding, str]] = set()
    count = doubts = 0
    for texts in _blocks(sealed, "codings"):
        count += len(texts)
        lines.update(zip(*plain.codings(texts), strict=True))
        for text, record in _rows(texts, plain):
            coding = Coding._make(_of_coding(record))
            kinds = (type(coding.paragraph), type(coding.start), type(coding.end))
            if kinds not in _WHOLE_OR_SPAN or len(record) < _CODING_FIELDS:
                raise NotCanonicalError  # true and 1.0 are equal to 1
            doubts += _is_doubtful(file, coding, record)
            if "doubtful" in record:
                marked.add((coding, record["stamp"]))
            else:
                lines[coding, record["stamp"]] = text
    if count != len(live) or lines.keys() | marked != live or doubts != file.study.count_doubtful():
        raise NotCanonicalError


def _is_doubtful(file: LogFile, coding: Coding, record: Record) -> bool:
    """Whether the record of a coding says that it is doubtful, which must be so; its unknown fields are kept.

    Raises:
        NotCanonicalError: it is not so.
    """
    doubtful: bool = record.get("doubtful", False)
    if doubtful != file.study.is_doubtful(coding):
        raise NotCanonicalError
    if more := unknown_fields(record, FIELDS["codings"]):
        file.kept.fields.setdefault("codings", {})[record["id"]] = more
    return doubtful


def _take_marks(file: LogFile, sealed: SealedFile) -> None:
    """Keep the lines of the reviewed marks, which must be those of the fold.

    Raises:
        NotCanonicalError: they are not.
    """
    plain, lines, live = PlainRows(), file.mark_lines, set(file.study.reviewed_marks())
    count = 0
    for texts in _blocks(sealed, "reviewed"):
        count += len(texts)
        lines.update(zip(*plain.marks(texts), strict=True))
        for text, record in _rows(texts, plain):
            mark = _of_mark(record)
            if type(mark[1]) is not int:
                raise NotCanonicalError
            lines[mark] = text
            if more := unknown_fields(record, FIELDS["reviewed"]):
                file.kept.fields.setdefault("reviewed", {})[record["id"]] = more
    if count != len(live) or lines.keys() != live:
        raise NotCanonicalError


def _compare(file: LogFile, sealed: SealedFile) -> None:
    """Make sure that the other tables are those of the fold.

    Raises:
        NotCanonicalError: they are not.
    """
    plain = PlainRows()
    memos = [record for texts in _blocks(sealed, "memos") for _, record in _rows(texts, plain)]
    for record in memos:
        if more := unknown_fields(record, FIELDS["memos"]):
            file.kept.fields.setdefault("memos", {})[record["id"]] = more
    for name, wanted in small_views(file.study, sealed.header).items():
        table = memos if name == "memos" else sealed.small(name)
        if any(differences(name, wanted, {str(n): row for n, row in enumerate(table)})):
            raise NotCanonicalError
    texts = {key: (text, False) for key, text in file.study.transcripts.items()}
    texts |= {text.id: (text, True) for text in file.study.dropped_transcripts()}
    if texts != {key: (text.transcript, text.dropped) for key, text in sealed.read_texts.items()}:
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
