"""What a key costs on the wire: bytes and frames are exact, so they are asserted; times are for `make bench`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studies_at_scale import scaled_study
from terminals import Terminal, coding

if TYPE_CHECKING:
    from pathlib import Path

KEY = 2500
"""Bytes that moving, applying or a letter in the picker may cost at 120x40."""
SCROLL = 10_000


@pytest.fixture(
    params=[pytest.param("small", id="200 paragraphs"), pytest.param("large", id="20,000", marks=pytest.mark.slow)]
)
def study(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def test_bytes_and_frames_per_key(study: Path) -> None:
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        assert "§" in terminal.text
        terminal.settle(3.0, first=3.0)
        costs: dict[str, list[tuple[int, int]]] = {}

        def press(kind: str, *keys: str) -> None:
            for key in keys:
                answer = terminal.press(key)
                costs.setdefault(kind, []).append((len(answer.data), answer.frames))

        press("either", *"jjjjjjjjjjkkkkjjjjjj")
        press("open", "c")
        press("letter", *"lea", "backspace", "backspace", *"oc")
        press("apply", "enter", "u", ".", "1", "2", "3", ",")
        press("open", "c")
        press("letter", *"cult")
        press("apply", "tab", "ctrl+g")
        press("either", "space", "space", "space", "tab", "J", "K")
        press("scroll", "pagedown", "pagedown", "pageup", "G", "g", "g")
        for kind in ("letter", "apply"):
            for size, frames in costs[kind]:
                assert size <= KEY, (kind, costs[kind])
                assert frames <= 1, (kind, costs[kind])
        for size, frames in costs["either"]:
            assert size <= SCROLL
            assert frames <= 1
        moves = sorted(size for size, _ in costs["either"])
        assert moves[len(moves) // 2] <= KEY / 2
        assert all(size <= SCROLL and frames <= 1 for size, frames in costs["scroll"]), costs["scroll"]
        assert costs["open"][0][1] == 1


def test_a_move_inside_the_screen_costs_little(small: Path) -> None:
    with Terminal(coding(small, "--coder", "ben", "--new-coder")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("G", "g", "g")
        for key in "jkjk":
            answer = terminal.press(key)
            assert len(answer.data) <= KEY
            assert answer.frames == 1


def test_the_codebook_costs_no_more_than_coding(small: Path) -> None:
    with Terminal(coding(small, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        assert len(terminal.press("o").data) <= 2 * SCROLL
        assert "Codebook" in terminal.lines[0]
        costs: dict[str, list[tuple[int, int]]] = {}

        def press(kind: str, *keys: str) -> None:
            for key in keys:
                answer = terminal.press(key)
                costs.setdefault(kind, []).append((len(answer.data), answer.frames))

        press("move", *"jjjjjjkkkjjjjjj", "g")
        press("branch", "space", "space", "h", "l")
        press("move", "tab", *"jjk", "tab")
        press("scroll", "G", "g", "pagedown", "pageup", "z", "z", "x", "u")
        for kind, most in (("move", KEY), ("branch", KEY), ("scroll", SCROLL)):
            assert all(size <= most and frames <= 1 for size, frames in costs[kind]), (kind, costs[kind])
        terminal.press("o")
        assert "Codebook" not in terminal.lines[0]


def test_nothing_is_written_while_nothing_happens(small: Path) -> None:
    with Terminal(coding(small, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("j")
        assert terminal.settle(0.5, first=4.0).data == b""


def test_codes_on_the_first_paragraph_cost_no_more_than_elsewhere(tmp_path: Path) -> None:
    study = scaled_study(tmp_path / "study.json", paragraphs=200, codings=300)  # its own: `u` undoes its own codes
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("G", "g", "g")
        for key in "1346uuuu":
            answer = terminal.press(key)
            assert "§1 of" in terminal.text, key
            assert "already" not in terminal.lines[-1], key
            assert len(answer.data) <= KEY, key
            assert answer.frames == 1
