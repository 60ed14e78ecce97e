"""Which paragraphs and people count for agreement, double coding and progress. Invariant: one rule for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.model.transcript import Transcript

_AT_WORK: WeakKeyDictionary[Study, tuple[int, frozenset[str]]] = WeakKeyDictionary()
"""Study -> its revision when this was looked up, and whoever had codings or marks in it: every report asks again."""


def current_transcripts(study: Study) -> list[Transcript]:
    """The transcripts that no corrected one stands for, in the order in which they were added."""
    superseded = study.superseded
    return [transcript for transcript in study.transcripts.values() if transcript.id not in superseded]


def eligible_paragraphs(transcript: Transcript, *, everybody: bool = False) -> list[int]:
    """Numbers of the paragraphs that are there to be coded: speech of participants, or of everybody.

    An interviewer's question would be a sure agreement on "no code", so it does not count unless it is asked for.
    """
    if everybody:
        return [paragraph.n for paragraph in transcript.paragraphs if paragraph.spoken]
    return [paragraph.n for paragraph in transcript.paragraphs if paragraph.role == "participant" and paragraph.spoken]


def eligible_set(*, everybody: bool) -> str:
    """What the eligible paragraphs are, in words for a heading."""
    return "everybody's speech" if everybody else "participants' speech"


def people(study: Study) -> list[str]:
    """Everybody who joined the study as a coder, then those who did not but have codings or marks in it, by name."""
    joined = study.coders
    known = _AT_WORK.get(study)
    if known is None or known[0] != study.revision:
        coders = frozenset(study.coders_with_codings() | study.coders_with_marks())
        known = _AT_WORK[study] = study.revision, coders
    return [*joined, *sorted(known[1].difference(joined))]
