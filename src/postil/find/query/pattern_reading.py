r"""Reading the patterns of queries: what they match, how Python's matcher is asked, and how long it may take.

The syntax is small: there are no references and no looking around. Since only whether a text has a match is asked,
repetitions at either end are as few as may be (``\w+ing`` is ``\wing``), and of ``\bstaff`` the letters are looked for
before the boundary, which Python's matcher would try at each place. Invariant: the expression for Python's matcher and
the tree for the automaton are found in the same texts as the pattern.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from postil.find.query.automaton import Either, Place, Row, Sign, Times, Tree
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NESTED = 9
"""Repetitions without an end in each other, or so many beside each other that they are as bad."""
_MOST_CHOICES = 1_000_000
_DEEPEST = 20
_MOST_NEEDED = 8
"""Texts of which one must be there, beyond which it is as fast to search for the pattern."""
_MOST_COUNTED = 99_999
_RARE = re.compile(r"\\d|\[[A-Z0-9-]+\]")
"""What stands at fewer places of a text than words begin at."""
_ESCAPES = frozenset("bBwWdDsSnt")
_COUNTS = re.compile(r"\{([0-9]*)(,([0-9]*))?\}")


class PatternFault(ValueError):  # noqa: N818 - what is wrong with a pattern, shown by the query
    """A pattern is not one that can be searched for.

    Attributes:
        at: offset in the pattern, in code points.
        hint: what to do about it; empty for nothing in particular.
    """

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


class Part(NamedTuple):
    """A pattern, or a part of one."""

    source: str
    """For Python's matcher."""
    tree: Tree
    """For the automaton."""
    choices: int = 1
    """Upper bound of the ways in which it can match from one place, for each character of the text to the power of
    ``degree``."""
    degree: int = 0
    """Repetitions without an end that multiply; at most ``NESTED``."""
    size: int = 1
    """Signs, with everything that is counted written out."""
    letters: str | None = None
    """What it matches, where that is one text only; the case may not count."""
    needed: tuple[frozenset[str], ...] = ()
    """Of each of these sets, every match holds one of the texts."""
    repeats: tuple[Part, int, int | None] | None = None
    """Of a repetition: what is repeated, how often at least, and how often at most; None for as often as may be."""
    alike: tuple[int, str] = (0, "")
    """So many characters beside each other, each matched by this expression, are in every match."""


def read_pattern(source: str, *, any_case: bool) -> Part:
    """A pattern that was typed.

    Raises:
        PatternFault: it cannot be read.
    """
    return _Reader(source, any_case=any_case).read()


class _Reader:
    """One pass over a pattern."""

    def __init__(self, source: str, *, any_case: bool) -> None:
        self._source = source
        self._any_case = any_case
        self._at = 0
        self._depth = 0

    def read(self) -> Part:
        part = self._either()
        if self._at < len(self._source):
            raise PatternFault("a bracket is closed that was not opened", self._at)
        return part

    def _either(self) -> Part:
        branches = [self._row()]
        while self._source[self._at : self._at + 1] == "|":
            self._at += 1
            branches.append(self._row())
        if len(branches) == 1:
            return branches[0]
        return Part(
            "|".join(branch.source for branch in branches),
            Either(tuple(branch.tree for branch in branches)),
            choices=min(sum(branch.choices for branch in branches), _MOST_CHOICES),
            degree=max(branch.degree for branch in branches),
            size=sum(branch.size for branch in branches),
            needed=_one_of([branch.needed for branch in branches]),
        )

    def _row(self) -> Part:
        parts = []
        while self._source[self._at : self._at + 1] not in {"", "|", ")"}:
            parts.append(self._repeated(self._one()))
        if not self._depth:
            parts = _trimmed(_trimmed(parts)[::-1])[::-1]
        needed = tuple(texts for part in parts for texts in part.needed)
        return Part(
            _joined(parts),
            Row(tuple(part.tree for part in parts)),
            choices=min(prod(part.choices for part in parts), _MOST_CHOICES),
            degree=min(sum(part.degree for part in parts), NESTED),
            size=sum(part.size for part in parts),
            needed=(*needed, *self._runs(parts)),
            alike=max((part.alike for part in parts), default=(0, "")),
        )

    def _runs(self, parts: list[Part]) -> Iterator[frozenset[str]]:
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

    def _one(self) -> Part:
        start, sign = self._at, self._source[self._at]
        self._at += 1
        if sign == "(":
            return self._group(start)
        if sign == "[":
            return _sign(self._class(start))
        if sign in "*+?":
            raise PatternFault(f"there is nothing before “{sign}” to repeat", start)
        if sign in "^$":
            return Part(sign, Place(sign), letters="")
        if sign == "\\":
            escaped = self._source[self._at : self._at + 1]
            self._at += 1
            if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
                raise PatternFault(f"“\\{escaped}” is not known here", start)
            if escaped in "bB":
                return Part(f"\\{escaped}", Place(f"\\{escaped}"), letters="")
            return _sign(f"\\{escaped}") if escaped in _ESCAPES else _sign(re.escape(escaped), escaped)
        return _sign(".") if sign == "." else _sign(re.escape(sign), sign)

    def _group(self, start: int) -> Part:
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
        if re.match(r"\[:[a-z]+:\]", self._source[at:]):
            raise PatternFault("a class such as [:alpha:] is not known here", at, r"write \w, \d, \s or letters: [a-z]")
        while self._source[at : at + 1] and (self._source[at] != "]" or at == first):
            sign = self._source[at]
            if sign == "-" and re.match(r"--[^]]", self._source[at:]):
                letters += r"\-"  # a range that begins with it
                at += 1
                continue
            if sign == "\\":
                escaped = self._source[at + 1 : at + 2]
                if not escaped or (escaped.isalnum() and escaped not in _ESCAPES - {"b", "B"}):
                    raise PatternFault(f"“\\{escaped}” is not known here", at)
                letters += "/" if escaped == "/" else "\\" + escaped
                at += 2
                continue
            twice = (
                sign == "-" and letters.endswith("-") and not letters.endswith(r"\-")
            )  # two of them would be warned of
            letters += "\\" + sign if sign in "[]^&~|" or twice else sign
            at += 1
        if not self._source[at : at + 1]:
            raise PatternFault("a square bracket is not closed", start)
        self._at = at + 1
        return letters + "]"

    def _repeated(self, part: Part) -> Part:
        start, sign = self._at, self._source[self._at : self._at + 1]
        if sign == "{":
            least, most = self._counted()
        elif sign and sign in "*+?":
            least, most = int(sign == "+"), 1 if sign == "?" else None
            self._at += 1
        else:
            return part
        if self._source[self._at : self._at + 1] == "?":
            self._at += 1  # as few as possible: whether there is a match does not depend on it
        if self._source[self._at : self._at + 1] in {"*", "+", "{"} or (most is not None and least > most):
            raise PatternFault("this repetition cannot be read", start)
        if isinstance(part.tree, Place):
            raise PatternFault("there is nothing to repeat", start)
        needed = (*part.needed, *self._runs([part])) if least else ()
        return _several(part, least, most)._replace(needed=needed)

    def _counted(self) -> tuple[int, int | None]:
        """How often at least and at most, from curly brackets."""
        start = self._at
        counts = _COUNTS.match(self._source, start)
        hint = r"write {2}, {2,}, {,5} or {2,5}; a bracket that is meant itself is written \{"
        if counts is None or not (counts[1] or counts[3]):
            raise PatternFault("this is no count", start, hint)
        least = int(counts[1] or 0)
        most = least if counts[2] is None else int(counts[3]) if counts[3] else None
        if max(least, most or 0) > _MOST_COUNTED:
            raise PatternFault(f"counts go up to {_MOST_COUNTED:,}", start)
        self._at = counts.end()
        return least, most


def _sign(source: str, letter: str | None = None) -> Part:
    """One character; ``letter``: the only one that it can be, apart from its case."""
    return Part(source, Sign(source), letters=letter)


def _several(part: Part, least: int, most: int | None) -> Part:
    """A part several times."""
    choices, degree = _ways(part, least, most)
    of_a_kind = isinstance(part.tree, Sign) and part.letters is None and part.source != "."
    return Part(
        _times(part.source, least, most),
        Times(part.tree, least, most),
        choices=choices,
        degree=degree,
        size=part.size * max(least + 1 if most is None else most, 1),
        repeats=(part, least, most),
        alike=(least, part.source) if of_a_kind and least > 1 else part.alike if least else (0, ""),
    )


def _ways(part: Part, least: int, most: int | None) -> tuple[int, int]:
    """How many ways a repetition can match in, as ``choices`` and ``degree``."""
    if most is None:
        simple = part.choices == 1 and not part.degree
        return (1, 1) if simple else (1, NESTED)
    degree = min(part.degree * most, NESTED)
    total, ways = 0, 1
    for count in range(most + 1):
        total += ways if count >= least else 0
        ways *= part.choices
        if total > _MOST_CHOICES or ways > _MOST_CHOICES:
            return _MOST_CHOICES, degree
    return max(total, 1), degree


_END = Part("", Row(()))


def _times(source: str, least: int, most: int | None) -> str:
    if least == most:
        return "" if not most else source if most == 1 else f"{source}{{{most}}}"
    return f"{source}{{{least},{'' if most is None else most}}}"


def _trimmed(parts: list[Part]) -> list[Part]:
    """Parts that are found where these are found, with no more repetitions than must be at the beginning."""
    for at, part in enumerate(parts):
        if part.repeats is None:
            return parts[at:]
        one, least, _ = part.repeats
        if least:
            return [_several(one, least, least)._replace(needed=part.needed), *parts[at + 1 :]]
    return []


def _joined(parts: list[Part]) -> str:
    """Parts one after the other, for Python's matcher; of a boundary before letters, the letters first."""
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
            others = _times(one.source, least - 1, None if most is None else most - 1)
            source = rf"{source[:-2]}{one.source}(?<=\b{one.source}){others}"
            at += 1
    return source


def _one_of(branches: Sequence[tuple[frozenset[str], ...]]) -> tuple[frozenset[str], ...]:
    """What one of several must hold: of each branch the set with the longest texts."""
    if not all(branches):
        return ()
    texts = frozenset().union(*(max(needed, key=lambda texts: min(map(len, texts))) for needed in branches))
    return (texts,) if len(texts) <= _MOST_NEEDED else ()
