from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from postil.model.assignment import Assignment, set_assignment
from postil.model.change import AddCoder, AddTranscript, Apply, Review
from postil.model.coding import Coding
from postil.storage import create_study, open_study
from postil.text.wrap import width
from studies import TRANSCRIPTS, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

P04, P05 = TRANSCRIPTS

SHOWN = """\
A small study: 3 paragraphs of participants' speech in 2 transcripts

transcript  of  coder   reviewed         coded  to do
P04          2  ana            2  100 %      1      0
                ben            1   50 %      1      1
P05          1  nobody

coder  transcripts  reviewed  of        coded  codings  to do
ana              1         2   3  67 %      1        2      0
ben              1         1   3  33 %      1        1      1

reviewed by nobody                             1  33 %
reviewed by at least one coder                 2  67 %
reviewed by two coders or more (double-coded)  1  33 %

1 paragraph coded, but not marked as reviewed: agreement leaves such work out.
"""


@pytest.fixture
def half(study: Path) -> Path:
    """ana has read P04, ben one paragraph of it; ben has coded another without a mark."""
    with open_study(study, write=True) as file:
        file.record([Review(P04.id, n, "ana") for n in (1, 2, 3, 4)], coder="ana")
        coding = Apply(Coding(P04.id, 4, None, None, "F4", "ben"))
        file.record([AddCoder("ben"), Review(P04.id, 2, "ben"), coding], coder="ben")
    return study


def test_the_page_at_80_columns(postil: Program, half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert postil.done("report", "progress", half).out == SHOWN


def test_work_is_told_of_what_was_assigned(postil: Program, half: Path) -> None:
    with open_study(half, write=True) as file:
        given = (Assignment("ana", (P05.id,)), Assignment("ben", (P04.id,)))
        file.record([AddCoder("cy"), *map(set_assignment, given)], coder="ana")
    lines = [" ".join(line.split()) for line in postil.done("report", "progress", half).out.splitlines()]
    assert "coder transcripts reviewed of coded codings to do" in lines
    assert "ana 0 of 1 0 1 0 % 1 2 1" in lines
    assert "ben 1 of 1 1 2 50 % 1 1 1" in lines
    assert "cy 0 0 3 0 % 0 0 0" in lines
    assert "ana has also reviewed 2 paragraphs of transcripts that were not assigned." in lines


def test_a_name_takes_the_room_that_there_is(postil: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "interview with the manager of a house"
    transcript = small_transcript(name)
    actions: list[Action] = [AddTranscript(transcript), AddCoder("ana"), Review(transcript.id, 2, "ana")]
    create_study(tmp_path / "s.json", title="t", actions=actions).close()
    for cells in (80, 120):
        monkeypatch.setenv("COLUMNS", str(cells))
        assert any(
            line.startswith(name) for line in postil.done("report", "progress", tmp_path / "s.json").out.split("\n")
        )


def test_long_names_fit(postil: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = small_transcript("interview with the manager of a house " * 4)
    coder = "somebody with a name of some length"
    actions: list[Action] = [AddTranscript(long), AddCoder(coder), Review(long.id, 2, coder)]
    create_study(tmp_path / "s.json", title="t", actions=actions).close()
    lines = postil.done("report", "progress", tmp_path / "s.json").out.splitlines()
    assert max(map(width, lines)) <= 80
    assert any("…" in line for line in lines)


def test_json_and_csv_say_the_same(postil: Program, half: Path, tmp_path: Path) -> None:
    told = json.loads(postil.done("report", "progress", half, "--json").out)
    assert (told["eligible"], told["reviewed"], told["double_coded"]) == (3, 2, 1)
    assert told["double_coded_share"] == pytest.approx(1 / 3, abs=1e-4)
    postil.done("report", "progress", half, "--csv", tmp_path / "p.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text("utf-8"), newline="")))
    assert [(row["transcript"], row["coder"], int(row["reviewed"]), int(row["to_do"])) for row in rows] == [
        (row["transcript"], row["coder"], row["reviewed"], row["to_do"]) for row in told["progress"]
    ]
    assert {row["assigned"] for row in rows} == {""}


def test_everybody_is_counted_where_it_is_asked_for(postil: Program, half: Path) -> None:
    told = json.loads(postil.done("report", "progress", half, "--everybody", "--json").out)
    assert (told["eligible"], told["eligible_set"]) == (7, "everybody's speech")


def test_a_study_without_participants_says_so(postil: Program, tmp_path: Path) -> None:
    create_study(tmp_path / "s.json", title="Empty").close()
    out = postil.done("report", "progress", tmp_path / "s.json").out
    assert "0 paragraphs" in out
    assert "--everybody" in out


def test_wrong_use_and_bad_files(postil: Program, half: Path, tmp_path: Path) -> None:
    outcome = postil("report", "progress", half, "--json", "--csv", "-")
    assert (outcome.status, "one of" in outcome.err) == (2, True)
    assert postil("report", "progress", half, "--csv", half, "--force").refuses("study.json", "overwrite")
    (tmp_path / "p.csv").write_text("keep")
    assert postil("report", "progress", half, "--csv", tmp_path / "p.csv").refuses("exists already", "--force")
    assert (tmp_path / "p.csv").read_text() == "keep"
    assert postil("report", "progress", tmp_path / "none.json").refuses("none.json")
    (tmp_path / "x.json").write_text("[]")
    assert postil("report", "progress", tmp_path / "x.json").refuses("x.json")
