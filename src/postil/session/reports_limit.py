"""The line in which the limit of the reports is typed: a query, as everywhere.

Invariant: a query that cannot be read stays in the line, its fault shown at its place; an empty one limits nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.session.modes import LEAVE, Prompting, Reading
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from postil.session.reports import ReportsSession
    from postil.session.session import Session


class Limiting(Prompting):
    """The limit is typed; ↑ and ↓ bring back earlier queries."""

    def __init__(self, session: ReportsSession, text: str) -> None:
        hint = "Enter counts only this · empty: everything · ↑↓ earlier"
        super().__init__("only", self._ask, TextLine(text), hint=hint, lasting=True)
        self._reports = session
        self._back = 0
        """How many of the earlier queries lie between the line and what is typed."""
        self._typed = text
        self.fault: QueryError | None = None
        """What is wrong with what was asked last; None while it is being typed."""

    def press(self, session: Session, key: str) -> None:
        """Edit the query, bring back an earlier one, or ask."""
        self.fault = None
        if key in {"up", "ctrl+p", "down", "ctrl+n"}:
            asked = self._reports.asked
            if not self._back:
                self._typed = self.line.text
            self._back = min(max(self._back + (1 if key in {"up", "ctrl+p"} else -1), 0), len(asked))
            self.line = TextLine(asked[-self._back] if self._back else self._typed)
        elif key in LEAVE:
            session.mode = Reading()
        else:
            super().press(session, key)

    def _ask(self, session: Session, text: str) -> None:
        try:
            self._reports.ask(text)
        except QueryError as error:
            session.mode, self.fault = self, error
            self.line.cursor = min(error.end, len(self.line.text))
            session.say(str(error), alarm=True)
