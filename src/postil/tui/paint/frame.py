"""The whole screen as rows: header, transcript, codebook, prompt, status line.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or
the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import COMMANDS, GROUPS
from postil.session.modes import Asking, Browsing, Helping, Hinting, Picking, Prompting, Ranging, Reading, Removing
from postil.text.clean import visible, visible_lines
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run
from postil.tui.paint.panel import Panel

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
_SAVED, _NOT_SAVED, _READING = "● saved  ", "‼ NOT SAVED", "○ reading only "
"""What the header says of the study. A failure takes the room of the first and of the point before it, so that nothing
beside them moves."""


class Painter:
    """Draws frames of one session; keeps scroll positions between them."""

    def __init__(self, session: Session, viewport: Viewport) -> None:
        self._session = session
        self._viewport = viewport
        self._panel = Panel()

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size."""
        if self.too_small(cells, rows):
            return self._too_small(cells, rows)
        session = self._session
        if isinstance(session.mode, Helping):
            drawn = [self._header(cells), *self._help(session.mode, cells, rows - 2), self._status(cells)]
        elif cells >= WIDE:
            drawn = self._wide(cells, rows)
        else:
            drawn = self._narrow(cells, rows)
        return [fitted(row, cells) for row in drawn[:rows]]

    @staticmethod
    def too_small(cells: int, rows: int) -> bool:
        """Whether only a notice is drawn at this size."""
        return cells < SMALLEST[0] or rows < SMALLEST[1]

    def _too_small(self, cells: int, rows: int) -> list[Row]:
        quit_key = self._session.keymap.label("program.quit")
        text = f"terminal too small ({cells}x{rows}), needs {SMALLEST[0]}x{SMALLEST[1]}; {quit_key} leaves"
        lines = [[run(text[start:end])] for start, end in wrap(text, max(cells, 1))]
        return [fitted(row, cells) for row in [*lines, *([[]] * rows)][:rows]]

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the codebook begins; all of the cells where it does not stand beside the transcript."""
        return min(READING_CELLS, max(cells - 42, cells * 65 // 100)) + 1 if cells >= WIDE else cells

    def _wide(self, cells: int, rows: int) -> list[Row]:
        left = self.split(cells) - 1
        right = cells - left - 1
        prompt = self._prompt(left, rows // 3)
        body = rows - 2
        column = self._viewport.paint(self._session, left, body - len(prompt), spaced=rows >= ROOMY) + prompt
        panel = self._panel.column(self._session, right, body)
        ruled = [fitted([*a, run("│", "line"), *b], cells) for a, b in zip(column, panel, strict=True)]
        return [self._header(cells), *ruled, self._status(cells)]

    def _narrow(self, cells: int, rows: int) -> list[Row]:
        body = rows - 2
        prompt = self._prompt(cells, max(body // 2, 2))
        if isinstance(self._session.mode, Picking | Browsing):
            prompt = self._panel.folded(self._session, cells, min(max(body * 2 // 5, 3), 14))
        above = self._viewport.paint(self._session, cells, max(body - len(prompt), 1), spaced=rows >= ROOMY)
        return [self._header(cells), *above, *prompt, self._status(cells)]

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
        marks = [
            f"filter: {shortened(visible(session.filter.label), cells // 4)}" if session.filter else "",
            "auto-advance" if session.auto_advance else "",
            who,
            count,
        ]
        right = [run(f"{where}   ", "header"), run(" · ".join(filter(None, marks)), "status")]
        if session.trouble and not session.read_only:
            right += [run(" "), run(_NOT_SAVED, "alarm")]
        else:
            right += [run(" · ", "status"), run(_READING if session.read_only else _SAVED, "saved")]
        title = session.transcript.name
        return beside([run(f" {title} ", "header")], right, cells)

    def _status(self, cells: int) -> Row:
        session, mode = self._session, self._session.mode
        style = "alarm" if session.alarm else "message"
        text = session.message
        if isinstance(mode, Asking):
            text = mode.question
        elif not text:
            text, style = self._mode_hint(), "status"
            if isinstance(mode, Reading) and not mode.pending and session.trouble:
                text, style = session.trouble, "alarm"
        return fitted([run(f" {text}", style)], cells)

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
            case Removing():
                return "digit or letter of the code to remove"
            case Prompting():
                return mode.hint
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
            case Browsing():
                return "j k walk · Enter applies · e edits · c finds · o closes"
            case Helping():
                return "type to narrow · ↓ ↑ scroll · ? closes"
        pending = getattr(mode, "pending", "")
        if pending:
            return f"{pending} …  {session.keymap.label('select.none')} lets go"
        if session.span is not None:
            return "part of the paragraph is selected · code it, m writes a memo, Ctrl+G lets go"
        return session.lesson.line

    def _prompt(self, cells: int, rows: int) -> list[Row]:
        mode = self._session.mode
        if not isinstance(mode, Prompting):
            return []
        text, cursor = visible_lines(mode.line.text) + " ", mode.line.cursor
        lines = wrap(text[:-1], max(cells - 3, 1))
        if cursor > lines[-1][1] or (cursor == lines[-1][1] and width(text[slice(*lines[-1])]) >= cells - 3):
            lines.append((cursor, cursor))
        at = max(i for i, (start, _) in enumerate(lines) if start <= cursor)
        top = max(0, min(at - rows + 2, len(lines) - rows + 1))
        title = [run("─ ", "line"), run(mode.title, "query"), run(" ", "line")]
        drawn = [fitted([*title, run("─" * max(cells - row_width(title), 0), "line")], cells)]
        for i, (start, end) in list(enumerate(lines))[top : top + rows - 1]:
            before, under = text[start:cursor], text[cursor : cursor + 1]
            if i == at:
                under = " " if under in {"", "\n"} else under
                row = [run(f"  {before}"), run(under, "cursor"), run(text[cursor + 1 : end])]
            else:
                row = [run(f"  {text[start:end]}")]
            drawn.append(fitted(row, cells))
        return drawn

    def _help(self, mode: Helping, cells: int, rows: int) -> list[Row]:
        from postil.session.pickers import ranked  # noqa: PLC0415 - not needed for the first paint

        keymap = self._session.keymap
        lines: list[Row] = [[run(" keys› ", "query"), run(mode.line.text), run(" ", "cursor")]]
        texts = {f"{command.help} · {command.id}": command for command in COMMANDS}
        shown = {texts[text].id for text in ranked(mode.line.text, list(texts))}
        entries: list[Row] = []
        column = cells // 2 if cells >= WIDE else cells
        for group in GROUPS:
            commands = [command for command in COMMANDS if command.group == group and command.id in shown]
            if commands:
                entries.append([run(f" {group}", "header")])
            for command in commands:
                keys = padded(shortened(visible(keymap.labels(command.id)), 16), 17)
                for at, (start, end) in enumerate(wrap(command.help, max(column - 22, 8))):
                    shown_keys = keys if at == 0 else " " * len(keys)
                    entries.append([run(f"   {shown_keys}", "slot"), run(command.help[start:end], "row")])
        if cells >= WIDE:
            half = -(-len(entries) // 2)
            pairs = zip(entries[:half], [*entries[half:], *([[]] * half)][:half], strict=True)
            entries = [[*fitted(a, column), *fitted(b, cells - column)] for a, b in pairs]
        mode.top = min(mode.top, max(len(entries) - rows + 1, 0))
        lines += entries[mode.top : mode.top + rows - 1]
        return [fitted(row, cells) for row in [*lines, *([[]] * rows)][:rows]]
