"""The methods appendix with its agreement, and all reports together."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from postil.cli.output import watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.reports.counting import Counting
    from postil.reports.report import Report

ALIKE = ("codes", "cases", "attributes", "speakers", "together", "saturation", "overlaps", "use", "memos")
"""Reports that are made alike, in the order in which they are put together; each has a module."""


def methods_of(counting: Counting, *, resamples: int) -> Report:
    """The methods appendix of a study, with the draws of its interval told as they are made."""
    from postil.exports.methods_appendix import methods_of as made  # noqa: PLC0415 - loaded when it is needed

    with watching() as watch:
        return made(counting, resamples=resamples, progress=watch("interval: draw"))


def all_reports(counting: Counting, *, resamples: int, memos: bool) -> Iterator[Report]:
    """Every report, as it is let out; memos if asked for, and the methods appendix unless coders were named."""
    from postil.reports.progress import progress  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.progress_report import progress_report  # noqa: PLC0415 - as above

    coders = counting.coders if counting.named else ()
    done = progress(counting.study, selection=counting.selection, coders=coders)
    yield progress_report(counting, done)
    for name in ALIKE:
        if name == "memos" and not memos:
            continue
        make: Callable[[Counting], Report] = getattr(import_module(f"postil.reports.{name}"), f"{name}_report")
        yield make(counting)
    if not counting.named:
        yield methods_of(counting, resamples=resamples)
