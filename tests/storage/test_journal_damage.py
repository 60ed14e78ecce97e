from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from studies_on_disk import HEBREW, SPAN, WHOLE, coded_study, crash, new_study

from postil.errors import StudyFileError
from postil.model.change import Apply, Bookmark, Remove, SetMemo
from postil.model.coding import MemoKey
from postil.storage.journal import line_of, read_journal
from postil.storage.study_file import create_study, open_study
from studies import stamped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postil.model.change import Action
    from postil.storage.study_file import StudyFile

States = list[tuple[int, object]]


def journaled_study(folder: Path) -> States:
    """A study whose acts are in the journal only; after each act, the journal's length and the state."""
    folder.mkdir()
    path = folder / "s.json"
    file = new_study(path)
    states: States = [(_length(path), stamped(file.study))]
    acts: list[list[Action]] = [
        [Apply(WHOLE)],
        [Apply(SPAN), Bookmark("ana", (SPAN.transcript, 3))],
        [SetMemo(MemoKey.at_coding(SPAN), HEBREW)],
        [Remove(WHOLE)],
    ]
    for actions in acts:
        file.record(actions, coder="ana")
        states.append((_length(path), stamped(file.study)))
    crash(file)
    return states


def _length(path: Path) -> int:
    return path.with_name(path.name + ".journal").stat().st_size


@pytest.fixture(scope="module")
def journaled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, States]:
    folder = tmp_path_factory.mktemp("journal") / "study"
    return folder, journaled_study(folder)


def opened(folder: Path) -> Iterator[StudyFile]:
    for write in (False, True):
        with open_study(folder / "s.json", write=write) as file:
            yield file


def test_cut_off_at_every_byte_the_journal_gives_what_was_whole(journaled: tuple[Path, States], tmp_path: Path) -> None:
    folder, states = journaled
    whole = (folder / "s.json.journal").read_bytes()
    for length in range(len(whole) + 1):
        shutil.copytree(folder, tmp_path / "copy")
        (tmp_path / "copy" / "s.json.journal").write_bytes(whole[:length])
        acknowledged = [state for end, state in states if end <= length]
        reached = [state for end, state in states if end - 1 <= length]  # a line lacks its line end only
        state = (reached or acknowledged or [states[0][1]])[-1]
        for file in opened(tmp_path / "copy"):
            assert stamped(file.study) == state, length
        shutil.rmtree(tmp_path / "copy")


def test_a_torn_line_is_put_aside_and_said(journaled: tuple[Path, States], tmp_path: Path) -> None:
    folder, states = journaled
    shutil.copytree(folder, tmp_path / "copy")
    journal = tmp_path / "copy" / "s.json.journal"
    torn = b'1234abcd {"changes":[{"kind":"ap'
    journal.write_bytes(journal.read_bytes() + torn)
    with open_study(tmp_path / "copy" / "s.json", write=True) as file:
        assert any("unfinished" in notice and "put aside" in notice for notice in file.notices)
        assert stamped(file.study) == states[-1][1]
        file.record([Apply(WHOLE)], coder="ana")
        state = stamped(file.study)
        crash(file)
    assert (tmp_path / "copy" / "s.json.journal.rej").read_bytes() == torn + b"\n"
    for file in opened(tmp_path / "copy"):
        assert stamped(file.study) == state


def test_a_journal_that_is_one_torn_line_is_put_aside(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "s.json.journal").write_bytes(b'1234abcd {"op":"put","t":"cod')
    with open_study(path, write=False) as file:
        assert any("unfinished" in notice for notice in file.notices)
    with open_study(path, write=True) as file:
        file.record([Remove(SPAN)], coder="ana")
    assert (tmp_path / "s.json.journal.rej").exists()
    with open_study(path, write=False) as file:
        assert file.notices == ()


@pytest.mark.parametrize("bit", [0, 3, 5])
def test_with_one_bit_flipped_at_every_byte_no_record_is_wrong_and_none_lost(
    journaled: tuple[Path, States], tmp_path: Path, bit: int
) -> None:
    folder, states = journaled
    whole = (folder / "s.json.journal").read_bytes()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    accepted = 0
    said: set[bool] = set()
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 1 << bit
        (copy / "s.json.journal").write_bytes(damaged)
        try:
            file = open_study(copy / "s.json", write=False)
        except StudyFileError as error:
            said.add("line" in error.message)
        else:
            accepted += 1
            assert stamped(file.study) == states[-1][1], position
        assert (copy / "s.json.journal").read_bytes() == damaged
    assert said == {True}
    assert accepted <= 1  # the last line end carries nothing


def test_damage_in_the_middle_names_the_line_and_touches_nothing(
    journaled: tuple[Path, States], tmp_path: Path
) -> None:
    folder, _ = journaled
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    lines = (copy / "s.json.journal").read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"F4", b"F1")
    (copy / "s.json.journal").write_bytes(b"\n".join(lines))
    before = {name.name: name.read_bytes() for name in copy.iterdir()}
    for write in (True, False):
        with pytest.raises(StudyFileError, match="line 3 of the journal is damaged") as caught:
            open_study(copy / "s.json", write=write)
        assert "move it away" in caught.value.hint
    assert {name: data for name, data in before.items() if name != "s.json.lock"} == {
        name.name: name.read_bytes() for name in copy.iterdir() if name.name != "s.json.lock"
    }


def test_blocks_that_a_power_cut_left_unwritten_are_a_torn_end(journaled: tuple[Path, States], tmp_path: Path) -> None:
    folder, states = journaled
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    journal = copy / "s.json.journal"
    journal.write_bytes(journal.read_bytes() + bytes(600) + b'"coder":"ana"}]}\n')
    for file in opened(copy):
        assert stamped(file.study) == states[-1][1]
        assert any("unfinished" in notice for notice in file.notices)


def test_the_journal_of_another_study_is_never_applied_and_never_deleted(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    journaled_study(tmp_path / "other" / "x")
    path = coded_study(tmp_path / "s.json")
    foreign = (tmp_path / "other" / "x" / "s.json.journal").read_bytes()
    journal = tmp_path / "s.json.journal"
    for data in (foreign, b'deadbeef {"project":"other"}\ndeadbeef {"seq":6}\n', line_of({"seq": 1})):
        journal.write_bytes(data)
        for write in (True, False):
            with pytest.raises(StudyFileError, match="journal"):
                open_study(path, write=write)
        assert journal.read_bytes() == data
    journal.write_bytes(foreign)
    path.unlink()
    with pytest.raises(StudyFileError, match="another study"):
        create_study(path, title="T")


def test_an_empty_journal_of_another_study_is_replaced(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    other = coded_study(tmp_path / "other.json")
    (tmp_path / "s.json.journal").write_bytes((tmp_path / "other.json.journal").read_bytes())
    with open_study(path, write=True) as file:
        file.record([Remove(SPAN)], coder="ana")
        study_id = file.study_id
    journal = read_journal(tmp_path / "s.json.journal")
    assert journal is not None
    assert (journal.study, journal.sealed, journal.acts, journal.checkpoints) == (study_id, True, (), ())
    assert other.exists()


def test_a_newer_journal_is_refused(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "s.json.journal").write_bytes(line_of({"format": 2, "study": "x", "base": "y"}))
    with pytest.raises(StudyFileError, match="format 2, newer"):
        open_study(path, write=True)


# ---- a file that changes outside ----


def test_a_file_that_was_put_back_to_an_earlier_state_is_united_with_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    earlier = path.read_bytes()
    file.record([Apply(WHOLE)], coder="ana")
    file.checkpoint()
    file.record([Apply(SPAN)], coder="ana")
    state = stamped(file.study)
    crash(file)
    path.write_bytes(earlier + b"\n")
    outside = path.read_bytes()
    with open_study(path, write=True) as file:
        assert any("changed outside" in notice for notice in file.notices)
        assert stamped(file.study) == state
    assert outside in [backup.read_bytes() for backup in (tmp_path / "s.json.backups").iterdir()]
    with open_study(path, write=False) as file:
        assert file.notices == ()
        assert stamped(file.study) == state


def test_a_version_that_arrives_while_the_study_is_open_is_taken_in_and_kept(tmp_path: Path) -> None:
    (tmp_path / "ben").mkdir()
    path = tmp_path / "s.json"
    new_study(path).close()
    shutil.copy(path, tmp_path / "ben" / "s.json")
    hers = WHOLE._replace(coder="ben")
    with open_study(tmp_path / "ben" / "s.json", write=True) as ben:
        ben.record([Apply(hers)], coder="ben")
    theirs = (tmp_path / "ben" / "s.json").read_bytes()
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE)], coder="ana")
        shutil.copy(tmp_path / "ben" / "s.json", path)
        file.record([Apply(SPAN)], coder="ana")
        file.checkpoint()
        assert {coding for coding, _ in file.study.codings()} == {WHOLE, SPAN, hers}
        assert any("changed outside" in notice for notice in file.notices)
        state = stamped(file.study)
    assert theirs in [backup.read_bytes() for backup in (tmp_path / "s.json.backups").iterdir()]
    with open_study(path, write=False) as file:
        assert stamped(file.study) == state


@pytest.mark.parametrize("there", [b"", b"null", b"not json", b'{"study": {}}', None])
def test_what_is_not_this_study_is_never_overwritten(tmp_path: Path, there: bytes | None) -> None:
    path = tmp_path / "s.json"
    other = coded_study(tmp_path / "other.json").read_bytes() if there is None else there
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    path.write_bytes(other)
    with pytest.raises(StudyFileError, match=r"not overwritten.*safe in"):
        file.checkpoint()
    with pytest.raises(StudyFileError, match="safe in"):
        file.close()
    assert path.read_bytes() == other
    backup = sorted((tmp_path / "s.json.backups").iterdir()) if (tmp_path / "s.json.backups").exists() else []
    assert backup == []
    journal = read_journal(tmp_path / "s.json.journal")
    assert journal is not None
    assert len(journal.acts) == 1


def test_a_file_that_was_deleted_while_open_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with new_study(path) as file:
        path.unlink()
        file.record([Apply(WHOLE)], coder="ana")
        file.checkpoint()
        assert any("gone" in notice for notice in file.notices)
    with open_study(path, write=False) as file:
        assert file.study.has(WHOLE)


# ---- a disk that is full or fails ----

FILLER = """
import resource, signal, sys
sys.path[:0] = {path!r}
from postil.errors import StudyFileError
from postil.model.change import Apply, SetMemo
from postil.model.coding import MemoKey
from postil.storage.study_file import open_study
from studies_on_disk import WHOLE
file = open_study(sys.argv[1], write=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
number = 0
try:
    while number < 10_000:
        file.record([SetMemo(MemoKey.at_coding(WHOLE), f"memo {{number}}")], coder="ana")
        print("ACK", number, flush=True)
        number += 1
        if number % 7 == 0:
            file.checkpoint()
except StudyFileError as error:
    print("ERR", file.study.memo(MemoKey.at_coding(WHOLE)), "|", error, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    file.record([SetMemo(MemoKey.at_coding(WHOLE), "there is space again")], coder="ana")
    file.close()
"""


@pytest.mark.parametrize("more", [300, 900, 5000, 12_000])
def test_a_full_disk_loses_nothing_and_works_again_when_there_is_space(tmp_path: Path, more: int) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=True) as file:
        file.record([Apply(SPAN)], coder="ana")
    limit = path.stat().st_size + more
    script = FILLER.format(path=[entry for entry in sys.path if entry])
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path), str(limit)], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    *acknowledged, error = ran.stdout.splitlines()
    assert "no space left" in error
    if acknowledged:
        last = acknowledged[-1].removeprefix("ACK ")
        assert error.startswith(f"ERR memo {last} ")
    with open_study(path, write=False) as file:
        assert file.study.memo(MemoKey.at_coding(WHOLE)) == "there is space again"
        texts = [change.action.value for change in file.log if isinstance(change.action, SetMemo)]
        assert texts.count("there is space again") == 1
        for line in acknowledged:
            assert f"memo {line.removeprefix('ACK ')}" in texts
    assert not list(tmp_path.glob(".*.tmp"))


def test_after_a_failed_fsync_nothing_more_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    state = stamped(file.study)

    def failing(_handle: int) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr("postil.storage.journal._sync", failing)
    with pytest.raises(StudyFileError, match="nothing was recorded"):
        file.record([Apply(SPAN)], coder="ana")
    monkeypatch.undo()
    assert stamped(file.study) == state
    with pytest.raises(StudyFileError, match="the disk failed"):
        file.record([Apply(SPAN)], coder="ana")
    with pytest.raises(StudyFileError, match="1 decision is only in"):
        file.close()
    with open_study(path, write=False) as again:
        assert stamped(again.study) == state


def test_many_random_tails_never_make_a_record(journaled: tuple[Path, States], tmp_path: Path) -> None:
    folder, states = journaled
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    whole = (copy / "s.json.journal").read_bytes()
    dice = random.Random(7)
    for _ in range(200):
        (copy / "s.json.journal").write_bytes(whole + dice.randbytes(dice.randint(1, 60)).replace(b"\n", b"x"))
        with open_study(copy / "s.json", write=False) as file:
            assert stamped(file.study) == states[-1][1]
