"""The consensus layer is written by decisions only: nobody records anything under its name, however it is spelt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli_program import Program, small_study, snapshot
from postil.model.change import AddCoder
from postil.model.decision import CONSENSUS
from postil.storage import open_study

SPELLINGS = ("consensus", "Consensus", "CON SENSUS", " consensus", "\uff43onsensus", "consens\u00fas")
SAYS = ("the name of the consensus layer", "--coder", "postil review")


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A study whose consensus was begun, and in which somebody was taken in as Consensus before this was refused."""
    return small_study(tmp_path / "held.json", coders=("ana", CONSENSUS, "Consensus"))


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that is left at once."""
    monkeypatch.setattr("postil.tui.check_terminal", lambda *_: None)
    monkeypatch.setattr("postil.tui.run_coding", lambda *_, **__: 0)


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize(
    "command",
    [
        ("apply", "STUDY", "P04:2", "F1"),
        ("apply", "STUDY", "P04:2", "F1", "--new-coder"),
        ("apply", "STUDY", "--from", "-"),
        ("code", "STUDY"),
        ("code", "STUDY", "--new-coder"),
        ("codebook", "add", "STUDY", "Hope"),
        ("codebook", "edit", "STUDY", "F1", "--definition", "x", "--new-coder"),
        ("codebook", "version", "STUDY", "one"),
        ("matrix", "rate", "STUDY", "P04", "F1", "1", "--new-coder"),
        ("redact", "STUDY", "P04:2", "--new-coder"),
        ("cases", "add", "STUDY", "Somebody"),
        ("cases", "auto", "STUDY"),
        ("rename", "STUDY", "P04", "Q04"),
    ],
)
def test_nothing_is_recorded_under_its_name(
    postil: Program, study: Path, held: Path, name: str, command: tuple[str, ...]
) -> None:
    before = snapshot(study.parent)
    for path in (study, held):
        arguments = [path if part == "STUDY" else part for part in command]
        assert postil(*arguments, "--coder", name).refuses(path.name, *SAYS)
    assert snapshot(study.parent) == before


def test_it_begins_no_study(postil: Program, transcript: Path) -> None:
    before = snapshot(transcript.parent)
    assert postil("new", transcript.with_name("s.json"), transcript, "--coder", "Consensus").refuses("s.json", *SAYS)
    assert postil("code", transcript, "--coder", "Consensus").refuses("P07.postil.json", *SAYS)
    assert snapshot(transcript.parent) == before


def test_neither_the_environment_nor_the_settings_make_it_a_coder(
    postil: Program, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "postil"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('coder = "Consensus"\n')
    assert postil("apply", study, "P04:2", "F1", "--new-coder").refuses("settings", *SAYS)
    monkeypatch.setenv("POSTIL_CODER", "consensus ")
    assert postil("apply", study, "P04:2", "F1", "--new-coder").refuses("POSTIL_CODER", *SAYS)
    postil.done("apply", study, "P04:2", "F1", "--coder", "ana")


def test_it_is_not_counted_among_those_who_may_be_meant(postil: Program, held: Path, tmp_path: Path) -> None:
    postil.done("apply", held, "P04:2", "F1")
    alone = small_study(tmp_path / "alone.json", coders=(CONSENSUS,))
    postil.done("apply", alone, "P04:2", "F1", "--coder", "eve")
    with open_study(held, write=True) as file:
        file.record([AddCoder("ben")], coder="")
    assert CONSENSUS not in postil("apply", held, "P04:2", "F1").error.casefold()
    assert CONSENSUS not in postil("apply", held, "P04:2", "F1", "--coder", "cons").error.casefold()


def test_it_is_read_like_a_coder(postil: Program, held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def draw(*_: object, coder: str, **__: object) -> int:
        calls.append(coder)
        return 0

    monkeypatch.setattr("postil.tui.run_coding", draw)
    for name in (CONSENSUS, "Consensus"):
        postil.done("code", held, "--read-only", "--coder", name)
        postil.done("report", "codes", held, "--coder", name)
    assert calls == [CONSENSUS, "Consensus"]
    postil.done("quotes", held, f"coder:{CONSENSUS}")
