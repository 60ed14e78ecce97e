from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.clean import hidden_characters, visible, visible_lines

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANYTHING)
def test_one_character_for_one_and_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in shown)
    shown.encode("utf-8")
    assert visible(shown) == shown


@given(ANYTHING)
def test_lines_differ_from_one_line_only_in_line_feeds(text: str) -> None:
    assert visible_lines(text).replace("\n", "⏎") == visible(text)


def test_marks_are_the_ones_a_reader_knows() -> None:
    assert visible("a\x1b]52;c;x\x07\tb\nc\u202e\x9b\u200bd") == "a␛]52;c;x␇ b⏎c��·d"
    assert visible("[laughs] [/] 👩‍⚕️ é 漢字 שלום") == "[laughs] [/] 👩‍⚕️ é 漢字 שלום"


def test_hidden_characters_are_counted_by_name() -> None:
    assert hidden_characters(["a\x1b\x1b", "plain\t\n", "\u202e"]) == {"U+001B": 2, "RIGHT-TO-LEFT OVERRIDE": 1}


ALL = [chr(code) for code in range(sys.maxunicode + 1)]


def test_nothing_that_only_acts_stays_but_the_two_joiners() -> None:
    unseen = {c for c in ALL if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert {c for c in unseen if visible(c) == c} == {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    "code", [0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x2800, 0x3164, 0xFFA0, 0xE0100, 0xE01EF]
)
def test_letters_that_are_drawn_as_nothing_are_marked(code: int) -> None:
    assert visible(f"a{chr(code)}b") in {"a·b", "a\ufffdb"}


def test_emoji_keep_their_spelling() -> None:
    for text in (
        "\u2764\ufe0f",
        "\u2764\ufe0e",
        "👩\u200d⚕\ufe0f",
        "🇬🇧",
        "1\ufe0f\u20e3",
        "👍🏽",
        "नमस्\u200dते",
        "می\u200cخواهم",
    ):
        assert visible(text) == text


def test_what_can_be_seen_is_never_marked() -> None:
    drawn = {c for c in ALL if unicodedata.category(c)[0] in "LNPS"} - set("\u115f\u1160\u2800\u3164\uffa0\ufffc")
    assert {c for c in drawn if visible(c) != c} == set()
