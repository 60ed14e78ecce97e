"""What somebody may have meant by a name that is not known.

Invariant: importing this loads nothing that compares names with allowance for errors; an error does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from postil.find.query_nodes import FLAGS, FUNCTIONS
from postil.model.codebook import matching_name

if TYPE_CHECKING:
    from collections.abc import Iterable

PROPOSED = 3
"""How many names are proposed at most."""
_LONGEST = 80
_SURELY = 75.0
"""From this likeness on, of 100, a word of queries is proposed."""
_SIGNS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT"}


def meant_by(typed: str) -> str:
    """What to write for a sign or a word that other languages have; empty for any other."""
    word = typed.lower()
    if word in FUNCTIONS:
        return f"write {word}(A, B{', 2' if word == 'near' else ''})"
    if word in _SIGNS:
        return f"write {_SIGNS[word]}"
    return f"write NOT {typed[1:]}" if word.startswith("!") else ""


def near_flags(wanted: str) -> list[str]:
    """Conditions of their own, such as ``doubtful``, that look much like a name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - for an error

    found = process.extract(wanted[:_LONGEST].lower(), FLAGS, scorer=fuzz.ratio, score_cutoff=_SURELY, limit=1)
    return [name for name, _, _ in found]


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """A few names, the one that looks most like ``wanted`` first."""
    return list(_nearest_of(wanted[:_LONGEST], tuple(dict.fromkeys(names))))


@lru_cache(maxsize=64)
def _nearest_of(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - for an error

    from postil.find.ranking import rank  # noqa: PLC0415 - for an error

    ranked = rank(wanted, list(names))[:1]
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, processor=matching_name, limit=PROPOSED)
    return tuple(dict.fromkeys([*ranked, *(name for name, _, _ in scored)]))[:PROPOSED]
