"""What people took away on one reading of an interview, where the work on another is carried to a third.

What is carried is derived afresh at every merge, from where it was made. If it was carried to one reading before and
somebody took it away there, another merge may carry it elsewhere, since an older reading has come: there it is taken
away, too. Invariant: this follows from what people did only, and what was made, or made again, after it was taken away
is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from postil.merge.align import align
from postil.merge.places import Places
from postil.model.change import AddTranscript, Apply, Remove, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from postil.merge.carry import Moved
    from postil.model.change import Change
    from postil.model.study import Study
    from postil.model.transcript import Transcript

_Key = TypeVar("_Key", Coding, MemoKey)


class Mark(NamedTuple):
    """That a coder has reviewed a paragraph."""

    transcript: str
    paragraph: int
    coder: str


class Removals:
    """The codings, memos and marks that people made and took away on the readings of interviews."""

    def __init__(self, changes: Iterable[Change], readings: Collection[str]) -> None:
        """Find them.

        Args:
            changes: what people did.
            readings: ids of the transcripts that are readings of an interview of which there are several.
        """
        self.made: dict[Coding | MemoKey | Mark, str] = {}
        """When each was made last."""
        self.gone: dict[Coding | MemoKey | Mark, str] = {}
        """When each was taken away last; not where it was put elsewhere in the same act, as a correction does.

        A memo is, too, where a text took the place of one that had been carried there.
        """
        self.moved: dict[Coding | MemoKey | Mark, str] = {}
        """When each was taken away where it was and put elsewhere in the same act."""
        corrected: set[tuple[str, str]] = set()
        about: list[tuple[Change, Coding | MemoKey | Mark, bool]] = []
        by_stamp = {change.stamp: change for change in changes}
        for change in by_stamp.values():
            match change.action:
                case Apply(coding) | Remove(coding) if coding.transcript in readings:
                    about.append((change, coding, isinstance(change.action, Apply)))
                case SetMemo(key, text) if key.transcript in readings:
                    about.append((change, key, bool(text)))
                    if text and not by_stamp.keys() >= set(change.replaces):
                        about.append((change, key, False))
                case Review(transcript, n, coder, reviewed) if transcript in readings:
                    about.append((change, Mark(transcript, n, coder), reviewed))
                case AddTranscript(transcript):
                    corrected.add((change.group, transcript.supersedes))
        for change, what, there in about:
            to = self.made if there else self.moved if (change.group, what.transcript) in corrected else self.gone
            to[what] = max(to.get(what, ""), change.stamp)
        self._touched = {what.transcript for what in self.gone}

    def elsewhere(self, old: Transcript, others: Iterable[Transcript]) -> Elsewhere:
        """What was taken away on other readings of what was made on one.

        Args:
            old: the reading.
            others: those that what was made on it may have been carried to before.
        """
        touched = (other for other in others if other.id in self._touched)
        return Elsewhere(self, [Places(align(old, other), old, other, by_words_only=True) for other in touched])


class Elsewhere:
    """What was taken away on other readings and not made since on the one; with when that was."""

    def __init__(self, removals: Removals, places: list[Places]) -> None:
        self._made, self._gone, self._moved = removals.made, removals.gone, removals.moved
        self._places = places

    def codings(self, moved: Iterable[Moved], study: Study) -> dict[Coding, str]:
        """Of codings that are carried, by what they become; of several that become one, where all were taken away."""
        if not self._places:
            return {}
        found: dict[Coding, str] = {}
        kept: set[Coding] = set()
        for one in moved:
            own = [one.old._replace(code=code) for code in study.same.members(one.old.code)]
            stamps = [self._since(coding, self._images(coding)) for coding in own if self._is_there(coding)]
            if stamps and all(stamps):
                found[one.new] = max(found.get(one.new, ""), *stamps)
            else:
                kept.add(one.new)
        return {coding: stamp for coding, stamp in found.items() if coding not in kept}

    def memos(self, keys: Iterable[MemoKey]) -> frozenset[MemoKey]:
        """Of memos that are carried, those that were taken away or have another text there."""
        return frozenset(key for key in keys if self._places and self._since(key, self._images(key)))

    def marks(self, old: Transcript, marks: Iterable[tuple[str, int, int]]) -> frozenset[tuple[str, int]]:
        """Of marks that are carried, coder and paragraph in ``old``; each is given by these and its new paragraph."""
        found: set[tuple[str, int]] = set()
        for coder, n, _ in marks if self._places else ():
            wholes = ((place.new.id, place.whole(n)) for place in self._places)
            there = (Mark(id_, to.paragraph, coder) for id_, to in wholes if to is not None and not to.doubt)
            if self._since(Mark(old.id, n, coder), there):
                found.add((coder, n))
        return frozenset(found)

    def _is_there(self, what: Coding) -> bool:
        return self._made.get(what, "") > max(self._gone.get(what, ""), self._moved.get(what, ""))

    def _images(self, key: _Key) -> Iterator[_Key]:
        """Where a coding or memo is, or was, on the other readings."""
        for place in self._places:
            if key.start is None or key.end is None:
                target = place.whole(key.paragraph)
            else:
                target = place.span(key.paragraph, key.start, key.end)
            if target is not None:
                yield type(key)(place.new.id, target.paragraph, target.start, target.end, key.code, key.coder)

    def _since(self, what: Coding | MemoKey | Mark, images: Iterable[Coding | MemoKey | Mark]) -> str:
        """When something was last taken away on another reading, after it was made; empty if it was not."""
        stamps = (self._gone.get(image, "") for image in images)
        last = self._made.get(what, "")
        return max((stamp for stamp in stamps if stamp > last), default="")
