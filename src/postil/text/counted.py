"""Numbers with their nouns. Invariant: the noun fits the number."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str = "") -> str:
    """'1 line', '2,100 lines': a number and its noun."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
