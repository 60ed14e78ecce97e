"""Agreement on sets of codes: alpha with MASI or Jaccard distance, F1, Jaccard and Dice.

Invariant: a set of codes is the bits of an integer, and two empty sets are the same (distance 0), while an empty and a
filled one have nothing in common (distance 1). Sources: Krippendorff (alpha); Passonneau 2006 (MASI).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import combinations, product
from math import comb
from typing import TYPE_CHECKING, Literal, cast

from postil.agreement.krippendorff import observed_disagreement, paired_labels
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence

    from postil.agreement.patterns import Pairs, Patterns, Profile

    Progress = Callable[[int, int], None]

SetDistance = Literal["masi", "jaccard"]
SET_DISTANCES: tuple[SetDistance, ...] = ("masi", "jaccard")
MOST_SUBSETS = 1_000_000
"""Sets are compared by their subsets as long as there are not more of them than this."""
MOST_PAIRS = 10_000_000
"""Sets too large for that are compared one by one, up to so many pairs; beyond, with so many drawn at random."""
_FEW_SUBSETS = 64
"""A set that has more subsets than this, and more than there are other sets, is sooner compared one by one."""
SEED = 1


def masi_similarity(first: int, second: int, shared: int) -> float:
    """J M of two sets of these sizes: J shared by all, M 1 equal, 2/3 one in the other, 1/3 overlap, 0 disjoint."""
    if not shared:
        return float(first == second == 0)
    part = 1 if first == second == shared else 2 / 3 if shared in (first, second) else 1 / 3
    return part * jaccard_similarity(first, second, shared)


def jaccard_similarity(first: int, second: int, shared: int) -> float:
    """J of two sets of these sizes: what they share of all they hold."""
    return shared / (first + second - shared) if first or second else 1.0


SIMILARITIES: dict[SetDistance, Callable[[int, int, int], float]] = {
    "masi": masi_similarity,
    "jaccard": jaccard_similarity,
}


def set_distance(name: SetDistance) -> Callable[[Hashable, Hashable], float]:
    """The distance of two sets of codes, 0 to 1."""
    similarity = lru_cache(maxsize=None)(SIMILARITIES[name])

    def distance(first: Hashable, second: Hashable) -> float:
        one, other = cast("int", first), cast("int", second)
        return 1 - similarity(one.bit_count(), other.bit_count(), (one & other).bit_count())

    return distance


def set_alpha(
    profiles: Mapping[Profile, int], name: SetDistance, progress: Progress | None = None
) -> tuple[float | None, bool]:
    """Set-valued alpha, and whether its expected disagreement comes from pairs drawn at random."""
    spread = spread_of(cast("Mapping[int, int]", paired_labels(profiles)), name, progress)
    if not spread.total:
        return None, False
    observed = observed_disagreement(profiles, set_distance(name))
    return 1 - (spread.ratings - 1) * observed / spread.total, spread.sampled


class Spread(NamedTuple):
    """How far apart the sets are that were given, wherever they were given."""

    ratings: int
    total: float
    """The sum of distances over all ordered pairs of ratings."""
    rows: Mapping[int, float]
    """For each set, the sum of its distances from all ratings."""
    sampled: bool
    """Whether distances of large sets come from pairs drawn at random (with a fixed seed)."""


def spread_of(used: Mapping[int, int], name: SetDistance, progress: Progress | None = None) -> Spread:
    """How far apart sets are, each given so many times.

    The similarity of two sets depends on their sizes and on how many codes they share. So it is a sum over their
    common subsets of a weight of sizes (inclusion and exclusion), and the sum over all pairs of ratings needs no
    pairs, only how often each subset occurs: at 100,000 paragraphs some 10⁵ steps instead of 10⁹.
    """
    ratings = sum(used.values())
    if len(used) < 2:
        return Spread(ratings, 0.0, dict.fromkeys(used, 0.0), sampled=False)
    small, large = _by_size(used)
    shared = _similar_by_subsets({one: used[one] for one in small}, name)
    sampled = len(large) * len(used) > MOST_PAIRS
    (_add_drawn if sampled else _add_pairs)(shared, small, large, used, name, progress=progress)
    rows = {one: ratings - similar for one, similar in shared.items()}
    return Spread(ratings, sum(used[one] * row for one, row in rows.items()), rows, sampled)


def _by_size(used: Collection[int]) -> tuple[list[int], list[int]]:
    """The sets that are compared by subsets, and those that have too many of them."""
    small: list[int] = []
    large: list[int] = []
    subsets = 0
    for one in sorted(used, key=int.bit_count):
        mine = 1 << one.bit_count()
        subsets += mine
        (small if subsets <= MOST_SUBSETS and mine <= max(len(used), _FEW_SUBSETS) else large).append(one)
    return small, large


def _similar_by_subsets(used: Mapping[int, int], name: SetDistance) -> dict[int, float]:
    """For each set, the sum of its similarities to all ratings of these."""
    sizes = range(max((one.bit_count() for one in used), default=0) + 1)
    weight = _subset_weights(len(sizes), name)
    parts = {one: _subsets(one) for one in used}
    holding: dict[int, dict[int, float]] = {}
    for one, number in used.items():
        size = one.bit_count()
        for part in parts[one]:
            by_size = holding.get(part)
            if by_size is None:
                holding[part] = {size: number}
            else:
                by_size[size] = by_size.get(size, 0) + number
    for part, by_size in holding.items():
        weights = weight[part.bit_count()]
        if len(by_size) == 1:  # so it is with most
            for size, times in by_size.items():
                by_size[size] = weights[size][size] * times
        else:
            held = list(by_size.items())
            for size, _ in held:
                by_size[size] = sum([weights[size][other] * times for other, times in held])
    similar = {}
    for one in used:
        size = one.bit_count()
        similar[one] = sum([holding[part][size] for part in parts[one]])
    return similar


def _subsets(one: int) -> list[int]:
    """The subsets of a set that are not empty; of the empty set itself."""
    found = [one]
    part = (one - 1) & one
    while part:
        found.append(part)
        part = (part - 1) & one
    return found


@lru_cache
def _subset_weights(sizes: int, name: SetDistance) -> list[list[list[float]]]:
    """Weights by size of the subset and of the two sets, so that similarity is their sum over the common subsets."""
    similarity = SIMILARITIES[name]

    def weight(part: int, first: int, second: int) -> float:
        if part > min(first, second) or not part:
            return float(part == first == second)
        signs = (-1 if (part - shared) % 2 else 1 for shared in range(1, part + 1))
        return sum(
            sign * comb(part, shared) * similarity(first, second, shared) for shared, sign in enumerate(signs, 1)
        )

    return [[[weight(part, a, b) for b in range(sizes)] for a in range(sizes)] for part in range(sizes)]


def _add_pairs(
    similar: dict[int, float],
    small: list[int],
    large: list[int],
    used: Mapping[int, int],
    name: SetDistance,
    *,
    progress: Progress | None,
) -> None:
    """Add what large sets have in common with all others, and these with them."""
    distance = set_distance(name)
    similar.update(dict.fromkeys(large, 0.0))
    for at, one in enumerate(large):
        similar[one] += used[one]
        for other in (*small, *large[:at]):
            if one & other:
                near = 1 - distance(one, other)
                similar[one] += used[other] * near
                similar[other] += used[one] * near
        if progress:
            progress(at + 1, len(large))


def _add_drawn(
    similar: dict[int, float],
    small: list[int],
    large: list[int],
    used: Mapping[int, int],
    name: SetDistance,
    *,
    progress: Progress | None,
) -> None:
    """The same from pairs drawn at random: each set meets some ratings drawn for it alone."""
    distance = set_distance(name)
    from random import Random  # noqa: PLC0415 - few studies have so many sets

    draw = Random(SEED)  # noqa: S311 - the same figure each time is what is wanted, not secrecy
    for mine, others in ((large, list(used)), (small, large)):
        weights = [used[other] for other in others]
        ratings, draws = sum(weights), max(1, MOST_PAIRS // (2 * len(mine) or 1))
        cumulative = [sum(weights[:1])]
        for number in weights[1:]:
            cumulative.append(cumulative[-1] + number)
        for done, one in enumerate(mine, 1):
            met = draw.choices(others, cum_weights=cumulative, k=draws)
            near = sum(1 - distance(one, other) for other in met) / draws
            similar[one] = similar.get(one, 0.0) + near * ratings
            if progress:
                progress(done, len(mine))


def too_many(used: Collection[int]) -> bool:
    """Whether there are so many different large sets that their distances come from pairs drawn at random."""
    return len(_by_size(used)[1]) * len(used) > MOST_PAIRS


def similarities_between(kinds: Sequence[Mapping[int, int]], name: SetDistance) -> list[list[float]]:
    """For any two parts of the ratings, the sum of similarities (1 less the distance) over pairs, one of either part.

    With w how often each part is drawn and r the ratings drawn, r² - w'Sw is the sum of distances over all ordered
    pairs of what was drawn; S is mostly 0, as few parts have a code in common. The sums go over common subsets, as in
    ``spread_of``; not for sets of which there are ``too_many``.

    Args:
        kinds: for each part, how often each set was given in it.
        name: of the distance.
    """
    where: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for kind, given in enumerate(kinds):
        for one, number in given.items():
            where[one][kind] = number
    small, large = _by_size(where)
    near = [[0.0] * len(kinds) for _ in kinds]
    for similar, givers in _similar_kinds(small, where, name):
        for kind, number in givers.items():
            row = near[kind]
            for other, value in similar:
                row[other] += number * value
    distance = set_distance(name)
    for at, one in enumerate(large):
        for other in (*small, *large[: at + 1]):
            if one & other:
                for (kind, number), (there, times) in product(where[one].items(), where[other].items()):
                    value = number * times * (1 - distance(one, other))
                    near[kind][there] += value
                    if one != other:
                        near[there][kind] += value
    return near


def _similar_kinds(
    small: Sequence[int], where: Mapping[int, Mapping[int, int]], name: SetDistance
) -> Iterator[tuple[list[tuple[int, float]], Mapping[int, int]]]:
    """By subset and size of the sets holding it: how similar each part of the ratings is, and who gave them."""
    weight = _subset_weights(max((one.bit_count() for one in small), default=0) + 1, name)
    holding: defaultdict[int, defaultdict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for one in small:
        for part in _subsets(one):
            holding[part][one.bit_count()].update(where[one])
    for part, by_size in holding.items():
        weights = weight[part.bit_count()]
        for size, givers in by_size.items():
            similar: defaultdict[int, float] = defaultdict(float)
            for other, there in by_size.items():
                for kind, number in there.items():
                    similar[kind] += weights[size][other] * number
            yield list(similar.items()), givers


# ---- overlap, not corrected for chance ----


def micro_f1(patterns: Patterns) -> float | None:
    """2 Σ|A∩B| / Σ(|A| + |B|) over units and pairs of coders; None where nobody gave any code."""
    shared = given = 0
    for labels, units in patterns.items():
        rated = [cast("int", label) for label in labels if label is not None]
        for one, other in combinations(rated, 2):
            shared += units * 2 * (one & other).bit_count()
            given += units * (one.bit_count() + other.bit_count())
    return shared / given if given else None


def mean_overlap(pairs: Pairs, measure: Literal["jaccard", "dice"], both_empty: Literal["one", "skip"]) -> float | None:
    """The mean over units of Jaccard |A∩B| / |A∪B| or Dice 2|A∩B| / (|A| + |B|).

    Args:
        pairs: what two coders gave.
        measure: which of the two.
        both_empty: whether a unit where both gave nothing counts as 1 or is left out.

    Returns:
        None where no unit is left.
    """
    total = 0.0
    left = 0
    for (first, second), units in pairs.items():
        one, other = cast("int", first), cast("int", second)
        if not one | other and both_empty == "skip":
            continue
        left += units
        shared, sizes = (one & other).bit_count(), one.bit_count() + other.bit_count()
        if measure == "jaccard":
            total += units * jaccard_similarity(one.bit_count(), other.bit_count(), shared)
        else:
            total += units * (2 * shared / sizes if sizes else 1.0)
    return total / left if left else None
