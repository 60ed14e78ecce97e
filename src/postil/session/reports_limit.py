"""The line in which the limit of the reports is typed: a query, as everywhere; an empty one limits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.queryline import QueryLine

if TYPE_CHECKING:
    from postil.session.reports import ReportsSession
    from postil.session.session import Session


class Limiting(QueryLine):
    """The limit is typed."""

    def __init__(self, session: ReportsSession, text: str) -> None:
        hint = "Enter counts only this · empty: everything · ↑↓ earlier"
        super().__init__(session, "only", text, session.ask, hint=hint)

    def _ask(self, session: Session, text: str) -> None:
        super()._ask(session, text)
        if self.fault is not None:
            session.say(str(self.fault), alarm=True)
