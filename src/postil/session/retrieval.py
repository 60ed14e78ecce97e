"""The retrieval session: a query, and what it finds in its context, without a terminal.

It is a session whose cursor moves over passages. Invariant: what is shown is what the query finds in the study as it is
now; a query that cannot be read leaves what was shown as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.session.commands import Keymap
from postil.session.modes import Reading
from postil.session.queryline import QueryLine
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.retrieval_items import Items
from postil.session.session import Session
from postil.session.surroundings import OpenScreen
from postil.session.textline import TextLine
from postil.text.struck import Struck

if TYPE_CHECKING:
    from postil.find.query.finding import Found
    from postil.find.query.unread import Words
    from postil.find.quotes import By, Group
    from postil.model.coding import MemoKey, Passage
    from postil.session.commands import Command
    from postil.session.retrieval_items import Item
    from postil.session.surroundings import Recorder, View

BANK = "quotable"
"""The query that shows the bank of quotes."""


def open_with(session: Session, query: str) -> None:
    """Open the passages that a query finds, in front of a screen; leaving them (``q``) comes back to it.

    It is for keys of other screens, and only asks the program to open the screen: what cannot be read of the query is
    shown there, in the line where the query is typed.

    Args:
        session: the screen's session, while it takes a key in.
        query: what is asked; ``find.query.nodes.written`` writes one of its parts, so that names need no care.
    """
    session.effects.append(OpenScreen("retrieval", query=query))


class Querying(QueryLine):
    """The query is typed; Tab shows the bank of quotes.

    The line opens with a query that is ``selected``: what is typed takes its place, a key that moves the cursor goes on
    in it.
    """

    def __init__(self, session: RetrievalSession, text: str, fault: QueryError | None = None) -> None:
        super().__init__(session, "query", text, session.ask, fault=fault, tab=self._bank)
        self._retrieval = session
        self.selected = bool(text) and fault is None
        """Whether what is typed takes the place of the query."""

    def press(self, session: Session, key: str) -> None:
        """Edit the query, bring back an earlier one, or ask."""
        selected, self.selected = self.selected, False
        if key == "backspace" and not self.line.text:
            session.mode = Reading()
            return
        if selected and (len(key) == 1 or key in {"space", "backspace", "ctrl+w"}):
            self._begin_anew(session)
            if len(key) > 1:
                return
        super().press(session, key)

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        if self.selected:
            self.line = TextLine()
        self.selected, self.fault = False, None
        super().paste(session, text)

    def _bank(self, session: Session, text: str) -> None:
        session.mode = Reading()
        self._retrieval.unasked = "" if text.strip() == self._retrieval.query else text.strip()
        self._retrieval.show_bank()


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
            query: the query whose passages are to be read; empty to type one, with the last of those asked before in
                the line and what it finds below.
            asked: what was asked before, the last one last; taken over and added to.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, coder=coder, keymap=keymap or Keymap(commands=RETRIEVAL_COMMANDS), view=view)
        self.asked = asked if asked is not None else self.asked
        self.query = ""
        """What was asked last and could be read; empty before anything was."""
        self.unasked = ""
        """What was being typed when the bank was shown; it stands in the line when that is opened again."""
        self.by: By | None = None
        """What the passages are grouped by; None for as they were said."""
        self.context = False
        """Whether the paragraphs before and after the passage under the cursor are shown."""
        self.groups: list[Group] = []
        self.items: Items = Items((), in_groups=False)
        """The passages as they are shown; by code, one may be there more than once."""
        self.at = 0
        """Index of the passage under the cursor."""
        self.count = 0
        """How many passages were found, each counted once."""
        self.paragraphs = 0
        """How many paragraphs were found."""
        self.unread = ""
        """What is not read of the words that the query asks about, in one line; empty where all is read."""
        self.struck = Struck(self.study)
        """What is struck out of the study."""
        self._found: Found | None = None
        self._left: tuple[str, Passage | None] = ("", None)
        """What was asked before the bank was shown, and the passage that was under the cursor."""
        self._begin(query)

    def _begin(self, query: str) -> None:
        from postil.find.query.finding import nothing  # noqa: PLC0415 - not needed for the first paint
        from postil.find.query.index import index_of  # noqa: PLC0415 - as above
        from postil.find.query.unread import unread  # noqa: PLC0415 - as above

        index_of(self.study).coded(None, "")  # counted while the query is typed, not after
        unread(self.study, nothing(self.study))
        text = query or (self.asked[-1] if self.asked else "")
        fault: QueryError | None = None
        try:
            if text:
                self.ask(text)
        except QueryError as error:
            fault = error
        if fault is not None or not query:
            self.mode = Querying(self, text, fault)
            self.message = ""

    # ---- what is there ----

    @property
    def item(self) -> Item | None:
        """The passage under the cursor; None where nothing was found."""
        return self.items[self.at] if self.items else None

    @property
    def passage(self) -> Passage | None:
        """The passage under the cursor; None where nothing was found."""
        return self.item.said.passage if self.item else None

    @property
    def in_bank(self) -> bool:
        """Whether the bank of quotes is shown."""
        return self.query == BANK

    def notes(self, passage: Passage) -> list[tuple[MemoKey, str]]:
        """What people wrote about just these words: memos that stand at no code."""
        return [
            (key, text)
            for key, text in self.study.memos_at(passage.place)
            if not key.code and (key.start, key.end) == (passage.start, passage.end)
        ]

    def words_in(self, text: str) -> list[tuple[int, int]]:
        """Where the words that are asked for stand in a text, in code points."""
        words = self._found.words if self._found is not None else ()
        return [place for word in words for place in word.places_in(text)]

    # ---- asking ----

    def ask(self, query: str) -> None:
        """Show what a query finds; the same query again stays at the passage under the cursor.

        Raises:
            QueryError: it cannot be read; what was shown stays.
        """
        query = query.strip()
        here = self.passage if query == self.query else None
        self._show_found(query)
        if self.query in self.asked:
            self.asked.remove(self.query)
        self.asked.append(self.query)
        self.go_to_passage(here)
        taken = [str(each) for each in self._found.understood] if self._found is not None else []
        nothing = [] if self.items else [f"nothing is found by {self.query}"]
        self.say(" · ".join([*nothing, *taken]))

    def edit(self) -> None:
        """Open the line for the next query, with the one that was asked or typed last selected in it."""
        self.mode = Querying(self, self.unasked or self.query)
        self.unasked = ""

    def show_bank(self) -> None:
        """Show the bank of quotes; from there, what was shown before it.

        Raises:
            QueryError: what was asked before cannot be asked any more; the bank stays.
        """
        label = self.keymap.label
        if not self.in_bank:
            here = self.passage
            self._show_found(BANK)
            self.go_to_passage(here)
            if not self.items:
                self.say(f"no passage is marked as quotable yet; {label('passage.quotable')} on a passage marks it")
            return
        query, passage = self._left
        query = query or next((asked for asked in reversed(self.asked) if asked != BANK), "")
        if query:
            self._show_found(query)
            self.go_to_passage(passage)
        else:
            self.say(f"nothing was asked before the bank; {label('query.edit')} asks")

    def go_to_passage(self, passage: Passage | None) -> None:
        """Put the cursor on a passage; on the first one where it is not shown."""
        self.at = next(iter(self.items.places_of(passage)), 0)

    def _show_found(self, query: str) -> None:
        from postil.find.query.finding import find  # noqa: PLC0415 - not needed for the first paint

        found = find(self.study, query)
        if query == BANK and not self.in_bank:
            self._left = (self.query, self.passage)
        self._found, self.query, self.at = found, query, 0
        self._show()

    def refresh(self) -> None:
        """Ask again: the study may be another. What cannot be asked any more finds nothing."""
        from postil.find.query.finding import find  # noqa: PLC0415 - not needed for the first paint

        if not self.query:
            return
        here, at = self.passage, self.at
        try:
            self._found = find(self.study, self.query)
        except QueryError as error:
            self._found = None
            self.say(str(error), alarm=True)
        self._show()
        same = self.items.places_of(here)
        self.at = min(same, key=lambda index: abs(index - at)) if same else min(at, max(len(self.items) - 1, 0))

    def group_by(self, by: By | None) -> None:
        """Show the passages in other groups, at the same passage."""
        here = self.passage
        self.by = by
        self._show()
        self.go_to_passage(here)

    def _show(self) -> None:
        from postil.find.query.finding import nothing  # noqa: PLC0415 - not needed for the first paint
        from postil.find.query.unread import unread  # noqa: PLC0415 - as above
        from postil.find.quotes import Group, grouped, passages  # noqa: PLC0415 - as above

        found = self._found if self._found is not None else nothing(self.study)
        said = passages(self.study, found)
        self.groups = [Group("", "", said)] if self.by is None else grouped(self.study, said, self.by)
        self.items = Items(self.groups, in_groups=self.by is not None)
        self.count = len(said)
        self.paragraphs = len(found)  # each gives a passage
        not_read = unread(self.study, found) if self._found is not None else None
        self.unread = not_read.line(self._whose) if not_read is not None else ""
        self.struck = self.struck.renewed(self.study)

    def _whose(self, words: Words) -> str:
        return self.study.cases.all[words.case].name if words.case else self.study.transcripts[words.transcript].name

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
