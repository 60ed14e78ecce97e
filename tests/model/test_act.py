from __future__ import annotations

import pytest

from postil.errors import CodebookError, NotFoundError
from postil.model.change import AddCode, Apply, Doubt, EditCode, Pin, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from studies import TRANSCRIPTS, small_desk, stamped

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
    assert first.replaces == ()
    assert second.replaces == (first.stamp,)


def test_codes_change_places_in_one_act() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "parent", "F1.2"), EditCode("F1.2", "parent", ""))
    assert desk.study.codebook.path("F1") == "Built on local need/Bottom-up development"


def test_a_coding_may_be_doubtful_from_the_start() -> None:
    desk = small_desk()
    desk.act(Apply(GOOD), Doubt(GOOD))
    assert desk.study.is_doubtful(GOOD)
