"""Coding sessions without a file or a screen: a recorder over a desk, and keys by the line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.model.act import changes_of
from postil.session.session import Session
from studies import Desk, small_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action, Change
    from postil.model.log import Log, Step
    from postil.model.study import Study
    from postil.session.commands import Keymap
    from postil.session.surroundings import Effect


@dataclass
class DeskRecorder:
    """A recorder that keeps everything in memory, as a study file would keep it on disk."""

    desk: Desk = field(default_factory=small_desk)
    read_only: bool = False
    full: bool = False
    """Whether the disk is full, so that nothing can be recorded."""
    notices: tuple[str, ...] = ()
    acts: list[tuple[Change, ...]] = field(default_factory=list)
    """What was recorded through this recorder, an act at a time."""

    @property
    def study(self) -> Study:
        return self.desk.study

    @property
    def log(self) -> Log:
        return self.desk.log

    def record(self, actions: Iterable[Action], *, coder: str, undoes: str = "") -> tuple[Change, ...]:
        if self.read_only or self.full:
            raise StudyFileError("study.json cannot be written: the disk is full", "make room")
        changes = changes_of(self.study, actions, coder=coder, clock=self.desk.clock, undoes=undoes)
        self.desk.study.fold(changes)
        self.desk.log.add(changes)
        if changes:
            self.acts.append(changes)
        return changes

    def undo(self, coder: str) -> Step | None:
        return self._step(self.desk.log.undo(self.study, coder), coder)

    def redo(self, coder: str) -> Step | None:
        return self._step(self.desk.log.redo(self.study, coder), coder)

    def _step(self, step: Step | None, coder: str) -> Step | None:
        if step is not None:
            self.record(step.actions, coder=coder, undoes=step.group)
        return step


@dataclass
class Coder:
    """Somebody at a session, who presses keys and reads what is there."""

    recorder: DeskRecorder
    session: Session

    @property
    def study(self) -> Study:
        return self.recorder.study

    def press(self, keys: str) -> list[Effect]:
        """Press keys: ``keys_of`` tells how they are written. Returns the effects of the last one."""
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
        return effects

    @property
    def codes(self) -> dict[int, list[str]]:
        """Ids of the codes in the open transcript by paragraph, a span as ``F1 3-8``."""
        found: dict[int, list[str]] = {}
        for n, here in sorted(self.study.codings_in(self.session.transcript.id).items()):
            for c in sorted(here, key=lambda coding: coding.reading_order):
                if self.session.coder in {None, c.coder}:
                    found.setdefault(n, []).append(c.code if c.start is None else f"{c.code} {c.start}-{c.end}")
        return found

    @property
    def reviewed(self) -> set[int]:
        """Numbers of the reviewed paragraphs of the open transcript."""
        return set(self.study.reviewed(self.session.transcript.id, self.session.coder or ""))


def keys_of(keys: str) -> list[str]:
    """Keys of a line: words in ‹ › are names of keys, anything else but white space is a character for itself.

    ``c lead ‹enter›`` is six keys; a blank to be typed is ``‹space›``.
    """
    found: list[str] = []
    rest = keys
    while rest:
        if rest.startswith("‹"):
            name, _, rest = rest[1:].partition("›")
            found.append(name)
            continue
        if not rest[0].isspace():
            found.append(rest[0])
        rest = rest[1:]
    return found


def sit(
    desk: Desk | None = None,
    *,
    coder: str | None = "ana",
    read_only: bool = False,
    keymap: Keymap | None = None,
    auto_advance: bool = False,
) -> Coder:
    """Begin a session at a desk, by default at a small study with nothing coded."""
    recorder = DeskRecorder(desk or small_desk(), read_only=read_only)
    return Coder(recorder, Session(recorder, coder=coder, keymap=keymap, auto_advance=auto_advance))
