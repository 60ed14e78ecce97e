from __future__ import annotations

import pytest

from postil.errors import CodebookError, NotFoundError
from postil.model.change import AddCode, Apply, Doubt, DropCode, EditCode, Pin, Remove, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from studies import CODES, TRANSCRIPTS, small_desk, stamped

GOOD = Coding(TRANSCRIPTS[0].id, 2, 0, 6, "F1", "ana")


@pytest.mark.parametrize(
    ("action", "error", "says"),
    [
        (Apply(GOOD._replace(transcript="t0")), NotFoundError, "no transcript t0"),
        (Apply(GOOD._replace(paragraph=9)), NotFoundError, "§1 to §4"),
        (Apply(GOOD._replace(paragraph=0)), NotFoundError, "no paragraph §0"),
        (Apply(GOOD._replace(end=10_000)), NotFoundError, "no span 0..10000"),
        (Apply(GOOD._replace(start=6, end=6)), NotFoundError, "start < end"),
        (Apply(GOOD._replace(start=None)), NotFoundError, "no span"),
        (Apply(GOOD._replace(code="X9")), NotFoundError, "no code X9"),
        (Apply(GOOD._replace(code="facilitators")), CodebookError, "not applied itself"),
        (Review(GOOD.transcript, 77, "ana"), NotFoundError, "no paragraph §77"),
        (Pin("ana", 3, "X9"), NotFoundError, "X9"),
        (AddCode(Code("n", " \u3000")), CodebookError, "no name"),
        (AddCode(Code("n", "workforce  CHALLENGES")), CodebookError, "already"),
        (AddCode(Code("n", "x", parent="zz")), CodebookError, "zz"),
        (EditCode("F1", "parent", "F1.2"), CodebookError, "under itself"),
        (EditCode("zz", "name", "x"), NotFoundError, "no code zz"),
    ],
)
def test_an_act_that_does_not_fit_is_refused_whole(action: object, error: type[Exception], says: str) -> None:
    desk = small_desk()
    desk.act(AddCode(Code("facilitators", "Facilitators", status="heading")))
    before = stamped(desk.study)
    with pytest.raises(error, match=says):
        desk.act(Apply(GOOD), action)  # type: ignore[arg-type]
    assert stamped(desk.study) == before


def test_an_act_is_one_group_with_rising_stamps() -> None:
    desk = small_desk()
    changes = desk.act(Apply(GOOD), Apply(GOOD._replace(code="F4")), Review(GOOD.transcript, 2, "ana"))
    assert {change.group for change in changes} == {changes[0].stamp}
    assert [c.stamp for c in changes] == sorted(c.stamp for c in changes)
    assert {change.coder for change in changes} == {"ana"}


def test_a_new_code_may_be_applied_in_the_act_that_adds_it() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("n1", "Peer support", parent="B2")), Apply(GOOD._replace(code="n1")))
    assert desk.study.codebook.path("n1") == "Workforce challenges/Peer support"


def test_a_field_names_what_it_replaces() -> None:
    desk = small_desk()
    (first,) = desk.act(EditCode("F1", "definition", "one"))
    (second,) = desk.act(EditCode("F1", "definition", "two"), coder="ben")
    assert first.replaces == (desk.study.added("code", "F1"),)
    assert second.replaces == (first.stamp,)


def test_codes_change_places_in_one_act() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "parent", "F1.2"), EditCode("F1.2", "parent", ""))
    assert desk.study.codebook.path("F1") == "Built on local need/Bottom-up development"


def test_a_coding_may_be_doubtful_from_the_start() -> None:
    desk = small_desk()
    desk.act(Apply(GOOD), Doubt(GOOD))
    assert desk.study.is_doubtful(GOOD)


@pytest.mark.parametrize("field", ["name", "parent"])
def test_an_edit_may_not_repeat_a_siblings_name(field: str) -> None:
    desk = small_desk()
    desk.act(AddCode(Code("n1", "Workforce challenges", parent="F1")))
    edit = EditCode("F4", "name", "workforce  Challenges") if field == "name" else EditCode("n1", "parent", "")
    with pytest.raises(CodebookError, match="already"):
        desk.act(edit)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164\u2060", "\x07"])
def test_a_name_that_cannot_be_seen_is_none(name: str) -> None:
    with pytest.raises(CodebookError, match="no name"):
        small_desk().act(EditCode("F4", "name", name))


def test_within_one_act_the_last_word_counts() -> None:
    desk = small_desk()
    desk.act(Apply(GOOD), Remove(GOOD))
    assert not desk.study.has(GOOD)
    desk.act(Apply(GOOD))
    desk.act(Remove(GOOD), Apply(GOOD))
    assert desk.study.has(GOOD)
    target = MemoKey.at_coding(GOOD)
    desk.act(SetMemo(target, "one"), SetMemo(target, "two"))
    assert desk.study.memo(target) == "two"
    assert desk.study.conflicts() == {}


def test_a_code_with_memos_or_codes_at_it_is_not_dropped() -> None:
    desk = small_desk()
    desk.act(SetMemo(MemoKey.at_coding(GOOD._replace(code="B2")), "why?"))
    with pytest.raises(CodebookError, match="memos"):
        desk.act(DropCode(CODES[3]))
    with pytest.raises(CodebookError, match="Built on local need"):
        desk.act(DropCode(CODES[0]))
