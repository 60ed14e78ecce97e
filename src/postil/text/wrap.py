"""Breaking text into lines of terminal cells.

Widths are those of Rich, which are what Textual draws by. Offsets are code points, so a line is a slice of the
text. Text must have gone through ``postil.text.clean`` first: no tabs, no controls.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_ATTACHED = r"\u0300-\u036f\u200d\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
"""Marks, joiners, selectors and skin tones: what may follow an ideograph and must not be parted from it."""
_PIECE = rf"\n|[^\S\n]+|[{_IDEOGRAPH}](?:[{_ATTACHED}]+|\u200d.)*|[^\s{_IDEOGRAPH}]+"
_PLAIN_PIECE = r"\n|[^\S\n]+|\S+"
"""The same for texts without ideographs; compiled much faster, and the first paint waits for that."""
_FIRST_IDEOGRAPH = "\u3040"
_JOINER = "\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_FIRST_FLAG, _LAST_FLAG = "\U0001f1e6", "\U0001f1ff"

OUR_SIGNS = "·…–—‘’“”§α░▒▓█▉▊▋▌▍▎▏"
"""Signs that the program itself often writes; each takes one cell."""
_OUR_SIGNS = str.maketrans(OUR_SIGNS, " " * len(OUR_SIGNS))

Span = tuple[int, int]


def width(text: str) -> int:
    """Cells that a text takes."""
    if text.isascii():
        return len(text)
    if "rich.cells" not in sys.modules and text.translate(_OUR_SIGNS).isascii():
        return len(text)  # reports of many studies do without the library, which takes as long to load as to print them
    from rich.cells import cell_len  # noqa: PLC0415 - as above

    return cell_len(text)


def wrap(text: str, cells: int) -> list[Span]:
    """Spans of the lines of a text, each at most ``cells`` wide; at least one span, the spaces at breaks left out.

    Breaks at white space and between ideographs, inside a word only where the word is wider than the line. A line feed
    ends a line. Where not even one character fits, a line holds one character. A character is what a reader counts as
    one: a letter with its marks, joined emoji, a flag.
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
    for start, _, size in characters(word):
        if used and used + size > cells:
            cuts.append((start, None))
            used = 0
        used += size
    return [*cuts, (0, used)]


def characters(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and cells of each character as a reader counts them; the cells add up to those of the text."""
    if text.isascii():
        yield from ((offset, offset + 1, 1) for offset in range(len(text)))
        return
    start, flag, joiner = 0, False, False
    for offset, character in enumerate(text):
        second_flag = flag and _FIRST_FLAG <= character <= _LAST_FLAG
        joined = joiner or second_flag or character == _JOINER or character in _SELECTORS
        if offset and not joined and width(character):
            yield start, offset, width(text[start:offset])
            start = offset
        flag = not second_flag and not joiner and _FIRST_FLAG <= character <= _LAST_FLAG
        joiner = not joiner and character == _JOINER
    yield start, len(text), width(text[start:])


def shortened(text: str, cells: int) -> str:
    """The text if it fits into ``cells``, else its beginning with … at the end; never wider than ``cells``."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    used, end = 0, 0
    for _, stop, size in characters(text):
        used += size
        if used > cells - 1:
            break
        end = stop
    return text[:end] + "…"


def padded(text: str, cells: int) -> str:
    """The text shortened or filled with spaces to exactly ``cells`` cells."""
    text = shortened(text, cells).rstrip(_JOINER)  # a joiner would join the first space
    return text + " " * (cells - width(text))
