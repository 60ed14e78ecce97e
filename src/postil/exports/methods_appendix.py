"""The methods appendix with the agreement of the coders, for the screen and for the command line.

It stands here because reports and agreement know nothing of each other. Invariant: its agreement is the headline of
``postil agree`` without options; without draws it takes about as long as counting does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postil.errors import RatingsError
from postil.reports.methods_items import Agreed, AgreedFigure

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.agreement.result import Result
    from postil.reports.counting import Counting
    from postil.reports.report import Report

    Progress = Callable[[int, int], None]

OF_A_PART = "agreement is told of the whole study, without --where"
"""Why there is none of what a query finds."""
SET_ALPHA = "krippendorff_alpha_set"
"""The figure whose interval is made."""
SEED = 1
"""Of the draws of an interval: that of `postil agree` where none is given."""


def agreement_of(counting: Counting, *, resamples: int, progress: Progress | None = None) -> Agreed | str:
    """The headline of the coders' agreement, or why there is none.

    Args:
        counting: the whole study.
        resamples: draws of the interval; 0 for none.
        progress: is told how many of how many draws are done.
    """
    from postil.agreement.comparable import check_comparable  # noqa: PLC0415 - loaded when it is needed
    from postil.agreement.figures import OVERALL, ends, number  # noqa: PLC0415 - as above
    from postil.agreement.groups import overall_of, shared  # noqa: PLC0415 - as above
    from postil.agreement.units import compared  # noqa: PLC0415 - as above

    try:
        found = compared(counting.study)
        check_comparable(found)
    except RatingsError as error:
        return error.message
    ratings = shared(found.ratings)

    def interval() -> Result:
        return ratings.interval(SET_ALPHA, draws=resamples, seed=SEED, progress=progress)

    overall = overall_of(ratings, "masi", interval=interval if resamples else None)
    low, high = ends(overall.interval)
    return Agreed(
        coders=ratings.coders,
        unit=found.wanted.unit,
        units=overall.units,
        transcripts=sum(bool(cluster & ratings.rated_twice()) for cluster in ratings.clusters),
        figures=tuple(
            AgreedFigure(name, OVERALL[name] + (" (MASI)" if name == SET_ALPHA else ""), number(result), result.reason)
            for name, result in overall.figures.items()
        ),
        low=low,
        high=high,
        why_no_interval=overall.interval.reason if overall.interval else "",
        drawn_by=overall.drawn_by,
        resamples=resamples,
        seed=SEED,
    )


def methods_of(counting: Counting, *, resamples: int, progress: Progress | None = None) -> Report:
    """The methods appendix of a study or of a part of it; the arguments are those of ``agreement_of``."""
    from postil.reports.methods import methods_report  # noqa: PLC0415 - loaded when it is needed

    whole = counting.whole
    agreed = agreement_of(counting, resamples=resamples, progress=progress) if whole else OF_A_PART
    return methods_report(counting, agreed, date.today().isoformat())
