"""Grids with bars and heat maps as SVG, to stand in a page of HTML.

Drawn with svg.py, a small library of SVG elements; docs/reports.md says why with no chart library. Invariant: a drawing
has no script, no colour and no size of text of its own (the page's style has them), each figure stands beside its bar
or in its field, and no name is cut. The library escapes nothing: texts go through ``escaped`` here, and attributes are
numbers and fixed words only.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.exports.html_page import escaped
from postil.reports.page import bounds, shade
from postil.text.clean import visible
from postil.text.figures import NONE
from postil.text.wrap import width, wrap
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import svg

    from postil.reports.report import Bar, Grid, Heat, Line, Shown

STYLE = """\
:root { --bar: #2f6db5; --before: #c9d9ec; --s0: #dbe7f5; --s1: #a6c5e8; --s2: #6a9fd8; --s3: #1f5a99; --on3: #fff; \
--on01: #000; --on2: #000; }
svg.chart { direction: ltr; display: block; margin: .6rem 0; }
svg.chart text { font: 13px system-ui, sans-serif; fill: currentColor; unicode-bidi: plaintext; }
svg.chart .end { text-anchor: end; } svg.chart .middle { text-anchor: middle; }
svg.chart .bar { fill: var(--bar); } svg.chart .before { fill: var(--before); stroke: var(--bar); stroke-width: .5; }
svg.chart .line { stroke: var(--line); stroke-width: .5; }
svg.chart .s0 { fill: var(--s0); } svg.chart .s1 { fill: var(--s1); }
svg.chart .s2 { fill: var(--s2); } svg.chart .s3 { fill: var(--s3); }
svg.chart .on0, svg.chart .on1 { fill: var(--on01); } svg.chart .on2 { fill: var(--on2); }
svg.chart .on3 { fill: var(--on3); }
@media screen and (prefers-color-scheme: dark) {
  :root { --bar: #78aee8; --before: #24384f; --s0: #16304d; --s1: #24548a; --s2: #6a9fd8; --s3: #c3dcf7; \
--on3: #000; --on01: #fff; }
}
@media print { svg.chart { break-inside: avoid; max-width: 100%; height: auto; max-height: 20cm; } }
"""
_ROW, _LINE, _LETTER, _PAD = 22, 16, 7.2, 8
"""Height of a row and of each further line of its label, width of a letter and space between things, in pixels."""
_LABEL, _LABEL_OF_SEVERAL = 44, 62
"""Letters of a line of a label, and of one that has several parts; longer ones go on in the next line."""
_BAR = 360
"""Pixels of the longest bar."""
_FIELD = 34
"""Width of a field of a heat map, in pixels, at least."""
_HEAD = 24
"""Letters of the longest head of a column; where one is longer, heads are numbers, and told below."""
COLUMNS = 20
"""Columns of a heat map that stand beside each other; more follow in another drawing."""
_TALL = 740
"""Pixels of the rows of one drawing; more follow in another, so that each fits on a sheet of paper."""


@dataclass
class Canvas:
    """A drawing that is being made."""

    wide: float
    tall: float
    name: str
    """What tells this drawing from others in the page: letters, digits and hyphens."""
    title: str
    says: str
    """What it shows, for a screen reader."""
    elements: list[svg.Element] = field(default_factory=list)


def bar_charts(grid: Grid, name: str) -> Iterator[str]:
    """The bars of a grid, in as many drawings as they need.

    Args:
        grid: one that has bars and lines.
        name: what tells its drawings from others in the page: letters, digits and hyphens.
    """
    assert grid.bar is not None
    labels = _labels(grid.lines, grid.bar.named_by)
    longest = max((_before(line, grid.bar) + _figure(line, grid.bar.column) for line in grid.lines), default=0) or 1
    front = _front(labels, grid.lines)
    for number, rows in enumerate(_sheets(labels)):
        part = grid._replace(lines=grid.lines[rows.start : rows.stop])
        yield _bar_chart(part, f"{name}-{number}", labels[rows.start : rows.stop], (front, longest))


def _bar_chart(grid: Grid, name: str, labels: Sequence[Sequence[str]], scale: tuple[float, int]) -> str:
    """One drawing; ``scale``: where bars begin, and the longest."""
    assert grid.bar is not None
    bar, (front, longest) = grid.bar, scale
    says = f"Bars: {bar.says}" + ("" if bar.before is None else f", after {bar.before_says}, which are lighter")
    tall = sum(map(_tall, labels)) + _PAD
    canvas = Canvas(front + _BAR + 60, tall, name, grid.title, f"{says}. The table has them all.")
    for line, (label, y) in zip(grid.lines, _rows(labels, 0), strict=True):
        _label(canvas, label, _PAD + _set_in(line), y)
        middle = y + (_tall(label) - _ROW) / 2
        figure = _figure(line, bar.column)
        light, length = _before(line, bar) * _BAR / longest, figure * _BAR / longest
        if light:
            _box(canvas, front, middle, light, kind="before")
        if length:
            _box(canvas, front + light, middle, length, kind="bar")
        _text(canvas, f"{figure:,}", front + light + length + _PAD / 2, middle)
    return _svg(canvas)


def _before(line: Line, bar: Bar) -> int:
    return 0 if bar.before is None else _figure(line, bar.before)


def _sheets(labels: Sequence[Sequence[str]]) -> Iterator[range]:
    """Which rows stand in one drawing: about as many in each."""
    whole = sum(map(_tall, labels))
    most = whole / max(math.ceil(whole / _TALL), 1) + _ROW
    first, used = 0, 0.0
    for at, label in enumerate(labels):
        if at > first and used + _tall(label) > most:
            yield range(first, at)
            first, used = at, 0.0
        used += _tall(label)
    if labels:
        yield range(first, len(labels))


def heat_charts(heat: Heat, name: str) -> Iterator[str]:
    """A heat map, in as many drawings as it needs for its columns and rows; one without rows has none."""
    most = max((_figure(row, at) for row in heat.rows for at in range(1, len(row.cells))), default=0)
    numbered = any(width(visible(head)) > _HEAD for head in heat.columns)
    number = 0
    for first in range(0, len(heat.columns), COLUMNS):
        columns = range(first, min(first + COLUMNS, len(heat.columns)))
        for rows in _sheets(_labels(heat.rows)):
            part = heat._replace(rows=heat.rows[rows.start : rows.stop])
            last = rows.stop == len(heat.rows)
            yield _heat(
                part, columns, most, f"{name}-{number}", _Heads(numbered, last, _front(_labels(heat.rows), heat.rows))
            )
            number += 1


class _Heads(NamedTuple):
    """How a heat map is laid out over its drawings."""

    numbered: bool
    """Whether its columns are headed by numbers."""
    last: bool
    """Whether this drawing ends its rows, and so tells what the numbers are."""
    front: float
    """Where the fields begin."""


def _heat(heat: Heat, columns: range, most: int, name: str, how: _Heads) -> str:
    labels = _labels(heat.rows)
    heads = [str(at + 1) if how.numbered else visible(heat.columns[at]) for at in columns]
    key = [
        (str(at + 1), _lines(visible(heat.columns[at]), _LABEL_OF_SEVERAL))
        for at in columns
        if how.numbered and how.last
    ]
    slanted = any(width(head) * _LETTER > _FIELD for head in heads)
    high = max((width(head) for head in heads), default=0) * _LETTER * 0.72 + _ROW if slanted else _ROW
    front = how.front
    legend = [(at, ends) for at, ends in enumerate(bounds(most)) if ends[1] >= ends[0]]
    room = (high if slanted else 0) + _PAD
    below = high + sum(map(_tall, labels))
    wide = max(front + len(heads) * _FIELD + room, front + 330, _PAD + (_LABEL_OF_SEVERAL + 6) * _LETTER * bool(key))
    says = f"Fields: {heat.says}; greater figures are darker or, on a dark screen, lighter. The table has them all."
    canvas = Canvas(wide, below + 2 * _ROW + sum(_tall(lines) for _, lines in key), name, heat.title, says)
    for place, head in enumerate(heads):
        x = front + place * _FIELD + _FIELD / 2
        if slanted:
            _text(canvas, head, x - 4, high - _ROW + 2, turned=True)
        else:
            _text(canvas, head, x, high - _ROW, "middle")
    for row, (label, y) in zip(heat.rows, _rows(labels, high), strict=True):
        _label(canvas, label, _PAD + _set_in(row), y)
        _fields(canvas, [row.cells[column + 1] for column in columns], most, (front, y, _tall(label)))
    _legend(canvas, legend, front, below + 0.5 * _ROW)
    for (head, lines), (_, y) in zip(key, _rows([lines for _, lines in key], below + 2 * _ROW), strict=True):
        _text(canvas, head, _PAD + 3 * _LETTER, y, "end")
        _label(canvas, lines, _PAD + 4 * _LETTER, y)
    return _svg(canvas)


def _fields(canvas: Canvas, cells: Sequence[Shown], most: int, at: tuple[float, float, float]) -> None:
    """The fields of one row, from a place to the right; ``at``: x, y, and how tall the row is."""
    front, y, tall = at
    for place, cell in enumerate(cells):
        x = front + place * _FIELD
        figure = cell if isinstance(cell, int) else 0
        dark = shade(figure, most)
        if figure:
            _box(canvas, x + 0.5, y - 2.5, _FIELD - 1, kind=f"s{dark}", tall=tall - 1)
        said = NONE if cell is None else f"{figure:,}" if figure else "·"
        middle = y + (tall - _ROW) / 2
        _text(canvas, said, x + _FIELD / 2, middle, f"middle on{dark}" if figure else "middle")


def _legend(canvas: Canvas, legend: Sequence[tuple[int, tuple[int, int]]], x: float, y: float) -> None:
    for at, (least, greatest) in legend:
        said = f"{least:,}" + (f"–{greatest:,}" if greatest > least else "")
        _box(canvas, x, y, _ROW, kind=f"s{at}")
        _text(canvas, said, x + _ROW + _PAD / 2, y)
        x += _ROW + _PAD * 2 + width(said) * _LETTER


# ---- elements ----


def _svg(canvas: Canvas) -> str:
    import svg  # noqa: PLC0415 - loaded when it is needed

    wide, tall = round(canvas.wide), round(canvas.tall)
    named = {"aria-labelledby": f"{canvas.name}-title", "aria-describedby": f"{canvas.name}-says"}
    said: list[svg.Element] = [
        svg.Title(id=f"{canvas.name}-title", text=escaped(visible(canvas.title))),
        svg.Desc(id=f"{canvas.name}-says", text=escaped(visible(canvas.says))),
    ]
    return str(
        svg.SVG(
            width=wide,
            height=tall,
            preserveAspectRatio=svg.PreserveAspectRatio("xMinYMin"),
            viewBox=svg.ViewBoxSpec(0, 0, wide, tall),
            class_=["chart"],
            extra={"role": "img", **named},
            elements=[*said, *canvas.elements],
        )
    )


def _box(canvas: Canvas, x: float, y: float, wide: float, *, kind: str, tall: float = _ROW - 7) -> None:
    import svg  # noqa: PLC0415 - loaded when it is needed

    canvas.elements.append(svg.Rect(x=round(x, 1), y=round(y + 3, 1), width=round(wide, 1), height=tall, class_=[kind]))


def _text(canvas: Canvas, text: str, x: float, y: float, kind: str = "", *, turned: bool = False) -> None:
    import svg  # noqa: PLC0415 - loaded when it is needed

    x, y = round(x, 1), round(y + _ROW - 7, 1)
    canvas.elements.append(
        svg.Text(
            x=x,
            y=y,
            text=escaped(text),
            class_=kind.split() or None,
            transform=[svg.Rotate(-45, x, y)] if turned else None,
        )
    )


def _label(canvas: Canvas, lines: Sequence[str], x: float, y: float) -> None:
    for at, line in enumerate(lines):
        _text(canvas, line, x, y + at * _LINE)


def _labels(lines: Sequence[Line], cells: int = 1) -> list[list[str]]:
    """What each line is about, whole, over as many lines as it needs."""
    room = _LABEL if cells == 1 else _LABEL_OF_SEVERAL
    return [_joined([visible(str(cell)) for cell in line.cells[:cells]], room - 2 * line.depth) for line in lines]


def _joined(parts: Sequence[str], cells: int) -> list[str]:
    """Names side by side; one below the other where one is written from the right, which would turn their order."""
    if not any(unicodedata.bidirectional(letter) in {"R", "AL"} for part in parts for letter in part):
        return _lines(" + ".join(parts), cells)
    return [line for part in parts for line in _lines(part, cells)]


def _lines(text: str, cells: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, max(cells, _HEAD))]


def _tall(label: Sequence[str]) -> float:
    """How tall a row with such a label is."""
    return _ROW + (len(label) - 1) * _LINE


def _rows(labels: Sequence[Sequence[str]], y: float) -> Iterator[tuple[Sequence[str], float]]:
    """The labels, each with the place from above where its row begins."""
    for label in labels:
        yield label, y
        y += _tall(label)


def _set_in(line: Line) -> float:
    return line.depth * 2 * _LETTER


def _front(labels: Sequence[Sequence[str]], lines: Sequence[Line]) -> float:
    """Where the fields or bars begin."""
    widest = max(
        (
            _set_in(line) + max(map(width, label), default=0) * _LETTER
            for label, line in zip(labels, lines, strict=True)
        ),
        default=0.0,
    )
    return widest + 2 * _PAD


def _figure(line: Line, column: int) -> int:
    cell = line.cells[column]
    return cell if isinstance(cell, int) else 0
