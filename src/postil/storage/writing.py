"""A study file from a set of changes: what merging and handing out packs end with.

Invariant: the file appears whole or not at all, and nothing is overwritten. The same changes give the same bytes,
whoever writes them and in whichever order they come.
"""

from __future__ import annotations

import contextlib
import unicodedata
from typing import TYPE_CHECKING

from postil import __version__
from postil.errors import StudyFileError
from postil.model.study import Study
from postil.storage.atomic import create_file
from postil.storage.image import Image, Kept
from postil.storage.joined import joined_lines
from postil.storage.journal import JournalWriter, read_journal
from postil.storage.lines import KeyCollisionError
from postil.storage.paths import StudyPaths, hashing
from postil.storage.schema import FORMAT

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from postil.model.change import Change
    from postil.storage.logs import LogFile
    from postil.storage.schema import Record


def write_study(
    path: str | os.PathLike[str],
    changes: Iterable[Change],
    study_id: str,
    *,
    kept: Kept | None = None,
    study: Study | None = None,
    sources: Sequence[LogFile] = (),
    seal: bool = False,
    before: Callable[[str], None] | None = None,
) -> str:
    """Make the file of a study.

    Args:
        path: where; nothing may be there.
        changes: the study's log.
        study_id: 32 hexadecimal digits.
        kept: what the files that the changes come from held beside them.
        study: what the changes fold to, if that is known.
        sources: the files that they come from; what these have encoded already is not encoded again.
        seal: leave a journal beside the file that says that it is sound, so that it opens fast.
        before: is called with the SHA-256 of the file when its bytes are durable, right before it gets its name.

    Returns:
        The SHA-256 of the file.

    Raises:
        StudyFileError: the path is taken, or the file cannot be written; nothing is left.
    """
    paths = StudyPaths.of(path)
    refuse_taken(paths)
    pieces = study_bytes(changes, study_id, kept=kept, study=study, sources=sources)
    hashed = hashing(pieces)
    try:
        information = create_file(paths.real, pieces, before=before and (lambda: before(hashed())))
    except FileExistsError:
        raise StudyFileError(f"{paths.given} exists already", "choose another name") from None
    except OSError as error:
        from postil.storage.acts import remedy  # noqa: PLC0415 - for a message

        raise StudyFileError(f"{paths.given} cannot be written: {error.strerror}", remedy(error)) from error
    sha256 = hashed()
    if seal:
        with contextlib.suppress(OSError):  # without it the file opens as well, only slower
            journal = JournalWriter(paths.journal, information)
            journal.start(study_id, sha256, sealed=True)
            journal.close()
    return sha256


def study_bytes(
    changes: Iterable[Change],
    study_id: str,
    *,
    kept: Kept | None = None,
    study: Study | None = None,
    sources: Sequence[LogFile] = (),
) -> Sequence[bytes]:
    """The bytes of the file that ``write_study`` writes, in pieces."""
    log, kept = list(changes), kept or Kept()
    study = study or Study(log)
    header = new_header(study_id, study.title)
    try:
        image = Image(header, kept, joined_lines(study, log, kept, sources), {}) if sources else None
    except KeyCollisionError:
        image = None
    if image is None:
        image = Image.of(study, log, header, kept)
    return image.render(image.snapshot(study))


def new_header(study_id: str, title: str) -> Record:
    """The record of the table ``study`` for a file that this version writes."""
    return {
        "id": study_id,
        "format": FORMAT,
        "title": title,
        "norm": "NFC",
        "unicode": unicodedata.unidata_version,
        "program": __version__,
    }


def refuse_taken(paths: StudyPaths) -> None:
    """Make sure that a new study can stand at a path.

    Raises:
        StudyFileError: something is there, a journal of another study that holds acts lies beside it, or the name is
            that of what belongs to another study.
    """
    paths.refuse_companion()
    if paths.given.is_symlink() or paths.real.exists():
        raise StudyFileError(f"{paths.given} exists already", "choose another name; nothing is ever overwritten")
    journal = read_journal(paths.journal)
    if journal is not None and journal.acts:
        raise StudyFileError(
            f"{paths.journal} is the journal of a study that is not here and holds decisions of it",
            "put that study back beside it, or move the journal away",
        )
