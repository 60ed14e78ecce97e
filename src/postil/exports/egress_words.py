"""Which words of a study may leave it: other people's words are found, and left out or listed.

Invariant: what an analyst struck out is let through nowhere, neither in its own place nor where a summary repeats it;
and no run of ``postil.text.verbatim.RUN`` words of a transcript is let through unless words are asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.coding import Place
from postil.model.redaction import LEFT_OUT, apart
from postil.model.references import references, resolved
from postil.reports.case_names import let_names
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.struck import Struck
from postil.text.verbatim import Verbatim, joined, quoted
from postil.text.words import words_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.cell import Summary
    from postil.model.coding import Passage
    from postil.model.study import Study


class Spoken(NamedTuple):
    """A piece of a text that is somebody else's words."""

    words: str
    case: str = ""
    """Name of the case whose words they are; empty if they are no case's, or stand in no transcript."""
    paragraph: int | None = None
    """Where they stand; None if they stand in no transcript."""


MARK = re.compile(r"\[\.\.\.(?: \d+ words?)?\]")
"""What stands for words that are left out."""


def words_left(text: str) -> int:
    """How many words a text has besides its marks for those that are left out."""
    return len(words_of(MARK.sub(" ", text)))


def _marked(text: str, said: Iterable[tuple[int, int]], struck: Iterable[tuple[int, int]]) -> str:
    """A text with a mark for each span; those with nothing but white space between them have one."""
    secret = list(struck)
    parts, at = [], 0
    for start, end in apart(text, [*said, *secret]):
        words = len(words_of(text[start:end]))
        is_secret = not words or any(left < end and right > start for left, right in secret)
        parts += [text[at:start], LEFT_OUT if is_secret else f"[... {counted(words, 'word')}]"]
        at = end
    return "".join([*parts, text[at:]])


class Words:
    """The words of a study's transcripts, and what was struck out of them."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._cases = let_names(study)
        every = [*study.transcripts.values(), *study.dropped_transcripts()]
        self._places = [Place(text.id, paragraph.n) for text in every for paragraph in text.paragraphs]
        self._transcripts = Verbatim(paragraph.text for text in every for paragraph in text.paragraphs)
        self._struck = Struck(study)

    # ---- letting out ----

    def own(self, text: str, *, quotations: bool = False) -> str:
        """A text of the team, such as a definition: without runs of words of a transcript, and what was struck out.

        Of what is left out it is said how many words it has, ``[... 6 words]``, but not of what was struck out.

        Args:
            text: what the team wrote.
            quotations: leave out what stands in quotation marks, too, however short.
        """
        said = [*self._transcripts.runs(text), *(quoted(text, marks=True) if quotations else ())]
        return visible_lines(_marked(text, said, self._struck.spans(text)))

    def quoting(self, text: str) -> str:
        """A text of the team that may quote: only what was struck out is left out."""
        return visible_lines(self._struck.without(text))

    def passage(self, passage: Passage) -> str:
        """The words of a passage, without what was struck out, here or elsewhere."""
        return visible_lines(self._struck.words(passage))

    def case(self, case: str) -> str:
        """What a case is called outside."""
        return self._cases[case]

    def referring(self, case: str, summary: Summary) -> str:
        """A text whose references name cases: names of transcripts tell more than the team may know.

        What a reference meant when it was written counts, for a name in it may since be nobody's, or another's.
        """
        text, found = summary.text, list(references(summary.text))
        meant = summary.places if len(summary.places) == len(found) else [None] * len(found)
        for reference, place in reversed(list(zip(found, meant, strict=True))):
            start, end = reference.name_at
            if start < end:
                whose = self._whose(place) or self._whose(resolved(self._study, case, reference))
                text = f"{text[:start]}{whose or 'another'}{text[end:]}"
        return text

    def _whose(self, place: Place | None) -> str:
        return self._cases.get(self._study.cases.at(place), "") if place else ""

    # ---- listing ----

    def spoken(self, text: str, *, quotations: bool = False) -> list[Spoken]:
        """The pieces of a text that are words of a transcript: runs, and what stands in quotation marks and there, too.

        Args:
            text: as it is let out.
            quotations: take all that stands in quotation marks, though it be in no transcript.
        """
        said = [span for span in quoted(text) if quotations or self._is_said(text[slice(*span)])]
        return [self.where(text[start:end]) for start, end in joined([*self._transcripts.runs(text), *said])]

    def _is_said(self, words: str) -> bool:
        return len(words_of(words)) > 1 and self._transcripts.has(words)

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
