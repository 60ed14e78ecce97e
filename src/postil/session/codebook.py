"""The codebook session: the framework as a tree, changed code by code, without a terminal.

It is a session whose cursor moves over codes. Invariant: every act is one change group, so that one ``u`` takes all of
it back; and where its analyst reads in the text is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import AddCode, DropCode, EditCode, NameVersion
from postil.session.codebook_commands import CODEBOOK_COMMANDS
from postil.session.codebook_tree import coders_by_code, tree_rows
from postil.session.commands import Keymap
from postil.session.editing import EDITABLE
from postil.session.session import Session
from postil.session.surroundings import Quit

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.change import Action, Change
    from postil.model.codebook import Code, Codebook
    from postil.model.coding import Coding
    from postil.session.codebook_tree import TreeRow
    from postil.session.commands import Command
    from postil.session.surroundings import Recorder, View

FIELDS = ("name", *(field for field in EDITABLE if field not in {"name", "number", "parent"}), "number", "parent")
"""The fields of a code in the order in which they are walked through."""


class CodebookSession(Session):
    """One analyst at a study's codebook."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        below: Session | None = None,
        code: str = "",
    ) -> None:
        """Begin at a code, by default at the first one.

        With ``coder`` None nothing can be recorded.

        Args:
            recorder: where acts go; its study must be complete.
            coder: who changes the codebook.
            keymap: the user's keys.
            view: what draws the screen.
            below: the session that leaving this one returns to.
            code: id of the code to begin at.

        Raises:
            PostilError: the study has no transcript.
        """
        keymap = keymap or Keymap(commands=CODEBOOK_COMMANDS)
        super().__init__(recorder, coder=coder, keymap=keymap, view=view, place=below.place if below else None)
        self.below = below
        self.folded: set[str] = set()
        """Ids of the codes whose branches are folded."""
        self.at = ""
        """Id of the code under the cursor; empty in an empty book. It may be one that was merged into another."""
        self.field = 0
        """Index in ``FIELDS`` of the field under the cursor."""
        self.in_fields = False
        """Whether keys move among the fields, and not in the tree."""
        self.acts: set[str] = set()
        """The acts of this session."""
        self._rows: list[TreeRow] | None = None
        self._rows_of: tuple[Codebook, int] | None = None
        self._coders: dict[str, set[str]] | None = None
        known = self.study.codebook.get(code)
        self.at = known.id if known else next((row.code.id for row in self.rows), "")
        self._last_index = self.index_at
        """Where the cursor was last, for when the code under it goes."""

    # ---- what is there ----

    @property
    def rows(self) -> list[TreeRow]:
        """The rows of the tree."""
        study = self.study
        of = (study.codebook, sum(study.uses.values()))
        if self._rows_of is None or self._rows_of[0] is not of[0] or self._rows_of[1] != of[1]:
            self._rows, self._coders, self._rows_of = None, None, of
        if self._rows is None:
            self._rows = tree_rows(study, self.folded, self.coders)
        return self._rows

    @property
    def coders(self) -> dict[str, set[str]]:
        """Who used each code."""
        if self._coders is None:
            self._coders = coders_by_code(self.study)
        return self._coders

    @property
    def index_at(self) -> int:
        """Index of the row under the cursor; 0 in an empty book."""
        return next((at for at, row in enumerate(self.rows) if row.code.id == self.at), 0)

    @property
    def row(self) -> TreeRow | None:
        """The row under the cursor."""
        rows = self.rows
        return rows[self.index_at] if rows else None

    @property
    def here(self) -> Code | None:
        """The code under the cursor, as it is by itself if it was merged into another."""
        return self.row.code if self.row else None

    @property
    def is_merged(self) -> bool:
        """Whether the code under the cursor was merged into another."""
        return self.row is not None and self.row.state == "merged"

    def codings_of(self, code: str) -> list[Coding]:
        """Everybody's codings of a code, in the order of the transcripts and as they are read."""
        order = {transcript: at for at, transcript in enumerate(self.study.transcripts)}
        found = [coding for coding, _ in self.study.codings() if coding.code == code]
        return sorted(found, key=lambda c: (order.get(c.transcript, len(order)), c.reading_order[1:]))

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:
        """Run a command of the codebook."""
        from postil.session import codebook_verbs  # noqa: PLC0415 - as in the other screens

        codebook_verbs.run(self, command, key, waited=waited)

    def _settle(self) -> None:
        super()._settle()
        if any(row.code.id == self.at for row in self.rows):
            self._last_index = self.index_at
        else:
            self.go_to_code(self._nearest())

    def _nearest(self) -> str:
        """The code to be at when the one under the cursor is gone or folded away."""
        book = self.study.codebook
        shown = book.get(self.at)
        if shown is not None:
            return shown.id
        rows = self.rows
        return rows[min(self._last_index, len(rows) - 1)].code.id if rows else ""

    # ---- moving ----

    def go_to_row(self, at: int) -> None:
        """Go to a row, as near as there is."""
        if self.rows:
            self._last_index = min(max(at, 0), len(self.rows) - 1)
            self.at = self.rows[self._last_index].code.id

    def go_to_code(self, code: str) -> None:
        """Go to a code; branches that hide it are unfolded."""
        above = [other.id for other in self.study.codebook.ancestors(code)]
        if self.folded.intersection(above):
            self.fold(self.folded - set(above))
        self.at = code
        self._last_index = self.index_at

    def fold(self, folded: set[str]) -> None:
        """Fold these branches and no others."""
        self.folded = folded
        self._rows = None

    # ---- deciding ----

    def record(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act on the codebook.

        Raises:
            PostilError: it could not be recorded, or the study is open for reading only.
        """
        changes = super().record(*actions)
        self.acts.update(change.group for change in changes)
        self._rows_of = None
        return changes

    def is_of_codebook(self, group: str) -> bool:
        """Whether an act was made in this session, or is only about codes; or takes back one that is."""
        from postil.session.undoing import first_act  # noqa: PLC0415 - not needed for the first paint

        changes = first_act(self.recorder.log, group)
        about = (EditCode, AddCode, DropCode, NameVersion)
        return bool(changes) and (
            changes[0].group in self.acts or all(isinstance(change.action, about) for change in changes)
        )

    def taken_back(self) -> None:
        """Take notice that an act was undone or redone."""
        self._rows_of = None

    # ---- leaving ----

    def leave(self, then: Callable[[], None] | None = None) -> None:
        """Go back to the screen below, which explains the code under the cursor and then does something."""
        below = self.below
        if below is not None:
            shown = self.study.codebook.get(self.at)
            below.panel_code = shown.id if shown else ""
            below.slots.set_pins(self.study.pins(self.coder or ""))
            below.slots.keep(code.id for code in self.study.codebook)
            below.then = then
        self.effects.append(Quit())

    def remember_place(self) -> None:
        """Record where the coder reads in the text, which this screen leaves as it is.

        Raises:
            PostilError: it could not be recorded.
        """
        if self.below is not None:
            self.below.remember_place()
