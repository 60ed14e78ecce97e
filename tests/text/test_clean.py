from __future__ import annotations

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
