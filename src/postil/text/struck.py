"""What was struck out of a study, wherever its words stand: the one place that takes them out of what is written.

Invariant: no character of a struck passage is in the words of a passage that come from here; in any other text
``[...]`` stands for the whole of what was struck out if that is shorter than ``postil.text.verbatim.RUN`` words, for a
run of so many words of it if it is longer, and for a quotation from it however short. Stored texts are never touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.redaction import LEFT_OUT, Redaction, without
from postil.text.verbatim import RUN, Verbatim, joined, quoted, whole_words, with_endings, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.model.coding import Passage
    from postil.model.study import Study

_TOKEN = re.compile(r"\[\.\.\.\]|\w+|[^\w\s]")


class Struck:
    """What was struck out of a study when this was made."""

    def __init__(self, study: Study, only: Iterable[Passage] | None = None) -> None:
        """Look at what was struck out.

        Args:
            study: the study.
            only: look for the words of these passages alone, in other texts; None for all that were struck out.
        """
        self._redaction = Redaction(study)
        self._known: dict[str, str] = {}
        """Texts that were asked for -> what is left of them: summaries and quotes come again and again."""
        pieces = [piece for piece in _pieces(study, study.cells.struck() if only is None else only) if words_of(piece)]
        self._all = Verbatim(pieces)
        lengths = {len(words_of(piece)) for piece in pieces}
        self._short = {
            length: Verbatim(one for piece in pieces if len(words_of(piece)) == length for one in with_endings(piece))
            for length in sorted(lengths.intersection(range(1, RUN)))
        }
        self._any = bool(pieces)

    def __bool__(self) -> bool:
        """Whether anything was struck out that other texts may repeat."""
        return self._any

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
            known = self._known[text] = without(text, joined(self.spans(text)))
        return known

    def put_back(self, text: str, edited: str) -> str:
        """A text that somebody edited while words were left out of it, with these words where they stood.

        A mark that has lost its surroundings stays: it is better than words at the wrong place.

        Args:
            text: as it was before, with all its words.
            edited: what became of ``without(text)``.
        """
        from difflib import SequenceMatcher  # noqa: PLC0415 - loaded when it is needed

        stood, places = _stood(text, joined(self.spans(text)))
        if not places or LEFT_OUT not in edited:
            return edited
        before = [(match[0], match.start()) for match in _TOKEN.finditer(stood)]
        after = [(match[0], match.start()) for match in _TOKEN.finditer(edited)]
        only = stood.count(LEFT_OUT) == edited.count(LEFT_OUT) == 1
        found: dict[int, str] = {}
        matcher = SequenceMatcher(None, [token for token, _ in before], [token for token, _ in after], autojunk=False)
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                words = places.get(before[block.a + step][1])
                if words is not None and (block.size > 1 or only):
                    found[after[block.b + step][1]] = words
        for at, words in sorted(found.items(), reverse=True):
            edited = edited[:at] + words + edited[at + len(LEFT_OUT) :]
        return edited

    def words(self, passage: Passage) -> str:
        """The words of a passage, without what was struck out of it or repeats what was struck out elsewhere."""
        return self.without(self._redaction.words(passage))


def _stood(text: str, spans: list[tuple[int, int]]) -> tuple[str, dict[int, str]]:
    """A text with a mark for each span that is left out, and by the place of each mark what it stands for."""
    said, places, at = "", {}, 0
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    for start, end in merged:
        said += text[at:start]
        places[len(said)] = text[start:end]
        said, at = said + LEFT_OUT, end
    return said + text[at:], places


def _pieces(study: Study, passages: Iterable[Passage]) -> Iterator[str]:
    """The words of each passage, whole words where it begins or ends in one.

    Those of a transcript that was taken out again are there, too: what the team wrote about it stays.
    """
    texts = {**{text.id: text for text in study.dropped_transcripts()}, **study.transcripts}
    for passage in passages:
        transcript = texts.get(passage.transcript)
        paragraph = transcript.paragraph(passage.paragraph) if transcript else None
        if paragraph is not None:
            yield whole_words(paragraph.text, passage.start, passage.end)
