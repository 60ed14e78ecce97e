"""The cases as rows: header, the heads of the columns, a row for each case, the cell under the cursor, keys, status.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
The names of the cases stay at the left; other columns scroll sideways, and as few rows as possible are drawn anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.case_acts import NAME_COLUMN, TRANSCRIPT_COLUMN, join_list
from postil.session.cases import EditingCell
from postil.session.modes import Picking, Prompting
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.frame import ROOMY, WIDE
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import prompt_line, saved
from postil.tui.paint.screen import ScreenPainter, heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.session.cases import CasesSession
    from postil.tui.paint.cells import Row

_NARROWEST = 6
_WIDEST = (28, 20)
"""The most that a column takes, in a wide and in a narrow screen."""
_GAP = 2
_BEFORE_NAME = 4
"""Cells of the pointer and the mark of a note before a name."""
_TOLD_HIDDEN = 5
"""Cells at the right of the heads that say how many columns are hidden there."""
_MEASURED = 60
"""Characters of a text that are looked at for the width of its column."""
_WITH_DETAILS = 12
"""From so many rows on, what is under the cursor is shown below the table."""
_WITH_KEYS = 16
"""From so many rows on, the keys have a row of their own."""
_HEADS = {NAME_COLUMN: "case", TRANSCRIPT_COLUMN: "transcripts"}
_NONE = "–"


class CasesPainter(ScreenPainter["CasesSession"]):
    """Draws frames of the cases; keeps how far they are scrolled. Also what the session asks about the screen."""

    about = (
        "Rows are cases, columns are their attributes. Enter edits the value under the cursor: choices are picked by "
        "typing, dates are YYYY-MM-DD. A case owns transcripts, or speakers of transcripts that hold several "
        "participants."
    )

    def __init__(self, session: CasesSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._top = 0
        """The first case that is shown."""
        self._left = 1
        """The first column that is shown beside the names."""
        self._fit = 1
        """How many cases are shown."""
        self._sized = (-1, 0)
        """What the sizes of the columns were worked out for: which look at the study, and the cells of the screen."""
        self._known_sizes: list[int] = []

    # ---- header and status ----

    def _header(self, cells: int) -> Row:
        """How much there is and how it is sorted; what does not fit gives way."""
        end = saved(self._session)
        texts = self._headings()
        choices = (([run(f" {left} ", "header")], [run(visible(right), "status"), *end]) for left, right in texts)
        return heading(choices, cells)

    def _headings(self) -> Iterator[tuple[str, str]]:
        session, table = self._session, self._session.table
        size = f"{counted(len(table.order), 'case')} · {counted(len(table.attributes), 'attribute')}"
        sort = f"sort: {shortened(table.sort, 24)} {'↓' if table.down else '↑'}" if table.sort else ""
        who = session.coder or "everybody"
        yield f"Cases · {size}", " · ".join(filter(None, [sort, who]))
        yield f"Cases · {size}", sort
        yield f"Cases · {size}", ""
        yield f"{len(table.order)} cases", ""
        yield "", ""

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
        sort, find, back = (label(name) for name in ("cases.sort", "cases.find", "program.quit"))
        return f"{sort} sorts by the column · {find} finds · {back} goes back"

    # ---- the middle ----

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 16))
        elif isinstance(mode, Prompting):
            below = prompt_line(session, cells, max(rows // 3, 2))
        elif rows + 2 >= _WITH_DETAILS:
            below = self._details(cells, 5 if rows >= ROOMY else 4)
            if rows + 2 >= _WITH_KEYS:
                below.append(self._keys(cells))
        above = rows - len(below)
        return [*[fitted(row, cells) for row in [*self._grid(cells, above), *([[]] * above)][:above]], *below]

    def _details(self, cells: int, rows: int) -> list[Row]:
        """What is under the cursor in full, as far as there is room, and the note on the case."""
        session, table = self._session, self._session.table
        case = table.case
        if case is None:
            return [fitted([], cells) for _ in range(rows)]
        name = table.attribute
        what = f" · {name}" if name else ""
        kind = ""
        if name:
            attribute = table.attributes[name]
            kind = f"{attribute.kind}: {join_list(attribute.choices)}" if attribute.choices else attribute.kind
        title: Row = [run("─ ", "line"), run(shortened(visible(f"{case.name}{what}"), cells // 2) + " ", "bold")]
        if kind:
            title.append(run("· " + shortened(visible(kind), max(cells - row_width(title) - 4, 1)) + " ", "status"))
        title.append(run("─" * max(cells - row_width(title), 0), "line"))
        note = session.notes.get(case.id, case.note)
        text = visible(table.text(table.row, max(table.column, 1)))
        noted = _beginning(visible(" ".join(note.split())), cells - 4, 1 if rows < 5 else 2) if note else []
        lines: list[Row] = [
            [run("  "), run(line)] for line in _beginning(text or _NONE, cells - 4, rows - 1 - len(noted))
        ]
        lines += [[run("  ✎ " if at == 0 else "    ", "memo"), run(line, "memo")] for at, line in enumerate(noted)]
        return [fitted(row, cells) for row in [title, *lines, *([[]] * rows)][:rows]]

    def _keys(self, cells: int) -> Row:
        """The keys that change something; fewer where they do not fit."""
        session, label = self._session, self._session.keymap.label
        ways = {
            "cases.edit": "edits",
            "cases.new": "new case",
            "cases.voices": "transcripts",
            "cases.attribute": "attribute",
            "cases.note": "note",
            "cases.rename": "renames",
            "cases.drop": "drops",
            "history.undo": "undoes",
        }
        offers = [] if session.read_only else [(label(command), what) for command, what in ways.items()]
        offers.append((label("help.open"), "all keys"))
        while True:
            row = [part for key, what in offers if key for part in (run(f"  {key} ", "slot"), run(what, "status"))]
            if row_width(row) < cells or len(offers) < 2:
                return fitted(row, cells)
            offers.pop(-2)

    # ---- the table ----

    def _grid(self, cells: int, rows: int) -> list[Row]:
        session, table = self._session, self._session.table
        if not table.order:
            self._fit = 1
            new = session.keymap.label("cases.new")
            return [
                self._heads(self._sizes(cells), [], cells),
                [run(f"  there is no case yet; {new} makes one", "quiet")],
            ]
        sizes = self._sizes(cells)
        self._fit = max(rows - 1, 1)
        self._top = _window(self._top, table.row, self._fit, len(table.order))
        columns = self._columns(sizes, cells - sizes[0])
        drawn = [self._heads(sizes, columns, cells)]
        shown = range(self._top, min(self._top + self._fit, len(table.order)))
        return [*drawn, *(self._case_row(row, sizes, columns) for row in shown)]

    def _sizes(self, cells: int) -> list[int]:
        """Cells of each column, the gap after it counted."""
        table = self._session.table
        if self._sized == (table.looked, cells):
            return self._known_sizes
        most = _WIDEST[0 if cells >= WIDE else 1]
        sizes: list[int] = []
        for column, name in enumerate(table.columns):
            texts = (table.text(row, column) for row in range(len(table.order)))
            longest = max((width(visible(text[:_MEASURED])) for text in texts), default=0)
            head = width(visible(_HEADS.get(name, name)[:_MEASURED])) + 2
            sizes.append(min(max(longest, head, _NARROWEST), most) + _GAP)
        sizes[0] = min(sizes[0] + _BEFORE_NAME, max(cells * 2 // 5, _NARROWEST))
        self._sized, self._known_sizes = (table.looked, cells), sizes
        return sizes

    def _columns(self, sizes: Sequence[int], cells: int) -> list[int]:
        """The columns that are shown beside the names, from the left; the one under the cursor is among them."""
        at = self._session.table.column
        if sum(sizes[1:]) > cells:
            cells -= _TOLD_HIDDEN
        self._left = min(self._left, max(len(sizes) - 1, 1))
        if 0 < at < self._left:
            self._left = at
        while at > self._left and sum(sizes[self._left : at + 1]) > cells:
            self._left += 1
        while self._left > 1 and sum(sizes[self._left - 1 :]) <= cells:
            self._left -= 1  # no room is left empty at the right while columns are hidden at the left
        shown: list[int] = []
        room = cells
        for column in range(self._left, len(sizes)):
            if shown and sizes[column] > room:
                break
            shown.append(column)
            room -= sizes[column]
        return shown

    def _heads(self, sizes: Sequence[int], columns: Sequence[int], cells: int) -> Row:
        """The heads of the columns, with a mark where some are hidden at either side."""
        table = self._session.table
        row: Row = []
        for column in (0, *columns):
            name = table.columns[column]
            order = f" {'↓' if table.down else '↑'}" if table.sort == name else ""
            here = column == table.column and bool(table.order)
            size = sizes[column] - (_BEFORE_NAME if column == 0 else 0)
            if column == 0:
                row.append(run("  ‹ " if columns and columns[0] > 1 else "    ", "bar"))
            label = shortened(visible(_HEADS.get(name, name)), max(size - _GAP - len(order), 1)) + order
            row += [run(label, "match" if here else "bold"), run(" " * max(size - width(label), 0))]
        hidden = len(sizes) - 1 - columns[-1] if columns else 0
        return beside(row, [run(f" {hidden} ›", "bar")], cells) if hidden else row

    def _case_row(self, at: int, sizes: Sequence[int], columns: Sequence[int]) -> Row:
        session, table = self._session, self._session.table
        case, here = table.case_at(at), at == table.row
        noted = bool(case.note or case.id in session.notes)
        row: Row = [run(" ▸" if here else "  ", "bar"), run("✎ " if noted else "  ", "memo")]
        for column in (0, *columns):
            size = sizes[column] - (_BEFORE_NAME if column == 0 else 0)
            pointed = here and column == table.column
            if pointed and isinstance(session.mode, EditingCell):
                row += _typed(session.mode, size)
                continue
            text = visible(table.text(at, column))
            style = ("bold" if here else "speaker") if column == 0 else "text" if text else "faint"
            if column == 1 and text:
                style = "quiet"
            body = padded(text or _NONE, size - _GAP)
            row += [run(body, "selected" if pointed else style), run(" " * _GAP)]
        return row

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The row to go to for a screen down or up; what is shown moves along, so that no row is leapt over."""
        step = direction * max(self._fit - 1, 1)
        self._top = max(self._top + step, 0)
        return place + step


def _typed(mode: EditingCell, size: int) -> Row:
    """A value that is being typed, in its cell: the end of what stands before the cursor, and what follows."""
    room = max(size - _GAP - 1, 1)
    before, after = visible(mode.line.text[: mode.line.cursor]), visible(mode.line.text[mode.line.cursor :])
    while width(before) > room:
        before = before[1:]
    typed = [run(before, "query"), run(after[:1] or " ", "cursor"), run(after[1:], "query")]
    return [*fitted(typed, size - _GAP), run(" " * _GAP)]


def _beginning(text: str, cells: int, rows: int) -> list[str]:
    """The beginning of a text over at most so many rows, with … where there is more."""
    spans = wrap(text, max(cells, 1))
    lines = [shortened(text[start:end], max(cells, 1)) for start, end in spans[: max(rows, 0)]]
    if lines and len(spans) > rows:
        lines[-1] = shortened(text[spans[rows - 1][0] :], max(cells, 1))
    return lines


def _window(top: int, at: int, fit: int, count: int) -> int:
    """Where a window begins that has the cursor in it; it leaps by most of itself, so as to leap seldom."""
    if at < top:
        top = at - fit + 1 + fit // 3
    elif at >= top + fit:
        top = at - fit // 3
    return max(min(top, count - fit), 0)
