"""Logs that a hand, a script or a failing disk made odd: a message, never a crash, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from studies_on_disk import WHOLE, coded_study, edited, first, new_study

from postil.errors import StudyFileError
from postil.model.change import AddCode, Apply, Pin, SetMemo
from postil.model.codebook import Code
from postil.model.coding import MemoKey
from postil.storage import checks
from postil.storage.checks import check_file
from postil.storage.journal import line_of
from postil.storage.schema import change_of, change_record
from postil.storage.study_file import open_study
from postil.storage.values import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.model.change import Action

    Edit = Callable[[dict[str, Any]], object]

STAMP = "2020-01-01T00:00:00.000Z.0000.000000000000000a"
LATER = "2999-01-01T00:00:00.000Z.0000.000000000000000a"


def of_kind(whole: dict[str, Any], kind: str) -> dict[str, Any]:
    record: dict[str, Any] = next(row for row in whole["changes"].values() if row["kind"] == kind)
    return record


def changed(kind: str, **fields: object) -> Edit:
    return lambda whole: of_kind(whole, kind).update(fields)


def added(**fields: object) -> Edit:
    return lambda whole: whole["changes"].update({"77": {"coder": "ana", "stamp": STAMP, **fields}})


def everywhere(table: str, field: str, value: object) -> Edit:
    return lambda whole: [row.update({field: value}) for row in whole[table].values()]


def replaces_itself(whole: dict[str, Any]) -> None:
    memo = of_kind(whole, "set-memo")
    memo["replaces"] = [memo["stamp"]]


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


ODD: list[tuple[Edit, str]] = [
    (changed("set-memo", stamp="2026-13-45T99:99:99.000Z.0000.000000000000000a"), "stamp is no date"),
    (changed("set-memo", stamp="0000-01-01T00:00:00.000Z.0000.000000000000000a"), "stamp is no date"),
    (changed("set-memo", stamp="9999-12-31T23:59:59.999Z.ffff.000000000000000a"), "stamp is after the year 8999"),
    (replaces_itself, "replaces a value that is not older"),
    (changed("set-memo", replaces=[LATER]), "replaces a value that is not older"),
    (changed("apply", paragraph=10**30), "paragraph 1.000000e.30 is not between 0 and"),
    (changed("apply", paragraph=-1), "paragraph -1 is not between 0 and"),
    (changed("apply", start=10**30, end=10**31), "start 1.000000e.30 is not between 0 and"),
    (changed("apply", start=-1, end=3), "start -1 is not between"),
    (added(kind="pin", slot=10**30, code="F1"), "slot 1.000000e.30 is not between 0 and 9"),
    (added(kind="pin", slot=10, code="F1"), "slot 10 is not between 0 and 9"),
    (added(kind="bookmark", transcript=WHOLE.transcript, paragraph=1 << 40), "paragraph .* is not between"),
    (added(kind="edit-code", code="F1", field="color", value=9), "color 9 is not between 0 and 8"),
    (lambda w: of_kind(w, "add-code")["values"].update(color=12), "color 12 is not between 0 and 8"),
    (lambda w: first(w["transcripts"])["paragraphs"][0].update(start=10**400), "start is not a number of seconds"),
    (lambda w: w.update(forecasts={"1": {"a": nested(900)}}), "nested too deep"),
    (lambda w: w.update(forecasts={"1": {"a": nested(300)}}), "nested too deep"),
    (lambda w: first(w["codes"]).update(x=nested(300)), "nested too deep"),
    (added(kind="foretell", what=nested(300)), "nested too deep"),
    (lambda w: first(w["transcripts"])["paragraphs"][0].update(x=[nested(600), "\ud800"]), "nested too deep"),
]


@pytest.mark.parametrize(("edit", "says"), ODD)
def test_an_odd_record_is_named_and_nothing_is_written(tmp_path: Path, edit: Edit, says: str) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, edit)
    data = path.read_bytes()
    for write in (False, True):
        with pytest.raises(StudyFileError, match=says):
            open_study(path, write=write)
    assert [problem.severity for problem in check_file(path)] == ["error"]
    assert path.read_bytes() == data


def test_what_is_nested_a_little_is_kept(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: whole.update(forecasts={"1": {"a": nested(150)}}))
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE._replace(paragraph=1))], coder="ana")
    with open_study(path, write=False) as file:
        assert file.notices == ()
    assert b"[" * 150 in path.read_bytes()


@pytest.mark.parametrize(
    "action",
    [
        AddCode(Code("n1", "New", color=12)),
        Pin("ana", 10, "F1"),
        SetMemo(MemoKey(WHOLE.transcript, 2, 0, 1 << 40, "", "ana"), "x"),
    ],
)
def test_what_could_not_be_read_again_is_never_recorded(tmp_path: Path, action: Action) -> None:
    path = tmp_path / "s.json"
    with new_study(path) as file:
        file._journal.acts = 0
        with pytest.raises(Exception, match=r"not between|no |does not|not ") as caught:
            file.record([action], coder="ana")
        assert not isinstance(caught.value, AssertionError)
        assert file.unsaved == 0
    assert check_file(path) == []


def test_an_odd_change_in_the_journal_is_named(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    journal = tmp_path / "s.json.journal"
    row = {"kind": "pin", "slot": 99, "code": "F1", "coder": "ana", "stamp": STAMP}
    whole = journal.read_bytes()
    odd: object
    for odd in (row, {"kind": "foretell", "coder": "ana", "stamp": STAMP, "what": nested(230)}, [], "x"):
        journal.write_bytes(whole + line_of({"changes": [odd]}))
        for write in (False, True):
            with pytest.raises(StudyFileError, match=r"slot 99|nested too deep|something unknown"):
                open_study(path, write=write)
        assert any(problem.severity == "error" for problem in check_file(path))


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], {}, True, 1.5, -1, 10**30])
def test_whatever_stands_in_a_field_a_check_says_so_and_goes_on(tmp_path: Path, value: object) -> None:
    path = coded_study(tmp_path / "s.json")
    whole = path.read_bytes()
    fields: set[tuple[str, str]] = set()
    edited(path, lambda w: fields.update((name, field) for name, t in w.items() for r in t.values() for field in r))
    for name, field in sorted(fields):
        path.write_bytes(whole)
        edited(path, everywhere(name, field, value))
        for problem in check_file(path):
            assert problem.message
        try:
            open_study(path, write=False).close()
        except StudyFileError:
            continue


def test_a_check_that_fails_itself_is_a_problem_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coded_study(tmp_path / "s.json")
    path.chmod(0o644)

    def failing(*_: object) -> object:
        raise KeyError("x")

    monkeypatch.setattr(checks, "differences_of", failing)
    problems = check_file(path)
    assert any(problem.severity == "error" and "KeyError" in problem.message for problem in problems)
    assert any("everybody" in problem.message for problem in problems)


def test_a_change_made_in_the_year_8999_is_read(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=False) as file:
        change = next(iter(file.log))
        texts = file.study.transcripts
    for year, fits in (("8999", True), ("9000", False)):
        record = {**change_record(change), "stamp": year + change.stamp[4:], "group": change.stamp}
        try:
            assert change_of(record, texts) is not None
        except RecordError:
            assert not fits
