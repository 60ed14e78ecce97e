"""Fields and the versions that they were given: values that keep what two people made of them apart.

Invariant: what a field shows depends on the set of its versions only. It shows the latest of those that no other
version replaces; more than one such version with different values is a conflict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from postil.model.codebook import CODE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.model.change import Change, Field, FieldKey, FieldValue
    from postil.model.codebook import Code

EDITABLE = tuple(name for name in CODE_FIELDS if name != "id")
"""Fields of a code that can be edited."""
_NEVER_IN_CONFLICT = frozenset({"pin", "bookmark"})


class Version(NamedTuple):
    """One value that a field was given."""

    stamp: str
    coder: str
    value: FieldValue
    replaces: tuple[str, ...]


class Fields:
    """All fields of a study, by what they are fields of.

    The values that a code is brought in with are versions of its fields, too: an edit names them in what it replaces,
    and two people who bring in one code with different definitions are in conflict. A code is often brought in twice
    with the same values, from the same codebook file: an edit of the one replaces the equal value of the other.
    """

    def __init__(self) -> None:
        self._versions: dict[FieldKey, list[Version]] = {}
        self._initial: dict[str, dict[str, tuple[str, Code]]] = {}

    def take(self, change: Change, action: Field) -> bool:
        """Take a version in; whether it is the first one of its field."""
        versions = self._versions.setdefault(action.key, [])
        if all(version.stamp != change.stamp for version in versions):
            versions.append(Version(change.stamp, change.coder, action.value, change.replaces))
        return len(versions) == 1

    def knows(self, code_id: str) -> bool:
        """Whether a code of this id was ever brought in."""
        return code_id in self._initial

    def take_code(self, change: Change, code: Code) -> None:
        """Take in the values that a code is brought in with."""
        self._initial.setdefault(code.id, {})[change.stamp] = (change.coder, code)

    def _of(self, key: FieldKey) -> tuple[list[Version], list[Version]]:
        """The values that a code was brought in with, where the field is one of a code's, and the other versions."""
        initial: list[Version] = []
        if key[0] == "code":
            name = str(key[2])
            for stamp, (coder, code) in self._initial.get(str(key[1]), {}).items():
                initial.append(Version(stamp, coder, getattr(code, name, ""), ()))
        return initial, self._versions.get(key, [])

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first."""
        initial, versions = self._of(key)
        replaced = {stamp for version in versions for stamp in version.replaces}
        gone = {version.value for version in initial if version.stamp in replaced}
        left = [version for version in initial if version.value not in gone]
        left += (version for version in versions if version.stamp not in replaced)
        return tuple(sorted(left, reverse=True, key=lambda version: version.stamp))

    def value(self, key: FieldKey) -> FieldValue | None:
        """The value that a field shows, or None if it was never set."""
        heads = self.heads(key)
        return heads[0].value if heads else None

    def code(self, code_id: str) -> Code:
        """A code with the values that its fields show."""
        initial = self._initial[code_id]
        code = initial[max(initial)][1]
        edited = [name for name in EDITABLE if len(initial) > 1 or ("code", code_id, name) in self._versions]
        if not edited:
            return code
        return replace(code, **{name: self.value(("code", code_id, name)) for name in edited})  # type: ignore[arg-type]

    def conflicts(self) -> Mapping[FieldKey, tuple[Version, ...]]:
        """Fields with more than one unreplaced version and different values; pins and bookmarks never conflict."""
        twice = (code_id for code_id, initial in self._initial.items() if len(initial) > 1)
        keys: dict[FieldKey, None] = dict.fromkeys(self._versions)
        keys.update({("code", code_id, name): None for code_id in twice for name in EDITABLE})
        found: dict[FieldKey, tuple[Version, ...]] = {}
        for key in keys:
            if key[0] not in _NEVER_IN_CONFLICT:
                heads = self.heads(key)
                if len({head.value for head in heads}) > 1:
                    found[key] = heads
        return found
