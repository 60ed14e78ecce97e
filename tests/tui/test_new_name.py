"""A name that the study does not know, in a terminal: it is told, and makes a coder only with an act."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cli_program import small_study
from postil.storage import open_study
from reviews import second_coder
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

SAYS = "leed is a new name here; there is lead; your first act makes it a coder"


def opened(study: Path, command: str, name: str = "leed") -> Terminal:
    return Terminal(
        [sys.executable, "-m", "postil.cli", command, str(study), "--coder", name], 100, 30, until="new name"
    )


def coders(study: Path) -> tuple[str, ...]:
    with open_study(study, write=False) as file:
        return file.study.coders


@pytest.mark.parametrize("command", ["code", "review"])
def test_a_new_name_that_only_looks_becomes_no_coder(sample: Path, tmp_path: Path, command: str) -> None:
    study = sample if command == "review" else small_study(tmp_path / "small.json", coders=("ana", "lead"))
    if command == "review":
        second_coder(sample, "lead")
    before = study.read_bytes()
    with opened(study, command) as terminal:
        assert SAYS in terminal.text
        terminal.settle(2.5, first=2.5)
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    assert study.read_bytes() == before
    assert "leed" not in coders(study)


def test_a_new_name_that_codes_is_a_coder_for_good(tmp_path: Path) -> None:
    study = small_study(tmp_path / "small.json", coders=("ana", "lead"))
    with opened(study, "code") as terminal:
        terminal.press("space")
        assert "● saved" in terminal.text
        assert SAYS not in terminal.text
        terminal.press("u", "q")
        assert terminal.wait(5.0) == 0
    assert coders(study) == ("ana", "lead", "leed")
