"""The columns of the tidy tables, documented one by one: docs/data.md is made of them.

Invariant: columns are only ever added, before those of the attributes; none changes its name, its kind or its meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.columns import TALLY
from postil.reports.tables import Column, date, number, text, truth
from postil.text.clean import visible

if TYPE_CHECKING:
    from postil.model.case import Attribute
    from postil.model.study import Study
    from postil.reports.tables import Cell, Kind, Row

_TRANSCRIPT = (
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Its id: tells it from the corrected one of the same name that supersedes it."),
    number("paragraph", "Number of the paragraph in the transcript, from 1."),
)
_SPEAKER = (
    text("speaker", "The speaker's label, as the transcript has it; empty where nobody is named."),
    text("role", "participant, interviewer or other."),
    text("kind", "say, continuation (more of the same turn), note (only non-verbal), front, heading or back."),
)
_CODE = (
    text("code", "Id of the code."),
    text("number", "Number of the code in the codebook; empty for none."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)
_SPAN = (
    number("start", "First code point of the span in the paragraph's text, from 0; empty for the whole paragraph."),
    number("end", "The code point after the last of the span; empty for the whole paragraph."),
)
_STAMP = (
    text("stamp", "Stamp of the change: unique, and sorts by time."),
    date("time", "Wall time of the stamp, to the second, UTC."),
)
_STAMP_MADE = (
    _STAMP[0],
    date(
        "time",
        "When it was made, to the second, UTC: the wall time of the stamp; of what was carried to a corrected "
        "transcript, that at which it was first made.",
    ),
)
SUPERSEDED = truth(
    "superseded", "Whether a corrected transcript has taken the place of this one, so that reports leave the row out."
)
_CASE = (
    text("case_id", "Id of the case whose words these are; empty for nobody's."),
    text("case", "Its name."),
)
CASE = (text("source", "File name of the transcript's source, without folders."), *_CASE)
CODINGS = (
    *_TRANSCRIPT,
    *_SPEAKER,
    *_CODE,
    text("coder", "Who put the code there; consensus for what the team agreed on."),
    *_SPAN,
    text("quote", "The coded text; [...] for what was struck out."),
    text("memo", "The coder's memo at this coding."),
    truth("doubtful", "Whether it is marked as one to come back to."),
    *_STAMP_MADE,
)
PARAGRAPHS = (
    *_TRANSCRIPT,
    *_SPEAKER,
    number("begins", "When it begins in the recording, in seconds; empty where the file does not tell."),
    number("words", "Words of its text, parted by white space."),
    text("coder", "Whose row it is; empty in a study that nobody has coded in."),
    truth("reviewed", "Whether the coder has read it and is done with it: 'no code' differs from 'not read yet'."),
    number("codings", "The coder's codings on it."),
    number("different_codes", "Codes among these, each counted once."),
    text("codes", "Ids of these codes in book order, parted by '; '."),
    text("paths", "Their paths, parted by '; '."),
    number("doubtful", "Codings among these that are marked as ones to come back to."),
    text("memo", "The coder's memo at the paragraph."),
)
CELLS = (
    text("case_id", "Id of the case."),
    text("case", "Its name."),
    *_CODE,
    text("state", "coded (no summary), draft, checked, stale (coded since), conflict, or no data (only a comment)."),
    number("passages", "Passages of the case that are coded with the code, whoever coded them."),
    text("places", "The paragraphs that these stand in."),
    text("summary", "What the team wrote."),
    number("words", "Words of the summary."),
    text("status", "draft or checked, as its writer said; empty without a summary."),
    number("coded_since", "Passages that were coded since the summary was written."),
    number("gone", "Passages that it was written from and that are coded no more."),
    text("comment", "What the analyst thinks of the cell."),
    text("ratings", "Ratings by rater: 'ana +1; ben 0: not sure'."),
    text("coder", "Who wrote the summary; empty without one."),
    text("stamp", "Stamp of the summary; empty without one."),
    date("time", "When it was written, UTC; empty without one."),
)
CASES = (
    text("case_id", "Id of the case."),
    text("case", "Its name."),
    text("note", "Note on it."),
    text("transcripts", "Names of the transcripts that it owns or speaks in, parted by '; '."),
    number("paragraphs", "Paragraphs that belong to it, an interviewer's in its transcripts among them."),
    number("words", "Words of these paragraphs."),
    number("codings", "Codings on these paragraphs, by anybody, those of the consensus layer among them."),
)
CODES = (
    text("code", "Id of the code."),
    text("number", "Number of the code in the codebook; empty for none."),
    text("name", "Its name."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
    text("parent", "Id of the code above it; empty at the top."),
    number("depth", "How many codes stand above it."),
    text("status", "active, retired or heading."),
    text("definition", "What it means."),
    text("include", "What it is used for."),
    text("exclude", "What it is not used for."),
    text("example", "A passage that shows it."),
    text("aliases", "Other names, parted by '; '."),
    text("see_also", "Codes that are near it."),
    text("origin", "a priori or inductive; empty where nobody said."),
    *TALLY,
)
MEMOS = (
    *_TRANSCRIPT,
    text("code", "Id of the code of the coding that it stands at; empty for a memo at a paragraph or on words of it."),
    *_CODE[1:],
    text("coder", "Who wrote it."),
    *_SPAN,
    text("text", "The memo."),
    *_STAMP_MADE,
    truth("coding_removed", "Whether it stands at a coding that is no longer there."),
)
DECISIONS = (
    *_TRANSCRIPT,
    _SPEAKER[0],
    text("text", "The paragraph's."),
    text("choice", "keep, both (all codes), neither (only what all gave) or other (other codes)."),
    text("kept", "For keep, the coder whose codes were kept."),
    text("codes", "Ids of the codes that the paragraph has by consensus, parted by '; '."),
    text("paths", "Their paths, parted by '; '."),
    text("reason", "Why."),
    text("given", "What each coder had given, as paths: 'ana: A/B; C | ben: -'."),
    text("decided_by", "Who decided."),
    *_STAMP,
    truth("in_conflict", "Whether somebody else decided differently, and nobody has settled that."),
    SUPERSEDED,
)
CHANGES = (
    *_STAMP,
    text("coder", "Who acted; empty for setting up the study."),
    text("group", "Stamp of the first change of the same act."),
    text("undoes", "The group that this change takes back; empty for none."),
    text("change", "Its kind, such as apply, remove, review; docs/file-format.md lists them."),
    text("transcript", "Id of the transcript that it is about; empty for none."),
    number("paragraph", "Number of the paragraph that it is about; empty for none."),
    number("start", "First code point of the span; empty for a whole paragraph or none."),
    number("end", "The code point after the span; empty for a whole paragraph or none."),
    text("code", "Id of the code that it is about; empty for none."),
    text("case", "Id of the case that it is about; empty for none."),
    text("values", "The other fields of the change, as a JSON object; docs/file-format.md tells their meaning."),
)


class Attributes:
    """The attributes of a study's cases as columns."""

    def __init__(self, study: Study) -> None:
        self._cases = study.cases.all
        self._attributes = study.cases.attributes
        taken = {column.name for column in (*CODINGS, *CASE, SUPERSEDED, *PARAGRAPHS, *CELLS, *CASES)}
        self.columns = tuple(
            Column(
                free_name(name, taken, f"case_{name}"),
                _KINDS.get(attribute.kind, "text"),
                f"Attribute of the case: {name}.",
            )
            for name, attribute in self._attributes.items()
        )
        """One for each, in the order in which they are shown."""

    def cells(self, case: str) -> Row:
        """The values of a case; None for those that it has not."""
        known = self._cases.get(case)
        return tuple(
            _typed(attribute, known.values.get(name, "")) if known else None
            for name, attribute in self._attributes.items()
        )


_KINDS: dict[str, Kind] = {"number": "number", "date": "date"}


def free_name(name: str, taken: set[str], other: str) -> str:
    """A name for a column, or ``other`` where there is one of that name, with a number where there is even that."""
    free, n = name, 1
    while visible(free).casefold() in taken:
        free = other if n == 1 else f"{other}_{n}"
        n += 1
    taken.add(visible(free).casefold())
    return free


def _typed(attribute: Attribute, value: str) -> Cell:
    if not value:
        return None
    if attribute.kind == "number":
        return float(value) if "." in value else int(value)
    return value
