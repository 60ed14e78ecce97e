"""The matrix in a terminal: what keys cost on the wire, what outlives a signal or a kill, and how screens are left."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from matrices import at_matrix, chart_file
from postil.storage import open_study
from studies_at_scale import scaled_study
from terminals import Terminal, coding, planted

KEY, SCROLL = 2_500, 10_000
"""Bytes that moving or typing, and scrolling or opening, may cost at 120x40."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighteen cases, 67 codes, most cells with passages, most of these charted."""
    path = scaled_study(
        tmp_path_factory.mktemp("charted") / "study.json", paragraphs=1_800, codings=1_500, transcripts=18
    )
    return chart_file(path)


@pytest.fixture
def charted(base: Path, tmp_path: Path) -> Path:
    """A copy of that study."""
    return Path(shutil.copy(base, tmp_path / "study.json"))


def test_moving_over_all_cells_and_scrolling_cost_a_frame_and_few_bytes(charted: Path) -> None:
    with Terminal(at_matrix(charted), until="charted") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("t", *"all", "enter")
        assert "18 cases × " in terminal.lines[0]
        sizes: dict[str, list[int]] = {"move": [], "scroll": []}
        for kind, keys in (
            ("move", "jjjkkk"),
            ("scroll", ["l"] * 12 + ["pagedown", "pageup", "G", "$", "0", "g", "g"]),
        ):
            for key in keys:
                answer = terminal.press(key)
                assert answer.frames <= 1, key
                sizes[kind].append(len(answer.data))
        assert max(sizes["move"]) <= KEY, sizes
        assert max(sizes["scroll"]) <= SCROLL, sizes
        for key in (
            "n",
            "n",
            "N",
            "x",
            "u",
            "]",
            "[",
            "c",
            "j",
            "pagedown",
            "l",
            "r",
            "j",
            "q",
            "b",
            "down",
            "enter",
            "l",
        ):
            answer = terminal.press(key)
            assert answer.frames <= 1, key
            assert len(answer.data) <= SCROLL, key
        assert terminal.settle(3.0, first=3.0).data == b"" or "saved" in terminal.lines[0]
        assert terminal.settle(0.5, first=3.0).data == b""


def test_typing_into_a_summary_costs_a_frame_and_few_bytes(charted: Path) -> None:
    with Terminal(at_matrix(charted), until="charted") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("n", "enter", "tab")
        for key in ("x", *"yz", "space", *"word", "enter", "up", "down", "backspace", "home", *"in"):
            answer = terminal.press(key, quiet=0.08)
            assert answer.frames <= 1, key
            assert len(answer.data) <= KEY, (key, len(answer.data))
        assert "○ typing" in terminal.lines[0]
        terminal.settle(3.0, first=3.0)
        assert "● saved" in terminal.lines[0]
        assert terminal.settle(0.5, first=3.0).data == b""


def test_what_was_typed_before_the_last_pause_outlives_a_killed_program(charted: Path) -> None:
    with Terminal(at_matrix(charted), until="charted") as terminal:
        terminal.press("enter", "tab", *"before")
        terminal.settle(3.0, first=3.0)
        assert "● saved" in terminal.lines[0]
        terminal.press(*"after")
        terminal.kill()
    assert "before" in _first_cell(charted)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_summary_that_is_typed(charted: Path, number: signal.Signals) -> None:
    with Terminal(at_matrix(charted), until="charted") as terminal:
        terminal.press("enter", "tab", *"half a thou")
        os.kill(terminal.process.pid, number)
        assert terminal.wait(5.0) == 128 + number
    assert _first_cell(charted).endswith("half a thou")


def test_a_memo_that_waits_below_the_matrix_is_kept_on_a_signal(charted: Path) -> None:
    with Terminal(coding(charted, "--coder", "ana"), until="§") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("m", *"waiting memo", "ctrl+g", "X")
        assert "Matrix" in terminal.lines[0]
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait(5.0) == 128 + signal.SIGTERM
    with open_study(charted, write=False) as file:
        assert any(str(memo.value).endswith("waiting memo") for _, memo in file.study.memos())


def test_from_coding_to_the_cell_to_the_passage_and_back(charted: Path) -> None:
    with Terminal(coding(charted, "--coder", "ana"), until="§") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("X")
        assert "Matrix · " in terminal.lines[0]
        terminal.press("n", "enter")
        assert "passage" in terminal.lines[0]
        place = next(line for line in terminal.lines if "▌ §" in line).split()[1]
        terminal.press("enter")
        assert f"{place} of" in terminal.lines[0]
        terminal.press("X", "enter")
        assert any(f"▌ {place} " in line for line in terminal.lines)  # the same cell again
        terminal.press("q", "q", "q")
        assert terminal.wait(5.0) == 0


def test_the_matrix_by_itself_opens_the_coding_screen_above_and_comes_back(charted: Path) -> None:
    with Terminal(at_matrix(charted), until="charted") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("n", "enter", "enter")
        assert " of 100" in terminal.lines[0]
        terminal.press("q")
        assert "passage" in terminal.lines[0]
        terminal.press("q", "q")
        assert terminal.wait(5.0) == 0


def test_a_text_that_cannot_be_kept_stays_on_the_screen_when_a_passage_is_opened(charted: Path) -> None:
    fault = (
        "from postil.errors import StudyFileError",
        "from postil.session.cell import CellSession",
        "def fail(session): raise StudyFileError('the disk is full')",
        "CellSession.keep_typed = fail",
    )
    with Terminal(planted(fault, charted, "--coder", "ana"), until="§") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press("X", "n", "enter", "enter")
        assert "the disk is full" in terminal.lines[-1]
        assert "passage" in terminal.lines[0]
        terminal.press("q", "q")
        assert "the disk is full" in terminal.lines[-1]


def test_small_screens_take_the_same_keys(charted: Path) -> None:
    with Terminal(at_matrix(charted), 80, 24, until="reads down") as terminal:
        terminal.press("n", "enter", "tab", *"typed", "tab", "c", "q", "c", "j", "q", "q")
        assert terminal.wait(5.0) == 0


def _first_cell(study: Path) -> str:
    """The summary of the cell at which the matrix opens."""
    with open_study(study, write=False) as file:
        from postil.session.matrix_table import Table  # noqa: PLC0415 - for this figure only

        key = Table(file.study).key
        assert key is not None
        found = file.study.cells.summary(key)
        return found.text if found else ""
