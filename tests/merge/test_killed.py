"""A merge that is killed: with its output comes what takes it back, and what is left without one does no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from merging import begun, coded, handed_out, is_sound, work
from postil.errors import StudyFileError
from postil.merge.studies import merge_studies
from postil.storage import create_study
from system_calls import Calls, recorded

if TYPE_CHECKING:
    from cli_program import Program

KILLED = """
import os, signal, sys
from postil.cli import main

link, when = os.link, sys.argv.pop(1)

def killed(source, target, **keywords):
    if not str(target).endswith("team.json"):
        return link(source, target, **keywords)
    if when == "after":
        link(source, target, **keywords)
    os.kill(os.getpid(), signal.SIGKILL)

os.link = killed
main()
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    base = begun(tmp_path / "base.json")
    return (
        work(handed_out(base, "ana.json"), "ana", coded(1, "F1", "ana")),
        work(handed_out(base, "ben.json"), "ben", coded(2, "F4", "ben")),
    )


def killed_merge(pair: tuple[Path, Path], team: Path, when: str) -> None:
    """Merge, and be killed right before or right after the output has its name."""
    command = [sys.executable, "-c", KILLED, when, "merge", *map(str, pair), "-o", str(team)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def record_of(team: Path) -> Path:
    return team.with_name("team.json.merge")


def test_a_merge_that_is_killed_once_its_output_is_there_is_taken_back(
    postil: Program, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    team = tmp_path / "team.json"
    killed_merge(pair, team, "after")
    assert is_sound(postil, team)
    postil.done("merge", "--undo", team)
    assert team.read_bytes() == pair[0].read_bytes()


def test_a_record_without_its_output_does_no_harm(postil: Program, pair: tuple[Path, Path], tmp_path: Path) -> None:
    team = tmp_path / "team.json"
    killed_merge(pair, team, "before")
    assert not team.exists()
    assert record_of(team).stat().st_mode & 0o777 == 0o600
    left = record_of(team).read_bytes()
    assert "team.json does not exist" in postil("check", team).out
    for option in ("--undo", "--resolve"):
        assert postil("merge", option, team).refuses(str(team), "does not exist")
    assert record_of(team).read_bytes() == left

    postil.done("merge", *pair, "-o", team)
    postil.done("merge", "--undo", team)
    assert team.read_bytes() == pair[0].read_bytes()
    assert not record_of(team).exists()


def test_a_record_without_its_output_is_not_that_of_a_study_which_is_made_there(
    postil: Program, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    team = tmp_path / "team.json"
    killed_merge(pair, team, "before")
    create_study(team, title="another").close()
    assert is_sound(postil, team)
    assert postil("merge", "--undo", team).refuses("the record of another study's merge")
    team.unlink()
    work(handed_out(pair[0], "team.json"), "ana", coded(3, "F1", "ana"))
    assert is_sound(postil, team)
    assert postil("merge", "--undo", team).refuses("team.json.merge")


def test_the_record_is_durable_before_the_output_appears(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Calls = []

    def name_of(path: Path) -> str:
        return "folder" if path.is_dir() else "record" if ".merge" in path.name else "output"

    monkeypatch.setattr(os, "fsync", recorded(made, "sync", os.fsync, name_of))
    monkeypatch.setattr(os, "link", recorded(made, "name", os.link, name_of, 1))
    monkeypatch.setattr(Path, "replace", recorded(made, "name", Path.replace, name_of, 1))
    merge_studies(pair, tmp_path / "team.json")
    assert made[:6] == [
        ("sync", "output"),
        ("sync", "record"),
        ("name", "record"),
        ("sync", "folder"),
        ("name", "output"),
        ("sync", "folder"),
    ]


@pytest.mark.parametrize("former", [None, b"what an earlier merge left\n"])
def test_where_the_output_cannot_have_its_name_the_record_that_was_there_is_there_again(
    former: bytes | None, pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, link = tmp_path / "team.json", os.link
    if former is not None:
        record_of(team).write_bytes(former)

    def overtaken(source: Path, target: Path, **keywords: Any) -> None:  # noqa: ANN401 - as ``os.link`` has them
        target.write_bytes(b"somebody else's")
        link(source, target, **keywords)

    monkeypatch.setattr(os, "link", overtaken)
    with pytest.raises(StudyFileError, match="exists already"):
        merge_studies(pair, team)
    assert team.read_bytes() == b"somebody else's"
    assert (record_of(team).read_bytes() if record_of(team).exists() else None) == former
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_record_that_another_merge_has_put_there_meanwhile_stays(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, link = tmp_path / "team.json", os.link

    def overtaken(source: Path, target: Path, **keywords: Any) -> None:  # noqa: ANN401 - as ``os.link`` has them
        monkeypatch.setattr(os, "link", link)
        merge_studies([*reversed(pair)], target)
        link(source, target, **keywords)

    monkeypatch.setattr(os, "link", overtaken)
    with pytest.raises(StudyFileError, match="exists already"):
        merge_studies(pair, team)
    assert record_of(team).read_bytes().count(b"ben.json") == 1
    assert record_of(team).read_bytes().index(b"ben.json") < record_of(team).read_bytes().index(b"ana.json")
