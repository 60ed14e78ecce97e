"""Circles that two people made who moved codes, or merged them, without knowing of each other.

One moves F2 under a code of F3, another F3 under a code of F2: the fold cuts such a circle at its newest link
(``postil.model.shown_codes``, ``postil.model.same_codes``), so that a code stands where nobody put it. Invariant: every
circle that was cut is told, with who made which link of it; it waits for a person unless the first file has it, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.merge.union import Merged
    from postil.model.study import Study


class Link(NamedTuple):
    """A code that somebody moved under another, or merged into it."""

    code: str
    """Id of the code."""
    to: str
    """Id of the other."""
    coder: str
    """Who did it; empty for nobody."""


class Circle(NamedTuple):
    """A circle of codes that was cut."""

    merged: bool
    """Whether the codes were merged into each other; else they were moved under each other."""
    code: str
    """Id of the code that stands at the top, or that stands for the others."""
    links: tuple[Link, ...]
    """What people did, from the link that was cut on."""
    waits: bool = False
    """Whether the first file does not have it."""


def circles(result: Merged) -> tuple[Circle, ...]:
    """The circles of the outcome that were cut, in book order."""
    found = [*_moved(result.study), *_merged(result.study)]
    if not found:
        return ()
    first = result.sides[0].study
    shown = result.study.same.shown
    there = {(one.merged, shown(one.code)) for one in (*_moved(first), *_merged(first))}
    return tuple(one._replace(waits=(one.merged, shown(one.code)) not in there) for one in found)


def _moved(study: Study) -> Iterator[Circle]:
    for code in study.codebook:
        above = "" if code.parent else _parent(study, code.id)
        path = [code.id]
        while above and above not in path:
            path.append(above)
            known = study.codebook.get(above)
            above = known.parent if known is not None else ""
        if above:
            yield Circle(merged=False, code=code.id, links=tuple(link for key in path for link in _move(study, key)))


def _parent(study: Study, code: str) -> str:
    """Id of the code that somebody put a code under, whether it is shown there or not."""
    return study.same.shown(str(study.value(("code", code, "parent")) or ""))


def _move(study: Study, code: str) -> Iterator[Link]:
    """How a code came where it is, if it was moved there."""
    head = study.heads(("code", code, "parent"))[0]
    if head.stamp not in {study.added("code", member) for member in study.same.members(code)}:
        yield Link(code, _parent(study, code), head.coder)


def _merged(study: Study) -> Iterator[Circle]:
    same = study.same
    into = {
        code: study.own_code(code).merged_into
        for shown in dict.fromkeys(same.stands_for.values())
        for code in same.members(shown)
    }
    firsts = {same.twins(code)[0]: code for code, target in into.items() if target}
    for code, target in into.items():
        first = same.twins(code)[0]
        if not target or same.shown(code) != first or first == same.twins(target)[0]:
            continue
        links: list[Link] = []
        at = code
        while at in into and at not in {link.code for link in links}:
            links.append(Link(at, into[at], study.own_heads(("code", at, "merged_into"))[0].coder))
            at = firsts.get(same.twins(into[at])[0], "")
        yield Circle(merged=True, code=first, links=tuple(links))
