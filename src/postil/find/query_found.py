"""What a query found in a study: paragraphs, the codings on them that it asks for, and how its names were understood.

Invariant: a coding is given only on a paragraph that was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.find.query_index import index_of
from postil.find.query_nodes import Asked, Every, Near, Same, Some
from postil.find.query_words import Wanted
from postil.model.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.find.query_nodes import Node
    from postil.find.query_understood import Understood
    from postil.model.coding import Coding, Place
    from postil.model.study import Study


class Whose(NamedTuple):
    """Which codings, marks and memos count."""

    coder: str = ""
    """Empty for everybody's."""
    doubtful: bool = False
    """Whether of codings only the doubtful ones count."""


class Meant(NamedTuple):
    """Codings that a part of a query asks for."""

    codes: frozenset[str] | None
    """Ids; None for all."""
    whose: Whose


class Found:
    """What a query found."""

    def __init__(
        self,
        study: Study,
        node: Node,
        bits: int,
        meant: frozenset[Meant],
        understood: tuple[Understood, ...] = (),
    ) -> None:
        self._study = study
        self.node = node
        """The query."""
        self.bits = bits
        """The paragraphs, as ``StudyIndex`` numbers them."""
        self.meant = meant
        """Which codings on them are asked for: those that any of these means."""
        self.understood = understood
        """What names were taken for that were not typed in full, in the order of the query."""

    def __len__(self) -> int:
        """How many paragraphs there are."""
        return self.bits.bit_count()

    def places(self) -> Iterator[Place]:
        """The paragraphs, in the order of the study; to be asked while the study is as it was."""
        return index_of(self._study).places(self.bits)

    def has(self, place: Place) -> bool:
        """Whether a paragraph was found; to be asked while the study is as it was."""
        return bool(index_of(self._study).bit(place) & self.bits)

    def means(self, coding: Coding) -> bool:
        """Whether a coding on one of the paragraphs is asked for."""
        for codes, whose in self.meant:
            if (
                (codes is None or coding.code in codes)
                and (not whose.coder or coding.coder == whose.coder)
                and (not whose.doubtful or self._study.is_doubtful(coding))
            ):
                return True
        return False

    def laid_out(self) -> Iterator[tuple[Place, list[Coding]]]:
        """The paragraphs in the order of the study, each with the codings that are asked for, in reading order."""
        transcript, within = "", self._study.codings_in("")
        asks_for_all = Meant(None, Whose()) in self.meant
        for place in self.places():
            if place.transcript != transcript:
                transcript = place.transcript
                within = self._study.codings_in(transcript)
            here = within.get(place.paragraph)
            codings = list(here if asks_for_all else filter(self.means, here)) if here else []
            if len(codings) > 1:
                try:  # where none or all are of spans their own order is that of reading, and compared in C
                    codings.sort()
                except TypeError:
                    codings.sort(key=lambda coding: coding.reading_order)
            yield place, codings

    @property
    def words(self) -> list[Wanted]:
        """The words and phrases of the text that are asked for outside NOT."""
        return [Wanted(value) for value in _words(self.node)]

    def selection(self) -> Selection:
        """Paragraphs and codings, for reports and exports."""
        laid_out = list(self.laid_out())
        places = frozenset(place for place, _ in laid_out)
        return Selection(places, frozenset(coding for _, codings in laid_out for coding in codings))


def _words(node: Node) -> Iterator[str]:
    match node:
        case Asked(name, ":", value) if name.lower() == "text":
            yield value
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _words(part)
        case Near(first, second) | Same(first, second):
            yield from _words(first)
            yield from _words(second)
