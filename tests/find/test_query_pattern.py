"""Regular expressions of queries: they find what Python's find, refuse what could take too long, and end."""

from __future__ import annotations

import re
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.find.query.automaton import Automaton
from postil.find.query.pattern import SECONDS, PatternFault, SafePattern
from postil.find.query.pattern_reading import read_pattern

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
    "a+",
    "(a+)+",
    "(a*b?)*",
    "(^a|b$)*",
    r"(\\bb)+",
    "|",
    "b{1,2}",
    "c{,2}",
    "c{2,}",
    "^",
    "$",
    r"\.",
    "[]a]",
    "[a-c]",
)
RUNS = (
    "staff",
    "fund",
    "s",
    "k",
    "i",
    "é",
    "Σ",
    " ",
    r"\b",
    r"\B",
    r"\bst",
    r"\bi",
    r"\b\d",
    r"\b\d{1,2}",
    r"\b[A-Z0-9]+",
    r"\b[A-Z]?",
    r"\b(a|T)",
    r"\s",
    r"\d{2,3}",
    r"\w+",
    ".*",
    ".{0,3}",
    "(staff|fund)",
    "(a*|staff)",
    "(st)?",
    "(st){2,3}",
    "(st|\\bs)+",
    "^",
    "$",
    "|",
    "[^s]",
    "[sß]",
    "[a-]",
    "[-a]",
    "[a-z]{3,}",
    "[^t]{2}",
    r"\w{4,}",
    r"\S{2,3}",
    r"(\w{3})?",
    r"(\d{2,}|f{2})",
    "([a-f]{2})+",
    "(s?){2}",
    "(\\b|s){2}",
)
ALIKE = (r"\w{3}", "[a-z]{2,}", r"\S{2,4}", "(é{2})?", "([a-f]{2}|-)", "([^k]{3})+", "-")
LETTERS = "staf undSTAFkKKiIİıſßéÉσςΣ1٣ .\n\u0307\u0301"


def found(pattern: str, *texts: str) -> list[bool]:
    return list(SafePattern(pattern).found_in(texts))


def by_the_automaton(source: str, text: str, *, any_case: bool = False) -> bool:
    tree = read_pattern(source, any_case=any_case).tree
    return Automaton(tree, any_case=any_case).is_in(text, time.monotonic() + SECONDS)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
    st.text("abc. \n_é", max_size=12),
    st.booleans(),
)
def test_a_pattern_finds_what_pythons_finds(source: str, text: str, any_case: bool) -> None:
    """Texts are so short that Python's matcher ends, whatever the pattern."""
    expected = re.search(source, text, re.IGNORECASE if any_case else 0) is not None
    assert list(SafePattern(source, any_case=any_case).found_in([text])) == [expected]
    if text:
        assert by_the_automaton(source, text, any_case=any_case) == expected


@given(
    st.lists(st.sampled_from(RUNS), min_size=1, max_size=5).map("".join),
    st.lists(st.one_of(st.sampled_from(("staff", "fund", "stst", " ")), st.text(LETTERS, max_size=6)), max_size=6),
    st.booleans(),
)
def test_what_is_left_out_and_looked_for_first_changes_nothing(source: str, words: list[str], any_case: bool) -> None:
    pattern = SafePattern(source, any_case=any_case)
    texts = ["".join(words), *words]
    expected = [re.search(source, text, re.IGNORECASE if any_case else 0) is not None for text in texts]
    assert list(pattern.found_in(texts)) == expected
    assert [by_the_automaton(source, text, any_case=any_case) if text else None for text in texts] == [
        there if text else None for text, there in zip(texts, expected, strict=True)
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [(r"\w{2}", "éé"), ("[a-z]{3}", "KAA"), ("[a-z]{3}", "\u212a\u017fa"), (r"a(\w{3})?b", "ab"), (r"\d{4}|x", "x"),
     (r"(\w{3}|-)a", "-a"), (r"(\w{2}){2}", "éß_1"), ("[^a]{2}", "\n\n")],
)  # fmt: skip
def test_what_has_enough_characters_of_a_kind_in_some_way_is_searched(source: str, text: str) -> None:
    assert re.search(source, text, re.IGNORECASE)
    assert list(SafePattern(source, any_case=True).found_in([text])) == [True]


@given(
    st.lists(st.sampled_from(ALIKE), min_size=1, max_size=3).map("".join),
    st.text("akéKſß -", max_size=9),
    st.booleans(),
)  # fmt: skip
def test_characters_of_a_kind_in_a_row_are_counted_right(source: str, text: str, any_case: bool) -> None:
    expected = re.search(source, text, re.IGNORECASE if any_case else 0) is not None
    assert list(SafePattern(source, any_case=any_case).found_in([text])) == [expected]


def test_a_letter_is_found_in_any_case_wherever_python_finds_it() -> None:
    signs = "".join(map(chr, range(sys.maxunicode + 1)))
    for letter in "abcdefghijklmnopqrstuvwxyz09_-":
        same = re.findall(letter, signs, re.IGNORECASE)
        pattern = SafePattern(letter * 2, any_case=True)
        assert letter in same
        assert all(pattern.found_in([one + other for one in same for other in same]))


@pytest.mark.parametrize(
    ("source", "texts", "expected"),
    [
        (r"(nurse|doctor)s? said", ["the nurses said", "a doctor said", "nurse doctor", "said"], [1, 1, 0, 0]),
        (r"\bstaff\b.*\bfund", ["staff are funded", "fund the staff", "staffed and funded", "staff"], [1, 0, 0, 0]),
        (r".*staff.*", ["the staff", "-" * 500 + "staff" + "-" * 500, ""], [1, 1, 0]),
        (r"\w+ing\b", ["waiting", "ing", "winged"], [1, 0, 0]),
        (r"a?", ["", "b"], [1, 1]),
        (r"staff||fund", ["", "none"], [1, 1]),
        (r"a\.b|x{2}", ["a.b", "axb", "xx", "x"], [1, 0, 1, 0]),
    ],
)
def test_patterns_of_researchers(source: str, texts: list[str], expected: list[int]) -> None:
    assert found(source, *texts) == [bool(there) for there in expected]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("(a+)+b", "a" * 5_000 + "c b"),
        ("(a|a)*[bx]{2}", "a" * 5_000 + "c b"),
        ("a*a*a*a*[bc]x", "a" * 20_000 + "xdx"),
        ("(.*,){20}[^, ab]x", "x ab, " * 2_000),
        ("(x+x+)+y", "y" + "x" * 5_000),
        ("((a{1,9}){1,9}){1,9}b", "b" + "a" * 5_000),
        (r"(\w+ )*\w+z$", "z" + "word " * 2_000),
    ],
)
def test_what_takes_a_matcher_that_tries_all_ways_for_ever_takes_no_time(source: str, text: str) -> None:
    assert found(source, text) == [False]


@pytest.mark.parametrize(
    ("source", "texts", "expected"),
    [
        ("^[^?]+$", ["word " * 100, "word " * 100 + "?"], [1, 0]),
        ("(I|we) .* (money|fund)", ["I said " + "so " * 200 + "the money", "I said " + "so " * 200], [1, 0]),
        ("a.*b.*c.*d", ["-".join("abcd" * 300), "-".join("dcb" * 300)], [1, 0]),
        (".{1000}", ["x" * 999, "x" * 1_000], [0, 1]),
        ("so.{0,1000}because", ["so" + "x" * 1_000 + "because", "so" + "x" * 1_001 + "because"], [1, 0]),
        (r"(very|really)\s+\w+", ["really" + " " * 200 + "good", "really " + "! " * 300], [1, 0]),
        ("^a{,3}$", ["aaa", "aaaa"], [1, 0]),
        (r"\d[/.-]\d", ["1/2", "1:2"], [1, 0]),
        ("[--/]", ["-", ".", "/", "0", ","], [1, 1, 1, 0, 0]),
        ("[+--]", ["+", ",", "-", "."], [1, 1, 1, 0]),
    ],
)
def test_repetitions_have_no_end_but_that_of_the_paragraph(source: str, texts: list[str], expected: list[int]) -> None:
    assert found(source, *texts) == [bool(there) for there in expected]


def test_a_pattern_that_is_too_large_is_refused() -> None:
    with pytest.raises(PatternFault, match="5,000 signs"):
        SafePattern("(a{1,900}b*){9}")


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
        ("a{2, 5}", 1, "no count"),
        ("a{x}", 1, "no count"),
        ("a{}", 1, "no count"),
        ("a{123456}", 1, "counts go up to 99,999"),
        ("x{2}{3}", 1, "cannot be read"),
        ("[[:alpha:]]", 1, "not known here"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_with_its_place(source: str, at: int, says: str) -> None:
    with pytest.raises(PatternFault, match=says) as caught:
        SafePattern(source)
    assert caught.value.at == at


def test_nothing_is_lost_in_long_paragraphs() -> None:
    for length in (4_090, 4_096, 4_100, 9_000):
        text = "-" * length + "crisis house"
        assert found(r"crisis\s\w+$", text) == [True]
        assert found(r"-crisis\b", text) == [True]
        assert found(r"^crisis", text) == [False]
        assert found(r"-$", text) == [False]


def test_a_search_that_has_no_time_left_says_so() -> None:
    with pytest.raises(TimeoutError):
        list(SafePattern("a.*b.*c").found_in(["ab" * 4_000] * 3, seconds=-1))
    with pytest.raises(TimeoutError):
        Automaton(read_pattern("(a+)+b", any_case=False).tree).is_in("ab", time.monotonic() - 1)


def test_the_case_counts_unless_it_is_said_not_to() -> None:
    assert found("nhs", "the NHS") == [False]
    assert list(SafePattern("nhs", any_case=True).found_in(["the NHS"])) == [True]
