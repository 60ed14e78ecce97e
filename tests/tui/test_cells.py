from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.text.clean import visible
from postil.text.wrap import width
from postil.tui.paint.cells import Row, beside, difference, fitted, plain, row_width, run, styled

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
NAMES = st.sampled_from(["text", "quiet", "selected", "cursor", "bar"])
ROWS = st.lists(st.builds(run, ANYTHING, NAMES), max_size=6)


@given(ANYTHING)
def test_a_run_is_safe_to_draw(text: str) -> None:
    shown, _ = run(text)
    assert len(shown) == len(text)
    assert shown == visible(shown)
    assert shown[1:-1] == visible(text)[1:-1]


@given(ROWS, st.integers(0, 60))
def test_a_fitted_row_takes_exactly_its_cells(row: Row, cells: int) -> None:
    assert row_width(fitted(row, cells)) == cells
    assert row_width(beside(row, [run("§12", "header")], cells)) == cells


@given(st.text(alphabet="abc漢é 🙂", max_size=20), st.text(alphabet="abc漢é 🙂", max_size=20))
def test_a_difference_covers_every_changed_cell(before: str, after: str) -> None:
    old, new = fitted([run(before)], 24), fitted([run(after)], 24)
    changed = difference(old, new, 24)
    if changed is None:
        assert plain(old) == plain(new)
        return
    start, end = changed
    assert 0 <= start < end <= 24
    for row_a, row_b in ((old, new),):
        left_a, left_b = _cut(row_a, 0, start), _cut(row_b, 0, start)
        right_a, right_b = _cut(row_a, end, 24), _cut(row_b, end, 24)
        assert left_a == left_b
        assert right_a == right_b


def _cut(row: Row, start: int, end: int) -> str:
    at, kept = 0, ""
    for text, _ in row:
        for character in text:
            if start <= at < end:
                kept += character
            at += width(character)
    return kept


JOINING = st.text(alphabet="ab \ufe0f\u200d☎❤👩⚕🇬🇧1\u20e3é\u0301กำक्", max_size=14)


@given(st.lists(st.builds(run, JOINING, NAMES), max_size=6), st.integers(0, 40))
def test_runs_that_could_join_take_the_cells_that_a_terminal_gives_them(row: Row, cells: int) -> None:
    drawn = fitted(row, cells)
    assert width("".join(text for text, _ in drawn)) == cells


@given(JOINING, st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14), NAMES), max_size=3))
def test_a_span_never_cuts_what_is_joined(text: str, spans: list[tuple[int, int, str]]) -> None:
    row = styled(visible(text), spans, "text")
    assert "".join(part for part, _ in row) == visible(text)
    assert row_width(row) == width(visible(text))


def test_a_change_of_style_alone_is_a_difference() -> None:
    old, new = fitted([run("abc"), run("def", "bar")], 8), fitted([run("abc"), run("def", "selected")], 8)
    assert difference(old, new, 8) == (3, 6)
    assert difference(old, old, 8) is None


def test_joined_characters_are_never_cut() -> None:
    old, new = fitted([run("a 👩‍⚕️ x")], 12), fitted([run("a 👩‍⚕️ y")], 12)
    assert difference(old, new, 12) == (0, 12)


def test_spaces_join_the_run_before_them_where_nobody_sees_the_difference() -> None:
    assert fitted([run("ab", "bar"), run("  ", "quiet"), run("c", "quiet")], 6) == [("ab  ", "bar"), ("c ", "quiet")]
    assert fitted([run("ab", "bar"), run("  ", "selected")], 4) == [("ab", "bar"), ("  ", "selected")]


def test_later_spans_lie_over_earlier_ones() -> None:
    assert styled("abcdef", [(1, 4, "coded"), (3, 9, "selected")], "text") == [
        ("a", "text"),
        ("bc", "coded"),
        ("def", "selected"),
    ]
