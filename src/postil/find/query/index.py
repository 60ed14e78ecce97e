"""The paragraphs of a study as bits of numbers: who said them, which codes stand on them, where turns and texts end.

A set of paragraphs is one number with a bit for each paragraph of the transcripts that no corrected one stands for, in
the order of the study. Invariant: what is kept is of the study as it is now; of a change only the transcripts that it
touched are counted again.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from postil.find.query.words import Texts
from postil.model.coding import Place
from postil.model.eligible import current_transcripts
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping

    from postil.find.query.words import Wanted
    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.model.transcript import Transcript


_MOST_WORDED = 100
"""Searches of the words whose answers are kept: of 50,000 paragraphs, 6 kB each."""


class _Reading:
    """What a transcript is made of; it never changes. Bits are those of its own paragraphs."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        speakers: dict[str, int] = defaultdict(int)
        roles: dict[str, int] = defaultdict(int)
        self.turns = 0
        """The paragraphs that a turn begins with."""
        speaker: str | None = None
        for at, paragraph in enumerate(transcript.paragraphs):
            bit = 1 << at
            speakers[paragraph.speaker] |= bit
            roles[paragraph.role] |= bit
            goes_on = paragraph.kind in {"continuation", "note"} or (
                paragraph.kind == "say" and paragraph.speaker and paragraph.speaker == speaker
            )
            if at == 0 or not goes_on:
                self.turns |= bit
            if paragraph.kind != "note" and (paragraph.kind != "continuation" or paragraph.speaker):
                speaker = paragraph.speaker if paragraph.spoken else None
        self.speakers, self.roles = dict(speakers), dict(roles)
        self._texts: Texts | None = None

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return len(self.transcript.paragraphs)

    @property
    def texts(self) -> Texts:
        """Its paragraphs made ready for words to be found."""
        if self._texts is None:
            self._texts = Texts([paragraph.text for paragraph in self.transcript.paragraphs])
        return self._texts


class _Coded(NamedTuple):
    """What stands on the paragraphs of a transcript; bits are those of its own paragraphs."""

    touched: int
    """When it was counted."""
    by: dict[tuple[str, str], int]
    """(code, coder) -> the paragraphs."""
    several: int
    """The paragraphs with codings of more than one passage."""


class StudyIndex:
    """The paragraphs of one study and what is known of them."""

    def __init__(self, study: Study) -> None:
        self._at: dict[str, int] = {}
        """Transcript -> where it is among the readings."""
        self._coded: dict[str, _Coded] = {}
        self._same: object = None
        self._known: dict[Hashable, int] = {}
        """What was worked out for this revision."""
        self._worded: dict[Hashable, int] = {}
        """What was found in the words of these readings, whatever is coded."""
        self._revision = 0
        self.readings: list[_Reading] = []
        self.offsets: list[int] = [0]
        """Where the bits of each of them begin; last, how many bits there are."""
        self._turns = self._first = 0
        self.refresh(study)

    def refresh(self, study: Study) -> None:
        """Take notice of what has changed since."""
        same = study.same  # settles which codes are one
        if self._revision == study.revision:
            return
        self._revision, self.study = study.revision, study
        self._known = {}
        current = current_transcripts(study)
        if [id(reading.transcript.paragraphs) for reading in self.readings] != [
            id(text.paragraphs) for text in current
        ]:
            known = {id(reading.transcript.paragraphs): reading for reading in self.readings}
            self.readings = [known.get(id(text.paragraphs)) or _Reading(text) for text in current]
            self._at = {reading.transcript.id: at for at, reading in enumerate(self.readings)}
            self._worded = {}
            self.offsets = [0]
            for reading in self.readings:
                self.offsets.append(self.offsets[-1] + reading.size)
            self._turns = self.joined(lambda reading: reading.turns)
            self._first = self.joined(lambda reading: 1 if reading.size else 0)
        if same is not self._same:
            self._same, self._coded = same, {}

    # ---- paragraphs and bits ----

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return self.offsets[-1]

    @property
    def everything(self) -> int:
        """All paragraphs."""
        return (1 << self.size) - 1

    def joined(self, bits_of: Callable[[_Reading], int]) -> int:
        """The bits of all transcripts from those of each."""
        found = 0
        for offset, reading in zip(self.offsets, self.readings, strict=False):
            own = bits_of(reading)
            if own:
                found |= own << offset
        return found

    def bit(self, place: Place) -> int:
        """The bit of a paragraph; 0 for one that is not here."""
        at = self._at.get(place.transcript)
        if at is None or not 0 < place.paragraph <= self.readings[at].size:
            return 0
        return 1 << (self.offsets[at] + place.paragraph - 1)

    def bits(self, places: Iterable[Place]) -> int:
        """The bits of paragraphs."""
        own: dict[str, int] = defaultdict(int)
        for transcript, paragraph in places:
            at = self._at.get(transcript)
            if at is not None and 0 < paragraph <= self.readings[at].size:
                own[transcript] |= 1 << (paragraph - 1)
        return self.joined(lambda reading: own.get(reading.transcript.id, 0))

    def places(self, bits: int) -> Iterator[Place]:
        """The paragraphs of bits, in the order of the study."""
        text = bin(bits)[:1:-1]
        for start, reading in zip(self.offsets, self.readings, strict=False):
            transcript, end = reading.transcript.id, start + reading.size
            at = text.find("1", start, end)
            while at >= 0:
                yield Place(transcript, at - start + 1)
                at = text.find("1", at + 1, end)

    def shares(self, bits: int) -> list[tuple[str, int]]:
        """The transcripts that paragraphs are in, in the order of the study, each with the bits of its own."""
        found = []
        for start, reading in zip(self.offsets, self.readings, strict=False):
            own = bits >> start & ((1 << reading.size) - 1)
            if own:
                found.append((reading.transcript.id, own))
        return found

    def known(self, key: Hashable, work_out: Callable[[], int]) -> int:
        """Bits that are worked out once a revision."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = work_out()
        return found

    def worded(self, key: Hashable, work_out: Callable[[], int]) -> int:
        """Bits that are worked out from the words alone: once, as long as the transcripts are the same."""
        found = self._worded.get(key)
        if found is None:
            found = work_out()
            if len(self._worded) >= _MOST_WORDED:
                self._worded.clear()
            self._worded[key] = found
        return found

    # ---- neighbours ----

    def near(self, bits: int, within: int) -> int:
        """Paragraphs at most so many away from these, in the same transcript."""
        begins, ends = ~self._first, ~(self._first >> 1)
        for _ in range(within):
            wider = bits | (bits << 1 & begins & self.everything) | (bits >> 1 & ends)
            if wider == bits:
                break
            bits = wider
        return bits

    def turns(self, bits: int) -> int:
        """All paragraphs of the turns that these are in."""
        before, on, step = bits, self.everything & ~self._turns, 1
        after, back = bits, on >> 1
        while step < self.size:
            before |= on & before << step
            on &= on << step
            after |= back & after >> step
            back &= back >> step
            step <<= 1
        return before | after

    # ---- what stands on them ----

    def speakers(self, is_wanted: Callable[[Transcript, str], bool]) -> int:
        """Paragraphs of the transcripts and speakers that are wanted."""
        return self.joined(
            lambda reading: reduce(
                or_, (own for who, own in reading.speakers.items() if is_wanted(reading.transcript, who)), 0
            )
        )

    def roles(self, role: str) -> int:
        """Paragraphs of speakers in a role."""
        return self.joined(lambda reading: reading.roles.get(role, 0))

    def words(self, wanted: Wanted) -> int:
        """Paragraphs whose text has a word or phrase."""
        return self.joined(lambda reading: reading.texts.having(wanted))

    def coded(self, codes: Collection[str] | None, coder: str) -> int:
        """Paragraphs that any of these codes stands on.

        Args:
            codes: ids; None for all.
            coder: whose codings count; empty for everybody's.
        """

        def of(reading: _Reading) -> int:
            found = 0
            for (code, who), own in self.codings_in(reading.transcript.id).items():
                if (codes is None or code in codes) and (not coder or who == coder):
                    found |= own
            return found

        key = ("coded", None if codes is None else frozenset(codes), coder)
        return self.known(key, lambda: self.joined(of) & self.everything)

    def coders(self) -> set[str]:
        """Everybody who has coded something here."""
        return {coder for reading in self.readings for _, coder in self.codings_in(reading.transcript.id)}

    # ---- of one transcript, in the bits of its own paragraphs ----

    def speakers_in(self, transcript: str) -> Mapping[str, int]:
        """The paragraphs of each speaker."""
        return self.readings[self._at[transcript]].speakers

    def codings_in(self, transcript: str) -> Mapping[tuple[str, str], int]:
        """The paragraphs that each (code, coder) stands on."""
        return self._codings(transcript).by

    def several_in(self, transcript: str) -> int:
        """The paragraphs with codings of more than one passage: of two spans, or of a span and of the whole."""
        return self._codings(transcript).several

    def _codings(self, transcript: str) -> _Coded:
        touched = self.study.worked_on_at(transcript)
        known = self._coded.get(transcript)
        if known is None or known.touched != touched:
            counted: dict[tuple[str, str], int] = defaultdict(int)
            several = 0
            for n, here in self.study.codings_in(transcript).items():
                bit = 1 << (n - 1)
                of_span = False
                for _, _, start, _, code, coder in here:
                    counted[code, coder] |= bit
                    if start is not None:
                        of_span = True
                if of_span and len({coding[2:4] for coding in here}) > 1:
                    several |= bit
            known = self._coded[transcript] = _Coded(touched, dict(counted), several)
        return known


_INDEXES: WeakKeyDictionary[Study, StudyIndex] = WeakKeyDictionary()


def index_of(study: Study) -> StudyIndex:
    """The index of a study as it is now; the same one as long as the study is there."""
    index = _INDEXES.get(study)
    if index is None:
        index = _INDEXES[study] = StudyIndex(study)
    index.refresh(study)
    return index


def doubtful_codings(study: Study, codes: Collection[str] | None, coder: str) -> Iterator[Coding]:
    """The doubtful codings of these codes and this coder; None for all codes, empty for everybody."""
    for coding in study.doubtful():
        if (codes is None or coding.code in codes) and (not coder or coding.coder == coder):
            yield coding
