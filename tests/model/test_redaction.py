"""Striking out: what is left of words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postil.model.change import Strike
from postil.model.coding import Passage, Place
from postil.model.redaction import LEFT_OUT, Redaction, without
from studies import TRANSCRIPTS, small_desk

P04 = TRANSCRIPTS[0]
TEXT = P04.paragraphs[1].text
SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).filter(lambda span: span[0] < span[1])


def test_a_mark_stands_for_what_was_struck_out_side_by_side() -> None:
    assert without("one two three four", [(0, 3), (4, 7)]) == "[...] three four"
    assert without("one two three four", [(4, 7)], 0, 7) == "one [...]"
    assert without("one two three four", [(4, 7)], 8) == "three four"
    assert without("one two three four", [(2, 9)], 4, 13) == "[...]hree"


def test_a_strike_is_undone_and_taken_back() -> None:
    desk = small_desk()
    passage = Passage(P04.id, 2, 0, 6)
    desk.act(Strike(passage))
    assert Redaction(desk.study).words(Passage(P04.id, 2)).startswith("[...] the liaison nurses")
    assert desk.undo()
    assert Redaction(desk.study).words(Passage(P04.id, 2)) == TEXT
    assert desk.redo()
    desk.act(Strike(passage, struck=False))
    assert not desk.study.cells.struck()
    assert not desk.act(Strike(passage, struck=False))


@given(st.lists(SPANS, max_size=4), SPANS)
def test_no_struck_character_is_let_through(struck: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    desk = small_desk()
    desk.act(*(Strike(Passage(P04.id, 2, *span)) for span in struck))
    redaction = Redaction(desk.study)
    words = redaction.words(Passage(P04.id, 2, *asked))
    gone = {at for start, end in struck for at in range(start, end)}
    kept = "".join(TEXT[at] for at in range(*asked) if at not in gone)
    assert "".join(words.replace(LEFT_OUT, "").split()) == "".join(kept.split())
    assert (LEFT_OUT in words) == bool(gone.intersection(range(*asked)))
    spans = redaction.spans(Place(P04.id, 2))
    assert all(left[1] < right[0] for left, right in pairwise(spans))
