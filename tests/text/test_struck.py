"""What was struck out is taken out of any text, and put back into one that was edited meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.model.change import AddTranscript, DropTranscript, Strike
from postil.model.coding import Passage
from postil.model.redaction import LEFT_OUT
from postil.model.study import Study
from postil.text.struck import Struck
from postil.text.verbatim import words_of
from studies import TRANSCRIPTS, small_desk, small_transcript

P04 = TRANSCRIPTS[0]
TEXT = P04.paragraphs[1].text
PIECES = ("liaison nurses", "board", "One of them took it to the")
LEFT = ("said", "ward", ".", ",", "the", "took", "it", "[...]", "\n")


def struck(*pieces: str) -> Struck:
    desk = small_desk()
    for piece in pieces:
        start = TEXT.index(piece)
        desk.act(Strike(Passage(P04.id, 2, start, start + len(piece))))
    return Struck(desk.study)


def test_nothing_is_taken_out_where_nothing_was_struck_out() -> None:
    found = Struck(Study())
    assert not found
    assert found.without("any text") == "any text"
    assert struck("board")


@given(st.lists(st.sampled_from((*PIECES, *LEFT)), max_size=12).map(" ".join))
def test_no_struck_words_are_left_and_all_come_back(text: str) -> None:
    found = struck(*PIECES)
    let = found.without(text)
    keys = f" {' '.join(word.key for word in words_of(let))} "
    assert not [piece for piece in ("liaison nurses", "board", "one of them took it") if f" {piece} " in keys]
    assert found.without(let) == let
    if LEFT_OUT not in text:
        assert found.put_back(text, let) == text


def test_a_mark_without_its_surroundings_stays() -> None:
    found = struck(*PIECES)
    text = "The board met. Liaison nurses came."
    assert found.put_back(text, "Soon the [...] met.") == "Soon the board met."
    assert found.put_back(text, "[...] it is, or [...].") == "[...] it is, or [...]."
    assert found.put_back("The board.", "What [...]?") == "What board?"
    assert found.put_back("No such word.", "No [...] word.") == "No [...] word."


def test_words_of_one_passage_can_be_looked_for_alone() -> None:
    desk = small_desk()
    one, other = Passage(P04.id, 2, 0, 6), Passage(P04.id, 2, len(TEXT) - 6, len(TEXT) - 1)
    desk.act(Strike(one), Strike(other))
    only = Struck(desk.study, [other])
    assert only.repeats("a board")
    assert not only.repeats("It was")


def test_words_of_a_transcript_that_was_taken_out_again_stay_out() -> None:
    desk = small_desk()
    gone = small_transcript("P99", ["Who?", "Xavier did."])
    desk.act(AddTranscript(gone))
    desk.act(Strike(Passage(gone.id, 2, 0, 6)))
    desk.act(DropTranscript(gone))
    assert Struck(desk.study).without("Xavier's list") == "[...] list"
