"""What was struck out is taken out of any text, and put back into one that was edited meanwhile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.model.change import AddTranscript, DropTranscript, Strike
from postil.model.coding import Passage, Place
from postil.model.redaction import LEFT_OUT
from postil.model.study import Study
from postil.text.struck import Struck
from postil.text.words import words_of
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


SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).filter(lambda span: span[0] < span[1])


@given(st.lists(SPANS, max_size=4), SPANS)
def test_no_struck_character_is_let_through(out: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    desk = small_desk()
    desk.act(*(Strike(Passage(P04.id, 2, *span)) for span in out))
    found, place = Struck(desk.study), Place(P04.id, 2)
    assert all(left[1] < right[0] for left, right in pairwise(found.spans_at(place)))
    gone = {at for start, end in found.spans_at(place) for at in range(start, end)}
    assert gone.issuperset(at for start, end in out for at in range(start, end))
    said = found.words(Passage(P04.id, 2, *asked))
    rest = iter(TEXT[at] for at in range(*asked) if at not in gone)
    assert all(character in rest for character in said.replace(LEFT_OUT, "") if character.strip()), "in their order"
    assert found.without(said) == said


def test_a_strike_is_undone_and_taken_back() -> None:
    desk = small_desk()
    passage = Passage(P04.id, 2, 0, 6)
    desk.act(Strike(passage))
    before = Struck(desk.study)
    assert before.words(Passage(P04.id, 2)).startswith("[...] the liaison nurses")
    assert before.renewed(desk.study) is before
    assert desk.undo()
    assert before.renewed(desk.study).words(Passage(P04.id, 2)) == TEXT
    assert desk.redo()
    desk.act(Strike(passage, struck=False))
    assert not desk.study.cells.struck()
    assert not desk.act(Strike(passage, struck=False))


def said_twice() -> tuple[Struck, str]:
    """A name that was struck out once of a paragraph that has it twice; and the paragraph's transcript."""
    desk = small_desk()
    text = small_transcript("X", ("Hello.", "Zelda Quixworth sang. Zelda Quixworth left the ward."))
    desk.act(AddTranscript(text))
    desk.act(Strike(Passage(text.id, 2, 0, 15)))
    return Struck(desk.study), text.id


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (28, 52, "[...] left the ward."),
        (22, 27, "[...]"),
        (16, 30, "sang. [...]"),
        (6, 37, "[...] sang. [...]"),
        (38, 52, "left the ward."),
        (None, None, "[...] sang. [...] left the ward."),
    ],
)
def test_a_passage_that_cuts_a_struck_name_lets_no_part_of_it_out(
    start: int | None, end: int | None, said: str
) -> None:
    struck_out, text = said_twice()
    assert struck_out.words(Passage(text, 2, start, end)) == said


def test_a_paragraph_that_is_not_there_has_nothing_to_leave_out() -> None:
    struck_out, text = said_twice()
    assert (struck_out.spans_at(Place(text, 9)), struck_out.own(Place("none", 1))) == ([], [])
    assert struck_out.words(Passage(text, 9)) == ""


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


def struck_of(text: str, *pieces: str) -> Struck:
    """What is struck out where each piece of a paragraph is."""
    desk = small_desk()
    talk = small_transcript("X", ("Hello.", text))
    desk.act(AddTranscript(talk))
    for piece in pieces:
        desk.act(Strike(Passage(talk.id, 2, text.index(piece), text.index(piece) + len(piece))))
    return Struck(desk.study)


def test_strikes_that_overlap_or_follow_each_other_are_looked_for_as_one_too() -> None:
    text = "Well, one two three four five six seven eight nine, no?"
    over = struck_of(text, "one two three four five six", "four five six seven eight nine")
    assert over.without("Two three four five six seven eight") == "[...]"
    beside = struck_of(text, "one two three", "four five six")
    assert beside.without("two three four five six") == "[...]"
    apart = struck_of(text, "one two three", "five six seven")
    assert apart.without("two three four five six") == "two three four five six"


def test_a_name_that_is_struck_out_in_two_halves_keeps_each_half_out() -> None:
    found = struck_of("I saw Zelda Quixworth there.", "Zelda", "Quixworth")
    assert found.without("Quixworth and Zelda; then Zelda Quixworth's") == "[...] and [...]; then [...]"


SIGNS = ("🏳️‍🌈", "👩‍⚕️", "☭", "🇺🇦", "👍🏽")


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_are_looked_for_as_they_are(sign: str) -> None:
    found = struck_of(f"She wore {sign} on it.", sign)
    assert found
    assert found.without(f"Wore {sign}.") == "Wore [...]."
    plain = sign.replace("\ufe0f", "")
    assert found.without(f"a{plain}b {sign}{sign}") == "a[...]b [...]"
    assert found.without("Wore ✈, (…), 🚂.") == "Wore ✈, (…), 🚂."


def test_punctuation_that_was_struck_out_is_looked_for_nowhere_else() -> None:
    found = struck_of("Who – me? Yes.", " – ", "?")
    assert not found
    assert found.without("So – why?") == "So – why?"


NUMBERS = ("07700 900123", "07700900123", "07700 900 123", "(07700) 900-123", "07700.900.123", "07700\u00a0900123")


@pytest.mark.parametrize("struck_out", NUMBERS)
def test_a_number_is_found_however_its_digits_are_parted(struck_out: str) -> None:
    found = struck_of(f"Ring {struck_out} now.", struck_out)
    for said in NUMBERS:
        let = found.without(f"Ring {said} now.")
        assert not [c for c in let if c.isdigit()], let
    assert found.without("Ring 107700900123 or 077009001234.") == "Ring 107700900123 or 077009001234."


def test_a_short_number_is_looked_for_as_it_is() -> None:
    found = struck_of("She is 4 5, I think.", "4 5")
    assert found.without("45 and 4 5 and 4-5") == "45 and [...] and [...]"


@pytest.mark.parametrize(
    ("struck_out", "said"),
    [
        ("Zorblat Quimby", "Zor\u200eblat Quim\u034fby"),
        ("Zorblat Quimby", "\u202aZorblat\u202c Quimb\ufe0fy\U000e0061"),
        ("Zorblat Quimby", "ZORBLAT\u2062 QUIMBY\u3164"),
        ("İlknur", "ilknur"),
        ("ilknur", "İLKNUR"),
        ("Işık", "IŞIK"),
        ("O’Hara", "O`hara"),
        ("O'Hara", "O′Hara´s"),
        ("रवि कुमार", "रवि\u200d कुमार"),
        ("שָׁרָה לֵוִי", "שרה לוי"),
        ("محمد علي", "مُحَمَّد عَلي"),
    ],
)
def test_what_makes_no_difference_hides_no_struck_words(struck_out: str, said: str) -> None:
    found = struck_of(f"Then {struck_out} came.", struck_out)
    let = found.without(f"Then {said} came.")
    assert not [c for c in let.removeprefix("Then").removesuffix("came.") if c.isalpha() and c != "\u3164"], let
    assert "[...]" in let


def test_another_vowel_makes_another_name() -> None:
    assert struck_of("Then रवि came.", "रवि").without("रव, रवि") == "रव, [...]"
