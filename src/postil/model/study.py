"""The study: the state that a set of changes folds to.

Invariant: the state depends on the *set* of changes only, not on their order or on how often one is folded.
Elements follow the latest stamp. A field shows the latest of its versions that no other version replaces;
more than one such version with different values is a conflict, and all of them stay readable.

All that is asked of a study is asked here; how it takes changes in is in ``postil.model.folding``, how its parts fold
in the modules of codings, marks, memos, cases, cells, presence, versions and the codebook.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, overload

from postil.model.book_version import BookVersion
from postil.model.change import (
    Apply,
    Remove,
    Review,
)
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import Decision
from postil.model.first_made import first_made
from postil.model.folding import FoldedStudy
from postil.model.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from postil.model.change import Change, FieldKey
    from postil.model.codebook import Code, Codebook
    from postil.model.same_codes import SameCodes
    from postil.model.versions import Version


class Study(FoldedStudy):
    """The state of a study: transcripts, codebook, codings, marks, memos, cases, cells, pins, bookmarks."""

    _history: Callable[[], Iterable[Change]] | None = None
    _first_made: tuple[int, Mapping[str, str]] = (0, {})
    """The revision for which it was worked out, and what it came to."""

    # ---- fields ----

    def own_heads(self, key: FieldKey) -> tuple[Version, ...]:
        """Like ``heads``, of one code only, whatever other codes are one with it."""
        return self._fields.heads(key)

    def versions(self, key: FieldKey) -> tuple[Version, ...]:
        """All versions that a field was ever given, also those that were replaced or undone, in no order."""
        return self._codes.versions(key)

    def is_in_conflict(self, key: FieldKey) -> bool:
        """Whether a field shows one of several values that people gave it apart."""
        return self._codes.is_in_conflict(key)

    def conflicts(self) -> Mapping[FieldKey, tuple[Version, ...]]:
        """Fields with more than one unreplaced version and different values; pins and bookmarks never conflict."""
        return self._codes.conflicts()

    # ---- the study and its people ----

    @property
    def title(self) -> str:
        """The study's title; empty if it has none."""
        return str(self.value(("study", "title")) or "")

    @property
    def coders(self) -> tuple[str, ...]:
        """Names of the coders, in the order in which they joined."""
        return tuple(key for key, presence in self._elements.of("coder") if presence.there)

    def dropped_transcripts(self) -> list[Transcript]:
        """Transcripts that were brought in and taken out again, by id; a file keeps their texts for the log."""
        known = self.transcripts
        gone = {key: p.value for key, p in self._elements.of("transcript") if not p.there and key not in known}
        return [value for _, value in sorted(gone.items()) if isinstance(value, Transcript)]

    @property
    def superseded(self) -> frozenset[str]:
        """Ids of the transcripts that a corrected one stands for."""
        return frozenset(t.supersedes for t in self.transcripts.values() if t.supersedes)

    def added(self, kind: str, key: str) -> str:
        """Stamp of the change that first brought in the transcript, code or coder with this id."""
        known = self._elements.get(kind, key)
        return known.added if known else ""

    def remember(self, history: Callable[[], Iterable[Change]]) -> None:
        """Say where all changes of the study are, which are read only when ``made`` needs them."""
        self._history = history

    @property
    def is_corrected(self) -> bool:
        """Whether a corrected transcript was ever put in the place of another."""
        return any(isinstance(p.value, Transcript) and p.value.supersedes for _, p in self._elements.of("transcript"))

    def made(self, stamp: str) -> str:
        """The stamp under which the analyst made a coding, memo or mark that a change with this stamp put there.

        It is another where the change only carried it to a corrected transcript; but for a study whose changes are not
        at hand (``remember``).
        """
        revision, known = self._first_made
        if revision != self.revision:
            wanted = self._history is not None and self.is_corrected
            known = first_made(self._history(), self.same.shown) if wanted and self._history else {}
            self._first_made = (self.revision, known)
        return known.get(stamp, stamp)

    def is_there(self, kind: str, key: str) -> bool:
        """Whether a transcript, code or coder was brought in and not taken out since."""
        return self._elements.is_there(kind, key)

    def element_stamp(self, kind: str, key: str) -> str:
        """Stamp of the latest change that brought an element in or took it out."""
        known = self._elements.get(kind, key)
        return known.stamp if known else ""

    @property
    def dropped_codes(self) -> frozenset[str]:
        """Ids of codes that were taken out; they are in the codebook only while codings use them."""
        return frozenset(key for key, presence in self._elements.of("code") if not presence.there)

    # ---- codebook ----

    @property
    def codebook(self) -> Codebook:
        """The codes as they now are, circles of parents cut.

        A dropped code stays while codings, memos or codes under it need it.
        """
        return self._codes.codebook

    @property
    def same(self) -> SameCodes:
        """Which codes are one, because two people brought in codes of one name at one place."""
        return self._codes.same

    def standing(self, code_id: str) -> tuple[str, ...]:
        """The codes that are one with a code and were not taken out; the one that is shown if all were."""
        return self._codes.standing(code_id)

    def own_code(self, code_id: str) -> Code:
        """A code that was ever brought in, as it is by itself, whatever other codes are one with it."""
        return self._fields.code(code_id)

    @property
    def uses(self) -> Mapping[str, int]:
        """How many codings use each code, over all coders."""
        return self._there.uses

    def uses_by(self, coder: str) -> Mapping[str, int]:
        """How many codings of one coder use each code; walks over all codings."""
        return Counter(coding.code for coding, _ in self.codings() if coding.coder == coder)

    def latest_decision(self, coder: str) -> tuple[str, Place] | None:
        """Stamp and place of the latest coding, removal or mark of this coder that was folded, also if undone since."""
        latest = self._latest.get(coder)
        match latest and latest.action:
            case Apply(coding) | Remove(coding):
                place = coding.place
            case Review(transcript, paragraph):
                place = Place(transcript, paragraph)
            case _:
                return None
        assert latest is not None
        return latest.stamp, place

    def reworded(self, key: FieldKey) -> str:
        """Stamp of the latest version of a code's field that replaced a text by another; empty if there is none."""
        return self._codes.reworded(key)

    def confirmed(self, coding: Coding) -> str:
        """Stamp of the latest confirmation that a coding still holds; empty if there is none."""
        return max(map(self._confirmations.stamp, self._members(coding)))

    def asked_again(self, coding: Coding) -> str:
        """Stamp of the mark that a coding is to be looked at again, as an undo leaves it; empty if there is none."""
        return max(map(self._confirmations.asked_again, self._members(coding)))

    def _members(self, coding: Coding) -> Iterable[Coding]:
        """A coding, or those that are one with it."""
        if not self.same.several(coding.code):
            return (coding,)
        return [coding._replace(code=code) for code in self.same.members(coding.code)]

    @property
    def book_versions(self) -> Mapping[str, tuple[BookVersion, Version]]:
        """Named versions of the codebook, each with who named it, in the order in which they were named."""
        found: dict[str, tuple[BookVersion, Version]] = {}
        for name in self._versions:
            head = self.heads(("version", name))[0]
            if isinstance(head.value, BookVersion) and head.value.codes:
                found[name] = (head.value, head)
        return dict(sorted(found.items(), key=lambda pair: (pair[1][1].stamp, pair[0])))

    # ---- codings, marks, memos ----

    def codings(self) -> Iterator[tuple[Coding, str]]:
        """All live codings with the stamp of the change that applied them, in no order."""
        return self._there.all()

    def codings_in(self, transcript: str) -> Mapping[int, Mapping[Coding, str]]:
        """Live codings of a transcript by paragraph number, each with its stamp."""
        return self._there.within(transcript)

    def codings_at(self, place: Place, coder: str | None = None) -> list[Coding]:
        """Live codings of a paragraph (of one coder), whole paragraph first, then spans as they begin."""
        here = self._there.at(*place)
        return sorted((c for c in here if coder is None or c.coder == coder), key=lambda c: (c.reading_order, here[c]))

    @overload
    def shown(self, key: Coding) -> Coding: ...
    @overload
    def shown(self, key: MemoKey) -> MemoKey: ...
    def shown(self, key: Coding | MemoKey) -> Coding | MemoKey:
        """The coding or memo that is shown for one, where its code is one with another."""
        return key._replace(code=self.same.shown(key.code)) if self.same else key

    def has(self, coding: Coding) -> bool:
        """Whether the coding is live."""
        return bool(self._there.stamp(coding))

    def coding_stamp(self, coding: Coding) -> str:
        """Stamp of the change that applied a live coding; empty if it is not live."""
        return self._there.stamp(coding)

    def is_doubtful(self, coding: Coding) -> bool:
        """Whether a live coding is marked as one to come back to."""
        return self._there.is_doubtful(coding)

    def count_doubtful(self) -> int:
        """How many live codings are marked as ones to come back to."""
        return len(self._there.doubtful())

    def doubtful(self) -> set[Coding]:
        """The live codings that are marked as ones to come back to."""
        return self._there.doubtful()

    def reviewed(self, transcript: str, coder: str) -> Mapping[int, str]:
        """Paragraph numbers that the coder has reviewed in a transcript, each with its stamp."""
        return self._marks.of(transcript, coder)

    def reviewed_marks(self) -> Iterator[tuple[str, int, str, str]]:
        """All reviewed marks as (transcript id, paragraph number, coder, stamp), in no order."""
        return self._marks.all()

    def coders_with_codings(self) -> set[str]:
        """Everybody with a live coding."""
        return self._there.coders()

    def coders_with_marks(self) -> set[str]:
        """Everybody who has reviewed anything."""
        return self._marks.coders()

    def memo(self, target: MemoKey) -> str:
        """Text of a memo; empty if there is none."""
        return str(self.value(("memo", target)) or "")

    def memos_at(self, place: Place, coder: str | None = None) -> list[tuple[MemoKey, str]]:
        """Memos at a paragraph and its codings (of one coder) that have a text, paragraph first."""
        return [(key, str(head.value)) for key, head in self._memos.at(place) if coder is None or key.coder == coder]

    def memos(self) -> Iterator[tuple[MemoKey, Version]]:
        """All memos that have a text, with the version that shows, in no order."""
        return self._memos.all()

    def decision(self, place: Place) -> tuple[Decision, Version] | None:
        """The decision that shows at a paragraph, with its version; None if there is none or it was taken back."""
        head = next(iter(self.heads(("decision", *place))), None)
        if head is None or not isinstance(head.value, Decision) or not head.value.choice:
            return None
        return head.value.with_codes(self.same.shown), head

    def decisions(self) -> dict[Place, tuple[Decision, Version]]:
        """The decisions that were made, by paragraph, each with the version that shows; in no order."""
        return {place: made for place in self._decided if (made := self.decision(place)) is not None}

    def pins(self, coder: str) -> dict[int, str]:
        """A coder's pinned codes: slot 0..9 -> code id, for codes that are in the codebook."""
        found = {slot: str(self.value(("pin", coder, slot)) or "") for slot in range(10)}
        return {slot: known.id for slot, code in found.items() if (known := self.codebook.get(code))}

    def bookmark(self, coder: str) -> Place | None:
        """Where the coder read last, if the study remembers."""
        match self.value(("bookmark", coder)):
            case (str(transcript), int(paragraph)):
                return Place(transcript, paragraph)
        return None

    def bookmark_stamp(self, coder: str) -> str:
        """Stamp of a coder's bookmark; empty if there is none."""
        return next((head.stamp for head in self.heads(("bookmark", coder))), "")
