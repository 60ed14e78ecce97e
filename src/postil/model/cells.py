"""The cells of a study's matrix and the passages that may be quoted: what was charted, rated and marked.

Invariant: cells of codes that are one are one cell, of which there may be several versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.model.cell import Rating, Summary
from postil.model.change import Rate, SetComment, SetSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.change import Charting, Quote
    from postil.model.coding import Passage
    from postil.model.study_codebook import StudyCodebook
    from postil.model.versions import Version


class CellKey(NamedTuple):
    """A case and a code."""

    case: str
    """Id of the case."""
    code: str
    """Id of the code."""


class Cells:
    """What was charted in a study."""

    def __init__(self, codes: StudyCodebook) -> None:
        """Look at the texts through the codes, which know what is one."""
        self._codes = codes
        self._keys: dict[CellKey, dict[str, None]] = {}
        """Cells that anything was ever written in -> who rated them."""
        self._quotable: dict[Passage, tuple[str, bool]] = {}

    # ---- folding ----

    def note(self, action: Charting) -> None:
        """Take in that something was written in a cell; other fields make no difference."""
        if isinstance(action, SetSummary | SetComment | Rate):
            raters = self._keys.setdefault(CellKey(action.case, action.code), {})
            if isinstance(action, Rate):
                raters[action.rater] = None

    def quote(self, action: Quote, stamp: str) -> None:
        """Take in that a passage was marked as one that may be quoted, or the mark taken away."""
        if self._quotable.get(action.passage, ("", False))[0] < stamp:
            self._quotable[action.passage] = (stamp, action.quotable)

    # ---- reading ----

    def __iter__(self) -> Iterator[CellKey]:
        """The cells that anything was ever written in, as they are shown, in no order."""
        shown = self._codes.same.shown
        return iter(dict.fromkeys(key._replace(code=shown(key.code)) for key in self._keys))

    def codes(self) -> set[str]:
        """Ids of the codes, as they were used, of which there are summaries, comments or ratings."""
        return {key.code for key in self._keys if any(self._written(key))}

    def cases(self) -> set[str]:
        """Ids of the cases of which there are summaries, comments or ratings."""
        return {key.case for key in self._keys if any(self._written(key))}

    def is_written(self, cell: CellKey) -> bool:
        """Whether a cell has a summary, a comment or a rating."""
        return any(self._written(cell))

    def summary_version(self, cell: CellKey) -> Version | None:
        """The version of a cell's summary that shows; None if there is no summary."""
        head = next(iter(self._codes.heads(("summary", *cell))), None)
        return head if head is not None and isinstance(head.value, Summary) and head.value.text else None

    def summary(self, cell: CellKey) -> Summary | None:
        """A cell's summary; None if there is none."""
        version = self.summary_version(cell)
        return version.value if version is not None and isinstance(version.value, Summary) else None

    def comment(self, cell: CellKey) -> str:
        """What the analyst thinks of a cell; empty for nothing."""
        head = next(iter(self._codes.heads(("comment", *cell))), None)
        return str(head.value) if head is not None else ""

    def ratings(self, cell: CellKey) -> dict[str, tuple[Rating, Version]]:
        """The ratings of a cell by rater, each with the version that shows; sorted by rater."""
        same = self._codes.same
        raters = {rater for code in same.members(cell.code) for rater in self._keys.get(CellKey(cell.case, code), ())}
        found: dict[str, tuple[Rating, Version]] = {}
        for rater in sorted(raters):
            head = next(iter(self._codes.heads(("rating", *cell, rater))), None)
            if head is not None and isinstance(head.value, Rating) and head.value.value:
                found[rater] = (head.value, head)
        return found

    def is_in_conflict(self, cell: CellKey) -> bool:
        """Whether two people gave a cell different summaries, each without having seen the other's."""
        return self._codes.is_in_conflict(("summary", *cell))

    def is_quotable(self, passage: Passage) -> bool:
        """Whether a passage was marked as one that may be quoted."""
        return self._quotable.get(passage, ("", False))[1]

    def quotable(self) -> dict[Passage, str]:
        """The passages that may be quoted, each with the stamp of its mark, in reading order."""
        marked = {passage: stamp for passage, (stamp, there) in self._quotable.items() if there}
        return dict(sorted(marked.items(), key=lambda pair: pair[0].reading_order))

    def _written(self, cell: CellKey) -> Iterator[bool]:
        yield self.summary_version(cell) is not None
        yield bool(self.comment(cell))
        yield bool(self.ratings(cell))
