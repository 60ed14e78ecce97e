"""Reading a query: from what was typed to nodes.

``A B`` and ``A AND B`` are one; AND binds closer than OR, NOT closest. Invariant: whatever is typed, the answer is a
node or a ``QueryError`` that says where in the query it stopped making sense.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.find.query.nodes import (
    CLOSING,
    FLAGS,
    FUNCTIONS,
    NEAR_BY_DEFAULT,
    OPERATORS,
    Asked,
    CodeNamed,
    Every,
    Flag,
    Near,
    Not,
    Pattern,
    Same,
    Some,
    quoted,
)
from postil.find.query.wild import as_value, plain_value
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.find.query.nodes import Node, Where

LONGEST_QUERY = 10_000
"""Code points."""
DEEPEST = 60
"""How many brackets and NOTs may stand in each other."""
MOST_PARAGRAPHS = 999
"""``near`` reaches no further."""

_OPENING = '"“„'
_WORD = re.compile(r"""[^\s()",:<>=“”„]+""")
_VALUE = re.compile(r"""[^\s(),"“”„]+""")
_COMPARISON = re.compile(r"<=|>=|[:<>=]")
_PATTERN = re.compile(r"/((?:[^/\\\[\n]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])*)/([^\W_]*)")
"""A pattern, in which a slash may stand in square brackets, and the letters after it."""
_BROKEN_PATTERN = re.compile(r"/((?:[^/\\\n]|\\.)*)/([^\W_]*)")
"""The same where the square brackets are not closed, for those who say so."""
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SPACE = re.compile(r"\s*")
_SINGLE = re.compile(r"""['‘](\S(?:[^"'’]*[^\s"'’])?)['’](?=[\s(),]|$)""")
"""A name that was put in single quotes."""


class _Word(NamedTuple):
    text: str
    """As ``wild`` has values."""
    at: Where
    in_quotes: bool


def parse(text: str) -> Node:
    """The query that was typed.

    Raises:
        QueryError: it cannot be read; with the place.
    """
    return _Reader(text).query()


class _Reader:
    """One pass over a query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        if len(text) > LONGEST_QUERY:
            raise self._error(f"the query is longer than {LONGEST_QUERY:,} characters", "ask in parts", LONGEST_QUERY)

    def query(self) -> Node:
        """All of it."""
        self._skip()
        if self._at == len(self._text):
            raise self._error("the query is empty", "name a code, or write text:word")
        node = self._some()
        if self._at < len(self._text):
            mark = self._text[self._at]
            if mark == ")":
                raise self._error("this bracket closes nothing", "take it away, or open one before")
            way = "write AND or OR between conditions; " if mark == "," else ""
            raise self._error(f"“{mark}” means nothing here", f'{way}names with such signs stand in quotes: "…"')
        return node

    # ---- operators ----

    def _some(self) -> Node:
        parts = [self._every()]
        while self._keyword("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self) -> Node:
        parts = [self._term()]
        while True:
            self._skip()
            if self._keyword("and") or not (self._ends() or self._peeks("or")):
                parts.append(self._term())
            else:
                return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _term(self) -> Node:
        self._skip()
        start = self._at
        self._deeper(start)
        try:
            if self._keyword("not") or (self._next() == "-" and self._take_minus()):
                return Not(self._term())
            return self._bracket(start) if self._next() == "(" else self._atom()
        finally:
            self._depth -= 1

    def _take_minus(self) -> bool:
        if self._text[self._at + 1 : self._at + 2].strip():
            self._at += 1
            return True
        raise self._error("“-” stands alone", "put it right before what is not wanted, or write NOT")

    def _bracket(self, start: int) -> Node:
        self._at += 1
        node = self._some()
        self._close(start)
        return node

    # ---- what is asked ----

    def _atom(self) -> Node:
        alone = self._next() == "="
        start = self._at
        if alone:
            self._at += 1
        word = self._word()
        if word is None:
            raise self._missing(start)
        if not word.in_quotes and word.text.lower() in OPERATORS and not _is_compared(self._text, self._at):
            hint = "write one, or put the name of a code in quotes"
            raise self._error(f"“{word.text}” has no condition before it", hint, *word.at)
        if alone:
            return CodeNamed(word.text, alone=True, at=word.at)
        if not word.in_quotes and self._next() == "(" and word.text.lower() in FUNCTIONS:
            return self._function(word)
        comparison = self._comparison()
        if comparison:
            return self._asked(word, comparison)
        if not word.in_quotes and word.text.lower() in FLAGS:
            return Flag(word.text.lower(), word.at)
        return CodeNamed(word.text, at=word.at)

    def _asked(self, name: _Word, comparison: str) -> Node:
        self._skip()
        if name.text.lower() == "text" and not name.in_quotes and comparison == ":" and self._next() == "/":
            return self._pattern()
        value = self._word(_VALUE)
        if value is None or not value.text.strip():
            after = self._text[name.at[0] : self._at].strip()
            if self._next() == "(":
                hint = f"name it before each value: {after}A OR {after}B"
                raise self._error(f"a bracket is no value of “{after}”", hint)
            raise self._error(f"a value is missing after “{after}”", "write it there; several words stand in quotes")
        if name.text.lower() in {"code", "only"} and not name.in_quotes:
            if comparison != ":":
                raise self._error(f"a code is not compared by “{comparison}”", f"write {name.text}:", name.at[1])
            return CodeNamed(value.text, alone=name.text.lower() == "only", at=value.at)
        return Asked(plain_value(name.text), comparison, value.text, name.at, value.at)

    def _pattern(self) -> Node:
        found = _PATTERN.match(self._text, self._at) or _BROKEN_PATTERN.match(self._text, self._at)
        if found is None:
            raise self._error("the pattern is not closed", "end it with “/”; a slash inside it is written \\/")
        if not found[1]:
            raise self._error("the pattern is empty", "write it between the slashes")
        if found[2] not in {"", "i", "I"}:
            hint = "write i, for capitals and small letters as one, or a space before what follows"
            raise self._error(f"“{found[2]}” means nothing after a pattern", hint, *found.span(2))
        self._at = found.end()
        return Pattern(found[1], bool(found[2]), (found.start(1), found.end(1)))

    def _function(self, name: _Word) -> Node:
        opened = self._at
        self._at += 1
        first = self._some()
        if name.text.lower() == "where":
            self._close(opened)
            return Not(Not(first))
        if self._next() != ",":
            raise self._error(f"{name.text.lower()} takes two conditions", "part them with a comma")
        self._at += 1
        second = self._some()
        if name.text.lower() == "same":
            self._close(opened)
            return Same(first, second)
        within = NEAR_BY_DEFAULT
        if self._next() == ",":
            self._at += 1
            within = self._number()
        self._close(opened)
        return Near(first, second, within)

    def _number(self) -> int:
        self._skip()
        found = _NUMBER.match(self._text, self._at)
        if found is None or int(found[0]) > MOST_PARAGRAPHS:
            end = found.end() if found else self._at + 1
            raise self._error("near takes a number of paragraphs here", f"write 0 to {MOST_PARAGRAPHS}", None, end)
        self._at = found.end()
        self._skip()
        return int(found[0])

    # ---- signs ----

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _ends(self) -> bool:
        """Whether no further condition begins here."""
        return self._next() in {"", ")", ","}

    def _peeks(self, keyword: str) -> bool:
        """Whether a word such as AND stands here, by itself."""
        found = _WORD.match(self._text, self._at)
        return found is not None and found[0].lower() == keyword and not _is_compared(self._text, found.end())

    def _keyword(self, keyword: str) -> bool:
        self._skip()
        found = self._peeks(keyword)
        if found:
            self._at += len(keyword)
            self._skip()
        return found

    def _comparison(self) -> str:
        """The sign of a comparison after a name; white space may stand before one that begins no code."""
        before = self._at
        self._skip()
        found = _COMPARISON.match(self._text, self._at)
        if found is None or (self._at > before and not _is_apart(self._text, found)):
            self._at = before
            self._skip()
            return ""
        self._at = found.end()
        return ":" if found[0] == "=" else found[0]

    def _word(self, kind: re.Pattern[str] = _WORD) -> _Word | None:
        start = self._at
        if self._next() and self._next() in _OPENING:
            return self._quoted(start)
        found = kind.match(self._text, start)
        if found is None:
            return None
        single = _SINGLE.match(self._text, start)
        if single is not None:
            hint = f"write {quoted(as_value(single[1]))}"
            raise self._error("single quotes mean nothing here", hint, start, single.end())
        self._at = found.end()
        word = _Word(as_value(found[0]), found.span(), in_quotes=False)
        if kind is _VALUE:
            self._skip()
        return word

    def _quoted(self, start: int) -> _Word:
        letters: list[str] = []
        at = start + 1
        while at < len(self._text) and self._text[at] not in CLOSING:
            if self._text[at] == "\\" and self._text[at + 1 : at + 2]:
                after = self._text[at + 1]
                letters.append(after if after in CLOSING else as_value(self._text[at : at + 2]))
                at += 2
            else:
                letters.append(self._text[at])
                at += 1
        if at >= len(self._text):
            raise self._error("these quotes are not closed", "close them", start, len(self._text))
        self._at = at + 1
        text = "".join(letters)
        if not text.strip():
            raise self._error("nothing stands in these quotes", "write between them", start, self._at)
        return _Word(text, (start, self._at), in_quotes=True)

    def _close(self, opened: int) -> None:
        self._skip()
        if self._next() != ")":
            if self._next() == ",":
                raise self._comma(opened)
            raise self._error("this bracket is not closed", "close it, or take it away", self._text.find("(", opened))
        self._at += 1
        self._skip()

    def _deeper(self, start: int) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"more than {DEEPEST} brackets stand in each other", "ask in parts", start)

    # ---- errors ----

    def _comma(self, opened: int) -> QueryError:
        """A comma where a bracket should close."""
        before = self._text[:opened].rstrip()
        function = next((name for name in FUNCTIONS if before.lower().endswith(name)), "")
        if function and len(before) < opened:
            hint = f"write {function}( without a space"
            return self._error(f"a space stands between {function} and its bracket", hint, len(before), opened)
        return self._error("one comma too many", "close the bracket before it")

    def _missing(self, start: int) -> QueryError:
        found = self._next()
        if not found:
            return self._error("the query ends where a condition should follow", "name a code, or write text:word")
        if found == ")":
            return self._error("there is nothing before this bracket", "name a code, or write text:word")
        return self._error(f"a condition should stand before “{found}”", "name a code, or write text:word", start)

    def _error(self, message: str, hint: str, start: int | None = None, end: int | None = None) -> QueryError:
        start = self._at if start is None else start
        return QueryError(message, hint, query=self._text, start=start, end=start + 1 if end is None else end)


def _is_compared(text: str, at: int) -> bool:
    return bool(text[at : at + 1]) and text[at] in ":<>="


def _is_apart(text: str, found: re.Match[str]) -> bool:
    """Whether a sign that has space before it compares: ``=F4`` after a space is a code without those under it."""
    return found[0] != "=" or not text[found.end() : found.end() + 1].strip()
