"""Fields and the versions that they were given: values that keep what two people made of them apart.

Invariant: what a field shows depends on the set of its versions only. It shows the latest of those that no other
version replaces; more than one such version with different values is a conflict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from postil.model.assignment import is_assignment
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.codebook import CODE_FIELDS, matching_name
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postil.model.change import Change, Field, FieldKey, FieldValue
    from postil.model.codebook import Code
    from postil.model.same_codes import SameCodes

EDITABLE = tuple(name for name in CODE_FIELDS if name != "id")
"""Fields of a code that can be edited."""
_CODE_IDS = frozenset({"parent", "merged_into"})
_NEVER_IN_CONFLICT = frozenset({"pin", "bookmark"})


class Version(NamedTuple):
    """One value that a field was given."""

    stamp: str
    coder: str
    value: FieldValue
    replaces: tuple[str, ...]
    group: str = ""
    """The act that gave it."""
    undoes: str = ""
    """The act that it takes back."""


def _stamp(version: Version) -> str:
    return version.stamp


class Undoable(Protocol):
    """Something that belongs to an act and may take another act back."""

    @property
    def stamp(self) -> str:
        """When it was recorded."""

    @property
    def group(self) -> str:
        """The act that it belongs to."""

    @property
    def undoes(self) -> str:
        """The act that it takes back; empty for none."""


def undone_and_restored(records: Iterable[Undoable]) -> tuple[set[str], dict[str, str]]:
    """The acts that were undone; and those that were undone and redone, each with the stamp of the redo."""
    found = list(records)
    groups = {record.group for record in found}
    undone: set[str] = set()
    redone_at: dict[str, str] = {}
    restored: dict[str, str] = {}
    for record in sorted(found, key=lambda record: record.stamp, reverse=True):
        if not record.undoes or record.undoes not in groups:
            continue
        if record.group not in undone:
            undone.add(record.undoes)
            redone_at[record.undoes] = max(record.stamp, redone_at.get(record.undoes, ""))
        elif record.group in redone_at:
            restored[record.undoes] = max(redone_at[record.group], restored.get(record.undoes, ""))
    return undone, restored


def _standing(versions: list[Version]) -> list[Version]:
    """The versions of one field without those that were undone, and without undos and redos.

    So an undo gives back what stood before, be it two versions in conflict.
    """
    if not any(version.undoes for version in versions):
        return versions
    undone, _ = undone_and_restored(versions)
    groups = {version.group for version in versions}
    return [v for v in versions if v.group not in undone and not (v.undoes and v.undoes in groups)]


class Fields:
    """All fields of a study, by what they are fields of.

    The values that a code is brought in with are versions of its fields, too: an edit names them in what it replaces,
    and two people who bring in one code with different definitions are in conflict. A code is often brought in twice
    with the same values, from the same codebook file: an edit of the one replaces the equal value of the other.
    """

    def __init__(self) -> None:
        self._versions: dict[FieldKey, list[Version]] = {}
        self._initial: dict[str, dict[str, tuple[str, Code]]] = {}
        self._back_again: dict[str, dict[str, tuple[str, Code]]] = {}
        """The same for undos, which bring a code back as it was: they count where nothing else is known of it."""

    def take(self, change: Change, action: Field) -> bool:
        """Take a version in; whether it is the first one of its field."""
        versions = self._versions.setdefault(action.key, [])
        if all(version.stamp != change.stamp for version in versions):
            versions.append(
                Version(change.stamp, change.coder, action.value, change.replaces, change.group, change.undoes)
            )
        return len(versions) == 1

    def knows(self, code_id: str) -> bool:
        """Whether a code of this id was ever brought in."""
        return code_id in self._initial or code_id in self._back_again

    def take_code(self, change: Change, code: Code) -> None:
        """Take in the values that a code is brought in with."""
        known = self._back_again if change.undoes else self._initial
        known.setdefault(code.id, {})[change.stamp] = (change.coder, code)

    def _initial_of(self, code_id: str) -> dict[str, tuple[str, Code]]:
        return self._initial.get(code_id) or self._back_again.get(code_id, {})

    def _of(self, key: FieldKey) -> tuple[list[Version], list[Version]]:
        """The values that a code was brought in with, where the field is one of a code's, and the other versions."""
        initial: list[Version] = []
        if key[0] == "code":
            name = str(key[2])
            for stamp, (coder, code) in self._initial_of(str(key[1])).items():
                initial.append(Version(stamp, coder, getattr(code, name, ""), ()))
        return initial, self._versions.get(key, [])

    def heads(self, *keys: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first.

        With several keys: of the one field that they are together. A value that a code was brought in with and that is
        empty gives way to any other.
        """
        parts = [self._of(key) for key in keys]
        initial = [version for part, _ in parts for version in part]
        versions = [version for _, part in parts for version in _standing(part)]
        replaced = {stamp for version in versions for stamp in version.replaces}
        gone = {version.value for version in initial if version.stamp in replaced}
        left = [version for version in initial if version.value not in gone]
        left += (version for version in versions if version.stamp not in replaced)
        if len(left) > 1:
            blank = {version.stamp for version in initial if not version.value}
            left = [version for version in left if version.stamp not in blank] or left
        if not left:  # all that was ever given was taken back
            left = sorted((version for _, part in parts for version in part), key=_stamp)[-1:]
        return tuple(sorted(left, reverse=True, key=_stamp))

    def ever(self, *keys: FieldKey) -> tuple[Version, ...]:
        """All versions that a field was ever given, also those that were replaced or undone, in no order."""
        return tuple(version for key in keys for part in self._of(key) for version in part)

    def value(self, key: FieldKey) -> FieldValue | None:
        """The value that a field shows, or None if it was never set."""
        heads = self.heads(key)
        return heads[0].value if heads else None

    def reworded(self, *keys: FieldKey) -> str:
        """Stamp of the version since which a text says what it says, after it said something else; empty for none.

        White space around a text makes no difference, and neither do times at which it said nothing.
        """
        known = {version.stamp: version for version in self.ever(*keys)}
        heads = self.heads(*keys)
        said = str(heads[0].value).strip() if heads else ""
        if not said:
            return ""
        since = at = heads[0]
        while before := [known[stamp] for stamp in at.replaces if stamp in known]:
            texts = {str(version.value).strip() for version in before}
            if texts - {"", said}:
                _, restored = undone_and_restored(known.values())
                return max(since.stamp, restored.get(since.group, ""))
            at = max(before, key=_stamp)
            since = at if str(at.value).strip() == said else since
        return ""

    def code(self, code_id: str) -> Code:
        """A code with the values that its fields show."""
        initial = self._initial_of(code_id)
        code = initial[max(initial)][1]
        edited = [name for name in EDITABLE if len(initial) > 1 or ("code", code_id, name) in self._versions]
        if not edited:
            return code
        return with_fields(code, {name: self.value(("code", code_id, name)) for name in edited})

    def keys(self, together: Iterable[tuple[str, ...]]) -> Iterable[FieldKey]:
        """Keys of all fields that may have been given more than one value.

        Args:
            together: the ids of codes that are one, for each such code, the one that is shown first.
        """
        keys: dict[FieldKey, None] = dict.fromkeys(self._versions)
        ids = [code_id for code_id, initial in self._initial.items() if len(initial) > 1]
        ids += [codes[0] for codes in together]
        keys.update({("code", code_id, name): None for code_id in ids for name in EDITABLE})
        return keys


def conflicting(
    keys: Iterable[FieldKey], heads_of: Callable[[FieldKey], tuple[Version, ...]], same: SameCodes
) -> Mapping[FieldKey, tuple[Version, ...]]:
    """The fields among ``keys`` that show one of several values, with their versions."""
    found: dict[FieldKey, tuple[Version, ...]] = {}
    for key in dict.fromkeys(_shown_key(key, same) for key in keys if not _rests(key, same)):
        heads = heads_of(key)
        if in_conflict(key, heads, same):
            found[key] = heads
    return found


def in_conflict(key: FieldKey, heads: Sequence[Version], same: SameCodes) -> bool:
    """Whether these versions of a field say different things; for pins, bookmarks and colours they never do.

    Values that say the same do not differ: one name typed in two ways, parents that are one.
    """
    if len(heads) < 2:
        return False
    if key[0] in _NEVER_IN_CONFLICT or key[-1] == "color" or (key[0] == "study" and is_assignment(str(key[1]))):
        return False
    return len({_said(key, head.value, same) for head in heads}) > 1


def with_fields(code: Code, values: Mapping[str, FieldValue | None]) -> Code:
    """A code with other values in some of its fields; each value is of its field's kind."""
    return replace(code, **values)  # type: ignore[arg-type]  # the kinds are those that the file's reader made sure of


def _rests(key: FieldKey, same: SameCodes) -> bool:
    """Whether a field is one of a code that another stands for since they were merged: nobody sees it."""
    return key[0] == "code" and key[2] != "merged_into" and same.shown(str(key[1])) != same.twins(str(key[1]))[0]


def _shown_key(key: FieldKey, same: SameCodes) -> FieldKey:
    match key:
        case ("code", str(code), field):
            return ("code", same.twins(code)[0], field)
        case ("summary" | "comment" | "rating" as what, case, str(code), *rest):
            return (what, case, same.shown(code), *rest)
        case ("memo", MemoKey() as target):
            return ("memo", target._replace(code=same.shown(target.code)))
    return key


def _said(key: FieldKey, value: FieldValue, same: SameCodes) -> FieldValue:
    if isinstance(value, Decision):
        return value.with_codes(same.shown)
    if key[0] == "code" and isinstance(value, str):
        return matching_name(value) if key[2] == "name" else same.shown(value) if key[2] in _CODE_IDS else value
    if isinstance(value, Attribute):
        return value._replace(position=0)
    return (value.text, value.status) if isinstance(value, Summary) else value
