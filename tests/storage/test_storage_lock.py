from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from studies_on_disk import WHOLE, coded_study, crash, new_study

from postil.errors import StudyFileError
from postil.model.change import Apply
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, time
sys.path[:0] = {path!r}
from postil.model.change import Remove
from postil.storage.study_file import open_study
from studies_on_disk import WHOLE
file = open_study(sys.argv[1], write=True)
file.record([Remove(WHOLE)], coder="ana")
print("READY", flush=True)
time.sleep(60)
"""


def test_another_process_is_kept_out_may_read_and_gets_in_when_the_first_is_killed(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    script = HOLDER.format(path=[entry for entry in sys.path if entry])
    holder = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"READY\n"
        for _ in range(3):
            with pytest.raises(StudyFileError, match=f"in use.*process {holder.pid}, since 20"):
                open_study(path, write=True)
        with open_study(path, write=False) as reader:
            assert not reader.study.has(WHOLE)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    with open_study(path, write=True) as file:
        assert not file.study.has(WHOLE)
        assert any("1 decision" in notice for notice in file.notices)


def test_without_locks_in_the_file_system_a_file_stands_for_one_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("postil.storage.lock.fcntl.flock", no_locks)
    path = tmp_path / "s.json"
    file = new_study(path)
    assert any("no locks" in notice for notice in file.notices)
    with pytest.raises(StudyFileError, match="in use"):
        open_study(path, write=True)
    file.record([Apply(WHOLE)], coder="ana")
    file.close()
    with open_study(path, write=True) as again:
        assert again.study.has(WHOLE)


def test_a_folder_that_takes_no_lock_is_named_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "s.json.lock").unlink()
    real = os.open

    def read_only(name: object, flags: int, *rest: object, **more: object) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(name, flags, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("os.open", read_only)
    with pytest.raises(StudyFileError, match="Read-only") as caught:
        open_study(path, write=True)
    assert "--read-only" in caught.value.hint
    with open_study(path, write=False) as file:
        assert file.study.has(WHOLE)


def test_closing_twice_and_using_a_closed_study_are_harmless(tmp_path: Path) -> None:
    file = new_study(tmp_path / "s.json")
    file.close()
    file.close()
    with pytest.raises(StudyFileError, match="is closed"):
        file.record([Apply(WHOLE)], coder="ana")
    crash(open_study(tmp_path / "s.json", write=True))
