"""Sets of numbers as the bits of an integer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.model.bits import bits_of, members_of

SETS = st.sets(st.integers(0, 3_000))


@given(SETS)
def test_a_set_goes_into_bits_and_comes_back(numbers: set[int]) -> None:
    assert bits_of(numbers, 3_001) == sum(1 << number for number in numbers)
    assert members_of(bits_of(numbers, 3_001)) == sorted(numbers)


@given(SETS, SETS)
def test_bits_are_compared_as_sets_are(one: set[int], other: set[int]) -> None:
    first, second = bits_of(one, 3_001), bits_of(other, 3_001)
    assert members_of(first & second) == sorted(one & other)
    assert members_of(first | second) == sorted(one | other)
    assert members_of(first & ~second) == sorted(one - other)
    assert first.bit_count() == len(one)


def test_numbers_may_come_twice_and_none_is_an_empty_set() -> None:
    assert bits_of([8, 0, 8], 9) == 0b1_0000_0001
    assert bits_of([], 0) == 0
    assert members_of(0) == []
