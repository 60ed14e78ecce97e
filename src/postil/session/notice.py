"""A notice in the place of a line of text that cannot be typed here.

Invariant: what is typed while it is shown runs nothing and is kept nowhere, for whoever asked for a line types on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.modes import LEAVE, Asking, Reading
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from postil.session.session import Session


class Notice(Asking):
    """Says why there is no line, until it is closed."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} · Enter goes on", {})
        self._typed = TextLine()

    def press(self, session: Session, key: str) -> None:
        """Be closed by what would have closed the line."""
        if key in LEAVE or key == "enter" or (key == "backspace" and not self._typed.text):
            session.mode = Reading()
        else:
            self._typed.press(key)
