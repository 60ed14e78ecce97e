"""What is struck out of the paragraphs that a screen shows.

Invariant: it is what is left out of them when they are written for others: what was struck out there, and the same
words where they stand elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.redaction import Redaction
from postil.text.struck import Struck
from postil.text.verbatim import joined

if TYPE_CHECKING:
    from postil.model.coding import Passage, Place
    from postil.model.study import Study


class StruckWords:
    """What is struck out of a study; made when it is first asked for, and anew where something else is struck out."""

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._redaction: Redaction | None = None
        self._struck: Struck | None = None
        self._known: dict[Place, list[tuple[int, int]]] = {}

    def look(self, study: Study) -> None:
        """Take notice of what is struck out now."""
        passages = list(study.cells.struck())
        if passages == self._passages:
            return
        self._passages, self._known = passages, {}
        self._redaction, self._struck = (Redaction(study), Struck(study)) if passages else (None, None)

    def spans(self, place: Place, text: str) -> list[tuple[int, int]]:
        """What is struck out of a paragraph with that text: half-open spans in code points, in order, apart."""
        if self._redaction is None or self._struck is None:
            return []
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = joined([*self._redaction.spans(place), *self._struck.spans(text)])
        return known
