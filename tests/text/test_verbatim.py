from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.text import verbatim
from postil.text.verbatim import RUN, Verbatim, joined, occurrences, quoted, whole_words, with_endings
from postil.text.words import words_of

if TYPE_CHECKING:
    import re

SAID = "It was the liaison nurses, really. They’d kept a list, and ONE took it to the board."


def pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_words_are_compared_without_capitals_marks_and_kinds_of_apostrophe() -> None:
    summary = "She said they'd kept a LIST and one... took it away; the liaison nurses, really, had."
    found = Verbatim([SAID]).runs(summary)
    assert pieces(summary, found) == ["they'd kept a LIST and one... took it"]


def test_characters_that_nobody_sees_hide_no_words() -> None:
    text = "kept a\u200b li\u00adst, and o\u200dne"
    assert Verbatim([SAID]).runs(text) == [(0, len(text))]
    assert [word.key for word in words_of("o’\u2060clock")] == ["o'clock"]


def test_a_struck_piece_is_whole_words() -> None:
    assert whole_words(SAID, 12, 15) == "liaison"
    assert whole_words(SAID, 14, 21) == "liaison nurses"
    assert (whole_words(SAID, 25, 26), whole_words(SAID, None, None)) == (",", SAID)


def test_fewer_words_than_a_run_are_nobodys_own() -> None:
    assert Verbatim([SAID]).runs("kept a list and") == []
    assert Verbatim([SAID]).runs("kept a list, and one") != []


def test_a_run_never_goes_from_one_text_into_the_next() -> None:
    assert Verbatim(["one two three", "four five six"]).runs("one two three four five six") == []


def test_a_script_without_spaces_has_a_word_a_character() -> None:
    said = Verbatim(["それは看護師たちでした"])
    assert pieces("彼は「看護師たちで」と", said.runs("彼は「看護師たちで」と")) == ["は「看護師たちで"]


def test_quotation_marks_of_several_kinds() -> None:
    text = '“one” and ‘it’s two’, "three", «four», „five“; the nurses\' and “six'
    assert pieces(text, quoted(text)) == ["one", "it’s two", "three", "four", "five", "six"]
    assert pieces(text, quoted(text, marks=True))[0] == "“one”"
    assert quoted("don't, won’t, the nurses' work") == []


@pytest.mark.parametrize(
    "marks",
    [
        "“”",
        "„“",
        "„”",
        "””",
        "«»",
        "»«",
        "»»",
        "‹›",
        "›‹",
        "››",
        "‚‘",
        "‚’",
        "〝〟",
        "＂＂",
        '""',
        "「」",
        "《》",
        "‘’",
    ],
)
def test_quotations_in_the_marks_of_many_languages(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    text = f"Said {opening}one or two{closing}, then {opening}three{closing} and ({opening}four!{closing})."
    assert pieces(text, quoted(text)) == ["one or two", "three", "four!"]
    assert pieces(text, quoted(text, marks=True))[1] == f"{opening}three{closing}"
    unclosed = f"{opening}one{closing} own {opening}two"
    assert pieces(unclosed, quoted(unclosed))[0] == "one"
    if marks != "‘’":
        assert pieces(unclosed, quoted(unclosed))[1:] == ["two"], "to the end of the text"


class Counted:
    """A pattern that counts how many characters it looks at."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.steps = 0

    def search(self, text: str, at: int) -> re.Match[str] | None:
        found = self._pattern.search(text, at)
        self.steps += (found.end() if found else len(text)) - at
        return found


@pytest.mark.parametrize("text", ["'a " * 500, "'a \n" * 500, "'a " * 500 + "\n'", "'a' " * 500, "‚a " * 500])
def test_the_end_of_a_quotation_is_looked_for_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many marks may open one: a text of the team has as many apostrophes as it likes."""
    counted = [Counted(pattern()) for pattern in (verbatim._single_closer, verbatim._low_closer)]
    monkeypatch.setattr(verbatim, "_single_closer", lambda: counted[0])
    monkeypatch.setattr(verbatim, "_low_closer", lambda: counted[1])
    quoted(text)
    assert 0 < sum(one.steps for one in counted) <= 2 * len(text)


def test_a_single_mark_closes_on_its_line_or_the_next_only() -> None:
    text = "the '90s\n\n two' 'three'\nthe nurses' 'four' don't 'a"
    assert pieces(text, quoted(text)) == ["three", "four"]


@pytest.mark.parametrize("marks", ["❝❞", "❛❜", "``", "´´", "`´", "′′", "″″", "‵′", "‛’", "🙶🙷", "‹›", "`'"])
def test_marks_that_only_stand_for_quotation_marks_quote(marks: str) -> None:
    text = f"Said {marks[0]}they had it{marks[1]}."
    assert pieces(text, quoted(text)) == ["they had it"]
    assert pieces(text, quoted(text, marks=True)) == [f"{marks[0]}they had it{marks[1]}"]


def test_signs_of_feet_and_accents_quote_nothing() -> None:
    assert quoted("a 5′ by 6″ board, and don`t, don´t") == []


@pytest.mark.parametrize("marks", ["‘’", "''", "“”", '""', "‹›", "`´", "❛❜"])
def test_a_quotation_goes_over_the_end_of_a_line(marks: str) -> None:
    text = f"Said {marks[0]}tea\nmoney{marks[1]}, they did."
    assert pieces(text, quoted(text, marks=True)) == [f"{marks[0]}tea\nmoney{marks[1]}"]


def test_an_apostrophe_that_may_close_a_quotation_does_not_end_what_is_left_out() -> None:
    """Of a possessive and the end of the quotation nobody can tell which is which."""
    for opening, closing in ("‘’", "''"):
        text = f"Led by {opening}the nurses{closing} tea money{closing} and more"
        assert pieces(text, quoted(text, marks=True)) == [f"{opening}the nurses{closing} tea money{closing}"]
        assert pieces(text, quoted(text)) == ["the nurses", f"the nurses{closing} tea money"]
    text = "the ‘new’ way and ‘old’ one of “all”, or ‘rock ’n’ roll all night’ long"
    assert pieces(text, quoted(text, marks=True)) == ["‘new’", "‘old’", "“all”", "‘rock ’n’ roll all night’"]


def test_a_quotation_in_a_quotation_belongs_to_it() -> None:
    for text in (
        "a “b “c” d” e",
        "a »b ›c‹ d« e",
        "a »b »c« d« e",
        "a „b „c“ d“ e",
        "a «b “c” d» e",
        "a „it’s ‚c‘ d“ e",
    ):
        assert len(quoted(text)) == 1
        assert pieces(text, quoted(text, marks=True)) == [text[2:-2]]


def test_a_mark_that_only_closes_opens_nothing() -> None:
    text = "5” wide, a» b «c» d, l’«e»"
    assert pieces(text, quoted(text)) == ["c", "e"]
    spaced = "« one », own « two »"
    assert [piece.strip() for piece in pieces(spaced, quoted(spaced))] == ["one", "two"]


def test_a_name_is_known_with_what_shows_whose_it_is_and_how_many() -> None:
    said = Verbatim(with_endings("Mary"))
    text = "Mary, MARY’S, Mary's, Maryʼs, Marys, Marys’, Mary-Jane; Maryam, Marysia"
    assert pieces(text, said.runs(text, 1)) == ["Mary, MARY’S, Mary's, Maryʼs, Marys, Marys’, Mary"]
    assert Verbatim(with_endings("Mary’s")).has("mary")
    assert Verbatim(with_endings("Mary Jones")).runs("of the Mary Joneses", 2) == [(7, 19)]
    assert with_endings("…") == []
    assert with_endings("漢") == ["漢"]


def test_where_words_stand() -> None:
    said = Verbatim(["nothing", SAID])
    assert (said.place("kept a list"), said.place("ept a list"), said.place("§ …")) == (1, None, None)
    assert said.place("it was the liaison nurses of the north") == 1
    assert said.has("the board")


def test_occurrences_are_spans_of_the_text() -> None:
    assert pieces(SAID, occurrences("the liaison  NURSES", SAID)) == ["the liaison nurses"]
    assert occurrences("nurses liaison", SAID) == []
    assert pieces("a [..] b", occurrences("[..]", "a [..] b")) == ["[..]"]
    assert len(occurrences("no", "No. No, no")) == 3


WORDS = st.lists(st.sampled_from(["ab", "cd", "ef", "gh", "ij"]), max_size=12)


@given(st.lists(WORDS, max_size=3), WORDS)
def test_runs_are_those_of_a_plain_search(texts: list[list[str]], words: list[str]) -> None:
    text = " ".join(words)
    covered: set[int] = set()
    for at in range(len(words) - RUN + 1):
        run = words[at : at + RUN]
        if any(run == said[i : i + RUN] for said in texts for i in range(len(said))):
            covered.update(range(at, at + RUN))
    spans = Verbatim(" ".join(said) for said in texts).runs(text)
    found = {
        at for at, word in enumerate(words_of(text)) for start, end in spans if start <= word.start and word.end <= end
    }
    assert found == covered
    assert joined(spans) == spans
