"""One cell of the matrix as it is charted without a screen, and as one act of a study.

Invariant: an order is either a whole, well-formed act or an error; nothing of a wrong one is recorded. A summary that
is written here holds the passages that are coded now; a status alone leaves what it was written from as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.cli.cases import find_case
from postil.cli.decisions import fields_of_line
from postil.cli.lookup import Finder
from postil.errors import CaseError, NotFoundError
from postil.model.cell import SUMMARY_STATUSES
from postil.model.cells import CellKey
from postil.model.change import SetComment, SetSummary
from postil.model.summary_acts import cleaned, with_status, written_now
from postil.model.transcript import normal_text
from postil.reports.matrix import Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.decisions import Types
    from postil.model.change import Action
    from postil.storage import StudyFile

_TYPES: Types = {
    "case": (str, "text"),
    "code": (str, "text"),
    "summary": (str, "text"),
    "status": (str, "text"),
    "comment": (str, "text"),
}


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """What one line, or one command line, asks for."""

    case: str
    """By name or by how the name begins."""
    code: str
    """By id, number, path, name or alias."""
    summary: str | None = None
    """The text; empty takes the summary away. None leaves it as it is."""
    status: str | None = None
    """``draft`` or ``checked``; a new text without one is a draft."""
    comment: str | None = None


def chart_order_of_line(line: bytes) -> ChartOrder:
    """The order in one line of JSON; a field that is null counts as not given.

    Raises:
        LineError: it is no JSON object, too long, or has unknown, doubled, missing or mistyped fields.
    """
    return ChartOrder(**fields_of_line(line, _TYPES, required=("case", "code")))


class Charter:
    """Records orders of one coder in one study, one act each."""

    def __init__(self, study_file: StudyFile, coder: str, besides: Sequence[Action]) -> None:
        """Take the file; ``besides``: what is recorded with the first act, such as that the coder is one."""
        self._file = study_file
        self._coder = coder
        self._besides = list(besides)
        self._finder = Finder(study_file.study)
        self._matrix = Matrix(study_file.study)

    def apply(self, order: ChartOrder) -> str:
        """Record an order.

        Returns:
            A stamp: that of the act, durable now; where it would change nothing, that of what is there already.

        Raises:
            NotFoundError, CaseError: it does not fit the study; nothing was recorded.
            StudyFileError: it could not be written; nothing was recorded.
        """
        study = self._file.study
        key = CellKey(find_case(study, order.case).id, self._finder.code(order.code).id)
        actions: list[Action] = list(self._actions(order, key))
        if not actions:
            raise NotFoundError("there is nothing to do", "give a summary, a status or a comment")
        changes = self._file.record([*actions, *self._besides], coder=self._coder)
        self._besides = []
        self._matrix.refresh([key])
        if changes:
            return changes[0].group
        for action in actions:
            if isinstance(action, SetSummary | SetComment) and (heads := study.heads(action.key)):
                return heads[0].stamp
        return study.element_stamp("case", key.case)

    def _actions(self, order: ChartOrder, key: CellKey) -> list[Action]:
        actions: list[Action] = []
        if order.status is not None and order.status not in SUMMARY_STATUSES:
            raise CaseError(f"'{order.status[:40]}' is no status", f"choose {' or '.join(SUMMARY_STATUSES)}")
        if order.summary is not None or order.status is not None:
            actions.append(self._summary(order, key))
        if order.comment is not None:
            actions.append(SetComment(*key, normal_text(order.comment).strip()))
        return actions

    def _summary(self, order: ChartOrder, key: CellKey) -> SetSummary:
        study, cell = self._file.study, self._matrix.cell(*key)
        text = cell.summary.text if order.summary is None else cleaned(order.summary)
        if not text and order.status is not None:
            raise CaseError("a cell without a summary has no status", "give the summary as well")
        if order.summary is None:
            return with_status(study, key, order.status or "draft")
        return written_now(study, key, text, cell.passages, order.status or "draft")
