"""A report as lines of text, with bars and heat maps of blocks.

Invariant: no line is wider than it may be, none holds a character that a terminal obeys, and nothing is told by a bar
or a shade alone: its figure stands beside it. Where blocks cannot be shown, plain ASCII marks stand for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.report import Grid, Heat, head_text
from postil.text.clean import visible, visible_lines
from postil.text.figures import NONE
from postil.text.wrap import padded, shortened, width, wrap
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.reports.report import Facts, Line, Part, Report, Shown

_GAP = "  "
_LEAST_LABEL = 10
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


class LaidOut(NamedTuple):
    """A grid as texts that are safe to draw, and the cells that each column takes."""

    heads: list[list[str]]
    """The heads as rows, one text a column."""
    lines: list[list[str]]
    bars: list[str]
    """The bar behind each line; empty ones where there are none."""
    widths: list[int]
    says: str
    """What the bars mean; empty where there are none."""


def laid_out(grid: Grid, cells: int, ink: Ink = BLOCKS) -> LaidOut:
    """A grid with lines, so that it fits into so many cells where its numbers do."""
    numbers = [heading.number for heading in grid.headings]
    heads = _heads([[visible(line) for line in heading.stacked or (heading.text,)] for heading in grid.headings])
    table = [line_texts(line) for line in grid.lines]
    widths = _widths([*heads, *table], numbers, cells, bars=grid.bar is not None)
    bars = _bars(grid, min(cells - sum(widths) - len(_GAP) * len(widths), _BAR), ink)
    table = _told_apart(table, widths, numbers)
    return LaidOut(heads, table, bars or [""] * len(table), widths, _bars_say(grid, ink) if any(bars) else "")


def _bars_say(grid: Grid, ink: Ink) -> str:
    if grid.bar is None:
        return ""
    longest = max((_length(line, grid) for line in grid.lines), default=0)
    says = f"{ink.whole} {grid.bar.says}"
    if grid.bar.before is not None:
        says = f"{ink.light} {grid.bar.before_says}  {says}"
    return f"{says}; the longest bar is {longest:,}"


def _grid_lines(grid: Grid, cells: int, ink: Ink) -> Iterator[str]:
    laid = laid_out(grid, cells, ink)
    numbers = [heading.number for heading in grid.headings]
    for row, bar in zip([*laid.heads, *laid.lines], [*([""] * len(laid.heads)), *laid.bars], strict=True):
        filled = [
            filled_cell(text, size, right=right) for text, size, right in zip(row, laid.widths, numbers, strict=True)
        ]
        yield shortened(_GAP.join([*filled, bar]).rstrip(), cells)
    if laid.says:
        yield from hung("", laid.says, cells)


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


def line_texts(line: Line) -> list[str]:
    """The cells of a line as texts that are safe to draw, the first one set in."""
    first, *rest = (_shown(cell) for cell in line.cells)
    return ["  " * line.depth + first, *rest]


def _shown(cell: Shown) -> str:
    if cell is None:
        return NONE
    return visible(cell) if isinstance(cell, str) else f"{cell:,}"


def _told_apart(table: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool]) -> list[list[str]]:
    """The cells of the lines, texts so short that they fit."""
    columns = [
        [row[at] for row in table] if right else distinct([row[at] for row in table], widths[at])
        for at, right in enumerate(numbers)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def distinct(texts: Sequence[str], cells: int) -> list[str]:
    """Texts, each in at most so many cells; two that are not the same do not look the same, if there is room for that.

    What is too long loses its end; where that makes it look like another, its middle; and where even that does not tell
    it from another, it has its place among them before it.
    """
    found = [shortened(text, cells) for text in texts]
    for cut in (_without_middle, _numbered):
        looks: dict[str, dict[str, int]] = {}
        for text, shown in zip(texts, found, strict=True):
            same = looks.setdefault(shown, {})
            same.setdefault(text, len(same) + 1)
        found = [
            cut(text, cells, looks[shown][text]) if len(looks[shown]) > 1 and width(text) > cells else shown
            for text, shown in zip(texts, found, strict=True)
        ]
    return found


def _without_middle(text: str, cells: int, number: int) -> str:
    del number
    rest = text
    while width(rest) > (cells - 1) // 2:
        rest = rest[1:]
    return shortened(text, cells - width(rest)) + rest


def _numbered(text: str, cells: int, number: int) -> str:
    front = " " * (len(text) - len(text.lstrip(" ")))
    return shortened(f"{front}{number}: {text.lstrip(' ')}", cells)


def filled_cell(text: str, cells: int, *, right: bool) -> str:
    """A text over exactly so many cells, at the right or at the left of them."""
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
    labels = [line_texts(row)[0] for row in heat.rows]
    names = [visible(name) for name in heat.columns]
    most = greatest(heat)
    columns = [[heat_cell(row.cells[at + 1], most, ink) for row in heat.rows] for at in range(len(names))]
    numbered = any(width(name) > _HEAD for name in names)
    heads = [str(at) for at in range(1, len(names) + 1)] if numbered else names
    widths = [max(3, width(head), *map(width, column)) for head, column in zip(heads, columns, strict=True)]
    longest = max(map(width, [*labels, heat.corner]))
    front = min(longest, max(_LEAST_LABEL, min(_LONGEST_LABEL, cells - max(widths, default=0) - 1)))
    labels = distinct(labels, front)
    for first, stop in _blocks(widths, cells - front):
        if first:
            yield ""
        here = range(first, stop)
        yield _row(visible(heat.corner), front, [(heads[n], widths[n]) for n in here], cells)
        for number, text in enumerate(labels):
            yield _row(text, front, [(columns[n][number], widths[n]) for n in here], cells)
    yield from shades_lines(heat.says, most, cells, ink)
    if numbered:
        for head, name in zip(heads, names, strict=True):
            yield from hung(f"{head:>4}  ", name, cells)


def greatest(heat: Heat) -> int:
    """The greatest figure of a heat map; 0 where there is none."""
    return max((_figure(row, at) for row in heat.rows for at in range(1, len(row.cells))), default=0)


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


def heat_cell(cell: Shown, most: int, ink: Ink = BLOCKS) -> str:
    """A figure of a heat map with the mark of its shade; ``most`` is the greatest figure."""
    if not isinstance(cell, int):
        return _shown(cell)
    return f"{ink.shades[shade(cell, most)]}{cell:,}" if cell else ink.nothing


def shade(figure: int, most: int, shades: int = 4) -> int:
    """Which of so many shades a figure above 0 has, from 0; the greatest figure has the last."""
    return min(shades - 1, (figure - 1) * shades // most) if most else 0


def shades_lines(says: str, most: int, cells: int, ink: Ink = BLOCKS) -> Iterator[str]:
    """What figures count and what the shades stand for: on one line or, so that no mark loses its figure, on two."""
    told = f"{says}; {shades_text(most, ink)}"
    parts = [told] if width(visible(told)) <= cells else [says, shades_text(most, ink)]
    for part in parts:
        yield from hung("", part, cells)


def shades_text(most: int, ink: Ink = BLOCKS) -> str:
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
    labels = [visible(about) for about, _ in facts.facts]
    longest = min(max(map(width, labels)), max(_LONGEST_OTHER, cells * 2 // 5))
    for label, (_, text) in zip(labels, facts.facts, strict=True):
        beside = [label[start:end] for start, end in wrap(label, longest)]
        lines = [
            line[start:end]
            for line in visible_lines(text).split("\n")
            for start, end in wrap(line, cells - longest - len(_GAP))
        ]
        for at in range(max(len(beside), len(lines))):
            first = padded(beside[at] if at < len(beside) else "", longest)
            yield (first + _GAP + (lines[at] if at < len(lines) else "")).rstrip()
