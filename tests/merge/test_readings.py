"""Which reading of an interview stands for all, when several come together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from replicas import brought_together, three_replicas

from postil.model.change import AddTranscript, Apply, Review
from postil.model.coding import Coding
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
