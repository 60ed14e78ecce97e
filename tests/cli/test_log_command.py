from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from charts import charted_study
from postil.cli.history import stamps_until
from postil.errors import NotFoundError
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    AddCase,
    Bookmark,
    Doubt,
    DropCode,
    DropCoder,
    EditCase,
    EditCode,
    EditTranscript,
    GiveVoice,
    Pin,
    Rate,
    Review,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.coding import Coding
from postil.storage import open_study
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

P04 = TRANSCRIPTS[0].id
F4 = "F4 Leadership and management buy-in"


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


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ([EditCase("p04", "note", "a word")], "set the note of case Panel"),
        ([SetAttribute("role", Attribute("text")), SetValue("p04", "role", "nurse")], "set the role of case Panel"),
        ([SetAttribute("role", Attribute("text"))], "set the attribute role"),
        ([GiveVoice(P04, "", "p04")], "said which case owns P04: Panel"),
        ([GiveVoice(P04, "P04", "p04"), GiveVoice(P04, "P04", "")], "said which case P04 is in P04: none"),
        ([SetSummary("p04", "F4", Summary("They agreed."))], f"charted (draft) Panel · {F4}"),
        ([SetComment("p04", "F4", "Hm.")], f"commented on the cell Panel · {F4}"),
        ([Rate("p04", "F4", "ana", Rating("+1"))], f"rated +1 Panel · {F4}"),
        ([EditTranscript(P04, "name", "Talk")], "set the name of Talk"),
        ([EditCode("F4", "see_also", "B2")], f"set the see also of {F4}"),
    ],
)
def test_what_a_change_is_about_is_named(postil: Program, study: Path, actions: list[Action], words: str) -> None:
    with open_study(study, write=True) as study_file:
        study_file.record([AddCase("p04", "Panel")], coder="ana")
        for action in actions:
            study_file.record([action], coder="ana")
    assert postil.done("log", study).out.splitlines()[-1].endswith(f"ana  {words}")


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


def test_a_cell_is_told_with_its_case(postil: Program, tmp_path: Path) -> None:
    path = charted_study(tmp_path / "study.json")
    lines = postil.done("log", path, "--code", "F4").out.splitlines()
    assert any(line.endswith("charted (draft) P04 · F4 Leadership and management buy-in") for line in lines)
    changes = json.loads(postil.done("log", path, "--json").out)["changes"]
    cases = {change["change"]: (change["case"], change["case_name"]) for change in changes}
    assert cases["set_summary"] == cases["set_comment"] == ("p04", "P04")
    assert cases["add_case"] == ("p05", "P05")
    assert cases["give_voice"] == ("p05", "P05")
    assert cases["set_value"] == ("p05", "P05")
    assert cases["apply"] == cases["quote"] == (None, None)
