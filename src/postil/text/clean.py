"""The one door from data to anything that is drawn or printed.

Text of a study, of file names and of errors may hold escape sequences, bidirectional overrides and other
characters that a terminal obeys. ``visible`` turns each of them into a visible mark, one character for one,
so that offsets into the shown text are offsets into the stored text. Stored text is never changed by it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

REPLACED = "\ufffd"
_CONTROL_PICTURES = 0x2400

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE = (0x00AD, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF, 0x180E, *range(0x206A, 0x2070))
_SEPARATORS = (0x2028, 0x2029)


def _table() -> dict[int, str]:
    table = {code: chr(_CONTROL_PICTURES + code) for code in range(0x20)}
    table[0x7F] = "\u2421"
    table |= dict.fromkeys(range(0x80, 0xA0), REPLACED)
    table |= dict.fromkeys(_BIDI, REPLACED)
    table |= dict.fromkeys(_INVISIBLE, "\u00b7")
    table |= dict.fromkeys(_SEPARATORS, "\u23ce")
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACED)
    table |= dict.fromkeys((0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF), REPLACED)
    table |= dict.fromkeys(range(0xE0000, 0xE0100), REPLACED)
    return table


_ONE_LINE = _table() | {0x09: " ", 0x0A: "\u23ce"}
_LINES = _table() | {0x09: " ", 0x0A: "\n"}


def visible(text: str) -> str:
    """Text as one line that is safe to draw or print; as long as the text, in code points.

    Control characters become their pictures (ESC is shown as ␛), line feeds ⏎, tabs a space, C1, bidirectional and
    other characters that act on a terminal �, and invisible ones ·.
    """
    return text.translate(_ONE_LINE)


def visible_lines(text: str) -> str:
    """Like ``visible``, but line feeds stay: for text that is printed over several lines."""
    return text.translate(_LINES)


def hidden_characters(texts: Iterable[str]) -> dict[str, int]:
    """How many characters ``visible`` would replace, by Unicode name or code; tabs and line feeds do not count."""
    counts: dict[str, int] = {}
    for text in texts:
        if text.isprintable():
            continue
        for character in text:
            code = ord(character)
            if code in _ONE_LINE and code not in {0x09, 0x0A}:
                name = unicodedata.name(character, f"U+{code:04X}")
                counts[name] = counts.get(name, 0) + 1
    return counts
