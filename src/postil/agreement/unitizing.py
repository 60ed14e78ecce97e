"""Krippendorff's alpha for coders who choose the passages themselves (u-alpha).

Invariant: one coder's passages do not overlap; what lies between them is a gap, and the continuum is as long for all.
Lengths are of passages times passages, as in Krippendorff, Mathet, Bouvry & Widlöcher 2016, equations 1, 4 and 6.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import TYPE_CHECKING, cast

from postil.agreement.result import Result
from postil.errors import RatingsError
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class Passage(NamedTuple):
    """A part of the continuum, half-open, and the value a coder gave it; None for a gap."""

    start: float
    end: float
    value: Hashable | None


def u_alpha(continua: Sequence[Sequence[Passage]]) -> Result:
    """Agreement on the values and places of passages.

    Args:
        continua: for each coder, passages and gaps in order, without holes.
    """
    return _u_alpha(continua, only_gaps=False)


def bu_alpha(continua: Sequence[Sequence[Passage]]) -> Result:
    """Agreement on what is a passage and what a gap (the binary one)."""
    return _u_alpha(continua, only_gaps=True)


def _u_alpha(continua: Sequence[Sequence[Passage]], *, only_gaps: bool) -> Result:
    if len(continua) < 2:
        return Result(None, "there are no two coders")
    together = _together(continua)
    lengths: defaultdict[Hashable | None, float] = defaultdict(float)
    matched: defaultdict[Hashable | None, float] = defaultdict(float)
    for (value, other), length in together.items():
        lengths[value] += length
        if value == other:
            matched[value] += length
    own: defaultdict[Hashable | None, float] = defaultdict(float)
    for passages in continua:
        for start, end, value in passages:
            own[value] += (end - start) if value is None else (end - start) ** 2
    whole = sum(lengths.values())
    scale = whole / (whole**2 - sum(own.values())) if whole**2 > sum(own.values()) else 0.0
    values = [None] if only_gaps else list(lengths)
    apart = sum(lengths[value] - matched[value] for value in values)
    expected = scale * sum(lengths[value] * (whole - lengths[value]) for value in values)
    if not expected:
        what = "there are no gaps, or nothing but gaps" if only_gaps else "the whole continuum has one value"
        return Result(None, f"{what}: there is no variation")
    return Result(1 - apart / expected)


def _together(continua: Sequence[Sequence[Passage]]) -> dict[tuple[Hashable | None, Hashable | None], float]:
    """For ordered pairs of values, the length over which one coder gave the one and another the other, per coder."""
    found: defaultdict[tuple[Hashable | None, Hashable | None], float] = defaultdict(float)
    for first, second in permutations(continua, 2):
        others = iter(second)
        other = next(others)
        for start, end, value in first:
            while True:
                length = min(end, other.end) - max(start, other.start)
                if length > 0:
                    found[value, other.value] += length / (len(continua) - 1)
                if other.end > end:
                    break
                following = next(others, None)
                if following is None:
                    break
                other = following
    return found


def continua_of(
    rows: Iterable[Sequence[object]], length: float | None = None, coders: Sequence[object] | None = None
) -> list[list[Passage]]:
    """The continuum of each coder from rows ``[coder, [start, end], value]``; a row with the value None is a gap.

    Args:
        rows: in any order.
        length: of the continuum, from 0 on; by default up to the last end.
        coders: whom to compare; by default everybody with a row.

    Raises:
        RatingsError: a passage is empty, lies outside, or overlaps another of its coder.
    """
    found: dict[Hashable, list[Passage]] = {}
    last: float = length or 0
    for number, row in enumerate(rows, 1):
        try:
            coder, (start, end), value = cast("tuple[Hashable, tuple[float, float], Hashable]", row)
            hash(value)
            right = 0 <= start < end and (length is None or end <= length)
        except (TypeError, ValueError):
            raise RatingsError(
                f"row {number} is not a coder, a start and end, and a value", "write [coder, [start, end], value]"
            ) from None
        if not right:
            raise RatingsError(f"row {number}: {start} to {end} is no passage of the continuum", "correct the row")
        last = max(last, end)
        mine = found.setdefault(coder, [])
        if value is not None:
            mine.append(Passage(start, end, value))
    for coder in coders or ():
        if coder not in found:
            raise RatingsError(f"there is no coder {coder} in the rows", "name coders as the rows do")
    return [_filled(str(coder), found[coder], last) for coder in (cast("Sequence[Hashable]", coders) or found)]


def _filled(coder: str, passages: list[Passage], length: float) -> list[Passage]:
    """Passages in order with the gaps between them."""
    found: list[Passage] = []
    at: float = 0
    for passage in sorted(passages, key=lambda one: one.start):
        if passage.start < at:
            raise RatingsError(
                f"passages of {coder} overlap at {passage.start}", "compare one code at a time, or join what overlaps"
            )
        if passage.start > at:
            found.append(Passage(at, passage.start, None))
        found.append(passage)
        at = passage.end
    if at < length:
        found.append(Passage(at, length, None))
    return found
