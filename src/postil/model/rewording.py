"""Codings that were made before their code was worded otherwise: what a coder should look at again.

Invariant: a coding is to be looked at again when the wording of its code was changed after it was made and after it was
last confirmed. A first definition of a code that had none is no change of wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Confirm
from postil.model.codebook import WORDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.change import Change
    from postil.model.coding import Coding
    from postil.model.study import Study


class Confirmations:
    """Which codings were said to hold after all."""

    def __init__(self) -> None:
        self._known: dict[Coding, dict[str, Change]] = {}

    def take(self, coding: Coding, change: Change) -> None:
        """Take in that a coding was confirmed, or that this was taken back."""
        self._known.setdefault(coding, {})[change.stamp] = change

    def stamp(self, coding: Coding) -> str:
        """Stamp of the latest confirmation of a coding that was not undone; empty if there is none."""
        known = self._known.get(coding)
        if not known:
            return ""
        undone: set[str] = set()
        for stamp in sorted(known, reverse=True):
            change = known[stamp]
            if change.group in undone:
                continue
            if change.undoes:
                undone.add(change.undoes)
            elif isinstance(change.action, Confirm) and change.action.confirmed:
                return stamp
        return ""


def reworded(study: Study) -> Mapping[str, str]:
    """Ids of the codes that were worded otherwise after they were brought in, each with the stamp of the change."""
    found: dict[str, str] = {}
    for code in study.codebook:
        stamps = (study.reworded(("code", code.id, field)) for field in WORDING)
        if latest := max(stamps, default=""):
            found[code.id] = latest
    return found


def to_look_at_again(study: Study, coder: str) -> Iterator[Coding]:
    """The live codings of a coder that were made under another wording of their codes; in no order."""
    changed = reworded(study)
    if not changed:
        return
    for coding, stamp in study.codings():
        since = changed.get(coding.code)
        if since and coding.coder == coder and stamp < since and study.confirmed(coding) < since:
            yield coding
