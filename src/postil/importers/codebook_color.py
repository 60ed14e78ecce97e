"""Colours of other programs as the eight colour slots of a codebook.

Invariant: the answer is a slot, 0 (no colour) to ``COLOR_SLOTS``, or None for what is no colour at all.
"""

from __future__ import annotations

import re

from postil.model.codebook import COLOR_SLOTS

SLOT_COLORS: tuple[str, ...] = (
    "1f77b4",
    "ff7f0e",
    "2ca02c",
    "d62728",
    "9467bd",
    "8c564b",
    "e377c2",
    "17becf",
)
"""What slots 1..8 stand for when a colour of another program is matched.

Blue, orange, green, red, purple, brown, pink, cyan. Themes draw the slots in colours of their own; only the matching
uses these."""

_NAMES: dict[str, int] = {
    "none": 0,
    "black": 0,
    "white": 0,
    "grey": 0,
    "gray": 0,
    "silver": 0,
    "blue": 1,
    "navy": 1,
    "orange": 2,
    "yellow": 2,
    "gold": 2,
    "amber": 2,
    "green": 3,
    "lime": 3,
    "olive": 3,
    "red": 4,
    "maroon": 4,
    "crimson": 4,
    "purple": 5,
    "violet": 5,
    "indigo": 5,
    "brown": 6,
    "tan": 6,
    "pink": 7,
    "magenta": 7,
    "fuchsia": 7,
    "rose": 7,
    "cyan": 8,
    "teal": 8,
    "turquoise": 8,
    "aqua": 8,
}
_HEX = re.compile(r"(?:#|0x)?([0-9a-f]{6}|[0-9a-f]{3})")
_SLOT = re.compile(r"[0-9]{1,2}")
_GREY_SPREAD = 24


def color_slot(text: str) -> int | None:
    """The slot of a colour given as slot number, English name or hex; None if it is none of them.

    Hex colours go to the nearest slot; greys have none (0).
    """
    wanted = text.strip().casefold()
    if not wanted:
        return 0
    if _SLOT.fullmatch(wanted):
        return int(wanted) if int(wanted) <= COLOR_SLOTS else None
    if wanted in _NAMES:
        return _NAMES[wanted]
    match = _HEX.fullmatch(wanted)
    return _nearest(_channels(match[1])) if match else None


def _channels(digits: str) -> tuple[int, int, int]:
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _nearest(color: tuple[int, int, int]) -> int:
    if max(color) - min(color) < _GREY_SPREAD:
        return 0
    return min(range(1, COLOR_SLOTS + 1), key=lambda slot: _distance(color, _channels(SLOT_COLORS[slot - 1])))


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Difference of two colours, weighted by how the eye takes red and blue ("redmean")."""
    red_mean = (one[0] + other[0]) / 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return (2 + red_mean / 256) * red**2 + 4 * green**2 + (2 + (255 - red_mean) / 256) * blue**2
