"""Laws of reading: any bytes give an error or a sound reading, and what a layout carries is read back."""

# ruff: noqa: E501 - samples of transcripts and of languages are one line each

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transcript_files import document, paragraph, said, spoken

from postil.errors import TranscriptError
from postil.importers import reading_from_bytes
from postil.importers.encoding import decode
from postil.model.transcript import normal_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers import Reading

ENDINGS = ("txt", "md", "vtt", "srt", "docx")

_FRAGMENTS = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r", "\t", "  ", ": ", "INT: ", "P04: ", "Anna\t", "Q. ", "[id1] ", "**", "# ", "--", "0:12", "[00:00:03] ",
     "00:00:01.000 --> 00:00:02.000\n", "99:99:99,999 --> 1:00\n", "WEBVTT\n\n", "<v Bob>", "</v>", "&amp;", "<c>", "NOTE ", "1\n", "  5  ",
     "Speaker 1  0:03\n", "Page 2 of 9\n", "Date: ", "[laughs]", "(pause)", "\x00", "\x1b[2J", "\u202e", "\ufeff", "e\u0301", "\u0301", "漢字",
     "\x85", "\u2028", "\x0c", "----\n", "> ", "- ", "Time\tSpeaker\tText\n", "\U0001f469\u200d\U0001f467", "word ", "so we did. "]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=12)), max_size=40).map("".join)
_BYTES = st.one_of(
    st.binary(max_size=400),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        _TEXTS,
        st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252", "utf-8-sig"]),
    ),
    st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
)


def bare(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in text if c.isalnum())


def sources(data: bytes, ending: str) -> list[str]:
    """The source's letters and digits: as they are, and without the markup of cues."""
    text = normal_text(decode(data, "x." + ending, None)[0])
    plain = re.sub(r"<[^<>]*>|\{\\[^{}]*\}", "", text)
    return [
        bare(one)
        for one in (
            text,
            html.unescape(text),
            plain,
            html.unescape(plain),
            unicodedata.normalize("NFC", html.unescape(plain)),
        )
    ]


@given(data=_BYTES, ending=st.sampled_from(ENDINGS))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_an_error_or_a_sound_reading(data: bytes, ending: str) -> None:
    try:
        reading = reading_from_bytes(data, f"x.{ending}")
    except TranscriptError as error:
        sound = error.message.startswith(f"x.{ending}: ") and error.hint
        if not sound:
            raise
        return
    paragraphs = reading.transcript.paragraphs
    assert [p.n for p in paragraphs] == list(range(1, len(paragraphs) + 1))
    written = sources(data, ending)
    for p in paragraphs:
        assert p.text
        assert not p.text.isspace()
        assert "\r" not in p.text
        assert unicodedata.is_normalized("NFC", p.text)
        assert p.start is None or p.start >= 0
        p.text.encode("utf-8")
        for word in p.text.split():
            assert any(bare(word) in source for source in written), (word, written)


@given(data=_BYTES, ending=st.sampled_from(ENDINGS))
@settings(max_examples=60, deadline=None)
def test_the_same_bytes_give_the_same_reading(data: bytes, ending: str) -> None:
    def result() -> Reading | str:
        try:
            return reading_from_bytes(data, f"x.{ending}")
        except TranscriptError as error:
            return str(error)

    assert result() == result()


_WORDS = st.sampled_from(
    "we went there because people kept asking about the kitchen and nobody on the ward had time for another long meeting that week".split()  # noqa: SIM905 - a sentence reads better than a list
)
_SENTENCE = st.lists(_WORDS, min_size=4, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
_NAMES = st.sampled_from(
    [("INT", "P04"), ("Interviewer", "Participant"), ("Researcher 1", "Kelly"), ("I", "R"), ("Anna Meier", "Ben O'Neil"), ("JS", "ML"),
     ("Interviewer 2", "P11a"), ("Moderatorin", "Frau Weiß"), ("採訪者", "受訪者")]
)  # fmt: skip
_TALKS = st.builds(
    lambda names, texts: [(names[n % 2], text) for n, text in enumerate(texts)],
    _NAMES,
    st.lists(_SENTENCE, min_size=6, max_size=14),
)
Talk = list[tuple[str, str]]


def clock(n: int) -> str:
    return f"00:{n // 6:02d}:{n % 6 * 10:02d}"


def cue(n: int, comma: str = ".") -> str:
    return f"{clock(n)}{comma}000 --> {clock(n)}{comma}900"


def numbered(talk: Talk) -> str:
    lines = [line for who, text in talk for line in textwrap.wrap(f"{who}: {text}", 58)]
    return "\n".join(f"{n:4d}  {line}" for n, line in enumerate(lines, 1))


def word_table(talk: Talk) -> bytes:
    rows = [("Time", "Speaker", "Speech")] + [(clock(n), who, text) for n, (who, text) in enumerate(talk)]
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return document("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>")


TEXT_LAYOUTS: dict[str, tuple[str, Callable[[Talk], str | bytes]]] = {
    "labels": ("txt", lambda talk: "\n\n".join(f"{who}: {text}" for who, text in talk)),
    "labels without blank lines": ("txt", lambda talk: "\n".join(f"{who}: {text}" for who, text in talk)),
    "labels and tabs": ("txt", lambda talk: "\r\n\r\n".join(f"{who}:\t{text}" for who, text in talk)),
    "padded labels": ("txt", lambda talk: "\n\n".join(f"{who}:         {text}" for who, text in talk)),
    "French colons": ("txt", lambda talk: "\n".join(f"{who}\u00a0: {text}" for who, text in talk)),
    "labels above": ("txt", lambda talk: "\n\n".join(f"{who}:\n{text}" for who, text in talk)),
    "brackets": ("txt", lambda talk: "\n\n".join(f"[{who}] {text}" for who, text in talk)),
    "bold labels": ("md", lambda talk: "\n\n".join(f"**{who}:** {text}" for who, text in talk)),
    "times before labels": (
        "txt",
        lambda talk: "\n\n".join(f"[{clock(n)}] {who}: {text}" for n, (who, text) in enumerate(talk)),
    ),
    "times after labels": (
        "txt",
        lambda talk: "\n\n".join(f"{who} ({clock(n)}): {text}" for n, (who, text) in enumerate(talk)),
    ),
    "stamps above": (
        "txt",
        lambda talk: "\n\n".join(f"[{clock(n)}:12]\n{who}: {text}" for n, (who, text) in enumerate(talk)),
    ),
    "Otter": ("txt", lambda talk: "\n\n".join(f"{who}  {clock(n)}  \n{text}" for n, (who, text) in enumerate(talk))),
    "Teams text": (
        "txt",
        lambda talk: "\n\n".join(f"{who}   0:{n % 60:02d}\n{text}" for n, (who, text) in enumerate(talk)),
    ),
    "columns": ("txt", lambda talk: "\n".join(f"{clock(n)}\t{who}:\t{text}" for n, (who, text) in enumerate(talk))),
    "voices": (
        "vtt",
        lambda talk: "WEBVTT\n\n" + "\n\n".join(f"{cue(n)}\n<v {who}>{text}</v>" for n, (who, text) in enumerate(talk)),
    ),
    "Zoom": (
        "vtt",
        lambda talk: (
            "WEBVTT\n\n" + "\n\n".join(f"{n + 1}\n{cue(n)}\n{who}: {text}" for n, (who, text) in enumerate(talk))
        ),
    ),
    "SubRip": (
        "srt",
        lambda talk: "\n\n".join(f"{n + 1}\n{cue(n, ',')}\n{who}: {text}" for n, (who, text) in enumerate(talk)),
    ),
    "Word labels": ("docx", lambda talk: document("".join(paragraph(f"*{who}:", f" {text}") for who, text in talk))),
    "Word labels above": (
        "docx",
        lambda talk: document("".join(paragraph(f"*{who}:") + paragraph(text) for who, text in talk)),
    ),
    "Word Teams": (
        "docx",
        lambda talk: document(
            "".join(paragraph(f"*{who}", f"   0:{n % 60:02d}\n{text}") for n, (who, text) in enumerate(talk))
        ),
    ),
    "Word soft breaks": ("docx", lambda talk: document(paragraph("\n".join(f"{who}: {text}" for who, text in talk)))),
    "Word table": ("docx", word_table),
}


@pytest.mark.parametrize("layout", TEXT_LAYOUTS)
@given(talk=_TALKS)
@settings(max_examples=25, deadline=None)
def test_turns_are_read_back(layout: str, talk: Talk) -> None:
    ending, render = TEXT_LAYOUTS[layout]
    rendered = render(talk)
    reading = reading_from_bytes(rendered if isinstance(rendered, bytes) else rendered.encode(), f"talk.{ending}")
    assert said(reading) == talk
    assert len(spoken(reading)) == len(reading.transcript.paragraphs)
    assert sum(reading.speakers.values()) == len(talk)


@given(talk=_TALKS)
@settings(max_examples=40, deadline=None)
def test_wrapped_and_numbered_lines_give_the_turns_back(talk: Talk) -> None:
    reading = reading_from_bytes(numbered(talk).encode(), "talk.txt")
    texts: dict[int, str] = {}
    turn = 0
    for p in reading.transcript.paragraphs:
        turn += p.kind == "say"
        texts[turn] = " ".join(filter(None, [texts.get(turn, ""), p.text]))
    joined = " ".join(texts.values()).split()
    assert joined == [word for _, text in talk for word in text.split()]
    assert [p.speaker for p in reading.transcript.paragraphs if p.kind == "say"] == [who for who, _ in talk]


@given(
    talk=_TALKS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=40, deadline=None)
def test_encoding_and_line_ends_do_not_change_the_reading(talk: Talk, encoding: str, end: str) -> None:
    text = "\n\n".join(f"{who}: {text}" for who, text in talk)
    plain = reading_from_bytes(text.encode(), "talk.txt")
    other = reading_from_bytes(text.replace("\n", end).encode(encoding), "talk.txt")
    assert plain.transcript.id == other.transcript.id
