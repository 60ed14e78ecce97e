"""Acts: how what an analyst does becomes changes.

One act is one group: all of it is recorded or nothing. Actions that would change nothing are left out, and
every other one is checked against the study first, so that a log never holds a coding outside its text or of
an unknown code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.errors import CodebookError, NotFoundError
from postil.model.change import (
    FIELD_ACTIONS,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Change,
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
from postil.model.codebook import matching_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action
    from postil.model.clock import Clock
    from postil.model.codebook import Code
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study

SLOTS = range(10)


def changes_of(
    study: Study, actions: Iterable[Action], *, coder: str, clock: Clock, undoes: str = ""
) -> tuple[Change, ...]:
    """The changes of one act; empty if the act would change nothing. The study is not touched.

    Actions are checked against the study as it is and against the actions before them in the same act as far as these
    bring in transcripts or codes.

    Raises:
        NotFoundError: a transcript, paragraph, span or code that is not there.
        CodebookError: a code that would stand under itself, have no name, or repeat a sibling's name.
    """
    act = _Act(study)
    wanted = [action for action in actions if act.takes(action)]
    act.check_moves()
    changes: list[Change] = []
    for action in wanted:
        stamp = clock.tick()
        replaces: tuple[str, ...] = ()
        if isinstance(action, FIELD_ACTIONS):
            replaces = tuple(head.stamp for head in study.heads(action.key))
        changes.append(
            Change(
                stamp=stamp,
                coder=coder,
                group=changes[0].group if changes else stamp,
                action=action,
                replaces=replaces,
                undoes=undoes,
            )
        )
    return tuple(changes)


class _Act:
    """The study as seen by the actions of one act."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._transcripts = dict(study.transcripts)
        self._codes = {code.id: code for code in study.codebook}
        self._removed_uses: dict[str, int] = {}
        self._removed: set[Coding] = set()
        self._applied: set[Coding] = set()
        self._moved: list[str] = []
        self._seen: set[Action] = set()

    def takes(self, action: Action) -> bool:
        """Check an action; whether it changes anything."""
        if action in self._seen:
            return False
        self._seen.add(action)
        match action:
            case Apply() | Remove() | Review() | Doubt():
                return self._takes_decision(action)
            case AddCode() | DropCode() | EditCode():
                return self._takes_code(action)
            case AddTranscript() | DropTranscript() | AddCoder() | DropCoder():
                return self._takes_presence(action)
            case SetMemo(target, value):
                self._check_memo(target)
                return self._study.memo(target) != value
            case Pin(_, slot, code):
                if slot not in SLOTS or (code and code not in self._codes):
                    raise NotFoundError(
                        f"there is no slot {slot} or no code {code}", "pin a code of the codebook to 0..9"
                    )
                return (self._study.value(action.key) or "") != code
            case SetStudy() | Bookmark():
                return (self._study.value(action.key) or "") != action.value

    def _takes_decision(self, action: Apply | Remove | Review | Doubt) -> bool:
        match action:
            case Apply(coding):
                self._check_coding(coding)
                self._applied.add(coding)
                return not self._study.has(coding)
            case Remove(coding):
                there = self._study.has(coding)
                self._removed_uses[coding.code] = self._removed_uses.get(coding.code, 0) + there
                self._removed.add(coding)
                return there
            case Doubt(coding, doubtful):
                there = coding in self._applied or self._study.has(coding)
                return there and self._study.is_doubtful(coding) != doubtful
            case Review(transcript, paragraph, coder, reviewed):
                self._check_place(transcript, paragraph)
                return (paragraph in self._study.reviewed(transcript, coder)) != reviewed

    def _takes_presence(self, action: AddTranscript | DropTranscript | AddCoder | DropCoder) -> bool:
        match action:
            case AddTranscript(transcript):
                new = transcript.id not in self._transcripts
                self._transcripts[transcript.id] = transcript
                return new
            case DropTranscript(transcript):
                here = (coding for paragraph in self._study.codings_in(transcript.id).values() for coding in paragraph)
                if any(coding not in self._removed for coding in here):
                    raise NotFoundError(f"{transcript.name} has codings", "remove them before the transcript")
                return self._transcripts.pop(transcript.id, None) is not None
            case AddCoder(name):
                return name not in self._study.coders
            case DropCoder(name):
                return name in self._study.coders

    def _takes_code(self, action: AddCode | DropCode | EditCode) -> bool:
        match action:
            case AddCode(code):
                if code.id in self._codes and code.id not in self._study.dropped_codes:
                    return False
                self._check_code(code)
                self._codes[code.id] = code
                return True
            case DropCode(code):
                if uses := self._study.uses.get(code.id, 0) - self._removed_uses.get(code.id, 0):
                    raise CodebookError(
                        f"{code.name} is used by {uses} codings", "remove or move them, or retire the code"
                    )
                return self._codes.pop(code.id, None) is not None
            case EditCode(code_id, field, value):
                known = self._codes.get(code_id)
                if known is None:
                    raise NotFoundError(f"there is no code {code_id}", "see `postil codebook show`")
                if field == "parent":
                    self._check_known_parent(code_id, str(value))
                    self._moved.append(code_id)
                self._codes[code_id] = replace(known, **{field: value})  # type: ignore[arg-type]
                return bool(getattr(known, field) != value)

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

    def _check_span(self, target: Coding | MemoKey) -> None:
        text = self._check_place(target.transcript, target.paragraph)
        start, end = target.start, target.end
        if start is None and end is None:
            return
        if start is None or end is None or not 0 <= start < end <= len(text):
            raise NotFoundError(
                f"§{target.paragraph} has no span {start}..{end}", f"its text has {len(text)} characters; start < end"
            )

    def _check_coding(self, coding: Coding) -> None:
        self._check_span(coding)
        if coding.code not in self._codes:
            raise NotFoundError(f"there is no code {coding.code}", "see `postil codebook show`")

    def _check_memo(self, target: MemoKey) -> None:
        self._check_span(target)
        if target.code and target.code not in self._codes:
            raise NotFoundError(f"there is no code {target.code}", "see `postil codebook show`")

    def _check_code(self, code: Code) -> None:
        if not matching_name(code.name):
            raise CodebookError(f"code {code.id} has no name", "give it one")
        self._check_known_parent(code.id, code.parent)
        self._moved.append(code.id)
        for other in self._codes.values():
            if (
                other.id != code.id
                and other.parent == code.parent
                and matching_name(other.name) == matching_name(code.name)
            ):
                raise CodebookError(f"there is a code {code.name} at this place already", "choose another name")

    def _check_known_parent(self, code_id: str, parent: str) -> None:
        if parent and parent not in self._codes:
            raise CodebookError(f"code {code_id} has a parent {parent} that is not in the codebook", "add it first")

    def check_moves(self) -> None:
        """Make sure that no code stands under itself once all of the act is done."""
        for code_id in self._moved:
            above, seen = code_id, set[str]()
            while above in self._codes:
                if above in seen:
                    raise CodebookError(f"code {code_id} would stand under itself", "choose another parent")
                seen.add(above)
                above = self._codes[above].parent
