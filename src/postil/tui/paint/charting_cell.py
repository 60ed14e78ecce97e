"""A cell of the matrix as rows: its passages on the left and its summary on the right, or one above the other.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.names import name_of_case
from postil.session.modes import Picking, Prompting
from postil.session.writing import Writing
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.wrap import shortened
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.charting_passages import Passages
from postil.tui.paint.charting_summary import SummaryPainter
from postil.tui.paint.frame import WIDE
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import prompt_line, saved
from postil.tui.paint.screen import ScreenPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.session.cell import CellSession
    from postil.tui.paint.cells import Row

_BOTH = 14
"""From so many rows on, both halves are shown where they stand one above the other."""


class CellPainter(ScreenPainter["CellSession"]):
    """Draws frames of a cell; keeps how far it is scrolled. Also what the session asks about the screen."""

    about = (
        "The passages of one case under one code, and what you make of them. Tab crosses between the halves. What you "
        "type is saved when you pause, and when you leave."
    )

    def __init__(self, session: CellSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._passages = Passages(session)
        self._summary = SummaryPainter(session)

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the summary begins; all of the cells where it stands below the passages."""
        return cells // 2 if cells >= WIDE else cells

    def _header(self, cells: int) -> Row:
        session = self._session
        case = session.study.cases.all.get(session.key.case)
        name = name_of_case(session.study, session.key.case)
        values = [case.values.get(attribute, "") for attribute in session.table.attributes] if case else []
        code_name = session.code_label(session.key.code)
        count = counted(len(session.cell.passages), "passage")
        end = saved(session)
        who = run(session.coder or "everybody", "status")
        for parts in ([name, *filter(None, values), code_name, count], [name, code_name, count], [name, code_name]):
            left = [run(f" {visible(' · '.join(parts))} ", "header")]
            if row_width(left) + row_width([who, *end]) <= cells:
                break
        else:
            left = [
                run(f" {shortened(visible(f'{name} · {code_name}'), max(cells - row_width(end) - 8, 1))} ", "header")
            ]
        return beside(left, [who, *end], cells)

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 14))
        elif isinstance(mode, Prompting):
            below = prompt_line(session, cells, max(rows // 3, 2))
        above = rows - len(below)
        if cells >= WIDE:
            left = self.split(cells) - 1
            halves = zip(self._passages.rows(left, above), self._summary.rows(cells - left - 1, above), strict=True)
            drawn = [[*fitted(a, left), run("│", "line"), *b] for a, b in halves]
        elif above + 2 >= _BOTH:
            high = above // 2
            drawn = [*self._passages.rows(cells, high), *self._summary.rows(cells, above - high)]
        elif isinstance(mode, Writing):
            drawn = self._summary.rows(cells, above)
        else:
            drawn = self._passages.rows(cells, above)
        return [*[fitted(row, cells) for row in [*drawn, *([[]] * above)][:above]], *below]

    def _hint(self) -> str:
        session, mode = self._session, self._session.mode
        label = session.keymap.label
        match mode:
            case Writing():
                told = "Tab passages · Ctrl+R puts the reference in · Ctrl+S saves · Ctrl+G done"
                return told if self._cells < WIDE else f"{told} · Ctrl+O follows a reference · PgDn PgUp passages"
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
            case Prompting():
                return f"{mode.hint} · Ctrl+G saves, too"
        if pending := getattr(mode, "pending", ""):
            return f"{pending} …"
        keys = [
            f"{label('summary.write')} writes",
            f"{label('passage.refer')} puts the reference in",
            f"{label('passage.context')} context",
            f"{label('passage.open')} opens the text",
            f"{label('cell.next_work')} next cell",
        ]
        if session.versions:
            keys = [f"{label('summary.keep')} 2 keep one", f"{label('summary.join')} joins them", *keys[:2]]
        elif session.cell.state == "stale":
            keys = [f"{label('summary.holds')} still holds", *keys[:4]]
        return " · ".join([*keys, f"{label('help.open')} all keys"])

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The passage to go to for a screen down or up."""
        return self._passages.page(place, direction)

    def visible(self) -> Sequence[int]:
        """No paragraphs are labelled here."""
        return ()
