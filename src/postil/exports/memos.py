"""The memos of a study, one row a memo, wherever it stands.

Invariant: every memo that has a text is there, also those at a paragraph and at a coding that was removed, in the order
of reading; no control or bidirectional character is ever written.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.model.coding import Coding
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.study import Study


@dataclass(frozen=True, slots=True)
class MemoRow:
    """One memo, ready to be written: texts hold no character that acts on a terminal."""

    transcript: str
    """Name of the transcript."""
    transcript_id: str
    """Tells a transcript from the corrected one of the same name that supersedes it."""
    paragraph: int
    code: str
    """Id of the code of the coding; empty for a memo at a paragraph."""
    number: str
    path: str
    """Names from the top of the codebook down, joined by '/'."""
    coder: str
    start: int | None
    """First code point of the coding's span; None for the whole paragraph."""
    end: int | None
    text: str
    """The memo; line feeds in it are kept."""
    stamp: str
    time: str
    """When it was first written, to the second, UTC: before the stamp where it was carried from another reading."""
    coding_removed: bool
    """Whether the memo stands at a coding that is no longer there."""


MEMO_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(MemoRow))


def memo_rows(study: Study) -> Iterator[MemoRow]:
    """All memos with a text: transcripts as they were added, paragraphs, the paragraph's own before its codings'."""
    places = {transcript: place for place, transcript in enumerate(study.transcripts)}
    memos = sorted(study.memos(), key=lambda memo: (places.get(memo[0].transcript, len(places)), memo[0].reading_order))
    for key, version in memos:
        transcript, code = study.transcripts.get(key.transcript), study.codebook.get(key.code)
        yield MemoRow(
            transcript=visible(transcript.name) if transcript else "",
            transcript_id=visible(key.transcript),
            paragraph=key.paragraph,
            code=visible(key.code),
            number=visible(code.number) if code else "",
            path=visible(study.codebook.path(key.code)) if code else "",
            coder=visible(key.coder),
            start=key.start,
            end=key.end,
            text=visible_lines(str(version.value)),
            stamp=version.stamp,
            time=stamp_time(study.made(version.stamp)),
            coding_removed=bool(key.code) and not study.has(Coding(*key)),
        )
