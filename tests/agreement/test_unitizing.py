"""Alpha over passages that coders choose."""

from __future__ import annotations

import re
from typing import Any

import pytest

from postil.agreement import statistic
from postil.errors import RatingsError

ROWS: list[list[Any]] = [
    ["ana", [0, 10], "a"],
    ["ana", [20, 30], "b"],
    ["ben", [0, 12], "a"],
    ["ben", [25, 30], "b"],
]


def test_the_same_passages_agree_wholly() -> None:
    rows = [[coder, place, value] for coder in ("ana", "ben", "cy") for _, place, value in ROWS[:2]]
    assert statistic("u_alpha", rows, length=50).value == pytest.approx(1)
    assert statistic("bu_alpha", rows, length=50).value == pytest.approx(1)


def test_neither_the_order_of_rows_nor_that_of_coders_counts() -> None:
    for name in ("u_alpha", "bu_alpha"):
        expected = statistic(name, ROWS, length=40).value
        assert isinstance(expected, float)
        assert 0 < expected < 1
        assert statistic(name, ROWS[::-1], length=40).value == pytest.approx(expected)


def test_values_matter_only_to_the_one_that_looks_at_them() -> None:
    other = [*ROWS[:3], ["ben", [25, 30], "c"]]
    whole, changed = (statistic("u_alpha", rows, length=40).value for rows in (ROWS, other))
    assert isinstance(whole, float)
    assert isinstance(changed, float)
    assert changed < whole
    assert statistic("bu_alpha", other, length=40) == statistic("bu_alpha", ROWS, length=40)


@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("u_alpha", [], "there are no two coders"),
        ("u_alpha", ROWS[:2], "there are no two coders"),
        ("u_alpha", [["ana", [0, 9], None], ["ben", [0, 9], None]], "the whole continuum has one value"),
        ("bu_alpha", [["ana", [0, 9], "a"], ["ben", [0, 9], "b"]], "there are no gaps, or nothing but gaps"),
    ],
)
def test_where_there_is_no_variation_there_is_no_figure(name: str, rows: list[list[Any]], reason: str) -> None:
    found = statistic(name, rows)
    assert found.value is None
    assert reason in found.reason


def test_a_coder_who_marked_nothing_can_be_told_by_a_row_without_a_value() -> None:
    found = statistic("bu_alpha", [*ROWS[:2], ["ben", [0, 40], None]], length=40).value
    assert isinstance(found, float)
    assert found < 0.1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["ana", [5, 12], "b"], "passages of ana overlap at 5"),
        (["ana", [40, 40], "b"], "row 5: 40 to 40 is no passage of the continuum"),
        (["ana", [40, 60], "b"], "row 5: 40 to 60 is no passage of the continuum"),
        (["ana", 40, "b"], "row 5 is not a coder, a start and end, and a value"),
        (["ana", ["a", "b"], "b"], "row 5 is not a coder, a start and end, and a value"),
    ],
)
def test_passages_that_make_no_sense(row: list[Any], message: str) -> None:
    with pytest.raises(RatingsError, match=re.escape(message)):
        statistic("u_alpha", [*ROWS, row], length=50)
    with pytest.raises(RatingsError, match="there is no coder cy"):
        statistic("u_alpha", ROWS, coders=["cy"])
