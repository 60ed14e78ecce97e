"""The figures of some coders, from their ratings. Invariant: they stand in the order of ``FIGURES`` and ``OVERALL``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.figures import FIGURES, ON_REQUEST, USUAL
from postil.agreement.overall import FEW, CodeAgreement, Overall

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from postil.agreement.ratings import Distance, Ratings
    from postil.agreement.result import Result

    Progress = Callable[[int, int], None]


def shared(ratings: Ratings) -> Ratings:
    """The ratings of the units that at least two coders rated."""
    return ratings.within(ratings.rated_twice())


def figure_names(coders: int, also: Collection[str]) -> list[str]:
    """Names of the figures by code that are made for so many coders.

    Args:
        coders: how many are compared.
        also: names of ``ON_REQUEST``.
    """
    wanted = {*USUAL, *(ON_REQUEST[name] for name in also)}
    return [name for name, figure in FIGURES.items() if name in wanted and figure.coders in {0, coders}]


def overall_of(
    ratings: Ratings,
    distance: Distance,
    *,
    interval: Callable[[], Result] | None = None,
    progress: Progress | None = None,
) -> Overall:
    """The figures over all codes.

    Args:
        ratings: the ratings.
        distance: of two sets of codes.
        interval: makes the interval of the set-valued alpha; None for no interval.
        progress: is told how much of how much is done.
    """
    return Overall(
        units=ratings.rated_twice().bit_count(),
        figures={
            "krippendorff_alpha_set": ratings.set_alpha(distance, progress=progress),
            "pooled_kappa": ratings.pooled_kappa(),
            "f1_micro": ratings.f1_micro(),
            "exact_match": ratings.exact_match(),
        },
        interval=interval() if interval else None,
        drawn_by="transcripts" if ratings.drawn_by() == "cluster" else f"{ratings.noun}s",
        codes=len(ratings.codes),
        undefined=sum(not ratings.varies(code) for code in ratings.codes),
    )


def codes_of(ratings: Ratings, also: Collection[str]) -> tuple[CodeAgreement, ...]:
    """The figures by code."""
    names = figure_names(len(ratings.coders), also)
    shared = ratings.rated_twice()
    pair = ratings.coders if len(ratings.coders) == 2 else None
    found = []
    for code in ratings.codes:
        used = 0
        for given in ratings.given:
            used |= given.get(code, 0)
        found.append(
            CodeAgreement(
                code=code,
                units=shared.bit_count(),
                counts=ratings.counts(code, *pair) if pair else None,
                few=0 < (used & shared).bit_count() < FEW,
                figures={name: ratings.of_code(name, code) for name in names},
            )
        )
    return tuple(found)
