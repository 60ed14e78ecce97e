"""Leaving out pieces of a text: ``[...]`` stands in their place, once for what is left out side by side.

Invariant: no character of a span that is left out is in what comes from here, and every other character is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEFT_OUT = "[...]"
"""What stands for words that are left out."""


def apart(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of a text in order, those as one that touch or have nothing but white space between them."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(text: str, spans: Iterable[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """A piece of a text, ``[...]`` for what is left out of it.

    Args:
        text: the whole text.
        spans: what is left out of it: half-open, in code points, in any order.
        start: where the piece begins.
        end: where it ends; None for the end of the text.
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    at = start
    cut = ((max(left, start), min(right, end)) for left, right in spans if left < end and right > start)
    for left, right in apart(text, cut):
        parts += (text[at:left], LEFT_OUT)
        at = right
    return "".join([*parts, text[at:end]])
