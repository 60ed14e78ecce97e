"""Merging: the union of what several people did.

Invariant: merging is idempotent, commutative and associative, and nothing is lost: every change that anybody made is in
the outcome. What the program decides by itself is derived from that set of changes: which codes are one
(``postil.model.same_codes``), what is carried from one reading of an interview to another (``postil.merge.readings``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from postil.errors import MergeError
from postil.merge.coders import Question, Renaming, known_renamings, questions, renamed
from postil.merge.readings import Derived, derive, is_derived, people_only
from postil.merge.sides import Side
from postil.model.change import Bookmark
from postil.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.change import Change


@dataclass(frozen=True, slots=True)
class Merged:
    """What several studies are together."""

    sides: tuple[Side, ...] = field(repr=False)
    """The studies that came together, coders renamed."""
    changes: list[Change] = field(repr=False)
    """The log, in the order of stamps."""
    study: Study = field(repr=False)
    """What it folds to."""
    questions: tuple[Question, ...]
    """What has to be said before the outcome can be trusted."""
    renamings: tuple[Renaming, ...]
    """Coders who were renamed, because it was said so or because they were in an earlier merge."""
    derived: Derived


def merged(sides: Sequence[Side], *, same: Iterable[str] = (), renamings: Iterable[Renaming] = ()) -> Merged:
    """What studies are together. They are not touched.

    Args:
        sides: the studies.
        same: names of coders that are one person in all of them.
        renamings: coders to rename in what one of them brings.

    Raises:
        MergeError: two studies have different changes under one stamp.
    """
    done = list(renamings)
    sides = [_renamed(_of_people(side), done) for side in sides]
    known = known_renamings(sides)
    sides = [_renamed(side, known) for side in sides]
    changes: dict[str, Change] = {}
    for side in sides:
        _take(changes, side)
    study = Study(changes.values())
    derived = derive(study)
    log = _without_old_bookmarks(sorted([*changes.values(), *derived.changes], key=itemgetter(0)))
    return Merged(tuple(sides), log, study, tuple(questions(sides, same)), (*done, *known), derived)


def _of_people(side: Side) -> Side:
    if not any(map(is_derived, side.changes.values())):
        return side
    return Side(side.name, people_only(side.changes), side.study)


def _renamed(side: Side, renamings: Iterable[Renaming]) -> Side:
    changes = side.changes
    for renaming in renamings:
        if renaming.file == side.name:
            changes = renamed(changes, renaming.old, renaming.new)
    return side if changes is side.changes else Side(side.name, changes, Study(changes.values()))


def _take(changes: dict[str, Change], side: Side) -> None:
    both = changes.keys() & side.changes.keys()
    for stamp in both:
        if changes[stamp] != side.changes[stamp]:
            raise MergeError(
                f"{side.name}: the change {stamp} is another than in the files before it: one of them was edited by "
                "hand or is damaged",
                "see `postil check` for each; restore the damaged one from its backups",
            )
    changes.update(side.changes)


def _without_old_bookmarks(changes: list[Change]) -> list[Change]:
    latest = {change.action.coder: change.stamp for change in changes if isinstance(change.action, Bookmark)}
    return [
        change
        for change in changes
        if not isinstance(change.action, Bookmark) or latest[change.action.coder] == change.stamp
    ]
