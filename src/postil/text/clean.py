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

_Ranges = tuple[tuple[int, int], ...]

BIDIRECTIONAL: _Ranges = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
"""Code points, first and last, that change the direction of writing."""
INVISIBLE: _Ranges = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891),
    (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200B), (0x2060, 0x2065),
    (0x206A, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0D), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
)  # fmt: skip
"""Code points, first and last, that are drawn as nothing or only act on their neighbours.

The zero-width joiner and non-joiner are not among them, nor the two selectors after them in emoji: words and emoji are
spelled with these.
"""
_ACTING: _Ranges = (
    (0x80, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE01EF),
)  # fmt: skip
"""C1 controls, halves of characters, no characters, annotations, tags and selectors that can carry hidden text."""
_SEPARATORS: _Ranges = ((0x2028, 0x2029),)


def _table() -> dict[int, str]:
    table = {code: chr(_CONTROL_PICTURES + code) for code in range(0x20)}
    table[0x7F] = "\u2421"
    for ranges, mark in ((_ACTING + BIDIRECTIONAL, REPLACED), (INVISIBLE, "\u00b7"), (_SEPARATORS, "\u23ce")):
        for first, last in ranges:
            table |= dict.fromkeys(range(first, last + 1), mark)
    return table


_ONE_LINE = _table() | {0x09: " ", 0x0A: "\u23ce"}
_LINES = _ONE_LINE | {0x0A: "\n"}


def visible(text: str) -> str:
    """Text as one line that is safe to draw or print; as long as the text, in code points.

    Control characters become their pictures (ESC is shown as ␛), line feeds ⏎, tabs a space, C1, bidirectional and
    other characters that act on a terminal �, and invisible ones ·.
    """
    return text if _is_plain(text) else text.translate(_ONE_LINE)


def visible_lines(text: str) -> str:
    """Like ``visible``, but line feeds stay: for text that is printed over several lines."""
    return text if _is_plain(text) else text.translate(_LINES)


def _is_plain(text: str) -> bool:
    """Whether a text is sure to hold nothing that is replaced: a quick test, which most names and words pass."""
    return text.isascii() and text.isprintable()


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
