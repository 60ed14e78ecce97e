"""Cells of the framework matrix: what one case said on one code, in the analyst's words.

Invariant: a summary holds what it was written from. So whether it is older than the coding under it does not depend on
clocks, or on who merged what when: it is stale when the passages that are coded now are not the ones that it saw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.coding import Passage, Place

SUMMARY_STATUSES = ("draft", "checked")
RATINGS = ("-2", "-1", "0", "+1", "+2", "mixed", "missing", "n/a")
"""What a cell can be rated, as the users of CFIR rate constructs."""


class Summary(NamedTuple):
    """The summary of a cell; without text, none."""

    text: str = ""
    status: str = "draft"
    """One of ``SUMMARY_STATUSES``."""
    seen: tuple[Passage, ...] = ()
    """The passages of the case that were coded with the code when it was written, in reading order."""
    places: tuple[Place | None, ...] = ()
    """What each of the references in the text meant when it was written (``postil.model.references``), in order; None
    for one that meant nothing."""


class Rating(NamedTuple):
    """A rating of a cell by one rater; without a value, none."""

    value: str = ""
    """One of ``RATINGS``."""
    reason: str = ""
