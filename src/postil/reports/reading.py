"""What was read of what there is: so that "nobody said so" and "nobody has looked yet" are told apart.

A paragraph is *read* where one of those whose work counts has reviewed or coded it. A case or a transcript is not read
where none of its paragraphs is, and read in part where some of the paragraphs that are there to be coded
(``postil.model.eligible``) are not. Invariant: this depends on no query: a query chooses what is counted, not what was
read; and whatever has a coding that counts is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.eligible import eligible_paragraphs
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.transcript import Transcript
    from postil.reports.counting import Counting


class Read(NamedTuple):
    """How much of a case or a transcript was read."""

    name: str
    read: int
    """Paragraphs that were read, of those in ``eligible``."""
    eligible: int
    """Paragraphs that are there to be coded: participants' speech or, where there is none, all."""
    begun: bool
    """Whether any paragraph was read, eligible or not."""

    @property
    def in_part(self) -> bool:
        """Whether it was begun, and is not done."""
        return self.begun and self.read < self.eligible


class Reading:
    """What was read of a study."""

    def __init__(self, counting: Counting) -> None:
        """Take in reviewed marks and codings of those whose work counts."""
        self.readers = counting.counting_coders
        """Whose marks and codings count."""
        self.places = _marks(counting, self.readers) | _coded(counting, self.readers)
        """The set of paragraphs that were read."""
        self.eligible = counting.set_of(_eligible(counting))
        """The set of paragraphs that are there to be coded."""
        self.transcripts: Mapping[str, Read] = {
            transcript.id: self._of(transcript.name, counting.run(transcript)) for transcript in counting.transcripts
        }
        """Id of a transcript -> how much of it was read."""
        self.cases: Mapping[str, Read] = {
            case.id: self._of(case.name, counting.words[case.id]) for case in counting.cases
        }
        """Id of a case -> how much of its words was read."""

    def _of(self, name: str, words: int) -> Read:
        eligible = words & self.eligible or words
        return Read(name, (eligible & self.places).bit_count(), eligible.bit_count(), bool(words & self.places))


def _marks(counting: Counting, readers: tuple[str, ...]) -> int:
    reviewed = counting.study.reviewed
    return counting.set_of(
        before + n
        for transcript, before in _begins(counting)
        for reader in readers
        for n in reviewed(transcript.id, reader)
        if 0 < n <= len(transcript.paragraphs)
    )


def _coded(counting: Counting, readers: tuple[str, ...]) -> int:
    if counting.whole:
        return counting.coded
    mine = frozenset(readers)
    return counting.set_of(
        before + n
        for transcript, before in _begins(counting)
        for n, here in counting.study.codings_in(transcript.id).items()
        if 0 < n <= len(transcript.paragraphs) and any(coding.coder in mine for coding in here)
    )


def _eligible(counting: Counting) -> Iterator[int]:
    for transcript, before in _begins(counting):
        yield from (before + n for n in eligible_paragraphs(transcript))


def _begins(counting: Counting) -> list[tuple[Transcript, int]]:
    """The transcripts, each with what its paragraphs' numbers are added to: asked once, not for each paragraph."""
    return [(transcript, counting.place(transcript.id, 0)) for transcript in counting.transcripts]
