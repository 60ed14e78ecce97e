"""What a query is made of, and how it is written.

Invariant: ``parse(written(node)) == node``. Where a node stood in a typed query does not count for equality.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from postil.find.query_wild import literal

Where: TypeAlias = tuple[int, int]
"""Half-open offsets in the query, in code points."""

FLAGS = ("coded", "doubtful", "memo", "quotable", "reviewed", "consensus")
"""Words that are conditions of their own; a code of such a name stands in quotes."""
FUNCTIONS = ("near", "same", "where")
OPERATORS = ("and", "or", "not")
COMPARISONS = (":", "<", "<=", ">", ">=")
NEAR_BY_DEFAULT = 3
"""Paragraphs that ``near`` reaches over where no number is given."""
CLOSING = '"”“'
"""What may end a quotation, and so has a backslash before it inside one."""
_PLACES = ("at", "value_at")
"""Fields that say where a part stands in the query."""
_BARE = r"[^\W_][\w./&'’§#+*?-]*"
_BARE_VALUE = r"[\w.+*?-][\w./&'’§#+*?-]*"


class _Part:
    """A part of a query: equal to one of its kind that asks for the same, wherever that stands.

    Said here once and not made by ``dataclass`` for each kind, which takes longer than reading a query.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _asked(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__ if name not in _PLACES)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and type(other) is type(self) and other._asked() == self._asked()

    def __hash__(self) -> int:
        return hash((type(self), self._asked()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._asked()))})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeNamed(_Part):
    """Paragraphs that a code stands on."""

    name: str
    """A value (``query_wild``) that means a name, a beginning of one, a path, a number, an id or another name."""
    alone: bool = False
    """Whether the codes under it do not count."""
    at: Where = (0, 0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Asked(_Part):
    """Paragraphs of which something has a value: a coder, a case, an attribute, words of the text or of memos."""

    name: str
    """What: one of the fields of ``query``, or the name of an attribute."""
    comparison: str
    """One of ``COMPARISONS``."""
    value: str
    """As ``query_wild`` has it."""
    at: Where = (0, 0)
    """Where the name stands."""
    value_at: Where = (0, 0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pattern(_Part):
    """Paragraphs whose text a regular expression is found in."""

    source: str
    """As it was typed between the slashes."""
    any_case: bool = False
    at: Where = (0, 0)
    """Where the source stands."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Flag(_Part):
    """Paragraphs with a memo, a doubtful coding and the like."""

    name: str
    """One of ``FLAGS``."""
    at: Where = (0, 0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Not(_Part):
    """Paragraphs that do not meet a condition.

    One inside another is ``where(...)``: paragraphs that meet it, whose codings are not those that it asks for.
    """

    part: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Every(_Part):
    """Paragraphs that meet all of several conditions: AND."""

    parts: tuple[Node, ...]
    """Two or more."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Some(_Part):
    """Paragraphs that meet one of several conditions: OR."""

    parts: tuple[Node, ...]
    """Two or more."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Near(_Part):
    """Paragraphs that meet one condition, with one that meets the other at most so many paragraphs away."""

    first: Node
    second: Node
    within: int = NEAR_BY_DEFAULT


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Same(_Part):
    """Paragraphs that meet one condition, with one that meets the other in the same turn."""

    first: Node
    second: Node


Node: TypeAlias = CodeNamed | Asked | Pattern | Flag | Not | Every | Some | Near | Same


def written(node: Node) -> str:
    """A query as it would be typed."""
    match node:
        case CodeNamed(name, alone):
            return ("=" if alone else "") + _name(name)
        case Asked(name, comparison, value):
            label = (
                name if re.fullmatch(_BARE, name) and name.lower() != "code" and name.lower() != "only" else named(name)
            )
            return f"{label}{comparison}{value if re.fullmatch(_BARE_VALUE, value) else quoted(value)}"
        case Pattern(source, any_case):
            return f"text:/{source}/{'i' if any_case else ''}"
        case Flag(name):
            return name
        case Not(Not(part)):
            return f"where({written(part)})"
        case Not(part):
            return f"NOT {_inside(part, Every, Some)}"
        case Every(parts):
            return " AND ".join(_inside(part, Every, Some) for part in parts)
        case Some(parts):
            return " OR ".join(_inside(part, Some) for part in parts)
        case Near(first, second, within):
            return f"near({written(first)}, {written(second)}, {within})"
        case Same(first, second):
            return f"same({written(first)}, {written(second)})"


def _inside(node: Node, *bracketed: type[Node]) -> str:
    return f"({written(node)})" if isinstance(node, bracketed) else written(node)


def _name(name: str) -> str:
    """The name of a code, in quotes where it would be read as something else."""
    reserved = name.lower() in {*FLAGS, *FUNCTIONS, *OPERATORS}
    return name if re.fullmatch(_BARE, name) and not reserved else quoted(name)


def quoted(value: str) -> str:
    """A value in quotes, as a query holds it."""
    return '"' + re.sub(f"[{CLOSING}]", r"\\\g<0>", value) + '"'


def named(text: str) -> str:
    """A name in quotes, as a query holds it: without wildcards."""
    return quoted(literal(text))
