"""Codes and the codebook: a forest of codes in book order.

Invariants: ids are unique and never change; names may repeat, paths among siblings may not. Looking up never fails on a
circle of parents: the newest link of a circle is cut by the fold before a codebook is made.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PATH_SEPARATOR = "/"
COLOR_SLOTS = 8
"""Colour slots are numbers 1..8 that a theme turns into colours; 0 is no colour."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codebook."""

    id: str
    """Given by a shipped codebook (``F1.2``, ``II.C``) or minted for a code made while coding."""
    name: str
    parent: str = ""
    """Id of the code above; empty at the top."""
    number: str = ""
    """What the analyst calls it by, such as ``2.3``; shown before the name."""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    """Other names that find the code."""
    color: int = 0
    status: str = "active"
    """``active``, ``retired`` (keeps its codings, is not offered) or ``heading`` (groups codes, is not applied)."""
    origin: str = ""
    """``a priori`` (from theory or an earlier framework), ``inductive`` (from the data), or not said."""
    see_also: str = ""
    """Which other codes to think of, in words."""
    merged_into: str = ""
    """Id of the code that stands for this one since the two were merged; empty for none."""


CODE_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Code))
BOOK_FIELDS: tuple[str, ...] = tuple(name for name in CODE_FIELDS if name != "merged_into")
"""The fields that a codebook file has: a code that another stands for is not in it."""
STATUSES = ("active", "retired", "heading")
ORIGINS = ("", "a priori", "inductive")
WORDING = ("definition", "include", "exclude")
"""The fields that say what a code is to be used for."""


def matching_name(name: str) -> str:
    """A name as it is compared: NFKC, case folded, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


_WITHOUT_SHAPE = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are drawn as nothing."""


def is_nameless(name: str) -> bool:
    """Whether a name holds nothing that can be seen."""
    return all(
        character in _WITHOUT_SHAPE or unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
        for character in name
    )


def _ends(paths: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each id with the shortest end of its path that no other has; with the id where all of the path is another's."""
    parts = {code_id: path.split(PATH_SEPARATOR) for code_id, path in paths.items()}
    for code_id, mine in parts.items():
        others = [other for key, other in parts.items() if key != code_id]
        for length in range(2, len(mine) + 1):
            if all(other[-length:] != mine[-length:] for other in others):
                yield code_id, PATH_SEPARATOR.join(mine[-length:])
                break
        else:
            yield code_id, paths[code_id] if mine not in others else f"{paths[code_id]} ({code_id})"


class Codebook:
    """An immutable forest of codes, in book order (parents before their children)."""

    def __init__(self, codes: Iterable[Code], stands_for: Mapping[str, str] | None = None) -> None:
        """Take the codes; ``stands_for``: ids that were brought in for a code under another id -> that id."""
        by_id = {code.id: code for code in codes}
        self._stands_for = stands_for or {}
        children: dict[str, list[Code]] = {}
        for code in by_id.values():
            children.setdefault(code.parent if code.parent in by_id else "", []).append(code)
        self._by_id = by_id
        self._children = children
        self._order = tuple(self._walk())

    def _walk(self) -> Iterator[Code]:
        stack = list(reversed(self._children.get("", [])))
        seen: set[str] = set()
        while stack:
            code = stack.pop()
            if code.id in seen:
                continue
            seen.add(code.id)
            yield code
            stack.extend(reversed(self._children.get(code.id, [])))
        for code in self._by_id.values():
            if code.id not in seen:
                seen.add(code.id)
                yield code

    def __iter__(self) -> Iterator[Code]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, code_id: object) -> bool:
        return isinstance(code_id, str) and self.get(code_id) is not None

    def get(self, code_id: str) -> Code | None:
        """The code with this id, or None."""
        return self._by_id.get(self._stands_for.get(code_id, code_id))

    @cached_property
    def told_apart(self) -> Mapping[str, str]:
        """For each code whose number and name another code has, too: as much of its path as no other of them has."""
        alike: dict[tuple[str, str], list[Code]] = {}
        for code in self._order:
            alike.setdefault((code.number, code.name), []).append(code)
        found: dict[str, str] = {}
        for codes in alike.values():
            if len(codes) > 1:
                found.update(_ends({code.id: self.path(code.id) for code in codes}))
        return found

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The codes directly under this one, in book order; with "" the codes at the top."""
        return tuple(self._children.get(code_id, ()))

    def ancestors(self, code_id: str) -> tuple[Code, ...]:
        """The codes above this one, nearest first."""
        found: list[Code] = []
        seen = {code_id}
        code = self._by_id.get(code_id)
        while code is not None and code.parent and code.parent not in seen:
            seen.add(code.parent)
            code = self._by_id.get(code.parent)
            if code is not None:
                found.append(code)
        return tuple(found)

    def depth(self, code_id: str) -> int:
        """How many codes stand above this one."""
        return len(self.ancestors(code_id))

    def path(self, code_id: str) -> str:
        """Names from the top down, joined by '/'."""
        code = self._by_id[code_id]
        return PATH_SEPARATOR.join([*(above.name for above in reversed(self.ancestors(code_id))), code.name])

    def numbered(self, number: str, *, without: str) -> tuple[Code, ...]:
        """The codes that a number names, but for the one with the id ``without``; none for the empty number."""
        wanted = matching_name(number)
        return tuple(
            code
            for code in self._order
            if wanted and code.id != without and wanted in {matching_name(code.number), matching_name(code.id)}
        )

    def find(self, text: str) -> tuple[Code, ...]:
        """Codes that ``text`` names exactly: by id, else number, else path, else name, else alias.

        Case and spaces do not count. More than one code means that the name is ambiguous; none that it is unknown.
        """
        if (known := self.get(text)) is not None:
            return (known,)
        wanted = matching_name(text)
        named_by: tuple[Callable[[Code], Iterable[str]], ...] = (
            lambda code: (code.id,),
            lambda code: (code.number,) if code.number else (),
            lambda code: (self.path(code.id),),
            lambda code: (code.name,),
            lambda code: code.aliases,
        )
        for names in named_by:
            found = tuple(code for code in self._order if wanted in map(matching_name, names(code)))
            if found:
                return found
        return ()
