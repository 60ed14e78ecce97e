"""The codebook in a terminal: codes changed at the keyboard, looked at again, and every way out with the file whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cli_program import small_study
from postil.model.change import Apply
from postil.model.coding import Coding, Place
from postil.storage import open_study
from reviews import P04, P05
from studies import content
from terminals import Terminal, coding

if TYPE_CHECKING:
    from pathlib import Path


POSTIL = (sys.executable, "-m", "postil.cli")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Ana has used F1 and F1.2, ben F1."""
    path = small_study(tmp_path / "study.json", coders=("ana", "ben"))
    with open_study(path, write=True) as file:
        for n, code, coder in ((2, "F1", "ana"), (4, "F1", "ana"), (2, "F1.2", "ana"), (2, "F1", "ben")):
            file.record([Apply(Coding(P04, n, None, None, code, coder))], coder=coder)
    return path


def sound(path: Path) -> bool:
    """Whether `postil check` finds nothing."""
    return subprocess.run([*POSTIL, "check", str(path)], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_a_code_is_renamed_merged_and_split_all_is_undone_and_redone(study: Path, size: tuple[int, int]) -> None:
    with open_study(study, write=False) as file:
        before = content(file.study)
    with Terminal(coding(study, "--coder", "ana"), *size, until="§") as terminal:
        terminal.press("o")
        assert "Codebook · 4 codes" in terminal.lines[0]
        terminal.press("r", *"!!", "enter")
        assert "Bottom-up development!!" in terminal.text
        terminal.press("j", "M", *"lead", "enter")
        assert "merge F1.2 (2 codings, 1 coder) into F4 (1)? y" in terminal.lines[-1]
        terminal.press("y", "g", "S", "space", "space", "enter", *"Maps", "enter")
        assert "2 codings of F1 Bottom-up development!! sent to Maps" in terminal.lines[-1]
        terminal.press("q")
        assert "Codebook" not in terminal.lines[0]
        terminal.press("o", "q", "q")
        assert terminal.wait(5.0) == 0
    with open_study(study, write=False) as file:
        after = content(file.study)
        made = file.study.codebook.find("Maps")[0].id
        assert {c.coder for c, _ in file.study.codings() if c.code == made} == {"ana", "ben"}
    with Terminal(coding(study, "--coder", "ana"), *size, until="§") as terminal:
        terminal.press("u", "u", "u", "q")
        assert terminal.wait(5.0) == 0
    with open_study(study, write=False) as file:
        assert content(file.study) == before
    with Terminal(coding(study, "--coder", "ana"), *size, until="§") as terminal:
        terminal.press("U", "U", "U", "q")
        assert terminal.wait(5.0) == 0
    with open_study(study, write=False) as file:
        assert content(file.study) == after
    assert sound(study)


def test_a_file_made_before_the_codes_were_changed_still_merges(study: Path, tmp_path: Path) -> None:
    other, merged = tmp_path / "ben.json", tmp_path / "merged.json"
    shutil.copy(study, other)
    with open_study(other, write=True) as file:
        file.record([Apply(Coding(P05, 2, None, None, "F1.2", "ben"))], coder="ben")
    with Terminal(coding(study, "--coder", "ana"), until="§") as terminal:
        terminal.press("o", "j", "M", *"lead", "enter", "y", "q", "q")
        assert terminal.wait(5.0) == 0
    subprocess.run([*POSTIL, "merge", str(study), str(other), "-o", str(merged)], check=True, capture_output=True)
    with open_study(merged, write=False) as file:
        assert {c.coder for c, _ in file.study.codings() if c.code == "F4"} == {"ana", "ben"}
    assert sound(merged)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_in_the_codebook_leaves_the_file_whole_and_the_reading_place_known(study: Path, number: int) -> None:
    with Terminal(coding(study, "--coder", "ana"), until="§") as terminal:
        terminal.press("g", "g", "j", "o", "n", *"Maps", "enter", "r", *"half")
        os.kill(terminal.process.pid, number)
        assert terminal.wait(5.0) == 128 + number
    with open_study(study, write=False) as file:
        assert len(file.study.codebook.find("Maps")) == 1
        assert file.study.bookmark("ana") == Place(P04, 2)
    assert sound(study)


def test_the_codings_of_a_code_that_was_worded_anew_are_looked_at_again(study: Path) -> None:
    with Terminal(coding(study, "--coder", "ana"), until="§") as terminal:
        assert "⟳" not in terminal.text
        terminal.press("o", "e", *"defin", "enter", *" More.", "enter", "o")
        assert "⟳ 2 to look at again" in terminal.lines[0]
        terminal.press("H", "h", "h")
        assert "nothing more to look at again" in terminal.lines[-1]
        assert "⟳" not in terminal.text
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    assert sound(study)


def test_own_keys_hold_in_the_codebook_too(study: Path, tmp_path: Path) -> None:
    (tmp_path / "postil").mkdir()
    (tmp_path / "postil" / "keymap.toml").write_text('"book.next" = ["s"]\n"history.undo" = ["Z"]\n')
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(coding(study, "--coder", "ana"), env=env, until="§") as terminal:
        terminal.press("o", "s", "x")
        assert "F1.2 Built on local need is retired" in terminal.lines[-1]
        terminal.press("Z")
        assert "undone: status of F1.2" in terminal.lines[-1]
        terminal.press("q", "q")
        assert terminal.wait(5.0) == 0
