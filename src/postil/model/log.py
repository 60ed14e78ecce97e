"""The log: every change of a study, and what undo and redo make of it.

The log is a set of changes, kept by stamp. Undo appends the inverse of a group, redo the inverse of an undo;
nothing is ever taken out, except that of each coder's bookmarks only the latest is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.act import changes_of, fits
from postil.model.change import (
    FIELD_ACTIONS,
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Confirm,
    Doubt,
    DropCase,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCode,
    Quote,
    Remove,
    Review,
    SetMemo,
    Strike,
    with_value,
)
from postil.model.clock import Clock
from postil.model.derived import is_derived
from postil.model.rewording import worded_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from postil.model.change import Action, Change, Field, FieldValue
    from postil.model.coding import Coding
    from postil.model.study import Study


def _by_stamp(change: Change) -> str:
    return change.stamp


def _presence_inverse(action: Action) -> Action:
    match action:
        case AddTranscript(transcript):
            return DropTranscript(transcript)
        case DropTranscript(transcript):
            return AddTranscript(transcript)
        case AddCode(code):
            return DropCode(code)
        case DropCode(code):
            return AddCode(code)
        case AddCoder(name):
            return DropCoder(name)
        case DropCoder(name):
            return AddCoder(name)
        case AddCase(case, name):
            return DropCase(case, name)
        case DropCase(case, name):
            return AddCase(case, name)
    raise AssertionError(action)


def _element(action: Action) -> tuple[str, str] | None:
    """What is brought in or taken out; None for other actions."""
    match action:
        case AddTranscript(transcript) | DropTranscript(transcript):
            return "transcript", transcript.id
        case AddCode(code) | DropCode(code):
            return "code", code.id
        case AddCoder(name) | DropCoder(name):
            return "coder", name
        case AddCase(case) | DropCase(case):
            return "case", case
    return None


def _takes(action: Action) -> bool:
    """Whether a derived change takes something away where it was, to put it elsewhere."""
    return isinstance(action, Remove) or (isinstance(action, SetMemo) and not action.value)


@dataclass(frozen=True, slots=True)
class Step:
    """One undo or redo, ready to be recorded."""

    group: str
    """The group that is taken back."""
    actions: tuple[Action, ...]
    """The inverse, in the order in which to record it."""
    kept: tuple[Change, ...]
    """Changes of the group that are not taken back, because somebody has changed or uses the same thing since."""


class _Stacks:
    """Groups of one coder that can be undone, and undo groups that can be redone; the next one is last."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.undone: list[str] = []
        self._seen: set[str] = set()

    def take(self, change: Change) -> None:
        """Take in the next change of the coder, in the order of stamps."""
        if change.group in self._seen or isinstance(change.action, Bookmark):
            return
        self._seen.add(change.group)
        if not change.undoes:
            self.done.append(change.group)
            self.undone.clear()
            return
        for source, target in ((self.done, self.undone), (self.undone, self.done)):
            if change.undoes in source[-1:] or change.undoes in source:
                source.remove(change.undoes) if source[-1] != change.undoes else source.pop()
                target.append(change.group)
                return


class Log:
    """All changes of a study, by stamp; filled when first asked for if ``load`` is given."""

    def __init__(self, changes: Iterable[Change] = (), load: Callable[[], Iterable[Change]] | None = None) -> None:
        self._by_stamp: dict[str, Change] = {}
        self._groups: dict[str, list[Change]] = {}
        self._stacks: dict[str, _Stacks] = {}
        self._latest = ""
        self._load = load
        self.add(changes)

    def _all(self) -> dict[str, Change]:
        if self._load is not None:
            load, self._load = self._load, None
            self._stacks.clear()
            self.add(load())
        return self._by_stamp

    def add(self, changes: Iterable[Change]) -> None:
        """Take changes in; ones that are there already make no difference."""
        for change in changes:
            if change.stamp in self._by_stamp:
                continue
            self._by_stamp[change.stamp] = change
            self._groups.setdefault(change.group, []).append(change)
            if change.stamp > self._latest:
                self._latest = change.stamp
                if change.coder in self._stacks:
                    self._stacks[change.coder].take(change)
            else:
                self._stacks.clear()

    def get(self, stamp: str) -> Change | None:
        """The change with this stamp, or None."""
        return self._by_stamp.get(stamp) or self._all().get(stamp)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Change]:
        """Changes in the order of their stamps, superseded bookmarks left out."""
        changes = sorted(self._all().values(), key=_by_stamp)
        latest = {change.action.coder: change.stamp for change in changes if isinstance(change.action, Bookmark)}
        for change in changes:
            if not isinstance(change.action, Bookmark) or latest[change.action.coder] == change.stamp:
                yield change

    def group(self, group: str) -> list[Change]:
        """The changes of one act, in order."""
        self._all()
        return sorted(self._groups.get(group, ()), key=_by_stamp)

    # ---- undo ----

    def _stacks_of(self, coder: str) -> _Stacks:
        if coder not in self._stacks:
            stacks = _Stacks()
            for change in self:
                if change.coder == coder:
                    stacks.take(change)
            self._stacks[coder] = stacks
        return self._stacks[coder]

    def undo(self, study: Study, coder: str) -> Step | None:
        """What would take back the coder's latest act that can be taken back; None if there is none.

        An act of which nothing can be taken back, because others have built on all of it, is passed over. One whose
        codings, memos or marks a merge has carried to another reading is not: there undoing ends.
        """
        return self._first_effective(study, coder, self._stacks_of(coder).done)[0]

    def redo(self, study: Study, coder: str) -> Step | None:
        """What would bring back the coder's latest undone act; None if another act has followed."""
        return self._first_effective(study, coder, self._stacks_of(coder).undone)[0]

    def latest_done(self, coder: str) -> str:
        """Group of the coder's latest act that is not undone, be there anything of it to take back or not; or empty."""
        return next(reversed(self._stacks_of(coder).done), "")

    def latest_undone(self, coder: str) -> str:
        """Group of the undo of the coder's that could be redone first, if anything of it can; or empty."""
        return next(reversed(self._stacks_of(coder).undone), "")

    def undo_ends_at(self, study: Study, coder: str) -> list[Change]:
        """What of an act of the coder a merge has carried, where undoing ends at that act; else nothing."""
        return self._first_effective(study, coder, self._stacks_of(coder).done)[1]

    def redo_ends_at(self, study: Study, coder: str) -> list[Change]:
        """What of an undone act of the coder a merge has carried, where redoing ends at that act; else nothing."""
        return self._first_effective(study, coder, self._stacks_of(coder).undone)[1]

    def _first_effective(self, study: Study, coder: str, groups: list[str]) -> tuple[Step | None, list[Change]]:
        """The first step that changes something; or what a merge has carried of an act before one was found."""
        for group in reversed(groups):
            step = self._inverse(study, group)
            try:
                if changes_of(study, step.actions, coder=coder, clock=Clock(), undoes=step.group):
                    return step, []
            except PostilError:
                continue
            if carried := self._carried(group):
                return None, carried
        return None, []

    def _carried(self, group: str) -> list[Change]:
        """The changes of an act whose codings or memos a merge has carried to another reading."""
        gone = {change.action[:1] for change in self._all().values() if is_derived(change) and _takes(change.action)}
        return [change for change in self.group(group) if change.action[:1] in gone] if gone else []

    def _inverse(self, study: Study, group: str) -> Step:
        actions: list[Action] = []
        kept: list[Change] = []
        for change in reversed(self.group(group)):
            if self._removed_nothing(study, change):
                continue
            action = self._inverse_of(study, change, actions)
            if action is None:
                kept.append(change)
            else:
                actions.append(action)
        actions += self._to_look_at_again(study, actions)
        return Step(group, tuple(actions), tuple(kept))

    def _to_look_at_again(self, study: Study, actions: Iterable[Action]) -> list[Action]:
        """Marks for codings that come back and were made under another wording: coming back confirms nothing."""
        back = [action.coding for action in actions if isinstance(action, Apply)]
        since = {code: worded_since(study, code) for code in {coding.code for coding in back}}
        back = [coding for coding in back if since[coding.code]]
        made: dict[Coding, str] = {}
        for change in self._all().values() if back else ():
            if isinstance(change.action, Apply) and not change.undoes:
                made[change.action.coding] = max(change.stamp, made.get(change.action.coding, ""))
        return [
            Confirm(coding, confirmed=False)
            for coding in back
            if made.get(coding, "") < since[coding.code] and study.confirmed(coding) < since[coding.code]
        ]

    def _removed_nothing(self, study: Study, change: Change) -> bool:
        """Whether a coding was removed that was not there: removing one of codes that are one removes all of them."""
        if not isinstance(change.action, Remove) or not study.same.several(change.action.coding.code):
            return False
        coding = change.action.coding
        before = [
            other
            for other in self._all().values()
            if isinstance(other.action, Apply | Remove) and other.action.coding == coding and other.stamp < change.stamp
        ]
        return not before or not isinstance(max(before).action, Apply)

    def _inverse_of(self, study: Study, change: Change, before: list[Action]) -> Action | None:
        """The action that takes one change back after those before it, or None where something else stands on it."""
        action = change.action
        match action:
            case Apply(coding):
                return Remove(coding)
            case Remove(coding):
                return Apply(coding)
            case Review():
                return action._replace(reviewed=not action.reviewed)
            case Doubt():
                return action._replace(doubtful=not action.doubtful)
            case Confirm():
                return action._replace(confirmed=not action.confirmed)
            case Quote():
                return action._replace(quotable=not action.quotable)
            case Strike():
                return action._replace(struck=not action.struck)
            case _ if isinstance(action, FIELD_ACTIONS):
                heads = study.own_heads(action.key)
                latest = bool(heads) and self._stands_for(heads[0].stamp) & self._stands_for(change.stamp)
                return self._former(change, action) if latest else None
        if not self._still_latest(change):
            return None
        inverse = self._with_former_roles(change) or _presence_inverse(action)
        return inverse if fits(study, inverse, before) else None

    def _with_former_roles(self, change: Change) -> Action | None:
        """What brings a transcript back as it was before it was brought in once more, with other roles of speakers."""
        if not isinstance(change.action, AddTranscript):
            return None
        element = _element(change.action)
        before = [other for other in self if other.stamp < change.stamp and _element(other.action) == element]
        return before[-1].action if before and isinstance(before[-1].action, AddTranscript) else None

    def _still_latest(self, change: Change) -> bool:
        """Whether an element is as this change left it: an undo leaves it as the change before the undone one did."""
        element = _element(change.action)
        stack: list[Change] = []
        taken: dict[str, Change] = {}
        left: dict[str, str] = {}
        for other in self:
            if _element(other.action) != element:
                continue
            if stack and other.undoes == stack[-1].group:
                taken[other.group] = stack.pop()
            else:
                stack.append(taken.pop(other.undoes, other))
            left[other.stamp] = stack[-1].stamp if stack else ""
        return left[change.stamp] == left[max(left)]

    def _stands_for(self, stamp: str) -> frozenset[str]:
        """The changes whose value a field shows: an undo shows what stood before the change that it took back.

        That may have been several values, in conflict or of codes that are one; empty text stands for none.
        """
        change = self.get(stamp)
        if change is None or not change.undoes or not isinstance(change.action, FIELD_ACTIONS):
            return frozenset({stamp})
        key = change.action.key
        undone = (c for c in self.group(change.undoes) if isinstance(c.action, FIELD_ACTIONS) and c.action.key == key)
        if (taken_back := next(undone, None)) is None:
            return frozenset({stamp})
        return frozenset[str]().union(*map(self._stands_for, taken_back.replaces)) or frozenset({""})

    def _former(self, change: Change, action: Field) -> Action:
        """A field's action with the value that the change replaced."""
        former = self.get(change.replaces[0]) if change.replaces else None
        match former and former.action:
            case AddCode(code) if isinstance(action, EditCode):
                value: FieldValue = getattr(code, action.field)
            case field if isinstance(field, FIELD_ACTIONS):
                value = field.value
            case _:
                value = ""
        return with_value(action, value)
