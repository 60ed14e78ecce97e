"""Fields and the versions that they were given: values that keep what two people made of them apart.

Invariant: what a field shows depends on the set of its versions only. It shows the latest of those that no other
version replaces; more than one such version with different values is a conflict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.model.change import Change, Field, FieldKey, FieldValue

_NEVER_IN_CONFLICT = frozenset({"pin", "bookmark"})


class Version(NamedTuple):
    """One value that a field was given."""

    stamp: str
    coder: str
    value: FieldValue
    replaces: tuple[str, ...]


class Fields:
    """All fields of a study, by what they are fields of."""

    def __init__(self) -> None:
        self._versions: dict[FieldKey, list[Version]] = {}

    def take(self, change: Change, action: Field) -> bool:
        """Take a version in; whether it is the first one of its field."""
        versions = self._versions.setdefault(action.key, [])
        if all(version.stamp != change.stamp for version in versions):
            versions.append(Version(change.stamp, change.coder, action.value, change.replaces))
        return len(versions) == 1

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first."""
        versions = self._versions.get(key, ())
        replaced = {stamp for version in versions for stamp in version.replaces}
        return tuple(sorted((v for v in versions if v.stamp not in replaced), reverse=True, key=lambda v: v.stamp))

    def value(self, key: FieldKey) -> FieldValue | None:
        """The value that a field shows, or None if it was never set."""
        heads = self.heads(key)
        return heads[0].value if heads else None

    def conflicts(self) -> Mapping[FieldKey, tuple[Version, ...]]:
        """Fields with more than one unreplaced version and different values; pins and bookmarks never conflict."""
        found: dict[FieldKey, tuple[Version, ...]] = {}
        for key in self._versions:
            if key[0] not in _NEVER_IN_CONFLICT:
                heads = self.heads(key)
                if len({head.value for head in heads}) > 1:
                    found[key] = heads
        return found
