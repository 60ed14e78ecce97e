"""Names that may be one code twice, asked about when a new code is made.

Invariant: nearness is symmetric, and what names have in common never counts for them: the words in which they differ
must be near each other ("Local attitudes" and "Local conditions" are not).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from postil.find.folding import SMALL_WORDS, Folded

if TYPE_CHECKING:
    from collections.abc import Iterable

EQUAL = 100.0
_NEAR = 85.0
_NEAR_DIFFERENCE = 80.0
_OTHER_ORDER = 99.0
_FEWEST_SWAPPED = 5
"""Two words of so many letters of which two are swapped are one word mistyped."""
_OPPOSITES = ("un", "in", "im", "il", "ir", "dis", "mis", "non", "de", "anti", "over", "under")


def similar_names(name: str, names: Iterable[str]) -> list[tuple[str, float]]:
    """Those of ``names`` that are near ``name``, best first, with a score of 85 to 100.

    100 is the same name but for case, width, spaces, hyphens, accents, small words and the plural. One name inside a
    longer one is not near ("Staff" and "Staffing issues" may well be two codes, and the picker shows them together);
    nor are names with different numbers or opposites ("Formal", "Informal").
    """
    key = _key(name)
    found = [(other, score) for other in names if (score := _likeness(key, _key(other))) >= _NEAR]
    return sorted(found, key=lambda pair: -pair[1])


class _Key:
    """A name as near duplicates see it."""

    __slots__ = ("compact", "ordered", "unbroken", "whole", "words")

    def __init__(self, name: str) -> None:
        folded = Folded(name)
        self.whole = folded.whole
        self.ordered = [_singular(word) for word in folded.words if word not in SMALL_WORDS]
        self.unbroken = "".join(map(_singular, folded.words))
        if not self.ordered:
            self.ordered = list(folded.words)
        self.words = Counter(self.ordered)
        self.compact = "".join(self.ordered)


@lru_cache(maxsize=16384)
def _key(name: str) -> _Key:
    return _Key(name)


def _singular(word: str) -> str:
    """An English word without a plural ending; a word that only looks like one loses it in both names."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _likeness(one: _Key, other: _Key) -> float:
    """0 for names that are not near, else 85 to 100."""
    if not one.compact or not other.compact:
        return EQUAL if one.whole == other.whole else 0.0
    if one.compact == other.compact or one.unbroken == other.unbroken:
        return EQUAL
    if one.words == other.words:
        return _OTHER_ORDER
    longer, shorter = max(len(one.compact), len(other.compact)), min(len(one.compact), len(other.compact))
    if 3 * shorter < 2 * longer:
        return 0.0
    only_one = _left_over(one, other)
    only_other = _left_over(other, one)
    if not only_one or not only_other or not _differ_by_typing(only_one, only_other):
        return 0.0
    score = max(fuzz.ratio(one.compact, other.compact), fuzz.ratio(other.compact, one.compact))
    if score >= _NEAR or _is_swapped(only_one, only_other):
        return min(max(score, _NEAR), _OTHER_ORDER)
    return 0.0


def _left_over(one: _Key, other: _Key) -> str:
    """The words that only the one name has, in its order, joined."""
    left = one.words - other.words
    words: list[str] = []
    for word in one.ordered:
        if left[word]:
            left[word] -= 1
            words.append(word)
    return "".join(words)


def _is_swapped(one: str, other: str) -> bool:
    return len(one) >= _FEWEST_SWAPPED and sorted(one) == sorted(other) and OSA.distance(one, other) == 1


def _differ_by_typing(one: str, other: str) -> bool:
    """Whether the differing words may be the same words mistyped or inflected."""
    if any(character.isdigit() for character in one + other):
        return one == other
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if any(longer == opposite + shorter for opposite in _OPPOSITES):
        return False
    ratio = max(fuzz.ratio(one, other), fuzz.ratio(other, one))
    return one == other or ratio >= _NEAR_DIFFERENCE or _is_swapped(one, other)
