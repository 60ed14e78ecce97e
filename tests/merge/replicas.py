"""Several people who go on from one study and merge now and then, for tests of merging."""

from __future__ import annotations

import contextlib
from itertools import count
from typing import TYPE_CHECKING

from postil.errors import CodebookError, NotFoundError
from postil.merge.sides import Side
from postil.merge.union import merged
from postil.model.clock import Clock
from postil.model.log import Log
from postil.model.study import Study
from studies import Desk, small_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.merge.union import Merged
    from postil.model.change import Action, Change


def side(name: str, log: Iterable[Change]) -> Side:
    """A side of a merge from a log."""
    changes = {change.stamp: change for change in log}
    return Side(name, changes, Study(changes.values()))


def brought_together(*logs: Iterable[Change]) -> Merged:
    """The merge of logs."""
    return merged([side(f"{n}.json", log) for n, log in enumerate(logs)])


class Replica:
    """One person's copy of a study; every opening has a writer and a clock of its own."""

    def __init__(self, log: Iterable[Change], *, number: int, offset: int = 0) -> None:
        self._number = number
        self._offset = offset
        self._openings = 0
        self.desk = Desk()
        self.open(log)

    def open(self, log: Iterable[Change]) -> None:
        """Go on from a log."""
        changes = list(log)
        self._openings += 1
        begin = 1_700_000_001_000 + self._offset
        clock = Clock(writer=f"{self._number:08x}{self._openings:08x}", now=count(begin, 1).__next__)
        for change in changes:
            clock.see(change.stamp)
        self.desk = Desk(Study(changes), Log(changes), clock)

    @property
    def log(self) -> list[Change]:
        """What the copy holds."""
        return list(self.desk.log)

    def try_to(self, *actions: Action, coder: str) -> None:
        """Record an act if it fits."""
        with contextlib.suppress(CodebookError, NotFoundError):
            self.desk.act(*actions, coder=coder)

    def take(self, *logs: Iterable[Change]) -> None:
        """Merge others in."""
        self.open(brought_together(self.log, *logs).changes)


def three_replicas() -> list[Replica]:
    """Three copies of the small study, with clocks that are days apart."""
    base = list(small_desk().log)
    return [Replica(base, number=n + 1, offset=offset) for n, offset in enumerate((0, 3, -500))]
