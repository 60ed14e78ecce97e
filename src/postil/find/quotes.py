"""What is said in the paragraphs that a query found: passages to be read, in order or in groups.

A passage is what the codings that are asked for stand on; where a query asks for ``quotable``, what is marked so; where
nothing of either stands on a paragraph that was found, the whole paragraph. Invariant: every paragraph that was found
gives at least one passage, unless only quotable ones are wanted, and no passage is given twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from postil.find.query_nodes import Every, Flag, Near, Same, Some
from postil.model.coding import Coding, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.find.query import Found
    from postil.find.query_nodes import Node
    from postil.model.coding import Place
    from postil.model.study import Study

By = Literal["case", "code", "transcript"]
BY: tuple[By, ...] = ("code", "case", "transcript")


class Said(NamedTuple):
    """A passage and what was put on it."""

    passage: Passage
    codings: tuple[Coding, ...]
    """Those that the query asks for and that stand on the passage; in reading order."""


class Group(NamedTuple):
    """Passages of one case, code or transcript."""

    id: str
    """Empty for what has none."""
    name: str
    """How it is shown; empty for what has none."""
    said: tuple[Said, ...]


def passages(study: Study, found: Found, *, quotable: bool = False) -> list[Said]:
    """The passages that were found, in the order of the study.

    Args:
        study: where.
        found: what a query found.
        quotable: only what is marked as quotable; paragraphs without such a passage are left out.
    """
    marked: dict[Place, list[Passage]] = {}
    if quotable or _asks_quotable(found.node):
        for passage in study.cells.quotable():
            marked.setdefault(passage.place, []).append(passage)
    said: list[Said] = []
    for place, codings in found.laid_out():
        if marked and place in marked:
            said += [Said(passage, _touching(codings, passage)) for passage in marked[place]]
        elif quotable:
            continue
        elif not codings:
            said.append(Said(Passage(*place), ()))
        elif codings[0][:4] == codings[-1][:4]:  # in reading order, so none between is of another passage
            said.append(Said(Passage(*codings[0][:4]), tuple(codings)))
        else:
            said += _said(codings)
    return said


def _said(codings: Sequence[Coding]) -> Iterable[Said]:
    by_passage: dict[Passage, list[Coding]] = {}
    for coding in codings:
        by_passage.setdefault(coding.passage, []).append(coding)
    return [Said(passage, tuple(there)) for passage, there in by_passage.items()]


def _touching(codings: Sequence[Coding], passage: Passage) -> tuple[Coding, ...]:
    return tuple(coding for coding in codings if _touch(coding.passage, passage))


def _touch(one: Passage, other: Passage) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def _asks_quotable(node: Node) -> bool:
    """Whether a query asks outside NOT for what may be quoted."""
    match node:
        case Flag("quotable"):
            return True
        case Every(parts) | Some(parts):
            return any(map(_asks_quotable, parts))
        case Near(first, second) | Same(first, second):
            return _asks_quotable(first) or _asks_quotable(second)
    return False


def grouped(study: Study, said: Sequence[Said], by: By) -> list[Group]:
    """The passages in groups: codes in the order of the book, cases and transcripts in that of the study.

    By code a passage is in the group of each of its codes. What has none comes last.
    """
    groups: dict[str, list[Said]] = {}
    for one in said:
        for key in _keys(study, one, by):
            groups.setdefault(key, []).append(one)
    names = _names(study, by)
    at = {key: place for place, key in enumerate(names)}
    return [
        Group(key, names.get(key, ""), tuple(groups[key]))
        for key in sorted(groups, key=lambda key: at.get(key, len(at)))
    ]


def _keys(study: Study, said: Said, by: By) -> Sequence[str]:
    if by == "code":
        return list(dict.fromkeys(coding.code for coding in said.codings)) or [""]
    return [study.cases.at(said.passage.place) if by == "case" else said.passage.transcript]


def _names(study: Study, by: By) -> dict[str, str]:
    if by == "code":
        return {code.id: f"{code.number} {study.codebook.path(code.id)}".strip() for code in study.codebook}
    if by == "case":
        return {case.id: case.name for case in study.cases.all.values()}
    return {text.id: text.name for text in study.transcripts.values()}
