"""Opening: the file and its journal become one study, or a message says why not.

Invariant: nothing on disk is changed here. Acts of the journal that the file lacks are folded in; a journal that is not
this study's is never applied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.model.log import Log
from postil.model.study import Study
from postil.storage.image import Image
from postil.storage.journal import read_journal
from postil.storage.paths import identity, sha256_of
from postil.storage.reading import differences_of, read_change, read_contents, read_texts

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from postil.model.change import Change
    from postil.model.transcript import Transcript
    from postil.storage.image import Kept
    from postil.storage.journal import Act, Journal
    from postil.storage.paths import StudyPaths
    from postil.storage.reading import Contents, Difference

_TRIES = 5


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
    unsaved: int = 0
    """Acts that are in the journal and not in the file."""
    notices: list[str] = field(default_factory=list)


def read_both(paths: StudyPaths) -> tuple[bytes, os.stat_result, Journal | None]:
    """The file and the journal of one moment, also while another process writes them.

    Raises:
        StudyFileError: either cannot be read, or the journal is damaged.
    """
    for _ in range(_TRIES):
        data, information = paths.read()
        journal = read_journal(paths.journal)
        if identity(paths.information()) == identity(information):
            return data, information, journal
    raise StudyFileError(f"{paths.given} keeps changing while it is read", "try again in a moment")


def load(paths: StudyPaths, *, write: bool) -> Opened:
    """Read a study and the acts in its journal.

    Raises:
        StudyFileError: the file or the journal cannot be used; nothing was changed.
    """
    data, information, journal = read_both(paths)
    name = str(paths.given)
    sha256 = sha256_of((data,))
    contents = read_contents(data, name)
    journal = fitting(paths, journal, contents.study_id)
    study, log = Study(contents.changes), Log(contents.changes)
    notices = _notices(contents, study, information, name, write=write)
    lacking: list[Change] = []
    unsaved = 0
    if journal is not None:
        texts = dict(contents.texts)
        known = {change.stamp for change in contents.changes} | contents.kept.changes.keys()
        acts = journal.after(sha256)
        missing = [act for act in acts if any(record.get("stamp") not in known for record in act.changes)]
        lacking = list(read_acts(missing, texts, contents.kept, str(paths.journal)))
        contents.texts = texts
        unsaved = len(missing)
        study.fold(lacking)
        log.add(lacking)
        notices += _journal_notices(paths, journal, sha256, unsaved, write=write)
    image = Image.of(study, log, contents.header, contents.kept)
    last = max((change.stamp for change in [*contents.changes, *lacking]), default="")
    sealed = not unsaved and write and b"".join(image.render(image.snapshot(study))) == data
    return Opened(study, log, image, contents.texts, last, sha256, information, sealed, journal, unsaved, notices)


def fitting(paths: StudyPaths, journal: Journal | None, study_id: str) -> Journal | None:
    """The journal if it is this study's; None if there is none or an empty one of another study.

    Raises:
        StudyFileError: it holds acts of another study.
    """
    if journal is None or journal.study in {"", study_id}:
        return journal
    if journal.acts:
        raise StudyFileError(
            f"{paths.journal}: this is the journal of another study and holds {len(journal.acts)} acts of it",
            f"put the study with the id {journal.study} back, or move the journal away",
        )
    return None


def read_acts(acts: Iterable[Act], texts: dict[str, Transcript], kept: Kept, name: str) -> Iterable[Change]:
    """The changes of acts; transcripts that they bring are added to ``texts``, unknown kinds to ``kept``.

    Raises:
        StudyFileError: a record is damaged.
    """
    for act in acts:
        texts |= read_texts(act.transcripts, name)
        for record in act.changes:
            change = read_change(record, texts, name)
            if change is None:
                kept.changes[record["stamp"]] = record
            else:
                yield change


def _notices(contents: Contents, study: Study, information: os.stat_result, name: str, *, write: bool) -> list[str]:
    notices: list[str] = []
    if information.st_mode & 0o007:
        notices.append(f"{name} can be read by everybody on this computer; `chmod 600` keeps it to you")
    if contents.mended:
        notices.append(f"{name}: {contents.mended} texts held half a character (a lone surrogate), shown as \ufffd")
    found = differences_of(contents, study)
    changed = contents.changed_texts()
    if write:
        refuse_hand_edits(contents, found, name)
    elif changed:
        notices.append(f"{name}: the text of {changed[0].name} was changed outside this program; see `postil check`")
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        notices.append(f"{name}: {found[0]}{more}; the log is what counts, see `postil check`")
    return notices


def refuse_hand_edits(contents: Contents, found: Iterable[Difference], name: str) -> None:
    """Refuse to write over what only the tables say.

    Raises:
        StudyFileError: there are records that the log does not have, or a transcript has another text.
    """
    for difference in found:
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


def _journal_notices(paths: StudyPaths, journal: Journal, sha256: str, unsaved: int, *, write: bool) -> list[str]:
    notices: list[str] = []
    if journal.torn:
        notices.append(
            f"the last line of {paths.journal.name} is unfinished (it was never confirmed); "
            + (f"it was put aside in {paths.journal.name}.rej" if write else "it is left out")
        )
    if journal.study and not journal.builds_on(sha256):
        notices.append(f"{paths.given} was changed outside this program since it was last saved here")
    if unsaved:
        acts = "1 decision" if unsaved == 1 else f"{unsaved} decisions"
        notices.append(
            f"{acts} not yet in {paths.given} recovered from its journal"
            if write
            else f"{acts} not yet in {paths.given} read from its journal"
        )
    return notices
