"""The units on which coders differ, and those where they agree on a code: what stands behind a figure.

Invariant: a code is disputed at a unit if one who rated it gave the code and another who rated it did not; so for two
coders there are b + c units for each code, and no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.bits import members_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from postil.agreement.ratings import Ratings
    from postil.agreement.units import Compared
    from postil.model.coding import Place


class Difference(NamedTuple):
    """A unit and what coders gave it."""

    place: Place
    """Transcript and paragraph; the paragraph is ``WHOLE`` where transcripts are compared."""
    raters: tuple[str, ...]
    """The coders who rated it."""
    agreed: tuple[str, ...]
    """Ids of the codes that all of them gave."""
    disputed: tuple[tuple[str, tuple[str, ...]], ...]
    """Id of each code that some gave and some did not, with those who did, in book order."""


def differences(compared: Compared, codes: Collection[str] = ()) -> Iterator[Difference]:
    """The units on which coders differ, in reading order.

    Args:
        compared: what is compared.
        codes: ids; if any are given, only units where one of these is disputed, and only these codes of them.
    """
    asked = [code for code in compared.codes if not codes or code in codes]
    return _units(compared, asked, disputed_units(compared.ratings, asked))


def agreements(compared: Compared, codes: Collection[str] = ()) -> Iterator[Difference]:
    """The units where all who rated it gave one of these codes, in reading order: for two coders and one code, its a.

    Args:
        compared: what is compared.
        codes: ids; all codes if none are given. Only these are told.
    """
    asked = [code for code in compared.codes if not codes or code in codes]
    anywhere = 0
    for code in asked:
        anywhere |= compared.ratings.agreed(code)
    return _units(compared, asked, anywhere)


def _units(compared: Compared, asked: Collection[str], units: int) -> Iterator[Difference]:
    """What coders gave of the codes asked for, at each unit of a bit set."""
    ratings = compared.ratings
    size = ratings.units // 8 + 1
    disputed = {code: bits.to_bytes(size, "little") for code in asked if (bits := ratings.disputed(code))}
    rated = [bits.to_bytes(size, "little") for bits in ratings.rated]
    given = {code: [here.get(code, 0).to_bytes(size, "little") for here in ratings.given] for code in asked}
    for at in members_of(units):
        byte, bit = at >> 3, 1 << (at & 7)
        raters = [place for place, row in enumerate(rated) if row[byte] & bit]
        givers = {code: [place for place in raters if given[code][place][byte] & bit] for code in asked}
        yield Difference(
            place=compared.places[at],
            raters=tuple(compared.coders[place] for place in raters),
            agreed=tuple(code for code in asked if givers[code] == raters),
            disputed=tuple(
                (code, tuple(compared.coders[place] for place in givers[code]))
                for code, row in disputed.items()
                if row[byte] & bit
            ),
        )


def disputed_units(ratings: Ratings, codes: Collection[str]) -> int:
    """Bit set of the units where any of these codes is disputed."""
    anywhere = 0
    for code in codes:
        anywhere |= ratings.disputed(code)
    return anywhere
