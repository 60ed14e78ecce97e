from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.errors import QueryError
from postil.find.query.words import Texts, Wanted
from postil.text.carets import place_lines
from postil.text.plain import plain_text
from postil.text.wrap import width


def lines(query: str, start: int, end: int, cells: int = 80) -> tuple[str, str]:
    return place_lines(QueryError("wrong", query=query, start=start, end=end), cells)


def test_carets_stand_under_what_is_wrong() -> None:
    assert lines("F4 AND leadrship", 7, 16) == ("F4 AND leadrship", "       ^^^^^^^^^")
    assert lines("漢字 AND x", 7, 8) == ("漢字 AND x", " " * 9 + "^")
    assert lines("F4 AND", 6, 7) == ("F4 AND", " " * 6 + "^")
    assert lines("a\x1b[2J", 1, 2) == ("a␛[2J", " ^")


def test_a_long_query_is_cut_around_the_place() -> None:
    query = " ".join(f"code{n}" for n in range(100))
    start = query.index("code50")
    shown, carets = lines(query, start, start + 6)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "code50"


@given(st.text("ab 漢\x1b", max_size=120), st.integers(0, 130), st.integers(0, 130), st.integers(10, 90))
def test_the_lines_are_never_too_wide(query: str, start: int, end: int, cells: int) -> None:
    shown, carets = lines(query, start, end, cells)
    assert width(shown) <= cells
    assert width(carets) <= cells + 1
    assert "^" in carets


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("fund", "The funding", False),
        ("fund*", "The funding", True),
        ("*ding", "The funding", True),
        ("*und*", "The funding", True),
        ("patient", "the patient’s view", True),
        ("naive", "a naïve one", True),
        ("NAÏVE", "a naive one", True),
        ("don't", "I don’t know", True),
        ("half-way", "half–way", True),
        ("two  words", "two\n words", True),
        ("字", "漢字", True),
        ("ฝน", "วันฝนตก", True),
        ("ab", "ab_c", False),
        ("strasse", "Straße", True),
    ],
)
def test_words_are_found_whole_and_folded(word: str, text: str, found: bool) -> None:
    assert bool(Texts(["nothing", text, "nothing"]).having(Wanted(word)) == 0b10) is found


@given(st.lists(st.text("ab ", max_size=8), max_size=6), st.text("ab ", min_size=1, max_size=3))
def test_nothing_is_found_across_two_texts(texts: list[str], word: str) -> None:
    found = Texts(texts).having(Wanted(f"*{word.strip()}*"))
    plain, letters = [plain_text(text) for text in texts], plain_text(word)
    assert found == sum(1 << at for at, text in enumerate(plain) if letters and letters in text)
