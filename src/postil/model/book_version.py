"""Named versions of the codebook: what it said on the day that a team agreed on it.

Invariant: a version holds its codes. What others did at that time, and brought together later, does not change what was
agreed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.codebook import Code


class BookVersion(NamedTuple):
    """A codebook as it was; without codes, no version."""

    codes: tuple[Code, ...] = ()
    """In book order."""
    note: str = ""
    """What the team wants to remember of it."""
