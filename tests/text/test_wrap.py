from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.text.clean import visible_lines
from postil.text.wrap import padded, shortened, width, wrap

TEXT = st.text().map(visible_lines)


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
