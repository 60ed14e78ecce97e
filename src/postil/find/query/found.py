"""What a query found in a study: paragraphs, the codings on them that it asks for, and how its names were understood.

Invariant: a coding is given only on a paragraph that was found.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postil.find.query.index import index_of
from postil.find.query.nodes import Asked, Every, Near, Same, Some
from postil.find.query.words import Wanted
from postil.model.bits import members_of
from postil.model.coding import Place
from postil.model.selection import Selection
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.find.query.nodes import Node
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study
    from postil.text.understood import Understood


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
        *,
        asked: int | None = None,
        memos: frozenset[MemoKey] = frozenset(),
    ) -> None:
        self._study = study
        self.node = node
        """The query."""
        self.bits = bits
        """The paragraphs, as ``StudyIndex`` numbers them."""
        self.asked = asked
        """The paragraphs that it might find by who and where alone (``asked``); None for all there are."""
        self.memos = memos
        """The memos that are asked for outside NOT, wherever they stand."""
        self.meant = meant
        """Which codings on them are asked for: those that any of these means."""
        self.understood = understood
        """What names were taken for that were not typed in full, in the order of the query."""
        self._means_all = Meant(None, Whose()) in meant

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
        for transcript, own in self.in_transcripts():
            for n, codings in self.laid_out_in(transcript, own):
                yield Place(transcript, n), codings

    # ---- of one transcript, in the bits of its own paragraphs; while the study is as it was ----

    def in_transcripts(self) -> list[tuple[str, int]]:
        """The transcripts that something was found in, in the order of the study, each with the paragraphs."""
        return index_of(self._study).shares(self.bits)

    def laid_out_in(self, transcript: str, own: int) -> Iterator[tuple[int, list[Coding]]]:
        """The numbers of some paragraphs, each with the codings that are asked for, in reading order."""
        within = self._study.codings_in(transcript)
        for at in members_of(own):
            here = within.get(at + 1)
            codings = self.meant_of(here) if here else []
            if len(codings) > 1:
                try:  # where none or all are of spans their own order is that of reading, and compared in C
                    codings.sort()
                except TypeError:
                    codings.sort(key=lambda coding: coding.reading_order)
            yield at + 1, codings

    def meant_of(self, codings: Iterable[Coding]) -> list[Coding]:
        """Those of the codings of a paragraph that are asked for."""
        return list(codings if self._means_all else filter(self.means, codings))

    def codes_in(self, transcript: str) -> dict[str, int]:
        """The paragraphs of each code whose codings are asked for, found or not."""
        found: dict[str, int] = {}
        for codes, whose in self.meant:
            if whose.doubtful:
                for coding in self._doubtful.get(transcript, ()):
                    if self.means(coding):
                        found[coding.code] = found.get(coding.code, 0) | 1 << (coding.paragraph - 1)
                continue
            for (code, coder), own in index_of(self._study).codings_in(transcript).items():
                if (codes is None or code in codes) and (not whose.coder or coder == whose.coder):
                    found[code] = found.get(code, 0) | own
        return found

    @cached_property
    def _doubtful(self) -> dict[str, list[Coding]]:
        found: dict[str, list[Coding]] = {}
        for coding in self._study.doubtful():
            found.setdefault(coding.transcript, []).append(coding)
        return found

    @property
    def words(self) -> list[Wanted]:
        """The words and phrases of the text that are asked for outside NOT."""
        return [Wanted(value) for value in _words(self.node)]

    def selection(self) -> Selection:
        """Paragraphs and codings, for reports and exports."""
        places = frozenset(self.places())
        codings: set[Coding] = set()
        for transcript, own in self.in_transcripts():
            within = self._study.codings_in(transcript)
            for at in members_of(own):
                codings.update(self.meant_of(within.get(at + 1, ())))
        asked = None
        if self.asked is not None:
            asked = places if self.asked == self.bits else frozenset(index_of(self._study).places(self.asked))
        return Selection(places, frozenset(codings), asked)


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
