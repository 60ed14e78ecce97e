"""Names, parameters and rows that make no sense."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from postil.agreement import statistic
from postil.errors import RatingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS: list[list[Any]] = [["ana", 1, "x"], ["ben", 1, "y"], ["ana", 2, "x"], ["ben", 2, "x"]]


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("kappa", {}, "there is no statistic 'kappa'; there are: percent_agreement,"),
        ("cohen_kappa", {"level": "nominal"}, "cohen_kappa has no parameter 'level'"),
        (
            "krippendorff_alpha",
            {"level": "metric"},
            "level of krippendorff_alpha cannot be 'metric'; choose from: nominal",
        ),
        ("krippendorff_alpha_set", {"distance": "cosine"}, "choose from: masi, jaccard"),
        ("krippendorff_alpha", {"level": "interval"}, "the label x is not a number"),
        ("krippendorff_alpha", {"level": "ordinal"}, "declare the categories in order"),
        ("gwet_ac1", {"categories": ["x"]}, "the label y is not among the categories"),
        ("gwet_ac1", {"categories": "xy"}, "categories of gwet_ac1 is not a list"),
        ("gwet_ac1", {"categories": [{}]}, "categories of gwet_ac1 cannot be"),
        ("cohen_kappa", {"code": ["x"]}, "code of cohen_kappa cannot be"),
        ("cohen_kappa", {"coders": ["ana", "cy"]}, "there is no coder cy in the rows"),
        ("cohen_kappa", {"coders": ["ana", "ana"]}, "a coder is named twice"),
        ("positive_agreement", {}, "positive_agreement is about one label, and which is not said"),
        ("bootstrap_ci", {}, "there is no interval of ''"),
        ("bootstrap_ci", {"of": "u_alpha"}, "there is no interval of 'u_alpha'"),
        ("bootstrap_ci", {"of": "cohen_kappa", "conf": 95}, "a confidence between 0 and 1"),
        ("bootstrap_ci", {"of": "cohen_kappa", "conf": "95"}, "conf of bootstrap_ci cannot be '95'"),
        ("bootstrap_ci", {"of": "cohen_kappa", "draws": 0}, "takes one draw or more"),
        ("bootstrap_ci", {"of": "cohen_kappa", "method": "bca"}, "choose from: percentile"),
        ("bootstrap_ci", {"of": "cohen_kappa", "level": "nominal"}, "cohen_kappa has no parameter 'level'"),
        ("u_alpha", {"level": "nominal"}, "u_alpha has no parameter 'level'; it has: coders, length"),
    ],
)
def test_wrong_names_and_parameters(name: str, params: dict[str, Any], message: str) -> None:
    with pytest.raises(RatingsError, match=re.escape(message)):
        statistic(name, ROWS, **params)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["ana", 3], "row 5 is not a coder, a unit and a label"),
        ("abc", "row 5 is not a coder, a unit and a label"),
        (7, "row 5 is not a coder, a unit and a label"),
        (["ana", 3, {"x": 1}], "row 5: a label is a text, a number or a list of codes"),
        (["ana", 3, [["x"]]], "row 5: a label is a text, a number or a list of codes"),
        (["ana", 1, "y"], "row 5: ana has given unit 1 another label before"),
    ],
)
def test_wrong_rows(row: Sequence[object], message: str) -> None:
    with pytest.raises(RatingsError, match=re.escape(message)):
        statistic("percent_agreement", [*ROWS, row])


def test_a_row_that_is_there_twice_counts_once() -> None:
    assert statistic("percent_agreement", [*ROWS, ROWS[0]]) == statistic("percent_agreement", ROWS)


def test_a_parameter_that_is_none_is_as_if_not_given() -> None:
    assert statistic("cohen_kappa", ROWS, coders=None, code=None) == statistic("cohen_kappa", ROWS)


def test_a_ratio_scale_begins_at_zero() -> None:
    rows = [["ana", 1, 0], ["ben", 1, 0], ["ana", 2, 3], ["ben", 2, 1]]
    assert statistic("krippendorff_alpha", rows, level="ratio").value is not None
    with pytest.raises(RatingsError, match="the label -3 is below 0"):
        statistic("krippendorff_alpha", [*rows, ["ana", 3, -3]], level="ratio")


def test_the_first_coder_is_the_first_in_the_rows_unless_coders_says_otherwise() -> None:
    rows = [["ben", 1, 1], ["ana", 1, 0], ["ana", 2, 0], ["ben", 2, 0]]
    assert statistic("bias_index", rows).value == 0.5
    assert statistic("bias_index", rows, coders=["ana", "ben"]).value == -0.5


def test_codes_cut_sets_down() -> None:
    rows = [["ana", 1, ["a", "b"]], ["ben", 1, ["a"]], ["ana", 2, []], ["ben", 2, []]]
    assert statistic("percent_agreement", rows).value == 0.5
    assert statistic("percent_agreement", rows, codes=["a"]).value == 1
    assert statistic("f1_micro", rows).value == pytest.approx(2 / 3)
    assert statistic("f1_micro", rows, codes=["a"]).value == 1
    assert statistic("f1_micro", rows, code="b").value == 0


def test_categories_that_nobody_used_count_for_those_that_need_them() -> None:
    rows = [["ana", 1, "x"], ["ben", 1, "y"], ["ana", 2, "x"], ["ben", 2, "x"]]
    declared = {"categories": ["x", "y", "z", "none"]}
    assert statistic("brennan_prediger", rows, **declared).value == pytest.approx((0.5 - 0.25) / 0.75)
    assert statistic("brennan_prediger", rows).value == 0
    assert statistic("krippendorff_alpha", rows, **declared) == statistic("krippendorff_alpha", rows)
