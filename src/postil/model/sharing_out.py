"""Sharing transcripts out among coders: who codes what, and what is coded twice.

Invariants: the outcome follows from the names of the coders, the ids of the transcripts, what was assigned before and
the seed, whatever their order; nobody loses what was assigned before; without earlier assignments, the paragraphs to
read of any two coders differ by no more than those of the longest transcript.

Chance is the SHA-256 hash of the seed and what is drawn, so that a seed means the same in every version of Python, and
a transcript that comes later does not change the draw of the others.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """A transcript to be coded."""

    id: str
    paragraphs: int
    """How many paragraphs there are to read in it."""
    stratum: str = ""
    """The value of the attribute over which transcripts are spread."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who codes what."""

    coders: Mapping[str, tuple[str, ...]]
    """By coder, in the order of names, the ids of all transcripts, those from before too, sorted."""
    double: tuple[str, ...]
    """Ids of the chosen transcripts that two or more of the coders have, sorted."""


def share_out(
    items: Iterable[Item],
    coders: Iterable[str],
    *,
    double: Fraction,
    seed: int,
    before: Mapping[str, Iterable[str]] | None = None,
    spread: bool = False,
) -> Shares:
    """Share transcripts out.

    A transcript that one of the coders has from before stays with that coder, and is given to another one only if it is
    to be coded twice.

    Args:
        items: the transcripts.
        coders: names, two or more if any transcript is to be coded twice.
        double: the share of the transcripts that two coders get, 0 to 1; rounded up to whole transcripts.
        seed: what chance begins with.
        before: ids of the transcripts that each coder has from before.
        spread: whether each coder's transcripts, and those coded twice, are to be spread over the strata.
    """
    order = sorted(items, key=lambda item: _draw(seed, "transcript", item.id))
    sharing = _Sharing(sorted(coders), seed, order, before or {}, spread=spread)
    twice = {item.id for item in order if len(sharing.readers(item.id)) > 1}
    wanted = math.ceil(double * len(order)) - len(twice)
    twice |= {item.id for item in _chosen([item for item in order if item.id not in twice], wanted)}
    for item in order:
        if item.id in twice:
            sharing.give_twice(item)
    for item in sorted(order, key=lambda item: item.stratum) if spread else order:  # one stratum evenly, then the next
        if not sharing.readers(item.id):
            sharing.give(item)
    return Shares(
        {coder: tuple(sorted(mine)) for coder, mine in sharing.mine.items()},
        tuple(sorted(item.id for item in order if len(sharing.readers(item.id)) > 1)),
    )


def _draw(seed: int, kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{kind}\0{name}".encode("utf-8", "surrogatepass")).digest()


def _chosen(items: Sequence[Item], number: int) -> list[Item]:
    """So many of the items, in their order, from each stratum in proportion (largest remainders)."""
    if number <= 0:
        return []
    strata: dict[str, list[Item]] = {}
    for item in items:
        strata.setdefault(item.stratum, []).append(item)
    whole = {name: number * len(there) // len(items) for name, there in strata.items()}
    rest = {name: number * len(there) % len(items) for name, there in strata.items()}
    for name in sorted(rest, key=lambda name: -rest[name])[: number - sum(whole.values())]:
        whole[name] += 1
    return [item for name, there in strata.items() for item in there[: whole[name]]]


@dataclass
class _Sharing:
    coders: list[str]
    seed: int
    items: list[Item]
    before: Mapping[str, Iterable[str]]
    spread: bool
    mine: dict[str, set[str]] = field(init=False)
    load: dict[str, int] = field(init=False)
    """Paragraphs to read of the transcripts chosen now."""

    def __post_init__(self) -> None:
        self.mine = {coder: set(self.before.get(coder, ())) for coder in self.coders}
        self.load = {coder: sum(i.paragraphs for i in self.items if i.id in self.mine[coder]) for coder in self.coders}
        self._longest = max((item.paragraphs for item in self.items), default=0)
        self._together: Counter[tuple[str, ...]] = Counter()
        self._of_stratum: Counter[tuple[str, str]] = Counter()
        for item in self.items:
            self._note(item, self.readers(item.id))

    def readers(self, transcript: str) -> list[str]:
        """The coders who have a transcript."""
        return [coder for coder in self.coders if transcript in self.mine[coder]]

    def _note(self, item: Item, readers: Sequence[str]) -> None:
        self._of_stratum.update((coder, item.stratum) for coder in readers)
        self._together.update(combinations(readers, 2))

    def give_twice(self, item: Item) -> None:
        """Give a transcript to two coders in all: the pair that has had the fewest together, if loads allow it."""
        there = self.readers(item.id)
        if len(there) > 1:
            return
        pairs = [pair for pair in combinations(self.coders, 2) if set(there) <= set(pair)]
        self._give(item, pairs, lambda pair: self._together[pair])

    def give(self, item: Item) -> None:
        """Give a transcript to one coder: if loads allow it, to one with few of its stratum; else to who has least."""
        alone = [(coder,) for coder in self.coders]
        self._give(item, alone, lambda one: self._of_stratum[one[0], item.stratum] if self.spread else 0)

    def _give(self, item: Item, groups: Sequence[tuple[str, ...]], had: Callable[[tuple[str, ...]], int]) -> None:
        new = {group: [coder for coder in group if item.id not in self.mine[coder]] for group in groups}
        gap = {group: self._gap(item.paragraphs, more) for group, more in new.items()}
        fair = [group for group in groups if gap[group] <= self._longest]
        if not fair:
            least = min(gap.values())
            fair = [group for group in groups if gap[group] == least]
        group = min(
            fair,
            key=lambda group: (
                had(group),
                sum(self.load[coder] for coder in new[group]),
                _draw(self.seed, item.id, "\0".join(group)),
            ),
        )
        readers = self.readers(item.id)
        for coder in new[group]:
            self.mine[coder].add(item.id)
            self.load[coder] += item.paragraphs
        self._of_stratum.update((coder, item.stratum) for coder in new[group])
        self._together.update(set(combinations(group, 2)) - set(combinations(readers, 2)))

    def _gap(self, paragraphs: int, more: Sequence[str]) -> int:
        """The difference between the greatest and the least load, if these coders had so many paragraphs more."""
        loads = [load + paragraphs * (coder in more) for coder, load in self.load.items()]
        return max(loads) - min(loads)
