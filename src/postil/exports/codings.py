"""The codings of a study, one row a coding.

Invariant: rows come in the order of reading, whoever recorded them when, and hold no control or bidirectional
character. Except for such characters a quote is the very slice of the text that was coded, and offsets are code points
of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from postil.model.clock import stamp_time
from postil.model.coding import MemoKey
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One coding, ready to be written: texts hold no character that acts on a terminal."""

    transcript: str
    """Name of the transcript."""
    transcript_id: str
    """Tells a transcript from the corrected one of the same name that supersedes it."""
    paragraph: int
    speaker: str
    role: str
    kind: str
    code: str
    """Id of the code."""
    number: str
    path: str
    """Names from the top of the codebook down, joined by '/'."""
    coder: str
    start: int | None
    """First code point of the span; None for the whole paragraph."""
    end: int | None
    quote: str
    """The coded text; line feeds in it are kept."""
    memo: str
    """The coder's memo at this coding."""
    doubtful: bool
    stamp: str
    time: str
    """Wall time of the stamp, to the second, UTC."""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(CodingRow))


def coding_rows(study: Study) -> Iterator[tuple[Coding, CodingRow]]:
    """All live codings with their rows: transcripts as they were added, spans as they begin, codes in book order."""
    book_order = {code.id: place for place, code in enumerate(study.codebook)}
    paths = {code.id: visible(study.codebook.path(code.id)) for code in study.codebook}

    def order(item: tuple[Coding, str]) -> tuple[Any, ...]:
        coding = item[0]
        span = (-1, -1) if coding.start is None or coding.end is None else (coding.start, coding.end)
        return (*span, book_order.get(coding.code, len(book_order)), coding.code, coding.coder)

    for transcript in study.transcripts.values():
        for _, here in sorted(study.codings_in(transcript.id).items()):
            for coding, stamp in sorted(here.items(), key=order):
                yield coding, _row(study, transcript, coding, stamp, paths.get(coding.code, ""))


def _row(study: Study, transcript: Transcript, coding: Coding, stamp: str, path: str) -> CodingRow:
    paragraph = transcript.paragraph(coding.paragraph)
    code = study.codebook.get(coding.code)
    return CodingRow(
        transcript=visible(transcript.name),
        transcript_id=visible(transcript.id),
        paragraph=coding.paragraph,
        speaker=visible(paragraph.speaker) if paragraph else "",
        role=paragraph.role if paragraph else "",
        kind=paragraph.kind if paragraph else "",
        code=visible(coding.code),
        number=visible(code.number) if code else "",
        path=path,
        coder=visible(coding.coder),
        start=coding.start,
        end=coding.end,
        quote=visible_lines(paragraph.text[coding.start : coding.end]) if paragraph else "",
        memo=visible_lines(study.memo(MemoKey.at_coding(coding))),
        doubtful=study.is_doubtful(coding),
        stamp=stamp,
        time=stamp_time(stamp),
    )
