"""Which reading of an interview stands for all, when several come together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from replicas import Replica, brought_together, three_replicas

from postil.model.change import AddTranscript, Apply, Remove, Review
from postil.model.coding import Coding
from postil.model.packs import pack_changes
from studies import TEXTS, TRANSCRIPTS, small_transcript

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.model.transcript import Transcript

ONE = TRANSCRIPTS[0]
LATER = tuple(text.replace("the board", f"the {word} board") for word in ("old", "new") for text in (TEXTS[1],))


def correction(number: int) -> Transcript:
    return replace(small_transcript("P04", (TEXTS[0], LATER[number], *TEXTS[2:])), supersedes=ONE.id)


def standing_for(study: Study, transcript: str) -> str:
    """The reading that stands for one in the end; every reading must be superseded by one other at most."""
    by_old: dict[str, list[str]] = {}
    for known in study.transcripts.values():
        if known.supersedes:
            by_old.setdefault(known.supersedes, []).append(known.id)
    seen = [transcript]
    while seen[-1] in by_old:
        (after,) = by_old[seen[-1]]
        assert after not in seen
        seen.append(after)
    return seen[-1]


@pytest.mark.parametrize("first", [0, 1])
def test_a_transcript_that_both_sides_corrected_has_one_that_stands_for_all(first: int) -> None:
    replicas = three_replicas()[:2]
    for number, (replica, name) in enumerate(zip(replicas, ("ana", "ben"), strict=True)):
        reading = correction(number)
        replica.try_to(
            AddTranscript(reading),
            Apply(Coding(reading.id, 3, None, None, "F1", name)),
            Review(reading.id, 3, name),
            coder=name,
        )
    logs = [replica.log for replica in replicas]
    study = brought_together(*(logs if not first else reversed(logs))).study
    top = {standing_for(study, key) for key in (ONE.id, correction(0).id, correction(1).id)}
    assert (
        top
        == {correction(0).id}
        == {key for key in study.transcripts if key not in study.superseded} - {TRANSCRIPTS[1].id}
    )
    assert {(c.transcript, c.coder) for c, _ in study.codings()} == {(correction(0).id, n) for n in ("ana", "ben")}


def test_three_readings_without_a_history_form_one_chain() -> None:
    replicas = three_replicas()
    for number, replica in enumerate(replicas[:2]):
        reading = replace(correction(number), supersedes="")
        replica.try_to(AddTranscript(reading), coder="ana")
    study = brought_together(*(replica.log for replica in replicas)).study
    assert {standing_for(study, key) for key in (ONE.id, correction(0).id, correction(1).id)} == {ONE.id}


def carried_work() -> Replica:
    """Ben coded a reading of his own, and something else before; a merge has carried it to the reading of all."""
    base, ben = three_replicas()[:2]
    reading = replace(correction(0), supersedes="")
    ben.try_to(Apply(Coding(TRANSCRIPTS[1].id, 2, None, None, "F4", "ben")), coder="ben")
    ben.try_to(AddTranscript(reading), coder="")
    ben.try_to(Apply(Coding(reading.id, 4, None, None, "F1", "ben")), coder="ben")
    ben.take(base.log)
    return ben


def test_undo_ends_at_work_that_was_carried_and_does_not_go_on_to_older_work() -> None:
    ben = carried_work()
    before = {coding for coding, _ in ben.desk.study.codings()}
    assert before == {
        Coding(ONE.id, 4, None, None, "F1", "ben"),
        Coding(TRANSCRIPTS[1].id, 2, None, None, "F4", "ben"),
    }
    assert not ben.desk.undo("ben")
    assert {coding for coding, _ in ben.desk.study.codings()} == before
    ben.try_to(Remove(Coding(ONE.id, 4, None, None, "F1", "ben")), coder="ben")
    assert ben.desk.undo("ben")
    assert {coding for coding, _ in ben.desk.study.codings()} == before


def test_a_pack_of_a_merged_study_keeps_what_was_carried_when_packs_are_merged() -> None:
    ben = carried_work()
    pack = pack_changes(ben.log, "ben", {ONE.id})
    again = brought_together(pack, pack_changes(ben.log, "ana", {ONE.id}))
    assert {coding for coding, _ in again.study.codings()} == {Coding(ONE.id, 4, None, None, "F1", "ben")}


GUIDE = (
    "Who first had the idea?",
    "How did you find the money for it?",
    "What was hardest in the first year?",
    "And who stood by you?",
)
ONE_PERSON = (
    "Nurses on the ward, they kept a list of people who came in on Fridays.",
    "From the scheme, and then a charity paid for the chairs.",
    "Finding anybody who would work a night for that pay.",
    "My husband, mostly, and one councillor.",
)
ANOTHER = (
    "It came down from the trust as an order, nobody asked us anything.",
    "We never did; we borrowed a room above the library.",
    "Rain. The roof let in water and the phones stopped.",
    "Nobody at all until the police came round to it.",
)


def interview(answers: tuple[str, ...]) -> Transcript:
    return small_transcript("Interview 1", [text for pair in zip(GUIDE, answers, strict=True) for text in pair])


def test_two_interviews_by_one_guide_are_two_even_under_one_name() -> None:
    one, other = interview(ONE_PERSON), interview(ANOTHER)
    replicas = three_replicas()[:2]
    for replica, reading, name in zip(replicas, (one, other), ("ana", "ben"), strict=True):
        replica.try_to(AddTranscript(reading), coder="")
        replica.try_to(Apply(Coding(reading.id, 2, None, None, "F1", name)), Review(reading.id, 4, name), coder=name)
    result = brought_together(*(replica.log for replica in replicas))
    assert {(c.transcript, c.coder) for c, _ in result.study.codings()} == {(one.id, "ana"), (other.id, "ben")}
    (apart,) = result.derived.unlike
    assert {apart.one.id, apart.other.id} == {one.id, other.id}
    assert apart.likeness < 0.5
    assert not result.study.superseded


def test_nothing_is_carried_to_other_words_at_the_same_place() -> None:
    one = interview(ONE_PERSON)
    corrected = interview((*ONE_PERSON[:2], ANOTHER[2], ONE_PERSON[3]))
    ana, ben = three_replicas()[:2]
    ana.try_to(AddTranscript(one), coder="")
    ben.try_to(AddTranscript(corrected), coder="")
    old = Coding(corrected.id, 6, None, None, "B2", "ben")
    ben.try_to(Apply(old), Review(corrected.id, 6, "ben"), Review(corrected.id, 2, "ben"), coder="ben")
    result = brought_together(ana.log, ben.log)
    (reading,) = result.derived.readings
    assert reading.carried.left == (old,)
    assert reading.carried.reviewed_left == (("ben", 6),)
    assert {coding for coding, _ in result.study.codings()} == {old}
    assert set(result.study.reviewed(one.id, "ben")) == {2}
