"""Ranges of numbers and dates: every value in one, none overlapping, about as many cases in each."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postil.model.case import Attribute
from postil.reports.ranges import FEW, ranges_of

NUMBER, DATE = Attribute("number"), Attribute("date")


def labels(attribute: Attribute, *values: str) -> list[str]:
    found = ranges_of(attribute, values)
    return [found[value].label for value in values]


def test_a_few_values_stand_as_they_are() -> None:
    assert labels(NUMBER, "3", "1", "3", "2") == ["3", "1", "3", "2"]
    assert labels(DATE, "2022-05-01", "2023-01-01") == ["2022-05-01", "2023-01-01"]
    names = [f"name {n}" for n in range(30)]
    assert labels(Attribute("text"), *names) == names


def test_dates_are_grouped_by_month_or_by_year() -> None:
    assert labels(DATE, *(f"2022-{n % 3 + 1:02}-{n + 1:02}" for n in range(9))) == ["2022-01", "2022-02", "2022-03"] * 3
    two = labels(DATE, *(f"{2021 + n % 2}-05-{n + 1:02}" for n in range(9)))
    assert set(two) == {"2021", "2022"}


def test_dates_of_many_years_and_numbers_are_cut_at_the_quartiles() -> None:
    years = [f"{1950 + n}-01-01" for n in range(12)]
    assert Counter(labels(DATE, *years)) == Counter({f"{1950 + n}-01-01 to {1952 + n}-01-01": 3 for n in (0, 3, 6, 9)})
    assert Counter(labels(NUMBER, *map(str, range(1, 13)))) == Counter(
        {"1 to 3": 3, "4 to 6": 3, "7 to 9": 3, "10 to 12": 3}
    )


def test_cases_of_one_value_stay_together_also_in_two_spellings() -> None:
    values = ["0"] * 20 + ["1", "1.0", *map(str, range(2, 10))]
    found = ranges_of(NUMBER, values)
    assert found["0"].label == "0"
    assert found["1"] == found["1.0"]


@given(st.lists(st.integers(-50, 50).map(str), min_size=1, max_size=60))
def test_numbers_are_parted(values: list[str]) -> None:
    found = ranges_of(NUMBER, values)
    assert set(found) == set(values)
    groups = sorted({(float(one.least), float(one.greatest)) for one in found.values()})
    assert all(before[1] < after[0] for before, after in pairwise(groups))
    for value, one in found.items():
        assert float(one.least) <= float(value) <= float(one.greatest)
    if len(set(values)) > FEW:
        assert len(groups) <= 4
        often = Counter(found[value].label for value in values)
        heaviest = max(Counter(values).values())
        assert max(often.values()) <= len(values) / 4 + heaviest + 1


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=60))
def test_dates_are_parted(days: list[int]) -> None:
    values = [(date(1950, 1, 1) + timedelta(days=n)).isoformat() for n in days]
    found = ranges_of(DATE, values)
    assert set(found) == set(values)
    groups = sorted({(one.least, one.greatest) for one in found.values()})
    assert all(before[1] < after[0] for before, after in pairwise(groups))
    assert len(groups) <= 12
