"""Text in which a reader sees nothing. Invariant: a text with one visible letter is never blank."""

from __future__ import annotations

import unicodedata

_WITHOUT_SHAPE = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""The joiner of graphemes, Hangul fillers and the empty Braille pattern: signs to Unicode, nothing to the eye."""


def is_blank(text: str) -> bool:
    """Whether there is nothing but white space, control and zero-width characters and others without a shape."""
    return all(
        character.isspace() or character in _WITHOUT_SHAPE or unicodedata.category(character) in {"Cc", "Cf"}
        for character in text
    )
