"""Coders who were renamed in one merge and again in another, when the first file comes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from merging import P04, begun, coded, coding, codings_of, handed_out, told, work
from postil.model.change import SetMemo
from postil.model.coding import MemoKey

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

MEMO = MemoKey.at_paragraph(P04.id, 2, "default")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return begun(tmp_path / "study.json")


@pytest.fixture
def first(base: Path) -> Path:
    """Somebody's file who called herself default."""
    return work(handed_out(base, "first.json"), "default", coded(2, "F1", "default"), SetMemo(MEMO, "hers"))


@pytest.fixture
def once(postil: Program, base: Path, first: Path) -> Path:
    """She is ben in a merge with ana's file."""
    ana = work(handed_out(base, "ana.json"), "ana", coded(2, "F4", "ana"))
    told(postil, ana, first, "-o", base.with_name("once.json"), "--rename-coder", "first.json:default=ben")
    return base.with_name("once.json")


@pytest.fixture
def twice(postil: Program, base: Path, once: Path) -> Path:
    """She is cleo in a merge of that with dan's file."""
    dan = work(handed_out(base, "dan.json"), "dan", coded(3, "F4", "dan"))
    told(postil, once, dan, "-o", base.with_name("twice.json"), "--rename-coder", "once.json:ben=cleo")
    return base.with_name("twice.json")


def test_each_step_is_recognised_where_both_merges_are_there(
    postil: Program, first: Path, once: Path, twice: Path
) -> None:
    out = first.with_name("out.json")
    work(first, "default", coded(4, "F1", "default"))
    for files in ((twice, once, first), (first, once, twice), (once, first, twice)):
        out.unlink(missing_ok=True)
        out.with_name("out.json.journal").unlink(missing_ok=True)
        document = told(postil, *files, "-o", out)
        assert sorted((one["file"], one["old"], one["new"]) for one in document["renamed"]) == [
            (str(first), "ben", "cleo"),
            (str(first), "default", "ben"),
            (str(once), "ben", "cleo"),
        ]
        assert codings_of(out) == codings_of(twice) | {coding(4, "F1", "cleo")}


def test_without_the_name_between_it_is_asked_who_is_who(postil: Program, first: Path, twice: Path) -> None:
    out = first.with_name("out.json")
    for files in ((twice, first), (first, twice)):
        document = told(postil, *files, "--plan", status=1)
        (question,) = document["questions"]
        assert (question["kind"], question["names"]) == ("same-work", ["default", "cleo"])
        assert question["files"] == [str(first), str(twice)]
        assert f"--rename-coder {first}:default=cleo" in question["says"]
        outcome = postil("merge", *files, "-o", out)
        assert "nothing was written" in outcome.error
        assert f"{first}:default=cleo" in outcome.error
        assert not out.exists()
    told(postil, twice, first, "-o", out, "--rename-coder", f"{first}:default=cleo", "--same-coder", "cleo")
    assert codings_of(out) == codings_of(twice)
    work(first, "default", coded(4, "F1", "default"))
    document = told(postil, out, first, "-o", first.with_name("later.json"))
    assert document["renamed"] == [{"file": str(first), "old": "default", "new": "cleo"}], "the answer is remembered"
    assert codings_of(first.with_name("later.json")) == codings_of(twice) | {coding(4, "F1", "cleo")}


def test_what_is_asked_can_be_denied(postil: Program, first: Path, twice: Path) -> None:
    document = told(postil, twice, first, "--plan", "--same-coder", "default")
    assert not document["questions"]


def test_two_renamings_of_one_file_in_two_merges_are_asked_for(postil: Program, base: Path, first: Path) -> None:
    ana = work(handed_out(base, "ana.json"), "ana", coded(2, "F4", "ana"))
    for name in ("eve", "fay"):
        told(postil, ana, first, "-o", base.with_name(f"{name}.json"), "--rename-coder", f"first.json:default={name}")
    document = told(postil, base.with_name("eve.json"), base.with_name("fay.json"), "--plan", status=1)
    assert [(one["kind"], one["names"]) for one in document["questions"]] == [("same-work", ["eve", "fay"])]
