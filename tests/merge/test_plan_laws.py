"""What a merge is said to come to is what it comes to."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from replicas import Replica, brought_together, side
from test_union_laws import NAMES, READINGS, codings

from postil.merge.coders import Renaming
from postil.merge.plan import plan_of
from postil.merge.union import merged
from postil.model.change import AddCoder, AddTranscript, Apply, Bookmark, Doubt, EditCode, Remove, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.model.study import Study
from studies import content, small_desk

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.transcript import Role, Transcript


MOVES = (
    *(("F1", "parent", "F4"), ("F4", "parent", "F1.2"), ("F4", "parent", "B2"), ("B2", "parent", "F1")),
    *(("F4", "merged_into", "B2"), ("B2", "merged_into", "F4")),
)
"""Some of which make circles where they are done apart."""


def with_role(text: Transcript, role: Role) -> Transcript:
    """A transcript whose speakers all have one role."""
    return replace(text, paragraphs=tuple(paragraph._replace(role=role) for paragraph in text.paragraphs))


def carried_on(replica: Replica, coder: str, data: st.DataObject, most: int) -> None:
    """Let a coder do a few things on their copy."""
    for _ in range(data.draw(st.integers(0, most))):
        coding = data.draw(codings(coder, replica.desk.study))
        there = sorted((one for one, _ in replica.desk.study.codings()), key=lambda one: one.reading_order)
        some = data.draw(st.sampled_from(there or [coding]))
        acts: list[list[Action]] = [
            [Apply(coding)],
            [Apply(coding), Review(*coding.place, coder), SetMemo(MemoKey.at_coding(coding), coder)],
            [Remove(some)],
            [Doubt(some, doubtful=False)],
            [AddTranscript(data.draw(st.sampled_from(READINGS)))],
            [AddTranscript(with_role(READINGS[0], "other" if coder == "ana" else "interviewer"))],
            [EditCode(*data.draw(st.sampled_from(MOVES)))],
            [Bookmark(coder, (coding.transcript, coding.paragraph))],
        ]
        replica.try_to(*data.draw(st.sampled_from(acts)), coder=coder)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_coding_is_counted_once(data: st.DataObject) -> None:
    people = [Replica(small_desk().log, number=n + 1, offset=n * 3) for n in range(3)]
    for replica, coder in zip(people, NAMES, strict=True):
        replica.try_to(AddCoder(coder), coder="")
        carried_on(replica, coder, data, 6)
    if data.draw(st.booleans()):
        people[0].take(people[1].log)
        carried_on(people[0], "ana", data, 4)
    for order in permutations(people):
        result = brought_together(*(replica.log for replica in order))
        rows = plan_of(result).rows
        assert all(row.transcript and row.coder for row in rows)
        assert sum(row.new + row.same for row in rows) == len(list(result.study.codings()))
        here = {result.study.shown(coding) for coding, _ in result.sides[0].study.codings()}
        moved = [one for reading in result.derived.readings for one in reading.carried.moved]
        here = here - {one.old for one in moved} | {one.new for one in moved if one.old in here}
        assert sum(row.same for row in rows) == sum(map(result.study.has, here))
        assert sum(row.removed for row in rows) >= sum(not result.study.has(coding) for coding in here)
        for row in rows:
            assert row.carried <= row.new + row.same
            assert row.doubtful <= row.carried
        again = plan_of(brought_together(result.changes, *(replica.log for replica in order)))
        assert sum(row.new for row in again.rows) == 0, "what comes again is not new"
        assert sum(row.reviewed + row.memos for row in again.rows) == 0, "nor are marks and memos"
        assert again.waiting <= plan_of(result).waiting
        assert not again.book.changes, "the outcome's codebook is its own"
        assert not any(one.waits for one in again.other_roles)
        assert not any(one.waits for one in again.other_names)
        assert not any(one.waits for one in again.circles)


def test_what_is_carried_from_two_readings_to_one_place_is_one_coding() -> None:
    cleo = Replica(small_desk().log, number=1)
    for reading in READINGS[1:3]:
        cleo.try_to(AddTranscript(reading), coder="cleo")
        cleo.try_to(Apply(Coding(reading.id, 1, None, None, "F4", "cleo")), coder="cleo")
    (row,) = plan_of(brought_together(small_desk().log, cleo.log)).rows
    assert (row.new, row.carried) == (1, 1)


# ---- coders of one name ----


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_answers_about_coders_do_not_depend_on_the_order_and_are_remembered(data: st.DataObject) -> None:
    base = list(small_desk().log)
    begun = Replica(base, number=9)
    begun.try_to(AddCoder("default"), coder="")
    # So far apart that no two acts are of one moment: the same act at one moment is one person's under two names.
    two = [Replica(begun.log, number=n + 1, offset=n * 1_003) for n in range(2)]
    cleo = Replica(begun.log, number=5, offset=-40)
    cleo.try_to(AddCoder("cleo"), coder="")
    carried_on(cleo, "cleo", data, 3)
    for replica in two:
        replica.try_to(Apply(Coding(READINGS[0].id, 1, None, None, "F1", "default")), coder="default")
        carried_on(replica, "default", data, 4)
    one, other, third = ("one", two[0].log), ("other", two[1].log), ("third", cleo.log)
    renaming = [Renaming("other", "default", "ben")]
    whole = merged([side(*one), side(*other), side(*third)], renamings=renaming)
    assert not whole.questions
    step = merged([side(*other), side(*third)], renamings=renaming)
    assert merged([side("step", step.changes), side(*one)]).changes == whole.changes
    step = merged([side(*one), side(*other)], renamings=renaming)
    assert merged([side(*third), side("step", step.changes)]).changes == whole.changes
    for replica in two:
        carried_on(replica, "default", data, 4)
    later = merged([side("team", whole.changes), *(side(name, r.log) for name, r in zip("ab", two, strict=True))])
    assert not later.questions
    assert [(known.file, known.new) for known in later.renamings] == [("b", "ben")]
    for replica, name in zip(two, ("default", "ben"), strict=True):
        mine = {change.stamp[:30] for change in replica.log if change.coder == "default"}
        assert mine == {change.stamp[:30] for change in later.changes if change.coder == name}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_that_two_are_one_person_is_remembered(data: st.DataObject) -> None:
    base = list(small_desk().log)
    two = [Replica(base, number=n + 1, offset=n * 3) for n in range(3)]
    for number, replica in enumerate(two):
        replica.try_to(AddCoder("default"), coder="")
        replica.try_to(Apply(Coding(READINGS[0].id, number + 1, None, None, "F1", "default")), coder="default")
        carried_on(replica, "default", data, 3)
    logs = [(f"{n}", replica.log) for n, replica in enumerate(two)]
    assert merged([side(*log) for log in logs]).questions
    whole = merged([side(*log) for log in logs], same=["default"])
    assert not whole.questions
    for order in permutations(logs):
        step = merged([side(*order[0]), side(*order[1])], same=["default"])
        assert merged([side("step", step.changes), side(*order[2])]).questions, "the third is somebody new"
        assert merged([side("step", step.changes), side(*order[2])], same=["default"]).changes == whole.changes
    for replica in two:
        carried_on(replica, "default", data, 3)
    again = merged([side("team", whole.changes), *(side(f"{n}", replica.log) for n, replica in enumerate(two))])
    assert not again.questions
    assert content(again.study) == content(Study(again.changes))
