from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.assignment import Assignment, set_assignment
from postil.model.change import AddCoder, AddTranscript, Apply, Review
from postil.model.coding import Coding
from postil.model.eligible import eligible_paragraphs
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.reports.progress import Progress, Work, progress
from studies import TRANSCRIPTS, Desk, acts, small_desk

if TYPE_CHECKING:
    from postil.model.change import Action

P04, P05 = TRANSCRIPTS


def work(found: Progress, coder: str, transcript: str | None = None) -> Work:
    of = found.coders if transcript is None else next(t.work for t in found.transcripts if t.id == transcript)
    return next(w for w in of if w.coder == coder)


def team() -> Desk:
    """ana has done P04; ben one paragraph of it, and has coded another without a mark."""
    desk = small_desk()
    desk.act(*(Review(P04.id, n, "ana") for n in (1, 2, 4)), Apply(Coding(P04.id, 2, None, None, "F4", "ana")))
    desk.act(Review(P04.id, 2, "ben"), Apply(Coding(P04.id, 4, 0, 2, "F4", "ben")), coder="ben")
    desk.act(Apply(Coding(P04.id, 1, None, None, "B2", "ben")), AddCoder("cy"), coder="ben")
    return desk


def test_reviewed_coded_and_to_do_are_counted_by_hand() -> None:
    found = progress(team().study)
    assert (found.eligible, found.once, found.twice, found.consensus) == (3, 2, 1, 0)
    assert work(found, "ana") == Work("ana", 1, 2, 2, 1, 0, 1, 0)
    assert work(found, "ben") == Work("ben", 1, 2, 1, 1, 1, 2, 1)
    assert work(found, "cy") == Work("cy", 0, 0, 0, 0, 0, 0, 0)


def test_everybody_counts_questions_too_but_no_notes() -> None:
    note = Paragraph(3, "[phone rings]", "", "other", "note")
    desk = Desk()
    transcript = Transcript("t1", "P09", "P09.txt", "0" * 64, (*P04.paragraphs[:2], note))
    desk.act(AddTranscript(transcript), coder="")
    assert progress(desk.study).eligible == 1
    assert progress(desk.study, everybody=True).eligible == 2


def test_what_is_to_do_rests_on_assignments_where_there_are_any() -> None:
    desk = team()
    both = tuple(sorted((P04.id, P05.id)))
    desk.act(AddCoder("ana"), AddCoder("dee"), *map(set_assignment, (
        Assignment("ana", (P04.id,)), Assignment("cy", both), Assignment("dee", (P05.id,))
    )), coder="")  # fmt: skip
    found = progress(desk.study)
    assert found.assigned
    assert [work(found, name).to_do for name in ("ana", "ben", "cy", "dee")] == [0, 0, 3, 1]
    done = {
        name: (w.assigned_begun, w.transcripts_assigned, w.reviewed_of_theirs, w.eligible)
        for name in ("ana", "ben", "cy", "dee")
        for w in (work(found, name),)
    }
    assert done == {"ana": (1, 1, 2, 2), "ben": (0, 0, 0, 0), "cy": (0, 2, 0, 3), "dee": (0, 1, 0, 1)}
    assert work(found, "ben", P04.id).assigned is False
    assert work(found, "dee", P05.id).assigned is True


def test_a_corrected_transcript_stands_for_the_one_it_supersedes() -> None:
    desk = team()
    paragraphs = tuple(p._replace(text=p.text + "!") for p in P04.paragraphs)
    desk.act(AddTranscript(Transcript(reading_id(paragraphs), "P04", "P04b.txt", "1" * 64, paragraphs, P04.id)))
    found = progress(desk.study)
    assert [(t.name, t.id == P04.id) for t in found.transcripts] == [("P05", False), ("P04", False)]
    assert found.once == 0


def test_the_consensus_is_nobody_s_second_coding() -> None:
    desk = team()
    desk.act(Review(P04.id, 2, "consensus"), Review(P04.id, 4, "consensus"), coder="consensus")
    found = progress(desk.study)
    assert (found.twice, found.consensus) == (1, 2)
    assert "consensus" not in {w.coder for w in found.coders}


@settings(max_examples=60)
@given(st.lists(acts(), max_size=25), st.booleans())
def test_numbers_add_up(history: list[tuple[str, list[Action]]], everybody: bool) -> None:
    desk = small_desk()
    for coder, actions in history:
        with suppress(PostilError):  # a code that is gone cannot be applied
            desk.act(*actions, coder=coder)
    found = progress(desk.study, everybody=everybody)
    assert 0 <= found.twice <= found.once <= found.eligible
    for transcript in found.transcripts:
        eligible = set(eligible_paragraphs(desk.study.transcripts[transcript.id], everybody=everybody))
        assert transcript.eligible == len(eligible)
        marks = [
            {n for t, n, who, _ in desk.study.reviewed_marks() if (t, who) == (transcript.id, w.coder)} & eligible
            for w in transcript.work
        ]
        assert [w.reviewed for w in transcript.work] == [len(m) for m in marks]
        assert sum(w.reviewed for w in transcript.work) == transcript.once + transcript.twice  # two coders
        for w in transcript.work:
            assert w.to_do in {0, transcript.eligible - w.reviewed}
            assert w.coded_not_reviewed <= w.coded <= transcript.eligible
    assert sum(w.codings for w in found.coders) == sum(desk.study.uses.values())
