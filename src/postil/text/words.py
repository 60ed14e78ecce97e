"""The words of a text as they are compared: capitals, points, kinds of apostrophe and what nobody sees do not count.

Invariant: the places of a word are those of the text itself, so what is found by a key can be cut out of it. Every
letter and digit is in just one word. A script that is written without spaces has each character for a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from postil.tuples import NamedTuple

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters that nobody sees and that part no words, for a class of a pattern: those that Unicode calls ignorable by
default, and the annotations."""
_APOSTROPHES = "'’‘‛`´′‵＇ʼʻ׳"
_LETTER = rf"(?:(?![{_UNSPACED}{UNSEEN}{_APOSTROPHES}])[^\W_])"
_MARK = "\u0300"
"""What stands for each combining mark while words are looked for."""
_WITH_MARKS = (
    "\u0300-\u1fff\u20d0-\u20ff\u2c80-\u2dff\u3000-\u30ff\ua000-\uabff\ufb1e\ufe20-\ufe2f\U00010000-\U0001f000"
)
"""Where combining marks are: most texts have nothing from there, and are looked through as they are."""
_POINTS = frozenset({1, *range(10, 37)})
"""Combining classes of strokes through letters and of Hebrew and Arabic points, which most writers leave out."""
_TATWEEL = "\u0640"


class Word(NamedTuple):
    """A word of a text."""

    key: str
    """What it is compared by."""
    start: int
    """Where it begins, in code points."""
    end: int


# Patterns are made when they are first needed: that takes longer than the counts of a report.


@cache
def unseen() -> re.Pattern[str]:
    """A character that nobody sees."""
    return re.compile(f"[{UNSEEN}]")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]|{_LETTER}(?:[{UNSEEN}]*(?:(?:[{_APOSTROPHES}][{UNSEEN}]*)?{_LETTER}|{_MARK}))*")


@cache
def _may_have_marks() -> re.Pattern[str]:
    return re.compile(f"[{_WITH_MARKS}]")


@cache
def _no_mark() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}{UNSEEN}]")


class _Shapes(dict[int, str]):
    """Code point -> what stands for it while words are looked for; filled as characters come."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_mark = unicodedata.category(character) in {"Mn", "Mc"} and not _no_mark().match(character)
        shape = self[code] = _MARK if is_mark else character
        return shape


_SHAPES = _Shapes()
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    if text.isascii():
        return [Word(match[0].casefold().replace("`", "'"), *match.span()) for match in _word().finditer(text)]
    shape = text.translate(_SHAPES) if _may_have_marks().search(text) else text
    spans = (match.span() for match in _word().finditer(shape))
    return [Word(_key(text[start:end]), start, end) for start, end in spans]


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    if word.isascii():
        return word.casefold().replace("`", "'")
    plain = unicodedata.normalize("NFKC", unseen().sub("", word).translate(_ONE_APOSTROPHE)).casefold()
    plain = plain.replace("i\u0307", "i").replace("ı", "i")  # capitals of a Turkish i
    whole = unicodedata.normalize("NFKC", plain)
    kept = "".join(c for c in whole if c != _TATWEEL and unicodedata.combining(c) not in _POINTS and not c.isspace())
    return kept or whole
