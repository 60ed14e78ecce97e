"""The names that coders had in the first file of a merge, for taking the merge back.

A merge that renames a coder in what the first file brings gives each change concerned another stamp. What the renamed
change does not say of the former one is kept in the record of the merge: no texts, only stamps and names.

Invariant: a change that is restored is the one that the first file has, to the letter. What was done since the merge to
the work of a coder, or by a coder, who has the former name again is done to it, or by them, under that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.merge.coders import renamed_action, restamped
from postil.merge.readings import people_only
from postil.model.assignment import assignment_field, is_assignment
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
from postil.storage.merge_record import Former

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.merge.coders import Renaming
    from postil.model.change import Action


def formers(before: Mapping[str, Change], after: Mapping[str, Change], renamings: Sequence[Renaming]) -> list[Former]:
    """What the changes of a file were that a merge has renamed.

    Args:
        before: the file's changes, by stamp.
        after: what they are in the merge.
        renamings: those of this file, in the order in which they were made.
    """
    found: list[Former] = []
    for stamp, change in people_only(before).items():
        now = stamp if stamp in after else _stamp_now(stamp, after, renamings)
        if now and now != stamp:
            names = _names_in_order_of(after[now].action, change.action)
            found.append(Former(now, stamp, change.coder, change.undoes, names))
    return found


def _stamp_now(stamp: str, after: Mapping[str, Change], renamings: Sequence[Renaming]) -> str:
    """The stamp that some of the renamings gave a change; empty if it is not there."""
    stamps = [stamp]
    for renaming in renamings:
        made = [restamped(known, renaming.old, renaming.new) for known in stamps]
        if there := next((known for known in made if known in after), ""):
            return there
        stamps += made
    return ""


def restored(changes: Mapping[str, Change], known: Iterable[Former], until: str) -> dict[str, Change]:
    """Changes by stamp, with the names that coders had in the first file of a merge.

    Args:
        changes: by stamp.
        known: those of them that the merge renamed, as they were.
        until: the latest stamp of the merge; what has a later one was done since.
    """
    by_now = {former.now: former for former in known}
    again = _names_again(changes, by_now, until)
    moved: dict[str, str] = {}
    result: dict[str, Change] = {}
    for stamp in sorted(changes):
        change = changes[stamp]
        if former := by_now.get(stamp):
            own = former.stamp
            coder, action, undoes = former.coder, _with_names(change.action, former.names), former.undoes
        elif stamp > until:
            own, coder, undoes = stamp, again.get(change.coder, change.coder), moved.get(change.undoes, change.undoes)
            action = _with_names(change.action, [again.get(name, name) for name in _names(change.action)])
        else:
            result[stamp] = change
            continue
        replaces = tuple(moved.get(ref, ref) for ref in change.replaces)
        old = Change(own, coder, moved.get(change.group, change.group), action, replaces, undoes)
        if own == stamp and old != change:
            own = restamped(stamp, "", until)  # unlike what any renaming gives, so that it is not taken for one
        if own != stamp:
            moved[stamp] = own
            old = old._replace(stamp=own, group=moved.get(change.group, change.group))
        result[own] = old
    return result


def _names_again(changes: Mapping[str, Change], by_now: Mapping[str, Former], until: str) -> dict[str, str]:
    """The name that a coder has again, by the one that the merge gave; where it is no other coder's of the file."""
    pairs: dict[str, set[str]] = {}
    taken: set[str] = set()
    for stamp, change in changes.items():
        here = (change.coder, *_names(change.action))
        if former := by_now.get(stamp):
            for new, old in zip(here, (former.coder, *former.names), strict=True):
                pairs.setdefault(new, set()).add(old)
        elif stamp <= until:
            taken.update(here)
    return {new: next(iter(old)) for new, old in pairs.items() if len(old) == 1 and new and new not in taken}


# ---- names in actions ----


def _names(action: Action) -> tuple[str, ...]:
    """The coders whose work an action is or speaks of."""
    match action:
        case Apply(about) | Remove(about) | Doubt(about) | Confirm(about) | SetMemo(about):
            return (about.coder,)
        case Rate(_, _, rater):
            return (rater,)
        case Review(_, _, coder) | Pin(coder) | Bookmark(coder):
            return (coder,)
        case AddCoder(name) | DropCoder(name):
            return (name,)
        case SetStudy(name) if is_assignment(name):
            return (name.removeprefix(assignment_field("")),)
        case Decide(_, _, decision):
            return (decision.kept, *(coder for coder, _ in decision.seen))
    return ()


def _with_names(action: Action, names: Sequence[str]) -> Action:
    """An action with other coders, in the order of ``_names``."""
    if isinstance(action, Decide):
        decision = action.value
        seen = tuple(sorted(zip(names[1:], (codes for _, codes in decision.seen), strict=True)))
        return action._replace(value=decision._replace(kept=names[0], seen=seen))
    for name, other in zip(_names(action), names, strict=True):
        action = renamed_action(action, name, other)
    return action


def _names_in_order_of(renamed: Action, action: Action) -> tuple[str, ...]:
    """The coders of an action, in the order that they have in the renamed one: a decision lists coders by name."""
    if isinstance(action, Decide) and isinstance(renamed, Decide):
        by_codes: dict[tuple[str, ...], Iterator[str]] = {}
        for _, codes in action.value.seen:
            by_codes.setdefault(codes, iter([name for name, same in action.value.seen if same == codes]))
        return (action.value.kept, *(next(by_codes[codes]) for _, codes in renamed.value.seen))
    return _names(action)
