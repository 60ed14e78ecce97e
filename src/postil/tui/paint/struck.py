"""Words that were struck out, as they are drawn.

Invariant: characters, not looks alone, say which words are struck out: ``[-these-]`` where the study is read, ``[...]``
in their place where words are shown as they would be let out. Every other mark stays on the words that it is on.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from postil.model.redaction import LEFT_OUT
from postil.text.clean import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.coding import Passage

    Span = tuple[int, int]
    Mark = tuple[int, int, str]

OPENS, CLOSES = "[-", "-]"
"""What stands before and after words that are struck out and shown."""
LEGEND = f"{OPENS}struck out{CLOSES} "
"""What says so beside the number of the paragraph."""


def passage_words(
    text: str, passage: Passage, struck: Sequence[Span], found: Iterable[Span] = (), *, quoted: bool = False
) -> tuple[str, list[Mark]]:
    """The paragraph of a passage as it is drawn, and its marks: the passage, what was found, what is struck out.

    Args:
        text: the text of the paragraph.
        passage: the passage.
        struck: what is struck out of the paragraph, in code points: in order, none touching another.
        found: what was looked for.
        quoted: whether the passage is shown as it would be let out.
    """
    span = (0, len(text)) if passage.start is None or passage.end is None else (passage.start, passage.end)
    marks: list[Mark] = [] if passage.start is None else [(*span, "coded")]
    marks += [(start, end, "found") for start, end in found]
    return with_struck(visible_lines(text), struck, marks, span if quoted else None)


def with_struck(
    text: str, struck: Sequence[Span], marks: Iterable[Mark], quoted: Span | None = None
) -> tuple[str, list[Mark]]:
    """A text with what is struck out of it marked or left out, and the marks where they are in that.

    Args:
        text: the text of a paragraph.
        struck: what is struck out of it, in code points: in order, none touching another.
        marks: (start, end, style) in the text.
        quoted: the part that is shown as it would be let out; None for none.
    """
    marks = [mark for mark in marks if mark[0] < mark[1]]
    if not struck:
        return text, marks
    pieces: list[str] = []
    begins, ends = [0] * len(text), [0] * len(text)
    added: list[Mark] = []
    length = at = 0

    def keep(end: int) -> None:
        nonlocal length, at
        for index in range(at, end):
            begins[index], ends[index] = length + index - at, length + index - at + 1
        pieces.append(text[at:end])
        length, at = length + max(end - at, 0), max(end, at)

    for start, end, out in _parts(text, struck, quoted):
        keep(start)
        first = length
        pieces.append(LEFT_OUT if out else OPENS)
        length += len(pieces[-1])
        if out:
            begins[start:end], ends[start:end] = [first] * (end - start), [length] * (end - start)
            at = end
        else:
            keep(end)
            pieces.append(CLOSES)
            length += len(CLOSES)
            added.append((first, length, "struck"))
    keep(len(text))
    hidden = [(start, end) for start, end, out in _parts(text, struck, quoted) if out]
    moved = [
        (begins[start], ends[end - 1], style)
        for start, end, style in marks
        if not any(first <= start and end <= last for first, last in hidden)
    ]
    return "".join(pieces), [*added, *moved]


def _parts(text: str, struck: Sequence[Span], quoted: Span | None) -> list[tuple[int, int, bool]]:
    """What is struck out, cut where what is quoted begins and ends; whether each part is left out.

    Parts that are left out and have only white space between them are one.
    """
    opens, closes = quoted or (0, 0)
    parts: list[tuple[int, int, bool]] = []
    for start, end in struck:
        edges = [start, *(edge for edge in (opens, closes) if start < edge < end), end]
        for left, right in pairwise(edges):
            out = opens <= left < closes
            if out and parts and parts[-1][2] and not text[parts[-1][1] : left].strip():
                parts[-1] = (parts[-1][0], right, True)
            elif left < right:
                parts.append((left, right, out))
    return parts
