"""Passages at the keyboard: asking, walking, marking, and what an error leaves as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desks import DeskRecorder, keys_of
from postil.errors import QueryError
from postil.find.query.finding import find
from postil.find.query.found import Found
from postil.find.quotes import passages
from postil.model.change import (
    AddCase,
    AddCoder,
    AddTranscript,
    Apply,
    DropCode,
    GiveVoice,
    Quote,
    Remove,
    SetMemo,
    Strike,
)
from postil.model.coding import Coding, MemoKey, Passage
from postil.session.commands import KEY_NAMES
from postil.session.modes import Prompting
from postil.session.retrieval import Querying, RetrievalSession, open_with
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.retrieval_verbs import RETRIEVAL_VERBS
from postil.session.session import Session
from postil.session.surroundings import Effect, OpenScreen, Quit
from postil.session.verbs import VERBS
from studies import CODES, TRANSCRIPTS, Desk, content, small_desk, small_transcript

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
        self,
        desk: Desk | None = None,
        *,
        coder: str | None = "ana",
        query: str = "",
        read_only: bool = False,
        asked: list[str] | None = None,
    ) -> None:
        self.desk = desk or coded_desk()
        self.recorder = DeskRecorder(self.desk, read_only=read_only)
        self.session = RetrievalSession(self.recorder, coder=coder, query=query, asked=asked)

    def press(self, keys: str) -> list[Effect]:
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
        return effects

    @property
    def line(self) -> Querying:
        mode = self.session.mode
        assert isinstance(mode, Querying)
        return mode

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
    there = OpenScreen("coding", Passage(P04.id, 3).place, code="F4", above=True, span=(0, 5))
    assert reader.press("j ‹enter›") == [there]
    assert reader.press("k ‹enter›") == [there._replace(place=Passage(P04.id, 2).place, span=None)]
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
    mode = reader.line
    assert mode.fault is not None
    assert mode.line.cursor == 12
    assert "no code “leadrship”" in str(mode.fault)
    assert reader.session.message == "", "it is said below the query, where there is room for it"
    assert reader.shown == ["P04§2", "P04§3", "P05§2"]
    reader.press("‹ctrl+w› ‹backspace› ‹enter›")
    assert reader.session.query == "F4"


def test_opening_always_leads_to_the_line_with_the_last_query_selected() -> None:
    first = Reader()
    assert first.line.line.text == ""
    assert not first.line.selected
    first.press("F4 ‹enter›")
    again = Reader(first.desk, asked=first.session.asked)
    assert again.line.selected
    assert again.line.line.text == "F4"
    assert again.shown == first.shown, "what it finds is there to be read at once"
    again.press("B2 ‹enter›")
    assert again.session.query == "B2"
    again.press("/ ‹right› ‹space› OR ‹space› F1 ‹enter›")
    assert again.session.query == "B2 OR F1"


@pytest.mark.parametrize("key", ["‹backspace›", "‹ctrl+u›", "‹ctrl+w›", "‹space›"])
def test_a_selected_query_goes_with_one_key(key: str) -> None:
    reader = Reader(query="F4 AND B2")
    reader.press("/")
    reader.press(key)
    assert reader.line.line.text.strip() == ""
    assert reader.shown == ["P04§2"]
    reader.press("‹up›")
    assert reader.line.line.text == "F4 AND B2"


def test_what_is_pasted_takes_the_place_of_a_selected_query() -> None:
    reader = Reader(query="F4")
    reader.press("/")
    reader.session.paste("B2\n")
    reader.press("‹enter›")
    assert reader.session.query == "B2"


def test_the_same_query_again_stays_at_the_passage() -> None:
    reader = Reader(query="F4")
    reader.press("j j Q ‹enter›")
    assert reader.session.at == 2
    reader.press("Q ‹ctrl+g› k")
    assert reader.session.at == 1


def test_earlier_queries_come_back_with_the_arrows() -> None:
    reader = Reader(query="F4")
    reader.press("/ B2 ‹enter›")
    assert reader.session.asked == ["F4", "B2"]
    reader.press("/ ‹up›")
    assert reader.line.line.text == "F4", "the one before that which stands there"
    reader.press("‹ctrl+g› / x ‹up› ‹up› ‹up›")
    assert reader.line.line.text == "F4"
    reader.press("‹down› ‹down›")
    assert reader.line.line.text == "x"
    reader.press("‹up› ‹up› ‹enter›")
    assert reader.session.asked == ["B2", "F4"]


def test_one_key_marks_a_passage_and_another_shows_the_bank() -> None:
    reader = Reader(query="F4")
    reader.press("b")
    assert "no passage is marked as quotable yet" in reader.session.message
    reader.press("b j *")
    passage = Passage(P04.id, 3, 0, 5)
    assert reader.desk.study.cells.is_quotable(passage)
    assert reader.session.message == "* §3 “האם ז” may be quoted; b shows the bank of quotes"
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


def test_the_key_of_the_bank_goes_back_to_the_passage_that_one_came_from() -> None:
    reader = Reader(query="F4")
    reader.desk.act(Quote(Passage(P05.id, 2)))
    reader.press("j b")
    assert (reader.session.query, reader.shown) == ("quotable", ["P05§2"])
    assert reader.session.asked == ["F4"], "a key is no query that was typed"
    reader.press("b")
    assert (reader.session.query, reader.session.at) == ("F4", 1)
    reader.press("/ quotable ‹enter› b")
    assert reader.session.query == "F4", "also from the bank that was asked for by its name"


def test_the_bank_is_reached_from_the_line_of_the_first_query() -> None:
    reader = Reader()
    reader.desk.act(Quote(Passage(P05.id, 2)))
    reader.press("‹tab›")
    assert reader.shown == ["P05§2"]
    reader.press("b")
    assert reader.session.message == "nothing was asked before the bank; / asks"
    reader.press("/ F4 ‹enter› / ‹tab› b")
    assert reader.session.query == "F4"
    reader.press("/ B2 ‹space› OR ‹tab› /")
    assert reader.line.line.text == "B2 OR", "what was typed is not lost"
    reader.press("‹ctrl+g› /")
    assert reader.line.line.text == "quotable"


def test_the_bank_stays_where_what_was_asked_before_cannot_be_asked_any_more() -> None:
    reader = Reader(query="B2")
    reader.press("b")
    reader.desk.act(Remove(Coding(P04.id, 2, None, None, "B2", "ana")), DropCode(CODES[3]))
    reader.press("b")
    assert reader.session.query == "quotable"
    assert reader.session.alarm
    assert "no code “B2”" in reader.session.message


def test_a_note_on_a_passage_is_a_memo_on_just_these_words() -> None:
    reader = Reader(query="F4")
    reader.press("j m opens ‹space› chapter ‹space› 4 ‹enter›")
    passage = Passage(P04.id, 3, 0, 5)
    key = MemoKey(*passage, "", "ana")
    assert reader.desk.study.memo(key) == "opens chapter 4"
    assert reader.session.notes(passage) == [(key, "opens chapter 4")]
    assert reader.session.notes(passage._replace(start=None, end=None)) == []
    reader.press("k u")
    assert reader.session.message == "undone: no memo"
    assert reader.session.passage == passage, "it goes where that was"
    assert reader.session.notes(passage) == []
    reader.press("U m ‹ctrl+g› m")
    mode = reader.session.mode
    assert isinstance(mode, Prompting)
    assert mode.line.text == "opens chapter 4"
    reader.press("! ‹ctrl+g›")
    reader.session.keep_typed()
    assert reader.desk.study.memo(key) == "opens chapter 4!", "what was typed and not saved is kept"


def test_nothing_to_mark_or_note_is_said() -> None:
    reader = Reader(query="F4 AND NOT F4")
    for key, told in (("*", "no passage to mark"), ("m", "no passage to write a note on"), ("‹enter›", "to open")):
        reader.press(key)
        assert told in reader.session.message


def test_other_screens_open_the_passages_of_a_query() -> None:
    session = Session(DeskRecorder(coded_desk()), coder="ana")
    open_with(session, "F4 AND B2")
    assert session.effects == [OpenScreen("retrieval", query="F4 AND B2")]


def test_a_star_in_the_coding_screen_marks_the_paragraph_or_the_selected_words() -> None:
    desk = coded_desk()
    session = Session(DeskRecorder(desk), coder="ana", place=Passage(P04.id, 2).place)
    session.press("*")
    assert desk.study.cells.is_quotable(Passage(P04.id, 2))
    assert session.message == "* §2 “It was the liaison nurses, …” may be quoted; Q Tab shows the bank of quotes"
    session.span = (0, 6)
    session.press("*")
    assert desk.study.cells.quotable_at(Passage(P04.id, 2).place) == [
        Passage(P04.id, 2),
        Passage(P04.id, 2, 0, 6),
    ]
    session.press("*")
    assert session.message == "§2 “It was” is in the bank of quotes no more; u brings it back"
    session.press("j")
    session.press("u")
    assert session.n == 2
    assert session.message == "undone: §2 is quotable"
    assert desk.study.cells.is_quotable(Passage(P04.id, 2, 0, 6))


def test_a_star_on_a_range_marks_each_paragraph_in_one_act() -> None:
    desk = coded_desk()
    session = Session(DeskRecorder(desk), coder="ana", place=Passage(P04.id, 1).place)
    for key in ("V", "j", "*"):
        session.press(key)
    assert session.message.startswith("* §1 to §2 may be quoted")
    assert list(desk.study.cells.quotable()) == [Passage(P04.id, 1), Passage(P04.id, 2)]
    session.press("u")
    assert not desk.study.cells.quotable()


def test_what_is_struck_out_is_left_out_of_what_is_said() -> None:
    desk = coded_desk()
    desk.act(Strike(Passage(P04.id, 2, 7, 26)))
    session = Session(DeskRecorder(desk), coder="ana", place=Passage(P04.id, 2).place)
    session.press("*")
    assert "“It was [...] really. [laugh…”" in session.message
    assert desk.study.cells.struck_at(Passage(P04.id, 2).place) == [Passage(P04.id, 2, 7, 26)]


def test_nothing_is_marked_when_reading_only() -> None:
    reader = Reader(query="F4", coder=None, read_only=True)
    for key in "*muU":
        reader.press(key)
        assert reader.session.alarm, key
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
    assert reader.line.line.text == "no such code"
    assert reader.line.fault is not None, "and what is wrong with it is said"


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
    st.sampled_from((*"jkJKsbcGg/Q*muU?:", "enter", "tab", "up", "down", "backspace", "ctrl+g", "ctrl+u", "pagedown")),
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
    reader.desk.act(AddCoder("ana"), coder="")
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
    for memo, _ in list(reader.desk.study.memos()):
        reader.desk.act(SetMemo(memo, ""))
    assert content(reader.desk.study) == before


def test_what_is_found_is_laid_out_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = coded_desk()
    texts = [small_transcript(f"T{n}", (f"Question {n}?", f"Answer {n}.")) for n in range(40)]
    desk.act(*map(AddTranscript, texts))
    desk.act(*(Apply(Coding(text.id, 2, None, None, ("F4", "B2")[n % 2], "ana")) for n, text in enumerate(texts)))
    laid_out: list[str] = []
    lay_out = Found.laid_out_in

    def noted(self: Found, transcript: str, own: int) -> object:
        laid_out.append(transcript)
        return lay_out(self, transcript, own)

    monkeypatch.setattr(Found, "laid_out_in", noted)
    reader = Reader(desk, query="coded")
    assert (reader.session.count, len(reader.session.items)) == (43, 43)
    reader.press("G")
    passage = reader.session.passage
    assert passage == Passage(texts[-1].id, 2)
    reader.press("s")
    assert reader.session.message == "by code: 2 groups"
    assert reader.session.passage == passage, "and it stays at the passage"
    reader.press("K K J")
    assert reader.session.item is not None
    assert (reader.session.item.group, reader.session.item.nth, reader.session.item.first) == (1, 1, True)
    reader.press("s s s")
    assert len(set(laid_out)) < 6, "not all that was found"
