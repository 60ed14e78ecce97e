"""Files of a newer version, which this one does not understand in full: it says so, and loses nothing."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from studies_on_disk import WHOLE, coded_study, edited, first

from merging import edited as as_written
from postil.errors import StudyFileError
from postil.model.change import SetMemo
from postil.model.coding import MemoKey
from postil.storage import open_study
from postil.storage.checks import check_file
from postil.storage.logs import read_log
from postil.storage.paths import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHIFT = {
    "stamp": "2030-01-01T00:00:00.000Z.0000.0123456789abcdef",
    "coder": "ana",
    "kind": "widen-coding",
    "transcript": WHOLE.transcript,
}


def shifted(whole: dict[str, Any]) -> None:
    """What a version would write that knows a change which gives a coding another place."""
    whole["changes"]["900001"] = SHIFT
    whole["codings"]["7"] = {**first(whole["codings"]), "id": "c0123456789", "paragraph": 4}


def more_of_codings(whole: dict[str, Any]) -> None:
    """What a version would write that knows a field of changes that brings codings along."""
    next(row for row in whole["changes"].values() if row["kind"] == "apply")["also"] = [4]
    whole["codings"]["7"] = {**first(whole["codings"]), "id": "c0123456789", "paragraph": 4}


def other_field(whole: dict[str, Any]) -> None:
    whole["changes"]["900001"] = {**SHIFT, "kind": "edit-code", "code": "F1", "field": "weight", "value": "3"}
    whole["codings"]["7"] = {**first(whole["codings"]), "id": "c0123456789", "paragraph": 4}


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (shifted, "changes of the kind widen-coding"),
        (more_of_codings, "a field also in changes"),
        (other_field, "changes of the kind edit-code of weight"),
    ],
)
def test_records_that_a_newer_version_alone_understands_are_not_taken_for_hand_edits(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None], what: str
) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, edit)
    before = path.read_bytes()
    for open_it in (lambda: open_study(path, write=True), lambda: read_log(path)):
        with pytest.raises(StudyFileError, match="newer version of Postil") as caught:
            open_it()
        assert what in caught.value.message
        assert "codings c0123456789" in caught.value.message
        assert "by hand" not in caught.value.message
        assert "open it with that version" in caught.value.hint
        assert "restore" not in caught.value.hint
    assert path.read_bytes() == before
    with open_study(path, write=False) as file:
        assert any("newer version of Postil" in notice for notice in file.notices)
    (problem,) = [problem for problem in check_file(path) if "c0123456789" in problem.place]
    assert what in problem.hint


def test_a_file_that_such_a_version_has_sealed_is_not_trusted(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=False) as file:
        study_id = file.study_id
    as_written(path, shifted)
    head = {"format": 1, "study": study_id, "base": sha256_of((path.read_bytes(),)), "sealed": True}
    line = json.dumps(head).encode()
    path.with_name(path.name + ".journal").write_bytes(b"%08x %b\n" % (zlib.crc32(line), line))
    with pytest.raises(StudyFileError, match="newer version of Postil"):
        open_study(path, write=True)


def test_kinds_that_touch_no_table_hinder_nobody(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: whole["changes"].update({"900001": SHIFT}))
    for text in ("one", "two"):  # the second time, the file is sealed
        with open_study(path, write=True) as file:
            assert file.record([SetMemo(MemoKey.at_coding(WHOLE), text)], coder="ana")
    assert SHIFT in json.loads(path.read_bytes())["changes"].values()
