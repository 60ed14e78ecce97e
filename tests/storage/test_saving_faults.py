"""What may go wrong between two saves, and that no decision is lost by it."""

from __future__ import annotations

import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from studies_on_disk import SPAN, WHOLE, coded_study, crash, edited, first, new_study, stock_codings

from postil.errors import StudyFileError
from postil.model.change import Apply, Bookmark, EditCode, Remove
from postil.model.study import Study
from postil.storage.backups import backups_of
from postil.storage.checks import check_file
from postil.storage.journal import read_journal
from postil.storage.lines import Lines
from postil.storage.study_file import open_study
from studies import CODES, TRANSCRIPTS, stamped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postil.model.coding import Coding
    from postil.storage.image import Snapshot

THIRD, FOURTH = WHOLE._replace(paragraph=1), WHOLE._replace(paragraph=4)
HERS = WHOLE._replace(coder="ben")


def is_there(path: Path, *codings: Coding) -> None:
    """The study opens in both ways without a word, has these codings, and is what its log says."""
    for write in (False, True):
        with open_study(path, write=write) as file:
            assert all(map(file.study.has, codings))
            assert stamped(Study(file.log)) == stamped(file.study)
    assert [problem for problem in check_file(path) if problem.severity == "error"] == []


def version_of_ben(path: Path) -> Path:
    """A copy of a study in which Ben has coded, closed in good order."""
    folder = path.with_name("ben")
    folder.mkdir()
    shutil.copy(path, folder / path.name)
    with open_study(folder / path.name, write=True) as file:
        file.record([Apply(HERS)], coder="ben")
    return folder / path.name


def arrive(version: Path, path: Path) -> None:
    """Put a version in the place of the study as a sync client does: by renaming."""
    shutil.copy(version, path.with_name("sync.tmp"))
    path.with_name("sync.tmp").replace(path)


# ---- an exception in the middle of a save ----

STEPS = (
    "postil.storage.image.study_record",
    "postil.storage.image.Image.render",
    "postil.storage.image.Lines.update",
    "postil.storage.lines.Lines._update_block",
    "postil.storage.lines.Lines._cut_up",
    "postil.storage.image.document_keys",
    "postil.storage.image.file_pieces",
    "postil.storage.open_file.sha256_of",
    "postil.storage.journal.JournalWriter.announce",
    "postil.storage.journal.line_of",
    "postil.storage.journal._sync",
    "postil.storage.backups.back_up",
    "postil.storage.backups.thin_out",
    "postil.storage.file_on_disk.replace_file",
    "postil.storage.atomic.take_mode",
    "postil.storage.atomic.write_all",
    "os.fsync",
    "pathlib.Path.replace",
    "postil.storage.atomic.sync_folder",
)


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("a bug"), KeyboardInterrupt(), OSError(28, "full")])
@pytest.mark.parametrize("step", STEPS)
def test_an_exception_at_any_step_of_a_save_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    file.record([Apply(THIRD), Remove(SPAN)], coder="ana")
    raised = []

    def failing(*_args: object, **_keywords: object) -> object:
        raised.append(step)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(step, failing)
        try:
            file.checkpoint()
        except (type(error), StudyFileError):
            assert file.unsaved
    assert raised, "the step is no longer part of a save"
    assert not list(tmp_path.glob(".*.tmp"))
    file.record([Apply(FOURTH)], coder="ana")
    state = stamped(file.study)
    file.close()
    is_there(path, THIRD, FOURTH)
    with open_study(path, write=False) as again:
        assert stamped(again.study) == state
        assert again.notices == ()
    assert [(c["paragraph"], c["start"]) for c in stock_codings(path)] == [(1, None), (2, None), (4, None)]


def test_after_a_failed_save_the_journal_is_kept_until_the_next_good_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    with monkeypatch.context() as patch:
        patch.setattr(Lines, "update", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            file.checkpoint()
    file.close()
    journal = read_journal(tmp_path / "s.json.journal")
    assert journal is not None
    assert len(journal.acts) == 1
    is_there(path, WHOLE)
    journal = read_journal(tmp_path / "s.json.journal")
    assert journal is not None
    assert journal.acts == ()


def test_an_act_that_memory_took_in_only_in_part_is_left_to_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    with monkeypatch.context() as patch:
        patch.setattr("postil.model.log.Log.add", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            file.record([Apply(WHOLE)], coder="ana")
    with pytest.raises(StudyFileError, match="open it again"):
        file.record([Apply(SPAN)], coder="ana")
    with pytest.raises(StudyFileError, match="open it again"):
        file.checkpoint()
    file.close()
    assert any("1 decision is only in s.json.journal" in notice for notice in file.notices)
    with open_study(path, write=True) as again:
        assert again.study.has(WHOLE)
        assert any("1 decision " in notice for notice in again.notices)
    is_there(path, WHOLE)


def test_an_interrupt_while_the_journal_is_written_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    with monkeypatch.context() as patch:
        patch.setattr("postil.storage.journal._sync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            file.record([Apply(SPAN._replace(code=code.id)) for code in CODES], coder="ana")
    assert file.record([Remove(WHOLE)], coder="ana")
    crash(file)
    with open_study(path, write=False) as again:
        assert list(again.study.codings()) == []


# ---- a file that comes in between ----


def test_a_file_that_arrives_while_a_save_is_made_ready_is_taken_in(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    theirs = version_of_ben(path)
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    file.checkpoint()
    render = file._image.render

    def meanwhile(snapshot: Snapshot) -> Sequence[bytes]:
        pieces = render(snapshot)
        arrive(theirs, path)
        return pieces

    file._image.render = meanwhile  # type: ignore[method-assign]
    file.record([Apply(FOURTH)], coder="ana")
    file.checkpoint()
    assert file.study.has(HERS)
    assert file.unsaved == 0
    assert any("was changed outside" in notice for notice in file.notices)
    file.close()
    is_there(path, THIRD, FOURTH, HERS)
    assert theirs.read_bytes() in [backup.read_bytes() for backup in backups_of(tmp_path / "s.json.backups")]
    assert not list(tmp_path.glob(".*.tmp"))


def test_what_arrives_in_a_save_and_is_not_this_study_stays(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    render = file._image.render

    def meanwhile(snapshot: Snapshot) -> Sequence[bytes]:
        path.write_text("a note to myself")
        return render(snapshot)

    file._image.render = meanwhile  # type: ignore[method-assign]
    with pytest.raises(StudyFileError, match=r"not overwritten.*safe in"):
        file.checkpoint()
    assert path.read_text() == "a note to myself"
    crash(file)


def test_a_file_that_never_stays_the_same_is_given_up_with_a_message(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    data = path.read_bytes()
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")

    def restless(*_: object) -> None:
        path.unlink()
        path.write_bytes(data)

    file._disk._back_up = restless  # type: ignore[method-assign]
    with pytest.raises(StudyFileError, match=r"keeps changing.*safe in"):
        file.checkpoint()
    crash(file)
    with open_study(path, write=True) as again:
        assert again.study.has(THIRD)


def test_a_version_from_outside_waits_for_the_thread_that_opened_the_study(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    theirs = version_of_ben(path)
    with open_study(path, write=True) as file:
        file.record([Apply(THIRD)], coder="ana")
        arrive(theirs, path)
        in_a_thread(file.checkpoint)
        assert not file.study.has(HERS)
        assert path.read_bytes() == theirs.read_bytes()
        assert file.unsaved == 1
        file.record([Apply(FOURTH)], coder="ana")
        assert file.study.has(HERS)
        in_a_thread(file.checkpoint)
        assert file.unsaved == 0
    is_there(path, THIRD, FOURTH, HERS)


def test_a_save_whose_folder_could_not_be_synced_is_not_taken_for_somebody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=True) as file:
        file.record([Apply(THIRD)], coder="ana")
        with monkeypatch.context() as patch:
            patch.setattr("postil.storage.atomic.sync_folder", lambda _: (_ for _ in ()).throw(OSError(5, "I/O")))
            with pytest.raises(StudyFileError, match="cannot be written"):
                file.checkpoint()
    assert file.notices == ()
    is_there(path, THIRD)


def test_an_older_file_put_there_while_nothing_is_unsaved_is_united_at_the_end(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    older = path.read_bytes()
    (tmp_path / "older").write_bytes(older)
    with open_study(path, write=True) as file:
        file.record([Apply(THIRD)], coder="ana")
    file = open_study(path, write=True, coder="ana", lazy=True)
    arrive(tmp_path / "older", path)
    file.close()
    assert any("was changed outside" in notice for notice in file.notices)
    is_there(path, THIRD)
    assert older in [backup.read_bytes() for backup in backups_of(tmp_path / "s.json.backups")]


@pytest.mark.parametrize("there", [b"something else", None])
def test_what_cannot_be_united_at_the_end_is_said_and_left(tmp_path: Path, there: bytes | None) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    file.checkpoint()
    path.unlink()
    if there is not None:
        path.write_bytes(there)
    file.close()
    assert len(file.notices) == 1
    assert str(path) in file.notices[0]
    assert (path.read_bytes() if path.exists() else None) == there
    journal = read_journal(tmp_path / "s.json.journal")
    assert journal is not None
    assert len(journal.acts) == 1


def test_a_file_that_was_only_touched_is_no_change(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=True) as file:
        os.utime(path, (1, 1))
    assert file.notices == ()


# ---- a journal that is taken away ----


@pytest.mark.parametrize("later", [False, True])
def test_a_journal_whose_name_is_taken_away_is_written_again_before_an_act_counts(
    tmp_path: Path, *, later: bool
) -> None:
    path = coded_study(tmp_path / "s.json")
    journal = tmp_path / "s.json.journal"
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    if later:
        file.checkpoint()
    journal.unlink()
    file.record([Apply(FOURTH)], coder="ana")
    file.record([Remove(SPAN)], coder="ana")
    state = stamped(file.study)
    crash(file)
    with open_study(path, write=True) as again:
        assert stamped(again.study) == state
    is_there(path, THIRD, FOURTH)


def test_a_journal_in_whose_place_another_was_put_is_written_again_and_the_other_is_kept(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    journal = tmp_path / "s.json.journal"
    other = journal.read_bytes()
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    journal.unlink()
    journal.write_bytes(other)
    file.record([Apply(FOURTH)], coder="ana")
    state = stamped(file.study)
    assert (tmp_path / "s.json.journal.other").read_bytes() == other
    crash(file)
    with open_study(path, write=False) as again:
        assert stamped(again.study) == state


def test_an_act_that_cannot_be_made_durable_because_the_folder_is_gone_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    path = coded_study(tmp_path / "here" / "s.json")
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    (tmp_path / "here").rename(tmp_path / "there")
    with pytest.raises(StudyFileError, match="nothing was recorded"):
        file.record([Apply(FOURTH)], coder="ana")
    assert not file.study.has(FOURTH)
    (tmp_path / "there").rename(tmp_path / "here")
    file.record([Apply(SPAN._replace(start=1))], coder="ana")
    crash(file)
    with open_study(path, write=False) as again:
        assert again.study.has(THIRD)
        assert again.study.has(SPAN._replace(start=1))
        assert not again.study.has(FOURTH)


# ---- a disk that fails ----


def test_decisions_that_a_failed_disk_left_in_the_journal_are_said_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    file.record([Apply(THIRD)], coder="ana")
    file.record([Apply(FOURTH)], coder="ana")
    with monkeypatch.context() as patch:
        patch.setattr("postil.storage.journal._sync", lambda _: (_ for _ in ()).throw(OSError(5, os.strerror(5))))
        with pytest.raises(StudyFileError, match="nothing was recorded") as caught:
            file.record([Apply(SPAN._replace(start=1))], coder="ana")
    assert "disk" in caught.value.hint
    assert "rights" not in caught.value.hint
    with pytest.raises(StudyFileError, match="the disk failed") as caught:
        file.record([Apply(SPAN._replace(start=1))], coder="ana")
    assert "s.json and s.json.journal" in caught.value.hint
    with pytest.raises(StudyFileError, match=r"2 decisions are only in s\.json\.journal") as caught:
        file.close()
    assert "s.json and s.json.journal" in caught.value.hint
    (tmp_path / "copy").mkdir()
    for name in ("s.json", "s.json.journal"):
        shutil.copy(tmp_path / name, tmp_path / "copy" / name)
    with open_study(tmp_path / "copy" / "s.json", write=True) as again:
        assert again.study.has(FOURTH)
    open_study(path, write=True).close()
    is_there(path, THIRD, FOURTH)


# ---- threads ----


def in_a_thread(work: Callable[[], object]) -> None:
    """Run something in a thread of its own and wait for it."""
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def test_a_save_in_another_thread_never_completes_the_study(tmp_path: Path) -> None:
    with new_study(tmp_path / "s.json") as file:
        file.record([Apply(WHOLE), Apply(WHOLE._replace(transcript=TRANSCRIPTS[1].id))], coder="ana")
    with open_study(tmp_path / "s.json", write=True, coder="ana", lazy=True) as file:
        file.record([Apply(THIRD)], coder="ana")
        before = list(file.study.codings())
        in_a_thread(file.checkpoint)
        assert list(file.study.codings()) == before
        assert file.unsaved == 1
        file.complete()
        in_a_thread(file.checkpoint)
        assert file.unsaved == 0
    is_there(tmp_path / "s.json", WHOLE, THIRD)


# ---- what is said ----


def test_news_are_notices_that_were_not_handed_out_before(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    theirs = version_of_ben(path)
    path.chmod(0o604)
    with open_study(path, write=True) as file:
        assert file.news() == file.notices != ()
        assert file.news() == ()
        arrive(theirs, path)
        file.record([Apply(THIRD)], coder="ana")
        file.checkpoint()
        (news,) = file.news()
        assert "1 change was taken in" in news
        assert file.news() == ()
        assert news in file.notices


def test_edits_that_compete_are_counted_when_a_version_from_outside_is_taken_in_and_in_a_check(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "ben").mkdir()
    theirs = tmp_path / "ben" / "s.json"
    shutil.copy(path, theirs)
    with open_study(theirs, write=True) as ben:
        ben.record([EditCode("F1", "definition", "hers")], coder="ben")
    with open_study(path, write=True) as file:
        file.record([EditCode("F1", "definition", "mine")], coder="ana")
        arrive(theirs, path)
        file.checkpoint()
        assert any("1 field has two competing values" in notice for notice in file.notices)
    (said,) = (problem for problem in check_file(path) if "1 field has two competing values" in problem.message)
    assert said.severity == "warning"
    assert f"`postil merge --resolve {path}` lists" in said.hint


def test_bookmarks_in_the_journal_are_not_counted_as_decisions(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    for number in (1, 2, 3):
        file.record([Bookmark("ana", (TRANSCRIPTS[0].id, number))], coder="ana")
    crash(file)
    assert check_file(path) == []
    with open_study(path, write=True) as again:
        assert not any("decision" in notice for notice in again.notices)
        again.record([Apply(THIRD), Bookmark("ana", (TRANSCRIPTS[0].id, 1))], coder="ana")
        again.record([Bookmark("ana", (TRANSCRIPTS[0].id, 4))], coder="ana")
        again.checkpoint()
        crash(again)
    edited(path, lambda whole: first(whole["codings"]))
    with open_study(path, write=True) as again:
        assert not any("decision" in notice for notice in again.notices)
        again.record([Apply(FOURTH)], coder="ana")
        crash(again)
    with open_study(path, write=False) as reader:
        assert any("1 decision " in notice for notice in reader.notices)
