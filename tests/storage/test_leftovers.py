from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

from studies_on_disk import coded_study

from postil.storage.checks import check_file
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from pathlib import Path


def left_over(folder: Path, name: str = ".postil-memo-abcd1234") -> Path:
    """A folder as a killed program leaves it while a memo was open in an editor."""
    (folder / name).mkdir(mode=0o700)
    (folder / name / "memo.txt").write_text("SECRET")
    os.utime(folder / name, (time.time() - 60, time.time() - 60))
    return folder / name


def test_a_memo_left_by_a_killed_program_is_reported_and_removed_at_the_next_writing(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    folder = left_over(tmp_path)
    assert any(".postil-memo-" in problem.place and "memo" in problem.message for problem in check_file(path))
    open_study(path, write=False).close()
    assert folder.exists()
    with open_study(path, write=True) as file:
        assert not folder.exists()
        assert any("memo" in notice and "removed" in notice for notice in file.notices)
    assert check_file(path) == []


def test_a_memo_that_may_be_open_in_another_study_of_the_folder_is_left(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    coded_study(tmp_path / "other.json")
    folder = left_over(tmp_path)
    handle = os.open(tmp_path / "other.json.lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    open_study(path, write=True).close()
    assert folder.exists()
    os.close(handle)
    open_study(path, write=True).close()
    assert not folder.exists()


def test_only_old_folders_of_ones_own_are_removed_and_links_are_not_followed(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep.txt").write_text("keep")
    link = tmp_path / ".postil-memo-linked00"
    link.symlink_to(elsewhere)
    plain = tmp_path / ".postil-memo-plain000"
    plain.write_text("keep")
    new = left_over(tmp_path, ".postil-memo-new00000")
    os.utime(new, (time.time() + 60, time.time() + 60))
    with open_study(path, write=True) as file:
        assert file.notices == ()
    assert (elsewhere / "keep.txt").exists()
    assert link.is_symlink()
    assert plain.exists()
    assert new.exists()
