"""Words of the methods appendix: however they are parted, they are counted as ``str.split`` parts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.reports.methods_items import words_of

BLANKS = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u2003\u2028\u3000"


@given(st.text(f"ab.é漢{BLANKS}", max_size=12))
def test_words_are_what_white_space_parts(text: str) -> None:
    assert words_of(text) == len(text.split())


@pytest.mark.parametrize("blank", BLANKS)
def test_each_kind_of_white_space_parts_words(blank: str) -> None:
    assert words_of(f"one two{blank}three") == 3
    assert words_of(f"{blank}one two") == 2
    assert words_of("") == words_of(blank) == 0


def test_all_signs_that_part_words_are_known() -> None:
    for sign in map(chr, range(0x110000)):
        if sign.isspace():
            assert words_of(f"a{sign}b c") == 3, repr(sign)
