"""What a query is made of, and how it is written.

Invariant: ``parse(written(node)) == node``. Where a node stood in a typed query does not count for equality.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from postil.find.query.wild import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: bool) -> Callable[[type], type]:
        """Nothing: it tells a type checker how parts of a query are made."""
        return lambda made: made


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


@dataclass_transform(eq_default=False, frozen_default=True)
class _Part:
    """A part of a query: equal to one of its kind that asks for the same, wherever that stands.

    Said here once and not made by ``dataclass`` for each kind, which takes longer than loading and reading a query.
    """

    __match_args__: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        type.__setattr__(cls, "__match_args__", tuple(cls.__annotations__))

    def __init__(self, *given: object, **named: object) -> None:
        names = self.__match_args__
        values = dict(zip(names, given, strict=False)) | named
        missing = [name for name in names if name not in values and not hasattr(type(self), name)]
        if missing or len(values) != len(given) + len(named) or not values.keys() <= set(names):
            message = f"{type(self).__name__} has {', '.join(names)}"
            raise TypeError(message)
        vars(self).update(values)

    def __setattr__(self, name: str, value: object) -> None:
        message = f"{type(self).__name__} is a value: {name} stays as it is"
        raise AttributeError(message)

    def _asked(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__ if name not in _PLACES)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and type(other) is type(self) and other._asked() == self._asked()

    def __hash__(self) -> int:
        return hash((type(self), self._asked()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._asked()))})"


class CodeNamed(_Part):
    """Paragraphs that a code stands on."""

    name: str
    """A value (``wild``) that means a name, a beginning of one, a path, a number, an id or another name."""
    alone: bool = False
    """Whether the codes under it do not count."""
    at: Where = (0, 0)


class Asked(_Part):
    """Paragraphs of which something has a value: a coder, a case, an attribute, words of the text or of memos."""

    name: str
    """What: one of the fields of ``query``, or the name of an attribute."""
    comparison: str
    """One of ``COMPARISONS``."""
    value: str
    """As ``wild`` has it."""
    at: Where = (0, 0)
    """Where the name stands."""
    value_at: Where = (0, 0)


class Pattern(_Part):
    """Paragraphs whose text a regular expression is found in."""

    source: str
    """As it was typed between the slashes."""
    any_case: bool = False
    at: Where = (0, 0)
    """Where the source stands."""


class Flag(_Part):
    """Paragraphs with a memo, a doubtful coding and the like."""

    name: str
    """One of ``FLAGS``."""
    at: Where = (0, 0)


class Not(_Part):
    """Paragraphs that do not meet a condition.

    One inside another is ``where(...)``: paragraphs that meet it, whose codings are not those that it asks for.
    """

    part: Node


class Every(_Part):
    """Paragraphs that meet all of several conditions: AND."""

    parts: tuple[Node, ...]
    """Two or more."""


class Some(_Part):
    """Paragraphs that meet one of several conditions: OR."""

    parts: tuple[Node, ...]
    """Two or more."""


class Near(_Part):
    """Paragraphs that meet one condition, with one that meets the other at most so many paragraphs away."""

    first: Node
    second: Node
    within: int = NEAR_BY_DEFAULT


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
