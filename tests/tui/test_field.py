"""The line that is typed scrolls sideways, and carets stand under what is wrong, whatever is typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import QueryError
from postil.tui.paint.cells import plain, row_width, run
from postil.tui.paint.field import caret_row, said_rows, typed_row

LEAD = [run("─ ", "line"), run("filter› ", "query")]


def test_a_short_text_stands_as_it_is() -> None:
    row, first = typed_row(LEAD, "F4 AND B3", 9, 40)
    assert (plain(row), first) == ("─ filter› F4 AND B3", 0)
    assert (" ", "cursor") in row


def test_a_long_text_shows_the_cursor_and_what_is_before_it() -> None:
    row, first = typed_row(LEAD, "leadership AND NOT B3 role:*manager*", 36, 30)
    assert plain(row) == "─ filter› … B3 role:*manager*"
    assert first == 18
    row, first = typed_row(LEAD, "leadership AND NOT B3 role:*manager*", 3, 30)
    assert plain(row) == "─ filter› leadership AND NOT B"[:29] + "…"
    assert ("d", "cursor") in row


def test_carets_stand_under_what_is_wrong() -> None:
    query = "leadership AND NOT B3 role:*manager* AND leadrship"
    fault = QueryError("wrong", query=query, start=41, end=50)
    row, first = typed_row(LEAD, query, 50, 40)
    carets = plain(caret_row(LEAD, fault, first, 40))
    assert plain(row)[carets.index("^") : carets.rindex("^") + 1] == "leadrship"


@given(
    st.text("ab 漢\x1b\u0301", max_size=60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 60),
    st.integers(12, 80),
)  # fmt: skip
def test_rows_are_as_wide_as_they_should_be(text: str, cursor: int, start: int, size: int, cells: int) -> None:
    fault = QueryError("wrong 漢字 " * 9, "remedy", query=text, start=start, end=start + size)
    row, first = typed_row(LEAD, text, min(cursor, len(text)), cells)
    carets = caret_row(LEAD, fault, first, cells)
    said = said_rows([str(fault)], cells, 3, "alarm")
    assert {row_width(each) for each in (row, carets, *said)} == {cells}
    assert any(style == "cursor" for _, style in row)
    assert "^" in plain(carets)
    assert len(said) <= 3
