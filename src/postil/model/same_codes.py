"""Codes that are one code, although two people brought them in apart.

Two coders who each make a code of the same name under the same parent mean one code. Which codes are one is derived
from what they are called now, by everybody alike, and never recorded: so it does not matter who merged what with what
first. Invariant: codes that are one have the same name (``matching_name``) and parents that are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.model.codebook import is_nameless, matching_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.codebook import Code


class Known(NamedTuple):
    """A code that was ever brought in."""

    code: Code
    there: bool
    """Whether it was not taken out since."""
    added: str
    """Stamp of the change that first brought it in."""


class SameCodes:
    """Which codes stand for which."""

    def __init__(self, stands_for: Mapping[str, str] | None = None) -> None:
        self.stands_for: Mapping[str, str] = stands_for or {}
        """Id of a code -> id of the one that is shown for it; only where the two differ."""
        members: dict[str, list[str]] = {}
        for code, shown in self.stands_for.items():
            members.setdefault(shown, [shown]).append(code)
        self._members = {shown: tuple(codes) for shown, codes in members.items()}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.stands_for)

    def shown(self, code: str) -> str:
        """Id of the code that is shown for one."""
        return self.stands_for.get(code, code)

    def members(self, code: str) -> tuple[str, ...]:
        """Ids of all codes that are one with this one, the one that is shown first."""
        return self._members.get(self.shown(code), (code,))

    def several(self, code: str) -> bool:
        """Whether there are other codes that are one with this one."""
        return code in self.stands_for or code in self._members

    def groups(self) -> Iterable[tuple[str, ...]]:
        """The ids of codes that are one, for each such code."""
        return self._members.values()


def same_codes(codes: Iterable[Known]) -> SameCodes:
    """Which codes are one; their parents must form no circle.

    The one that is shown is the one that came first, of those that were not taken out if there are any.
    """
    children: dict[str, list[Known]] = {}
    all_codes = list(codes)
    ids = {known.code.id for known in all_codes}
    for known in all_codes:
        parent = known.code.parent
        children.setdefault(parent if parent in ids else "", []).append(known)
    stands_for: dict[str, str] = {}
    above: list[list[str]] = [[""]]
    while above:
        named: dict[str, list[Known]] = {}
        for parent in above.pop():
            for known in children.get(parent, ()):
                name = known.code.id if is_nameless(known.code.name) else matching_name(known.code.name)
                named.setdefault(name, []).append(known)
        for group in named.values():
            shown = min(group, key=lambda known: (not known.there, known.added, known.code.id)).code.id
            stands_for.update({known.code.id: shown for known in group if known.code.id != shown})
            above.append([known.code.id for known in group])
    return SameCodes(stands_for)
