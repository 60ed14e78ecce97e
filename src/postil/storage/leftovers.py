"""Memos that a killed program left beside a study: what was open in the user's own editor.

Invariant: a folder is removed only where nobody can be writing in it, because the lock of every study beside it is
free or one's own.
"""

from __future__ import annotations

import fcntl
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BEGINNING = ".postil-memo-"


def memo_folders(folder: Path) -> list[Path]:
    """The folders with a memo that lie in a folder and are one's own; empty where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(_BEGINNING)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if _is_own_folder(folder / name)]


def _is_own_folder(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def remove_memos(study: Path, lock: Path) -> str:
    """Remove what a killed program left; a sentence for the user, empty if there was nothing.

    Args:
        study: the file of the study, open for writing in this process.
        lock: the study's lock, held by this process; folders that are younger stay.
    """
    folders = memo_folders(study.parent)
    if not folders:
        return ""
    taken = lock.stat().st_mtime_ns
    if any(map(_is_held, set(study.parent.glob("*.lock")) - {lock})) or any(study.parent.glob("*.lock.held")):
        return ""
    removed = [folder.name for folder in folders if folder.lstat().st_mtime_ns < taken and _is_removed(folder)]
    if not removed:
        return ""
    return f"a memo that was open in an editor when the program was killed was removed ({', '.join(removed)})"


def _is_removed(folder: Path) -> bool:
    import shutil  # noqa: PLC0415 - rarely needed, and the first paint waits for it

    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _is_held(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
