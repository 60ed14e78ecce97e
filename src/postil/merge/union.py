"""Merging: the union of what several people did.

Invariant: merging is idempotent, commutative and associative, and nothing is lost: every change that anybody made is in
the outcome. What the program decides by itself is derived from that set of changes: which codes are one
(``postil.model.same_codes``), what is carried from one reading of an interview to another (``postil.merge.readings``).
"""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from postil.errors import MergeError
from postil.merge.coders import (
    Question,
    Renaming,
    confirmations,
    in_common,
    known_renamings,
    questions,
    renamed,
)
from postil.merge.readings import Derived, derive, people_only
from postil.merge.sides import Side
from postil.model.change import AddTranscript, Bookmark, DropTranscript
from postil.model.derived import is_derived
from postil.model.study import Study
from postil.storage.folding import folded
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.change import Change


class Merged(NamedTuple):
    """What several studies are together."""

    sides: tuple[Side, ...]
    """The studies that came together, coders renamed."""
    changes: list[Change]
    """The log, in the order of stamps."""
    study: Study
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
    done, same = list(renamings), list(same)
    sides = _renamed([_of_people(side) for side in sides], done)
    known: list[Renaming] = []
    while (more := known_renamings(sides)) and not set(more) <= set(known):
        sides = _renamed(sides, more)
        known += more
    changes: dict[str, Change] = {}
    for side in sides:
        _take(changes, side)
    changes.update((change.stamp, change) for change in confirmations(sides, same))
    _give_one_text_each(changes)
    study = folded(changes.values())
    derived = derive(study, changes.values())
    log = _without_old_bookmarks(sorted([*changes.values(), *derived.changes], key=itemgetter(0)))
    return Merged(tuple(sides), log, study, tuple(questions(sides, same)), (*done, *known), derived)


def _of_people(side: Side) -> Side:
    if not any(is_derived(change) for change in side.changes.values() if not change[1]):  # it has no coder
        return side
    people = people_only(side.changes)
    return Side(side.name, people, Study(people.values()))


def _renamed(sides: Sequence[Side], renamings: Sequence[Renaming]) -> list[Side]:
    changes = {side.name: side.changes for side in sides}
    for renaming in renamings:
        common = in_common(sides, renaming, renamings)
        changes[renaming.file] = renamed(changes[renaming.file], renaming.old, renaming.new, common=common)
    return [
        side if changes[side.name] is side.changes else Side(side.name, known, Study(known.values()))
        for side in sides
        for known in (changes[side.name],)
    ]


def _take(changes: dict[str, Change], side: Side) -> None:
    settled: dict[str, Change] = {}
    for stamp in changes.keys() & side.changes.keys():
        one, other = changes[stamp], side.changes[stamp]
        if one == other:
            continue
        if _without_text(one) != _without_text(other):
            raise MergeError(
                f"{side.name}: the change {stamp} is another than in the files before it: one of them was edited by "
                "hand or is damaged",
                "see `postil check` for each; restore the damaged one from its backups",
            )
        settled[stamp] = max(one, other, key=repr)
    changes.update(side.changes)
    changes.update(settled)


# ---- one text for each transcript ----


def _without_text(change: Change) -> Change:
    match change.action:
        case AddTranscript(transcript) | DropTranscript(transcript):
            return change._replace(action=change.action._replace(transcript=replace(transcript, paragraphs=())))
    return change


def _give_one_text_each(changes: dict[str, Change]) -> None:
    """Give all changes of a transcript the paragraphs of the latest, as a file holds them.

    The id of a transcript names its speakers and texts. The roles of the speakers and the kinds and times of the
    paragraphs may have been read otherwise by somebody else (``postil.merge.same_texts``).
    """
    by_id: dict[str, list[tuple[Change, AddTranscript | DropTranscript]]] = {}
    for change in changes.values():
        if isinstance(action := change.action, (AddTranscript, DropTranscript)):
            by_id.setdefault(action.transcript.id, []).append((change, action))
    for named in by_id.values():
        latest = max(named, key=lambda pair: pair[0].stamp)[1].transcript
        for change, action in named:
            if action.transcript.paragraphs != latest.paragraphs:
                whole = replace(action.transcript, paragraphs=latest.paragraphs)
                changes[change.stamp] = change._replace(action=action._replace(transcript=whole))


def _without_old_bookmarks(changes: list[Change]) -> list[Change]:
    marks = [(change.action.coder, change.stamp) for change in changes if isinstance(change.action, Bookmark)]
    old = {stamp for _, stamp in marks} - set(dict(marks).values())
    return [change for change in changes if change[0] not in old] if old else changes
