from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text.formula import guarded, guarded_start, unguarded, unguarded_start


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "\u00a0=1", "\uff1d1", "'=1", "''  +x"]
)
def test_formulas_get_one_apostrophe_more(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "'quoted' words", "a=b", " spaced", "'", "1-2"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text() | st.text(alphabet="'=+-@ \t\r\nx;\""))
def test_unguarded_takes_back_what_guarded_did(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("ho; =1", "ho;' =1"),
        ("ho\n=1", "ho\n'=1"),
        ("ho\t@x", "ho\t'@x"),
        ("\n@x", "\n'@x"),
        ('ho;"=1"', 'ho;\'"=1"'),
        ("a;'=1;+2", "a;''=1;'+2"),
        ("a; b-c", "a; b-c"),
        ("a;\n=1", "a;\n'=1"),
    ],
)
def test_formulas_inside_a_cell_are_guarded_where_a_spreadsheet_may_cut_it(text: str, harmless: str) -> None:
    assert guarded(text) == harmless
    assert unguarded(harmless) == text


CELL = st.text(alphabet="'=+-@ \t\r\nx;,\"|\u00a0\uff1d", max_size=12)


@given(CELL)
def test_unguarded_leaves_alone_what_guarded_would_not_write(text: str) -> None:
    assert unguarded(text) == text or guarded(unguarded(text)) == text


@given(st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_spreadsheet_sees_a_formula_whatever_it_parts_cells_by(rows: list[list[str]], separator: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([guarded(cell.replace("\r", "␍")) for cell in row] for row in rows)
    for line in (file.getvalue().split("\n"), io.StringIO(file.getvalue(), newline="")):
        for row in csv.reader(line, delimiter=separator):
            assert not any(cell.strip(" \u00a0\n").startswith(("=", "+", "-", "@", "\uff1d")) for cell in row)


@given(st.text(alphabet="'=+-@ \t\r\nx"))
def test_no_guarded_cell_starts_like_a_formula(text: str) -> None:
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@"))
    assert not guarded(text).lstrip(" ").startswith(("\t", "\r"))


@given(st.text() | st.text(alphabet="'=+-@ \t\r\nx;\""))
def test_the_beginning_of_a_workbook_cell_is_guarded_and_given_back(text: str) -> None:
    written = guarded_start(text)
    assert written.startswith("'") or not written.lstrip(" \t\r\n\"'").startswith(("=", "+", "-", "@"))
    assert unguarded_start(written) == text
