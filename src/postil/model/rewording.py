"""Codings that were made before their code was worded otherwise: what a coder should look at again.

Invariant: a coding is to be looked at again when the wording of its code was changed after it was made and after it was
last confirmed. A first definition of a code that had none is no change of wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.codebook import WORDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.coding import Coding
    from postil.model.study import Study


class Confirmations:
    """Which codings were said to hold after all."""

    def __init__(self) -> None:
        self._known: dict[Coding, tuple[str, bool]] = {}

    def take(self, coding: Coding, stamp: str, *, confirmed: bool) -> None:
        """Take in that a coding was confirmed, or that this was taken back."""
        if self._known.get(coding, ("", False))[0] < stamp:
            self._known[coding] = (stamp, confirmed)

    def stamp(self, coding: Coding) -> str:
        """Stamp of the latest confirmation of a coding; empty if there is none."""
        stamp, confirmed = self._known.get(coding, ("", False))
        return stamp if confirmed else ""


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
