"""Reports at the keyboard: the list, a report with its figures, what leads where, and coming back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desks import DeskRecorder, keys_of
from postil.find.query.finding import find
from postil.model.case import Attribute
from postil.model.change import AddCase, Apply, DropCode, GiveVoice, Remove, Review, SetAttribute, SetMemo, SetValue
from postil.model.coding import Coding, MemoKey, Place
from postil.session.commands import KEY_NAMES
from postil.session.modes import Asking, Reading
from postil.session.reports import ReportsSession
from postil.session.reports_commands import REPORTS_COMMANDS
from postil.session.reports_limit import Limiting
from postil.session.reports_list import KINDS
from postil.session.reports_page import NOTES, lines_of
from postil.session.reports_verbs import REPORTS_VERBS
from postil.session.surroundings import Afterwards, Effect, OpenScreen, Quit
from postil.session.verbs import VERBS
from studies import CODES, TRANSCRIPTS, Desk, content, small_desk

P04, P05 = TRANSCRIPTS


def counted_desk() -> Desk:
    """Two cases, two coders; F4 three times, once as a span, once together with B2."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("p05", "P05"), GiveVoice(P04.id, "", "p04"), GiveVoice(P05.id, "", "p05"))
    desk.act(SetAttribute("role", Attribute("choice", ("manager", "nurse"))), SetValue("p04", "role", "nurse"))
    whole = Coding(P04.id, 2, None, None, "F4", "ana")
    desk.act(Apply(whole), Apply(whole._replace(code="B2")), Apply(whole._replace(paragraph=3, start=0, end=5)))
    desk.act(SetMemo(MemoKey(P04.id, 3, None, None, "", "ana"), "ask again"))
    desk.act(Apply(Coding(P05.id, 2, None, None, "F4", "ben")), Review(P05.id, 2, "ben"), coder="ben")
    return desk


class Reader:
    """Somebody at the reports."""

    def __init__(self, desk: Desk | None = None, *, coder: str | None = "ana", read_only: bool = False) -> None:
        self.desk = desk or counted_desk()
        self.recorder = DeskRecorder(self.desk, read_only=read_only)
        self.session = ReportsSession(self.recorder, coder=coder)

    def press(self, keys: str) -> list[Effect]:
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
            for effect in effects:
                if isinstance(effect, Afterwards):
                    effect.act()
        return effects

    def open(self, name: str) -> None:
        self.press("g g")
        while self.session.kind.name != name:
            self.press("j")
        self.press("‹enter›")

    def go_to(self, label: str) -> None:
        """Put the cursor at the line of this label."""
        page = self.session.page
        assert page is not None
        page.row = next(at for at in range(lines_of(page.here)) if str(page.cell(at, 0)).endswith(label))

    def figure(self) -> object:
        """The figure under the cursor."""
        assert self.session.page is not None
        return self.session.page.figure


def test_every_command_has_one_verb() -> None:
    ids = [command.id for command in REPORTS_COMMANDS]
    assert len(ids) == len(set(ids))
    assert REPORTS_VERBS.keys() <= set(ids)
    assert set(ids) <= REPORTS_VERBS.keys() | VERBS.keys()


def test_the_list_is_walked_and_left() -> None:
    reader = Reader()
    reader.press("g g")
    names = [reader.session.kind.name]
    for _ in KINDS:
        reader.press("j")
        names.append(reader.session.kind.name)
    assert names == [*(kind.name for kind in KINDS), KINDS[-1].name]
    reader.press("[ ] ]")
    assert reader.session.kind.name == KINDS[0].name
    assert reader.press("q") == [Quit()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("make", [counted_desk, small_desk], ids=["coded", "nothing coded"])
def test_every_report_opens_and_is_walked_to_its_end(kind: object, make: object) -> None:
    assert callable(make)
    reader = Reader(make())
    reader.open(str(getattr(kind, "name", "")))
    assert reader.session.page is not None
    assert reader.session.page.report.name == reader.session.kind.name
    reader.press("l l h $ 0 j j J J K ‹pagedown› ‹pageup› G")
    last = reader.session.page.part
    assert last == len(reader.session.page.parts) - 1
    reader.press("j")
    assert "nothing further on" in reader.session.message
    reader.press("g g k")
    assert reader.session.page.row == 0
    reader.press("q")
    assert reader.session.page is None


def test_a_figure_leads_to_the_passages_that_it_counts() -> None:
    reader = Reader()
    reader.open("codes")
    reader.go_to("buy-in")
    assert reader.figure() == 3
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="=F4")]
    reader.press("]")
    reader.go_to("buy-in")
    assert reader.figure() == 2
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="=F4 AND case:P04")]
    reader.press("]")
    reader.go_to("buy-in")
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="=F4 AND case.role:nurse")]
    reader.press("]")
    assert reader.figure() == 1
    query = "=F4 AND =B2 AND coder:ana OR =F4 AND =B2 AND coder:ben"
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query=query)]
    assert set(find(reader.desk.study, query).places()) == {Place(P04.id, 2)}


def test_the_label_of_a_line_leads_to_all_that_it_is_about() -> None:
    reader = Reader()
    reader.open("cases")
    reader.go_to("buy-in")
    assert reader.press("0 ‹enter›") == [OpenScreen("retrieval", query="=F4")]


def test_what_is_none_leads_nowhere_and_says_so() -> None:
    reader = Reader()
    reader.open("cases")
    reader.go_to("challenges")
    reader.press("l")
    assert reader.figure() == 0
    assert reader.press("‹enter›") == []
    assert reader.session.message == "there is nothing behind this: it counts none"


def test_undefined_figures_say_why() -> None:
    desk = small_desk()
    desk.act(SetAttribute("role", Attribute("text")), AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"))
    desk.act(Apply(Coding(P05.id, 2, None, None, "F4", "ana")))
    reader = Reader(desk)
    reader.open("attributes")
    assert reader.figure() is None
    assert reader.press("‹enter›") == []
    assert "there is no figure here" in reader.session.message
    assert reader.session.page is not None
    assert any("no case of the value was read" in note for note in reader.session.page.report.notes)


def test_a_memo_leads_to_its_paragraph() -> None:
    reader = Reader()
    reader.open("memos")
    assert reader.press("‹enter›") == [OpenScreen("coding", Place(P04.id, 3), above=True)]


def test_coming_back_is_at_the_same_figure_though_it_counts_anew() -> None:
    reader = Reader()
    reader.open("codes")
    reader.go_to("buy-in")
    reader.press("l ‹enter›")
    reader.desk.act(Remove(Coding(P04.id, 2, None, None, "B2", "ana")))
    reader.desk.act(Apply(Coding(P04.id, 4, None, None, "F1", "ana")))
    reader.desk.act(Apply(Coding(P04.id, 4, None, None, "F4", "ana")))
    reader.session.resumed()
    page = reader.session.page
    assert page is not None
    assert (page.cell(page.row, 0), page.column, page.figure) == ("F4 Leadership and management buy-in", 2, 4)


def test_each_report_keeps_its_place() -> None:
    reader = Reader()
    reader.open("codes")
    reader.press("j l")
    there = (reader.session.page.row, reader.session.page.column) if reader.session.page else None
    reader.press("] ] [ [")
    assert reader.session.page is not None
    assert (reader.session.page.row, reader.session.page.column) == there


def test_a_query_limits_all_reports_until_an_empty_one_lets_go() -> None:
    reader = Reader()
    reader.open("codes")
    reader.press("f case:P04 ‹enter›")
    assert reader.session.query == "case:P04"
    reader.go_to("buy-in")
    assert reader.figure() == 2
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="case:P04 AND =F4")]
    reader.press("q j ‹enter›")
    assert reader.session.page is not None
    assert reader.session.page.report.head.query == "case:P04"
    reader.press("f ‹ctrl+u› ‹enter›")
    assert reader.session.query == ""
    assert reader.session.page.report.head.query == ""
    reader.press("f ‹up› ‹enter›")
    assert reader.session.query == "case:P04"


def test_a_report_that_was_empty_for_a_while_is_shown_from_where_it_was() -> None:
    reader = Reader()
    reader.open("codes")
    reader.press("j l")
    page = reader.session.page
    assert page is not None
    was = page.part, page.row, page.column
    assert was[:2] == (0, 1)
    reader.press("f ‹ctrl+u› text:zzzz ‹enter›")
    assert reader.session.page is not None
    assert reader.session.page.here.title == NOTES
    reader.press("f ‹ctrl+u› text:yyyy ‹enter› f ‹ctrl+u› ‹enter›")
    page = reader.session.page
    assert (page.part, page.row, page.column) == was


def test_a_report_that_was_first_seen_empty_is_shown_from_its_beginning() -> None:
    reader = Reader()
    reader.press("f text:zzzz ‹enter›")
    reader.open("codes")
    reader.press("f ‹ctrl+u› F4 ‹enter›")
    page = reader.session.page
    assert page is not None
    assert (page.part, page.row) == (0, 0)
    reader.press("J f ‹ctrl+u› coded ‹enter›")
    assert reader.session.page is not None
    assert reader.session.page.here.title == NOTES, "where somebody went by themselves they stay"


def test_a_limit_that_names_codes_does_not_swell_the_figures() -> None:
    reader = Reader()
    reader.open("codes")
    reader.press("f F4 ‹space› OR ‹space› B2 ‹enter›")
    reader.go_to("challenges")
    assert reader.figure() == 1
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="where(F4 OR B2) AND =B2")]


def test_what_the_names_in_a_limit_were_taken_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    reader.press("f F4 ‹enter›")
    assert reader.session.message == "only what the query finds is counted"
    taken = "leadership → Leadership and management buy-in (F4)"
    for name in ("", "codes"):
        if name:
            reader.open(name)
        reader.press("f ‹ctrl+u› leadership ‹enter›")
        assert reader.session.message == taken
        reader.press("f ‹ctrl+u› ‹enter›")
        assert reader.session.message == "everything is counted"
    monkeypatch.setattr("postil.session.reports.MANY", 2)
    reader.press("f ‹ctrl+u› leadership ‹space› text:nurses ‹enter›")
    assert reader.session.message == taken, "after a long count, too"
    reader.press("q j ‹enter›")
    assert reader.session.message == ""


def test_an_error_stays_in_the_line_at_its_place_and_the_report_as_it_was() -> None:
    reader = Reader()
    reader.open("codes")
    before = reader.session.page
    reader.press("f F4 ‹space› leadrship ‹enter›")
    mode = reader.session.mode
    assert isinstance(mode, Limiting)
    assert mode.fault is not None
    assert mode.line.cursor == 12
    assert "no code “leadrship”" in reader.session.message
    assert reader.session.page is before
    reader.press("‹ctrl+g›")
    assert isinstance(reader.session.mode, Reading)
    assert reader.session.query == ""


def test_a_limit_that_is_gone_when_coming_back_is_let_go_of() -> None:
    reader = Reader()
    reader.open("codes")
    reader.press("f =B2 ‹enter›")
    reader.desk.act(Remove(Coding(P04.id, 2, None, None, "B2", "ana")), DropCode(CODES[3]))
    reader.session.resumed()
    assert reader.session.query == ""
    assert "everything is counted again" in reader.session.message


def test_codes_can_have_the_codings_of_the_codes_under_them() -> None:
    desk = counted_desk()
    desk.act(Apply(Coding(P04.id, 4, None, None, "F1.2", "ana")))
    reader = Reader(desk)
    reader.open("codes")
    reader.go_to("development")
    assert reader.figure() == 0
    reader.press("c")
    assert reader.figure() == 1
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="F1")]


def test_a_figure_that_cannot_be_asked_for_exactly_says_so_first() -> None:
    """Who has coded is asked for beside the limit, and so narrows what the limit says of codes."""
    desk = counted_desk()
    desk.act(Apply(Coding(P04.id, 4, None, None, "F4", "ana")))
    desk.act(Apply(Coding(P04.id, 3, None, None, "B2", "ben")), coder="ben")
    reader = Reader(desk)
    reader.open("use")
    reader.press("f F4 ‹space› AND ‹space› NOT ‹space› B2 ‹enter› J")
    reader.go_to("buy-in")
    while reader.session.page is not None and reader.session.page.head != "ana":
        reader.press("l")
    assert reader.figure() == 1
    assert reader.press("‹enter›") == []
    assert isinstance(reader.session.mode, Asking)
    assert "the figure is 1, what can be asked for finds 2 codings" in reader.session.mode.question
    assert [type(effect) for effect in reader.press("‹enter›")] == [OpenScreen]


def test_many_codings_are_counted_after_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.session.reports.MANY", 2)
    reader = Reader()
    reader.press("g g j")
    (effect,) = reader.session.press("enter")
    assert isinstance(effect, Afterwards)
    assert reader.session.message == "counting codes …"
    assert reader.session.page is None
    effect.act()
    assert reader.session.message == ""
    assert reader.session.page is not None
    assert reader.session.press("]") == []  # what is counted is counted


def test_reading_only_everything_is_there() -> None:
    reader = Reader(coder=None, read_only=True)
    reader.open("codes")
    reader.go_to("buy-in")
    assert reader.press("‹enter›") == [OpenScreen("retrieval", query="=F4")]


KEYS = st.one_of(
    st.sampled_from((*"jkhlJKgG0$fc[]q?:/", "enter", "tab", "up", "down", "backspace", "ctrl+g", "ctrl+u", "pagedown")),
    st.sampled_from(tuple(KEY_NAMES)),
    st.characters(min_codepoint=0x21, max_codepoint=0x7E),
)
PHRASES = st.sampled_from(
    [("f", "ctrl+u", *query, "enter") for query in ("F4", "memo", "F4 AND", '"x', "NOT F4", "case:P04", "(")]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=25))
def test_any_keys_change_nothing_and_the_cursor_is_at_a_cell(parts: list[tuple[str, ...]]) -> None:
    reader = Reader()
    before = content(reader.desk.study)
    for key in (key for part in parts for key in part):
        for effect in reader.session.press(key):
            assert not isinstance(effect, OpenScreen) or effect.name in {"coding", "retrieval"}
        page = reader.session.page
        if page is not None:
            assert 0 <= page.row < lines_of(page.here)
            assert 0 <= page.column < page.columns()
            assert isinstance(page.figure, (str, int, type(None)))
    assert content(reader.desk.study) == before
