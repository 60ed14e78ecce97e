from __future__ import annotations

import sys

import pytest

from postil.model.codebook import is_nameless
from postil.text.blank import is_blank


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b\ufeff", "\u2800", "\u3164 ", "\x1b", "\u202e", "\u034f", "\u2028"]
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "\u200ba", "愛", "\u0301"])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_names_and_texts_are_blank_by_the_same_rule() -> None:
    differing = [code for code in range(sys.maxunicode + 1) if is_blank(chr(code)) != is_nameless(chr(code))]
    assert differing == []
