"""What the matrix and its cells have in common: the table, and undo and redo of what is charted.

Invariant: typing into one summary without leaving it is one act for whoever undoes it, though it is recorded at every
pause. Only what is made in these screens is undone in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from postil.model.change import Quote, Rate, SetComment, SetSummary
from postil.session import cell_acts
from postil.session.session import Session
from postil.session.surroundings import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.cells import CellKey
    from postil.model.change import Action, Change
    from postil.model.log import Log, Step
    from postil.session.commands import Keymap
    from postil.session.matrix_table import Table
    from postil.session.surroundings import View

_DONE = {"undo": "undone", "redo": "redone"}


class ChartingRecorder(Recorder, Protocol):
    """A recorder whose log can be read."""

    @property
    def log(self) -> Log:
        """All changes of the study."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What was met in recording, such as that work came from outside; more of them after each."""


class Runs:
    """Acts that were recorded while one text was typed: they are undone and redone together."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}
        self._run = 0

    def add(self, group: str) -> None:
        """Take an act into the run that goes on."""
        self._of[group] = self._run

    def end(self) -> None:
        """The text is done with: what is typed next is another run."""
        self._run += 1

    def same(self, group: str, other: str) -> bool:
        """Whether two acts belong together."""
        return group == other or (group in self._of and self._of[group] == self._of.get(other))


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
        known = self.study.cases.all.get(case)
        return known.name if known else case

    def cell_name(self, key: CellKey) -> str:
        """A cell as it is named in messages: its case and the number or name of its code."""
        code = self.code(key.code)
        return f"{self.case_name(key.case)} · {(code.number or code.name) if code else key.code}"

    # ---- charting ----

    def chart(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act on cells, and look at these again; at all if the file was changed outside meanwhile.

        Raises:
            PostilError: it could not be recorded.
        """
        told = len(self.recorder.notices)
        changes = self.record(*actions)
        from_outside = len(self.recorder.notices) > told
        self.table.refresh(None if from_outside else cell_acts.cells_of(self.study, actions))
        return changes

    def check(self, key: CellKey) -> None:
        """Mark the summary of a cell as checked or as a draft.

        Raises:
            PostilError: it could not be recorded.
        """
        cell = self.table.matrix.cell(*key)
        if cell.state == "conflict":
            self.say("there are two summaries: open the cell and keep one of them, or write a new one")
        elif not cell.summary.text:
            self.say(f"{self.cell_name(key)}: there is no summary to check")
        else:
            self.chart(cell_acts.checked(cell))
            cell = self.table.matrix.cell(*key)
            stale = "; coded since: = in the cell says that it holds" if cell.state == "stale" else ""
            self.say(f"{self.cell_name(key)}: {cell.summary.status}{stale}")

    # ---- undo ----

    def undo(self) -> None:
        """Take back the last act that was made in these screens.

        Raises:
            PostilError: it could not be recorded.
        """
        self._take_back(lambda: self.recorder.log.undo(self.study, self.coder or ""), self.recorder.undo, "undo")

    def redo(self) -> None:
        """Bring back the last undone act.

        Raises:
            PostilError: it could not be recorded.
        """
        self._take_back(lambda: self.recorder.log.redo(self.study, self.coder or ""), self.recorder.redo, "redo")

    def _take_back(self, find: Callable[[], Step | None], act: Callable[[str], Step | None], what: str) -> None:
        step = find()
        if step is None:
            self.say(f"nothing to {what}")
            return
        if not cell_acts.is_charting(step.actions):
            self.say(f"nothing to {what} here: your last act was made in another screen, and is taken back there")
            return
        first = self._first(step.group)
        done: list[Action] = []
        while (
            step is not None and cell_acts.is_charting(step.actions) and self.runs.same(first, self._first(step.group))
        ):
            if (taken := self.attempt(lambda: act(self.coder or ""))) is None:
                break
            done += taken.actions
            step = find()
        keys = cell_acts.cells_of(self.study, done)
        self.table.refresh(keys)
        self.say(f"{_DONE[what]}: {self._described(done)}")
        self.went_back(keys)

    def _first(self, group: str) -> str:
        """The act that an undo, or a redo of one, is about in the end."""
        changes = self.recorder.log.group(group)
        while changes and changes[0].undoes:
            changes = self.recorder.log.group(changes[0].undoes)
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
