"""Coefficients for labels that exclude each other; those of one code are the case of two labels.

Invariant: a coefficient that does not exist is None. For two coders sums are kept in whole numbers until the last
division, so that what is exactly 0 or 1 comes out as that.

Two coders: Cohen 1960, Scott 1955, Byrt, Bishop & Carlin 1993. Any number, with gaps: Fleiss 1971, Conger 1980,
Light 1971, Brennan & Prediger 1981 and Gwet 2008, in the forms of Gwet, "Handbook of Inter-Rater Reliability", 2014:
observed agreement over units with two ratings or more, shares of labels over all that were rated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

from postil.agreement.patterns import marginals_of, pairs_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from postil.agreement.patterns import Pairs, Patterns, Profile

    Profiles = Mapping[Profile, int]


class Counts(NamedTuple):
    """Two coders and one code, over the units both rated."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def units(self) -> int:
        """The number of units both rated: N."""
        return sum(self)

    @property
    def pairs(self) -> Pairs:
        """The same as a table of two labels."""
        return dict(zip(((1, 1), (1, 0), (0, 1), (0, 0)), self, strict=True))


def counts_of(pairs: Pairs, positive: Hashable = 1) -> Counts:
    """The four counts of one label against all others."""
    cells: Counter[tuple[bool, bool]] = Counter()
    for (first, second), units in pairs.items():
        cells[first == positive, second == positive] += units
    return Counts(cells[True, True], cells[True, False], cells[False, True], cells[False, False])


# ---- two coders ----


def cohen_kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa: chance from each coder's own shares; None where both always gave one and the same label."""
    units, agreed, first, second = _margins(pairs)
    chance = sum(first[label] * second[label] for label in first)
    return (units * agreed - chance) / (units**2 - chance) if units**2 > chance else None


def scott_pi(pairs: Pairs) -> float | None:
    """Scott's pi: chance from the shares of both coders together; None where only one label was used."""
    units, agreed, first, second = _margins(pairs)
    chance = sum((first[label] + second[label]) ** 2 for label in first | second)
    whole = 4 * units**2
    return (4 * units * agreed - chance) / (whole - chance) if whole > chance else None


def cohen_kappa_se(pairs: Pairs) -> float | None:
    """Standard error of Cohen's kappa for a true kappa other than 0 (Fleiss, Cohen & Everitt 1969)."""
    from fractions import Fraction  # noqa: PLC0415 - loaded when it is needed

    units, agreed, first, second = _margins(pairs)
    chance = sum(first[label] * second[label] for label in first)
    if units**2 == chance:
        return None
    kappa = Fraction(units * agreed - chance, units**2 - chance)
    expected = Fraction(chance, units**2)
    total = -((kappa - expected * (1 - kappa)) ** 2)
    for (one, other), number in pairs.items():
        if one == other:
            total += Fraction(number, units) * (1 - Fraction(first[one] + second[one], units) * (1 - kappa)) ** 2
        else:
            total += Fraction(number, units) * (1 - kappa) ** 2 * Fraction(second[one] + first[other], units) ** 2
    return sqrt(total / (units * (1 - expected) ** 2))


def prevalence_index(counts: Counts) -> float | None:
    """(a - d) / N, signed."""
    return (counts.both - counts.neither) / counts.units if counts.units else None


def bias_index(counts: Counts) -> float | None:
    """(b - c) / N, signed: positive where the first coder gave the code more often."""
    return (counts.first_only - counts.second_only) / counts.units if counts.units else None


def pooled_kappa(tables: Iterable[Counts]) -> float | None:
    """Kappa from the mean observed and the mean expected agreement over codes (De Vries et al. 2008)."""
    observed = expected = codes = 0.0
    for counts in tables:
        units, agreed, first, second = _margins(counts.pairs)
        if units:
            codes += 1
            observed += agreed / units
            expected += sum(first[label] * second[label] for label in first) / units**2
    return (observed - expected) / (codes - expected) if codes > expected else None


def _margins(pairs: Pairs) -> tuple[int, int, Counter[Hashable], Counter[Hashable]]:
    """Units, units agreed on, and how often each label was given by either coder."""
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    agreed = 0
    for (one, other), units in pairs.items():
        first[one] += units
        second[other] += units
        agreed += units if one == other else 0
    return first.total(), agreed, first, second


# ---- any number of coders, with gaps ----


def percent_agreement(profiles: Profiles) -> float | None:
    """The share of pairs of coders that agree, in the mean over units with two ratings or more (Gwet's p_a)."""
    agreeing: Counter[int] = Counter()
    units = 0
    for profile, number in profiles.items():
        raters = sum(given for _, given in profile)
        if raters >= 2:
            units += number
            agreeing[raters] += number * sum(given * (given - 1) for _, given in profile)
    return sum(pairs / (raters * (raters - 1)) for raters, pairs in agreeing.items()) / units if units else None


def fleiss_kappa(profiles: Profiles) -> float | None:
    """Fleiss' kappa: chance from the shares of labels among all ratings; with two coders and no gaps Scott's pi."""
    shares = _shares(profiles)
    if len(shares) < 2:
        return None
    return _corrected(percent_agreement(profiles), sum(share**2 for share in shares.values()))


def gwet_ac1(profiles: Profiles, categories: int) -> float | None:
    """Gwet's AC1, for so many labels that could be given; None below two."""
    if categories < 2:
        return None
    chance = sum(share * (1 - share) for share in _shares(profiles).values()) / (categories - 1)
    return _corrected(percent_agreement(profiles), chance)


def brennan_prediger(profiles: Profiles, categories: int) -> float | None:
    """Brennan & Prediger's kappa = Bennett's S = Randolph's free kappa; with two labels PABAK, 2po - 1."""
    return _corrected(percent_agreement(profiles), 1 / categories) if categories >= 2 else None


def conger_kappa(patterns: Patterns, profiles: Profiles) -> float | None:
    """Conger's kappa: chance is the mean over pairs of coders, each with its own shares."""
    shares = []
    for coder in range(_width(patterns)):
        given = marginals_of(patterns, coder)
        if total := given.total():
            shares.append({label: number / total for label, number in given.items()})
    couples = list(combinations(shares, 2))
    if not couples:
        return None
    chance = sum(share * other.get(label, 0.0) for one, other in couples for label, share in one.items())
    return _corrected(percent_agreement(profiles), chance / len(couples))


def light_kappa(patterns: Patterns) -> float | None:
    """Light's kappa: the mean of the kappas of all pairs of coders; None where one of them does not exist."""
    kappas = [
        cohen_kappa(pairs_of(patterns, first, second)) for first, second in combinations(range(_width(patterns)), 2)
    ]
    known = [kappa for kappa in kappas if kappa is not None]
    return sum(known) / len(known) if known and len(known) == len(kappas) else None


def specific_agreement(profiles: Profiles, label: Hashable, *, other: bool = False) -> float | None:
    """Agreement on one label: of the pairs where one coder gave it, the share where both did.

    With two coders 2a / (2a + b + c). None where nobody gave it.

    Args:
        profiles: the ratings.
        label: the label.
        other: on not giving that label instead: 2d / (2d + b + c).
    """
    agreed = possible = 0
    for profile, units in profiles.items():
        raters = sum(given for _, given in profile)
        gave = sum(given for one, given in profile if one == label)
        number = raters - gave if other else gave
        agreed += units * number * (number - 1)
        possible += units * number * (raters - 1)
    return agreed / possible if possible else None


def prevalence(profiles: Profiles, label: Hashable) -> float | None:
    """The share of ratings that gave the label, over units with two ratings or more; (2a + b + c) / 2N for two."""
    gave = ratings = 0
    for profile, units in profiles.items():
        raters = sum(given for _, given in profile)
        if raters >= 2:
            ratings += units * raters
            gave += units * sum(given for one, given in profile if one == label)
    return gave / ratings if ratings else None


def _shares(profiles: Profiles) -> dict[Hashable, float]:
    """The mean over rated units of the share of its ratings that gave each label."""
    shares: defaultdict[Hashable, float] = defaultdict(float)
    for profile, units in profiles.items():
        raters = sum(given for _, given in profile)
        for label, given in profile:
            shares[label] += units * given / raters
    rated = sum(profiles.values())
    return {label: share / rated for label, share in shares.items()}


def _corrected(observed: float | None, chance: float) -> float | None:
    return None if observed is None or chance >= 1 else (observed - chance) / (1 - chance)


def _width(patterns: Patterns) -> int:
    """The number of coders."""
    return len(next(iter(patterns), ()))
