"""Words come back to an edited text only where nobody can take them for another's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.model.redaction import LEFT_OUT, without
from postil.text.putting_back import Back, put_back

NAMES = re.compile("Mark|Case")


def back(text: str, edited: str) -> Back:
    """What comes back where both names were left out."""
    return put_back(text, [match.span() for match in NAMES.finditer(text)], edited)


@pytest.mark.parametrize(
    ("text", "edited", "becomes"),
    [
        ("The Mark met. Case came.", "Soon the [...] met.", "Soon the Mark met."),
        ("The Mark met. Case came.", "The [...] met. [...] came. So.", "The Mark met. Case came. So."),
        ("Mark came.", "[...], they say.", "Mark, they say."),
        ("A Mark met, and Case came.", "And [...] came. A [...] met.", "And Case came. A Mark met."),
        ("Mark thanked Case, and Case thanked Mark.", "And [...] thanked [...].", "And Case thanked Mark."),
        ("Mark thanked Case, and Case thanked Mark.", "x", "x"),
    ],
)
def test_words_come_back_where_their_surroundings_are(text: str, edited: str, becomes: str) -> None:
    assert back(text, edited) == Back(becomes, 0)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("Mark thanked Case, and Case thanked Mark.", "[...] thanked [...]."),
        ("Mark came first; Case came last.", "Last came [...]; [...] came first."),
        ("Mark spoke. Then Case left.", "[...] left."),
        ("Mark helped Case.", "[...] was helped by [...]."),
        ("Mark met. Case came.", "[...] it is, or [...]."),
        ("The Mark.", "What [...]?"),
        ("The Mark met, and Case came.", "The [...] met, the [...] met."),
        ("Nobody came.", "Nobody, [...], came."),
    ],
)
def test_a_mark_that_may_be_another_stays(text: str, edited: str) -> None:
    assert back(text, edited) == Back(edited, edited.count(LEFT_OUT))


def test_of_two_one_may_be_certain() -> None:
    text = "Mark was late. Case was ill. Both stayed."
    assert back(text, "[...] was ill and [...] was late. Both stayed.").left >= 1
    assert back(text, "Later. [...] was ill. Both stayed.") == Back("Later. Case was ill. Both stayed.", 0)


def test_a_mark_that_somebody_wrote_stays_without_a_word() -> None:
    assert back("“We [...] left,” said Mark.", "Then: “We [...] left,” said [...].") == Back(
        "Then: “We [...] left,” said Mark.", 0
    )
    assert put_back("We [...] left.", (), "Then we [...] left.") == Back("Then we [...] left.", 0)


def test_so_many_marks_that_comparing_them_takes_long_are_left() -> None:
    text = "Mark, " * 300
    stood = without(text, [match.span() for match in NAMES.finditer(text)])
    assert back(text, stood) == Back(text, 0)
    assert back(text, f"So {stood}").left == stood.count(LEFT_OUT)


WORDS = st.lists(st.sampled_from(("Mark", "Case", "said", "and", ".", ",")), max_size=12)


@given(WORDS, WORDS, st.data())
def test_what_was_not_edited_comes_back_whole_and_nothing_comes_twice(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    text = " ".join(before)
    stood = without(text, [match.span() for match in NAMES.finditer(text)])
    assert back(text, stood) == Back(text, 0)
    assert back(text, text) == Back(text, 0)
    edited = without(" ".join(after), [match.span() for match in NAMES.finditer(" ".join(after))])
    if data.draw(st.booleans()):
        edited = f"{edited} {stood}"
    found = back(text, edited)
    assert found.left == found.text.count(LEFT_OUT)
    marks, again = edited.split(LEFT_OUT), found.text
    for piece in marks:  # nothing but the marks is another
        assert piece in again
        again = again[again.index(piece) + len(piece) :]
    assert len(NAMES.findall(found.text)) <= len(NAMES.findall(text))
