"""A report as lines of text, with bars and heat maps of blocks.

Invariant: no line is wider than it may be, none holds a character that a terminal obeys, and nothing is told by a bar
or a shade alone: its figure stands beside it. Where blocks cannot be shown, plain ASCII marks stand for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.reports.report import Grid, Heat, head_text
from postil.text.clean import visible, visible_lines
from postil.text.figures import NONE
from postil.text.wrap import padded, shortened, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.reports.report import Facts, Line, Part, Report, Shown

_GAP = "  "
_LEAST_LABEL = 12
"""Cells of a label, however little room the figures leave."""
_ENOUGH_LABEL, _LONGEST_LABEL = 22, 44
"""Cells that a label keeps beside a bar, and that it has at most."""
_LONGEST_OTHER = 30
"""Cells of a further column of texts."""
_BAR, _LEAST_BAR = 30, 5
"""Cells of the longest bar; below the least there is none."""
_HEAD = 12
"""Cells of the widest head of a column in a heat map."""


class Ink(NamedTuple):
    """What is drawn with."""

    whole: str
    """A full cell of a bar."""
    parts: str
    """Ends of a bar, from nearly nothing to nearly full; empty if it has whole cells only."""
    light: str
    """A full cell of what comes before a bar."""
    shades: str
    """Marks beside the figures of a heat map, from few to many."""
    nothing: str
    """A figure of 0 in a heat map."""


BLOCKS = Ink("█", "▏▎▍▌▋▊▉", "░", "░▒▓█", "·")
PLAIN = Ink("#", "", ".", ".:+#", "-")


def page_lines(report: Report, cells: int, *, plain: bool = False) -> Iterator[str]:
    """The whole report, at most so many cells wide; ``plain``: with ASCII marks only."""
    ink = PLAIN if plain else BLOCKS
    head = report.head
    yield from hung("", f"{head.study or 'The study'}: {_lower(report.title)}", cells)
    if head.query:
        yield from hung("where: ", head.query, cells)
    yield from hung("", head_text(head), cells)
    for part in report.parts:
        yield ""
        if part.title != report.title:
            yield from hung("", part.title, cells)
        yield from part_lines(part, cells, ink)
    if report.notes:
        yield ""
        for note in report.notes:
            yield from hung("note: ", note, cells)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def part_lines(part: Part, cells: int, ink: Ink = BLOCKS) -> Iterator[str]:
    """One part of a report, without its title."""
    if isinstance(part, Grid):
        yield from _grid_lines(part, cells, ink) if part.lines else hung("", part.empty, cells)
    elif isinstance(part, Heat):
        yield from _heat_lines(part, cells, ink) if part.rows else hung("", part.empty, cells)
    else:
        yield from _facts_lines(part, cells) if part.facts else hung("", part.empty, cells)


def hung(first: str, text: str, cells: int) -> Iterator[str]:
    """A text over as many lines as it needs, each under its beginning, which follows ``first``."""
    first, text = visible(first), visible(text)
    for start, end in wrap(text, cells - width(first)):
        yield (first + text[start:end]).rstrip()
        first = " " * width(first)


# ---- grids ----


def _grid_lines(grid: Grid, cells: int, ink: Ink) -> Iterator[str]:
    numbers = [heading.number for heading in grid.headings]
    heads = _heads([[visible(line) for line in heading.stacked or (heading.text,)] for heading in grid.headings])
    table = [_texts(line) for line in grid.lines]
    widths = _widths([*heads, *table], numbers, cells, bars=grid.bar is not None)
    bars = _bars(grid, min(cells - sum(widths) - len(_GAP) * len(widths), _BAR), ink) or [""] * len(table)
    for row, bar in zip([*heads, *table], [*([""] * len(heads)), *bars], strict=True):
        filled = [_filled(text, size, right=right) for text, size, right in zip(row, widths, numbers, strict=True)]
        yield shortened(_GAP.join([*filled, bar]).rstrip(), cells)
    if any(bars) and grid.bar is not None:
        longest = max((_length(line, grid) for line in grid.lines), default=0)
        says = f"{ink.whole} {grid.bar.says}"
        if grid.bar.before is not None:
            says = f"{ink.light} {grid.bar.before_says}  {says}"
        yield from hung("", f"{says}; the longest bar is {longest:,}", cells)


def _heads(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """Heads of one line or more as rows; the last lines stand beside each other."""
    high = max(map(len, columns))
    return [
        [column[at + len(column) - high] if at + len(column) >= high else "" for column in columns]
        for at in range(high)
    ]


def _widths(table: Sequence[Sequence[str]], numbers: Sequence[bool], cells: int, *, bars: bool) -> list[int]:
    """Cells of each column: all that they need, but texts give way to the rest and to bars."""
    widths = [max(width(row[at]) for row in table) for at in range(len(numbers))]
    texts = [at for at, right in enumerate(numbers) if not right]
    widths[0] = min(widths[0], _LONGEST_LABEL)
    for at in texts[1:]:
        widths[at] = min(widths[at], _LONGEST_OTHER)
    for room, least in ((cells // 8 if bars else 0, _ENOUGH_LABEL), (0, _LEAST_LABEL)):
        while sum(widths) + len(_GAP) * (len(widths) - (not bars)) + room > cells:
            widest = max(texts, key=lambda at: widths[at])
            if widths[widest] <= least:
                break
            widths[widest] -= 1
    return widths


def _texts(line: Line) -> list[str]:
    first, *rest = (_shown(cell) for cell in line.cells)
    return ["  " * line.depth + first, *rest]


def _shown(cell: Shown) -> str:
    if cell is None:
        return NONE
    return visible(cell) if isinstance(cell, str) else f"{cell:,}"


def _filled(text: str, cells: int, *, right: bool) -> str:
    if right:
        return " " * (cells - width(text)) + text
    return padded(text, cells)


def _length(line: Line, grid: Grid) -> int:
    assert grid.bar is not None
    return _figure(line, grid.bar.column) + (0 if grid.bar.before is None else _figure(line, grid.bar.before))


def _figure(line: Line, column: int) -> int:
    cell = line.cells[column]
    return cell if isinstance(cell, int) else 0


def _bars(grid: Grid, cells: int, ink: Ink) -> list[str]:
    if grid.bar is None or cells < _LEAST_BAR:
        return []
    longest = max((_length(line, grid) for line in grid.lines), default=0)
    if not longest:
        return []
    found = []
    for line in grid.lines:
        before = 0 if grid.bar.before is None else _figure(line, grid.bar.before)
        found.append(drawn_bar(_figure(line, grid.bar.column), longest, cells, ink, before=before))
    return found


def drawn_bar(figure: int, longest: int, cells: int, ink: Ink, *, before: int = 0) -> str:
    """A bar as long as its figure, after a light one of ``before``; what is not 0 is never drawn as nothing."""
    light = round(before * cells / longest)
    if before:
        return ink.light * light + ink.whole * max(round((before + figure) * cells / longest) - light, int(figure > 0))
    steps = len(ink.parts) + 1
    length = max(round(figure * cells * steps / longest), int(figure > 0))
    whole, rest = divmod(length, steps)
    return ink.whole * whole + (ink.parts[rest - 1] if rest else "")


# ---- heat maps ----


def _heat_lines(heat: Heat, cells: int, ink: Ink) -> Iterator[str]:
    """The field; columns that do not fit beside the others follow below, and so do heads that are too wide."""
    labels = [_texts(row)[0] for row in heat.rows]
    names = [visible(name) for name in heat.columns]
    most = max((_figure(row, at) for row in heat.rows for at in range(1, len(row.cells))), default=0)
    columns = [[_cell(row.cells[at + 1], most, ink) for row in heat.rows] for at in range(len(names))]
    numbered = any(width(name) > _HEAD for name in names)
    heads = [str(at) for at in range(1, len(names) + 1)] if numbered else names
    widths = [max(3, width(head), *map(width, column)) for head, column in zip(heads, columns, strict=True)]
    longest = max(map(width, [*labels, heat.corner]))
    front = min(longest, max(_LEAST_LABEL, min(_LONGEST_LABEL, cells - max(widths, default=0) - 1)))
    for first, stop in _blocks(widths, cells - front):
        if first:
            yield ""
        here = range(first, stop)
        yield _row(visible(heat.corner), front, [(heads[n], widths[n]) for n in here], cells)
        for number, text in enumerate(labels):
            yield _row(text, front, [(columns[n][number], widths[n]) for n in here], cells)
    yield from hung("", f"{heat.says}; {shades_text(most, ink)}", cells)
    if numbered:
        for head, name in zip(heads, names, strict=True):
            yield from hung(f"{head:>4}  ", name, cells)


def _blocks(widths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Which columns stand beside each other: the first, and the one after the last."""
    first = used = 0
    for at, size in enumerate(widths):
        if at > first and used + 1 + size > room:
            yield first, at
            first, used = at, 0
        used += 1 + size
    if widths:
        yield first, len(widths)


def _row(first: str, front: int, parts: Iterable[tuple[str, int]], cells: int) -> str:
    right = "".join(" " * (1 + size - width(text)) + text for text, size in parts)
    return shortened((padded(first, front) + right).rstrip(), cells)


def _cell(cell: Shown, most: int, ink: Ink) -> str:
    if not isinstance(cell, int):
        return _shown(cell)
    return f"{ink.shades[shade(cell, most)]}{cell:,}" if cell else ink.nothing


def shade(figure: int, most: int, shades: int = 4) -> int:
    """Which of so many shades a figure above 0 has, from 0; the greatest figure has the last."""
    return min(shades - 1, (figure - 1) * shades // most) if most else 0


def shades_text(most: int, ink: Ink) -> str:
    """What the shades stand for: '░ 1-2  ▒ 3-4  ▓ 5-6  █ 7-8'."""
    said = (
        f"{ink.shades[at]} {first:,}" + (f"-{last:,}" if last > first else "")
        for at, (first, last) in enumerate(bounds(most))
        if last >= first
    )
    return f"{ink.nothing} 0  " + "  ".join(said)


def bounds(most: int, shades: int = 4) -> list[tuple[int, int]]:
    """The least and the greatest figure of each shade; the greatest below the least where no figure has it."""
    # (figure - 1) * shades // most == at  <=>  at * most / shades <= figure - 1 < (at + 1) * most / shades
    firsts = [-(-at * most // shades) + 1 for at in range(shades)]
    lasts = [-(-(at + 1) * most // shades) for at in range(shades)]
    return list(zip(firsts, lasts, strict=True))


# ---- texts ----


def _facts_lines(facts: Facts, cells: int) -> Iterator[str]:
    if facts.below:
        for at, (about, text) in enumerate(facts.facts):
            if at:
                yield ""
            yield from hung("", about, cells)
            for line in visible_lines(text).split("\n"):
                yield from hung("  ", line, cells)
        return
    labels = [shortened(visible(about), max(_LONGEST_OTHER, cells * 2 // 5)) for about, _ in facts.facts]
    longest = max(map(width, labels))
    for label, (_, text) in zip(labels, facts.facts, strict=True):
        first = padded(label, longest) + _GAP
        for line in visible_lines(text).split("\n"):
            yield from hung(first, line, cells)
            first = " " * width(first)
