"""A text of many lines that is being typed.

Invariant: ``0 <= cursor <= len(text)`` in code points, and the cursor stands between characters as a reader counts
them: never inside a letter and its marks, a flag or joined emoji. Keys change nothing but what they name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.clean import visible_lines
from postil.text.wrap import characters, width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.text.wrap import Span

_WIDE = 10_000
"""Cells of a line before somebody has drawn the text."""
_WORD_LEFT = frozenset({"ctrl+left", "alt+left", "alt+b"})
_WORD_RIGHT = frozenset({"ctrl+right", "alt+right", "alt+f"})


class TextArea:
    """A text over many lines with a cursor in it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)
        self.cells = _WIDE
        """How wide lines are drawn; up and down, Home and End go by lines as they are drawn."""
        self._wanted: int | None = None
        """The cell that up and down keep to, where lines between are shorter; None after any other key."""

    # ---- what is there ----

    def lines(self) -> list[Span]:
        """Spans of the lines as they are drawn, one after the other with nothing between them.

        A line ends with its line feed, or with the spaces at which it was broken: these may be wider than ``cells``.
        """
        starts = [start for start, _ in wrap(visible_lines(self.text), self.cells)]
        if starts[0]:  # spaces at the beginning that no word fits behind
            starts.insert(0, 0)
        return list(zip(starts, [*starts[1:], len(self.text)], strict=True))

    def line_at(self, lines: list[Span]) -> int:
        """The index of the line that the cursor is drawn in."""
        return max(at for at, (start, _) in enumerate(lines) if start <= self.cursor)

    @property
    def words(self) -> int:
        """How many words there are."""
        return len(self.text.split())

    # ---- typing ----

    def insert(self, text: str) -> None:
        """Put text in at the cursor, which then stands behind it."""
        self._wanted = None
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor = self._boundary(self.cursor + len(text))

    def insert_apart(self, text: str) -> None:
        """Put text in at the cursor, parted by a space from a word before it and after it."""
        before, after = self.text[: self.cursor][-1:], self.text[self.cursor :][:1]
        lead = " " if before and not before.isspace() and before not in "(“‘" else ""
        self.insert(f"{lead}{text}{' ' if after.isalnum() else ''}")

    def press(self, key: str) -> bool:
        """Take a key in; whether it was one that edits or moves."""
        wanted, self._wanted = self._wanted, None
        if len(key) == 1:
            self.insert(key)
        elif key in {"space", "enter"}:
            self.insert(" " if key == "space" else "\n")
        elif key in {"up", "down"}:
            self._wanted = wanted
            self._to_line(-1 if key == "up" else 1)
        elif (erased := self._erasing(key)) is not None:
            start, end = sorted((self.cursor, erased))
            self.text = self.text[:start] + self.text[end:]
            self.cursor = self._boundary(start)
        elif (target := self._moving(key)) is not None:
            self.cursor = target
        else:
            return False
        return True

    def _erasing(self, key: str) -> int | None:
        """Where what a key takes away ends, from the cursor; None for a key that takes nothing away."""
        find: dict[str, Callable[[], int]] = {
            "backspace": self._before,
            "delete": self._after,
            "ctrl+d": self._after,
            "ctrl+w": self._word_before,
            "ctrl+u": lambda: self.text.rfind("\n", 0, self.cursor) + 1,
            "ctrl+k": self._line_end,
        }
        return find[key]() if key in find else None

    def _moving(self, key: str) -> int | None:
        """Where a key puts the cursor; None for a key that does not move it."""
        if key in _WORD_LEFT:
            return self._word_before()
        if key in _WORD_RIGHT:
            return self._word_after()
        find: dict[str, Callable[[], int]] = {
            "left": self._before,
            "right": self._after,
            "home": lambda: self._drawn_line()[0],
            "ctrl+a": lambda: self._drawn_line()[0],
            "end": lambda: self._drawn_line()[1],
            "ctrl+e": lambda: self._drawn_line()[1],
            "ctrl+home": lambda: 0,
            "ctrl+end": lambda: len(self.text),
        }
        return find[key]() if key in find else None

    # ---- where things are ----

    def _boundaries(self) -> list[int]:
        """Where a cursor can stand in the text as it is drawn; line feeds are characters of their own."""
        found, at = [0], 0
        for line in visible_lines(self.text).split("\n"):
            if line:
                found += (at + end for _, end, _ in characters(line))
            at += len(line) + 1
            found.append(at)
        return found[:-1]

    def _boundary(self, at: int) -> int:
        """The first place from ``at`` on where a cursor can stand."""
        if self.text.isascii():
            return at
        return min((place for place in self._boundaries() if place >= at), default=len(self.text))

    def _before(self) -> int:
        return max((at for at in self._boundaries() if at < self.cursor), default=0)

    def _after(self) -> int:
        return min((at for at in self._boundaries() if at > self.cursor), default=len(self.text))

    def _word_before(self) -> int:
        kept = self.text[: self.cursor].rstrip()
        return self._boundary(next((at + 1 for at in range(len(kept) - 1, -1, -1) if kept[at].isspace()), 0))

    def _word_after(self) -> int:
        text, at = self.text, self.cursor
        while at < len(text) and text[at].isspace():
            at += 1
        while at < len(text) and not text[at].isspace():
            at += 1
        return self._boundary(at)

    def _line_end(self) -> int:
        end = self.text.find("\n", self.cursor)
        return len(self.text) if end < 0 else end

    def _drawn_line(self) -> Span:
        lines = self.lines()
        at = self.line_at(lines)
        return lines[at][0], self._last_place(lines, at)

    def _last_place(self, lines: list[Span], at: int) -> int:
        """The last place in a drawn line: before its line feed or last character, for behind it the next one begins."""
        if at + 1 == len(lines):
            return len(self.text)
        start, stop = lines[at]
        return max((place for place in self._boundaries() if start <= place < stop), default=start)

    def _to_line(self, step: int) -> None:
        """Go a drawn line up or down, as near to the same cell as there is; from the first and last one to its end."""
        lines, text = self.lines(), visible_lines(self.text)
        at = self.line_at(lines)
        if self._wanted is None:
            self._wanted = width(text[lines[at][0] : self.cursor])
        if not 0 <= at + step < len(lines):
            self.cursor = 0 if step < 0 else len(self.text)
            return
        start, last = lines[at + step][0], self._last_place(lines, at + step)
        places = [place for place in self._boundaries() if start <= place <= last]
        self.cursor = max((place for place in places if width(text[start:place]) <= self._wanted), default=start)
