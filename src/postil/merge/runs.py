"""Runs of words that two stretches of text have in common, in the same order.

Invariant: a run has at least two words, or lies between two runs of the same two paragraphs: one word alone is there by
chance. The work is bounded whatever the texts are: words too common to tell anything may only prolong a run, and once
as many words were looked at as a whole study has, the rest is left uncompared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHORTEST = 2  # words of a run that is not there by chance
_COMMON = 500_000  # pairs of equal words in one stretch, beyond which the commonest ones only prolong runs
_ALL = 20_000_000  # pairs of equal words that are looked at in all, about two seconds
_FAR = 200  # words between two places from which a stretch is compared anew
_GAP = 10_000  # words times words between two runs, beyond which single ones are not looked for


class Common(NamedTuple):
    """A run, or the part of one that lies in one paragraph on either side; everything is counted from 0."""

    old: int
    """Place of the paragraph in the old stretch."""
    old_word: int
    new: int
    new_word: int
    length: int


class Runs:
    """Finds runs, for as many stretches as two readings have; the bound is for all of them together."""

    def __init__(self) -> None:
        self._left = _ALL

    def between(self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[Common]:
        """What two stretches of paragraphs, given as their words, have in common; in order, cut at paragraphs."""
        ours = [word for paragraph in old for word in paragraph]
        theirs = [word for paragraph in new for word in paragraph]
        places, their_places = _places(old), _places(new)
        found: list[Common] = []
        for at, their_at, size in self._blocks(ours, theirs):
            done = 0
            while done < size:
                i, word = places[at + done]
                j, their_word = their_places[their_at + done]
                length = min(size - done, len(old[i]) - word, len(new[j]) - their_word)
                found.append(Common(i, word, j, their_word, length))
                done += length
        return list(_with_single_words(found, old, new))

    def _blocks(self, ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int]]:
        """Begin, begin and length of each run, in order."""
        begin, their_begin = 0, 0
        for end, their_end in [*_waypoints(ours, theirs), (len(ours), len(theirs))]:
            for at, their_at, size in self._longest(ours[begin:end], theirs[their_begin:their_end]):
                yield begin + at, their_begin + their_at, size
            begin, their_begin = end, their_end

    def _longest(self, ours: list[str], theirs: list[str]) -> list[tuple[int, int, int]]:
        """The longest run, and the longest ones before and after it, and so on."""
        here, there = Counter(ours), Counter(theirs)
        pairs = sorted((number * there[word], word) for word, number in here.items() if word in there)
        totals = accumulate(number for number, _ in pairs)
        common = {word for total, (_, word) in zip(totals, pairs, strict=True) if total > _COMMON}
        work = [0, *accumulate(0 if word in common else there[word] for word in ours)]
        matcher = SequenceMatcher(common.__contains__, ours, theirs, autojunk=False)
        blocks: list[tuple[int, int, int]] = []
        waiting = deque([(0, len(ours), 0, len(theirs))])
        while waiting:
            begin, end, their_begin, their_end = waiting.popleft()
            self._left -= work[end] - work[begin] + end - begin
            if self._left < 0:
                break
            at, their_at, size = matcher.find_longest_match(begin, end, their_begin, their_end)
            if size < _SHORTEST:
                continue
            blocks.append((at, their_at, size))
            if begin < at and their_begin < their_at:
                waiting.append((begin, at, their_begin, their_at))
            if at + size < end and their_at + size < their_end:
                waiting.append((at + size, end, their_at + size, their_end))
        return sorted(blocks)


def _waypoints(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where some words in a row that stand once on either side begin, far from each other, in order.

    A long stretch is compared from one to the next, which takes its length and not the square of it.
    """
    there = _once(theirs)
    both = sorted((at, there[few]) for few, at in _once(ours).items() if few in there)
    last, their_last = 0, 0
    for at, their_at in longest_rising(both):
        if min(at - last, their_at - their_last) >= _FAR:
            yield at, their_at
            last, their_last = at, their_at


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Three words in a row that stand once in a stretch, with the place of the first."""
    rows = list(zip(words, words[1:], words[2:], strict=False))
    times = Counter(rows)
    return {row: at for at, row in enumerate(rows) if times[row] == 1}


def longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by their first, whose second ones rise too."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        place = bisect_left(tops, j)
        before.append(ends[place - 1] if place else -1)
        tops[place : place + 1] = [j]
        ends[place : place + 1] = [at]
    run: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _places(paragraphs: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Paragraph and index in it of each word of a stretch."""
    return [(i, word) for i, paragraph in enumerate(paragraphs) for word in range(len(paragraph))]


def _with_single_words(
    runs: Sequence[Common], old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> Iterator[Common]:
    """The runs, and between two of the same two paragraphs the words that stand alone."""
    before: Common | None = None
    for run in runs:
        if before is not None and (before.old, before.new) == (run.old, run.new):
            begin, their_begin = before.old_word + before.length, before.new_word + before.length
            ours, theirs = old[run.old][begin : run.old_word], new[run.new][their_begin : run.new_word]
            if len(ours) * len(theirs) <= _GAP:
                blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
                for at, their_at, size in blocks[:-1]:
                    yield Common(run.old, begin + at, run.new, their_begin + their_at, size)
        yield run
        before = run
