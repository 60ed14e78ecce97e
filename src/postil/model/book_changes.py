"""What became of a codebook: two states of it compared, code by code.

Invariant: codes are the same by id, or where the earlier one is one with the later (two people brought it in apart).
Every difference between the two states is told once, except the order of the codes: a code that is in both shows each
of its fields that differ.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Literal

from postil.model.codebook import BOOK_FIELDS, Codebook, matching_name
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.model.codebook import Code
    from postil.model.study import Study

_TEXTS = ("definition", "include", "exclude", "example", "see_also")
_WORD = re.compile(r"\s+|[^\s]+")


class FieldChange(NamedTuple):
    """A field of a code that has another value."""

    code: Code
    """As it is in the later state."""
    field: str
    old: str
    new: str


class Merged(NamedTuple):
    """A code that another stands for."""

    code: Code
    """As it was in the earlier state."""
    into: Code
    """As it is in the later state."""


class BookChanges(NamedTuple):
    """What became of a codebook; each part in book order."""

    added: tuple[Code, ...] = ()
    gone: tuple[Code, ...] = ()
    """Codes that are not there any more, and that no other stands for."""
    merged: tuple[Merged, ...] = ()
    retired: tuple[FieldChange, ...] = ()
    """Codes that are offered no more."""
    renamed: tuple[FieldChange, ...] = ()
    moved: tuple[FieldChange, ...] = ()
    """Old and new are the paths of the code above; empty for the top."""
    renumbered: tuple[FieldChange, ...] = ()
    reworded: tuple[FieldChange, ...] = ()
    """Definition, rules, example and see also."""
    others: tuple[FieldChange, ...] = ()
    """Other names, colour, origin, and a status other than retired."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return any(self)


def stands_for(study: Study) -> Mapping[str, str]:
    """Ids of the codes that another stands for -> that other's, one step at a time, for ``book_changes``."""
    return {code: study.own_code(code).merged_into or shown for code, shown in study.same.stands_for.items()}


def book_changes(old: Sequence[Code], new: Sequence[Code], stands_for: Mapping[str, str] | None = None) -> BookChanges:
    """Compare two states of a codebook.

    Args:
        old: the codes of the earlier state, in book order.
        new: those of the later.
        stands_for: ids of codes that were merged into another -> the other's id.
    """
    before, after = Codebook(old), Codebook(new)
    same: dict[str, Code] = {}
    merged: list[Merged] = []
    gone: list[Code] = []
    for code in before:
        now = _now(code.id, after, stands_for or {})
        if now is None:
            gone.append(code)
        elif now.id == code.id or (now.id not in before and _is_called(before, code, after, now)):
            same[code.id] = now
        else:
            merged.append(Merged(code, now))
    there = {code.id for code in same.values()}
    changes = [change for code in before if code.id in same for change in _fields(before, code, after, same)]
    kinds = {kind: tuple(change for change in changes if _kind(change) == kind) for kind in _KINDS}
    return BookChanges(tuple(code for code in after if code.id not in there), tuple(gone), tuple(merged), **kinds)


def _now(code_id: str, after: Codebook, stands_for: Mapping[str, str]) -> Code | None:
    seen: set[str] = set()
    while code_id not in after:
        seen.add(code_id)
        code_id = stands_for.get(code_id, "")
        if not code_id or code_id in seen:
            return None
    return after.get(code_id)


def _is_called(before: Codebook, code: Code, after: Codebook, now: Code) -> bool:
    return matching_name(before.path(code.id)) == matching_name(after.path(now.id))


def _fields(before: Codebook, old: Code, after: Codebook, same: Mapping[str, Code]) -> Iterator[FieldChange]:
    new = same[old.id]
    for field in BOOK_FIELDS[1:]:
        was, now = getattr(old, field), getattr(new, field)
        if field == "parent":
            above = same[was].id if was in same else was
            if above != now:
                yield FieldChange(new, field, _path(before, was), _path(after, now))
        elif was != now:
            yield FieldChange(new, field, _as_text(was), _as_text(now))


def _path(book: Codebook, code_id: str) -> str:
    return book.path(code_id) if book.get(code_id) else code_id


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return str(value or "")


_Kind = Literal["retired", "renamed", "moved", "renumbered", "reworded", "others"]
_KINDS: tuple[_Kind, ...] = ("retired", "renamed", "moved", "renumbered", "reworded", "others")
_KIND_OF: Mapping[str, _Kind] = {
    "name": "renamed",
    "parent": "moved",
    "number": "renumbered",
    **dict.fromkeys(_TEXTS, "reworded"),
}


def _kind(change: FieldChange) -> _Kind:
    if change.field == "status" and change.new == "retired":
        return "retired"
    return _KIND_OF.get(change.field, "others")


class Words(NamedTuple):
    """A piece of two texts that were compared word by word."""

    kind: Literal["kept", "gone", "new"]
    text: str


def word_changes(old: str, new: str) -> list[Words]:
    """Two texts word by word: what both have, and what only one has, in reading order.

    The pieces that are kept and gone make up the old text, those that are kept and new the new one. Spaces between two
    words that changed are no piece of their own.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Words] = []
    gone = added = ""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        text = "".join(before[start:end])
        if kind != "equal" or (text.isspace() and (gone or added) and end < len(before) and new_end < len(after)):
            gone, added = gone + text, added + "".join(after[new_start:new_end])
            continue
        pieces += [*_changed(gone, added), Words("kept", text)]
        gone = added = ""
    return [*pieces, *_changed(gone, added)]


def _changed(gone: str, added: str) -> Iterator[Words]:
    if gone:
        yield Words("gone", gone)
    if added:
        yield Words("new", added)
