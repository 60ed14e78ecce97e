"""Words that were struck out, as they are drawn: marked where the study is read, left out where it is quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.model.redaction import without
from postil.tui.paint.struck import CLOSES, OPENS, with_struck

TEXT = "It was Jo Marsh who rang us."


def test_struck_words_stand_between_marks_and_other_marks_stay_on_their_words() -> None:
    shown, marks = with_struck(TEXT, [(7, 15)], [(3, 6, "found"), (10, 19, "coded")])
    assert shown == "It was [-Jo Marsh-] who rang us."
    assert [(shown[start:end], style) for start, end, style in marks] == [
        ("[-Jo Marsh-]", "struck"),
        ("was", "found"),
        ("Marsh-] who", "coded"),
    ]


def test_in_what_is_quoted_they_are_left_out() -> None:
    shown, marks = with_struck(TEXT, [(7, 15)], [(7, 9, "found"), (3, 19, "coded")], (0, len(TEXT)))
    assert shown == "It was [...] who rang us."
    assert [(shown[start:end], style) for start, end, style in marks] == [("was [...] who", "coded")]


def test_only_what_is_quoted_leaves_them_out() -> None:
    shown, marks = with_struck(TEXT, [(7, 15)], [(0, 9, "coded")], (0, 9))
    assert shown == "It was [...][- Marsh-] who rang us."
    assert [shown[start:end] for start, end, style in marks if style == "coded"] == ["It was [...]"]


@given(st.data())
def test_what_is_quoted_reads_as_what_is_let_out_and_the_rest_is_whole(data: st.DataObject) -> None:
    text = data.draw(st.text("ab \n", min_size=1, max_size=30))
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    struck = list(zip(edges[::2], edges[1::2], strict=False))
    everything = (0, len(text))
    assert with_struck(text, struck, [], everything)[0] == without(text, struck)
    shown, marks = with_struck(text, struck, [(*everything, "coded")])
    assert shown.replace(OPENS, "").replace(CLOSES, "") == text
    assert [shown[start:end] for start, end, style in marks if style == "struck"] == [
        f"{OPENS}{text[start:end]}{CLOSES}" for start, end in struck
    ]
