"""Which paragraphs of a corrected transcript are which of the one before.

Invariant: every paragraph of either reading is in exactly one link. Only what was said is compared: speakers, roles and
times may all have changed. Long paragraphs that stand once on either side are anchors; between them the words decide,
never likeness of letters, since two unrelated paragraphs of one language are alike by half.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from postil.merge.runs import Runs, longest_rising
from postil.merge.words import words
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.model.transcript import Transcript

Kind = Literal["same", "edited", "split", "merged", "regrouped", "replaced", "gone", "new"]

KINDS: tuple[Kind, ...] = ("same", "edited", "split", "merged", "regrouped", "replaced", "gone", "new")
SURVIVING: frozenset[Kind] = frozenset({"same", "edited", "split", "merged", "regrouped"})
"""The kinds in which the words of an old paragraph are still there."""

_ANCHOR = 3  # words that a paragraph needs to be an anchor
_MOVED = 6  # words that it needs to be found again elsewhere
_LINK = 3  # words that link a short paragraph to a long one


@dataclass(frozen=True, slots=True)
class Link:
    """Paragraphs that stand for each other."""

    kind: Kind
    """``same``: no word differs; ``edited``: one is one; ``split``: one is several; ``merged``: several are one;
    ``regrouped``: several are several; ``replaced``: other words at the same place; ``gone``; ``new``."""
    old: tuple[int, ...]
    """Numbers of the paragraphs in the old reading."""
    new: tuple[int, ...]
    """Numbers of the paragraphs in the new reading."""
    share: float
    """Words that are in both, as a share of the words of the longer side: 1 where none was changed or added."""


class Piece(NamedTuple):
    """A run of words that an old and a new paragraph have in common."""

    old: int
    """Number of the old paragraph."""
    old_word: int
    """Index of the first word in it, from 0."""
    new: int
    """Number of the new paragraph."""
    new_word: int
    """Index of the first word in it, from 0."""
    length: int
    """Words."""


@dataclass(frozen=True)
class Alignment:
    """How two readings correspond."""

    links: tuple[Link, ...]
    """Sorted by the old paragraphs, new ones where they stand between them."""
    pieces: tuple[Piece, ...] = field(repr=False)
    """The words that linked paragraphs have in common, by old paragraph and word."""

    @cached_property
    def by_old(self) -> Mapping[int, Link]:
        """The link of each old paragraph, by its number."""
        return {n: link for link in self.links for n in link.old}

    @cached_property
    def pieces_of(self) -> Mapping[int, tuple[Piece, ...]]:
        """What each old paragraph has in common with new ones, by its number."""
        found: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault(piece.old, []).append(piece)
        return {n: tuple(pieces) for n, pieces in found.items()}

    @property
    def surviving(self) -> float:
        """Old paragraphs whose words are still there, as a share of all old ones; 1 for a reading without any."""
        return sum(link.kind in SURVIVING for link in self.by_old.values()) / len(self.by_old) if self.by_old else 1.0

    def counts(self) -> dict[Kind, int]:
        """How many links there are of each kind, all kinds in a fixed order."""
        counted = Counter(link.kind for link in self.links)
        return {kind: counted[kind] for kind in KINDS}


def align(old: Transcript, new: Transcript) -> Alignment:
    """How the paragraphs of two readings of one interview correspond, by their words."""
    before = _Side([[word.folded for word in words(p.text)] for p in old.paragraphs])
    after = _Side([[word.folded for word in words(p.text)] for p in new.paragraphs])
    return _Aligner(before, after).alignment()


class _Side:
    """One reading: the folded words of its paragraphs, which are counted from 0 here."""

    def __init__(self, paragraphs: list[list[str]]) -> None:
        self.words = paragraphs
        self.lengths = [len(paragraph) for paragraph in paragraphs]
        self.texts = [" ".join(paragraph) for paragraph in paragraphs]

    def __len__(self) -> int:
        return len(self.words)

    def uniques(self, begin: int, end: int, least: int = _ANCHOR) -> dict[str, int]:
        """Texts of at least so many words that stand once in a stretch, with their paragraph."""
        times = Counter(self.texts[begin:end])
        return {self.texts[i]: i for i in range(begin, end) if self.lengths[i] >= least and times[self.texts[i]] == 1}


class _Aligner:
    def __init__(self, old: _Side, new: _Side) -> None:
        self._old = old
        self._new = new
        self._of_old: dict[int, set[int]] = {}
        self._of_new: dict[int, set[int]] = {}
        self._pieces: list[Piece] = []
        self._runs = Runs()

    def alignment(self) -> Alignment:
        """Settle what is certain first, and give what is left to the weaker rules."""
        for stretch in self._anchor():
            self._compare(*stretch)
        self._follow_neighbours()
        self._find_moved()
        links = _in_reading_order([*self._components(), *self._left_over()])
        pieces = (Piece(p.old + 1, p.old_word, p.new + 1, p.new_word, p.length) for p in sorted(self._pieces))
        return Alignment(tuple(links), tuple(pieces))

    # ---- anchors ----

    def _same(self, i: int, j: int) -> None:
        self._link(i, j)
        self._pieces.append(Piece(i, 0, j, 0, self._old.lengths[i]))

    def _link(self, i: int, j: int) -> None:
        self._of_old.setdefault(i, set()).add(j)
        self._of_new.setdefault(j, set()).add(i)

    def _anchor(self) -> Iterator[tuple[int, int, int, int]]:
        """Link equal paragraphs from the ends of each stretch and at anchors in it; what is left between them."""
        waiting = [(0, len(self._old), 0, len(self._new))]
        while waiting:
            begin, end, new_begin, new_end = waiting.pop()
            while begin < end and new_begin < new_end and self._equal(begin, new_begin):
                self._same(begin, new_begin)
                begin, new_begin = begin + 1, new_begin + 1
            while begin < end and new_begin < new_end and self._equal(end - 1, new_end - 1):
                end, new_end = end - 1, new_end - 1
                self._same(end, new_end)
            if begin == end or new_begin == new_end:
                continue
            theirs = self._new.uniques(new_begin, new_end)
            both = [(i, theirs[text]) for text, i in self._old.uniques(begin, end).items() if text in theirs]
            anchors = longest_rising(sorted(both))
            if not anchors:
                yield begin, end, new_begin, new_end
                continue
            for i, j in [*anchors, (end, new_end)]:
                waiting.append((begin, i, new_begin, j))
                if i < end:
                    self._same(i, j)
                begin, new_begin = i + 1, j + 1

    def _equal(self, i: int, j: int) -> bool:
        return self._old.texts[i] == self._new.texts[j]

    # ---- words ----

    def _compare(self, begin: int, end: int, new_begin: int, new_end: int) -> None:
        """Link paragraphs of a stretch by the words that they share in the same order."""
        pieces = [
            Piece(begin + i, word, new_begin + j, new_word, length)
            for i, word, j, new_word, length in self._runs.between(
                self._old.words[begin:end], self._new.words[new_begin:new_end]
            )
        ]
        shared: Counter[tuple[int, int]] = Counter()
        for piece in pieces:
            shared[piece.old, piece.new] += piece.length
        linked = {pair for pair, number in shared.items() if self._is_link(*pair, number)}
        for i, j in linked:
            self._link(i, j)
        self._pieces += [piece for piece in pieces if (piece.old, piece.new) in linked]

    def _is_link(self, i: int, j: int, shared: int) -> bool:
        shorter, longer = sorted((self._old.lengths[i], self._new.lengths[j]))
        return 2 * shared >= shorter and (shared >= _LINK or 2 * shared >= longer)

    # ---- what is left ----

    def _follow_neighbours(self) -> None:
        """Link equal short paragraphs beside paragraphs that are linked."""
        for step in (1, -1):
            for i in range(len(self._old))[::step]:
                for j in self._of_old.get(i - step, ()):
                    beside = j + step
                    free = i not in self._of_old and beside not in self._of_new
                    if free and 0 <= beside < len(self._new) and self._equal(i, beside):
                        self._same(i, beside)

    def _find_moved(self) -> None:
        """Link equal paragraphs that stand once on either side, wherever they are now."""
        theirs = self._new.uniques(0, len(self._new), _MOVED)
        for text, i in self._old.uniques(0, len(self._old), _MOVED).items():
            if text in theirs and i not in self._of_old and theirs[text] not in self._of_new:
                self._same(i, theirs[text])

    def _left_over(self) -> Iterator[Link]:
        replaced: set[int] = set()
        for i in range(len(self._old)):
            if i in self._of_old:
                continue
            j = self._in_place_of(i)
            if j is None:
                yield Link("gone", (i + 1,), (), 0.0)
            else:
                replaced.add(j)
                yield Link("replaced", (i + 1,), (j + 1,), 0.0)
        for j in range(len(self._new)):
            if j not in self._of_new and j not in replaced:
                yield Link("new", (), (j + 1,), 0.0)

    def _in_place_of(self, i: int) -> int | None:
        """The one new paragraph that is left between the neighbours of an old one that is left."""
        before, after = self._of_old.get(i - 1), self._of_old.get(i + 1)
        if before is None and after is None:
            return None
        j = max(before) + 1 if before is not None else min(after or ()) - 1
        settled_before = before is not None if i else j == 0
        last = i == len(self._old) - 1
        settled_after = j == len(self._new) - 1 if last else after is not None and min(after) == j + 1
        fits = settled_before and settled_after and 0 <= j < len(self._new) and j not in self._of_new
        return j if fits else None

    # ---- links ----

    def _components(self) -> Iterator[Link]:
        shared: Counter[int] = Counter()
        for piece in self._pieces:
            shared[piece.old] += piece.length
        seen: set[int] = set()
        for first in sorted(self._of_old):
            if first in seen:
                continue
            ours, theirs, waiting = {first}, set[int](), [first]
            while waiting:
                for j in self._of_old[waiting.pop()] - theirs:
                    theirs.add(j)
                    waiting += self._of_new[j] - ours
                    ours |= self._of_new[j]
            seen |= ours
            yield self._component(sorted(ours), sorted(theirs), sum(shared[i] for i in ours))

    def _component(self, ours: Sequence[int], theirs: Sequence[int], shared: int) -> Link:
        longer = max(sum(self._old.lengths[i] for i in ours), sum(self._new.lengths[j] for j in theirs))
        kind: Kind
        if len(ours) == 1 and len(theirs) == 1:
            kind = "same" if self._equal(ours[0], theirs[0]) else "edited"
        elif len(ours) == 1:
            kind = "split"
        else:
            kind = "merged" if len(theirs) == 1 else "regrouped"
        share = 1.0 if kind == "same" else shared / longer
        return Link(kind, tuple(i + 1 for i in ours), tuple(j + 1 for j in theirs), share)


def _in_reading_order(links: Iterable[Link]) -> list[Link]:
    """Links by their old paragraphs, new ones after what they follow in the new reading."""
    old_of = {n: link.old[-1] for link in links for n in link.new if link.old}

    def place(link: Link) -> tuple[int, int, int]:
        if link.old:
            return (link.old[0], 0, 0)
        (n,) = link.new
        follows = next((old_of[before] for before in range(n - 1, 0, -1) if before in old_of), 0)
        old_of[n] = follows
        return (follows, 1, n)

    return sorted(links, key=place)
