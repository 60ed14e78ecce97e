"""The reports that the screen shows: what each answers, and how it is made.

Invariant: these are the reports of ``postil report``, by the same names, with the same figures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.reports.counting import Counting
    from postil.reports.report import Report


class Kind(NamedTuple):
    """One report that there is."""

    name: str
    """As in ``postil report NAME``."""
    answers: str
    """The question that it answers, in one line."""


KINDS: tuple[Kind, ...] = (
    Kind("progress", "What is reviewed, coded and to do, by transcript and coder?"),
    Kind("codes", "How often was each code used, and in how many cases?"),
    Kind("cases", "Which code was used in which case?"),
    Kind("attributes", "How are codes spread over the values of the cases' attributes?"),
    Kind("together", "Which codes stand together on a paragraph?"),
    Kind("speakers", "Who says what was coded, by speaker and role?"),
    Kind("saturation", "In which transcript did the last new codes come?"),
    Kind("overlaps", "Which codes stand on nearly the same passages?"),
    Kind("memos", "What did analysts write beside the text?"),
    Kind("use", "Which codes are used, by whom and when, and which are not?"),
    Kind("methods", "Which numbers is a methods section asked for?"),
)


def made(name: str, counting: Counting) -> Report:
    """A report; the methods appendix without the interval of the agreement, which takes long.

    Args:
        name: that of one of ``KINDS``.
        counting: what is counted.
    """
    if name == "progress":
        from postil.reports.progress import progress  # noqa: PLC0415 - loaded when it is needed
        from postil.reports.progress_report import progress_report  # noqa: PLC0415 - as above

        return progress_report(counting, progress(counting.study, selection=counting.selection))
    if name == "methods":
        from postil.exports.methods_appendix import methods_of  # noqa: PLC0415 - loaded when it is needed

        return methods_of(counting, resamples=0)
    make: Callable[[Counting], Report] = getattr(import_module(f"postil.reports.{name}"), f"{name}_report")
    return make(counting)
