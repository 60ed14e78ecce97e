"""Which words of a study may leave it: other people's words are found, and left out or listed.

Invariant: what an analyst struck out is let through nowhere, neither in its own place nor where a summary repeats it;
and no run of ``postil.exports.verbatim.RUN`` words of a transcript is let through unless words are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.exports.case_names import let_names
from postil.exports.verbatim import RUN, Verbatim, joined, quoted, whole_words, with_endings, words_of
from postil.model.coding import Place
from postil.model.redaction import Redaction, without
from postil.model.references import references, resolved
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.coding import Passage
    from postil.model.study import Study


class Spoken(NamedTuple):
    """A piece of a text that is somebody else's words."""

    words: str
    case: str = ""
    """Name of the case whose words they are; empty if they are no case's, or stand in no transcript."""
    paragraph: int | None = None
    """Where they stand; None if they stand in no transcript."""


class Struck:
    """What was struck out of a study, wherever it stands."""

    def __init__(self, study: Study) -> None:
        pieces = list(_pieces(study))
        self._all = Verbatim(pieces)
        lengths = {len(words_of(piece)) for piece in pieces}
        self._short = {
            length: Verbatim(one for piece in pieces if len(words_of(piece)) == length for one in with_endings(piece))
            for length in sorted(lengths.intersection(range(1, RUN)))
        }

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where a text repeats what was struck out: all of it if it is short, a run of it, or a quotation from it.

        Of what is short, the last word may have 's, s or es at its end.
        """
        found = self._all.runs(text)
        for length, pieces in self._short.items():
            found += pieces.runs(text, length)
        found += [(start, end) for start, end in quoted(text) if self._all.has(text[start:end])]
        return found

    def without(self, text: str) -> str:
        """A text with ``[...]`` for what was struck out; characters are as they were."""
        return without(text, joined(self.spans(text)))


def _pieces(study: Study) -> Iterator[str]:
    """The words of each passage that was struck out, whole words where it begins or ends in one."""
    for passage in study.cells.struck():
        transcript = study.transcripts.get(passage.transcript)
        paragraph = transcript.paragraph(passage.paragraph) if transcript else None
        if paragraph is not None:
            yield whole_words(paragraph.text, passage.start, passage.end)


class Words:
    """The words of a study's transcripts, and what was struck out of them."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._redaction = Redaction(study)
        self._cases = let_names(study)
        every = [*study.transcripts.values(), *study.dropped_transcripts()]
        self._places = [Place(text.id, paragraph.n) for text in every for paragraph in text.paragraphs]
        self._transcripts = Verbatim(paragraph.text for text in every for paragraph in text.paragraphs)
        self._struck = Struck(study)

    # ---- letting out ----

    def own(self, text: str, *, quotations: bool = False) -> str:
        """A text of the team, such as a definition: without runs of words of a transcript, and what was struck out.

        Args:
            text: what the team wrote.
            quotations: leave out what stands in quotation marks, too, however short.
        """
        spans = [*self._transcripts.runs(text), *self._struck.spans(text)]
        return self._without(text, [*spans, *quoted(text, marks=True)] if quotations else spans)

    def quoting(self, text: str) -> str:
        """A text of the team that may quote: only what was struck out is left out."""
        return self._without(text, self._struck.spans(text))

    def passage(self, passage: Passage) -> str:
        """The words of a passage, without what was struck out, here or elsewhere."""
        words = self._redaction.words(passage)
        return self._without(words, self._struck.spans(words))

    @staticmethod
    def _without(text: str, spans: list[tuple[int, int]]) -> str:
        return visible_lines(without(text, joined(spans)))

    def case(self, case: str) -> str:
        """What a case is called outside."""
        return self._cases[case]

    def referring(self, case: str, text: str) -> str:
        """A text whose references name cases: names of transcripts tell more than the team may know."""
        for reference in reversed(list(references(text))):
            start, end = reference.name_at
            if start == end:
                continue
            place = resolved(self._study, case, reference)
            owner = self._study.cases.at(place) if place else ""
            text = text[:start] + self._cases.get(owner, "another") + text[end:]
        return text

    # ---- listing ----

    def spoken(self, text: str, *, quotations: bool = False) -> list[Spoken]:
        """The pieces of a text that are words of a transcript, and on request all that stands in quotation marks."""
        spans = self._transcripts.runs(text)
        return [self.where(text[start:end]) for start, end in joined([*spans, *quoted(text)] if quotations else spans)]

    def stands_somewhere(self, text: str) -> bool:
        """Whether the words of a text stand in a transcript, in a row."""
        return self._transcripts.has(text)

    def where(self, words: str) -> Spoken:
        """Where some words stand in a transcript."""
        at = self._transcripts.place(words)
        if at is None:
            return Spoken(words)
        return self.of(words, self._places[at])

    def of(self, words: str, place: Place) -> Spoken:
        """Words that stand at a place."""
        case = self._cases.get(self._study.cases.at(place), "")
        return Spoken(words, visible(case), place.paragraph)
