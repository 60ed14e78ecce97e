"""Who is who, when the work of several people comes together.

Two people who both called themselves ``default``, and one person whose name is spelt in two ways, cannot be told from
the names: they are asked for and never guessed. An answer renames a coder in what one file brings. The renamed changes
have stamps that follow from the old ones, so the same answer to the same file gives the same changes, whenever it is
given, and a file that comes again is recognised by what it became. What a coder did before two files parted is in both:
it keeps its name, or it would count once for each of two people. Who was renamed twice, in two merges, is recognised
step by step where a file with the name between is there, and asked for where none is.

Invariant: a renamed change differs from the old one in the coder only, and no two changes with one stamp differ.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from itertools import combinations, islice, takewhile
from typing import TYPE_CHECKING

from postil.model.assignment import assignment_field
from postil.model.change import (
    AddCoder,
    Apply,
    Bookmark,
    Change,
    Confirm,
    Decide,
    Doubt,
    DropCoder,
    Pin,
    Rate,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.coder_name import bare_name
from postil.model.decision import CONSENSUS
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from postil.merge.sides import Side
    from postil.model.change import Action

GENERIC = frozenset(
    {
        *("default", "coder", "user", "me", "myself", "rater", "reviewer"),
        *("researcher", "analyst", "student", "test", "tester", "admin", "root", "guest", "unknown", "anonymous"),
        *("ubuntu", "postil"),
    }
)
"""Names that say nothing about who it is, also with a number behind them."""


class Question(NamedTuple):
    """Something about coders that a person has to say."""

    kind: str
    """``same-name``: one name in several files; ``spelling``: names that differ in case, spaces or accents only;
    ``same-work``: what one file has by the first name, the other has by the second."""
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
    known = {*same, CONSENSUS}
    names = sorted({name for side in sides for name in side.coders})
    asked: list[Question] = []
    for name in names:
        pairs = [] if name in known else list(_apart(sides, name))
        if files := tuple(side.name for side in sides if any(side in pair for pair in pairs)):
            asked.append(Question("same-name", (name,), files))
    by_bare: dict[str, list[str]] = {}
    for name in names:
        by_bare.setdefault(bare_name(name), []).append(name)
    for spellings in by_bare.values():
        if len(spellings) > 1:
            files = tuple(side.name for side in sides if side.coders & set(spellings))
            asked.append(Question("spelling", tuple(spellings), files))
    asked += _of_same_work(sides, known)
    return asked


def _of_same_work(sides: Sequence[Side], known: Collection[str]) -> Iterator[Question]:
    """Questions about work that two files have by two names, since somebody was renamed more than once."""
    for one, other in combinations(sides, 2):
        for old in sorted(one.coders.difference(known)):
            for new in sorted(other.coders.difference(known, {old})):
                if _is_same_work(one, old, other, new) or _is_same_work(other, new, one, old):
                    pairs = [(_says_who(old), old, one.name), (_says_who(new), new, other.name)]
                    (_, first, its), (_, second, theirs) = sorted(pairs)
                    yield Question("same-work", (first, second), (its, theirs))


def _says_who(name: str) -> bool:
    return bare_name(name).rstrip("0123456789") not in GENERIC


def _is_same_work(one: Side, old: str, other: Side, new: str) -> bool:
    """Whether the first acts of a coder in a file are in another under another name: at the same moments the same."""
    theirs = other.recorded.get(new, [])
    found: list[bool] = []
    for stamp in _first_lacking(one, old, other):
        action = one.changes[stamp].action
        asked = renamed_action(action, old, new)
        if asked == action or isinstance(action, Bookmark):  # anybody can have done it, or it may be gone
            continue
        found.append(any(other.changes[known].action == asked for known in _of_moment(stamp[:30], theirs)))
    return bool(found) and all(found)


def _of_moment(moment: str, stamps: Sequence[str]) -> Iterator[str]:
    """Those of sorted stamps that are of one moment, whoever wrote them."""
    start = bisect_left(stamps, moment)
    return takewhile(lambda stamp: stamp.startswith(moment), islice(stamps, start, None))


def _apart(sides: Sequence[Side], name: str) -> Iterator[tuple[Side, Side]]:
    """Pairs of files in which a coder of this name did something that the other lacks, and that may be two people.

    A coder whom the files have from one study is one person, unless the name says nothing about who it is; and so is
    one of whom it was said before.
    """
    having = [side for side in sides if name in side.coders]
    for at, one in enumerate(having):
        for other in having[at + 1 :]:
            if _says_who(name) and one.joined(name) & other.joined(name):
                continue
            mine, theirs = one.acts_of(name), other.acts_of(name)
            if mine <= theirs or theirs <= mine:
                continue
            if not (_is_confirmed(mine, name, sides) and _is_confirmed(theirs, name, sides)):
                yield one, other


def confirmations(sides: Sequence[Side], same: Iterable[str]) -> Iterator[Change]:
    """Changes that keep the answer that a coder is one person, so that it is not asked for again.

    Args:
        sides: the files, renamings done.
        same: names that are one person wherever they stand.
    """
    for name in same:
        for one, other in _apart(sides, name):
            mine, theirs = one.acts_of(name), other.acts_of(name)
            for acts in (mine - theirs, theirs - mine):
                stamp = restamped(min(acts), name, name)
                yield Change(stamp, "", stamp, AddCoder(name))


def _is_confirmed(acts: Iterable[str], name: str, sides: Sequence[Side]) -> bool:
    return any(restamped(stamp, name, name) in side.changes for stamp in acts for side in sides)


def known_renamings(sides: Sequence[Side]) -> list[Renaming]:
    """Renamings that were made when a file was merged before: what they gave is in another file."""
    everybody = {name for side in sides for name in side.coders}
    found: list[Renaming] = []
    for side in sides:
        for old in sorted(side.coders):
            own = [(other, _first_lacking(side, old, other)) for other in sides if other is not side]
            found += (
                Renaming(side.name, old, new)
                for new in sorted(everybody - {old})
                if any(restamped(stamp, old, new) in other.changes for other, stamps in own for stamp in stamps)
            )
    return found


_FEW = 5
"""Changes by which an earlier renaming is recognised; more than one, since a bookmark among them may be gone."""


def _first_lacking(side: Side, coder: str, other: Side) -> list[str]:
    """Stamps of the first few changes that a coder recorded and that another file does not have."""
    return list(islice((stamp for stamp in side.recorded.get(coder, ()) if stamp not in other.changes), _FEW))


def in_common(sides: Sequence[Side], renaming: Renaming, done: Collection[Renaming]) -> frozenset[str]:
    """Stamps of what a coder did before two files parted: it is in a file that does not rename the coder likewise.

    Args:
        sides: the files, as they were before.
        renaming: what happens in one of them.
        done: everything that happens.
    """
    alike = {other.file for other in done if other[1:] == renaming[1:]}
    mine = next(side for side in sides if side.name == renaming.file).acts_of(renaming.old)
    return frozenset[str]().union(*(mine & side.changes.keys() for side in sides if side.name not in alike))


def renamed(changes: Mapping[str, Change], old: str, new: str, *, common: Collection[str] = ()) -> dict[str, Change]:
    """Changes by stamp, with another name for a coder in those that are of this coder, or build on such.

    Args:
        changes: by stamp.
        old: the coder's name.
        new: the name to put in its place.
        common: stamps of the changes that keep the name.
    """
    moved: dict[str, str] = {}
    result: dict[str, Change] = {}
    for stamp in sorted(changes):
        change = changes[stamp]
        action, coder = change.action, change.coder
        if stamp not in common:
            action, coder = renamed_action(action, old, new), new if coder == old else coder
        built_on = (change.group, change.undoes, *change.replaces)
        if coder == change.coder and action == change.action and not any(ref in moved for ref in built_on):
            result[stamp] = change
            continue
        moved[stamp] = restamped(stamp, old, new)
        result[moved[stamp]] = Change(
            moved[stamp],
            coder,
            moved.get(change.group, change.group),
            action,
            tuple(moved.get(ref, ref) for ref in change.replaces),
            moved.get(change.undoes, change.undoes if action == change.action else ""),
        )
    return result


def restamped(stamp: str, old: str, new: str) -> str:
    """The stamp that a renamed change has: of the same time, and of a writer that follows from all three."""
    writer = hashlib.blake2b("\0".join((stamp[30:], old, new)).encode(), digest_size=8).hexdigest()
    return stamp[:30] + writer


def renamed_action(action: Action, old: str, new: str) -> Action:
    """An action with another name for a coder whose work it is, or of whom it speaks."""
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding) if coding.coder == old:
            return action._replace(coding=coding._replace(coder=new))
        case SetMemo(target) if target.coder == old:
            return action._replace(target=target._replace(coder=new))
        case Review(_, _, coder) | Pin(coder) | Bookmark(coder) if coder == old:
            return action._replace(coder=new)
        case Rate(_, _, rater) if rater == old:
            return action._replace(rater=new)
        case AddCoder(name) | DropCoder(name) if name == old:
            return action._replace(name=new)
        case SetStudy(name) if name == assignment_field(old):
            return action._replace(name=assignment_field(new))
        case Decide(_, _, decision):
            seen = tuple(sorted((new if coder == old else coder, codes) for coder, codes in decision.seen))
            kept = new if decision.kept == old else decision.kept
            return action._replace(value=decision._replace(kept=kept, seen=seen))
    return action
