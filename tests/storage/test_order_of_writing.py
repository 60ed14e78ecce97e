"""In which order things reach the disk: what a power cut between any two system calls may not undo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from studies_on_disk import WHOLE, coded_study, new_study

from postil.model.change import Apply, Remove
from postil.storage import journal
from postil.storage.paths import sha256_of
from postil.storage.study_file import open_study
from system_calls import Calls, recorded


def name_of(path: Path) -> str:
    """What a path is, such as ``folder``, ``journal`` or ``new study``."""
    if path.is_dir():
        return "backups" if path.name.endswith(".backups") else "folder"
    if path.name.endswith(".lock"):
        return "lock"
    kind = "journal" if ".journal" in path.name else "study"
    return f"new {kind}" if path.name.endswith(".tmp") else kind


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the program asks of the system, in order."""
    made: Calls = []
    monkeypatch.setattr(journal, "_sync", recorded(made, "sync", journal._sync, name_of))
    for name in ("fsync", "pwrite", "write"):
        told = name.removeprefix("f").removeprefix("p")
        monkeypatch.setattr(os, name, recorded(made, told, getattr(os, name), name_of))
    monkeypatch.setattr(os, "link", recorded(made, "link", os.link, name_of))
    monkeypatch.setattr(Path, "replace", recorded(made, "rename", Path.replace, name_of))
    monkeypatch.setattr(Path, "rename", recorded(made, "rename", Path.rename, name_of))
    return made


def in_short(calls: Calls) -> Calls:
    """The calls but those about the lock, runs of the same one taken together."""
    wanted = [call for call in calls if call[1] != "lock"]
    return [call for before, call in zip([None, *wanted], wanted, strict=False) if call != before]


def test_an_act_is_synced_after_its_last_byte(tmp_path: Path, calls: Calls) -> None:
    file = open_study(coded_study(tmp_path / "s.json"), write=True)
    file.record([Remove(WHOLE)], coder="ana")
    calls.clear()
    file.record([Apply(WHOLE)], coder="ana")
    assert in_short(calls) == [("write", "journal"), ("sync", "journal")]
    file.close()


def test_a_save_announces_writes_syncs_keeps_renames_and_syncs_the_folder(tmp_path: Path, calls: Calls) -> None:
    file = open_study(coded_study(tmp_path / "s.json"), write=True)
    file.record([Remove(WHOLE)], coder="ana")
    calls.clear()
    file.checkpoint()
    assert in_short(calls) == [
        ("write", "journal"),
        ("sync", "journal"),
        ("write", "new study"),
        ("sync", "new study"),
        ("link", "study"),
        ("sync", "backups"),
        ("rename", "new study"),
        ("sync", "folder"),
    ]
    file.close()


def test_what_the_journal_announces_is_what_is_written(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    file.record([Remove(WHOLE)], coder="ana")
    file.checkpoint()
    found = journal.read_journal(tmp_path / "s.json.journal")
    assert found is not None

    assert [(point.sha256, point.acts) for point in found.checkpoints] == [(sha256_of((path.read_bytes(),)), 1)]
    file.close()


def test_the_journal_is_emptied_only_after_the_study_is_safe(tmp_path: Path, calls: Calls) -> None:
    file = new_study(tmp_path / "s.json")
    file.record([Apply(WHOLE)], coder="ana")
    calls.clear()
    file.close()
    short = in_short(calls)
    end = short.index(("rename", "new study"))
    assert short[end:] == [
        ("rename", "new study"),
        ("sync", "folder"),
        ("write", "new journal"),
        ("sync", "new journal"),
        ("rename", "new journal"),
        ("sync", "folder"),
    ]


def test_a_new_study_and_its_journal_are_synced_before_it_is_handed_out(tmp_path: Path, calls: Calls) -> None:
    file = new_study(tmp_path / "s.json")
    assert in_short(calls) == [
        ("write", "new study"),
        ("sync", "new study"),
        ("link", "new study"),
        ("sync", "folder"),
        ("write", "new journal"),
        ("sync", "new journal"),
        ("rename", "new journal"),
        ("sync", "folder"),
    ]
    file.close()
