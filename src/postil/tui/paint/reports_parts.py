"""The parts of a report as rows: tables with bars, heat maps and texts, the cell under the cursor marked.

Invariant: a row is as wide as it is asked for; the columns of labels are always seen, and of the others those around
the cursor. What a bar or a shade tells stands beside it as a figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.page import distinct, filled_cell, greatest, heat_cell, laid_out, line_texts, shades_text
from postil.reports.report import Facts, Grid
from postil.text.clean import visible, visible_lines
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import fitted, run
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.reports.report import Heat, Part
    from postil.tui.paint.cells import Row

_POINTER = 2
"""Cells of the pointer before a line."""
_GAP = 2
"""Cells before each further column; the last of them is marked with a figure under the cursor."""
_HEAD_CELLS, _WORD_CELLS, _HEAD_ROWS = 10, 16, 3
"""What the head of a column of a heat map takes at most, unless its figures or single words are wider; of the latter
the most that is given room."""
_LEAST_LABEL, _MOST_LABEL = 14, 44
_ABOUT = 30
"""The most cells of what a text is about, beside it, in a wide screen."""


class Columns(NamedTuple):
    """A table or a heat map as texts that are safe to draw, made for some width."""

    heads: list[list[str]]
    """The rows of the heads, one text a column."""
    lines: list[list[str]]
    widths: list[int]
    right: list[bool]
    """Which columns stand at the right of their cells."""
    labels: int
    """How many columns at the left stay in view."""
    bars: list[str]
    says: str
    """What bars or shades mean."""


class PartPainter:
    """Draws one part of a report at one width."""

    def __init__(self, part: Part, cells: int) -> None:
        self.part = part
        self.cells = cells
        self._columns = None if isinstance(part, Facts) else _columns(part, cells - _POINTER)
        self._left = 0
        """The first of the columns behind the labels that is shown."""
        self._shown: tuple[int, int] = (0, 0)
        """The columns behind the labels that are shown: the first, and the one after the last."""

    def turn_to(self, column: int) -> None:
        """Show the columns around one."""
        known = self._columns
        if known is None:
            return
        room = self.cells - _POINTER - _taken(known.widths[: known.labels])
        rest = known.widths[known.labels :]
        at = max(column - known.labels, 0)
        self._left = min(self._left, at)
        while self._left < at and _taken(rest[self._left : at + 1]) + _GAP > room:
            self._left += 1
        while self._left > 0 and _taken(rest[self._left - 1 :]) + _GAP <= room:
            self._left -= 1
        stop = self._left + 1
        while stop < len(rest) and _taken(rest[self._left : stop + 1]) + _GAP <= room:
            stop += 1
        self._shown = (known.labels + self._left, known.labels + min(stop, len(rest)))

    # ---- rows ----

    def title(self, *, here: bool, note: str = "") -> Row:
        """The title over the part, and at its end which columns are seen."""
        known = self._columns
        first, stop = self._shown
        if known is not None and here and stop - first < len(known.widths) - known.labels:
            seen = f"columns {first - known.labels + 1} to {stop - known.labels} of {len(known.widths) - known.labels}"
            note = f"{note} · {seen}" if note else seen
        end = f" {note} " if note else ""
        name = shortened(visible(self.part.title), max(self.cells - width(end) - 4, 1))
        left = [run("─ ", "line"), run(name, "bold"), run(" ", "line")]
        fill = max(self.cells - 3 - width(name) - width(end), 0)
        return fitted([*left, run("─" * fill, "line"), run(end, "status")], self.cells)

    def heads(self, column: int = -1) -> list[Row]:
        """The heads of the columns; that of the cursor's is marked."""
        known = self._columns
        if known is None or not known.lines:
            return []
        rows: list[Row] = []
        for texts in known.heads:
            row = [run(" " * _POINTER)]
            for at in self._seen():
                style = "match" if at == column else "quiet"
                row += self._cell(at, texts[at], style, first=at == 0)
            rows.append(fitted(row, self.cells))
        return rows

    def line(self, at: int, column: int = -1) -> list[Row]:
        """A line; ``column`` is that of the cursor, if the cursor is here."""
        if isinstance(self.part, Facts):
            return self._fact(at, here=column >= 0)
        known = self._columns
        assert known is not None
        here = column >= 0
        row = [run("▸ " if here else "  ", "bar")]
        for place in self._seen():
            text = known.lines[at][place]
            style = ("bold" if here else "row") if place < known.labels else _looks(text)
            row += self._cell(place, text, "selected" if place == column else style, first=place == 0)
        if known.bars[at] and self._shown[1] == len(known.widths):
            row += [run("  "), run(known.bars[at], "bar")]
        return [fitted(row, self.cells)]

    def below(self) -> list[Row]:
        """What stands below the lines: what bars or shades mean, or that there is nothing."""
        known = self._columns
        many = len(self.part.facts) if isinstance(self.part, Facts) else len(known.lines) if known else 0
        told = self.part.empty if not many else known.says if known else ""
        shown = visible(told)
        rows = (
            [[run("  "), run(shown[start:end], "quiet")] for start, end in wrap(shown, self.cells - 3)] if told else []
        )
        return [fitted(row, self.cells) for row in rows]

    def _seen(self) -> list[int]:
        known = self._columns
        return [] if known is None else [*range(known.labels), *range(*self._shown)]

    def _cell(self, at: int, text: str, style: str, *, first: bool) -> Row:
        known = self._columns
        assert known is not None
        shown = filled_cell(shortened(text, known.widths[at]), known.widths[at], right=known.right[at])
        if first:
            return [run(shown, style)]
        return (
            [run(" " * (_GAP - 1)), run(f" {shown}", style)]
            if style == "selected"
            else [run(" " * _GAP), run(shown, style)]
        )

    # ---- texts ----

    def _fact(self, at: int, *, here: bool) -> list[Row]:
        assert isinstance(self.part, Facts)
        about, text = self.part.facts[at]
        bar = run("▸ " if here else "  ", "bar")
        if self.part.below:
            return [*self._below_it(visible(about), visible_lines(text), bar, here=here), []]
        if not about:
            return self._beside("", visible_lines(text), bar, 0, here=here)
        most = max(_ABOUT if self.cells >= 70 else self.cells // 3, 8)
        size = min(max(width(visible(known)) for known, _ in self.part.facts), most)
        return self._beside(visible(about), visible_lines(text), bar, size, here=here)

    def _below_it(self, about: str, text: str, bar: tuple[str, str], *, here: bool) -> list[Row]:
        size = max(self.cells - _POINTER - 3, 8)
        more = (run("▏ " if here else "  ", "bar")[0], "bar")
        heads = [[run(about[a:b], "bold" if here else "speaker")] for a, b in wrap(about, size)]
        texts = [[run("  "), run(text[a:b])] for a, b in wrap(text, size)]
        rows = [*heads, *texts]
        return [fitted([bar if index == 0 else more, *row], self.cells) for index, row in enumerate(rows)]

    def _beside(self, about: str, text: str, bar: tuple[str, str], size: int, *, here: bool) -> list[Row]:
        gap = 2 if size else 0
        left = [about[a:b] for a, b in wrap(about, size)] if size else []
        right = [text[a:b] for a, b in wrap(text, max(self.cells - _POINTER - size - gap - 1, 8))]
        rows: list[Row] = []
        for index in range(max(len(left), len(right))):
            label = padded(left[index] if index < len(left) else "", size) + " " * gap
            said = right[index] if index < len(right) else ""
            first = bar if index == 0 else run("  ")
            rows.append(fitted([first, run(label, "bold" if here else "status"), run(said)], self.cells))
        return rows


def _taken(widths: Sequence[int]) -> int:
    """Cells of columns with the gaps between them."""
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


def _looks(text: str) -> str:
    """How a figure looks: what is none is faint."""
    return "faint" if text in {"0", "·", "n/a", ""} else "text"


def _columns(part: Grid | Heat, cells: int) -> Columns:
    return _of_grid(part, cells) if isinstance(part, Grid) else _of_heat(part, cells)


def _of_grid(grid: Grid, cells: int) -> Columns:
    if not grid.lines:
        return Columns([], [], [1] * len(grid.headings), [False] * len(grid.headings), 1, [], "")
    laid = laid_out(grid, cells)
    labels = grid.bar.named_by if grid.bar is not None else 1
    right = [heading.number for heading in grid.headings]
    return Columns(laid.heads, laid.lines, laid.widths, right, labels, laid.bars, laid.says)


def _of_heat(heat: Heat, cells: int) -> Columns:
    most = greatest(heat)
    lines = [[line_texts(row)[0], *(heat_cell(cell, most) for cell in row.cells[1:])] for row in heat.rows]
    names = [visible(name) for name in heat.columns]
    widths = [max(3, _head_cells(name), *(width(line[at]) for line in lines)) for at, name in enumerate(names, 1)]
    heads = [_stacked(name, size) for name, size in zip(names, widths, strict=True)]
    high = max(map(len, heads), default=1)
    stacked = [
        [visible(heat.corner) if row == high - 1 else "", *(("", "", *head)[row - high] for head in heads)]
        for row in range(high)
    ]
    longest = max((width(line[0]) for line in lines), default=0)
    front = min(longest, max(_LEAST_LABEL, min(_MOST_LABEL, cells * 2 // 5)))
    labels = distinct([line[0] for line in lines], front)
    shown = [[label, *line[1:]] for label, line in zip(labels, lines, strict=True)]
    says = f"{heat.says}; {shades_text(most)}" if lines else ""
    return Columns(stacked, shown, [front, *widths], [False, *([True] * len(names))], 1, [""] * len(lines), says)


def _head_cells(name: str) -> int:
    longest = max(map(width, name.split()), default=0)
    return max(min(width(name), _HEAD_CELLS), min(longest, _WORD_CELLS))


def _stacked(name: str, cells: int) -> list[str]:
    """The head of a column over a few rows, with … where there is more of it."""
    spans = wrap(name, cells)
    lines = [name[start:end] for start, end in spans[:_HEAD_ROWS]]
    if len(spans) > _HEAD_ROWS:
        lines[-1] = shortened(name[spans[_HEAD_ROWS - 1][0] :], cells)
    return lines
