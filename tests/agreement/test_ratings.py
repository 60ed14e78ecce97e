"""Ratings of a study as bit sets: counts, parts, and the same figures as from rows."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.agreement import Result, statistic
from postil.agreement.formulas import FORMULAS, OF_SETS
from postil.agreement.ratings import Counts, Distance, Ratings
from postil.agreement.sets import SET_DISTANCES
from postil.model.bits import bits_of, members_of

CODES = ("fear", "joy", "cost")
Given = list[tuple[frozenset[str] | None, ...]]
"""For each unit, what each coder gave; None for a unit not rated."""


def ratings_of(units: Given, coders: int, clusters: tuple[int, ...] = ()) -> Ratings:
    places = range(coders)
    size = len(units)
    return Ratings(
        coders=tuple("abcdef"[place] for place in places),
        codes=CODES,
        units=size,
        rated=tuple(bits_of((n for n, unit in enumerate(units) if unit[at] is not None), size) for at in places),
        given=tuple(
            {code: bits_of((n for n, unit in enumerate(units) if code in (unit[at] or ())), size) for code in CODES}
            for at in places
        ),
        clusters=clusters,
    )


def rows_of(units: Given) -> list[list[Any]]:
    """Every coder first gets a unit that counts for nobody, so that all are known in their order."""
    coders = len(units[0])
    known = [["abcdef"[place], f"unread by {place}", None] for place in range(coders)]
    return known + [
        ["abcdef"[place], number, None if label is None else sorted(label)]
        for number, unit in enumerate(units)
        for place, label in enumerate(unit)
    ]


def studies(coders: int) -> st.SearchStrategy[Given]:
    label = st.none() | st.frozensets(st.sampled_from(CODES))
    return st.lists(st.tuples(*[label] * coders), min_size=1, max_size=12)


ANY_STUDY = st.integers(2, 4).flatmap(studies)
SMALL: Given = [
    (frozenset({"fear"}), frozenset({"fear", "joy"}), None),
    (frozenset(), frozenset({"joy"}), frozenset()),
    (frozenset({"joy"}), None, frozenset({"joy"})),
    (frozenset(), frozenset(), frozenset()),
    (None, frozenset({"joy"}), None),
]


def same(one: Result, other: Result) -> bool:
    """The same value within rounding; reasons name units and paragraphs differently."""
    if one.value is None or other.value is None:
        return one.value is other.value and bool(one.reason) and bool(other.reason)
    return one.value == pytest.approx(other.value, abs=1e-12)


@given(ANY_STUDY)
@settings(max_examples=60, deadline=None)
def test_figures_of_a_code_are_those_of_the_rows(units: Given) -> None:
    ratings = ratings_of(units, len(units[0]))
    rows = rows_of(units)
    for name in set(FORMULAS) - OF_SETS:
        for code in CODES:
            assert same(ratings.of_code(name, code), statistic(name, rows, code=code)), (name, code)


@given(ANY_STUDY, st.sampled_from(SET_DISTANCES))
@settings(max_examples=60, deadline=None)
def test_figures_over_all_codes_are_those_of_the_rows(units: Given, distance: Distance) -> None:
    ratings = ratings_of(units, len(units[0]))
    rows = rows_of(units)
    alpha = statistic("krippendorff_alpha_set", rows, distance=distance)
    assert same(ratings.set_alpha(distance), alpha)
    if ratings.f1_micro().value is None:
        assert ratings.exact_match() == ratings.f1_micro()  # a match of nothing with nothing is none
    else:
        assert same(ratings.exact_match(), statistic("percent_agreement", rows))
    assert same(ratings.f1_micro(), statistic("f1_micro", rows))
    assert same(ratings.pooled_kappa(), statistic("pooled_kappa", rows, codes=CODES))
    assert same(ratings.mean_kappa(), statistic("mean_kappa", rows, codes=CODES))


@given(ANY_STUDY)
@settings(max_examples=60, deadline=None)
def test_counts_and_disputes_are_those_of_the_units(units: Given) -> None:
    ratings = ratings_of(units, len(units[0]))
    twice = {n for n, unit in enumerate(units) if len(unit) - unit.count(None) >= 2}
    assert set(members_of(ratings.rated_twice())) == twice
    for code in CODES:
        differ = {n for n, unit in enumerate(units) if len({code in label for label in unit if label is not None}) > 1}
        assert set(members_of(ratings.disputed(code))) == differ
        assert ratings.varies(code) is (ratings.of_code("krippendorff_alpha", code).value is not None)
        for one, other in combinations(range(len(units[0])), 2):
            both = [
                (code in a, code in b)
                for unit in units
                if (a := unit[one]) is not None and (b := unit[other]) is not None
            ]
            cells = ((True, True), (True, False), (False, True), (False, False))
            expected = Counts(*(both.count(cell) for cell in cells))
            assert ratings.counts(code, ratings.coders[one], ratings.coders[other]) == expected


@given(ANY_STUDY, st.data())
@settings(max_examples=40, deadline=None)
def test_parts_are_what_is_left_of_the_units(units: Given, data: st.DataObject) -> None:
    ratings = ratings_of(units, len(units[0]))
    places = data.draw(st.permutations(range(len(units[0]))))[:2]
    pair = ratings.among([ratings.coders[place] for place in places])
    mine: Given = [tuple(unit[place] for place in places) for unit in units]
    kept = data.draw(st.sets(st.integers(0, len(units) - 1)))
    part = pair.within(bits_of(kept, len(units)))
    left = [unit if number in kept else (None, None) for number, unit in enumerate(mine)]
    assert part.sets == ratings_of(left, 2).sets
    for code in CODES:
        assert pair.counts(code, *pair.coders) == ratings_of(mine, 2).counts(code, "a", "b")
        assert part.patterns(code) == ratings_of(left, 2).patterns(code)


def test_what_a_coder_gave_to_a_unit_that_is_not_rated_is_left_out() -> None:
    ratings = Ratings(("a", "b"), ("x",), 3, (0b011, 0b111), ({"x": 0b101}, {"x": 0b001}))
    assert ratings.counts("x", "a", "b") == Counts(1, 0, 0, 1)
    assert ratings.disputed("x") == 0
    assert ratings.sets == [(1, 1), (0, 0)]


def test_a_code_that_is_left_out_was_not_given() -> None:
    ratings = Ratings(("a", "b"), ("x", "y"), 2, (0b11, 0b11), ({}, {"x": 0b10}))
    assert ratings.counts("x", "a", "b") == Counts(0, 0, 1, 1)
    assert ratings.of_code("cohen_kappa", "x") == Result(0.0, "a did not use this code in these 2 paragraphs")
    reason = "neither coder used this code in the 2 paragraphs both reviewed"
    assert ratings.of_code("cohen_kappa", "y") == Result(None, reason)


def test_reasons_name_the_unit() -> None:
    ratings = Ratings(("a", "b"), ("x",), 2, (0b01, 0b10), ({}, {}), noun="transcript")
    assert ratings.set_alpha() == Result(None, "no transcript was reviewed by two coders")
    assert ratings.pooled_kappa() == ratings.exact_match() == ratings.of_code("pabak", "x") == ratings.set_alpha()


def test_figures_of_a_small_study() -> None:
    ratings = ratings_of(SMALL, 3)
    pair = ratings.among(["a", "b"])
    assert pair.counts("fear", "a", "b") == Counts(1, 0, 0, 2)
    assert pair.of_code("cohen_kappa", "fear").value == 1
    assert pair.exact_match().value == pytest.approx(1 / 3)
    assert pair.f1_micro().value == pytest.approx(0.5)
    assert ratings.of_code("cohen_kappa", "fear") == Result(None, "it is for two coders, and here are 3")
    assert ratings.of_code("prevalence", "joy").value == pytest.approx(4 / 10)


def test_importing_the_room_loads_none_of_it() -> None:
    code = (
        "import sys, postil.agreement\n"
        "assert not [name for name in sys.modules if name.startswith('postil.agreement.')]\n"
        "postil.agreement.statistic\n"
        "print(sorted(name for name in sys.modules if name.startswith('postil.model')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
