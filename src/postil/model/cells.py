"""The cells of a study's matrix, the passages that may be quoted and those struck out: what was charted, rated, marked.

Invariant: cells of codes that are one are one cell, of which there may be several versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.cell import Rating, Summary
from postil.model.change import Rate, SetComment, SetSummary
from postil.model.versions import in_conflict
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.change import Charting, Quote, Strike
    from postil.model.coding import Passage, Place
    from postil.model.same_codes import SameCodes
    from postil.model.study_codebook import StudyCodebook
    from postil.model.versions import Version


class CellKey(NamedTuple):
    """A case and a code."""

    case: str
    """Id of the case."""
    code: str
    """Id of the code."""


class Written(NamedTuple):
    """What was written in a cell."""

    version: Version | None = None
    """The version of the summary that shows; None if there is no summary."""
    comment: str = ""
    """What the analyst thinks of it."""
    ratings: Mapping[str, tuple[Rating, Version]] = {}
    """By rater, sorted, each with the version that shows."""
    in_conflict: bool = False
    """Whether two people gave it different summaries, each without having seen the other's."""

    @property
    def summary(self) -> Summary | None:
        """The summary; None if there is none."""
        return self.version.value if self.version is not None and isinstance(self.version.value, Summary) else None

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.version is not None or bool(self.comment) or bool(self.ratings)


_NOTHING = Written()


class Cells:
    """What was charted in a study."""

    def __init__(self, codes: StudyCodebook) -> None:
        """Look at the texts through the codes, which know what is one."""
        self._codes = codes
        self._keys: dict[CellKey, dict[str, None]] = {}
        """Cells that anything was ever written in -> who rated them."""
        self._quotable: dict[Passage, tuple[str, bool]] = {}
        self._struck: dict[Passage, tuple[str, bool]] = {}
        self._marked: dict[Place, dict[Passage, None]] = {}
        """Passages of each paragraph that were ever marked as quotable or struck out."""
        self._known: dict[CellKey, Written] = {}
        """What was asked for, as long as it is so."""
        self._same: SameCodes | None = None
        """The codes that were one when it was asked for."""

    # ---- folding ----

    def note(self, action: Charting) -> None:
        """Take in that something was written in a cell; other fields make no difference."""
        if isinstance(action, SetSummary | SetComment | Rate):
            raters = self._keys.setdefault(CellKey(action.case, action.code), {})
            if isinstance(action, Rate):
                raters[action.rater] = None
            if self._same is not None:
                self._known.pop(CellKey(action.case, self._same.shown(action.code)), None)

    def quote(self, action: Quote, stamp: str) -> None:
        """Take in that a passage was marked as one that may be quoted, or the mark taken away."""
        if self._quotable.get(action.passage, ("", False))[0] < stamp:
            self._quotable[action.passage] = (stamp, action.quotable)
            self._marked.setdefault(action.passage.place, {})[action.passage] = None

    def strike(self, action: Strike, stamp: str) -> None:
        """Take in that a passage was struck out, or that this was taken back."""
        if self._struck.get(action.passage, ("", False))[0] < stamp:
            self._struck[action.passage] = (stamp, action.struck)
            self._marked.setdefault(action.passage.place, {})[action.passage] = None

    # ---- reading ----

    def __iter__(self) -> Iterator[CellKey]:
        """The cells that anything was ever written in, as they are shown, in no order."""
        shown = self._codes.same.shown
        return iter(dict.fromkeys(key._replace(code=shown(key.code)) for key in self._keys))

    def at(self, cell: CellKey) -> Written:
        """What was written in a cell; the same object until that changes."""
        same = self._codes.same
        if same is not self._same:
            self._known.clear()
            self._same = same
        cell = cell._replace(code=same.shown(cell.code))
        if cell not in self._keys and not same.several(cell.code):
            return _NOTHING
        known = self._known.get(cell)
        if known is None:
            known = self._known[cell] = self._read(cell, same)
        return known

    def _read(self, cell: CellKey, same: SameCodes) -> Written:
        heads, comments = self._codes.heads(("summary", *cell)), self._codes.heads(("comment", *cell))
        raters = {rater for code in same.members(cell.code) for rater in self._keys.get(CellKey(cell.case, code), ())}
        ratings: dict[str, tuple[Rating, Version]] = {}
        for rater in sorted(raters):
            head = next(iter(self._codes.heads(("rating", *cell, rater))), None)
            if head is not None and isinstance(head.value, Rating) and head.value.value:
                ratings[rater] = (head.value, head)
        return Written(
            heads[0] if heads and isinstance(heads[0].value, Summary) and heads[0].value.text else None,
            str(comments[0].value) if comments else "",
            ratings,
            in_conflict(("summary", *cell), heads, same),
        )

    def codes(self) -> set[str]:
        """Ids of the codes, as they were used, of which there are summaries, comments or ratings.

        It does not ask which codes are one, since that is worked out with it.
        """
        return {key.code for key in self._keys if any(self._own(key))}

    def _own(self, cell: CellKey) -> Iterator[bool]:
        heads = self._codes.own_heads
        yield any(isinstance(head.value, Summary) and head.value.text for head in heads(("summary", *cell)))
        yield any(head.value for head in heads(("comment", *cell)))
        for rater in self._keys[cell]:
            yield any(head.value != Rating() for head in heads(("rating", *cell, rater)))

    def cases(self) -> set[str]:
        """Ids of the cases of which there are summaries, comments or ratings."""
        return {cell.case for cell in self if self.at(cell)}

    def is_written(self, cell: CellKey) -> bool:
        """Whether a cell has a summary, a comment or a rating."""
        return bool(self.at(cell))

    def summary_version(self, cell: CellKey) -> Version | None:
        """The version of a cell's summary that shows; None if there is no summary."""
        return self.at(cell).version

    def summary(self, cell: CellKey) -> Summary | None:
        """A cell's summary; None if there is none."""
        return self.at(cell).summary

    def comment(self, cell: CellKey) -> str:
        """What the analyst thinks of a cell; empty for nothing."""
        return self.at(cell).comment

    def ratings(self, cell: CellKey) -> Mapping[str, tuple[Rating, Version]]:
        """The ratings of a cell by rater, each with the version that shows; sorted by rater."""
        return self.at(cell).ratings

    def is_in_conflict(self, cell: CellKey) -> bool:
        """Whether two people gave a cell different summaries, each without having seen the other's."""
        return self.at(cell).in_conflict

    def is_quotable(self, passage: Passage) -> bool:
        """Whether a passage was marked as one that may be quoted."""
        return self._quotable.get(passage, ("", False))[1]

    def quotable(self) -> dict[Passage, str]:
        """The passages that may be quoted, each with the stamp of its mark, in reading order."""
        return _there(self._quotable)

    def quotable_at(self, place: Place) -> list[Passage]:
        """The passages of a paragraph that may be quoted, in reading order."""
        marked = filter(self.is_quotable, self._marked.get(place, ()))
        return sorted(marked, key=lambda passage: passage.reading_order)

    def struck_at(self, place: Place) -> list[Passage]:
        """The passages of a paragraph that were struck out, in reading order."""
        return sorted(filter(self.is_struck, self._marked.get(place, ())), key=lambda passage: passage.reading_order)

    def is_struck(self, passage: Passage) -> bool:
        """Whether just this passage was struck out; ``postil.text.struck`` knows what that leaves of others."""
        return self._struck.get(passage, ("", False))[1]

    @property
    def was_struck(self) -> bool:
        """Whether anything was ever struck out, though it was taken back: files may have ``[...]`` for it."""
        return bool(self._struck)

    def strike_stamp(self, passage: Passage) -> str:
        """Stamp of the latest change that struck out just this passage or took that back; empty if none did."""
        return self._struck.get(passage, ("", False))[0]

    def struck(self) -> dict[Passage, str]:
        """The passages that were struck out, each with the stamp of its mark, in reading order."""
        return _there(self._struck)


def _there(marks: Mapping[Passage, tuple[str, bool]]) -> dict[Passage, str]:
    marked = {passage: stamp for passage, (stamp, there) in marks.items() if there}
    return dict(sorted(marked.items(), key=lambda pair: pair[0].reading_order))
