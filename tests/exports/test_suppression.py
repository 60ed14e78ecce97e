"""Small counts: whoever knows the total cannot work one out."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.exports.suppression import HIDDEN, Reader, reader_of, shown_count, shown_line, small

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


def test_a_small_count_alone_takes_the_smallest_other_with_it() -> None:
    assert shown_line([1, 12, 9], 5) == ["<5", 12, "*"]
    assert shown_line([1, 8, 6], 5) == ["<5", "*", "*"]
    assert shown_line([12, 8, 6], 5) == [12, 8, 6]
    assert shown_line([0, 0, 20], 5)[:2] != [0, 0]
    assert shown_line([1, 8, 6], 0) == [1, 8, 6]


def test_a_line_whose_total_is_small_is_small() -> None:
    assert shown_line([1, 2, 0], 5) == ["<5", "<5", "<5"]
    assert shown_line([], 5) == []


def test_a_line_that_cannot_be_protected_is_kept_back_whole() -> None:
    assert shown_line([0, 5], 5) == [HIDDEN, HIDDEN]


def test_counts_that_rest_on_few_people_are_kept_back() -> None:
    assert (shown_count(3, 5), shown_count(30, 5), shown_count(30, 5, people=2)) == ("<5", 30, "*")
    assert shown_count(3, 5, people=2) == "*", "whether they are five or more would be told"
    assert (shown_count(0, 5), shown_count(0, 0), shown_count(1, 0, people=1)) == ("<5", 0, 1)


COUNTS = st.lists(st.integers(0, 7), min_size=1, max_size=4)


@given(COUNTS, st.integers(2, 4), st.data())
def test_no_total_gives_a_small_count_away(counts: list[int], below: int, data: st.DataObject) -> None:
    caps = [data.draw(st.one_of(st.none(), st.integers(max(count, below), 9))) for count in counts]
    shown = shown_line(counts, below, Reader(caps))
    if sum(counts) < below:
        assert shown == [small(below)] * len(counts)
        return
    for count, mark in zip(counts, shown, strict=True):
        assert mark in {count, small(below), HIDDEN}
        assert count >= below or mark in {small(below), HIDDEN}
    fitting = [
        line
        for line in _lines(len(counts), sum(counts))
        if all(cap is None or n <= cap for n, cap in zip(line, caps, strict=True))
        and all(_fits(n, mark, below) for n, mark in zip(line, shown, strict=True))
    ]
    for at in range(len(counts)):
        if shown[at] == small(below):
            assert {line[at] for line in fitting} == set(range(below)), (shown, caps)
        elif counts[at] < below and len(counts) > 1 and set(caps) == {None}:
            assert len({line[at] for line in fitting}) > 1, shown


def test_a_count_of_a_code_is_no_least_for_a_value_that_is_kept_back() -> None:
    """Told, C = 5 would leave 3 for the other two, which are then known."""
    cases = shown_line([0, 3, 5], 3)
    assert cases == ["<3", "*", "*"]
    assert shown_line([0, 3, 5], 3, reader_of(cases, 8)) == ["<3", "*", "*"]
    assert shown_line([0, 0, 5], 3, reader_of(cases, 8)) == ["<3", "*", "*"]


def test_what_hidden_values_come_to_together_is_a_cap() -> None:
    """Of 7 with the code, 6 at most are where nothing is told: the third value would be known to hold one or more."""
    cases = shown_line([0, 6, 6, 10], 3)
    assert cases == ["<3", "*", 6, 10]
    reader = reader_of(cases, 22)
    assert (reader.covered, reader.together) == ({1}, 6)
    assert shown_line([0, 6, 1, 10], 3, reader) == [HIDDEN] * 4
    assert shown_line([0, 4, 1, 10], 3, reader) == ["<3", "*", "<3", 10]


@given(st.integers(2, 3), st.lists(st.integers(0, 5), min_size=2, max_size=3), st.data())
def test_two_tables_together_give_no_small_count_away(below: int, values: list[int], data: st.DataObject) -> None:
    """The cases of each value, and those of them with each of two codes: every ``<N`` can be all that it says."""
    codes = [[data.draw(st.integers(0, value)) for value in values] for _ in range(2)]
    cases = shown_line(values, below)
    shown = [shown_line(code, below, reader_of(cases, sum(values))) for code in codes]
    covered = {at for at, mark in enumerate(cases) if mark == HIDDEN}
    for line in shown:
        assert all(line[at] in {HIDDEN, small(below)} for at in covered)
    worlds: list[tuple[list[int], list[list[list[int]]]]] = []
    for world in _read(cases, len(values), sum(values), below, ()):
        of_codes = [
            [
                code
                for code in _read(line, len(values), sum(counts), below, covered)
                if all(n <= cap for n, cap in zip(code, world, strict=True))
            ]
            for counts, line in zip(codes, shown, strict=True)
        ]
        if all(of_codes):
            worlds.append((world, of_codes))
    for at in range(len(values)):
        if cases[at] == small(below) and sum(values) >= below:
            assert {world[0][at] for world in worlds} == set(range(below)), (cases, shown)
        for which, line in enumerate(shown):
            if line[at] == small(below) and sum(codes[which]) >= below:
                assert {code[at] for world in worlds for code in world[1][which]} == set(range(below)), (cases, shown)


@settings(max_examples=300)
@given(st.integers(2, 3), st.lists(st.integers(0, 5), min_size=2, max_size=3), st.data())
def test_three_tables_together_give_no_small_count_away(below: int, values: list[int], data: st.DataObject) -> None:
    """The cases of each value, those of them that were read, and those of these with a code."""
    been = [data.draw(st.integers(0, value)) for value in values]
    code = [data.draw(st.integers(0, read)) for read in been]
    cases = shown_line(values, below)
    of_cases = reader_of(cases, sum(values))
    reading = shown_line(been, below, of_cases)
    shown = shown_line(code, below, reader_of(reading, sum(been), of_cases.caps))
    every = [
        (world, read, with_code)
        for world in _read(cases, len(values), sum(values), below, ())
        for read in _read(reading, len(values), sum(been), below, of_cases.covered)
        if _fits_into(read, world)
        for with_code in _read(shown, len(values), sum(code), below, _hidden_in(reading))
        if _fits_into(with_code, read)
    ]
    for which, (line, counts) in enumerate(((cases, values), (reading, been), (shown, code))):
        for at, mark in enumerate(line):
            if mark == small(below) and sum(counts) >= below:
                assert {one[which][at] for one in every} == set(range(below)), (cases, reading, shown)


def _fits_into(parts: Sequence[int], wholes: Sequence[int]) -> bool:
    return all(part <= whole for part, whole in zip(parts, wholes, strict=True))


def _hidden_in(line: Sequence[int | str]) -> set[int]:
    return {at for at, mark in enumerate(line) if mark == HIDDEN}


def _read(
    shown: Sequence[int | str], length: int, total: int, below: int, covered: Collection[int]
) -> Iterator[list[int]]:
    """The lines that a reader can think of who takes ``*`` for a count that is not small, where the rule lets him."""
    whole = set(shown) == {HIDDEN}
    for line in _lines(length, total):
        if all(_fits(n, mark, below) for n, mark in zip(line, shown, strict=True)) and all(
            whole or at in covered or n >= below or mark != HIDDEN
            for at, (n, mark) in enumerate(zip(line, shown, strict=True))
        ):
            yield line


def _fits(count: int, mark: int | str, below: int) -> bool:
    """Whether a reader who knows nothing of the rule but what the marks say could think so."""
    return count < below if mark == small(below) else mark in {HIDDEN, count}


def _lines(length: int, total: int) -> Iterator[list[int]]:
    """All lines of so many counts that come to a total."""
    for first in product(range(total + 1), repeat=length - 1):
        if (last := total - sum(first)) >= 0:
            yield [*first, last]


@pytest.mark.parametrize("counts", [[0, 0, 0, 18], [9, 9], [1, 1, 16]])
def test_what_is_told_is_true(counts: Sequence[int]) -> None:
    for count, shown in zip(counts, shown_line(counts, 3), strict=True):
        assert shown in {count, small(3), HIDDEN}
        assert shown != small(3) or count < 3
