"""Reports that are of a whole study: the methods appendix with its agreement, progress, and all reports together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from postil.cli.output import watching
from postil.errors import RatingsError
from postil.reports.methods_items import Agreed, AgreedFigure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.agreement.result import Result
    from postil.model.study import Study
    from postil.reports.counting import Counting
    from postil.reports.report import Report

OF_A_PART = ("codes", "cases", "attributes", "speakers", "together", "saturation", "overlaps", "use", "memos")
"""Reports that can be of a part of a study, in the order in which they are put together; each has a module."""
SET_ALPHA = "krippendorff_alpha_set"
"""The figure whose interval is made."""
SEED = 1
"""Of the draws of an interval: that of `postil agree` where none is given."""


def agreement_of(counting: Counting, *, resamples: int) -> Agreed | str:
    """The headline of the coders' agreement, or why there is none.

    Args:
        counting: the whole study.
        resamples: draws of the interval; 0 for none.
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
    with watching() as watch:
        tell = watch("interval: draw")

        def interval() -> Result:
            return ratings.interval(SET_ALPHA, draws=resamples, seed=SEED, progress=tell)

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


def methods_of(counting: Counting, *, resamples: int) -> Report:
    """The methods appendix of a study."""
    from postil.reports.methods import methods_report  # noqa: PLC0415 - loaded when it is needed

    return methods_report(counting, agreement_of(counting, resamples=resamples), date.today().isoformat())


def without_struck(study: Study, report: Report) -> Report:
    """A report of texts without what was struck out of transcripts, wherever a text repeats it."""
    from postil.exports.egress_words import Struck  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.report import Facts  # noqa: PLC0415 - as above

    struck = Struck(study)
    parts = tuple(
        part._replace(facts=tuple((about, struck.without(text)) for about, text in part.facts))
        if isinstance(part, Facts)
        else part
        for part in report.parts
    )
    tables = tuple(
        replace(
            table,
            rows=tuple(
                tuple(
                    struck.without(cell) if column.name == "text" and isinstance(cell, str) else cell
                    for column, cell in zip(table.columns, row, strict=True)
                )
                for row in table.rows
            ),
        )
        for table in report.tables
    )
    return report._replace(parts=parts, tables=tables)


def all_reports(counting: Counting, *, resamples: int, memos: bool) -> Iterator[Report]:
    """Every report; of a part of a study only those that can be of a part, and memos if asked for."""
    whole = counting.whole and not counting.named
    if whole:
        from postil.reports.progress import progress  # noqa: PLC0415 - loaded when it is needed
        from postil.reports.progress_report import progress_report  # noqa: PLC0415 - as above

        yield progress_report(counting, progress(counting.study))
    for name in OF_A_PART:
        if name == "memos" and not memos:
            continue
        make: Callable[[Counting], Report] = getattr(import_module(f"postil.reports.{name}"), f"{name}_report")
        made = make(counting)
        yield without_struck(counting.study, made) if name == "memos" else made
    if whole:
        yield methods_of(counting, resamples=resamples)
