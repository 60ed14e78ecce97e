"""Numbers with their nouns. Invariant: the noun fits the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.codebook import Code


def counted(number: int, singular: str, plural: str = "") -> str:
    """'1 line', '2,100 lines': a number and its noun."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def counted_codes(codes: Iterable[Code]) -> str:
    """'70 codes, 7 headings': how many codes there are, and apart from them how many that only group others."""
    are_headings = [code.status == "heading" for code in codes]
    headings = sum(are_headings)
    return counted(len(are_headings) - headings, "code") + (f", {counted(headings, 'heading')}" if headings else "")
