"""What every screen but the coding screen has in common: a header, a middle, a status line, and the list of keys.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from postil.session.modes import Helping
from postil.session.session import Session
from postil.tui.paint.cells import beside, fitted, row_width
from postil.tui.paint.frame import SMALLEST, WIDE, Painter
from postil.tui.paint.parts import all_keys, help_hint, status, too_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.tui.paint.cells import Row

S = TypeVar("S", bound=Session)


class ScreenPainter(ABC, Generic[S]):
    """Draws frames of one session. Also what the session asks about the screen."""

    about: ClassVar[str] = ""
    """What the screen is for; stands above the list of keys."""

    def __init__(self, session: S) -> None:
        self._session = session
        self._cells = 0
        """How wide the screen was when it was last drawn."""

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size."""
        session, mode, self._cells = self._session, self._session.mode, cells
        if self.too_small(cells, rows):
            return too_small(session, cells, rows, SMALLEST)
        if isinstance(mode, Helping):
            wide = cells >= WIDE
            middle, hint = all_keys(session, mode, cells, rows - 2, wide=wide, about=self.about), help_hint(mode)
        else:
            middle, hint = self._middle(cells, rows - 2), self._hint()
        drawn = [self._header(cells), *middle, status(session, hint, cells)]
        return [fitted(row, cells) for row in drawn[:rows]]

    @staticmethod
    def too_small(cells: int, rows: int) -> bool:
        """Whether only a notice is drawn at this size."""
        return Painter.too_small(cells, rows)

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the right part begins; all of the cells where there is none."""
        return cells

    @abstractmethod
    def _header(self, cells: int) -> Row:
        """The first row."""

    @abstractmethod
    def _middle(self, cells: int, rows: int) -> list[Row]:
        """The rows between the header and the status line."""

    @abstractmethod
    def _hint(self) -> str:
        """What the status line says where there is nothing else to say."""

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The place to go to for a screen up or down."""
        return place + 10 * direction

    def scroll(self, direction: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Nothing to scroll but by moving the cursor."""
        return False

    def visible(self) -> Sequence[int]:
        """No paragraphs are on the screen."""
        return ()


def heading(choices: Iterable[tuple[Row, Row]], cells: int) -> Row:
    """The first of several left and right parts of a header that fit, from the fullest to the briefest."""
    row: Row = []
    rest: Row = []
    for row, rest in choices:
        if row_width(row) + row_width(rest) <= cells:
            break
    return beside(row, rest, cells)
