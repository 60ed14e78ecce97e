"""Fixtures for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_program import Program, small_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def postil(capsys: pytest.CaptureFixture[str]) -> Program:
    """The command line, to be called with arguments."""
    return Program(capsys)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small study with one coder, ana."""
    return small_study(tmp_path / "study.json")


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A transcript that is in no study."""
    path = tmp_path / "P07.txt"
    path.write_text("INT: How did it begin?\n\nP07: With a list.\n\nINT: And then?\n\nP07: Then nothing for a year.\n")
    return path
