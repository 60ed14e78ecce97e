"""The review in a terminal: ten disagreements decided at the keyboard, what that costs on the wire, and leaving."""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from cli_program import small_study
from postil.model.change import Review
from postil.model.decision import CONSENSUS
from postil.storage import open_study
from reviews import P04, originals, second_coder
from studies_at_scale import scaled_study
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

STEP = 10_000
"""Bytes that a decision or a step may cost at 120x40."""


@pytest.fixture
def double_coded(sample: Path) -> Path:
    second_coder(sample)
    return sample


def reviewing(study: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "postil.cli", "review", str(study), "--coder", "lead", *options]


def decisions(study: Path) -> list[tuple[str, str]]:
    """What was decided, in reading order."""
    with open_study(study, write=False) as file:
        order = list(file.study.transcripts)
        made = file.study.decisions()
        places = sorted(made, key=lambda place: (order.index(place.transcript), place.paragraph))
        return [(made[place][0].choice, made[place][0].kept) for place in places]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_ten_disagreements_are_decided_at_the_keyboard(double_coded: Path, size: tuple[int, int]) -> None:
    with open_study(double_coded, write=False) as file:
        before = originals(file.study)
    with Terminal(reviewing(double_coded), *size, until="keep ana" if size[0] > 100 else "ana") as terminal:
        terminal.settle(1.0, first=2.0)
        terminal.press(*"aabb==00")
        assert "8 decided" in terminal.text
        terminal.settle(0.6, first=0.6)
        assert re.search(r"α \.\d\d → \.\d\d", terminal.lines[0])
        terminal.press("a", "u", "r", *"both fit", "enter", "a")
        assert "9 decided" in terminal.text
        terminal.press("c", *"lead", "enter")
        assert "10 decided" in terminal.text
        assert "● saved" in terminal.text
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    assert decisions(double_coded) == [
        *[("keep", "ana")] * 2, *[("keep", "ben")] * 2, *[("both", "")] * 2, *[("neither", "")] * 2,
        ("keep", "ana"), ("other", ""),
    ]  # fmt: skip
    with open_study(double_coded, write=False) as file:
        assert originals(file.study) == before
        assert CONSENSUS in file.study.coders
        assert "both fit" in {decision.reason for decision, _ in file.study.decisions().values()}


def test_a_step_and_a_decision_cost_one_frame_and_few_bytes(tmp_path: Path) -> None:
    study = scaled_study(tmp_path / "study.json", paragraphs=1_800, codings=2_500, transcripts=18)
    second_coder(study)
    with Terminal(reviewing(study), until="keep ana") as terminal:
        terminal.settle(2.0, first=3.0)
        for key in (*"jjkkab=0uuUUsg", "pagedown", "tab", "c", *"lea", "tab", "enter", "G", "home"):
            answer = terminal.press(key, quiet=0.08)
            assert len(answer.data) <= STEP, key
            assert answer.frames <= 1, key
        terminal.settle(1.0, first=1.0)  # the figure that is counted when keys pause
        assert terminal.settle(0.5, first=4.0).data == b""


def test_a_signal_keeps_decisions_and_a_reason_that_was_typed(double_coded: Path) -> None:
    with Terminal(reviewing(double_coded), until="keep ana") as terminal:
        terminal.press("a", "r", *"half a reason")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait(5.0) == 128 + signal.SIGTERM
        assert "reason kept: a reason was typed and not saved" in " ".join(terminal.text.split())
    assert decisions(double_coded) == [("keep", "ana")]
    with open_study(double_coded, write=False) as file:
        assert "half a reason" in {str(memo.value) for key, memo in file.study.memos() if key.coder == CONSENSUS}


def test_a_reason_that_waits_for_its_decision_outlives_a_killed_program(double_coded: Path) -> None:
    with Terminal(reviewing(double_coded), until="keep ana") as terminal:
        terminal.press("r", *"because", "enter")
        assert "● saved" in terminal.text
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.wait(5.0)
    with Terminal(reviewing(double_coded), until="keep ana") as terminal:
        assert "reason, for the decision you make next here: because" in terminal.text
        terminal.press("a", "q")
        assert terminal.wait(5.0) == 0
    with open_study(double_coded, write=False) as file:
        assert [decision.reason for decision, _ in file.study.decisions().values()] == ["because"]


def test_a_second_reviewer_is_told_who_has_the_study_and_may_look(double_coded: Path) -> None:
    with Terminal(reviewing(double_coded), until="keep ana") as terminal:
        with Terminal(reviewing(double_coded)) as second:
            assert "postil: " in second.text
            assert second.wait(5.0) == 1
        with Terminal(reviewing(double_coded, "--read-only"), until="reading only") as reader:
            reader.press("a")
            assert "cannot keep" in reader.lines[-1]
            assert "0 decided" in reader.lines[0]
        terminal.press("q")
        assert terminal.wait(5.0) == 0


@pytest.mark.parametrize(
    ("term", "environment"),
    [
        ("xterm-256color", {"NO_COLOR": "1"}),
        ("linux", {}),
        ("xterm-256color", {"COLORTERM": "truecolor"}),
    ],
    ids=["NO_COLOR", "16 colours", "true colours"],
)
def test_the_screen_reads_alike_with_any_colours(double_coded: Path, term: str, environment: dict[str, str]) -> None:
    with Terminal(reviewing(double_coded), env=environment, term=term, until="keep ana") as terminal:
        terminal.settle(0.5, first=1.0)
        assert "a   ana" in terminal.text
        assert "○ not decided" in terminal.text
        looks = {int(part) for look in re.findall(rb"\x1b\[([0-9;]+)m", terminal.written) for part in look.split(b";")}
        colours = looks & {*range(30, 39), *range(40, 49), *range(90, 108)}
        assert bool(colours) != ("NO_COLOR" in environment)


def test_a_tiny_terminal_is_told_so_and_takes_only_q(double_coded: Path) -> None:
    with Terminal(reviewing(double_coded), 20, 5, until="small") as terminal:
        terminal.press("a")
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    assert decisions(double_coded) == []


def test_coders_who_agree_leave_nothing_to_review(tmp_path: Path) -> None:
    study = small_study(tmp_path / "study.json", coders=("ana", "ben"))
    with open_study(study, write=True) as file:
        for coder in ("ana", "ben"):
            file.record([Review(P04, 4, coder)], coder=coder)
    with Terminal(reviewing(study), 200, until="no disagreements") as terminal:
        assert terminal.wait(5.0) == 0
        assert "ana, ben agree on 1 paragraph" in " ".join(terminal.text.split())
