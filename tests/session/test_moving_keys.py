from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desks import DeskRecorder, sit
from postil.errors import PostilError
from postil.model.change import AddCoder, AddTranscript, Apply, Bookmark, Review
from postil.model.coding import Coding, Place
from postil.session.moving import offered_transcripts
from postil.session.session import Quit, Redraw, Session
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

P04, P05 = TRANSCRIPTS


@pytest.mark.parametrize(
    ("keys", "n"),
    [
        ("", 1),
        ("j", 2),
        ("‹down›‹down›", 3),
        ("jjjjjj", 4),
        ("k", 1),
        ("jj‹up›", 2),
        ("G", 4),
        ("‹end›", 4),
        ("Ggg", 1),
        ("G‹home›", 1),
        ("g3‹enter›", 3),
        ("g§3‹enter›", 1),
        ("J", 3),
        ("jJ", 4),
        ("jJJ", 4),
        ("GK", 2),
        ("KK", 1),
        ("‹pagedown›", 4),
        ("‹ctrl+f›‹pageup›", 1),
        ("G`", 1),
        ("Gk``", 3),
        ("‹tab›", 2),
        ("‹shift+tab›", 4),
        ("jr k‹tab›", 3),
    ],
)
def test_where_a_key_goes(keys: str, n: int) -> None:
    coder = sit()
    coder.press(keys)
    assert coder.session.n == n
    assert coder.session.transcript is P04


def test_a_number_that_is_not_there_is_said_and_nothing_moves() -> None:
    coder = sit()
    coder.press("jg9‹enter›")
    assert coder.session.n == 2
    assert "1 to 4" in coder.session.message
    coder.press(":witha‹space›number‹enter›3x‹enter›")
    assert "“3x”" in coder.session.message


def test_a_sequence_is_shown_waits_and_can_be_let_go() -> None:
    coder = sit()
    coder.press("jjg")
    assert getattr(coder.session.mode, "pending", "") == "g"
    coder.press("‹backspace›")
    assert coder.session.message == ""
    coder.press("gq")
    assert coder.session.message == "g waits for a digit"
    coder.press("z")
    assert "? shows all keys" in coder.session.message
    assert coder.session.n == 3


def test_the_ends_say_how_to_go_on() -> None:
    coder = sit()
    coder.press("k")
    assert coder.session.message == "first paragraph; [ opens the previous transcript"
    coder.press("Gj")
    assert coder.session.message == "last paragraph; ] opens the next transcript"


def test_space_marks_and_goes_to_the_next_not_reviewed_around_the_end() -> None:
    coder = sit()
    coder.press("jj‹space›")
    assert (coder.session.n, coder.reviewed) == (4, {3})
    coder.press("‹space›")
    assert (coder.session.n, coder.reviewed) == (1, {3, 4})
    assert "on from the beginning" in coder.session.message
    coder.press("‹space›‹space›")
    assert coder.reviewed == {1, 2, 3, 4}
    assert coder.session.message == "all of P04 is reviewed; ] opens the next transcript"
    assert coder.session.progress() == (4, 4)
    coder.press("‹tab›")
    assert coder.session.message.startswith("nothing else to review here")


def test_r_marks_and_unmarks_in_place() -> None:
    coder = sit()
    coder.press("r")
    assert (coder.session.n, coder.reviewed) == (1, {1})
    assert coder.session.is_reviewed(1)
    coder.press("r")
    assert coder.reviewed == set()


def test_transcripts_open_where_they_were_left_or_at_the_first_not_reviewed() -> None:
    desk = small_desk()
    desk.act(Review(P05.id, 1, "ana"))
    desk.act(Bookmark("ana", (P04.id, 1)))
    coder = sit(desk)
    coder.press("jj]")
    assert coder.session.place == Place(P05.id, 2)
    coder.press("]")
    assert coder.session.message == "this is the last transcript"
    coder.press("j[")
    assert coder.session.place == Place(P04.id, 3)
    coder.press("[")
    assert coder.session.message == "this is the first transcript"
    coder.press("`")
    assert coder.session.place == Place(P05.id, 3)
    coder.press("`")
    assert coder.session.place == Place(P04.id, 3)


def test_t_picks_a_transcript_and_tells_how_far_it_is() -> None:
    coder = sit()
    coder.press("r t")
    rows = coder.session.mode.rows  # type: ignore[attr-defined]
    assert [(row.text, row.note) for row in rows] == [("P04", "1 of 4"), ("P05", "0 of 3")]
    coder.press("05‹enter›")
    assert coder.session.transcript is P05


def test_transcripts_of_one_name_are_both_offered_and_a_corrected_one_is_not() -> None:
    twin = small_transcript("P05", ("Another talk.",))
    corrected = small_transcript("P04", ("And who first?", "The nurses."))
    desk = small_desk()
    desk.act(AddTranscript(twin), coder="")
    coder = sit(desk, coder="ana")
    coder.press("t05")
    assert [row.key for row in coder.session.mode.rows] == [P05.id, twin.id]  # type: ignore[attr-defined]
    coder.press("‹down›‹enter›")
    assert coder.session.transcript is twin
    later = replace(corrected, supersedes=P04.id)
    desk.act(AddTranscript(later), coder="")
    coder.press("t")
    assert P04.id not in [row.key for row in coder.session.mode.rows]  # type: ignore[attr-defined]


def test_back_has_nowhere_to_go_at_first() -> None:
    coder = sit()
    coder.press("`")
    assert coder.session.message == "there is no earlier place to go back to"


class TallView:
    """A screen on which paragraph 2 has one more screenful."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.more = True

    def page(self, place: int, direction: int) -> int:
        return place + 2 * direction

    def scroll(self, direction: int) -> bool:
        self.asked.append(direction)
        more, self.more = self.more, False
        return more

    def visible(self) -> Sequence[int]:
        return (2, 3)


def test_a_tall_paragraph_is_read_to_its_end_and_pages_are_the_screen_s() -> None:
    view = TallView()
    session = Session(DeskRecorder(), coder="ana", view=view)
    session.press("j")
    assert (session.n, view.asked) == (1, [1])
    session.press("j")
    assert session.n == 2
    session.press("pagedown")
    assert session.n == 4


# ---- where a session begins ----


def begun(desk: Desk, place: Place | None = None, coder: str = "ana") -> Place:
    return Session(DeskRecorder(desk), coder=coder, place=place).place


def test_a_session_begins_at_the_top_then_at_the_bookmark() -> None:
    desk = small_desk()
    assert begun(desk) == Place(P04.id, 1)
    desk.act(AddCoder("ana"), coder="")
    coder = sit(desk)
    coder.press("]j")
    coder.session.remember_place()
    recorded = len(coder.recorder.acts)
    coder.session.remember_place()
    assert len(coder.recorder.acts) == recorded
    assert begun(desk) == Place(P05.id, 2)
    assert begun(desk, coder="ben") == Place(P04.id, 1)
    assert begun(desk, Place(P04.id, 3)) == Place(P04.id, 3)
    assert begun(desk, Place(P04.id, 99)) == Place(P05.id, 2)


def test_decisions_after_the_bookmark_and_before_a_sudden_end_are_returned_to() -> None:
    desk = small_desk()
    desk.act(Bookmark("ana", (P04.id, 2)))
    assert begun(desk) == Place(P04.id, 2)
    desk.act(Apply(Coding(P05.id, 3, None, None, "F1", "ana")))
    assert begun(desk) == Place(P05.id, 3)
    desk.act(Review(P04.id, 4, "ana"))
    desk.act(Review(P05.id, 1, "ben"), coder="ben")
    assert begun(desk) == Place(P04.id, 4)
    desk.act(Bookmark("ana", (P05.id, 2)))
    assert begun(desk) == Place(P05.id, 2)


def test_a_study_without_a_transcript_cannot_be_coded() -> None:
    with pytest.raises(PostilError, match="no transcript to code; add one with"):
        Session(DeskRecorder(Desk()), coder="ana")


def test_quit_and_redraw_are_effects() -> None:
    coder = sit()
    assert coder.press("q") == [Quit()]
    assert coder.press("‹ctrl+q›") == [Quit()]
    assert coder.press("‹ctrl+l›") == [Redraw()]
    assert coder.press("j") == []


def test_a_new_coder_begins_at_the_transcript_that_no_other_supersedes() -> None:
    desk = small_desk()
    first = next(iter(desk.study.transcripts.values()))
    corrected = small_transcript("P04", ["And who first pushed for the cafe, please?"])
    desk.act(AddTranscript(replace(corrected, supersedes=first.id)), coder="")
    session = Session(DeskRecorder(desk), coder="zoe")
    assert session.transcript.id != first.id
    assert [t.id for t in offered_transcripts(session)] == [i for i in desk.study.transcripts if i != first.id]
