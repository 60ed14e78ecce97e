r"""Regular expressions that end in time: a small syntax, made into one of Python's whose repetitions are all bounded.

Python's matcher can take longer than the universe on a pattern such as ``(a+)+b``. Here a pattern is read first: there
are no references and no looking around, ``*`` and ``+`` reach over ``MOST_REPEATED`` characters, and a pattern in which
the choices of the repetitions multiply to more than ``MOST_CHOICES`` is refused. A long paragraph is searched in parts,
with a look at the clock between them. Invariant: a search ends, with an answer or with ``TimeoutError``.

Only whether a text has a match is asked, not where. So a text without the letters that every match holds, or without
as many signs of a kind in a row (``[a-z]{14,}``), is not searched at all, repetitions at either end are as few as may
be (``\w+ing`` is ``\wing``), and of ``\bstaff`` the letters are looked for before the boundary, which Python's matcher
would try at each place.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_REPEATED = 120
"""Characters that ``*`` and ``+`` reach over."""
MOST_CHOICES = 20_000
"""Ways in which a pattern may be tried from one place: two of ``*`` and ``+`` beside each other, not three."""
SECONDS = 3.0
"""How long a search of all texts may take."""
_PART = 4_096
"""Characters of a paragraph that are searched between two looks at the clock."""
_DEEPEST = 20
_MOST_NEEDED = 8
"""Texts of which one must be there, beyond which it is as fast to search for the pattern."""
_RARE = re.compile(r"\\d|\[[A-Z0-9-]+\]")
"""What stands at fewer places of a text than words begin at."""
_SMALL = {ord("İ"): "i", ord("ı"): "i", ord("ſ"): "s"}
"""Signs that Python's matcher takes for Latin letters, and that ``str.lower`` does not."""
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
    letters: str | None = None
    """What it matches, where that is one text only; the case may not count."""
    needed: tuple[frozenset[str], ...] = ()
    """Of each of these sets, every match holds one of the texts."""
    repeats: tuple[_Part, int, int] | None = None
    """Of a repetition: what is repeated, how often at least, and how often at most."""
    row: tuple[int, str] = (0, "")
    """So many signs beside each other, each matched by this expression, are in every match."""


class SafePattern:
    """A pattern that is searched for in bounded time."""

    def __init__(self, source: str, *, any_case: bool = False) -> None:
        """Read a pattern.

        Raises:
            PatternFault: it holds what is not known here, or could take too long.
        """
        part = _Reader(source, any_case=any_case).read()
        if part.choices > MOST_CHOICES:
            raise PatternFault("its repetitions could take too long together", 0)
        try:
            self._compiled = re.compile(part.source, re.IGNORECASE if any_case else 0)
        except (re.error, OverflowError) as error:
            raise PatternFault(f"it is no regular expression: {getattr(error, 'msg', error)}", 0) from None
        self._longest = part.longest
        self._any_case = any_case
        self._needed = sorted(part.needed, key=lambda texts: -min(map(len, texts)))
        self._row = b"x" * part.row[0]
        """Signs in a row as ``_kinds`` writes them, of which every match has as many."""
        self._kinds = _kinds(part.row[1], any_case=any_case) if part.row[0] else b""

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
        """Whether a text holds the letters that a match must hold."""
        if self._any_case and self._needed:
            text = _lower(text)
        for texts in self._needed:  # plain loops: asked of every paragraph, and three times as fast as any() and all()
            for letters in texts:
                if letters in text:
                    break
            else:
                return False
        return not self._row or self._row in text.encode("utf-8", "surrogatepass").translate(self._kinds)

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


def _kinds(sign: str, *, any_case: bool) -> bytes:
    """What each byte of a text is written as: ``x`` where the sign matches it, or may match what it is a part of."""
    is_one = re.compile(sign, re.IGNORECASE if any_case else 0).fullmatch
    return bytes(ord("x" if byte > 127 or is_one(chr(byte)) else " ") for byte in range(256))


def _lower(text: str) -> str:
    """A text in which a Latin letter of any case, as Python's matcher sees it, is the small one."""
    return text.lower() if text.isascii() else text.translate(_SMALL).lower()


class _Reader:
    """One pass over a pattern."""

    def __init__(self, source: str, *, any_case: bool) -> None:
        self._source = source
        self._any_case = any_case
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
        needed = _one_of([branch.needed for branch in branches])
        return _Part(source, sum(b.choices for b in branches), max(b.longest for b in branches), needed=needed)

    def _row(self) -> _Part:
        parts = []
        choices = 1
        while self._source[self._at : self._at + 1] not in {"", "|", ")"}:
            part = self._repeated(self._one())
            parts.append(part)
            choices = min(choices * part.choices, MOST_CHOICES + 1)
        if not self._depth:
            parts = _trimmed(_trimmed(parts)[::-1])[::-1]
        row = _joined(parts)
        most = max((part.row for part in parts), default=(0, ""))
        return row._replace(choices=choices, needed=(*row.needed, *self._runs(parts)), row=most)

    def _runs(self, parts: list[_Part]) -> Iterator[frozenset[str]]:
        """Letters that stand beside each other in every match."""
        run = ""
        for part in (*parts, _END):
            letters = part.letters
            if letters is not None and self._any_case:
                letters = letters.lower() if letters.isascii() else None
            if letters is not None:
                run += letters
            elif run:
                yield frozenset({run})
                run = ""

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
            return _Part(sign, 1, 0, "")
        if sign == "\\":
            escaped = self._source[self._at : self._at + 1]
            self._at += 1
            if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
                raise PatternFault(f"“\\{escaped}” is not known here", start)
            letters = "" if escaped in "bB" else None if escaped in _ESCAPES else escaped
            return _Part("/" if escaped == "/" else "\\" + escaped, 1, 0 if escaped in "bB" else 1, letters)
        return _Part(".", 1, 1) if sign == "." else _Part(re.escape(sign), 1, 1, sign)

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
        needed = (*part.needed, *self._runs([part])) if least else ()
        of_a_kind = part.longest == 1 and part.letters is None and part.source[0] in "[\\"
        row = (least, part.source) if of_a_kind and least > 1 else part.row if least else (0, "")
        return _Part(
            _times(part.source, least, most), _ways(part.choices, least, most), part.longest * most,
            needed=needed, repeats=(part, least, most), row=row,
        )  # fmt: skip


_END = _Part("", 1, 0)


def _times(source: str, least: int, most: int) -> str:
    if least == most:
        return "" if not most else source if most == 1 else f"{source}{{{most}}}"
    return f"{source}{{{least},{most}}}"


def _trimmed(parts: list[_Part]) -> list[_Part]:
    """Parts that are found where these are found, with no more repetitions than must be at the beginning."""
    for at, part in enumerate(parts):
        if part.repeats is None:
            return parts[at:]
        one, least, _ = part.repeats
        if least:
            fewest = part._replace(
                source=_times(one.source, least, least), longest=one.longest * least, repeats=(one, least, least)
            )
            return [fewest, *parts[at + 1 :]]
    return []


def _joined(parts: list[_Part]) -> _Part:
    """Parts one after the other; of a boundary before letters, the letters first."""
    source, at = "", 0
    while at < len(parts):
        source += parts[at].source
        at += 1
        if parts[at - 1].source != r"\b":
            continue
        end = at
        while end < len(parts) and parts[end].letters:
            end += 1
        one, least, most = (at < len(parts) and parts[at].repeats) or ((*parts[at : at + 1], _END)[0], 1, 1)
        if end > at:
            letters = "".join(part.source for part in parts[at:end])
            source = rf"{source[:-2]}{letters}(?<=\b{letters})"
            at = end
        elif least and _RARE.fullmatch(one.source):
            source = rf"{source[:-2]}{one.source}(?<=\b{one.source}){_times(one.source, least - 1, most - 1)}"
            at += 1
    needed = tuple(texts for part in parts for texts in part.needed)
    return _Part(source, 1, sum(part.longest for part in parts), needed=needed)


def _one_of(branches: Sequence[tuple[frozenset[str], ...]]) -> tuple[frozenset[str], ...]:
    """What one of several must hold: of each branch the set with the longest texts."""
    if not all(branches):
        return ()
    texts = frozenset().union(*(max(needed, key=lambda texts: min(map(len, texts))) for needed in branches))
    return (texts,) if len(texts) <= _MOST_NEEDED else ()


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
