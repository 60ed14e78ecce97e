"""Whether a text has a match, in time that grows with the text and not with the ways to match: a lazy automaton.

A pattern is a tree of signs, places, rows, choices and repetitions. All places in it that may be reached are kept at
once (Thompson, 1968), and each set of them is worked out once for each sign that follows, so most signs of a text cost
one look into a dictionary. It is several times slower than Python's matcher on patterns that this does well, and ends
on those for which the other would take longer than the universe. Invariant: the answer is that of ``re.search``.
"""

from __future__ import annotations

import re
import time
from typing import TypeAlias

from postil.tuples import NamedTuple

_MOST_SETS = 4_000
"""Sets of places that are remembered."""


class Sign(NamedTuple):
    """One character."""

    source: str
    """The expression of Python's that it matches."""


class Place(NamedTuple):
    r"""A place between two characters."""

    kind: str
    r"""``^``, ``$``, ``\b`` or ``\B``."""


class Row(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Tree, ...]


class Either(NamedTuple):
    """One of several parts."""

    parts: tuple[Tree, ...]


class Times(NamedTuple):
    """A part several times."""

    part: Tree
    least: int
    most: int | None
    """None for as often as may be."""


Tree: TypeAlias = Sign | Place | Row | Either | Times


class _Node:
    """A place in the pattern."""

    __slots__ = ("free", "placed", "sign", "then")

    def __init__(self, *free: _Node) -> None:
        self.free = list(free)
        """Where one is at once."""
        self.placed: tuple[str, _Node] | None = None
        """Where one is at such a place of the text."""
        self.sign = ""
        """The character that leads on, as an expression; empty for none."""
        self.then: _Node | None = None
        """Where it leads."""


class _State:
    """Places in the pattern that may have been reached, and what is known of the text before."""

    __slots__ = ("after", "after_word", "at_start", "ends", "nodes")

    def __init__(self, nodes: frozenset[_Node], *, after_word: bool, at_start: bool) -> None:
        self.nodes = nodes
        self.after_word = after_word
        self.at_start = at_start
        self.after: dict[str, _State] = {}
        """Character -> the state behind it."""
        self.ends: bool | None = None
        """Whether there is a match where the text ends here; None while nobody has asked."""


class Automaton:
    """A pattern, ready to be looked for."""

    def __init__(self, tree: Tree, *, any_case: bool = False) -> None:
        self._flags = re.IGNORECASE if any_case else 0
        self._accept = _Node()
        self._start = self._built(tree, self._accept)
        self._signs: dict[str, re.Pattern[str]] = {}
        self._known: dict[tuple[frozenset[_Node], bool], _State] = {}
        self._begin = _State(frozenset({self._start}), after_word=False, at_start=True)
        self._found = _State(frozenset(), after_word=False, at_start=False)
        """Stands for a match."""

    def _built(self, tree: Tree, then: _Node) -> _Node:
        """The place before a part that leads to ``then`` behind it."""
        match tree:
            case Sign(source):
                node = _Node()
                node.sign, node.then = source, then
                return node
            case Place(kind):
                node = _Node()
                node.placed = kind, then
                return node
            case Row(parts):
                for part in reversed(parts):
                    then = self._built(part, then)
                return then
            case Either(parts):
                return _Node(*(self._built(part, then) for part in parts))
            case Times(part, least, most):
                if most is None:
                    loop = _Node(then)
                    loop.free.insert(0, self._built(part, loop))
                    behind = loop
                else:
                    behind = then
                    for _ in range(most - least):
                        behind = _Node(self._built(part, behind), then)
                for _ in range(least):
                    behind = self._built(part, behind)
                return behind

    def is_in(self, text: str, until: float) -> bool:
        """Whether the pattern is found in a text that is not empty.

        Args:
            text: the text.
            until: when to give up, by ``time.monotonic``.

        Raises:
            TimeoutError: it is later than that.
        """
        state, found = self._begin, self._found
        last = text.endswith("\n")
        for sign in text[:-1] if last else text:
            following = state.after.get(sign)
            if following is None:
                following = state.after[sign] = self._step(state, sign, until)
            if following is found:
                return True
            state = following
        if last:
            state = self._step(state, "\n", until, last=True)
            if state is found:
                return True
        if state.ends is None:
            state.ends = self._accept in self._reached(state, "", last=True)
        return state.ends

    def _step(self, state: _State, sign: str, until: float, *, last: bool = False) -> _State:
        """The state behind a character; ``last``: it is a line feed that ends the text."""
        if time.monotonic() > until:
            raise TimeoutError
        reached = self._reached(state, sign, last=last)
        if self._accept in reached:
            return self._found
        there = {node.then for node in reached if node.then is not None and self._is(node.sign, sign)}
        nodes, after_word = frozenset(there | {self._start}), _in_word(sign)
        if len(self._known) >= _MOST_SETS:
            self._known.clear()
        known = self._known.get((nodes, after_word))
        if known is None:
            known = self._known[nodes, after_word] = _State(nodes, after_word=after_word, at_start=False)
        return known

    def _reached(self, state: _State, sign: str, *, last: bool) -> set[_Node]:
        """The places of a state and those that can be reached from them before the character that follows."""
        holds = {
            "^": state.at_start,
            "$": last,
            r"\b": state.after_word != _in_word(sign),
            r"\B": state.after_word == _in_word(sign),
        }
        reached = set(state.nodes)
        waiting = list(reached)
        while waiting:
            node = waiting.pop()
            nearby = node.free
            if node.placed is not None and holds[node.placed[0]]:
                nearby = [node.placed[1]]
            for other in nearby:
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        return reached

    def _is(self, source: str, sign: str) -> bool:
        known = self._signs.get(source)
        if known is None:
            known = self._signs[source] = re.compile(source, self._flags)
        return known.fullmatch(sign) is not None


def _in_word(sign: str) -> bool:
    r"""Whether a character is one of ``\w``."""
    return sign.isalnum() or sign == "_"
