"""The list of codes from which an other decision is put together.

Invariant: the codes that are in the decision carry a tick, and taking one of them drops it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.pickers import CodeSource
from postil.session.rows import Row

if TYPE_CHECKING:
    from postil.session.review import ReviewSession
    from postil.session.session import Session

DONE = "="
"""Key of the row that decides on what was picked."""
TAKEN = "✓"


class ReviewCodes(CodeSource):
    """Codes for a decision; a name that nothing matches makes a new code."""

    title = "other codes"
    hint = "Enter decides · Tab and more"

    def start(self, session: Session) -> int:
        """At the row that decides, if something was picked; else at the code that was explained last."""
        return 0 if _review(session).changed else super().start(session)

    def rows(self, session: Session, query: str) -> list[Row]:
        """The book or what matches, ticked where taken; before the book, once something was picked, the decision."""
        review = _review(session)
        rows = [
            row._replace(mark=TAKEN if row.key in review.picked else row.mark) for row in super().rows(session, query)
        ]
        if query.strip() or not review.changed:
            return rows
        made = {action.code.id: action.code.name for action in review.made}
        names = ", ".join(made.get(code) or review.code_label(code) for code in review.picked) or "no code"
        return [Row(DONE, f"decide: {names}", mark=DONE), *rows]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Take the code into the decision or drop it; or decide."""
        if row is not None and row.key == DONE:
            _review(session).decide_picked()
        else:
            super().take(session, row, query, more=more)


def _review(session: Session) -> ReviewSession:
    from postil.session.review import ReviewSession  # noqa: PLC0415 - it imports this module when a key comes

    assert isinstance(session, ReviewSession)
    return session
