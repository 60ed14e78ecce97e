"""How a study takes changes in: each part of it folds what is its own.

Invariant: the state depends on the *set* of changes only, not on their order or on how often one is folded.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from postil.model.cases import Cases
from postil.model.cells import Cells
from postil.model.change import (
    CHARTING_ACTIONS,
    FIELD_ACTIONS,
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Confirm,
    Decide,
    Doubt,
    DropCase,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCode,
    EditTranscript,
    NameVersion,
    Pin,
    Quote,
    Rate,
    Remove,
    Review,
    SetComment,
    SetMemo,
    SetStudy,
    SetSummary,
    Strike,
)
from postil.model.coding import Coding, Place
from postil.model.codings import Codings
from postil.model.marks import Marks
from postil.model.memos import Memos
from postil.model.presence import Elements
from postil.model.rewording import Confirmations
from postil.model.study_codebook import StudyCodebook
from postil.model.transcript import Transcript
from postil.model.versions import Fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.change import Change, FieldKey, FieldValue
    from postil.model.versions import Version

_REVISIONS = count(1)


class FoldedStudy:
    """The parts of a study and how changes reach them; what is asked of them is in ``postil.model.study``."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._elements = Elements()
        self._fields = Fields()
        self._codings = Codings()
        self._codes = StudyCodebook(
            self._elements,
            self._fields,
            self._codings,
            lambda: {key.code for key, _ in self._memos.all()} | self.cells.codes(),
        )
        self._memos = Memos(self._codes)
        self._marks = Marks()
        self._confirmations = Confirmations()
        self.cells = Cells(self._codes)
        """What was charted."""
        self.cases = Cases(self._elements, self.value, lambda: self.transcripts, self.cells.cases)
        """Who the interviews were held with."""
        self._versions: dict[str, None] = {}
        self._decided: list[Place] = []
        self._latest: dict[str, Change] = {}
        self._transcripts: dict[str, Transcript] | None = None
        self._touched: dict[str, int] = {}
        self.fold(changes)

    # ---- folding ----

    def fold(self, changes: Iterable[Change]) -> None:
        """Take changes in. Ones that were folded before make no difference."""
        self.revision = next(_REVISIONS)
        """Another number after each fold, in all of the process: what was worked out before it may not hold."""
        for change in changes:
            _FOLDS[type(change.action)](self, change)

    def start_over(self, changes: Iterable[Change]) -> None:
        """Forget everything, and fold these changes: for a study that took over what it had not folded."""
        self.__dict__.update(type(self)(changes).__dict__)

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
        self._touched[transcript] = self.revision
        if self._transcripts is not None and not self._elements.is_there("transcript", transcript):
            self._transcripts = None
            self.cases.forget()

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

    def _confirm(self, change: Change) -> None:
        assert isinstance(change.action, Confirm)
        self._confirmations.take(change.action.coding, change)

    def _quote(self, change: Change) -> None:
        assert isinstance(change.action, Quote)
        self.cells.quote(change.action, change.stamp)

    def _strike(self, change: Change) -> None:
        assert isinstance(change.action, Strike)
        self.cells.strike(change.action, change.stamp)

    def _case(self, change: Change) -> None:
        assert isinstance(change.action, AddCase | DropCase)
        self.cases.take(change.action, change.stamp)

    def _transcript(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, AddTranscript | DropTranscript)
        there = isinstance(action, AddTranscript)
        self._elements.take(change.stamp, ("transcript", action.transcript.id), action.transcript, there=there)
        self._transcripts = None
        self.cases.forget()

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
        assert isinstance(action, FIELD_ACTIONS)
        first = self._fields.take(change, action)
        if isinstance(action, EditCode):
            self._codes.forget(same=action.field in {"name", "parent", "merged_into"})
        elif isinstance(action, SetMemo):
            self._memos.note(action.target)
            self._touch(action.target.transcript)
            if action.target.code:
                self._first_or_last_use(action.target.code)
        elif isinstance(action, Decide) and first:
            self._decided.append(Place(action.transcript, action.paragraph))
        elif isinstance(action, NameVersion):
            self._versions[action.name] = None
        elif isinstance(action, EditTranscript):
            self._transcripts = None
            self.cases.forget()

    def _chart(self, change: Change) -> None:
        action = change.action
        assert isinstance(action, CHARTING_ACTIONS)
        self._fields.take(change, action)
        self.cases.note(action)
        self.cells.note(action)
        if isinstance(action, SetSummary | SetComment | Rate):
            self._first_or_last_use(action.code)

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
        self.revision = next(_REVISIONS)
        self._touched[transcript] = self.revision
        if self._codings.adopt(transcript, codings, uses):
            self._codes.forget()  # a dropped code that is used is shown
        for coder, marks in reviewed.items():
            self._marks.adopt(transcript, coder, marks)

    # ---- what the parts need of each other ----

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first; of all codes that are one."""
        return self._codes.heads(key)

    def value(self, key: FieldKey) -> FieldValue | None:
        """The value that a field shows, or None if it was never set."""
        heads = self.heads(key)
        return heads[0].value if heads else None

    @property
    def transcripts(self) -> Mapping[str, Transcript]:
        """Transcripts by id, in the order in which they were added; or that were taken out and hold work."""
        if self._transcripts is None:
            known = ((key, p.value) for key, p in self._elements.of("transcript") if p.there or self.is_worked_on(key))
            self._transcripts = {key: self._named(value) for key, value in known if isinstance(value, Transcript)}
        return self._transcripts

    def _named(self, transcript: Transcript) -> Transcript:
        """A transcript with the name that it was given since."""
        name = self._fields.value(("transcript", transcript.id, "name"))
        return replace(transcript, name=str(name)) if name else transcript

    def worked_on_at(self, transcript: str) -> int:
        """The revision in which codings, memos or marks of a transcript last changed; 0 for never."""
        return self._touched.get(transcript, 0)

    def is_worked_on(self, transcript: str) -> bool:
        """Whether there are codings, memos or reviewed marks in a transcript."""
        return self._there.has_any(transcript) or self._marks.has_any(transcript) or self._memos.has_any(transcript)

    @property
    def _there(self) -> Codings:
        """The codings, as fits which codes are one now."""
        self._codes.settle()
        return self._codings


_FOLDS = {
    Apply: FoldedStudy._apply,
    Remove: FoldedStudy._remove,
    Review: FoldedStudy._review,
    Doubt: FoldedStudy._doubt,
    AddTranscript: FoldedStudy._transcript,
    DropTranscript: FoldedStudy._transcript,
    AddCode: FoldedStudy._code,
    DropCode: FoldedStudy._code,
    AddCoder: FoldedStudy._coder,
    DropCoder: FoldedStudy._coder,
    SetStudy: FoldedStudy._field,
    EditCode: FoldedStudy._field,
    SetMemo: FoldedStudy._field,
    Pin: FoldedStudy._field,
    Bookmark: FoldedStudy._field,
    Decide: FoldedStudy._field,
    EditTranscript: FoldedStudy._field,
    NameVersion: FoldedStudy._field,
    Confirm: FoldedStudy._confirm,
    Quote: FoldedStudy._quote,
    Strike: FoldedStudy._strike,
    AddCase: FoldedStudy._case,
    DropCase: FoldedStudy._case,
    **dict.fromkeys(CHARTING_ACTIONS, FoldedStudy._chart),
}
