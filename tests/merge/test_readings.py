"""Which reading of an interview stands for all, when several come together."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from replicas import Replica, brought_together, three_replicas

from desks import sit
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, Remove, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from postil.model.packs import pack_changes
from studies import TEXTS, TRANSCRIPTS, content, small_desk, small_transcript

if TYPE_CHECKING:
    from postil.model.change import Change
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


def test_the_coding_screen_says_what_to_do_where_undo_ends() -> None:
    desk = carried_work().desk
    desk.act(AddCoder("ben"), coder="")
    ben = sit(desk, coder="ben")
    before = content(ben.study)
    ben.press("u")
    assert ben.session.message == (
        "undo ends: a merge has carried that work; x removes it where it is now (it was on P04 §4)"
    )
    assert content(ben.study) == before
    ben.session.go(Place(ONE.id, 4))
    ben.press("x")
    assert Coding(ONE.id, 4, None, None, "F1", "ben") not in dict(ben.study.codings())
    ben.press("u u")
    assert content(ben.study) == before
    assert ben.session.message.startswith("undo ends")


def test_the_coding_screen_says_what_to_do_about_a_memo_that_was_carried() -> None:
    base, ben = three_replicas()[:2]
    reading = replace(correction(0), supersedes="")
    memo = MemoKey.at_paragraph(reading.id, 4, "ben")
    ben.try_to(AddTranscript(reading), coder="")
    ben.try_to(SetMemo(memo, "why?"), coder="ben")
    ben.take(base.log)
    coder = sit(ben.desk, coder="ben")
    coder.press("u")
    assert "m changes it where it is now" in coder.session.message
    other = sit(small_desk(), coder="ben")
    other.press("u")
    assert other.session.message == "nothing to undo"


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


# ---- what was taken away where it had been carried to ----

THIRD = [
    small_transcript("P09", (TEXTS[0], TEXTS[1].replace("the board", f"{word} board"), *TEXTS[2:]))
    for word in ("her", "the", "our")
]
"""Readings of an interview that the small study does not have; they are brought in the other way round."""
HERE = {reading.id: Coding(reading.id, 2, None, None, "F1", "ben") for reading in THIRD}
SPAN = {reading.id: Coding(reading.id, 2, 7, 25, "F4", "ben") for reading in THIRD}


def carried_and_met() -> tuple[Replica, Replica, Replica]:
    """Ben has coded one reading; ana's, to which it was carried; and cleo's, which is older than both."""
    ana, ben, cleo = three_replicas()
    for replica, reading in zip((ben, ana, cleo), THIRD, strict=True):
        replica.try_to(AddTranscript(reading), coder="")
    mine = THIRD[0].id
    ben.try_to(Apply(HERE[mine]), Apply(SPAN[mine]), Review(mine, 2, "ben"), coder="ben")
    ana.take(ben.log)
    assert on(ana) == {HERE[THIRD[1].id], SPAN[THIRD[1].id]}
    return ana, ben, cleo


def on(replica: Replica) -> set[Coding]:
    """The codings on the readings of that interview."""
    return {coding for coding, _ in replica.desk.study.codings() if coding.transcript in HERE}


def all_orders(*logs: list[Change]) -> set[Coding]:
    """What the logs come to in any order, which must be the same."""
    whole = brought_together(*logs)
    for order in permutations(logs):
        assert brought_together(*order).changes == whole.changes
        step = brought_together(*order[:2]).changes
        assert brought_together(step, *order[2:]).changes == whole.changes
    assert brought_together(whole.changes, logs[0]).changes == whole.changes
    return {coding for coding, _ in whole.study.codings() if coding.transcript in HERE}


def test_what_was_removed_after_it_was_carried_stays_away_when_an_older_reading_comes() -> None:
    ana, ben, cleo = carried_and_met()
    assert all_orders(ana.log, ben.log, cleo.log) == {HERE[THIRD[2].id], SPAN[THIRD[2].id]}
    ana.try_to(Remove(SPAN[THIRD[1].id]), coder="ben")
    assert all_orders(ana.log, ben.log, cleo.log) == {HERE[THIRD[2].id]}
    ana.try_to(Remove(HERE[THIRD[1].id]), coder="lead")
    assert all_orders(ana.log, ben.log, cleo.log) == set()


def test_what_was_removed_and_put_back_is_there() -> None:
    ana, ben, cleo = carried_and_met()
    ana.try_to(Remove(HERE[THIRD[1].id]), Remove(SPAN[THIRD[1].id]), coder="ben")
    assert ana.desk.undo("ben")
    assert on(ana) == {HERE[THIRD[1].id], SPAN[THIRD[1].id]}
    assert all_orders(ana.log, ben.log, cleo.log) == {HERE[THIRD[2].id], SPAN[THIRD[2].id]}


def test_what_was_made_again_after_it_was_removed_elsewhere_is_there() -> None:
    ana, ben, cleo = carried_and_met()
    ana.try_to(Remove(HERE[THIRD[1].id]), coder="ben")
    ben.take(small_desk().log)
    ben.desk.clock.see(max(change.stamp for change in ana.log))
    ben.try_to(Remove(HERE[THIRD[0].id]), coder="ben")
    ben.try_to(Apply(HERE[THIRD[0].id]), coder="ben")
    assert all_orders(ana.log, ben.log, cleo.log) == {HERE[THIRD[2].id], SPAN[THIRD[2].id]}


def test_what_another_made_on_the_older_reading_is_not_taken_for_what_was_removed() -> None:
    ana, ben, cleo = carried_and_met()
    theirs = HERE[THIRD[2].id]._replace(coder="cleo")
    cleo.try_to(Apply(HERE[THIRD[2].id]), Apply(theirs), coder="cleo")
    ana.try_to(Remove(HERE[THIRD[1].id]), Remove(SPAN[THIRD[1].id]), coder="ben")
    assert all_orders(ana.log, ben.log, cleo.log) == {HERE[THIRD[2].id], theirs}


def test_what_a_correction_put_elsewhere_was_not_removed() -> None:
    ana, ben, cleo = carried_and_met()
    new = replace(THIRD[1], supersedes=THIRD[0].id)
    ben.try_to(AddTranscript(new), Remove(HERE[THIRD[0].id]), Apply(HERE[new.id]._replace(paragraph=4)), coder="ben")
    other = Replica(ana.log, number=8)
    cleo.try_to(Apply(HERE[THIRD[2].id]), coder="ben")
    there = all_orders(ben.log, other.log, cleo.log)
    assert {coding.paragraph for coding in there if coding.code == "F1"} == {2, 4}


def test_of_codes_that_are_one_each_has_to_be_removed() -> None:
    ana, ben, cleo = carried_and_met()
    mine = THIRD[0].id
    for replica, code in ((ana, "a1"), (ben, "b1")):
        replica.try_to(AddCode(Code(code, "Peers")), coder="ben")
    ben.try_to(Apply(HERE[mine]._replace(code="b1")), coder="ben")
    ana.take(ben.log)
    (shown,) = [coding for coding in on(ana) if coding.code in {"a1", "b1"}]
    ana.try_to(Remove(shown), coder="ben")
    assert {coding.code for coding in all_orders(ana.log, ben.log, cleo.log)} == {"F1", "F4"}


@pytest.mark.parametrize(("text", "shown"), [("", []), ("hers", ["hers"])])
def test_a_memo_that_was_emptied_or_rewritten_after_it_was_carried_stays_so(text: str, shown: list[str]) -> None:
    ana, ben, cleo = carried_and_met()
    mine, here, last = (MemoKey.at_paragraph(reading.id, 2, "ben") for reading in THIRD)
    ben.try_to(SetMemo(mine, "his"), coder="ben")
    ana.take(ben.log)
    assert ana.desk.study.memo(here) == "his"
    ana.try_to(SetMemo(here, text), coder="ben")
    all_orders(ana.log, ben.log, cleo.log)
    study = brought_together(ana.log, ben.log, cleo.log).study
    assert [version.value for key, version in study.memos()] == shown
    assert study.memo(last) == text
    assert not study.conflicts()


def test_memos_that_two_wrote_apart_on_two_readings_are_both_kept() -> None:
    ana, ben, cleo = carried_and_met()
    mine, here, last = (MemoKey.at_paragraph(reading.id, 2, "ben") for reading in THIRD)
    ben.try_to(SetMemo(mine, "his"), coder="ben")
    ana.try_to(SetMemo(here, "hers"), coder="ben")
    study = brought_together(ana.log, ben.log, cleo.log).study
    assert {head.value for head in study.heads(("memo", last))} == {"his", "hers"}


def test_a_mark_that_was_taken_off_after_it_was_carried_stays_off() -> None:
    ana, ben, cleo = carried_and_met()
    assert 2 in ana.desk.study.reviewed(THIRD[1].id, "ben")
    ana.try_to(Review(THIRD[1].id, 2, "ben", reviewed=False), coder="ben")
    all_orders(ana.log, ben.log, cleo.log)
    assert not brought_together(ana.log, ben.log, cleo.log).study.reviewed(THIRD[2].id, "ben")
    ana.try_to(Review(THIRD[1].id, 2, "ben"), coder="ben")
    all_orders(ana.log, ben.log, cleo.log)
    assert 2 in brought_together(ana.log, ben.log, cleo.log).study.reviewed(THIRD[2].id, "ben")


@pytest.mark.parametrize("other_is_first", [False, True])
def test_what_a_merge_carries_on_keeps_the_time_at_which_it_was_first_made(other_is_first: bool) -> None:
    ben, ana = three_replicas()[:2] if other_is_first else reversed(three_replicas()[:2])
    old = Coding(ONE.id, 4, None, None, "F1", "ana")
    (made,) = ana.desk.act(Apply(old), coder="ana")
    ana.desk.act(AddTranscript(correction(1)), Remove(old), Apply(old._replace(transcript=correction(1).id)))
    ben.desk.act(AddTranscript(correction(0)), coder="ben")
    result = brought_together(ana.log, ben.log)
    result.study.remember(lambda: result.changes)
    ((coding, stamp),) = result.study.codings()
    assert coding.transcript == correction(0 if other_is_first else 1).id
    assert stamp != made.stamp == result.study.made(stamp)
