"""Everything that analysts wrote beside the text, in one place: memos, comments, notes and reasons.

Invariant: each text is there once, with who wrote it when and what it is about; none is cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.model.coding import Coding, Passage, Place
from postil.model.names import name_of_code
from postil.reports.carried import carried_notes
from postil.reports.let_out import said
from postil.reports.report import Facts, Report, head_notes
from postil.reports.tables import Table, date, number, text, truth
from postil.text.counted import counted
from postil.text.struck import Struck
from postil.text.wrap import shortened
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.coding import MemoKey
    from postil.model.study import Study
    from postil.reports.counting import Counting

NOTE = "note on words"
"""The kind of a memo at no code that stands on words of a paragraph."""
_WORDS_CELLS = 40
"""How wide these words are in the line above a note."""
COLUMNS = (
    text("kind", "memo on a paragraph, memo on a coding, note on words, reason of a decision, comment on a cell, "
         "reason of a rating, note on a case, or note on a codebook version."),
    text("transcript", "Name of the transcript; empty where it is about none."),
    text("transcript_id", "Id of the transcript; empty where it is about none."),
    number("paragraph", "Number of the paragraph; empty where it is about none."),
    number("start", "First code point of the words that it is about, from 0; empty where it is about no words."),
    number("end", "The code point after the last one of these words."),
    text("case", "Name of the case; empty where it is about none."),
    text("code", "Id of the code; empty where it is about none."),
    text("path", "Names from the top of the codebook down to the code."),
    text("version", "Name of the codebook version; empty where it is about none."),
    text("coder", "Who wrote it; empty where nobody is recorded."),
    text("text", "The text, as it was written."),
    date("time", "When it was written, UTC."),
    truth("coding_removed", "Whether the memo's coding is no longer there; empty for what is not about a coding."),
)  # fmt: skip


class Note(NamedTuple):
    """One text of an analyst."""

    kind: str
    text: str
    coder: str
    stamp: str
    transcript: str = ""
    """Id."""
    paragraph: int = 0
    """0 for none."""
    case: str = ""
    """Name."""
    code: str = ""
    """Id."""
    version: str = ""
    removed: bool | None = None
    start: int | None = None
    end: int | None = None
    """The words of the paragraph, in code points; None for none."""


def notes(counting: Counting) -> tuple[Note, ...]:
    """The texts about paragraphs that were asked for, in reading order, then those about cases, cells and the book.

    Of the memos on paragraphs and codings only those of the coders counted are there, and nothing of what is about no
    paragraph where a query was asked for.
    """
    study = counting.study
    order = {transcript.id: at for at, transcript in enumerate(counting.transcripts)}
    at_places = [*_memos(study), *_reasons(study)]
    here = [note for note in at_places if note.text and note.transcript in order and _is_asked(counting, note)]
    here.sort(key=lambda note: (order[note.transcript], note.paragraph, note.stamp))
    return (*here, *(_elsewhere(study) if counting.whole else ()))


def _is_asked(counting: Counting, note: Note) -> bool:
    place = counting.place(note.transcript, note.paragraph)
    wanted = note.kind == "reason of a decision" or not counting.named or note.coder in counting.coders
    return wanted and bool(counting.places >> place & 1)


def _memos(study: Study) -> Iterator[Note]:
    for key, version in study.memos():
        kind = "memo on a coding" if key.code else "memo on a paragraph" if key.start is None else NOTE
        yield Note(
            kind,
            str(version.value),
            key.coder,
            study.made(version.stamp),
            key.transcript,
            key.paragraph,
            code=key.code,
            removed=_is_removed(study, key),
            start=key.start,
            end=key.end,
        )


def _is_removed(study: Study, key: MemoKey) -> bool | None:
    return not study.has(Coding(*key)) if key.code else None


def _reasons(study: Study) -> Iterator[Note]:
    for place, (decision, version) in study.decisions().items():
        yield Note("reason of a decision", decision.reason, version.coder, version.stamp, *place)


def _elsewhere(study: Study) -> Iterator[Note]:
    cases = study.cases.all
    order = {code.id: at for at, code in enumerate(study.codebook)}
    rank = {case: at for at, case in enumerate(cases)}
    for cell in sorted(study.cells, key=lambda one: (rank.get(one.case, len(rank)), order.get(one.code, len(order)))):
        written = study.cells.at(cell)
        name = cases[cell.case].name if cell.case in cases else said(study, cell.case)
        head = next(iter(study.heads(("comment", *cell))), None)
        if written.comment and head is not None:
            yield Note("comment on a cell", written.comment, head.coder, head.stamp, case=name, code=cell.code)
        for rater, (rating, version) in written.ratings.items():
            if rating.reason:
                yield Note("reason of a rating", rating.reason, rater, version.stamp, case=name, code=cell.code)
    for case in cases.values():
        head = next(iter(study.heads(("case", case.id, "note"))), None)
        if case.note and head is not None:
            yield Note("note on a case", case.note, head.coder, head.stamp, case=case.name)
    for name, (book, named) in study.book_versions.items():
        if book.note:
            yield Note("note on a codebook version", book.note, named.coder, named.stamp, version=name)


def memos_report(counting: Counting) -> Report:
    """The report of all that analysts wrote beside the text."""
    found = notes(counting)
    names = {transcript.id: transcript.name for transcript in counting.transcripts}
    rows = tuple(
        (
            *(note.kind, names.get(note.transcript, ""), note.transcript, note.paragraph or None),
            *(note.start, note.end, note.case, note.code),
            counting.paths.get(note.code, ""),
            *(note.version, note.coder, note.text, stamp_time(note.stamp), note.removed),
        )
        for note in found
    )
    said = [*head_notes(counting.head()), *carried_notes(counting)]
    elsewhere = sum(1 for key, _ in counting.study.memos() if key.transcript not in names)
    if elsewhere:
        said.append(f"{counted(elsewhere, 'memo')} in transcripts that were corrected: `postil export --what memos`")
    if not counting.whole:
        said.append("with a query, only what is about paragraphs")
    title = "What analysts wrote beside the text"
    struck = Struck(counting.study) if any(note.kind == NOTE for note in found) else None
    facts = Facts(
        title,
        tuple(_fact(counting, names, note, struck) for note in found),
        below=True,
        empty="Nothing was written.",
        behind=tuple(Place(note.transcript, note.paragraph) if note.transcript else None for note in found),
    )
    return Report("memos", title, counting.head(), (Table("memos", title, COLUMNS, rows),), (facts,), tuple(said))


def _fact(counting: Counting, names: dict[str, str], note: Note, struck: Struck | None) -> tuple[str, str]:
    place = f"{names[note.transcript]} §{note.paragraph}" if note.transcript else ""
    kind = note.kind
    if kind == NOTE and struck is not None:
        words = struck.words(Passage(note.transcript, note.paragraph, note.start, note.end))
        kind = f"{NOTE} “{shortened(' '.join(words.split()), _WORDS_CELLS)}”"
    parts = [
        place,
        note.case,
        name_of_code(counting.study, note.code),
        note.version,
        kind,
        note.coder,
    ]
    if note.removed:
        parts.append("its coding was removed")
    return " · ".join(part for part in (*parts, stamp_time(note.stamp)[:16]) if part), note.text
