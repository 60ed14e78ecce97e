"""Texts of a workbook of the matrix that stand at other cases than they were exported for.

That happens where only the names of the cases, or only one column, was sorted and not whole rows. Invariant: a text
that was exported for one case never becomes another's unasked; of a row that is mixed up with another nothing is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.reports.matrix_keys import text_mark
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.importers.matrix_sheet import SheetCell
    from postil.reports.matrix_keys import Mark

_NAMED = 3
"""So many cases are named in a message."""
_Cell: TypeAlias = tuple[str, str]
"""A case and a code."""


class Misplaced(NamedTuple):
    """Why an edited cell may hold what belongs to another case."""

    why: str
    """As a clause."""
    moved: bool
    """Whether texts were moved about; else one was copied perhaps, and stands in its own place as well."""


def misplaced(
    cells: Sequence[SheetCell], marks: Mapping[_Cell, Mark], names: Mapping[str, str]
) -> dict[_Cell, Misplaced]:
    """The edited cells that are not simply taken for edits.

    Args:
        cells: all cells of the workbook.
        marks: how they were exported.
        names: what a row is called -> id of its case.
    """
    texts = _Texts(cells, marks)
    found: dict[_Cell, Misplaced] = {}
    mixed: dict[str, dict[str, None]] = {}
    """Row -> cases whose texts it has, or that have its own."""
    edited = [cell for cell in cells if cell.edited]
    for cell in edited:
        others, gone_to = texts.exported_for(cell), texts.gone_to(cell)
        if not others and not gone_to:
            continue
        moved = bool(others and not texts.stands(cell.code, text_mark(cell.text)))
        moved |= bool(gone_to and not texts.stands(cell.code, cell.mark.text))
        why = "this text was exported for" if others else "the text that was exported for it stands at"
        found[cell.case, cell.code] = Misplaced(f"{why} {_named(others or gone_to, names)}", moved)
        if moved:
            mixed.setdefault(cell.row, {}).update(dict.fromkeys(others or gone_to))
    for cell in edited:
        if cell.row in mixed and (cell.case, cell.code) not in found:
            why = f"its row is mixed up with that of {_named(mixed[cell.row], names)}"
            found[cell.case, cell.code] = Misplaced(why, moved=True)
    return found


class _Texts:
    """Which texts were exported for which cases, and where they stand now; column by column."""

    def __init__(self, cells: Iterable[SheetCell], marks: Mapping[_Cell, Mark]) -> None:
        self._owners: dict[tuple[str, str], list[str]] = {}
        self._new_at: dict[tuple[str, str], list[str]] = {}
        self._standing: set[tuple[str, str]] = set()
        for (case, code), mark in marks.items():
            if mark.text:
                self._owners.setdefault((code, mark.text), []).append(case)
        for cell in cells:
            if not cell.edited:
                self._standing.add((cell.code, cell.mark.text))
            elif text := text_mark(cell.text):
                self._new_at.setdefault((cell.code, text), []).append(cell.case)

    def exported_for(self, cell: SheetCell) -> list[str]:
        """The cases that an edited cell's text was exported for."""
        return self._owners.get((cell.code, text_mark(cell.text)), [])

    def gone_to(self, cell: SheetCell) -> list[str]:
        """The cases at which the text stands now that was exported for an edited cell; empty for none."""
        return self._new_at.get((cell.code, cell.mark.text), [])

    def stands(self, code: str, text: str) -> bool:
        """Whether a text still stands at a case that it was exported for."""
        return (code, text) in self._standing


def _named(cases: Iterable[str], names: Mapping[str, str]) -> str:
    called = {case: name for name, case in names.items()}
    listed = [called.get(case, case) for case in cases]
    more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more
