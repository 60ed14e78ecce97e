"""Wildcards in names and words: by example, and by comparison with a matcher that tries everything."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.find.query.wild import Wild, as_value, is_wild, literal, plain_value
from postil.find.query.words import MOST_LETTERS, Texts, Wanted, is_inside
from postil.text.plain import plain_text

TYPED = st.text("ab*?\\ é", max_size=8)


def tried(pieces: list[str], text: str) -> bool:
    """Whether a text as a whole is as the signs say: '*' for any signs, '?' for one, others for themselves."""
    if not pieces:
        return not text
    first, rest = pieces[0], pieces[1:]
    if first == "*":
        return any(tried(rest, text[at:]) for at in range(len(text) + 1))
    return bool(text) and (first == "?" or "".join(first[-1:]) == text[0]) and tried(rest, text[1:])


def signs(value: str) -> list[str]:
    """A value as signs; one that is meant itself is longer by its backslash."""
    found: list[str] = []
    at = 0
    while at < len(value):
        step = 2 if value[at] == "\\" else 1
        found.append(value[at : at + step])
        at += step
    return found


@pytest.mark.parametrize(
    ("typed", "name", "is_met"),
    [
        ("*manager*", "House Manager, nurse", True),
        ("manager*", "house manager", False),
        ("*manager", "house manager", True),
        ("caf?", "Café", True),
        ("*CAFE*", "the crisis café", True),
        ("caf?", "caf", False),
        ("a*b*c", "a-b-b-c", True),
        ("a*a", "a", False),
        ("*", "", True),
        (r"50\*", "50*", True),
        (r"50\*", "500", False),
        (r"why\?", "Why?", True),
        (r"a\\b", r"a\b", True),
        (r"a\b", r"a\b", True),
        ("half-way*", "half–way house", True),
        ("*", "漢字", True),
    ],
)
def test_names_are_matched_as_a_whole(typed: str, name: str, is_met: bool) -> None:
    assert Wild(as_value(typed)).matches(name) is is_met


@given(TYPED, st.text("abé *?\\", max_size=8))
@example("a?*b", "aab")
@example("*?*", "")
def test_matching_is_what_trying_everything_gives(typed: str, name: str) -> None:
    value = plain_text(as_value(typed))
    assert Wild(value).matches(name) is tried(signs(value), plain_text(name))


@given(st.text(max_size=20))
def test_a_literal_means_its_text_and_nothing_else(text: str) -> None:
    assert plain_value(literal(text)) == text
    assert not is_wild(literal(text))
    assert Wild(literal(text)).matches(text) or "\ufdd0" in text or "\ufdd1" in text
    assert as_value(literal(text)) == literal(text)


@given(st.text("a*?\\", max_size=10))
def test_what_is_typed_becomes_a_value_once(typed: str) -> None:
    assert as_value(as_value(typed)) == as_value(typed)
    assert is_wild(as_value(typed)) is any(len(sign) == 1 and sign in "*?" for sign in signs(as_value(typed)))


def test_many_stars_end_soon() -> None:
    assert not Wild("*a" * 500 + "*b").matches("a" * 100_000)
    assert not Texts(["a" * 20_000 + " "]).having(Wanted("*a" * 20 + "*b"))


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("organi?ation", "an organisation", True),
        ("organi?ation", "an organization", True),
        ("organi?ation", "an organiation", False),
        ("fund*ing", "fundraising", True),
        ("fund*ing", "fundingsing", True),
        ("fund*ing", "fundings", False),
        ("fund*ing", "fund is going", False),
        ("fund*", "the funding", True),
        ("*d*ng*", "the fundings", True),
        ("over * body", "over dead body", True),
        ("over * body", "over my dead body", False),
        ("over * * body", "over my dead body", True),
        (r"50\*", "they had 50*", True),
        (r"50\*", "they had 500", False),
        ("caf?s", "the cafés", True),
    ],
)
def test_words_with_wildcards_are_found_in_texts(word: str, text: str, found: bool) -> None:
    assert bool(Texts(["nothing", text, "nothing"]).having(Wanted(as_value(word))) == 0b10) is found


@given(st.text("ab*? 字-", min_size=1, max_size=5), st.text("ab 字_-", max_size=9))
@example("?b", "字b")
@example("?b", "ab")
@example("-a", "b-a")
def test_words_are_found_where_trying_everything_finds_them(word: str, text: str) -> None:
    value, plain = plain_text(word), plain_text(text)
    wanted = Wanted(value)
    inner = value.strip("*")
    if not inner.replace("*", "").replace("?", "").strip():
        assert wanted.is_empty
        return
    expected = any(
        _tried_in_words(list(inner), plain[start:end])
        and (value.startswith("*") or not is_inside(plain, start))
        and (value.endswith("*") or not is_inside(plain, end))
        for start in range(len(plain))
        for end in range(start + 1, len(plain) + 1)
    )
    assert bool(Texts([text]).having(wanted)) is expected


def _tried_in_words(pieces: list[str], text: str) -> bool:
    """As ``tried``, but that wildcards stand for no space."""
    if not pieces:
        return not text
    first, rest = pieces[0], pieces[1:]
    if first == "*":
        letters = text.split(" ", maxsplit=1)[0]
        return any(_tried_in_words(rest, text[at:]) for at in range(len(letters) + 1))
    return bool(text) and ((first == "?" and text[0] != " ") or first == text[0]) and _tried_in_words(rest, text[1:])


def test_a_star_reaches_over_a_word_and_no_further() -> None:
    assert Texts(["a" + "x" * MOST_LETTERS + "b"]).having(Wanted("a*b"))
    assert not Texts(["a" + "x" * (MOST_LETTERS + 1) + "b"]).having(Wanted("a*b"))


@pytest.mark.parametrize(
    ("word", "text", "places"),
    [
        ("cafe", "The Café, the cafe\u0301.", ["Café", "cafe\u0301"]),
        ("fund*ing", "Funding and\n fundraising.", ["Funding", "fundraising"]),
        ("two words", "two\n  words", ["two\n  words"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("fund*", "The fund, funding", ["fund", "fund"]),
        ("x", "nothing", []),
    ],
)
def test_words_are_found_as_they_are_written(word: str, text: str, places: list[str]) -> None:
    assert [text[start:end] for start, end in Wanted(word).places_in(text)] == places
