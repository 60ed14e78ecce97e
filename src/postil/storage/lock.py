"""One writer at a time: the lock beside a study.

The lock is the kernel's (flock, through filelock) on a file of its own that is never renamed or deleted, so it is
free the moment its holder is gone. What stands in the file is for the message only.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import os
import socket
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from filelock import FileLock, SoftFileLock, Timeout

from postil.errors import StudyFileError

if TYPE_CHECKING:
    from pathlib import Path

_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}
_PATIENCE = 0.3  # seconds; another opener's look at the lock holds it for a moment
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
        held = _held(path)
        if held:
            raise _in_use(name, path)
        self._lock: FileLock | SoftFileLock
        if held is None:
            path = path.with_name(path.name + ".held")
            self._lock = SoftFileLock(path, timeout=_PATIENCE, mode=mode, thread_local=False)
            self.notice = f"this file system has no locks; {path.name} stands for one while the study is open"
        else:
            self._lock = FileLock(path, timeout=_PATIENCE, mode=mode, thread_local=False)
        try:
            self._lock.acquire(poll_interval=0.02)
        except Timeout:
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
        self._lock.release()


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


def _held(path: Path) -> bool | None:
    """Whether somebody holds the lock; None where the file system has no locks.

    Looking first keeps the holder's signature: older versions of filelock empty the file when they try.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return None if error.errno in _NO_LOCKS else error.errno in {errno.EAGAIN, errno.EACCES}
    finally:
        os.close(handle)
    return False


def _in_use(name: str, path: Path) -> StudyFileError:
    who = "somebody who left no name"
    with contextlib.suppress(OSError):
        note = path.read_bytes()[:_LONGEST_NOTE].decode("utf-8", "replace").strip()
        who = note or who
    return StudyFileError(
        f"{name} is in use, open elsewhere by {who}", "close it there, or open it here with --read-only"
    )
