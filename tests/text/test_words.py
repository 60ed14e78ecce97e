"""Words as they are compared: what nobody sees, capitals, marks and apostrophes make no difference, places stay."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text import words
from postil.text.words import UNSEEN, words_of

IGNORABLE = [chr(code) for code in range(0x110000) if re.match(f"[{UNSEEN}]", chr(code))]
SEEN_FORMATS = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f]")
"""Signs of numbers and verses and of the order of hieroglyphs, which are drawn."""


def keys(text: str) -> list[str]:
    return [word.key for word in words_of(text)]


def test_every_format_character_that_nobody_sees_is_known() -> None:
    formats = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
    assert [f"{ord(c):04x}" for c in formats if not SEEN_FORMATS.match(c) and c not in set(IGNORABLE)] == []
    assert set("\u200e\u202a\u202e\u2061\u206f\u034f\ufe00\ufe0f\u180b\u180f\U000e0041\U000e0fff\u3164\uffa0") <= set(
        IGNORABLE
    )
    assert not [c for c in IGNORABLE if c.isspace() or c.isdigit()]


def test_every_combining_mark_belongs_to_the_word_before_it() -> None:
    marks = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"} and not words._no_mark().match(chr(code))
    ]
    assert len(marks) > 1500
    assert [f"{ord(m):04x}" for m in marks if [w[1:] for w in words_of(f"a{m}b")] != [(0, 3)]] == []


@given(st.sampled_from(["Zorblat", "O'Brien", "José", "देवनागरी", "שלום", "محمد", "Ωμέγα"]), st.data())
def test_what_nobody_sees_makes_no_difference(word: str, data: st.DataObject) -> None:
    parts = [c + "".join(data.draw(st.lists(st.sampled_from(IGNORABLE), max_size=2))) for c in word[:-1]]
    text = "".join([*parts, word[-1]])
    assert keys(text) == keys(word)
    assert [w[1:] for w in words_of(f"({text}).")] == [(1, 1 + len(text))]


@given(st.text(st.characters(categories=("L", "M", "N", "P", "Cf", "Zs"))))
def test_each_letter_is_in_one_word_at_its_place(text: str) -> None:
    found = words_of(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(word.key and word.start < word.end for word in found)
    inside = {at for word in found for at in range(word.start, word.end)}
    outside = [c for at, c in enumerate(text) if at not in inside]
    assert not [c for c in outside if (c.isalpha() or c.isdigit()) and c not in {*IGNORABLE, *"ʼʻ"}]


@given(st.text("abcxyzäöüßéèñçåøæœłşğİIıiÀÝŒАБВяюёΑΒΓςσάώ", min_size=1))
def test_capitals_make_no_difference(text: str) -> None:
    assert keys(text.upper()) == keys(text.lower()) == keys(text) == keys(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("mark", "'’‘‛`´′＇ʼ")
def test_apostrophes_of_all_kinds_are_one(mark: str) -> None:
    assert keys(f"O{mark}Brien said {mark}no{mark}") == ["o'brien", "said", "no"]


def test_vowel_signs_are_of_their_word_and_points_make_no_difference() -> None:
    assert keys("हिन्दी में") == ["हिन्दी", "में"]
    assert keys("हिन्दी") != keys("हन्द")
    assert keys("שָׁלוֹם עֲלֵיכֶם") == keys("שלום עליכם")
    assert len(keys("שָׁלוֹם עֲלֵיכֶם")) == 2
    assert keys("مُحَمَّد") == keys("محمد") == keys("محـمد")
    assert len(keys("مُحَمَّد")) == 1
    assert keys("M\u0336a\u0336ry") == ["mary"]
    assert keys("José") != keys("Jose")


def test_a_script_without_spaces_has_each_character_for_a_word() -> None:
    assert keys("葛\U000e0100城") == ["葛", "城"]


def test_many_characters_that_nobody_sees_take_no_long_time() -> None:
    """Each is looked at a few times only: a pattern that tries all ways to part them would not end."""
    assert len(words_of("a" + "\u200b" * 200_000 + "'" + "\u200b" * 200_000)) == 1
