"""Leaving out pieces of a text: what is left of it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postil.model.redaction import LEFT_OUT, apart, without

TEXT = "One  of them took it\nto the board."
PLACES = st.integers(0, len(TEXT))
SPANS = st.tuples(PLACES, PLACES).filter(lambda span: span[0] < span[1])


def test_a_mark_stands_for_what_was_struck_out_side_by_side() -> None:
    assert without("one two three four", [(0, 3), (4, 7)]) == "[...] three four"
    assert without("one two three four", [(4, 7), (0, 3)]) == "[...] three four"
    assert without("one two three four", [(4, 7)], 0, 7) == "one [...]"
    assert without("one two three four", [(4, 7)], 8) == "three four"
    assert without("one two three four", [(2, 9)], 4, 13) == "[...]hree"


@given(st.lists(SPANS, max_size=4), SPANS)
def test_nothing_that_is_left_out_is_let_through_and_nothing_else_is_lost(
    spans: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    said = without(TEXT, spans, *asked)
    gone = {at for start, end in spans for at in range(start, end)}
    kept = "".join(TEXT[at] for at in range(*asked) if at not in gone)
    assert "".join(said.replace(LEFT_OUT, "").split()) == "".join(kept.split())
    assert (LEFT_OUT in said) == bool(gone.intersection(range(*asked)))
    assert all(TEXT[left[1] : right[0]].strip() for left, right in pairwise(apart(TEXT, spans)))
