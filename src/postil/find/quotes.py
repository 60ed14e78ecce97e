"""What is said in the paragraphs that a query found: passages to be read, in order or in groups.

A passage is what the codings that are asked for stand on, and the memos at no code that are; where a query asks for
``quotable``, what is marked so; where nothing of these stands on a paragraph that was found, the whole paragraph.
Invariant: every paragraph that was found gives at least one passage, unless only quotable ones are wanted, and no
passage is given twice. How many there are, in all and in each group, is counted from bits; a passage is laid out when
it is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, overload

from postil.find.query.index import index_of
from postil.find.query.nodes import Every, Flag, Near, Same, Some
from postil.model.bits import members_of
from postil.model.coding import Coding, Passage, Place
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from postil.find.query.finding import Found
    from postil.find.query.nodes import Node
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript

By = Literal["case", "code", "transcript"]
_UNSPOKEN = {"note": "note", "front": "before the interview", "heading": "heading", "back": "after the interview"}
"""What a paragraph is that is not speech."""


class Said(NamedTuple):
    """A passage and what was put on it."""

    passage: Passage
    codings: tuple[Coding, ...]
    """Those that the query asks for and that stand on the passage; in reading order."""


class Group(NamedTuple):
    """Passages of one case, code or transcript."""

    id: str
    """Empty for what has none."""
    name: str
    """How it is shown; empty for what has none."""
    said: Passages


class _Share(NamedTuple):
    """Passages of one transcript."""

    transcript: str
    own: int
    """The paragraphs that they stand on, as bits of those of the transcript."""
    size: int
    """How many passages there are."""


class Passages(Sequence[Said]):
    """Passages in the order of the study; to be read while the study is as it was.

    How many there are is counted from bits. They are laid out as they are read, a transcript at a time, and only once
    for all groups.
    """

    def __init__(self, laying: _Laying, shares: Iterable[_Share], code: str | None = None) -> None:
        """Passages that are not laid out yet.

        Args:
            laying: what lays them out.
            shares: where they stand; none without a passage.
            code: only passages with a coding of this code are counted and given, or without any where it is empty;
                None for all.
        """
        self._laying = laying
        self._shares = list(shares)
        self._code = code
        self._starts = [0, *accumulate(share.size for share in self._shares)]

    def __len__(self) -> int:
        """How many there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> Said: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Said]: ...
    def __getitem__(self, index: int | slice) -> Said | Sequence[Said]:
        """One of them, or several."""
        numbers = range(len(self))[index]
        if isinstance(numbers, range):
            return [self[number] for number in numbers]
        share = bisect_right(self._starts, numbers) - 1
        return self._laid_out(self._shares[share])[numbers - self._starts[share]]

    def __iter__(self) -> Iterator[Said]:
        """All of them."""
        for share in self._shares:
            yield from self._laid_out(share)

    def place_of(self, passage: Passage) -> int | None:
        """Which of them a passage is, from 0; None where it is not among them."""
        for start, share in zip(self._starts, self._shares, strict=False):
            if share.transcript == passage.transcript and share.own >> (passage.paragraph - 1) & 1:
                laid_out = self._laid_out(share)
                return next((start + at for at, said in enumerate(laid_out) if said.passage == passage), None)
        return None

    def _laid_out(self, share: _Share) -> list[Said]:
        there = self._laying.laid_out(share.transcript)
        return [said for at in members_of(share.own) for said in there[at + 1] if self._is_of_code(said)]

    def _is_of_code(self, said: Said) -> bool:
        if self._code is None:
            return True
        return any(coding.code == self._code for coding in said.codings) if self._code else not said.codings

    # ---- in groups ----

    def grouped(self, by: By) -> dict[str, Passages]:
        """The passages by id of case, code or transcript; in no order, but each group in that of the study.

        It is asked of all that was found, not of a group.
        """
        if by == "transcript":
            return {share.transcript: Passages(self._laying, [share]) for share in self._shares}
        groups: dict[str, list[_Share]] = {}
        in_groups = self._laying.by_case if by == "case" else self._laying.by_code
        for share in self._shares:
            for key, part in in_groups(share):
                groups.setdefault(key, []).append(part)
        return {key: Passages(self._laying, shares, key if by == "code" else None) for key, shares in groups.items()}


class _Laying:
    """Lays passages out, and counts them without."""

    def __init__(self, study: Study, found: Found, *, quotable: bool) -> None:
        self._study, self._found = study, found
        self._index = index_of(study)
        self._own = dict(found.in_transcripts())
        self._only_marked = quotable
        self._marked: dict[str, dict[int, list[Passage]]] = {}
        """Passages that are given as they were marked, by transcript and paragraph."""
        if quotable or _asks_quotable(found.node):
            for passage in study.cells.quotable():
                self._marked.setdefault(passage.transcript, {}).setdefault(passage.paragraph, []).append(passage)
        self._noted: dict[str, dict[int, set[Passage]]] = {}
        """What the memos that are asked for stand on, those at no code, by transcript and paragraph."""
        for key in found.memos:
            if not key.code:
                there = self._noted.setdefault(key.transcript, {})
                there.setdefault(key.paragraph, set()).add(Passage(*key[:4]))
        self._known: dict[str, dict[int, list[Said]]] = {}

    def shares(self) -> Iterator[_Share]:
        """All passages, by transcript."""
        for transcript, own in self._own.items():
            wanted = own & _bits_of(self._marked, transcript) if self._only_marked else own
            if wanted:
                yield self._share(transcript, wanted)

    def by_case(self, share: _Share) -> Iterator[tuple[str, _Share]]:
        """Passages of a transcript by the case whose words they are; empty for nobody's."""
        cases: dict[str, int] = {}
        for speaker, bits in self._index.speakers_in(share.transcript).items():
            case = self._study.cases.owner(share.transcript, speaker)
            cases[case] = cases.get(case, 0) | bits
        for case, bits in cases.items():
            if bits & share.own:
                yield case, share if bits & share.own == share.own else self._share(share.transcript, bits & share.own)

    def by_code(self, share: _Share) -> Iterator[tuple[str, _Share]]:
        """Passages of a transcript by code, each with all that it has; empty for those without."""
        transcript = share.transcript
        several = self._several(transcript, share.own)
        once = share.own & ~several
        groups: dict[str, int] = {}
        coded = 0
        for code, bits in self._found.codes_in(transcript).items():
            coded |= bits
            if bits & once:
                groups[code] = bits & once
        if once & ~coded:
            groups[""] = once & ~coded
        counts = Counter({code: bits.bit_count() for code, bits in groups.items()})
        for at in members_of(several):
            for codes in self._codes_of_passages(transcript, at + 1):
                for code in codes or {""}:
                    counts[code] += 1
                    groups[code] = groups.get(code, 0) | 1 << at
        for code, bits in groups.items():
            yield code, _Share(transcript, bits, counts[code])

    def _share(self, transcript: str, own: int) -> _Share:
        several = self._several(transcript, own)
        count = (own & ~several).bit_count()
        for at in members_of(several):
            count += len(self._codes_of_passages(transcript, at + 1))
        return _Share(transcript, own, count)

    def _several(self, transcript: str, own: int) -> int:
        """Those of the paragraphs that may give more than one passage, or one with other codings than its own."""
        beside = _bits_of(self._marked, transcript) | _bits_of(self._noted, transcript)
        return own & (self._index.several_in(transcript) | beside)

    def _codes_of_passages(self, transcript: str, n: int) -> Collection[set[str]]:
        """The codes of each passage of a paragraph, in no order."""
        codings = self._found.meant_of(self._study.codings_in(transcript).get(n, ()))
        marked = self._marked.get(transcript, {}).get(n)
        if marked:
            return [{coding.code for coding in _touching(codings, passage)} for passage in marked]
        codes: dict[tuple[int | None, int | None], set[str]] = {}
        for _, _, start, end, code, _ in codings:
            codes.setdefault((start, end), set()).add(code)
        for _, _, start, end in self._notes(transcript, n):
            codes.setdefault((start, end), set())
        return codes.values() or [set()]

    def _notes(self, transcript: str, n: int) -> Collection[Passage]:
        return self._noted.get(transcript, {}).get(n, ()) if self._noted else ()

    def laid_out(self, transcript: str) -> dict[int, list[Said]]:
        """All passages of a transcript, by paragraph."""
        known = self._known.get(transcript)
        if known is None:
            known = self._known[transcript] = {
                n: self._said(Place(transcript, n), codings)
                for n, codings in self._found.laid_out_in(transcript, self._own[transcript])
            }
        return known

    def _said(self, place: Place, codings: list[Coding]) -> list[Said]:
        marked = self._marked.get(place.transcript, {}).get(place.paragraph)
        if marked:
            return [Said(passage, _touching(codings, passage)) for passage in marked]
        notes = self._notes(*place)
        if notes:
            return _with_notes(codings, notes)
        if not codings:
            return [Said(Passage(*place), ())]
        if codings[0][:4] == codings[-1][:4]:  # in reading order, so none between is of another passage
            return [Said(Passage(*codings[0][:4]), tuple(codings))]
        return _by_passage(codings)


def passages(study: Study, found: Found, *, quotable: bool = False) -> Passages:
    """The passages that were found, in the order of the study.

    Args:
        study: where.
        found: what a query found.
        quotable: only what is marked as quotable; paragraphs without such a passage are left out.
    """
    laying = _Laying(study, found, quotable=quotable)
    return Passages(laying, laying.shares())


def voice(transcript: Transcript, paragraph: Paragraph) -> str:
    """Who speaks in a paragraph, in a word, where that is no participant; empty where it is one, or may be.

    Where a transcript says of nobody that they are a participant, its other speakers may be.
    """
    if paragraph.role == "participant":
        return ""
    if paragraph.role == "interviewer":
        return paragraph.role
    if not paragraph.spoken:
        return _UNSPOKEN[paragraph.kind]
    return "other speaker" if any(each.role == "participant" for each in transcript.paragraphs) else ""


def _by_passage(codings: Sequence[Coding]) -> list[Said]:
    by_passage: dict[Passage, list[Coding]] = {}
    for coding in codings:
        by_passage.setdefault(coding.passage, []).append(coding)
    return [Said(passage, tuple(there)) for passage, there in by_passage.items()]


def _with_notes(codings: Sequence[Coding], notes: Collection[Passage]) -> list[Said]:
    """The passages of codings and of notes, in reading order."""
    said = _by_passage(codings)
    bare = set(notes).difference(one.passage for one in said)
    return sorted([*said, *(Said(note, ()) for note in bare)], key=lambda one: one.passage.reading_order)


def _bits_of(paragraphs: Mapping[str, Iterable[int]], transcript: str) -> int:
    """Paragraphs of a transcript, given by number, as bits."""
    bits = 0
    for n in paragraphs.get(transcript, ()):
        bits |= 1 << (n - 1)
    return bits


def _touching(codings: Sequence[Coding], passage: Passage) -> tuple[Coding, ...]:
    return tuple(coding for coding in codings if _touch(coding.passage, passage))


def _touch(one: Passage, other: Passage) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def _asks_quotable(node: Node) -> bool:
    """Whether a query asks outside NOT for what may be quoted."""
    match node:
        case Flag("quotable"):
            return True
        case Every(parts) | Some(parts):
            return any(map(_asks_quotable, parts))
        case Near(first, second) | Same(first, second):
            return _asks_quotable(first) or _asks_quotable(second)
    return False


def grouped(study: Study, said: Passages, by: By) -> list[Group]:
    """The passages in groups: codes in the order of the book, cases and transcripts in that of the study.

    By code a passage is in the group of each of its codes. What has none comes last.
    """
    groups = said.grouped(by)
    names = _names(study, by)
    at = {key: place for place, key in enumerate(names)}
    return [
        Group(key, names.get(key, ""), groups[key])
        for key in sorted(groups, key=lambda key: (at.get(key, len(at)), not key, key))
    ]


def _names(study: Study, by: By) -> dict[str, str]:
    if by == "code":
        return {code.id: f"{code.number} {study.codebook.path(code.id)}".strip() for code in study.codebook}
    if by == "case":
        return {case.id: case.name for case in study.cases.all.values()}
    return {text.id: text.name for text in study.transcripts.values()}
