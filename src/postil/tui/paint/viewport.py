"""Which part of a transcript is on the screen.

The screen begins at some row of some paragraph. It moves only when the paragraph under the cursor would not
be seen whole, and then by a leap, because every scrolled row is sent again: fewer leaps are fewer bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tui.paint.cells import fitted
from postil.tui.paint.transcript import TranscriptPainter

if TYPE_CHECKING:
    from postil.session.session import Session
    from postil.tui.paint.cells import Row

_CONTEXT_SHARE = 3
"""After a leap down, what was read before may take one part in so many of the screen."""


class Viewport:
    """The window on the transcript; also what the session asks about the screen."""

    def __init__(self) -> None:
        self._painter: TranscriptPainter | None = None
        self._session: Session | None = None
        self._rows = 1
        self._top = (1, 0)
        self._shown: tuple[int, ...] = ()
        self._whole: tuple[int, ...] = ()

    def paint(self, session: Session, cells: int, rows: int, *, spaced: bool) -> list[Row]:
        """The rows of the transcript column, moved so that the cursor is seen."""
        painter = self._painter
        if painter is None or painter.cells != cells or painter.transcript is not session.transcript:
            painter = self._painter = TranscriptPainter(session, cells, spaced=spaced)
            self._top = self._above(painter, session.n, rows)
        self._session, self._rows = session, rows
        self._follow(painter, session.n, rows)
        return self._drawn(painter, rows)

    def _drawn(self, painter: TranscriptPainter, rows: int) -> list[Row]:
        drawn: list[Row] = []
        n, skip = self._top
        shown: list[int] = []
        whole: list[int] = []
        while len(drawn) < rows and n <= len(painter.transcript.paragraphs):
            block = painter.rows(n)
            if skip == 0 and len(drawn) + len(block) <= rows + 1:
                whole.append(n)
            shown.append(n)
            drawn += block[skip:]
            n, skip = n + 1, 0
        self._shown, self._whole = tuple(shown), tuple(whole)
        drawn = drawn[:rows]
        return drawn + [fitted([], painter.cells) for _ in range(rows - len(drawn))]

    def _follow(self, painter: TranscriptPainter, n: int, rows: int) -> None:
        top, skip = self._top
        if top > len(painter.transcript.paragraphs):
            self._top = self._above(painter, n, rows)
        elif n < top or (n == top and skip and painter.height(n) <= rows):
            self._top = self._leap_up(painter, n, rows)
        elif n > top:
            used = -skip
            for number in range(top, n + 1):
                used += painter.height(number)
                if used > rows + 1:
                    self._top = self._above(painter, n, rows)
                    return

    def _above(self, painter: TranscriptPainter, n: int, rows: int) -> tuple[int, int]:
        """A beginning that shows paragraph ``n`` near the top, with what was said just before it."""
        room = min(rows // _CONTEXT_SHARE, max(rows - painter.height(n), 0))
        top = n
        while top > 1 and painter.height(top - 1) <= room:
            top -= 1
            room -= painter.height(top)
        return (top, 0)

    def _leap_up(self, painter: TranscriptPainter, n: int, rows: int) -> tuple[int, int]:
        """A beginning that shows paragraph ``n`` in the lower part of the screen."""
        room = rows - painter.height(n) - rows // _CONTEXT_SHARE
        top = n
        while top > 1 and painter.height(top - 1) <= room:
            top -= 1
            room -= painter.height(top)
        return (top, 0)

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The paragraph to go to for a screen up or down, which then stands at the top or the bottom."""
        if self._painter is None or not self._shown:
            return place + 10 * direction
        last = len(self._painter.transcript.paragraphs)
        if direction > 0:
            following = max(self._whole or self._shown) + 1
            target = min(max(following, place + 1), last)
            self._top = (target, 0)
            return target
        target = max(min(self._shown) - 1, 1)
        self._top = self._leap_up(self._painter, target, self._rows)
        return min(target, max(place - 1, 1))

    def scroll(self, direction: int) -> bool:
        """Scroll inside the paragraph under the cursor if it is taller than the screen and there is more of it."""
        if self._painter is None or self._session is None:
            return False
        n = self._session.n
        height = self._painter.height(n)
        top, skip = self._top
        if height <= self._rows or top != n:
            return False
        step = max(self._rows - 2, 1)
        if direction > 0 and skip + self._rows < height:
            self._top = (n, min(skip + step, height - self._rows))
            return True
        if direction < 0 and skip > 0:
            self._top = (n, max(skip - step, 0))
            return True
        return False

    def visible(self) -> tuple[int, ...]:
        """Numbers of the paragraphs that are on the screen."""
        return self._shown
