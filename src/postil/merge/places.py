"""Where a coded place of the old reading is in the corrected one.

Invariant: a place is sure only if all the coded words stand there in their order, or, for a whole paragraph, if at
least eight words of ten are the same and it is one paragraph still. Everything else says why it is to be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.merge.words import Word, words
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.merge.align import Alignment, Link
    from postil.model.transcript import Paragraph, Transcript

SURE = 0.8
"""Share of the words of a paragraph that have to be the same for what stands at it to need no look."""
_OCCURRENCES = 1000  # places of one quote in one paragraph that are weighed against each other


class Target(NamedTuple):
    """A place in the corrected reading."""

    paragraph: int
    """Number of the paragraph."""
    start: int | None
    """First code point of the span; None for the whole paragraph."""
    end: int | None
    doubt: str
    """Why somebody has to look, as a clause for people; empty where nobody has to."""


class _Seen(NamedTuple):
    """A word of the old reading in the new one."""

    old_word: int
    paragraph: int
    word: int


@dataclass(frozen=True, slots=True)
class Places:
    """Finds places; both readings are those that were aligned."""

    alignment: Alignment
    old: Transcript
    new: Transcript
    by_words_only: bool = False
    """Find only places where words of the old one stand, never the place where other words stand now."""

    def whole(self, n: int) -> Target | None:
        """Where the old paragraph ``n`` is; None where it is gone."""
        link = self.alignment.by_old.get(n)
        if link is None or not link.new or (self.by_words_only and link.kind == "replaced"):
            return None
        return Target(self._main_part(n, link), None, None, _doubt_of(link))

    def span(self, n: int, start: int, end: int) -> Target | None:
        """Where a span of the old paragraph ``n`` is, its whole new paragraph if the words are gone; None if that is.

        Args:
            n: number of the old paragraph.
            start: first code point of the span in its text.
            end: the code point after the last one.
        """
        whole = self.whole(n)
        if whole is None:
            return None
        link = self.alignment.by_old[n]
        text, into = _text(self.old, n), _text(self.new, whole.paragraph)
        if link.kind == "same" and text == into:
            return Target(whole.paragraph, start, end, "")
        weak = whole.doubt if len(link.old) == len(link.new) == 1 else ""
        coded = [i for i, word in enumerate(_words(text)) if word.start < end and start < word.end]
        seen = self._seen(n, coded)
        quoted = self._quote(n, link, (start, end), seen if coded else None)
        if quoted is not None:
            return quoted._replace(doubt=quoted.doubt or weak)
        found = self._by_words(coded, seen, text, weak)
        if found is None and not self.by_words_only:
            why = "the coded words are gone, and the code is on the whole paragraph"
            return Target(whole.paragraph, None, None, why)
        return found

    def _main_part(self, n: int, link: Link) -> int:
        """The new paragraph with most of the words of the old one, the first of equals."""
        shared = dict.fromkeys(link.new, 0)
        for piece in self.alignment.pieces_of.get(n, ()):
            shared[piece.new] += piece.length
        return max(shared, key=lambda part: (shared[part], -part))

    # ---- by quote ----

    def _quote(self, n: int, link: Link, span: tuple[int, int], seen: Sequence[_Seen] | None) -> Target | None:
        """The very text of a span in the linked paragraphs, where it stood before or nearest to that.

        ``seen`` are its words as far as they are known in the new reading; None for a span without any.
        """
        text = _text(self.old, n)
        quote, edges = text[slice(*span)], _edges(text, *span)
        expected = self._expected(n, link, span[0])
        found: list[tuple[int, Target]] = []
        offset = 0
        for part in link.new:
            into = _text(self.new, part)
            for start in _occurrences(quote, into):
                end = start + len(quote)
                if _edges(into, start, end) == edges:
                    found.append((abs(offset + start - expected), Target(part, start, end, "")))
            offset += len(into) + 1
        if not found:
            return None
        aligned = [(distance, target) for distance, target in found if seen and self._holds(target, seen)]
        if aligned:
            return min(aligned)[1]
        nearest = min(found)[1]
        if len(found) == 1 and seen is None:
            return nearest
        return nearest._replace(doubt="the coded words stand at another place, or more than once")

    def _holds(self, target: Target, seen: Sequence[_Seen]) -> bool:
        """Whether all words of the old span that are known in the new reading are in the target."""
        into = _words(_text(self.new, target.paragraph))
        start, end = target.start or 0, target.end or 0
        return all(
            at.paragraph == target.paragraph and into[at.word].start < end and start < into[at.word].end for at in seen
        )

    def _expected(self, n: int, link: Link, start: int) -> int:
        """Where an offset of the old paragraph is expected, in code points of the linked new ones put together."""
        offsets: dict[int, int] = {}
        total = 0
        for part in link.new:
            offsets[part] = total
            total += len(_text(self.new, part)) + 1
        text = _words(_text(self.old, n))
        before = [piece for piece in self.alignment.pieces_of.get(n, ()) if text[piece.old_word].start <= start]
        if not before:
            before = list(self.alignment.pieces_of.get(n, ()))[:1]
        if not before:
            return start
        last = before[-1]
        into = _words(_text(self.new, last.new))
        return offsets[last.new] + into[last.new_word].start + start - text[last.old_word].start

    # ---- by words ----

    def _seen(self, n: int, coded: Sequence[int]) -> list[_Seen]:
        wanted = range(coded[0], coded[-1] + 1) if coded else range(0)
        return [
            _Seen(piece.old_word + i, piece.new, piece.new_word + i)
            for piece in self.alignment.pieces_of.get(n, ())
            for i in range(piece.length)
            if piece.old_word + i in wanted
        ]

    def _by_words(self, coded: Sequence[int], seen: Sequence[_Seen], text: str, weak: str) -> Target | None:
        """From the first to the last of the coded words that are still there, in the paragraph with most of them."""
        if not seen:
            return None
        parts = [at.paragraph for at in seen]
        part = max(parts, key=lambda one: (parts.count(one), -one))
        here = [at.word for at in seen if at.paragraph == part]
        first, last = min(here), max(here)
        into = _words(_text(self.new, part))
        before = [word.folded for word in _words(text)[coded[0] : coded[-1] + 1]]
        intact = before == [word.folded for word in into[first : last + 1]]
        doubt = weak if intact else "some of the coded words were changed or parted"
        return Target(part, into[first].start, into[last].end, doubt)


def _doubt_of(link: Link) -> str:
    match link.kind:
        case "same":
            return ""
        case "edited":
            return "" if link.share >= SURE else f"{link.share:.0%} of the words are the same"
        case "split":
            return f"the paragraph was split into {_numbers(link.new)}"
        case "merged":
            return f"the paragraph was joined with {_numbers(link.old)}"
        case "regrouped":
            return f"paragraphs {_numbers(link.old)} became {_numbers(link.new)}"
        case _:
            return "other words stand at the place of the old ones"


def _numbers(paragraphs: Sequence[int]) -> str:
    first, last = paragraphs[0], paragraphs[-1]
    if len(paragraphs) > 2 and last - first == len(paragraphs) - 1:
        return f"§{first} to §{last}"
    return " and ".join(f"§{n}" for n in paragraphs)


def _text(transcript: Transcript, n: int) -> str:
    paragraph: Paragraph = transcript.paragraphs[n - 1]
    return paragraph.text


@lru_cache(maxsize=256)
def _words(text: str) -> list[Word]:
    return words(text)


def _occurrences(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    for _ in range(_OCCURRENCES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1)


def _edges(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether a span begins and ends inside a word."""
    return (text[start - 1 : start + 1].isalnum() and start > 0, text[end - 1 : end + 1].isalnum() and end < len(text))
