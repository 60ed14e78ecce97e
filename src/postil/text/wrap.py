"""Breaking text into lines of terminal cells.

Widths are those of Rich, which are what Textual draws by. Offsets are code points, so a line is a slice of the
text. Text must have gone through ``postil.text.clean`` first: no tabs, no controls.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = rf"\n|[^\S\n]+|[{_IDEOGRAPH}]|[^\s{_IDEOGRAPH}]+"
_PLAIN_PIECE = r"\n|[^\S\n]+|\S+"
"""The same for texts without ideographs; compiled much faster, and the first paint waits for that."""
_FIRST_IDEOGRAPH = "\u3040"

Span = tuple[int, int]


def width(text: str) -> int:
    """Cells that a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def wrap(text: str, cells: int) -> list[Span]:
    """Spans of the lines of a text, each at most ``cells`` wide; at least one span, the spaces at breaks left out.

    Breaks at white space and between ideographs, inside a word only where the word is wider than the line. A line feed
    ends a line. Where not even one character fits, a line holds one character.
    """
    cells = max(cells, 1)
    if len(text) <= cells and text.isascii() and "\n" not in text:
        return [(0, len(text))]
    lines: list[Span] = []
    start = end = used = 0
    for piece in re.finditer(_PLAIN_PIECE if max(text, default="") < _FIRST_IDEOGRAPH else _PIECE, text):
        word, begin = piece.group(), piece.start()
        if word == "\n":
            lines.append((start, end))
            start = end = piece.end()
            used = 0
            continue
        size = width(word)
        if word.isspace():
            used += size
            continue
        if used + size <= cells:
            used, end = used + size, piece.end()
            continue
        if end > start:
            lines.append((start, end))
        start = begin
        for cut, cut_width in _cuts(word, cells):
            if cut_width is None:
                lines.append((start, begin + cut))
                start = begin + cut
            else:
                used = cut_width
        end = piece.end()
    lines.append((start, max(start, end)))
    return lines


def _cuts(word: str, cells: int) -> list[tuple[int, int | None]]:
    """Where a word that starts a line is cut, as (offset, None), and last (0, width of what remains)."""
    total = width(word)
    if total <= cells:
        return [(0, total)]
    cuts: list[tuple[int, int | None]] = []
    used = 0
    for offset, character in enumerate(word):
        size = width(character)
        if used and used + size > cells:
            cuts.append((offset, None))
            used = 0
        used += size
    return [*cuts, (0, used)]


def shortened(text: str, cells: int) -> str:
    """The text if it fits into ``cells``, else its beginning with … at the end; never wider than ``cells``."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    used, end = 0, 0
    for offset, character in enumerate(text):
        used += width(character)
        if used > cells - 1:
            break
        end = offset + 1
    return text[:end] + "…"


def padded(text: str, cells: int) -> str:
    """The text shortened or filled with spaces to exactly ``cells`` cells."""
    text = shortened(text, cells)
    return text + " " * (cells - width(text))
