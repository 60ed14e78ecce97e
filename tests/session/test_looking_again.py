"""Codings whose code was worded anew: found, shown with both wordings, confirmed, taken off; and counted at no cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from books import P04, P05, at_book, used_by_two
from desks import Coder, sit
from postil.model.change import Apply, Confirm, EditCode, Remove
from postil.model.codebook import WORDING
from postil.model.coding import Coding, Place
from postil.model.rewording import to_look_at_again
from postil.model.study import Study
from postil.session import again
from postil.session.again import LookingAgain, looked_at, wordings
from postil.session.modes import Choosing
from studies import Desk, content

if TYPE_CHECKING:
    import pytest

    from postil.model.change import Action

FIRST = Coding(P04, 2, None, None, "F1", "ana")
SPAN = Coding(P04, 4, 0, 2, "F1", "ana")
THIRD = Coding(P05, 2, None, None, "F1", "ana")
OLD, NEW = "Grew out of local ideas.", "Grew out of ideas of local people."


def worded_anew() -> Desk:
    """F1 was worded anew after ana had used it four times, in two transcripts; once on the words of a span."""
    desk = used_by_two()
    desk.act(Apply(SPAN), Apply(THIRD), coder="ana")
    desk.act(Remove(Coding(P04, 4, None, None, "F1", "ana")), coder="ana")
    desk.act(EditCode("F1", "definition", NEW), coder="ben")
    return desk


def at_beginning(desk: Desk) -> Coder:
    """Ana at the first paragraph."""
    coder = sit(desk)
    coder.press("gg")
    return coder


def waiting(coder: Coder) -> set[Coding]:
    return set(coder.session.again.waiting(coder.study))


def test_those_made_under_the_old_wording_wait_and_only_ones_own() -> None:
    coder = at_beginning(worded_anew())
    assert waiting(coder) == {FIRST, SPAN, THIRD}
    assert waiting(sit(worded_anew(), coder="ben")) == {FIRST._replace(coder="ben")}
    assert waiting(sit(worded_anew(), coder=None, read_only=True)) == set()
    assert waiting(sit(used_by_two())) == set()


def test_going_through_them_over_transcripts_and_around_the_end() -> None:
    coder = at_beginning(worded_anew())
    places = []
    for _ in range(4):
        coder.press("H")
        places.append((coder.session.place, coder.session.span, coder.session.panel_code))
    assert places == [
        (Place(P04, 2), None, "F1"),
        (Place(P04, 4), (0, 2), "F1"),
        (Place(P05, 2), None, "F1"),
        (Place(P04, 2), None, "F1"),
    ]
    assert coder.session.message.startswith("on from the beginning · 3 to look at again: h it holds")
    assert coder.recorder.acts == []


def test_the_first_one_at_the_cursor_is_gone_to_before_the_next() -> None:
    coder = at_beginning(worded_anew())
    coder.press("G H")
    assert coder.session.looking == SPAN
    coder.press("k j H")
    assert coder.session.looking == SPAN, "the cursor had left it"
    coder.press("H")
    assert coder.session.looking == THIRD


def test_one_key_confirms_and_goes_on() -> None:
    coder = at_beginning(worded_anew())
    before = content(coder.study)
    coder.press("H h")
    assert waiting(coder) == {SPAN, THIRD}
    assert coder.session.looking == SPAN
    assert coder.session.message.startswith("F1 Bottom-up development holds · 2 to look at again")
    coder.press("h h")
    assert waiting(coder) == set()
    assert coder.session.message == "F1 Bottom-up development holds · nothing more to look at again"
    coder.press("h")
    assert coder.session.message == "nothing here to look at again"
    coder.press("H")
    assert coder.session.message == "nothing to look at again"
    assert len(coder.recorder.acts) == 3
    coder.press("u")
    assert coder.session.message == "undone: F1 Bottom-up development to be looked at again"
    assert waiting(coder) == {THIRD}
    assert coder.session.place == THIRD.place
    coder.press("u u")
    assert waiting(coder) == {FIRST, SPAN, THIRD}
    coder.press("U")
    assert waiting(coder) == {SPAN, THIRD}
    coder.press("u")
    assert content(coder.study) == before


def test_a_coding_is_shown_with_its_wordings_before_it_can_be_confirmed() -> None:
    coder = at_beginning(worded_anew())
    coder.press("j h")
    assert waiting(coder) == {FIRST, SPAN, THIRD}
    assert (coder.session.looking, coder.session.panel_code) == (FIRST, "F1")
    assert coder.session.message == "F1 Bottom-up development was worded anew; h says that it holds"
    coder.press("h")
    assert waiting(coder) == {SPAN, THIRD}
    coder.press("g g h")
    assert coder.session.message == "nothing here to look at again; H goes to the next of 2"


def test_taking_the_code_off_settles_it_too() -> None:
    coder = at_beginning(worded_anew())
    coder.press("H x")
    assert isinstance(coder.session.mode, Choosing), "F1.2 stands here, too"
    label = next(label for label, coding in coder.session.mode.labels.items() if coding == FIRST)
    coder.press(label)
    assert waiting(coder) == {SPAN, THIRD}
    assert coder.session.looking == FIRST or coder.session.looking is None
    assert looked_at(coder.session) is None
    coder.press("H")
    assert coder.session.looking == SPAN
    coder.press("x")
    assert not coder.study.has(SPAN)
    assert waiting(coder) == {THIRD}


def test_a_coding_that_is_made_anew_does_not_wait() -> None:
    coder = at_beginning(worded_anew())
    coder.press("H x")
    assert isinstance(coder.session.mode, Choosing)
    coder.press(next(label for label, coding in coder.session.mode.labels.items() if coding == FIRST))
    coder.press("c F1 ‹enter›")
    assert coder.study.has(FIRST)
    assert waiting(coder) == {SPAN, THIRD}


def test_both_wordings_are_found_field_by_field() -> None:
    desk = worded_anew()
    desk.act(EditCode("F1", "include", "what nurses began"), coder="ben")
    found = wordings(desk.study, FIRST)
    assert [(w.field, w.old, w.new) for w in found] == [
        ("definition", OLD, NEW),
        ("include", "", "what nurses began"),
    ]


def test_the_old_wording_is_that_of_the_day_it_was_coded_or_last_confirmed() -> None:
    desk = worded_anew()
    coder = at_beginning(desk)
    coder.press("H h")
    desk.act(EditCode("F1", "definition", "Third."), coder="ben")
    assert [(w.old, w.new) for w in wordings(desk.study, FIRST)] == [(NEW, "Third.")]
    assert [(w.old, w.new) for w in wordings(desk.study, SPAN)] == [(OLD, "Third.")]
    assert waiting(coder) == {FIRST, SPAN, THIRD}


def test_an_undone_wording_gives_the_old_one_back() -> None:
    desk = worded_anew()
    assert desk.undo("ben")
    coder = at_beginning(desk)
    assert waiting(coder) == set()
    assert [(w.old, w.new) for w in wordings(desk.study, FIRST)] == [(OLD, OLD)]
    assert desk.redo("ben")
    assert waiting(coder) == {FIRST, SPAN, THIRD}
    assert [(w.old, w.new) for w in wordings(desk.study, FIRST)] == [(OLD, NEW)]


TEXTS = st.sampled_from(("", "One.", "Two.", "Three."))
STEPS = st.lists(
    st.one_of(
        st.builds(lambda field, text: EditCode("F1", field, text), st.sampled_from(WORDING), TEXTS),
        st.sampled_from((Apply(FIRST), Remove(FIRST), Apply(SPAN), Confirm(FIRST), Confirm(SPAN), "undo", "redo")),
    ),
    max_size=16,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_the_old_wording_is_what_the_study_said_when_it_was_coded(steps: list[Action | str]) -> None:
    desk = used_by_two()
    for step in steps:
        if step == "undo":
            desk.undo("ana")
        elif step == "redo":
            desk.redo("ana")
        elif not isinstance(step, str):
            desk.act(step, coder="ana")
    for coding in to_look_at_again(desk.study, "ana"):
        when = max(desk.study.coding_stamp(coding), desk.study.confirmed(coding))
        then = Study(change for change in desk.log if change.stamp <= when).codebook.get(coding.code)
        now = desk.study.codebook.get(coding.code)
        assert then is not None
        assert now is not None
        said = {w.field: (w.old, w.new) for w in wordings(desk.study, coding)}
        assert said == {
            field: (getattr(then, field), getattr(now, field))
            for field in WORDING
            if getattr(then, field) or getattr(now, field)
        }


def test_the_filter_finds_them() -> None:
    coder = at_beginning(worded_anew())
    coder.press("f again ‹enter›")
    assert coder.session.message.startswith("2 paragraphs here")
    assert [p.n for p in coder.session.transcript.paragraphs if coder.session.hit(p)] == [2, 4]
    coder.press("H h")
    assert [p.n for p in coder.session.transcript.paragraphs if coder.session.hit(p)] == [4]


def test_a_rewording_in_the_codebook_screen_is_known_on_return() -> None:
    who = at_book(used_by_two())
    assert who.below.again.waiting(who.study) == set()
    who.press("e defin ‹enter› ‹ctrl+u› Other ‹enter› o")
    assert {coding.code for coding in who.below.again.waiting(who.study)} == {"F1"}


def test_a_key_does_not_walk_over_all_codings(monkeypatch: pytest.MonkeyPatch) -> None:
    coder = at_beginning(worded_anew())
    walks: list[str] = []

    def walked(study: Study, who: str) -> list[Coding]:
        walks.append(who)
        return list(to_look_at_again(study, who))

    monkeypatch.setattr(again, "to_look_at_again", walked)
    waiting(coder)
    for keys in ("j", "k", "H", "h", "r", "c work ‹enter›", "u", "U", "D", "mx ‹enter›", "H", "x", "‹escape›", "G"):
        coder.press(keys)
        assert waiting(coder) == set(to_look_at_again(coder.study, "ana")), keys
    assert len(walks) == 1
    coder.press("g g c Gulls ‹enter›")
    coder.recorder.desk.act(EditCode("F4", "name", "Bosses"), coder="ben")
    assert waiting(coder) == set(to_look_at_again(coder.study, "ana"))
    assert len(walks) == 1
    coder.recorder.desk.act(EditCode("F1", "exclude", "gulls"), coder="ben")
    coder.recorder.desk.act(EditCode("F1", "exclude", "gulls and crows"), coder="ben")
    assert waiting(coder) == set(to_look_at_again(coder.study, "ana"))
    assert len(walks) == 2
    coder.recorder.desk.act(EditCode("F4", "merged_into", "F1"), coder="ben")
    assert waiting(coder) == set(to_look_at_again(coder.study, "ana"))
    assert len(walks) == 3


def test_codings_that_came_in_from_elsewhere_are_counted() -> None:
    desk = worded_anew()
    known = LookingAgain("ana")
    assert known.waiting(desk.study) == {FIRST, SPAN, THIRD}
    desk.act(Remove(THIRD), coder="ben")
    assert known.waiting(desk.study) == {FIRST, SPAN}


# ---- taking an example in the coding screen ----


def test_one_key_takes_an_example_from_the_coding_at_the_cursor() -> None:
    coder = at_beginning(worded_anew())
    before = content(coder.study)
    coder.press("G E")
    code = coder.study.codebook.get("F1")
    assert code is not None
    assert code.example == "“No” (P04 §4)"
    assert coder.session.panel_code == "F1"
    assert coder.session.message == "example of F1 Bottom-up development; u takes it back"
    coder.press("E")
    assert coder.session.message == "F1 Bottom-up development has that example already"
    coder.press("u")
    assert content(coder.study) == before


def test_where_several_codes_stand_the_digit_or_letter_says_which() -> None:
    coder = at_beginning(worded_anew())
    coder.press("j E")
    assert isinstance(coder.session.mode, Choosing)
    label = next(label for label, coding in coder.session.mode.labels.items() if coding.code == "F1.2")
    coder.press(label)
    code = coder.study.codebook.get("F1.2")
    assert code is not None
    assert code.example == "“It was the liaison nurses, re” (P04 §2)"
    coder.press("E ‹space›")
    assert coder.session.message == "no example was taken"
    coder.press("k E")
    assert coder.session.message == "no code of yours here to take an example for"
