"""What charting a cell records, as actions; and the settings of a study that charting goes by.

Invariant: whoever writes a summary, or says that it still holds, gives it the passages that are coded now and what its
references mean now; whoever only checks it or keeps one of two versions leaves what it was written from as it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.cell import Summary
from postil.model.change import Quote, Rate, SetComment, SetStudy, SetSummary
from postil.model.references import places_of, references
from postil.model.transcript import normal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.cells import CellKey
    from postil.model.change import Action
    from postil.model.references import Reference
    from postil.model.study import Study
    from postil.reports.matrix import MatrixCell

RATINGS_FIELD, TARGET_FIELD = "ratings", "summary target words"
"""Fields of the study: whether its cells are rated (``on``), and how many words a summary should have."""
TARGET_WORDS = 80
"""The target of a study that sets none."""
_NUMBER = re.compile(r"[1-9]\d{0,4}", re.ASCII)


def cleaned(text: str) -> str:
    """A text that was typed as it is kept: without white space around it and at the ends of its lines."""
    return "\n".join(line.rstrip() for line in normal_text(text).split("\n")).strip()


def written(study: Study, cell: MatrixCell, text: str, status: str = "draft") -> SetSummary:
    """Give a cell a summary that was written from its passages as they are now; the empty text is none."""
    text = cleaned(text)
    if not text:
        return SetSummary(*cell.key, Summary())
    return SetSummary(*cell.key, Summary(text, status, cell.passages, places_of(study, cell.key.case, text)))


def checked(cell: MatrixCell) -> SetSummary:
    """Mark a summary as checked, or a checked one as a draft."""
    status = "draft" if cell.summary.status == "checked" else "checked"
    return SetSummary(*cell.key, cell.summary._replace(status=status))


def still_holds(study: Study, cell: MatrixCell) -> SetSummary:
    """Say that a summary holds with the passages as they are now."""
    text = cell.summary.text
    return SetSummary(
        *cell.key, cell.summary._replace(seen=cell.passages, places=places_of(study, cell.key.case, text))
    )


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
