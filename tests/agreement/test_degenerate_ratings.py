"""What is reported where there is little or nothing to report on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.agreement import Result, statistic
from postil.agreement.formulas import FORMULAS, OF_SETS
from postil.errors import RatingsError

Rows = list[list[Any]]
CORRECTED = ("cohen_kappa", "scott_pi", "fleiss_kappa", "conger_kappa", "light_kappa", "krippendorff_alpha")
BINARY = {"categories": [0, 1]}


def two(first: list[Any], second: list[Any]) -> Rows:
    return [
        [coder, unit, label]
        for coder, labels in (("ana", first), ("ben", second))
        for unit, label in enumerate(labels, 1)
    ]


def value(name: str, rows: Rows, **params: object) -> float | tuple[float, float] | None:
    return statistic(name, rows, **params).value


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", [*CORRECTED, "cohen_kappa_se"])
def test_one_label_throughout_is_no_evidence_of_reliability(name: str, label: int) -> None:
    found = statistic(name, two([label] * 10, [label] * 10), **BINARY)
    assert found.value is None
    assert "only one label was given in the 10 units both rated" in found.reason


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", ["percent_agreement", "gwet_ac1", "pabak", "brennan_prediger"])
def test_figures_without_correction_by_use_exist_all_the_same(name: str, label: int) -> None:
    assert value(name, two([label] * 10, [label] * 10), **BINARY) == 1


def test_specific_agreement_exists_where_the_label_was_used() -> None:
    never, always = two([0] * 10, [0] * 10), two([1] * 10, [1] * 10)
    assert value("positive_agreement", never) is None
    assert value("negative_agreement", never) == 1
    assert value("positive_agreement", always) == 1
    assert value("negative_agreement", always) is None


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ([[]], [[]], "neither coder used this code in the only unit both rated"),
        ([["x"], ["y"]], [["y"], []], "neither coder used this code in the 2 units both rated"),
        (
            [["fear"], ["fear"]],
            [["fear"], ["fear", "x"]],
            "both coders used this code in all of the 2 units both rated",
        ),
        ([["fear"], None], [None, ["fear"]], "no unit was rated by two coders"),
    ],
)
def test_the_reason_says_how_a_code_was_used(first: list[Any], second: list[Any], reason: str) -> None:
    assert statistic("cohen_kappa", two(first, second), code="fear") == Result(None, reason)


def test_reasons_speak_of_all_coders_where_there_are_more_than_two() -> None:
    rows: Rows = [[coder, unit, [] if unit else None] for coder in "abc" for unit in range(4)]
    found = statistic("krippendorff_alpha", rows, code="fear")
    assert found == Result(None, "no coder used this code in the 3 units that at least two rated")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cohen_kappa", 0),
        ("krippendorff_alpha", 0),
        ("conger_kappa", 0),
        ("fleiss_kappa", -1 / 19),
        ("scott_pi", -1 / 19),
    ],
)
def test_one_disagreement_in_constant_ratings(name: str, expected: float) -> None:
    rows = two([0] * 10, [1] + [0] * 9)
    assert value(name, rows, **BINARY) == pytest.approx(expected, abs=1e-12)
    assert value("gwet_ac1", rows, **BINARY) == pytest.approx(0.89, abs=0.001)
    assert value("pabak", rows, **BINARY) == pytest.approx(0.8)


@pytest.mark.parametrize("name", CORRECTED)
def test_a_note_tells_who_never_used_the_code(name: str) -> None:
    rows = two([["fear"], ["fear"], []], [[], ["joy"], []])
    assert statistic(name, rows, code="fear").reason == "ben did not use this code in these 3 units"
    assert statistic(name, rows, code="joy").reason == "ana did not use this code in these 3 units"


def test_one_unit() -> None:
    differ = two([1], [0])
    assert value("cohen_kappa", differ) == 0
    assert value("scott_pi", differ) == -1
    assert value("krippendorff_alpha", differ) == 0
    assert value("cohen_kappa", two([1], [1]), **BINARY) is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["ana", 1, 1], ["ana", 2, 0]],
        [["ana", 1, 1], ["ben", 2, 0]],
        two([None, None], [None, 1]),
        two([float("nan"), 1], [1, None]),
    ],
    ids=["empty", "one coder", "nothing in common", "missing", "not a number"],
)
@pytest.mark.parametrize("name", FORMULAS)
def test_without_two_ratings_of_a_unit_nothing_can_be_computed(name: str, rows: Rows) -> None:
    assert statistic(name, rows) == Result(None, "no unit was rated by two coders")
    assert statistic("bootstrap_ci", rows, of=name) == Result(None, "no unit was rated by two coders")


def test_sets_that_are_all_empty_or_all_the_same() -> None:
    empty, same = two([[]] * 4, [[]] * 4), two([["a"]] * 4, [["a"]] * 4)
    for name in sorted(OF_SETS - {"mean_jaccard", "mean_dice"}):
        assert statistic(name, empty) == Result(
            None, "neither coder gave any of the codes compared in the 4 units both rated"
        )
    assert value("krippendorff_alpha_set", same) is None
    assert value("pooled_kappa", same) is None
    assert value("f1_micro", same) == 1
    assert value("percent_agreement", empty) == 1
    for name in ("mean_jaccard", "mean_dice"):
        assert value(name, empty) == 1
        assert value(name, empty, both_empty="skip") is None
        assert value(name, same, both_empty="skip") == 1


def test_an_empty_set_is_a_rating_and_a_missing_one_is_not() -> None:
    seen = two([["a"], [], ["b"], ["b"]], [["a"], [], [], []])
    unseen = two([["a"], [], ["b"], ["b"]], [["a"], [], None, None])
    assert value("krippendorff_alpha_set", unseen) == 1
    assert value("krippendorff_alpha_set", seen) == pytest.approx(1 - 7 * 4 / 40)
    assert value("percent_agreement", unseen) == 1
    assert value("percent_agreement", seen) == 0.5


def test_an_undefined_pair_leaves_light_without_a_mean_and_is_named() -> None:
    rows = [[coder, unit, int(coder == "cy" and unit == 0)] for coder in ("ana", "ben", "cy") for unit in range(5)]
    found = statistic("light_kappa", rows)
    assert found == Result(None, "the kappa of ana and ben is undefined, so there is no mean of all pairs")


def test_codes_without_a_kappa_are_left_out_of_the_mean_and_counted() -> None:
    rows = two([["a"], ["a"], [], []], [["a"], [], [], []])
    found = statistic("mean_kappa", rows, codes=["a", "never", "not once"])
    assert found == Result(0.5, "mean of 1 of 3 codes")
    assert value("pooled_kappa", rows, codes=["a", "never"]) == pytest.approx((0.875 - 0.75) / 0.25)
    assert value("mean_kappa", rows, codes=["never"]) is None


@pytest.mark.parametrize("name", ["cohen_kappa", "scott_pi", "bias_index", "mean_dice", "pooled_kappa"])
def test_a_statistic_of_two_coders_says_so_where_there_are_three(name: str) -> None:
    rows = [[coder, unit, (unit + ord(coder)) % 2] for coder in "abc" for unit in range(4)]
    assert statistic(name, rows) == Result(None, "it is for two coders, and here are 3")
    assert statistic(name, rows, coders=["a", "c"]).value is not None


def test_rare_codes_look_well_without_correction() -> None:
    rows = two([1] * 10 + [0] * 990, [0] * 10 + [1] * 10 + [0] * 980)
    figures = {name: value(name, rows) for name in ("gwet_ac1", "pabak", "cohen_kappa", "positive_agreement")}
    expected = {"gwet_ac1": 0.98, "pabak": 0.96, "cohen_kappa": -0.01, "positive_agreement": 0}
    assert figures == pytest.approx(expected, abs=0.0005)


def test_labels_that_python_holds_equal_are_one_and_text_is_not_a_number() -> None:
    assert value("percent_agreement", two([1, 0, "1"], [True, 0.0, 1])) == pytest.approx(2 / 3)
    assert value("krippendorff_alpha", two(["1", 2, "3"], [1, "2", 3]), level="interval") == 1
    assert value("krippendorff_alpha", two(["10", 9], [10, "9"]), level="ordinal") == 1


@pytest.mark.parametrize(("first", "second"), [([0, 0, 0], [1, 0, 0]), ([1] * 7, [1, 0, 1, 1, 1, 1, 1]), ([0], [1])])
def test_the_standard_error_beside_a_constant_coder_is_exactly_0(first: list[int], second: list[int]) -> None:
    assert value("cohen_kappa_se", two(first, second)) == 0
    assert value("cohen_kappa_se", two(second, first)) == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_the_standard_error_is_a_number_wherever_kappa_is(rated: list[tuple[int, int]]) -> None:
    rows = two([first for first, _ in rated], [second for _, second in rated])
    error = value("cohen_kappa_se", rows)
    assert (error is None) == (value("cohen_kappa", rows) is None)
    assert error is None or (isinstance(error, float) and error >= 0)


@pytest.mark.parametrize("level", ["interval", "ratio", "ordinal"])
@pytest.mark.parametrize("scale", [1e200, 1e307, 10**400, 1e-200, 5e-320])
def test_alpha_is_the_same_on_any_scale(level: str, scale: float) -> None:
    first, second = [1, 2, 3, 4, 8, 1], [1, 2, 4, 4, 7, 3]
    large = two([one * scale for one in first], [one * scale for one in second])
    expected = value("krippendorff_alpha", two(first, second), level=level)
    assert value("krippendorff_alpha", large, level=level) == pytest.approx(expected, abs=1e-9)
    assert isinstance(value("bootstrap_ci", large, of="krippendorff_alpha", level=level, draws=20), tuple)


def test_whole_numbers_that_differ_are_told_apart_however_large() -> None:
    rows = two([10**400, 10**400 + 1, 10**400 + 2], [10**400, 10**400 + 1, 10**400 + 1])
    small = two([0, 1, 2], [0, 1, 1])
    for level in ("interval", "ordinal"):
        assert value("krippendorff_alpha", rows, level=level) == value("krippendorff_alpha", small, level=level)


@pytest.mark.parametrize("label", [float("inf"), "1e400", "high", ""])
def test_a_label_that_is_no_number_is_refused_on_a_scale(label: object) -> None:
    with pytest.raises(RatingsError, match="is not a number"):
        statistic("krippendorff_alpha", two([1, label], [1, 2]), level="interval")
