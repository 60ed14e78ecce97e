from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.importers.codebook_color import SLOT_COLORS, color_slot
from postil.model.codebook import COLOR_SLOTS


def test_each_slot_is_nearest_to_its_own_colour() -> None:
    assert [color_slot(f"#{color}") for color in SLOT_COLORS] == list(range(1, COLOR_SLOTS + 1))


@given(st.integers(0, 0xFFFFFF))
def test_any_hex_colour_has_a_slot_or_is_grey(number: int) -> None:
    assert color_slot(f"#{number:06X}") in range(COLOR_SLOTS + 1)


@given(st.text(max_size=8))
def test_any_text_is_a_slot_or_no_colour(text: str) -> None:
    assert color_slot(text) in {None, *range(COLOR_SLOTS + 1)}
