"""The text of many lines against a plain string: whatever is typed, it holds what was typed where it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.session.textarea import TextArea
from postil.text.clean import visible_lines
from postil.text.wrap import characters, width

ASCII = st.text(st.sampled_from("ab c\n"), max_size=40)
PARTS = ("a", " ", "\n", "é", "e\u0301", "漢", "👩\u200d⚕\ufe0f", "🇬🇧", "\u0301", "\u200d", "\t", "\x1b")
ANY = st.lists(st.one_of(st.sampled_from(PARTS), st.characters()), max_size=24).map("".join)
KEYS = st.sampled_from(
    (
        *(
            "a",
            "é",
            "漢",
            "\u0301",
            "space",
            "enter",
            "backspace",
            "delete",
            "left",
            "right",
            "up",
            "down",
            "home",
            "end",
        ),
        *("ctrl+left", "ctrl+right", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+home", "ctrl+end", "f5", "tab"),
    )
)
CELLS = st.integers(1, 30)


def at(text: str, cursor: int, cells: int = 80) -> TextArea:
    area = TextArea(text)
    area.cursor, area.cells = cursor, cells
    return area


def places(text: str) -> list[int]:
    """Where a cursor can stand, worked out afresh: every line's characters, and each line feed."""
    found, start = {0, len(text)}, 0
    for line in visible_lines(text).split("\n"):
        found |= {start} | ({start + end for _, end, _ in characters(line)} if line else set())
        start += len(line) + 1
    return sorted(place for place in found if place <= len(text))


@settings(max_examples=200)
@given(ASCII, st.data())
def test_typing_and_erasing_are_those_of_a_string(text: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    area, typed = at(text, cursor), data.draw(ASCII)
    area.insert(typed)
    assert (area.text, area.cursor) == (text[:cursor] + typed + text[cursor:], cursor + len(typed))
    for _ in typed:
        assert area.press("backspace")
    assert (area.text, area.cursor) == (text, cursor)
    area.press("delete")
    assert (area.text, area.cursor) == (text[:cursor] + text[cursor + 1 :], cursor)


@settings(max_examples=200)
@given(ANY, st.data())
def test_left_and_right_go_by_what_a_reader_counts_as_one(text: str, data: st.DataObject) -> None:
    here = places(text)
    index = data.draw(st.integers(0, len(here) - 1))
    area = at(text, here[index])
    area.press("right")
    assert area.cursor == here[min(index + 1, len(here) - 1)]
    area = at(text, here[index])
    area.press("left")
    assert area.cursor == here[max(index - 1, 0)]
    area = at(text, here[index])
    area.press("backspace")
    assert area.text == text[: here[max(index - 1, 0)]] + text[here[index] :]


@settings(max_examples=300)
@given(ANY, st.lists(KEYS, max_size=25), CELLS)
def test_any_keys_keep_the_text_whole(text: str, keys: list[str], cells: int) -> None:
    area = at(text, len(text), cells)
    for key in keys:
        before, cursor = area.text, area.cursor
        taken = area.press(key)
        assert taken == (key not in {"f5", "tab"})
        assert area.cursor in places(area.text)
        if key in {"left", "right", "up", "down", "home", "end", "ctrl+left", "ctrl+right", "ctrl+home", "ctrl+end"}:
            assert area.text == before
        elif key in {"a", "é", "漢", "\u0301"}:
            assert area.text == before[:cursor] + key + before[cursor:]
        lines = area.lines()
        assert "".join(area.text[start:stop] for start, stop in lines) == area.text
        start, stop = lines[area.line_at(lines)]
        assert start <= area.cursor <= stop


@settings(max_examples=200)
@given(ANY, CELLS)
def test_lines_are_no_wider_than_asked_but_for_the_spaces_they_break_at(text: str, cells: int) -> None:
    area = at(text, 0, cells)
    for start, stop in area.lines():
        shown = visible_lines(text)[start:stop].rstrip()
        assert width(shown) <= cells or len(list(characters(shown))) == 1


@settings(max_examples=200)
@given(ASCII, st.data(), CELLS)
def test_up_and_down_come_back_and_home_and_end_stay_in_the_line(text: str, data: st.DataObject, cells: int) -> None:
    area = at(text, data.draw(st.integers(0, len(text))), cells)
    line = area.line_at(area.lines())
    for key in ("home", "end"):
        area.press(key)
        assert area.line_at(area.lines()) == line
    if line + 1 < len(area.lines()):
        cursor = area.cursor
        area.press("down")
        assert area.line_at(area.lines()) == line + 1
        area.press("up")
        assert area.cursor == cursor


@pytest.mark.parametrize(
    ("text", "cursor", "key", "after", "there"),
    [
        ("one two", 7, "ctrl+w", "one ", 4),
        ("one two  ", 9, "ctrl+w", "one ", 4),
        ("one\ntwo", 7, "ctrl+w", "one\n", 4),
        ("one\ntwo", 4, "ctrl+w", "two", 0),
        ("one\ntwo", 6, "ctrl+u", "one\no", 4),
        ("one\ntwo", 1, "ctrl+k", "o\ntwo", 1),
        ("one two", 0, "ctrl+right", "one two", 3),
        ("one two", 7, "ctrl+left", "one two", 4),
        ("", 0, "backspace", "", 0),
        ("", 0, "down", "", 0),
    ],
)
def test_keys_of_words_and_lines(text: str, cursor: int, key: str, after: str, there: int) -> None:
    area = at(text, cursor)
    assert area.press(key)
    assert (area.text, area.cursor) == (after, there)


@pytest.mark.parametrize(
    ("text", "cursor", "expected"),
    [
        ("Friday night", 12, "Friday night (P04 §12)"),
        ("Friday night ", 13, "Friday night (P04 §12)"),
        ("", 0, "(P04 §12)"),
        ("Friday. Then", 7, "Friday. (P04 §12) Then"),
        ("Friday.", 6, "Friday (P04 §12)."),
        ("Fridaynight", 6, "Friday (P04 §12) night"),
    ],
)
def test_a_reference_is_put_in_apart_from_words(text: str, cursor: int, expected: str) -> None:
    area = at(text, cursor)
    area.insert_apart("(P04 §12)")
    assert area.text == expected
