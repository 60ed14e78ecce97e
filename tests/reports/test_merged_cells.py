"""What merging codes does to cells is told before it is done: no other cells wait than were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from charts import BEGINNING, P04, P05, coding
from postil.model.book_acts import merge_codes
from postil.model.cell import Summary
from postil.model.change import Apply, SetSummary
from postil.reports.matrix import Matrix, evidence
from postil.reports.merged_cells import merged_cells
from studies import Desk

if TYPE_CHECKING:
    import random

CODES = ("F1", "F1.2", "F4", "B2")


def charted_at_random(chance: random.Random) -> Desk:
    """Codings and summaries here and there; some summaries from before the last coding, some in conflict."""
    desk = Desk()
    desk.act(*BEGINNING)
    for _ in range(chance.randint(0, 12)):
        if chance.random() < 0.5:
            desk.act(Apply(coding(chance.choice(CODES), 2, chance.choice((P04, P05)))))
            continue
        case, code = chance.choice(("p04", "p05")), chance.choice(CODES)
        seen = next((passages for key, passages in evidence(desk.study).items() if key == (case, code)), ())
        text, status = chance.choice(("", "one", "two")), chance.choice(("draft", "checked"))
        desk.act(SetSummary(case, code, Summary(text, status if text else "draft", seen if text else ())))
    return desk


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_what_is_told_is_what_comes(chance: random.Random) -> None:
    desk = charted_at_random(chance)
    code, into = chance.sample(CODES, 2)
    assume((code, into) != ("F1", "F1.2"))  # it stands under it
    before = Matrix(desk.study)
    was = {
        state: {(key.case, key.code) for key in before.there() if before.state(key) == state}
        for state in ("conflict", "stale")
    }
    actions = merge_codes(desk.study, code, into)
    told = merged_cells(desk.study, actions)
    desk.act(*actions)
    after = Matrix(desk.study)
    new = {
        state: sum(
            after.state(key) == state and not {(key.case, code), (key.case, into)} & was[state]
            for key in after.there()
            if key.code == into
        )
        for state in ("conflict", "stale")
    }
    assert (told.doubled, told.stale) == (new["conflict"], new["stale"])
