"""``postil.merge``: what ``postil merge`` does, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import postil
from cli_program import Program, snapshot
from merging import begun, coded, handed_out, work
from postil.errors import MergeError, StudyFileError
from postil.model.change import AddCoder, SetMemo
from postil.model.coding import MemoKey
from postil.storage import check_file
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """What two coders did, in a file each."""
    base = begun(tmp_path / "study.json")
    ana = work(handed_out(base, "ana.json"), "ana", coded(2, "F4", "ana"), coded(4, "F1.2", "ana"))
    return [base, ana, work(handed_out(base, "ben.json"), "ben", coded(2, "F4", "ben"))]


def test_the_output_is_that_of_the_command_and_inputs_stay(
    files: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files[0].parent)
    command = Program(capsys)
    before = snapshot(files[0].parent)
    output = files[0].with_name("team.json")
    plan = postil.merge(files, None)
    assert (plan.output, plan.waiting, plan.questions) == (None, 0, ())
    assert snapshot(files[0].parent) == before
    done = postil.merge([str(file) for file in files], output)
    assert done.rows == plan.rows
    assert [(row["coder"], row["transcript"], row["new"]) for row in done.rows] == [
        ("ana", "P04", 2),
        ("ben", "P04", 1),
    ]
    assert (done.output, done.notices) == (output, ())
    assert repr(done) == "<merge: 3 codings new, 0 waiting, output team.json>"
    command.done("merge", *map(str, files), "-o", "by_command.json")
    assert output.read_bytes() == output.with_name("by_command.json").read_bytes()
    assert list(check_file(output)) == []
    after = snapshot(files[0].parent)
    assert {name: data for name, data in after.items() if name in before} == before
    assert len(postil.open(output).table("codings")) == 3
    command.done("merge", "--undo", str(output))


def test_nothing_is_overwritten_and_wrong_names_are_told(files: list[Path]) -> None:
    base, ana, ben = files
    before = snapshot(base.parent)
    for paths, output, error, says in (
        ([base, ana], ana, MergeError, "is one of the files to merge"),
        ([base, ana], ben, StudyFileError, "exists already"),
        ([base, base], base.with_name("o.json"), MergeError, "is given twice"),
        ([base], base.with_name("o.json"), MergeError, "two files or more"),
        ([base, ana], base.parent / "none" / "o.json", StudyFileError, "there is no folder"),
        ([base, base.with_name("none.json")], base.with_name("o.json"), StudyFileError, "does not exist"),
    ):
        with pytest.raises(error, match=says) as caught:
            postil.merge(paths, output)
        assert caught.value.hint
    for said in ({"same_coder": ["cem"]}, {"same_coder": [""]}, {"rename_coder": [("x.json", "ana", "cem")]}):
        with pytest.raises(MergeError):
            postil.merge(files, base.with_name("o.json"), **said)
    assert snapshot(base.parent) == before


def test_who_is_who_is_asked_and_said(files: list[Path]) -> None:
    base, ana, ben = files
    other = work(handed_out(base, "other.json"), "ana", coded(2, "B2", "ana"))
    output = base.with_name("team.json")
    plan = postil.merge([base, ana, other], None)
    assert [(one["kind"], one["names"]) for one in plan.questions] == [("same-name", ("ana",))]
    assert plan.waiting == 1
    with pytest.raises(MergeError, match=r"ana in .*one person or two\?; say so with same_coder or rename_coder"):
        postil.merge([base, ana, other], output)
    assert not output.exists()
    assert postil.merge([base, ana, other], output, same_coder=["ana"]).waiting == 0
    assert postil.open(output).coders == ("ana",)
    apart = base.with_name("apart.json")
    postil.merge([base, ana, other], apart, rename_coder=[(str(other), "ana", "cem")])
    assert set(postil.open(apart).coders) == {"ana", "cem"}
    spelt = work(handed_out(base, "spelt.json"), "Ben", coded(4, "F4", "Ben"))
    one = base.with_name("one.json")
    postil.merge([base, ben, spelt], one, same_coder=[("Ben", "ben")])
    assert set(postil.open(one).table("codings").column("coder")) == {"ben"}


def test_conflicts_wait_and_do_not_keep_from_writing(tmp_path: Path) -> None:
    base = work(begun(tmp_path / "study.json"), "ana", AddCoder("ben"))
    memo = MemoKey.at_paragraph(TRANSCRIPTS[0].id, 2, "ana")
    one = work(handed_out(base, "one.json"), "ana", SetMemo(memo, "yes"))
    two = work(handed_out(base, "two.json"), "ana", SetMemo(memo, "no"))
    done = postil.merge([one, two], tmp_path / "team.json", same_coder=["ana"])
    (conflict,) = done.conflicts
    assert {version["value"] for version in conflict["versions"]} == {"yes", "no"}
    assert done.waiting == 1
    assert done.output is not None
    assert done.output.exists()
