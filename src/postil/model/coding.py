"""Codings, passages and memos: what a coder put where.

Both are keys: a coding is an element of a set, so applying it twice is one coding; a memo is one text of one
coder at one place. Spans are half-open offsets in code points of the paragraph's text; None and None mean the
whole paragraph.
"""

from __future__ import annotations

from postil.tuples import NamedTuple


class Place(NamedTuple):
    """A paragraph of a transcript."""

    transcript: str
    """Id of the transcript."""
    paragraph: int
    """Number of the paragraph, from 1."""


class Passage(NamedTuple):
    """A paragraph or a span inside it, whoever put what on it."""

    transcript: str
    paragraph: int
    start: int | None = None
    end: int | None = None

    @property
    def place(self) -> Place:
        """The paragraph that the passage stands in."""
        return Place(self.transcript, self.paragraph)

    @property
    def reading_order(self) -> tuple[str, int, int, int]:
        """Sorts passages as they are met in reading; the whole paragraph comes before its spans."""
        return (
            self.transcript,
            self.paragraph,
            -1 if self.start is None else self.start,
            -1 if self.end is None else self.end,
        )


class Coding(NamedTuple):
    """One code put by one coder on a paragraph or on a span inside it."""

    transcript: str
    paragraph: int
    start: int | None
    end: int | None
    code: str
    """Id of the code."""
    coder: str

    @property
    def place(self) -> Place:
        """The paragraph that the coding stands in."""
        return Place(self.transcript, self.paragraph)

    @property
    def passage(self) -> Passage:
        """What the code was put on."""
        return Passage(*self[:4])

    @property
    def reading_order(self) -> tuple[str, int, int, int, str, str]:
        """Sorts codings as they are met in reading; the whole paragraph comes before its spans."""
        start = -1 if self.start is None else self.start
        end = -1 if self.end is None else self.end
        return (self.transcript, self.paragraph, start, end, self.code, self.coder)


class MemoKey(NamedTuple):
    """Where one coder's memo stands: at a paragraph (``code`` empty) or at one coding."""

    transcript: str
    paragraph: int
    start: int | None
    end: int | None
    code: str
    coder: str

    @property
    def place(self) -> Place:
        """The paragraph that the memo stands at."""
        return Place(self.transcript, self.paragraph)

    @property
    def reading_order(self) -> tuple[str, int, int, int, str, str]:
        """Sorts memos as they are met in reading."""
        return Coding(*self).reading_order

    @classmethod
    def at_paragraph(cls, transcript: str, paragraph: int, coder: str) -> MemoKey:
        """The key of a coder's memo at a whole paragraph."""
        return cls(transcript, paragraph, None, None, "", coder)

    @classmethod
    def at_coding(cls, coding: Coding) -> MemoKey:
        """The key of the memo at one coding, by that coding's coder."""
        return cls(*coding)
