"""Codings that were made before their code was worded otherwise."""

from __future__ import annotations

from postil.model.change import AddCoder, Apply, Confirm, EditCode, Remove
from postil.model.coding import Coding
from postil.model.rewording import to_look_at_again
from studies import TRANSCRIPTS, Desk, small_desk

ONE = Coding(TRANSCRIPTS[0].id, 2, None, None, "F1", "ana")
OTHER = ONE._replace(code="F4")


def coded() -> Desk:
    """ana used F1, which has a definition, and F4, which has none."""
    desk = small_desk()
    desk.act(AddCoder("ana"), Apply(ONE), Apply(OTHER))
    return desk


def test_a_new_wording_asks_for_another_look_and_a_confirmation_settles_it() -> None:
    desk = coded()
    assert list(to_look_at_again(desk.study, "ana")) == []
    desk.act(EditCode("F1", "definition", "Grew out of local ideas and local money."))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.act(Confirm(ONE))
    assert list(to_look_at_again(desk.study, "ana")) == []
    desk.act(EditCode("F1", "definition", "Grew out of local money."))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.act(Apply(ONE._replace(paragraph=4)))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]


def test_a_first_definition_a_name_or_a_colour_is_no_new_wording() -> None:
    desk = coded()
    desk.act(EditCode("F4", "definition", "Senior people wanted it."))
    desk.act(EditCode("F1", "name", "Bottom up"), EditCode("F1", "color", 3))
    assert list(to_look_at_again(desk.study, "ana")) == []


def test_undo_of_the_wording_and_of_the_confirmation() -> None:
    desk = coded()
    desk.act(EditCode("F1", "include", "ideas"))
    desk.act(EditCode("F1", "include", "ideas of staff"))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.act(Confirm(ONE))
    assert desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    assert desk.redo()
    assert list(to_look_at_again(desk.study, "ana")) == []
    assert desk.undo()
    assert desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == []


def test_a_wording_that_was_emptied_and_written_anew_is_another_one() -> None:
    desk = coded()
    for text in ("", "Grew out of money."):
        desk.act(EditCode("F1", "definition", text))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]


def test_an_edit_that_changes_white_space_only_does_not_hide_the_one_before() -> None:
    desk = coded()
    for text in ("Grew out of money.", "Grew out of money. "):
        desk.act(EditCode("F1", "definition", text))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.act(Confirm(ONE))
    desk.act(EditCode("F1", "definition", "Grew out of money."))
    assert list(to_look_at_again(desk.study, "ana")) == []


def test_the_undo_of_a_second_confirmation_leaves_the_first() -> None:
    desk = coded()
    desk.act(EditCode("F1", "definition", "Grew out of money."))
    desk.act(Confirm(ONE))
    desk.act(Confirm(ONE))
    desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == []
    desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.redo()
    desk.redo()
    assert list(to_look_at_again(desk.study, "ana")) == []


def test_a_coding_that_an_undo_brings_back_waits_as_before() -> None:
    desk = coded()
    desk.act(EditCode("F1", "definition", "Grew out of money."), coder="ben")
    desk.act(Remove(ONE))
    assert list(to_look_at_again(desk.study, "ana")) == []
    desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.redo()
    desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    desk.act(Confirm(ONE))
    assert list(to_look_at_again(desk.study, "ana")) == []
    desk.act(Remove(ONE))
    desk.undo()
    assert list(to_look_at_again(desk.study, "ana")) == []


def test_all_undone_and_redone_the_queue_is_what_it_was() -> None:
    desk = coded()
    desk.act(EditCode("F1", "definition", "Grew out of money."))
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]
    while desk.undo():
        pass
    while desk.redo():
        pass
    assert list(to_look_at_again(desk.study, "ana")) == [ONE]


def test_a_coding_made_anew_by_hand_was_made_under_the_present_wording() -> None:
    desk = coded()
    desk.act(EditCode("F1", "definition", "Grew out of money."))
    desk.act(Remove(ONE))
    desk.undo()
    desk.act(Remove(ONE))
    desk.act(Apply(ONE))
    assert list(to_look_at_again(desk.study, "ana")) == []
