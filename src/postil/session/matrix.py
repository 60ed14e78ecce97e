"""The session of the framework matrix: cases by codes, walked through, read down and read across.

Invariant: it changes nothing but what is charted, and each act is one act of whoever charts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postil.errors import CaseError, CodebookError
from postil.model.summary_acts import written_now
from postil.session.commands import Keymap
from postil.session.matrix_base import ChartingSession, Runs
from postil.session.matrix_commands import MATRIX_COMMANDS
from postil.session.matrix_table import Table

if TYPE_CHECKING:
    from postil.model.case import Case
    from postil.session.commands import Command
    from postil.session.matrix_base import ChartingRecorder
    from postil.session.surroundings import View

Layout = Literal["grid", "down", "across"]


class MatrixSession(ChartingSession):
    """One person at the matrix of a study."""

    def __init__(
        self,
        recorder: ChartingRecorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        case: str = "",
        code: str = "",
    ) -> None:
        """Begin at the cell of a case and a code, as far as they are there.

        Raises:
            PostilError: the study has no transcript, no case or no code.
        """
        study = recorder.study
        if not study.cases.all:
            raise CaseError(
                "the study has no case yet, and the rows of the matrix are its cases",
                "bring cases in: C in the coding screen, or `postil cases`",
            )
        table = Table(study, case=case, code=code)
        if not table.columns:
            raise CodebookError("the codebook has no code to chart", "make one: c in the coding screen and a name")
        super().__init__(
            recorder, table, Runs(), coder=coder, keymap=keymap or Keymap(commands=MATRIX_COMMANDS), view=view
        )
        self.layout: Layout = "grid"
        """The matrix, one code read down, or one case read across."""
        self.by = ""
        """In reading down: the attribute by whose values cases stand side by side; empty for one below the other."""

    # ---- what is there ----

    @property
    def groups(self) -> list[tuple[str, list[int]]]:
        """In reading down: values of the attribute and the rows that have them; one group if there is no attribute."""
        rows = self.table.rows
        attribute = self.study.cases.attributes.get(self.by)
        if attribute is None:
            return [("", list(range(len(rows))))]
        found: dict[str, list[int]] = {}
        for at, case in enumerate(rows):
            found.setdefault(case.values.get(self.by, ""), []).append(at)
        return sorted(found.items(), key=lambda pair: attribute.sort_key(pair[0]))

    def values_beside(self, case: Case) -> list[str]:
        """The values of the attributes that stand beside the cases."""
        return [case.values.get(name, "") for name in self.table.attributes]

    @property
    def waiting(self) -> str:
        """That a summary was typed in a cell and is not saved yet."""
        return "summary waits" if self.table.drafts else ""

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the matrix."""
        from postil.session import matrix_verbs  # noqa: PLC0415 - not needed for the first paint

        matrix_verbs.run(self, command)

    def resumed(self) -> None:
        """Go on after another screen was in front: codings, cases, codes and summaries may be others."""
        super().resumed()
        self.table.refresh()

    # ---- moving ----

    def move(self, down: int, right: int) -> None:
        """Move as the screen shows it: in a page, the cells of the page stand one below the other."""
        if self.layout == "across":
            down, right = right, down
        if self.layout == "down" and self.by in self.study.cases.attributes:
            moved = self._move_in_groups(down, right)
        else:
            moved = self.table.move(down, right)
        if not moved:
            self.say("there is nothing further on in this direction")

    def _move_in_groups(self, down: int, right: int) -> bool:
        groups = [rows for _, rows in self.groups]
        here = self.table.row
        group = next((at for at, rows in enumerate(groups) if here in rows), 0)
        within = groups[group].index(here) if groups else 0
        group = min(max(group + right, 0), max(len(groups) - 1, 0))
        rows = groups[group] if groups else []
        if rows:
            self.table.row = rows[min(max(within + down, 0), len(rows) - 1)]
        return self.table.row != here

    # ---- leaving ----

    def remember_place(self) -> None:
        """Try again to record what could not be recorded when its cell was left.

        Raises:
            PostilError: it still cannot be.
        """
        self.keep_typed()

    def keep_typed(self) -> None:
        """Record the summaries that could not be recorded when their cells were left.

        Raises:
            PostilError: one of them still cannot be.
        """
        super().keep_typed()
        for key, text in list(self.table.drafts.items()):
            self.chart(written_now(self.study, key, text, self.table.matrix.cell(*key).passages))
            del self.table.drafts[key]
