"""Transcripts and what people do to them when they correct them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.text.segments import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INTERVIEW = (
    "Can you tell me how the crisis line started here?",
    "It was the liaison nurses, really. They had kept a list of everybody who was turned away in the night.",
    "Yeah.",
    "One of them took that list to the board, and the board could not look away from it any more.",
    "And what did the board say when they saw it?",
    "They said that there was no money, which was true, and that there was no need, which was not.",
    "Yeah.",
    "So we ran it for a year without a budget, on two phones and a rota that somebody drew by hand.",
    "Who answered the phones in that first year?",
    "Whoever had slept. I am only half joking about that, the rota was the weakest part of the whole thing.",
)


def transcript_of(texts: Iterable[str], speakers: Sequence[str] = ("INT", "P07"), name: str = "P07") -> Transcript:
    """A transcript with these paragraphs, whose speakers take turns."""
    paragraphs = tuple(
        Paragraph(n, text, speakers[(n - 1) % len(speakers)], "other") for n, text in enumerate(texts, 1)
    )
    return Transcript(reading_id(paragraphs), name, f"{name}.docx", "0" * 64, paragraphs)


def retyped(texts: Iterable[str], share: float, seed: int = 7) -> list[str]:
    """The texts with a slip in so many of their longer words."""
    chance = random.Random(seed)
    return [
        " ".join(
            word[:-1] + chance.choice("xyz") if len(word) > 3 and chance.random() < share else word
            for word in text.split(" ")
        )
        for text in texts
    ]


def at_sentences(texts: Iterable[str], most: int = 3) -> tuple[list[str], dict[int, int]]:
    """The texts cut at sentence ends into at most so many parts, and how many parts each has, by its number."""
    parts: list[str] = []
    numbers: dict[int, int] = {}
    for n, text in enumerate(texts, 1):
        spans = sentences(text)
        cuts = [text[start:end] for start, end in spans]
        head, rest = cuts[: most - 1], cuts[most - 1 :]
        here = [*head, " ".join(rest)] if rest else head
        numbers[n] = len(here)
        parts += here
    return parts, numbers
