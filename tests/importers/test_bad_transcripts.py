"""What is no transcript, or a hostile one: refused with file, place and remedy, or read and reported."""

# ruff: noqa: E501 - samples of transcripts and of languages are one line each

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from transcript_files import WORD, document, paragraph, read, said, told

from postil.errors import TranscriptError
from postil.importers import read_transcript, reading_from_bytes

if TYPE_CHECKING:
    from pathlib import Path


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


REFUSED = [
    ("a.txt", b"", "empty"),
    ("a.txt", b"  \n\t\n", "empty"),
    ("a.txt", b"\xef\xbb\xbf", "empty"),
    (
        "a.txt",
        "Gespräch über Ärzte\n".encode("latin-1"),
        r"line 1, byte 5 \(0xE4\).*too little text.*--encoding.*latin-1",
    ),
    ("a.docx", b"PK\x03\x04" + bytes(500), "damaged .docx"),
    ("a.docx", zipped(word__document=b"<w>" + b"a" * 70_000_000), "too large"),
    ("a.docx", zipped(other=b"<x/>"), "no document inside"),
    ("a.docx", zipped(word__document=b"<a"), "damaged .docx"),
    ("a.docx", zipped(word__document=b"<!DOCTYPE a><a/>"), "DOCTYPE"),
    (
        "a.docx",
        zipped(word__document='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
        "DOCTYPE",
    ),
    ("a.docx", document("<w:sdt><w:sdtContent>" * 60 + "</w:sdtContent></w:sdt>" * 60), "nested too deep"),
    ("a.docx", document("<w:p/>" * 151_000), "too many XML elements"),
    ("a.docx", document(""), "no paragraphs"),
    ("a.docx", document(paragraph("I: hi"), styles="<!DOCTYPE x><x/>"), "DOCTYPE"),
    ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), r"save it as \.docx"),
    ("a.txt", b"%PDF-1.4", "PDF.*this version reads"),
    ("a.txt", b"\x7fELF" + bytes(50), "program"),
    ("a.txt", b"\x89PNG\r\n\x1a\n", "image"),
    ("a.txt", bytes(100), "binary"),
    ("a.txt", b"text " + bytes(range(1, 9)) * 20, "binary"),
    ("a.rtf", b"plain", "RTF"),
    ("a.csv", b"a,b\n", "CSV"),
    ("a.json", b"{}", "JSON"),
    ("a.txt", b'{"a": 1}', "JSON"),
    ("a.txt", b"<!DOCTYPE html><p>", "web page"),
    ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no paragraphs"),
    ("a.txt", b"\xff\xfeI\x00x", "begins as UTF-16"),
    ("a.txt", b"\xff\xfe\x00\xd8A\x00", "begins as UTF-16"),
]


@pytest.mark.parametrize(("name", "data", "says"), REFUSED, ids=[f"{n}-{s[:12]}" for n, _, s in REFUSED])
def test_refused(name: str, data: bytes, says: str) -> None:
    with pytest.raises(TranscriptError, match=f"(?s){says}") as caught:
        reading_from_bytes(data, name)
    assert caught.value.message.startswith(f"{name}: ")
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="no such file"):
        read_transcript(tmp_path / "none.txt")
    with pytest.raises(TranscriptError, match="is a folder"):
        read_transcript(tmp_path)
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(tmp_path / "a\0b.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(TranscriptError, match="not a regular file"):
        read_transcript(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(TranscriptError, match="permission"):
        read_transcript(path)


def test_file_far_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(TranscriptError, match="too large"):
        read_transcript(path)


def test_controls_are_kept_and_reported() -> None:
    text = "\x1b]52;c;ZXZpbA==\x07\x1b[2J hello"
    reading = read(f"P: {text}\n")
    assert said(reading) == [("P", text)]
    assert "3 control characters in paragraph 1" in told(reading)


def test_direction_override_is_reported_and_hebrew_is_not() -> None:
    assert "direction" in told(read("P: \u202egpj.exe\u202c end\n"))
    assert "direction" not in told(read("P: שלום וברכה\n"))


def test_mixed_line_ends() -> None:
    assert said(read(b"I: one\r\nP: two\rI: three\n")) == [("I", "one"), ("P", "two"), ("I", "three")]


@pytest.mark.parametrize(
    "text",
    [
        "[@click=app.quit]click me[/] [bold]x[/bold]",
        "[/] yes [laughs] and [inaudible 00:12] [/b]",
        "👨‍👩‍👧 🇩🇪 漢字 é end",
    ],
)
def test_text_is_verbatim(text: str) -> None:
    assert said(read(f"P: {text}\n")) == [("P", text)]


def test_impossible_time_is_left_out_and_reported() -> None:
    reading = read("WEBVTT\n\n99:99:99.999 --> 00:00:01.000\nP: hi\n", "a.vtt")
    assert [p.start for p in reading.transcript.paragraphs] == [None]
    assert "impossible start time left out (line 3)" in told(reading)


def test_file_name_with_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "a\n\x1b]0;t\x07.txt"
    path.write_text("P: hi\n")
    assert read_transcript(path).transcript.source == path.name


def test_pictures_and_links_outside_are_not_touched() -> None:
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    reading = read(document(paragraph("I: hi"), relations=rels), "a.docx")
    assert said(reading) == [("I", "hi")]


def test_text_that_mammoth_cannot_read_is_counted() -> None:
    body = f'<w:p><w:r><w:t>I: hi</w:t></w:r><x:thing xmlns:x="urn:x"><w:r xmlns:w="{WORD}"><w:t>lost</w:t></w:r></x:thing></w:p>'
    assert "4 characters of the Word file" in told(read(document(body), "a.docx"))
    assert "characters of the Word file" not in told(read(document(paragraph("I: hi")), "a.docx"))
