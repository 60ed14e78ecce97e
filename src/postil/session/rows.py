"""Rows of the lists that the session shows, and the codebook as such rows.

Invariant: keys of rows are unique in a list. The first paint needs these of all lists, so they stand alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.session.session import Session


class Row(NamedTuple):
    """One row of a list."""

    key: str
    text: str
    lead: str = ""
    """Stands before the text, such as a code's number."""
    mark: str = ""
    """One character at the left, such as a slot's digit."""
    note: str = ""
    """Stands at the right, such as a count."""
    depth: int = 0
    """How far the text is indented."""
    offered: bool = True
    """Whether it can be taken; headings cannot."""


def code_row(session: Session, code_id: str, *, indent: bool = False, whole: bool = False) -> Row:
    """A code as a row: slot digit, number, name, uses.

    Args:
        session: the session.
        code_id: its id.
        indent: whether it is set in by its depth.
        whole: whether the whole tree is shown around it, so that a name that two codes have needs no more.
    """
    book = session.study.codebook
    code = book.get(code_id)
    assert code is not None
    slot = session.slots.slot(code_id)
    heading = code.status == "heading"
    name = code.name if whole else book.told_apart.get(code.id, code.name)
    return Row(
        key=code_id,
        text=name + (" (retired)" if code.status == "retired" else ""),
        lead="" if heading else code.number,
        mark="" if slot is None else str(slot),
        note="" if heading else str(session.study.uses.get(code_id, 0)),
        depth=book.depth(code_id) if indent else 0,
        offered=code.status == "active",
    )


def book_rows(session: Session, *, whole: bool = False) -> list[Row]:
    """The whole codebook in its order, indented; ``whole`` if all of it is shown, not a part that can be taken."""
    return [code_row(session, code.id, indent=True, whole=whole) for code in session.study.codebook]
