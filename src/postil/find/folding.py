"""How names and queries are made comparable: case, accents, width, separators and small words.

Invariant: every letter of the folded text knows the code point of the original that it came from, so that what was
matched can be shown in the name as it is written. Nothing here raises on any string.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from postil.model.codebook import matching_name

LONGEST = 256
"""Names and queries are compared by their first so many folded letters; equality counts in full."""

# fmt: off
SMALL_WORDS = frozenset({
    "a", "aan", "al", "an", "and", "as", "at", "auf", "aus", "av", "avec", "bei", "by", "com", "con", "da", "das",
    "de", "dei", "del", "della", "den", "der", "des", "det", "di", "die", "do", "dos", "du", "e", "ein", "eine",
    "el", "en", "et", "for", "from", "fur", "i", "il", "im", "in", "into", "its", "la", "las", "le", "les", "los",
    "med", "mit", "o", "och", "of", "og", "om", "on", "or", "our", "pa", "para", "per", "por", "pour", "som", "sur",
    "the", "their", "till", "to", "um", "un", "una", "und", "une", "van", "vom", "von", "voor", "vs", "with", "y",
    "zu", "zum", "zur",
})
# fmt: on
"""Words that initials and near duplicates may leave out, in English and some other languages, without accents."""

_NO_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
_APOSTROPHES = frozenset("'’‘ʼ`´")
AMPERSANDS = frozenset("&＆﹠")
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x32400))
_POINTS_OF_A_LETTER = (range(1, 2), range(10, 37), range(200, 300))
"""Combining classes of accents and of Hebrew and Arabic points; vowel signs and tone marks of other scripts stay."""


@lru_cache(maxsize=8192)
def _letters(character: str) -> str | None:
    """The folded letters of a character; empty for one that does not count, None for a separator."""
    if character in _APOSTROPHES or ord(character) in _VARIATION_SELECTORS:
        return ""
    if unicodedata.category(character) == "Cf":
        return ""
    if character in AMPERSANDS:
        return None
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = "".join(c for c in decomposed if c not in _APOSTROPHES and not _is_point(c))
    if decomposed and not kept:
        return ""
    kept = "".join(c for c in kept.translate(_NO_DECOMPOSITION) if c.isalnum() or unicodedata.category(c)[0] == "M")
    return kept or None


def _is_point(character: str) -> bool:
    combining = unicodedata.combining(character)
    return any(combining in classes for classes in _POINTS_OF_A_LETTER)


def _is_ideograph(character: str) -> bool:
    return any(ord(character) in block for block in _IDEOGRAPHS)


class Folded:
    """A text as letters without separators, with the places where its words begin.

    An ampersand is the word "and". In a name, ideographs are words of their own and a capital after a small letter
    begins a word (``InnoDesign``); in a query only separators part words, for nobody types the word ends of a script
    that has none.
    """

    __slots__ = ("compact", "ends", "origins", "starts", "whole", "words")

    def __init__(self, text: str, *, is_query: bool = False) -> None:
        self.whole = matching_name(text)
        """The text with its symbols, for equality and for texts without any letter."""
        letters: list[str] = []
        origins: list[int] = []
        starts: list[int] = []
        begins = True
        before = ""
        for place, character in enumerate(text):
            folded = "and" if character in AMPERSANDS else _letters(character)
            if folded is None:
                begins = True
            elif folded:
                alone = character in AMPERSANDS or (not is_query and _is_ideograph(character))
                if begins or alone or (not is_query and before.islower() and character.isupper()):
                    starts.append(len(origins))
                letters.append(folded)
                origins.extend([place] * len(folded))
                begins = alone
                before = character
            if len(origins) >= LONGEST:
                break
        self.compact = "".join(letters)
        """The folded letters of all words, joined."""
        self.origins = origins
        """For each folded letter, the code point of the text that it came from."""
        self.starts = starts
        """Where words begin, as places in ``compact``."""
        self.ends = [*starts[1:], len(self.compact)] if starts else []
        """Where they end."""
        self.words = tuple(self.compact[start:end] for start, end in zip(starts, self.ends, strict=True))


def bits(places: list[int]) -> int:
    """Places as the set bits of a number."""
    found = 0
    for place in places:
        found |= 1 << place
    return found


def letter_set(text: str) -> int:
    """The letters of a text as a set of 128 bits: a text that holds another has all of its bits."""
    found = 0
    for letter in set(text):
        found |= 1 << (ord(letter) & 127)
    return found
