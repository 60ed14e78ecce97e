"""What the matrix and its cells have in common: the table, and undo and redo of what is charted.

Invariant: typing into one summary without leaving it is one act for whoever undoes it, though it is recorded at every
pause. Only what is made in these screens is undone in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from postil.errors import CaseError
from postil.model.change import Quote, Rate, SetComment, SetSummary
from postil.model.log import Log
from postil.model.names import name_of_case, short_name_of_cell
from postil.model.references import broken, references
from postil.model.summary_acts import with_status
from postil.session import cell_acts
from postil.session.session import Session
from postil.session.surroundings import Recorder
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.cell import Summary
    from postil.model.cells import CellKey
    from postil.model.change import Action, Change
    from postil.model.log import Step
    from postil.model.study import Study
    from postil.reports.matrix import MatrixCell
    from postil.session.commands import Keymap
    from postil.session.matrix_table import Table
    from postil.session.surroundings import View
    from postil.session.undoing import Way


class ChartingRecorder(Recorder, Protocol):
    """A recorder that tells what it has met."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What was met in recording, such as that work came from outside; more of them after each."""


class Runs:
    """Acts that were recorded while one text was typed: they are undone and redone together."""

    def __init__(self) -> None:
        self.before: Summary | None = None
        """The summary that showed before the run that goes on; None while nothing of a run is recorded."""
        self._of: dict[str, int] = {}
        self._run = 0

    def add(self, group: str, before: Summary) -> None:
        """Take an act into the run that goes on; ``before``: the summary that showed before the act."""
        self._of[group] = self._run
        if self.before is None:
            self.before = before

    def end(self) -> None:
        """The text is done with: what is typed next is another run."""
        self._run += 1
        self.before = None

    def goes_on(self, group: str) -> bool:
        """Whether an act is of the run that goes on."""
        return self._of.get(group) == self._run

    def same(self, group: str, other: str) -> bool:
        """Whether two acts belong together."""
        return group == other or (group in self._of and self._of[group] == self._of.get(other))


class _Direction(NamedTuple):
    """Undo or redo."""

    way: Way
    find: Callable[[Log, Study, str], Step | None]
    """What would be recorded for a coder."""
    latest: Callable[[Log, str], str]
    """The group of the act that comes first."""
    act: Callable[[str], Step | None]
    """Records it."""


class ChartingSession(Session):
    """One person at a matrix."""

    recorder: ChartingRecorder

    def __init__(
        self,
        recorder: ChartingRecorder,
        table: Table,
        runs: Runs,
        *,
        coder: str | None,
        keymap: Keymap,
        view: View | None = None,
    ) -> None:
        """Begin at the table's cursor.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, coder=coder, keymap=keymap, view=view)
        self.table = table
        self.runs = runs

    # ---- names ----

    def case_name(self, case: str) -> str:
        """A case as it is named in messages."""
        return name_of_case(self.study, case)

    def cell_name(self, key: CellKey) -> str:
        """A cell as it is named in messages: its case and the number or name of its code."""
        return short_name_of_cell(self.study, key)

    # ---- charting ----

    def chart(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act on cells, and look at these again; at all if the file was changed outside meanwhile.

        Raises:
            PostilError: it could not be recorded.
        """
        told = len(self.recorder.notices)
        changes = self.record(*actions)
        self._look_again(told, actions)
        return changes

    def _look_again(self, told: int, actions: Sequence[Action]) -> list[CellKey]:
        """Look again at the cells that actions are about; at all if there are more notices than were told before."""
        keys = cell_acts.cells_of(self.study, actions)
        self.table.refresh(None if len(self.recorder.notices) > told else keys)
        return keys

    def check(self, key: CellKey) -> None:
        """Mark the summary of a cell as checked or as a draft.

        Raises:
            PostilError: it could not be recorded.
        """
        cell = self.table.matrix.cell(*key)
        try:
            action = with_status(self.study, key, "draft" if cell.summary.status == "checked" else "checked")
        except CaseError as error:
            self.say(f"{self.cell_name(key)}: {error}")
            return
        self.chart(action)
        cell = self.table.matrix.cell(*key)
        stale = "; coded since: = in the cell says that it holds" if cell.state == "stale" else ""
        self.say(f"{self.cell_name(key)}: {cell.summary.status}{self._broken(cell)}{stale}")

    def _broken(self, cell: MatrixCell) -> str:
        """That references of a checked summary are broken; empty if none are, or if it is a draft."""
        many = sum(1 for _ in broken(self.study, cell.key.case, cell.summary))
        if not many or cell.summary.status != "checked":
            return ""
        every = counted(sum(1 for _ in references(cell.summary.text)), "reference")
        return f"; {many} of {every} {'is' if many == 1 else 'are'} broken"

    # ---- undo ----

    def undo(self) -> None:
        """Take back the last act that was made in these screens.

        Raises:
            PostilError: it could not be recorded.
        """
        self._take_back(_Direction("undo", Log.undo, Log.latest_done, self.recorder.undo))

    def redo(self) -> None:
        """Bring back the last undone act.

        Raises:
            PostilError: it could not be recorded.
        """
        self._take_back(_Direction("redo", Log.redo, Log.latest_undone, self.recorder.redo))

    def take_back_run(self) -> None:
        """Take back what is recorded of the run that goes on, so that what stood before it stands again.

        Raises:
            PostilError: not all of it could be taken back.
        """
        direction = _Direction("undo", Log.undo, Log.latest_done, self.recorder.undo)
        first = self._first(self.recorder.log.latest_done(self.coder or ""))
        if self.runs.goes_on(first):
            told = len(self.recorder.notices)
            done: list[Action] = []
            try:
                self._take_back_rest(first, direction, done)
            finally:
                self._look_again(told, done)

    def _take_back(self, direction: _Direction) -> None:
        from postil.session.undoing import take_back  # noqa: PLC0415 - not needed for the first paint

        told = len(self.recorder.notices)

        def is_here(step: Step) -> bool:
            return cell_acts.is_charting(step.actions)

        def follow(step: Step) -> str:
            done = list(step.actions)
            self._take_back_rest(self._first(step.group), direction, done)
            keys = self._look_again(told, done)
            self.went_back(keys)
            return self._described(done)

        take_back(self, direction.way, is_here=is_here, follow=follow)

    def _take_back_rest(self, first: str, direction: _Direction, done: list[Action]) -> None:
        """Take back what comes next of the run that an act is of; ``done`` takes in what that comes to."""
        log, coder = self.recorder.log, self.coder or ""
        # whether the next act is of the run is known without working out what would take it back, which may be much
        while self.runs.same(first, self._first(direction.latest(log, coder))):
            step = direction.find(log, self.study, coder)
            if not (step and cell_acts.is_charting(step.actions) and self.runs.same(first, self._first(step.group))):
                break
            if (taken := self.attempt(lambda: direction.act(coder))) is None:
                break
            done += taken.actions

    def _first(self, group: str) -> str:
        """The act that an undo, or a redo of one, is about in the end."""
        from postil.session.undoing import first_act  # noqa: PLC0415 - not needed for the first paint

        changes = first_act(self.recorder.log, group)
        return changes[0].group if changes else group

    def went_back(self, keys: list[CellKey]) -> None:
        """Go where something was taken back or brought back."""
        if keys:
            self.table.show(keys[0])

    def _described(self, actions: list[Action]) -> str:
        match actions[-1] if actions else None:
            case SetSummary() | SetComment() | Rate() as action:
                what = {SetSummary: "summary", SetComment: "comment", Rate: "rating"}[type(action)]
                return f"{what} of {self.cell_name(cell_acts.cells_of(self.study, [action])[0])}"
            case Quote(passage, quotable):
                return f"§{passage.paragraph} is {'quotable' if quotable else 'not marked as quotable'}"
        return "a setting of the study"

    def remember_place(self) -> None:
        """Nothing: where the coder reads is not where the matrix is."""
