from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from postil.text.clean import visible_lines
from postil.text.wrap import OUR_SIGNS, characters, padded, shortened, width, wrap

JOINING = st.text(
    alphabet="ab 1#漢ゔか\u3099é\u0301\u20dd\u200d\u200c👩⚕❤\ufe0f\ufe0e🇬🇧🏽👍"
    "\u1100\u1161\u11a8กำ\u0e49\u0915\u094d\u0937\u0903",
    max_size=30,
)
TEXT = (st.text() | JOINING).map(visible_lines)


@given(TEXT, st.integers(2, 40))
def test_lines_fit_and_lose_nothing_but_white_space(text: str, cells: int) -> None:
    spans = wrap(text, cells)
    lines = [text[start:end] for start, end in spans]
    assert all(width(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert spans == sorted(spans)


@given(TEXT, st.integers(0, 30))
def test_padded_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    line = text.replace("\n", " ")
    assert width(padded(line, cells)) == cells
    assert width(shortened(line, cells)) <= cells


def test_breaks_at_spaces_and_between_ideographs() -> None:
    assert wrap("It was the list", 8) == [(0, 6), (7, 15)]
    assert wrap("漢字漢字", 4) == [(0, 2), (2, 4)]
    assert wrap("abcdefgh", 3) == [(0, 3), (3, 6), (6, 8)]
    assert wrap("", 10) == [(0, 0)]
    assert wrap("a\n\nb", 10) == [(0, 1), (2, 2), (3, 4)]


FAMILY = "👩\u200d👩\u200d👧"
ONES = [
    "❤\ufe0f", "👩\u200d⚕\ufe0f", FAMILY, "🇬🇧", "1\ufe0f\u20e3", "👍🏽", "e\u0301", "か\u3099", "กิ้", "न\u0902",
    "\u1100\u1161\u11a8",
]  # fmt: skip


@pytest.mark.parametrize("one", ONES)
@pytest.mark.parametrize("cells", range(1, 12))
def test_what_a_reader_counts_as_one_character_is_never_cut(one: str, cells: int) -> None:
    text = one * 20
    short = shortened(text, cells)
    assert width(short) <= cells
    assert short[:-1] == one * ((cells - 1) // width(one))
    assert width(padded(text, cells)) == cells
    lines = [text[start:end] for start, end in wrap(text, cells)]
    assert "".join(lines) == text
    assert {line.replace(one, "") for line in lines} == {""}
    assert all(width(line) <= max(cells, width(one)) for line in lines)


def test_marks_stay_with_their_letter_at_every_width() -> None:
    word = "สวัสดีครับ नमस्ते שָׁלוֹם"
    for cells in range(1, 20):
        assert all(unicodedata.combining(word[start]) == 0 for start, end in wrap(word, cells) if start < end)


def test_a_joiner_at_the_end_joins_no_space() -> None:
    assert padded("a\u200d", 3) == "a  "


@given(TEXT)
def test_characters_follow_each_other_and_their_cells_add_up(text: str) -> None:
    text = text.replace("\n", " ")
    found = list(characters(text))
    assert "".join(text[start:end] for start, end, _ in found) == text
    assert sum(size for _, _, size in found) == width(text)


def test_a_width_is_that_of_the_library_whichever_way_it_is_found() -> None:
    for text in (*OUR_SIGNS, OUR_SIGNS, f"{OUR_SIGNS} and words", f"{OUR_SIGNS}日本", "e\u0301…", "👩‍⚕️ … §"):
        assert width(text) == cell_len(text)
