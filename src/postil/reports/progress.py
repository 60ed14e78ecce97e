"""How far the coding of a study has come: by coder and transcript, and how much of it was done twice.

Numbers count eligible paragraphs (``postil.model.eligible``) unless said otherwise. Invariant: they rest on the
reviewed marks alone; a coding without a mark is work begun, and is counted as such.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.model.assignment import assigned_transcripts
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, eligible_paragraphs, people
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from postil.model.coding import Place
    from postil.model.selection import Selection
    from postil.model.study import Study
    from postil.model.transcript import Transcript


class Work(NamedTuple):
    """What one coder has done of one transcript, or of all of them."""

    coder: str
    transcripts: int
    """Transcripts that the coder has begun; for one transcript 0 or 1."""
    eligible: int
    """Paragraphs to be read in the transcripts that are the coder's: assigned or, without assignments, begun."""
    reviewed: int
    coded: int
    """Paragraphs with a coding by this coder."""
    coded_not_reviewed: int
    """Those of them without the coder's reviewed mark; agreement does not see them."""
    codings: int
    """The coder's codings in the whole transcript, also outside eligible paragraphs."""
    to_do: int
    """Paragraphs without the coder's mark in the transcripts that are the coder's."""
    assigned: bool | None = None
    """Whether the transcript was given to the coder; None where the study has no assignments."""
    transcripts_assigned: int = 0
    """Transcripts that were given to the coder; for one transcript 0 or 1."""
    assigned_begun: int = 0
    """Those of them that the coder has begun."""

    @property
    def reviewed_of_theirs(self) -> int:
        """Paragraphs with the coder's mark in the transcripts that are the coder's, out of ``eligible``."""
        return self.eligible - self.to_do


class TranscriptProgress(NamedTuple):
    """One transcript and the work of all coders on it."""

    id: str
    name: str
    paragraphs: int
    """All its paragraphs that were asked for, whoever speaks."""
    eligible: int
    once: int
    """Reviewed by at least one coder."""
    twice: int
    """Reviewed by two coders or more."""
    consensus: int
    """With a mark of the consensus layer."""
    work: tuple[Work, ...]
    """One for each coder, the consensus layer left out."""


class Progress(NamedTuple):
    """How far a study has come."""

    title: str
    everybody: bool
    """Whether the speech of everybody is eligible, not only that of participants."""
    assigned: bool
    """Whether the study has assignments; what is to do rests on them."""
    transcripts: tuple[TranscriptProgress, ...]
    coders: tuple[Work, ...]
    """The work of each coder over all transcripts."""

    @property
    def eligible(self) -> int:
        """Eligible paragraphs of the study."""
        return sum(transcript.eligible for transcript in self.transcripts)

    @property
    def once(self) -> int:
        """Of them, those that at least one coder has reviewed."""
        return sum(transcript.once for transcript in self.transcripts)

    @property
    def twice(self) -> int:
        """Of them, those that two coders or more have reviewed: what is double-coded."""
        return sum(transcript.twice for transcript in self.transcripts)

    @property
    def consensus(self) -> int:
        """Of them, those with a mark of the consensus layer."""
        return sum(transcript.consensus for transcript in self.transcripts)


def progress(
    study: Study, *, everybody: bool = False, selection: Selection | None = None, coders: Sequence[str] = ()
) -> Progress:
    """Count what has been done.

    Args:
        study: the study; transcripts that were corrected are left out.
        everybody: count the speech of everybody, not only that of participants.
        selection: count in this part of the study only; None for all of it. What is there to be read is what was asked
            for by who and where, codings are those that were found.
        coders: whose work is counted; if none is named, everybody's but the consensus layer's.
    """
    assigned = assigned_transcripts(study)
    coders = tuple(dict.fromkeys(coders)) or tuple(name for name in people(study) if name != CONSENSUS)
    asked = None if selection is None or selection.asked is None else _places(selection.asked)
    transcripts = tuple(
        _transcript(
            study,
            transcript,
            coders,
            eligible=frozenset(eligible_paragraphs(transcript, everybody=everybody)),
            asked=None if asked is None else asked[transcript.id],
            selection=selection,
            assigned=assigned,
        )
        for transcript in current_transcripts(study)
        if asked is None or transcript.id in asked
    )
    total = tuple(_sum(coder, (t.work[place] for t in transcripts)) for place, coder in enumerate(coders))
    return Progress(study.title, everybody, bool(assigned), transcripts, total)


def _places(asked: Iterable[Place]) -> dict[str, set[int]]:
    """Transcript id -> the numbers of its paragraphs that were asked for."""
    found: dict[str, set[int]] = {}
    for place in asked:
        found.setdefault(place.transcript, set()).add(place.paragraph)
    return found


def _transcript(
    study: Study,
    transcript: Transcript,
    coders: Sequence[str],
    *,
    eligible: frozenset[int],
    asked: AbstractSet[int] | None,
    selection: Selection | None,
    assigned: Mapping[str, Collection[str]],
) -> TranscriptProgress:
    if asked is not None:
        eligible = eligible & asked
    by_whom: list[str] = []
    coded: dict[str, set[int]] = {}
    for paragraph, here in study.codings_in(transcript.id).items():
        asked_for = here if selection is None else [coding for coding in here if coding in selection.codings]
        coders_here = [coder for _, _, _, _, _, coder in asked_for]
        by_whom += coders_here
        if paragraph in eligible:
            for coder in set(coders_here):
                coded.setdefault(coder, set()).add(paragraph)
    codings = Counter(by_whom)
    marks = {coder: eligible & study.reviewed(transcript.id, coder).keys() for coder in coders}
    readers = Counter(paragraph for reviewed in marks.values() for paragraph in reviewed)
    work = tuple(
        _work(
            coder,
            eligible=len(eligible),
            reviewed=marks[coder],
            coded=coded.get(coder, set()),
            codings=codings[coder],
            assigned=transcript.id in assigned.get(coder, ()) if assigned else None,
        )
        for coder in coders
    )
    return TranscriptProgress(
        id=transcript.id,
        name=transcript.name,
        paragraphs=len(transcript.paragraphs) if asked is None else len(asked),
        eligible=len(eligible),
        once=len(readers),
        twice=sum(number > 1 for number in readers.values()),
        consensus=len(eligible & study.reviewed(transcript.id, CONSENSUS).keys()),
        work=work,
    )


def _work(
    coder: str,
    *,
    eligible: int,
    reviewed: AbstractSet[int],
    coded: AbstractSet[int],
    codings: int,
    assigned: bool | None,
) -> Work:
    begun = bool(reviewed or codings)
    theirs = begun if assigned is None else assigned
    return Work(
        coder=coder,
        transcripts=int(begun),
        eligible=eligible if theirs else 0,
        reviewed=len(reviewed),
        coded=len(coded),
        coded_not_reviewed=len(coded - reviewed),
        codings=codings,
        to_do=eligible - len(reviewed) if theirs else 0,
        assigned=assigned,
        transcripts_assigned=int(bool(assigned)),
        assigned_begun=int(bool(assigned) and begun),
    )


def _sum(coder: str, parts: Iterable[Work]) -> Work:
    """A coder's work over all transcripts."""
    works = list(parts)
    return Work(
        coder=coder,
        transcripts=sum(work.transcripts for work in works),
        eligible=sum(work.eligible for work in works),
        reviewed=sum(work.reviewed for work in works),
        coded=sum(work.coded for work in works),
        coded_not_reviewed=sum(work.coded_not_reviewed for work in works),
        codings=sum(work.codings for work in works),
        to_do=sum(work.to_do for work in works),
        transcripts_assigned=sum(work.transcripts_assigned for work in works),
        assigned_begun=sum(work.assigned_begun for work in works),
    )
