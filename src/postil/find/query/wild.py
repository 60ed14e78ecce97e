"""Wildcards: ``*`` stands for any signs, none too, and ``?`` for one; a backslash before them means the sign itself.

A *value* here is a text as a query holds it: its stars and question marks are wildcards, and a backslash stands only
before a star, a question mark or a backslash, which it makes an ordinary sign. Invariant: ``plain_value(literal(text))
== text``, and ``Wild(literal(text))`` matches what looks as ``text`` does, and nothing else. Nothing here takes longer
than the name times the value.
"""

from __future__ import annotations

import re
from functools import lru_cache

from postil.text.plain import plain_text

MANY, ONE = "*", "?"
_SIGNS = re.compile(r"\\([*?\\])|([*?])|(\\)", re.DOTALL)
_MANY_KEPT, _ONE_KEPT = "\ufdd0", "\ufdd1"
"""Stand for the wildcards while a value is folded: code points that no text may hold, and that folding leaves alone."""
_KEPT = str.maketrans("", "", _MANY_KEPT + _ONE_KEPT)


def literal(text: str) -> str:
    """A text as a value that means just this text."""
    return re.sub(r"[*?\\]", r"\\\g<0>", text)


def as_value(typed: str) -> str:
    """A text as it was typed, as a value: a backslash before any other sign is one itself."""
    return _SIGNS.sub(lambda found: "\\\\" if found[3] else found[0], typed)


def plain_value(value: str) -> str:
    """The text of a value, its wildcards as the signs they are written with."""
    return _SIGNS.sub(lambda found: found[1] or found[2] or found[3], value)


def is_wild(value: str) -> bool:
    """Whether a value has a wildcard."""
    return any(found[2] for found in _SIGNS.finditer(value))


def folded_pieces(value: str) -> list[str]:
    """What stands between the stars of a value, as it is compared, in pieces that ``piece_pattern`` takes."""
    kept = {MANY: _MANY_KEPT, ONE: _ONE_KEPT}
    marked = _SIGNS.sub(lambda found: kept[found[2]] if found[2] else found[1] or found[3], value.translate(_KEPT))
    return plain_text(marked).split(_MANY_KEPT)


def piece_pattern(piece: str, one: str) -> re.Pattern[str]:
    """A piece between two stars as an expression of fixed length, in which ``one`` stands for a question mark."""
    return re.compile("".join(one if sign == _ONE_KEPT else re.escape(sign) for sign in piece), re.DOTALL)


def without_wildcards(piece: str) -> str:
    """The signs of a piece that are no wildcards."""
    return piece.replace(_ONE_KEPT, "")


class Wild:
    """A value to compare whole names with, without regard to case, accents and kinds of quotes, dashes and spaces."""

    def __init__(self, value: str) -> None:
        pieces = folded_pieces(value)
        self._sizes = [len(piece) for piece in pieces]
        self._pieces = [piece_pattern(piece, ".") for piece in pieces]

    def matches(self, name: str) -> bool:
        """Whether a name as a whole is as the value says."""
        text = folded_name(name)
        last = len(text) - self._sizes[-1]
        if len(self._pieces) == 1:
            return self._pieces[0].fullmatch(text) is not None
        if last < self._sizes[0] or not self._pieces[0].match(text) or not self._pieces[-1].match(text, last):
            return False
        at = self._sizes[0]
        for piece in self._pieces[1:-1]:  # the first place that will do leaves most room for the rest
            found = piece.search(text, at, last)
            if found is None:
                return False
            at = found.end()
        return True


@lru_cache(maxsize=16384)
def folded_name(name: str) -> str:
    """A name as it is compared where case, accents and kinds of signs do not count."""
    return plain_text(name)
