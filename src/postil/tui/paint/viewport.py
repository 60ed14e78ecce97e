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
_SPARE_ROWS = 3
"""Rows that stay free under the paragraph that is moved to, so that its codes do not make the screen move."""


class Viewport:
    """The window on the transcript; also what the session asks about the screen."""

    def __init__(self) -> None:
        self._painter: TranscriptPainter | None = None
        self._session: Session | None = None
        self._rows = 1
        self._top = (1, 0)
        self._shown: tuple[int, ...] = ()
        self._whole: tuple[int, ...] = ()
        self._held: tuple[int, int, int] = (0, 0, 0)
        """The paragraph under the cursor when last drawn, the row it began at, and its height."""

    def paint(self, session: Session, cells: int, rows: int, *, spaced: bool) -> list[Row]:
        """The rows of the transcript column, moved so that the cursor is seen."""
        painter = self._painter
        if painter is None or painter.cells != cells or painter.transcript is not session.transcript:
            painter = self._painter = TranscriptPainter(session, cells, spaced=spaced)
            self._top = self._above(painter, session.n, rows)
            self._held = (0, 0, 0)
        with painter.one_frame():
            return self._paint(painter, session, rows)

    def _paint(self, painter: TranscriptPainter, session: Session, rows: int) -> list[Row]:
        resized, self._session, self._rows = rows != self._rows, session, rows
        if session.n != self._held[0] or resized:
            self._follow(painter, session.n, rows)
        else:
            self._hold(painter, session.n, rows)
        drawn = self._drawn(painter, rows)
        self._held = (session.n, self._row_of(painter, session.n), painter.height(session.n))
        return drawn

    def _row_of(self, painter: TranscriptPainter, n: int) -> int:
        """The row of the screen at which a paragraph begins; negative where its beginning is above the screen."""
        top, skip = self._top
        return sum(painter.height(number) for number in range(top, n)) - skip

    def _hold(self, painter: TranscriptPainter, n: int, rows: int) -> None:
        """The cursor has not moved but its paragraph may have grown or shrunk: move the smaller side of the screen."""
        _, row, height = self._held
        grown = painter.height(n) - height
        below = rows - row - height
        if grown and row < below:
            self._top = self._moved(painter, self._top, grown)
        elif grown > 0 and row + height + grown > rows > height + grown:
            self._follow(painter, n, rows)

    @staticmethod
    def _moved(painter: TranscriptPainter, top: tuple[int, int], by: int) -> tuple[int, int]:
        """A beginning so many rows further down, or up where ``by`` is negative; as far as there is text."""
        n, skip = top
        skip += by
        while skip < 0 and n > 1:
            n -= 1
            skip += painter.height(n)
        while n < len(painter.transcript.paragraphs) and skip >= painter.height(n):
            skip -= painter.height(n)
            n += 1
        return (n, max(skip, 0))

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
        elif n > top or not skip:
            spare = _SPARE_ROWS if painter.height(n) + _SPARE_ROWS <= rows else 0
            used = spare - skip
            for number in range(top, n + 1):
                used += painter.height(number)
                if used > rows + 1 and (number, skip) != (top, 0):
                    self._top = self._above(painter, n, rows)
                    return

    def _above(self, painter: TranscriptPainter, n: int, rows: int) -> tuple[int, int]:
        """A beginning that shows paragraph ``n`` in the upper part, with what was said just before it."""
        room = min(rows // _CONTEXT_SHARE, max(rows - painter.height(n) - _SPARE_ROWS, 0))
        return self._moved(painter, (n, 0), -room)

    def _leap_up(self, painter: TranscriptPainter, n: int, rows: int) -> tuple[int, int]:
        """A beginning that shows paragraph ``n`` in the lower part of the screen."""
        room = max(rows - painter.height(n) - rows // _CONTEXT_SHARE, 0)
        return self._moved(painter, (n, 0), -room)

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The paragraph to go to for a screen up or down, which then stands at the top or the bottom."""
        if self._painter is None or not self._shown:
            return place + 10 * direction
        if self.scroll(direction):
            return place
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
