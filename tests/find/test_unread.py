"""What nobody has read of the words that a query asks about."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError, QueryError
from postil.find.query.finding import find, nothing, select
from postil.find.query.unread import unread
from postil.model.case import Attribute
from postil.model.change import AddCase, AddTranscript, Apply, GiveVoice, Review, SetAttribute, SetValue
from postil.model.coding import Coding
from postil.reports.counting import Counting
from studies import TRANSCRIPTS, Desk, acts, small_desk, small_transcript

if TYPE_CHECKING:
    from postil.find.query.unread import Words
    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = TRANSCRIPTS
P06 = small_transcript("P06", ("Money?", "There was none."))


def read_desk() -> Desk:
    """P04 read in part by ana, P05 read by ben, P06 by nobody; P04 and P06 are houses."""
    desk = small_desk()
    desk.act(AddTranscript(P06), SetAttribute("kind", Attribute("choice", ("house", "café"))))
    for text in (P04, P05, P06):
        desk.act(AddCase(text.name.lower(), text.name), GiveVoice(text.id, "", text.name.lower()))
    desk.act(SetValue("p04", "kind", "house"), SetValue("p06", "kind", "house"), SetValue("p05", "kind", "café"))
    desk.act(Apply(Coding(P04.id, 2, None, None, "F4", "ana")))
    desk.act(Review(P05.id, 2, "ben"), coder="ben")
    return desk


def told(study: Study, query: str) -> str:
    def name(words: Words) -> str:
        return study.cases.all[words.case].name if words.case else study.transcripts[words.transcript].name

    found = unread(study, find(study, query))
    return found.line(name) if found is not None else "does not ask"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("F4", "of the 3 cases, 1 is not read yet (P06), 1 in part (P04)"),
        ("B2 kind:house", "of the 2 cases asked for, 1 is not read yet (P06), 1 in part (P04)"),
        ("NOT B2 case:P04", "the case asked for is read in part only (P04)"),
        ("near(F4, B2) case:P06", "the case asked for is not read yet (P06)"),
        ("kind:café F4", ""),
        ("F4 coder:ana", "of the 3 cases, 2 are not read yet by ana (P05, P06), 1 in part (P04)"),
        ("consensus case:P06", "the case asked for is not read yet (P06)"),
        ("text:money", "does not ask"),
        ("quotable OR memo", "does not ask"),
    ],
)
def test_what_is_not_read_of_what_is_asked_for(query: str, expected: str) -> None:
    assert told(read_desk().study, query) == expected


def test_words_that_belong_to_no_case_are_told_of_by_transcript() -> None:
    desk = read_desk()
    loose = [small_transcript(f"L{n}", (f"Question {n}?", f"Answer {n}.")) for n in range(7)]
    desk.act(*map(AddTranscript, loose))
    assert told(desk.study, "F4") == (
        "of the 10 cases and transcripts, 8 are not read yet (P06, L0, L1, L2, L3 and 3 more), 1 in part (P04)"
    )
    assert told(small_desk().study, "F4") == "of the 2 transcripts, 2 are not read yet (P04, P05)"


@given(
    st.lists(acts(), max_size=12),
    st.sampled_from(
        ["F4", "coded NOT role:interviewer", "F4 case:P04", "NOT F4 transcript:P05", "same(F4, kind:house)"]
    ),
)
def test_it_is_what_reports_say(steps: list[tuple[str, tuple[Action, ...]]], query: str) -> None:
    desk = read_desk()
    for coder, actions in steps:
        with suppress(PostilError):  # some do not fit, such as a code that was taken out before
            desk.act(*actions, coder=coder)
        unread(desk.study, nothing(desk.study))  # what is kept of an earlier state must not be told of a later one
    study = desk.study
    try:
        found, selection = find(study, query), select(study, query)
    except QueryError:
        return
    one = unread(study, found)
    assert one is not None
    head = Counting(study, selection, query=query).head()
    names = {key: case.name for key, case in study.cases.all.items()}
    assert sum(bool(words.case) for words in one.asked) == head.cases
    assert sorted(names[each.case] for each in one.not_read if each.case) == sorted(head.cases_not_read)
    assert sorted(names[each.case] for each in one.in_part if each.case) == sorted(
        part.name for part in head.cases_in_part
    )
