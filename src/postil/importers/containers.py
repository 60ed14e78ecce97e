"""From a path to bytes, and from bytes to a kind of file. Invariant: content decides before the name's ending does.

Nothing is ever unpacked to disk, and a path that is not a regular file is never opened for reading, so that a pipe
cannot make the program wait.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from postil.errors import TranscriptError

if TYPE_CHECKING:
    from pathlib import Path

FileKind = Literal["docx", "text"]

LARGEST_FILE = 200_000_000
"""Bytes above which a file is refused: a hundred times the longest interview, so it is something else."""

_READS = "this version reads .docx, .txt, .md, .vtt and .srt"
_SAVE_AS = f"{_READS}; save it as .docx or as plain text (.txt)"
_ENDINGS = {
    ".doc": "an old Word file (.doc)", ".pdf": "a PDF", ".rtf": "an RTF file", ".odt": "an OpenDocument file",
    ".html": "a web page", ".htm": "a web page", ".xhtml": "a web page", ".xml": "an XML file", ".csv": "a CSV table",
    ".json": "a JSON file", ".jsonl": "a JSON file", ".xlsx": "a spreadsheet", ".xls": "a spreadsheet",
    ".ods": "a spreadsheet",
    ".pages": "a Pages document", ".epub": "an e-book", ".zip": "a ZIP archive", ".sbv": "an SBV subtitle file",
    ".eaf": "an ELAN file", ".qdpx": "a REFI-QDA project", ".qdc": "a REFI-QDA codebook",
    ".ass": "an ASS subtitle file",
}  # fmt: skip
_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
)


def read_file(path: Path) -> bytes:
    """All bytes of a regular file.

    Raises:
        TranscriptError: there is no such file, it is a folder or a pipe, it may not be read, or it is far too large.
    """
    try:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise TranscriptError(f"{path}: is a folder, not a file", "name the transcripts in it one by one")
        if not stat.S_ISREG(kind.st_mode):
            raise TranscriptError(f"{path}: is not a regular file", "copy its content into a file first")
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as file:
            opened = os.fstat(handle)
            if not stat.S_ISREG(opened.st_mode):
                raise TranscriptError(f"{path}: is not a regular file", "copy its content into a file first")
            if opened.st_size > LARGEST_FILE:
                raise TranscriptError(_too_large(str(path), opened.st_size), "give the transcript, not the recording")
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise TranscriptError(f"{path}: there is no such file", "check the name and the folder") from None
    except PermissionError:
        raise TranscriptError(
            f"{path}: no permission to read it", "ask its owner, or copy it where you may read it"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TranscriptError(f"{path}: cannot be read: {reason}", "check the name and the disk") from None


def _too_large(source: str, size: int) -> str:
    return (
        f"{source}: is too large for a transcript ({size / 1e6:,.0f} MB; at most {LARGEST_FILE / 1e6:,.0f} MB are read)"
    )


def file_kind(data: bytes, source: str) -> tuple[FileKind, list[str]]:
    """What the bytes are, and a sentence where that is not what the name says.

    Raises:
        TranscriptError: the file is empty, too large, damaged, binary, or of a kind that this version does not read.
    """
    if not data:
        raise TranscriptError(f"{source}: the file is empty", "check that it was saved or copied completely")
    if len(data) > LARGEST_FILE:
        raise TranscriptError(_too_large(source, len(data)), "give the transcript, not the recording")
    ending = PurePath(source).suffix.lower()
    if data.startswith(b"PK"):
        _is_word_zip(data, source, ending)
        said = (
            []
            if ending in (".docx", ".docm", ".dotx")
            else [f"A Word file (.docx) by its content, though named {ending or 'without ending'}."]
        )
        return "docx", said
    _refuse_by_content(data, source, ending)
    if ending in _ENDINGS:
        raise TranscriptError(f"{source}: is {_ENDINGS[ending]} by its name", _SAVE_AS)
    if ending in (".docx", ".docm", ".dotx"):
        return "text", ["Plain text by its content, though named as a Word file."]
    return "text", []


def _is_word_zip(data: bytes, source: str, ending: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        what = "damaged .docx" if ending in ("", ".docx", ".docm", ".dotx") else "damaged ZIP (.docx) container"
        raise TranscriptError(
            f"{source}: {what}: the ZIP container cannot be opened, as if the file were cut off",
            "copy it again from where it came",
        ) from None
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return
    if "content.xml" in names and "mimetype" in names:
        raise TranscriptError(f"{source}: is an OpenDocument file", _SAVE_AS)
    if any(name.startswith("xl/") for name in names):
        raise TranscriptError(f"{source}: is a spreadsheet", _SAVE_AS)
    if ending in (".docx", ".docm", ".dotx"):
        raise TranscriptError(
            f"{source}: damaged .docx: it has no document inside (word/document.xml)", "save it again as .docx"
        )
    raise TranscriptError(f"{source}: is a ZIP archive that holds no Word document", _READS)


def _refuse_by_content(data: bytes, source: str, ending: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TranscriptError(
            f"{source}: is an old Word file (.doc), or one locked with a password",
            "open it in Word or LibreOffice and save it as .docx, without a password",
        )
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            raise TranscriptError(f"{source}: is {what}", _SAVE_AS)
    if data[4:8] == b"ftyp":
        raise TranscriptError(f"{source}: is a sound or video file", _READS)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise TranscriptError(f"{source}: is a web page", _SAVE_AS)
    if head.startswith(b"<?xml"):
        raise TranscriptError(f"{source}: is an XML file", _SAVE_AS)
    if head.startswith((b"{", b"[{", b'["')) and ending not in (".md", ".vtt", ".srt") and _is_json(data):
        raise TranscriptError(f"{source}: is a JSON file", _SAVE_AS)


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), (dict, list))
    except (ValueError, RecursionError):
        return False


def refuse_binary(text: str, source: str) -> None:
    """Refuse what decodes as text but is none: over one control character in fifty, line ends and tabs not counted.

    Raises:
        TranscriptError: the file is binary.
    """
    sample = text[:200_000]
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1b" for c in sample)
    if controls > max(8, len(sample) / 50) or (sample and controls == len(sample)):
        raise TranscriptError(f"{source}: is a binary file, not text", _READS)
