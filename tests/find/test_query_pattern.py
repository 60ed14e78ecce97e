"""Regular expressions of queries: they find what Python's find, refuse what could take too long, and end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.find.query_pattern import MOST_REPEATED, PatternFault, SafePattern

PIECES = (
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    r"\b",
    r"\w",
    "(a|b)",
    "(ab|c)?",
    "a*",
    "b{1,2}",
    "^",
    "$",
    r"\.",
    "[]a]",
    "[a-c]",
)


def found(pattern: str, *texts: str) -> list[bool]:
    return list(SafePattern(pattern).found_in(texts))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), st.text("abc. ", max_size=12))
def test_a_pattern_finds_what_pythons_finds(source: str, text: str) -> None:
    try:
        pattern = SafePattern(source)
    except PatternFault:
        return  # too many choices
    assert list(pattern.found_in([text])) == [re.search(source, text) is not None]


@pytest.mark.parametrize("source", ["(a+)+b", "(a|a)*b", "(a*)*", "a*a*a*b", "((a{1,9}){1,9}){1,9}", "(.*,){20}x"])
def test_a_pattern_that_could_take_too_long_is_refused(source: str) -> None:
    with pytest.raises(PatternFault, match="too long"):
        SafePattern(source)


@pytest.mark.parametrize(
    ("source", "at", "says"),
    [
        ("a(b", 1, "not closed"),
        ("ab)", 2, "closed that was not opened"),
        ("x[ab", 1, "square bracket"),
        ("*a", 0, "nothing before"),
        (r"a\1", 1, "not known here"),
        ("(?=a)", 0, "not known here"),
        ("a**", 1, "cannot be read"),
        ("a{3,1}", 1, "cannot be read"),
        (r"\b+", 2, "nothing to repeat"),
        ("[z-a]", 0, "no regular expression"),
        ("(" * 30, 20, "too many brackets"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_with_its_place(source: str, at: int, says: str) -> None:
    with pytest.raises(PatternFault, match=says) as caught:
        SafePattern(source)
    assert caught.value.at == at


def test_a_long_paragraph_is_searched_in_parts_that_lose_nothing() -> None:
    for length in (4_090, 4_096, 4_100, 9_000):
        text = "-" * length + "crisis house"
        assert found(r"crisis\s\w+$", text) == [True]
        assert found(r"-crisis\b", text) == [True]
        assert found(r"^crisis", text) == [False]
        assert found(r"-$", text) == [False]


def test_a_star_reaches_over_so_many_characters() -> None:
    assert found("a-*b", "a" + "-" * MOST_REPEATED + "b", "a" + "-" * (MOST_REPEATED + 1) + "b") == [True, False]


def test_a_search_that_has_no_time_left_says_so() -> None:
    with pytest.raises(TimeoutError):
        list(SafePattern("a.*b.*c").found_in(["ab" * 4_000] * 3, seconds=-1))


def test_the_case_counts_unless_it_is_said_not_to() -> None:
    assert found("nhs", "the NHS") == [False]
    assert list(SafePattern("nhs", any_case=True).found_in(["the NHS"])) == [True]
