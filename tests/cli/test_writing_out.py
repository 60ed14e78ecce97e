"""Files and folders that a command writes: none is what belongs to a study, and none is left half-written."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, snapshot
from postil.errors import StudyFileError
from postil.storage import create_study

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = (
    *("study.json.backups", "study.json.backups/out", "study.json.journal", "study.json.lock", "study.json.merge"),
    *("other.json.backups", "OTHER.JSON.BACKUPS", "other.json.journal", "other.json.lock.held", "other.json.merge"),
    *("other.json.journal.rej-2", ".postil-memo-abc"),
)
"""Names of what belongs to a study, that of the study which is read or of any other, there or not yet."""


@pytest.mark.parametrize("name", BESIDE)
def test_what_belongs_to_a_study_is_no_folder_for_a_package(
    postil: Program, study: Path, tmp_path: Path, name: str
) -> None:
    """The next backup would put the whole study into it; a folder in the place of the journal stops all work."""
    (tmp_path / "study.json.backups").mkdir(exist_ok=True)
    before = snapshot(tmp_path)
    assert postil("export", study, "--egress", "counts", "-o", tmp_path / name).refuses(name, "would be")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", BESIDE)
def test_what_belongs_to_a_study_is_no_file_for_a_table_or_another_study(
    postil: Program, study: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "study.json.backups").mkdir(exist_ok=True)
    target = tmp_path / name
    before = snapshot(tmp_path)
    assert postil("export", study, target, "--format", "csv").refuses(name)
    assert postil("new", target).refuses(name)
    assert postil("merge", study, study.with_name("b.json"), "-o", target).refuses(name)
    with pytest.raises(StudyFileError, match="would be"):
        create_study(target, title="")
    assert snapshot(tmp_path) == before


def test_names_that_are_only_like_those_are_taken(postil: Program, study: Path, tmp_path: Path) -> None:
    for name in ("backups", "journal.out", "lock-2", "study.json.out"):
        postil.done("export", study, "--egress", "counts", "-o", tmp_path / name)
        assert (tmp_path / name / "manifest.json").is_file()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_package_that_is_ended_midway_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    script = """
import os, sys
from pathlib import Path
from postil.cli.egress import put_package
from postil.exports.egress_telling import OutFile

class Ending(list):
    def __iter__(self):
        yield OutFile("quotations.csv", b"words")
        os.kill(os.getpid(), int(sys.argv[2]))
        os.kill(os.getpid(), int(sys.argv[2]))
        yield OutFile("manifest.json", b"{}")

put_package(Ending([OutFile("manifest.json", b"{}")]), Path(sys.argv[1]))
"""
    command = (sys.executable, "-c", script, str(tmp_path / "out"), str(int(number)))
    ended = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert ended.returncode == 128 + number, ended
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_file_that_is_being_written_is_whole_and_alone(tmp_path: Path, number: signal.Signals) -> None:
    """It was left beside its target, under another name, with all the words that it had so far."""
    script = """
import os, sys
from pathlib import Path
from postil.storage import atomic

write = atomic.write_all

def ending(handle, piece):
    write(handle, piece[:3])
    os.kill(os.getpid(), int(sys.argv[2]))
    write(handle, piece[3:])

atomic.write_all = ending
from postil.cli.files import put

put(b"all the words", Path(sys.argv[1]), Path("study.json"), force=len(sys.argv) > 3)
"""
    target = tmp_path / "out.csv"
    for besides in ((), ("force",)):
        command = (sys.executable, "-c", script, str(target), str(int(number)), *besides)
        ended = subprocess.run(command, check=False, capture_output=True, timeout=60)
        assert ended.returncode == 128 + number, ended
        assert snapshot(tmp_path) == {"out.csv": b"all the words"}


def test_a_folder_in_whose_place_anybody_may_put_another_is_refused(
    postil: Program, study: Path, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    (shared / "there").mkdir()
    for name in ("out", "there"):
        assert postil("export", study, "--egress", "counts", "-o", shared / name).refuses("shared", "by everybody")
    assert [path.name for path in shared.iterdir()] == ["there"]
    shared.chmod(0o777 | stat.S_ISVTX)
    postil.done("export", study, "--egress", "counts", "-o", shared / "out")
    shared.chmod(0o775)
    postil.done("export", study, "--egress", "counts", "-o", shared / "team")
