from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.figures import coefficient, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.614, ".61"), (-0.031, "-.03"), (1.0, "1.00"), (-1.0, "-1.00"), (0.0, ".00"), (-0.001, ".00"), (None, "n/a"),
        (0.999, "1.00"),
    ],
)  # fmt: skip
def test_coefficients_have_two_decimals_and_no_zero_before_the_point(value: float | None, text: str) -> None:
    assert coefficient(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 2, "50 %"), (0, 5, "0 %"), (5, 5, "100 %"), (0, 0, "n/a"), (1, 1000, "<1 %"), (999, 1000, ">99 %")],
)
def test_a_share_is_nothing_or_all_only_where_it_is(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


@given(st.floats(-1, 1))
def test_a_coefficient_is_read_back_to_half_a_hundredth(value: float) -> None:
    assert abs(float(coefficient(value)) - value) <= 0.005 + 1e-9
