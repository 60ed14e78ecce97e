"""The only door to a study on disk: opening one and making one.

Invariant: nothing is ever overwritten, and what cannot be opened is left as it was.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.model.act import changes_of
from postil.model.change import SetStudy
from postil.model.clock import Clock
from postil.model.log import Log
from postil.model.study import Study
from postil.storage.acts import encoded, remedy
from postil.storage.atomic import create_file
from postil.storage.image import Image, Kept
from postil.storage.journal import JournalWriter, private_like, read_journal
from postil.storage.leftovers import remove_memos
from postil.storage.open_file import StudyFile
from postil.storage.opening import Opened, fitting, load
from postil.storage.paths import StudyPaths, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action


__all__ = ["StudyFile", "create_study", "open_study"]


def open_study(path: str | os.PathLike[str], *, write: bool, coder: str = "", lazy: bool = False) -> StudyFile:
    """Open a study.

    Args:
        path: its file.
        write: whether acts will be recorded. Only one process at a time can have a study open so; reading is always
            possible, takes no lock and changes nothing on disk.
        coder: who opens it; decides which transcript comes first with ``lazy``.
        lazy: hand the study out as soon as the transcript that the coder reads is there; the codings and marks of
            the others come with ``StudyFile.complete``.

    Raises:
        StudyFileError: it is not there, not a study, damaged, of a newer format, or in use; nothing was changed.
    """
    paths = StudyPaths.of(path)
    information = paths.information()
    if not write:
        return StudyFile(paths, load(paths, write=False, coder=coder, lazy=lazy), None)
    from postil.storage.lock import StudyLock  # noqa: PLC0415 - reading takes no lock and need not load filelock

    lock = StudyLock(paths.lock, mode=private_like(information).st_mode & 0o777, name=str(paths.given))
    try:
        opened = load(paths, write=True, coder=coder, lazy=lazy)
        with contextlib.suppress(OSError):
            opened.notices += filter(None, [remove_memos(paths.real, paths.lock)])
        return StudyFile(paths, opened, lock)
    except BaseException:
        lock.release()
        raise


def create_study(
    path: str | os.PathLike[str], *, title: str, actions: Iterable[Action] = (), coder: str = ""
) -> StudyFile:
    """Make a study and open it for writing.

    Args:
        path: where; nothing may be there.
        title: the study's title.
        actions: what it begins with, such as its codebook and transcripts, as one act.
        coder: whose act this is; by default nobody's, so that nobody can undo it.

    Raises:
        StudyFileError: the path is taken, or the file cannot be written; nothing is left.
        PostilError: the actions do not fit together.
    """
    paths = StudyPaths.of(path)
    paths.refuse_companion()
    if paths.given.is_symlink() or paths.real.exists():
        raise StudyFileError(f"{paths.given} exists already", "choose another name; nothing is ever overwritten")
    journal = read_journal(paths.journal)
    study_id = os.urandom(16).hex()
    fitting(paths, journal, study_id)
    study, clock = Study(), Clock()
    changes = changes_of(study, [SetStudy("title", title), *actions], coder=coder, clock=clock)
    changes, _ = encoded(changes, {}, str(paths.given))
    study.fold(changes)
    from postil.storage.writing import new_header  # noqa: PLC0415 - opening a study needs it not

    image = Image.of(study, changes, new_header(study_id, study.title), Kept())
    pieces = image.render(image.snapshot(study))
    from postil.storage.lock import StudyLock  # noqa: PLC0415 - as in open_study

    lock = StudyLock(paths.lock, mode=0o600, name=str(paths.given))
    made = False
    try:
        information = create_file(paths.real, pieces)
        made = True
        sha256 = sha256_of(pieces)
        journal_writer = JournalWriter(paths.journal, information)
        journal_writer.start(study_id, sha256, sealed=True)
        journal_writer.close()
        opened = Opened(
            study=study,
            log=Log(changes),
            image=image,
            texts=dict(study.transcripts),
            last_stamp=changes[-1].stamp if changes else "",
            sha256=sha256,
            information=information,
            sealed=True,
            journal=read_journal(paths.journal),
        )
        return StudyFile(paths, opened, lock, clock)
    except BaseException as error:
        for left in (paths.real if made else None, paths.lock if lock.made else None):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink()
        lock.release()
        if isinstance(error, FileExistsError):
            raise StudyFileError(f"{paths.given} exists already", "choose another name") from None
        if isinstance(error, OSError):
            raise StudyFileError(f"{paths.given} cannot be written: {error.strerror}", remedy(error)) from error
        raise
