"""A side of a merge: what one file brings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postil.model.change import AddCoder, Apply, Doubt, Remove, Review, SetMemo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.model.change import Change
    from postil.model.study import Study


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

    @property
    def coders(self) -> frozenset[str]:
        """The coders who joined, or whose work is there."""
        return frozenset(self._people)

    def acts_of(self, coder: str) -> frozenset[str]:
        """Stamps of the changes that are the work of a coder."""
        return frozenset(self._people.get(coder, (set(), set()))[0])

    def joined(self, coder: str) -> frozenset[str]:
        """Stamps of the changes that made a coder known."""
        return frozenset(self._people.get(coder, (set(), set()))[1])

    @cached_property
    def _people(self) -> dict[str, tuple[set[str], set[str]]]:
        """By coder, the stamps of their work and those of their joining."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for stamp, change in self.changes.items():
            match change.action:
                case AddCoder(name):
                    found.setdefault(name, (set(), set()))[1].add(stamp)
                    continue
                case Apply(coding) | Remove(coding) | Doubt(coding):
                    whose = coding.coder
                case Review(_, _, coder):
                    whose = coder
                case SetMemo(target):
                    whose = target.coder
                case _:
                    whose = change.coder
            for name in {whose, change.coder} - {""}:
                found.setdefault(name, (set(), set()))[0].add(stamp)
        return found
