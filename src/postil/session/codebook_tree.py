"""The codebook as a tree of rows that can be folded, with what each code is used for.

Pure: a study in, rows out. Invariant: every code that is shown stands once in the rows or under a folded one; codes
that were merged into another stand under that one, and say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.decision import CONSENSUS
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from postil.model.codebook import Code
    from postil.model.study import Study


class TreeRow(NamedTuple):
    """One row of the tree."""

    code: Code
    depth: int = 0
    branch: str = ""
    """``open`` or ``folded`` where codes stand under it."""
    hidden: int = 0
    """How many codes are folded away under it."""
    state: str = "active"
    """The code's status, or ``merged``."""
    codings: int = 0
    coders: int = 0
    """How many coders used it."""


def merged_codes(study: Study) -> dict[str, list[str]]:
    """Ids of the codes that were merged into each code, by the id of the one that is shown."""
    found: dict[str, list[str]] = {}
    for code, shown in study.same.merged():
        if study.is_there("code", code):
            found.setdefault(shown, []).append(code)
    return found


def coders_by_code(study: Study) -> dict[str, set[str]]:
    """Who used each code, the consensus of a team left out; walks over all codings."""
    found: dict[str, set[str]] = {}
    for coding, _ in study.codings():
        if coding.coder != CONSENSUS:
            found.setdefault(coding.code, set()).add(coding.coder)
    return found


def tree_rows(study: Study, folded: Collection[str], coders: Mapping[str, Collection[str]]) -> list[TreeRow]:
    """The rows of the tree, those under folded codes left out.

    Args:
        study: the study.
        folded: ids of the codes whose branches are folded.
        coders: who used each code.
    """
    book, uses, merged = study.codebook, study.uses, merged_codes(study)

    def count_under(code_id: str) -> int:
        below = book.children(code_id)
        return len(below) + len(merged.get(code_id, ())) + sum(count_under(child.id) for child in below)

    def rows(parent: str, depth: int) -> Iterator[TreeRow]:
        for code in book.children(parent):
            under = bool(book.children(code.id) or code.id in merged)
            row = TreeRow(code, depth, "open" if under else "", 0, code.status, uses.get(code.id, 0))
            row = row._replace(coders=len(coders.get(code.id, ())))
            if under and code.id in folded:
                yield row._replace(branch="folded", hidden=count_under(code.id))
                continue
            yield row
            yield from rows(code.id, depth + 1)
            yield from (TreeRow(study.own_code(other), depth + 1, state="merged") for other in merged.get(code.id, ()))

    return list(rows("", 0))
