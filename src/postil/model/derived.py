"""Derived changes: what a merge works out by itself, and nobody did.

Where two files hold readings of one interview, work is carried from one to the other (``postil.merge.readings``).
Invariant: a derived change is recognised by itself, so that what people did can always be told from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.model.change import Change

DERIVED = "1970-01-01T00:00:00.000Z.0000."
"""How the group of a derived change begins; no clock makes such a stamp."""


def is_derived(change: Change) -> bool:
    """Whether a change only carries something from one reading to another."""
    return not change.coder and change.group.startswith(DERIVED)
