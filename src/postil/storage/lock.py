"""One writer at a time: the lock beside a study.

The lock is the kernel's (flock) on a file of its own that is never renamed or deleted, so it is free the moment its
holder is gone. What stands in the file is for the message only. Where the file system has no locks, filelock makes a
file that stands for one; it is loaded there only, because the first paint waits for all that an opening loads.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import os
import socket
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from postil.errors import StudyFileError

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import SoftFileLock

_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}
_HELD = {errno.EAGAIN, errno.EACCES}
_PATIENCE = 0.3  # seconds; a holder may just be ending
_PAUSE = 0.02
_LONGEST_NOTE = 300


class StudyLock:
    """The lock of one study, held until ``release``."""

    def __init__(self, path: Path, *, mode: int, name: str) -> None:
        """Take the lock at ``path`` for the study called ``name``.

        Raises:
            StudyFileError: somebody else has the study open for writing, or the folder takes no lock.
        """
        self.path = path
        self.notice = ""
        """A sentence for the user where the file system has no locks of its own."""
        self.made = _make(path, mode, name)
        """Whether the lock's file was not there before."""
        self._handle = -1
        self._stand_in: SoftFileLock | None = None
        try:
            self._handle = _locked(path)
            if self._handle < 0:
                self._stand_in = _stand_in(path, mode)
                self.notice = f"this file system has no locks; {path.name}.held stands for one while the study is open"
        except TimeoutError:
            raise _in_use(name, path) from None
        except OSError as error:
            raise _no_lock(name, path, error) from error
        self._sign()

    def _sign(self) -> None:
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                os.ftruncate(handle, 0)
                os.pwrite(handle, _signature().encode("utf-8", "replace"), 0)
            finally:
                os.close(handle)

    def release(self) -> None:
        """Let go of the lock; its file stays."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if self._stand_in is not None:
            self._stand_in.release()


def _make(path: Path, mode: int, name: str) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    except FileExistsError:
        if path.is_symlink() or not path.is_file():
            raise StudyFileError(f"{name}: its lock {path} is not a plain file", "remove it") from None
        return False
    except OSError as error:
        raise _no_lock(name, path, error) from error
    os.fchmod(handle, mode)
    os.close(handle)
    return True


def _no_lock(name: str, path: Path, error: OSError) -> StudyFileError:
    return StudyFileError(
        f"{name}: its lock {path.name} cannot be taken: {error.strerror}",
        "open it with --read-only, or see to the rights of the folder",
    )


def _signature() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.getuid()}"
    now = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"
    return f"{user} on {socket.gethostname()}, process {os.getpid()}, since {now}\n"


def _locked(path: Path) -> int:
    """A handle that holds the lock until it is closed; -1 where the file system has no locks.

    Raises:
        TimeoutError: somebody else holds it.
        OSError: it cannot be taken.
    """
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD and time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            os.close(handle)
            if error.errno in _HELD:
                raise TimeoutError from None
            if error.errno in _NO_LOCKS:
                return -1
            raise
        return handle


def _stand_in(path: Path, mode: int) -> SoftFileLock:
    """A file that stands for the lock, taken.

    Raises:
        TimeoutError: somebody else holds it.
        OSError: it cannot be made.
    """
    from filelock import SoftFileLock  # noqa: PLC0415 - see above

    lock = SoftFileLock(path.with_name(path.name + ".held"), timeout=_PATIENCE, mode=mode, thread_local=False)
    lock.acquire(poll_interval=_PAUSE)
    return lock


def _in_use(name: str, path: Path) -> StudyFileError:
    who = "somebody who left no name"
    with contextlib.suppress(OSError):
        note = path.read_bytes()[:_LONGEST_NOTE].decode("utf-8", "replace").strip()
        who = note or who
    return StudyFileError(
        f"{name} is in use, open elsewhere by {who}", "close it there, or open it here with --read-only"
    )
