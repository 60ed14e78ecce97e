"""Codes that stand on nearly the same passages, whoever put them: perhaps they are one code.

Invariant: paragraphs are counted; two codes share one where a coding of the one and a coding of the other share words.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from postil.reports.behind import Behind
from postil.reports.counting import labels
from postil.reports.report import Bar, Grid, Heading, Line, Report, head_notes, pair_notes, reading_notes, share
from postil.reports.tables import Table, number, text
from postil.text.figures import percent
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.codebook import Codebook
    from postil.model.coding import Coding
    from postil.reports.counting import Counting

FEWEST_TOGETHER = 5
"""Paragraphs that two codes share before anything is made of it."""
NEARLY = 0.8
"""Share of the paragraphs with either code that have both on the same words, from which they are nearly one."""
COLUMNS = (
    text("code_a", "Id of the code that comes first in the codebook."),
    text("path_a", "Names from the top of the codebook down to it."),
    text("code_b", "Id of the other code."),
    text("path_b", "Names from the top of the codebook down to it."),
    number("both", "Paragraphs where codings of the two share words, whoever made them."),
    number("either", "Paragraphs with either code."),
    number("share", "both of either, 0 to 1."),
    number("paragraphs_a", "Paragraphs with the first code."),
    number("paragraphs_b", "Paragraphs with the other code."),
)


_FIGURES = (
    Heading("both", behind=Behind()),
    Heading("of either"),
    Heading("share", behind=Behind()),
)


class Overlap(NamedTuple):
    """Two codes on the same words."""

    one: str
    """Id of the code that comes first in the book."""
    other: str
    both: int
    """Paragraphs where a coding of the one and a coding of the other share words."""
    with_one: int
    with_other: int

    @property
    def either(self) -> int:
        """Paragraphs that have the one or the other."""
        return self.with_one + self.with_other - self.both


def overlaps(
    codebook: Codebook, codings: Iterable[Coding], *, fewest: int = FEWEST_TOGETHER, nearly: float = NEARLY
) -> list[Overlap]:
    """Pairs of codes that stand on the same words in nearly all the paragraphs that have either; in book order."""
    places: dict[tuple[str, int], dict[str, list[Coding]]] = {}
    for coding in codings:
        places.setdefault((coding.transcript, coding.paragraph), {}).setdefault(coding.code, []).append(coding)
    order = {code.id: at for at, code in enumerate(codebook)}
    alone: Counter[str] = Counter()
    near: Counter[tuple[str, str]] = Counter()
    for here in places.values():
        known = sorted((code for code in here if code in order), key=order.__getitem__)
        alone.update(known)
        near.update(combinations(known, 2))

    def is_enough(one: str, other: str, both: int) -> bool:
        return both >= fewest and both / (alone[one] + alone[other] - both) >= nearly

    # Pairs on one paragraph too seldom share its words too seldom: only the others are looked at closely.
    wanted = [pair for pair, both in near.items() if is_enough(*pair, both)]
    together = Counter(
        pair
        for here in places.values()
        for pair in wanted
        if pair[0] in here and pair[1] in here and share_words(here[pair[0]], here[pair[1]])
    )
    found = [
        Overlap(*pair, both, alone[pair[0]], alone[pair[1]])
        for pair, both in together.items()
        if is_enough(*pair, both)
    ]
    return sorted(found, key=lambda one: (order[one.one], order[one.other]))


def share_words(ones: Iterable[Coding], others: Sequence[Coding]) -> bool:
    """Whether one of these codings of a paragraph and one of the others share words."""
    return any(
        one.start is None
        or other.start is None
        or one.end is None
        or other.end is None
        or (one.start < other.end and other.start < one.end)
        for one in ones
        for other in others
    )


def overlaps_report(counting: Counting, *, fewest: int = FEWEST_TOGETHER, nearly: float = NEARLY) -> Report:
    """The report of codes on nearly the same passages."""
    book = counting.study.codebook
    found = overlaps(book, (coding for coding, _ in counting.codings), fewest=fewest, nearly=nearly)
    rows = tuple(
        (
            *(one.one, book.path(one.one), one.other, book.path(one.other)),
            *(one.both, one.either, share(one.both, one.either), one.with_one, one.with_other),
        )
        for one in found
    )
    known = labels(counting)
    ranked = sorted(found, key=lambda one: -one.both / one.either)
    title = "Codes on nearly the same passages"
    bound = f"at least {fewest} paragraphs with both, and {nearly * 100:.0f} % of those with either"
    grid = Grid(
        title,
        (Heading("code", number=False), Heading("and", number=False), *_FIGURES),
        tuple(
            Line(
                (known[one.one], known[one.other], one.both, one.either, percent(one.both, one.either)),
                behind=met,
                apart=((3, met._replace(unit="paragraphs", join="any")),),
            )
            for one in ranked
            for met in [Behind(codes=(one.one, one.other), join="all")]
        ),
        Bar(2, "paragraphs where they share words", named_by=2),
        f"No two codes share words so often: {bound}.",
    )
    return Report(
        "overlaps",
        title,
        counting.head(),
        (Table("overlaps", title, COLUMNS, rows),),
        (grid,),
        (
            *head_notes(counting.head()),
            *reading_notes(counting.head()),
            *pair_notes(counting),
            f"listed are pairs with {bound}; whoever put them",
        ),
    )
