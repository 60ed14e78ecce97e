"""Modes: what a key means at the moment.

A mode takes a key and acts on the session; its public fields are what is drawn. Every mode but reading is
left by Backspace on nothing typed, by Ctrl+G and by Esc, so that no terminal needs Esc.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from postil.session import verbs
from postil.text.segments import sentences, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.coding import Coding
    from postil.session.pickers import Row, Source
    from postil.session.session import Session, Span

LEAVE = frozenset({"escape", "ctrl+g", "ctrl+c"})
_LABELS = "asdfghjklqwertyuiopzxcvbnm"
_RANGE_LABELS = "sdfghlqwetyiozb"
"""Letters that mean nothing else while a range is selected."""


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
        sequence = f"{self.pending} {key}".strip()
        self.pending = ""
        command = keymap.command(sequence)
        if command is None and " " in sequence:
            waiting = keymap.command(sequence.split(" ")[0])
            if waiting is not None:
                session.lesson.did(waiting.id)
                verbs.run_with(session, waiting, key)
        elif command is None and not keymap.starts(sequence):
            session.say(f"{keymap.label('help.open')} shows all keys")
        elif command is None or command.id in verbs.WAITING or keymap.starts(sequence):
            self.pending = sequence
        else:
            session.lesson.did(command.id)
            verbs.run(session, command, key)

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""
        session.say(f"nothing to paste into: {len(text)} characters were not used")


@dataclass
class TextLine:
    """A text that is being typed, with a cursor in it (code points)."""

    text: str = ""
    cursor: int = 0

    def __post_init__(self) -> None:
        self.cursor = len(self.text)

    def insert(self, text: str) -> None:
        """Put text in at the cursor."""
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def press(self, key: str) -> bool:
        """Take a key in; whether it was one that edits."""
        if len(key) == 1 or key == "space":
            self.insert(" " if key == "space" else key)
        elif key == "backspace" and self.cursor:
            self.text = self.text[: self.cursor - 1] + self.text[self.cursor :]
            self.cursor -= 1
        elif key == "left":
            self.cursor = max(0, self.cursor - 1)
        elif key == "right":
            self.cursor = min(len(self.text), self.cursor + 1)
        elif key == "home":
            self.cursor = 0
        elif key == "end":
            self.cursor = len(self.text)
        elif key == "ctrl+u":
            self.text, self.cursor = self.text[self.cursor :], 0
        elif key == "ctrl+w":
            kept = self.text[: self.cursor].rstrip()
            kept = kept[: kept.rfind(" ") + 1]
            self.text, self.cursor = kept + self.text[self.cursor :], len(kept)
        else:
            return False
        return True


class Picking:
    """A list is narrowed by typing, and a row of it taken."""

    def __init__(self, session: Session, source: Source) -> None:
        self.source = source
        self.line = TextLine()
        self.rows: list[Row] = []
        self.at = 0
        """Index of the row under the cursor."""
        self._narrow(session, source.start(session))

    def _narrow(self, session: Session, at: int = 0) -> None:
        self.rows = self.source.rows(session, self.line.text)
        self.at = min(at, max(len(self.rows) - 1, 0))
        self.source.show(session, self.row)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.at] if self.rows else None

    def press(self, session: Session, key: str) -> None:
        """Narrow, move or take a row."""
        if key in LEAVE or (key == "backspace" and not self.line.text):
            session.mode = Reading()
        elif key in {"down", "ctrl+n", "up", "ctrl+p"}:
            step = 1 if key in {"down", "ctrl+n"} else -1
            self.at = (self.at + step) % max(len(self.rows), 1)
            self.source.show(session, self.row)
        elif key == "enter":
            session.mode = Reading()
            self.source.take(session, self.row, self.line.text)
        elif key == "tab" and self.source.goes_on:
            self.source.take(session, self.row, self.line.text, more=True)
            if session.mode is self:
                self.line = TextLine()
                self._narrow(session)
        elif self.line.press(key):
            self._narrow(session)

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        self.line.insert(" ".join(text.split()))
        self._narrow(session)


@dataclass
class Prompting:
    """A text is typed: a memo, words to find, a number, a field of a code."""

    title: str
    done: Callable[[Session, str], None]
    """Takes the text when Enter is pressed."""
    line: TextLine = field(default_factory=TextLine)
    hint: str = "Enter saves"
    tab: Callable[[Session, str], None] | None = None
    """What Tab does, with the text as typed so far."""
    lasting: bool = False
    """Whether Backspace on the empty text stays, because an empty text is an answer."""
    typed: Callable[[Session, str], None] | None = None
    """Is told of the text after each key."""

    def press(self, session: Session, key: str) -> None:
        """Edit the text, or be done with it."""
        if key in LEAVE or (key == "backspace" and not self.line.text and not self.lasting):
            session.mode = Reading()
        elif key == "enter":
            session.mode = Reading()
            try:
                self.done(session, self.line.text)
            except Exception:
                session.mode = self  # the text is not lost where it could not be saved
                raise
        elif key == "tab" and self.tab is not None:
            self.tab(session, self.line.text)
        elif self.line.press(key) and self.typed is not None:
            self.typed(session, self.line.text)

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        self.line.insert(text)
        if self.typed is not None:
            self.typed(session, self.line.text)


@dataclass
class Asking:
    """A question with a few one-key answers."""

    question: str
    answers: dict[str, Callable[[Session], None]]
    """What each key does; any other key leaves the question and does nothing."""

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
        self.by_words = by_words
        spans = words(text) if by_words else sentences(text)
        self.labels: dict[str, Span] = dict(zip(labels_for(len(spans)), spans, strict=False))
        """The letters and what they select."""
        self.first: Span | None = None
        """Where the selection begins, once its first end is chosen."""
        self.typed = ""

    def press(self, session: Session, key: str) -> None:
        """Take a letter of a label; in words mode any other key ends the selection and is a command."""
        if key in LEAVE or (key == "backspace" and not self.typed):
            session.mode = Reading()
            session.span = None
            return
        if key == "backspace":
            self.typed = ""
            return
        typed = self.typed + key
        label = typed.lower()
        span = self.labels.get(label)
        if span is None and any(known.startswith(label) for known in self.labels):
            self.typed = typed
        elif span is not None:
            self.typed = ""
            self._chosen(session, span, opens=self.first is None and (self.by_words or typed != label))
        elif self.first is not None:
            session.mode = Reading()
            if key != "enter":
                session.mode.press(session, key)
        else:
            session.say("type the letter before the part that you mean")

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
    """Labels for so many things: one letter each if the letters suffice, else two letters each."""
    if count <= len(letters):
        return list(letters[:count])
    return [first + second for first in letters for second in letters][:count]


class Ranging:
    """A range of paragraphs grows with the cursor; commands act on all of it."""

    def __init__(self, session: Session) -> None:
        session.anchor = session.n
        session.span = None
        self.labels = self._labelled(session)

    def _labelled(self, session: Session) -> dict[str, int]:
        visible: Sequence[int] = [n for n in session.view.visible() if n > session.n][: len(_RANGE_LABELS)]
        return dict(zip(_RANGE_LABELS, visible, strict=False))

    def press(self, session: Session, key: str) -> None:
        """Grow the range, or run a command on it."""
        if key in LEAVE or key in {"backspace", "V"}:
            self._end(session)
        elif key in self.labels:
            session.n = self.labels[key]
        elif key in {"j", "k", "down", "up"}:
            step = 1 if key in {"j", "down"} else -1
            session.n = min(max(session.n + step, 1), len(session.transcript.paragraphs))
        else:
            session.mode = Reading()
            session.mode.press(session, key)
            if isinstance(session.mode, Reading) and not session.mode.pending:
                session.anchor = None

    def _end(self, session: Session) -> None:
        session.anchor = None
        session.mode = Reading()

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""


class Removing:
    """Several codes stand here; each carries a digit or letter for the moment."""

    def __init__(self, codings: Sequence[Coding]) -> None:
        self.labels: dict[str, Coding] = dict(zip("1234567890abcdefghij", codings, strict=False))

    def press(self, session: Session, key: str) -> None:
        """Take the coding with that label away."""
        session.mode = Reading()
        if key in self.labels:
            session.remove(self.labels[key])

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
        steps = {
            "down": 1,
            "up": -1,
            "pagedown": 10,
            "pageup": -10,
            "ctrl+n": 1,
            "ctrl+p": -1,
            "enter": 10,
            "space": 10,
        }
        if key in LEAVE or key == "?" or (not self.line.text and key in {"backspace", "q"}):
            session.mode = Reading()
        elif key in steps:
            self.top = max(0, self.top + steps[key])
        elif self.line.press(key):
            self.top = 0

    def paste(self, session: Session, text: str) -> None:
        """Type the text."""
        self.line.insert(" ".join(text.split()))


class Browsing:
    """The codebook is walked through: the panel's cursor moves, the text stays."""

    def press(self, session: Session, key: str) -> None:
        """Move in the codebook, apply or edit the code there, or leave."""
        codes = [code.id for code in session.study.codebook]
        at = codes.index(session.panel_code) if session.panel_code in codes else 0
        steps = {
            "j": 1,
            "down": 1,
            "k": -1,
            "up": -1,
            "pagedown": 10,
            "pageup": -10,
            "home": -len(codes),
            "end": len(codes),
        }
        if key in LEAVE or key in {"backspace", "o", "q"}:
            session.mode = Reading()
        elif key in steps and codes:
            session.panel_code = codes[min(max(at + steps[key], 0), len(codes) - 1)]
        elif key == "enter" and codes:
            session.mode = Reading()
            verbs.apply_code(session, session.panel_code)
        elif key == "e":
            verbs.edit_code(session)
        elif key in {"c", "/"}:
            session.mode = Reading()
            verbs.pick_code(session)

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""
