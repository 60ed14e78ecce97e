"""Conflicts of what was charted, in the review: kept by a letter, written anew, or said to be no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.errors import RatingsError
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCoder,
    Change,
    EditCase,
    EditCode,
    GiveVoice,
    Rate,
    Review,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.coding import Coding, Passage
from postil.reports.matrix import Matrix
from postil.session.review_items import clashes
from postil.tui.paint.cells import plain
from postil.tui.paint.review import ReviewPainter
from reviews import P04, Reviewer, coded_apart, review
from studies import small_desk

if TYPE_CHECKING:
    from postil.model.change import Action
    from studies import Desk

CELL = CellKey("p04", "F1")


def apart(ana: Action, ben: Action) -> Desk:
    """A desk with a case, at which ana and ben did these without having seen the other's."""
    desk = coded_apart()
    desk.act(
        AddCase("p04", "P04"),
        GiveVoice(P04, "", "p04"),
        SetAttribute("role", Attribute("choice", ("manager", "nurse"))),
        coder="ana",
    )
    for coder, action in (("ana", ana), ("ben", ben)):
        written_apart(desk, coder, action)
    return desk


def written_apart(desk: Desk, coder: str, action: Action) -> None:
    """Let somebody do this who has not seen what anybody else did."""
    stamp = desk.clock.tick()
    change = Change(stamp, coder, stamp, action, ())
    desk.study.fold([change])
    desk.log.add([change])


def screen(reviewer: Reviewer) -> str:
    """What is on the screen."""
    return "\n".join(plain(row) for row in ReviewPainter(reviewer.session).frame(100, 30))


def two_summaries() -> Desk:
    """Two summaries of one cell."""
    return apart(SetSummary(*CELL, Summary("wanted it", "checked")), SetSummary(*CELL, Summary("feared it")))


def test_a_summary_in_conflict_comes_first_and_a_letter_keeps_a_version() -> None:
    reviewer = review(two_summaries())
    assert reviewer.session.clash_title == "summary of P04 on F1 Bottom-up development"
    reviewer.press("b")
    assert reviewer.session.study.cells.summary(CELL) == Summary("wanted it", "checked")
    assert not reviewer.session.study.conflicts()
    reviewer.press("u")
    assert reviewer.session.study.cells.is_in_conflict(CELL)


def test_both_versions_are_read_on_the_screen() -> None:
    session = review(two_summaries()).session
    screen = "\n".join(plain(row) for row in ReviewPainter(session).frame(100, 30))
    assert "2 versions of the summary of P04 on F1 Bottom-up development" in screen
    assert "wanted it (checked)" in screen
    assert "feared it (draft)" in screen


def test_a_new_text_for_a_summary_is_a_draft_of_what_is_coded_now() -> None:
    reviewer = review(two_summaries())
    reviewer.press("e")
    reviewer.session.paste(" in the end (P04 §2)")
    reviewer.press("‹enter›")
    study = reviewer.session.study
    summary = study.cells.summary(CELL)
    assert summary is not None
    assert summary.text == "feared it in the end (P04 §2)"
    assert summary.seen == (Passage(P04, 2),)
    assert summary.places == (Passage(P04, 2).place,)
    assert Matrix(study).cell(*CELL).state == "draft"
    assert study.has(Coding(P04, 2, None, None, "F1", "ana"))


@pytest.mark.parametrize(
    ("ana", "ben", "title"),
    [
        (SetComment(*CELL, "one"), SetComment(*CELL, "two"), "comment of P04 on F1 Bottom-up development"),
        (SetValue("p04", "role", "nurse"), SetValue("p04", "role", "manager"), "role of case P04"),
        (EditCase("p04", "note", "one"), EditCase("p04", "note", "two"), "note of case P04"),
        (
            Rate(*CELL, "ana", Rating("-1")),
            Rate(*CELL, "ana", Rating("+1")),
            "rating by ana of P04 on F1 Bottom-up development",
        ),
    ],
)
def test_what_else_can_be_in_conflict(ana: Action, ben: Action, title: str) -> None:
    reviewer = review(apart(ana, ben))
    assert reviewer.session.clash_title == title
    reviewer.press("b")
    assert not reviewer.session.study.conflicts()


def test_a_rating_is_no_text_to_be_written_anew() -> None:
    reviewer = review(apart(Rate(*CELL, "ana", Rating("-1")), Rate(*CELL, "ana", Rating("+1"))))
    assert "new text" not in screen(reviewer)
    reviewer.press("=")
    assert reviewer.session.message == "these are versions of what is no text: a and so on keeps one"
    reviewer.press("e")
    assert "no text" in getattr(reviewer.session.mode, "question", "")


def test_into_which_code_one_was_merged_is_no_text_to_be_written_anew() -> None:
    reviewer = review(apart(EditCode("F1", "merged_into", "B2"), EditCode("F1", "merged_into", "F4")))
    assert reviewer.session.clash_title == "merging of F1 Bottom-up development"
    assert "new text" not in screen(reviewer)
    reviewer.press("e")
    assert "no text" in getattr(reviewer.session.mode, "question", "")


def test_a_text_is_offered_to_be_written_anew() -> None:
    reviewer = review(two_summaries())
    assert "e new text" in screen(reviewer)
    reviewer.press("=")
    assert reviewer.session.message == "these are versions of a text: a and so on keeps one, e writes another"


def test_a_value_that_is_none_of_the_choices_is_not_taken() -> None:
    reviewer = review(apart(SetValue("p04", "role", "nurse"), SetValue("p04", "role", "manager")))
    reviewer.press("e")
    reviewer.session.paste("s")
    reviewer.press("‹enter›")
    assert "none of manager, nurse" in reviewer.session.message
    assert reviewer.session.study.conflicts()


def test_codes_that_were_asked_for_keep_conflicts_of_other_codes_out() -> None:
    study = two_summaries().study
    assert [item.key for item in clashes(study, transcripts=(), codes=("F1",))] == [("summary", *CELL)]
    assert list(clashes(study, transcripts=(), codes=("B2",))) == []


def test_texts_in_conflict_are_reviewed_where_no_paragraph_can_be_compared() -> None:
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), GiveVoice(P04, "", "p04"), Review(P04, 2, "ana"), coder="ana")
    for coder, text in (("ana", "wanted it"), ("ben", "feared it")):
        written_apart(desk, coder, SetSummary(*CELL, Summary(text)))
    reviewer = review(desk)
    session = reviewer.session
    assert session.clash_title == "summary of P04 on F1 Bottom-up development"
    alpha = session.count(session.decided)
    assert (alpha.before.value, alpha.after.value) == (None, None)
    assert alpha.before.reason
    session.counted(alpha, session.decided)
    screen = "\n".join(plain(row) for row in ReviewPainter(session).frame(100, 30))
    assert "α n/a (no paragraph" in screen
    reviewer.press("b")
    assert not session.study.conflicts()
    with pytest.raises(RatingsError, match="ana"):
        review(desk)


def test_coders_who_are_named_must_have_something_to_compare() -> None:
    desk = two_summaries()
    desk.act(AddCoder("cai"), coder="")
    with pytest.raises(RatingsError, match="cai has not reviewed"):
        review(desk, coders=("ana", "cai"))
