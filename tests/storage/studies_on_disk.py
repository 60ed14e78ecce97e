"""A small study in a folder of its own, for tests of the storage room."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB

from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.storage.study_file import create_study
from studies import CODES, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.storage.study_file import StudyFile

WHOLE = Coding(TRANSCRIPTS[0].id, 2, None, None, "F1", "ana")
SPAN = Coding(TRANSCRIPTS[0].id, 3, 0, 3, "F4", "ana")
HEBREW = "עזר 漢字 👩‍⚕️"


def new_study(path: Path) -> StudyFile:
    """A study with two transcripts and four codes, open for writing; nothing is coded."""
    return create_study(
        path,
        title="A small study",
        actions=[*map(AddCode, CODES), *map(AddTranscript, TRANSCRIPTS), AddCoder("ana")],
    )


def coded_study(path: Path) -> Path:
    """A study with two codings, a reviewed mark and a memo, closed in good order."""
    with new_study(path) as file:
        file.record([Apply(WHOLE), Review(WHOLE.transcript, 2, "ana")], coder="ana")
        file.record([Apply(SPAN)], coder="ana")
        file.record([SetMemo(MemoKey.at_coding(SPAN), HEBREW)], coder="ana")
    return path


def stock_codings(path: Path) -> list[dict[str, Any]]:
    """What stock TinyDB finds in the table of codings."""
    with TinyDB(path, encoding="utf-8", access_mode="r") as base:
        return [dict(document) for document in base.table("codings").all()]


def edited(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change a study's file by hand, as a script would: load it, edit it, dump it."""
    whole = json.loads(path.read_bytes())
    edit(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")


def first(table: dict[str, Any]) -> dict[str, Any]:
    """The first record of a table."""
    record: dict[str, Any] = next(iter(table.values()))
    return record


def crash(file: StudyFile) -> None:
    """Let a study go as a killed process would: nothing is saved, the lock is free."""
    assert file._lock is not None
    file._lock.release()
    file._journal.close()
    file._closed = True
