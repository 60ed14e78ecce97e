"""Texts in a review: conflicts that come back, reasons that wait, and typed text that is never taken for commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desks import sit
from postil.model.change import Change, EditCode, SetMemo
from postil.model.coding import MemoKey, Place
from postil.model.decision import CONSENSUS
from postil.session.memos import what_was_kept
from postil.session.modes import Asking, Helping, Picking, Prompting, Reading
from postil.session.review_items import Clash
from reviews import P04, Reviewer, coded_apart, in_conflict, review
from studies import content, small_desk

if TYPE_CHECKING:
    from postil.model.change import FieldKey
    from postil.model.study import Study

FIRST, SECOND = Place(P04, 2), Place(P04, 4)
DEFINITION: FieldKey = ("code", "B2", "definition")


def reason(reviewer: Reviewer, place: Place) -> str:
    return reviewer.study.decisions()[place][0].reason


def versions(study: Study) -> set[str]:
    return {str(head.value) for head in study.conflicts().get(DEFINITION, ())}


# ---- a conflict that was settled comes back ----


@pytest.mark.parametrize("keys", ["a", "b", "e ‹ctrl+u› Both ‹enter›"])
def test_undoing_what_settled_a_conflict_brings_it_back_to_the_review(keys: str) -> None:
    reviewer = review(in_conflict(coded_apart()))
    before = versions(reviewer.study)
    reviewer.press(keys)
    assert not reviewer.study.conflicts()
    reviewer.press("u")
    assert versions(reviewer.study) == before
    assert (reviewer.session.at, reviewer.session.is_open(0)) == (0, True)
    assert reviewer.session.message == "undone: definition of B2 Workforce challenges waits again"
    reviewer.press("U")
    assert not reviewer.study.conflicts()
    assert not reviewer.session.is_open(0)
    assert reviewer.session.message == "redone: definition of B2 Workforce challenges is decided"


def test_a_conflict_that_was_settled_before_is_listed_once_its_decision_is_undone() -> None:
    desk = in_conflict(coded_apart())
    review(desk).press("a")
    again = review(desk)
    assert not any(isinstance(item, Clash) for item in again.session.items)
    again.press("s u")
    assert isinstance(again.session.item, Clash)
    assert again.session.is_open(again.session.at)
    assert len(again.session.items) == 3
    again.press("U u")
    assert len(again.session.items) == 3
    again.press("b")
    assert not again.study.conflicts()


def test_undoing_an_edit_in_the_coding_screen_brings_the_conflict_back() -> None:
    desk = in_conflict(small_desk())
    before = versions(desk.study)
    coder = sit(desk)
    coder.session.panel_code = "B2"
    coder.press("e definition ‹enter›")
    assert isinstance(coder.session.mode, Prompting)
    assert "2 versions: see postil review" in coder.session.mode.title
    coder.press("‹ctrl+u› Both ‹enter›")
    assert not desk.study.conflicts()
    coder.press("u")
    assert versions(desk.study) == before
    assert "2 versions of it wait again" in coder.session.message
    coder.press("e definition ‹enter›")
    assert isinstance(coder.session.mode, Prompting)
    assert "2 versions" in coder.session.mode.title


def test_a_field_that_is_not_in_conflict_is_edited_without_that_notice() -> None:
    coder = sit(in_conflict(small_desk()))
    coder.session.panel_code = "B2"
    coder.press("e include ‹enter›")
    assert isinstance(coder.session.mode, Prompting)
    assert coder.session.mode.title == "include of B2 Workforce challenges"


# ---- typed text never runs as commands ----


@pytest.mark.parametrize("close", ["?", "‹enter›", "‹ctrl+g›", "‹escape›"])
def test_letters_only_narrow_the_list_of_keys(close: str) -> None:
    reviewer, coder = review(), sit()
    for who in (reviewer, coder):
        before = content(who.study)
        who.press("a ? quit")
        assert isinstance(who.session.mode, Helping)
        assert who.session.mode.line.text == "quit"
        who.press(close)
        assert isinstance(who.session.mode, Reading)
        assert content(who.study) == before or who is reviewer
    assert reviewer.session.place == SECOND
    assert reviewer.session.settled == 1


@pytest.mark.parametrize("key", ["r", "R", "c", "="])
def test_what_is_typed_at_a_conflict_of_texts_runs_nothing(key: str) -> None:
    reviewer = review(in_conflict(coded_apart()))
    before = versions(reviewer.study)
    reviewer.press(key)
    if key != "=":
        assert isinstance(reviewer.session.mode, Asking)
        reviewer.press("because ‹space› b is the better 1 quq ‹tab› ‹down›")
        assert isinstance(reviewer.session.mode, Asking)
        reviewer.session.paste("pasted")
        reviewer.press("‹enter›")
    assert isinstance(reviewer.session.mode, Reading)
    assert versions(reviewer.study) == before
    assert reviewer.session.at == 0
    assert not reviewer.session.drafts


@pytest.mark.parametrize("leave", ["‹enter›", "‹ctrl+g›", "‹escape›"])
def test_a_new_text_is_not_asked_for_at_a_disagreement_and_what_is_typed_runs_nothing(leave: str) -> None:
    reviewer = review()
    reviewer.press("e better words")
    assert isinstance(reviewer.session.mode, Asking)
    assert "no text in conflict" in reviewer.session.mode.question
    reviewer.press(leave)
    assert isinstance(reviewer.session.mode, Reading)
    assert not reviewer.study.decisions()


def test_the_list_of_commands_takes_letters_only() -> None:
    reviewer = review()
    reviewer.press(": quit")
    assert isinstance(reviewer.session.mode, Picking)
    assert reviewer.session.mode.line.text == "quit"
    assert not reviewer.study.decisions()


# ---- the reason of the decision just made ----


def test_a_reason_is_given_to_the_decision_just_made() -> None:
    reviewer = review()
    reviewer.press("a R")
    assert isinstance(reviewer.session.mode, Prompting)
    assert reviewer.session.mode.title == "reason of the decision just made, on §2"
    reviewer.press("it ‹space› fits ‹enter›")
    assert reason(reviewer, FIRST) == "it fits"
    assert reviewer.session.place == SECOND
    reviewer.press("R ! ‹enter›")
    assert reason(reviewer, FIRST) == "it fits!"
    reviewer.press("u u")
    assert reason(reviewer, FIRST) == ""
    reviewer.press("s b R second ‹enter›")
    assert (reason(reviewer, FIRST), reason(reviewer, SECOND)) == ("", "second")


def test_without_a_decision_just_made_no_reason_is_asked_for() -> None:
    reviewer = review()
    reviewer.press("R no")
    assert isinstance(reviewer.session.mode, Asking)
    reviewer.press("‹enter› a u R no ‹enter›")
    assert not reviewer.study.decisions()
    assert not reviewer.session.drafts


def test_a_reason_for_the_decision_just_made_that_is_left_waits_there() -> None:
    reviewer = review()
    reviewer.press("a R half ‹ctrl+g›")
    assert reviewer.session.waiting_reason == ""
    assert reviewer.session.waiting == "reason waits"
    reviewer.press("R")
    assert isinstance(reviewer.session.mode, Prompting)
    assert reviewer.session.mode.line.text == "half"
    reviewer.press("‹enter›")
    assert reason(reviewer, FIRST) == "half"
    assert reviewer.session.waiting == ""


# ---- what waits is said ----


def test_a_reason_that_waits_for_its_decision_is_saved_at_once() -> None:
    reviewer = review()
    reviewer.press("r why ‹enter›")
    assert (reviewer.session.waiting, reviewer.session.drafts) == ("", {})
    killed = review(reviewer.recorder.desk)
    assert killed.session.place == FIRST
    assert killed.session.waiting_reason == "why"
    killed.press("a")
    assert reason(killed, FIRST) == "why"
    killed.press("k")
    assert killed.session.waiting_reason == ""
    assert not list(killed.study.memos_at(FIRST, "lead"))


def test_a_reason_that_waits_is_no_memo_of_who_decides() -> None:
    reviewer = review(coder="ben")
    memo = MemoKey.at_paragraph(P04, 2, "ben")
    before = reviewer.study.memo(memo)
    assert before
    reviewer.press("r why ‹enter› a")
    assert reviewer.study.memo(memo) == before
    assert reason(reviewer, FIRST) == "why"


def test_a_reason_that_waits_is_undone_redone_and_taken_away() -> None:
    reviewer = review()
    reviewer.press("r why ‹enter› u")
    assert reviewer.session.waiting_reason == ""
    assert reviewer.session.message == "undone: §2 no reason waits"
    reviewer.press("U")
    assert reviewer.session.waiting_reason == "why"
    assert reviewer.session.message == "redone: §2 a reason waits"
    reviewer.press("a u")
    assert reviewer.study.decisions() == {}
    assert reviewer.session.waiting_reason == "why", "it waits again with its decision undone"
    reviewer.press("r ‹ctrl+u› ‹enter›")
    assert reviewer.session.waiting_reason == ""


@pytest.mark.parametrize("keys", ["R why ‹enter›", "s r why ‹enter›"], ids=["of the last", "of the one here"])
def test_undoing_a_reason_says_so_and_not_that_its_decision_was_undone(keys: str) -> None:
    reviewer = review()
    reviewer.press(f"s 0 {keys} u")
    assert reason(reviewer, SECOND) == ""
    assert reviewer.session.message == "undone: reason of §4; the decision stands: neither’s kept: no code"
    reviewer.press("U")
    assert reason(reviewer, SECOND) == "why"
    assert reviewer.session.message == "redone: reason of §4; the decision stands: neither’s kept: no code"
    reviewer.press("u u")
    assert reviewer.session.message == "undone: §4 not decided"


def test_undoing_a_reason_on_the_coding_screen_says_so() -> None:
    desk = coded_apart()
    review(desk, coder="ana").press("a R why ‹enter›")
    coder = sit(desk)
    coder.press("u")
    assert coder.session.message == "undone: reason of the decision on §2"


def test_another_decision_with_the_same_codes_is_undone_as_a_decision() -> None:
    reviewer = review()
    reviewer.press("s 0 s a u")
    assert reviewer.session.message == "undone: §4 neither’s kept: no code"


def test_a_field_in_conflict_is_called_in_the_heading_as_everywhere() -> None:
    desk = coded_apart()
    for name, text in (("ana", "F1"), ("ben", "F4")):
        stamp = desk.clock.tick()
        change = Change(stamp, name, stamp, EditCode("B2", "see_also", text), ())
        desk.study.fold([change])
        desk.log.add([change])
    assert review(desk).session.clash_title == "see also of B2 Workforce challenges"


def test_a_reason_that_waits_can_be_written_on_and_what_was_left_unsaved_goes_before_it() -> None:
    reviewer = review()
    reviewer.press("r why ‹enter› r ! ‹enter›")
    assert reviewer.session.waiting_reason == "why!"
    reviewer.press("r ? ‹ctrl+g›")
    assert reviewer.session.waiting == "reason waits"
    reviewer.press("a")
    assert reason(reviewer, FIRST) == "why!?"
    assert reviewer.session.waiting == ""


def test_two_reasons_that_wait_after_a_merge_are_in_conflict_until_a_decision_is_made() -> None:
    desk = coded_apart()
    review(desk).press("r why ‹enter›")
    stamp = desk.clock.tick()
    key = MemoKey.at_paragraph(*FIRST, CONSENSUS)
    other = Change(stamp, "ana", stamp, SetMemo(key, "because"), ())
    desk.study.fold([other])
    desk.log.add([other])
    reviewer = review(desk)
    assert [isinstance(item, Clash) for item in reviewer.session.items] == [False, True, False]
    reviewer.press("s")
    assert reviewer.session.clash_title == "reason that waits for a decision"
    reviewer.press("k a")
    assert reason(reviewer, FIRST) == "because"
    assert not reviewer.study.conflicts()
    assert reviewer.session.place == SECOND


def test_a_memo_that_was_left_unsaved_is_not_told_as_saved() -> None:
    coder = sit()
    coder.press("m half ‹ctrl+g›")
    assert coder.session.waiting == "memo waits"
    coder.press("m ‹enter›")
    assert coder.session.waiting == ""


def test_on_leaving_it_is_said_what_was_kept_and_where() -> None:
    reviewer = review()
    reviewer.press("r why ‹enter› s r half q ‹ctrl+g›")
    reviewer.session.keep_typed()
    assert what_was_kept(reviewer.session) == (
        "a reason was typed and not saved, and waits in the study now for the next decision there: P04 §4"
    )
    again = review(reviewer.recorder.desk)
    assert again.session.waiting_reason == "why"
    again.press("s")
    assert again.session.waiting_reason == "halfq"
    coder = sit()
    coder.press("m half")
    coder.session.keep_typed()
    assert what_was_kept(coder.session) == "a memo was typed and not saved, and stands in the study now: P04 §1"
    assert what_was_kept(sit().session) == ""
