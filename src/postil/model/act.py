"""Acts: how what an analyst does becomes changes.

One act is one group: all of it is recorded or nothing. Actions that would change nothing are left out, and
every other one is checked against the study first, so that a log never holds a coding outside its text or of
an unknown code.

It is a long module, because each action is checked against those before it in the same act, which they all share; what
is checked of cases and cells is in ``postil.model.charting``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.errors import CodebookError, NotFoundError, PostilError
from postil.model.change import (
    CHARTING_ACTIONS,
    FIELD_ACTIONS,
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Change,
    Confirm,
    Decide,
    Doubt,
    DropCase,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCode,
    EditTranscript,
    Pin,
    Quote,
    Remove,
    Review,
    SetMemo,
    Strike,
    no_value,
)
from postil.model.charting import ChartingActs
from postil.model.codebook import ORIGINS, STATUSES, is_nameless, matching_name
from postil.model.coding import MemoKey
from postil.model.one_code import parts_of, shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action, Field, FieldKey, FieldValue
    from postil.model.clock import Clock
    from postil.model.codebook import Code
    from postil.model.coding import Coding, Passage
    from postil.model.decision import Decision
    from postil.model.study import Study

SLOTS = range(10)


def changes_of(
    study: Study, actions: Iterable[Action], *, coder: str, clock: Clock, undoes: str = ""
) -> tuple[Change, ...]:
    """The changes of one act; empty if the act would change nothing. The study is not touched.

    Actions are checked against the study as it is and against the actions before them in the same act as far as these
    bring in transcripts or codes. Where the act's own coder and no other is brought in beside other actions, that is
    nobody's act, so that nobody's undo takes it back, and it is left out if the rest would change nothing.

    Raises:
        NotFoundError: a transcript, paragraph, span or code that is not there.
        CodebookError: a code that would stand under itself, have no name, or repeat a sibling's name.
    """
    act, asked = _Act(study, undoing=bool(undoes)), list(actions)
    coders = [action for action in asked if isinstance(action, AddCoder)]
    joins = not undoes and len(asked) > 1 and coders == [AddCoder(coder)]
    if joins:
        asked.remove(AddCoder(coder))
    if undoes:
        wanted = [action for action in asked if act.takes(action)]
    else:
        shown = [action for action in map(shown_by(study), asked) if act.takes(action)]
        wanted = list(dict.fromkeys(part for whole in shown for part in parts_of(study, whole)))
    act.check_codes()
    changes: list[Change] = []
    latest: dict[FieldKey, str] = {}
    for action in wanted:
        stamp = clock.tick()
        replaces: tuple[str, ...] = ()
        if isinstance(action, FIELD_ACTIONS):
            before = latest.get(action.key)
            replaces = (before,) if before else tuple(head.stamp for head in study.heads(action.key))
            latest[action.key] = stamp
        group = changes[0].group if changes else stamp
        changes.append(Change(stamp, coder, group, action, replaces, undoes))
    if changes and joins and act.takes(AddCoder(coder)):
        stamp = clock.tick()
        changes.append(Change(stamp, "", stamp, AddCoder(coder)))
    return tuple(changes)


def fits(study: Study, action: Action, before: Iterable[Action]) -> bool:
    """Whether an action could be taken back in one act after those before it, as far as nothing else stands on it."""
    act = _Act(study, undoing=True)
    try:
        for earlier in before:
            act.takes(earlier)
        act.takes(action)
    except PostilError:
        return False
    return True


class _Act:
    """The study as seen by the actions of one act, each after those before it."""

    def __init__(self, study: Study, *, undoing: bool = False) -> None:
        self._study = study
        self._undoing = undoing
        self._transcripts = dict(study.transcripts)
        self._codes = {code.id: code for code in study.codebook}
        if undoing:  # what is taken back was done to codes by themselves, whatever other codes are one with them now
            self._codes = {key: study.own_code(key) for code in study.codebook for key in study.same.members(code.id)}
        self._values: dict[FieldKey, FieldValue] = {}
        self._charting = ChartingActs(study, self._values, undoing=undoing)
        self._dropped = set(study.dropped_codes)
        self._codings: dict[Coding, bool] = {}
        self._doubts: dict[Coding, bool] = {}
        self._quotes: dict[Passage, bool] = {}
        self._strikes: dict[Passage, bool] = {}
        self._marks: dict[tuple[str, int, str], bool] = {}
        self._touched: set[str] = set()

    def takes(self, action: Action) -> bool:
        """Check an action; whether it changes anything."""
        match action:
            case Apply() | Remove() | Review() | Doubt() | Confirm() | Quote() | Strike():
                return self._takes_decision(action)
            case AddCode() | DropCode():
                return self._takes_code(action)
            case AddTranscript() | DropTranscript() | AddCoder() | DropCoder() | AddCase() | DropCase():
                return self._takes_presence(action)
            case EditCode():
                return self._takes_edit(action)
        self._check_field(action)
        return self._sets(action.key, action.value, self._study.value(action.key) or no_value(action))

    def _check_field(self, action: Field) -> None:
        match action:
            case SetMemo(target):
                self._check_memo(target)
            case Pin(_, slot, code):
                if slot not in SLOTS or (code and code not in self._codes):
                    raise NotFoundError(
                        f"there is no slot {slot} or no code {code}", "pin a code of the codebook to 0..9"
                    )
            case Decide(transcript, paragraph, decision):
                self._check_decision(transcript, paragraph, decision)
            case EditTranscript(transcript, _, name):
                if transcript not in self._transcripts or (is_nameless(name) and not self._undoing):
                    raise NotFoundError(f"there is no transcript {transcript}, or its name is empty", "give it a name")
            case _ if isinstance(action, CHARTING_ACTIONS):
                self._charting.check(action, self._codes, self._transcripts)

    def _sets(self, key: FieldKey, value: FieldValue, shown: FieldValue) -> bool:
        before = self._values.get(key, shown)
        settles = key not in self._values and self._study.is_in_conflict(key)
        self._values[key] = value
        return before != value or settles or self._undoing  # an undo may bring a conflict back

    # ---- codings and marks ----

    def _has(self, coding: Coding) -> bool:
        known = self._codings.get(coding)
        return self._study.has(coding) if known is None else known

    def _takes_decision(self, action: Apply | Remove | Review | Doubt | Confirm | Quote | Strike) -> bool:
        match action:
            case Confirm(coding, confirmed):
                return self._has(coding) and (confirmed or self._undoing or bool(self._study.confirmed(coding)))
            case Quote(passage, quotable):
                self._check_span(passage)
                known = self._quotes.get(passage, self._study.cells.is_quotable(passage))
                self._quotes[passage] = quotable
                return known != quotable
            case Strike(passage, struck):
                self._check_span(passage)
                known = self._strikes.get(passage, self._study.cells.is_struck(passage))
                self._strikes[passage] = struck
                return known != struck
            case Apply(coding):
                self._check_coding(coding)
                there = self._has(coding)
                self._codings[coding] = True
                return not there
            case Remove(coding):
                there = self._has(coding)
                self._codings[coding] = False
                return there
            case Doubt(coding, doubtful):
                before = self._doubts.get(coding, self._study.is_doubtful(coding))
                self._doubts[coding] = doubtful
                return self._has(coding) and before != doubtful
            case Review(transcript, paragraph, coder, reviewed):
                self._check_place(transcript, paragraph)
                mark = (transcript, paragraph, coder)
                known = self._marks.get(mark, paragraph in self._study.reviewed(transcript, coder))
                self._marks[mark] = reviewed
                return known != reviewed

    # ---- transcripts, coders, codes ----

    def _takes_presence(
        self, action: AddTranscript | DropTranscript | AddCoder | DropCoder | AddCase | DropCase
    ) -> bool:
        match action:
            case AddCase() | DropCase():
                return self._charting.takes(action)
            case AddTranscript(transcript):
                known = self._transcripts.get(transcript.id)
                self._transcripts[transcript.id] = transcript
                return known is None or known.paragraphs != transcript.paragraphs  # the same words in other roles
            case DropTranscript(transcript):
                if self._is_worked_on(transcript.id):
                    raise NotFoundError(
                        f"there are codings, memos or reviewed marks in {transcript.name}", "take them away first"
                    )
                return self._transcripts.pop(transcript.id, None) is not None
            case AddCoder(name):
                return name not in self._study.coders
            case DropCoder(name):
                return name in self._study.coders

    def _is_worked_on(self, transcript: str) -> bool:
        here = (coding for paragraph in self._study.codings_in(transcript).values() for coding in paragraph)
        added = (coding for coding, there in self._codings.items() if there)
        marks = {mark[:3]: True for mark in self._study.reviewed_marks()} | self._marks
        memos: dict[FieldKey, FieldValue] = {("memo", key): version.value for key, version in self._study.memos()}
        memos |= {key: value for key, value in self._values.items() if key[0] == "memo"}
        return (
            any(self._has(coding) for coding in (*here, *added) if coding.transcript == transcript)
            or any(there for mark, there in marks.items() if mark[0] == transcript)
            or any(text for (_, at), text in memos.items() if isinstance(at, MemoKey) and at.transcript == transcript)
        )

    def _takes_code(self, action: AddCode | DropCode) -> bool:
        code = action.code
        if isinstance(action, AddCode):
            if code.id not in self._dropped and (code.id in self._codes or code.id in self._study.codebook):
                return False
            self._codes[code.id] = code
            self._touched.add(code.id)
            self._dropped.discard(code.id)
            return True
        if uses := self._uses(code.id):
            raise CodebookError(
                f"{code.name} is used by {uses} coding{'s' if uses > 1 else ''}",
                "remove or move them, or retire the code",
            )
        if self._memos_at(code.id):
            raise CodebookError(f"{code.name} has memos at it", "empty them, or retire the code")
        if merged := self._merged_into(code.id):
            raise CodebookError(f"{merged} was merged into {code.name}", "part the two first, or retire the code")
        under = [other.name for other in self._codes.values() if other.parent == code.id]
        if under:
            raise CodebookError(f"{code.name} has codes under it, such as {under[0]}", "move or drop them first")
        self._dropped.add(code.id)
        return self._codes.pop(code.id, None) is not None

    def _merged_into(self, code_id: str) -> str:
        """Name of a code that would be gone along with another, which stands for it; empty if there is none."""
        study = self._study
        gone = {*self._dropped, *(code.id for code in self._codes.values() if code.merged_into)}
        for merged, shown in study.same.merged():
            parted = self._values.get(("code", merged, "merged_into")) == ""
            if shown == study.same.shown(code_id) and merged not in gone and not parted:
                return study.own_code(merged).name
        return ""

    def _uses(self, code_id: str) -> int:
        changed = sum(
            there - self._study.has(coding) for coding, there in self._codings.items() if coding.code == code_id
        )
        return self._study.uses.get(code_id, 0) + changed

    def _memos_at(self, code_id: str) -> bool:
        here = {key: bool(version.value) for key, version in self._study.memos() if key.code == code_id}
        for key, value in self._values.items():
            if key[0] == "memo" and isinstance(key[1], MemoKey) and key[1].code == code_id:
                here[key[1]] = bool(value)
        return any(here.values())

    def _takes_edit(self, action: EditCode) -> bool:
        field, value = action.field, action.value
        known = self._codes.get(action.code)
        if known is None and field == "merged_into" and action.code in self._study.same.stands_for:
            known = self._study.own_code(action.code)  # parting codes that were merged
        if known is None:
            raise NotFoundError(f"there is no code {action.code}", "see `postil codebook show`")
        if (field == "status" and value not in STATUSES) or (field == "origin" and value not in ORIGINS):
            raise CodebookError(f"{known.name}: {value} is no {field} of a code", "see `postil codebook show`")
        if field == "merged_into" and value and not self._undoing:
            self._check_merging(known, str(value))
        self._codes[action.code] = replace(known, **{field: value})  # type: ignore[arg-type]
        if field in {"name", "parent", "merged_into"}:
            self._touched.add(action.code)
        if field == "merged_into" and self._study.added("code", action.code):  # a cut circle shows no link
            known = self._study.own_code(action.code)
        shown = getattr(known, field)
        if (
            field == "parent" and not shown
        ):  # nor the link of a circle of parents, which is settled by a move to the top
            shown = self._study.value(action.key) or ""
        return self._sets(action.key, value, shown)

    def _check_merging(self, code: Code, into: str) -> None:
        """Make sure that a code can be merged into another.

        Raises:
            NotFoundError: there is no such other code.
            CodebookError: the other is the same, retired, a heading, or stands under it; or it is a heading itself.
        """
        target = self._codes.get(into)
        if target is None or target.merged_into:
            raise NotFoundError(f"there is no code {into}", "see `postil codebook show`")
        settles = self._study.is_in_conflict(("code", code.id, "merged_into"))
        if self._study.same.shown(code.id) == self._study.same.shown(into) and not settles:
            raise CodebookError(f"{code.name} and {target.name} are one code already", "choose another")
        if target.status != "active":
            raise CodebookError(
                f"{target.name} is {'a heading' if target.status == 'heading' else target.status} and takes no codings",
                "make it active first, or choose another",
            )
        if code.status == "heading":
            raise CodebookError(f"{code.name} is a heading and has no codings", "move the codes under it instead")
        if code.id in {above.id for above in self._study.codebook.ancestors(into)}:
            raise CodebookError(f"{target.name} stands under {code.name}", "move it up first")

    def check_codes(self) -> None:
        """Make sure that the codes that were added, named or moved are fit to stand where they are, once all is done.

        Raises:
            CodebookError: no name, a parent that is not there, a circle of parents, or a sibling of the same name.
        """
        if not self._touched:
            return
        same = self._study.same  # undoing a drop brings back all codes that are one
        shown = [code for code in self._codes.values() if not code.merged_into]
        apart = {(code.parent, matching_name(code.name), same.shown(code.id)) for code in shown}
        siblings = Counter((parent, name) for parent, name, _ in apart)
        for code in (code for code in shown if code.id in self._touched):
            if is_nameless(code.name):
                raise CodebookError(f"code {code.id} has no name", "give it one")
            if code.parent and code.parent not in self._codes:
                raise CodebookError(f"code {code.id} has a parent {code.parent} that is not there", "add it first")
            if siblings[code.parent, matching_name(code.name)] > 1:
                raise CodebookError(f"there is a code {code.name} at this place already", "choose another name")
            self._check_former_name(code)
            self._check_above(code.id)

    def _check_former_name(self, code: Code) -> None:
        """Make sure that a code is not named as one that was merged: it would be that code, and go where it went."""
        same = self._study.same
        for merged, into in () if self._undoing else same.merged():
            former = self._study.own_code(merged)
            if (
                code.id not in same.twins(merged)
                and same.shown(code.id) != into
                and (code.parent, matching_name(code.name)) == (same.shown(former.parent), matching_name(former.name))
                and self._codes.get(merged, former).merged_into
            ):
                raise CodebookError(
                    f"a code {former.name} at this place was merged into {self._study.own_code(into).name}",
                    "use that one, part the two, or choose another name",
                )

    def _check_above(self, code_id: str) -> None:
        above, seen = code_id, set[str]()
        while above in self._codes:
            if above in seen:
                raise CodebookError(f"code {code_id} would stand under itself", "choose another parent")
            seen.add(above)
            above = self._codes[above].parent

    # ---- places ----

    def _check_place(self, transcript: str, paragraph: int) -> str:
        known = self._transcripts.get(transcript)
        if known is None:
            raise NotFoundError(f"there is no transcript {transcript}", "see `postil check STUDY`")
        found = known.paragraph(paragraph)
        if found is None:
            raise NotFoundError(
                f"{known.name} has no paragraph §{paragraph}", f"its paragraphs are §1 to §{len(known.paragraphs)}"
            )
        return found.text

    def _check_span(self, target: Coding | MemoKey | Passage) -> None:
        text = self._check_place(target.transcript, target.paragraph)
        start, end = target.start, target.end
        if start is None and end is None:
            return
        if start is None or end is None or not 0 <= start < end <= len(text):
            raise NotFoundError(
                f"§{target.paragraph} has no span {start}..{end}", f"its text has {len(text)} characters; start < end"
            )

    def _check_decision(self, transcript: str, paragraph: int, decision: Decision) -> None:
        self._check_place(transcript, paragraph)
        for code in decision.codes:
            if code not in self._codes:
                raise NotFoundError(f"there is no code {code}", "see `postil codebook show`")

    def _check_coding(self, coding: Coding) -> None:
        self._check_span(coding)
        code = self._codes.get(coding.code)
        if code is None:
            raise NotFoundError(f"there is no code {coding.code}", "see `postil codebook show`")
        if code.status == "heading":
            raise CodebookError(f"{code.name} groups codes and is not applied itself", "take one of the codes under it")

    def _check_memo(self, target: MemoKey) -> None:
        self._check_span(target)
        if target.code and target.code not in self._codes:
            raise NotFoundError(f"there is no code {target.code}", "see `postil codebook show`")
