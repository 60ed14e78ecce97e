"""A small charted study: two cases, three themes, cells in most states; in memory and on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    GiveVoice,
    Quote,
    Rate,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.coding import Coding, Passage
from postil.model.references import places_of
from postil.reports.matrix import evidence
from postil.storage import create_study
from studies import CODES, TRANSCRIPTS, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)
HOSTILE = '=HYPERLINK("http://x")\n- <script>alert(1)</script>\n\x1b[31m | \u202etxt.exe\u202c ../../etc _x0041_'
"""What no export may run, obey or follow."""


def coding(code: str, n: int = 2, transcript: str = P04, span: tuple[int, int] | None = None) -> Coding:
    """A coding of ana's."""
    start, end = span or (None, None)
    return Coding(transcript, n, start, end, code, "ana")


BEGINNING: list[Action] = [
    *(AddCode(code) for code in CODES),
    *(AddTranscript(transcript) for transcript in TRANSCRIPTS),
    AddCoder("ana"),
    AddCase("p04", "P04"),
    AddCase("p05", "P05"),
    GiveVoice(P04, "", "p04"),
    GiveVoice(P05, "", "p05"),
    SetAttribute("role", Attribute("choice", ("nurse", "manager"))),
    SetAttribute("beds", Attribute("number", (), 1)),
    SetValue("p04", "role", "nurse"),
    SetValue("p04", "beds", "4"),
    SetValue("p05", "role", "manager"),
]
CODED: list[Action] = [
    Apply(coding("F1")),
    Apply(coding("F1.2", 4)),
    Apply(coding("F4")),
    Apply(coding("B2", 2, P05)),
    Quote(Passage(P04, 2), quotable=True),
]


def charted(study: Study) -> list[Action]:
    """Summaries of what is coded: checked on F1, draft with a comment on F4."""
    seen = evidence(study)
    return [
        SetSummary("p04", "F1", _summary(study, "The nurses' list led (§2).", "checked", seen[CellKey("p04", "F1")])),
        SetSummary("p04", "F4", _summary(study, "- No chief\n- A list", "draft", seen[CellKey("p04", "F4")])),
        SetComment("p04", "F4", "Compare with P05."),
    ]


def _summary(study: Study, text: str, status: str, seen: tuple[Passage, ...]) -> Summary:
    return Summary(text, status, seen, places_of(study, "p04", text))


STALE: Action = Apply(coding("F4", 3))
"""Makes the summary on F4 stale."""
RATED: list[Action] = [
    Rate("p04", "F1", "ana", Rating("+2", "strong")),
    Rate("p04", "F1", "consensus", Rating("mixed")),
]


def charted_desk(*more: Action) -> Desk:
    """The study in memory, with more done to it."""
    desk = Desk()
    desk.act(*BEGINNING)
    desk.act(*CODED)
    desk.act(*charted(desk.study))
    desk.act(STALE)
    if more:
        desk.act(*more)
    return desk


def charted_study(path: Path, *more: Action) -> Path:
    """The same on disk."""
    with create_study(path, title="A charted study", actions=BEGINNING) as study_file:
        study_file.record(CODED, coder="ana")
        study_file.record(charted(study_file.study), coder="ana")
        study_file.record([STALE], coder="ana")
        if more:
            study_file.record(more, coder="ana")
    return path
