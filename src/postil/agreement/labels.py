"""Rows of coder, unit and label as counted patterns.

Invariant: a label is what Python holds equal (1 and True are one label, 1 and "1" are two), a list is a set of codes,
and None, or a number that is not one, is missing; an empty list is not.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from postil.errors import RatingsError
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from postil.agreement.patterns import Patterns

Row = "Sequence[object]"


class Table(NamedTuple):
    """What coders gave units."""

    coders: tuple[str, ...]
    """As they are called in the rows, in the order of their first rows or as they were asked for."""
    ratings: tuple[tuple[Hashable | None, ...], ...]
    """For each unit, the label of each coder; sets of codes are frozen sets."""

    @property
    def labels(self) -> list[Hashable]:
        """The labels given, each once, in the order of their first use."""
        return list(dict.fromkeys(label for rating in self.ratings for label in rating if label is not None))

    @property
    def codes(self) -> list[Hashable]:
        """The codes in the sets given, each once; within a set in the order of their names."""
        named = (sorted(cast("frozenset[Hashable]", label), key=_by_name) for label in self.labels)
        return list(dict.fromkeys(code for codes in named for code in codes))

    @property
    def of_sets(self) -> bool:
        """Whether the labels are sets of codes."""
        return any(isinstance(label, frozenset) for rating in self.ratings for label in rating)

    def patterns(self, change: Callable[[Hashable], Hashable] | None = None) -> Patterns:
        """The number of units for each combination of labels, each label changed first if that is asked for."""
        if change is None:
            return Counter(self.ratings)
        return Counter(tuple(None if label is None else change(label) for label in rating) for rating in self.ratings)

    def as_sets(self) -> Table:
        """The same with every label as a set of codes."""
        return Table(
            self.coders,
            tuple(
                tuple(
                    label if label is None or isinstance(label, frozenset) else frozenset((label,)) for label in rating
                )
                for rating in self.ratings
            ),
        )


def table_of(rows: Iterable[Sequence[object]], coders: Sequence[object] | None = None) -> Table:
    """The table of rows ``[coder, unit, label]``.

    Args:
        rows: in any order.
        coders: whom to compare, and who is the first; by default everybody, in the order of their first rows.

    Raises:
        RatingsError: a row is not of this kind, a coder gave a unit two different labels, or one asked for has no row.
    """
    found: dict[Hashable, dict[Hashable, Hashable | None]] = {}
    here: dict[Hashable, int] = {}
    for number, row in enumerate(rows, 1):
        coder, unit, label = _cells(row, number)
        here.setdefault(coder, len(here))
        labels = found.setdefault(unit, {})
        if coder in labels and labels[coder] != label:
            raise RatingsError(
                f"row {number}: {coder} has given unit {unit} another label before", "keep one row for a coder and unit"
            )
        labels[coder] = label
    chosen = _chosen(list(here), coders)
    ratings = tuple(tuple(labels.get(coder) for coder in chosen) for labels in found.values())
    table = Table(tuple(str(coder) for coder in chosen), ratings)
    return table.as_sets() if table.of_sets else table


def _cells(row: Sequence[object], number: int) -> tuple[Hashable, Hashable, Hashable | None]:
    try:
        coder, unit, label = () if isinstance(row, (str, bytes)) else row
    except (TypeError, ValueError):
        raise RatingsError(f"row {number} is not a coder, a unit and a label", "give three values a row") from None
    try:
        return _hashable(coder), _hashable(unit), label_of(label)
    except TypeError:
        raise RatingsError(f"row {number}: a label is a text, a number or a list of codes", "correct the row") from None


def _hashable(value: object) -> Hashable:
    value = tuple(value) if isinstance(value, list) else value
    hash(value)
    return value


def label_of(value: object) -> Hashable | None:
    """A label as it is compared: a list as a frozen set, what is missing as None.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(value)
    if value is None or value != value:  # noqa: PLR0124 - so NaN is told
        return None
    return _hashable(value)


def _chosen(here: list[Hashable], coders: Sequence[object] | None) -> list[Hashable]:
    if coders is None:
        return here
    if isinstance(coders, str):
        raise RatingsError("coders is a text", "give a list of names")
    for coder in coders:
        if coder not in here:
            raise RatingsError(f"there is no coder {coder} in the rows", "name coders as the rows do")
    if len(set(coders)) < len(coders):
        raise RatingsError("a coder is named twice", "name each coder once")
    return cast("list[Hashable]", list(coders))


def numbers_of(labels: Iterable[Hashable]) -> dict[Hashable, Fraction]:
    """The numbers that labels stand for, exactly, as a whole number may be larger than any float.

    Raises:
        RatingsError: one of them stands for none.
    """
    found = {}
    for label in labels:
        try:
            number = Fraction(label if isinstance(label, int) else float(cast("float", label)))
        except (TypeError, ValueError, OverflowError):
            raise RatingsError(
                f"the label {shown(label)} is not a number",
                "declare the categories in order, or choose the nominal level",
            ) from None
        found[label] = number
    return found


def shown(label: Hashable) -> str:
    """A label in words."""
    return ", ".join(map(str, sorted(label, key=_by_name))) or "[]" if isinstance(label, frozenset) else str(label)


def _by_name(code: Hashable) -> tuple[str, str]:
    return str(code), type(code).__name__
