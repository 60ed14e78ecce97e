"""What a query asks for by who and where: by example, and by looking at each paragraph in three values."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_query import _NODES, Slow, _above, numbers, studied

from postil.errors import PostilError, QueryError
from postil.find.query.finding import find, select
from postil.find.query.nodes import Asked, Every, Near, Node, Not, Same, Some, written
from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Decide,
    Doubt,
    GiveVoice,
    Quote,
    Remove,
    Review,
    SetAttribute,
    SetMemo,
    SetValue,
)
from postil.model.coding import Coding, Place
from studies import CODES, TRANSCRIPTS, Desk, acts, small_transcript

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.transcript import Transcript

P04, P05 = TRANSCRIPTS
OF_WHOM = ("case", "transcript", "speaker", "role", "place")
"""Fields of the queries here that ask for who and where."""
OF_WHAT = (Apply, Remove, Review, Doubt, SetMemo, Decide, Quote)
"""Acts that change what is coded, marked and noted, and nothing else."""


def asked(desk: Desk, query: str) -> list[str]:
    """The paragraphs that a query asks for, as ``NAME§N``."""
    found = select(desk.study, query).asked
    everywhere = find(desk.study, "coded OR NOT coded").places()
    names = {text.id: text.name for text in desk.study.transcripts.values()}
    return [f"{names[one.transcript]}§{one.paragraph}" for one in everywhere if found is None or one in found]


@pytest.mark.parametrize(
    ("query", "same_as"),
    [
        ("F4", "*"),
        ("NOT F4", "*"),
        ("coder:ana OR memo", "*"),
        ("text:money", "*"),
        ("case:P04 F4", "case:P04"),
        ("case:P04 NOT F4", "case:P04"),
        ("NOT (case:P04 F4)", "*"),
        ("NOT (case:P04 OR F4)", "NOT case:P04"),
        ("case:P04 OR F4", "*"),
        ("(case:P04 OR case:P05) text:x", "case:P04 OR case:P05"),
        ("role:interviewer text:/a/ coder:ana", "role:interviewer"),
        ("speaker:P05 reviewed NOT quotable", "speaker:P05"),
        ('"service type":"crisis house" doubtful', '"service type":"crisis house"'),
        ("near(F4, transcript:P04, 1)", "transcript:P04"),
        ("near(F4, speaker:P05, 1)", "near(role:participant OR NOT role:participant, speaker:P05, 1)"),
        ("near(F4, memo, 1)", "*"),
        ("near(case:P04, case:P05, 1)", "near(case:P04, case:P05, 1)"),
        ("same(F4, case:P04) NOT NOT memo", "same(coded OR NOT coded, case:P04)"),
        ("F4 -case:P04", "NOT case:P04"),
        ("F4 -(case:P04 coded)", "*"),
    ],
)
def test_what_is_asked_for(query: str, same_as: str) -> None:
    desk = studied()
    assert asked(desk, query) == numbers(desk.study, "coded OR NOT coded" if same_as == "*" else same_as)


def test_whether_a_paragraph_was_asked_for_can_be_told() -> None:
    part, whole = select(studied().study, "case:P04 F4"), select(studied().study, "F4")
    assert part.asks_for(Place(P04.id, 1))
    assert not part.asks_for(Place(P05.id, 2))
    assert whole.asked is None
    assert whole.asks_for(Place(P05.id, 2))


class ThreeValued:
    """One paragraph after the other: True, False, or None where that depends on what is coded, said or noted there."""

    def __init__(self, slow: Slow) -> None:
        self.slow = slow

    def meets(self, node: Node, place: Place) -> bool | None:
        match node:
            case Asked(name) if name in OF_WHOM:
                return self.slow.meets(node, place)
            case Not(part):
                met = self.meets(part, place)
                return None if met is None else not met
            case Every(parts):
                return _both(*(self.meets(part, place) for part in parts))
            case Some(parts):
                return _either(*(self.meets(part, place) for part in parts))
            case Near(first, second, within):
                around = [
                    other
                    for other in self.slow.places
                    if other.transcript == place.transcript and abs(other.paragraph - place.paragraph) <= within
                ]
                return self._paired(first, second, place, around)
            case Same(first, second):
                return self._paired(first, second, place, self.slow.turn(place))
        return None

    def _paired(self, first: Node, second: Node, place: Place, around: list[Place]) -> bool | None:
        return _either(
            *(
                _both(self.meets(here, place), _either(*(self.meets(there, other) for other in around)))
                for here, there in ((first, second), (second, first))
            )
        )


def _both(*values: bool | None) -> bool | None:
    return False if False in values else None if None in values else True


def _either(*values: bool | None) -> bool | None:
    return True if True in values else None if None in values else False


def voiced(texts: tuple[Transcript, ...] = TRANSCRIPTS) -> Desk:
    """Two transcripts, one of them the words of a case with an attribute."""
    desk, first = Desk(), texts[0].id
    desk.act(*map(AddCode, CODES), *map(AddTranscript, texts))
    desk.act(Apply(Coding(first, 2, None, None, "F4", "ana")), AddCase("p04", "P04"), GiveVoice(first, "", "p04"))
    desk.act(SetAttribute("place", Attribute("text")), SetValue("p04", "place", "Crisis café, north"))
    desk.act(AddCoder("ben"))
    return desk


def do(desk: Desk, done: list[tuple[str, list[Action]]], *, only: tuple[type, ...] = ()) -> None:
    for coder, actions in done:
        wanted = [action for action in actions if not only or isinstance(action, only)]
        with suppress(PostilError):  # an act on a code that was taken out
            desk.act(*wanted, coder=coder)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts(), max_size=8), _NODES, st.sampled_from(("", "ana")))
def test_a_paragraph_is_asked_for_unless_the_query_fails_whatever_is_there(
    done: list[tuple[str, list[Action]]], node: Node, coder: str
) -> None:
    desk = voiced()
    do(desk, done)
    try:
        found = find(desk.study, written(node), coder=coder or None).selection()
    except QueryError:
        return
    slow = Slow(desk.study)
    three = ThreeValued(slow)
    expected = [place for place in slow.places if three.meets(node, place) is not False]
    assert [place for place in slow.places if found.asks_for(place)] == expected
    assert found.places <= set(expected)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts(), max_size=12), _NODES)
def test_what_is_asked_for_does_not_change_with_what_is_there(done: list[tuple[str, list[Action]]], node: Node) -> None:
    desk = voiced()
    query = written(node)
    try:
        before = select(desk.study, query).asked
    except QueryError:
        return
    do(desk, done, only=OF_WHAT)
    assert select(desk.study, query).asked == before


_WHO = st.recursive(
    st.sampled_from(
        [
            Asked(field, ":", value)
            for field, value in (
                *(("case", "*"), ("case", "p0?"), ("transcript", "*5*"), ("transcript", "P0?"), ("place", "cr*s?s *")),
                *(("role", "participant"), ("role", "interviewer"), ("speaker", "INT"), ("speaker", "P0*")),
            )
        ]
    ),
    _above,
    max_leaves=6,
)


@given(_WHO)
def test_of_a_query_on_who_and_where_alone_what_is_found_was_asked_for(node: Node) -> None:
    found = find(voiced(TRANSCRIPTS).study, written(node))
    assert found.asked == found.bits


OTHER = (small_transcript("P04", ("Who?", "Money, said the nurses.", "!", "Yes.")), small_transcript("P05", "abc"))
"""Transcripts with the same people who say something else."""


@given(_NODES)
def test_what_is_asked_for_does_not_change_with_what_is_said(node: Node) -> None:
    query = written(node)
    with suppress(QueryError):  # it names what neither of the studies has
        one, other = (find(voiced(texts).study, query) for texts in (TRANSCRIPTS, OTHER))
        assert one.asked == other.asked
