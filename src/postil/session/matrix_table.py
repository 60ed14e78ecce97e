"""The part of the matrix that is looked at: which rows and columns, in which order, and where the cursor is.

Invariant: the cursor is at a row and a column that are there, or at none where there are none. Cells are worked out
when they are counted or drawn, and after an act only those that it wrote in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.cells import CellKey
from postil.model.names import name_in
from postil.reports.matrix import STATES, Matrix, rows, theme_codes, themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.matrix import MatrixCell, State

WORK: frozenset[State] = frozenset({"coded", "stale", "conflict"})
"""States of cells that wait for somebody."""
_SHOWN_ATTRIBUTES = 2
"""Attributes that stand beside the cases until somebody chooses."""


class Table:
    """Rows and columns of the matrix of a study; the matrix screen and the cells that are opened from it share one."""

    def __init__(self, study: Study, *, case: str = "", code: str = "") -> None:
        """Begin with the theme of a code, at the cell of a case and a code, as far as they are there."""
        self.study = study
        self.matrix = Matrix(study)
        self.chosen: tuple[str, ...] = ()
        """Ids of the codes that were chosen as columns; empty for those of the theme."""
        self.sort = ""
        """The attribute to sort by, ``name`` for the cases' names, or empty for the order in which they came."""
        self.down = False
        """Whether the greatest comes first."""
        self.only: dict[str, str] = {}
        """Attribute -> value that cases must have to be shown."""
        self.attributes: tuple[str, ...] = tuple(study.cases.attributes)[:_SHOWN_ATTRIBUTES]
        """Attributes that stand beside the cases."""
        self.theme = self._first_theme(code)
        """Id of the code at the top whose codes are the columns; empty for all codes."""
        self.rows: list[Case] = []
        self.columns: list[Code] = []
        self.row = self.column = 0
        """Where the cursor is."""
        self.drafts: dict[CellKey, str] = {}
        """Summaries that were typed and could not be recorded, of cells that are not open."""
        self._states: dict[CellKey, State] = {}
        self._counts = dict.fromkeys(STATES, 0)
        self.arrange()
        self.go_to(case, code)

    def _first_theme(self, code: str) -> str:
        book, known = self.study.codebook, themes(self.study)
        above = [part.id for part in book.ancestors(code)] if code in book else []
        named = next((theme.id for theme in known if theme.id in {code, *above}), "")
        alone = all(len(theme_codes(self.study, theme.id)) == 1 for theme in known)
        return "" if alone else named or known[0].id

    # ---- what is there ----

    @property
    def case(self) -> Case | None:
        """The case of the row under the cursor."""
        return self.rows[self.row] if self.rows else None

    @property
    def code(self) -> Code | None:
        """The code of the column under the cursor."""
        return self.columns[self.column] if self.columns else None

    @property
    def key(self) -> CellKey | None:
        """The cell under the cursor."""
        return self.key_at(self.row, self.column) if self.rows and self.columns else None

    @property
    def cell(self) -> MatrixCell | None:
        """What is in the cell under the cursor."""
        key = self.key
        return self.matrix.cell(*key) if key else None

    def key_at(self, row: int, column: int) -> CellKey:
        """The cell of a row and a column."""
        return CellKey(self.rows[row].id, self.columns[column].id)

    def at(self, row: int, column: int) -> MatrixCell:
        """What is in the cell of a row and a column."""
        return self.matrix.cell(*self.key_at(row, column))

    @property
    def counts(self) -> dict[State, int]:
        """How many cells of these rows and columns are in each state."""
        return self._counts

    @property
    def title(self) -> str:
        """The name of what the columns are; empty where there is no code."""
        if self.chosen:
            return "chosen codes"
        theme = self.study.codebook.get(self.theme)
        return name_in(self.study.codebook, theme) if theme else "all codes"

    # ---- looking again ----

    def arrange(self) -> None:
        """Choose rows and columns again; the cursor stays at its case and code where they are still there."""
        case, code = self.case, self.code
        study = self.study
        known = study.cases.attributes
        self.attributes = tuple(name for name in self.attributes if name in known)
        self.only = {name: value for name, value in self.only.items() if name in known}
        self.sort = self.sort if self.sort in {"", "name", *known} else ""
        all_codes = theme_codes(study)
        self.chosen = tuple(code.id for code in all_codes if code.id in set(self.chosen))
        if self.theme and not any(theme.id == self.theme for theme in themes(study)):
            self.theme = self._first_theme("")
        self.rows = rows(study, sort=self.sort, down=self.down, only=self.only)
        if self.chosen:
            self.columns = [known for known in all_codes if known.id in self.chosen]
        else:
            self.columns = theme_codes(study, self.theme)
        self._count()
        self.go_to(case.id if case else "", code.id if code else "")

    def refresh(self, keys: Iterable[CellKey] | None = None) -> None:
        """Look at the study again; with ``keys``, only at what was written in these cells."""
        if keys is None:
            self.matrix.refresh()
            self.arrange()
            return
        keys = set(keys)
        self.matrix.refresh(keys)
        rows, columns = {case.id for case in self.rows}, {code.id for code in self.columns}
        for key in keys:
            if key.case in rows and key.code in columns:
                self._counts[self._states.get(key, "no data")] -= 1
                state = self._states[key] = self.matrix.state(key)
                self._counts[state] += 1

    def _count(self) -> None:
        self._states = {}
        self._counts = dict.fromkeys(STATES, 0)
        rows, columns = {case.id for case in self.rows}, {code.id for code in self.columns}
        for key in self.matrix.there():
            if key.case in rows and key.code in columns:
                self._states[key] = self.matrix.state(key)
        for state in self._states.values():
            self._counts[state] += 1
        self._counts["no data"] += len(rows) * len(columns) - len(self._states)

    # ---- moving ----

    def go_to(self, case: str, code: str) -> None:
        """Put the cursor at a case and a code; where one of them is not shown, it stays in its row or column."""
        self.row = next((at for at, known in enumerate(self.rows) if known.id == case), self.row)
        self.column = next((at for at, known in enumerate(self.columns) if known.id == code), self.column)
        self.move(0, 0)

    def show(self, key: CellKey) -> None:
        """Put the cursor at a cell, choosing other columns and showing all cases if it is not among those shown."""
        if not any(code.id == key.code for code in self.columns):
            self.chosen, self.theme = (), self._first_theme(key.code)
            self.arrange()
        if not any(case.id == key.case for case in self.rows):
            self.only = {}
            self.arrange()
        self.go_to(*key)

    def move(self, down: int, right: int) -> bool:
        """Move the cursor, as far as there are cells; whether it moved."""
        before = (self.row, self.column)
        self.row = min(max(self.row + down, 0), max(len(self.rows) - 1, 0))
        self.column = min(max(self.column + right, 0), max(len(self.columns) - 1, 0))
        return before != (self.row, self.column)

    def turn(self, direction: int) -> None:
        """Go to the next or previous theme; all codes are the last one."""
        known = [*(theme.id for theme in themes(self.study)), ""]
        at = known.index(self.theme) if not self.chosen and self.theme in known else -1
        self.choose(known[(at + direction) % len(known)])

    def choose(self, theme: str, codes: Sequence[str] = ()) -> None:
        """Show the columns of a theme, or chosen codes."""
        self.theme, self.chosen = theme, tuple(codes)
        self.arrange()

    def seek_work(self, direction: int) -> bool:
        """Go to the next cell that waits for somebody, row by row and around the end; whether there is another one."""
        for row, column in self._on_from_here(direction):
            if self._states.get(self.key_at(row, column), "no data") in WORK:
                self.row, self.column = row, column
                return True
        return False

    def _on_from_here(self, direction: int) -> Iterator[tuple[int, int]]:
        width = len(self.columns)
        count = len(self.rows) * width
        here = self.row * width + self.column
        for step in range(1, count):
            yield divmod((here + direction * step) % count, width)
