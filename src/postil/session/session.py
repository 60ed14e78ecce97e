"""The coding session: everything that coding is, without a terminal.

A key comes in (``press``), the state changes, and what only a terminal can do comes out as effects. Whoever
draws reads the state and changes nothing. Decisions go through a ``Recorder``; when ``press`` returns, what
it recorded is durable, and if it could not be recorded the state has not changed and ``message`` says so.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from postil.errors import PostilError, StudyFileError
from postil.model.change import Bookmark
from postil.model.coding import Coding, Place
from postil.model.names import name_of_code
from postil.model.transcript import normal_text
from postil.session.again import LookingAgain
from postil.session.commands import Keymap
from postil.session.lesson import Lesson
from postil.session.modes import Reading
from postil.session.newcomer import is_new, joining
from postil.session.not_saved import in_brief
from postil.session.slots import ORDER, first_slots
from postil.session.surroundings import EditText, Effect, NoView, Quit, Recorder, Redraw, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postil.find import CodeIndex
    from postil.model.change import Action, AddCode, Change
    from postil.model.codebook import Code, Codebook
    from postil.model.coding import MemoKey
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript
    from postil.session.commands import Command
    from postil.session.filters import Filter
    from postil.session.modes import Mode
    from postil.text.segments import Span

T = TypeVar("T")
__all__ = ["EditText", "Effect", "NoView", "Quit", "Recorder", "Redraw", "Session", "View"]


class Session:
    """One coder at one study."""

    not_recorded: str = ""
    """Why the last act could not be recorded; empty once one was."""
    not_written: str = ""
    """Why the file could not be written, though all acts are recorded; empty once it was."""
    kept: tuple[MemoKey, ...] = ()
    """Where memos were recorded on leaving that were typed and not saved."""
    drafts_are = "memo"
    """What the texts are that were typed and not saved."""
    looking: Coding | None = None
    """The coding that was gone to, to look at it again."""
    then: Callable[[], None] | None = None
    """What is to be done when this screen is at the front again."""
    _last_target: Coding | None = None
    _moment = 0

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
        self.recorder = recorder
        self.coder = coder
        self.keymap: Keymap = keymap or Keymap()
        self.view: View = view or NoView()
        self.auto_advance = auto_advance
        if not self.study.transcripts:
            raise PostilError("the study has no transcript to code", "add one with `postil add STUDY TRANSCRIPT`")
        self.n: int = 1
        """Number of the paragraph under the cursor."""
        self.message = ""
        """What the status line says about the last key; empty for the next thing to learn."""
        self.alarm = False
        """Whether the message is that something was not saved or not done."""
        start = self._known(place) or self._known(self._last_place())
        self.transcript: Transcript = self._first_transcript()
        if start:
            self.transcript, self.n = self.study.transcripts[start.transcript], start.paragraph
        self.anchor: int | None = None
        """Where a range of paragraphs began; None for no range."""
        self.span: Span | None = None
        """The selected part of the paragraph, in code points; None for all of it."""
        self.filter: Filter | None = None
        self.find = ""
        """The text that is looked for; empty for none."""
        self.last_code = ""
        """Id of the code that was applied last; empty for none."""
        self.panel_code = ""
        """The code that the codebook panel explains."""
        self.before: Place | None = None
        """Where the cursor was before the last jump."""
        self.left_at: dict[str, int] = {}
        """Paragraph numbers at which this session left other transcripts, by transcript id."""
        self.drafts: dict[MemoKey, str] = {}
        """Memos that were typed and not saved."""
        self.asked: list[str] = []
        """Queries that were put to the study in this session, the last one last."""
        self.again = LookingAgain(coder)
        """The codings that are to be looked at again."""
        self._recent: dict[str, Counter[str]] = {}
        self._index: tuple[Codebook, CodeIndex] | None = None
        self._spoken: dict[str, frozenset[int]] = {}
        self.slots = first_slots(self.study, coder or "")
        if self.slots.code(ORDER[0]) in self.study.codebook:
            self.panel_code = self.slots.code(ORDER[0]) or ""
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
    def last_codes(self) -> tuple[str, ...]:
        """Ids of the codes that stand where the coder coded last, now; empty before anything was coded."""
        last = self._last_target
        if last is None:
            return ()
        there = self.study.codings_at(last.place, last.coder)
        return tuple(coding.code for coding in there if (coding.start, coding.end) == (last.start, last.end))

    @property
    def index(self) -> CodeIndex:
        """The codebook made ready for searching."""
        from postil.find import CodeIndex  # noqa: PLC0415 - not needed for the first paint

        book = self.study.codebook
        if self._index is None or self._index[0] is not book:
            self._index = (book, CodeIndex(book))
        return self._index[1]

    @property
    def recent(self) -> Mapping[str, int]:
        """When each code was last applied in this transcript, in this session: larger is later."""
        return self._recent.get(self.transcript.id, {})

    @property
    def trouble(self) -> str:
        """Why not everything is saved; empty where it is."""
        return self.not_recorded or self.not_written

    @property
    def waiting(self) -> str:
        """That something was typed and is not saved, in two words; empty where nothing is."""
        return f"{self.drafts_are} waits" if self.drafts else ""

    def is_reviewed(self, n: int) -> bool:
        """Whether the coder has reviewed a paragraph of this transcript."""
        return n in self.study.reviewed(self.transcript.id, self.coder or "")

    def progress(self, transcript: Transcript | None = None) -> tuple[int, int]:
        """Spoken paragraphs of a transcript that the coder has reviewed, and how many there are."""
        transcript = transcript or self.transcript
        spoken = self._spoken.get(transcript.id)
        if spoken is None:
            spoken = self._spoken[transcript.id] = frozenset(p.n for p in transcript.paragraphs if p.spoken)
        marks = self.study.reviewed(transcript.id, self.coder or "")
        return len(spoken & marks.keys()), len(spoken)

    def hit(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph of this transcript meets the filter; True where there is none."""
        return self.filter is None or self.filter.hits(self, paragraph)

    def code(self, code_id: str) -> Code | None:
        """The code with this id."""
        return self.study.codebook.get(code_id)

    def explain(self, code_id: str) -> None:
        """Show a code in the codebook panel, if it is in the codebook."""
        self.panel_code = code_id if code_id in self.study.codebook else self.panel_code

    def code_label(self, code_id: str) -> str:
        """A code as it is named in messages: its number and name."""
        return name_of_code(self.study, code_id)

    def _known(self, place: Place | None) -> Place | None:
        transcript = self.study.transcripts.get(place.transcript) if place else None
        return place if transcript and place and transcript.paragraph(place.paragraph) else None

    def _last_place(self) -> Place | None:
        """The bookmark, or the place of the latest decision.

        The latter if it was made after the bookmark and before a sudden end, or if a
        merge has carried the work away from the reading that the bookmark is in.
        """
        coder, superseded = self.coder or "", self.study.superseded
        latest, bookmark = self.study.latest_decision(coder), self.study.bookmark(coder)
        if latest is None or not self._known(latest[1]):
            return bookmark
        carried = bookmark and bookmark.transcript in superseded and latest[1].transcript not in superseded
        return latest[1] if carried or latest[0] > self.study.bookmark_stamp(coder) else bookmark

    # ---- keys ----

    def press(self, key: str) -> list[Effect]:
        """Take one key in: a character, or a name of ``commands.KEY_NAMES``. Effects are what a terminal must do."""
        self.effects = []
        self.message, self.alarm = "", False
        before = (self.mode, self.anchor)
        try:
            self.mode.press(self, key)
        except PostilError as error:
            self.mode, self.anchor = before
            self.say(in_brief(error), alarm=True)
        self._settle()
        return self.effects

    def paste(self, text: str) -> None:
        """Take pasted text in, where text can be typed."""
        self.message, self.alarm = "", False
        self.mode.paste(self, normal_text(text))

    def say(self, message: str, *, alarm: bool = False) -> None:
        """Show a message in the status line until the next key."""
        self.message, self.alarm = message, alarm

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:
        """Run a command; ``key`` asked for it, or is what it waited for, or is empty."""
        from postil.session import verbs  # noqa: PLC0415 - not needed for the first paint

        self.lesson.did(command.id)
        (verbs.run_with if waited else verbs.run)(self, command, key)

    def resumed(self) -> None:
        """Go on after another screen was in front of this one: what was there may be gone."""
        self.message, self.alarm = "", False
        self.again.forget()
        self._settle()
        then, self.then = self.then, None
        if then is not None:
            then()

    def _first_transcript(self) -> Transcript:
        known, superseded = self.study.transcripts, self.study.superseded
        return next((t for t in known.values() if t.id not in superseded), next(iter(known.values())))

    def _settle(self) -> None:
        """Let go of what is there no longer: a range that was acted on, a code or transcript that was taken out."""
        if isinstance(self.mode, Reading) and not self.mode.pending:
            self.anchor = None
        book = self.study.codebook
        self.last_code = self.last_code if self.last_code in book else ""
        if self.looking is not None and self.looking.place != self.place:
            self.looking = None
        self.panel_code = self.panel_code if self.panel_code in book else ""
        if self.transcript.id not in self.study.transcripts and self.study.transcripts:
            self.transcript = self._first_transcript()
            self.n, self.span, self.before, self.mode = 1, None, None, Reading()

    # ---- moving ----

    def go(self, place: Place) -> None:
        """Go to a paragraph of any transcript, as near as there is; the selected part is let go of."""
        transcript = self.study.transcripts[place.transcript]
        if transcript.id != self.transcript.id:
            self.left_at[self.transcript.id] = self.n
            self.before = self.place
            self.transcript = transcript
        self.n = min(max(place.paragraph, 1), len(transcript.paragraphs))
        self.span = None

    def go_to(self, n: int) -> None:
        """Go to a paragraph of this transcript, as near as there is."""
        self.go(Place(self.transcript.id, n))

    def jump(self, place: Place) -> None:
        """Go to a paragraph far away, so that going back returns here."""
        here = self.place
        self.go(place)
        self.before = here

    # ---- deciding ----

    def record(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act of this coder, who joins the study with the first one.

        Raises:
            PostilError: it could not be recorded, or the study is open for reading only.
        """
        if self.read_only:
            raise PostilError("this study is open for reading only", "leave and open it without --read-only to code")
        changes = self.attempt(lambda: self.recorder.record([*actions, *joining(self)], coder=self.coder or ""))
        self.again.note(self.study, (change.action for change in changes))
        return changes

    def attempt(self, act: Callable[[], T]) -> T:
        """Let the recorder do something, and take notice whether it could be recorded.

        Raises:
            PostilError: what ``act`` raises.
        """
        try:
            done = act()
        except StudyFileError as error:
            self.not_recorded = in_brief(error)
            raise
        if done:
            self.not_recorded = ""
        return done

    def apply(self, codes: Sequence[str], *, new: Sequence[AddCode] = (), goes_on: bool = False) -> None:
        """Apply codes that were picked from a list, and make those of them that are new; ``goes_on`` if more follow.

        Raises:
            PostilError: it could not be recorded.
        """
        from postil.session import deciding  # noqa: PLC0415 - not needed for the first paint

        deciding.apply(self, codes, new=new, picked=True, goes_on=goes_on)

    def applied(self, codes: Sequence[str], target: Coding) -> None:
        """Take notice that codes were applied, the last of them as ``target``: for repeating and for ranking."""
        recent = self._recent.setdefault(self.transcript.id, Counter())
        for code in codes:
            self._moment += 1
            recent[code] = self._moment
        self.last_code = codes[-1]
        self._last_target = target

    def set_memo(self, target: MemoKey, text: str) -> None:
        """Set a memo's text, as the user's own editor gave it; a text of white space takes it away.

        Raises:
            PostilError: it could not be recorded; the text stands in the memo's line when it is opened again.
        """
        from postil.session import deciding  # noqa: PLC0415 - not needed for the first paint

        deciding.set_memo(self, target, text)

    # ---- leaving ----

    def keep_typed(self) -> None:
        """Record memos that were typed and not saved, also the one that is being typed; ``kept`` says where.

        Raises:
            PostilError: one of them could not be recorded; the others are.
        """
        from postil.session import memos  # noqa: PLC0415 - not needed for the first paint

        memos.keep_typed(self)

    def remember_place(self) -> None:
        """Record where the coder reads, so that the next session begins there; of a coder who did nothing yet, not.

        Raises:
            PostilError: it could not be recorded.
        """
        if self.coder and not self.read_only and not is_new(self) and self.study.bookmark(self.coder) != self.place:
            self.record(Bookmark(self.coder, (self.transcript.id, self.n)))
