"""Which codes stand together: on one paragraph or, on request, on words of it that overlap.

Invariant: two codes are together only where one coder put both; what two coders did apart never makes a pair. So the
figure is symmetric, and of a code with itself it is the paragraphs of the code.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING

from postil.model.bits import bits_of
from postil.reports.behind import Behind, Unit
from postil.reports.counting import labels
from postil.reports.overlaps import share_words
from postil.reports.report import Bar, Grid, Heading, Heat, Line, Report, head_notes, pair_notes, reading_notes, share
from postil.reports.tables import Table, number, text
from postil.text.figures import percent
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.reports.counting import Counting

COLUMNS = (
    text("coder", "Who put both codes; empty for anybody: paragraphs where at least one coder put both."),
    text("code_a", "Id of the code that comes first in the codebook."),
    text("number_a", "Its number; empty for none."),
    text("path_a", "Names from the top of the codebook down to it."),
    text("code_b", "Id of the other code."),
    text("number_b", "Its number; empty for none."),
    text("path_b", "Names from the top of the codebook down to it."),
    number("paragraphs", "Paragraphs on which one coder put both codes."),
    number("paragraphs_a", "Paragraphs with the first code, by the coder or by anybody."),
    number("paragraphs_b", "Paragraphs with the other code, by the coder or by anybody."),
    number("share", "paragraphs, of those with either code: 0 to 1."),
)
MOST = 20
"""Pairs that a page shows."""
_RULE = "only what one coder put together counts, never what two did apart"
_FIELD = 12
"""Codes that the field of a page shows."""


class Pair(NamedTuple):
    """Two codes that one coder put together at least once."""

    coder: str
    """Empty for anybody."""
    one: Code
    other: Code
    both: int
    """Paragraphs."""
    with_one: int
    with_other: int
    either: int
    """Paragraphs with the one or the other."""


class Together:
    """Counts codes that stand together."""

    def __init__(self, counting: Counting, *, words: bool = False) -> None:
        """``words``: only where the words overlap, not wherever both are on a paragraph."""
        self.counting = counting
        self.words = words
        self._met = _met(counting) if words else {}
        self._sets = {
            coder: {code.id: counting.paragraphs(code.id, coder) for code in counting.codes}
            for coder in ("", *counting.coders)
        }

    def paragraphs(self, one: str, other: str, coder: str = "") -> int:
        """The set of paragraphs on which this coder, or at least one coder, put both codes."""
        if one == other or (coder and not self.words):
            return self._sets[coder][one] & self._sets[coder][other]
        found = 0
        for who in (coder,) if coder else self.counting.coders:
            if self.words:
                for first in self._codes(one):
                    for second in self._codes(other):
                        found |= self._met.get((who, first, second), 0)
            else:
                mine = self._sets[who]
                found |= mine[one] & mine[other]
        return found

    def _codes(self, code: str) -> tuple[str, ...]:
        return self.counting.below[code] if self.counting.children else (code,)

    def pairs(self) -> Iterator[Pair]:
        """The pairs that there are, codes in the order of the book: anybody's first, then each coder's."""
        counting, anybody = self.counting, self._sets[""]
        met = [
            (one, other)
            for one, other in combinations([code for code in counting.codes if anybody[code.id]], 2)
            if anybody[one.id] & anybody[other.id] and not (counting.children and other.id in counting.below[one.id])
        ]
        apart: list[list[int]] = [[] for _ in counting.coders]
        together: list[int] = []
        for one, other in met:
            sets = [self.paragraphs(one.id, other.id, coder) for coder in counting.coders]
            together.append(reduce(or_, sets).bit_count())
            for sizes, both in zip(apart, sets, strict=True):
                sizes.append(both.bit_count())
        yield from self._of(met, together)
        if len(apart) > 1:
            for coder, sizes in zip(counting.coders, apart, strict=True):
                yield from self._of(met, sizes, coder)

    def _of(self, met: Sequence[tuple[Code, Code]], together: Sequence[int], coder: str = "") -> Iterator[Pair]:
        """Pairs from the numbers of paragraphs on which they are together."""
        mine = self._sets[coder]
        sizes = {code: bits.bit_count() for code, bits in mine.items()}
        for (one, other), both in zip(met, together, strict=True):
            if both:
                first, second = one.id, other.id
                either = (mine[first] | mine[second]).bit_count()
                yield Pair(coder, one, other, both, sizes[first], sizes[second], either)


def _met(counting: Counting) -> dict[tuple[str, str, str], int]:
    """(coder, code, other code) -> the set of paragraphs on which words of the two overlap; both ways round."""
    by_place: dict[tuple[str, int, str], dict[str, list[Coding]]] = {}
    for coding, _ in counting.codings:
        here = by_place.setdefault((coding.transcript, coding.paragraph, coding.coder), {})
        here.setdefault(coding.code, []).append(coding)
    found: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for (transcript, n, coder), here in by_place.items():
        for one, other in combinations(here, 2):
            if share_words(here[one], here[other]):
                place = counting.place(transcript, n)
                found[coder, one, other].append(place)
                found[coder, other, one].append(place)
    return {key: bits_of(places, counting.size) for key, places in found.items()}


def together_report(counting: Counting, *, words: bool = False, most: int = MOST) -> Report:
    """The report of codes that stand together; ``most``: pairs that the page shows."""
    together = Together(counting, words=words)
    pairs = tuple(together.pairs())
    path = counting.paths
    rows = tuple(
        (
            pair.coder,
            *(pair.one.id, pair.one.number, path[pair.one.id]),
            *(pair.other.id, pair.other.number, path[pair.other.id]),
            *(pair.both, pair.with_one, pair.with_other),
            share(pair.both, pair.either),
        )
        for pair in pairs
    )
    title = "Codes whose words overlap" if words else "Codes on one paragraph"
    ranked = sorted((pair for pair in pairs if not pair.coder), key=lambda pair: -pair.both)
    notes = [*head_notes(counting.head()), *reading_notes(counting.head()), *pair_notes(counting), _RULE]
    if len(ranked) > most:
        notes.append(f"the {most} most frequent of {len(ranked):,} pairs are listed (--most, --csv, --json)")
    if counting.children:
        notes.append("a code and one under it are no pair")
    return Report(
        "together",
        title,
        counting.head(),
        (Table("together", title, COLUMNS, rows, (_RULE,)),),
        (_grid(together, title, ranked[:most]), _field(together, ranked)),
        tuple(notes),
    )


def _grid(together: Together, title: str, pairs: Sequence[Pair]) -> Grid:
    unit: Unit = "" if together.words else "paragraphs"
    headings = (
        Heading("code", number=False),
        Heading("with", number=False),
        Heading("both", behind=Behind(unit)),
        Heading("of either"),
        Heading("share", behind=Behind()),
    )
    below, known = together.counting.children, labels(together.counting)
    lines = tuple(
        Line(
            (known[pair.one.id], known[pair.other.id], pair.both, pair.either, percent(pair.both, pair.either)),
            behind=met,
            apart=((3, met._replace(unit="paragraphs", join="any")),),
        )
        for pair in pairs
        for met in [Behind(codes=(pair.one.id, pair.other.id), join="one coder", below=below)]
    )
    return Grid(
        title, headings, lines, Bar(2, "paragraphs with both codes", named_by=2), "No two codes stand together."
    )


def _field(together: Together, ranked: Sequence[Pair]) -> Heat:
    """The codes that stand together most, by each other."""
    weight: defaultdict[str, int] = defaultdict(int)
    for pair in ranked:
        weight[pair.one.id] += pair.both
        weight[pair.other.id] += pair.both
    most = sorted(weight, key=lambda code: -weight[code])[:_FIELD]
    codes = [code for code in together.counting.codes if code.id in most]
    below, known = together.counting.children, labels(together.counting)
    return Heat(
        "The codes that stand together most",
        "paragraphs with both; in the diagonal, with the code",
        "code",
        tuple(code.number or str(at) for at, code in enumerate(codes, 1)),
        tuple(
            Line(
                (
                    known[one.id] if one.number else f"{at} {known[one.id]}",
                    *(together.paragraphs(one.id, other.id).bit_count() for other in codes),
                ),
                behind=Behind(codes=(one.id,), below=below),
                apart=tuple((place, _met_behind(together, one, other)) for place, other in enumerate(codes, 1)),
            )
            for at, one in enumerate(codes, 1)
        ),
        "No two codes stand together.",
    )


def _met_behind(together: Together, one: Code, other: Code) -> Behind:
    """Behind a cell of the field; that words overlap cannot be asked for, so more is found then."""
    below = together.counting.children
    if one.id == other.id:
        return Behind("paragraphs", (one.id,), below=below)
    return Behind("" if together.words else "paragraphs", (one.id, other.id), "one coder", below)
