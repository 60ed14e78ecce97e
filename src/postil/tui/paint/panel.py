"""Drawing the codebook: the list of codes, the picker in it, and the code that is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.modes import Browsing, Picking
from postil.session.rows import book_rows
from postil.text.clean import visible
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, run

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.session.rows import Row as Item
    from postil.session.session import Session
    from postil.tui.paint.cells import Row

_FOUND_ROWS = 8
"""Rows that the matches of a search take at the top of the panel; the book below them stays as it is."""
_LEAD_CELLS = 10
_PARTS = (("", "definition"), ("+ ", "include"), ("− ", "exclude"), ("e ", "example"))


class Panel:
    """Draws the codebook panel and the folded picker; remembers how far the list is scrolled."""

    def __init__(self) -> None:
        self._top = 0

    def column(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The panel beside the transcript: a query line, the list, and the code explained below it."""
        explained = max(min(rows // 3, 14), 3)
        listed = rows - explained - 1
        drawn = [self._query(session, cells), *self._list(session, cells, listed - 1)]
        drawn.append(_rule(session, cells))
        drawn += explanation(session.code(session.panel_code), cells - 1, explained, indent=1)
        return drawn[:rows]

    def folded(self, session: Session, cells: int, rows: int) -> list[Row]:
        """The picker in the lower rows of a small screen: a query line, and the list beside the code explained."""
        mode = session.mode
        with_code = isinstance(mode, Browsing) or (isinstance(mode, Picking) and mode.source.of_codes)
        left = cells if not with_code or cells < 60 else cells * 6 // 10
        listed = self._list(session, left, rows - 1)
        drawn = [self._query(session, cells, ruled=True)]
        if left == cells:
            return drawn + listed
        beside_it = explanation(session.code(session.panel_code), cells - left - 1, rows - 1, indent=0)
        return drawn + [fitted([*row, run(" "), *right], cells) for row, right in zip(listed, beside_it, strict=True)]

    def _query(self, session: Session, cells: int, *, ruled: bool = False) -> Row:
        mode = session.mode
        edge = run("─ " if ruled else " ", "line")
        if isinstance(mode, Picking):
            typed = [edge, run(f"{mode.source.title}› ", "query"), run(mode.line.text), run(" ", "cursor")]
            hint = run(f" {mode.source.hint} ", "status")
            row = beside(typed, [hint] if cells > width(hint[0]) + 16 else [], cells, "text")
        elif isinstance(mode, Browsing):
            row = beside(
                [edge, run("codebook", "query")], [run(" Enter applies · e edits · o closes ", "status")], cells
            )
        else:
            row = fitted([edge, run(f"{session.keymap.label('code.pick')} to code", "status")], cells)
        return row

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
        """The whole codebook; it scrolls only while somebody walks in it."""
        mode = session.mode
        items = book_rows(session)
        at = next((i for i, item in enumerate(items) if item.key == session.panel_code), 0)
        pointed = isinstance(mode, Browsing) or (isinstance(mode, Picking) and not mode.line.text)
        if isinstance(mode, Browsing) or (isinstance(mode, Picking) and mode.walked):
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


def _rule(session: Session, cells: int) -> Row:
    code = session.code(session.panel_code)
    title = shortened(visible(f" {code.number} {code.name} ".replace("  ", " ")), max(cells - 2, 1)) if code else ""
    return [run("─", "line"), run(title, "bold"), run("─" * (cells - 1 - width(title)), "line")]


def explanation(code: Code | None, cells: int, rows: int, *, indent: int) -> list[Row]:
    """Definition, what to include and exclude, and an example, as rows; cut with … where they do not fit."""
    drawn: list[Row] = []
    if code is not None:
        for sign, field in _PARTS:
            text = visible(getattr(code, field))
            if not text:
                continue
            for at, (start, end) in enumerate(wrap(text, max(cells - indent - len(sign), 4))):
                lead = sign if at == 0 else " " * len(sign)
                drawn.append(
                    [run(" " * indent), run(lead, "slot"), run(text[start:end], "row" if not sign else "quiet")]
                )
    if len(drawn) > rows:
        drawn = [*drawn[: rows - 1], [run(" " * indent), run("…", "quiet")]] if rows > 0 else []
    return [fitted(row, cells + indent) for row in [*drawn, *([[]] * (rows - len(drawn)))]]
