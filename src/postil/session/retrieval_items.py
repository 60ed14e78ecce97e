"""The passages of the retrieval screen, one after the other through all groups.

Invariant: how many there are, and where a group begins, is known without any being laid out; an item is made when it is
read, so that a query that finds much costs what is shown of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.find.quotes import Group, Said
    from postil.model.coding import Passage


class Item(NamedTuple):
    """A passage where it is shown."""

    group: int
    """Index of its group."""
    nth: int
    """Which passage of its group it is, from 1."""
    first: bool
    """Whether its group begins with it, where there are groups."""
    said: Said


class Items(Sequence[Item]):
    """Passages as they are shown; to be read while the study is as it was."""

    def __init__(self, groups: Sequence[Group], *, in_groups: bool) -> None:
        """The passages of groups.

        Args:
            groups: none of them empty, but for a single one.
            in_groups: whether they are shown as groups.
        """
        self._groups = groups
        self._in_groups = in_groups
        self._starts = [0, *accumulate(len(group.said) for group in groups)]

    def __len__(self) -> int:
        """How many there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        """One of them, or several."""
        at = range(len(self))[index]
        if isinstance(at, range):
            return [self[each] for each in at]
        group = bisect_right(self._starts, at) - 1
        nth = at - self._starts[group]
        return Item(group, nth + 1, nth == 0 and self._in_groups, self._groups[group].said[nth])

    @property
    def firsts(self) -> Sequence[int]:
        """Where the groups begin."""
        return self._starts[:-1]

    def places_of(self, passage: Passage | None) -> list[int]:
        """Where a passage is shown, from the first place on; by code, that may be more than one."""
        if passage is None:
            return []
        return [
            start + at
            for start, group in zip(self._starts, self._groups, strict=False)
            if (at := group.said.place_of(passage)) is not None
        ]
