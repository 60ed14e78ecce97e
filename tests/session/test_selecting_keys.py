from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks import Coder, sit
from postil.model.change import AddCode, AddTranscript
from postil.model.codebook import Code
from postil.session.modes import Hinting, Ranging, Reading, labels_for
from studies import TEXTS, Desk, small_transcript

SENTENCES = TEXTS[1]


def quoted(coder: Coder, n: int = 2) -> list[str]:
    text = coder.session.transcript.paragraphs[n - 1].text
    found: list[str] = []
    for code in coder.codes.get(n, []):
        name, _, span = code.partition(" ")
        start, end = map(int, span.split("-")) if span else (0, len(text))
        found.append(f"{name}: {text[start:end]}")
    return found


def test_v_and_a_letter_select_a_sentence() -> None:
    coder = sit()
    coder.press("jcwork‹enter›x vd1")
    assert quoted(coder) == ["B2: One of them took it to the board."]
    assert coder.session.span is not None
    coder.press("j")
    assert coder.session.span is None


def test_a_capital_begins_a_range_of_sentences_in_either_direction() -> None:
    coder = sit()
    coder.press("jcwork‹enter›x vSd1")
    assert quoted(coder) == ["B2: [laughs] They had kept a list. One of them took it to the board."]
    coder.press("uvDs1")
    assert quoted(coder) == ["B2: [laughs] They had kept a list. One of them took it to the board."]
    coder.press("uvS1")
    assert quoted(coder) == ["B2: [laughs] They had kept a list."]


def test_w_and_two_labels_select_words() -> None:
    coder = sit()
    coder.press("jcwork‹enter›xw")
    mode = coder.session.mode
    assert isinstance(mode, Hinting)
    labels = {SENTENCES[start:end]: label for label, (start, end) in mode.labels.items()}
    coder.press(labels["liaison"] + labels["nurses"] + "1")
    assert quoted(coder) == ["B2: liaison nurses"]
    coder.press("uw" + labels["nurses"] + labels["liaison"] + "1")
    assert quoted(coder) == ["B2: liaison nurses"]
    coder.press("uw" + labels["[laughs]"] + "‹enter›1")
    assert quoted(coder) == ["B2: [laughs]"]
    coder.press("uw" + labels["[laughs]"] + "1")
    assert quoted(coder) == ["B2: [laughs]"]


def test_letters_that_stand_nowhere_are_said_and_backspace_leaves() -> None:
    coder = sit()
    coder.press("jv1")
    assert "type the letters" in coder.session.message
    assert isinstance(coder.session.mode, Hinting)
    coder.press("‹backspace›")
    assert isinstance(coder.session.mode, Reading)
    coder.press("vs")
    assert coder.session.span is not None
    coder.press("v‹ctrl+g›")
    assert coder.session.span is None


def test_two_letters_where_one_does_not_suffice() -> None:
    text = " ".join(f"word{i}" for i in range(40))
    desk = Desk()
    desk.act(AddCode(Code("F1", "Ideas")), AddTranscript(small_transcript("P1", (text,))), coder="")
    coder = sit(desk)
    coder.press("wa")
    mode = coder.session.mode
    assert isinstance(mode, Hinting)
    assert mode.typed == "a"
    coder.press("‹backspace›aaas")
    assert coder.session.span == (0, len("word0 word1"))
    coder.press("wass1")
    assert "type the letters" in coder.session.message
    assert coder.session.span is not None
    coder.press("1")
    assert "slot 1 is empty" in coder.session.message


@given(st.integers(1, 2000))
def test_labels_are_apart_and_none_begins_another(count: int) -> None:
    labels = labels_for(count)
    assert len(set(labels)) == count
    assert len({len(label) for label in labels}) == 1
    if count <= 676:
        assert len(labels[0]) <= 2


def test_a_text_without_words_has_nothing_to_select() -> None:
    desk = Desk()
    desk.act(AddTranscript(small_transcript("P1", ("…", "yes"))), coder="")
    coder = sit(desk)
    coder.press("w")
    assert coder.session.message == "there are no words here to select"
    assert isinstance(coder.session.mode, Reading)


@pytest.mark.parametrize(
    ("keys", "coded"),
    [
        ("Vj1", [1, 2]),
        ("Vjjk1", [1, 2]),
        ("GVkk1", [2, 3, 4]),
        ("Vd1", [1, 2, 3]),
        ("VG1", [1, 2, 3, 4]),
        ("V‹down›‹up›1", [1]),
        ("Vj.", [1, 2]),
        ("Vjcwo‹enter›", [1, 2]),
        ("VjV1", [2]),
        ("Vj‹backspace›1", [2]),
        ("Vj‹escape›1", [2]),
        ("VJ1", [1, 2, 3]),
        ("V‹tab›1", [1, 2]),
    ],
)
def test_a_range_of_paragraphs(keys: str, coded: list[int]) -> None:
    coder = sit()
    coder.press("GcWorkforce‹enter›xgg")
    coder.press(keys)
    assert list(coder.codes) == coded
    assert coder.session.anchor is None
    assert isinstance(coder.session.mode, Reading)


def test_a_range_is_one_act_and_its_labels_stand_on_what_is_seen() -> None:
    coder = sit()
    coder.press("cwork‹enter›xjV")
    mode = coder.session.mode
    assert isinstance(mode, Ranging)
    assert mode.labels == {"s": 3, "d": 4}
    acts = len(coder.recorder.acts)
    coder.press("d1")
    assert coder.codes == {2: ["B2"], 3: ["B2"], 4: ["B2"]}
    assert len(coder.recorder.acts) == acts + 1
    coder.press("u")
    assert (coder.codes, coder.session.n) == ({}, 2)


def test_a_range_is_reviewed_removed_and_doubted_at_once() -> None:
    coder = sit()
    coder.press("Vj‹space›")
    assert (coder.reviewed, coder.session.n) == ({1, 2}, 3)
    coder.press("ggVjr")
    assert coder.reviewed == set()
    coder.press("ggcwork‹enter›ggVjjjx")
    assert coder.codes == {}
    coder.press("ggVj1ggVjD")
    assert [coder.study.is_doubtful(c) for c, _ in coder.study.codings()] == [True, True]
    coder.press("ggVjx1")
    assert len(list(coder.study.codings())) == 1
    assert coder.session.anchor is None


def test_letting_go_of_the_selection_then_the_filter_then_the_find() -> None:
    coder = sit()
    coder.press("/laughs‹enter›fmemo‹enter›va")
    session = coder.session
    assert (session.find, session.filter is not None, session.span is not None) == ("laughs", True, True)
    coder.press("‹backspace›")
    assert session.span is None
    coder.press("‹escape›")
    assert session.filter is None
    coder.press("‹ctrl+g›")
    assert session.find == ""
    coder.press("‹escape›")
    assert session.message == ""
