"""What was struck out follows a corrected transcript, and nothing of it is let out there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.merge.align import align
from postil.merge.references import following
from postil.merge.words import words
from postil.model.change import AddTranscript, DropTranscript, Strike
from postil.model.coding import Passage, Place
from postil.text.struck import Struck
from studies import Desk, small_transcript

QUESTION = "And how did the crisis line begin here?"
SAID = "It was Zelda Quixworth who kept a list of everybody who was turned away in the night."
MORE = "After that there were two phones and a rota that somebody drew by hand for the whole town."
NAME = SAID.index("Zelda")
LET = SAID.replace("Zelda Quixworth", "[...]")
WORDS = ("the", "nurses", "kept", "Zelda", "Quixworth", "list", "town", "night", "phones", "rota", "board", "said")


def corrected(old: tuple[str, ...], struck: list[tuple[int, int | None, int | None]], new: tuple[str, ...]) -> Desk:
    """A study whose transcript was corrected after passages of it had been struck out."""
    desk = Desk()
    first = small_transcript("P07", old)
    desk.act(AddTranscript(first))
    desk.act(*(Strike(Passage(first.id, *passage)) for passage in struck))
    supersede(desk, first.id, new)
    return desk


def supersede(desk: Desk, old: str, texts: tuple[str, ...]) -> str:
    """Put a corrected transcript in; its id."""
    text = replace(small_transcript("P07", texts), supersedes=old)
    desk.act(AddTranscript(text))
    desk.act(*following(desk.study))
    return text.id


def told(desk: Desk, transcript: str = "") -> list[str]:
    """What is told of the paragraphs of the transcript; of the latest if none is named."""
    struck, texts = Struck(desk.study), desk.study.transcripts
    text = (
        texts[transcript]
        if transcript
        else next(text for text in texts.values() if text.id not in desk.study.superseded)
    )
    return [struck.words(Passage(text.id, paragraph.n)) for paragraph in text.paragraphs]


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ((QUESTION, SAID, MORE), [QUESTION, LET, MORE]),
        ((QUESTION, MORE, SAID), [QUESTION, MORE, LET]),
        ((QUESTION, SAID.replace("night", "day"), MORE), [QUESTION, LET.replace("night", "day"), MORE]),
        ((QUESTION, SAID.replace("Quixworth", "Quicksworth"), MORE), [QUESTION, "[...]", MORE]),
        ((QUESTION, SAID.replace("Quixworth", "Quixworth Abara"), MORE), [QUESTION, "[...]", MORE]),
        ((QUESTION, SAID.replace("Zelda", "Dame Zelda"), MORE), [QUESTION, "[...]", MORE]),
        ((QUESTION, SAID[: NAME + 5], SAID[NAME + 6 :], MORE), [QUESTION, "[...]", "[...]", MORE]),
        ((QUESTION, f"{SAID} {MORE}"), [QUESTION, "[...]"]),
        ((QUESTION, "Nobody can say that any more, sorry.", MORE), [QUESTION, "[...]", MORE]),
        ((QUESTION, MORE), [QUESTION, MORE]),
    ],
    ids=["same", "moved", "beside", "inside", "longer", "before", "split", "joined", "replaced", "gone"],
)  # fmt: skip
def test_what_is_struck_out_of_a_corrected_transcript(new: tuple[str, ...], says: list[str]) -> None:
    desk = corrected((QUESTION, SAID, MORE), [(2, NAME, NAME + 15)], new)
    assert [" ".join(text.split()) for text in told(desk)] == says
    assert Struck(desk.study).without("Zelda Quixworth's list") == "[...] list", "the old words stay struck out"


def test_a_passage_over_a_place_where_the_paragraph_was_split_is_struck_out_on_both_sides() -> None:
    desk = corrected((QUESTION, f"{SAID} {MORE}"), [(2, len(SAID) - 20, len(SAID) + 20)], (QUESTION, SAID, MORE))
    assert told(desk) == [QUESTION, "[...]", "[...]"]
    desk = corrected((QUESTION, f"{SAID} {MORE}"), [(2, None, None)], (QUESTION, SAID, MORE))
    assert told(desk) == [QUESTION, "[...]", "[...]"]


def test_what_was_taken_back_in_the_corrected_transcript_is_not_struck_out_again() -> None:
    desk = corrected((QUESTION, SAID, MORE), [(2, NAME, NAME + 15)], (QUESTION, SAID.replace("Quix", "Quicks"), MORE))
    now = next(passage for passage in desk.study.cells.struck() if passage.start is None)
    desk.act(Strike(now, struck=False))
    words_only = Passage(*now.place, NAME, NAME + 17)
    desk.act(Strike(words_only))
    assert following(desk.study) == []
    third = supersede(desk, now.transcript, (QUESTION, SAID.replace("Quix", "Quicks"), MORE.replace("two", "three")))
    assert told(desk) == [QUESTION, LET, MORE.replace("two", "three")]
    assert [passage for passage in desk.study.cells.struck() if passage.transcript == third] == [
        words_only._replace(transcript=third)
    ]


def test_a_correction_that_was_undone_and_is_done_again_strikes_out_again() -> None:
    old, new = (QUESTION, SAID, MORE), (QUESTION, SAID.replace("Quix", "Quicks"), MORE)
    desk = corrected(old, [(2, NAME, NAME + 15)], new)
    before = told(desk)
    now = next(passage for passage in desk.study.cells.struck() if passage.start is None)
    desk.act(Strike(now, struck=False), DropTranscript(desk.study.transcripts[now.transcript]))
    supersede(desk, next(iter(desk.study.transcripts)), new)
    assert told(desk) == before


def test_what_is_struck_out_of_the_old_transcript_later_follows_too() -> None:
    desk = corrected((QUESTION, SAID, MORE), [], (QUESTION, SAID, MORE.replace("two", "three")))
    (old,) = desk.study.superseded
    desk.act(Strike(Passage(old, 3, 23, 33)))
    desk.act(*following(desk.study))
    assert told(desk)[2] == "[...]"


TEXT = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=4)


@given(TEXT, st.data())
def test_no_struck_word_that_still_stands_in_an_aligned_paragraph_is_let_out(
    texts: list[str], data: st.DataObject
) -> None:
    paragraphs = data.draw(st.lists(st.integers(1, len(texts)), min_size=1, max_size=2))
    struck: list[tuple[int, int | None, int | None]] = []
    for n in paragraphs:
        ends = data.draw(st.lists(st.integers(0, len(texts[n - 1])), min_size=2, max_size=2, unique=True).map(sorted))
        struck.append((n, ends[0], ends[1]))
    new = data.draw(st.one_of(TEXT, edited(texts)))
    if new == texts:
        return
    desk = corrected(tuple(texts), struck, tuple(new))
    (old_id,) = desk.study.superseded
    old = desk.study.transcripts[old_id]
    now = next(text for text in desk.study.transcripts.values() if text.supersedes)
    found = Struck(desk.study)
    for n, start, end in struck:
        assert desk.study.cells.is_struck(Passage(old_id, n, start, end)), "nothing is taken back"
        assert start is not None
        assert end is not None
        for piece in align(old, now).pieces_of.get(n, ()):
            ours, theirs = words(old.paragraphs[n - 1].text), words(now.paragraphs[piece.new - 1].text)
            out = found.own(Place(now.id, piece.new))
            for step in range(piece.length):
                said, there = ours[piece.old_word + step], theirs[piece.new_word + step]
                for at in range(max(start, said.start), min(end, said.end)):
                    place = there.start + at - said.start
                    assert any(left <= place < right for left, right in out), (texts, new, struck)


def edited(texts: list[str]) -> st.SearchStrategy[list[str]]:
    """The texts with a word changed, a paragraph split, two joined, or one moved."""

    def change(kind_at: tuple[str, int]) -> list[str]:
        kind, at = kind_at
        at %= len(texts)
        said = texts[at].split()
        match kind:
            case "word":
                return [*texts[:at], " ".join(["odd", *said[1:]]), *texts[at + 1 :]]
            case "split" if len(said) > 1:
                middle = len(said) // 2
                return [*texts[:at], " ".join(said[:middle]), " ".join(said[middle:]), *texts[at + 1 :]]
            case "join" if at + 1 < len(texts):
                return [*texts[:at], f"{texts[at]} {texts[at + 1]}", *texts[at + 2 :]]
            case _:
                return [*texts[at:], *texts[:at]]

    return st.tuples(st.sampled_from(("word", "split", "join", "move")), st.integers(0, 9)).map(change)
