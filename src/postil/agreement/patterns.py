"""Ratings as counted patterns: what each coder gave a unit, and how many units were rated exactly so.

Invariant: every coefficient depends on these counts alone, never on the order or the names of units. So a formula
written on patterns serves tables of rows, studies at scale and resamples alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Patterns: TypeAlias = "Mapping[tuple[Hashable, ...], int]"
"""For each combination of labels, one a coder and None where the coder has not rated: the number of units."""
Pairs: TypeAlias = "Mapping[tuple[Hashable, Hashable], int]"
"""For two coders and the units both rated: the number of units for each pair of labels."""
Profile: TypeAlias = "tuple[tuple[Hashable, int], ...]"
"""The labels a unit was given, and by how many coders each; who gave which is left out."""


def pairs_of(patterns: Patterns, first: int = 0, second: int = 1) -> Pairs:
    """The table of the coders at two places of the patterns, over units that both rated."""
    found: Counter[tuple[Hashable, Hashable]] = Counter()
    for labels, units in patterns.items():
        pair = labels[first], labels[second]
        if pair[0] is not None and pair[1] is not None:
            found[pair] += units
    return found


def profiles_of(patterns: Patterns) -> dict[Profile, int]:
    """The number of units for each profile; units that nobody rated are left out."""
    found: defaultdict[Profile, int] = defaultdict(int)
    for labels, units in patterns.items():
        given: dict[Hashable, int] = {}
        for label in labels:
            if label is not None:
                given[label] = given.get(label, 0) + 1
        if given and units:
            found[tuple(given.items())] += units
    return found


def marginals_of(patterns: Patterns, coder: int) -> Counter[Hashable]:
    """How often the coder at a place of the patterns gave each label, over all units the coder rated."""
    found: Counter[Hashable] = Counter()
    for labels, units in patterns.items():
        if labels[coder] is not None and units:
            found[labels[coder]] += units
    return found


def paired_units(patterns: Patterns) -> int:
    """The number of units that at least two coders rated: N."""
    return sum(units for labels, units in patterns.items() if len(labels) - labels.count(None) >= 2)
