"""The matrix as rows: header, the codes, the cases and their cells, the cell under the cursor, legend, status.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
Only the cells that are seen are worked out, and the window leaps, because every scrolled row is sent again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.reports.matrix import MARKS, MEANINGS
from postil.session import cell_acts
from postil.session.modes import Picking, Prompting
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.charting_cell import CellPainter
from postil.tui.paint.frame import ROOMY, WIDE
from postil.tui.paint.matrix_page import STATE_STYLES, PagePainter, ratings_of, told
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import prompt_line, saved
from postil.tui.paint.screen import ScreenPainter, heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.reports.matrix import MatrixCell, State
    from postil.session.matrix import MatrixSession
    from postil.tui.paint.cells import Row

_CASE_CELLS, _ATTRIBUTE_CELLS = 16, 14
"""The most that the column of the cases and one of an attribute take."""
_CODE_CELLS = (24, 17)
"""About as many cells has the column of a code, in a wide and in a narrow screen."""
_LEGEND: tuple[State, ...] = ("checked", "draft", "coded", "stale", "conflict", "no data")
_SEEN_TEXT = 400
"""Characters of a summary that are looked at for its beginning."""
_WITH_LEGEND = 12
"""From so many rows on, there is a legend and the cell under the cursor is shown below the matrix."""


class MatrixPainter(ScreenPainter["MatrixSession"]):
    """Draws frames of a matrix; keeps how far it is scrolled. Also what the session asks about the screen."""

    about = (
        "Rows are cases, columns are codes. Enter opens a cell: its passages beside its summary. A summary is stale "
        "when other passages are coded now than when it was written."
    )

    def __init__(self, session: MatrixSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._pages = PagePainter(session)
        self._top = self._left = 0
        """The first row and column that are shown."""
        self._fit = 1
        """How many cases are shown."""

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the right part begins: where the cell's does, so that opening one is one frame."""
        return CellPainter.split(cells)

    # ---- header and status ----

    def _header(self, cells: int) -> Row:
        """What is shown and how much of it is charted; what does not fit gives way."""
        end = saved(self._session)
        texts = self._headings()
        choices = (
            ([run(f" {visible(left)} ", "header")], [run(visible(right), "status"), *end]) for left, right in texts
        )
        return heading(choices, cells)

    def _headings(self) -> Iterator[tuple[str, str]]:
        session, table = self._session, self._session.table
        counts = table.counts
        every = len(table.rows) * len(table.columns)
        charted = sum(counts[state] for state in ("draft", "checked", "stale", "conflict"))
        wrong = [f"{counts['stale']} stale"] if counts["stale"] else []
        wrong += [counted(counts["conflict"], "conflict")] if counts["conflict"] else []
        size = f"{counted(len(table.rows), 'case')} × {counted(len(table.columns), 'code')}"
        done = ", ".join([f"{charted} of {every} cells charted", *wrong])
        brief = ", ".join([f"{charted}/{every}", *wrong])
        what = {"grid": "Matrix", "down": "Read down", "across": "Read across"}[session.layout]
        title = self._page_title() or table.title
        sort = f"sort: {table.sort}{' ↓' if table.down else ''}" if table.sort else ""
        only = " · ".join(f"only {name}: {value or '(none)'}" for name, value in table.only.items())
        who = session.coder or "everybody"
        yield f"{what} · {title} · {size} · {done}", " · ".join(filter(None, [sort, only, who]))
        yield f"{what} · {title} · {size} · {done}", " · ".join(filter(None, [sort, only]))
        yield f"{what} · {shortened(title, 24)} · {size} · {brief}", " · ".join(filter(None, [sort, only]))
        small = f"{len(table.rows)}×{len(table.columns)}"
        yield f"{what} · {shortened(title, 24)} · {small} · {brief}", "filtered" if only else ""
        yield f"{shortened(title, 12)} · {small} · {brief}", "filtered" if only else ""
        yield brief, ""

    def _page_title(self) -> str:
        session, table = self._session, self._session.table
        if session.layout == "down" and table.code:
            by = f", by {session.by}" if session.by else ""
            return f"{session.code_label(table.code.id)}{by}"
        return table.case.name if session.layout == "across" and table.case else ""

    def _hint(self) -> str:
        session, mode = self._session, self._session.mode
        label = session.keymap.label
        match mode:
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
            case Prompting():
                return mode.hint
        pending = getattr(mode, "pending", "")
        if pending:
            return f"{pending} …  Ctrl+G lets go"
        keys = f"{label('help.open')} all keys"
        if session.layout == "grid":
            parts = (
                ("next_work", "next that needs work"),
                ("read_down", "reads down"),
                ("read_across", "reads across"),
            )
            told_keys = [f"{label('matrix.' + name)} {what}" for name, what in parts]
            return " · ".join([*told_keys, f"{label('matrix.columns')} columns", keys])
        by = f" · {label('matrix.side_by_side')} side by side" if session.layout == "down" else ""
        return f"{label('matrix.cell')} opens the cell{by} · {label('program.quit')} goes back to the matrix · {keys}"

    # ---- the middle ----

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 16))
        elif isinstance(mode, Prompting):
            below = prompt_line(session, cells, max(rows // 3, 2))
        elif rows + 2 >= _WITH_LEGEND and session.layout == "grid":
            below = [*self._preview(cells, 4 if rows >= ROOMY else 2), self._legend(cells)]
        above = rows - len(below)
        table = session.table
        if session.layout == "grid" or not table.rows or not table.columns:
            drawn = self._grid(cells, above)
        else:
            drawn = self._pages.rows(cells, above)
        return [*[fitted(row, cells) for row in [*drawn, *([[]] * above)][:above]], *below]

    def _legend(self, cells: int) -> Row:
        """What the marks mean, in fewer words where there is little room."""
        label = self._session.keymap.label
        keys = [run(f"{label('matrix.cell')} opens  {label('summary.check')} checked  ", "status")]
        for brief in (False, True):
            parts: Row = []
            for state in _LEGEND:
                meaning = re.split("[,:]", MEANINGS[state])[0] if brief else MEANINGS[state]
                parts += [run(f"  {MARKS[state]} ", STATE_STYLES[state]), run(meaning, "status")]
            if row_width(parts) <= cells:
                break
        return beside(parts, keys if row_width(parts) + row_width(keys) <= cells else [], cells)

    def _preview(self, cells: int, rows: int) -> list[Row]:
        """The cell under the cursor: whose it is, how it stands, and as much of it as there is room for."""
        table = self._session.table
        cell, case, code = table.cell, table.case, table.code
        if cell is None or case is None or code is None:
            return [fitted([], cells) for _ in range(rows)]
        name = shortened(visible(f"{case.name} · {self._session.code_label(code.id)}"), cells // 2)
        facts = told(cell)
        if cell.ratings and cell_acts.has_ratings(self._session.study):
            facts += f" · {ratings_of(cell)}"
        title = [run("─ ", "line"), run(f"{name} ", "bold"), run(f"{MARKS[cell.state]} ", STATE_STYLES[cell.state])]
        title.append(run(f"{shortened(visible(facts), max(cells - row_width(title) - 2, 1))} ", "status"))
        title.append(run("─" * max(cells - row_width(title), 0), "line"))
        text = visible(" ".join(cell.summary.text.split()))
        lines = [text[start:end] for start, end in wrap(text, cells - 4)][: rows - 1]
        if lines and width(text) > sum(map(width, lines)) + len(lines):
            lines[-1] = shortened(f"{lines[-1]} …", cells - 4) if width(lines[-1]) < cells - 5 else lines[-1]
        return [
            fitted(row, cells) for row in [title, *([run("  "), run(line)] for line in lines), *([[]] * rows)][:rows]
        ]

    # ---- the matrix ----

    def _grid(self, cells: int, rows: int) -> list[Row]:
        table = self._session.table
        if not table.rows or not table.columns:
            clear = self._session.keymap.label("matrix.filter")
            what = f"no case has that value; {clear} Enter shows all" if table.only else "there is no case here"
            return [[], [run(f"  {what if not table.rows else 'there is no code here'}", "quiet")]]
        wide = cells >= WIDE
        head = 2 if rows >= ROOMY - 8 else 1
        frozen = self._frozen(cells, wide=wide)
        size, shown = self._columns(cells - sum(frozen), wide=wide)
        high = self._height(rows - head)
        self._fit = max((rows - head) // high, 1)
        self._top = _window(self._top, table.row, self._fit, len(table.rows))
        self._left = _window(self._left, table.column, shown, len(table.columns))
        columns = range(self._left, min(self._left + shown, len(table.columns)))
        drawn = self._heads(frozen, columns, size, head)
        for row in range(self._top, min(self._top + self._fit, len(table.rows))):
            drawn += self._case_rows(row, frozen, columns, size, high)
        return drawn

    def _height(self, rows: int) -> int:
        """Rows of a cell: three where all cases fit so, two where there is room, else one."""
        if rows < ROOMY - 8:
            return 1
        return 3 if len(self._session.table.rows) * 3 <= rows else 2

    def _frozen(self, cells: int, *, wide: bool) -> list[int]:
        """Cells of the case's column and of those of its attributes, as many as leave room for the codes."""
        session, table = self._session, self._session.table
        most = _CASE_CELLS if wide else _CASE_CELLS * 5 // 8
        sizes = [min(max(4, *(width(visible(case.name)) for case in table.rows)), most) + 4]
        for at, name in enumerate(table.attributes):
            values = [width(visible(session.values_beside(case)[at])) for case in table.rows]
            size = (
                min(max(width(visible(name)) + 2, *values), _ATTRIBUTE_CELLS if wide else _ATTRIBUTE_CELLS * 5 // 7) + 1
            )
            if sum(sizes) + size > cells * 2 // 5:
                break
            sizes.append(size)
        return sizes

    def _columns(self, cells: int, *, wide: bool) -> tuple[int, int]:
        """Cells of a code's column, and how many are shown."""
        shown = min(max(cells // _CODE_CELLS[0 if wide else 1], 1), len(self._session.table.columns))
        return max(cells // shown, 1), shown

    def _heads(self, frozen: Sequence[int], columns: range, size: int, high: int) -> list[Row]:
        """The heads of the columns, which stay where they are."""
        table = self._session.table
        order = "↓" if table.down else "↑"
        names = [f"   case{f' {order}' if table.sort == 'name' else ''}"]
        names += [f"{visible(name)}{f' {order}' if table.sort == name else ''}" for name in table.attributes]
        first: Row = [run(padded(name, cells), "quiet") for name, cells in zip(names, frozen, strict=False)]
        rows = [first, *([run(" " * sum(frozen))] for _ in range(high - 1))]
        for column in columns:
            code = table.columns[column]
            name = visible(self._session.code_label(code.id))
            here = column == table.column
            for row, line in zip(rows, _lines(name, size - 3, high), strict=True):
                row.append(run("▾ " if here and row is first else "  ", "bar"))
                row.append(run(line, "match" if here else "bold"))
                row.append(run(" " * (size - 2 - width(line))))
        return rows

    def _case_rows(self, row: int, frozen: Sequence[int], columns: range, size: int, high: int) -> list[Row]:
        """A case with its attributes and those of its cells that are shown."""
        session, table = self._session, self._session.table
        case, here = table.rows[row], row == table.row
        name = shortened(visible(case.name), frozen[0] - 4)
        drawn: list[Row] = [
            [run(" ▸ " if here else "   ", "bar"), run(padded(name, frozen[0] - 3), "bold" if here else "speaker")]
        ]
        for value, cells in zip(session.values_beside(case), frozen[1:], strict=False):
            drawn[0].append(run(padded(shortened(visible(value), cells - 1), cells), "quiet"))
        drawn += [[run(" " * sum(frozen))] for _ in range(high - 1)]
        for column in columns:
            pointed = here and column == table.column
            for line, part in zip(drawn, _cell_rows(table.at(row, column), size, high, pointed=pointed), strict=True):
                line.extend(part)
        return drawn

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The row or block to go to for a screen down or up."""
        if self._session.layout != "grid":
            return self._pages.page(place, direction)
        return place + direction * max(self._fit - 1, 1)


def _window(top: int, at: int, fit: int, count: int) -> int:
    """Where a window begins that has the cursor in it; it leaps by most of itself, so as to leap seldom."""
    if at < top:
        top = at - fit + 1 + fit // 3
    elif at >= top + fit:
        top = at - fit // 3
    return max(min(top, count - fit), 0)


def _lines(text: str, cells: int, rows: int) -> list[str]:
    """The beginning of a text over so many rows, with … where there is more; filled up with empty ones."""
    spans = wrap(text, max(cells, 1))
    lines = [shortened(text[start:end], max(cells, 1)) for start, end in spans[:rows]]
    if len(spans) > rows:
        start = spans[rows - 1][0]
        lines[-1] = shortened(text[start:].rstrip() + "…", max(cells, 1))
    return [*lines, *([""] * rows)][:rows]


def _cell_rows(cell: MatrixCell, size: int, rows: int, *, pointed: bool) -> list[Row]:
    """A cell: the mark of its state, and the beginning of its summary or what there is."""
    room = max(size - 4, 1)
    text, style = visible(" ".join(cell.summary.text[:_SEEN_TEXT].split())), "text"
    if cell.state == "conflict":
        text = MEANINGS["conflict"]
    elif cell.state == "coded":
        text, style = counted(len(cell.passages), "passage"), "quiet"
    elif cell.state == "no data":
        text, style = MEANINGS["no data"], "faint"
    drawn: list[Row] = []
    for at, line in enumerate(_lines(text, room, rows)):
        mark = MARKS[cell.state] if at == 0 else " "
        body = padded(line, room)
        if pointed:
            drawn.append([run(" "), run(f" {mark} {body}", "selected")])
        else:
            looks = STATE_STYLES[cell.state] if at == 0 else "text"
            drawn.append([run("  "), run(mark, looks), run(" "), run(body, style)])
    return [fitted(row, size) for row in drawn]
