"""Codings that were made before their code was worded otherwise: what a coder should look at again.

Invariant: a coding is to be looked at again when the wording of its code was changed after it was made and after it was
last confirmed. A first definition of a code that had none is no change of wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Confirm
from postil.model.codebook import WORDING
from postil.model.versions import undone_and_restored
from postil.tuples import NamedTuple

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
        """Stamp of the latest confirmation of a coding that stands; empty if there is none."""
        latest = self._latest(coding)
        return latest.stamp if latest is not None and latest.action.confirmed else ""

    def asked_again(self, coding: Coding) -> str:
        """Stamp of the mark that a coding is to be looked at again whenever it was made; empty if there is none."""
        latest = self._latest(coding)
        return latest.stamp if latest is not None and not latest.action.confirmed else ""

    def _latest(self, coding: Coding) -> _Confirmation | None:
        """The latest mark of a coding that was not undone, or was redone."""
        known = self._known.get(coding)
        if not known:
            return None
        undone, restored = undone_and_restored(known.values())
        groups = {change.group for change in known.values()}
        marks = [
            _Confirmation(max(stamp, restored.get(change.group, "")), change.action)
            for stamp, change in known.items()
            if change.group not in undone and change.undoes not in groups and isinstance(change.action, Confirm)
        ]
        return max(marks, default=None)


class _Confirmation(NamedTuple):
    stamp: str
    action: Confirm


def worded_since(study: Study, code: str) -> str:
    """Stamp of the change since which a code is worded as it is, after it was worded otherwise; empty for none."""
    known = study.codebook.get(code)
    return max((study.reworded(("code", known.id, field)) for field in WORDING), default="") if known else ""


def reworded(study: Study) -> Mapping[str, str]:
    """Ids of the codes that were worded otherwise after they were brought in, each with the stamp of the change."""
    found = {code.id: worded_since(study, code.id) for code in study.codebook}
    return {code: since for code, since in found.items() if since}


def waits(study: Study, coding: Coding, since: str) -> bool:
    """Whether a live coding is to be looked at again, if its code is worded as it is ``since`` this stamp.

    A coding that an undo brought back is as old as it was.
    """
    made = study.coding_stamp(coding)
    return bool(made) and ((made < since and study.confirmed(coding) < since) or study.asked_again(coding) > made)


def to_look_at_again(study: Study, coder: str) -> Iterator[Coding]:
    """The live codings of a coder that were made under another wording of their codes; in no order."""
    changed = reworded(study)
    if not changed:
        return
    for coding, _ in study.codings():
        since = changed.get(coding.code)
        if since and coding.coder == coder and waits(study, coding, since):
            yield coding
