from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.segments import sentences, words


def parts(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No. It was fine.", ["No.", "It was fine."]),
        ("It was Dr. Smith, really. She left.", ["It was Dr. Smith, really.", "She left."]),
        ("Well... you know. [laughs] They had a list.", ["Well... you know.", "[laughs] They had a list."]),
        ("“Never!” she said. ‘Why?’ I asked.", ["“Never!” she said.", "‘Why?’", "I asked."]),
        ("這是第一句。這是第二句！", ["這是第一句。", "這是第二句！"]),
        ("one line\nanother", ["one line", "another"]),
        ("we paid 3.5 million in 2019. 40 people came", ["we paid 3.5 million in 2019.", "40 people came"]),
        ("no capitals here. none at all", ["no capitals here. none at all"]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert parts(text, sentences(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't, half-way [inaudible 00:12:33] 3.5%", ["Don't", "half-way", "[inaudible 00:12:33]", "3.5%"]),
        ("漢字 café", ["漢", "字", "café"]),
        ("שָׁלוֹם, hello", ["שָׁלוֹם", "hello"]),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert parts(text, words(text)) == found


@given(st.text())
def test_segments_are_in_order_apart_and_inside(text: str) -> None:
    for spans in (sentences(text), words(text)):
        flat = [offset for span in spans for offset in span]
        assert flat == sorted(flat)
        assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text())
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(parts(text, sentences(text))).split()) == "".join(text.split())
