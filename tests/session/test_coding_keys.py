from __future__ import annotations

import pytest

from desks import sit
from postil.model.change import AddCode, AddCoder, Apply, EditCode, Pin, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.session.commands import Keymap
from postil.session.modes import Choosing, Reading
from postil.session.newcomer import told_of_newcomer
from studies import TRANSCRIPTS, small_desk

P04, P05 = TRANSCRIPTS


def whole(n: int, code: str, coder: str = "ana") -> Coding:
    return Coding(P04.id, n, None, None, code, coder)


def test_a_picked_code_is_applied_gets_a_slot_and_says_the_quicker_key() -> None:
    coder = sit()
    coder.press("clead‹enter›")
    assert coder.codes == {1: ["F4"]}
    assert coder.session.slots.code(1) == "F4"
    assert coder.session.message == "F4 Leadership and management buy-in · 1 next time · . same again"
    coder.press("j1")
    assert coder.codes == {1: ["F4"], 2: ["F4"]}
    assert coder.session.message == "F4 Leadership and management buy-in"
    coder.press("1")
    assert coder.session.message == "F4 Leadership and management buy-in is here already"
    assert len(coder.recorder.acts[-1]) == 1


def test_a_slot_that_was_learnt_is_the_same_in_the_next_session() -> None:
    coder = sit()
    coder.press("cwork‹enter› jcbott‹enter›")
    again = sit(coder.recorder.desk)
    assert [again.session.slots.code(slot) for slot in (1, 2, 3)] == ["B2", "F1", None]
    again.press("G2")
    assert again.codes[4] == ["F1"]


def test_somebody_whose_codings_came_in_otherwise_begins_with_the_most_used_codes() -> None:
    desk = small_desk()
    desk.act(*(Apply(whole(n, code)) for n, code in ((1, "B2"), (2, "B2"), (3, "F1"))))
    desk.act(Apply(whole(1, "F4", "ben")), coder="ben")
    coder = sit(desk)
    assert [coder.session.slots.code(slot) for slot in (1, 2, 3)] == ["F1", "B2", None]
    coder.press("G2")
    assert desk.study.pins("ana") == {2: "B2"}


def test_a_slot_lent_to_a_code_that_undo_takes_out_is_free_again() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("new", "Gulls")), Apply(whole(1, "new")))
    coder = sit(desk)
    assert coder.session.slots.code(1) == "new"
    coder.press("u")
    assert coder.session.slots.code(1) is None


def test_a_code_that_is_there_already_is_no_act() -> None:
    desk = small_desk()
    desk.act(Apply(whole(1, "B2")), Pin("ana", 9, "F1"))
    coder = sit(desk)
    coder.press("cwork‹enter›")
    assert coder.session.message == "B2 Workforce challenges is here already"
    assert coder.recorder.acts[1:] == []
    coder.press("jcwork‹tab›bott‹enter›")
    assert desk.study.pins("ana") == {1: "B2", 9: "F1"}


def test_ten_slots_and_no_more_are_given_and_none_moves() -> None:
    desk = small_desk()
    desk.act(*(AddCode(Code(f"x{i}", f"Extra {'abcdefghijkl'[i]}")) for i in range(12)), coder="")
    coder = sit(desk)
    for letter in "abcdefghijkl":
        coder.press(f"cextra‹space›{letter}‹enter›")
    held = {slot: coder.session.slots.code(slot) for slot in range(10)}
    assert held == {**{slot: f"x{slot - 1}" for slot in range(1, 10)}, 0: "x9"}
    coder.press("uuuuU")
    assert {slot: coder.session.slots.code(slot) for slot in range(10)} == held | {0: None}


def test_the_last_code_and_the_last_set() -> None:
    coder = sit()
    coder.press(".")
    assert coder.session.message == "there is no last code yet; c picks one"
    coder.press(",")
    assert coder.session.message == "there are no last codes yet; c picks one"
    coder.press("cwork‹tab›bott‹enter›")
    assert coder.codes == {1: ["B2", "F1"]}
    coder.press("j. j,")
    assert coder.codes == {1: ["B2", "F1"], 2: ["F1"], 3: ["F1"]}
    coder.press("kk2j kk,")
    coder.press("GcF4‹enter›kK,")
    assert coder.session.last_code == "F4"


def test_the_last_set_is_what_stands_there_now() -> None:
    coder = sit()
    coder.press("cwork‹tab›bott‹tab›lead‹enter› u j,")
    assert coder.codes == {1: ["B2", "F1"], 2: ["B2", "F1"]}
    assert coder.recorder.acts[-1][0].group == coder.recorder.acts[-1][1].group


def test_the_last_code_is_forgotten_when_it_is_gone() -> None:
    coder = sit()
    coder.press("cBrandnew‹enter›")
    assert coder.session.last_code
    coder.press("uj.")
    assert (coder.session.last_code, coder.session.panel_code) == ("", "")
    assert coder.session.message == "there is no last code yet; c picks one"


def test_an_empty_slot_says_how_to_fill_it() -> None:
    coder = sit()
    coder.press("7")
    assert coder.session.message == "slot 7 is empty; c picks a code, p 7 pins the last one"


def test_pinning() -> None:
    coder = sit()
    coder.press("p5")
    assert coder.session.message == "there is no last code to pin yet"
    coder.press("cwork‹enter›p5")
    assert coder.session.message == "5 = B2 Workforce challenges"
    assert coder.study.pins("ana") == {5: "B2"}
    assert coder.session.slots.code(1) is None
    coder.press("cbott‹enter›p5")
    assert coder.study.pins("ana") == {5: "F1"}
    assert coder.session.slots.slot("B2") is None
    coder.press("u")
    assert coder.session.message == "undone: slot 5 B2 Workforce challenges, slot 1 F1 Bottom-up development"
    assert (coder.session.slots.slot("B2"), coder.session.slots.slot("F1")) == (5, 1)
    coder.press("px")
    assert coder.session.message == "p waits for a digit"
    coder.press("p0G0")
    assert coder.codes[4] == ["F1"]


def test_a_code_pinned_twice_from_two_places_counts_once() -> None:
    desk = small_desk()
    desk.act(Pin("ana", 3, "F1"), Pin("ana", 7, "F1"))
    coder = sit(desk)
    assert (coder.session.slots.slot("F1"), coder.session.slots.code(7)) == (3, None)
    coder.session.last_code = "F1"
    coder.press("p7")
    assert desk.study.pins("ana") == {7: "F1"}


def test_own_keys_for_slots_stand_for_them_in_order() -> None:
    coder = sit(keymap=Keymap({"code.slot": tuple("&é\"'(§è!çà")}))
    coder.press("cwork‹enter›pé")
    assert coder.study.pins("ana") == {2: "B2"}
    coder.press("jé p3")
    assert coder.codes == {1: ["B2"], 2: ["B2"]}
    assert coder.study.pins("ana") == {3: "B2"}


def test_one_code_is_removed_at_once_and_several_by_the_digit_that_they_carry() -> None:
    coder = sit()
    coder.press("x")
    assert coder.session.message == "no code of yours here to remove"
    coder.press("cwork‹enter›x")
    assert coder.codes == {}
    assert coder.session.message == "B2 Workforce challenges removed; u brings it back"
    coder.press("cwork‹tab›bott‹tab›lead‹enter›")
    coder.press("x")
    assert isinstance(coder.session.mode, Choosing)
    assert {label: c.code for label, c in coder.session.mode.labels.items()} == {"1": "B2", "2": "F1", "3": "F4"}
    coder.press("2")
    assert coder.codes == {1: ["B2", "F4"]}
    coder.press("x3")
    assert coder.codes == {1: ["B2"]}


def test_removing_by_letter_where_no_slot_tells_codings_apart_and_leaving_it() -> None:
    coder = sit()
    coder.press("jcwork‹enter›va.x")
    assert coder.codes == {2: ["B2"]}
    coder.press("va.‹backspace›x")
    assert isinstance(coder.session.mode, Choosing)
    labels = {label: c.start for label, c in coder.session.mode.labels.items()}
    assert labels == {"1": None, "a": 0}
    coder.press("‹escape›")
    assert coder.session.message == ""
    coder.press("xz")
    assert coder.session.message == "nothing was removed"
    coder.press("xa")
    assert coder.codes == {2: ["B2"]}


def test_only_own_codes_are_removed() -> None:
    desk = small_desk()
    desk.act(Apply(whole(1, "F1", "ben")), coder="ben")
    coder = sit(desk)
    coder.press("x")
    assert coder.study.has(whole(1, "F1", "ben"))
    assert coder.session.codings_here == []


def test_doubt() -> None:
    coder = sit()
    coder.press("D")
    assert coder.session.message == "no code here to mark as doubtful"
    coder.press("cwork‹tab›bott‹enter›D")
    assert all(map(coder.study.is_doubtful, coder.session.codings_here))
    coder.press("D")
    assert not any(map(coder.study.is_doubtful, coder.session.codings_here))


def test_doubt_on_a_selected_part_leaves_the_rest() -> None:
    coder = sit()
    coder.press("jcwork‹enter›va1D")
    doubtful = [c.start for c in coder.session.codings_here if coder.study.is_doubtful(c)]
    assert doubtful == [0]


def test_auto_advance_marks_and_moves_on_in_one_act() -> None:
    coder = sit()
    coder.press("a")
    assert coder.session.auto_advance
    coder.press("cwork‹enter›")
    assert (coder.session.n, coder.codes, coder.reviewed) == (2, {1: ["B2"]}, {1})
    assert len({change.group for change in coder.recorder.acts[-1] if change.coder}) == 1
    assert coder.session.message.startswith("B2 Workforce challenges")
    coder.press("1.")
    assert (coder.session.n, coder.reviewed) == (4, {1, 2, 3})
    coder.press(",")
    assert coder.session.message.startswith("all of P04 is reviewed")
    coder.press("u")
    assert (coder.session.n, coder.reviewed, 4 in coder.codes) == (4, {1, 2, 3}, False)
    coder.press("a")
    assert coder.session.message == "auto-advance is off"


def test_auto_advance_waits_while_picking_goes_on_and_for_parts_of_a_paragraph() -> None:
    coder = sit(auto_advance=True)
    coder.press("cwork‹tab›")
    assert (coder.session.n, coder.reviewed) == (1, set())
    coder.press("bott‹enter›")
    assert (coder.session.n, coder.reviewed) == (2, {1})
    coder.press("va1")
    assert (coder.session.n, coder.reviewed) == (2, {1})


@pytest.mark.parametrize("status", ["retired", "heading"])
def test_codes_that_are_not_offered_are_not_applied_by_a_quick_key(status: str) -> None:
    coder = sit()
    coder.press("cwork‹enter›")
    coder.recorder.desk.act(EditCode("B2", "status", status))
    for keys in ("j1", ".", ",", "p4"):
        coder.press(keys)
        assert "B2 Workforce challenges" in coder.session.message
        assert isinstance(coder.session.mode, Reading)
    assert coder.codes == {1: ["B2"]}
    assert coder.study.pins("ana") == {1: "B2"}


def test_what_cannot_be_saved_leaves_everything_as_it_was() -> None:
    coder = sit()
    coder.press("cwork‹enter›")
    coder.recorder.full = True
    coder.press("jcbott‹enter›")
    assert coder.session.alarm
    assert "disk is full" in coder.session.message
    assert coder.codes == {1: ["B2"]}
    assert coder.session.slots.code(2) is None
    assert coder.session.mode.line.text == "bott"  # type: ignore[attr-defined]
    coder.recorder.full = False
    coder.press("‹enter›")
    assert not coder.session.alarm
    assert coder.codes == {1: ["B2"], 2: ["F1"]}


def test_a_range_that_cannot_be_saved_stays_selected() -> None:
    coder = sit()
    coder.press("cwork‹enter›Vj")
    coder.recorder.full = True
    coder.press("1")
    assert list(coder.session.selection) == [1, 2]
    coder.recorder.full = False
    coder.press("1")
    assert coder.codes == {1: ["B2"], 2: ["B2"]}
    assert coder.session.anchor is None


def test_two_coders_at_one_study_do_not_see_each_other_s_slots_or_marks() -> None:
    coder = sit()
    coder.press("cwork‹enter›‹space›")
    ben = sit(coder.recorder.desk, coder="ben")
    assert ben.session.slots.code(1) is None
    assert ben.session.progress() == (0, 4)
    assert ben.codes == {}
    assert set(ben.study.coders) == {"ana"}
    ben.press("‹space›")
    assert set(ben.study.coders) == {"ana", "ben"}


@pytest.mark.parametrize("keys", ["jjk", "]j", "u", "‹escape›", "‹ctrl+r›"])
def test_looking_around_makes_nobody_a_coder(keys: str) -> None:
    coder = sit(coder="leed")
    coder.press(keys)
    coder.session.remember_place()
    assert (coder.recorder.acts, coder.study.coders) == ([], ())


def test_a_coder_joins_with_the_first_act_and_stays_when_it_is_undone() -> None:
    coder = sit()
    coder.press("‹space›")
    reviewed, joined = coder.recorder.acts[0]
    assert (reviewed.action, joined.action) == (Review(P04.id, 1, "ana"), AddCoder("ana"))
    assert (reviewed.coder, joined.coder) == ("ana", "")
    coder.press("u")
    assert (coder.reviewed, coder.study.coders) == (set(), ("ana",))
    coder.session.remember_place()
    assert coder.study.bookmark("ana") is not None


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("leed", "leed is a new name here; there is lead; your first act makes it a coder"),
        ("zoe", "zoe is a new name here; your first act makes it a coder"),
        ("lead", ""),
        ("consensus", ""),
    ],
)
def test_a_new_name_is_told_and_which_is_near_it(name: str, says: str) -> None:
    desk = small_desk()
    assert told_of_newcomer(sit(desk, coder=name).session) == ""
    for known in ("ana", "lead", "consensus"):
        desk.act(AddCoder(known), coder="")
    assert told_of_newcomer(sit(desk, coder=name).session) == says
    assert told_of_newcomer(sit(desk, coder=name, read_only=True).session) == ""
