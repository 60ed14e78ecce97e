"""The study: the state that a set of changes folds to.

Invariant: the state depends on the *set* of changes only, not on their order or on how often one is folded.
Elements follow the latest stamp. A field shows the latest of its versions that no other version replaces;
more than one such version with different values is a conflict, and all of them stay readable.

It is a long module, because all that is asked of a study is asked here; how the parts of it fold is in the modules of
codings, marks, memos, presence, versions and the codebook.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, overload

from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Decide,
    Doubt,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCode,
    Pin,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.coding import Coding, MemoKey, Place
from postil.model.codings import Codings
from postil.model.decision import Decision
from postil.model.marks import Marks
from postil.model.memos import Memos
from postil.model.presence import Elements
from postil.model.study_codebook import StudyCodebook
from postil.model.transcript import Transcript
from postil.model.versions import Fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postil.model.change import Change, FieldKey, FieldValue
    from postil.model.codebook import Code, Codebook
    from postil.model.same_codes import SameCodes
    from postil.model.versions import Version


class Study:
    """The state of a study: transcripts, codebook, codings, reviewed marks, memos, pins, bookmarks."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._elements = Elements()
        self._fields = Fields()
        self._codings = Codings()
        self._codes = StudyCodebook(
            self._elements, self._fields, self._codings, lambda: {key.code for key, _ in self.memos()}
        )
        self._memos = Memos(self._codes)
        self._marks = Marks()
        self._decided: list[Place] = []
        self._latest: dict[str, Change] = {}
        self._transcripts: dict[str, Transcript] | None = None
        self.fold(changes)

    # ---- folding ----

    def fold(self, changes: Iterable[Change]) -> None:
        """Take changes in. Ones that were folded before make no difference."""
        for change in changes:
            _FOLDS[type(change.action)](self, change)

    def start_over(self, changes: Iterable[Change]) -> None:
        """Forget everything, and fold these changes: for a study that took over what it had not folded."""
        self.__dict__.update(Study(changes).__dict__)

    def _apply(self, change: Change) -> None:
        assert isinstance(change.action, Apply)
        coding = change.action.coding
        self._notice(coding.coder, change)
        if self._codings.apply(coding, change.stamp):
            self._first_or_last_use(coding.code)
        self._touch(coding.transcript)

    def _remove(self, change: Change) -> None:
        assert isinstance(change.action, Remove)
        coding = change.action.coding
        self._notice(coding.coder, change)
        if self._codings.remove(coding, change.stamp):
            self._first_or_last_use(coding.code)
        self._touch(coding.transcript)

    def _touch(self, transcript: str) -> None:
        """A transcript that was taken out is shown while there is work on it."""
        if self._transcripts is not None and not self._elements.is_there("transcript", transcript):
            self._transcripts = None

    def _notice(self, coder: str, change: Change) -> None:
        """Keep the latest decision of each coder."""
        latest = self._latest.get(coder)
        if latest is None or latest.stamp < change.stamp:
            self._latest[coder] = change

    def _first_or_last_use(self, code: str) -> None:
        """A dropped code is in the codebook while it is needed; other codes are there anyway."""
        known = self._elements.get("code", code)
        if known is None or not known.there:
            self._codes.forget()

    def _review(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, Review)
        self._notice(action.coder, change)
        self._touch(action.transcript)
        self._marks.take(*action[:3], change.stamp, reviewed=action.reviewed)

    def _doubt(self, change: Change) -> None:
        assert isinstance(change.action, Doubt)
        self._codings.doubt(change.action.coding, change.stamp, doubtful=change.action.doubtful)

    def _transcript(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, AddTranscript | DropTranscript)
        there = isinstance(action, AddTranscript)
        self._elements.take(change.stamp, ("transcript", action.transcript.id), action.transcript, there=there)
        self._transcripts = None

    def _code(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, AddCode | DropCode)
        self._elements.take(change.stamp, ("code", action.code.id), action.code, there=isinstance(action, AddCode))
        if isinstance(action, AddCode):
            self._fields.take_code(change, action.code)
        self._codes.forget(same=True)

    def _coder(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, AddCoder | DropCoder)
        self._elements.take(change.stamp, ("coder", action.name), action.name, there=isinstance(action, AddCoder))

    def _field(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, SetStudy | EditCode | SetMemo | Pin | Bookmark | Decide)
        first = self._fields.take(change, action)
        if isinstance(action, EditCode):
            self._codes.forget(same=action.field in {"name", "parent"})
        elif isinstance(action, SetMemo):
            self._memos.note(action.target)
            self._touch(action.target.transcript)
            if action.target.code:
                self._first_or_last_use(action.target.code)
        elif isinstance(action, Decide) and first:
            self._decided.append(Place(action.transcript, action.paragraph))

    def adopt(
        self,
        transcript: str,
        *,
        codings: dict[int, dict[Coding, str]],
        uses: Mapping[str, int],
        reviewed: Mapping[str, dict[int, str]],
    ) -> None:
        """Take over the codings and marks of one transcript as an earlier fold left them.

        For a study that has folded no `Apply`, `Remove` or `Review` of that transcript; what was taken over of it
        before is replaced. Only changes with later stamps than any of that fold may follow, or else all of its
        changes again.

        Args:
            transcript: id of the transcript.
            codings: live codings by paragraph number, each with its stamp; becomes the study's own.
            uses: how many of them use each code.
            reviewed: by coder, the paragraph numbers that are reviewed, each with its stamp; becomes the study's own.
        """
        if self._codings.adopt(transcript, codings, uses):
            self._codes.forget()  # a dropped code that is used is shown
        for coder, marks in reviewed.items():
            self._marks.adopt(transcript, coder, marks)

    # ---- fields ----

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first; of all codes that are one."""
        return self._codes.heads(key)

    def own_heads(self, key: FieldKey) -> tuple[Version, ...]:
        """Like ``heads``, of one code only, whatever other codes are one with it."""
        return self._fields.heads(key)

    def value(self, key: FieldKey) -> FieldValue | None:
        """The value that a field shows, or None if it was never set."""
        heads = self.heads(key)
        return heads[0].value if heads else None

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

    @property
    def transcripts(self) -> Mapping[str, Transcript]:
        """Transcripts by id, in the order in which they were added; or that were taken out and hold work."""
        if self._transcripts is None:
            known = ((key, p.value) for key, p in self._elements.of("transcript") if p.there or self.is_worked_on(key))
            self._transcripts = {key: value for key, value in known if isinstance(value, Transcript)}
        return self._transcripts

    def dropped_transcripts(self) -> list[Transcript]:
        """Transcripts that were brought in and taken out again, by id; a file keeps their texts for the log."""
        known = self.transcripts
        gone = {key: p.value for key, p in self._elements.of("transcript") if not p.there and key not in known}
        return [value for _, value in sorted(gone.items()) if isinstance(value, Transcript)]

    def is_worked_on(self, transcript: str) -> bool:
        """Whether there are codings, memos or reviewed marks in a transcript."""
        return self._there.has_any(transcript) or self._marks.has_any(transcript) or self._memos.has_any(transcript)

    @property
    def superseded(self) -> frozenset[str]:
        """Ids of the transcripts that a corrected one stands for."""
        return frozenset(t.supersedes for t in self.transcripts.values() if t.supersedes)

    def added(self, kind: str, key: str) -> str:
        """Stamp of the change that first brought in the transcript, code or coder with this id."""
        known = self._elements.get(kind, key)
        return known.added if known else ""

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
    def _there(self) -> Codings:
        """The codings, as fits which codes are one now."""
        self._codes.settle()
        return self._codings

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
        return self._there.count_doubtful()

    def reviewed(self, transcript: str, coder: str) -> Mapping[int, str]:
        """Paragraph numbers that the coder has reviewed in a transcript, each with its stamp."""
        return self._marks.of(transcript, coder)

    def reviewed_marks(self) -> Iterator[tuple[str, int, str, str]]:
        """All reviewed marks as (transcript id, paragraph number, coder, stamp), in no order."""
        return self._marks.all()

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
        value = self.value(("bookmark", coder))
        return Place(str(value[0]), int(value[1])) if isinstance(value, tuple) else None

    def bookmark_stamp(self, coder: str) -> str:
        """Stamp of a coder's bookmark; empty if there is none."""
        return next((head.stamp for head in self.heads(("bookmark", coder))), "")


_FOLDS = {
    Apply: Study._apply,
    Remove: Study._remove,
    Review: Study._review,
    Doubt: Study._doubt,
    AddTranscript: Study._transcript,
    DropTranscript: Study._transcript,
    AddCode: Study._code,
    DropCode: Study._code,
    AddCoder: Study._coder,
    DropCoder: Study._coder,
    SetStudy: Study._field,
    EditCode: Study._field,
    SetMemo: Study._field,
    Pin: Study._field,
    Bookmark: Study._field,
    Decide: Study._field,
}
