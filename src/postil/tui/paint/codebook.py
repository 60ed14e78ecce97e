"""The codebook screen as rows: header, the tree and the code under the cursor, keys, status.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.names import name_in
from postil.session.codebook_modes import CodingList, VersionList
from postil.session.codebook_pickers import PickingFrom
from postil.session.modes import Asking, Picking, Prompting, Reading
from postil.text.clean import visible
from postil.text.counted import counted_codes
from postil.text.wrap import shortened, width
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.codebook_fields import fields
from postil.tui.paint.codebook_lists import CodingListPainter, changed_rows, scrolled, version_rows
from postil.tui.paint.frame import WIDE
from postil.tui.paint.panel import Panel, explanation
from postil.tui.paint.parts import prompt_line, saved
from postil.tui.paint.screen import ScreenPainter, heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.codebook import Codebook
    from postil.session.codebook import CodebookSession
    from postil.session.codebook_tree import TreeRow
    from postil.session.modes import Mode
    from postil.tui.paint.cells import Row

_TREE_SHARE = 45
"""Of 100 cells, so many are the tree's."""
_NUMBER_CELLS = 8
_WITH_KEYS = 10
"""From so many rows on, the keys have a row of their own."""
_WORDS = {"retired": "retired", "merged": "merged", "heading": "heading"}
"""What a row says of a code that is not simply active."""


class CodebookPainter(ScreenPainter["CodebookSession"]):
    """Draws frames of the codebook; keeps how far lists are scrolled. Also what the session asks about the screen."""

    def __init__(self, session: CodebookSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._codings = CodingListPainter()
        self._top = 0
        self._rows = 10
        """Rows of the tree that are shown."""
        self._version: tuple[Codebook, str] | None = None
        """What the header says of the latest version, and of which codebook."""

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the fields begin; all of the cells where they do not stand beside the tree."""
        return cells * _TREE_SHARE // 100 if cells >= WIDE else cells

    # ---- parts ----

    def _header(self, cells: int) -> Row:
        session = self._session
        book = session.study.codebook
        retired = sum(code.status == "retired" for code in book)
        about = [counted_codes(book), f"{retired} retired" if retired else "", self._latest_version()]
        who = visible(session.coder) if session.coder else "everybody"
        end = [run(who, "status"), *saved(session)]
        lefts = (" · ".join(filter(None, ["Codebook", *parts])) for parts in (about, about[:1], []))
        return heading((([run(f" {left} ", "header")], end) for left in lefts), cells)

    def _latest_version(self) -> str:
        """The version that was named last, and whether the codebook is another now."""
        study = self._session.study
        if (
            self._version is None
            or self._version[0] is not study.codebook
            or not isinstance(self._session.mode, Reading)
        ):
            said = ""
            if versions := study.book_versions:
                name, (version, _) = list(versions.items())[-1]
                changed = ", changed since" if version.codes != tuple(study.codebook) else ""
                said = f"{shortened(visible(name), 20)}{changed}"
            self._version = (study.codebook, said)
        return self._version[1]

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 16))
        elif isinstance(mode, Prompting):
            below = prompt_line(session, cells, max(rows // 3, 2))
        elif rows + 2 >= _WITH_KEYS:
            below = [self._keys(cells)]
        rows -= len(below)
        return [*(self._wide(cells, rows) if cells >= WIDE else self._narrow(cells, rows)), *below]

    def _wide(self, cells: int, rows: int) -> list[Row]:
        """Two halves beside each other."""
        left = self.split(cells) - 1
        right = cells - left - 1
        halves = zip(self._first(left, rows), self._second(right, rows), strict=True)
        return [fitted([*a, run("│", "line"), *b], cells) for a, b in halves]

    def _narrow(self, cells: int, rows: int) -> list[Row]:
        """The one half above the other; all fields of a code have the screen for themselves."""
        session = self._session
        listing = isinstance(self._listed(), CodingList | VersionList)
        if session.in_fields and not listing:
            return self._second(cells, rows)
        under = rows // 2 if listing else rows * 2 // 5
        if rows < _WITH_KEYS // 2:
            return self._first(cells, rows)
        if listing:
            rule = fitted([run("─" * cells, "line")], cells)
            return [*self._first(cells, rows - under - 1), rule, *self._second(cells, under)]
        return [*self._first(cells, rows - under - 1), *self._explained(cells, under + 1)]

    def _explained(self, cells: int, rows: int) -> list[Row]:
        """The code under the cursor in short, under a line with its name."""
        code = self._session.here
        title = f" {name_in(self._session.study.codebook, code)} " if code else ""
        title = shortened(visible(title), max(cells - 2, 1))
        rule = fitted(
            [run("─", "line"), run(title, "bold"), run("─" * max(cells - 1 - width(title), 0), "line")], cells
        )
        return [rule, *explanation(code, cells - 1, rows - 1, indent=1)]

    def _listed(self) -> Mode:
        """The mode that is drawn: the list below, where something is picked for what is marked in it."""
        mode = self._session.mode
        return mode.back if isinstance(mode, PickingFrom) else mode

    def _first(self, cells: int, rows: int) -> list[Row]:
        match self._listed():
            case CodingList() as mode:
                return self._codings.rows(self._session, mode, cells, rows)
            case VersionList() as mode:
                return version_rows(mode, cells, rows)
        return self._tree(cells, rows)

    def _second(self, cells: int, rows: int) -> list[Row]:
        match self._listed():
            case CodingList() as mode:
                return self._codings.text(self._session, mode, cells, rows)
            case VersionList() as mode:
                return changed_rows(mode, cells, rows)
        return fields(self._session, cells, rows)

    # ---- the tree ----

    def _tree(self, cells: int, rows: int) -> list[Row]:
        session = self._session
        tree, at = session.rows, session.index_at
        titles = beside([], [run("used by ", "status")], cells)
        self._rows = max(rows - 1, 1)
        self._top = scrolled(self._top, at, len(tree), self._rows)
        shown = tree[self._top : self._top + self._rows]
        drawn = [self._row(row, cells, here=self._top + i == at) for i, row in enumerate(shown)]
        return [titles, *drawn, *([fitted([], cells)] * (self._rows - len(drawn)))][:rows]

    def _row(self, row: TreeRow, cells: int, *, here: bool) -> Row:
        code = row.code
        active = row.state in {"active", "heading"}
        bar = run(("▏" if self._session.in_fields else "▌") if here else " ", "bar")
        mark = {"open": "▾ ", "folded": "▸ ", "": "  "}[row.branch]
        left = [bar, run("  " * min(row.depth, 6) + mark, "row")]
        color = f"code{code.color}" if code.color and active else "row" if active else "quiet"
        if code.number and row.state != "heading":
            left.append(run(shortened(visible(code.number), _NUMBER_CELLS) + " ", color))
        left.append(run(code.name, "bold" if here else "row" if active else "quiet"))
        words = [_WORDS.get(row.state, ""), f"+{row.hidden}" if row.hidden else ""]
        if said := " · ".join(filter(None, words)):
            left.append(run(f" · {said}", "quiet"))
        if row.state == "merged" or (row.state == "heading" and not row.codings):
            return fitted(left, cells)
        counts = f" {row.codings:>4} {row.coders or '':>2} "
        return beside(left, [run(counts, "row")], cells)

    # ---- keys and hints ----

    def _hint(self) -> str:
        match self._session.mode:
            case Prompting() as mode:
                return f"{mode.hint} · Ctrl+G leaves"
            case Picking() as mode:
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
        return ""

    def _keys(self, cells: int) -> Row:
        """The keys that can be pressed now; shorter, then fewer, where they do not fit."""
        offers = self._offers()
        for at in (1, 2):
            row = [part for offer in offers for part in (run(f"  {offer[0]} ", "slot"), run(offer[at], "status"))]
            if row_width(row) < cells:
                break
        while row_width(row) >= cells and len(row) > 4:
            row = [*row[:-6], *row[-4:]]  # the last two, which leave and show all keys, stay
        return fitted(row, cells)

    def _offers(self) -> Sequence[tuple[str, str, str]]:
        """Key, what it does, and the same shorter."""
        session, mode = self._session, self._session.mode
        leave = ("q", "back", "back")
        match mode:
            case CodingList(purpose="split"):
                marks = [("Space", "mark", "mark"), ("a", "mark all", "all"), ("Enter", "send the marked ones", "send")]
                return [("j k", "move", "move"), *marks, leave]
            case CodingList():
                return [("j k", "move", "move"), ("Enter", "take it as an example", "take"), leave]
            case Asking() if mode.answers.keys() == {"y"}:
                return [("y", "yes", "yes"), ("any other key", "no", "no")]
            case VersionList():
                return [("j k", "another version", "version"), ("Space PgUp", "scroll", "scroll"), leave]
        label = session.keymap.label
        ends = [(label("book.leave"), "back", "back"), (label("help.open"), "all keys", "keys")]
        if session.in_fields:
            offers = [("Enter", "edit", "edit"), (label("book.fields"), "tree", "tree"), *ends]
        elif session.is_merged:
            offers = [(label("book.merge"), "part", "part"), (label("book.fields"), "fields", "fields"), *ends]
        else:
            changes = [
                (label("book.apply"), "apply", "apply"),
                (label("book.new"), "new", "new"),
                (label("book.new_child"), "new under", "under"),
                (label("book.rename"), "name", "name"),
                (label("codebook.edit"), "edit", "edit"),
                (label("book.move"), "move", "move"),
                (label("book.merge"), "merge", "merge"),
                (label("book.split"), "split", "split"),
                (label("book.retire"), "retire", "retire"),
                (label("book.version"), "version", "version"),
                (label("book.fields"), "fields", "fields"),
            ]
            looks = [(label("book.find"), "find", "find"), (label("book.fields"), "fields", "fields")]
            offers = [*(looks if session.read_only else changes), *ends]
        return [offer for offer in offers if offer[0]]

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The row to go to for a screen up or down from a row, to which the tree is scrolled as far."""
        step = direction * max(self._rows - 1, 1)
        self._top = max(self._top + step, 0)
        return place + step

    def scroll(self, direction: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Nothing is taller than the screen."""
        return False

    def visible(self) -> Sequence[int]:
        """Nothing carries letters here."""
        return ()
