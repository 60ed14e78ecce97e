from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.clean import visible_lines
from postil.text.spreadsheet import as_in_cell, cell_length, cell_name, cell_text


@given(st.text() | st.text(alphabet="=+-@'\"\n x_0041Ff\r\t"))
def test_a_cell_gives_back_its_text(text: str) -> None:
    written = as_in_cell(text)
    assert cell_text(written) == visible_lines(text)
    assert as_in_cell(cell_text(written)) == written


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 1, "A1"), (3, 26, "Z3"), (3, 27, "AA3"), (9, 702, "ZZ9"), (9, 16_384, "XFD9")]
)
def test_cells_are_named_as_spreadsheets_name_them(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


def test_characters_above_the_first_plane_count_twice() -> None:
    assert cell_length("a😀") == 3
