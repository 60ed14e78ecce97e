"""A text that is being typed. Invariant: ``0 <= cursor <= len(text)``, in code points."""

from __future__ import annotations


class TextLine:
    """A text with a cursor in it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)

    def insert(self, text: str) -> None:
        """Put text in at the cursor."""
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def press(self, key: str) -> bool:
        """Take a key in; whether it was one that edits. Ctrl+U takes away all, also what stands after the cursor."""
        if len(key) == 1 or key == "space":
            self.insert(" " if key == "space" else key)
        elif key == "backspace":
            self._erase(self.cursor - 1)
        elif key == "ctrl+u":
            self.text, self.cursor = "", 0
        elif key == "ctrl+w":
            kept = self.text[: self.cursor].rstrip()
            self._erase(kept.rfind(" ") + 1)
        elif key in {"left", "right", "home", "end"}:
            moves = {"left": self.cursor - 1, "right": self.cursor + 1, "home": 0, "end": len(self.text)}
            self.cursor = min(max(moves[key], 0), len(self.text))
        else:
            return False
        return True

    def _erase(self, start: int) -> None:
        """Take away what stands between ``start`` and the cursor."""
        start = max(start, 0)
        self.text = self.text[:start] + self.text[self.cursor :]
        self.cursor = start
