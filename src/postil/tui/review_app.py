"""The application around the review of disagreements: the coding screen's, with figures that are counted on the side.

Invariant: no key waits for a figure. It is counted in a thread when the keys pause, and the header says … until then.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from postil.session.review import ReviewSession
from postil.tui.app import PostilApp, run_app
from postil.tui.paint.review import ReviewPainter

if TYPE_CHECKING:
    from postil.agreement.settled import Alpha
    from postil.session.commands import Keymap
    from postil.session.review import Decided
    from postil.session.review_list import ToReview
    from postil.storage import StudyFile

_PAUSE_SECONDS = 0.25
"""After so long without a key figures are counted."""


class ReviewApp(PostilApp):
    """One study file in the review of disagreements."""

    def __init__(self, file: StudyFile, session: ReviewSession, painter: ReviewPainter, *, theme: str) -> None:
        super().__init__(file, session, painter, theme=theme)
        self._review = session
        self._soon: asyncio.TimerHandle | None = None

    def _loaded(self) -> None:
        super()._loaded()
        self._count()

    def _after_key(self) -> None:
        super()._after_key()
        if self._soon is not None:
            self._soon.cancel()
        if not self._review.is_counted:
            self._soon = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, self._count)

    def _count(self) -> None:
        if not self._leaving and not self._review.is_counted:
            self._count_decided(self._review.decided)

    @work(thread=True, exclusive=True, group="count")
    def _count_decided(self, decided: Decided) -> None:
        alpha = self._review.count(decided)
        self.call_from_thread(self._counted, alpha, decided)

    def _counted(self, alpha: Alpha, decided: Decided) -> None:
        self._review.counted(alpha, decided)
        self._show()


def run_review(
    file: StudyFile,
    review: ToReview,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
) -> int:
    """Draw the review until the user leaves; the file is closed then. Returns the exit status.

    Raises:
        PostilError: there is nothing to review, or the file could not be written at the end.
    """
    session = ReviewSession(file, review, coder=coder, keymap=keymap)
    session.view = painter = ReviewPainter(session)
    return run_app(ReviewApp(file, session, painter, theme=theme), mouse=mouse)
