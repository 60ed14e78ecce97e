"""The session of the reports: a list of them, and one of them with a cursor at a figure, without a terminal.

Invariant: what is shown is counted from the study as it is now, and from nothing but what the limit finds; a limit that
cannot be read leaves what was shown as it was. Nothing here changes the study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError, QueryError
from postil.session.commands import Keymap
from postil.session.not_saved import in_brief
from postil.session.reports_commands import REPORTS_COMMANDS
from postil.session.reports_list import KINDS, made
from postil.session.reports_page import Page
from postil.session.session import Session
from postil.session.surroundings import Afterwards

if TYPE_CHECKING:
    from postil.reports.counting import Counting
    from postil.session.commands import Command
    from postil.session.reports_list import Kind
    from postil.session.reports_query import Asker
    from postil.session.surroundings import Recorder, View

MANY = 20_000
"""Codings from which counting takes so long that it is said before it is done."""


class ReportsSession(Session):
    """One person at the reports."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        asked: list[str] | None = None,
    ) -> None:
        """Begin at the list.

        Args:
            recorder: where the study is.
            coder: who looks.
            keymap: the keys.
            view: the screen.
            asked: queries that were asked before, the last one last; taken over and added to.

        Raises:
            PostilError: the study has no transcript.
        """
        super().__init__(recorder, coder=coder, keymap=keymap or Keymap(commands=REPORTS_COMMANDS), view=view)
        self.asked = asked if asked is not None else self.asked
        self.at = 1
        """Index of the report under the cursor in the list, which is the one that is open where one is."""
        self.page: Page | None = None
        """The report that is open; None while the list is."""
        self.query = ""
        """What limits the reports; empty for everything."""
        self.children = False
        """Whether a code has the codings of the codes under it, too."""
        self._revision = -1
        """That of the study when it was counted."""
        self._countings: dict[tuple[str, bool], Counting] = {}
        self._asker: Asker | None = None
        self._pages: dict[str, Page] = {}
        """Reports that were opened, as they were left."""

    # ---- what is there ----

    @property
    def kind(self) -> Kind:
        """The report under the cursor in the list."""
        return KINDS[self.at]

    @property
    def counting(self) -> Counting:
        """What the open report counts.

        Raises:
            QueryError: the limit names what is there no longer.
        """
        from postil.reports.counting import Counting  # noqa: PLC0415 - when a report is opened

        if self._revision != self.study.revision:
            self._countings, self._revision = {}, self.study.revision
        query, children = key = (self.query, self.children)
        if key not in self._countings:
            found = None
            if query:
                from postil.find.query.finding import find  # noqa: PLC0415 - only where something limits

                found = find(self.study, query)
            self._countings[key] = Counting(
                self.study,
                None if found is None else found.selection(),
                children=children,
                query=query,
                understood=() if found is None else found.understood,
            )
        return self._countings[key]

    @property
    def behind_query(self) -> str:
        """The query that finds what stands behind the figure under the cursor; empty where nothing does."""
        from postil.reports.behind import Behind  # noqa: PLC0415 - when a report is open
        from postil.session.reports_query import Asker  # noqa: PLC0415 - as above

        behind = self.page.behind if self.page else None
        if not isinstance(behind, Behind):
            return ""
        counting = self.counting
        if self._asker is None or self._asker.counting is not counting:
            self._asker = Asker(counting)
        return self._asker.query(behind)

    # ---- opening ----

    def open(self, at: int, *, then: str = "") -> None:
        """Open a report by its place in the list, where it was left; a long count is said first.

        Args:
            at: the place.
            then: what is said when it is open.

        Raises:
            QueryError: the limit names what is there no longer.
        """
        self.at = at
        if not self._is_long():
            self._open_now()
            self.say(then)
            return
        self.page = None
        self.say(f"counting {self.kind.name} …")
        self.effects.append(Afterwards(lambda: self._open_after(then)))

    def _open_after(self, then: str) -> None:
        try:
            self._open_now()
        except PostilError as error:
            self.say(in_brief(error), alarm=True)
        else:
            self.say(then)

    def _is_long(self) -> bool:
        counted = self._revision == self.study.revision and (self.query, self.children) in self._countings
        return not counted and sum(self.study.uses.values()) >= MANY

    def _open_now(self) -> None:
        name = self.kind.name
        page = Page(made(name, self.counting))
        if name in self._pages:
            page.go_as(self._pages[name])
        self.page = self._pages[name] = page

    def close(self) -> None:
        """Go back to the list."""
        self.page = None

    # ---- asking ----

    def ask(self, query: str) -> None:
        """Limit the reports to what a query finds, and say what its names mean; an empty one counts everything.

        Raises:
            QueryError: it cannot be read; what was shown stays.
        """
        from postil.find.query.finding import find  # noqa: PLC0415 - only where something limits

        query, said = query.strip(), "everything is counted"
        if query:
            taken = find(self.study, query).understood
            said = " · ".join(map(str, taken)) or "only what the query finds is counted"
            if query in self.asked:
                self.asked.remove(query)
            self.asked.append(query)
        self.query = query
        if self.page is not None:
            self.open(self.at, then=said)
        else:
            self.say(said)

    def recount(self) -> None:
        """Count again, at the same figure. A limit that cannot be read any more is let go of, and that is said."""
        if self.page is None:
            return
        try:
            self._open_now()
        except QueryError as error:
            self.query = ""
            self._open_now()
            self.say(f"everything is counted again: {error}", alarm=True)

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the reports screen."""
        from postil.session import reports_verbs  # noqa: PLC0415 - not needed for the first paint

        reports_verbs.run(self, command)

    def resumed(self) -> None:
        """Go on after another screen was in front of this one."""
        super().resumed()
        if self._revision != self.study.revision:
            self.recount()

    def remember_place(self) -> None:
        """Nothing: where the coder reads is not where the reports are."""
