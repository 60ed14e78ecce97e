"""What a query asks for by who and where alone: the paragraphs that it might find, whatever is coded or written there.

Conditions on cases, attributes, transcripts, speakers and roles say of whom a query asks; those on codes, words, memos,
marks and coders say what it looks for there. Figures are out of the former: "in 1 of the 2 cases asked for". Invariant:
this depends on who says what where, never on what is coded, marked, noted or said; it holds whatever the query finds;
and of a query on who and where alone it is what the query finds.

In three values: a paragraph is asked for unless the query fails there, each condition on what is there taken as
unknown. So ``possible`` is where a condition may hold, ``certain`` where it must; NOT turns one into the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.find.query.nodes import Asked, Every, Near, Not, Same, Some

if TYPE_CHECKING:
    from postil.find.query.nodes import Node

_OF_WHAT = frozenset({"coder", "text", "memo"})
"""Fields that ask for what is there, not of whom."""
EVERYWHERE: Node = Some((Asked("role", ":", "participant"), Not(Asked("role", ":", "participant"))))
"""All paragraphs, as a condition on who says them."""


def possible(node: Node) -> Node | None:
    """Where a condition may hold, as a condition on who and where alone; None for everywhere."""
    match node:
        case Asked(name) if name.lower() not in _OF_WHAT:
            return node
        case Not(part):
            where = certain(part)
            return None if where is None else Not(where)
        case Every(parts):
            limits = [where for part in parts if (where := possible(part)) is not None]
            return None if not limits else limits[0] if len(limits) == 1 else Every(tuple(limits))
        case Some(parts):
            ways = [possible(part) for part in parts]
            known = tuple(where for where in ways if where is not None)
            return Some(known) if len(known) == len(ways) else None
        case Near(first, second, within):
            one, other = possible(first), possible(second)
            return None if one is None and other is None else Near(one or EVERYWHERE, other or EVERYWHERE, within)
        case Same(first, second):
            one, other = possible(first), possible(second)
            return None if one is None and other is None else Same(one or EVERYWHERE, other or EVERYWHERE)
    return None


def certain(node: Node) -> Node | None:
    """Where a condition must hold, as a condition on who and where alone; None for nowhere."""
    match node:
        case Asked(name) if name.lower() not in _OF_WHAT:
            return node
        case Not(part):
            where = possible(part)
            return None if where is None else Not(where)
        case Every(parts):
            limits = [certain(part) for part in parts]
            known = tuple(where for where in limits if where is not None)
            return Every(known) if len(known) == len(limits) else None
        case Some(parts):
            ways = [where for part in parts if (where := certain(part)) is not None]
            return None if not ways else ways[0] if len(ways) == 1 else Some(tuple(ways))
        case Near(first, second, within):
            one, other = certain(first), certain(second)
            return None if one is None or other is None else Near(one, other, within)
        case Same(first, second):
            one, other = certain(first), certain(second)
            return None if one is None or other is None else Same(one, other)
    return None
