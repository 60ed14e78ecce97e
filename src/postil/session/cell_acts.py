"""What is charting, which cells it is about, and the settings of a study that charting goes by.

What is recorded of a summary is in ``postil.model.summary_acts``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.change import Quote, Rate, SetComment, SetStudy, SetSummary
from postil.model.references import references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.cells import CellKey
    from postil.model.change import Action
    from postil.model.references import Reference
    from postil.model.study import Study

RATINGS_FIELD, TARGET_FIELD = "ratings", "summary target words"
"""Fields of the study: whether its cells are rated (``on``), and how many words a summary should have."""
TARGET_WORDS = 80
"""The target of a study that sets none."""
_NUMBER = re.compile(r"[1-9]\d{0,4}", re.ASCII)


def is_charting(actions: Iterable[Action]) -> bool:
    """Whether all of these actions are ones that are made in the matrix and its cells."""
    return all(
        isinstance(action, SetSummary | SetComment | Rate | Quote)
        or (isinstance(action, SetStudy) and action.name in {RATINGS_FIELD, TARGET_FIELD})
        for action in actions
    )


def cells_of(study: Study, actions: Iterable[Action]) -> list[CellKey]:
    """The cells that actions are about, as they are shown, each once."""
    from postil.model.cells import CellKey  # noqa: PLC0415 - a name for what is found

    charted = [action for action in actions if isinstance(action, SetSummary | SetComment | Rate)]
    return list(dict.fromkeys(CellKey(action.case, study.same.shown(action.code)) for action in charted))


def has_ratings(study: Study) -> bool:
    """Whether the cells of a study are rated."""
    return study.value(("study", RATINGS_FIELD)) == "on"


def target_words(study: Study) -> int:
    """How many words a summary of a study should have."""
    value = str(study.value(("study", TARGET_FIELD)) or "")
    return int(value) if _NUMBER.fullmatch(value) else TARGET_WORDS


def is_target(text: str) -> bool:
    """Whether a text is a number of words that a summary can be asked to have."""
    return bool(_NUMBER.fullmatch(text))


def reference_at(text: str, cursor: int) -> int | None:
    """Index of the reference that the cursor is in, or else of the last one before it, or the first; None for none."""
    found: list[Reference] = list(references(text))
    if not found:
        return None
    before = [at for at, reference in enumerate(found) if _begins(text, reference) <= cursor]
    return before[-1] if before else 0


def _begins(text: str, reference: Reference) -> int:
    """Where the part of the brackets begins that a reference is."""
    at = reference.start
    while at > 0 and text[at - 1] not in "(,;":
        at -= 1
    return at
