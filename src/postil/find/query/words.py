"""Words in texts: a transcript made ready, so that a word or a phrase is found in all of its paragraphs at once.

Case, accents and kinds of quotes and dashes do not count. A word is a whole word; ``*`` at an end leaves that end open,
and inside a word stands for up to ``MOST_LETTERS`` letters, as ``?`` does for one. Invariant: what is found is in one
paragraph, never across two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from postil.find.query.wild import folded_pieces, piece_pattern, without_wildcards
from postil.text.plain import plain_character, plain_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_LETTERS = 60
"""Letters that a star inside a word stands for at most."""

_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)  # fmt: skip
"""Code points, first and last, of scripts that are written without spaces: there a word ends anywhere."""
_LETTER = r"[^\W{}]".format("".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSPACED))
"""Whatever words are made of elsewhere."""


class Wanted:
    """A word or phrase to look for."""

    def __init__(self, value: str) -> None:
        """Take a value as ``wild`` has it."""
        pieces = folded_pieces(value)
        self._open_before, self._open_after = len(pieces) > 1 and not pieces[0], len(pieces) > 1 and not pieces[-1]
        inside = [piece for piece in pieces if piece]
        self.is_empty = not any(without_wildcards(piece).strip() for piece in inside)
        """Whether there is no letter or sign to look for."""
        self._plain = inside[0] if len(inside) == 1 and without_wildcards(inside[0]) == inside[0] else ""
        """The letters where no wildcard is among them."""
        self._pieces = [] if self._plain or self.is_empty else [piece_pattern(piece, r"\S") for piece in inside]
        self._at_once = self._as_one() if 0 < len(self._pieces) <= 2 else None
        """The same as one expression; only where its choices cannot multiply."""

    def first_in(self, text: str, at: int = 0) -> tuple[int, int] | None:
        """Where it stands first in a text that was made plain, from a place on; None where it does not."""
        if not self._plain:
            return self._first_with_wildcards(text, at)
        start = text.find(self._plain, at)
        while start >= 0:
            end = start + len(self._plain)
            if self._may_begin(text, start) and self._may_end(text, end):
                return start, end
            start = text.find(self._plain, start + 1)
        return None

    def places_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text as it is written, in code points; none over another, in their order."""
        plain, origins = _traced(text)
        found = self.first_in(plain)
        while found is not None:
            start, end = origins[found[0]], origins[found[1] - 1] + 1
            while end < len(text) and not plain_character(text[end]):
                end += 1  # a mark belongs to the letter before it
            yield start, end
            found = self.first_in(plain, found[1])

    def _as_one(self) -> re.Pattern[str]:
        first = self._pieces[0].pattern
        if not self._open_before:  # looked at behind the first piece, for that is what is searched for
            begins = re.sub(r"^\\S", lambda _: _LETTER, first)
            first += f"(?<!{_LETTER}{begins})" if re.match(r"\\S", first) or _in_word(_first_sign(first)) else ""
        rest = "".join(rf"\S{{0,{MOST_LETTERS}}}?{piece.pattern}" for piece in self._pieces[1:])
        ends = "" if self._open_after else f"(?:(?<!{_LETTER})|(?!{_LETTER}))"
        return re.compile(first + rest + ends, re.DOTALL)

    def _first_with_wildcards(self, text: str, at: int) -> tuple[int, int] | None:
        if self._at_once is not None:
            match = self._at_once.search(text, at)
            return match.span() if match else None
        if not self._pieces:
            return None
        found = self._pieces[0].search(text, at)
        while found is not None:
            end = self._end(text, found.end()) if self._may_begin(text, found.start()) else -1
            if end >= 0:
                return found.start(), end
            found = self._pieces[0].search(text, found.start() + 1)
        return None

    def _end(self, text: str, at: int) -> int:
        """Where it ends if the first piece ends here; -1 where the rest does not follow."""
        for piece in self._pieces[1:-1]:
            at = next(_ends(piece, text, at), -1)  # the first place that will do leaves most room for the rest
            if at < 0:
                return -1
        ends = _ends(self._pieces[-1], text, at) if len(self._pieces) > 1 else iter((at,))
        return next((end for end in ends if self._may_end(text, end)), -1)

    def _may_begin(self, text: str, at: int) -> bool:
        return self._open_before or not is_inside(text, at)

    def _may_end(self, text: str, at: int) -> bool:
        return self._open_after or not is_inside(text, at)


def _ends(piece: re.Pattern[str], text: str, at: int) -> Iterator[int]:
    """Where a piece ends that stands behind a few letters, the nearest first."""
    for start in range(at, min(at + MOST_LETTERS, len(text)) + 1):
        found = piece.match(text, start)
        if found is not None:
            yield found.end()
        if text[start : start + 1].isspace():
            break


def _traced(text: str) -> tuple[str, list[int]]:
    """A text made plain, and for each of its signs the code point of the text that it came from."""
    letters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        plain = plain_character(character)
        if plain == " " and letters[-1:] == [" "]:
            continue
        letters += plain
        origins += [at] * len(plain)
    return "".join(letters), origins


class Texts:
    """Texts made ready, one after the other."""

    def __init__(self, texts: Sequence[str]) -> None:
        plain = plain_texts(texts)
        self._joined = "\n".join(plain)
        self._starts = [0, *accumulate(len(text) + 1 for text in plain)]

    def having(self, wanted: Wanted) -> int:
        """Which of the texts hold it, as the set bits of a number."""
        found, joined = 0, self._joined
        place = wanted.first_in(joined)
        while place is not None:
            number = bisect_right(self._starts, place[0]) - 1
            found |= 1 << number
            place = wanted.first_in(joined, self._starts[number + 1])
        return found


def _first_sign(pattern: str) -> str:
    """The first sign of an expression that begins with a sign, escaped or not."""
    return pattern.removeprefix("\\")[:1]


def is_inside(text: str, at: int) -> bool:
    """Whether a place is inside a word."""
    return 0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at])


def _in_word(character: str) -> bool:
    if not (character.isalnum() or character == "_"):
        return False
    code = ord(character)
    return code < _UNSPACED[0][0] or not any(first <= code <= last for first, last in _UNSPACED)
