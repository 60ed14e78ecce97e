"""Slots: the ten codes that take one key stroke.

A code gets the first free slot when it is first used, and keeps it: from then on it is pinned there, in the study, so
that a digit that was learnt today is the same tomorrow. Until they are used, free slots hold what the coder has used
most. Invariant: no code is in two slots, and no slot changes behind the coder's back.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.session.commands import SLOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.study import Study

ORDER = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
"""Slots as the digits lie on a keyboard."""


class Slots:
    """Which code each digit applies."""

    def __init__(self, pins: Mapping[int, str], often: Iterable[str] = ()) -> None:
        """``pins`` are the coder's own; ``often`` fills the rest, in the order given."""
        self._pins = dict(pins)
        self._lent: dict[int, str] = {}
        for code in often:
            free = self.free()
            if free and self.slot(code) is None:
                self._lent[free[0]] = code

    def code(self, slot: int) -> str | None:
        """The code in a slot, or None."""
        pinned = self._pins.get(slot)
        if pinned is not None:
            return pinned if self._first_pin(pinned) == slot else None
        lent = self._lent.get(slot)
        return None if lent in self._pins.values() else lent

    def _first_pin(self, code: str) -> int | None:
        return next((slot for slot in ORDER if self._pins.get(slot) == code), None)

    def slot(self, code: str) -> int | None:
        """The slot of a code, or None."""
        return next((slot for slot in ORDER if self.code(slot) == code), None)

    def is_pinned(self, code: str) -> bool:
        """Whether the code keeps its slot."""
        return code in self._pins.values()

    def free(self) -> list[int]:
        """Slots that hold nothing."""
        return [slot for slot in ORDER if self.code(slot) is None]

    def pinned_at(self, code: str) -> list[int]:
        """All slots that a code is pinned to: one, but in studies of two sessions at once."""
        return [slot for slot, held in self._pins.items() if held == code]

    def set_pins(self, pins: Mapping[int, str]) -> None:
        """Take the coder's pins as they now are in the study."""
        self._pins = dict(pins)

    def keep(self, known: Iterable[str]) -> None:
        """Empty the slots of codes that are no longer known."""
        codes = set(known)
        self._pins = {slot: code for slot, code in self._pins.items() if code in codes}
        self._lent = {slot: code for slot, code in self._lent.items() if code in codes}


def first_slots(study: Study, coder: str) -> Slots:
    """The coder's pins; for somebody whose codings came in another way, what they used most, in book order."""
    pins = study.pins(coder)
    if pins:
        return Slots(pins)
    often = {code for code, _ in Counter(study.uses_by(coder)).most_common(SLOTS)}
    return Slots(pins, [c.id for c in study.codebook if c.id in often and c.status == "active"])
