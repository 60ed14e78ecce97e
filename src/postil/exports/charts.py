"""Grids with bars and heat maps as SVG, to stand in a page of HTML.

Drawn with svg.py, a small library of SVG elements; docs/reports.md says why with no chart library. Invariant: a drawing
has no script, no colour and no size of text of its own (the page's style has them), and each figure stands beside its
bar or in its field. The library escapes nothing: texts go through ``escaped`` here, and attributes are numbers and
fixed words only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.exports.html_page import escaped
from postil.reports.page import bounds, shade
from postil.text.clean import visible
from postil.text.wrap import shortened, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import svg

    from postil.reports.report import Grid, Heat, Line

STYLE = """\
:root { --bar: #2f6db5; --before: #c9d9ec; --s0: #dbe7f5; --s1: #a6c5e8; --s2: #6a9fd8; --s3: #1f5a99; --on3: #fff; \
--on01: #000; --on2: #000; }
svg.chart { direction: ltr; display: block; max-width: 100%; height: auto; margin: .6rem 0; }
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
@media print { svg.chart { break-inside: avoid; } }
"""
_ROW, _LETTER, _PAD = 22, 7.2, 8
"""Height of a row, width of a letter and space between things, in pixels."""
_LABEL, _LABEL_OF_SEVERAL = 44, 30
"""Letters of the longest label, and of each part of one that has several."""
_BAR = 360
"""Pixels of the longest bar."""
_FIELD = 34
"""Width of a field of a heat map, in pixels, at least."""
_HEAD = 24
"""Letters of the longest head of a column."""
COLUMNS = 20
"""Columns of a heat map that stand beside each other; more follow in another drawing."""


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


def bar_chart(grid: Grid, name: str) -> str:
    """The bars of a grid.

    Args:
        grid: one that has bars and lines.
        name: what tells this drawing from others in the page: letters, digits and hyphens.
    """
    assert grid.bar is not None
    bar = grid.bar
    labels = _labels(grid.lines, bar.named_by)
    figures = [_figure(line, bar.column) for line in grid.lines]
    before = [0 if bar.before is None else _figure(line, bar.before) for line in grid.lines]
    longest = max(map(sum, zip(figures, before, strict=True)), default=0) or 1
    front = _front(labels)
    says = f"Bars: {bar.says}" + ("" if bar.before is None else f", after {bar.before_says}, which are lighter")
    canvas = Canvas(front + _BAR + 60, len(labels) * _ROW + _PAD, name, grid.title, f"{says}. The table has them all.")
    for at, label in enumerate(labels):
        y = at * _ROW
        _text(canvas, label, _PAD + _set_in(grid.lines[at]), y)
        light = before[at] * _BAR / longest
        length = figures[at] * _BAR / longest
        if light:
            _box(canvas, front, y, light, kind="before")
        if length:
            _box(canvas, front + light, y, length, kind="bar")
        _text(canvas, f"{figures[at]:,}", front + light + length + _PAD / 2, y)
    return _svg(canvas)


def heat_charts(heat: Heat, name: str) -> Iterator[str]:
    """A heat map, in as many drawings as it needs for its columns; one without rows has none."""
    if not heat.rows:
        return
    most = max((_figure(row, at) for row in heat.rows for at in range(1, len(row.cells))), default=0)
    for number, first in enumerate(range(0, len(heat.columns), COLUMNS)):
        yield _heat(heat, range(first, min(first + COLUMNS, len(heat.columns))), most, f"{name}-{number}")


def _heat(heat: Heat, columns: range, most: int, name: str) -> str:
    labels = _labels(heat.rows)
    heads = [shortened(visible(heat.columns[at]), _HEAD) for at in columns]
    slanted = any(width(head) * _LETTER > _FIELD for head in heads)
    high = max((width(head) for head in heads), default=0) * _LETTER * 0.72 + _ROW if slanted else _ROW
    front = _front(labels)
    legend = [(at, ends) for at, ends in enumerate(bounds(most)) if ends[1] >= ends[0]]
    room = (high if slanted else 0) + _PAD
    tall = high + (len(labels) + 2) * _ROW
    says = f"Fields: {heat.says}; greater figures are darker or, on a dark screen, lighter. The table has them all."
    canvas = Canvas(max(front + len(heads) * _FIELD + room, front + 330), tall, name, heat.title, says)
    for place, head in enumerate(heads):
        x = front + place * _FIELD + _FIELD / 2
        if slanted:
            _text(canvas, head, x - 4, high - _ROW + 2, turned=True)
        else:
            _text(canvas, head, x, high - _ROW, "middle")
    for at, label in enumerate(labels):
        y = high + at * _ROW
        _text(canvas, label, _PAD + _set_in(heat.rows[at]), y)
        for place, column in enumerate(columns):
            figure = _figure(heat.rows[at], column + 1)
            x = front + place * _FIELD
            dark = shade(figure, most)
            if figure:
                _box(canvas, x + 0.5, y - 2.5, _FIELD - 1, kind=f"s{dark}", tall=_ROW - 1)
            kind = f"middle on{dark}" if figure else "middle"
            _text(canvas, f"{figure:,}" if figure else "·", x + _FIELD / 2, y, kind)
    _legend(canvas, legend, front, high + (len(labels) + 0.5) * _ROW)
    return _svg(canvas)


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


def _labels(lines: Sequence[Line], cells: int = 1) -> list[str]:
    room = _LABEL if cells == 1 else _LABEL_OF_SEVERAL
    return [
        " + ".join(shortened(visible(str(cell)), room - 2 * line.depth) for cell in line.cells[:cells])
        for line in lines
    ]


def _set_in(line: Line) -> float:
    return line.depth * 2 * _LETTER


def _front(labels: Sequence[str]) -> float:
    return max(map(width, labels), default=0) * _LETTER + 4 * _LETTER + 2 * _PAD


def _figure(line: Line, column: int) -> int:
    cell = line.cells[column]
    return cell if isinstance(cell, int) else 0
