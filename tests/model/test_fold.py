from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.errors import CodebookError, PostilError
from postil.model.change import (
    AddCode,
    AddTranscript,
    Apply,
    Change,
    DropCode,
    DropTranscript,
    EditCode,
    Remove,
    Review,
    SetMemo,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.study import Study
from studies import CODES, TRANSCRIPTS, Desk, acts, content, small_desk, stamped

if TYPE_CHECKING:
    import random

WHOLE = Coding(TRANSCRIPTS[0].id, 2, None, None, "F1", "ana")


def worked(steps: list[tuple[str, list[object]]], undo_at: set[int] = frozenset()) -> Desk:  # type: ignore[assignment]
    desk = small_desk()
    for number, (coder, actions) in enumerate(steps):
        try:
            desk.act(*actions, coder=coder)  # type: ignore[arg-type]
        except PostilError:
            continue  # the act did not fit the study as it had become; nothing was recorded
        if number in undo_at:
            desk.undo(coder)
    return desk


@given(st.lists(acts(), max_size=25), st.sets(st.integers(0, 24)), st.randoms())
def test_folding_in_any_order_and_twice_gives_the_same_study(
    steps: list[tuple[str, list[object]]], undo_at: set[int], shuffle: random.Random
) -> None:
    desk = worked(steps, undo_at)
    changes = list(desk.log)
    shuffled = changes + shuffle.sample(changes, len(changes) // 2)
    shuffle.shuffle(shuffled)
    assert stamped(Study(shuffled)) == stamped(desk.study)


@given(st.lists(acts(), max_size=20), st.sets(st.integers(0, 24)), st.randoms())
def test_what_was_read_meanwhile_makes_no_difference(
    steps: list[tuple[str, list[object]]], undo_at: set[int], shuffle: random.Random
) -> None:
    desk = worked(steps, undo_at)
    changes = list(desk.log)
    shuffle.shuffle(changes)
    study = Study()
    for change in changes:
        study.fold([change])
        stamped(study)
    assert stamped(study) == stamped(desk.study)


@given(st.lists(acts(), max_size=25))
def test_all_undos_of_one_coder_give_the_first_state_and_all_redos_the_last(
    steps: list[tuple[str, list[object]]],
) -> None:
    desk = small_desk()
    first = content(desk.study)
    for _, actions in steps:
        with suppress(PostilError):
            desk.act(*actions, coder="ana")  # type: ignore[arg-type]
    last = content(desk.study)
    undone = 0
    while desk.undo("ana"):
        undone += 1
    assert content(desk.study) == first
    for _ in range(undone):
        assert desk.redo("ana")
    assert content(desk.study) == last
    assert not desk.redo("ana")


@given(st.lists(acts(), max_size=15), st.lists(st.sampled_from(["undo", "redo"]), max_size=20))
def test_undo_of_one_coder_leaves_the_codings_of_the_other(
    steps: list[tuple[str, list[object]]], moves: list[str]
) -> None:
    desk = worked(steps)
    others = {coding for coding, _ in desk.study.codings() if coding.coder == "ben"}
    for move in moves:
        desk.undo("ana") if move == "undo" else desk.redo("ana")
    assert {coding for coding, _ in desk.study.codings() if coding.coder == "ben"} == others


def test_applying_twice_is_one_coding_and_one_change() -> None:
    desk = small_desk()
    assert len(desk.act(Apply(WHOLE))) == 1
    assert desk.act(Apply(WHOLE)) == ()
    assert [coding for coding, _ in desk.study.codings()] == [WHOLE]
    assert desk.study.uses == {"F1": 1}


def test_the_later_of_apply_and_remove_wins_whatever_the_order() -> None:
    apply = Change("2026-01-01T00:00:00.000Z.0000.000000000000000a", "ana", "g", Apply(WHOLE))
    remove = Change("2026-01-01T00:00:01.000Z.0000.000000000000000b", "ana", "g", Remove(WHOLE))
    assert not list(Study([apply, remove]).codings())
    assert not list(Study([remove, apply]).codings())
    again = Change("2026-01-01T00:00:02.000Z.0000.000000000000000a", "ana", "g", Apply(WHOLE))
    assert [c for c, _ in Study([again, remove, apply]).codings()] == [WHOLE]


def test_undo_of_a_new_code_keeps_it_when_another_coder_uses_it() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("n1", "Peer support")), Apply(WHOLE._replace(code="n1")), coder="ana")
    desk.act(Apply(WHOLE._replace(code="n1", coder="ben")), coder="ben")
    desk.undo("ana")
    assert "n1" in desk.study.codebook
    assert {c.coder for c, _ in desk.study.codings()} == {"ben"}


def test_undo_of_other_roles_gives_the_former_ones_and_keeps_the_transcript() -> None:
    desk = small_desk()
    old = TRANSCRIPTS[0]
    new = replace(old, paragraphs=tuple(p._replace(role="other") for p in old.paragraphs))
    desk.act(AddTranscript(new))
    assert desk.study.transcripts[old.id] == new
    desk.undo()
    assert desk.study.transcripts[old.id] == old
    desk.redo()
    assert desk.study.transcripts[old.id] == new


def test_undo_leaves_a_value_that_somebody_else_has_changed_since() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "definition", "by ana"), coder="ana")
    desk.act(EditCode("F1", "definition", "by ben"), coder="ben")
    assert not desk.undo("ana")
    assert desk.study.codebook.get("F1") == replace(CODES[0], definition="by ben")
    desk.undo("ben")
    assert desk.study.codebook.get("F1") == replace(CODES[0], definition="by ana")


def test_an_undone_act_names_what_it_could_not_take_back() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "definition", "by ana"), Apply(WHOLE), coder="ana")
    desk.act(EditCode("F1", "definition", "by ben"), coder="ben")
    step = desk.log.undo(desk.study, "ana")
    assert step is not None
    assert step.actions == (Remove(WHOLE),)
    assert [change.action for change in step.kept] == [EditCode("F1", "definition", "by ana")]


def test_two_edits_of_one_value_apart_are_a_conflict_until_one_replaces_both() -> None:
    left, right = small_desk(), small_desk()
    right.clock.writer = "fedcba9876543210"
    target = MemoKey.at_paragraph(TRANSCRIPTS[0].id, 2, "ana")
    left.act(SetMemo(target, "who was on that board?"))
    right.act(SetMemo(target, "ask P05"))
    both = Desk(Study([*left.log, *right.log]), left.log, left.clock)
    assert [version.value for version in both.study.conflicts()["memo", target]] == [
        "ask P05",
        "who was on that board?",
    ]
    both.act(SetMemo(target, "who was on that board? ask P05"))
    assert both.study.conflicts() == {}
    assert both.study.memo(target) == "who was on that board? ask P05"


def test_a_circle_of_parents_made_by_two_moves_is_cut_at_the_newest() -> None:
    desk = small_desk()
    stamp = "2030-01-01T00:00:00.000Z.0000.00000000000000{}"
    one = Change(stamp.format("0a"), "ana", "g", EditCode("F4", "parent", "B2"))
    two = Change(stamp.format("0b"), "ben", "h", EditCode("B2", "parent", "F4"))
    for changes in ([one, two], [two, one]):
        book = Study([*desk.log, *changes]).codebook
        assert (book.path("B2"), book.path("F4")) == (
            "Workforce challenges",
            "Workforce challenges/Leadership and management buy-in",
        )


def test_a_code_dropped_here_and_used_there_stays_visible_while_codings_use_it() -> None:
    here, there = small_desk(), small_desk()
    there.clock.writer = "fedcba9876543210"
    here.act(DropCode(CODES[3]))
    there.act(Apply(WHOLE._replace(code="B2")))
    assert "B2" not in here.study.codebook
    both = Desk(Study([*here.log, *there.log]), here.log, here.clock)
    assert "B2" in both.study.codebook
    both.act(Remove(WHOLE._replace(code="B2")))
    assert "B2" not in both.study.codebook


def test_a_code_in_use_is_not_dropped() -> None:
    desk = small_desk()
    desk.act(Apply(WHOLE._replace(code="B2")))
    with pytest.raises(CodebookError, match="used by 1 coding;"):
        desk.act(DropCode(CODES[3]))


def test_reviewed_and_coded_are_different_facts() -> None:
    desk = small_desk()
    desk.act(Apply(WHOLE))
    assert desk.study.reviewed(WHOLE.transcript, "ana") == {}
    desk.act(Review(WHOLE.transcript, 3, "ana"))
    assert list(desk.study.reviewed(WHOLE.transcript, "ana")) == [3]
    assert not desk.study.reviewed(WHOLE.transcript, "ben")


def test_undo_of_a_code_that_somebody_put_a_code_under_keeps_it() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("n1", "Peers")), Apply(WHOLE._replace(code="n1")), coder="ana")
    desk.act(AddCode(Code("n2", "Kid", parent="n1")), coder="ben")
    assert desk.undo("ana")
    assert desk.study.codebook.path("n2") == "Peers/Kid"
    assert not list(desk.study.codings())


def test_one_code_brought_in_with_two_definitions_is_a_conflict_and_an_edit_replaces_its_equals() -> None:
    here, there = small_desk(), small_desk()
    there.clock.writer = "fedcba9876543210"
    here.act(AddCode(Code("n1", "Peers", definition="ours")), AddCode(Code("n2", "Same", definition="same")))
    there.act(AddCode(Code("n1", "Peers", definition="theirs")), AddCode(Code("n2", "Same", definition="same")))
    here.act(EditCode("n2", "definition", "better"))
    both = Study([*here.log, *there.log])
    assert {version.value for version in both.conflicts()["code", "n1", "definition"]} == {"ours", "theirs"}
    assert set(both.conflicts()) == {("code", "n1", "definition")}
    same = both.codebook.get("n2")
    assert same is not None
    assert same.definition == "better"


def test_a_transcript_that_was_taken_out_elsewhere_stays_while_it_is_coded() -> None:
    here, there = small_desk(), small_desk()
    there.clock.writer = "fedcba9876543210"
    here.act(DropTranscript(TRANSCRIPTS[0]))
    assert TRANSCRIPTS[0].id not in here.study.transcripts
    there.act(Apply(WHOLE))
    both = Study([*here.log, *there.log])
    assert TRANSCRIPTS[0].id in both.transcripts
    both.fold(Desk(both, here.log, here.clock).act(Remove(WHOLE)))
    assert TRANSCRIPTS[0].id not in both.transcripts
