"""Putting words back where ``[...]`` stood for them, in a text that somebody edited meanwhile.

Invariant: words come back only at a mark whose surroundings are those of one place of the text and of no other; words
at the wrong place would say something else of somebody. A mark that may be several, or none, is left and counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.redaction import LEFT_OUT, apart
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"\[\.\.\.\]|\w+|[^\w\s]")
_FAR = 64
"""So many words and signs to either side of a mark are compared at most."""
_PAIRS = 40_000
"""So many pairs of marks are compared at most; of more none is put back."""


class Back(NamedTuple):
    """A text that words were put back into."""

    text: str
    left: int
    """How many marks of it stand for words of which nothing says which they are."""


class _Marked:
    """A text as its words and signs, with its two ends, and the marks among these."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self.tokens = ["", *(match[0].casefold() for match in found), ""]
        self.marks = {at: match.start() for at, match in enumerate(found, 1) if match[0] == LEFT_OUT}
        """Index of each mark -> where it begins in the text, in code points."""


def put_back(text: str, spans: Iterable[tuple[int, int]], edited: str) -> Back:
    """A text that was edited while ``[...]`` stood for words of it, with these words where they stood.

    Args:
        text: as it was before, with all its words.
        spans: what was left out of it.
        edited: what became of it.
    """
    stood, words = _stood(text, spans)
    if edited in {stood, text}:
        return Back(text, 0)
    before, after = _Marked(stood), _Marked(edited)
    claims: dict[int, list[int]] = {}
    for here in after.marks if len(before.marks) * len(after.marks) <= _PAIRS else ():
        there = _place(before, after, here)
        if there is not None:
            claims.setdefault(there, []).append(here)
    left = len(after.marks)
    found = {
        after.marks[here[0]]: words.get(before.marks[there], LEFT_OUT)
        for there, here in claims.items()
        if len(here) == 1
    }
    for at, said in sorted(found.items(), reverse=True):
        edited = edited[:at] + said + edited[at + len(LEFT_OUT) :]
    return Back(edited, left - len(found))


def _place(before: _Marked, after: _Marked, here: int) -> int | None:
    """The mark of a text that a mark of the edited one is: no other is as much like it on either side."""
    alike = {
        there: (
            _alike(before.tokens, there, after.tokens, here, -1),
            _alike(before.tokens, there, after.tokens, here, 1),
        )
        for there in before.marks
    }
    if not alike:
        return None
    found = max(alike, key=alike.__getitem__)
    left, right = alike.pop(found)
    is_only = not alike and len(after.marks) == 1
    if not (left or right if is_only else left and right):
        return None
    if any(other[0] > left or other[1] > right or other == (left, right) for other in alike.values()):
        return None
    return found


def _alike(before: Sequence[str], there: int, after: Sequence[str], here: int, step: int) -> int:
    """How many words and signs beside two places are the same, going one way."""
    for far in range(1, _FAR + 1):
        one, other = there + far * step, here + far * step
        if not (0 <= one < len(before) and 0 <= other < len(after)) or before[one] != after[other]:
            return far - 1
    return _FAR


def _stood(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, dict[int, str]]:
    """A text with a mark for each span that is left out, and by the place of each mark what it stands for."""
    said, places, at = "", {}, 0
    for start, end in apart(text, spans):
        said += text[at:start]
        places[len(said)] = text[start:end]
        said, at = said + LEFT_OUT, end
    return said + text[at:], places
