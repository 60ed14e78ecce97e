"""Words in texts: a transcript made ready, so that a word or a phrase is found in all of its paragraphs at once.

Case, accents and kinds of quotes and dashes do not count. A word is a whole word; ``*`` at an end leaves that end open.
Invariant: what is found is in one paragraph, never across two.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from postil.text.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)  # fmt: skip
"""Code points, first and last, of scripts that are written without spaces: there a word ends anywhere."""


class Wanted:
    """A word or phrase to look for."""

    def __init__(self, text: str) -> None:
        self.open_before, self.open_after = text.startswith("*"), len(text) > 1 and text.endswith("*")
        self.plain = plain_text(text.strip("*"))
        """Empty for what has no letter or sign that counts."""


class Texts:
    """Texts made ready, one after the other."""

    def __init__(self, texts: Sequence[str]) -> None:
        plain = [plain_text(text) for text in texts]
        self._joined = "\n".join(plain)
        self._starts = [0, *accumulate(len(text) + 1 for text in plain)]

    def having(self, wanted: Wanted) -> int:
        """Which of the texts hold it, as the set bits of a number."""
        found, query, joined = 0, wanted.plain, self._joined
        at = joined.find(query) if query else -1
        while at >= 0:
            end = at + len(query)
            before = wanted.open_before or not is_inside(joined, at)
            if before and (wanted.open_after or not is_inside(joined, end)):
                number = bisect_right(self._starts, at) - 1
                found |= 1 << number
                at = joined.find(query, self._starts[number + 1])
            else:
                at = joined.find(query, at + 1)
        return found


def is_inside(text: str, at: int) -> bool:
    """Whether a place is inside a word."""
    return 0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at])


def _in_word(character: str) -> bool:
    if not (character.isalnum() or character == "_"):
        return False
    code = ord(character)
    return code < _UNSPACED[0][0] or not any(first <= code <= last for first, last in _UNSPACED)
