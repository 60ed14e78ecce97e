"""What is left of a passage when what an analyst struck out is taken from it.

Invariant: no character of a struck passage of a transcript is in the words that come from here; ``[...]`` stands in its
place, once for what was struck out side by side. Stored text, offsets and codings are never touched by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.model.coding import Passage, Place
    from postil.model.study import Study

LEFT_OUT = "[...]"
"""What stands for words that are left out."""


class Redaction:
    """What was struck out of a study when this was made."""

    def __init__(self, study: Study) -> None:
        self._transcripts = study.transcripts
        self._struck: dict[Place, list[tuple[int, int]]] = {}
        for passage in study.cells.struck():
            transcript = self._transcripts.get(passage.transcript)
            paragraph = transcript.paragraph(passage.paragraph) if transcript else None
            if paragraph is not None:
                start, end = _span(passage, paragraph.text)
                self._struck.setdefault(passage.place, []).append((start, end))

    def spans(self, place: Place) -> list[tuple[int, int]]:
        """What is struck out of a paragraph: half-open spans in order, none touching another."""
        found: list[tuple[int, int]] = []
        for start, end in sorted(self._struck.get(place, ())):
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def words(self, passage: Passage) -> str:
        """The words of a passage, ``[...]`` for what is struck out of them; empty where there is no such paragraph."""
        transcript = self._transcripts.get(passage.transcript)
        paragraph = transcript.paragraph(passage.paragraph) if transcript else None
        if paragraph is None:
            return ""
        start, end = _span(passage, paragraph.text)
        return without(paragraph.text, self.spans(passage.place), start, end)


def without(text: str, spans: list[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """A piece of a text, ``[...]`` for the spans of it that are left out; these are in order and do not touch.

    Spans with nothing but white space between them have one mark.
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    at = start
    for left, right in spans:
        if right <= start or left >= end:
            continue
        between = text[at : max(left, at)]
        if not parts or between.strip():
            parts += (between, LEFT_OUT)
        at = min(right, end)
    return "".join([*parts, text[at:end]])


def _span(passage: Passage, text: str) -> tuple[int, int]:
    if passage.start is None or passage.end is None:
        return 0, len(text)
    return passage.start, passage.end
