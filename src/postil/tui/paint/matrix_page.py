"""The matrix as a page: one code read down, or one case read across; in groups side by side.

Invariant: the summary under the cursor is seen from its beginning, unless it was scrolled; nothing else moves the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.reports.matrix import MARKS, MEANINGS
from postil.session import cell_acts
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.wrap import shortened, wrap
from postil.tui.paint.cells import fitted, run
from postil.tui.paint.frame import READING_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.summary_acts import Hands
    from postil.reports.matrix import MatrixCell
    from postil.session.matrix import MatrixSession
    from postil.tui.paint.cells import Row

STATE_STYLES = {
    "no data": "faint",
    "coded": "slot",
    "draft": "row",
    "checked": "tick",
    "stale": "memo",
    "conflict": "alarm",
}
_LEAST_CELLS = 30
"""A column of a page side by side is never narrower, where the screen is not."""
_INDENT = 4


class Pager:
    """A window on blocks of rows that stand one below the other."""

    def __init__(self) -> None:
        self.top = 0
        """Index of the first block that is shown."""
        self.skip = 0
        """How many rows of it are above the window."""
        self._held: tuple[int, int] = (-1, 0)
        """The cursor and the height when last drawn."""
        self._begins = 0
        """The row of the window at which the block under the cursor begins; negative where that is above it."""
        self._more = False
        """Whether the block under the cursor goes on below the window."""
        self._shown = 1

    def rows(self, block: Callable[[int], list[Row]], count: int, at: int, height: int) -> list[Row]:
        """As many rows as there is room for, with the block at the cursor among them.

        Args:
            block: draws a block.
            count: how many blocks there are.
            at: the cursor; -1 for none.
            height: rows of the window.
        """
        self.top = min(self.top, max(count - 1, 0))
        if at >= 0 and (at, height) != self._held:
            self._follow(block, at, height)
        self._held = (at, height)
        drawn: list[Row] = []
        index, self._more, self._shown = self.top, False, 0
        while index < count and len(drawn) < height + self.skip:
            rows = block(index)
            if index == at:
                self._begins = len(drawn) - self.skip
            drawn += rows
            whole = len(drawn) - (1 if rows and not rows[-1] else 0) <= height + self.skip
            self._more |= index == at and not whole
            self._shown += whole
            index += 1
        return [*drawn[self.skip :], *([[]] * height)][:height]

    def _follow(self, block: Callable[[int], list[Row]], at: int, height: int) -> None:
        rows = block(at)
        own = len(rows) - (1 if rows and not rows[-1] else 0)  # the empty row below it need not be seen
        if at > self.top or (at == self.top and not self.skip):
            above = -self.skip
            for index in range(self.top, at):
                above += len(block(index))
                if above >= height:
                    break
            if above >= 0 and above + own <= height:
                return
        room = height // 3 if at > self.top else height - len(rows)
        self.top, self.skip = at, 0
        while self.top > 0 and (room := room - len(block(self.top - 1))) >= 0:
            self.top -= 1

    def page(self, direction: int) -> int:
        """How many blocks to go on for a screen down or up; none where the block at the cursor itself was scrolled."""
        at, height = self._held
        step = max(height - 2, 1)
        if direction > 0 and self._more:
            self.top, self.skip = at, max(step - self._begins, 1)
            return 0
        if direction < 0 and at == self.top and self.skip:
            self.skip = max(self.skip - step, 0)
            return 0
        return direction * max(self._shown, 1)


class PagePainter:
    """Draws pages; keeps how far they are scrolled."""

    def __init__(self, session: MatrixSession) -> None:
        self._session = session
        self._pagers: dict[tuple[str, ...], Pager] = {}
        self._here = Pager()

    def rows(self, cells: int, height: int) -> list[Row]:
        """The page, so many rows high."""
        session, table = self._session, self._session.table
        if session.layout == "across":
            pager = self._here = self._pager("across", table.case.id if table.case else "")
            return pager.rows(lambda at: self._block(table.row, at, cells), len(table.columns), table.column, height)
        groups = session.groups
        if not session.by or session.by not in session.study.cases.attributes:
            pager = self._here = self._pager("down", table.code.id if table.code else "")
            return pager.rows(lambda at: self._block(at, table.column, cells), len(table.rows), table.row, height)
        return self._side_by_side(groups, cells, height)

    def page(self, place: int, direction: int) -> int:
        """The cell to go to for a screen down or up."""
        return place + self._here.page(direction)

    def _pager(self, *key: str) -> Pager:
        return self._pagers.setdefault(key, Pager())

    def _side_by_side(self, groups: list[tuple[str, list[int]]], cells: int, height: int) -> list[Row]:
        """Columns of cases that have one value, each scrolled for itself."""
        session, table = self._session, self._session.table
        fit = max(min(len(groups), cells // _LEAST_CELLS), 1)
        here = next((at for at, (_, rows) in enumerate(groups) if table.row in rows), 0)
        first = min(max(here - fit + 1, 0), max(len(groups) - fit, 0))
        size = cells // fit
        columns: list[list[Row]] = []
        for at, (value, members) in list(enumerate(groups))[first : first + fit]:
            pager = self._pager("side", session.by, value, table.code.id if table.code else "")
            cursor = members.index(table.row) if at == here else -1
            if at == here:
                self._here = pager

            def block(index: int, members: list[int] = members) -> list[Row]:
                return self._block(members[index], table.column, size - 1)

            head = f" {visible(session.by)}: {visible(value) or '(none)'} · {counted(len(members), 'case')}"
            rows = pager.rows(block, len(members), cursor, height - 1)
            columns.append([[run(shortened(head, size - 1), "match" if at == here else "bold")], *rows])
        last = cells - size * (fit - 1)
        return [
            [part for at, row in enumerate(line) for part in fitted(row, size if at + 1 < fit else last)]
            for line in zip(*columns, strict=True)
        ]

    def _block(self, row: int, column: int, cells: int) -> list[Row]:
        """One cell: who or what it is, its summary, and an empty row."""
        session, table = self._session, self._session.table
        cell, here = table.at(row, column), (row, column) == (table.row, table.column)
        across = session.layout == "across"
        title = session.code_label(table.columns[column].id) if across else self._case_title(row)
        return self._drawn(cell, title, cells, here=here)

    def _case_title(self, row: int) -> str:
        session = self._session
        case = session.table.rows[row]
        beside = [] if session.by in session.study.cases.attributes else session.values_beside(case)
        return " · ".join(filter(None, [case.name, *beside]))

    def _drawn(self, cell: MatrixCell, title: str, cells: int, *, here: bool) -> list[Row]:
        bar = run(" ▌" if here else "  ", "bar")
        size = min(cells, READING_CELLS) - _INDENT
        rows: list[Row] = [
            [
                bar,
                run(MARKS[cell.state], STATE_STYLES[cell.state]),
                run(" "),
                run(shortened(visible(title), size), "bold"),
            ]
        ]
        rows[0].append(run(f"  {told(cell)}", "quiet"))
        for text, style in ((cell.summary.text, "text"), (f"✎ {cell.comment}" if cell.comment else "", "memo")):
            if text:
                shown = visible_lines(text)
                rows += [[bar, run("  "), run(shown[a:b], style)] for a, b in wrap(shown, size)]
        if cell.ratings and cell_acts.has_ratings(self._session.study):
            rows.append([bar, run("  "), run(shortened(ratings_of(cell), size), "quiet")])
        return [*(fitted(row, cells) for row in rows), *([] if cell.state == "no data" and len(rows) == 1 else [[]])]


def told(cell: MatrixCell) -> str:
    """The state of a cell in words, with how many passages and words, and who wrote it."""
    if cell.state == "no data":
        return MEANINGS["no data"]
    parts = [counted(len(cell.passages), "passage")]
    if cell.state == "coded":
        return f"{parts[0]}, no summary"
    if cell.state == "stale":
        news = [f"{len(cell.new)} new" if cell.new else "", f"{len(cell.gone)} gone" if cell.gone else ""]
        parts.insert(0, f"stale: coded since, {', '.join(filter(None, news)) or 'in another order'}")
    else:
        parts.insert(0, meaning(cell))
    if cell.summary.text:
        parts.append(counted(cell.words, "word"))
    if cell.hands:
        parts.append(who_wrote(cell.hands))
    return " · ".join(parts)


def meaning(cell: MatrixCell) -> str:
    """The state of a cell in words, and who checked a summary that somebody else wrote."""
    checked = cell.hands.checked if cell.hands else None
    if cell.state == "checked" and checked:
        return f"{MEANINGS['checked']} by {visible(checked.coder) or 'somebody'}"
    return MEANINGS[cell.state]


def who_wrote(hands: Hands) -> str:
    """Who wrote a summary, and on which day."""
    return f"{visible(hands.wrote.coder) or 'somebody'}, {stamp_time(hands.wrote.stamp)[:10]}"


def ratings_of(cell: MatrixCell) -> str:
    """The ratings of a cell in one line, the one that was agreed on last."""
    from postil.model.decision import CONSENSUS  # noqa: PLC0415 - a name

    raters = sorted(cell.ratings, key=lambda rater: (rater == CONSENSUS, rater))
    told = []
    for rater in raters:
        rating = cell.ratings[rater]
        reason = f" ({rating.reason})" if rating.reason else ""
        told.append(f"{'agreed' if rater == CONSENSUS else rater} {rating.value}{reason}")
    return visible("ratings: " + " · ".join(told)) if told else ""
