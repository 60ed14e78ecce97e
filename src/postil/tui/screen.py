"""The widgets of a screen: they draw frames and hand nothing else on.

Each frame is compared with the one before, and just the changed cells are painted, so a key costs one frame and
few bytes. Textual sends whole rows of a widget, so the screen is two widgets, the transcript and the codebook
beside it. Nothing here touches storage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.segment import Segment
from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from postil.tui.paint.cells import difference

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from postil.tui.paint.cells import Row


class FramePainter(Protocol):
    """What draws a screen."""

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size."""

    def too_small(self, cells: int, rows: int) -> bool:
        """Whether only a notice is drawn at this size."""

    def split(self, cells: int) -> int:
        """The column at which the right part begins; all of the cells where there is none."""


class Part(Widget):
    """Some columns of the screen, all rows."""

    DEFAULT_CSS = "Part { height: 100%; width: 1fr; background: transparent; }"
    ALLOW_SELECT = False

    def __init__(self, view: CodingView, *, left: bool) -> None:
        super().__init__()
        self._view = view
        self._left = left

    def render_line(self, y: int) -> Strip:
        """The part of a row of the frame that lies in these columns."""
        start = 0 if self._left else self._view.split
        return self._view.strip(y).crop(start, start + self.size.width)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's signature
        """Take a size: the layout that gives another one paints everything, so nothing is left to lay out or to paint.

        Where it is the same, what is to be painted waits until the screen has heard of it.
        """
        changed = super()._size_updated(size, virtual_size, container_size, layout=False)
        if changed:
            self._exchange_repaint_regions()
        return changed


class CodingView(Horizontal, can_focus=True):
    """The whole screen as two parts."""

    DEFAULT_CSS = "CodingView { width: 100%; height: 100%; background: transparent; }"
    ALLOW_SELECT = False

    def __init__(self, painter: FramePainter, looks: dict[str, Style]) -> None:
        super().__init__()
        self.painter = painter
        self.split = 0
        """The column at which the right part begins."""
        self._fitted = (0, 0)
        """The cells and rows that the parts were made for."""
        self._looks = looks
        self._frame: list[Row] = []
        self._parts = (Part(self, left=True), Part(self, left=False))

    @property
    def frame(self) -> list[Row]:
        """The rows that are on the screen."""
        return self._frame

    def compose(self) -> ComposeResult:
        """The two parts, drawn already: the first layout is then the last one, and paints them."""
        self._fit(*self.app.size)
        yield from self._parts

    def strip(self, y: int) -> Strip:
        """A row of the frame in the terminal's terms."""
        cells = self.size.width
        if y >= len(self._frame):
            return Strip.blank(cells)
        return Strip([Segment(text, self.look(style)) for text, style in self._frame[y]], cells)

    def look(self, style: str) -> Style:
        """What a style looks like; a plain code where it is unknown, such as a colour of codes from a newer version."""
        return self._looks.get(style, self._looks["chip"])

    def on_resize(self, event: events.Resize) -> None:
        """Draw everything at the new size."""
        if event.size != self._fitted:
            self._fit(*event.size)

    def _fit(self, cells: int, rows: int) -> None:
        self._fitted = (cells, rows)
        self.split = self.painter.split(cells)
        self._parts[0].styles.width = self.split
        self._parts[1].display = self.split < cells
        self._draw(cells, rows)

    def show(self, painter: FramePainter) -> None:
        """Draw another screen from now on."""
        self.painter = painter
        self._fit(*self.size)

    def redraw(self) -> None:
        """Paint every cell again."""
        self._draw(*self.size)

    def _draw(self, cells: int, rows: int) -> None:
        self._frame = self.painter.frame(cells, rows)
        for part in self._parts:
            part.refresh()

    def update(self) -> None:
        """Paint the cells that differ from what is on the screen."""
        cells, rows = self.size
        new = self.painter.frame(cells, rows)
        old, self._frame = self._frame, new
        if len(old) != len(new):
            self.redraw()
            return
        left: list[Region] = []
        right: list[Region] = []
        for y, (before, after) in enumerate(zip(old, new, strict=True)):
            changed = difference(before, after, cells)
            if changed is None:
                continue
            start, end = changed
            if start < self.split:
                left.append(Region(start, y, min(end, self.split) - start, 1))
            if end > self.split:
                start = max(start, self.split)
                right.append(Region(start - self.split, y, end - start, 1))
        for part, regions in zip(self._parts, (left, right), strict=True):
            if regions:
                part.refresh(*regions)
