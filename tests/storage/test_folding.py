"""Folding very many changes at once gives what folding each by itself gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.study import Study
from postil.storage.folding import folded
from studies import TRANSCRIPTS, acts, small_desk, stamped

if TYPE_CHECKING:
    from random import Random

    from postil.model.change import Change

STEPS = st.lists(st.tuples(acts(), st.sampled_from(("do", "undo", "redo"))), max_size=20)


def log_of(steps: list[tuple[tuple[str, list[Any]], str]]) -> list[Change]:
    """The changes of some acts, of which some are taken back; those that do not fit are left out."""
    desk = small_desk()
    for (coder, actions), then in steps:
        try:
            desk.act(*actions, coder=coder)
        except PostilError:
            continue
        if then != "do":
            desk.undo(coder)
        if then == "redo":
            desk.redo(coder)
    return list(desk.log)


def told(study: Study) -> object:
    """All that a study says."""
    decisions = [study.latest_decision(coder) for coder in ("ana", "ben", "")]
    worked_on = [study.is_worked_on(transcript.id) for transcript in TRANSCRIPTS]
    return stamped(study), decisions, worked_on, study.dropped_codes, study.dropped_transcripts()


@given(STEPS, st.randoms(use_true_random=False), st.integers(0, 60))
def test_many_at_once_are_what_they_are_one_by_one(
    steps: list[tuple[tuple[str, list[Any]], str]], chance: Random, cut: int
) -> None:
    changes = log_of(steps)
    chance.shuffle(changes)
    at_once, one_by_one = folded(changes[:cut]), Study(changes[:cut])
    assert told(at_once) == told(one_by_one)
    for study in (at_once, one_by_one):
        study.fold(changes[cut:])
    assert told(at_once) == told(one_by_one) == told(folded(changes))
