"""Small counts kept back, so that nobody can work out who stands behind them.

A count below the least that may be told is written ``<N``. Where its line adds up to a total that is told too, it could
be worked out from the others; so further counts of the line are kept back, the smallest first, and written ``*``, until
each ``<N`` can still be every number from 0 to N - 1 for whoever knows the total. Where no choice is good enough, the
whole line is ``*``. Whoever tries this very rule on guesses may still rule some numbers out: no fixed rule is proof
against that.

Invariant: a zero is a small count, too; what is written for a line depends on its counts, its total and the caps only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HIDDEN = "*"
"""Stands for a count that is kept back because it would give another one away."""
_NO_CAP = 1 << 60


def small(below: int) -> str:
    """What stands for a count that is less than may be told: ``<5``."""
    return f"<{below}"


def shown_count(count: int, below: int, *, people: int | None = None) -> int | str:
    """A count that no total gives away.

    Args:
        count: the count.
        below: counts less than this are kept back; 0 keeps none back.
        people: how many cases the count rests on; if these are too few, the count is kept back whatever it is.
    """
    if count < below:
        return small(below)
    return HIDDEN if people is not None and people < below else count


def shown_line(counts: Sequence[int], below: int, caps: Sequence[int | None] = ()) -> list[int | str]:
    """Counts that add up to a total that is told.

    Args:
        counts: the counts of the line; their sum is known to whoever reads them.
        below: counts less than this are kept back; 0 keeps none back.
        caps: for each count, the greatest that it can be as far as a reader can know; None where there is no such.
    """
    small_ones = {at for at, count in enumerate(counts) if count < below}
    others = sorted((at for at in range(len(counts)) if at not in small_ones), key=lambda at: (counts[at], at))
    limits = [_NO_CAP if cap is None else cap for cap in caps] or [_NO_CAP] * len(counts)
    if not small_ones or sum(counts) < below:
        return [small(below) if at in small_ones else count for at, count in enumerate(counts)]
    for more in range(len(others) + 1):
        besides = set(others[:more])
        if _is_safe(counts, below, limits, small_ones, besides):
            return [
                small(below) if at in small_ones else HIDDEN if at in besides else count
                for at, count in enumerate(counts)
            ]
    return [HIDDEN] * len(counts)


def _is_safe(
    counts: Sequence[int], below: int, caps: Sequence[int], small_ones: Collection[int], besides: Collection[int]
) -> bool:
    """Whether each small count may be any number below the least that is told, for all that a reader knows."""
    told = [count for at, count in enumerate(counts) if at not in small_ones and at not in besides]
    rest = sum(counts) - sum(told)
    least = {at: 0 if at in small_ones else below for at in (*small_ones, *besides)}
    most = {at: min(caps[at], below - 1) for at in small_ones}
    most |= {at: min(caps[at], *told) if told else caps[at] for at in besides}
    all_least, all_most = sum(least.values()), sum(most.values())
    return all(rest - (all_most - most[at]) <= 0 and rest - (all_least - least[at]) >= most[at] for at in small_ones)
