"""Folding very many changes at once.

Where nobody took anything away, the codings and marks of a transcript are those that were made, each since the latest
time: they are handed to the study together and not one by one. Invariant: the study is the one that folding each change
by itself gives, whatever is folded in afterwards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from postil.model.change import Apply, Remove, Review
from postil.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Change
    from postil.model.coding import Coding

_stamp, _code, _coder = itemgetter(0), itemgetter(4), itemgetter(5)


def folded(changes: Iterable[Change]) -> Study:
    """The study that changes fold to; no two of them have one stamp."""
    kinds: dict[type, list[Any]] = {}
    for change in changes:
        kind = type(change[3])
        if kind in kinds:
            kinds[kind].append(change)
        else:
            kinds[kind] = [change]
    applied, reviews = kinds.pop(Apply, []), kinds.pop(Review, [])
    undone = {change.action.coding.transcript for change in kinds.get(Remove, ())}
    undone.update([change[3].transcript for change in reviews if not change[3].reviewed])
    if undone:  # all that was done in these transcripts is folded one by one
        kinds[Apply] = [change for change in applied if change.action.coding.transcript in undone]
        kinds[Review] = [change for change in reviews if change.action.transcript in undone]
        applied = [change for change in applied if change.action.coding.transcript not in undone]
        reviews = [change for change in reviews if change.action.transcript not in undone]
    study = Study(chain.from_iterable(kinds.values()))
    _hand_over(study, sorted(applied, key=_stamp), sorted(reviews, key=_stamp))
    return study


def _hand_over(study: Study, applied: list[Any], reviews: list[Any]) -> None:
    """Let a study adopt what was only ever made.

    Args:
        study: what all else folds to.
        applied: changes that apply a code, in the order of stamps.
        reviews: changes that mark a paragraph as reviewed, in the order of stamps.
    """
    made: list[Coding] = [change[3][0] for change in applied]
    codings: defaultdict[str, dict[int, dict[Coding, str]]] = defaultdict(dict)
    for coding, stamp in dict(zip(made, map(_stamp, applied), strict=True)).items():
        within = codings[coding[0]]
        here = within.get(coding[1])
        if here is None:
            here = within[coding[1]] = {}
        here[coding] = stamp
    marks: defaultdict[str, defaultdict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for stamp, _, _, (transcript, paragraph, coder, *_), *_ in reviews:
        marks[transcript][coder][paragraph] = stamp
    for transcript in dict.fromkeys((*codings, *marks)):
        there = codings.get(transcript, {})
        study.adopt(
            transcript,
            codings=there,
            uses=Counter(map(_code, chain.from_iterable(there.values()))),
            reviewed=marks.get(transcript, {}),
        )
    study.fold(dict(zip(map(_coder, made), applied, strict=True)).values())  # the latest decision of each coder
    study.fold({change.action.coder: change for change in reviews}.values())
