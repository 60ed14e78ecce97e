"""Modes: what a key means at the moment.

A mode takes a key and acts on the session; its public fields are what is drawn. Every mode but reading is
left by Backspace on nothing typed, by Ctrl+G and by Esc, so that no terminal needs Esc.

What the modes do when a key comes is imported then: the first paint knows all modes but waits for no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from postil.errors import QueryError
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.coding import Coding
    from postil.session.pickers import Source
    from postil.session.rows import Row
    from postil.session.session import Session
    from postil.text.segments import Span

LEAVE = frozenset({"escape", "ctrl+g", "ctrl+c"})
_LABELS = "asdfghjklqwertyuiopzxcvbnm"
_RANGE_LABELS = "sdfghlqwetyiozb"
"""Letters that mean nothing else while a range is selected."""
_EXTENDING = frozenset(
    f"move.{where}"
    for where in (
        *("next_open", "previous_open", "next_same_speaker", "previous_same_speaker"),
        *("page_down", "page_up", "first", "last"),
    )
) | {"find.next", "find.previous"}
"""Commands that move inside the transcript, and so move the end of a range."""


class Mode(Protocol):
    """How keys are understood."""

    def press(self, session: Session, key: str) -> None:
        """Take a key in."""

    def paste(self, session: Session, text: str) -> None:
        """Take pasted text in."""


class Reading:
    """No prompt is open: keys are commands."""

    def __init__(self) -> None:
        self.pending = ""
        """Keys of a sequence that is not complete yet."""

    def press(self, session: Session, key: str) -> None:
        """Run the command of a key or of a sequence that it completes."""
        keymap = session.keymap
        before, sequence = self.pending, f"{self.pending} {key}".strip()
        self.pending = ""
        command = keymap.command(sequence)
        if keymap.starts(sequence) or (command is not None and command.waits):
            self.pending = sequence
        elif command is not None:
            session.run(command, key)
        elif before and key in {*LEAVE, "backspace"}:
            pass
        elif before and (waiting := keymap.command(before)) is not None:
            session.run(waiting, key, waited=True)
        elif key == "ctrl+c":
            saved = "" if session.trouble else "; everything is saved already"
            session.say(f"{keymap.label('program.quit')} leaves{saved}")
        else:
            session.say(f"{keymap.label('help.open')} shows all keys")

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""
        session.say(f"nothing to paste into: {len(text)} characters were not used")


class Picking:
    """A list is narrowed by typing, and a row of it taken."""

    def __init__(self, session: Session, source: Source) -> None:
        self.source = source
        self.line = TextLine()
        self.rows: list[Row] = []
        self.at = 0
        """Index of the row under the cursor."""
        self.walked = False
        """Whether the cursor was moved by an arrow since something was typed."""
        self.fault: QueryError | None = None
        """What is wrong with the query that was to be taken; None as soon as another key comes."""
        self.told: Sequence[str] = ()
        """What the source says of what is typed."""
        self.start(session)

    def start(self, session: Session) -> None:
        """Begin with nothing typed, at the row that the source begins at."""
        self.line = TextLine()
        self._narrow(session, self.source.start(session))

    def _narrow(self, session: Session, at: int = 0) -> None:
        self.walked = False
        self.rows = self.source.rows(session, self.line.text)
        self.told = self.source.told(session, self.line.text)
        self.at = min(at, max(len(self.rows) - 1, 0))
        self.source.show(session, self.row)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.at] if self.rows else None

    def press(self, session: Session, key: str) -> None:
        """Narrow, move or take a row."""
        self.fault = None
        if key in LEAVE or (key == "backspace" and not self.line.text):
            session.mode = Reading()
        elif key in {"down", "ctrl+n", "up", "ctrl+p"}:
            step = 1 if key in {"down", "ctrl+n"} else -1
            self.at = (self.at + step) % max(len(self.rows), 1)
            self.walked = True
            self.source.show(session, self.row)
        elif key == "enter":
            session.mode = Reading()
            try:
                self.source.take(session, self.row, self.line.text)
            except QueryError as error:
                self.fault = error
                self.line.cursor = min(error.end, len(self.line.text))  # typing goes on behind what is wrong
                raise
        elif key == "tab" and self.source.goes_on:
            self.source.take(session, self.row, self.line.text, more=True)
            if session.mode is self:
                self.start(session)
        elif self.line.press(key):
            self._narrow(session)

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        self.line.insert(" ".join(text.split()))
        self._narrow(session)


class Prompting:
    """A text is typed: a memo, words to find, a number, a field of a code."""

    def __init__(
        self,
        title: str,
        done: Callable[[Session, str], None],
        line: TextLine | None = None,
        hint: str = "Enter saves",
        *,
        tab: Callable[[Session, str], None] | None = None,
        typed: Callable[[Session, str], None] | None = None,
        left: Callable[[Session, str], None] | None = None,
        lasting: bool = False,
        many_lines: bool = False,
    ) -> None:
        """Begin to type.

        Args:
            title: what is typed.
            done: takes the text when Enter is pressed.
            line: the text to begin with; empty by default.
            hint: what the status line says.
            tab: what Tab does, with the text as typed so far.
            typed: is told of the text after each key.
            left: is told of the text when the prompt is left without Enter.
            lasting: whether Backspace on the empty text stays, because an empty text is an answer.
            many_lines: whether line ends of pasted text stay.
        """
        self.title = title
        self.done = done
        self.line = line or TextLine()
        self.hint = hint
        self.tab = tab
        self.typed = typed
        self.left = left
        self.lasting = lasting
        self.many_lines = many_lines

    def press(self, session: Session, key: str) -> None:
        """Edit the text, or be done with it."""
        if key in LEAVE or (key == "backspace" and not self.line.text and not self.lasting):
            session.mode = Reading()
            if self.left is not None:
                self.left(session, self.line.text)
        elif key == "enter":
            session.mode = Reading()
            self.done(session, self.line.text)
        elif key == "tab" and self.tab is not None:
            self.tab(session, self.line.text)
        elif self.line.press(key) and self.typed is not None:
            self.typed(session, self.line.text)

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        self.line.insert(text if self.many_lines else " ".join(text.split()))
        if self.typed is not None:
            self.typed(session, self.line.text)


class Asking:
    """A question with a few one-key answers."""

    def __init__(self, question: str, answers: dict[str, Callable[[Session], None]]) -> None:
        """``answers`` are what each key does; any other key leaves the question and does nothing."""
        self.question = question
        self.answers = answers

    def press(self, session: Session, key: str) -> None:
        """Take an answer."""
        session.mode = Reading()
        if key in self.answers:
            self.answers[key](session)

    def paste(self, session: Session, text: str) -> None:
        """An answer is a key."""


class Hinting:
    """Sentences or words carry letters; letters select."""

    def __init__(self, text: str, *, by_words: bool) -> None:
        from postil.text.segments import sentences, words  # noqa: PLC0415 - when a key comes

        self.by_words = by_words
        spans = words(text) if by_words else sentences(text)
        self.labels: dict[str, Span] = dict(zip(labels_for(len(spans)), spans, strict=True))
        """The letters and what they select."""
        self.first: Span | None = None
        """Where the selection begins, once its first end is chosen."""
        self.typed = ""

    def press(self, session: Session, key: str) -> None:
        """Take a letter of a label; once one end is chosen, any other key ends the selection and is a command."""
        if key in LEAVE or (key == "backspace" and not self.typed):
            session.mode = Reading()
            session.span = None
            return
        if key == "backspace":
            self.typed = self.typed[:-1]
            return
        typed = self.typed + key
        label = typed.lower()
        span = self.labels.get(label)
        if span is not None:
            self.typed = ""
            self._chosen(session, span, opens=self.first is None and (self.by_words or typed != label))
        elif len(key) == 1 and any(known.startswith(label) for known in self.labels):
            self.typed = typed
        elif self.typed or self.first is None:
            self.typed = ""
            session.say("type the letters that stand on the part that you mean")
        else:
            session.mode = Reading()
            if key != "enter":
                session.mode.press(session, key)

    def _chosen(self, session: Session, span: Span, *, opens: bool) -> None:
        if self.first is not None:
            span = (min(self.first[0], span[0]), max(self.first[1], span[1]))
        session.span = span
        if opens:
            self.first = span
        else:
            session.mode = Reading()

    def paste(self, session: Session, text: str) -> None:
        """Letters are typed."""


def labels_for(count: int, letters: str = _LABELS) -> list[str]:
    """Labels for so many things, all of the same length: one letter if the letters suffice, else two or more."""
    labels = list(letters)
    while len(labels) < count:
        labels = [label + letter for label in labels for letter in letters]
    return labels[:count]


class Ranging:
    """A range of paragraphs grows with the cursor; commands act on all of it."""

    def __init__(self, session: Session) -> None:
        session.anchor = session.n
        session.span = None
        last = len(session.transcript.paragraphs)
        after = [n for n in session.view.visible() if session.n < n <= last]
        self.labels: dict[str, int] = dict(zip(_RANGE_LABELS, after, strict=False))
        """Letters and the paragraphs that they extend the range to."""

    def press(self, session: Session, key: str) -> None:
        """Grow the range, or run a command on it."""
        command = session.keymap.command(key)
        if key in LEAVE or key == "backspace" or (command and command.id == "select.range"):
            session.anchor = None
            session.mode = Reading()
        elif key in self.labels:
            session.n = self.labels[key]
        elif key in {"j", "k", "down", "up"}:
            step = 1 if key in {"j", "down"} else -1
            session.n = min(max(session.n + step, 1), len(session.transcript.paragraphs))
        elif command and command.id in _EXTENDING:
            session.run(command, key)
        else:
            session.mode = Reading()
            session.mode.press(session, key)

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""


class Choosing:
    """Several codes stand here, and one is meant; each carries its slot's digit, or a letter for the moment."""

    def __init__(
        self,
        codings: Sequence[Coding],
        slot_of: Callable[[str], int | None],
        act: Callable[[Session, Coding], None],
        hint: str,
        otherwise: str,
    ) -> None:
        """Ask which of the codings is meant.

        Args:
            codings: those that it may be.
            slot_of: the slot of a code, if it has one.
            act: what is done with the one that is meant.
            hint: what the status line says.
            otherwise: what is said when none is.
        """
        letters = iter(_LABELS)
        self.labels: dict[str, Coding] = {}
        self.hint = hint
        self._act = act
        self._otherwise = otherwise
        for coding in codings:
            slot = slot_of(coding.code)
            label = str(slot) if slot is not None and str(slot) not in self.labels else next(letters, "")
            if label:
                self.labels[label] = coding

    def press(self, session: Session, key: str) -> None:
        """Take the coding with that label."""
        session.mode = Reading()
        if key in self.labels:
            self._act(session, self.labels[key])
        elif key not in LEAVE and key != "backspace":
            session.say(self._otherwise)

    def paste(self, session: Session, text: str) -> None:
        """Labels are typed."""


class Helping:
    """All keys are shown; typing narrows them."""

    def __init__(self) -> None:
        self.line = TextLine()
        self.top = 0
        """First line that is shown."""

    def press(self, session: Session, key: str) -> None:
        """Narrow or scroll the list, or leave it."""
        steps = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1, "pagedown": 10, "pageup": -10}
        if not self.line.text:
            steps["space"] = 10
        if key in LEAVE or key in {"?", "enter"} or (key == "backspace" and not self.line.text):
            session.mode = Reading()
        elif key in steps:
            self.top = max(0, self.top + steps[key])
        elif self.line.press(key):
            self.top = 0

    def paste(self, session: Session, text: str) -> None:  # noqa: ARG002 - the protocol's signature
        """Type the text."""
        self.line.insert(" ".join(text.split()))
