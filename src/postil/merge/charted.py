"""What a merge brings of cases and cells, and which work follows codes that were merged into others.

Invariant: numbers compare the outcome with the first file, like all that is told of a merge.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.model.summary_acts import hands_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.merge.union import Merged


class Charted(NamedTuple):
    """What one person charted."""

    coder: str
    new: int
    """Summaries that show and whose words the first file does not have."""
    same: int
    """Summaries that show and that it has."""


class FollowedCode(NamedTuple):
    """A code that was merged into another, and that a file uses which does not know of it."""

    code: str
    """Id of the code."""
    into: str
    """Id of the code that stands for it."""
    codings: int
    """Of such files, that are the other code's now."""


def charted_by(result: Merged) -> tuple[Charted, ...]:
    """The summaries of the outcome by who wrote them, sorted by name."""
    study, first = result.study, result.sides[0]
    new: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for cell in study.cells:
        hands = hands_of(study, cell)
        if hands is not None:
            (same if hands.wrote.stamp in first.changes else new)[hands.wrote.coder] += 1
    return tuple(Charted(coder, new[coder], same[coder]) for coder in sorted({*new, *same}))


def new_cases(result: Merged) -> int:
    """How many cases the outcome has that the first file does not have."""
    return len(result.study.cases.all.keys() - result.sides[0].study.cases.all.keys())


def followed_codes(result: Merged) -> Iterator[FollowedCode]:
    """Codes that were merged into others while somebody who did not know of it went on to use them."""
    for code, into in result.study.same.merged():
        unaware = [side.study for side in result.sides if side.study.same.shown(code) == code]
        codings = {coding for study in unaware for coding, _ in study.codings() if coding.code == code}
        if codings and result.study.codebook.get(into) is not None:
            yield FollowedCode(code, into, len(codings))
