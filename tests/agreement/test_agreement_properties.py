"""What holds of every statistic, and the definitions spelt out the long way."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.agreement import sets, statistic
from postil.agreement.formulas import FORMULAS, OF_SETS
from postil.agreement.sets import SET_DISTANCES, SetDistance, set_distance, spread_of

if TYPE_CHECKING:
    from collections.abc import Callable

Labels = list[tuple[Any, ...]]
"""For each unit, the label of each coder."""
OF_LABELS = sorted(set(FORMULAS) - OF_SETS)
SIGNED = {"bias_index"}


def tables(label: st.SearchStrategy[Any], least: int = 2, most: int = 4) -> st.SearchStrategy[Labels]:
    return st.integers(least, most).flatmap(
        lambda coders: st.lists(st.tuples(*[st.none() | label] * coders), min_size=1, max_size=10)
    )


BINARY = tables(st.integers(0, 1))
NUMBERS = tables(st.integers(0, 4))
SETS = tables(st.lists(st.sampled_from("vwxyz"), unique=True))


def rows_of(units: Labels, coders: str = "abcd") -> list[list[Any]]:
    return [[coders[place], number, label] for number, unit in enumerate(units) for place, label in enumerate(unit)]


def close(one: object, other: object) -> bool:
    return bool(one is other is None or (None not in {one, other} and one == pytest.approx(other, abs=1e-9)))


@given(BINARY, st.data())
@settings(max_examples=40, deadline=None)
def test_statistics_of_labels_do_not_depend_on_names_and_order(units: Labels, data: st.DataObject) -> None:
    rows = rows_of(units)
    coders = data.draw(st.permutations(range(len(units[0]))))
    renamed = rows_of([tuple(unit[place] for place in coders) for unit in units], "zyxw")
    shuffled = data.draw(st.permutations(rows))
    words = [[coder, unit, label if label is None else ("no", "yes")[label]] for coder, unit, label in rows]
    for name in OF_LABELS:
        value = statistic(name, rows, categories=[0, 1]).value
        assert close(value, statistic(name, words, categories=["yes", "no"], positive="yes").value), name
        mirrored = statistic(name, renamed, categories=[0, 1]).value
        again = statistic(name, shuffled, categories=[0, 1], coders=list("abcd"[: len(units[0])])).value
        assert close(value, again), name
        if name in SIGNED:
            assert value is None or value in {mirrored, -cast("float", mirrored)}
        else:
            assert close(value, mirrored), name


@given(SETS, st.data())
@settings(max_examples=40, deadline=None)
def test_statistics_of_sets_do_not_depend_on_names_and_order(units: Labels, data: st.DataObject) -> None:
    coders = data.draw(st.permutations(range(len(units[0]))))
    codes = dict(zip("vwxyz", data.draw(st.permutations("klmno")), strict=True))
    renamed = [
        tuple(None if unit[place] is None else [codes[code] for code in unit[place]] for place in coders)
        for unit in data.draw(st.permutations(units))
    ]
    for name in OF_SETS:
        assert close(statistic(name, rows_of(units)).value, statistic(name, rows_of(renamed, "zyxw")).value), name


@given(NUMBERS)
@settings(max_examples=60, deadline=None)
def test_no_coefficient_is_above_1_and_full_agreement_is_1(units: Labels) -> None:
    rows = rows_of(units)
    paired = [unit for unit in units if len(unit) - unit.count(None) >= 2]
    differ = any(len(set(unit) - {None}) > 1 for unit in paired)
    for name in ("fleiss_kappa", "conger_kappa", "light_kappa", "gwet_ac1", "krippendorff_alpha", "brennan_prediger"):
        value = statistic(name, rows, categories=list(range(5))).value
        assert value is None or cast("float", value) <= 1 + 1e-12
        if value is not None and not differ:
            assert value == pytest.approx(1)
        if differ and name == "krippendorff_alpha":
            assert value is not None
            assert cast("float", value) < 1


@given(NUMBERS, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
@settings(max_examples=60, deadline=None)
def test_alpha_is_that_of_the_definition(units: Labels, level: str) -> None:
    ratings = [[label for label in unit if label is not None] for unit in units]
    ratings = [unit for unit in ratings if len(unit) >= 2]
    every = [label for unit in ratings for label in unit]
    rank = {c: sum(1.0 for x in every if x < c) + every.count(c) / 2 for c in set(every)}
    metrics: dict[str, Callable[[int, int], float]] = {
        "nominal": lambda c, k: float(c != k),
        "ordinal": lambda c, k: (rank[c] - rank[k]) ** 2,
        "interval": lambda c, k: (c - k) ** 2,
        "ratio": lambda c, k: ((c - k) / (c + k)) ** 2 if c + k else 0.0,
    }
    assert close(statistic("krippendorff_alpha", rows_of(units), level=level).value, alpha(ratings, metrics[level]))


@given(SETS, st.sampled_from(SET_DISTANCES))
@settings(max_examples=60, deadline=None)
def test_alpha_of_sets_is_that_of_the_definition(units: Labels, name: SetDistance) -> None:
    ratings = [[frozenset(label) for label in unit if label is not None] for unit in units]
    expected = alpha([unit for unit in ratings if len(unit) >= 2], {"masi": masi, "jaccard": jaccard}[name])
    assert close(statistic("krippendorff_alpha_set", rows_of(units), distance=name).value, expected)


def alpha(ratings: list[list[Any]], distance: Callable[[Any, Any], float]) -> float | None:
    """By its definition, over all ordered pairs of ratings."""
    every = [label for unit in ratings for label in unit]
    observed = sum(sum(distance(c, k) for c, k in permutations(unit, 2)) / (len(unit) - 1) for unit in ratings)
    expected = sum(distance(c, k) for c, k in permutations(every, 2))
    return 1 - (len(every) - 1) * observed / expected if expected else None


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        part = 1.0
    elif one <= other or other <= one:
        part = 2 / 3
    else:
        part = 1 / 3 if one & other else 0.0
    return 1 - part * (1 - jaccard(one, other))


def test_masi_is_exact() -> None:
    distance = set_distance("masi")
    assert [distance(0, 0), distance(0, 3), distance(3, 3)] == [0, 1, 0]
    assert distance(0b011, 0b111) == pytest.approx(1 - 4 / 9)
    assert distance(0b011, 0b110) == pytest.approx(1 - 1 / 9)
    assert distance(0b001, 0b110) == 1


MASKS = st.dictionaries(st.integers(0, 2**9 - 1), st.integers(1, 5), min_size=2, max_size=25)


@given(MASKS, st.sampled_from(SET_DISTANCES), st.sampled_from([0, 40, 10**6]))
@settings(max_examples=80, deadline=None)
def test_distances_by_subsets_are_those_pair_by_pair(used: dict[int, int], name: SetDistance, most: int) -> None:
    distance = set_distance(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "MOST_SUBSETS", most)
        spread = spread_of(used, name)
    for one in used:
        assert spread.rows[one] == pytest.approx(sum(n * distance(one, other) for other, n in used.items()), abs=1e-8)
    pairs = product(used.items(), repeat=2)
    assert spread.total == pytest.approx(sum(n * m * distance(a, b) for (a, n), (b, m) in pairs))
    assert not spread.sampled


def test_beyond_what_can_be_compared_pairs_are_drawn_and_the_result_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = ["".join(codes) for size in (1, 3, 4) for codes in combinations("abcdefghij", size)]
    rows = [[coder, at, list(labels[(at * step) % 340])] for at in range(340) for coder, step in (("x", 1), ("y", 3))]
    exact = statistic("krippendorff_alpha_set", rows)
    monkeypatch.setattr(sets, "MOST_SUBSETS", 50)
    monkeypatch.setattr(sets, "MOST_PAIRS", 20_000)
    drawn = statistic("krippendorff_alpha_set", rows)
    assert drawn.value == pytest.approx(exact.value, abs=0.02)
    assert drawn.value != exact.value
    assert not exact.reason
    assert "drawn at random" in drawn.reason
    assert statistic("krippendorff_alpha_set", rows) == drawn
