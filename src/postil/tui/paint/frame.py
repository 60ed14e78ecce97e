"""The whole screen as rows: header, transcript, codebook, prompt, status line.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or
the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.again import looked_at
from postil.session.modes import Choosing, Helping, Hinting, Picking, Prompting, Ranging
from postil.text.clean import visible
from postil.text.wrap import shortened
from postil.tui.paint.cells import beside, fitted, run
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import all_keys, help_hint, prompt_line, saved, status, too_small

if TYPE_CHECKING:
    from postil.session.session import Session
    from postil.tui.paint.cells import Row
    from postil.tui.paint.viewport import Viewport

WIDE = 100
"""From so many cells on, the codebook stands beside the transcript."""
READING_CELLS = 90
"""The transcript is never wider, for the reader's eyes and for the wire."""
ROOMY = 30
"""From so many rows on, an empty row parts paragraphs."""
SMALLEST = (30, 6)
"""Cells and rows below which only a notice is drawn."""


class Painter:
    """Draws frames of one session; keeps scroll positions between them."""

    def __init__(self, session: Session, viewport: Viewport) -> None:
        self._session = session
        self._viewport = viewport
        self._panel = Panel()

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size."""
        if self.too_small(cells, rows):
            return too_small(self._session, cells, rows, SMALLEST)
        session = self._session
        if isinstance(session.mode, Helping):
            drawn = [
                self._header(cells),
                *all_keys(session, session.mode, cells, rows - 2, wide=cells >= WIDE),
                self._status(cells),
            ]
        elif cells >= WIDE:
            drawn = self._wide(cells, rows)
        else:
            drawn = self._narrow(cells, rows)
        return [fitted(row, cells) for row in drawn[:rows]]

    @staticmethod
    def too_small(cells: int, rows: int) -> bool:
        """Whether only a notice is drawn at this size."""
        return cells < SMALLEST[0] or rows < SMALLEST[1]

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the codebook begins; all of the cells where it does not stand beside the transcript."""
        return min(READING_CELLS, max(cells - 42, cells * 65 // 100)) + 1 if cells >= WIDE else cells

    def _wide(self, cells: int, rows: int) -> list[Row]:
        left = self.split(cells) - 1
        right = cells - left - 1
        prompt = prompt_line(self._session, left, rows // 3)
        body = rows - 2
        column = self._viewport.paint(self._session, left, body - len(prompt), spaced=rows >= ROOMY) + prompt
        panel = self._panel.column(self._session, right, body)
        ruled = [fitted([*a, run("│", "line"), *b], cells) for a, b in zip(column, panel, strict=True)]
        return [self._header(cells), *ruled, self._status(cells)]

    def _narrow(self, cells: int, rows: int) -> list[Row]:
        body = rows - 2
        prompt = prompt_line(self._session, cells, max(body // 2, 2))
        low = min(max(body * 2 // 5, 3), 14)
        if isinstance(self._session.mode, Picking):
            prompt = self._panel.folded(self._session, cells, low)
        elif not prompt and self._looks_again():
            prompt = self._panel.code(self._session, cells, low)
        above = self._viewport.paint(self._session, cells, max(body - len(prompt), 1), spaced=rows >= ROOMY)
        return [self._header(cells), *above, *prompt, self._status(cells)]

    def _looks_again(self) -> bool:
        """Whether the coding that was gone to, because its code was worded anew, is still to be looked at."""
        session = self._session
        return session.looking is not None and looked_at(session) == session.looking

    def _header(self, cells: int) -> Row:
        session = self._session
        done, every = session.progress()
        where = (
            f"§{session.n} of {len(session.transcript.paragraphs)}"
            if cells >= WIDE
            else f"§{session.n}/{len(session.transcript.paragraphs)}"
        )
        who = "everybody" if session.coder is None else session.coder
        count = f"{done} reviewed, {every - done} to go" if cells >= WIDE else f"{done}/{every}"
        again, key = len(session.again.waiting(session.study)), session.keymap.label("wording.next")
        marks = [
            f"filter: {shortened(visible(session.filter.label), cells // 4)}" if session.filter else "",
            "auto-advance" if session.auto_advance else "",
            (f"⟳ {again} to look at again ({key})" if cells >= WIDE else f"⟳ {again}") if again else "",
            who,
            count,
        ]
        right = [run(f"{where}   ", "header"), run(" · ".join(filter(None, marks)), "status")]
        right += saved(session)
        title = session.transcript.name
        return beside([run(f" {title} ", "header")], right, cells)

    def _status(self, cells: int) -> Row:
        return status(self._session, self._mode_hint(), cells)

    def _mode_hint(self) -> str:
        session, mode = self._session, self._session.mode
        match mode:
            case Hinting(by_words=True):
                return (
                    "last word's letters · a digit or Enter takes the first word only"
                    if mode.first
                    else "letters of the first word"
                )
            case Hinting():
                return (
                    "letter of the last sentence" if mode.first else "letter of the sentence · a capital begins a range"
                )
            case Ranging():
                first, last = session.selection[0], session.selection[-1]
                return f"§{first} to §{last}: j k or a letter · then a code, Space or x · V lets go"
            case Choosing():
                return mode.hint
            case Prompting():
                return mode.hint
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
            case Helping():
                return help_hint(mode)
        pending = getattr(mode, "pending", "")
        if pending:
            return f"{pending} …  {session.keymap.label('select.none')} lets go"
        if self._looks_again():
            keys = [session.keymap.label(f"{name}") for name in ("wording.confirm", "code.remove", "wording.next")]
            return "worded anew: {} it holds · {} takes it off · {} next".format(*keys)
        if session.span is not None:
            return "part of the paragraph is selected · code it, m writes a memo, Ctrl+G lets go"
        return session.lesson.line
