"""Small counts kept back, so that nobody can work out who stands behind them.

A count below the least that may be told is written ``<N``. Where its line adds up to a total that is told too, it could
be worked out from the others; so further counts of the line are kept back, the smallest first, and written ``*``, until
each ``<N`` can still be every number from 0 to N - 1 for whoever knows the total. Where no choice is good enough, the
whole line is ``*``. Whoever tries this very rule on guesses may still rule some numbers out: no fixed rule is proof
against that.

Invariant: a zero is a small count, too; what is written for a line depends on its counts, its total and what
other tables tell only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

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
        people: how many cases the count rests on; if these are too few, the count is ``*`` whatever it is: ``<N``
            beside others' ``*`` would tell the two apart.
    """
    if people is not None and people < below:
        return HIDDEN
    return small(below) if count < below else count


class Reader(NamedTuple):
    """What somebody who reads a line of counts knows from other tables."""

    caps: Sequence[int | None] = ()
    """For each count, the greatest that it can be; None where no other table tells."""
    covered: Collection[int] = ()
    """Places in the line that are kept back whatever stands there: in the other table they are, too."""
    grouped: Collection[int] = ()
    """Places of counts that are parts of counts which the other table keeps back: small, or covered."""
    together: int | None = None
    """The greatest that the counts at these places can come to, all of them; None where that is not known."""


def reader_of(shown: Sequence[int | str], total: int, caps: Sequence[int | None] = ()) -> Reader:
    """What a line that is told tells of another whose counts are parts of its own, place by place.

    Where a count is ``*``, its part is to be, too: told, it were the least that ``*`` can be.

    Args:
        shown: the line, as it is told.
        total: what its counts come to.
        caps: the greatest that its counts can be, where a third line tells; none where there is no such line.
    """
    told = [count if isinstance(count, int) else None for count in shown]
    besides = caps or [None] * len(told)
    return Reader(
        [cap if count is None else count for count, cap in zip(told, besides, strict=True)],
        {at for at, count in enumerate(shown) if count == HIDDEN},
        {at for at, count in enumerate(told) if count is None},
        total - sum(count for count in told if count is not None),
    )


_NOTHING = Reader()


def shown_line(counts: Sequence[int], below: int, reader: Reader = _NOTHING) -> list[int | str]:
    """Counts that add up to a total that is told.

    Args:
        counts: the counts of the line; their sum is known to whoever reads them.
        below: counts less than this are kept back; 0 keeps none back.
        reader: what is known from other tables.
    """
    small_ones = {at for at, count in enumerate(counts) if count < below}
    covered = set(reader.covered) if below else set()
    others = [at for at in range(len(counts)) if at not in small_ones and at not in covered]
    others.sort(key=lambda at: (counts[at], at))
    if sum(counts) < below:
        return [small(below)] * len(counts)
    for more in range(len(others) + 1):
        besides = set(others[:more])
        if not small_ones or _is_safe(counts, below, reader, besides):
            return [
                HIDDEN if at in besides or at in covered else small(below) if at in small_ones else count
                for at, count in enumerate(counts)
            ]
    return [HIDDEN] * len(counts)


def _is_safe(counts: Sequence[int], below: int, reader: Reader, besides: Collection[int]) -> bool:
    """Whether each small count may be any number below the least that is told, for all that a reader knows.

    A place that is covered may hold any count; what it counts a part of is no less than ``below``.
    """
    covered = set(reader.covered)
    small_ones = {at for at, count in enumerate(counts) if count < below}
    hidden = small_ones | covered | set(besides)
    told = [count for at, count in enumerate(counts) if at not in hidden]
    rest = sum(counts) - sum(told)
    caps = [_NO_CAP if cap is None else cap for cap in reader.caps] or [_NO_CAP] * len(counts)
    together = _NO_CAP * len(counts) if reader.together is None else reader.together
    grouped = hidden & set(reader.grouped)
    least = {at: below if at in besides else 0 for at in hidden}
    most = {at: caps[at] for at in hidden}
    most |= {at: min(caps[at], below - 1) for at in small_ones - covered}
    most |= {at: min(caps[at], *told) if told else caps[at] for at in besides}
    for at in small_ones:
        taken = below if at in covered else 0
        without = min(sum(most[one] for one in grouped - {at}), together - taken if at in grouped else together)
        at_most = without + sum(most[one] for one in hidden - grouped - {at})
        at_least = sum(least.values()) - least[at]
        if rest > at_most or rest - at_least < min(caps[at], below - 1):
            return False
    return True
