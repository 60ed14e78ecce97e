"""A side of a merge: what one file brings."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from postil.model.change import AddCoder, Apply, Bookmark, Confirm, Decide, Doubt, Rate, Remove, Review, SetMemo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.model.change import Change
    from postil.model.study import Study

_STAMP, _CODER = itemgetter(0), itemgetter(1)


class Side:
    """One of the studies that come together."""

    def __init__(self, name: str, changes: Mapping[str, Change], study: Study) -> None:
        """Take a study.

        Args:
            name: what it is called in reports, such as the path of its file.
            changes: its log, by stamp.
            study: what these fold to.
        """
        self.name = name
        self.changes = changes
        self.study = study

    @cached_property
    def coders(self) -> frozenset[str]:
        """The coders who joined, or whose work is there."""
        return frozenset({*self.study.coders, *map(_CODER, self.changes.values())} - {""})

    @cached_property
    def recorded(self) -> dict[str, list[str]]:
        """By coder, the stamps of the changes that they recorded, in their order."""
        found: dict[str, list[str]] = {}
        for coder, run in groupby(sorted(self.changes.values(), key=_STAMP), _CODER):
            found.setdefault(coder, []).extend(map(_STAMP, run))
        return found

    def acts_of(self, coder: str) -> frozenset[str]:
        """Stamps of the changes that are the work of a coder, whoever recorded them; places of reading are no work."""
        return self._work.get(coder, frozenset())

    @cached_property
    def _work(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for stamp, change in self.changes.items():
            for coder in set(_people(change)):
                found.setdefault(coder, set()).add(stamp)
        return {coder: frozenset(stamps) for coder, stamps in found.items()}

    def joined(self, coder: str) -> frozenset[str]:
        """Stamps of the changes that made a coder known."""
        return self._joined.get(coder, frozenset())

    @cached_property
    def _joined(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for stamp, change in self.changes.items():
            if isinstance(change.action, AddCoder):
                found.setdefault(change.action.name, set()).add(stamp)
        return {coder: frozenset(stamps) for coder, stamps in found.items()}


def _people(change: Change) -> tuple[str, ...]:
    """Who recorded a change, and whose work it is or speaks of."""
    match change.action:
        case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding):
            return change.coder, coding.coder
        case Review(_, _, coder):
            return change.coder, coder
        case SetMemo(target):
            return change.coder, target.coder
        case Rate(_, _, rater):
            return change.coder, rater
        case Decide(_, _, decision):
            return change.coder, decision.kept, *(coder for coder, _ in decision.seen)
        case Bookmark():
            return ()
    return change.coder, change.coder
