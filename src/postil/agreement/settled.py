"""Agreement before and after the decisions of a review.

What the coders gave does not change in a review, so their ratings are taken once; decisions are laid over them. That is
work on plain values, fit for a thread of its own. Invariant: the figures are those of the same ratings with
the decided paragraphs counted as if everybody who reviewed them had given what was decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.bits import bits_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from postil.agreement.ratings import Ratings
    from postil.agreement.result import Result
    from postil.agreement.units import Compared
    from postil.model.coding import Place


class Alpha(NamedTuple):
    """The set-valued alpha of a review."""

    before: Result
    """As the coders had it."""
    after: Result
    """With the decisions."""


def alpha_of(compared: Compared, decided: Mapping[Place, Collection[str]], codes: Sequence[str] = ()) -> Alpha:
    """The agreement before and after.

    Args:
        compared: what the coders gave, all codes of it.
        decided: for decided paragraphs, the ids of the codes decided on.
        codes: ids; if any are given, only these count.
    """
    ratings, settled = compared.ratings, with_decisions(compared, decided)
    if codes:
        ratings, settled = _only(ratings, codes), _only(settled, codes)
    return Alpha(ratings.set_alpha(), settled.set_alpha())


def with_decisions(compared: Compared, decided: Mapping[Place, Collection[str]]) -> Ratings:
    """The ratings as if all who rated a decided unit had given what was decided."""
    ratings = compared.ratings
    places = {place: at for at, place in enumerate(compared.places) if place in decided}
    settled = bits_of(places.values(), ratings.units)
    having = {
        code: bits_of((at for place, at in places.items() if code in decided[place]), ratings.units)
        for code in sorted({code for codes in decided.values() for code in codes})
    }
    codes = (*ratings.codes, *(code for code in having if code not in ratings.codes))
    given = tuple(
        {code: (here.get(code, 0) & ~settled) | (rated & having.get(code, 0)) for code in codes}
        for here, rated in zip(ratings.given, ratings.rated, strict=True)
    )
    return ratings._replace(codes=codes, given=given)


def _only(ratings: Ratings, codes: Sequence[str]) -> Ratings:
    """The ratings of these codes only."""
    given = tuple({code: here.get(code, 0) for code in codes} for here in ratings.given)
    return ratings._replace(codes=tuple(codes), given=given)
