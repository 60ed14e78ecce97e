"""Text as it is compared: many texts at once are what each is by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.plain import plain_text, plain_texts

_SIGNS = st.one_of(
    st.sampled_from("aΣσςİıſKß’“—\u0301\u00a0\u2028\x85 \t\n\r\x0b\x0c\x1c\x1f𝚺é漢\u200b"), st.characters()
)


@given(st.lists(st.text(_SIGNS, max_size=12), max_size=6))
def test_many_texts_are_made_plain_as_each_by_itself(texts: list[str]) -> None:
    assert plain_texts(texts) == [plain_text(text) for text in texts]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["A  b", " a", "a ", "\ta"], ["one\ntwo", "x"], ["ΑΣ", "Σ"]])
def test_texts_without_words_and_with_white_space_at_their_ends(texts: list[str]) -> None:
    assert plain_texts(texts) == [plain_text(text) for text in texts]


def test_what_looks_alike_is_alike() -> None:
    assert plain_text(" The  Café’s “CRISIS” — house\n") == 'the cafe\'s "crisis" - house'
