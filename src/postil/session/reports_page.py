"""A report as it is walked: its tables, pictures and texts one below the other, a line and a column under the cursor.

How it was counted comes last, as a list of texts. Invariant: the cursor is at a cell that is there, or at none where
the report has no line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.reports.behind import behind_cell
from postil.reports.report import Facts, Grid, head_text

if TYPE_CHECKING:
    from postil.model.coding import Place
    from postil.reports.behind import Behind
    from postil.reports.report import Part, Report, Shown

NOTES = "How it was counted"
"""Title of the last list of texts."""


class Page:
    """One report and the cursor in it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        taken = map(str, report.head.understood)
        notes = tuple(("", text) for text in (head_text(report.head), *taken, *report.notes))
        self.parts: tuple[Part, ...] = (*report.parts, Facts(NOTES, notes))
        """What is shown; the last one says how it was counted."""
        self.part = next(at for at, part in enumerate(self.parts) if lines_of(part))
        """The part under the cursor, counted from 0 as all places here."""
        self.row = 0
        self.column = self._first_figure()
        self._moved = False
        """Whether somebody moved the cursor to where it is."""
        self._left: Page | None = None
        """The page in which the cursor was moved last, where this one has nothing at that place."""

    # ---- what is there ----

    @property
    def here(self) -> Part:
        """The part under the cursor."""
        return self.parts[self.part]

    @property
    def figure(self) -> Shown:
        """The cell under the cursor; of a list of texts what the text is about."""
        return self.cell(self.row, self.column)

    def cell(self, row: int, column: int) -> Shown:
        """A cell of the part under the cursor."""
        part = self.here
        if isinstance(part, Facts):
            return part.facts[row][column]
        return (part.lines if isinstance(part, Grid) else part.rows)[row].cells[column]

    @property
    def behind(self) -> Behind | Place | None:
        """What stands behind the cell under the cursor; None where that leads to nothing."""
        return behind_cell(self.here, self.row, self.column)

    @property
    def head(self) -> str:
        """What the column under the cursor is; empty for texts and for the first column."""
        part = self.here
        if isinstance(part, Facts) or self.column == 0:
            return ""
        if isinstance(part, Grid):
            return part.headings[self.column].text
        brief = part.columns[self.column - 1]  # where codes stand by codes, the number of a line
        return next((str(row.cells[0]) for row in part.rows if str(row.cells[0]).startswith(f"{brief} ")), brief)

    def columns(self) -> int:
        """How many columns the part under the cursor has."""
        part = self.here
        if isinstance(part, Facts):
            return 1
        return len(part.headings) if isinstance(part, Grid) else len(part.columns) + 1

    def _first_figure(self) -> int:
        part = self.here
        if isinstance(part, Facts):
            return 0
        if isinstance(part, Grid):
            return next((at for at, heading in enumerate(part.headings) if heading.number), 0)
        return min(1, len(part.columns))

    # ---- moving ----

    def move(self, down: int, right: int) -> bool:
        """Move the cursor, from a part to the next one at its ends; whether it moved."""
        before = (self.part, self.row, self.column)
        for _ in range(abs(down)):
            if not self._step(1 if down > 0 else -1):
                break
        self.column = min(max(self.column + right, 0), self.columns() - 1)
        moved = before != (self.part, self.row, self.column)
        self._moved |= moved
        return moved

    def _step(self, direction: int) -> bool:
        if 0 <= self.row + direction < lines_of(self.here):
            self.row += direction
            return True
        if not self.turn(direction):
            return False
        self.row = 0 if direction > 0 else lines_of(self.here) - 1
        return True

    def turn(self, direction: int) -> bool:
        """Go to the first line of the next or previous part that has any; whether there is one."""
        at = self.part + direction
        while 0 <= at < len(self.parts) and not lines_of(self.parts[at]):
            at += direction
        if not 0 <= at < len(self.parts):
            return False
        self.part, self.row = at, 0
        self.column = self._first_figure()
        self._moved = True
        return True

    def to_end(self, *, last: bool) -> None:
        """Go to the first or the last line of the report, in the same column where that is in the same part."""
        ends = [at for at, part in enumerate(self.parts) if lines_of(part)]
        part = ends[-1 if last else 0]
        if part != self.part:
            self.part = part
            self.column = self._first_figure()
        self.row = lines_of(self.here) - 1 if last else 0
        self._moved = True

    # ---- the same place in another report ----

    def go_as(self, other: Page) -> None:
        """Go where the cursor was moved in another page of the same report, counted at another time or otherwise.

        A cursor that was not moved there goes nowhere: it may be where it is because there was nothing else.
        """
        if not other._moved:
            if other._left is not None:
                self.go_as(other._left)
            return
        at = next((at for at, part in enumerate(self.parts) if part.title == other.here.title and lines_of(part)), None)
        if at is None:
            self._left = other
            return
        self._moved = True
        self.part = at
        names = self._names(self, at)
        wanted = self._names(other, other.part)[other.row]
        self.row = names.index(wanted) if wanted in names else min(other.row, len(names) - 1)
        self.column = min(other.column, self.columns() - 1)

    @staticmethod
    def _names(page: Page, at: int) -> list[tuple[Shown, ...]]:
        """What the lines of a part are about; lines of one name are told apart by what came before."""
        part = page.parts[at]
        if isinstance(part, Facts):
            return [(about, text) for about, text in part.facts]
        lines = part.lines if isinstance(part, Grid) else part.rows
        many = part.bar.named_by if isinstance(part, Grid) and part.bar else 1
        seen: dict[tuple[Shown, ...], int] = {}
        names: list[tuple[Shown, ...]] = []
        for line in lines:
            name = line.cells[:many]
            seen[name] = seen.get(name, 0) + 1
            names.append((*name, seen[name]))
        return names


def lines_of(part: Part) -> int:
    """How many lines a part has that the cursor can be at."""
    return len(part.facts if isinstance(part, Facts) else part.lines if isinstance(part, Grid) else part.rows)
