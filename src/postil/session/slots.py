"""Slots: the ten codes that take one key stroke.

A pinned code keeps its slot until another is pinned there. The other slots are filled once, when the session
begins, with the coder's most used codes, and then by codes as they are picked, as long as there is room: a
slot that has been taught is never given to another code behind the coder's back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ORDER = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
"""Slots as the digits lie on a keyboard."""


class Slots:
    """Which code each digit applies."""

    def __init__(self, pins: Mapping[int, str], often: Iterable[str]) -> None:
        """``pins`` are the coder's own; ``often`` fills the rest, in the order given."""
        self._codes: dict[int, str] = dict(pins)
        for code in often:
            self.take(code)

    def code(self, slot: int) -> str | None:
        """The code in a slot, or None."""
        return self._codes.get(slot)

    def slot(self, code: str) -> int | None:
        """The slot of a code, or None."""
        return next((slot for slot in ORDER if self._codes.get(slot) == code), None)

    def take(self, code: str) -> int | None:
        """Give a code the first free slot; None if it has one already or none is free."""
        if code in self._codes.values():
            return None
        slot = next((slot for slot in ORDER if slot not in self._codes), None)
        if slot is not None:
            self._codes[slot] = code
        return slot

    def pin(self, slot: int, code: str) -> None:
        """Put a code into a slot, out of any other that it had."""
        self._codes = {at: held for at, held in self._codes.items() if held != code}
        self._codes[slot] = code

    def keep(self, known: Iterable[str]) -> None:
        """Empty the slots of codes that are no longer known."""
        codes = set(known)
        self._codes = {slot: code for slot, code in self._codes.items() if code in codes}
