"""What a merge does to the codebook: what the first file's has not, and who did it.

Invariant: it is told as the difference of any two codebooks is (``postil.model.book_changes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.book_changes import book_changes, stands_for
from postil.model.change import AddCode, DropCode
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.merge.union import Merged
    from postil.model.book_changes import BookChanges
    from postil.model.codebook import Codebook


class MergedBook(NamedTuple):
    """The codebook of the outcome beside that of the first file."""

    old: Codebook
    new: Codebook
    changes: BookChanges
    by: Mapping[tuple[str, str], str]
    """Id of a code and what became of it (``added``, ``gone``, or the field that has another value) -> who did it.

    Codes that were added by nobody have the file that has them; what else nobody did is not there."""
    back: frozenset[str]
    """Ids of the codes that are new to the first file's codebook since they had been taken out of it."""


def merged_book(result: Merged) -> MergedBook:
    """What becomes of the codebook of the first file."""
    first, study = result.sides[0].study, result.study
    changes = book_changes(tuple(first.codebook), tuple(study.codebook), stands_for(study))
    by = dict(_who(result, changes)) if changes else {}
    back = (code.id for code in changes.added if any(first.added("code", key) for key in study.same.members(code.id)))
    return MergedBook(first.codebook, study.codebook, changes, by, frozenset(back))


def _who(result: Merged, changes: BookChanges) -> Iterator[tuple[tuple[str, str], str]]:
    study = result.study
    for part in (changes.retired, changes.renamed, changes.moved, changes.renumbered, changes.reworded, changes.others):
        for value in part:
            yield (value.code.id, value.field), study.heads(("code", value.code.id, value.field))[0].coder
    for merged in changes.merged:
        yield (merged.code.id, "merged_into"), study.own_heads(("code", merged.code.id, "merged_into"))[0].coder
    added, gone = {code.id for code in changes.added}, {code.id for code in changes.gone}
    if not added and not gone:
        return
    brought: dict[str, str] = {}
    dropped: dict[str, str] = {}
    for change in result.changes:
        if isinstance(change.action, AddCode) and change.stamp not in result.sides[0].changes:
            brought.setdefault(change.action.code.id, change.coder)
        elif isinstance(change.action, DropCode):
            dropped[change.action.code.id] = change.coder
    for code in added:
        files = (side.name for side in result.sides if side.study.added("code", code))
        yield (code, "added"), brought.get(code) or next(files, "")
    yield from (((code, "gone"), dropped.get(code, "")) for code in gone)
