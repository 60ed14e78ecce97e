from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.blank import is_blank
from postil.text.formula import guarded, unguarded


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "\u00a0=1", "\uff1d1", "\n@x", "'=1", "''  +x"]
)
def test_formulas_get_one_apostrophe_more(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "'quoted' words", "a=b", " spaced", "'", "1-2"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text() | st.text(alphabet="'=+-@ \t\r\nx"))
def test_unguarded_takes_back_what_guarded_did(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="'=+-@ \t\r\nx"))
def test_no_guarded_cell_starts_like_a_formula(text: str) -> None:
    assert not guarded(text).lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["", " \t\n", "\u200b\ufeff", "\u2800", "\u3164 ", "\x1b", "\u202e"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "\u200ba", "愛"])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)
