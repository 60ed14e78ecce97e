from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.merge.words import canonical, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Well, I don’t know…", "well I don't know"),
        ("the half-way house", "The half way house."),
        ("[00:12:33] And then?", "And then?"),
        ("a soft\u00adhyphen and a zero\u200bwidth space", "a softhyphen and a zerowidth space"),
        ("no\u00a0break   space\n", "no break space"),
        ("Straße ﬁve １２", "STRASSE five 12"),
        ("bell\x07 rings", "bell rings"),
    ],
)
def test_what_does_not_count(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("does not", "doesnot"), ("[…]", "[?]"), ("12:30", "12:31"), ("résumé", "resume"), ("שָׁלוֹם", "שלומ")],
)
def test_what_counts(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_scripts_without_spaces_have_words_too() -> None:
    assert [word.folded for word in words("他們說 OK。")] == ["他", "們", "說", "ok"]
    assert len(words("สวัสดี")) == 6


@given(st.text())
def test_words_stand_in_the_text_in_order(text: str) -> None:
    found = words(text)
    assert found
    end = 0
    for word in found:
        assert end <= word.start <= word.end <= len(text)
        end = word.end
    assert canonical(text) == canonical(text)
