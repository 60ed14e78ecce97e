"""What was struck out of a study, wherever its words stand: the one place that takes them out of what is written.

Invariant: what is left out of a paragraph is looked for in the whole of it, and a passage is cut from what is left, so
that no part of a struck name gets out where a passage begins or ends in it. In any other text ``[...]`` stands for the
whole of what was struck out if that is shorter than ``postil.text.verbatim.RUN`` words, for a run of so many words of
it if it is longer, and for a quotation from it however short. Stored texts are never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.redaction import apart, without
from postil.text.struck_signs import signs_and_numbers
from postil.text.verbatim import RUN, Verbatim, joined, quoted, whole_words, with_endings
from postil.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.model.coding import Passage, Place
    from postil.model.study import Study
    from postil.model.transcript import Paragraph
    from postil.text.putting_back import Back


class Struck:
    """What was struck out of a study when this was made."""

    def __init__(self, study: Study, only: Iterable[Passage] | None = None) -> None:
        """Look at what was struck out.

        Args:
            study: the study.
            only: look for the words of these passages alone, in other texts; None for all that were struck out.
        """
        self._study = study
        self._passages = list(study.cells.struck())
        self._known: dict[str, str] = {}
        """Texts that were asked for -> what is left of them: summaries and quotes come again and again."""
        self._known_at: dict[Place, list[tuple[int, int]]] = {}
        self._own: dict[Place, list[Passage]] = {}
        for passage in self._passages:
            self._own.setdefault(passage.place, []).append(passage)
        self.pieces = tuple(_pieces(study, self._passages if only is None else only))
        """What is looked for in other texts."""
        pieces = [piece for piece in self.pieces if words_of(piece)]
        self._signs = signs_and_numbers(self.pieces)
        self._all = Verbatim(pieces)
        lengths = {len(words_of(piece)) for piece in pieces}
        self._short = {
            length: Verbatim(one for piece in pieces if len(words_of(piece)) == length for one in with_endings(piece))
            for length in sorted(lengths.intersection(range(1, RUN)))
        }
        self._any = bool(pieces) or self._signs is not None

    def __bool__(self) -> bool:
        """Whether anything was struck out that other texts may repeat."""
        return self._any

    def renewed(self, study: Study) -> Struck:
        """What is struck out of a study now: this, if nothing else is."""
        is_so = study is self._study and list(study.cells.struck()) == self._passages
        return self if is_so else Struck(study)

    # ---- paragraphs ----

    def own(self, place: Place) -> list[tuple[int, int]]:
        """What was struck out of a paragraph itself: half-open spans in code points, in order, none touching."""
        paragraph = self._paragraph(place)
        if paragraph is None:
            return []
        return joined(_span(passage, paragraph.text) for passage in self._own.get(place, ()))

    def spans_at(self, place: Place) -> list[tuple[int, int]]:
        """What is left out of a paragraph: what was struck out of it, and what was struck out elsewhere.

        Half-open spans in code points, in order, none touching another.
        """
        known = self._known_at.get(place)
        if known is None:
            paragraph = self._paragraph(place)
            text = paragraph.text if paragraph else ""
            known = self._known_at[place] = joined([*self.own(place), *self.spans(text)])
        return known

    def words(self, passage: Passage) -> str:
        """The words of a passage, ``[...]`` for what is left out of them; empty where there is no such paragraph."""
        paragraph = self._paragraph(passage.place)
        if paragraph is None:
            return ""
        return self.without(without(paragraph.text, self.spans_at(passage.place), *_span(passage, paragraph.text)))

    def _paragraph(self, place: Place) -> Paragraph | None:
        transcript = self._study.transcripts.get(place.transcript)
        return transcript.paragraph(place.paragraph) if transcript else None

    # ---- other texts ----

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where a text repeats what was struck out: all of it if it is short, a run of it, or a quotation from it.

        Of what is short, the last word may have 's, s or es at its end.
        """
        if not self._any or not text:
            return []
        found = self._all.runs(text)
        for length, pieces in self._short.items():
            found += pieces.runs(text, length)
        found += [(start, end) for start, end in quoted(text) if self._all.has(text[start:end])]
        if self._signs is not None:
            found += [match.span() for match in self._signs.finditer(text)]
        return found

    def repeats(self, text: str) -> bool:
        """Whether a text repeats what was struck out."""
        return self.without(text) != text

    def without(self, text: str) -> str:
        """A text with ``[...]`` for what was struck out; other characters are as they were."""
        if not self._any or not text:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = without(text, self.spans(text))
        return known

    def put_back(self, text: str, edited: str) -> str:
        """``back``, without a word on the marks that are left."""
        return self.back(text, edited).text

    def back(self, text: str, edited: str) -> Back:
        """A text that somebody edited while words were left out of it, with these words where they stood.

        Args:
            text: as it was before, with all its words.
            edited: what became of ``without(text)``.
        """
        from postil.text.putting_back import put_back  # noqa: PLC0415 - needed where files come back

        return put_back(text, self.spans(text), edited)


def _span(passage: Passage, text: str) -> tuple[int, int]:
    if passage.start is None or passage.end is None:
        return 0, len(text)
    return passage.start, passage.end


def is_one_word(passage: Passage, text: str) -> bool:
    """Whether a whole paragraph of one word, no number, was struck out: "No." says nothing of each "no" elsewhere.

    Args:
        passage: what was struck out.
        text: of its paragraph.
    """
    return passage.start is None and len(words := words_of(text)) == 1 and words[0].key.isalpha()


def _pieces(study: Study, passages: Iterable[Passage]) -> Iterator[str]:
    """The words of each passage, whole words where it begins or ends in one; and those of passages side by side as one.

    Those of a transcript that was corrected or taken out again are there, too: what the team wrote about it stays.
    """
    passages = list(passages)
    if not passages:
        return
    texts = {**{text.id: text for text in study.dropped_transcripts()}, **study.transcripts}
    parts: dict[Place, tuple[str, list[tuple[int, int]]]] = {}
    for passage in passages:
        transcript = texts.get(passage.transcript)
        paragraph = transcript.paragraph(passage.paragraph) if transcript else None
        if paragraph is None or is_one_word(passage, paragraph.text):
            continue
        yield whole_words(paragraph.text, passage.start, passage.end)
        if passage.start is not None:
            parts.setdefault(passage.place, (paragraph.text, []))[1].append(_span(passage, paragraph.text))
    for text, spans in parts.values():
        yield from (whole_words(text, *span) for span in apart(text, spans) if span not in spans)
