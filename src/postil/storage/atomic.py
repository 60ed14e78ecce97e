"""Whole files, or nothing: how a file on disk is made and replaced.

Invariant: at every moment the target is either what it was or what it becomes, also after a power cut. New files
are readable by their owner only, and never go through a link that somebody planted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PRIVATE = 0o600
TEMPORARY_ENDING = ".tmp"
_LONGEST_STEM = 80  # the temporary file's name must fit where the target's own name fits


def temporary_pattern(target: Path) -> str:
    """Glob pattern, inside the target's folder, of temporary files that writing the target may leave behind."""
    stem = "".join(f"[{c}]" if c in "*?[" else c for c in target.name[:_LONGEST_STEM])
    return f".{stem}.????????{TEMPORARY_ENDING}"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; file systems that cannot are passed over."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def write_all(handle: int, piece: bytes) -> None:
    """Write all of ``piece``, also where the system takes it in parts."""
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]


def replace_file(
    target: Path,
    pieces: Iterable[bytes],
    *,
    like: os.stat_result | None = None,
    before: Callable[[], None] | None = None,
) -> os.stat_result:
    """Put a new file in the place of ``target``, which must not be a link; returns what the new file is.

    Mode and group are those of ``like``, else the file is its owner's only. ``before`` is called when the new file is
    durable, right before it takes its place; what it raises stops that.

    Raises:
        OSError: it could not be written; the target is as before and no temporary file is left.
    """
    temporary, new = _written(target, pieces, like)
    try:
        if before is not None:
            before()
        temporary.replace(target)
    except BaseException:
        _forget(temporary)
        raise
    sync_folder(target.parent)
    return new


def create_file(target: Path, pieces: Iterable[bytes], *, before: Callable[[], None] | None = None) -> os.stat_result:
    """Make a file that is not there yet, readable by its owner only.

    ``before`` is called when the new file is durable, right before it gets its name; what it raises stops that.

    Raises:
        FileExistsError: something of that name is there; it is untouched.
        OSError: it could not be written; nothing is left.
    """
    temporary, new = _written(target, pieces, None)
    try:
        if before is not None:
            before()
        try:
            os.link(temporary, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
            temporary.replace(target)
    finally:
        _forget(temporary)
    sync_folder(target.parent)
    return new


def _written(target: Path, pieces: Iterable[bytes], like: os.stat_result | None) -> tuple[Path, os.stat_result]:
    temporary = target.with_name(f".{target.name[:_LONGEST_STEM]}.{os.urandom(4).hex()}{TEMPORARY_ENDING}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE)
    try:
        os.fchmod(handle, PRIVATE)
        for piece in pieces:
            write_all(handle, piece)
        if like is not None:
            take_mode(handle, like)
        os.fsync(handle)
        return temporary, os.fstat(handle)
    except BaseException:
        _forget(temporary)
        raise
    finally:
        os.close(handle)


def take_mode(handle: int, like: os.stat_result) -> None:
    """Give an open file the mode and the group of another; without the right to the group, nothing for the group."""
    mode = stat.S_IMODE(like.st_mode) & 0o777
    if os.fstat(handle).st_gid != like.st_gid:
        try:
            os.fchown(handle, -1, like.st_gid)
        except PermissionError:
            mode &= ~0o070
    os.fchmod(handle, mode)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
