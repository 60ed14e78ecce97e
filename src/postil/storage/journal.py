"""The journal beside a study: every act, durable before it counts as done.

A journal is text, one line each: the CRC-32 of what follows in eight hexadecimal digits, a space, one JSON object.
The first line names the study and the SHA-256 of the file that the journal builds on; each line after it is one
act, all or nothing, or the SHA-256 of a checkpoint that was about to be written.

Invariant: a line that was acknowledged is never taken out while the study's file may lack it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import zlib
from typing import TYPE_CHECKING, Any

import orjson

from postil.errors import StudyFileError
from postil.storage.atomic import PRIVATE, replace_file, take_mode, write_all
from postil.storage.paths import identity
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.storage.paths import StudyPaths

VERSION = 1
_TRIES = 5
_LINE = re.compile(rb"[0-9a-f]{8} \{")
_UNWRITTEN = b"\0" * 16  # blocks that a power cut left unwritten; JSON has no NUL, and a flipped bit makes only one
_sync = getattr(os, "fdatasync", os.fsync)


class Act(NamedTuple):
    """One act as it stands in a journal."""

    changes: tuple[dict[str, Any], ...]
    transcripts: tuple[dict[str, Any], ...]
    """Records of transcripts that the act brings in."""


class Checkpoint(NamedTuple):
    """The announcement of a file that was about to be written."""

    sha256: str
    acts: int
    """How many acts of this journal that file holds; acts went on while it was made ready."""


class Journal(NamedTuple):
    """What was read from a journal."""

    study: str
    """Id of the study; empty if the journal has no whole line."""
    base: str
    sealed: bool
    """Whether the program itself wrote the file that ``base`` names, so that its tables agree with its log."""
    acts: tuple[Act, ...]
    checkpoints: tuple[Checkpoint, ...]
    end: int
    """Length in bytes of the part that is whole."""
    torn: bytes
    """What follows it: the beginning of an act that was never acknowledged."""

    def builds_on(self, sha256: str) -> bool:
        """Whether this is the file that the journal begins with, or one that it announced."""
        return sha256 == self.base or any(sha256 == checkpoint.sha256 for checkpoint in self.checkpoints)

    def seals(self, sha256: str) -> bool:
        """Whether this is a file that the program itself wrote, so that its tables agree with its log."""
        announced = any(sha256 == checkpoint.sha256 for checkpoint in self.checkpoints)
        return announced or (self.sealed and sha256 == self.base)

    def after(self, sha256: str) -> tuple[Act, ...]:
        """The acts that a file lacks; all of them if the journal does not know the file."""
        held = max((point.acts for point in self.checkpoints if point.sha256 == sha256), default=0)
        return self.acts[held:]


def line_of(payload: dict[str, Any]) -> bytes:
    """One line of a journal."""
    try:
        text = orjson.dumps(payload)
    except TypeError:  # a number or a nesting that orjson does not take
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


def read_both(paths: StudyPaths) -> tuple[bytes, os.stat_result, Journal | None]:
    """A study's file and its journal of one moment, also while another process writes them.

    Raises:
        StudyFileError: either cannot be read, or the journal is damaged.
    """
    for _ in range(_TRIES):
        data, information = paths.read()
        journal = read_journal(paths.journal)
        if identity(paths.information()) == identity(information):
            return data, information, journal
    raise StudyFileError(f"{paths.given} keeps changing while it is read", "try again in a moment")


def _payload(line: bytes) -> dict[str, Any] | None:
    if not _LINE.match(line) or line[:8] != b"%08x" % zlib.crc32(line[9:]):
        return None
    try:
        payload = json.loads(line[9:])
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def read_journal(path: Path) -> Journal | None:
    """Read a journal; None if there is none.

    Raises:
        StudyFileError: it is no journal, of a newer version, damaged, or cannot be read; it is untouched.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StudyFileError(f"{path}: the journal cannot be read: {error.strerror}", "see to its rights") from error
    try:
        with os.fdopen(handle, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise StudyFileError(f"{path}: the journal cannot be read: {error.strerror}", "move it away") from error
    return _parsed(path, data)


def _parsed(path: Path, data: bytes) -> Journal:
    *lines, tail = data.split(b"\n")
    payloads: list[dict[str, Any]] = []
    torn = b""
    for number, line in enumerate(lines, 1):
        payload = _payload(line)
        if payload is None:
            if number == len(lines) and not tail and _UNWRITTEN in line:
                lines, torn = lines[:-1], line + b"\n"
                break
            raise _damaged(path, number)
        payloads.append(payload)
    end = sum(len(line) + 1 for line in lines)
    if tail:
        payload = _payload(tail) or _payload(tail[:-1])  # whole but for its line end, or for what became of it
        if payload is None:
            torn = tail
        else:
            payloads.append(payload)
            end = -1
    return _understood(path, payloads, end, torn)


def _understood(path: Path, payloads: list[dict[str, Any]], end: int, torn: bytes) -> Journal:
    if not payloads:
        return Journal("", "", sealed=False, acts=(), checkpoints=(), end=end, torn=torn)
    head, *rest = payloads
    study, base, version = head.get("study"), head.get("base"), head.get("format")
    if not isinstance(study, str) or not isinstance(base, str) or not isinstance(version, int):
        raise StudyFileError(
            f"{path} is not a journal of this program; it was neither used nor changed", "move it away, then try again"
        )
    if version > VERSION:
        raise StudyFileError(
            f"{path}: the journal has format {version}, newer than this program's {VERSION}", "use a newer postil"
        )
    entries = [_entry(path, number, payload) for number, payload in enumerate(rest, 2)]
    acts = tuple(entry for entry in entries if isinstance(entry, Act))
    checkpoints = tuple(entry for entry in entries if isinstance(entry, Checkpoint))
    return Journal(study, base, head.get("sealed") is True, acts, checkpoints, end, torn)


def _entry(path: Path, number: int, payload: dict[str, Any]) -> Act | Checkpoint:
    match payload:
        case {"checkpoint": str(sha256), "acts": int(acts)}:
            return Checkpoint(sha256, acts)
        case {"changes": list(changes)} if all(isinstance(change, dict) for change in changes):
            return Act(tuple(changes), tuple(payload.get("transcripts", ())))
    raise StudyFileError(f"{path}: line {number} of the journal says something unknown", "use a newer postil")


def _damaged(path: Path, number: int) -> StudyFileError:
    return StudyFileError(
        f"{path}: line {number} of the journal is damaged; nothing was changed",
        "restore the journal from a copy, or move it away to open the study without what it holds",
    )


class JournalWriter:
    """A journal that acts are appended to. Not for more than one thread at a time."""

    def __init__(self, path: Path, like: os.stat_result, tell: Callable[[str], None] = lambda _: None) -> None:
        """Nothing is touched before ``resume`` or ``start``.

        Args:
            path: where the journal is.
            like: gives new files their mode and group.
            tell: takes sentences for the user.
        """
        self.path = path
        self._like = like
        self._tell = tell
        self._handle = -1
        self._end = 0
        self.acts = 0
        """How many acts the journal holds."""
        self.broken = ""
        """Why nothing may be written any more; empty as long as all is well."""

    @property
    def is_open(self) -> bool:
        """Whether acts can be appended."""
        return self._handle >= 0

    def start(self, study: str, base: str, *, sealed: bool) -> None:
        """Begin a new journal in the place of whatever is there."""
        self.close()
        head: dict[str, Any] = {"format": VERSION, "study": study, "base": base}
        if sealed:
            head["sealed"] = True
        line = line_of(head)
        replace_file(self.path, (line,), like=private_like(self._like))
        self._open(len(line))
        self.acts = 0

    def resume(self, journal: Journal) -> None:
        """Go on with a journal that was read; a torn end is put aside into ``.rej`` and cut off."""
        self.close()
        self.acts = len(journal.acts)
        if journal.torn:
            self.put_aside(journal.torn)
        if journal.end < 0:  # the last line is whole but for its line end
            data = self.path.read_bytes()
            whole = data if _payload(data.rpartition(b"\n")[2]) else data[:-1]
            replace_file(self.path, (whole, b"\n"), like=private_like(self._like))
            self._open(len(whole) + 1)
            return
        self._open(journal.end)
        if journal.torn:
            os.ftruncate(self._handle, journal.end)
            _sync(self._handle)

    def _open(self, end: int) -> None:
        self._handle = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        self._end = end

    def put_aside(self, torn: bytes) -> None:
        """Keep the torn end of a journal in a file of its own."""
        aside = self.path.with_name(self.path.name + ".rej")
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(aside, flags, PRIVATE)
        try:
            take_mode(handle, private_like(self._like))
            write_all(handle, torn + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def append_act(self, payload: dict[str, Any]) -> None:
        """Append one act; it is durable when this returns.

        Raises:
            OSError: it could not be written; the journal is as before.
        """
        self._append(payload)
        self.acts += 1

    def announce(self, sha256: str, acts: int) -> None:
        """Say which file is about to be written and how many of the journal's acts it holds; durable on return.

        Raises:
            OSError: it could not be written; the journal is as before.
        """
        self._append({"checkpoint": sha256, "acts": acts})

    def _append(self, payload: dict[str, Any]) -> None:
        line = line_of(payload)
        syncing = False
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._handle, line[written:], self._end + written)
            syncing = True
            _sync(self._handle)
            syncing = False
            if not self._is_in_place():
                self._put_back(self._end + len(line))
        except BaseException as error:
            why = (error.strerror if isinstance(error, OSError) else "") or str(error)
            if syncing and isinstance(error, OSError) and error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                # the kernel may have dropped the pages: what it says from now on is not to be believed
                self.broken = why
            try:
                os.ftruncate(self._handle, self._end)
            except OSError:
                self.broken = self.broken or why
            raise
        self._end += len(line)

    def _is_in_place(self) -> bool:
        """Whether the journal's name still stands for the file that is written to."""
        try:
            return os.path.samestat(self.path.lstat(), os.fstat(self._handle))
        except FileNotFoundError:
            return False

    def _put_back(self, length: int) -> None:
        """Give the journal its name again after something else has taken it away; what has come there is kept."""
        whole = os.pread(self._handle, length, 0)
        if len(whole) != length:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        kept = self._free_name()
        with contextlib.suppress(FileNotFoundError):
            self.path.rename(kept)
            self._tell(f"something else was put in the place of {self.path}; it is now {kept.name}")
        replace_file(self.path, (whole,), like=private_like(self._like))
        taken_away, self._handle = self._handle, -1
        os.close(taken_away)
        self._handle = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        self._tell(f"{self.path} was taken away while the study was open; it is written again, nothing is lost")

    def _free_name(self) -> Path:
        number = 1
        while True:
            name = self.path.with_name(f"{self.path.name}.other{f'-{number}' if number > 1 else ''}")
            if not os.path.lexists(name):
                return name
            number += 1

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def private_like(like: os.stat_result) -> os.stat_result:
    """The same with a mode for a file beside the study: its owner's, and its group's where the study is the group's."""
    parts = list(like)
    parts[0] = (like.st_mode & ~0o777) | PRIVATE | (like.st_mode & 0o060)
    return os.stat_result(parts)
