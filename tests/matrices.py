"""Charted studies and people who chart them, for tests of the matrix and its cells."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desks import DeskRecorder, keys_of
from postil.errors import PostilError
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCoder,
    Apply,
    Change,
    GiveVoice,
    SetAttribute,
    SetSummary,
    SetValue,
)
from postil.model.coding import Coding, Passage
from postil.model.references import places_of, reference_to
from postil.reports.matrix import evidence, theme_codes
from postil.session.cell import CellSession
from postil.session.matrix import MatrixSession
from postil.session.surroundings import OpenScreen, Quit
from postil.storage import open_study
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.session.matrix_base import ChartingSession
    from postil.session.surroundings import Effect

_WORDS = (
    *("the", "nurses", "kept", "a", "list", "and", "took", "it", "to", "the", "board"),
    *("which", "wanted", "beds", "for", "a", "Friday", "night", "gap", "nobody", "saw"),
)
P04, P05 = (transcript.id for transcript in TRANSCRIPTS)
LIST, NO = Passage(P04, 2), Passage(P04, 4)
BOARD = Passage(P04, 2, 68, 99)
STAFF = Passage(P05, 2)


def summary(desk: Desk, case: str, text: str, *seen: Passage, status: str = "draft") -> Summary:
    """A summary that was written from some passages."""
    return Summary(text, status, seen, places_of(desk.study, case, text))


def apart(desk: Desk, coder: str, action: SetSummary) -> None:
    """Let somebody write a summary who has not seen any other."""
    stamp = desk.clock.tick()
    change = Change(stamp, coder, stamp, action, ())
    desk.study.fold([change])
    desk.log.add([change])


def charted_desk() -> Desk:
    """Two cases, three with one that has no transcript; cells in every state.

    P04: F1 checked, F1.2 coded and not charted, F4 two summaries, B2 nothing; P05: B2 stale, F1 a draft on nothing.
    """
    desk = small_desk()
    desk.act(AddCoder("ana"), AddCoder("ben"), coder="")
    desk.act(
        SetAttribute("role", Attribute("choice", ("manager", "nurse"), 1)),
        SetAttribute("years", Attribute("number", (), 2)),
        *(AddCase(name.lower(), name) for name in ("P04", "P05", "P06")),
        GiveVoice(P04, "", "p04"),
        GiveVoice(P05, "", "p05"),
        SetValue("p04", "role", "nurse"),
        SetValue("p05", "role", "manager"),
        SetValue("p04", "years", "9"),
        SetValue("p05", "years", "12"),
        coder="",
    )
    for passage, code in ((LIST, "F1"), (NO, "F1"), (LIST, "F1.2"), (BOARD, "F4"), (STAFF, "B2")):
        desk.act(Apply(Coding(*passage, code, "ben")), coder="ben")
    first = summary(desk, "p04", "The nurses’ own list led to the bid (§2).", LIST, NO, status="checked")
    desk.act(SetSummary("p04", "F1", first), coder="ben")
    desk.act(SetSummary("p05", "B2", summary(desk, "p05", "Nobody applied.")), coder="ben")
    desk.act(SetSummary("p05", "F1", summary(desk, "p05", "An idea.", status="draft")), coder="ben")
    for coder, text in (("cai", "A new chief got it."), ("ben", "The board was won over (§2).")):
        apart(desk, coder, SetSummary("p04", "F4", summary(desk, "p04", text, BOARD)))
    return desk


@dataclass
class Analyst:
    """Somebody at a matrix, who opens cells and comes back from them as in the program."""

    recorder: DeskRecorder
    screens: list[ChartingSession]
    opened: list[OpenScreen] = field(default_factory=list)
    """Other screens that were asked for."""
    has_left: bool = False

    @property
    def study(self) -> Study:
        return self.recorder.study

    @property
    def session(self) -> ChartingSession:
        """The screen in front."""
        return self.screens[-1]

    @property
    def matrix(self) -> MatrixSession:
        assert isinstance(self.screens[0], MatrixSession)
        return self.screens[0]

    @property
    def cell(self) -> CellSession:
        assert isinstance(self.session, CellSession)
        return self.session

    @property
    def message(self) -> str:
        return self.session.message

    def press(self, keys: str) -> None:
        """Press keys, written as for ``keys_of``."""
        self.strike(*keys_of(keys))

    def strike(self, *keys: str) -> None:
        """Press keys by their names."""
        for key in keys:
            for effect in self.session.press(key):
                self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case OpenScreen("cell", case=case, code=code):
                self.open(case, code)
            case OpenScreen():
                self.opened.append(effect)
            case Quit() if len(self.screens) > 1:
                self.back()
            case Quit():
                self.has_left = True

    def open(self, case: str, code: str) -> CellSession:
        """Open a cell."""
        matrix = self.matrix
        matrix.table.show(CellKey(case, code))
        cell = CellSession(self.recorder, matrix.table, matrix.runs, CellKey(case, code), coder=matrix.coder)
        self.screens.append(cell)
        return cell

    def back(self) -> None:
        """Leave the cell, as the program does."""
        left = self.session
        try:
            left.keep_typed()
        except PostilError as error:
            left.say(str(error), alarm=True)
            return
        self.screens.pop()
        self.session.resumed()

    def text(self, case: str, code: str) -> str:
        """The summary of a cell as it is recorded."""
        found = self.study.cells.summary(CellKey(case, code))
        return found.text if found else ""

    def state(self, case: str, code: str) -> str:
        """The state of a cell as the table has it."""
        return self.matrix.table.matrix.cell(case, code).state


def charting(desk: Desk | None = None, *, coder: str | None = "ana", read_only: bool = False) -> Analyst:
    """Begin at the matrix of a desk, by default ``charted_desk``, with all codes as its columns."""
    recorder = DeskRecorder(desk or charted_desk(), read_only=read_only)
    matrix = MatrixSession(recorder, coder=coder)
    matrix.table.choose("")
    matrix.table.go_to("p04", "F1")
    return Analyst(recorder, [matrix])


def chart_file(path: Path, *, cases: int = 0, share: float = 0.6, seed: int = 5) -> Path:
    """Give a study file cases with attributes, by default one a transcript, and summaries in some of its cells."""
    chance = random.Random(seed)
    with open_study(path, write=True) as file:
        study = file.study
        transcripts = list(study.transcripts.values())
        named = {f"C{at:03}": at for at in range(1, (cases or len(transcripts)) + 1)}
        actions: list[Action] = [
            SetAttribute("service", Attribute("choice", ("café", "house", "triage"), 1)),
            SetAttribute("years", Attribute("number", (), 2)),
        ]
        for name, at in named.items():
            actions += [
                AddCase(name.lower(), name),
                SetValue(name.lower(), "service", ("café", "house", "triage")[at % 3]),
            ]
            actions.append(SetValue(name.lower(), "years", str(at % 9)))
            if at <= len(transcripts):
                actions.append(GiveVoice(transcripts[at - 1].id, "", name.lower()))
        file.record(actions, coder="")
        codes = [code.id for code in theme_codes(study)]
        there = evidence(study)
        wanted = [CellKey(name.lower(), code) for name in named for code in codes]
        summaries: list[Action] = []
        for key in wanted:
            if chance.random() < share and (key in there or cases):
                words = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(8, 70)))
                seen = there.get(key, ()) if chance.random() < 0.9 else ()
                text = f"{words.capitalize()} ({reference(study, key, seen)})."
                value = Summary(text, chance.choice(("draft", "checked")), seen, places_of(study, key.case, text))
                summaries.append(SetSummary(*key, value))
        file.record(summaries, coder="ben")
    return path


def reference(study: Study, key: CellKey, seen: tuple[Passage, ...]) -> str:
    """How a summary refers to its first passage."""
    return reference_to(study, key.case, seen[0].place).strip("()") if seen else "§1"


def at_matrix(study: Path, coder: str = "ana") -> list[str]:
    """The command that opens the matrix of a study by itself."""
    lines = (
        "import sys",
        "from pathlib import Path",
        "from postil.storage import open_study",
        "from postil.tui import run_matrix",
        "with open_study(Path(sys.argv[1]), write=True) as file:",
        "    sys.exit(run_matrix(file, coder=sys.argv[2]))",
    )
    return [sys.executable, "-c", "\n".join(lines), str(study), coder]
