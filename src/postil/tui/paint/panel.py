"""Drawing the codebook: the list of codes, the picker in it, and the code that is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.again import looked_at, wordings
from postil.session.modes import Picking
from postil.session.rows import book_rows
from postil.text.clean import visible
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.field import caret_row, said_rows, typed_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.codebook import Code, Codebook
    from postil.model.coding import Coding
    from postil.session.again import Wording
    from postil.session.rows import Row as Item
    from postil.session.session import Session
    from postil.tui.paint.cells import Row

_FOUND_ROWS = 8
"""Rows that the matches of a search take at the top of the panel; the book below them stays as it is."""
_LEAD_CELLS = 10
_TYPED_CELLS = 16
"""Cells of the line that is typed that are kept free of its hint, so that the hint does not come and go."""
_PARTS = (("", "definition"), ("+ ", "include"), ("− ", "exclude"), ("e ", "example"))


class Panel:
    """Draws the codebook panel and the folded picker; remembers how far the list is scrolled."""

    def __init__(self) -> None:
        self._top = 0
        self._worded: tuple[Coding, Codebook, tuple[Wording, ...]] | None = None
        """The wordings that were looked up last: of which coding, in which codebook."""

    def column(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The panel beside the transcript: a query line, the list, and the code explained below it."""
        explained = max(min(rows // 3, 14), 3)
        listed = rows - explained - 1
        drawn = self._query(session, cells, most=listed // 3)
        drawn += self._list(session, cells, listed - len(drawn))
        drawn += self.code(session, cells, explained + 1)
        return drawn[:rows]

    def code(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The code explained under its name; then and now, where the coding at the cursor is looked at again."""
        code, coding = session.code(session.panel_code), looked_at(session)
        if code is None or coding is None or coding.code != code.id:
            return [_rule(session, cells), *explanation(code, cells - 1, rows - 1, indent=1)]
        known = self._worded
        if known is None or known[0] != coding or known[1] is not session.study.codebook:
            found = wordings(session.study, coding)
            self._worded = known = (coding, session.study.codebook, found)
        return [_rule(session, cells, " worded anew "), *_then_and_now(known[2], cells, rows - 1)]

    def folded(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The picker in the lower rows of a small screen: a query line, and the list beside the code explained."""
        mode = session.mode
        with_code = isinstance(mode, Picking) and mode.source.of_codes
        left = cells if not with_code or cells < 60 else cells * 6 // 10
        drawn = self._query(session, cells, most=rows // 2, ruled=True)
        listed = self._list(session, left, rows - len(drawn))
        if left == cells:
            return drawn + listed
        beside_it = explanation(session.code(session.panel_code), cells - left - 1, len(listed), indent=0)
        return drawn + [fitted([*row, run(" "), *right], cells) for row, right in zip(listed, beside_it, strict=True)]

    def _query(self, session: Session, cells: int, *, most: int, ruled: bool = False) -> list[Row]:
        """The line that is typed, and in at most so many rows more what is said of it; its hint where there is room."""
        mode = session.mode
        edge = run("─ " if ruled else " ", "line")
        if not isinstance(mode, Picking):
            return [fitted([edge, run(f"{session.keymap.label('code.pick')} to code", "status")], cells)]
        lead = [edge, run(f"{mode.source.title}› ", "query")]
        hint = run(f" {mode.source.hint} ", "status")
        taken = max(row_width(lead) + width(visible(mode.line.text)) + 1, _TYPED_CELLS + 1)
        has_room = taken + width(hint[0]) <= cells
        room = cells - width(hint[0]) if has_room else cells
        row, first = typed_row(lead, mode.line.text, mode.line.cursor, room)
        drawn = [[*row, hint] if has_room else row]
        if mode.fault is not None:
            drawn.append(caret_row(lead, mode.fault, first, cells))
            return [*drawn, *said_rows([str(mode.fault)], cells, most - 1, "alarm")]
        return [*drawn, *said_rows(mode.told, cells, most, "quiet")]

    def _list(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The book, or what is picked from; matches of a search lie over the first rows of the book."""
        mode = session.mode
        if not isinstance(mode, Picking) or (mode.source.title == "code" and not mode.line.text):
            return self._book(session, cells, rows)
        if mode.source.title != "code" or rows <= _FOUND_ROWS + 1:
            top = _scrolled(0, mode.at, len(mode.rows), rows)
            return _items(session, mode.rows, cells, rows, at=mode.at, top=top)
        top = _scrolled(0, mode.at, len(mode.rows), _FOUND_ROWS)
        found = _items(session, mode.rows, cells, _FOUND_ROWS, at=mode.at, top=top)
        return [*found, [run("─" * cells, "line")], *self._book(session, cells, rows)[_FOUND_ROWS + 1 :]]

    def _book(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The whole codebook; it scrolls only while somebody picks from it by the arrows."""
        mode = session.mode
        items = book_rows(session, whole=True)
        at = next((i for i, item in enumerate(items) if item.key == session.panel_code), 0)
        pointed = isinstance(mode, Picking) and not mode.line.text
        if isinstance(mode, Picking) and mode.walked:
            self._top = _scrolled(self._top, at, len(items), rows)
        self._top = min(self._top, max(len(items) - rows, 0))
        return _items(session, items, cells, rows, at=at if pointed else -1, top=self._top)


def _items(session: Session, items: list[Item], cells: int, rows: int, *, at: int, top: int) -> list[Row]:
    lead = min(max((width(visible(item.lead)) for item in items), default=0), _LEAD_CELLS)
    shown = items[top : top + rows]
    drawn = [_item(session, item, cells, lead, here=top + i == at) for i, item in enumerate(shown)]
    return drawn + [fitted([], cells) for _ in range(rows - len(drawn))]


def _scrolled(top: int, at: int, count: int, rows: int) -> int:
    if at < top:
        return at
    if at >= top + rows:
        return at - rows + 1
    return max(min(top, count - rows), 0)


def _item(session: Session, item: Item, cells: int, lead: int, *, here: bool) -> Row:
    code = session.code(item.key)
    style = f"code{code.color}" if code and code.color and item.offered else "row" if item.offered else "quiet"
    pointer = run("▸" if here else " ", "bar")
    left = [pointer, run(f"{item.mark:1} ", "slot")]
    if item.lead:  # a number tells where the code stands in the tree
        left.append(run(padded(visible(item.lead), lead) + " ", style))
    else:
        left.append(run("  " * min(item.depth, 4)))
    note = run(f" {item.note} ", "quiet") if item.note else run(" ")
    name = "row" if item.offered else "quiet"
    if here:
        name = "bold"
    return beside([*left, run(item.text, name)], [note], cells)


def _rule(session: Session, cells: int, end: str = "") -> Row:
    code = session.code(session.panel_code)
    room = max(cells - 2 - width(end), 1)
    title = shortened(visible(f" {session.code_label(code.id)} "), room) if code else ""
    line = "─" * (cells - 1 - width(title) - width(end))
    return fitted([run("─", "line"), run(title, "bold"), run(line, "line"), run(end, "message")], cells)


def _then_and_now(wordings: Sequence[Wording], cells: int, rows: int) -> list[Row]:
    """The wording of a code now, and below each field that differs what it said before."""
    signs = {field: sign for sign, field in _PARTS}
    parts: list[tuple[str, str, str]] = []
    for wording in wordings:
        sign = signs[wording.field]
        if wording.old == wording.new:
            parts.append((sign, wording.new, "quiet"))
        else:
            parts += [(f"now {sign}", wording.new or "(nothing)", "row"), (f"was {sign}", wording.old, "quiet")]
    return _parts_of([(sign, text or "(nothing)", style) for sign, text, style in parts], cells - 1, rows, indent=1)


def explanation(code: Code | None, cells: int, rows: int, *, indent: int) -> list[Row]:
    """Definition, what to include and exclude, and an example, as rows; cut with … where they do not fit."""
    named = [(sign, getattr(code, field)) for sign, field in _PARTS] if code is not None else []
    parts = [(sign, text, "row" if not sign else "quiet") for sign, text in named if text]
    return _parts_of(parts, cells, rows, indent=indent)


def _parts_of(parts: Sequence[tuple[str, str, str]], cells: int, rows: int, *, indent: int) -> list[Row]:
    """Texts, each behind its sign and in its style, as so many rows; cut with … where they do not fit."""
    drawn: list[Row] = []
    for sign, text, style in parts:
        shown = visible(text)
        for at, (start, end) in enumerate(wrap(shown, max(cells - indent - len(sign), 4))):
            lead = sign if at == 0 else " " * len(sign)
            drawn.append([run(" " * indent), run(lead, "slot"), run(shown[start:end], style)])
    if len(drawn) > rows:
        drawn = [*drawn[: rows - 1], [run(" " * indent), run("…", "quiet")]] if rows > 0 else []
    return [fitted(row, cells + indent) for row in [*drawn, *([[]] * (rows - len(drawn)))]]
