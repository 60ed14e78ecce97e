"""The codings of a study, one row a coding.

Invariant: rows come in the order of reading, whoever recorded them when, and hold no control or bidirectional
character. Except for such characters, and ``[...]`` for what was struck out, a quote is the very slice of the text that
was coded; offsets are code points of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.model.clock import stamp_time
from postil.model.coding import MemoKey, Place
from postil.text.clean import visible, visible_lines
from postil.text.struck import Struck
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.coding import Coding, Passage
    from postil.model.study import Study


class CodingRow(NamedTuple):
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
    """The coded text, ``[...]`` for what was struck out; line feeds in it are kept."""
    memo: str
    """The coder's memo at this coding."""
    doubtful: bool
    stamp: str
    time: str
    """When it was first made, to the second, UTC: before the stamp where it was carried from another reading."""


COLUMNS: tuple[str, ...] = CodingRow._fields


def coding_rows(study: Study) -> Iterator[tuple[Coding, CodingRow]]:
    """All live codings with their rows: transcripts as they were added, spans as they begin, codes in book order."""
    book_order = {code.id: place for place, code in enumerate(study.codebook)}
    codes = {
        code.id: (visible(code.id), visible(code.number), visible(study.codebook.path(code.id)))
        for code in study.codebook
    }
    struck, with_memos = Struck(study), {key.place for key, _ in study.memos()}

    def order(item: tuple[Coding, str]) -> tuple[Any, ...]:
        coding = item[0]
        span = (-1, -1) if coding.start is None or coding.end is None else (coding.start, coding.end)
        return (*span, book_order.get(coding.code, len(book_order)), coding.code, coding.coder)

    for transcript in study.transcripts.values():
        name, key = visible(transcript.name), visible(transcript.id)
        for n, here in sorted(study.codings_in(transcript.id).items()):
            paragraph = transcript.paragraph(n)
            about = (
                (visible(struck.without(paragraph.speaker)), paragraph.role, paragraph.kind)
                if paragraph
                else ("", "", "")
            )
            has_memo = Place(transcript.id, n) in with_memos
            quotes: dict[Passage, str] = {}
            for coding, stamp in sorted(here.items(), key=order):
                passage = coding.passage
                if passage not in quotes:
                    quotes[passage] = visible_lines(struck.words(passage))
                yield (
                    coding,
                    CodingRow(
                        *(name, key, n, *about, *(codes.get(coding.code) or (visible(coding.code), "", ""))),
                        visible(coding.coder),
                        coding.start,
                        coding.end,
                        quotes[passage],
                        visible_lines(study.memo(MemoKey.at_coding(coding))) if has_memo else "",
                        study.is_doubtful(coding),
                        stamp,
                        stamp_time(study.made(stamp)),
                    ),
                )
