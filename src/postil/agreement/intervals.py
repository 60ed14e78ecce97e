"""Bootstrap intervals of coefficients.

Invariant: the same ratings, seed and number of draws give the same interval. Units, or whole transcripts, are drawn
with replacement, the coefficient is computed anew, and the interval lies between percentiles of what comes out (Efron
& Tibshirani 1993; over units as in Zapf et al. 2016). A draw for which there is no coefficient is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from math import floor
from operator import itemgetter, mul
from random import Random
from typing import TYPE_CHECKING, Literal, cast

from postil.agreement.draws import Multinomial
from postil.agreement.formulas import FORMULAS, Options, compute, value_of
from postil.agreement.krippendorff import every_pair, observed_disagreement, paired_labels
from postil.agreement.patterns import paired_units, profiles_of
from postil.agreement.result import Result
from postil.agreement.sets import SetDistance, set_distance, similarities_between, spread_of, too_many
from postil.errors import RatingsError
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from postil.agreement.patterns import Patterns
    from postil.agreement.ratings import Ratings

Drawn = Literal["cluster", "unit"]
UNRELIABLE = 0.05
"""Above this share of draws without a coefficient, the interval is not to be relied on."""
EXACT_KINDS = 400
"""Up to so many transcripts or patterns, their distances are summed anew for each draw."""
_FEW = 20
"""So few sets are compared faster pair by pair."""
_NONE = 1e-6
"""Times the number of ratings: expected disagreement below is rounding, as different sets are .01 apart or more."""
COUNT_EVERY_RATING = frozenset({"fleiss_kappa", "conger_kappa", "gwet_ac1"})
"""Statistics that take the shares of labels from all ratings, also those of units that only one coder rated."""
_NOT_OF_DISAGREEMENT = frozenset({"prevalence", "prevalence_index"})
"""Statistics that vary from draw to draw even if coders never differ."""


class Bootstrap(NamedTuple):
    """How an interval is made."""

    confidence: float = 0.95
    draws: int = 1_000
    seed: int = 1
    progress: Callable[[int, int], None] | None = None
    """Is told how many of how many draws are done."""


class Kinds(NamedTuple):
    """What is drawn: different patterns, or transcripts with the patterns in each."""

    weights: list[int]
    """How many of each there are."""
    patterns: list[Patterns]
    """The units in one of them."""


def interval(name: str, patterns: Patterns, options: Options, coders: Sequence[str], how: Bootstrap) -> Result:
    """The interval of a statistic of these ratings, drawn by units; see ``Ratings.interval``.

    Raises:
        RatingsError: confidence is not between 0 and 1, or there are no draws.
    """
    return _interval(name, _each_pattern(patterns), patterns, options, coders, how=how)


def code_interval(ratings: Ratings, name: str, code: str, by: Drawn, how: Bootstrap) -> Result:
    """The interval of a statistic of one code; see ``Ratings.interval``.

    What only one coder rated is not drawn, nor are transcripts with nothing else, but for statistics that count it.
    """
    if name not in COUNT_EVERY_RATING:
        ratings = ratings.within(ratings.rated_twice())
    patterns = ratings.patterns(code)
    if by == "unit":
        kinds = _each_pattern(patterns)
    else:
        units = ratings.units_by_pattern(code).items()
        clusters = [
            {labels: number for labels, bits in units if (number := (bits & cluster).bit_count())}
            for cluster in ratings.clusters
        ]
        kinds = _each_cluster(clusters)
    return _interval(name, kinds, patterns, Options(noun=ratings.noun), ratings.coders, how=how)


def sets_interval(ratings: Ratings, name: str, by: Drawn, how: Bootstrap, *, distance: SetDistance) -> Result:
    """The interval of a statistic over all codes; see ``Ratings.interval``."""
    patterns = ratings.set_patterns
    if by == "unit":
        alpha = name == "krippendorff_alpha_set"
        kinds = _each_pattern(_whoever_gave(patterns) if alpha else patterns)
    else:
        kinds = _each_cluster([ratings.within(cluster).set_patterns for cluster in ratings.clusters])
    options = Options(distance=distance, codes=len(ratings.codes), noun=ratings.noun)
    return _interval(name, kinds, patterns, options, ratings.coders, how=how)


def _each_pattern(patterns: Patterns) -> Kinds:
    return Kinds(list(patterns.values()), [{labels: 1} for labels in patterns])


def _whoever_gave(patterns: Patterns) -> Patterns:
    """The same for a statistic that does not look at who gave what: fewer patterns."""
    found: Counter[tuple[Hashable, ...]] = Counter()
    for labels, units in patterns.items():
        given = cast("list[int]", [label for label in labels if label is not None])
        found[tuple(sorted(given))] += units
    return found


def _each_cluster(clusters: Sequence[Patterns]) -> Kinds:
    """Transcripts in which somebody has rated something."""
    rated = [patterns for patterns in clusters if patterns]
    return Kinds([1] * len(rated), rated)


def _interval(
    name: str, kinds: Kinds, patterns: Patterns, options: Options, coders: Sequence[str], *, how: Bootstrap
) -> Result:
    if name not in FORMULAS:
        raise RatingsError(f"there is no interval of '{name}'", f"there are those of: {', '.join(FORMULAS)}")
    if not 0 < how.confidence < 1 or how.draws < 1:
        raise RatingsError("an interval takes one draw or more and a confidence between 0 and 1", "say .95, and 1000")
    differ = _differ(patterns)
    if name == "krippendorff_alpha_set" and differ:
        # Where sets differ there is an alpha; that it is not made here first saves as much time as many draws take.
        return _between(list(_values(kinds, _SetAlpha(kinds, patterns, options.distance).of, how)), how)
    point = compute(name, patterns, options, coders)
    if point.value is None:
        return point
    if not differ and name not in _NOT_OF_DISAGREEMENT:
        return Result(None, f"no disagreement in {counted(paired_units(patterns), options.noun)}")
    return _between(list(_values(kinds, _Any(name, kinds, options).of, how)), how)


def _differ(patterns: Patterns) -> bool:
    """Whether two coders ever gave a unit different labels."""
    return any(len(set(labels) - {None}) > 1 for labels, units in patterns.items() if units)


def _values(kinds: Kinds, value: Callable[[list[int]], float | None], how: Bootstrap) -> Iterator[float | None]:
    random, draws = Random(how.seed), Multinomial(kinds.weights)  # noqa: S311 - draws that can be repeated are wanted
    for done in range(1, how.draws + 1):
        yield value(draws.draw(random))
        if how.progress:
            how.progress(done, how.draws)


def _between(values: Sequence[float | None], how: Bootstrap) -> Result:
    known = sorted(value for value in values if value is not None)
    dropped = len(values) - len(known)
    note = ""
    if dropped:
        note = f"{dropped:,} of {counted(len(values), 'draw')} left out, as the figure was undefined for them"
        if dropped > UNRELIABLE * len(values):
            note += ", so the interval is unreliable"
    if not known:
        return Result(None, note)
    rest = (1 - how.confidence) / 2
    return Result((_percentile(known, rest), _percentile(known, 1 - rest)), note)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, with a straight line between neighbours."""
    at = share * (len(ordered) - 1)
    below = floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


class _Any:
    """Any statistic of what was drawn, by its own formula."""

    def __init__(self, name: str, kinds: Kinds, options: Options) -> None:
        self._name, self._kinds, self._options = name, kinds.patterns, options

    def of(self, drawn: list[int]) -> float | None:
        """Its value, if each kind was drawn so often."""
        found: Counter[tuple[object, ...]] = Counter()
        for number, patterns in zip(drawn, self._kinds, strict=True):
            if number:
                for labels, units in patterns.items():
                    found[labels] += number * units
        return value_of(self._name, found, self._options)[0]


class _SetAlpha:
    """Set-valued alpha of what was drawn.

    Its observed disagreement is a sum over units. The expected one is a sum over pairs of ratings, n'Δn with n the
    number of times each set was given. With few kinds it is r² - w'Sw, exactly, with w how often each kind was drawn, r
    the ratings in these and S the similarities between kinds, most of them 0. With many, the shares p of the sets in
    the draw are near those in all ratings, q, and p'Δp = 2 p'Δq - q'Δq + (p-q)'Δ(p-q), where the last term is replaced
    by its mean over draws: what that leaves out is of the order of one part in the number of kinds drawn. Shares, not
    numbers: transcripts differ in length, so the number of ratings drawn does too, and expected disagreement grows with
    its square.
    """

    def __init__(self, kinds: Kinds, patterns: Patterns, name: SetDistance) -> None:
        profiles = [profiles_of(mine) for mine in kinds.patterns]
        given = [cast("Mapping[int, int]", paired_labels(mine)) for mine in profiles]
        distance = set_distance(name)
        self._observed = [observed_disagreement(mine, distance) for mine in profiles]
        self._ratings = [sum(mine.values()) for mine in given]
        used = cast("Mapping[int, int]", paired_labels(profiles_of(patterns)))
        exact = len(given) <= EXACT_KINDS and not too_many(used)
        self._similar = above_diagonal(similarities_between(given, name)) if exact else None
        if self._similar is None:
            spread = spread_of(used, name)
            whole = spread.ratings
            self._spread = [sum(number * spread.rows[one] for one, number in mine.items()) / whole for mine in given]
            rest = 0.0
            for weight, mine, ratings, row in zip(kinds.weights, given, self._ratings, self._spread, strict=True):
                if len(mine) > _FEW:
                    own = spread_of(mine, name).total
                else:
                    own = every_pair(cast("Mapping[Hashable, int]", mine), distance)
                rest += weight * (own - 2 * ratings * row + (ratings / whole) ** 2 * spread.total)
            self._base = (rest - spread.total) / whole**2

    def of(self, drawn: list[int]) -> float | None:
        """Its value, if each kind was drawn so often."""
        ratings: int = sum(map(mul, drawn, self._ratings))
        expected = self._expected(drawn, ratings)
        if expected <= _NONE * ratings:
            return None
        observed: float = sum(map(mul, drawn, self._observed))
        return 1 - (ratings - 1) * observed / expected

    def _expected(self, drawn: list[int], ratings: int) -> float:
        if self._similar is None:
            linear: float = sum(map(mul, drawn, self._spread))
            return 2 * linear * ratings + self._base * ratings**2
        rows = zip(drawn, self._similar, strict=True)
        similar: float = sum(
            number * sum(map(mul, chosen(drawn), values)) for number, (chosen, values) in rows if number
        )
        return ratings**2 - similar


def above_diagonal(
    matrix: Sequence[Sequence[float]],
) -> list[tuple[Callable[[list[int]], Sequence[int]], list[float]]]:
    """Of each row of a symmetric matrix what is not 0 on and above the diagonal: how to choose such places, the values.

    Values above the diagonal are doubled, as they stand for those below it.
    """
    rows: list[tuple[Callable[[list[int]], Sequence[int]], list[float]]] = []
    for at, row in enumerate(matrix):
        places = [other for other in range(at, len(row)) if row[other] or other == at]
        values = [row[other] * (1 if other == at else 2) for other in places]
        # Of one place itemgetter gives no tuple, so it is asked for twice; map ends with the values.
        rows.append((itemgetter(*places, *places[:1]), values))
    return rows
