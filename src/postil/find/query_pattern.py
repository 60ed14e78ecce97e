"""Regular expressions that end in time: a small syntax, made into one of Python's in which every repetition is bounded.

Python's matcher can take longer than the universe on a pattern such as ``(a+)+b``. Here a pattern is read first: there
are no references and no looking around, ``*`` and ``+`` reach over ``MOST_REPEATED`` characters, and a pattern in which
the choices of the repetitions multiply to more than ``MOST_CHOICES`` is refused. A long paragraph is searched in parts,
with a look at the clock between them. Invariant: a search ends, with an answer or with ``TimeoutError``.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_REPEATED = 120
"""Characters that ``*`` and ``+`` reach over."""
MOST_CHOICES = 20_000
"""Ways in which a pattern may be tried from one place: two of ``*`` and ``+`` beside each other, not three."""
SECONDS = 3.0
"""How long a search of all texts may take."""
_PART = 4_096
"""Characters of a paragraph that are searched between two looks at the clock."""
_DEEPEST = 20
_ESCAPES = frozenset("bBwWdDsSnt")
_COUNTS = re.compile(r"\{(\d{1,3})(,(\d{0,3}))?\}", re.ASCII)


class PatternFault(ValueError):  # noqa: N818 - what is wrong with a pattern, shown by the query
    """A pattern is not one that can be searched for.

    Attributes:
        at: offset in the pattern, in code points.
    """

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class _Part(NamedTuple):
    source: str
    """For Python's matcher."""
    choices: int
    """Upper bound of the ways in which it can match from one place."""
    longest: int
    """Characters that a match has at most."""


class SafePattern:
    """A pattern that is searched for in bounded time."""

    def __init__(self, source: str, *, any_case: bool = False) -> None:
        """Read a pattern.

        Raises:
            PatternFault: it holds what is not known here, or could take too long.
        """
        part = _Reader(source).read()
        if part.choices > MOST_CHOICES:
            raise PatternFault("its repetitions could take too long together", 0)
        try:
            self._compiled = re.compile(part.source, re.IGNORECASE if any_case else 0)
        except (re.error, OverflowError) as error:
            raise PatternFault(f"it is no regular expression: {getattr(error, 'msg', error)}", 0) from None
        self._longest = part.longest

    def found_in(self, texts: Iterable[str], seconds: float = SECONDS) -> Iterator[bool]:
        """For each text whether the pattern is found in it.

        Raises:
            TimeoutError: all of it takes longer than so many seconds.
        """
        until = time.monotonic() + seconds
        for text in texts:
            if time.monotonic() > until:
                raise TimeoutError
            yield self._search(text, until)

    def _search(self, text: str, until: float) -> bool:
        if len(text) <= _PART:
            return self._compiled.search(text) is not None
        for start in range(0, len(text), _PART):
            if time.monotonic() > until:
                raise TimeoutError
            # A match that begins in this part ends before the place where the text seems to end.
            found = self._compiled.search(text, start, min(start + _PART + self._longest + 1, len(text)))
            if found is not None and found.start() < start + _PART:
                return True
        return False


class _Reader:
    """One pass over a pattern."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._depth = 0

    def read(self) -> _Part:
        part = self._either()
        if self._at < len(self._source):
            raise PatternFault("a bracket is closed that was not opened", self._at)
        return part

    def _either(self) -> _Part:
        branches = [self._row()]
        while self._source[self._at : self._at + 1] == "|":
            self._at += 1
            branches.append(self._row())
        if len(branches) == 1:
            return branches[0]
        source = "|".join(branch.source for branch in branches)
        return _Part(source, sum(b.choices for b in branches), max(b.longest for b in branches))

    def _row(self) -> _Part:
        source, choices, longest = "", 1, 0
        while self._source[self._at : self._at + 1] not in {"", "|", ")"}:
            part = self._repeated(self._one())
            source += part.source
            choices, longest = min(choices * part.choices, MOST_CHOICES + 1), longest + part.longest
        return _Part(source, choices, longest)

    def _one(self) -> _Part:
        start, sign = self._at, self._source[self._at]
        self._at += 1
        if sign == "(":
            return self._group(start)
        if sign == "[":
            return _Part(self._class(start), 1, 1)
        if sign in "*+?":
            raise PatternFault(f"there is nothing before “{sign}” to repeat", start)
        if sign in "^$":
            return _Part(sign, 1, 0)
        if sign == "\\":
            escaped = self._source[self._at : self._at + 1]
            self._at += 1
            if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
                raise PatternFault(f"“\\{escaped}” is not known here", start)
            return _Part("/" if escaped == "/" else "\\" + escaped, 1, 0 if escaped in "bB" else 1)
        return _Part(sign if sign == "." else re.escape(sign), 1, 1)

    def _group(self, start: int) -> _Part:
        if self._source[self._at : self._at + 1] == "?":
            raise PatternFault("“(?” is not known here", start)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternFault("too many brackets stand in each other", start)
        inside = self._either()
        self._depth -= 1
        if self._source[self._at : self._at + 1] != ")":
            raise PatternFault("a bracket is not closed", start)
        self._at += 1
        return inside._replace(source=f"(?:{inside.source})")

    def _class(self, start: int) -> str:
        """A choice of characters in square brackets."""
        at = start + 1
        at += self._source[at : at + 1] == "^"
        letters = "[^" if at > start + 1 else "["
        first = at
        while self._source[at : at + 1] and (self._source[at] != "]" or at == first):
            sign = self._source[at]
            if sign == "\\":
                escaped = self._source[at + 1 : at + 2]
                if not escaped or (escaped.isalnum() and escaped not in _ESCAPES - {"b", "B"}):
                    raise PatternFault(f"“\\{escaped}” is not known here", at)
                letters += "/" if escaped == "/" else "\\" + escaped
                at += 2
                continue
            twice = sign == "-" and letters.endswith("-")  # two of them would be warned of
            letters += "\\" + sign if sign in "[]^&~|" or twice else sign
            at += 1
        if not self._source[at : at + 1]:
            raise PatternFault("a square bracket is not closed", start)
        self._at = at + 1
        return letters + "]"

    def _repeated(self, part: _Part) -> _Part:
        start, sign = self._at, self._source[self._at : self._at + 1]
        counts = _COUNTS.match(self._source, start)
        if counts is not None:
            least = int(counts[1])
            most = least if counts[2] is None else int(counts[3]) if counts[3] else MOST_REPEATED
            self._at = counts.end()
        elif sign in {"*", "+", "?"}:
            least, most = int(sign == "+"), 1 if sign == "?" else MOST_REPEATED
            self._at += 1
        else:
            return part
        if self._source[self._at : self._at + 1] == "?":
            self._at += 1  # as few as possible: whether there is a match does not depend on it
        if self._source[self._at : self._at + 1] in {"*", "+"} or least > most:
            raise PatternFault("this repetition cannot be read", start)
        if part.longest == 0:
            raise PatternFault("there is nothing to repeat", start)
        return _Part(f"{part.source}{{{least},{most}}}", _ways(part.choices, least, most), part.longest * most)


def _ways(choices: int, least: int, most: int) -> int:
    """How many ways a repetition of something with so many choices has; at most one more than are allowed."""
    total, ways = 0, 1
    for count in range(most + 1):
        if count >= least:
            total += ways
        ways *= choices
        if total > MOST_CHOICES or ways > MOST_CHOICES:
            return MOST_CHOICES + 1
    return max(total, 1)
