"""Studies of any size, made of invented speech, for budgets and benchmarks."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from postil.importers.codebook_csv import read_codebook
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, Review
from postil.model.coding import Coding
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.storage import create_study

if TYPE_CHECKING:
    from postil.model.change import Action

CODEBOOK = Path(__file__).resolve().parents[1] / "codebooks" / "cfir2022.csv"
_WORDS = [
    "we",
    "had",
    "the",
    "board",
    "in",
    "and",
    "they",
    "said",
    "no",
    "money",
    "for",
    "the",
    "night",
    "staff",
    "so",
    "people",
    "sat",
    "in",
    "the",
    "kitchen",
    "until",
    "the",
    "police",
    "came",
    "which",
    "was",
    "not",
    "what",
    "anybody",
    "wanted",
    "but",
    "it",
    "is",
    "what",
    "there",
    "was",
    "and",
    "the",
    "nurse",
    "from",
    "the",
    "trust",
    "knew",
    "everybody",
    "by",
    "name",
    "and",
    "that",
    "helped",
    "more",
    "than",
    "the",
    "building",
    "did",
    "in",
    "the",
    "end",
    "if",
    "I",
    "am",
    "honest",
    "with",
    "you",
]


def invented_transcript(name: str, paragraphs: int, seed: int) -> Transcript:
    """A transcript of questions and answers, 10 to 90 words each."""
    chance = random.Random(seed)
    spoken = []
    for n in range(1, paragraphs + 1):
        asked = n % 2 == 1
        words = chance.choices(_WORDS, k=chance.randint(5, 20) if asked else chance.randint(20, 90))
        text = " ".join(words).capitalize() + ("?" if asked else ".")
        spoken.append(
            Paragraph(n, text, "INT" if asked else name, "interviewer" if asked else "participant", "say", float(n * 9))
        )
    return Transcript(reading_id(spoken), name, f"{name}.txt", f"{seed:064x}", tuple(spoken))


def scaled_study(path: Path, *, paragraphs: int, codings: int, transcripts: int = 1, coder: str = "ana") -> Path:
    """A study of so many paragraphs and codings in all, closed in good order."""
    chance = random.Random(7)
    codes = read_codebook(CODEBOOK).codes
    active = [code.id for code in codes if code.status == "active"]
    corpus = [invented_transcript(f"P{i:02}", paragraphs // transcripts, i) for i in range(1, transcripts + 1)]
    actions: list[Action] = [*map(AddCode, codes), *map(AddTranscript, corpus)]
    with create_study(path, title="A study of some size", actions=actions) as file:
        decisions: list[Action] = [AddCoder(coder)]
        wanted: set[Coding] = set()
        while len(wanted) < codings:
            transcript = chance.choice(corpus)
            paragraph = chance.choice(transcript.paragraphs)
            wanted.add(Coding(transcript.id, paragraph.n, None, None, chance.choice(active), coder))
            decisions.append(Review(transcript.id, paragraph.n, coder))
        decisions += map(Apply, sorted(wanted))
        file.record(decisions, coder=coder)
    return path
