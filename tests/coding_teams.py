"""Small studies that a team coded, for tests of agreement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, Review
from postil.model.codebook import Code
from postil.model.coding import Coding as Given
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.storage import create_study
from studies import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from postil.model.change import Action

CODES = (
    Code("H", "Helps", status="heading"),
    Code("A", "Ideas", parent="H", number="A"),
    Code("A1", "Local ideas", parent="A", number="A.1"),
    Code("B", "Staff", number="B"),
    Code("C", "Money", number="C"),
)


def spoken(key: str, paragraphs: int, *, questions: int = 0) -> Transcript:
    """A transcript of so many answers, after so many questions; its id and name are the key."""
    asked = [Paragraph(n, f"Question {n}?", "INT", "interviewer") for n in range(1, questions + 1)]
    said = [
        Paragraph(n, f"Answer {n} in {key}.", key, "participant")
        for n in range(questions + 1, questions + paragraphs + 1)
    ]
    return Transcript(key, key, f"{key}.txt", "0" * 64, (*asked, *said))


def team_actions(coding: Mapping[str, Mapping[str, Sequence[str | None]]]) -> list[Action]:
    """Marks and codings: coder -> transcript -> for each paragraph its codes, with spaces between; None is not read."""
    actions: list[Action] = []
    for coder, transcripts in coding.items():
        actions.append(AddCoder(coder))
        for key, given in transcripts.items():
            for n, codes in enumerate(given, 1):
                if codes is not None:
                    actions.append(Review(key, n, coder))
                    actions += [Apply(Given(key, n, None, None, code, coder)) for code in codes.split()]
    return actions


def team(coding: Mapping[str, Mapping[str, Sequence[str | None]]], *, questions: int = 0) -> Desk:
    """A desk with a study that a team coded; questions, if there are any, come first in each transcript."""
    sizes: dict[str, int] = {}
    for transcripts in coding.values():
        for key, given in transcripts.items():
            sizes[key] = max(sizes.get(key, 0), len(given))
    desk = Desk()
    desk.act(*map(AddCode, CODES), coder="")
    texts = (spoken(key, size - questions, questions=questions) for key, size in sizes.items())
    desk.act(*map(AddTranscript, texts), coder="")
    desk.act(*team_actions(coding), coder="")
    return desk


Coding: TypeAlias = "dict[str, dict[str, list[str | None]]]"
INTERVIEW = replace(spoken("P1", 8, questions=1), id=reading_id(spoken("P1", 8, questions=1).paragraphs))
"""A question and eight answers, as they can be stored."""


def coded(coding: Coding) -> list[Action]:
    """What a team did with the interview; in ``coding`` it is called P1."""
    return team_actions({coder: {INTERVIEW.id: given["P1"]} for coder, given in coding.items()})


def team_study(path: Path, coding: Coding) -> Path:
    """A study of that one interview, in a file."""
    actions: list[Action] = [*map(AddCode, CODES), AddTranscript(INTERVIEW)]
    with create_study(path, title="Two services", actions=actions) as file:
        file.record(coded(coding), coder="ana")
    return path
