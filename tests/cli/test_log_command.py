from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from postil.cli.history import stamps_until
from postil.errors import NotFoundError
from postil.model.change import Bookmark, Doubt, DropCode, DropCoder, EditCode, Pin, Review
from postil.model.coding import Coding
from postil.storage import open_study
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program


def test_newest_last_and_no_memo_text(postil: Program, study: Path) -> None:
    lines = postil.done("log", study).out.splitlines()
    assert lines[-1].endswith("ana  applied F1.2 Built on local need at P04 §3 0–4")
    assert lines[-2].endswith("ana  wrote a memo at F4 Leadership and management buy-in at P04 §2")
    assert lines[0].split()[2] == "-"
    assert "to discuss" in postil.done("log", study, "--text").out
    assert len(postil.done("log", study, "--limit", "2").out.splitlines()) == 2


def test_json_of_a_change(postil: Program, study: Path) -> None:
    changes = json.loads(postil.done("log", study, "--json", "--limit", "3").out)["changes"]
    applied, memo, span = changes
    assert [change["change"] for change in changes] == ["apply", "memo", "apply"]
    assert (applied["coder"], applied["transcript_name"], applied["paragraph"], applied["code"]) == (
        "ana",
        "P04",
        2,
        "F4",
    )
    assert memo["group"] == applied["group"] == applied["stamp"]
    assert (span["start"], span["end"], span["transcript"]) == (0, 4, TRANSCRIPTS[0].id)
    assert "text" not in memo
    told = json.loads(postil.done("log", study, "--json", "--text", "--limit", "2").out)["changes"]
    assert told[0]["text"] == "to discuss"


def test_filters(postil: Program, study: Path) -> None:
    assert len(postil.done("log", study, "--code", "F4", "--coder", "ana").out.splitlines()) == 2
    assert len(postil.done("log", study, "--paragraph", "P04§3").out.splitlines()) == 1
    assert postil("log", study, "--coder", "anna").refuses("study.json", "anna", "ana")
    assert postil("log", study, "--code", "Staff").refuses("study.json", "Staff")
    assert postil("log", study, "--paragraph", "P04:99").refuses("study.json", "§99")
    assert postil("log", study, "--limit", "0").status == 2


def test_as_of_a_stamp_shows_the_past(postil: Program, study: Path) -> None:
    with open_study(study, write=False) as study_file:
        stamps = [change.stamp for change in study_file.log]
    assert len(postil.done("log", study, "--as-of", stamps[4]).out.splitlines()) == 5
    assert len(postil.done("log", study, "--as-of", "9999-12-31").out.splitlines()) == len(stamps)
    nothing = postil.done("log", study, "--as-of", "2001-01-01")
    assert (nothing.out, "no such changes" in nothing.err) == ("", True)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-11-25", "2026-11-25"),
        ("2026-11-25 14:30", "2026-11-25T14:30"),
        ("2026-11-25T14:30:05", "2026-11-25T14:30:05"),
        ("2026-11-25T14:30:05.1Z", "2026-11-25T14:30:05.100"),
        ("2026-11-25 00:30 +01:00", "2026-11-24T23:30"),
    ],
)
def test_times_are_taken_as_far_as_they_are_given(text: str, until: str) -> None:
    assert stamps_until(text) == until


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-11-25 25:00", "25.11.2026"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(NotFoundError, match="not a time"):
        stamps_until(text)


def test_a_code_that_is_gone_keeps_its_history(postil: Program, study: Path) -> None:
    with open_study(study, write=True) as study_file:
        code = study_file.study.codebook.get("B2")
        assert code is not None
        study_file.record([DropCode(code)], coder="ana")
    lines = postil.done("log", study, "--code", "Workforce challenges").out.splitlines()
    assert [line.split("  ")[-1].split(" B2")[0] for line in lines] == ["added code", "took out code"]


def test_every_kind_of_change_is_told(postil: Program, study: Path) -> None:
    place = TRANSCRIPTS[0].id
    coding = Coding(place, 2, None, None, "F4", "ana")
    with open_study(study, write=True) as study_file:
        for action in (
            Review(place, 1, "ana"),
            Review(place, 1, "ana", reviewed=False),
            Doubt(coding),
            EditCode("F4", "aliases", ("boss", "lead")),
            Pin("ana", 3, "F4"),
            Bookmark("ana", (place, 3)),
            DropCoder("ana"),
        ):
            study_file.record([action], coder="ana")
        study_file.undo("ana")
    out = postil.done("log", study, "--text", "--limit", "8").out
    for words in (
        "reviewed P04 §1",
        "unmarked P04 §1",
        "marked as doubtful F4",
        "set the aliases of F4 Leadership and management buy-in: boss; lead",
        "pinned to slot 3 F4",
        "stopped at P04 §3",
        "took out coder ana",
        "(undo or redo) added coder ana",
    ):
        assert words in out
