"""Reports in a terminal: opened, walked, followed to passages and come back to; and what that costs on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studies_at_scale import scaled_study
from terminals import Terminal, coding, planted

if TYPE_CHECKING:
    from pathlib import Path

MOVE, SCROLL = 2_500, 10_000
"""Bytes that a move, and a scroll or another report, may cost at 120x40."""


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_figures_lead_to_passages_and_back_to_the_same_figure(sample: Path, size: tuple[int, int]) -> None:
    with Terminal(coding(sample, "--coder", "ana"), *size, until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("R", quiet=0.6)
        assert terminal.lines[0].startswith(" Reports")
        assert "Which code was used in which case?" in terminal.text
        terminal.press("j", "enter", quiet=1.0)
        assert "cases" in terminal.lines[0]
        terminal.press("j", "j", "l", "l")
        assert "─ F1.1 Local idea and ownership · P03 · 2 codings" in terminal.lines[-3]
        terminal.press("enter", quiet=1.0)
        assert terminal.lines[0].startswith(" 2 passages")
        terminal.press("enter", quiet=0.6)
        assert "§8" in terminal.lines[0]
        terminal.press("q", "q", quiet=0.6)
        assert "─ F1.1 Local idea and ownership · P03 · 2 codings" in terminal.lines[-3]
        terminal.press("f", *"leadrship", "enter", quiet=0.1)
        assert "^^^^^^^^^" in terminal.text
        terminal.press(*["backspace"] * 9, *"speaker:P05", "enter", quiet=0.1)
        assert " only› speaker:P05" in terminal.text
        terminal.press("q", "q", "q")
        assert terminal.wait(5.0) == 0


def test_a_key_costs_one_frame_and_few_bytes(tmp_path: Path) -> None:
    study = scaled_study(tmp_path / "study.json", paragraphs=1_800, codings=3_000, transcripts=18)
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("R", "g", "g", quiet=0.4)
        for at in range(11):
            opened = terminal.press("]" if at else "enter", quiet=0.4)
            assert opened.frames <= 1, at
            assert len(opened.data) <= SCROLL, at
            for key in ("j", "k", "pagedown"):
                answer = terminal.press(key)
                assert answer.frames <= 1, key
                assert len(answer.data) <= (MOVE if key in "jk" else SCROLL), (at, key, len(answer.data))
        terminal.settle(3.0, first=3.0)
        assert terminal.settle(0.5, first=3.0).data == b""


def test_a_long_count_is_said_and_then_shown(sample: Path) -> None:
    many = ("import postil.session.reports", "postil.session.reports.MANY = 0")
    with Terminal(planted(many, sample, "--coder", "ana"), until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("R")
        answer = terminal.press("enter", quiet=0.6)
        assert b"counting codes" in answer.data
        assert "F1.1 Local idea and ownership" in terminal.text
        assert "counting" not in terminal.text
        terminal.press("q", "q", "q")
        assert terminal.wait(5.0) == 0
