"""Decisions: what a team made of a disagreement.

A decision belongs to one paragraph. It says what was kept and why, and holds what each coder had given when it was
made, so that it can be read years later. Invariant: the coders' own codings are never touched; the codings that a
decision leads to are those of a coder of their own, ``CONSENSUS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.coder_name import bare_name
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

CONSENSUS = "consensus"
"""The coder whose codings and marks are the consensus layer."""
CHOICES = ("keep", "both", "neither", "other")
"""``keep`` one coder's codes, those of ``both`` (of all), ``neither`` (only what all gave), ``other`` codes."""


def is_consensus(coder: str) -> bool:
    """Whether a name is that of the consensus layer, however it is spelt: it would be mistaken for it."""
    return bare_name(coder) == CONSENSUS


class Decision(NamedTuple):
    """What was decided about a paragraph; with no choice, nothing (a decision that was taken back)."""

    choice: str = ""
    """One of ``CHOICES``; empty for no decision."""
    kept: str = ""
    """For ``keep``, the coder whose codes were kept; otherwise empty."""
    codes: tuple[str, ...] = ()
    """Ids of the codes that the paragraph has by consensus, sorted."""
    reason: str = ""
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each coder compared and the sorted ids of the codes that they had given, sorted by coder."""

    def with_codes(self, shown: Callable[[str], str]) -> Decision:
        """The same decision with other ids for its codes."""
        seen = tuple((coder, tuple(sorted({shown(code) for code in codes}))) for coder, codes in self.seen)
        return self._replace(codes=tuple(sorted({shown(code) for code in self.codes})), seen=seen)
