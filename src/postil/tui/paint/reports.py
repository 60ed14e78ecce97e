"""The reports screen as rows: header, the limit, the list or a report, what the figure under the cursor is, status.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
The part under the cursor begins with its title and the heads of its columns, however far its lines are scrolled.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postil.reports.behind import Behind
from postil.reports.report import Facts, Grid
from postil.session.modes import Picking
from postil.session.reports_limit import Limiting
from postil.session.reports_list import KINDS
from postil.session.reports_page import lines_of
from postil.text.clean import visible
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import fitted, row_width, run
from postil.tui.paint.field import caret_row, said_rows, typed_row
from postil.tui.paint.frame import WIDE
from postil.tui.paint.matrix_page import Pager
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import saved
from postil.tui.paint.reports_parts import PartPainter
from postil.tui.paint.screen import ScreenPainter, heading

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.reports.report import Part
    from postil.session.reports import ReportsSession
    from postil.session.reports_list import Kind
    from postil.session.reports_page import Page
    from postil.tui.paint.cells import Row

_NAMES = 15
"""Cells of the names of the reports beside one that is open, in a wide screen."""
_WITH_PREVIEW = 12
"""From so many rows on, what the figure under the cursor is stands below the report."""
_LABEL = " only› "
_FAULT_ROWS = 4


class ReportsPainter(ScreenPainter["ReportsSession"]):
    """Draws frames of the reports; keeps how far each is scrolled. Also what the session asks about the screen."""

    about = (
        "Each report answers a question by tables, pictures or texts. Enter on a figure shows the passages that it "
        "counts; leaving them comes back to the figure. `postil report NAME` writes the same figures as files."
    )

    def __init__(self, session: ReportsSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._pager = Pager()
        self._of: tuple[Page | None, int] = (None, -1)
        """Which part of which page the pager is at."""
        self._drawn: tuple[Page | None, int, list[PartPainter]] = (None, 0, [])
        """The parts as they were laid out last: of which page, and how wide."""

    # ---- header and status ----

    def _header(self, cells: int) -> Row:
        session, page, end = self._session, self._session.page, saved(self._session)
        who = session.coder or "everybody"
        with_below = "with subcodes" if session.children else ""
        if page is None:
            right = " · ".join(filter(None, [with_below, who]))
            choices = [(f"Reports · {session.study.title}", right), ("Reports", right), ("Reports", "")]
        else:
            name, title = page.report.name, page.report.title
            at = f"{page.row + 1} of {lines_of(page.here)}"
            choices = [
                (f"Reports · {name} · {title}", " · ".join(filter(None, [at, with_below, who]))),
                (f"Reports · {name} · {title}", " · ".join(filter(None, [at, with_below]))),
                (f"{name} · {title}", at),
                (name, at),
                (name, ""),
            ]
        rows = (([run(f" {visible(left)} ", "header")], [run(right, "status"), *end]) for left, right in choices)
        return heading(rows, cells)

    def _hint(self) -> str:
        session, mode = self._session, self._session.mode
        label = session.keymap.label
        match mode:
            case Limiting():
                return f"{mode.hint} · Ctrl+G closes"
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
        if pending := getattr(mode, "pending", ""):
            return f"{pending} …  Ctrl+G lets go"
        ways = {
            "report.open": "opens" if session.page is None else "passages",
            "report.limit": "limit",
            "report.children": "subcodes",
            "report.next_part": "part",
            "report.next": "report",
            "help.open": "keys",
            "program.quit": "back" if session.page is None else "list",
        }
        if session.page is None or len(session.page.parts) == 1:
            del ways["report.next_part"]
        offers = [f"{label(command)} {what}" for command, what in ways.items() if label(command)]
        while len(offers) > 3 and width(" · ".join(offers)) >= self._cells:
            offers.pop(-3)
        return " · ".join(offers)

    # ---- the middle ----

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 16))
        elif rows + 2 >= _WITH_PREVIEW:
            below = (
                self._preview(cells) if session.page is not None else self._as_file(cells)[: max(rows - len(KINDS), 0)]
            )
        above = self._limit(cells)
        room = max(rows - len(above) - len(below), 0)
        page = session.page
        if page is None:
            body = self._list(cells, room)
        elif cells >= WIDE:
            body = [
                [*left, *right]
                for left, right in zip(self._names(room), self._page(page, cells - _NAMES, room), strict=True)
            ]
        else:
            body = self._page(page, cells, room)
        return [*above, *[fitted(row, cells) for row in [*body, *([[]] * room)][:room]], *below][:rows]

    def _limit(self, cells: int) -> list[Row]:
        """What limits the reports, or the line in which that is typed and what is wrong with it."""
        session, mode = self._session, self._session.mode
        label = [run(_LABEL, "query")]
        if isinstance(mode, Limiting):
            row, first = typed_row(label, mode.line.text, mode.line.cursor, cells)
            if mode.fault is None:
                return [row]
            said = str(mode.fault)  # where it does not fit into the last row, it stands here in full
            more = said_rows([said], cells, _FAULT_ROWS, "alarm") if width(said) + 1 > cells else []
            return [row, caret_row(label, mode.fault, first, cells), *more]
        if not session.query:
            return []
        return [fitted([*label, run(shortened(visible(session.query), cells - width(_LABEL) - 1), "bold")], cells)]

    # ---- the list ----

    def _list(self, cells: int, room: int) -> list[Row]:
        session = self._session
        size = max(len(kind.name) for kind in KINDS) + 2
        rows: list[Row] = [[]] if room > len(KINDS) else []
        for at, kind in _around(session.at, room):
            here = at == session.at
            name = padded(kind.name, size)
            pointer = run(" ▸ " if here else "   ", "bar")
            answers = shortened(kind.answers, max(cells - size - 4, 1))
            rows.append([pointer, run(name, "match" if here else "bold"), run(answers, "text" if here else "quiet")])
        return rows

    def _as_file(self, cells: int) -> list[Row]:
        """How the figures of the report under the cursor come into a file."""
        name = self._session.kind.name
        limit = " --where QUERY" if self._session.query else ""
        told = (
            f"as a file: postil report {name} STUDY.json{limit} --csv {name}.csv · --json · -o {name}.html; "
            "all reports on one page: postil report all STUDY.json -o report.html"
        )
        return [fitted([run("  "), run(told[start:end], "quiet")], cells) for start, end in wrap(told, cells - 4)]

    def _names(self, rows: int) -> list[Row]:
        """The names of the reports, beside the one that is open."""
        session = self._session
        drawn: list[Row] = []
        for at, kind in _around(session.at, rows):
            here = at == session.at
            row = [run(" ▸ " if here else "   ", "bar"), run(kind.name, "match" if here else "quiet")]
            drawn.append([*fitted(row, _NAMES - 2), run("│ ", "line")])
        empty = [*fitted([], _NAMES - 2), run("│ ", "line")]
        return [*drawn, *([empty] * rows)][:rows]

    # ---- a report ----

    def _page(self, page: Page, cells: int, rows: int) -> list[Row]:
        """The part under the cursor with its heads in view, and what follows it where there is room."""
        painters = self._painters(page, cells)
        here = painters[page.part]
        here.turn_to(page.column)
        above: list[Row] = []
        for at in range(page.part - 1, -1, -1):
            if lines_of(page.parts[at]):
                break
            above = [painters[at].title(here=False), *painters[at].below(), [], *above]
        parts = f"part {page.part + 1} of {len(page.parts)}" if len(page.parts) > 1 else ""
        head = [*above, here.title(here=True, note=parts), *here.heads(page.column)]
        if len(head) > rows // 2:
            head = head[-max(rows // 2, 1) :] if rows > 1 else []
        blocks = self._blocks(page, painters)
        if (page, page.part) != self._of:
            self._of, self._pager = (page, page.part), Pager()
        body = self._pager.rows(lambda at: blocks[at](), len(blocks), page.row, rows - len(head))
        return [fitted(row, cells) for row in [*head, *body]][:rows]

    def _painters(self, page: Page, cells: int) -> list[PartPainter]:
        if self._drawn[0] is not page or self._drawn[1] != cells:
            self._drawn = (page, cells, [PartPainter(part, cells) for part in page.parts])
        return self._drawn[2]

    def _blocks(self, page: Page, painters: list[PartPainter]) -> list[Callable[[], list[Row]]]:
        """The lines of the part under the cursor, and then all of the parts after it."""
        blocks: list[Callable[[], list[Row]]] = []
        for at in range(page.part, len(page.parts)):
            painter = painters[at]
            if at > page.part:
                painter.turn_to(0)
                blocks.append(partial(_opening, painter))
            for row in range(lines_of(page.parts[at])):
                column = page.column if (at, row) == (page.part, page.row) else -1
                blocks.append(partial(painter.line, row, column))
            blocks.append(partial(_ending, painter))
        return blocks

    # ---- the figure under the cursor ----

    def _preview(self, cells: int) -> list[Row]:
        """What the figure under the cursor is, in full, and what Enter shows."""
        page = self._session.page
        assert page is not None
        name = " · ".join(filter(None, (visible(part) for part in self._named(page))))
        figure = self._figure(page)
        room = cells - width(figure) - 7
        title = [run("─ ", "line"), run(shortened(name, max(room, 1)), "bold")]
        title += [run(" · ", "quiet"), run(figure, "match")] if figure else []
        title.append(run(f" {'─' * max(cells - row_width(title) - 1, 0)}", "line"))
        first = fitted(title, cells)
        return [first, fitted([run("  "), *self._leads(page, cells - 3)], cells)]

    def _leads(self, page: Page, cells: int) -> Row:
        from postil.session.reports_verbs import why_nothing  # noqa: PLC0415 - when a report is open

        key = self._session.keymap.label("report.open")
        query = self._session.behind_query
        if isinstance(page.here, Facts) and page.behind is None:
            return []
        if page.behind is not None and not query:
            return [run(f"{key} opens the paragraph", "status")]
        if not query or page.figure in {0, None, "", "n/a"}:
            return [run(shortened(why_nothing(page), cells), "quiet")]
        lead = f"{key} shows "
        return [run(lead, "status"), run(shortened(visible(query), max(cells - width(lead), 1)), "query")]

    @staticmethod
    def _named(page: Page) -> list[str]:
        """What the line and the column under the cursor are, not cut."""
        part: Part = page.here
        if isinstance(part, Facts):
            return [" ".join(part.facts[page.row][0].split()) or part.title]
        many = 1
        if isinstance(part, Grid):  # the texts that it begins with
            many = next((at for at, heading in enumerate(part.headings) if heading.number), len(part.headings))
        labels = [str(page.cell(page.row, at)) for at in range(many)]
        return labels if isinstance(part, Grid) else [*labels, page.head]

    @staticmethod
    def _figure(page: Page) -> str:
        """The figure with what it counts; empty for texts and labels."""
        part, figure, behind = page.here, page.figure, page.behind
        if isinstance(part, Facts) or figure in {"", None} or page.column == 0:
            return ""
        said = visible(figure) if isinstance(figure, str) else f"{figure:,}"
        if isinstance(part, Grid):
            return f"{visible(page.head)}: {said}" if page.head else said
        unit = behind.unit if isinstance(behind, Behind) else ""
        return f"{said} {unit.removesuffix('s') if figure == 1 else unit}".strip()

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """How many lines to go on for a screen down or up, from ``place``."""
        return place + self._pager.page(direction)


def _opening(painter: PartPainter) -> list[Row]:
    return [painter.title(here=False), *painter.heads()]


def _ending(painter: PartPainter) -> list[Row]:
    return [*painter.below(), []]


def _around(at: int, rows: int) -> list[tuple[int, Kind]]:
    """As many of the reports as there is room for, with their places, the one under the cursor among them."""
    first = max(min(at - rows // 2, len(KINDS) - rows), 0)
    return list(enumerate(KINDS))[first : first + max(rows, 0)]
