r"""Regular expressions that end in time: whether a pattern is found in a text, never where.

Python's matcher can take longer than the universe on a pattern such as ``(a+)+b``. Here it searches only texts so short
that the ways to match come to few steps (``postil.find.query.pattern_reading`` counts them); all others are left to an
automaton, whose time grows with the text. Invariant: the answer is that of Python's matcher, and a search ends, with an
answer or with ``TimeoutError``.

A text without the letters that every match holds, or without as many characters of a kind in a row (``[a-z]{14,}``),
is not searched at all.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from postil.find.query.automaton import Automaton
from postil.find.query.pattern_reading import NESTED, PatternFault, read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.find.query.pattern_reading import Part

__all__ = ["MOST_SIGNS", "SECONDS", "PatternFault", "SafePattern"]

SECONDS = 3.0
"""How long a search of all texts may take."""
MOST_SIGNS = 5_000
"""Signs that a pattern with several long repetitions comes to when all that is counted (``{500}``) is written out."""
_MOST_STEPS = 10_000_000
"""Steps of Python's matcher in one text, at worst: a tenth of a second."""
_LONG = 20_000
"""Characters that hardly a paragraph has."""
_SMALL = {ord("İ"): "i", ord("ı"): "i", ord("ſ"): "s"}
"""Signs that Python's matcher takes for Latin letters, and that ``str.lower`` does not."""


class SafePattern:
    """A pattern that is searched for in bounded time."""

    def __init__(self, source: str, *, any_case: bool = False) -> None:
        """Read a pattern.

        Raises:
            PatternFault: it holds what is not known here, or is too large.
        """
        self._part = part = read_pattern(source, any_case=any_case)
        self._short = _short(part)
        """Characters of a text that Python's matcher searches."""
        if part.size > MOST_SIGNS and self._short < _LONG:
            raise PatternFault(f"its repetitions come to more than {MOST_SIGNS:,} signs", 0)
        try:
            self._compiled = re.compile(part.source, re.IGNORECASE if any_case else 0)
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternFault(f"it is no regular expression: {getattr(error, 'msg', error)}", 0) from None
        self._any_case = any_case
        self._automaton: Automaton | None = None
        self._needed = sorted(part.needed, key=lambda texts: -min(map(len, texts)))
        least, source = part.alike
        self._alike = b"x" * least
        """As many characters of a kind as every match has beside each other, as ``_table`` writes them."""
        self._table = _one_kind(source, any_case=any_case) if least else b""

    def found_in(self, texts: Iterable[str], seconds: float = SECONDS) -> Iterator[bool]:
        """For each text whether the pattern is found in it.

        Raises:
            TimeoutError: all of it takes longer than so many seconds.
        """
        until = time.monotonic() + seconds
        for text in texts:
            if time.monotonic() > until:
                raise TimeoutError
            yield self._may_be_in(text) and self._search(text, until)

    def _may_be_in(self, text: str) -> bool:
        """Whether a text holds the letters that a match must hold, and as many characters of a kind in a row."""
        plain = _lower(text) if self._any_case and self._needed else text
        for texts in self._needed:  # plain loops: asked of every paragraph, and three times as fast as any() and all()
            for letters in texts:
                if letters in plain:
                    break
            else:
                return False
        return not self._alike or self._alike in text.encode("utf-8", "surrogatepass").translate(self._table)

    def _search(self, text: str, until: float) -> bool:
        if len(text) <= self._short:
            return self._compiled.search(text) is not None
        if self._automaton is None:
            self._automaton = Automaton(self._part.tree, any_case=self._any_case)
        return self._automaton.is_in(text, until)


def _short(part: Part) -> int:
    """How long a text is at most in which a pattern takes Python's matcher no more than ``_MOST_STEPS``."""
    return 0 if part.degree >= NESTED else int((_MOST_STEPS / part.choices) ** (1 / (part.degree + 1)))


def _one_kind(source: str, *, any_case: bool) -> bytes:
    """What each byte of a text is written as: ``x`` where ``source`` matches it, or may match what it is a part of."""
    is_one = re.compile(source, re.IGNORECASE if any_case else 0).fullmatch
    return bytes(ord("x" if byte > 127 or is_one(chr(byte)) else " ") for byte in range(256))


def _lower(text: str) -> str:
    """A text in which a Latin letter of any case, as Python's matcher sees it, is the small one."""
    return text.lower() if text.isascii() else text.translate(_SMALL).lower()
