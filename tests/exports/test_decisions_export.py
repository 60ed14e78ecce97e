from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from postil.exports.decisions import DECISION_COLUMNS, decision_rows, decisions_json
from postil.exports.tables import table_bytes
from postil.exports.tidy import Tidy
from postil.model.change import AddTranscript, Apply, Decide, EditCode, Review
from postil.model.coding import Coding, Place
from postil.model.decision import Decision
from reviews import P04, coded_apart, review
from studies import small_desk, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.study import Study
    from studies import Desk


def decisions_csv(study: Study) -> bytes:
    return table_bytes(Tidy(study).table("decisions"), "csv")


def decided_desk() -> Desk:
    desk = coded_apart()
    review(desk).press("r = ‹space› H Y P E R ‹enter› a c b2 ‹enter›")
    return desk


def test_a_row_says_what_was_kept_and_what_each_had_given() -> None:
    first, second = decision_rows(decided_desk().study)
    assert (first.transcript, first.paragraph, first.choice, first.kept) == ("P04", 2, "keep", "ana")
    assert (first.speaker, second.speaker) == ("P04", "P04")
    assert first.text == decided_desk().study.transcripts[P04].paragraphs[1].text
    assert first.codes == ("F1", "F4")
    assert first.paths == ("Bottom-up development", "Leadership and management buy-in")
    assert first.given == {
        "ana": ("Bottom-up development", "Leadership and management buy-in"),
        "ben": ("Workforce challenges", "Bottom-up development"),
    }
    assert first.decided_by == "lead"
    assert first.time == "2023-11-14T22:13:20Z" or first.time.startswith("2023-11-14")
    assert not first.in_conflict
    assert (second.paragraph, second.choice, second.kept, second.codes) == (4, "other", "", ("B2",))
    assert second.given == {"ana": (), "ben": ("Bottom-up development/Built on local need",)}


def test_csv_joins_lists_and_guards_formulas() -> None:
    rows = list(csv.DictReader(io.StringIO(decisions_csv(decided_desk().study).decode())))
    assert tuple(rows[0]) == DECISION_COLUMNS
    assert rows[0]["reason"] == "'= HYPER"
    assert rows[0]["codes"] == "F1; F4"
    assert rows[1]["given"] == "ana: - | ben: Bottom-up development/Built on local need"
    assert rows[1]["in_conflict"] == "no"


def test_json_keeps_lists() -> None:
    document = json.loads(decisions_json(decided_desk().study))
    assert document["study"] == "A small study"
    assert document["decisions"][0]["codes"] == ["F1", "F4"]
    assert document["decisions"][1]["given"]["ana"] == []
    assert document["decisions"][0]["reason"] == "= HYPER"


def test_both_decisions_of_a_conflict_are_there() -> None:
    desk = decided_desk()
    place = Place(P04, 2)
    change = desk.log.get(desk.study.heads(("decision", *place))[0].stamp)
    assert change is not None
    stamp = desk.clock.tick()
    other = Decision("neither", "", ("F1",), "", ())
    desk.study.fold([change._replace(stamp=stamp, coder="sue", action=Decide(*place, other), replaces=())])
    rows = [row for row in decision_rows(desk.study) if row.paragraph == 2]
    assert [(row.decided_by, row.choice, row.in_conflict) for row in rows] == [
        ("sue", "neither", True),
        ("lead", "keep", True),
    ]


def test_control_characters_and_lost_codes_are_written_safely() -> None:
    desk = decided_desk()
    desk.act(EditCode("F1", "name", "A\x1b[2Jb"), coder="ana")
    bad = Decision("other", "", ("B2",), "one\x1b\ntwo", (("ana", ("gone",)),))
    desk.act(Decide(P04, 2, bad), coder="lead")
    row = next(iter(decision_rows(desk.study)))
    assert row.reason == "one␛\ntwo"
    assert row.given == {"ana": ("gone",)}
    assert b"\x1b" not in decisions_csv(desk.study) + decisions_json(desk.study)


def test_the_text_of_the_paragraph_is_written_safely() -> None:
    desk = small_desk()
    transcript = small_transcript("P09", ("How?", "=HYPERLINK(1)\x1b[2J\u202e"))
    desk.act(AddTranscript(transcript), coder="")
    for coder, code in (("ana", "F1"), ("ben", "F4")):
        desk.act(Apply(Coding(transcript.id, 2, None, None, code, coder)), Review(transcript.id, 2, coder), coder=coder)
    review(desk).press("a")
    (row,) = csv.DictReader(io.StringIO(decisions_csv(desk.study).decode()))
    assert row["text"].startswith("'=HYPERLINK(1)␛")
    assert not {"\x1b", "\u202e"} & set(row["text"])


def test_a_study_without_decisions_has_a_heading_only() -> None:
    assert decisions_csv(coded_apart().study).decode().split("\r\n") == [",".join(DECISION_COLUMNS), ""]
    assert json.loads(decisions_json(coded_apart().study))["decisions"] == []


def test_the_command_writes_the_log(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("export", study, tmp_path / "decisions.csv", "--what", "decisions")
    assert (tmp_path / "decisions.csv").read_text().startswith("transcript,")
    postil.done("export", study, tmp_path / "decisions.json", "--what", "decisions")
    assert json.loads((tmp_path / "decisions.json").read_text()) == {"study": "A small study", "decisions": []}
