"""What becomes of the cells of the matrix when codes are merged, told before it is done.

Two summaries of one case, one on each code, are then two of one cell, and one alone was perhaps written from fewer
passages than its cell has. Invariant: what is told is what comes: the cells that get two summaries, and those that turn
stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import EditCode
from postil.reports.matrix import MARKS, Matrix
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.change import Action
    from postil.model.study import Study

CHECKED_BY = "`postil matrix check` lists what waits"
"""Where the cells are named."""


class MergedCells(NamedTuple):
    """How many cells have to be looked at once codes are one."""

    doubled: int
    """Cells that get two summaries."""
    stale: int
    """Cells whose summary turns stale."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.doubled or self.stale)

    @property
    def in_brief(self) -> str:
        """In a question, for which there is one row: ``2 cells ‼, 1 cell ⟳ stale``; empty for none."""
        return self._told(MARKS["conflict"])

    @property
    def in_full(self) -> str:
        """In a message on a screen: ``2 cells ‼ two summaries, 1 cell ⟳ stale``; empty for none."""
        return self._told(f"{MARKS['conflict']} two summaries")

    def _told(self, doubled: str) -> str:
        said = ((self.doubled, doubled), (self.stale, f"{MARKS['stale']} stale"))
        return ", ".join(f"{counted(many, 'cell')} {what}" for many, what in said if many)

    @property
    def done(self) -> str:
        """Of what was done, as a sentence; empty for none."""
        said = [
            f"{counted(self.doubled, 'cell has', 'cells have')} two summaries now ({MARKS['conflict']})",
            f"{counted(self.stale, 'summary is', 'summaries are')} stale now ({MARKS['stale']})",
        ]
        there = [what for many, what in zip(self, said, strict=True) if many]
        return f"{', '.join(there)}: {CHECKED_BY}" if there else ""


def merged_cells(study: Study, actions: Iterable[Action]) -> MergedCells:
    """What merging codes by these actions would do to cells.

    Args:
        study: the study as it is before.
        actions: of ``postil.model.book_acts.merge_codes``.
    """
    together: dict[str, list[str]] = {}
    for action in actions:
        if isinstance(action, EditCode) and action.field == "merged_into":
            into = str(action.value)
            together.setdefault(into, [into]).append(action.code)
    written = list(study.cells)
    if not together or not written:
        return MergedCells(0, 0)
    matrix, doubled, stale = Matrix(study), 0, 0
    for codes in together.values():
        for case in dict.fromkeys(key.case for key in written if key.code in codes):
            was = [matrix.state(CellKey(case, code)) for code in codes]
            becomes = _state(study, matrix, case, codes)
            doubled += becomes == "conflict" and "conflict" not in was
            stale += becomes == "stale" and "stale" not in was
    return MergedCells(doubled, stale)


def _state(study: Study, matrix: Matrix, case: str, codes: Sequence[str]) -> str:
    """What the cell of a case is once these codes are one, as far as its summary says: conflict, stale or nothing."""
    cells = [("summary", case, code) for code in codes]
    replaced = {stamp for cell in cells for version in study.versions(cell) for stamp in version.replaces}
    heads = [head for cell in cells for head in study.heads(cell) if head.stamp not in replaced]
    values = {(head.value.text, head.value.status) for head in heads if isinstance(head.value, Summary)}
    if len(values) > 1:
        return "conflict"
    shown = max(heads, key=lambda head: head.stamp).value if heads else Summary()
    passages = {passage for code in codes for passage in matrix.cell(case, code).passages}
    if not isinstance(shown, Summary) or not shown.text:
        return ""
    return "stale" if shown.seen != tuple(sorted(passages, key=lambda passage: passage.reading_order)) else ""
