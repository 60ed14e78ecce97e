"""What the status line teaches: one thing at a time, the next one that helps.

A lesson goes once the user has done what it teaches, so an experienced coder soon sees none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.session.commands import Keymap

_LESSONS: tuple[tuple[str, str], ...] = (
    ("move.next", "go on reading"),
    ("code.pick", "pick a code for this paragraph"),
    ("review.next", "done with this paragraph, next"),
    ("code.again", "the last code again"),
    ("history.undo", "undo"),
    ("move.next_open", "next paragraph not reviewed"),
    ("select.sentence", "code one sentence only"),
    ("memo.edit", "write a memo here"),
    ("code.remove", "take a code off"),
    ("find.text", "find words"),
    ("filter.pick", "show where a code was used"),
    ("advance.toggle", "let a code also mark as reviewed and move on"),
    ("select.range", "select several paragraphs"),
    ("select.words", "code some words only"),
    ("transcript.next", "next transcript"),
    ("codebook.open", "the whole codebook"),
    ("code.pin", "pin the last code to a digit"),
    ("palette.open", "any command by name"),
)


class Lesson:
    """Which lesson comes next."""

    def __init__(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._done: set[str] = set()

    def did(self, command_id: str) -> None:
        """Take notice that a command was used."""
        self._done.add(command_id)

    @property
    def line(self) -> str:
        """The next thing to learn, and how to see everything."""
        for command_id, what in _LESSONS:
            label = self._keymap.label(command_id)
            if command_id not in self._done and label:
                return f"{label} {what} · {self._keymap.label('help.open')} all keys"
        return f"{self._keymap.label('help.open')} all keys"
