"""The list of what a review steps through.

Invariant: what is compared, and what is a difference, is what ``postil.agreement`` says; so a review has an item for
every paragraph that ``postil agree --differences`` lists, and for those that were decided before. Where no paragraph
can be compared, texts that are in conflict are reviewed alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.comparable import check_comparable
from postil.agreement.differences import differences
from postil.agreement.units import compared
from postil.errors import NotFoundError, RatingsError
from postil.model.bits import members_of
from postil.model.decision import CONSENSUS
from postil.model.eligible import people
from postil.session.review_items import Disagreement, clashes, in_reading_order
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.agreement.units import Compared, Wanted
    from postil.model.coding import Place
    from postil.model.study import Study
    from postil.session.review_items import Item


class ToReview(NamedTuple):
    """What a review steps through."""

    wanted: Wanted
    """What was asked for."""
    coders: tuple[str, ...]
    """The coders compared."""
    items: list[Item]
    """In reading order, conflicts of the study and its codebook first."""
    agreed: list[Place]
    """Paragraphs on which all of the coders who reviewed them agree, and two or more did."""
    compared: Compared
    """What the coders gave, in all codes."""


def to_review(study: Study, wanted: Wanted) -> ToReview:
    """What there is to review.

    Args:
        study: the study.
        wanted: the coders, transcripts and paragraphs compared; with codes, only disagreements about one of these are
            items, and are decided with all their codes nevertheless.

    Raises:
        NotFoundError: a coder who is not there.
        RatingsError: fewer than two coders, or no paragraph that two of them reviewed; where nobody is named, only if
            no text is in conflict either.
    """
    known = [coder for coder in people(study) if coder != CONSENSUS]
    for coder in wanted.coders:
        if coder not in known:
            raise NotFoundError(f"there is no coder {coder}", f"its coders are {', '.join(known)}")
    if len(set(wanted.coders)) == 1:
        raise RatingsError(
            f"only {wanted.coders[0]} is named, and a disagreement takes two coders", "name another, too"
        )
    found = compared(study, wanted._replace(codes=()))
    waiting = list(clashes(study, transcripts=wanted.transcripts, codes=wanted.codes))
    if wanted.coders or not waiting:
        check_comparable(found)
    shared = [found.places[at] for at in members_of(found.ratings.rated_twice())]
    differ = {difference.place for difference in differences(found)}
    asked = {difference.place for difference in differences(found, wanted.codes)} if wanted.codes else differ
    settled = study.decisions()
    items: list[Item] = [Disagreement(place) for place in shared if place in asked or place in settled]
    items += waiting
    agreed = [place for place in shared if place not in differ and place not in settled]
    return ToReview(wanted, found.coders, in_reading_order(study, items), agreed, found)
