"""The cases session: a table of the cases and their attributes that is filled in, without a terminal.

It is a session whose cursor moves over cells of that table. Invariant: every act is one change group, so that one ``u``
takes all of it back; a note that was typed is never lost; only what is about cases is undone here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.case_acts import noted
from postil.model.change import AddCase, DropCase, EditCase, GiveVoice, SetAttribute, SetValue
from postil.session.cases_commands import CASES_COMMANDS
from postil.session.cases_table import CasesTable
from postil.session.commands import Keymap
from postil.session.modes import Prompting, Reading
from postil.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.case import Case
    from postil.model.change import Action, Change
    from postil.session.commands import Command
    from postil.session.surroundings import Recorder, View

CASE_ACTIONS = (AddCase, DropCase, EditCase, GiveVoice, SetAttribute, SetValue)


class EditingCell(Prompting):
    """The value under the cursor is typed, and shown in its cell meanwhile."""


class CasesSession(Session):
    """One person at the cases of a study."""

    drafts_are = "note"

    def __init__(
        self,
        recorder: Recorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        case: str = "",
    ) -> None:
        """Begin at a case, by default at the first.

        With ``coder`` None nothing can be recorded.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, coder=coder, keymap=keymap or Keymap(commands=CASES_COMMANDS), view=view)
        self.table = CasesTable(self.study, case=case)
        self.notes: dict[str, str] = {}
        """Notes that were typed and not saved, by id of the case."""

    # ---- what is there ----

    @property
    def case(self) -> Case | None:
        """The case under the cursor; None where there is none."""
        return self.table.case

    @property
    def waiting(self) -> str:
        """That a note was typed and is not saved; empty where none was."""
        return "note waits" if self.notes else ""

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the cases screen."""
        from postil.session import cases_verbs  # noqa: PLC0415 - not needed for the first paint

        cases_verbs.run(self, command)

    def resumed(self) -> None:
        """Go on after another screen was in front of this one."""
        super().resumed()
        self.table.refresh()

    # ---- deciding ----

    def record(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act on cases, and look at them again.

        Raises:
            PostilError: it could not be recorded, or the study is open for reading only.
        """
        changes = super().record(*actions)
        self.table.refresh()
        return changes

    @staticmethod
    def is_of_cases(actions: Iterable[Action]) -> bool:
        """Whether an act is about cases, and so is taken back here."""
        return any(isinstance(action, CASE_ACTIONS) for action in actions)

    # ---- leaving ----

    def keep_typed(self) -> None:
        """Record notes that were typed and not saved, also the one that is being typed.

        Raises:
            PostilError: one of them could not be recorded; the others are.
        """
        mode = self.mode
        if isinstance(mode, Prompting):
            self.mode = Reading()
            if mode.left is not None:
                mode.left(self, mode.line.text)
        failed: PostilError | None = None
        for case, text in list(self.notes.items()):
            try:
                self.record(noted(case, text))
            except PostilError as error:
                failed = error
                continue
            del self.notes[case]
            self.say("note kept")
        if failed is not None:
            raise failed

    def remember_place(self) -> None:
        """Nothing: where the coder reads is not where the cases are."""
