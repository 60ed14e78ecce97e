"""Names that a query meets but for typing errors: letters left out, doubled, wrong or swapped.

The only user of rapidfuzz in the ranker, imported when nothing else matches. Invariant: a name is found only if every
token of the query begins one of its words but for a number of errors that depends on the token's length.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from postil.find.folding import SMALL_WORDS
from postil.find.tiers import Tier, inexact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.find.tiers import Match, Name, Query

_ERROR_COST = 3
"""Letters that are only swapped, the commonest error, cost one less."""
_SHORTEST_WITH_ERRORS = 3
"""Tokens of so many letters may only have two of them swapped: any other change makes another word."""
_MOST_TOKENS = 12
"""A query of more words is a sentence, and of it no name is a misspelling."""


def errors_allowed(length: int) -> int:
    """How many typing errors a token of so many letters may hold; of several none is in the first letter."""
    return 0 if length < _SHORTEST_WITH_ERRORS else 1 if length < 8 else 2 if length < 14 else 3


class MisspelledNames:
    """The words of names, with the names that hold them, for searches that allow errors."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = names
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, name in enumerate(names):
            for position, word in enumerate(name.words):
                places[word].append((row, position))
        self._words = _Beginnings(places)
        self._tails: _Beginnings | None = None

    def search(self, query: Query) -> dict[int, Match]:
        """Rows of the names that the query meets but for errors, with how well."""
        tokens = query.tokens
        if not tokens or len(tokens) > _MOST_TOKENS:
            return {}
        found = self._by_tokens(tokens)
        if not found:
            found = self._by_tail(query.compact)
        return {row: inexact(Tier.LOOSE, cost, query, self._names[row]) for row, cost in found.items()}

    def _by_tokens(self, tokens: Sequence[str]) -> dict[int, int]:
        """Rows of which each token begins a word, with the cost; a word out of place costs one."""
        reached: dict[int, tuple[int, int]] = {}
        is_first = True
        for token in tokens:
            following: dict[int, tuple[int, int]] = {}
            for (row, position), cost in self._words.near(token):
                if is_first:
                    step = (cost + (position > 0), position)
                elif row in reached:
                    total, last = reached[row]
                    step = (total + cost + (position <= last), position)
                else:
                    continue
                following[row] = min(step, following.get(row, step))
            if not following and token in SMALL_WORDS:
                continue
            reached, is_first = following, False
        return {row: cost for row, (cost, _) in reached.items()}

    def _by_tail(self, typed: str) -> dict[int, int]:
        """For queries whose spaces are left out or misplaced: from any word's beginning on."""
        if self._tails is None:
            places: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for row, name in enumerate(self._names):
                for position, start in enumerate(name.folded.starts):
                    places[name.compact[start:]].append((row, position))
            self._tails = _Beginnings(places)
        found: dict[int, int] = {}
        for (row, position), cost in self._tails.near(typed):
            found[row] = min(cost + (position > 0), found.get(row, cost + 1))
        return found


class _Beginnings:
    """Texts whose beginnings are compared with a token; each knows the (row, position) pairs where it stands."""

    def __init__(self, places: dict[str, list[tuple[int, int]]]) -> None:
        self._places = tuple(places.values())
        self._texts = tuple(places)
        self._cut: dict[int, list[str]] = {}

    def near(self, token: str) -> Iterator[tuple[tuple[int, int], int]]:
        """Where texts stand whose beginning is the token but for errors, each with the least cost of the errors."""
        for index, cost in self._costs(token).items():
            for place in self._places[index]:
                yield place, cost

    def _costs(self, token: str) -> dict[int, int]:
        length = len(token)
        allowed = errors_allowed(length)
        if not allowed:
            return {index: 0 for index, text in enumerate(self._texts) if text.startswith(token)}
        letters = sorted(token)
        found: dict[int, int] = {}
        for cut in range(length - allowed, length + allowed + 1):
            beginnings = self._cut.get(cut)
            if beginnings is None:
                beginnings = self._cut[cut] = [text[:cut] for text in self._texts]
            for text, errors, index in process.extract(
                token, beginnings, scorer=OSA.distance, score_cutoff=allowed, limit=None
            ):
                swapped = errors > 0 and sorted(text) == letters
                if length == _SHORTEST_WITH_ERRORS and errors and not swapped:
                    continue
                if errors > 1 and text[:1] != token[0]:
                    continue
                cost = _ERROR_COST * int(errors) - swapped
                found[index] = min(cost, found.get(index, cost))
        return found
