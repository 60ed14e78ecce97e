"""From a study to ratings: who is compared, on which paragraphs, and what each coder gave there.

Invariant: a coder has rated a paragraph if and only if the coder's reviewed mark is on it. A marked paragraph without
codes is rated with nothing; one without a mark is missing, even if it has codings of the coder (they are counted in
``Compared.unmarked``, and nowhere else).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from postil.agreement.ratings import Ratings
from postil.model.bits import bits_of
from postil.model.coding import Place
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, eligible_paragraphs, people
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from postil.model.codebook import Codebook
    from postil.model.study import Study
    from postil.model.transcript import Transcript

Unit = Literal["paragraph", "document"]
UNITS: tuple[Unit, ...] = ("paragraph", "document")
WHOLE = 0
"""The paragraph number of a unit that is a whole transcript."""


class Wanted(NamedTuple):
    """What is to be compared."""

    coders: tuple[str, ...] = ()
    """Names; empty for everybody with a reviewed mark on an eligible paragraph, the consensus layer left out."""
    transcripts: tuple[str, ...] = ()
    """Ids; empty for all that no corrected one stands for."""
    codes: tuple[str, ...] = ()
    """Ids; empty for all codes that can be given, and those that are given all the same."""
    children: bool = False
    """Whether a code counts as given where a code under it was given."""
    everybody: bool = False
    """Whether everybody's speech is eligible, not only participants'."""
    unit: Unit = "paragraph"
    """``document``: a transcript is rated by whoever reviewed all its eligible paragraphs, with all codes they got."""


class Compared(NamedTuple):
    """The ratings of a study, and what they leave out."""

    wanted: Wanted
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    """Ids, in book order."""
    ratings: Ratings
    places: tuple[Place, ...]
    """What each unit is, in reading order; the paragraph is ``WHOLE`` where it is a transcript."""
    eligible: int
    """Units that could have been rated, in the transcripts compared."""
    corpus: int
    """The same in all transcripts that no corrected one stands for."""
    unmarked: Mapping[str, int]
    """Eligible paragraphs that a coder coded and did not mark as reviewed, by coder; they are left out."""
    transcripts: tuple[str, ...]
    """Ids of the transcripts compared, in the order of the study."""
    elsewhere: Mapping[str, int]
    """Codings of a coder compared on speech in these transcripts that is not eligible, by coder; they are left out."""
    headings: tuple[str, ...]
    """Ids of headings that were chosen alone, without a code under them, and that nobody gave."""
    outside: Mapping[str, int]
    """Reviewed marks on speech in these transcripts that is not eligible, by coder: of those who have none on speech
    that is, and only where fewer than two have rated anything."""


def compared(study: Study, wanted: Wanted | None = None) -> Compared:
    """The ratings of a study; ``wanted`` says what is to be compared, by default all of it."""
    wanted = wanted or Wanted()
    current = current_transcripts(study)
    eligible = {t.id: frozenset(eligible_paragraphs(t, everybody=wanted.everybody)) for t in current}
    chosen = [t.id for t in current if not wanted.transcripts or t.id in wanted.transcripts]
    coders = wanted.coders or _readers(study, {key: eligible[key] for key in chosen})
    gathering = _Gathering(coders, wanted.unit)
    for transcript in chosen:
        gathering.take(study, study.transcripts[transcript], eligible[transcript])
    if not wanted.coders:  # a whole transcript may be more than somebody with marks has rated
        coders = gathering.raters()
    given = {coder: gathering.bits(coder) for coder in coders}
    codes = _codes(study.codebook, wanted, given.values())
    if wanted.children:
        for here in given.values():
            _count_as_parents(here, study.codebook)
    documents = wanted.unit == "document"
    return Compared(
        wanted=wanted,
        coders=tuple(coders),
        codes=codes,
        ratings=gathering.ratings(coders, codes, given),
        places=tuple(gathering.units),
        eligible=sum(bool(eligible[key]) if documents else len(eligible[key]) for key in chosen),
        corpus=sum(bool(numbers) if documents else len(numbers) for numbers in eligible.values()),
        unmarked=gathering.unmarked,
        transcripts=tuple(chosen),
        elsewhere={coder: number for coder, number in gathering.elsewhere.items() if coder in coders},
        headings=() if wanted.children else _empty_headings(study.codebook, codes, given.values()),
        outside={} if len(gathering.raters()) > 1 else _outside(study, wanted, {key: eligible[key] for key in chosen}),
    )


def _outside(study: Study, wanted: Wanted, eligible: Mapping[str, frozenset[int]]) -> dict[str, int]:
    """How many reviewed marks on other speech coders have who have none on an eligible paragraph."""
    readers = _readers(study, eligible)
    found: dict[str, int] = {}
    for coder in wanted.coders or people(study):
        if coder not in readers and coder != CONSENSUS:
            marks = ((study.transcripts[key].paragraph(n), n) for key in eligible for n in study.reviewed(key, coder))
            found[coder] = sum(known is not None and known.spoken for known, _ in marks)
    return {coder: number for coder, number in found.items() if number}


def _readers(study: Study, eligible: Mapping[str, frozenset[int]]) -> tuple[str, ...]:
    """Everybody but the consensus layer with a mark on an eligible paragraph."""
    return tuple(
        coder
        for coder in people(study)
        if coder != CONSENSUS
        and any(not numbers.isdisjoint(study.reviewed(transcript, coder)) for transcript, numbers in eligible.items())
    )


def _codes(codebook: Codebook, wanted: Wanted, given: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """Ids of the codes compared, in book order: headings only where they were given or stand for what is under them."""
    used = {code for here in given for code in here}
    return tuple(
        code.id
        for code in codebook
        if (code.id in wanted.codes if wanted.codes else code.status != "heading" or wanted.children or code.id in used)
    )


def _empty_headings(codebook: Codebook, codes: Collection[str], given: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """The headings among these codes that count for nothing: not given, and no code under them is compared."""
    used = {code for here in given for code in here}
    above = {parent.id for code in codes for parent in codebook.ancestors(code)}
    return tuple(
        code.id for code in codebook if code.id in codes and code.status == "heading" and code.id not in used | above
    )


def _count_as_parents(given: dict[str, int], codebook: Codebook) -> None:
    for code, bits in list(given.items()):
        for above in codebook.ancestors(code):
            given[above.id] = given.get(above.id, 0) | bits


class _Gathering:
    """Units, marks and codes of the transcripts taken so far."""

    def __init__(self, coders: Sequence[str], unit: Unit) -> None:
        self._documents = unit == "document"
        self.units: list[Place] = []
        self._rated: dict[str, list[int]] = {coder: [] for coder in coders}
        self._given: dict[str, defaultdict[str, list[int]]] = {coder: defaultdict(list) for coder in coders}
        self.unmarked: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()

    def take(self, study: Study, transcript: Transcript, eligible: frozenset[int]) -> None:
        """Add the units of one transcript that at least one of the coders has rated."""
        marks = {coder: eligible & study.reviewed(transcript.id, coder).keys() for coder in self._rated}
        places = self._add_units(transcript.id, eligible, marks)
        unmarked: dict[str, set[int]] = defaultdict(set)
        elsewhere: list[str] = []
        given = self._given
        for n, here in study.codings_in(transcript.id).items():
            if n not in eligible:
                paragraph = transcript.paragraph(n)
                if paragraph is not None and paragraph.spoken:
                    elsewhere += [coding.coder for coding in here if coding.coder in marks]
                continue
            unit = places.get(n)
            for _, _, _, _, code, coder in here:
                mine = marks.get(coder)
                if mine is None:
                    continue
                if n not in mine:
                    unmarked[coder].add(n)
                elif unit is not None:
                    given[coder][code].append(unit)
        self.elsewhere.update(elsewhere)
        for coder, numbers in unmarked.items():
            self.unmarked[coder] += len(numbers)

    def _add_units(
        self, transcript: str, eligible: frozenset[int], marks: Mapping[str, frozenset[int]]
    ) -> dict[int, int]:
        """Make the units of a transcript and note who rated them; paragraph number -> its unit's place."""
        first = len(self.units)
        if self._documents:
            done = [coder for coder, mine in marks.items() if eligible and mine == eligible]
            if not done:
                return {}
            self.units.append(Place(transcript, WHOLE))
            for coder in done:
                self._rated[coder].append(first)
            return dict.fromkeys(eligible, first)
        numbers = sorted(frozenset().union(*marks.values()))
        places = {n: place for place, n in enumerate(numbers, first)}
        self.units += [Place(transcript, n) for n in numbers]
        for coder, mine in marks.items():
            self._rated[coder] += [places[n] for n in mine]
        return places

    def raters(self) -> tuple[str, ...]:
        """The coders who have rated a unit."""
        return tuple(coder for coder, units in self._rated.items() if units)

    def bits(self, coder: str) -> dict[str, int]:
        """The units where a coder gave each code."""
        rated = bits_of(self._rated[coder], len(self.units))
        return {code: bits_of(units, len(self.units)) & rated for code, units in self._given[coder].items()}

    def ratings(self, coders: Sequence[str], codes: Sequence[str], given: Mapping[str, Mapping[str, int]]) -> Ratings:
        """What was gathered, as the statistics take it."""
        size = len(self.units)
        clusters: dict[str, list[int]] = defaultdict(list)
        for at, unit in enumerate(self.units):
            clusters[unit.transcript].append(at)
        return Ratings(
            coders=tuple(coders),
            codes=tuple(codes),
            units=size,
            rated=tuple(bits_of(self._rated[coder], size) for coder in coders),
            given=tuple({code: given[coder][code] for code in codes if code in given[coder]} for coder in coders),
            clusters=tuple(bits_of(places, size) for places in clusters.values()),
            noun="transcript" if self._documents else "paragraph",
        )
