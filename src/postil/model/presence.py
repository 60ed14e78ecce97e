"""Elements that are brought in and taken out whole: transcripts, codes, coders.

Invariant: whether an element is there depends on the set of its changes only; the latest stamp says.
"""

from __future__ import annotations

from postil.tuples import NamedTuple


class Presence(NamedTuple):
    """Whether an element is there, and since which change."""

    stamp: str
    there: bool
    added: str
    """Stamp of the earliest change that brought it in; gives codes and transcripts their order."""
    value: object


class Elements:
    """All elements of a study, by their kind and id."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Presence] = {}

    def take(self, stamp: str, key: tuple[str, str], value: object, *, there: bool) -> None:
        """Take in that an element was brought in or taken out at this stamp."""
        known = self._known.get(key)
        if known is None:
            self._known[key] = Presence(stamp, there, stamp if there else "", value)
            return
        added = min(filter(None, (known.added, stamp if there else "")), default="")
        if stamp > known.stamp:
            self._known[key] = Presence(stamp, there, added, value)
        elif added != known.added:
            self._known[key] = known._replace(added=added)

    def get(self, kind: str, key: str) -> Presence | None:
        """What is known of an element, or None."""
        return self._known.get((kind, key))

    def is_there(self, kind: str, key: str) -> bool:
        """Whether an element was brought in and not taken out since."""
        known = self._known.get((kind, key))
        return known is not None and known.there

    def of(self, kind: str) -> list[tuple[str, Presence]]:
        """Ids and presences of all elements of a kind, also of those taken out, in the order in which they came."""
        found = [(key, presence) for (known, key), presence in self._known.items() if known == kind]
        return sorted(found, key=lambda pair: (pair[1].added, pair[0]))
