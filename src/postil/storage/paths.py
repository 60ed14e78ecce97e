"""Where a study and the files beside it are, and how its bytes are fetched without hanging.

Invariant: everything is named after the real file, links followed, so that two names of one study share one lock and
one journal.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_BESIDE = re.compile(r"\.(?:journal(?:\.rej|\.other)?(?:-\d+)?|lock(?:\.held)?)$", re.IGNORECASE)
_ENDINGS = {".merge": "the record of a merge", ".backups": "a folder of backups"}


def companion(path: Path) -> str:
    """What a path is that belongs to a study, by its name; empty for nothing.

    It is so whether the study is there or not: the program makes, replaces and removes what is called so, without
    asking.

    Args:
        path: links followed.
    """
    if _BESIDE.search(path.name):
        return "a journal or a lock of a study"
    if any(folder.name.lower().endswith(".backups") for folder in path.parents):
        return "in a folder of backups"
    if any(part.lower().startswith(".postil-memo-") for part in path.parts):
        return "a folder of a memo that is being written"
    return _ENDINGS.get(path.suffix.lower(), "")


class StudyPaths(NamedTuple):
    """The paths of one study."""

    given: Path
    """As the user wrote it; for messages."""
    real: Path
    """The file itself."""

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> StudyPaths:
        """The paths of the study at ``path``, which need not be there.

        Raises:
            StudyFileError: the path cannot be one.
        """
        given = Path(path)
        try:
            real = given.resolve()
            real.parent.stat()
        except FileNotFoundError:
            raise StudyFileError(f"{given}: the folder {given.parent} does not exist", "check the path") from None
        except (OSError, ValueError, RuntimeError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise StudyFileError(f"{given} cannot be used as a path: {why}", "check the path") from None
        return cls(given, real)

    def _beside(self, ending: str) -> Path:
        return self.real.with_name(self.real.name + ending)

    @property
    def journal(self) -> Path:
        """The journal."""
        return self._beside(".journal")

    @property
    def lock(self) -> Path:
        """The file that the lock is on."""
        return self._beside(".lock")

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self._beside(".backups")

    def refuse_companion(self) -> None:
        """Make sure that a new study is not called as what belongs to another one.

        Raises:
            StudyFileError: it is.
        """
        if what := companion(self.real):
            raise StudyFileError(f"{self.given} would be {what}", "choose another name")

    def information(self) -> os.stat_result:
        """What the file system says of the study's file.

        Raises:
            StudyFileError: there is none, or it is no plain file.
        """
        try:
            found = self.real.stat()
        except FileNotFoundError:
            raise StudyFileError(f"{self.given} does not exist", self._hint("make a study with `postil new`")) from None
        except OSError as error:
            raise StudyFileError(f"{self.given} cannot be reached: {error.strerror}", "see to its rights") from None
        if stat.S_ISDIR(found.st_mode):
            raise StudyFileError(f"{self.given} is a folder, not a study file", "name the file in it")
        if not stat.S_ISREG(found.st_mode):
            raise StudyFileError(f"{self.given} is not a plain file", "name a study file")
        return found

    def _hint(self, otherwise: str) -> str:
        from postil.storage.backups import backups_of  # noqa: PLC0415 - for a message

        kept = backups_of(self.backups)
        return f"its latest backup is {self.backups.name}/{kept[0].name}" if kept else otherwise

    def read(self) -> tuple[bytes, os.stat_result]:
        """The bytes of the study's file, and what the file system said of it when they were read.

        Raises:
            StudyFileError: it is not there, is no plain file, is empty, or cannot be read.
        """
        self.information()
        try:
            handle = os.open(self.real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as stream:
                found = os.fstat(handle)
                data = stream.read() if stat.S_ISREG(found.st_mode) else b""
        except OSError as error:
            raise StudyFileError(
                f"{self.given} is not readable: {error.strerror}", "see to its rights (ls -l)"
            ) from error
        if not data:
            hint = self._hint("restore it from elsewhere; its journal, if there is one, is untouched")
            raise StudyFileError(f"{self.given} is empty: it has 0 bytes and is no study", hint)
        return data, found


def identity(information: os.stat_result) -> tuple[int, int, int, int]:
    """What tells a file from another one or from a later state of itself."""
    return (information.st_dev, information.st_ino, information.st_size, information.st_mtime_ns)


def hashing(pieces: Sequence[bytes]) -> Callable[[], str]:
    """Begin to work out the SHA-256 of pieces; what is returned waits for it. Other work goes on meanwhile."""
    found: list[str] = []
    worker = threading.Thread(target=lambda: found.append(sha256_of(pieces)))
    worker.start()

    def wait() -> str:
        worker.join()
        return found[0]

    return wait


def sha256_of(pieces: Iterable[bytes]) -> str:
    """SHA-256 of the pieces one after the other, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
