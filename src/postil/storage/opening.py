"""Opening: the file and its journal become one study, or a message says why not.

Invariant: nothing on disk is changed here. Acts of the journal that the file lacks are folded in; a journal that is not
this study's is never applied.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil import __version__
from postil.errors import StudyFileError
from postil.model.log import Log
from postil.model.study import Study
from postil.storage.acts import decisions_in
from postil.storage.canonical import NotCanonicalError
from postil.storage.image import Image
from postil.storage.journal import read_both
from postil.storage.paths import sha256_of
from postil.storage.sealed import Rest, SealedFile, without_collector
from postil.text.counted import counted

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from postil.model.change import Change
    from postil.model.transcript import Transcript
    from postil.storage.image import Kept
    from postil.storage.journal import Act, Journal
    from postil.storage.paths import StudyPaths
    from postil.storage.reading import Contents, Difference


@dataclass(slots=True)
class Opened:
    """A study as it was found on disk, journal and all."""

    study: Study
    log: Log
    image: Image
    texts: dict[str, Transcript]
    """Transcripts whose text is on disk, by id."""
    last_stamp: str
    """The greatest stamp in the study; empty for none."""
    sha256: str
    information: os.stat_result
    sealed: bool
    """Whether the file is known to be what this program would write."""
    journal: Journal | None
    rest: Rest | None = None
    """What the study does not have yet, if it was read in parts."""
    from_views: bool = False
    """Whether codings and marks were taken from the file's tables and not folded from its log."""
    unsaved: int = 0
    """Acts that are in the journal and not in the file."""
    notices: list[str] = field(default_factory=list)


def load(paths: StudyPaths, *, write: bool, coder: str = "", lazy: bool = False) -> Opened:
    """Read a study and the acts in its journal.

    Args:
        paths: where it is.
        write: whether acts will be recorded, so that nothing may be there that saving would lose.
        coder: whose bookmark says which transcript comes first.
        lazy: whether codings and marks of the other transcripts may come later.

    Raises:
        StudyFileError: the file or the journal cannot be used; nothing was changed.
    """
    data, information, journal = read_both(paths)
    sealed: SealedFile | None = None
    hashes: list[str] = []
    hashing = threading.Thread(target=lambda: hashes.append(sha256_of((data,))))
    hashing.start()  # hashing lets other threads run meanwhile
    if journal is not None and (journal.sealed or journal.checkpoints):
        with contextlib.suppress(NotCanonicalError), without_collector(len(data)):
            sealed = SealedFile(data)
    hashing.join()
    (sha256,) = hashes
    if sealed is not None and journal is not None and journal.seals(sha256) and sealed.study_id == journal.study:
        return _sealed(paths, sealed, journal, sha256, information, write=write, coder=coder, lazy=lazy)
    return _strict(paths, data, journal, sha256, information, write=write)


def _sealed(
    paths: StudyPaths,
    file: SealedFile,
    journal: Journal,
    sha256: str,
    information: os.stat_result,
    *,
    write: bool,
    coder: str,
    lazy: bool,
) -> Opened:
    """The fast way: the program itself wrote the file, so its tables are what its log folds to."""
    with without_collector(file.size):
        study = Study(file.changes)
        rest = Rest(file, study, coder)
    acts = journal.after(sha256)
    if acts or not lazy:
        rest.complete()
    image, texts = file.image(), dict(file.texts)
    tail = list(read_acts(acts, texts, file.kept, str(paths.journal)))
    log = Log(load=file.log)
    one = study.same.stands_for if tail else {}
    study.fold(tail)
    log.add(tail)
    image.note(tail)
    from_views = not tail or study.same.stands_for == one
    if not from_views:
        study.start_over(log)
        image = Image.of(study, log, image.header, image.all_kept())
    image.note_unknown(record for act in acts for record in act.changes)
    last = max((change.stamp for change in tail), default=file.last_stamp)
    opened = Opened(study, log, image, texts, last, sha256, information, sealed=True, journal=journal)
    opened.rest = None if rest.has_all else rest
    opened.from_views = from_views
    opened.unsaved = len(acts)
    opened.notices = [
        *_mode_notices(information, str(paths.given)),
        *_journal_notices(paths, journal, sha256, decisions_in(act.changes for act in acts), write=write),
    ]
    return opened


def _strict(
    paths: StudyPaths,
    data: bytes,
    journal: Journal | None,
    sha256: str,
    information: os.stat_result,
    *,
    write: bool,
) -> Opened:
    """The slow way, which trusts nothing."""
    from postil.storage.reading import differences_of, read_contents  # noqa: PLC0415 - the fast way needs it not

    with without_collector(len(data)):
        contents = read_contents(data, str(paths.given))
        study, log = Study(contents.changes), Log(contents.changes)
    journal = fitting(paths, journal, contents.study_id)
    tail: list[Change] = []
    missing: list[Act] = []
    found = [] if write else differences_of(contents, study)
    if journal is not None:
        known = {change.stamp for change in contents.changes} | contents.kept.changes.keys()
        acts = journal.after(sha256)
        missing = [act for act in acts if any(record.get("stamp") not in known for record in act.changes)]
        texts = dict(contents.texts)
        tail = list(read_acts(missing, texts, contents.kept, str(paths.journal)))
    image, sealed = Image(contents.header, contents.kept, {}, {}), False
    if write:
        with without_collector(len(data)):
            image = Image.of(study, log, contents.header, contents.kept)
            sealed = not missing and is_image(data, image, study)
        found = [] if sealed else differences_of(contents, study)
        refuse_hand_edits(contents, found, str(paths.given))
    notices = _notices(contents, found, information, str(paths.given))
    if journal is not None:
        contents.texts = texts
        one = study.same.stands_for
        study.fold(tail)
        log.add(tail)
        image.note(tail)
        if write and study.same.stands_for != one:
            image = Image.of(study, log, contents.header, contents.kept)
        lacking = decisions_in([row for row in act.changes if row.get("stamp") not in known] for act in missing)
        notices += _journal_notices(paths, journal, sha256, lacking, write=write)
    last = max((change.stamp for change in [*contents.changes, *tail]), default="")
    opened = Opened(study, log, image, contents.texts, last, sha256, information, sealed=sealed, journal=journal)
    opened.unsaved, opened.notices = len(missing), notices
    return opened


def is_image(data: bytes, image: Image, study: Study) -> bool:
    """Whether the bytes are exactly those that the image renders to."""
    position = 0
    for piece in image.render(image.snapshot(study)):
        if not data.startswith(piece, position):
            return False
        position += len(piece)
    return position == len(data)


def fitting(paths: StudyPaths, journal: Journal | None, study_id: str) -> Journal | None:
    """The journal if it is this study's; None if there is none or an empty one of another study.

    Raises:
        StudyFileError: it holds acts of another study.
    """
    if journal is None or journal.study in {"", study_id}:
        return journal
    if journal.acts:
        raise StudyFileError(
            f"{paths.journal} is the journal of another study and holds {counted(len(journal.acts), 'act')} of it",
            f"put the study with the id {journal.study} back, or move the journal away",
        )
    return None


def read_acts(acts: Iterable[Act], texts: dict[str, Transcript], kept: Kept, name: str) -> Iterable[Change]:
    """The changes of acts; transcripts that they bring are added to ``texts``, unknown kinds to ``kept``.

    Raises:
        StudyFileError: a record is damaged.
    """
    for act in acts:
        from postil.storage.reading import read_change, read_texts  # noqa: PLC0415 - as above

        texts |= read_texts(act.transcripts, name)
        for record in act.changes:
            change = read_change(record, texts, name)
            if change is None:
                kept.changes[record["stamp"]] = record
            else:
                yield change


def _mode_notices(information: os.stat_result, name: str) -> list[str]:
    if not information.st_mode & 0o007:
        return []
    return [f"{name} can be read by everybody on this computer; `chmod 600` keeps it to you"]


def _notices(contents: Contents, found: list[Difference], information: os.stat_result, name: str) -> list[str]:
    notices = _mode_notices(information, name)
    if contents.mended:
        notices.append(
            f"{name}: {counted(contents.mended, 'text')} held half a character (a lone surrogate), shown as \ufffd"
        )
    changed = contents.changed_texts()
    if changed:
        notices.append(f"{name}: the text of {changed[0].name} was changed outside this program; see `postil check`")
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        unknown = contents.unknown()
        newer = f"{_newer(unknown)}, and shows more there" if unknown else "the log is what counts, see `postil check`"
        notices.append(f"{name}: {found[0]}{more}; {newer}")
    return notices


def _newer(unknown: str) -> str:
    """Who has written a file that holds what this version does not know."""
    return f"it was written by a newer version of Postil, with {unknown}, which version {__version__} does not know"


def refuse_hand_edits(contents: Contents, found: Iterable[Difference], name: str) -> None:
    """Refuse to write over what only the tables say.

    Where the log holds something that this version does not know, it is this version that cannot tell where records
    come from: then nobody is to take the file for damaged, and a backup for a remedy.

    Raises:
        StudyFileError: there are records that the log does not have, or a transcript has another text.
    """
    unknown = contents.unknown()
    for difference in found:
        if difference.kind in {"more", "twice"} and unknown:
            raise StudyFileError(
                f"{name}: {_newer(unknown)}; {difference} as far as this version can tell, and saving would lose it",
                "open it with that version; no backup is needed, nothing is wrong with the file",
            )
        if difference.kind in {"more", "twice"}:
            raise StudyFileError(
                f"{name} was edited by hand: {difference}; saving would lose it",
                "see `postil check`; open it with --read-only, or restore it from its backups",
            )
    changed = contents.changed_texts()
    if changed:
        raise StudyFileError(
            f"{name}: the text of transcript {changed[0].name} was changed outside this program; codings may not fit",
            "see `postil check`; restore it from its backups, or import the new text with `postil add --supersede`",
        )


def _journal_notices(paths: StudyPaths, journal: Journal, sha256: str, lacking: int, *, write: bool) -> list[str]:
    notices: list[str] = []
    if journal.torn:
        notices.append(
            f"the last line of {paths.journal.name} is unfinished (it was never confirmed); "
            + (f"it was put aside in {paths.journal.name}.rej" if write else "it is left out")
        )
    if journal.study and not journal.builds_on(sha256):
        notices.append(f"{paths.given} was changed outside this program since it was last saved here")
    if lacking:
        how = "recovered" if write else "read"
        notices.append(f"{counted(lacking, 'decision')} not yet in {paths.given} {how} from its journal")
    return notices
