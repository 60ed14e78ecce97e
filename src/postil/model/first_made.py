"""When codings, memos and reviewed marks that were carried to a corrected transcript were first made.

Carrying takes away on one reading and puts on another (``postil.merge.carry``, ``postil.merge.readings``), so the
change that put something there says when it was carried. When the analyst did it, the change says that had put it on
the other reading.

Invariant: what is told here follows from the set of changes alone, for old files as for new ones; and what was carried
is never told to be later than the change that carried it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from postil.model.change import AddTranscript, Apply, Remove, Review, SetMemo
from postil.model.derived import is_derived
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from postil.model.change import Change

_Key: TypeAlias = tuple[object, ...]


class _Step(NamedTuple):
    """A change that puts a coding, a memo or a mark somewhere, or takes it away."""

    change: Change
    puts: bool
    transcript: str
    key: _Key
    """What is put or taken away, and where."""
    whose: _Key
    """What carrying leaves as it was: the kind, the code and the coder."""


def first_made(changes: Iterable[Change], shown: Callable[[str], str]) -> Mapping[str, str]:
    """Stamps of changes that carried something -> those of the changes that first made it.

    Where an act carried a code of one coder several times, the places are paired as they were recorded, which is their
    order of reading. An undo of such an act, and its redo, put back what was made before.

    Args:
        changes: all changes of a study.
        shown: the id of the code that stands for one, where codes are one.
    """
    changes = list(changes)
    below = _below(changes)
    if not below:
        return {}
    about = {*below, *(old for olds in below.values() for old in olds)}
    steps = sorted(step for change in changes if (step := _step(change, shown)) and step.transcript in about)
    puts: defaultdict[_Key, list[str]] = defaultdict(list)
    acts: defaultdict[str, list[_Step]] = defaultdict(list)
    for step in steps:
        acts[step.change.group].append(step)
        if step.puts:
            puts[step.key].append(step.change.stamp)
    before: dict[str, str] = {}
    carrying: set[str] = set()
    for group, act in sorted(acts.items(), key=lambda item: item[1][0].change.stamp):
        undone = act[0].change.undoes
        if undone in carrying:
            found = [(step.change.stamp, _latest(puts[step.key], undone)) for step in act if step.puts]
        else:
            found = list(_carried(act, below, puts))
        made = {stamp: earlier for stamp, earlier in found if earlier}
        before |= made
        if made or undone in carrying:
            carrying.add(group)
    return {stamp: _first(stamp, before) for stamp in before}


def _below(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Transcript -> those that it was ever said to correct, and those that these correct."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        if isinstance(change.action, AddTranscript) and change.action.transcript.supersedes:
            said[change.action.transcript.id].add(change.action.transcript.supersedes)
    below: dict[str, set[str]] = {}
    for transcript in said:
        found: set[str] = set()
        ahead = [transcript]
        while ahead:
            more = said.get(ahead.pop(), set()) - found
            found |= more
            ahead += more
        below[transcript] = found - {transcript}
    return below


def _step(change: Change, shown: Callable[[str], str]) -> _Step | None:
    match change.action:
        case Apply(coding) | Remove(coding):
            code = shown(coding.code)
            key = ("coding", *coding[:4], code, coding.coder)
            there = isinstance(change.action, Apply)
            return _Step(change, there, coding.transcript, key, ("coding", code, coding.coder))
        case SetMemo(target, text):
            code = shown(target.code)
            key = ("memo", *target[:4], code, target.coder)
            return _Step(change, bool(text), target.transcript, key, ("memo", code, target.coder))
        case Review(transcript, paragraph, coder, reviewed):
            return _Step(change, reviewed, transcript, ("mark", transcript, paragraph, coder), ("mark", coder))
    return None


def _latest(stamps: Sequence[str], until: str) -> str:
    """The latest of sorted stamps before another; empty for none."""
    at = bisect_left(stamps, until)
    return stamps[at - 1] if at else ""


def _carried(
    act: Iterable[_Step], below: Mapping[str, set[str]], puts: Mapping[_Key, list[str]]
) -> Iterator[tuple[str, str]]:
    """Stamps of what one act carried, each with that of the change that had put it where it was taken away."""
    taken: defaultdict[_Key, dict[_Key, tuple[str, str]]] = defaultdict(dict)
    put: defaultdict[_Key, list[_Step]] = defaultdict(list)
    for step in act:
        if step.puts:
            put[step.whose].append(step)
        elif step.key in puts:
            taken[step.whose][step.key] = (step.transcript, _latest(puts[step.key], step.change.stamp))
    for whose, mine in put.items():
        by_reading: defaultdict[str, list[_Step]] = defaultdict(list)
        for step in mine:
            by_reading[step.transcript].append(step)
        for reading, here in by_reading.items():
            olds = below.get(reading, ())
            there = [stamp for old, stamp in taken[whose].values() if old in olds and stamp]
            if there:
                yield from _paired(here, there)


def _paired(put: Sequence[_Step], taken: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, step in enumerate(put):
        stamp = step.change.stamp
        if is_derived(step.change):  # its stamp is the next after that of what it carries
            yield stamp, max((one for one in taken if one < stamp), default="")
        elif at < len(taken):  # fewer are put where several become one: then the ends are sure
            last = at == len(put) - 1
            yield stamp, taken[-1 if last else at]


def _first(stamp: str, before: Mapping[str, str]) -> str:
    while (earlier := before.get(stamp, stamp)) < stamp:
        stamp = earlier
    return stamp
