"""Bootstrap intervals: what is drawn, what is left out, and what is said of it."""

from __future__ import annotations

import statistics
from collections import Counter
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.agreement import Result, intervals, statistic
from postil.agreement.draws import Multinomial, binomial
from postil.agreement.krippendorff import every_pair
from postil.agreement.patterns import profiles_of
from postil.agreement.ratings import Ratings
from postil.agreement.sets import SET_DISTANCES, set_alpha, set_distance, similarities_between
from postil.errors import RatingsError
from postil.model.bits import bits_of

CODES = tuple(f"c{number}" for number in range(12))


def invented(units: int, transcripts: int, *, codes: int = 12, agreed: float = 0.8, coders: int = 2) -> Ratings:
    """Coders who mostly agree, with what a transcript is about differing between transcripts."""
    random = Random(4)
    given: list[dict[str, list[int]]] = [{code: [] for code in CODES[:codes]} for _ in range(coders)]
    for unit in range(units):
        about = unit * transcripts // units % codes
        here = (
            {CODES[about], random.choice(CODES[:codes]), random.choice(CODES[:codes])}
            if random.random() < 0.7
            else set()
        )
        for mine in given:
            for code in here:
                if random.random() < agreed:
                    mine[code].append(unit)
    return Ratings(
        coders=tuple("abc"[:coders]),
        codes=CODES[:codes],
        units=units,
        rated=((1 << units) - 1,) * coders,
        given=tuple({code: bits_of(mine[code], units) for code in mine} for mine in given),
        clusters=tuple(
            bits_of(range(n * units // transcripts, (n + 1) * units // transcripts), units) for n in range(transcripts)
        ),
    )


class Counting(Random):
    """Knows how often it was asked."""

    asked = 0

    def random(self) -> float:
        self.asked += 1
        return super().random()


def ends(result: Result) -> tuple[float, float]:
    assert isinstance(result.value, tuple), result.reason
    return result.value


@pytest.mark.parametrize(("tries", "chance"), [(1_000, 0.003), (40, 0.5), (5_000, 0.3), (200, 0.93), (7, 0.2)])
def test_binomial_numbers_have_their_mean_and_spread(tries: int, chance: float) -> None:
    random = Random(1)
    drawn = [binomial(random, tries, chance) for _ in range(8_000)]
    assert all(0 <= number <= tries for number in drawn)
    spread = tries * chance * (1 - chance)
    assert statistics.mean(drawn) == pytest.approx(tries * chance, abs=4 * (spread / 8_000) ** 0.5)
    assert statistics.pvariance(drawn) == pytest.approx(spread, rel=0.08)
    assert binomial(random, tries, 0) == 0
    assert binomial(random, tries, 1) == tries


def test_draws_are_as_many_as_there_are_units_and_in_their_proportions() -> None:
    weights = [500, 3, 0, 120, 1, 39, 40]
    draws, random = Multinomial(weights), Random(2)
    drawn = [draws.draw(random) for _ in range(2_000)]
    assert {sum(one) for one in drawn} == {sum(weights)}
    means = [statistics.mean(column) for column in zip(*drawn, strict=True)]
    assert means == pytest.approx(weights, abs=2)
    variances = [statistics.pvariance(column) for column in zip(*drawn, strict=True)]
    assert variances == pytest.approx([w * (1 - w / 703) for w in weights], rel=0.12)


@pytest.mark.parametrize("name", ["cohen_kappa", "krippendorff_alpha", "positive_agreement", "fleiss_kappa"])
def test_the_interval_holds_the_figure_and_is_the_same_each_time(name: str) -> None:
    ratings = invented(300, 3)
    low, high = ends(found := ratings.interval(name, "c1"))
    value = ratings.of_code(name, "c1").value
    assert isinstance(value, float)
    assert low < value < high
    assert found == ratings.interval(name, "c1")
    assert found != ratings.interval(name, "c1", seed=2)
    narrower = ends(ratings.interval(name, "c1", confidence=0.5))
    assert low < narrower[0] < narrower[1] < high


def test_the_interval_of_ratings_is_that_of_the_rows() -> None:
    ratings = invented(150, 1)
    rows = [
        [coder, unit, 1 if ratings.given[at]["c2"] >> unit & 1 else 0]
        for unit in range(150)
        for at, coder in enumerate(ratings.coders)
    ]
    of_rows = ends(statistic("bootstrap_ci", rows, of="cohen_kappa", categories=[0, 1]))
    assert ends(ratings.interval("cohen_kappa", "c2", draws=2_000)) == pytest.approx(of_rows, abs=0.03)


def test_ten_transcripts_are_drawn_whole_and_fewer_are_not() -> None:
    few, many = invented(300, 9), invented(300, 10)
    assert (few.drawn_by(), many.drawn_by()) == ("unit", "cluster")
    assert many.within((1 << 200) - 1).drawn_by() == "unit"
    assert invented(40, 40).drawn_by() == "cluster"
    narrow = "paragraphs of one transcript are not independent, so the interval is too narrow"
    assert few.interval("krippendorff_alpha", "c1").reason == narrow
    assert many.interval("krippendorff_alpha_set", by="unit").reason == narrow
    assert many.interval("krippendorff_alpha_set").reason == ""
    assert ends(many.interval("krippendorff_alpha", "c1")) != ends(many.interval("krippendorff_alpha", "c1", by="unit"))


def test_paragraphs_that_are_alike_within_transcripts_make_the_interval_wider() -> None:
    """In half of the transcripts coders agree wholly, in the other half not at all."""
    units, first, second = 200, [], []
    for unit in range(units):
        if unit % 2:
            first.append(unit)
            if unit // 10 % 2:
                second.append(unit)
        elif not unit // 10 % 2:
            second.append(unit)
    given: Any = ({"x": bits_of(first, units)}, {"x": bits_of(second, units)})
    clusters = tuple(bits_of(range(start, start + 10), units) for start in range(0, units, 10))
    ratings = Ratings(("a", "b"), ("x",), units, ((1 << units) - 1,) * 2, given, clusters)
    for name, code in (("krippendorff_alpha", "x"), ("krippendorff_alpha_set", None)):
        by_cluster = ends(ratings.interval(name, code))
        by_unit = ends(ratings.interval(name, code, by="unit"))
        assert by_cluster[1] - by_cluster[0] > 2 * (by_unit[1] - by_unit[0])


@pytest.mark.parametrize("by", ["unit", "cluster"])
@pytest.mark.parametrize("coders", [2, 3])
def test_with_many_different_sets_the_interval_is_nearly_that_of_the_full_sums(
    monkeypatch: pytest.MonkeyPatch, by: Literal["unit", "cluster"], coders: int
) -> None:
    ratings = invented(400, 20, coders=coders)
    monkeypatch.setattr(intervals, "EXACT_KINDS", 10_000)
    exact = ends(ratings.interval("krippendorff_alpha_set", by=by, draws=300))
    monkeypatch.setattr(intervals, "EXACT_KINDS", 0)
    assert ends(ratings.interval("krippendorff_alpha_set", by=by, draws=300)) == pytest.approx(exact, abs=0.002)


@given(st.lists(st.dictionaries(st.integers(0, 63), st.integers(1, 3), max_size=4), min_size=1, max_size=6), st.data())
def test_distances_of_what_is_drawn_are_those_of_all_its_pairs(
    kinds: list[dict[int, int]], data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=len(kinds), max_size=len(kinds)))
    pooled: Counter[Any] = Counter()
    for number, given_sets in zip(drawn, kinds, strict=True):
        for one, times in given_sets.items():
            pooled[one] += number * times
    for name in SET_DISTANCES:
        rows = intervals.above_diagonal(similarities_between(kinds, name))
        similar = sum(
            number * sum(a * b for a, b in zip(chosen(drawn), values, strict=False))
            for number, (chosen, values) in zip(drawn, rows, strict=True)
        )
        expected = every_pair(pooled, set_distance(name))
        assert pooled.total() ** 2 - similar == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("kinds", [0, 400])
def test_transcripts_that_differ_much_in_length_do_not_bend_the_interval(
    monkeypatch: pytest.MonkeyPatch, kinds: int
) -> None:
    """Against alpha computed anew from the paragraphs of each draw."""
    monkeypatch.setattr(intervals, "EXACT_KINDS", kinds)
    lengths = [10, 10, 12, 15, 20, 30, 60, 120, 200, 300]
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    units = sum(lengths)
    clusters = tuple(
        bits_of(range(start, start + length), units) for start, length in zip(starts, lengths, strict=True)
    )
    ratings = invented(units, 10)._replace(clusters=clusters)
    assert len(set(ratings.sets)) > 150
    random, values = Random(2), []
    for _ in range(400):
        drawn = random.choices(range(10), k=10)
        rows: Counter[Any] = Counter(ratings.sets[at] for n in drawn for at in range(starts[n], starts[n] + lengths[n]))
        values.append(set_alpha(profiles_of(rows), "masi")[0] or 0.0)
    percentiles = statistics.quantiles(values, n=40)
    low, high = ends(ratings.interval("krippendorff_alpha_set", by="cluster"))
    assert low == pytest.approx(percentiles[0], abs=0.03)
    assert high == pytest.approx(percentiles[-1], abs=0.03)


@pytest.mark.parametrize("name", ["f1_micro", "pooled_kappa", "mean_kappa"])
def test_other_figures_over_all_codes_have_intervals_too(name: str) -> None:
    ratings = invented(120, 1)
    figures = {"f1_micro": ratings.f1_micro, "pooled_kappa": ratings.pooled_kappa, "mean_kappa": ratings.mean_kappa}
    value = figures[name]().value
    low, high = ends(ratings.interval(name, draws=100))
    assert isinstance(value, float)
    assert low < value < high


def test_where_coders_never_differ_there_is_no_interval() -> None:
    ratings = invented(50, 1, agreed=1)
    nothing = Result(None, "no disagreement in 50 paragraphs")
    assert ratings.set_alpha().value == 1
    assert ratings.interval("krippendorff_alpha_set") == nothing
    assert ratings.interval("krippendorff_alpha", "c1") == nothing
    low, high = ends(ratings.interval("prevalence", "c1"))
    assert 0 <= low < high


def test_without_a_figure_there_is_no_interval() -> None:
    ratings = Ratings(("a", "b"), ("x",), 5, (31, 31), ({}, {}))
    assert ratings.interval("cohen_kappa", "x") == ratings.of_code("cohen_kappa", "x")
    assert ratings.interval("krippendorff_alpha_set") == ratings.set_alpha()


def test_draws_without_a_figure_are_left_out_and_counted() -> None:
    rare = Ratings(("a", "b"), ("x",), 60, ((1 << 60) - 1,) * 2, ({"x": 0b0111}, {"x": 0b1011}))
    reason = rare.interval("positive_agreement", "x").reason
    assert reason.endswith("of 1,000 draws left out, as the figure was undefined for them")
    rarer = Ratings(("a", "b"), ("x",), 60, ((1 << 60) - 1,) * 2, ({"x": 0b1}, {}))
    reason = rarer.interval("krippendorff_alpha", "x").reason
    assert reason.endswith("as the figure was undefined for them, so the interval is unreliable")
    assert 300 < int(reason.split()[0]) < 440, "a unit is left out of e⁻¹ of all draws"


def test_progress_is_told_of_every_draw() -> None:
    told: list[tuple[int, int]] = []
    invented(60, 12).interval("krippendorff_alpha_set", draws=7, progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 7) for done in range(1, 8)]


@pytest.mark.parametrize("wrong", [{"confidence": 1.0}, {"confidence": 0}, {"draws": 0}])
def test_intervals_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(RatingsError, match="a confidence between 0 and 1"):
        invented(60, 1).interval("cohen_kappa", "c1", **wrong)
    with pytest.raises(RatingsError, match="there is no interval of 'gamma'"):
        invented(60, 1).interval("gamma")


def test_the_cost_of_a_code_does_not_grow_with_its_paragraphs() -> None:
    """A hundred times the paragraphs are the same few patterns."""
    patterns = invented(200, 1).patterns("c1")
    many = {labels: 1_000 * units for labels, units in patterns.items()}
    random = Counting(1)
    assert sum(Multinomial(list(many.values())).draw(random)) == 200_000
    assert random.asked < 100


def partly_twice(transcripts: int = 24) -> tuple[Ratings, Ratings]:
    """A study in which every fourth transcript was rated twice, and those transcripts alone."""
    whole = invented(transcripts * 20, transcripts)
    twice = sum(whole.clusters[::4])
    rated = (whole.rated[0], twice)
    part = whole._replace(rated=(twice, twice), clusters=whole.clusters[::4])
    return whole._replace(rated=rated), part


@pytest.mark.parametrize("by", ["cluster", "unit"])
@pytest.mark.parametrize("name", ["krippendorff_alpha", "cohen_kappa", "positive_agreement", "prevalence"])
def test_what_only_one_coder_rated_is_not_drawn(by: Literal["cluster", "unit"], name: str) -> None:
    whole, part = partly_twice()
    assert whole.interval(name, "c1", by=by, draws=200) == part.interval(name, "c1", by=by, draws=200)


def test_statistics_that_count_every_rating_draw_from_all() -> None:
    whole, part = partly_twice()
    assert whole.interval("fleiss_kappa", "c1", by="cluster") != part.interval("fleiss_kappa", "c1", by="cluster")
