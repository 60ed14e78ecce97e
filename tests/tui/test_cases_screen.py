"""The cases in a terminal: a table filled in at the keyboard, what that costs on the wire, and leaving."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING

import pytest

from postil.model.case import Attribute
from postil.model.change import AddCase, SetAttribute, SetValue
from postil.storage import open_study
from studies_at_scale import scaled_study
from terminals import Terminal, coding

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.case import Case

MOVE = 2_500
"""Bytes that a move inside the screen, an edit or a letter may cost at 120x40."""
SCROLL = 10_000


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two hundred cases with twelve attributes."""
    path = scaled_study(tmp_path / "study.json", paragraphs=200, codings=300)
    with open_study(path, write=True) as file:
        names = [f"attribute {n}" for n in range(12)]
        file.record([SetAttribute(name, Attribute("text", (), at)) for at, name in enumerate(names)], coder="")
        for n in range(200):
            values = [SetValue(f"p{n:03}", name, f"value {n}.{at}") for at, name in enumerate(names)]
            file.record([AddCase(f"p{n:03}", f"P{n:03}"), *values], coder="")
    return path


def cases(path: Path) -> dict[str, Case]:
    with open_study(path, write=False) as file:
        file.complete()
        return dict(file.study.cases.all)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_a_table_is_filled_in_at_the_keyboard(sample: Path, size: tuple[int, int]) -> None:
    before = len(cases(sample))
    with Terminal(coding(sample, "--coder", "ana"), *size, until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("C")
        assert terminal.lines[0].startswith(f" Cases · {before} cases")
        terminal.press("n", *"Site one", "enter")
        assert "case Site one made" in terminal.text
        terminal.press("A", *"beds", "enter", *"number", "enter")
        terminal.press("enter", *"many", "enter")
        assert "is not a number" in terminal.lines[-1]
        terminal.press(*["backspace"] * 4, *"12", "enter")
        terminal.press("m", *"a note", "enter")
        assert "✎ a note" in terminal.text
        terminal.press("R", *"!", "enter")
        terminal.press("u")
        assert "undone" in terminal.lines[-1]
        terminal.press("q")
        assert "§" in terminal.lines[0], "back in the coding screen"
        terminal.press("C", "G", "q", "q")
        assert terminal.wait(5.0) == 0
    found = cases(sample)
    assert len(found) == before + 1
    assert (found["site one"].name, found["site one"].values["beds"], found["site one"].note) == (
        "Site one",
        "12",
        "a note",
    )


def test_a_key_costs_one_frame_and_few_bytes(study: Path) -> None:
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("C")
        assert "200 cases" in terminal.text
        for key in "jjkljlkhhj":
            answer = terminal.press(key)
            assert len(answer.data) <= MOVE, key
            assert answer.frames == 1, key
        for key in ("l", "l", "enter", *"abc", "backspace", "enter", "u"):
            answer = terminal.press(key)
            assert len(answer.data) <= SCROLL, key
            assert answer.frames <= 1, key
            if key in "abc":
                assert len(answer.data) <= MOVE, key
        for key in (
            "pagedown",
            "pageup",
            "G",
            "$",
            "0",
            "s",
            "s",
            "A",
            "ctrl+g",
            "t",
            "ctrl+g",
            "/",
            "9",
            "enter",
            "tab",
        ):
            answer = terminal.press(key)
            assert len(answer.data) <= SCROLL, key
            assert answer.frames <= 1, key
        terminal.settle(3.0, first=3.0)
        assert terminal.settle(0.5, first=3.0).data == b""


def test_a_signal_keeps_values_and_a_note_that_was_typed(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana"), until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("C", "n", *"Site two", "enter", "m", *"half a note")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait(5.0) == 128 + signal.SIGTERM
    assert cases(sample)["site two"].note == "half a note"


@pytest.mark.parametrize(
    ("term", "environment"), [("xterm-256color", {"NO_COLOR": "1"}), ("linux", {})], ids=["NO_COLOR", "16 colours"]
)
def test_the_cursor_is_seen_without_colours(sample: Path, term: str, environment: dict[str, str]) -> None:
    with Terminal(coding(sample, "--coder", "ana"), env=environment, term=term, until="saved") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("C")
        assert "▸" in terminal.text
        before = len(terminal.written)
        terminal.press("l")
        looks = {
            part for look in re.findall(rb"\x1b\[([0-9;]+)m", terminal.written[before:]) for part in look.split(b";")
        }
        assert b"7" in looks
        terminal.press("q", "q")
        assert terminal.wait(5.0) == 0
