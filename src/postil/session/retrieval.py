"""The retrieval session: a query, and what it finds in its context, without a terminal.

It is a session whose cursor moves over passages. Invariant: what is shown is what the query finds in the study as it is
now; a query that cannot be read leaves what was shown as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.errors import QueryError
from postil.session.commands import Keymap
from postil.session.filters import found_all
from postil.session.modes import LEAVE, Prompting, Reading
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.session import Session
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from postil.find.query import Found
    from postil.find.quotes import By, Group, Said
    from postil.model.coding import Passage
    from postil.session.commands import Command
    from postil.session.surroundings import Recorder, View

BANK = "quotable"
"""The query that shows the bank of quotes."""


class Item(NamedTuple):
    """A passage where it is shown."""

    group: int
    """Index of its group."""
    first: bool
    """Whether it is the first of its group."""
    said: Said


class Querying(Prompting):
    """The query is typed; ↑ and ↓ bring back earlier ones."""

    def __init__(self, session: RetrievalSession, text: str) -> None:
        super().__init__("query", self._ask, TextLine(text), hint="Enter finds · ↑↓ earlier queries", lasting=True)
        self._retrieval = session
        self._at = len(session.asked)
        self._typed = text
        self.fault: QueryError | None = None
        """What is wrong with what was asked last; None while it is being typed."""

    def press(self, session: Session, key: str) -> None:
        """Edit the query, bring back an earlier one, or ask."""
        self.fault = None
        asked = self._retrieval.asked
        if key in {"up", "ctrl+p", "down", "ctrl+n"}:
            if self._at == len(asked):
                self._typed = self.line.text
            self._at = min(max(self._at + (-1 if key in {"up", "ctrl+p"} else 1), 0), len(asked))
            self.line = TextLine(asked[self._at] if self._at < len(asked) else self._typed)
        elif key in LEAVE or (key == "backspace" and not self.line.text):
            session.mode = Reading()
        else:
            super().press(session, key)

    def _ask(self, session: Session, text: str) -> None:
        try:
            self._retrieval.ask(text)
        except QueryError as error:
            session.mode, self.fault = self, error
            self.line.cursor = min(error.end, len(self.line.text))
            session.say(str(error), alarm=True)


class RetrievalSession(Session):
    """One person who asks for passages."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        query: str = "",
        asked: list[str] | None = None,
    ) -> None:
        """Begin with what a query finds, or with an empty line to type one.

        Args:
            recorder: where decisions go.
            coder: who marks passages; with None nothing can be recorded.
            keymap: the keys.
            view: the screen.
            query: the query to begin with; empty for the last of those asked before.
            asked: what was asked before, the last one last; taken over and added to.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, coder=coder, keymap=keymap or Keymap(commands=RETRIEVAL_COMMANDS), view=view)
        self.asked = asked if asked is not None else self.asked
        self.query = ""
        """What was asked last and could be read; empty before anything was."""
        self.by: By | None = None
        """What the passages are grouped by; None for as they were said."""
        self.context = False
        """Whether the paragraphs before and after the passage under the cursor are shown."""
        self.groups: list[Group] = []
        self.items: list[Item] = []
        """The passages as they are shown; by code, one may be there more than once."""
        self.at = 0
        """Index of the passage under the cursor."""
        self.count = 0
        """How many passages were found, each counted once."""
        self.paragraphs = 0
        """How many paragraphs were found."""
        self.looked = 0
        """Another number whenever other passages are shown."""
        self._found: Found | None = None
        self._begin(query or (self.asked[-1] if self.asked else ""))

    def _begin(self, query: str) -> None:
        from postil.find.query_index import index_of  # noqa: PLC0415 - not needed for the first paint

        index_of(self.study).coded(None, "")  # counted while the query is typed, not after
        try:
            if query:
                self.ask(query)
            else:
                self.mode = Querying(self, "")
        except QueryError:
            self.mode = Querying(self, query)

    # ---- what is there ----

    @property
    def item(self) -> Item | None:
        """The passage under the cursor; None where nothing was found."""
        return self.items[self.at] if self.items else None

    @property
    def passage(self) -> Passage | None:
        """The passage under the cursor; None where nothing was found."""
        return self.item.said.passage if self.item else None

    def words_in(self, text: str) -> list[tuple[int, int]]:
        """Where the words that are asked for stand in a text, in code points."""
        from postil.find.query_words import is_inside  # noqa: PLC0415 - not needed for the first paint

        return [
            (start, end)
            for word in (self._found.words if self._found is not None else ())
            for start, end in found_all(text, word.plain)
            if (word.open_before or not is_inside(text, start)) and (word.open_after or not is_inside(text, end))
        ]

    # ---- asking ----

    def ask(self, query: str) -> None:
        """Show what a query finds.

        Raises:
            QueryError: it cannot be read; what was shown stays.
        """
        from postil.find.query import find  # noqa: PLC0415 - not needed for the first paint

        self._found = find(self.study, query)
        self.query = query.strip()
        if self.query in self.asked:
            self.asked.remove(self.query)
        self.asked.append(self.query)
        self.at = 0
        self._show()
        if not self.items:
            self.say(f"nothing is found by {self.query}")

    def refresh(self) -> None:
        """Ask again: the study may be another. What cannot be asked any more finds nothing."""
        from postil.find.query import find  # noqa: PLC0415 - not needed for the first paint

        if not self.query:
            return
        here, at = self.passage, self.at
        try:
            self._found = find(self.study, self.query)
        except QueryError as error:
            self._found = None
            self.say(str(error), alarm=True)
        self._show()
        same = [index for index, item in enumerate(self.items) if item.said.passage == here]
        self.at = min(same, key=lambda index: abs(index - at)) if same else min(at, max(len(self.items) - 1, 0))

    def group_by(self, by: By | None) -> None:
        """Show the passages in other groups, at the same passage."""
        here = self.passage
        self.by = by
        self._show()
        self.at = next((index for index, item in enumerate(self.items) if item.said.passage == here), 0)

    def _show(self) -> None:
        from postil.find.quotes import Group, grouped, passages  # noqa: PLC0415 - not needed for the first paint

        said = passages(self.study, self._found) if self._found is not None else []
        self.groups = [Group("", "", tuple(said))] if self.by is None else grouped(self.study, said, self.by)
        self.items = [
            Item(number, index == 0 and self.by is not None, one)
            for number, group in enumerate(self.groups)
            for index, one in enumerate(group.said)
        ]
        self.count = len(said)
        self.paragraphs = len({one.passage.place for one in said})
        self.looked += 1

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the retrieval screen."""
        from postil.session import retrieval_verbs  # noqa: PLC0415 - not needed for the first paint

        retrieval_verbs.run(self, command)

    def resumed(self) -> None:
        """Go on after another screen was in front of this one."""
        super().resumed()
        self.refresh()

    def remember_place(self) -> None:
        """Nothing: where the coder reads is not where the passages are."""
