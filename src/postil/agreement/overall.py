"""What coders agree on over all codes, and on one, as values: a program that wants no more loads no more.

Invariant: a figure is a value or the reason why there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.agreement.ratings import Counts
    from postil.agreement.result import Result

FEW = 10
"""Below so many units where one of two coders gave a code, its coefficients swing by tenths on one unit."""


class Overall(NamedTuple):
    """Agreement over all codes."""

    units: int
    """Units that at least two of the coders rated."""
    figures: Mapping[str, Result]
    """By the names of ``OVERALL``."""
    interval: Result | None
    """Of the set-valued alpha, at 95 %; None where it was not asked for."""
    drawn_by: str
    """What the interval draws: paragraphs or transcripts, as a plural."""
    codes: int
    undefined: int
    """Codes whose alpha does not exist."""


class CodeAgreement(NamedTuple):
    """Agreement on one code."""

    code: str
    """Id, or label of a bare table."""
    units: int
    """Units that at least two of the coders rated."""
    counts: Counts | None
    """For two coders: units where both, only the first, only the second, and neither gave the code."""
    few: bool
    """Whether it was given in fewer than ``FEW`` units, but in some."""
    figures: Mapping[str, Result]
    """By name, in the order of ``FIGURES``."""
