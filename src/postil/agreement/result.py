"""A figure of agreement. Invariant: a figure that does not exist is None with the reason, never 0, 1 or NaN."""

from __future__ import annotations

from postil.tuples import NamedTuple


class Result(NamedTuple):
    """A statistic of a set of ratings."""

    value: float | tuple[float, float] | None
    """The number, or the two ends of an interval; None where it is undefined."""
    reason: str = ""
    """Why it is undefined; with a value, what a reader has to know about it (mostly nothing)."""
