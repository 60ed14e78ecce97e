"""The main job from end to end: real files to a study, codes at the keyboard, and what stock TinyDB then finds."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from tinydb import TinyDB

from terminals import NAMES, Terminal, coding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]


class Desk(Protocol):
    """Something that keys can be pressed on and a screen read from."""

    def press(self, *keys: str) -> object:
        """Press keys."""

    @property
    def text(self) -> str:
        """The screen."""


class Tmux:
    """A program in a tmux session of its own."""

    def __init__(self, argv: Sequence[str], cells: int = 120, rows: int = 40) -> None:
        self._socket = f"postil-test-{time.monotonic_ns()}"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(cells), "-y", str(rows), *argv)
        self._wait_for("§")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self._socket, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def _wait_for(self, text: str) -> None:
        deadline = time.monotonic() + 20
        while text not in self.text and time.monotonic() < deadline:
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        for key in keys:
            named = {"enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "BSpace", "ctrl+g": "C-g"}
            self._tmux("send-keys", *([named[key]] if key in named else ["-l", NAMES.get(key, key)]))
            time.sleep(0.12)

    @property
    def text(self) -> str:
        return self._tmux("capture-pane", "-p")

    def end(self) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], check=False, capture_output=True)


@pytest.fixture(params=["pty", "tmux"])
def desk(request: pytest.FixtureRequest, study_of_real_files: Path) -> Iterator[Desk]:
    """The study in the coding screen, on a bare terminal and in tmux."""
    command = coding(study_of_real_files, "--coder", "ana")
    if request.param == "pty":
        with Terminal(command) as terminal:
            yield terminal
        return
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    tmux = Tmux(command)
    yield tmux
    tmux.end()


@pytest.fixture
def study_of_real_files(tmp_path: Path, shared: Path) -> Path:
    """A study of a real interview and the invented ones, with CFIR."""
    study = tmp_path / "study.json"
    kelly = shared / "transcripts" / "sheffield_kelly.docx"
    interviews = sorted((ROOT / "sample_data" / "interviews").iterdir())
    command = [sys.executable, "-m", "postil.cli", "new", str(study), str(kelly), *map(str, interviews)]
    subprocess.run([*command, "--codebook", "cfir2022", "--title", "Whole job"], check=True, capture_output=True)
    return study


def table(study: Path, name: str) -> list[dict[str, Any]]:
    with TinyDB(study, encoding="utf-8", access_mode="r") as base:
        return [dict(document) for document in base.table(name).all()]


def test_code_a_span_a_memo_undo_and_quit(desk: Desk, study_of_real_files: Path) -> None:
    assert "sheffield_kelly" in desk.text
    desk.press("g", "5", "enter", "c", *"teaming", "enter")  # a whole paragraph
    desk.press("j", "v", "a", "c", *"cult", "enter")  # its first sentence
    desk.press("ctrl+g", "m", *"ask [Kelly] about this", "enter")  # a memo on the paragraph
    desk.press("j", ".")  # the last code again
    desk.press("j", ".", "u")  # and once too often
    desk.press("space")
    assert "● saved" in desk.text
    desk.press("q")
    deadline = time.monotonic() + 10
    while not table(study_of_real_files, "memos") and time.monotonic() < deadline:
        time.sleep(0.1)

    transcripts = {t["id"]: t for t in table(study_of_real_files, "transcripts")}
    found = []
    for coded in sorted(table(study_of_real_files, "codings"), key=lambda c: (c["paragraph"], c["code"])):
        transcript = transcripts[coded["transcript"]]
        text = transcript["paragraphs"][coded["paragraph"] - 1]["text"]
        assert transcript["name"] == "sheffield_kelly"
        assert coded["coder"] == "ana"
        if coded["start"] is not None:
            assert (coded["start"], text[coded["end"] - 1]) == (0, text[: coded["end"]][-1])
            assert 0 < coded["end"] <= len(text)
        found.append((coded["paragraph"], coded["code"], coded["start"] is None))
    names = {code["id"]: code["name"] for code in table(study_of_real_files, "codes")}
    assert [(n, names[code], whole) for n, code, whole in found] == [
        (5, "Teaming", True),
        (6, "Culture", False),
        (7, "Culture", True),
    ]
    assert [memo["text"] for memo in table(study_of_real_files, "memos")] == ["ask [Kelly] about this"]
    assert [mark["paragraph"] for mark in table(study_of_real_files, "reviewed")] == [8]
