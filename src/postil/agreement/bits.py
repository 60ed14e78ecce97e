"""Sets of units as the bits of one integer. Invariant: bit n stands for unit n, and no bit set is negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def bits_of(units: Iterable[int], size: int) -> int:
    """The bit set of some units.

    Args:
        units: numbers from 0, in any order.
        size: a number above all of them.
    """
    room = bytearray(size // 8 + 1)
    for unit in units:
        room[unit >> 3] |= 1 << (unit & 7)
    return int.from_bytes(room, "little")


def units_of(bits: int) -> list[int]:
    """The units of a bit set, from the lowest on."""
    # Searching a string is done in C; asking a long integer for each bit would copy it each time.
    digits = f"{bits:b}"[::-1]
    found = []
    unit = digits.find("1")
    while unit >= 0:
        found.append(unit)
        unit = digits.find("1", unit + 1)
    return found
