"""Passages at the keyboard: asking, walking, marking, and what an error leaves as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desks import DeskRecorder, keys_of
from postil.errors import QueryError
from postil.find.query import find
from postil.find.quotes import passages
from postil.model.change import AddCase, Apply, DropCode, GiveVoice, Quote, Remove
from postil.model.coding import Coding, Passage
from postil.session.commands import KEY_NAMES
from postil.session.retrieval import Querying, RetrievalSession
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.retrieval_verbs import RETRIEVAL_VERBS
from postil.session.surroundings import Effect, OpenScreen, Quit
from postil.session.verbs import VERBS
from studies import CODES, TRANSCRIPTS, Desk, content, small_desk

P04, P05 = TRANSCRIPTS


def coded_desk() -> Desk:
    """Two cases; three passages with the code F4, one of them a span, one also with B2."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("p05", "P05"), GiveVoice(P04.id, "", "p04"), GiveVoice(P05.id, "", "p05"))
    whole = Coding(P04.id, 2, None, None, "F4", "ana")
    desk.act(Apply(whole), Apply(whole._replace(code="B2")), Apply(whole._replace(paragraph=3, start=0, end=5)))
    desk.act(Apply(Coding(P05.id, 2, None, None, "F4", "ben")), coder="ben")
    return desk


class Reader:
    """Somebody at the passages."""

    def __init__(
        self, desk: Desk | None = None, *, coder: str | None = "ana", query: str = "", read_only: bool = False
    ) -> None:
        self.desk = desk or coded_desk()
        self.recorder = DeskRecorder(self.desk, read_only=read_only)
        self.session = RetrievalSession(self.recorder, coder=coder, query=query)

    def press(self, keys: str) -> list[Effect]:
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
        return effects

    @property
    def shown(self) -> list[str]:
        names = {transcript.id: transcript.name for transcript in self.desk.study.transcripts.values()}
        return [f"{names[item.said.passage.transcript]}§{item.said.passage.paragraph}" for item in self.session.items]


def test_every_command_has_one_verb() -> None:
    ids = [command.id for command in RETRIEVAL_COMMANDS]
    assert len(ids) == len(set(ids))
    assert RETRIEVAL_VERBS.keys() <= set(ids)
    assert set(ids) <= RETRIEVAL_VERBS.keys() | VERBS.keys()


def test_a_query_is_typed_and_its_passages_are_walked() -> None:
    reader = Reader()
    assert isinstance(reader.session.mode, Querying)
    reader.press("leadership ‹enter›")
    assert reader.shown == ["P04§2", "P04§3", "P05§2"]
    assert reader.session.paragraphs == 3
    reader.press("j j j")
    assert reader.session.at == 2
    reader.press("g g G k")
    assert reader.session.at == 1
    assert reader.session.passage == Passage(P04.id, 3, 0, 5)


def test_enter_opens_the_passage_above_and_q_leaves() -> None:
    reader = Reader(query="F4")
    assert reader.press("j ‹enter›") == [OpenScreen("coding", Passage(P04.id, 3).place, code="F4", above=True)]
    assert reader.press("q") == [Quit()]


def test_groups_are_cycled_and_the_passage_stays_under_the_cursor() -> None:
    reader = Reader(query="F4 OR B2")
    reader.press("j j")
    here = reader.session.passage
    names = []
    for _ in range(4):
        reader.press("s")
        assert reader.session.passage == here
        names.append([group.name for group in reader.session.groups])
    assert names == [
        ["F4 Leadership and management buy-in", "B2 Workforce challenges"],
        ["P04", "P05"],
        ["P04", "P05"],
        [""],
    ]
    reader.press("s g g J")
    assert reader.session.at == 3
    reader.press("J")
    assert reader.session.message == "this is the last one"
    reader.press("K")
    assert reader.session.at == 0


def test_an_error_stays_in_the_line_and_what_was_shown_stays() -> None:
    reader = Reader(query="F4")
    reader.press("/ ‹ctrl+u› F4 ‹space› leadrship ‹enter›")
    mode = reader.session.mode
    assert isinstance(mode, Querying)
    assert mode.fault is not None
    assert mode.line.cursor == 12
    assert reader.session.alarm
    assert "no code “leadrship”" in reader.session.message
    assert reader.shown == ["P04§2", "P04§3", "P05§2"]
    reader.press("‹ctrl+w› ‹backspace› ‹enter›")
    assert reader.session.query == "F4"


def test_earlier_queries_come_back_with_the_arrows() -> None:
    reader = Reader(query="F4")
    reader.press("/ ‹ctrl+u› B2 ‹enter›")
    assert reader.session.asked == ["F4", "B2"]
    reader.press("/ x ‹up› ‹up› ‹up›")
    mode = reader.session.mode
    assert isinstance(mode, Querying)
    assert mode.line.text == "F4"
    reader.press("‹down› ‹down›")
    assert mode.line.text == "B2x"
    reader.press("‹up› ‹up› ‹enter›")
    assert reader.session.asked == ["B2", "F4"]
    again = RetrievalSession(reader.recorder, coder="ana", asked=reader.session.asked)
    assert again.query == "F4"


def test_one_key_marks_a_passage_and_another_shows_the_bank() -> None:
    reader = Reader(query="F4")
    reader.press("b")
    assert "no passage is marked as quotable yet" in reader.session.message
    reader.press("/ ‹up› ‹up› ‹enter› j *")
    passage = Passage(P04.id, 3, 0, 5)
    assert reader.desk.study.cells.is_quotable(passage)
    assert reader.session.passage == passage
    reader.press("b")
    assert reader.session.passage == passage
    reader.press("*")
    assert reader.shown == []
    reader.press("u")
    assert reader.session.passage == passage
    reader.press("u")
    assert not reader.desk.study.cells.is_quotable(passage)
    reader.press("u")
    assert "made in another screen" in reader.session.message
    reader.press("U")
    assert reader.desk.study.cells.is_quotable(passage)


def test_nothing_is_marked_when_reading_only() -> None:
    reader = Reader(query="F4", coder=None, read_only=True)
    reader.press("*")
    assert reader.session.alarm
    assert not reader.desk.study.cells.quotable()


def test_coming_back_asks_again() -> None:
    reader = Reader(query="F4")
    reader.press("j")
    reader.desk.act(Remove(Coding(P04.id, 2, None, None, "F4", "ana")))
    reader.session.resumed()
    assert reader.shown == ["P04§3", "P05§2"]
    assert reader.session.passage == Passage(P04.id, 3, 0, 5)


def test_a_code_that_is_gone_when_coming_back_is_said() -> None:
    reader = Reader(query="B2")
    reader.desk.act(Remove(Coding(P04.id, 2, None, None, "B2", "ana")), DropCode(CODES[3]))
    reader.session.resumed()
    assert reader.shown == []
    assert "no code “B2”" in reader.session.message


def test_a_query_that_is_given_and_cannot_be_read_waits_in_the_line() -> None:
    reader = Reader(query="no such code")
    assert isinstance(reader.session.mode, Querying)
    assert reader.session.mode.line.text == "no such code"


def test_quotable_passages_are_shown_where_they_are_asked_for() -> None:
    desk = coded_desk()
    desk.act(Quote(Passage(P04.id, 2, 3, 9)))
    found = find(desk.study, "quotable F4")
    assert [said.passage for said in passages(desk.study, found)] == [Passage(P04.id, 2, 3, 9)]
    assert [said.passage.place for said in passages(desk.study, find(desk.study, "F4"), quotable=True)] == [
        Passage(P04.id, 2).place
    ]
    whole = passages(desk.study, find(desk.study, "text:advertised coder:ben OR text:staff"))
    assert [(said.passage, len(said.codings)) for said in whole] == [(Passage(P05.id, 1), 0), (Passage(P05.id, 2), 1)]


KEYS = st.one_of(
    st.sampled_from((*"jkJKsbcGg/Q*uU?:", "enter", "tab", "up", "down", "backspace", "ctrl+g", "ctrl+u", "pagedown")),
    st.sampled_from(tuple(KEY_NAMES)),
    st.characters(min_codepoint=0x21, max_codepoint=0x7E),
)
PHRASES = st.sampled_from(
    [("/", "ctrl+u", *query, "enter") for query in ("F4", "memo", "F4 AND", '"x', "NOT F4", "text:/a+/", "(")]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=25))
def test_any_keys_change_nothing_but_what_may_be_quoted(parts: list[tuple[str, ...]]) -> None:
    reader = Reader()
    before = content(reader.desk.study)
    for key in (key for part in parts for key in part):
        for effect in reader.session.press(key):
            assert not isinstance(effect, OpenScreen) or effect.name in {"coding", "retrieval"}
        session = reader.session
        assert 0 <= session.at < max(len(session.items), 1)
        if session.query:
            try:
                expected = len(set(find(reader.desk.study, session.query).places()))
            except QueryError:
                pytest.fail("what is shown could be asked")
            assert session.paragraphs == expected
    for passage in list(reader.desk.study.cells.quotable()):
        reader.desk.act(Quote(passage, quotable=False))
    assert content(reader.desk.study) == before
