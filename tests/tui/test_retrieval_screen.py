"""Passages in a terminal: asked for, opened and come back to, marked; and what that costs on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.storage import open_study
from studies_at_scale import scaled_study
from terminals import Terminal, coding

if TYPE_CHECKING:
    from pathlib import Path

MOVE = 2_500
"""Bytes that a move inside the screen or a letter may cost at 120x40."""
SCROLL = 10_000
SCREEN = 8_000
"""Bytes that another screen may cost at 120x40."""


def quotable(path: Path) -> int:
    with open_study(path, write=False) as file:
        file.complete()
        return len(file.study.cells.quotable())


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_passages_are_asked_for_opened_and_marked(sample: Path, size: tuple[int, int]) -> None:
    before = quotable(sample)
    with Terminal(coding(sample, "--coder", "ana"), *size, until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("Q", quiet=1.0)
        terminal.press(*"leadrship")
        terminal.press("enter", quiet=1.0)
        assert "^^^^^^^^^" in terminal.text
        assert "there is no code “leadrship”" in terminal.lines[3]
        terminal.press(*["backspace"] * 9, *"leadership", "space", *"text:bin")
        terminal.press("enter", quiet=1.0)
        assert terminal.lines[0].startswith(" 1 passage in 1 paragraph ")
        terminal.press("/", *"leadership", "enter", "s", "J", quiet=0.6)
        assert terminal.lines[0].startswith(" 17 passages in 16 paragraphs ")
        place = next(line for line in terminal.lines if line.startswith(" ▌")).split()[1]
        terminal.press("enter", quiet=0.6)
        assert place in terminal.lines[0]
        assert "q goes back to the passages" in terminal.lines[-1]
        terminal.press("j", "Q", quiet=0.6)
        assert terminal.lines[0].startswith(" 17 passages"), "Q in the text comes back, to ask anew"
        assert terminal.lines[1] == " query› leadership"
        assert "typing asks anew" in terminal.lines[-1]
        terminal.press("enter", "enter", "q", quiet=0.6)
        assert next(line for line in terminal.lines if line.startswith(" ▌")).split()[1] == place, "so does q"
        terminal.press("*")
        assert f"* {place} “" in terminal.lines[-1]
        assert "b shows the bank of quotes" in terminal.lines[-1]
        terminal.press("m", *"opens", "enter")
        assert "✎ ana: opens" in terminal.text
        terminal.press("b")
        assert terminal.lines[0].startswith(f" Bank of quotes · {before + 1} passages")
        assert "b results" in terminal.lines[-1]
        terminal.press("b")
        assert terminal.lines[0].startswith(" 17 passages")
        terminal.press("enter", quiet=0.6)
        terminal.press("k", "*", quiet=0.6)
        assert "may be quoted" in terminal.lines[-1]
        terminal.press("u", "q", "q", quiet=0.6)
        assert "§" in terminal.lines[0], "back in the coding screen"
        terminal.press("o", "/", *"Running", "space", *"money", "enter", "Q", quiet=1.0)
        assert "B3.2" in terminal.lines[1]
        terminal.press("q", "o", "q")
        assert terminal.wait(5.0) == 0
    assert quotable(sample) == before + 1


def test_going_to_the_text_and_back_costs_a_frame_of_a_screen(tmp_path: Path) -> None:
    study = scaled_study(tmp_path / "study.json", paragraphs=1_800, codings=3_000, transcripts=18)
    for size, most in (((120, 40), SCREEN), ((80, 24), SCREEN // 2)):
        with Terminal(coding(study, "--coder", "ana"), *size) as terminal:
            terminal.settle(3.0, first=3.0)
            for keys in (["Q"], ["II.C", "enter"], *([[key] for key in ("enter", "q", "enter", "Q", "enter", "q")])):
                terminal.press(*keys[:-1])
                answer = terminal.press(keys[-1], quiet=0.6)
                assert answer.frames == 1, (size, keys)
                assert len(answer.data) <= most, (size, keys)
            assert len(terminal.press("j").data) <= MOVE, "nothing is left to paint"


def test_a_key_costs_one_frame_and_few_bytes(tmp_path: Path) -> None:
    study = scaled_study(tmp_path / "study.json", paragraphs=1_800, codings=3_000, transcripts=18)
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("Q")
        for key in "II.C":
            answer = terminal.press(key)
            assert len(answer.data) <= MOVE, key
            assert answer.frames == 1, key
        for key in (
            "enter",
            *"jjkj",
            "*",
            "*",
            "c",
            "c",
            "pagedown",
            "pageup",
            "G",
            "s",
            "s",
            "J",
            "K",
            "/",
            "ctrl+g",
            "?",
        ):
            answer = terminal.press(key)
            assert len(answer.data) <= SCROLL, key
            assert answer.frames <= 1, key
            if key in "jk*":
                assert len(answer.data) <= MOVE, key
        terminal.settle(3.0, first=3.0)
        assert terminal.settle(0.5, first=3.0).data == b""
