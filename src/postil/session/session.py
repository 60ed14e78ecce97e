"""The coding session: everything that coding is, without a terminal.

A key comes in (``press``), the state changes, and what only a terminal can do comes out as effects. Whoever
draws reads the state and changes nothing. Decisions go through a ``Recorder``; when ``press`` returns, what
it recorded is durable, and if it could not be recorded the state has not changed and ``message`` says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from postil.errors import PostilError
from postil.model.change import (
    AddCoder,
    Apply,
    Bookmark,
    Doubt,
    Pin,
    Remove,
    Review,
    SetMemo,
)
from postil.model.coding import Coding, MemoKey, Place
from postil.session.commands import Keymap, key_label
from postil.session.lesson import Lesson
from postil.session.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.find import CodeIndex
    from postil.model.change import Action, Change
    from postil.model.codebook import Code, Codebook
    from postil.model.log import Step
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript
    from postil.session.filters import Filter
    from postil.session.modes import Mode

Span = tuple[int, int]


class Recorder(Protocol):
    """Where decisions go: a study file, or in tests a desk without one."""

    @property
    def study(self) -> Study:
        """The study as it now is."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be recorded."""

    def record(self, actions: Iterable[Action], *, coder: str, undoes: str = "") -> tuple[Change, ...]:
        """Record one act; durable when it returns. Raises PostilError and changes nothing if it cannot."""

    def undo(self, coder: str) -> Step | None:
        """Take back the coder's last act."""

    def redo(self, coder: str) -> Step | None:
        """Bring back the coder's last undone act."""


class View(Protocol):
    """What the session needs to know of the screen."""

    def page(self, place: int, direction: int) -> int:
        """The paragraph to go to for a screen up (-1) or down (+1) from paragraph number ``place``."""

    def scroll(self, direction: int) -> bool:
        """Scroll inside a paragraph that is taller than the screen; whether there was more of it to see."""

    def visible(self) -> Sequence[int]:
        """Numbers of the paragraphs that are on the screen."""


class NoView:
    """A view for sessions without a screen: ten paragraphs are a page."""

    def page(self, place: int, direction: int) -> int:
        """Ten paragraphs on."""
        return place + 10 * direction

    def scroll(self, direction: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Nothing is taller than no screen."""
        return False

    def visible(self) -> Sequence[int]:
        """Everything that could be labelled."""
        return range(1, 10_000)


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the program."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Paint every cell again."""


@dataclass(frozen=True, slots=True)
class EditText:
    """Let the user edit a text in their own editor, then hand it to ``Session.set_memo``."""

    target: MemoKey
    text: str


Effect = Quit | Redraw | EditText


class Session:
    """One coder at one study."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
        place: Place | None = None,
        auto_advance: bool = False,
    ) -> None:
        """Begin where the coder left off, or at ``place``.

        With ``coder`` None everybody's work is shown and nothing can be recorded.

        Raises:
            PostilError: the study has no transcript.
        """
        from postil.session.modes import Reading  # noqa: PLC0415 - modes act on sessions

        self.recorder = recorder
        self.coder = coder
        self.keymap = keymap or Keymap()
        self.view: View = view or NoView()
        self.auto_advance = auto_advance
        if not self.study.transcripts:
            raise PostilError("the study has no transcript to code", "add one with `postil add STUDY TRANSCRIPT`")
        self.message = ""
        """What the status line says about the last key; empty for the next thing to learn."""
        self.alarm = False
        """Whether the message is that something was not saved or not done."""
        if not self.read_only and coder not in self.study.coders:
            self.record(AddCoder(coder or ""))
        start = self._known(place) or self._known(self._last_place())
        self.transcript: Transcript = next(iter(self.study.transcripts.values()))
        self.n = 1
        if start:
            self.transcript, self.n = self.study.transcripts[start.transcript], start.paragraph
        self.anchor: int | None = None
        """Where a range of paragraphs began; None for no range."""
        self.span: Span | None = None
        """The selected part of the paragraph, in code points; None for all of it."""
        self.filter: Filter | None = None
        self.find = ""
        self.last_code = ""
        self.last_codes: tuple[str, ...] = ()
        self.panel_code = ""
        """The code that the codebook panel explains."""
        self._before: Place | None = None
        self._recent: dict[str, Counter[str]] = {}
        self._moment = 0
        self._index: tuple[Codebook, CodeIndex] | None = None
        self.slots = self._first_slots()
        self.lesson = Lesson(self.keymap)
        self.mode: Mode = Reading()
        self.effects: list[Effect] = []

    # ---- what is there ----

    @property
    def study(self) -> Study:
        """The study as it now is."""
        return self.recorder.study

    @property
    def read_only(self) -> bool:
        """Whether nothing can be recorded."""
        return self.recorder.read_only or self.coder is None

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph under the cursor."""
        return self.transcript.paragraphs[self.n - 1]

    @property
    def place(self) -> Place:
        """Where the cursor is."""
        return Place(self.transcript.id, self.n)

    @property
    def selection(self) -> range:
        """Numbers of the selected paragraphs; one unless a range is being selected."""
        if self.anchor is None:
            return range(self.n, self.n + 1)
        return range(min(self.anchor, self.n), max(self.anchor, self.n) + 1)

    @property
    def codings_here(self) -> list[Coding]:
        """The coder's codings in the selected paragraphs."""
        return [c for n in self.selection for c in self.study.codings_at(Place(self.transcript.id, n), self.coder)]

    @property
    def index(self) -> CodeIndex:
        """The codebook made ready for searching."""
        from postil.find import CodeIndex  # noqa: PLC0415 - not needed for the first paint

        book = self.study.codebook
        if self._index is None or self._index[0] is not book:
            self._index = (book, CodeIndex(book))
            self.slots.keep(code.id for code in book)
        return self._index[1]

    @property
    def recent(self) -> Counter[str]:
        """When each code was last applied in this transcript: larger is later."""
        return self._recent.setdefault(self.transcript.id, Counter())

    def is_reviewed(self, n: int) -> bool:
        """Whether the coder has reviewed a paragraph of this transcript."""
        return n in self.study.reviewed(self.transcript.id, self.coder or "")

    def progress(self, transcript: Transcript | None = None) -> tuple[int, int]:
        """Spoken paragraphs of a transcript that the coder has reviewed, and how many there are."""
        transcript = transcript or self.transcript
        marks = self.study.reviewed(transcript.id, self.coder or "")
        spoken = [p.n for p in transcript.paragraphs if p.spoken]
        return sum(n in marks for n in spoken), len(spoken)

    def hit(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph of this transcript meets the filter; True where there is none."""
        return self.filter is None or self.filter.hits(self.study, self.coder, self.transcript, paragraph)

    def code(self, code_id: str) -> Code | None:
        """The code with this id."""
        return self.study.codebook.get(code_id)

    def code_label(self, code_id: str) -> str:
        """A code as it is named in messages: its number and name."""
        code = self.code(code_id)
        return f"{code.number} {code.name}".strip() if code else code_id

    def _known(self, place: Place | None) -> Place | None:
        transcript = self.study.transcripts.get(place.transcript) if place else None
        return place if transcript and place and transcript.paragraph(place.paragraph) else None

    def _last_place(self) -> Place | None:
        """The bookmark, or the place of a decision that was made after it and before a sudden end."""
        coder = self.coder or ""
        place, stamp = self.study.bookmark(coder), self.study.bookmark_stamp(coder)
        marks = ((m[3], Place(m[0], m[1])) for m in self.study.reviewed_marks() if m[2] == coder and m[3] > stamp)
        codings = ((s, c.place) for c, s in self.study.codings() if c.coder == coder and s > stamp)
        return max([*marks, *codings], default=("", place))[1]

    def _first_slots(self) -> Slots:
        coder = self.coder or ""
        uses = Counter(c.code for c, _ in self.study.codings() if c.coder == coder)
        book = self.study.codebook
        often = {code for code, _ in uses.most_common(10)}
        return Slots(self.study.pins(coder), [code.id for code in book if code.id in often])

    # ---- keys ----

    def press(self, key: str) -> list[Effect]:
        """Take one key in: a character, or a name of ``commands.KEY_NAMES``. Effects are what a terminal must do."""
        self.effects = []
        self.message, self.alarm = "", False
        try:
            self.mode.press(self, key)
        except PostilError as error:
            self.say(str(error), alarm=True)
        return self.effects

    def paste(self, text: str) -> None:
        """Take pasted text in, where text can be typed."""
        self.mode.paste(self, unicodedata.normalize("NFC", text))

    def say(self, message: str, *, alarm: bool = False) -> None:
        """Show a message in the status line until the next key."""
        self.message, self.alarm = message, alarm

    # ---- moving ----

    def go(self, place: Place) -> None:
        """Go to a paragraph of any transcript; the selection is let go of."""
        transcript = self.study.transcripts[place.transcript]
        if transcript is not self.transcript:
            self._before = self.place
            self.transcript = transcript
        self.n = min(max(place.paragraph, 1), len(transcript.paragraphs))
        self.span = None

    def go_to(self, n: int) -> None:
        """Go to a paragraph of this transcript, as near as there is."""
        self.go(Place(self.transcript.id, n))

    def jump(self, place: Place) -> None:
        """Go to a paragraph far away, so that ``back`` returns here."""
        here = self.place
        self.go(place)
        self._before = here

    def back(self) -> None:
        """Go to where the cursor was before the last jump, and be able to return."""
        if self._before is None:
            self.say("there is no earlier place to go back to")
        else:
            self.jump(self._before)

    def step(self, direction: int) -> None:
        """Go a paragraph on, or a part of it where it is taller than the screen."""
        if self.anchor is None and self.view.scroll(direction):
            return
        if not 1 <= self.n + direction <= len(self.transcript.paragraphs):
            other = self.keymap.label("transcript.next" if direction > 0 else "transcript.previous")
            self.say(f"{'last' if direction > 0 else 'first'} paragraph; {other} opens the next transcript")
        self.go_to(self.n + direction)

    def seek(self, direction: int, wanted: str) -> bool:
        """Go to the next paragraph that is ``open`` (not reviewed, or a hit), ``found`` or by the ``same`` speaker."""
        paragraphs, here = self.transcript.paragraphs, self.n - 1
        order = [paragraphs[(here + direction * i) % len(paragraphs)] for i in range(1, len(paragraphs))]
        if wanted == "same":
            order = [p for p in order if (p.n - self.n) * direction > 0]
        for paragraph in order:
            if self._sought(paragraph, wanted):
                self.go_to(paragraph.n)
                return True
        return False

    def _sought(self, paragraph: Paragraph, wanted: str) -> bool:
        if wanted == "same":
            return bool(paragraph.speaker) and paragraph.speaker == self.paragraph.speaker
        if wanted == "found":
            from postil.session.filters import found_at  # noqa: PLC0415 - a search is rare

            return found_at(paragraph.text, self.find) is not None
        if self.filter is not None:
            return self.hit(paragraph)
        return paragraph.spoken and not self.is_reviewed(paragraph.n)

    def neighbour(self, direction: int) -> None:
        """Open the next or previous transcript, where the coder left it."""
        ids = list(self.study.transcripts)
        at = ids.index(self.transcript.id) + direction
        if not 0 <= at < len(ids):
            self.say(f"this is the {'last' if direction > 0 else 'first'} transcript")
            return
        self.open_transcript(ids[at])

    def open_transcript(self, transcript_id: str) -> None:
        """Open a transcript at its first paragraph that is not reviewed."""
        transcript = self.study.transcripts[transcript_id]
        marks = self.study.reviewed(transcript_id, self.coder or "")
        first = next((p.n for p in transcript.paragraphs if p.spoken and p.n not in marks), 1)
        self.anchor = None
        self.jump(Place(transcript_id, first))

    # ---- deciding ----

    def record(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act of this coder."""
        if self.read_only:
            raise PostilError("this study is open for reading only", "leave and open it without --read-only to code")
        return self.recorder.record(actions, coder=self.coder or "")

    def _targets(self, code: str) -> list[Coding]:
        start, end = self.span if self.span and self.anchor is None else (None, None)
        return [Coding(self.transcript.id, n, start, end, code, self.coder or "") for n in self.selection]

    def apply(self, *codes: str, extra: tuple[Action, ...] = (), advance: bool = True) -> None:
        """Put codes on the selection; with auto-advance mark it as reviewed and go on."""
        codings = [coding for code in codes for coding in self._targets(code)]
        actions: list[Action] = [*extra, *map(Apply, codings)]
        moves_on = self.auto_advance and advance and self.span is None
        if moves_on:
            actions += [Review(self.transcript.id, n, self.coder or "") for n in self.selection]
        taught = [slot for code in codes if (slot := self.slots.take(code)) is not None]
        changed = self.record(*actions)
        for code in codes:
            self._moment += 1
            self.recent[code] = self._moment
        self.last_code = self.panel_code = codes[-1]
        here = self.study.codings_at(self.place, self.coder)
        self.last_codes = tuple(
            dict.fromkeys(c.code for c in here if (c.start, c.end) == (codings[-1].start, codings[-1].end))
        )
        names = ", ".join(map(self.code_label, codes))
        self.say(f"{names}" if changed else f"{names} is here already")
        if taught:
            self.lesson.slot_taught(taught[-1], self.code_label(codes[-1]))
        if moves_on:
            self.anchor = None
            self._go_on()

    def apply_slot(self, slot: int) -> None:
        """Apply the code in a slot."""
        code = self.slots.code(slot)
        if code is None or code not in self.study.codebook:
            self.say(
                f"slot {slot} is empty; {self.keymap.label('code.pick')} picks a code, {self.keymap.label('code.pin')} {slot} pins the last one"
            )
        else:
            self.apply(code)

    def remove(self, coding: Coding) -> None:
        """Take one coding away."""
        self.record(Remove(coding))
        self.say(f"{self.code_label(coding.code)} removed; {self.keymap.label('history.undo')} brings it back")

    def pin_last(self, slot: int) -> None:
        """Pin the last code to a slot."""
        code = self.last_code or self.panel_code
        if not code:
            self.say("there is no last code to pin yet")
            return
        self.record(Pin(self.coder or "", slot, code))
        self.slots.pin(slot, code)
        self.say(f"{slot} = {self.code_label(code)}")

    def review(self, *, on: bool) -> None:
        """Mark the selection as reviewed or not."""
        self.record(*(Review(self.transcript.id, n, self.coder or "", on) for n in self.selection))

    def review_and_go_on(self) -> None:
        """Mark the selection as reviewed and go to the next paragraph not reviewed."""
        self.review(on=True)
        last = self.selection[-1]
        self.anchor = None
        self.go_to(last)
        self._go_on()

    def _go_on(self) -> None:
        kept, self.filter = self.filter, None
        try:
            going_on = self.seek(+1, "open")
        finally:
            self.filter = kept
        if not going_on:
            self.span = None
            self.say(
                f"all of {self.transcript.name} is reviewed; {self.keymap.label('transcript.next')} opens the next transcript"
            )

    def doubt(self) -> None:
        """Mark the codings here as doubtful, or as settled if they all are."""
        codings = self.codings_here
        if not codings:
            self.say("no code here to mark as doubtful")
            return
        on = not all(map(self.study.is_doubtful, codings))
        self.record(*(Doubt(coding, on) for coding in codings))
        self.say("marked as doubtful; the filter finds it" if on else "settled")

    def set_memo(self, target: MemoKey, text: str) -> None:
        """Set a memo's text; the empty text takes it away."""
        text = unicodedata.normalize("NFC", text.strip("\n"))
        changed = self.record(SetMemo(target, text))
        self.say("" if not changed else "memo saved" if text else "memo removed")

    def undo(self) -> None:
        """Take back the coder's last act, and go to where it was."""
        self._took_back(self.recorder.undo(self.coder or ""), "undone", "nothing to undo")

    def redo(self) -> None:
        """Bring back the last undone act, and go to where it was."""
        self._took_back(self.recorder.redo(self.coder or ""), "redone", "nothing to redo")

    def _took_back(self, step: Step | None, done: str, nothing: str) -> None:
        if step is None:
            self.say(nothing)
            return
        self.anchor = None
        places = [place for action in step.actions if (place := place_of(action))]
        if places and places[-1].transcript in self.study.transcripts:
            self.go(places[-1])
        self.slots = Slots(self.study.pins(self.coder or ""), [c for s in range(10) if (c := self.slots.code(s))])
        kept = f"; {len(step.kept)} kept, changed by others since" if step.kept else ""
        self.say(f"{done}: {', '.join(dict.fromkeys(map(self._described, step.actions)))}{kept}")

    def _described(self, action: Action) -> str:
        match action:
            case Apply(coding):
                return f"{self.code_label(coding.code)} is back"
            case Remove(coding):
                return f"{self.code_label(coding.code)} taken off"
            case Review(reviewed=reviewed):
                return "reviewed" if reviewed else "not reviewed"
            case Doubt(doubtful=doubtful):
                return "doubtful" if doubtful else "settled"
            case SetMemo():
                return "memo"
            case Pin(_, slot, code):
                return f"slot {slot} {self.code_label(code) if code else 'empty'}"
            case _:
                return "codebook"

    # ---- leaving ----

    def remember_place(self) -> None:
        """Record where the coder reads, so that the next session begins there."""
        if not self.read_only and self.coder and self.study.bookmark(self.coder) != self.place:
            self.record(Bookmark(self.coder, (self.transcript.id, self.n)))

    def labelled(self, command_id: str) -> str:
        """A command's key as written for people."""
        return self.keymap.label(command_id) or key_label(":")


def place_of(action: Action) -> Place | None:
    """The paragraph that an action is about, or None."""
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding):
            return coding.place
        case Review(transcript, paragraph):
            return Place(transcript, paragraph)
        case SetMemo(target):
            return target.place
    return None
