"""Somebody at the codebook of a study that two people coded, without a file or a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desks import Coder, DeskRecorder, keys_of
from postil.model.change import AddCoder, Apply, Doubt, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.session.codebook import CodebookSession
from postil.session.session import Session
from postil.session.surroundings import Quit
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.session.surroundings import Effect

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


def used_by_two() -> Desk:
    """Ana and ben have both coded: F1 three times, F1.2 three times (once with a memo and a doubt), F4 once; not B2."""
    desk = small_desk()
    for coder in ("ana", "ben"):
        desk.act(AddCoder(coder), coder="")
        desk.act(Apply(Coding(P04, 2, None, None, "F1", coder)), Review(P04, 2, coder), coder=coder)
        desk.act(Apply(Coding(P04, 2, 0, 29, "F1.2", coder)), coder=coder)
    last = Coding(P05, 2, None, None, "F1.2", "ana")
    desk.act(Apply(last), Doubt(last), SetMemo(MemoKey.at_coding(last), "which papers?"), coder="ana")
    desk.act(Apply(Coding(P04, 4, None, None, "F1", "ana")), coder="ana")
    desk.act(Apply(Coding(P04, 4, 0, 2, "F4", "ben")), coder="ben")
    return desk


@dataclass
class AtBook(Coder):
    """Somebody at the codebook."""

    session: CodebookSession
    below: Session
    """The coding screen that leaving returns to."""
    left: int = 0
    """How often the codebook was left."""

    def press(self, keys: str) -> list[Effect]:
        """Press keys, written as for ``keys_of``; leaving gives the coding screen the front, as in the program."""
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
            if Quit() in effects:
                self.left += 1
                self.below.resumed()
        return effects

    @property
    def names(self) -> list[str]:
        """The rows of the tree: names, indented."""
        return ["  " * row.depth + row.code.name for row in self.session.rows]


def at_book(desk: Desk | None = None, *, coder: str | None = "ana", read_only: bool = False, code: str = "") -> AtBook:
    """Open the codebook of a desk, by default of ``used_by_two``, from the coding screen."""
    recorder = DeskRecorder(desk or used_by_two(), read_only=read_only)
    below = Session(recorder, coder=coder)
    return AtBook(recorder, CodebookSession(recorder, coder=coder, below=below, code=code), below)


def coded(study: Study) -> dict[str, set[tuple[str, str, int, int | None, int | None]]]:
    """What stands under each code: coder, transcript, paragraph and span."""
    found: dict[str, set[tuple[str, str, int, int | None, int | None]]] = {}
    for c, _ in study.codings():
        found.setdefault(c.code, set()).add((c.coder, c.transcript, c.paragraph, c.start, c.end))
    return found
