"""The matrix as lines of text: the grid, a column read down, a row read across, groups side by side.

Invariant: no line is wider than it may be, and none holds a character that a terminal obeys. The grid shows the start
of a summary, the pages show all of it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from postil.reports.let_out import let_code
from postil.reports.matrix import MARKS, MEANINGS, STATES
from postil.reports.matrix_view import passages_text, quotes, ratings_text, state_text, written_by
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.wrap import padded, shortened, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.reports.matrix import MatrixCell, State
    from postil.reports.matrix_view import MatrixView, Page

_GAP = "  "
_LONGEST_CASE, _LONGEST_VALUE = 16, 18
_LEAST_CELL = 24
"""Cells of the terminal that a cell of the grid has at least."""
_GRID_LINES = 3
"""Lines of a summary that the grid shows."""
_LEAST_GROUP = 34
"""Cells that a group of cases has at least beside another."""


def counts_text(counts: Mapping[State, int]) -> str:
    """How many cells are in each state that there is: ``– no data: 41 · ◐ draft: 3``."""
    return " · ".join(f"{MARKS[state]} {MEANINGS[state]}: {counts[state]}" for state in STATES if counts[state])


# ---- the grid ----


def grid_lines(view: MatrixView, page: Page, cells: int, attributes: Sequence[str] = ()) -> Iterator[str]:
    """A page of the matrix as a grid; codes that do not fit beside the others follow below.

    Args:
        view: what of the matrix.
        page: which page.
        cells: how wide a line may be.
        attributes: of the cases, which are to be shown.
    """
    counts = view.matrix.count(view.cases, page.codes)
    size = f"{counted(len(view.cases), 'case')} × {counted(len(page.codes), 'code')}"
    yield from _hung("", f"{visible(page.title)} · {size}", cells)
    yield from _hung("  ", counts_text(counts), cells)
    front = _front(view, attributes)
    used = sum(map(width, front[0])) + len(_GAP) * len(front[0])
    beside = max(1, (cells - used) // (_LEAST_CELL + len(_GAP)))
    for at in range(0, len(page.codes), beside):
        codes = page.codes[at : at + beside]
        room = max(8, min(60, (cells - used) // len(codes) - len(_GAP)))
        yield ""
        yield _joined([*front[0], *(padded(shortened(view.headings[code.id], room), room) for code in codes)])
        for case, start in zip(view.cases, front[1:], strict=True):
            yield from _grid_row([_in_grid(view.cell(case, code), room) for code in codes], start, room)


def _front(view: MatrixView, attributes: Sequence[str]) -> list[list[str]]:
    """The columns before the codes, heading first, each filled to its width."""
    columns = [["case", *(view.labels[case.id] for case in view.cases)]]
    columns += (
        [view.attributes[name], *(visible(case.values.get(name, "")) for case in view.cases)] for name in attributes
    )
    filled: list[list[str]] = []
    for column, longest in zip_longest(columns, [_LONGEST_CASE], fillvalue=_LONGEST_VALUE):
        assert isinstance(column, list)
        assert isinstance(longest, int)
        short = [shortened(text, longest) for text in column]
        room = max(map(width, short))
        filled.append([padded(text, room) for text in short])
    return [list(row) for row in zip(*filled, strict=True)]


def _in_grid(cell: MatrixCell, room: int) -> list[str]:
    """The lines of a cell of the grid: its mark, then the start of the summary or what stands for it."""
    if cell.state == "coded":
        said = counted(len(cell.passages), "passage")
    elif cell.state == "conflict":
        said = f"two summaries: {visible(cell.summary.text)}"
    else:
        said = visible(cell.summary.text) or MEANINGS[cell.state]
    lines = [said[start:end] for start, end in wrap(said, room - 2)]
    if len(lines) > _GRID_LINES:
        rest = " ".join(lines[_GRID_LINES - 1 : _GRID_LINES + 1])
        lines = [*lines[: _GRID_LINES - 1], shortened(rest + " …", room - 2)]
    return [(MARKS[cell.state] if not at else " ") + " " + line for at, line in enumerate(lines)]


def _grid_row(cells: list[list[str]], start: list[str], room: int) -> Iterator[str]:
    for at, parts in enumerate(zip_longest(*cells, fillvalue="")):
        front = start if not at else [" " * width(text) for text in start]
        yield _joined([*front, *(padded(part, room) for part in parts)])


def _joined(parts: Iterable[str]) -> str:
    return _GAP.join(parts).rstrip()


# ---- pages to read ----


def column_lines(view: MatrixView, code: Code, cells: int, by: str = "") -> Iterator[str]:
    """What every case said on one code.

    Args:
        view: whose cases.
        code: the column.
        cells: how wide a line may be.
        by: attribute whose values part the cases into groups, which stand beside each other as far as there is room.
    """
    code = let_code(view.struck, code)
    yield from _hung("", view.name(code), cells)
    if code.definition.strip():
        yield from _block(code.definition, cells, "  ")
    yield from _hung("  ", counts_text(view.matrix.count(view.cases, [code])), cells)
    if not by:
        yield from _column(view, code, view.cases, cells)
        return
    groups = _groups(view, by)
    beside = max(1, min(len(groups), (cells + len(_GAP)) // (_LEAST_GROUP + len(_GAP))))
    room = (cells + len(_GAP)) // beside - len(_GAP)
    for at in range(0, len(groups), beside):
        yield ""
        yield from _beside([_group(view, code, *group, room) for group in groups[at : at + beside]], room)


def _groups(view: MatrixView, by: str) -> list[tuple[str, list[Case]]]:
    attribute = view.study.cases.attributes[by]
    values = {case.values.get(by, "") for case in view.cases}
    return [
        (value, [case for case in view.cases if case.values.get(by, "") == value])
        for value in sorted(values, key=attribute.sort_key)
    ]


def _group(view: MatrixView, code: Code, value: str, cases: Sequence[Case], room: int) -> list[str]:
    title = f"{visible(value) or '(no value)'} · {counted(len(cases), 'case')}"
    return [shortened(title, room), "─" * min(room, width(title)), *_column(view, code, cases, room)]


def _beside(columns: list[list[str]], room: int) -> Iterator[str]:
    for parts in zip_longest(*columns, fillvalue=""):
        yield _joined(padded(part, room) for part in parts)


def _column(view: MatrixView, code: Code, cases: Sequence[Case], cells: int) -> Iterator[str]:
    empty: list[str] = []
    for case in cases:
        cell = view.cell(case, code)
        if cell.state == "no data" and not cell.comment and not cell.ratings:
            empty.append(view.labels[case.id])
        else:
            yield ""
            yield from _hung("", _case_title(view, case), cells)
            yield from _entry(view, cell, cells)
    if empty:
        yield ""
        yield from _hung(f"{MARKS['no data']} ", f"no data: {', '.join(empty)}", cells)


def _case_title(view: MatrixView, case: Case) -> str:
    values = [visible(case.values[name]) for name in view.attributes if case.values.get(name)]
    return " · ".join([view.labels[case.id], *values])


def row_lines(view: MatrixView, case: Case, cells: int) -> Iterator[str]:
    """What one case said on every code, page by page."""
    yield from _hung("", _case_title(view, case), cells)
    if case.note.strip():
        yield from _block(case.note, cells, "  ")
    yield from _hung("  ", counts_text(view.matrix.count([case], view.codes)), cells)
    for page in view.pages:
        yield ""
        yield from _hung("", visible(page.title), cells)
        empty: list[str] = []
        for code in page.codes:
            cell = view.cell(case, code)
            if cell.state == "no data" and not cell.comment and not cell.ratings:
                empty.append(view.headings[code.id])
            else:
                yield ""
                yield from _hung("  ", view.headings[code.id], cells)
                yield from (f"  {line}" if line else "" for line in _entry(view, cell, cells - 2))
        if empty:
            yield ""
            yield from _hung(f"  {MARKS['no data']} ", f"no data: {', '.join(empty)}", cells)


def _entry(view: MatrixView, cell: MatrixCell, cells: int) -> Iterator[str]:
    """A cell in full, indented by two."""
    facts = [state_text(cell), written_by(cell)]
    if cell.passages:
        facts.append(f"coded: {passages_text(view.study, cell, view.struck)}")
    yield from _hung(f"  {MARKS[cell.state]} ", " · ".join(fact for fact in facts if fact), cells)
    if cell.summary.text:
        yield from _block(cell.summary.text, cells, "    ")
    for words, place in quotes(view, cell):
        yield from _hung("    ", f"“{visible(words)}” ({place})", cells)
    if cell.comment:
        yield from _block(f"comment: {cell.comment}", cells, "    ")
    if cell.ratings:
        yield from _hung("    ", f"ratings: {ratings_text(cell)}", cells)


def _block(text: str, cells: int, indent: str) -> Iterator[str]:
    for line in visible_lines(text).split("\n"):
        yield from _hung(indent, line, cells)


def _hung(first: str, text: str, cells: int) -> Iterator[str]:
    """A text over as many lines as it needs, each under its beginning, which follows ``first``."""
    for start, end in wrap(text, cells - width(first)):
        yield (first + text[start:end]).rstrip()
        first = " " * width(first)
