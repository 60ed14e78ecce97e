"""Modes of the codebook screen: the list of a code's codings, and the list of versions.

Invariant: nothing is recorded before Enter (or ``y``); leaving a list by ``q``, Backspace or Ctrl+G changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postil.model.book_changes import book_changes, stands_for
from postil.model.clock import stamp_time
from postil.model.names import field_label, full_name
from postil.session.editing import take_example
from postil.session.modes import LEAVE, Reading
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.model.book_changes import BookChanges, FieldChange
    from postil.model.book_version import BookVersion
    from postil.model.codebook import Code, Codebook
    from postil.model.coding import Coding
    from postil.model.versions import Version
    from postil.session.codebook import CodebookSession
    from postil.session.session import Session

_STEPS = {"j": 1, "down": 1, "ctrl+n": 1, "k": -1, "up": -1, "ctrl+p": -1, "pagedown": 10, "pageup": -10}


class CodingList:
    """All codings of a code, one under the cursor whose text is shown; to split the code, or to take an example."""

    def __init__(self, session: CodebookSession, code: Code, purpose: Literal["split", "example"]) -> None:
        self._book = session
        self.code = code
        self.purpose = purpose
        self.codings: Sequence[Coding] = session.codings_of(code.id)
        """Everybody's, as they are read; never empty."""
        self.at = 0
        """Index of the coding under the cursor."""
        self.marked: set[Coding] = set()
        """The codings that are to be sent to another code."""

    @property
    def coding(self) -> Coding:
        """The coding under the cursor."""
        return self.codings[self.at]

    def press(self, session: Session, key: str) -> None:
        """Move, mark, or be done."""
        last = len(self.codings) - 1
        steps = {**_STEPS, "home": -last, "g": -last, "end": last, "G": last}
        if key in LEAVE or key in {"q", "backspace"}:
            session.mode = Reading()
        elif key in steps:
            self.at = min(max(self.at + steps[key], 0), last)
        elif self.purpose == "example":
            if key in {"enter", "E", "space"}:
                session.mode = Reading()
                take_example(session, self.coding)
        elif key == "space":
            self.marked ^= {self.coding}
            self.at = min(self.at + 1, last)
        elif key == "a":
            self.marked = set() if len(self.marked) == len(self.codings) else set(self.codings)
        elif key == "enter":
            self._send(session)
        else:
            session.say("Space marks, a marks all, Enter sends the marked ones, q leaves")

    def _send(self, session: Session) -> None:
        from postil.session.codebook_pickers import PickingFrom, SendTo  # noqa: PLC0415 - when a key comes

        chosen = [coding for coding in self.codings if coding in self.marked]
        if chosen:
            session.mode = PickingFrom(self._book, SendTo(self._book, self.code, chosen), self)
        else:
            session.say("Space marks the codings that go to another code; none is marked yet")

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""


class Line(NamedTuple):
    """One line of what has changed."""

    sign: str
    """``+`` for what came, ``−`` for what went, ``~`` for what became different; empty under such a line."""
    text: str


class VersionList:
    """The versions of the codebook, and what has changed since the one under the cursor."""

    def __init__(self, session: CodebookSession) -> None:
        self._book = session
        versions = session.study.book_versions
        self.versions: Sequence[tuple[str, BookVersion, Version]] = [
            (name, version, head) for name, (version, head) in reversed(list(versions.items()))
        ]
        """Name, codes and who named it, the latest first; never empty."""
        self.at = 0
        """Index of the version under the cursor."""
        self.top = 0
        """First line of what has changed that is shown."""
        self._lines: tuple[int, Codebook, list[Line]] | None = None

    @property
    def lines(self) -> list[Line]:
        """What has changed since the version under the cursor."""
        study = self._book.study
        if self._lines is None or self._lines[0] != self.at or self._lines[1] is not study.codebook:
            changes = book_changes(self.versions[self.at][1].codes, tuple(study.codebook), stands_for(study))
            self._lines = (self.at, study.codebook, list(told(changes)))
        return self._lines[2]

    def title(self, at: int) -> str:
        """A version as it is named in the list: its name, when, by whom, how many codes."""
        name, version, head = self.versions[at]
        who = f" by {head.coder}" if head.coder else ""
        codes = counted(sum(code.status != "heading" for code in version.codes), "code")
        return f"{name} · {stamp_time(head.stamp)[:10]}{who} · {codes}"

    def press(self, session: Session, key: str) -> None:
        """Go to another version, scroll, or leave."""
        if key in LEAVE or key in {"q", "v", "enter", "backspace"}:
            session.mode = Reading()
        elif key in {"pagedown", "space", "ctrl+f"}:
            self.top = min(self.top + 10, max(len(self.lines) - 1, 0))
        elif key == "pageup":
            self.top = max(self.top - 10, 0)
        elif key in _STEPS:
            self.at = min(max(self.at + _STEPS[key], 0), len(self.versions) - 1)
            self.top = 0
        else:
            session.say("j k another version, Space and PgUp scroll, q leaves")

    def paste(self, session: Session, text: str) -> None:
        """Nothing can be typed here."""


def told(changes: BookChanges) -> Iterator[Line]:
    """What became of a codebook, line by line."""
    if not changes:
        yield Line("", "nothing has changed since")
        return
    yield from (Line("+", f"new: {full_name(code)}") for code in changes.added)
    yield from (Line("−", f"gone: {full_name(code)}") for code in changes.gone)
    yield from (Line("−", f"{full_name(code)} is merged into {full_name(into)}") for code, into in changes.merged)
    yield from (Line("−", f"retired: {full_name(change.code)}") for change in changes.retired)
    yield from (Line("~", f"{change.old} is called {full_name(change.code)} now") for change in changes.renamed)
    for change in changes.moved:
        yield Line(
            "~", f"{full_name(change.code)} stood under {change.old or 'nothing'}, now {change.new or 'at the top'}"
        )
    for change in changes.renumbered:
        yield Line("~", f"{full_name(change.code)} had the number {change.old or '(none)'}")
    for change in (*changes.reworded, *changes.others):
        yield from _reworded(change)


def _reworded(change: FieldChange) -> Iterator[Line]:
    yield Line("~", f"{field_label(change.field)} of {full_name(change.code)}")
    yield Line("", f"was: {change.old or '(nothing)'}")
    yield Line("", f"now: {change.new or '(nothing)'}")
