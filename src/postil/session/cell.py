"""The session of one cell of the matrix: its passages on the left, its summary on the right.

Invariant: what was typed is recorded when typing pauses, when the cell is left and before any other act in it, so that
at most what was typed since the last pause can be lost. Pauses record it as a draft like any other; all that was typed
between opening and leaving is undone together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.cell import Summary
from postil.model.change import SetComment, SetSummary
from postil.model.references import reference_to, references, resolved
from postil.model.summary_acts import cleaned, still_holds, written_now
from postil.model.transcript import normal_text
from postil.session.commands import Keymap
from postil.session.matrix_base import ChartingSession
from postil.session.matrix_commands import CELL_COMMANDS
from postil.session.modes import Prompting, Reading
from postil.session.textarea import TextArea
from postil.session.writing import Writing
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.cells import CellKey
    from postil.model.coding import Passage, Place
    from postil.model.references import Reference
    from postil.model.versions import Version
    from postil.reports.matrix import MatrixCell
    from postil.session.commands import Command
    from postil.session.matrix_base import ChartingRecorder, Runs
    from postil.session.matrix_table import Table
    from postil.session.surroundings import View

_TYPING = "typing "
"""Stands where “saved” stands and is as wide, so that nothing beside it moves."""


class Item(NamedTuple):
    """A passage of the cell."""

    passage: Passage
    news: str
    """``new`` if it was coded since the summary was written, ``gone`` if it is coded no more; else empty."""


class Link(NamedTuple):
    """A reference in the summary."""

    reference: Reference
    place: Place | None
    """The paragraph that it means; None where it leads nowhere."""
    is_broken: bool
    """Whether it leads nowhere, or elsewhere than when it was written."""


class CellSession(ChartingSession):
    """One person at one cell."""

    drafts_are = "comment"

    def __init__(
        self,
        recorder: ChartingRecorder,
        table: Table,
        runs: Runs,
        key: CellKey,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
    ) -> None:
        """Open a cell.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, table, runs, coder=coder, keymap=keymap or Keymap(commands=CELL_COMMANDS), view=view)
        self.key = key
        """The cell that is open."""
        self.area = TextArea()
        """The summary as it is typed."""
        self.passage_at = 0
        """Index of the passage under the cursor."""
        self.context = False
        """Whether the paragraphs before and after the passage under the cursor are shown."""
        self.versions: Sequence[Version] = ()
        """The summaries that were in conflict when the cell was opened; none otherwise."""
        self.comments: dict[CellKey, str] = {}
        """Comments that were typed and could not be recorded."""
        self._led: tuple[MatrixCell | None, dict[tuple[str, int], Place | None]] = (None, {})
        """Where references lead, by name and number; for the cell as it was when they were looked up."""
        self.show(key)

    # ---- what is there ----

    @property
    def cell(self) -> MatrixCell:
        """What is in the cell."""
        return self.table.matrix.cell(*self.key)

    @property
    def items(self) -> list[Item]:
        """The passages of the cell in reading order, transcript by transcript; then those that are gone."""
        cell = self.cell
        new = set(cell.new)
        order = {transcript: at for at, transcript in enumerate(self.study.transcripts)}

        def place(passage: Passage) -> tuple[int, tuple[str, int, int, int]]:
            return order.get(passage.transcript, len(order)), passage.reading_order

        there = [Item(passage, "new" if passage in new else "") for passage in sorted(cell.passages, key=place)]
        return there + [Item(passage, "gone") for passage in sorted(cell.gone, key=place)]

    @property
    def item(self) -> Item | None:
        """The passage under the cursor."""
        items = self.items
        return items[min(self.passage_at, len(items) - 1)] if items else None

    @property
    def is_typed(self) -> bool:
        """Whether the summary was typed otherwise than it is recorded."""
        return not self.read_only and cleaned(self.area.text) != cleaned(self.cell.summary.text)

    @property
    def waiting(self) -> str:
        """That something was typed and is not saved yet."""
        return _TYPING if self.is_typed else "comment waits" if self.comments else ""

    @property
    def links(self) -> list[Link]:
        """The references of the summary as it is typed, in order."""
        cell, text = self.cell, self.area.text
        if self._led[0] is not cell:  # it is another object once anything in the study may have changed
            self._led = (cell, {})
        recorded = cleaned(text) == cleaned(cell.summary.text)
        found = list(references(cell.summary.text if recorded else text))
        places = [self._led_to(reference) for reference in found]
        as_written = recorded and len(cell.summary.places) == len(found)
        meant = cell.summary.places if as_written else places
        return [
            Link(reference, place, place is None or place != then)
            for reference, place, then in zip(found, places, meant, strict=True)
        ]

    def _led_to(self, reference: Reference) -> Place | None:
        known, what = self._led[1], (reference.name, reference.n)
        if what not in known:
            known[what] = resolved(self.study, self.key.case, reference)
        return known[what]

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the cell."""
        from postil.session import cell_verbs  # noqa: PLC0415 - not needed for the first paint

        cell_verbs.run(self, command, key)

    # ---- moving ----

    def open(self, key: CellKey) -> None:
        """Save what was typed, and open another cell.

        Raises:
            PostilError: what was typed could not be recorded; this cell stays open.
        """
        self.finish()
        self.show(key)

    def show(self, key: CellKey) -> None:
        """Show a cell as it is recorded, and put the table's cursor there."""
        self.runs.end()
        self.key = key
        self.table.show(key)
        self.passage_at = 0
        self.load()
        if (draft := self.table.drafts.pop(key, None)) is not None:
            self.area.text, self.area.cursor = draft, len(draft)

    def load(self) -> None:
        """Take the summary from the study; its cursor stays near where it was if the text is the same."""
        text, area = self.cell.summary.text, self.area
        self.area = TextArea(text)
        self.area.cells = area.cells
        if cleaned(text) == cleaned(area.text):
            self.area.cursor = min(area.cursor, len(text))
        in_conflict = self.cell.state == "conflict"
        self.versions = self.study.heads(("summary", *self.key)) if in_conflict else ()
        self.passage_at = min(self.passage_at, max(len(self.items) - 1, 0))

    def write(self) -> None:
        """Cross to the summary."""
        self.mode = Writing()

    # ---- charting ----

    def save(self) -> bool:
        """Record the summary as it is typed, as a draft; whether there was anything to record.

        A text that is again what it was before the typing began is no new one: what stood there stands again.

        Raises:
            PostilError: it could not be recorded.
        """
        if not self.is_typed:
            return False
        before, now = self.runs.before, self.cell
        if before is not None and cleaned(before.text) == cleaned(self.area.text):
            self._give_back(before)
            return True
        changes = self.chart(written_now(self.study, self.key, self.area.text, now.passages))
        for change in changes[:1]:
            self.runs.add(change.group, now.summary)
        return bool(changes)

    def _give_back(self, before: Summary) -> None:
        """Take back what was typed; what somebody else wrote meanwhile stands, and is shown."""
        self.take_back_run()
        stands = any(self.runs.goes_on(head.group) for head in self.study.heads(("summary", *self.key)))
        if stands:  # since another act of the coder's, from outside, is what could be undone
            self.chart(SetSummary(*self.key, before))
        if self.is_typed:
            self.load()

    def hold(self) -> None:
        """Say that the summary holds with the passages as they are now.

        Raises:
            CaseError: the cell has no summary, or several in conflict.
            PostilError: it could not be recorded.
        """
        if self.chart(still_holds(self.study, self.key, self.cell.passages)):
            self.load()
            self.say(f"the summary holds with these passages: {self.cell.state}")
        else:
            self.say("the summary is not stale")

    def finish(self) -> None:
        """Record what was typed; what is typed from now on is another act.

        Raises:
            PostilError: it could not be recorded.
        """
        self.save()
        self.runs.end()

    def keep(self, version: Version) -> None:
        """Keep one of the summaries that are in conflict, as it was written.

        Raises:
            PostilError: it could not be recorded.
        """
        if isinstance(version.value, Summary):
            self.runs.end()
            self.chart(SetSummary(*self.key, version.value))
            self.load()
            self.say(f"the summary by {version.coder or 'somebody'} is kept")

    def refer(self) -> None:
        """Put the reference of the passage under the cursor into the summary, at its cursor."""
        item = self.item
        if item is None:
            self.say("there is no passage to refer to")
        elif item.news == "gone":
            self.say("that passage is coded no more; a reference to it would be broken")
        else:
            reference = reference_to(self.study, self.key.case, item.passage.place)
            self.area.insert_apart(reference)
            self.say(f"{reference} is in the summary")

    def comment(self, text: str) -> None:
        """Set the analyst's comment.

        Raises:
            PostilError: it could not be recorded; it is kept to be tried again.
        """
        text = normal_text(text).strip()
        try:
            self.finish()
            changed = self.chart(SetComment(*self.key, text))
        except PostilError:
            self.comments[self.key] = text
            raise
        self.comments.pop(self.key, None)
        if changed:
            self.say("comment saved" if text else "comment taken away")

    # ---- going back, leaving ----

    def went_back(self, keys: list[CellKey]) -> None:
        """Show the cell in which something was taken back or brought back."""
        self.runs.end()
        if keys and self.key not in keys:
            self.show(keys[0])
        else:
            self.load()

    def resumed(self) -> None:
        """Go on after another screen was in front: codings, cases and codes may be others."""
        super().resumed()
        self.table.refresh()
        key = self.key._replace(code=self.study.same.shown(self.key.code))
        there = key.code in self.study.codebook and key.case in self.study.cases.all
        if not there and self.table.key is not None:
            self.say(f"{self.cell_name(key)} is there no more")
            key = self.table.key
        at = self.passage_at
        self.show(key)
        self.passage_at = min(at, max(len(self.items) - 1, 0))

    def remember_place(self) -> None:
        """Record what was typed, because typing has paused.

        Raises:
            PostilError: it could not be recorded; it stands in the editor.
        """
        self.save()

    def keep_typed(self) -> None:
        """Record the summary and the comment as they are typed.

        Raises:
            PostilError: one of them could not be recorded.
        """
        mode = self.mode
        if isinstance(mode, Prompting):
            self.mode = Reading()
            if mode.left is not None:
                mode.left(self, mode.line.text)
        self.finish()
        for key, text in list(self.comments.items()):
            self.chart(SetComment(*key, text))
            del self.comments[key]

    def let_go(self) -> None:
        """Forget what was typed and could not be recorded."""
        self.comments.clear()
        self.runs.end()
        self.load()

    def put_by(self) -> None:
        """Leave the summary as it was typed to the matrix, which records it when it can; here it is as recorded."""
        self.table.drafts[self.key] = self.area.text
        self.load()
