"""The one widget of the coding screen: it draws frames and hands keys on.

It compares each frame with the one before and asks for just the changed cells to be painted, so a key costs
one frame and few bytes. It never touches storage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from postil.tui.paint.cells import difference

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events

    from postil.tui.paint.cells import Row
    from postil.tui.paint.frame import Painter


class CodingView(Widget, can_focus=True):
    """The whole screen, line by line."""

    DEFAULT_CSS = "CodingView { width: 100%; height: 100%; background: transparent; }"
    ALLOW_SELECT = False

    def __init__(self, painter: Painter, looks: dict[str, Style]) -> None:
        super().__init__()
        self.painter = painter
        self._looks = looks
        self._frame: list[Row] = []

    @property
    def frame(self) -> list[Row]:
        """The rows that are on the screen."""
        return self._frame

    def render_line(self, y: int) -> Strip:
        """One row of the frame."""
        cells = self.size.width
        if not self._frame:
            self._frame = self.painter.frame(cells, self.size.height)
        if y >= len(self._frame):
            return Strip.blank(cells)
        return Strip([Segment(text, self._looks[style]) for text, style in self._frame[y]], cells)

    def on_resize(self, event: events.Resize) -> None:
        """Draw everything at the new size."""
        self._frame = self.painter.frame(event.size.width, event.size.height)
        self.refresh()

    def redraw(self) -> None:
        """Paint every cell again."""
        self._frame = self.painter.frame(self.size.width, self.size.height)
        self.refresh(layout=True)

    def update(self) -> None:
        """Paint the cells that differ from what is on the screen."""
        cells, rows = self.size
        new = self.painter.frame(cells, rows)
        old, self._frame = self._frame, new
        if len(old) != len(new):
            self.refresh()
            return
        regions = [
            Region(changed[0], y, changed[1] - changed[0], 1)
            for y, (before, after) in enumerate(zip(old, new, strict=True))
            if (changed := difference(before, after, cells)) is not None
        ]
        if regions:
            self.refresh(*regions)
