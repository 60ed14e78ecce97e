"""Marking passages as ones that may be quoted, and what is said of it.

Invariant: what is said names the words as they would be let out, without what was struck out of them, and the keys that
show the bank of quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Quote
from postil.model.coding import Passage
from postil.text.clean import visible
from postil.text.wrap import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.session.session import Session

_QUOTED_CELLS = 28
"""Cells that the words of a passage may take in a message."""


def mark(session: Session, passages: Sequence[Passage], bank: str) -> None:
    """Mark passages as ones that may be quoted, in one act; where all of them are already, take the marks away.

    Args:
        session: who marks them.
        passages: at least one.
        bank: the keys that show the bank of quotes.

    Raises:
        PostilError: it could not be recorded.
    """
    cells = session.study.cells
    quotable = not all(map(cells.is_quotable, passages))
    session.record(*(Quote(passage, quotable) for passage in passages))
    what = told(session, passages)
    if quotable:
        session.say(f"* {what} may be quoted; {bank} shows the bank of quotes")
    else:
        session.say(f"{what} is in the bank of quotes no more; {session.keymap.label('history.undo')} brings it back")


def mark_here(session: Session) -> None:
    """In the coding screen: mark the selected words, the paragraphs of the range, or the paragraph under the cursor.

    Raises:
        PostilError: it could not be recorded.
    """
    start, end = session.span or (None, None)
    passages = [Passage(session.transcript.id, n, start, end) for n in session.selection]
    session.anchor = None
    mark(session, passages, f"{session.keymap.label('query.open')} Tab")


def told(session: Session, passages: Sequence[Passage]) -> str:
    """Passages in a few words: where they are, and the words of a single one."""
    from postil.text.struck import Struck  # noqa: PLC0415 - not needed for other keys

    first, last = passages[0], passages[-1]
    if len(passages) > 1:
        return f"§{first.paragraph} to §{last.paragraph}"
    words = visible(" ".join(Struck(session.study).words(first).split()))
    return f"§{first.paragraph} “{shortened(words, _QUOTED_CELLS)}”"
