"""Codes that are one code, although two people brought them in apart, or because they were merged.

Two coders who each make a code of the same name under the same parent mean one code: *twins*. Which codes are twins is
derived from what they are called now, by everybody alike, and never recorded: so it does not matter who merged what
with what first. A code that was *merged into* another (its field ``merged_into``) is one with it as well: its codings
count as the other's, also those that come later from people who did not know of it, and its own fields rest.

Invariants: twins have the same name (``matching_name``) and parents that are one. No code stands for itself; a circle
of merged codes is cut at its newest link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.codebook import is_nameless, matching_name
from postil.tuples import NamedTuple

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
    merged: str = ""
    """Stamp of the change that merged it into another code, if that was done."""


class SameCodes:
    """Which codes stand for which."""

    def __init__(self, stands_for: Mapping[str, str] | None = None, twins: Mapping[str, str] | None = None) -> None:
        """Take which code is shown for which.

        Args:
            stands_for: see the attribute.
            twins: the same as far as names and parents make codes one; by default nothing was merged.
        """
        self.stands_for: Mapping[str, str] = stands_for or {}
        """Id of a code -> id of the one that is shown for it; only where the two differ."""
        self._members = _groups(self.stands_for)
        self._first = self.stands_for if twins is None else twins
        self._twins = self._members if twins is None else _groups(twins)

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

    def twins(self, code: str) -> tuple[str, ...]:
        """Ids of the codes that have this one's name and place, the one that came first at the front."""
        return self._twins.get(self._first.get(code, code), (code,))

    def groups(self) -> Iterable[tuple[str, ...]]:
        """The ids of codes that have one name at one place, for each such code."""
        return self._twins.values()

    def merged(self) -> Iterable[tuple[str, str]]:
        """Codes that were merged into another: id, and id of the one that is shown; twins of either left out."""
        return [
            (code, shown)
            for code, shown in self.stands_for.items()
            if code not in self._first and self._first.get(shown, shown) != code
        ]


def _groups(stands_for: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for code, shown in stands_for.items():
        members.setdefault(shown, [shown]).append(code)
    return {shown: tuple(codes) for shown, codes in members.items()}


def same_codes(codes: Iterable[Known]) -> SameCodes:
    """Which codes are one; their parents must form no circle.

    The one that is shown is the one that came first, of those that were not taken out if there are any. Codes under a
    merged code stand under the one that it was merged into, where they may have twins, and these in turn.
    """
    all_codes = list(codes)
    twins = _twins(all_codes)
    while merged := _merged(all_codes, twins):
        shown = _followed({known.code.id for known in all_codes}, twins, merged)
        more = _twins_below(all_codes, shown)
        if not more:
            return SameCodes(shown, twins)
        twins = {code: more.get(first, first) for code, first in twins.items()} | more
    return SameCodes(twins)


def _twins(codes: Iterable[Known]) -> dict[str, str]:
    """Codes that have the name and place of another -> the first of them."""
    children: dict[str, list[Known]] = {}
    ids = {known.code.id for known in codes}
    for known in codes:
        parent = known.code.parent
        children.setdefault(parent if parent in ids else "", []).append(known)
    twins: dict[str, str] = {}
    above: list[list[str]] = [[""]]
    while above:
        named: dict[str, list[Known]] = {}
        for parent in above.pop():
            for known in children.get(parent, ()):
                named.setdefault(_name(known), []).append(known)
        for group in named.values():
            first = _first(group)
            twins.update({known.code.id: first for known in group if known.code.id != first})
            above.append([known.code.id for known in group])
    return twins


def _twins_below(codes: Iterable[Known], shown: Mapping[str, str]) -> dict[str, str]:
    """Codes that are shown and have the name and place of another, now that their parents are one -> the first."""
    named: dict[tuple[str, str], list[Known]] = {}
    for known in codes:
        if known.code.id not in shown:
            parent = shown.get(known.code.parent, known.code.parent)
            named.setdefault((parent, _name(known)), []).append(known)
    groups = [(group, _first(group)) for (parent, _), group in named.items() if parent and len(group) > 1]
    return {known.code.id: first for group, first in groups for known in group if known.code.id != first}


def _name(known: Known) -> str:
    return known.code.id if is_nameless(known.code.name) else matching_name(known.code.name)


def _first(group: Iterable[Known]) -> str:
    return min(group, key=lambda known: (not known.there, known.added, known.code.id)).code.id


def _merged(codes: Iterable[Known], twins: Mapping[str, str]) -> dict[str, str]:
    """The codes that were merged -> what they were merged into, the first of their twins each; circles cut."""
    links: dict[str, tuple[str, str]] = {}
    known_ids = {known.code.id for known in codes}
    for known in codes:
        target = known.code.merged_into
        if target in known_ids:
            source, target = twins.get(known.code.id, known.code.id), twins.get(target, target)
            if source != target:
                links[source] = max(links.get(source, ("", "")), (known.merged, target))
    for start in sorted(links):
        path = [start]
        while path[-1] in links and (after := links[path[-1]][1]) not in path:
            path.append(after)
        if path[-1] in links:
            circle = path[path.index(links[path[-1]][1]) :]
            del links[max(circle, key=lambda code: (links[code][0], code))]
    return {code: target for code, (_, target) in links.items()}


def _followed(codes: Iterable[str], twins: Mapping[str, str], merged: Mapping[str, str]) -> dict[str, str]:
    """Which code is shown for which, from one to the next."""
    stands_for: dict[str, str] = {}
    for code in codes:
        shown = twins.get(code, code)
        while shown in merged:
            shown = merged[shown]
        if shown != code:
            stands_for[code] = shown
    return stands_for
