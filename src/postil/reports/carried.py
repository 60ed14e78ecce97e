"""What a reader must know of times where transcripts were corrected after they had been coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.report import few

if TYPE_CHECKING:
    from postil.reports.counting import Counting


def carried_notes(counting: Counting) -> tuple[str, ...]:
    """Which transcripts were corrected, and that what was carried to them has the time at which it was first made."""
    names = [text.name for text in counting.transcripts if text.supersedes and _has_places(counting, text.id)]
    if not names:
        return ()
    was = "was" if len(names) == 1 else "were"
    return (f"{few(names)} {was} corrected: what was carried to the corrected text counts from when it was first made",)


def _has_places(counting: Counting, transcript: str) -> bool:
    return counting.whole or bool(counting.by_transcript.get(transcript))
