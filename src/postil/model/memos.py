"""Memos: where they stand and what they say.

Invariant: memos at codings of codes that are one are one memo, of which there may be several versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.model.coding import MemoKey, Place
    from postil.model.study_codebook import StudyCodebook
    from postil.model.versions import Version


class Memos:
    """The memos of a study."""

    def __init__(self, codes: StudyCodebook) -> None:
        """Look at the texts through the codes, which know what is one."""
        self._codes = codes
        self._keys: dict[Place, list[MemoKey]] = {}

    def note(self, key: MemoKey) -> None:
        """Take in that a memo was written somewhere."""
        keys = self._keys.setdefault(key.place, [])
        if key not in keys:
            keys.append(key)

    def all(self) -> Iterator[tuple[MemoKey, Version]]:
        """All memos that have a text, with the version that shows, in no order."""
        for place in self._keys:
            yield from self._with_text(place)

    def at(self, place: Place) -> list[tuple[MemoKey, Version]]:
        """The memos at a paragraph and its codings that have a text, paragraph first."""
        return sorted(self._with_text(place), key=lambda memo: memo[0].reading_order)

    def has_any(self, transcript: str) -> bool:
        """Whether there is a memo with a text in a transcript."""
        return any(any(self._with_text(place)) for place in self._keys if place.transcript == transcript)

    def _with_text(self, place: Place) -> Iterator[tuple[MemoKey, Version]]:
        for key in self._shown(self._keys.get(place, ())):
            head = self._codes.heads(("memo", key))[0]
            if head.value:
                yield key, head

    def _shown(self, keys: Iterable[MemoKey]) -> Iterable[MemoKey]:
        same = self._codes.same
        return dict.fromkeys(key._replace(code=same.shown(key.code)) for key in keys) if same else keys
