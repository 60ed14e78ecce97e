from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desks import DeskRecorder
from matrices import BOARD, LIST, NO, P04, P05, Analyst, charting
from postil.model.cases import Cases
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
from postil.model.change import AddCase, Apply, GiveVoice, Remove, SetStudy, SetSummary
from postil.model.coding import Coding, Place
from postil.model.decision import CONSENSUS
from postil.model.log import Log
from postil.session.cell_verbs import CELL_VERBS
from postil.session.matrix_commands import CELL_COMMANDS
from postil.session.modes import Asking, Picking, Prompting, Reading
from postil.session.surroundings import OpenScreen
from postil.session.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action, Change
    from postil.model.log import Step
    from postil.model.study import Study


def opened(case: str = "p04", code: str = "F1.2", **wanted: object) -> Analyst:
    analyst = charting(**wanted)  # type: ignore[arg-type]
    analyst.open(case, code)
    return analyst


def test_every_command_has_a_verb() -> None:
    assert CELL_VERBS.keys() == {command.id for command in CELL_COMMANDS}


def test_what_is_typed_is_one_act_when_the_cell_is_left() -> None:
    analyst = opened()
    analyst.press("‹tab› A‹space›gap‹enter›on Fridays")
    assert analyst.cell.area.text == "A gap\nonFridays"
    assert analyst.cell.waiting == "typing "
    assert analyst.recorder.acts == []
    analyst.press("‹tab› q")
    assert len(analyst.screens) == 1
    assert analyst.text("p04", "F1.2") == "A gap\nonFridays"
    assert analyst.state("p04", "F1.2") == "draft"
    assert len(analyst.recorder.acts) == 1
    assert analyst.study.cells.summary(CellKey("p04", "F1.2")).seen == (LIST,)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "leave", ["‹ctrl+g› ‹ctrl+g›", "‹ctrl+s› ‹tab› q", "‹ctrl+q›", "‹escape› J", "‹tab› ]", "‹tab› n"]
)
def test_every_way_out_of_the_editor_saves(leave: str) -> None:
    analyst = opened()
    analyst.press(f"‹tab› typed {leave}")
    assert analyst.text("p04", "F1.2") == "typed"


def test_leaving_without_a_change_records_nothing() -> None:
    for code in ("F1", "F4", "B2"):
        analyst = opened("p04", code)
        analyst.press("‹tab› a ‹backspace› ‹space› ‹enter› ‹ctrl+g› q")
        assert analyst.recorder.acts == [], code
        assert analyst.state("p04", "F1") == "checked"


def test_typing_that_pauses_is_recorded_and_is_one_act_for_undo() -> None:
    analyst = opened()
    analyst.press("‹tab› one")
    analyst.session.remember_place()
    assert analyst.text("p04", "F1.2") == "one"
    assert analyst.cell.waiting == ""
    assert isinstance(analyst.cell.mode, Writing)
    analyst.press("‹space› two")
    analyst.session.remember_place()
    analyst.session.remember_place()
    analyst.press("‹space› three ‹ctrl+g› q")
    assert len(analyst.recorder.acts) == 3
    assert analyst.text("p04", "F1.2") == "one two three"
    analyst.press("u")
    assert analyst.text("p04", "F1.2") == ""
    assert analyst.message == "undone: summary of P04 · F1.2"
    analyst.press("u")
    assert analyst.message == "nothing to undo"
    analyst.press("U")
    assert analyst.text("p04", "F1.2") == "one two three"
    analyst.press("U")
    assert analyst.message == "nothing to redo"


@pytest.mark.parametrize(("case", "code"), [("p05", "B2"), ("p04", "F1"), ("p04", "F4"), ("p04", "F1.2")])
@pytest.mark.parametrize("keys", ["z PAUSE ‹backspace›", "zz PAUSE ‹backspace› PAUSE y PAUSE ‹backspace› ‹backspace›"])
def test_keys_that_are_taken_back_leave_what_stood_before(case: str, code: str, keys: str) -> None:
    analyst = opened(case, code)
    before, state, text = stood(analyst), analyst.state(case, code), analyst.cell.area.text
    analyst.press("‹tab›")
    for at, part in enumerate(keys.split("PAUSE")):
        if at:
            analyst.session.remember_place()
            assert analyst.text(case, code) == analyst.cell.area.text
        analyst.press(part)
    assert stood(analyst) != before
    analyst.press("‹ctrl+g›")
    assert analyst.cell.area.text == text
    assert (stood(analyst), analyst.state(case, code)) == (before, state)
    assert len(analyst.cell.versions) == (2 if state == "conflict" else 0)
    analyst.press("q")
    assert (stood(analyst), analyst.state(case, code)) == (before, state)
    analyst.press("u")
    assert analyst.message == "nothing to undo"


def stood(analyst: Analyst) -> list[object]:
    """The versions of the summary of the open cell that stand; ones without a text are none."""
    versions = analyst.study.heads(("summary", *analyst.matrix.table.key))  # type: ignore[misc]
    return [version for version in versions if isinstance(version.value, Summary) and version.value.text]


def test_keys_that_are_taken_back_leave_what_somebody_else_wrote_meanwhile() -> None:
    analyst = opened("p04", "F1")
    analyst.press("‹tab› z")
    analyst.session.remember_place()
    theirs = Summary("Theirs.", "checked", (LIST, NO))
    analyst.recorder.record([SetSummary("p04", "F1", theirs)], coder="ben")
    analyst.matrix.table.refresh()
    analyst.press("‹backspace› ‹ctrl+g›")
    assert analyst.study.cells.summary(CellKey("p04", "F1")) == theirs
    assert analyst.cell.area.text == "Theirs."


@pytest.mark.parametrize("typed", ["z", "‹ctrl+u›"])
def test_keys_that_are_taken_back_are_so_after_another_act_from_outside_too(typed: str) -> None:
    analyst = opened("p04", "F1")
    before, text = analyst.cell.cell.summary, analyst.cell.area.text
    analyst.press(f"‹tab› {typed}")
    analyst.session.remember_place()
    analyst.recorder.record([SetSummary("p06", "B2", Summary("Elsewhere."))], coder="ana")
    analyst.cell.area.text = text
    analyst.press("‹ctrl+g›")
    assert analyst.study.cells.summary(CellKey("p04", "F1")) == before
    assert analyst.text("p06", "B2") == "Elsewhere."
    assert analyst.cell.area.text == text


def test_what_could_not_be_saved_is_no_part_of_what_is_typed_in_the_next_cell() -> None:
    analyst = opened("p04", "F1.2")
    analyst.press("‹tab› z")
    analyst.session.remember_place()
    analyst.recorder.full = True
    analyst.press("z ‹tab› q q")
    analyst.recorder.full = False
    analyst.open("p04", "B2")
    analyst.press("‹tab› x")
    analyst.session.remember_place()
    analyst.press("‹backspace› ‹ctrl+g›")
    assert (analyst.text("p04", "F1.2"), analyst.text("p04", "B2")) == ("z", "")


def test_saving_the_same_text_says_that_it_still_holds() -> None:
    analyst = opened("p05", "B2")
    analyst.press("x ‹tab› z")
    analyst.session.remember_place()
    analyst.press("‹backspace› ‹ctrl+s›")
    assert analyst.message == "the summary holds with these passages: checked"
    assert (analyst.text("p05", "B2"), analyst.state("p05", "B2")) == ("Nobody applied.", "checked")
    analyst.press("‹tab› u")
    assert analyst.state("p05", "B2") == "stale"
    two = opened("p04", "F4")
    two.press("‹tab› ‹ctrl+s›")
    assert (two.message, two.state("p04", "F4")) == ("saved already", "conflict")


def test_two_visits_are_two_acts_for_undo() -> None:
    analyst = opened()
    analyst.press("‹tab› one ‹ctrl+g› q ‹enter› ‹tab› ! ‹ctrl+g› q")
    analyst.press("u")
    assert analyst.text("p04", "F1.2") == "one"
    analyst.press("u")
    assert analyst.text("p04", "F1.2") == ""


def test_undo_works_out_only_what_it_takes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    analyst = opened()
    behind = analyst.recorder.record(
        [SetSummary(case, "B2", Summary("By the dozen.")) for case in ("p04", "p06")], coder="ana"
    )
    analyst.press("‹tab› one")
    analyst.session.remember_place()
    analyst.press("‹space› two ‹ctrl+g›")
    worked_out: list[str] = []
    undo = Log.undo

    def noting(log: Log, study: Study, coder: str) -> Step | None:
        step = undo(log, study, coder)
        worked_out.append(step.group if step else "")
        return step

    monkeypatch.setattr(Log, "undo", noting)
    analyst.press("u")
    assert analyst.text("p04", "F1.2") == ""
    assert len(set(worked_out)) == 2
    assert behind[0].group not in worked_out
    analyst.press("u")
    assert analyst.text("p06", "B2") == ""


def test_undo_in_the_cell_takes_the_typing_first_and_shows_what_stands() -> None:
    analyst = opened("p04", "F1")
    analyst.press("‹tab› ‹space›More. ‹tab› u")
    assert analyst.cell.area.text == "The nurses’ own list led to the bid (§2)."
    assert analyst.state("p04", "F1") == "checked"
    analyst.press("U")
    assert analyst.cell.area.text.endswith("More.")
    assert analyst.state("p04", "F1") == "draft"
    analyst.press("] J u")
    assert analyst.cell.key == CellKey("p04", "F1")


def test_editing_a_checked_summary_makes_it_a_draft_and_fresh() -> None:
    analyst = opened("p05", "B2")
    assert analyst.cell.cell.state == "stale"
    assert [item.news for item in analyst.cell.items] == ["new"]
    analyst.press("x ‹tab› ! ‹ctrl+s›")
    assert analyst.message == "saved"
    assert analyst.state("p05", "B2") == "draft"
    assert [item.news for item in analyst.cell.items] == [""]
    analyst.press("‹ctrl+s›")
    assert analyst.message == "saved already"


def test_a_stale_summary_still_holds_by_one_key_and_keeps_its_status() -> None:
    analyst = opened("p05", "B2")
    analyst.press("x =")
    assert analyst.state("p05", "B2") == "checked"
    assert analyst.text("p05", "B2") == "Nobody applied."
    assert "holds with these passages" in analyst.message
    analyst.press("=")
    assert analyst.message == "the summary is not stale"
    analyst.press("u")
    assert analyst.state("p05", "B2") == "stale"
    for code, said in (("B2", "no summary yet"), ("F4", "two summaries")):
        other = opened("p04", code)
        other.press("=")
        assert said in other.message


def test_passages_that_are_gone_are_listed_as_gone() -> None:
    analyst = charting()
    analyst.recorder.record([Remove(Coding(P04, 4, None, None, "F1", "ben"))], coder="ana")
    analyst.matrix.resumed()
    analyst.open("p04", "F1")
    assert [(item.passage.paragraph, item.news) for item in analyst.cell.items] == [(2, ""), (4, "gone")]
    analyst.press("G r")
    assert "coded no more" in analyst.message
    assert not analyst.cell.is_typed


def test_the_reference_of_a_passage_goes_to_the_cursor_of_the_summary() -> None:
    analyst = opened()
    analyst.press("‹tab› gap. ‹left› ‹tab› r")
    assert analyst.cell.area.text == "gap (P04 §2)."
    assert analyst.message == "(P04 §2) is in the summary"
    analyst.press("‹tab› ‹end› ‹ctrl+r›")
    assert analyst.cell.area.text == "gap (P04 §2). (P04 §2)"
    analyst.press("‹ctrl+g›")
    summary = analyst.study.cells.summary(CellKey("p04", "F1.2"))
    assert summary is not None
    assert summary.places == (Place(P04, 2), Place(P04, 2))
    nothing = opened("p04", "B2")
    nothing.press("r")
    assert nothing.message == "there is no passage to refer to"


def test_references_are_followed_at_the_cursor_and_broken_ones_said() -> None:
    analyst = opened()
    analyst.press("‹tab› a(§2)b(P05‹space›§1;§99) ‹ctrl+home› ‹tab› f")
    assert analyst.opened.pop() == OpenScreen("coding", Place(P04, 2), "p04", "F1.2")
    analyst.press("‹tab› ‹end› ‹left› ‹left› ‹left› ‹left› ‹left› ‹left› ‹ctrl+o›")
    assert analyst.opened.pop() == OpenScreen("coding", Place(P05, 1), "p04", "F1.2")
    analyst.press("‹end› ‹tab› f")
    assert analyst.message == "P05 §99 leads nowhere: there is no such paragraph"
    assert [link.is_broken for link in analyst.cell.links] == [False, False, True]
    assert analyst.opened == []
    empty = opened("p04", "B2")
    empty.press("f")
    assert "no reference" in empty.message


def test_references_are_looked_up_once_until_the_study_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    transcripts_of = Cases.transcripts_of

    def counting(cases: Cases, case: str) -> object:
        asked.append(case)
        return transcripts_of(cases, case)

    analyst = opened("p04", "F1")
    monkeypatch.setattr(Cases, "transcripts_of", counting)
    analyst.press("‹tab› ‹space› (§2)(§2)(§3)")
    links = analyst.cell.links
    assert [link.place for link in links] == [Place(P04, n) for n in (2, 2, 2, 3)]
    assert asked == ["p04"] * 2
    assert analyst.cell.links == links
    analyst.press("x")
    assert len(analyst.cell.links) == 4
    assert asked == ["p04"] * 2
    analyst.recorder.record([GiveVoice(P04, "", ""), GiveVoice(P05, "", "p04")], coder="ana")
    analyst.cell.table.refresh()
    assert analyst.cell.links[0].place == Place(P05, 2)


def test_a_reference_that_means_another_paragraph_now_is_broken() -> None:
    analyst = opened("p04", "F1")
    assert [link.is_broken for link in analyst.cell.links] == [False]
    analyst.recorder.record([GiveVoice(P04, "", ""), GiveVoice(P05, "", "p04")], coder="ana")
    analyst.cell.resumed()
    assert [(link.place, link.is_broken) for link in analyst.cell.links] == [(Place(P05, 2), True)]


def test_the_passage_is_opened_in_the_coding_screen_after_saving() -> None:
    analyst = opened("p04", "F1")
    analyst.press("‹tab› ! ‹tab› j ‹enter›")
    assert analyst.opened == [OpenScreen("coding", Place(P04, 4), "p04", "F1")]
    assert analyst.text("p04", "F1").endswith("!")
    analyst.recorder.record([Apply(Coding(P04, 3, None, None, "F1", "ana"))], coder="ana")
    analyst.cell.resumed()
    assert [item.news for item in analyst.cell.items] == ["", "new", ""]
    assert analyst.cell.passage_at == 1


def test_passages_are_walked_and_context_is_a_key() -> None:
    analyst = opened("p04", "F1")
    analyst.press("k")
    assert "first passage" in analyst.message
    analyst.press("j j")
    assert "last passage" in analyst.message
    analyst.press("g g")
    assert analyst.cell.passage_at == 0
    analyst.press("‹pagedown›")
    assert analyst.cell.passage_at == 1
    analyst.press("‹tab› ‹pageup› x")
    assert analyst.cell.passage_at == 0
    assert analyst.cell.area.text.endswith("x")
    analyst.press("‹tab› c")
    assert analyst.cell.context


def test_a_passage_is_marked_as_quotable_and_back() -> None:
    analyst = opened("p04", "F4")
    analyst.press("*")
    assert analyst.study.cells.is_quotable(BOARD)
    assert analyst.message == "§2 may be quoted"
    analyst.press("*")
    assert not analyst.study.cells.is_quotable(BOARD)
    analyst.press("u")
    assert analyst.study.cells.is_quotable(BOARD)


def test_the_comment_is_kept_apart_and_leaving_it_saves() -> None:
    analyst = opened()
    analyst.press("m too‹space›neat? ‹enter›")
    assert analyst.study.cells.comment(CellKey("p04", "F1.2")) == "too neat?"
    analyst.press("m ! ‹ctrl+g›")
    assert analyst.study.cells.comment(CellKey("p04", "F1.2")) == "too neat?!"
    analyst.press("m ‹ctrl+u› ‹enter›")
    assert analyst.message == "comment taken away"
    analyst.press("u")
    assert analyst.study.cells.comment(CellKey("p04", "F1.2")) == "too neat?!"
    assert analyst.text("p04", "F1.2") == ""


def test_one_of_two_summaries_is_kept() -> None:
    analyst = opened("p04", "F4")
    versions = [version.value.text for version in analyst.cell.versions]  # type: ignore[union-attr]
    assert sorted(versions) == ["A new chief got it.", "The board was won over (§2)."]
    analyst.press("9")
    assert "press 1 to 2" in analyst.message
    analyst.press("2")
    assert analyst.text("p04", "F4") == versions[1]
    assert analyst.cell.area.text == versions[1]
    assert analyst.state("p04", "F4") == "draft"
    assert analyst.cell.versions == ()
    analyst.press("1")
    assert "one summary" in analyst.message
    analyst.press("u")
    assert analyst.state("p04", "F4") == "conflict"
    assert len(analyst.cell.versions) == 2


def test_two_summaries_become_one_that_was_written() -> None:
    analyst = opened("p04", "F4")
    analyst.press("+")
    assert set(analyst.cell.area.text.split("\n\n")) == {"A new chief got it.", "The board was won over (§2)."}
    assert isinstance(analyst.cell.mode, Writing)
    analyst.session.remember_place()
    assert analyst.state("p04", "F4") == "draft"
    assert len(analyst.cell.versions) == 2  # still shown while the cell is open
    analyst.press("‹ctrl+home› Both. ‹ctrl+g› q")
    assert analyst.text("p04", "F4").startswith("Both.")
    assert analyst.state("p04", "F4") == "draft"
    analyst.press("u")
    assert analyst.state("p04", "F4") == "conflict"


def test_ratings_are_off_until_the_study_has_them() -> None:
    analyst = opened()
    analyst.press("R")
    assert isinstance(analyst.cell.mode, Asking)
    analyst.press("‹enter› A ‹enter›")
    assert analyst.recorder.acts == []
    analyst.press(": turn‹space›ratings ‹enter› R +1 ‹enter› keen ‹enter›")
    ratings = analyst.cell.cell.ratings
    assert ratings == {"ana": Rating("+1", "keen")}
    assert isinstance(analyst.cell.mode, Reading)
    analyst.press("A mixed ‹enter›")
    assert isinstance(analyst.cell.mode, Prompting)
    assert analyst.cell.mode.hint == "Enter saves the rating, with a reason or without"
    analyst.press("‹ctrl+g›")
    assert analyst.cell.cell.ratings[CONSENSUS] == Rating("mixed")
    analyst.press("A mixed ‹enter› both ‹ctrl+g›")
    assert analyst.cell.cell.ratings == {"ana": Rating("+1", "keen"), CONSENSUS: Rating("mixed", "both")}
    analyst.press("R no‹space›rating ‹enter›")
    assert analyst.cell.cell.ratings == {CONSENSUS: Rating("mixed", "both")}
    analyst.press("u")
    assert analyst.cell.cell.ratings["ana"] == Rating("+1", "keen")


def test_neighbours_and_the_next_that_needs_work_are_reached_from_the_cell() -> None:
    analyst = opened("p04", "F1")
    for key, there in (("J", ("p05", "F1")), ("]", ("p05", "F1.2")), ("K", ("p04", "F1.2")), ("[", ("p04", "F1"))):
        analyst.press(key)
        assert analyst.cell.key == there
    analyst.press("K")
    assert analyst.message == "this is the first case"
    analyst.press("n n")
    assert analyst.cell.key == ("p04", "F4")
    analyst.press("N q")
    assert analyst.matrix.table.key == ("p04", "F1.2")


def test_pasted_text_keeps_its_lines_and_goes_nowhere_outside_the_editor() -> None:
    analyst = opened()
    analyst.session.paste("not here")
    assert analyst.cell.area.text == ""
    analyst.press("‹tab›")
    analyst.session.paste("one\r\ntwo\n")
    assert analyst.cell.area.text == "one\ntwo\n"
    analyst.press("‹ctrl+g›")
    assert analyst.text("p04", "F1.2") == "one\ntwo"


def test_reading_only_walks_and_follows_but_never_writes() -> None:
    analyst = opened("p04", "F1", coder=None, read_only=True)
    before = analyst.cell.area.text
    analyst.press("j c ‹tab› x")
    assert analyst.cell.area.text == before
    assert analyst.session.alarm
    analyst.session.paste("x")
    analyst.press("‹end› ‹tab› r m x =")
    assert analyst.cell.area.text == before
    analyst.press("f")
    assert analyst.opened == [OpenScreen("coding", Place(P04, 2), "p04", "F1")]
    analyst.press("q")
    assert len(analyst.screens) == 1
    assert analyst.recorder.acts == []


def test_a_full_disk_keeps_the_text_on_the_screen_and_asks_before_leaving_without_it() -> None:
    analyst = opened()
    analyst.press("‹tab› precious")
    analyst.recorder.full = True
    analyst.press("‹ctrl+g›")
    assert analyst.session.alarm
    assert isinstance(analyst.cell.mode, Writing)
    analyst.press("‹tab› J q")
    assert isinstance(analyst.cell.mode, Asking)
    assert "leaves without what was typed" in analyst.cell.mode.question
    analyst.press("‹space›")
    assert analyst.cell.area.text == "precious"
    analyst.recorder.full = False
    analyst.press("q")
    assert analyst.text("p04", "F1.2") == "precious"
    again = opened()
    again.recorder.full = True
    again.press("‹tab› lost ‹tab› q q")
    assert len(again.screens) == 1
    assert again.text("p04", "F1.2") == ""


def test_a_comment_that_could_not_be_saved_waits() -> None:
    analyst = opened()
    analyst.recorder.full = True
    analyst.press("m thought ‹ctrl+g›")
    assert analyst.session.alarm
    assert isinstance(analyst.cell.mode, Reading)
    assert analyst.cell.waiting == "comment waits"
    analyst.recorder.full = False
    analyst.session.keep_typed()
    assert analyst.study.cells.comment(CellKey("p04", "F1.2")) == "thought"


def test_the_end_of_the_program_keeps_what_is_typed_in_any_line() -> None:
    analyst = opened()
    analyst.press("‹tab› half‹space›a ‹tab› m half‹space›a‹space›thought")
    analyst.session.keep_typed()
    assert analyst.text("p04", "F1.2") == "half a"
    assert analyst.study.cells.comment(CellKey("p04", "F1.2")) == "half a thought"


def test_the_cell_follows_its_code_into_the_one_it_was_merged_into() -> None:
    from postil.model.change import EditCode  # noqa: PLC0415 - for this test only

    analyst = opened("p04", "F1.2")
    analyst.press("‹tab› text ‹ctrl+g›")
    analyst.recorder.record([EditCode("F1.2", "merged_into", "B2")], coder="ana")
    analyst.cell.resumed()
    assert analyst.cell.key == CellKey("p04", "B2")
    assert analyst.cell.area.text == "text"


def test_word_target_of_the_study() -> None:
    from postil.session.cell_acts import target_words  # noqa: PLC0415 - for this test only

    analyst = charting()
    assert target_words(analyst.study) == 80
    for value, words in (("52", 52), ("many", 80), ("-3", 80), ("0", 80)):
        analyst.recorder.record([SetStudy("summary target words", value)], coder="ana")
        assert target_words(analyst.study) == words


def test_a_case_that_is_gone_gives_way() -> None:
    analyst = charting()
    analyst.recorder.record([AddCase("p09", "P09")], coder="ben")
    analyst.matrix.resumed()
    analyst.open("p09", "F1")
    analyst.recorder.undo("ben")
    analyst.cell.resumed()
    assert "there no more" in analyst.message
    assert analyst.cell.key.case in analyst.study.cases.all


def test_what_came_from_outside_is_seen_with_the_next_act() -> None:
    analyst = opened("p04", "F1")
    desk = analyst.recorder.desk

    class Synchronised(DeskRecorder):
        """A recorder that takes in what somebody else has written, when something is recorded."""

        def record(self, actions: Iterable[Action], *, coder: str, undoes: str = "") -> tuple[Change, ...]:
            desk.act(Remove(Coding(P04, 2, None, None, "F1.2", "ben")), coder="ben")
            self.notices += ("1 change came from outside",)
            return super().record(actions, coder=coder, undoes=undoes)

    analyst.session.recorder = Synchronised(desk)
    assert analyst.state("p04", "F1.2") == "coded"
    analyst.press("x")
    assert analyst.state("p04", "F1.2") == "no data"
    assert analyst.matrix.table.counts["coded"] == 0


@pytest.mark.parametrize(
    ("typed", "found"), [("rating", "ratings.toggle"), ("rate", "cell.rate"), ("agreed", "cell.agree")]
)
def test_the_palette_finds_rating_a_cell_and_the_switch_for_ratings(typed: str, found: str) -> None:
    analyst = opened()
    analyst.press(f": {typed}")
    mode = analyst.cell.mode
    assert isinstance(mode, Picking)
    assert mode.row is not None
    assert mode.row.key == found


def test_a_second_ctrl_g_leaves_though_the_disk_is_full_and_the_text_waits_in_the_matrix() -> None:
    analyst = opened()
    analyst.recorder.full = True
    analyst.press("‹tab› precious ‹ctrl+g›")
    assert isinstance(analyst.cell.mode, Writing)
    analyst.press("‹ctrl+g›")
    assert isinstance(analyst.cell.mode, Reading)
    assert analyst.cell.area.text == "precious"
    assert analyst.cell.trouble
    analyst.press("‹ctrl+g›")
    assert isinstance(analyst.cell.mode, Asking)
    assert analyst.cell.mode.question.startswith("Ctrl+G leaves, the text waits; q leaves without")
    analyst.press("‹ctrl+g›")
    assert len(analyst.screens) == 1
    assert analyst.matrix.waiting == "summary waits"
    analyst.press("‹enter›")  # it stands in its cell when that is opened again
    assert analyst.cell.area.text == "precious"
    assert analyst.matrix.waiting == ""
    analyst.press("q ‹ctrl+g› q")
    assert not analyst.has_left
    assert isinstance(analyst.matrix.mode, Asking)
    assert "leaves without" in analyst.matrix.mode.question
    analyst.press("‹space›")
    analyst.recorder.full = False
    analyst.session.remember_place()
    assert analyst.text("p04", "F1.2") == "precious"
    assert analyst.matrix.waiting == ""
    analyst.press("q")
    assert analyst.has_left


def test_a_summary_that_waits_can_be_let_go_of_and_another_key_writes_on() -> None:
    analyst = opened()
    analyst.recorder.full = True
    analyst.press("‹tab› precious ‹ctrl+g› x ‹ctrl+g›")
    assert isinstance(analyst.cell.mode, Writing)
    assert analyst.cell.area.text == "preciousx"
    analyst.press("‹ctrl+g› ‹ctrl+g› ‹ctrl+g› q q")
    assert analyst.has_left
    assert analyst.text("p04", "F1.2") == ""
