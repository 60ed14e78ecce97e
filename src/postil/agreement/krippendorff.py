"""Krippendorff's alpha, for any number of coders, with gaps, on any scale.

Invariant: only units with two ratings or more count. alpha = 1 - Do/De; with n the number of their ratings, n_c those
of label c and r_i those of unit i, Do is the sum over units of the distances of ordered pairs of ratings, divided by
r_i - 1, and De the sum of n_c n_k delta(c, k), divided by n - 1; the common divisor n is left out of both.
Source: Krippendorff, "Content Analysis", 2004 and 2018, chapter on reliability.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from fractions import Fraction

    from postil.agreement.patterns import Profile

    Profiles: TypeAlias = Mapping[Profile, int]
    Used: TypeAlias = Mapping[Hashable, int]
    Distance: TypeAlias = Callable[[Hashable, Hashable], float]
    Number: TypeAlias = float | Fraction


def alpha(profiles: Profiles, distance: Distance, expected: Callable[[Used], float] | None = None) -> float | None:
    """Alpha with any distance between two different labels.

    Args:
        profiles: the ratings.
        distance: of two different labels, as it stands in the sums (squared already, where it is to be).
        expected: the sum of n_c n_k times the distance over ordered pairs of labels, if it is known a faster way.

    Returns:
        None where no unit has two ratings, or all these ratings are at distance 0.
    """
    used = paired_labels(profiles)
    whole = expected(used) if expected else every_pair(used, distance)
    return 1 - (used.total() - 1) * observed_disagreement(profiles, distance) / whole if whole else None


def nominal_alpha(profiles: Profiles) -> float | None:
    """Alpha for labels that are the same or not; with two labels the shortcut 1 - (n-1) o_01 / (n_0 n_1)."""
    return alpha(profiles, lambda *_: 1, lambda used: sum(used.values()) ** 2 - sum(n**2 for n in used.values()))


def interval_alpha(profiles: Profiles, number: Mapping[Hashable, Number]) -> float | None:
    """Alpha for labels that stand for numbers, with squared differences.

    Alpha is the same on any scale, so labels are first laid between 0 and 1: no square is too large or too small.
    """
    there = [number[label] for label in paired_labels(profiles)]
    low, high = min(there, default=0), max(there, default=0)
    if low == high:
        return None
    place = {label: float((number[label] - low) / (high - low)) for label in paired_labels(profiles)}

    def expected(used: Used) -> float:
        total = sum(used.values())
        middle = sum(n * place[label] for label, n in used.items()) / total
        return 2 * total * sum(n * (place[label] - middle) ** 2 for label, n in used.items())

    return alpha(profiles, lambda one, other: (place[one] - place[other]) ** 2, expected)


def ordinal_alpha(profiles: Profiles, order: Sequence[Hashable]) -> float | None:
    """Alpha for labels in an order: squared differences of mid-ranks among the ratings that count."""
    used = paired_labels(profiles)
    ends = accumulate(used[label] for label in order)
    return interval_alpha(profiles, {label: end - used[label] / 2 for label, end in zip(order, ends, strict=True)})


def ratio_alpha(profiles: Profiles, number: Mapping[Hashable, Number]) -> float | None:
    """Alpha for labels that stand for numbers of 0 and above, with squared shares ((c - k) / (c + k))²."""
    used = paired_labels(profiles)
    high = max((number[label] for label in used), default=0) or 1
    share = {label: float(number[label] / high) for label in used}  # so that no sum of two is too large

    def distance(one: Hashable, other: Hashable) -> float:
        a, b = share[one], share[other]
        return 0.0 if a == b else ((a - b) / (a + b)) ** 2

    return alpha(profiles, distance)


def paired_labels(profiles: Profiles) -> Counter[Hashable]:
    """How often each label was given, in units with two ratings or more."""
    used: Counter[Hashable] = Counter()
    for profile, units in profiles.items():
        if units and sum(given for _, given in profile) >= 2:
            for label, given in profile:
                used[label] += units * given
    return used


def observed_disagreement(profiles: Profiles, distance: Distance) -> float:
    """The sum over units of the distances of ordered pairs of ratings, each unit's divided by its ratings less 1."""
    total = 0.0
    for profile, units in profiles.items():
        if len(profile) > 1:
            raters = sum(given for _, given in profile)
            within = sum(2 * n * m * distance(one, other) for (one, n), (other, m) in combinations(profile, 2))
            total += units * within / (raters - 1)
    return total


def every_pair(used: Used, distance: Distance) -> float:
    """The sum of n_c n_k times the distance, over ordered pairs of labels."""
    return sum(2 * n * m * distance(one, other) for (one, n), (other, m) in combinations(used.items(), 2))
