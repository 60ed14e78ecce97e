"""Words of a paragraph as they are compared, with the place of each.

Invariant: two texts have the same words if they differ in nothing but width and case of letters, punctuation, times of
the recording, spacing and invisible characters. Offsets are code points of the text as it is stored; the folded words
are for comparing only and have no offsets of their own, because folding can change how long a word is.
"""

from __future__ import annotations

import re
import unicodedata

from postil.tuples import NamedTuple

_TIME = re.compile(r"(?<![\d:])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?(?![\d:])")
_APOSTROPHES = frozenset("'’‘ʼ＇")
_DROPPED = "\x00"  # stands for a character that is in a word but not of it
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|[^ \u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""In scripts that put no space between words each character is one."""


class Word(NamedTuple):
    """One word of a text."""

    folded: str
    """As it is compared."""
    start: int
    """First code point in the stored text."""
    end: int
    """The code point after its last."""


class _Kinds(dict[int, str]):
    """What a character is to a word: itself where it is part of one, or dropped, or a space between words."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in _APOSTROPHES or code in _VARIATION_SELECTORS or category == "Cf":
            kind = _DROPPED
        elif category == "Cc":
            kind = " " if character.isspace() else _DROPPED
        else:
            kind = character if character.isalnum() or category[0] == "M" else " "
        self[code] = kind
        return kind


_KINDS = _Kinds()


def words(text: str) -> list[Word]:
    """The words of a text in order. A text without any, such as '[…]' or '00:12:33', is one word as it stands."""
    characters = _TIME.sub(lambda time: " " * len(time.group()), text).translate(_KINDS)
    found = [Word(folded, *match.span()) for match in _WORD.finditer(characters) if (folded := _folded(match.group()))]
    return found or [Word(text.strip(), 0, len(text))]


def _folded(word: str) -> str:
    word = word.replace(_DROPPED, "")
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return folded.replace(" ", "")  # some ligatures stand for several words


def canonical(text: str) -> str:
    """A text as it is compared: its words with one space between them."""
    return " ".join(word.folded for word in words(text))
