"""The laws of merging, on studies that several people change and merge in any order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from replicas import Replica, brought_together, three_replicas

from postil.merge.readings import people_only
from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Doubt,
    DropTranscript,
    EditCode,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.derived import is_derived
from postil.model.study import Study
from studies import TEXTS, TRANSCRIPTS, small_transcript, stamped

if TYPE_CHECKING:
    from postil.model.change import Change
    from postil.model.transcript import Role, Transcript

LONG = "It was the liaison nurses, really. They had kept a list. One of them took it to the board."
READINGS = (
    TRANSCRIPTS[0],
    small_transcript("P04", (TEXTS[0], LONG, TEXTS[2], TEXTS[3])),
    small_transcript("p04", (TEXTS[0], TEXTS[1].replace("the board", "her board"), TEXTS[2])),
    small_transcript("P04", ("Nothing of this", "has a word in common", "with the other one")),
)
WHO = st.integers(0, 2)
NAMES = ("ana", "ben", "cleo")


@st.composite
def codings(draw: st.DrawFn, coder: str, study: Study) -> Coding:
    reading = draw(st.sampled_from([reading for reading in READINGS if reading.id in study.transcripts]))
    paragraph = draw(st.sampled_from(reading.paragraphs))
    span: tuple[int | None, int | None] = (None, None)
    if draw(st.booleans()):
        start = draw(st.integers(0, len(paragraph.text) - 1))
        span = (start, draw(st.integers(start + 1, len(paragraph.text))))
    return Coding(reading.id, paragraph.n, *span, draw(st.sampled_from(("F1", "F4", "B2", f"{coder}1"))), coder)


class Merging(RuleBasedStateMachine):
    """Three people; any of them may code, correct, define, undo, and take what another has."""

    @initialize()
    def begin(self) -> None:
        self.people: list[Replica] = three_replicas()
        for replica, name in zip(self.people, NAMES, strict=True):
            replica.try_to(AddCoder(name), coder="")

    def act(self, who: int, *actions: object) -> None:
        self.people[who].try_to(*actions, coder=NAMES[who])  # type: ignore[arg-type]

    @rule(who=WHO, data=st.data())
    def code(self, who: int, data: st.DataObject) -> None:
        coding = data.draw(codings(NAMES[who], self.people[who].desk.study))
        self.act(who, Apply(coding), Review(coding.transcript, coding.paragraph, coding.coder))

    @rule(who=WHO, data=st.data())
    def remove_or_doubt(self, who: int, data: st.DataObject) -> None:
        there = sorted((c for c, _ in self.people[who].desk.study.codings()), key=lambda c: c.reading_order)
        if not there:
            return
        coding = data.draw(st.sampled_from(there))
        self.act(who, data.draw(st.sampled_from((Remove(coding), Doubt(coding)))))

    @rule(who=WHO, data=st.data(), text=st.sampled_from(("", "one", "two")))
    def write_memo(self, who: int, data: st.DataObject, text: str) -> None:
        coding = data.draw(codings(data.draw(st.sampled_from(NAMES)), self.people[who].desk.study))
        self.act(who, SetMemo(MemoKey.at_coding(coding), text))
        self.act(who, SetMemo(MemoKey.at_paragraph(coding.transcript, coding.paragraph, coding.coder), text))

    @rule(who=WHO, name=st.sampled_from(("Peers", "peers", "Pay")), parent=st.sampled_from(("", "F1")))
    def make_code(self, who: int, name: str, parent: str) -> None:
        self.act(who, AddCode(Code(f"{NAMES[who]}1", name, parent=parent, definition=name)))

    @rule(who=WHO, code=st.sampled_from(("F1", "F4", "ana1")), text=st.sampled_from(("x", "y", "Peers")))
    def edit(self, who: int, code: str, text: str) -> None:
        self.act(who, EditCode(code, "definition", text))
        self.act(who, EditCode(code, "name", text))
        self.act(who, SetStudy("title", text))

    @rule(who=WHO, reading=st.sampled_from(READINGS))
    def bring_reading(self, who: int, reading: object) -> None:
        self.act(who, AddTranscript(reading), Bookmark(NAMES[who], (TRANSCRIPTS[0].id, 2)))  # type: ignore[arg-type]

    @rule(who=WHO, reading=st.sampled_from(READINGS), role=st.sampled_from(("other", "participant")))
    def give_roles(self, who: int, reading: Transcript, role: Role) -> None:
        known = self.people[who].desk.study.transcripts.get(reading.id)
        if known is not None:
            self.act(
                who, AddTranscript(replace(known, paragraphs=tuple(p._replace(role=role) for p in known.paragraphs)))
            )

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        self.people[who].desk.undo(NAMES[who])

    @rule(who=WHO, other=WHO)
    def take(self, who: int, other: int) -> None:
        before = [self.people[who].log, self.people[other].log]
        self.people[who].take(self.people[other].log)
        check_nothing_lost(before, self.people[who].log)

    def teardown(self) -> None:
        if not hasattr(self, "people"):
            return
        logs = [replica.log for replica in self.people]
        whole = brought_together(*logs)
        assert brought_together(whole.changes).changes == whole.changes, "idempotent"
        assert brought_together(whole.changes, logs[0]).changes == whole.changes, "what comes again changes nothing"
        for one, two, three in permutations(logs):
            first = brought_together(one, two).changes
            assert brought_together(first, three).changes == whole.changes, "associative and commutative"
        check_nothing_lost(logs, whole.changes)
        assert stamped(Study(whole.changes)) == stamped(whole.study)
        assert stamped(Study(reversed(whole.changes))) == stamped(whole.study)


def words(change: Change) -> Change:
    """A change without the roles of speakers, of which the latest stand in all changes of a transcript."""
    action = change.action
    if not isinstance(action, AddTranscript | DropTranscript):
        return change
    said = tuple(p._replace(role="other") for p in action.transcript.paragraphs)
    return change._replace(action=action._replace(transcript=replace(action.transcript, paragraphs=said)))


def check_nothing_lost(inputs: list[list[Change]], output: list[Change]) -> None:
    """Every change is there; every coding, memo and mark is, unless somebody took it away later, or it was carried."""
    after = {change.stamp: change for change in output}
    study = Study(output)
    removed: dict[Coding, str] = {}
    applied = {change.action.coding for change in output if isinstance(change.action, Apply)}
    unmarked: dict[tuple[str, int, str], str] = {}
    for change in output:
        if isinstance(change.action, Remove):
            removed[change.action.coding] = max(removed.get(change.action.coding, ""), change.stamp)
        if isinstance(change.action, Review) and not change.action.reviewed:
            unmarked[change.action[:3]] = max(unmarked.get(change.action[:3], ""), change.stamp)
    for changes in inputs:
        people = people_only({change.stamp: change for change in changes})
        assert all(words(after[s]) == words(c) for s, c in people.items() if not isinstance(c.action, Bookmark))
        before = Study(people.values())
        for coding, stamp in before.codings():
            codes = {code for own in before.same.members(coding.code) for code in study.same.members(own)}
            gone = max(removed.get(coding._replace(code=code), "") for code in codes)
            assert any(study.has(study.shown(coding._replace(code=code))) for code in codes) or gone > stamp
            if gone and is_derived(after[gone]):
                assert any(
                    c.transcript != coding.transcript and c.code in codes and c.coder == coding.coder for c in applied
                )
        for mark in before.reviewed_marks():
            assert mark[1] in study.reviewed(mark[0], mark[2]) or unmarked[mark[:3]] > mark[3]
        for _, version in before.memos():
            texts = {change.action.value for change in output if isinstance(change.action, SetMemo)}
            assert version.value in texts
    assert {key.transcript for key, _ in study.memos()} <= set(study.transcripts)
    assert {coding.transcript for coding, _ in study.codings()} <= set(study.transcripts)


TestMerging = Merging.TestCase
TestMerging.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
