"""Finding: the ranker of the picker, near-duplicate names, the query language (``query``) and passages to quote.

Invariant: importing this package imports none of its modules, and rapidfuzz is imported only when names are compared
with allowance for errors.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.find.codes import CodeIndex, FoundCode
    from postil.find.ranking import rank
    from postil.find.similar import similar_names
    from postil.find.spans import match_spans
    from postil.find.tiers import Match, Tier

__all__ = ["CodeIndex", "FoundCode", "Match", "Tier", "match_spans", "rank", "similar_names"]

_HOMES = {
    "CodeIndex": "codes",
    "FoundCode": "codes",
    "Match": "tiers",
    "Tier": "tiers",
    "match_spans": "spans",
    "rank": "ranking",
    "similar_names": "similar",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
