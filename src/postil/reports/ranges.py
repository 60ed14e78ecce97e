"""Ranges of values: dates and numbers that nearly every case has for itself, in groups that can be compared.

The rule, which docs/reports.md tells: at most ``FEW`` different values stand as they are. More dates are grouped by
month where all lie in one year, else by year. More numbers, and dates of more than ``FEW`` years, are grouped in up to
four ranges of about as many cases each, cut at the quartiles; cases of one value are never parted. Invariant: every
value is in exactly one range, ranges do not overlap, and they depend on the values of all cases, not on a query.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from postil.model.case import Attribute

FEW = 8
"""Different values that are shown one by one."""
_YEAR, _MONTH = 4, 7
"""Letters of YYYY and of YYYY-MM."""


class Range(NamedTuple):
    """Values that stand together."""

    label: str
    """How it is shown: the value, '2022', '2022-05', or '2 to 3.5'."""
    least: str
    """Its least value that a case has."""
    greatest: str


def ranges_of(attribute: Attribute, values: Sequence[str]) -> dict[str, Range]:
    """Value -> the range that it is in.

    Args:
        attribute: what kind of values they are; those of texts and choices stand as they are.
        values: one for each case that has one; equal values may come often.
    """
    different = sorted(set(values), key=attribute.sort_key)
    if attribute.kind not in {"date", "number"} or len(different) <= FEW:
        return {value: Range(value, value, value) for value in different}
    if attribute.kind == "date":
        letters = _MONTH if len({value[:_YEAR] for value in different}) == 1 else _YEAR
        if len({value[:letters] for value in different}) <= max(FEW, 12 if letters == _MONTH else 0):
            return _grouped(different, lambda value: value[:letters], lambda first, _: first[:letters])
    return _grouped(different, _quarter(attribute, different, values), _ends)


def _quarter(attribute: Attribute, different: Sequence[str], values: Sequence[str]) -> Callable[[str], str]:
    """Which quarter of the cases a value begins in; values that are one number in two spellings begin together."""
    often = Counter(values)
    before: dict[object, int] = {}
    seen = 0
    for value in different:
        before.setdefault(_weight(attribute, value), seen)
        seen += often[value]
    return lambda value: str(4 * before[_weight(attribute, value)] // seen)


def _weight(attribute: Attribute, value: str) -> object:
    return attribute.sort_key(value)[:2] if attribute.kind == "number" else value


def _ends(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _grouped(
    different: Iterable[str], group: Callable[[str], str], label: Callable[[str, str], str]
) -> dict[str, Range]:
    found: dict[str, list[str]] = {}
    for value in different:
        found.setdefault(group(value), []).append(value)
    return {value: Range(label(here[0], here[-1]), here[0], here[-1]) for here in found.values() for value in here}
