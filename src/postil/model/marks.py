"""Reviewed marks: which paragraphs each coder has read and is done with.

Invariant: whether a paragraph is marked depends on the set of changes about it; the latest stamp says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Marks:
    """The reviewed marks of a study."""

    def __init__(self) -> None:
        self._marked: dict[tuple[str, str], dict[int, str]] = {}
        self._unmarked: dict[tuple[str, int, str], str] = {}

    def take(self, transcript: str, paragraph: int, coder: str, stamp: str, *, reviewed: bool) -> None:
        """Take in that a paragraph was marked as reviewed, or the mark taken away."""
        marks = self._marked.setdefault((transcript, coder), {})
        gone = (transcript, paragraph, coder)
        if stamp < max(marks.get(paragraph, ""), self._unmarked.get(gone, "")):
            return
        if reviewed:
            marks[paragraph] = stamp
            self._unmarked.pop(gone, None)
        else:
            marks.pop(paragraph, None)
            self._unmarked[gone] = stamp

    def adopt(self, transcript: str, coder: str, marks: dict[int, str]) -> None:
        """Take over the marks of a coder in a transcript, each with its stamp."""
        self._marked[transcript, coder] = marks

    def of(self, transcript: str, coder: str) -> Mapping[int, str]:
        """Numbers of the paragraphs that a coder has reviewed in a transcript, each with its stamp."""
        return self._marked.get((transcript, coder), {})

    def all(self) -> Iterator[tuple[str, int, str, str]]:
        """All marks as (transcript id, paragraph number, coder, stamp), in no order."""
        for (transcript, coder), marks in self._marked.items():
            for paragraph, stamp in marks.items():
                yield transcript, paragraph, coder, stamp

    def coders(self) -> set[str]:
        """Everybody with a mark."""
        return {coder for (_, coder), marks in self._marked.items() if marks}

    def has_any(self, transcript: str) -> bool:
        """Whether anybody has reviewed anything in a transcript."""
        return any(marks for (known, _), marks in self._marked.items() if known == transcript)
