"""Who is who, when the work of several people comes together.

Two people who both called themselves ``default``, and one person whose name is spelt in two ways, cannot be told from
the names: they are asked for and never guessed. An answer renames a coder in what one file brings. The renamed changes
have stamps that follow from the old ones, so the same answer to the same file gives the same changes, whenever it is
given: renaming commutes with merging, and a file that comes again is recognised by what it became.

Invariant: a renamed change differs from the old one in the coder only, and no two changes with one stamp differ.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from postil.model.change import (
    AddCoder,
    Apply,
    Bookmark,
    Change,
    Doubt,
    DropCoder,
    Pin,
    Remove,
    Review,
    SetMemo,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.merge.sides import Side
    from postil.model.change import Action

GENERIC = frozenset(
    {
        *("default", "coder", "coder1", "coder2", "user", "user1", "user2", "me", "myself", "rater", "reviewer"),
        *("researcher", "analyst", "student", "test", "tester", "admin", "root", "guest", "unknown", "anonymous"),
        *("ubuntu", "postil"),
    }
)
"""Names that say nothing about who it is."""


class Question(NamedTuple):
    """Something about coders that a person has to say."""

    kind: str
    """``same-name``: one name in several files; ``spelling``: names that differ in case, spaces or accents only."""
    names: tuple[str, ...]
    files: tuple[str, ...]
    """Names of the files that they are in."""


class Renaming(NamedTuple):
    """A coder who gets another name in what a file brings."""

    file: str
    """Name of the file."""
    old: str
    new: str


def questions(sides: Sequence[Side], same: Iterable[str]) -> list[Question]:
    """What has to be asked about coders.

    Args:
        sides: the files, renamings done.
        same: names that are one person wherever they stand.
    """
    known = set(same)
    names = sorted({name for side in sides for name in side.coders})
    asked = [
        Question("same-name", (name,), files)
        for name in names
        if name not in known and sum(name in side.coders for side in sides) > 1 and (files := _apart(sides, name))
    ]
    by_folded: dict[str, list[str]] = {}
    for name in names:
        by_folded.setdefault(folded(name), []).append(name)
    for spellings in by_folded.values():
        if len(spellings) > 1:
            files = tuple(side.name for side in sides if side.coders & set(spellings))
            asked.append(Question("spelling", tuple(spellings), files))
    return asked


def _apart(sides: Sequence[Side], name: str) -> tuple[str, ...]:
    """The files in which a coder of this name did something that another file lacks, while that one has other things.

    A coder whom the files have from one study is one person, unless the name says nothing about who it is.
    """
    having = [side for side in sides if name in side.coders]
    found: set[str] = set()
    for at, one in enumerate(having):
        for other in having[at + 1 :]:
            mine, theirs = one.acts_of(name), other.acts_of(name)
            if mine <= theirs or theirs <= mine:
                continue
            if folded(name) in GENERIC or not one.joined(name) & other.joined(name):
                found |= {one.name, other.name}
    return tuple(side.name for side in having if side.name in found)


def folded(name: str) -> str:
    """A coder's name without case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    return letters or name.casefold()


def known_renamings(sides: Sequence[Side]) -> list[Renaming]:
    """Renamings that were made when a file was merged before: what they gave is in another file."""
    everybody = {name for side in sides for name in side.coders}
    found: list[Renaming] = []
    for side in sides:
        for old in sorted(side.coders):
            first = side.first_acts.get(old, "")
            for new in sorted(everybody - {old}):
                stamp = first and _restamped(first, old, new)
                if stamp and any(stamp in other.changes for other in sides if other is not side):
                    found.append(Renaming(side.name, old, new))
    return found


def renamed(changes: Mapping[str, Change], old: str, new: str) -> dict[str, Change]:
    """Changes by stamp, with another name for a coder in those that are of this coder, or build on such.

    Args:
        changes: by stamp.
        old: the coder's name.
        new: the name to put in its place.
    """
    moved: dict[str, str] = {}
    result: dict[str, Change] = {}
    for stamp in sorted(changes):
        change = changes[stamp]
        action = _renamed_action(change.action, old, new)
        built_on = (change.group, change.undoes, *change.replaces)
        if change.coder != old and action == change.action and not any(ref in moved for ref in built_on):
            result[stamp] = change
            continue
        moved[stamp] = _restamped(stamp, old, new)
        result[moved[stamp]] = Change(
            moved[stamp],
            new if change.coder == old else change.coder,
            moved.get(change.group, change.group),
            action,
            tuple(moved.get(ref, ref) for ref in change.replaces),
            moved.get(change.undoes, change.undoes),
        )
    return result


def _restamped(stamp: str, old: str, new: str) -> str:
    """The stamp that a renamed change has: of the same time, and of a writer that follows from all three."""
    writer = hashlib.blake2b("\0".join((stamp[30:], old, new)).encode(), digest_size=8).hexdigest()
    return stamp[:30] + writer


def _renamed_action(action: Action, old: str, new: str) -> Action:
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding) if coding.coder == old:
            return action._replace(coding=coding._replace(coder=new))
        case SetMemo(target) if target.coder == old:
            return action._replace(target=target._replace(coder=new))
        case Review(_, _, coder) | Pin(coder) | Bookmark(coder) if coder == old:
            return action._replace(coder=new)
        case AddCoder(name) | DropCoder(name) if name == old:
            return action._replace(name=new)
    return action
