"""What reports count, and the one function for each figure.

Paragraphs are numbered through the transcripts, as they were added, and sets of paragraphs are the bits of integers.
Invariant: a figure is counted here and nowhere else, so the figures of all reports add up: what is counted by case, by
speaker or by transcript comes to what is counted in all, and what belongs to none is counted as such.

- A *coding* is one code put by one coder on one passage: two coders on the same words are two codings.
- A *paragraph* counts once, however many codings of a code are on it and whoever put them.
- A code is *present* somewhere (1, else 0) where it has at least one coding.
- *With the codes under it* a code has their codings too; a paragraph still counts once.

Of a query there are two sets of paragraphs: what it *finds*, on which codings are counted, and what it *asks for* by
who and where (``Selection.asked``), which figures are out of: "in 1 of the 2 cases asked for". Whose codings count is
settled by the study and by who is named, never by what a query finds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from postil.model.bits import bits_of, members_of
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, people
from postil.model.names import name_in
from postil.reports.head import Head
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.model.coding import Coding, Place
    from postil.model.selection import Selection
    from postil.model.study import Study
    from postil.model.transcript import Transcript
    from postil.reports.reading import Reading
    from postil.text.understood import Understood

NOBODY = ""
"""Stands for the case of words that belong to none, and for the value of cases that have none."""


class Tally(NamedTuple):
    """How often something is coded."""

    codings: int
    paragraphs: int
    transcripts: int
    cases: int
    """Cases on whose words it is coded; words that belong to no case count for none."""
    coders: int

    @property
    def present(self) -> int:
        """1 where there is a coding, else 0."""
        return int(self.codings > 0)


class Counting:
    """A study, or the part of it that was asked for, ready to be counted."""

    def __init__(
        self,
        study: Study,
        selection: Selection | None = None,
        *,
        coders: Sequence[str] = (),
        children: bool = False,
        query: str = "",
        understood: tuple[Understood, ...] = (),
    ) -> None:
        """Number the paragraphs and take in the codings.

        Args:
            study: the study; transcripts that a corrected one stands for are left out.
            selection: what of it is counted; None for everything.
            coders: whose codings are counted; if none is named, everybody's but those of the consensus layer, unless
                there are no others in the study.
            children: whether a code has the codings of the codes under it, where a report does not show both.
            query: what the selection was asked for with, for the heading.
            understood: what names in the query were taken for, for the heading.
        """
        self.study = study
        self.children = children
        self.query = query
        self.understood = understood
        self.named = bool(coders)
        """Whether it was said whose codings are counted."""
        self.selection = selection
        """What is counted; None for everything."""
        self.whole = selection is None
        """Whether everything is counted."""
        self.transcripts: tuple[Transcript, ...] = tuple(current_transcripts(study))
        self._first = _starts(self.transcripts)
        self.size = sum(len(transcript.paragraphs) for transcript in self.transcripts)
        """Paragraphs in all, whether or not they were asked for."""
        everything = (1 << self.size) - 1
        self.places = everything if selection is None else self._set(selection.places)
        """The paragraphs on which codings are counted: those that the query finds."""
        asked = None if selection is None else selection.asked
        self.asked = everything if asked is None else self._set(asked) | self.places
        """The paragraphs that were asked for, which figures are out of."""
        found = self._found(selection)
        self.counting_coders = tuple(dict.fromkeys(coders)) or _who_counts(study, self.transcripts)
        """Everybody whose codings are counted, in the order in which they joined, whether or not there are any."""
        mine = frozenset(self.counting_coders)
        there = {coder for (_, _, _, _, _, coder), _ in found}
        self.codings = tuple(found if there <= mine else [pair for pair in found if pair[0].coder in mine])
        """The codings that are counted, each with its stamp, transcript by transcript."""
        self.coders = tuple(coder for coder in self.counting_coders if self.named or coder in there)
        """Those of them who were named or have codings that are counted."""
        self.left_out = len(found) - len(self.codings)
        self._take_codes()
        self._take_numbers()

    # ---- taking in ----

    def _take_codes(self) -> None:
        self.codes: tuple[Code, ...] = tuple(self.study.codebook)
        self.paths = {code.id: self.study.codebook.path(code.id) for code in self.codes}
        """Id of a code -> the names from the top of the codebook down to it."""
        self.below = {code.id: _below(self.study, code.id) for code in self.codes}
        """Id of a code -> the code and all under it."""

    def _take_numbers(self) -> None:
        self.coded = bits_of(set(self._numbers), self.size)
        """The set of paragraphs with any coding."""
        self._unions: dict[tuple[str, str, bool], int] = {}
        self.by_transcript = {t.id: self.run(t) & self.asked for t in self.transcripts}
        """Id of a transcript -> its paragraphs that were asked for."""
        self.words = self._owned()
        """Id of a case -> all its paragraphs, asked for or not; ``NOBODY`` -> those that belong to no case."""
        self.by_case = {case: bits & self.asked for case, bits in self.words.items()}
        """The same, of the paragraphs that were asked for."""

    def place(self, transcript: str, paragraph: int) -> int:
        """The number of a paragraph among all, from 0."""
        return self._first[transcript] + paragraph - 1

    def set_of(self, places: Iterable[int]) -> int:
        """The set of some paragraphs, by their numbers."""
        return bits_of(places, self.size)

    def run(self, transcript: Transcript) -> int:
        """The set of all paragraphs of a transcript."""
        return ((1 << len(transcript.paragraphs)) - 1) << self._first[transcript.id]

    def _set(self, places: Iterable[Place]) -> int:
        return bits_of((self.place(*place) for place in places if place.transcript in self._first), self.size)

    def _found(self, selection: Selection | None) -> list[tuple[Coding, str]]:
        found: list[tuple[Coding, str]] = []
        for transcript in self.transcripts:
            last = len(transcript.paragraphs)
            for n, here in sorted(self.study.codings_in(transcript.id).items()):
                if 0 < n <= last:
                    found += here.items()
        return found if selection is None else [pair for pair in found if pair[0] in selection.codings]

    @cached_property
    def dated(self) -> tuple[tuple[Coding, str], ...]:
        """The codings that are counted, each with the stamp under which it was first made.

        That of one that was carried to a corrected transcript is older than the one that it has there.
        """
        if not self.study.is_corrected:
            return self.codings
        return tuple((coding, self.study.made(stamp)) for coding, stamp in self.codings)

    @cached_property
    def _layers(self) -> dict[str, dict[str, list[int]]]:
        """Code -> coder -> sets of paragraphs: with one coding or more, with two or more, and so on."""
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for ((_, _, _, _, code, coder), _), place in zip(self.codings, self._numbers, strict=True):
            found[code, coder].append(place)
        layers: dict[str, dict[str, list[int]]] = {}
        for (code, coder), places in found.items():
            layers.setdefault(code, {})[coder] = _layers(places, self.size)
        return layers

    @cached_property
    def _numbers(self) -> list[int]:
        """For each coding that is counted, the number of its paragraph."""
        first = self._first
        return [first[transcript] + n - 1 for (transcript, n, _, _, _, _), _ in self.codings]

    @cached_property
    def _often(self) -> Counter[int]:
        """The number of a paragraph -> how many codings it has, of whatever code."""
        return Counter(self._numbers)

    @cached_property
    def _used(self) -> set[str]:
        """Ids of the codes that have codings, not counting those under them."""
        return {code for (_, _, _, _, code, _), _ in self.codings}

    def _owned(self) -> dict[str, int]:
        found = dict.fromkeys((*self.study.cases.all, NOBODY), 0)
        for transcript in self.transcripts:
            speakers = {paragraph.speaker for paragraph in transcript.paragraphs}
            owners = {speaker: self.study.cases.owner(transcript.id, speaker) for speaker in speakers}
            cases = set(owners.values())
            if len(cases) == 1:
                own = {cases.pop(): self.run(transcript)}
            else:
                places: dict[str, list[int]] = {case: [] for case in cases}
                first = self._first[transcript.id] - 1
                for paragraph in transcript.paragraphs:
                    places[owners[paragraph.speaker]].append(first + paragraph.n)
                own = {case: bits_of(mine, self.size) for case, mine in places.items()}
            for case, bits in own.items():
                found[case] = found.get(case, 0) | bits
        return found

    # ---- counting ----

    def paragraphs(self, code: str, coder: str = "", *, children: bool | None = None) -> int:
        """The set of paragraphs on which a code was put, by one coder or, if none is named, by any."""
        with_children = self.children if children is None else children
        known = self._unions.get((code, coder, with_children))
        if known is None:
            known = 0
            for one in self._with(code, with_children):
                for who, layers in self._layers.get(one, {}).items():
                    if not coder or who == coder:
                        known |= layers[0]
            self._unions[code, coder, with_children] = known
        return known

    def count(self, code: str, within: int, coder: str = "", *, children: bool | None = None) -> int:
        """How many codings of a code are on these paragraphs, by one coder or by any."""
        return sum(
            (layer & within).bit_count()
            for one in self._with(code, self.children if children is None else children)
            for who, layers in self._layers.get(one, {}).items()
            if not coder or who == coder
            for layer in layers
        )

    def tally(self, code: str, within: int | None = None, coder: str = "", *, children: bool | None = None) -> Tally:
        """How often a code was put on these paragraphs, or on any; by one coder or by any."""
        inside = self.places if within is None else within
        here = self.paragraphs(code, coder, children=children) & inside
        if not here:
            return Tally(0, 0, 0, 0, 0)
        who = (coder,) if coder else self.coders
        return Tally(
            self.count(code, inside, coder, children=children),
            here.bit_count(),
            sum(1 for bits in self.by_transcript.values() if bits & here),
            sum(1 for case, bits in self.by_case.items() if case != NOBODY and bits & here),
            sum(1 for name in who if self.paragraphs(code, name, children=children) & inside),
        )

    def codings_on(self, within: int) -> int:
        """How many codings, of whatever code, are on these paragraphs."""
        often = self._often
        return sum([often[place] for place in members_of(within & self.coded)])

    def is_used(self, code: str, *, children: bool | None = None) -> bool:
        """Whether a code has a coding."""
        return any(one in self._used for one in self._with(code, self.children if children is None else children))

    def _with(self, code: str, children: bool) -> tuple[str, ...]:
        return self.below.get(code, (code,)) if children else (code,)

    # ---- what there is ----

    @property
    def cases(self) -> list[Case]:
        """The cases that there are, in their order."""
        return list(self.study.cases.all.values())

    def speakers(self) -> Iterator[tuple[Transcript, str, str, int]]:
        """Each transcript's speakers with their role and their paragraphs that were asked for, if there are any."""
        for transcript in self.transcripts:
            found: dict[tuple[str, str], list[int]] = {}
            first = self._first[transcript.id] - 1
            for paragraph in transcript.paragraphs:
                found.setdefault((paragraph.speaker, paragraph.role), []).append(first + paragraph.n)
            for (speaker, role), places in found.items():
                if bits := bits_of(places, self.size) & self.asked:
                    yield transcript, speaker, role, bits

    @cached_property
    def reading(self) -> Reading:
        """What was read, by those whose codings are counted."""
        from postil.reports.reading import Reading  # noqa: PLC0415 - not every count needs it

        return Reading(self)

    def head(self) -> Head:
        """What was counted."""
        return self._head

    @cached_property
    def _head(self) -> Head:
        reading = self.reading
        texts = {key: bits for key, bits in self.by_transcript.items() if bits}
        cases = {key: bits for key, bits in self.by_case.items() if bits and key in reading.cases}
        of_texts, of_cases = [reading.transcripts[key] for key in texts], [reading.cases[key] for key in cases]
        return Head(
            self.study.title,
            self.query,
            self.children,
            self.coders,
            self.left_out,
            len(self.codings),
            self.coded.bit_count(),
            self.asked.bit_count(),
            len(texts),
            len(cases),
            sum(bool(bits & self.coded) for bits in texts.values()),
            sum(bool(bits & self.coded) for bits in cases.values()),
            reading.readers if self.named else (),
            tuple(one.name for one in of_texts if not one.begun),
            tuple(one for one in of_texts if one.in_part),
            tuple(one.name for one in of_cases if not one.begun),
            tuple(one for one in of_cases if one.in_part),
            self.places.bit_count(),
            *self._on_words_of_others(),
            self.understood,
        )

    def _on_words_of_others(self) -> tuple[int, int]:
        """How many codings are on words of interviewers, and of neither participants nor interviewers."""
        asking: list[int] = []
        others: list[int] = []
        sides = {"interviewer": asking, "other": others}
        for transcript in self.transcripts:
            first = self._first[transcript.id] - 1
            for paragraph in transcript.paragraphs:
                if paragraph.role != "participant":
                    sides[paragraph.role].append(first + paragraph.n)
        return self.codings_on(self.set_of(asking)), self.codings_on(self.set_of(others))

    def besides(self) -> int:
        """Codings of the coders who are counted, on paragraphs that the query finds, that it does not ask for."""
        if self.selection is None:
            return 0
        places, wanted, mine = self.selection.places, self.selection.codings, frozenset(self.counting_coders)
        return sum(
            1
            for coding, _ in self._found(None)
            if coding not in wanted and coding.coder in mine and coding.place in places
        )


def _layers(places: Sequence[int], size: int) -> list[int]:
    """Sets of the places that are given once or more, twice or more, and so on; so sizes come to how many are given."""
    if len(set(places)) == len(places):
        return [bits_of(places, size)] if places else []
    often: dict[int, int] = {}
    layers: list[list[int]] = []
    for place in places:
        before = often.get(place, 0)
        often[place] = before + 1
        if before == len(layers):
            layers.append([])
        layers[before].append(place)
    return [bits_of(layer, size) for layer in layers]


def _starts(transcripts: Iterable[Transcript]) -> dict[str, int]:
    found: dict[str, int] = {}
    at = 0
    for transcript in transcripts:
        found[transcript.id] = at
        at += len(transcript.paragraphs)
    return found


def _below(study: Study, code: str) -> tuple[str, ...]:
    found = [code]
    for one in found:
        found += (child.id for child in study.codebook.children(one) if child.id not in found)
    return tuple(found)


def _who_counts(study: Study, transcripts: Iterable[Transcript]) -> tuple[str, ...]:
    """Everybody but the consensus layer, or everybody with it where nobody else has a coding in the transcripts."""
    codings = (coding for text in transcripts for here in study.codings_in(text.id).values() for coding in here)
    first = next(codings, None)
    alone = first is not None and first.coder == CONSENSUS and all(coding.coder == CONSENSUS for coding in codings)
    return tuple(coder for coder in people(study) if alone or coder != CONSENSUS)


def labels(counting: Counting) -> Mapping[str, str]:
    """Id of a code -> its number and name, as ``names.name_in`` has them."""
    book = counting.study.codebook
    return {code.id: name_in(book, code) for code in counting.codes}
