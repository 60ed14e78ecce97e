"""Real transcripts against the counts of a careful human."""

# ruff: noqa: E501 - samples of transcripts and of languages are one line each

from __future__ import annotations

import json
import time
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from transcript_files import spoken, told

from postil.errors import TranscriptError
from postil.importers import read_transcript

if TYPE_CHECKING:
    from pathlib import Path


FILES = [
    "sheffield_kelly.docx", "sheffield_lisa.docx", "qdap_trans2.docx", "ohd_transcript_de.vtt", "zoom_plc_fishbowl.vtt",
    "whisper_keitai.srt", "whisper_keitai.txt", "chardet_utf16le_bom.srt", "otter_qcubed.md", "uoe_lecture_cp1252_crlf.txt",
    "qualcoder_transcript.txt", "zoom_chat_emoji.txt", "mlss_interview12.txt", "kaloh_katevass_zh-TW.txt",
    "qcdemo_admin1_wrap80.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_counts(shared: Path, name: str) -> None:
    folder = shared / "transcripts"
    truth = json.loads((folder / "truth.json").read_text())[name]
    reading = read_transcript(folder / name)
    kinds = Counter(p.kind for p in reading.transcript.paragraphs)
    assert reading.speakers == truth["speakers"]
    if truth["spoken"] is not None:
        assert len(spoken(reading)) == truth["spoken"]
    assert (kinds["front"], kinds["note"], kinds["heading"], kinds["back"]) == (
        truth["front"], truth["notes"], truth["headings"], truth["back"],
    )  # fmt: skip
    runs = [p.speaker for p in spoken(reading)]
    turns = sum(a != b for a, b in zip(["", *runs], runs, strict=False))
    if truth["turns"] and name not in ("otter_qcubed.md", "qdap_trans2.docx"):
        assert turns == pytest.approx(truth["turns"], rel=0.02)


@pytest.mark.parametrize("name", [*FILES, "hostile_controls_markup.txt", "french_nfd.txt", "teams_reconstructed.docx"])
def test_no_word_is_lost_or_invented(shared: Path, name: str) -> None:
    """Every word of a text file is in the paragraphs, but for labels, times and separators that became fields."""
    path = shared / "transcripts" / name
    reading = read_transcript(path)
    if path.suffix in (".txt", ".md"):
        data = path.read_bytes()
        source = data.decode("cp1252" if "cp1252" in name else "utf-8")
        words = Counter(unicodedata.normalize("NFC", source).split())
        kept = Counter(word for p in reading.transcript.paragraphs for word in p.text.split())
        labels = {part for label in reading.speakers for part in label.split()}
        lost = {word for word in words - kept if not any(part in word for part in labels) and word.strip("-#—")}
        assert not [word for word in lost if ":" not in word and "--" not in word and word.strip("#")], lost
    assert all(p.text for p in reading.transcript.paragraphs)


def test_guess_is_reported(shared: Path) -> None:
    reading = read_transcript(shared / "transcripts/uoe_lecture_cp1252_crlf.txt")
    assert "guessed to be Windows-1252" in told(reading)
    assert "I’m Dr" in reading.transcript.paragraphs[1].text


@pytest.mark.parametrize(
    ("name", "encoding", "word"), [("hebrew_cp1255.txt", "windows-1255", "הכנסת"), ("zh_big5.txt", "big5", "創造")]
)
def test_other_scripts_are_refused_until_named(shared: Path, name: str, encoding: str, word: str) -> None:
    path = shared / "transcripts" / name
    with pytest.raises(TranscriptError, match=r"line \d+, byte \d+ \(0x[0-9A-F]{2}\).*--encoding"):
        read_transcript(path)
    reading = read_transcript(path, encoding=encoding)
    assert any(word in p.text for p in reading.transcript.paragraphs)


def test_decomposed_text_becomes_nfc(shared: Path) -> None:
    reading = read_transcript(shared / "transcripts/french_nfd.txt")
    assert all(unicodedata.is_normalized("NFC", p.text) for p in reading.transcript.paragraphs)
    assert any("é" in p.text for p in reading.transcript.paragraphs)


def test_mojibake_is_reported_and_not_repaired(shared: Path) -> None:
    reading = read_transcript(shared / "transcripts/french_double_encoded_mojibake.txt")
    assert "double-encoded" in told(reading)
    assert any("Ã©" in p.text for p in reading.transcript.paragraphs)
    assert "double-encoded" not in told(read_transcript(shared / "transcripts/french_nfd.txt"))


def test_hostile_text_is_kept_and_counted(shared: Path) -> None:
    reading = read_transcript(shared / "transcripts/hostile_controls_markup.txt")
    texts = "".join(p.text for p in reading.transcript.paragraphs)
    for kept in ("\x1b]0;PWNED\x07", "\x9b31m", "\x00", "\x7f", "\u202e", "[laughs]", "[/]", "[red]x[/red]"):
        assert kept in texts
    assert "8 control characters in paragraphs 2, 3" in told(reading)
    assert "change the direction of writing" in told(reading)


@pytest.mark.parametrize(
    "name",
    [
        "kelly_pandoc.html",
        "kelly_pandoc.odt",
        "kelly_pandoc.rtf",
        "pdpilot_P1.pdf",
        "ohd_mohammad.csv",
        "whisper_keitai.json",
    ],
)
def test_other_formats_are_refused_by_name(shared: Path, name: str) -> None:
    with pytest.raises(TranscriptError, match=r"this version reads \.docx, \.txt, \.md, \.vtt and \.srt"):
        read_transcript(shared / "transcripts" / name)


def test_word_file_is_read_in_well_under_two_seconds(shared: Path) -> None:
    begin = time.process_time()
    read_transcript(shared / "transcripts/sheffield_kelly.docx")
    assert time.process_time() - begin < 2
