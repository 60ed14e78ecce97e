"""The line in which a query is typed, in front of whatever it is asked for.

Invariant: a query that cannot be read stays in the line, its fault at its place; what was typed before an earlier query
was brought back comes back after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.session.modes import LEAVE, Prompting, Reading
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.session.session import Session


class QueryLine(Prompting):
    """A query is typed; ↑ and ↓ bring back those that were asked before."""

    def __init__(
        self,
        session: Session,
        title: str,
        text: str,
        put: Callable[[str], None],
        *,
        fault: QueryError | None = None,
        hint: str = "Enter asks",
        tab: Callable[[Session, str], None] | None = None,
    ) -> None:
        """Begin to type.

        Args:
            session: whose earlier queries come back.
            title: what the query is for.
            text: the query to begin with.
            put: asks it; raises QueryError where it cannot be read.
            fault: what is wrong with the query to begin with.
            hint: what the status line says.
            tab: what Tab does, with the text as typed so far.
        """
        super().__init__(title, self._ask, TextLine(text), hint=hint, tab=tab, lasting=True)
        self._put = put
        asked = session.asked
        self._at = len(asked) - 1 if asked and asked[-1] == text else len(asked)
        """Which of the earlier queries is in the line; their number for what is typed."""
        self._typed = text
        self.fault: QueryError | None = None
        """What is wrong with what was asked last; None while it is being typed."""
        if fault is not None:
            self._point_at(fault)

    def press(self, session: Session, key: str) -> None:
        """Edit the query, bring back an earlier one, or ask."""
        self.fault = None
        asked = session.asked
        if key in {"up", "ctrl+p", "down", "ctrl+n"}:
            if self._at == len(asked):
                self._typed = self.line.text
            self._at = min(max(self._at + (-1 if key in {"up", "ctrl+p"} else 1), 0), len(asked))
            self.line = TextLine(asked[self._at] if self._at < len(asked) else self._typed)
        elif key in LEAVE:
            session.mode = Reading()
        else:
            super().press(session, key)

    def _ask(self, session: Session, text: str) -> None:
        try:
            self._put(text)
        except QueryError as error:
            session.mode = self
            self._point_at(error)

    def _begin_anew(self, session: Session) -> None:
        """Empty the line, to type another query."""
        self.line = TextLine()
        self._typed, self._at = "", len(session.asked)

    def _point_at(self, error: QueryError) -> None:
        self.fault = error
        self.line.cursor = min(error.end, len(self.line.text))
