"""Codes of a codebook in the order in which a query in the picker means them.

Invariant: the order depends on the tier and cost of each code's match and then on recency, use and book order, so that
a further letter never swaps two codes whose matches stay as good as they were.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from postil.find.numbers import NumberIndex
from postil.find.ranking import NameIndex
from postil.find.tiers import Match, Query, Tier, match, name_of
from postil.model.codebook import PATH_SEPARATOR
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.codebook import Codebook

_NOT_OFFERED = frozenset({"retired", "heading"})
_EVERYTHING = Match(Tier.PREFIX, 0)
_ALIAS_COST = 1_000
"""Puts codes that are found by the beginning of an alias after those that are found as well by their own names."""


class FoundCode(NamedTuple):
    """A code that a query matches."""

    code_id: str
    match: Match
    """Its tier tells a sure find from a guess: ``Tier.LOOSE`` may be another name that is meant to be new."""


class CodeIndex:
    """The codes of one codebook that are offered to coders, ready to be searched."""

    def __init__(self, codebook: Codebook) -> None:
        offered = [code for code in codebook if code.status not in _NOT_OFFERED]
        self._order = {code.id: place for place, code in enumerate(offered)}
        self._owners = [code.id for code in offered for _ in (code.name, *code.aliases)]
        self._is_alias = [is_alias for code in offered for is_alias in (False, *(True for _ in code.aliases))]
        self._names = NameIndex([name for code in offered for name in (code.name, *code.aliases)])
        self._numbers = NumberIndex(
            (code.id, spelling) for code in offered for spelling in (code.number, code.id) if spelling
        )
        self._above = {code.id: tuple(above.id for above in codebook.ancestors(code.id)) for code in offered}
        self._names_above: dict[str, str] = {}
        self._below: dict[str, list[str]] = defaultdict(list)
        for code_id, above in self._above.items():
            for ancestor in above:
                self._below[ancestor].append(code_id)
                found = codebook.get(ancestor)
                if found is not None:
                    self._names_above[ancestor] = found.name

    def search(
        self,
        query: str,
        *,
        recent: Mapping[str, int] | None = None,
        uses: Mapping[str, int] | None = None,
        limit: int | None = None,
    ) -> list[str]:
        """Ids of the codes that the query matches, best first; retired codes and headings are left out.

        Args:
            query: what was typed: letters of a name or alias, a number or id (``2.3``, ``23``, ``f12``), or a path of
                any of the names above and the name (``indiv/need``; ``indiv/`` for all below). Empty matches all.
            recent: code id -> when it was last used in this transcript, larger for later; codes not in it come after.
            uses: code id -> how often it was used.
            limit: return so many at most.
        """
        return self._sorted(self._matches(query), recent or {}, uses or {})[:limit]

    def found(
        self, query: str, *, recent: Mapping[str, int] | None = None, uses: Mapping[str, int] | None = None
    ) -> list[FoundCode]:
        """Like ``search``, with how well each code matches."""
        matches = self._matches(query)
        return [FoundCode(code_id, matches[code_id]) for code_id in self._sorted(matches, recent or {}, uses or {})]

    def _sorted(self, matches: dict[str, Match], recent: Mapping[str, int], uses: Mapping[str, int]) -> list[str]:
        order = self._order

        def standing(code_id: str) -> tuple[Match, bool, int, int, int]:
            when = recent.get(code_id)
            return (matches[code_id], when is None, -(when or 0), -uses.get(code_id, 0), order[code_id])

        return sorted(matches, key=standing)

    def _matches(self, query: str) -> dict[str, Match]:
        if not query.strip():
            return dict.fromkeys(self._order, _EVERYTHING)
        matches = self._by_name(query)
        _keep_best(matches, self._numbers.search(query).items())
        if PATH_SEPARATOR in query:
            matches = {code_id: matched for code_id, matched in matches.items() if matched.tier <= Tier.OUT_OF_ORDER}
            _keep_best(matches, self._by_path(query).items())
        return matches

    def _by_name(self, query: str) -> dict[str, Match]:
        matches: dict[str, Match] = {}
        owners = self._owners
        for row, matched in self._names.search(Query(query)).items():
            if self._is_alias[row] and matched.tier is not Tier.EXACT:
                matched = Match(matched.tier, matched.cost + _ALIAS_COST)  # noqa: PLW2901 - the same find, as an alias
            _keep_best(matches, [(owners[row], matched)])
        return matches

    def _by_path(self, query: str) -> dict[str, Match]:
        *above, last = (part.strip() for part in query.split(PATH_SEPARATOR))
        places = [self._named(part) for part in above if part]
        matches = self._by_name(last) if last else dict.fromkeys(self._order, _EVERYTHING)
        if not places:
            return matches
        candidates = {code_id for ancestor in places[-1] for code_id in self._below[ancestor]}
        return {
            code_id: matched
            for code_id, matched in matches.items()
            if code_id in candidates and self._stands_under(code_id, places)
        }

    def _named(self, part: str) -> frozenset[str]:
        """Ids of the codes above others that a part of a path names."""
        query = Query(part)
        found = {
            code_id: matched
            for code_id, name in self._names_above.items()
            if (matched := match(query, name_of(name))) is not None and matched.tier < Tier.LOOSE
        }
        return frozenset(found)

    def _stands_under(self, code_id: str, places: list[frozenset[str]]) -> bool:
        """Whether the parts of the path name codes above this one, in order; levels may be left out."""
        above = iter(self._above[code_id])
        return all(any(ancestor in place for ancestor in above) for place in reversed(places))


def _keep_best(matches: dict[str, Match], more: Iterable[tuple[str, Match]]) -> None:
    for code_id, matched in more:
        known = matches.get(code_id)
        if known is None or matched < known:
            matches[code_id] = matched
