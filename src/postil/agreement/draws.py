"""Draws for the bootstrap. Invariant: the same seed gives the same draws on every version of Python.

The standard library's ``binomialvariate`` is there from Python 3.12 on only, so binomial numbers are made here: by
the gaps between successes where few are expected, else by transformed rejection (Hörmann 1993, algorithm BTRS).
"""

from __future__ import annotations

from math import floor, lgamma, log, log1p, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_FEW = 10
"""Expected successes up to which gaps between them are faster, and rejection is not exact."""
_CHEAP = 40
"""A binomial number costs as much as about so many draws of one unit."""


class Multinomial:
    """Draws with replacement, as many as there are units, and counts how often each kind of unit was drawn.

    Kinds with many units are drawn by one binomial number each, so that the cost does not grow with their units; the
    units of rare kinds are drawn one by one.
    """

    def __init__(self, weights: Sequence[int]) -> None:
        self._weights = weights
        self._units = sum(weights)
        self._many = [kind for kind, weight in enumerate(weights) if weight >= _CHEAP]
        self._few = [kind for kind, weight in enumerate(weights) if weight < _CHEAP for _ in range(weight)]

    def draw(self, random: Random) -> list[int]:
        """For each kind, how often one of its units was drawn."""
        drawn = [0] * len(self._weights)
        left = weight_left = self._units
        for kind in self._many:
            weight = self._weights[kind]
            drawn[kind] = binomial(random, left, weight / weight_left)
            left -= drawn[kind]
            weight_left -= weight
        if self._few:
            for kind in random.choices(self._few, k=left):
                drawn[kind] += 1
        return drawn


def binomial(random: Random, tries: int, chance: float) -> int:
    """How many of so many tries succeed."""
    if chance <= 0:
        return 0
    if chance >= 1:
        return tries
    if chance > 0.5:
        return tries - binomial(random, tries, 1 - chance)
    if tries * chance < _FEW:
        return _by_gaps(random, tries, chance)
    return _by_rejection(random, tries, chance)


def _by_gaps(random: Random, tries: int, chance: float) -> int:
    scale = log1p(-chance)
    if not scale:
        return 0
    found, at = -1, 0
    while at <= tries:
        found += 1
        at += floor(log(1 - random.random()) / scale) + 1
    return found


def _by_rejection(random: Random, tries: int, chance: float) -> int:
    deviation = sqrt(tries * chance * (1 - chance))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * chance
    squeeze = 0.92 - 4.2 / b
    while True:
        u = random.random() - 0.5
        us = 0.5 - abs(u)
        if not us:
            continue
        found = floor((2 * a / us + b) * u + tries * chance + 0.5)
        if not 0 <= found <= tries:
            continue
        v = random.random()
        if us >= 0.07 and v <= squeeze:
            return found
        v *= (2.83 + 5.1 / b) * deviation / (a / (us * us) + b)
        if v <= 0 or log(v) <= _log_ratio(found, tries, chance):
            return found


def _log_ratio(found: int, tries: int, chance: float) -> float:
    """The logarithm of how much rarer a number is than the most frequent one."""
    mode = floor((tries + 1) * chance)
    return (
        lgamma(mode + 1)
        + lgamma(tries - mode + 1)
        - lgamma(found + 1)
        - lgamma(tries - found + 1)
        + (found - mode) * log(chance / (1 - chance))
    )
