from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.change import Apply, DropCode, Remove, Review
from postil.model.coding import Coding, Place
from postil.model.study import Study
from studies import CODES, TRANSCRIPTS, acts, small_desk

if TYPE_CHECKING:
    from random import Random

    from postil.model.change import Action

P04, P05 = TRANSCRIPTS


def test_the_latest_decision_is_the_coder_s_own_and_counts_when_it_is_undone() -> None:
    desk = small_desk()
    assert desk.study.latest_decision("ana") is None
    desk.act(Apply(Coding(P05.id, 2, None, None, "F1", "ana")))
    (later,) = desk.act(Review(P04.id, 3, "ana"))
    desk.act(Apply(Coding(P04.id, 1, None, None, "F1", "ben")), coder="ben")
    assert desk.study.latest_decision("ana") == (later.stamp, Place(P04.id, 3))
    desk.undo()
    desk.undo()
    latest = desk.study.latest_decision("ana")
    assert latest is not None
    assert latest[1] == Place(P05.id, 2)


@given(st.lists(acts(), max_size=12), st.randoms(use_true_random=False))
def test_it_is_the_same_in_whichever_order_changes_are_folded(
    decided: list[tuple[str, list[Action]]], random: Random
) -> None:
    desk = small_desk()
    for coder, actions in decided:
        with suppress(PostilError):  # a code may be gone, or not there yet
            desk.act(*actions, coder=coder)
    changes = list(desk.log)
    random.shuffle(changes)
    shuffled = Study(changes)
    for coder in ("ana", "ben", "nobody"):
        mine = [(change.stamp, place) for change in changes if (place := _place(change.action, coder)) is not None]
        assert shuffled.latest_decision(coder) == desk.study.latest_decision(coder) == max(mine, default=None)
        uses = Counter(coding.code for coding, _ in desk.study.codings() if coding.coder == coder)
        assert shuffled.uses_by(coder) == desk.study.uses_by(coder) == uses


def _place(action: Action, coder: str) -> Place | None:
    match action:
        case Apply(coding) | Remove(coding) if coding.coder == coder:
            return coding.place
        case Review(transcript, paragraph, by) if by == coder:
            return Place(transcript, paragraph)
    return None


def test_a_dropped_code_is_in_the_book_while_it_is_used_and_only_then() -> None:
    desk = small_desk()
    coding = Coding(P04.id, 1, None, None, "B2", "ana")
    desk.act(DropCode(CODES[3]), coder="")
    assert "B2" not in desk.study.codebook
    study = Study(desk.log)
    other = small_desk()
    (applied,) = other.act(Apply(coding))
    (removed,) = other.act(Remove(coding))
    assert "B2" not in study.codebook
    study.fold([applied])
    assert "B2" in study.codebook
    study.fold([removed])
    assert "B2" not in study.codebook
