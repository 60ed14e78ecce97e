"""Selections: the part of a study that somebody asked for.

Reports and exports take one and count only what is in it. Invariant: every coding of a selection stands on one of its
places, each place is one of those asked for, and nothing in it belongs to a transcript that a corrected one stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.coding import Coding, Place
from postil.model.eligible import current_transcripts
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.study import Study


class Selection(NamedTuple):
    """Paragraphs, and the codings on them that are meant."""

    places: frozenset[Place]
    """The paragraphs, coded or not."""
    codings: frozenset[Coding]
    """Of the codings on these paragraphs, those that were asked for."""
    asked: frozenset[Place] | None = None
    """The paragraphs that were looked through: those that might be found by whose words they are and where, whatever is
    coded, marked, noted or said there. Figures are out of these. None for all that there are."""

    def asks_for(self, place: Place) -> bool:
        """Whether a paragraph is one of those that were looked through."""
        return self.asked is None or place in self.asked

    @classmethod
    def everything(cls, study: Study) -> Selection:
        """All paragraphs of the transcripts that no corrected one stands for, and all codings on them."""
        current = current_transcripts(study)
        places = frozenset(Place(text.id, paragraph.n) for text in current for paragraph in text.paragraphs)
        codings = (coding for text in current for here in study.codings_in(text.id).values() for coding in here)
        return cls(places, frozenset(coding for coding in codings if coding.place in places))
