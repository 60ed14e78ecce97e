"""Names in the order in which a query means them.

Invariant: typing errors are looked for, and rapidfuzz is imported, only when nothing matches better.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from postil.find.tiers import Match, Query, Tier, match, match_loosely, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.find.typing_errors import MisspelledNames

_FEW = 3
"""With fewer names that match only by letters in order, misspelled ones follow them."""


class NameIndex:
    """Names ready to be searched; a row is a name's place in the order given."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name_of(name) for name in names]
        self._letters = [name.letters for name in self._names]
        self._misspelled: MisspelledNames | None = None

    def search(self, query: Query) -> dict[int, Match]:
        """Rows that the query matches, with how well."""
        found: dict[int, Match] = {}
        names, wanted = self._names, query.letters
        for row, letters in enumerate(self._letters):
            if wanted & letters == wanted and (matched := match(query, names[row])) is not None:
                found[row] = matched
        best = min((matched.tier for matched in found.values()), default=Tier.LOOSE)
        if best is Tier.LOOSE:
            self._add(found, self._search_loosely(query, anywhere=False))
        if best is Tier.LOOSE or (best is Tier.SUBSEQUENCE and len(found) < _FEW):
            self._add(found, self._search_misspelled(query))
        return found or self._search_loosely(query, anywhere=True)

    @staticmethod
    def _add(found: dict[int, Match], more: dict[int, Match]) -> None:
        for row, matched in more.items():
            found[row] = min(matched, found.get(row, matched))

    def _search_loosely(self, query: Query, *, anywhere: bool) -> dict[int, Match]:
        matches = ((row, match_loosely(query, name, anywhere=anywhere)) for row, name in enumerate(self._names))
        return {row: matched for row, matched in matches if matched is not None}

    def _search_misspelled(self, query: Query) -> dict[int, Match]:
        if self._misspelled is None:
            from postil.find.typing_errors import MisspelledNames  # noqa: PLC0415 (it imports rapidfuzz)

            self._misspelled = MisspelledNames(self._names)
        return self._misspelled.search(query)


@lru_cache(maxsize=8)
def _index(names: tuple[str, ...]) -> NameIndex:
    return NameIndex(names)


def rank(query: str, names: Sequence[str]) -> list[str]:
    """The names that the query matches, best first; ties in the order given.

    An empty query matches every name. A name that is given twice is returned twice.
    """
    if not query.strip():
        return list(names)
    found = _index(tuple(names)).search(Query(query))
    return [names[row] for row in sorted(found, key=lambda row: (found[row], row))]
