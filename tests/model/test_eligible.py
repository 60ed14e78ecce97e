"""Whom a study knows as coders."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.eligible import people
from studies import acts, small_desk

if TYPE_CHECKING:
    from postil.model.change import Action


@given(st.lists(acts(), max_size=10), st.data())
def test_everybody_who_works_in_a_study_is_known_after_every_change(
    done: list[tuple[str, list[Action]]], data: st.DataObject
) -> None:
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act on a code that was taken out
            desk.act(*actions, coder=coder)
        if data.draw(st.booleans()):
            desk.undo(coder)
        study = desk.study
        others = {c.coder for c, _ in study.codings()} | {who for _, _, who, _ in study.reviewed_marks()}
        assert people(study) == [*study.coders, *sorted(others - set(study.coders))]
