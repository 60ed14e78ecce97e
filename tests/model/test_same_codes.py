"""Codes of one name at one place are one code, whoever brought them in."""

from __future__ import annotations

import contextlib
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import CodebookError, NotFoundError
from postil.model.change import (
    Action,
    AddCode,
    Apply,
    Change,
    Doubt,
    DropCode,
    EditCode,
    Pin,
    Remove,
    SetMemo,
)
from postil.model.clock import Clock
from postil.model.codebook import Code, matching_name
from postil.model.coding import Coding, MemoKey
from postil.model.log import Log
from postil.model.study import Study
from studies import TRANSCRIPTS, Desk, content, small_desk, stamped

PLACE = (TRANSCRIPTS[0].id, 2, None, None)


def coded(code: str, coder: str) -> Coding:
    return Coding(*PLACE, code, coder)


def apart(*, offset: int = 0) -> tuple[Desk, Desk]:
    """Two desks that go on from one study, with clocks that are ``offset`` milliseconds apart."""
    base = small_desk()
    desks = []
    for n, writer in enumerate(("a" * 16, "b" * 16)):
        clock = Clock(writer=writer, now=count(1_700_000_001_000 + n * offset, 7).__next__)
        desks.append(Desk(Study(base.log), Log(base.log), clock))
    return desks[0], desks[1]


def together(*desks: Desk) -> Desk:
    """One desk with the changes of all."""
    desk = Desk(clock=Clock(writer="c" * 16, now=count(1_700_000_900_000, 7).__next__))
    for other in desks:
        desk.study.fold(other.log)
        desk.log.add(other.log)
    return desk


def two_with_one_code() -> Desk:
    ana, ben = apart(offset=3)
    ana.act(AddCode(Code("a1", "Peer  Support", definition="From people who were there.")), Apply(coded("a1", "ana")))
    ben.act(AddCode(Code("b1", "peer support")), Apply(coded("b1", "ben")), coder="ben")
    return together(ana, ben)


def test_two_codes_of_one_name_are_shown_as_one() -> None:
    study = two_with_one_code().study
    assert [code.id for code in study.codebook if matching_name(code.name).startswith("peer")] == ["a1"]
    assert {c for c, _ in study.codings()} == {coded("a1", "ana"), coded("a1", "ben")}
    assert study.uses["a1"] == 2
    found = study.codebook.get("b1")
    assert found is not None
    assert found.definition == "From people who were there."
    assert study.conflicts() == {}


def test_accents_and_another_parent_part_codes() -> None:
    ana, ben = apart()
    ana.act(AddCode(Code("a1", "Café")), AddCode(Code("a2", "Money")))
    ben.act(AddCode(Code("b1", "Cafe")), AddCode(Code("b2", "Money", parent="F1")), coder="ben")
    assert not together(ana, ben).study.same


def test_children_of_codes_that_are_one_are_compared() -> None:
    ana, ben = apart()
    ana.act(AddCode(Code("a1", "Peers")), AddCode(Code("a2", "Pay", parent="a1")))
    ben.act(AddCode(Code("b1", "ＰＥＥＲＳ")), AddCode(Code("b2", "pay", parent="b1")), coder="ben")
    desk = together(ana, ben)
    assert dict(desk.study.same.stands_for) == {"b1": "a1", "b2": "a2"}
    assert desk.study.conflicts() == {}
    assert desk.study.codebook.path("a2") == "ＰＥＥＲＳ/pay", "the later spelling shows"


def test_two_definitions_of_codes_that_are_one_are_a_conflict_until_one_is_set() -> None:
    ana, ben = apart(offset=3)
    ana.act(AddCode(Code("a1", "Peers", definition="Ana's", color=1)))
    ben.act(AddCode(Code("b1", "Peers", definition="Ben's", color=2)), coder="ben")
    desk = together(ana, ben)
    ((key, heads),) = desk.study.conflicts().items()
    assert key == ("code", "a1", "definition")
    assert [head.value for head in heads] == ["Ben's", "Ana's"]
    desk.act(EditCode("a1", "definition", "Ben's"), coder="lead")
    assert desk.study.conflicts() == {}, "to choose what shows anyway settles it as well"
    desk.act(EditCode("a1", "definition", "Ana's"), coder="lead")
    assert desk.undo("lead")
    code = desk.study.codebook.get("a1")
    assert code is not None
    assert code.definition == "Ben's"


def test_renaming_one_renames_all_and_undoing_gives_both_back() -> None:
    desk = two_with_one_code()
    before = content(desk.study)
    desk.act(EditCode("b1", "name", "Peers"), coder="lead")
    assert dict(desk.study.same.stands_for) == {"b1": "a1"}
    assert desk.study.codebook.path("a1") == "Peers"
    assert desk.undo("lead")
    assert content(desk.study) == before
    assert dict(desk.study.same.stands_for) == {"b1": "a1"}


def test_one_coder_with_both_codes_has_one_coding_and_removes_it_for_good() -> None:
    ana, ben = apart(offset=3)
    ana.act(AddCode(Code("a1", "Peers")), Apply(coded("a1", "ana")))
    ben.act(AddCode(Code("b1", "Peers")), Apply(coded("b1", "ana")), coder="ben")
    desk = together(ana, ben)
    assert desk.study.uses["a1"] == 1
    assert desk.act(Doubt(coded("b1", "ana")))
    assert desk.study.is_doubtful(coded("a1", "ana"))
    assert desk.act(Remove(coded("a1", "ana")))
    assert desk.study.uses.get("a1", 0) == 0
    desk.study.fold([Change("9" * 4, "x", "9" * 4, EditCode("b1", "name", "Other"))])
    assert not desk.study.same
    assert list(desk.study.codings()) == []


def test_a_code_that_was_dropped_and_made_again_shows_what_it_was_made_with_last() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("a1", "Peers", definition="old")))
    desk.act(DropCode(Code("a1", "Peers")))
    desk.act(AddCode(Code("a2", "Peers", definition="new")))
    code = desk.study.codebook.get("a1")
    assert code is not None
    assert (code.id, code.definition) == ("a2", "new")
    assert desk.study.conflicts() == {}


def test_memos_and_pins_at_codes_that_are_one() -> None:
    ana, ben = apart(offset=3)
    ana.act(AddCode(Code("a1", "Peers")), Apply(coded("a1", "ana")), Pin("ana", 1, "a1"))
    ben.act(AddCode(Code("b1", "Peers")), Apply(coded("b1", "ana")), Pin("ana", 2, "b1"), coder="ben")
    ana.act(SetMemo(MemoKey.at_coding(coded("a1", "ana")), "one"))
    ben.act(SetMemo(MemoKey.at_coding(coded("b1", "ana")), "two"), coder="ben")
    desk = together(ana, ben)
    assert desk.study.pins("ana") == {1: "a1", 2: "a1"}
    key = MemoKey.at_coding(coded("a1", "ana"))
    assert [k for k, _ in desk.study.memos()] == [key]
    assert list(desk.study.conflicts()) == [("memo", key)]
    desk.act(SetMemo(MemoKey.at_coding(coded("b1", "ana")), "both"), coder="lead")
    assert desk.study.memo(key) == "both"
    assert desk.study.conflicts() == {}


NAMES = st.sampled_from(("Peers", "peers ", "Pay", "Workforce challenges"))


@st.composite
def code_acts(draw: st.DrawFn, coder: str) -> list[Action]:
    mine = st.sampled_from([f"{coder}{n}" for n in range(3)])
    code, parent = draw(mine), draw(st.sampled_from(("", "F1", f"{coder}0")))
    coding = coded(code, draw(st.sampled_from(("ana", "ben"))))
    return draw(
        st.one_of(
            st.builds(lambda name: [AddCode(Code(code, name, parent=parent))], NAMES),
            st.just([Apply(coding)]),
            st.just([Remove(coding)]),
            st.builds(lambda on: [Doubt(coding, on)], st.booleans()),
            st.builds(lambda text: [SetMemo(MemoKey.at_coding(coding), text)], st.sampled_from(("x", "y", ""))),
            st.builds(lambda name: [EditCode(code, "name", name)], NAMES),
            st.just([EditCode(code, "parent", parent)]),
            st.builds(lambda text: [EditCode(code, "definition", text)], st.sampled_from(("x", "y", ""))),
            st.just([DropCode(Code(code, "x"))]),
        )
    )


def run(desk: Desk, coder: str, acts: list[list[Action]]) -> None:
    for act in acts:
        with contextlib.suppress(CodebookError, NotFoundError):  # what does not fit is refused; others test that
            made = [as_it_is(desk, action) for action in act]
            if not any(isinstance(a, AddCode) and desk.study.added("code", a.code.id) for a in made):  # ids are minted
                desk.act(*made, coder=coder)


def as_it_is(desk: Desk, action: Action) -> Action:
    known = desk.study.codebook.get(action.code.id) if isinstance(action, DropCode) else None
    return action if known is None else DropCode(known)


@given(
    st.lists(code_acts("ana"), max_size=12),
    st.lists(code_acts("ben"), max_size=12),
    st.integers(-200, 200),
    st.randoms(use_true_random=False),
)
def test_which_codes_are_one_depends_on_the_set_of_changes_only(
    ana_acts: list[list[Action]], ben_acts: list[list[Action]], offset: int, random: object
) -> None:
    ana, ben = apart(offset=offset)
    run(ana, "ana", ana_acts)
    run(ben, "ben", ben_acts)
    changes = list({change.stamp: change for desk in (ana, ben) for change in desk.log}.values())
    whole = stamped(Study(changes))
    random.shuffle(changes)  # type: ignore[attr-defined]
    parts = Study()
    for change in changes:
        parts.fold([change])
        assert sum(parts.uses.values()) == len(list(parts.codings()))
    assert stamped(parts) == whole


@given(st.lists(code_acts("ana"), max_size=10), st.lists(code_acts("ben"), max_size=10), st.data())
def test_all_undos_after_two_came_together_give_back_what_was_there(
    ana_acts: list[list[Action]], ben_acts: list[list[Action]], data: st.DataObject
) -> None:
    ana, ben = apart(offset=3)
    run(ana, "ana", ana_acts)
    run(ben, "ben", ben_acts)
    desk = together(ana, ben)
    before = content(desk.study)
    acts = data.draw(st.lists(st.one_of(code_acts("ana"), code_acts("ben")), max_size=6))
    run(desk, "lead", acts)
    after = content(desk.study)
    while desk.undo("lead"):
        pass
    assert content(desk.study) == before
    while desk.redo("lead"):
        pass
    assert content(desk.study) == after
