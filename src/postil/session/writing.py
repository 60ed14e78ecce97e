"""Writing a summary: the mode in which keys are text.

Invariant: nothing that is typed runs a command; the few keys that do are no characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import BY_ID
from postil.session.modes import LEAVE, Reading
from postil.session.surroundings import Redraw

if TYPE_CHECKING:
    from postil.session.cell import CellSession
    from postil.session.session import Session

KEYS: tuple[tuple[str, str], ...] = (
    ("Tab", "cross back to the passages"),
    ("Ctrl+S", "save now, and stay; a stale summary that is unchanged is said to hold"),
    ("Ctrl+G", "save, and cross back to the passages"),
    ("Ctrl+R", "put the reference of the passage under the cursor in"),
    ("Ctrl+O", "follow the reference at the cursor"),
    ("PgDn PgUp", "go to the next or previous passage, and stay in the summary"),
    ("← → ↑ ↓ Home End", "move; Ctrl+← and Ctrl+→ by words, Ctrl+Home and Ctrl+End to the ends"),
    ("Ctrl+W Ctrl+U Ctrl+K", "take away the word before, the line before, the line after the cursor"),
)
"""The keys that are no text, for the pages that list keys."""


class Writing:
    """The right half of a cell: a text over many lines is typed."""

    def __init__(self) -> None:
        self.failed = False
        """Whether the last key was to save and leave, and it could not be saved."""

    def press(self, session: Session, key: str) -> None:
        """Type, move, or cross back."""
        from postil.session.cell import CellSession  # noqa: PLC0415 - it imports this module

        assert isinstance(session, CellSession)
        again, self.failed = self.failed, key in LEAVE
        if key in {"tab", "shift+tab"} or (key in LEAVE and again and session.not_recorded):
            session.mode = Reading()  # what was typed stands there still
        elif key in LEAVE:
            session.finish()
            session.mode = Reading()
        elif key in _COMMANDS:
            session.run(session.keymap.named(_COMMANDS[key]), key)
        elif key in {"pagedown", "pageup"}:
            step = 1 if key == "pagedown" else -1
            session.passage_at = min(max(session.passage_at + step, 0), max(len(session.items) - 1, 0))
        elif key == "ctrl+l":
            session.effects.append(Redraw())
        elif key == "ctrl+q":
            session.run(BY_ID["program.quit"], key)
        elif session.read_only:
            _only_moves(session, key)
        else:
            session.area.press(key)

    def paste(self, session: Session, text: str) -> None:
        """Type the text, line ends and all."""
        from postil.session.cell import CellSession  # noqa: PLC0415 - it imports this module

        assert isinstance(session, CellSession)
        if session.read_only:
            session.say("reading only: nothing can be pasted", alarm=True)
        else:
            session.area.insert(text)


_COMMANDS = {"ctrl+s": "summary.save", "ctrl+r": "passage.refer", "ctrl+o": "summary.follow"}


def _only_moves(session: CellSession, key: str) -> None:
    text, cursor = session.area.text, session.area.cursor
    session.area.press(key)
    if session.area.text != text:
        session.area.text, session.area.cursor = text, cursor
        session.say("reading only: cannot write", alarm=True)
