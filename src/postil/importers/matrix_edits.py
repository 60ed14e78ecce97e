"""What the edits in a workbook of the matrix would change in a study.

Invariant: only cells whose text was edited change anything. A cell that somebody else has written in since it was
exported is a conflict, and is never overwritten unasked; one that has another case's text is one, too. A colleague
edits words, not evidence: the new text counts as written from the passages that the exported one was written from, so a
summary that was stale stays so. What was struck out was ``[...]`` in the sheet, and is put back where one place alone
has the surroundings of the mark; a text with a mark that is left is never taken, since the words would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.model.cells import CellKey
from postil.model.redaction import LEFT_OUT
from postil.model.summary_acts import edited_elsewhere
from postil.reports.case_names import case_of_key
from postil.reports.matrix import Matrix
from postil.reports.matrix_keys import passages_mark, text_mark
from postil.text.struck import Struck
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers.matrix_sheet import MatrixSheet, SheetCell
    from postil.model.change import SetSummary
    from postil.model.coding import Passage
    from postil.model.study import Study
    from postil.reports.matrix import MatrixCell


class Edit(NamedTuple):
    """A cell that was edited."""

    sheet: SheetCell
    key: CellKey
    """Where it is in the study, which may have merged codes since."""
    now: MatrixCell
    """What the study has there."""
    conflict: str = ""
    """Why the study's text is not simply replaced, as a clause; empty for nothing."""
    is_misplaced: bool = False
    """Whether texts were moved from case to case, so that the sheet's text is never taken."""
    is_marked: bool = False
    """Whether it has ``[...]`` where nothing says which words that stands for, so that it is never taken either."""

    @property
    def may_be_taken(self) -> bool:
        """Whether the sheet's text can stand in the study."""
        return not self.is_misplaced and not self.is_marked


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited."""

    plain: tuple[Edit, ...]
    conflicts: tuple[Edit, ...]
    already: tuple[Edit, ...]
    """Cells to which the study has the same text by now."""
    unchanged: int
    """Cells that nobody edited."""

    @property
    def emptied(self) -> tuple[Edit, ...]:
        """Edited cells that have no text any more."""
        return tuple(edit for edit in (*self.plain, *self.conflicts) if not edit.sheet.text)


def edits_of(study: Study, sheet: MatrixSheet, *, study_id: str, known: Callable[[str], bool]) -> Edits:
    """The edits of a workbook, beside what the study has.

    Args:
        study: the study.
        sheet: the workbook.
        study_id: id of the study's file.
        known: whether a stamp is that of one of the study's changes.

    Raises:
        CaseError: the workbook comes from another study, or an edited cell is of a case or code that is gone.
    """
    if sheet.study != study_id and (not sheet.stamps or not all(map(known, sheet.stamps))):
        raise CaseError(
            "the workbook was exported from another study, and this one does not hold its summaries",
            "merge that study first, or take the edits into it",
        )
    matrix, struck = Matrix(study), Struck(study)
    found: dict[str, list[Edit]] = {"plain": [], "conflicts": [], "already": []}
    by_key: dict[CellKey, SheetCell] = {}
    unchanged = 0
    for cell in sheet.cells:
        if not cell.edited:
            unchanged += 1
            continue
        edit = _edit(study, matrix, struck, cell)
        if wrong := sheet.misplaced.get((cell.case, cell.code)):
            edit = edit._replace(conflict=wrong.why, is_misplaced=wrong.moved)
        first = by_key.setdefault(edit.key, edit.sheet)
        if first is not edit.sheet and text_mark(first.text) != text_mark(edit.sheet.text) and not edit.is_misplaced:
            edit = edit._replace(conflict=f"its code was merged since, and {first.place} is the same cell now")
        same = text_mark(edit.now.summary.text) == text_mark(edit.sheet.text) and edit.now.state != "conflict"
        found["already" if same else "conflicts" if edit.conflict else "plain"].append(edit)
    return Edits(tuple(found["plain"]), tuple(found["conflicts"]), tuple(found["already"]), unchanged)


def _edit(study: Study, matrix: Matrix, struck: Struck, cell: SheetCell) -> Edit:
    code, case = study.same.shown(cell.code), case_of_key(study, cell.case)
    if case not in study.cases.all:
        raise CaseError(f"{cell.place}: the case is not in the study any more", "bring it in again, or undo the edit")
    if study.codebook.get(code) is None:
        raise CaseError(f"{cell.place}: the code is not in the study any more", "bring it in again, or undo the edit")
    key = CellKey(case, code)
    now = matrix.cell(*key)
    conflict, left = _conflict(cell, now), 0
    if (now.version.stamp if now.version else "") != cell.mark.stamp:
        left = cell.text.count(LEFT_OUT) if study.cells.was_struck else 0
    elif text_mark(now.summary.text) != cell.mark.text:  # words were left out when it was exported
        text, left = struck.back(now.summary.text, cell.text)
        cell = cell._replace(text=text)
    if left:
        unknown = f"nothing says which words {LEFT_OUT} stands for there"
        conflict = f"{conflict}, and {unknown}" if conflict else unknown
    return Edit(cell, key, now, conflict, is_marked=bool(left))


def _conflict(cell: SheetCell, now: MatrixCell) -> str:
    if now.state == "conflict":
        return "the study has two summaries there, of which the sheet shows one"
    stamp = now.version.stamp if now.version else ""
    if stamp == cell.mark.stamp:
        return ""
    return "the study has a newer summary there" if stamp else "the summary was taken away since"


def action_of(study: Study, edit: Edit) -> SetSummary:
    """What puts an edited text into the study: as a draft, since nobody has checked it against the passages."""
    return edited_elsewhere(study, edit.key, edit.sheet.text, _seen(edit))


def _seen(edit: Edit) -> tuple[Passage, ...]:
    """What the exported text was written from; of a new one what was coded then, or nothing if that is not known."""
    for passages in (edit.now.summary.seen, edit.now.passages):
        if passages_mark(passages) == edit.sheet.mark.seen:
            return passages
    return ()
