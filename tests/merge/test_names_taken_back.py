"""Taking back a merge that renamed coders in the first file: it is as it was, with what was done since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from merging import P04, begun, coded, coding, codings_of, handed_out, is_sound, log_of, state, told, work
from postil.model.cell import Rating
from postil.model.change import (
    AddCase,
    AddCoder,
    Bookmark,
    Confirm,
    Decide,
    EditCode,
    Pin,
    Rate,
    Remove,
    Review,
    SetMemo,
)
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.storage import open_study
from studies import stamped

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

MEMO = MemoKey.at_paragraph(P04.id, 2, "default")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A study with which both files began, somebody called default among its coders."""
    return work(begun(tmp_path / "study.json"), "default", coded(1, "B2", "default"))


@pytest.fixture
def first(base: Path) -> Path:
    """The file of one who called herself default, with acts of all kinds."""
    path = work(
        handed_out(base, "first.json"),
        "default",
        [coded(2, "F1", "default"), Review(P04.id, 2, "default"), Pin("default", 1, "F1")],
        SetMemo(MEMO, "one"),
        SetMemo(MEMO, "two"),
        EditCode("F1", "definition", "Mine."),
        coded(3, "F4", "default"),
        Confirm(coding(3, "F4", "default")),
        [AddCase("c1", "The café"), Rate("c1", "F1", "default", Rating("+2", "their own list"))],
        Bookmark("default", (P04.id, 3)),
    )
    work(path, "lead", coded(2, "B2", "lead"))
    seen = (("default", ("F1",)), ("lead", ("B2",)))
    work(path, "lead", Decide(P04.id, 2, Decision("keep", "default", ("F1",), "so", seen)))
    with open_study(path, write=True) as file:
        assert file.undo("default")
        assert file.undo("default")
        assert file.redo("default")
    return path


@pytest.fixture
def second(base: Path) -> Path:
    """The file of another who did likewise."""
    return work(handed_out(base, "second.json"), "default", coded(2, "F4", "default"), SetMemo(MEMO, "other"))


NAMES = ("--rename-coder", "first.json:default=ana", "--rename-coder", "second.json:default=ben")


@pytest.mark.parametrize("names", [NAMES, NAMES[:2], NAMES[2:]])
def test_the_first_file_is_as_it_was(postil: Program, first: Path, second: Path, names: tuple[str, ...]) -> None:
    team = first.with_name("team.json")
    told(postil, first, second, "-o", team, *names)
    postil.done("merge", "--undo", team)
    assert log_of(team) == log_of(first)
    assert team.read_bytes() == first.read_bytes()
    assert is_sound(postil, team)


def test_also_where_the_renaming_is_one_that_an_earlier_merge_made(postil: Program, first: Path, second: Path) -> None:
    team, again = first.with_name("team.json"), first.with_name("again.json")
    told(postil, first, second, "-o", team, *NAMES)
    document = told(postil, first, team, "-o", again)
    assert {"file": str(first), "old": "default", "new": "ana"} in document["renamed"]
    postil.done("merge", "--undo", again)
    assert log_of(again) == log_of(first)


def test_what_was_done_since_is_done_to_the_work_under_its_former_name(
    postil: Program, first: Path, second: Path
) -> None:
    team = first.with_name("team.json")
    told(postil, first, second, "-o", team, *NAMES)
    memo = MEMO._replace(coder="ana")
    work(team, "ana", Remove(coding(2, "F1", "ana")), SetMemo(memo, "three"), coded(4, "F1", "ana"))
    with open_study(team, write=True) as file:
        assert file.undo("ana")
        assert file.redo("ana")
    postil.done("merge", "--undo", team)
    study = state(team)
    assert set(study.coders) == {"default", "lead"}
    assert coding(2, "F1", "default") not in codings_of(team)
    assert coding(4, "F1", "default") in codings_of(team)
    assert [(key.coder, version.value) for key, version in study.memos()] == [("default", "three")]
    assert not study.conflicts()
    assert is_sound(postil, team)
    with open_study(team, write=True) as file:
        assert file.undo("default")
        assert file.undo("default")
        assert file.study.memo(MEMO) == "two"
    assert is_sound(postil, team)


def test_what_was_taken_back_can_be_merged_again_with_a_copy_of_what_the_merge_had_made(
    postil: Program, first: Path, second: Path
) -> None:
    team = first.with_name("team.json")
    told(postil, first, second, "-o", team, *NAMES)
    work(team, "ana", Remove(coding(2, "F1", "ana")), coded(4, "F1", "ana"))
    copy = handed_out(team, "copy.json")
    postil.done("merge", "--undo", team)
    for files in ((team, copy), (copy, team)):
        out = first.with_name(f"with {files[0].name}")
        document = told(postil, *files, "-o", out)
        assert document["renamed"] == [{"file": str(team), "old": "default", "new": "ana"}]
        assert codings_of(out) == codings_of(copy)
    one, other = (state(first.with_name(f"with {path.name}")) for path in (team, copy))
    assert stamped(one) == stamped(other)


def test_a_name_that_another_coder_of_the_first_file_has_is_left_to_that_coder(postil: Program, tmp_path: Path) -> None:
    base = begun(tmp_path / "study.json")
    first = work(handed_out(base, "first.json"), "default", coded(2, "F1", "default"))
    other = handed_out(first, "other.json")
    team = tmp_path / "team.json"
    told(postil, first, work(handed_out(base, "ben.json"), "ben", coded(3, "F1", "ben")), "-o", team,
         "--rename-coder", "first.json:default=ana")  # fmt: skip
    work(other, "ana", coded(3, "F4", "ana"))
    again = tmp_path / "again.json"
    told(postil, other, team, "-o", again)
    work(again, "ana", coded(4, "F4", "ana"))
    postil.done("merge", "--undo", again)
    assert codings_of(again) == codings_of(other) | {coding(4, "F4", "ana")}


def test_a_record_of_an_earlier_version_names_no_renamings(postil: Program, first: Path, second: Path) -> None:
    team = first.with_name("team.json")
    told(postil, first, second, "-o", team, *NAMES[2:])
    record = team.with_name("team.json.merge")
    text = record.read_text()
    assert '"renamed": []' in text
    record.write_text(text.replace(',\n"renamed": []', ""))
    postil.done("merge", "--undo", team)
    assert log_of(team) == log_of(first)


def test_a_record_whose_renamings_are_damaged_is_not_used(postil: Program, first: Path, second: Path) -> None:
    team = first.with_name("team.json")
    told(postil, first, second, "-o", team, *NAMES[2:])
    record = team.with_name("team.json.merge")
    text = record.read_text()
    for damaged in ("7", "[1]", '["1"]', '[["","","","",""]]', '[["","","","",[],1]]'):
        record.write_text(text.replace('"renamed": []', f'"renamed": {damaged}'))
        assert postil("merge", "--undo", team).refuses("team.json.merge")


def test_another_who_only_joined_keeps_the_name(postil: Program, tmp_path: Path) -> None:
    base = begun(tmp_path / "study.json")
    first = handed_out(base, "first.json")
    with open_study(first, write=True) as file:
        file.record([AddCoder("ana"), coded(1, "F1", "default")], coder="default")
    second = work(handed_out(base, "second.json"), "ben", coded(2, "F4", "ben"))
    team = tmp_path / "team.json"
    told(postil, first, second, "-o", team, "--same-coder", "default=ben")
    postil.done("merge", "--undo", team)
    assert log_of(team) == log_of(first)
