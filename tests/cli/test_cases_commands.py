"""``postil cases``: every command, what it refuses, and that nothing is changed then."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cases_desks import cases_desk, corrected, desks_with_cases, with_two
from cli_program import Program, snapshot
from postil.cli.case_plan import plan_of
from postil.exports.cases import cases_csv, cases_xlsx
from postil.importers.case_table import cases_of
from postil.importers.table_file import table_of
from postil.model.cell import Summary
from postil.model.change import AddCoder, AddTranscript, Apply, EditCase, SetSummary
from postil.model.coding import Coding
from postil.model.voices import owners
from postil.storage import create_study, open_study
from postil.text.clean import visible, visible_lines
from studies import CODES, TRANSCRIPTS, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.model.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with the cases of ``cases_desk``, and one coder."""
    path = tmp_path / "study.json"
    with create_study(path, title="Cases") as file:
        file.record([change.action for change in cases_desk().log], coder="")
        file.record([AddCoder("ana")], coder="")
    return path


def state(path: Path) -> Study:
    with open_study(path, write=False) as file:
        file.complete()
        return file.study


def values(path: Path, case: str) -> dict[str, str]:
    return dict(state(path).cases.all[case].values)


def sheet(folder: Path, *rows: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def workbook(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    path = folder / "cases.xlsx"
    book.save(path)
    return path


# ---- show ----


def test_show(postil: Program, study: Path) -> None:
    outcome = postil.done("cases", "show", study)
    assert outcome.out.splitlines()[0].split() == ["case", "transcripts", "service_type", "beds", "opened", "remark"]
    assert outcome.out.splitlines()[1].split() == ["P04", "P04", "triage", "12", "2021-11-09"]
    assert any(line.split()[:3] == ["P11A", "P11", "(P11A)"] for line in outcome.out.splitlines())
    assert "service_type: choice: crisis café; triage; house" in outcome.err
    assert "4 cases, 4 attributes" in outcome.err
    assert "1 transcript without a case: P11" in outcome.err
    document = json.loads(postil.done("cases", "show", study, "--json").out)
    assert document["cases"][0] == {
        "id": "p04",
        "name": "P04",
        "note": "",
        "voices": [{"transcript": "P04", "transcript_id": TRANSCRIPTS[0].id, "speaker": None}],
        "values": {"service_type": "triage", "beds": "12", "opened": "2021-11-09", "remark": ""},
    }
    assert document["cases"][2]["voices"][0]["speaker"] == "P11A"
    assert document["attributes"][0] == {
        "name": "service_type",
        "kind": "choice",
        "choices": ["crisis café", "triage", "house"],
    }
    assert document["without_case"] == [{"name": "P11", "id": with_two().id}]


def test_a_study_without_cases_says_so(postil: Program, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    with create_study(path, title="Bare", actions=[AddTranscript(TRANSCRIPTS[0])]):
        pass
    outcome = postil.done("cases", "show", path)
    assert outcome.out == ""
    assert "0 cases" in outcome.err
    assert postil("cases", "set", path, "P04", "x=1").refuses("has no cases", "cases auto")
    assert "P01" in postil.done("cases", "show", sample).out


# ---- import and export ----


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
@pytest.mark.parametrize("types", [(), ("--types",)])
def test_an_untouched_export_changes_nothing(
    postil: Program, study: Path, tmp_path: Path, name: str, types: tuple[str, ...]
) -> None:
    table = tmp_path / name
    postil.done("cases", "export", study, table, *types)
    before = snapshot(tmp_path)
    outcome = postil.done("cases", "import", study, table)
    assert outcome.out == ""
    assert "0 cases added, nothing changed, 4 cases unchanged" in outcome.err
    assert snapshot(tmp_path) == before


def test_an_export_makes_the_same_cases_elsewhere(postil: Program, study: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    texts = [AddTranscript(text) for text in state(study).transcripts.values()]
    with create_study(other, title="Other", actions=texts):
        pass
    for name in ("a.csv", "a.xlsx"):
        postil.done("cases", "export", study, tmp_path / name, "--types")
    postil.done("cases", "import", other, tmp_path / "a.csv")
    shown = [json.loads(postil.done("cases", "show", path, "--json").out) for path in (study, other)]
    assert shown[0] == shown[1]
    assert "nothing changed" in postil.done("cases", "import", other, tmp_path / "a.xlsx").err


def test_the_workbook_has_numbers_and_names_in_sight(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("cases", "export", study, tmp_path / "cases.xlsx")
    first = load_workbook(tmp_path / "cases.xlsx").worksheets[0]
    assert first.freeze_panes == "B2"
    assert [cell.value for cell in first[1]] == [
        *("case", "transcript", "speaker", "service_type", "beds", "opened", "remark", "note"),
    ]
    assert [cell.value or "" for cell in first[2]][:6] == ["P04", "P04", "", "triage", 12, "2021-11-09"]


def test_export_writes_over_nothing_and_goes_to_stdout(postil: Program, study: Path, tmp_path: Path) -> None:
    target = sheet(tmp_path, "mine")
    assert postil("cases", "export", study, target).refuses("exists already")
    assert postil("cases", "export", study, study, "--format", "csv").refuses("the study itself")
    assert postil("cases", "export", study, tmp_path / "x.ods").status == 2
    out = postil.done("cases", "export", study, "-", "--format", "csv").out
    assert out.splitlines()[0] == "case,transcript,speaker,service_type,beds,opened,remark,note"


def test_import_adds_changes_and_says_what(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(
        tmp_path,
        "case;beds;region;visited",
        "P04;12;north;2021-11-09",
        "p05;5;south;",
        "P07;;north;2021-12-01",
        "P11A;;south;",
    )
    before = snapshot(tmp_path)
    dry = postil.done("cases", "import", study, table, "--dry-run", "--json")
    assert snapshot(tmp_path) == before
    plan = json.loads(dry.out)
    assert plan["done"] is False
    assert plan["added"] == ["P07"]
    assert {"case": "P05", "field": "beds", "study": "4", "file": "5"} in plan["changed"]
    assert plan["attributes"] == [
        {"name": "region", "kind": "choice", "choices": ["north", "south"], "inferred": True},
        {"name": "visited", "kind": "date", "choices": [], "inferred": True},
    ]
    outcome = postil.done("cases", "import", study, table)
    assert outcome.out.splitlines() == [
        "attribute region: choice: north; south, inferred from its values",
        "attribute visited: date, inferred from its values",
        "+ P07",
        "P04: region: (empty) → north",
        "P04: visited: (empty) → 2021-11-09",
        "P05: beds: 4 → 5",
        "P05: region: (empty) → south",
        "P11A: region: (empty) → south",
    ]
    assert "2 attributes added, 1 case added, 5 values changed in 3 cases, 0 cases unchanged" in outcome.err
    assert values(study, "p07") == {"region": "north", "visited": "2021-12-01"}
    assert values(study, "p05")["remark"].startswith("a long"), "a column that is not there changes nothing"
    assert list(state(study).cases.attributes)[-2:] == ["region", "visited"]
    assert "is sound" in postil.done("check", study).out


def test_a_column_that_may_have_been_renamed_is_told(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(tmp_path, "case,service,beds", "P04,triage,12")
    err = postil.done("cases", "import", study, table, "--dry-run").err
    assert "service is a new attribute, and there is no column service_type; are they the same?" in err
    whole = sheet(tmp_path, "case,service_type,services", "P04,triage,12")
    assert "are they the same" not in postil.done("cases", "import", study, whole, "--dry-run").err


def test_kinds_are_said_by_an_option_or_by_a_second_row(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(tmp_path, "case,site,when", "P04,1,09/11/2021", "P05,2,10/11/2021")
    assert postil("cases", "import", study, table).refuses("cases.csv", "row 2, column C (when)", "09/11/2021")
    postil.done("cases", "import", study, table, "--type", "Site=choice", "--type", "when=text")
    assert state(study).cases.attributes["site"].choices == ("1", "2")
    assert values(study, "p04")["when"] == "09/11/2021"
    second = sheet(tmp_path, "case,level,grade", ",choice: low; high,text", "P04,high,1")
    outcome = postil.done("cases", "import", study, second)
    assert "attribute level: choice: low; high\n" in outcome.out
    assert state(study).cases.attributes["grade"].kind == "text"


def test_a_sheet_says_whose_words_are_whose(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(
        tmp_path,
        "case,transcript,speaker",
        "P04,P05,",
        "P05,P04,",
        "P11A,P11,P11A",
        "Manager,P11,p11b",
    )
    outcome = postil.done("cases", "import", study, table)
    assert "P04: transcript: P04 → P05" in outcome.out
    owned = {(state(study).transcripts[v.transcript].name, v.speaker): who for v, who in owners(state(study)).items()}
    assert owned == {("P04", ""): "p05", ("P05", ""): "p04", ("P11", "P11A"): "p11a", ("P11", "P11B"): "manager"}
    postil.done("cases", "import", study, sheet(tmp_path, "case,transcript", "P04,P05; P04", "P05,", "P11A,p11.txt"))
    owned = {(state(study).transcripts[v.transcript].name, v.speaker): who for v, who in owners(state(study)).items()}
    assert owned == {("P04", ""): "p04", ("P05", ""): "p04", ("P11", "P11A"): "p11a", ("P11", "P11B"): "manager"}


def test_a_corrected_transcript_is_meant_by_its_name_and_changes_nothing(
    postil: Program, study: Path, tmp_path: Path
) -> None:
    new = corrected(TRANSCRIPTS[0])
    with open_study(study, write=True) as file:
        file.record([AddTranscript(new)], coder="")
    postil.done("cases", "export", study, tmp_path / "cases.csv")
    assert "nothing changed" in postil.done("cases", "import", study, tmp_path / "cases.csv").err
    old = sheet(tmp_path, "case,transcript", f"P04,{TRANSCRIPTS[0].id}", name="old.csv")
    assert "nothing changed" in postil.done("cases", "import", study, old).err


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["name,beds", "P04,1"], ["no column case", "its first row is name, beds"]),
        ([""], ["no column case", "empty"]),
        (["case,beds", "P04,1", "p04,2"], ["row 3", "the case of row 2 too"]),
        (["case,beds", "P04,1", ",2"], ["row 3, column A (case)", "names no case"]),
        (["case,beds", "P04,twelve"], ["row 2, column B (beds)", "“twelve” is not a number"]),
        (["case,opened", "P04,09/11/2021"], ["row 2, column B (opened)", "not a date", "YYYY-MM-DD"]),
        (["case,opened", "P04,2021-02-30"], ["row 2, column B (opened)", "not a day of the calendar"]),
        (["case,seen", "P04,9.11.2021"], ["row 2, column B (seen)", "9.11.2021", "YYYY-MM-DD", "--type"]),
        (["case,service_type", "P04,clinic"], ["row 2, column B (service_type)", "none of crisis café, triage, house"]),
        (["case,remark", f"P04,{'x' * 32_768}"], ["row 2, column B (remark)", "32,768 characters"]),
        (
            ["case,transcript", "P04,P4", "P05,zzz", "P06,P05"],
            ["2 transcripts are not in the study", "row 2 'P4' (nearest: P04)", "row 3 'zzz'"],
        ),
        (["case,transcript", "P04,P"], ["row 2, column B (transcript)", "any of 3 transcripts"]),
        (["case,transcript", "P04,P11", "P05,P11"], ["row 3", "P11 is that of P04 in row 2", "INT, P11A, P11B"]),
        (["case,transcript", "P06,P05"], ["row 2", "P05 is that of P05 in the study"]),
        (["case,transcript,speaker", "P06,P11,P11A"], ["row 2", "P11A in P11 is that of P11A in the study"]),
        (["case,transcript,speaker", "P06,P11,Jo"], ["row 2, column C (speaker)", "nobody is called 'Jo'", "P11A"]),
        (["case,transcript,speaker", "P06,P11;P04,a;b;c"], ["row 2", "names 3 speakers for 2 transcripts"]),
        (["case,transcript,speaker", "P06,,P11A"], ["row 2", "not in which transcript"]),
        (["case,speaker", "P06,P11A"], ["column speaker, but none transcript"]),
        (["case,beds", ",date", "P04,"], ["beds is number in the study, and date here"]),
        (["case,service_type", ",choice: spa", "P04,"], ["service_type is choice", "and spa here"]),
    ],
)
def test_bad_tables_are_refused_with_the_place(
    postil: Program, study: Path, tmp_path: Path, rows: list[str], says: list[str]
) -> None:
    table = sheet(tmp_path, *rows)
    before = snapshot(tmp_path)
    assert postil("cases", "import", study, table).refuses("cases.csv", *says)
    assert snapshot(tmp_path) == before


def test_names_that_are_no_case_yet_are_refused_on_request(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(tmp_path, "case,beds", "P04,1", "P0S,2", "P99,3")
    before = snapshot(tmp_path)
    refused = postil("cases", "import", study, table, "--no-new")
    assert refused.refuses("cases.csv", "not in the study", "row 3 'P0S' (nearest: P0", "row 4 'P99'", "--no-new")
    assert snapshot(tmp_path) == before


def test_a_formula_that_was_never_worked_out_is_refused(postil: Program, study: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, [["case", "beds"], ["P04", "=6*2"]])
    assert postil("cases", "import", study, path).refuses("cases.xlsx", "row 2, column B (beds)", "formula")
    text = sheet(tmp_path, "case,remark", "P04,=6*2")
    postil.done("cases", "import", study, text)
    assert values(study, "p04")["remark"] == "=6*2"
    assert "\r\nP04,P04,,triage,12,2021-11-09,'=6*2,\r\n" in _exported(postil, study, tmp_path)


def _exported(postil: Program, study: Path, folder: Path) -> str:
    postil.done("cases", "export", study, folder / "out.csv", "--force")
    return (folder / "out.csv").read_bytes().decode()


def test_wrong_use(postil: Program, study: Path, tmp_path: Path) -> None:
    table = sheet(tmp_path, "case,x", "P04,1")
    assert postil("cases", "import", study, table, "--type", "x=money").status == 2
    assert postil("cases", "import", study, table, "--type", "x").status == 2
    assert postil("cases", "import", study, table, "--type", "y=text").refuses("no column 'y'", "x")
    assert postil("cases", "import", study, table, "--type", "x=text", "--coder", "zoe").refuses("no coder 'zoe'")
    assert postil("cases", "import", study, tmp_path / "none.csv").refuses("none.csv", "no such file")
    assert postil("cases", "import", study, tmp_path).refuses("a folder")
    assert postil("cases", "import", study, study).status == 1


def test_two_cases_of_one_name_are_not_told_apart_by_guessing(postil: Program, study: Path, tmp_path: Path) -> None:
    with open_study(study, write=True) as file:
        file.record([EditCase("p05", "name", "P04")], coder="")
    table = sheet(tmp_path, "case,beds", "P04,1")
    assert postil("cases", "import", study, table).refuses("row 2", "two cases are called P04")
    assert postil("cases", "set", study, "P04", "beds=1").refuses("any of 2 cases")


# ---- the small commands ----


def test_set(postil: Program, study: Path) -> None:
    outcome = postil.done("cases", "set", study, "p04", "Service_Type=CRISIS CAFÉ", "beds=", "note=Two\nlines")
    assert outcome.out.splitlines() == [
        "P04: service_type: triage → crisis café",
        "P04: beds: 12 → (empty)",
        "P04: note: (empty) → Two⏎lines",
    ]
    assert values(study, "p04") == {"service_type": "crisis café", "opened": "2021-11-09"}
    postil.done("cases", "set", study, "P11A", "case=Manager", "transcript=P11", "speaker=P11B")
    assert state(study).cases.all["p11a"].name == "Manager"
    assert state(study).cases.owner(with_two().id, "P11B") == "p11a"
    assert "nothing changed" in postil.done("cases", "set", study, "manager", "case=Manager").err


def test_set_records_one_act_that_its_coder_can_undo(postil: Program, study: Path) -> None:
    postil.done("cases", "set", study, "P04", "beds=3", "remark=x", "--coder", "ana")
    with open_study(study, write=True) as file:
        assert file.undo("ana") is not None
        assert file.study.cases.all["p04"].values["beds"] == "12"
        assert "remark" not in file.study.cases.all["p04"].values


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["P99", "beds=1"], ["study.json", "no case 'P99'", "P04"]),
        (["P0", "beds=1"], ["any of 3 cases"]),
        (["P04", "bed=1"], ["study.json", "no attribute 'bed'", "beds"]),
        (["P04", "beds=many"], ["study.json", "beds", "not a number"]),
        (["P04", "opened=09/11/2021"], ["not a date", "YYYY-MM-DD"]),
        (["P04", "service_type=spa"], ["none of crisis café"]),
        (["P04", "transcript=P05"], ["P05 is that of P05 in the study"]),
        (["P04", "transcript=zz"], ["not in the study", "nearest"]),
        (["P04", "speaker=INT"], ["transcript=NAME"]),
        (["P04", "case=P05"], ["a case P05 already"]),
        (["P04", "case="], ["no name"]),
        (["P04", "remark=" + "x" * 40_000], ["40,000 characters"]),
    ],
)
def test_set_refuses(postil: Program, study: Path, tmp_path: Path, words: list[str], says: list[str]) -> None:
    before = snapshot(tmp_path)
    assert postil("cases", "set", study, *words).refuses(*says)
    assert snapshot(tmp_path) == before
    assert postil("cases", "set", study, "P04", "beds").status == 2
    assert postil("cases", "set", study, "P04", "beds=1", "Beds=2").status == 2


def test_add_and_drop(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("cases", "add", study, "P11 clerk", "--transcript", "P11", "--speaker", "P11B")
    assert state(study).cases.owner(with_two().id, "P11B") == "p11 clerk"
    postil.done("cases", "add", study, "Nobody")
    before = snapshot(tmp_path)
    assert postil("cases", "add", study, " nobody").refuses("study.json", "a case Nobody already")
    assert postil("cases", "add", study, "").refuses("no name")
    assert postil("cases", "add", study, "x", "--transcript", "P04").refuses("P04 is that of P04 in the study")
    assert postil("cases", "add", study, "x", "--speaker", "P04").status == 2
    assert postil("cases", "drop", study, "P11 clerk").refuses("P11 clerk has transcripts", "take them away first")
    assert postil("cases", "drop", study, "P04").refuses("P04 has")
    assert snapshot(tmp_path) == before
    assert "case Nobody taken out" in postil.done("cases", "drop", study, "nobody").err
    assert "nobody" not in state(study).cases.all


def test_a_case_with_a_summary_is_in_use(postil: Program, study: Path) -> None:
    with open_study(study, write=True) as file:
        file.record([SetSummary("p06", CODES[0].id, Summary("text", "draft"))], coder="")
    assert postil("cases", "drop", study, "P06").refuses("P06 has summaries")


def test_attribute(postil: Program, study: Path, tmp_path: Path) -> None:
    run = postil.done("cases", "attribute", study, "region", "--type", "choice", "--choices", "north; south;; east")
    assert "region: choice: north; south;; east" in run.err
    assert state(study).cases.attributes["region"].choices == ("north", "south; east")
    assert "as before" in postil.done("cases", "attribute", study, "Beds", "--type", "number").err
    postil.done("cases", "attribute", study, "service_type", "--choices", "triage; Crisis Café")
    assert values(study, "p05")["service_type"] == "Crisis Café"
    postil.done("cases", "attribute", study, "beds", "--type", "text")
    before = snapshot(tmp_path)
    assert postil("cases", "attribute", study, "service_type", "--choices", "triage").refuses("P05 has another")
    assert postil("cases", "attribute", study, "remark", "--type", "date").refuses("P05 has another remark")
    assert postil("cases", "attribute", study, "case", "--type", "text").refuses("calls something else")
    assert postil("cases", "attribute", study, "new", "--type", "choice").refuses("no choices")
    assert postil("cases", "attribute", study, "beds", "--drop").refuses("2 cases have a beds", "--with-values")
    assert postil("cases", "attribute", study, "nothing", "--drop").refuses("no attribute 'nothing'")
    assert postil("cases", "attribute", study, "beds").status == 2
    assert postil("cases", "attribute", study, "beds", "--drop", "--type", "text").status == 2
    assert snapshot(tmp_path) == before
    postil.done("cases", "attribute", study, "beds", "--drop", "--with-values")
    postil.done("cases", "attribute", study, "region", "--drop")
    assert list(state(study).cases.attributes) == ["service_type", "opened", "remark"]
    assert "is sound" in postil.done("check", study).out


def test_auto(postil: Program, study: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    dry = postil.done("cases", "auto", study, "--dry-run")
    assert dry.out == "+ P11B: P11 (P11B)\n"
    assert snapshot(tmp_path) == before
    plan = json.loads(postil.done("cases", "auto", study, "--json", "--coder", "ana").out)
    assert plan == {"done": True, "cases": [{"case": "P11B", "transcript": "P11", "speaker": "P11B", "new": True}]}
    assert "0 cases added" in postil.done("cases", "auto", study).err
    assert "without a case" not in postil.done("cases", "show", study).err


# ---- assign ----


def test_assign_spreads_over_an_attribute_of_the_cases(postil: Program, sample: Path) -> None:
    words = ("--coder", "ben", "--coder", "cleo", "--double", "30%", "--seed", "3", "--dry-run")
    plan: dict[str, Any] = json.loads(postil.done("assign", sample, *words, "--by", "Service_Type", "--json").out)
    study = state(sample)
    expected = {
        text.id: study.cases.all[owner].values["service_type"]
        for voice, owner in owners(study).items()
        for text in [study.transcripts[voice.transcript]]
        if not voice.speaker
    }
    assert {text["id"]: text["value"] for text in plan["transcripts"]}.items() >= expected.items()
    assert "service" in postil.done("assign", sample, *words, "--by", "service_type").out


def test_assign_by_what_the_cases_do_not_have(postil: Program, study: Path, tmp_path: Path) -> None:
    words = ("--coder", "ben", "--coder", "cleo", "-o", tmp_path / "packs")
    before = snapshot(tmp_path)
    assert postil("assign", study, *words, "--by", "colour").refuses("study.json", "no attribute 'colour'", "beds")
    postil.done("cases", "set", study, "P04", "transcript=")
    before = snapshot(tmp_path)
    assert postil("assign", study, *words, "--by", "beds").refuses("P04 is no case's", "postil cases")
    assert snapshot(tmp_path) == before
    assert postil("assign", study, *words, "--by", " ").status == 2
    assert postil("assign", study, *words, "--sheet", tmp_path / "x.csv").status == 2


def test_assign_takes_a_workbook_for_its_sheet(postil: Program, study: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, [["transcript", "region"], ["P04", "north"], ["P05", "south"], ["P11", "north"]])
    words = (
        "--coder",
        "ben",
        "--coder",
        "cleo",
        "--seed",
        "1",
        "--dry-run",
        "--json",
        "--sheet",
        path,
        "--by",
        "Region",
    )
    plan = json.loads(postil.done("assign", study, *words).out)
    assert [text["value"] for text in plan["transcripts"]] == ["north", "south", "north"]
    broken = workbook(tmp_path, [["transcript", "region"], ["P04", "=1"]])
    assert postil("assign", study, *words[:-3], broken, *words[-2:]).refuses("row 2", "region", "formula")


# ---- any study ----


@settings(max_examples=60, deadline=None)
@given(desks_with_cases(), st.booleans())
def test_any_cases_are_read_back_as_they_were_written(desk: Desk, types: bool) -> None:
    study = desk.study
    for data in (
        cases_csv(study, types=types, bom=types, line_end="\r\n"),
        cases_xlsx(study, types=types),
    ):
        plan = plan_of(study, cases_of(table_of(data, "cases")))
        assert plan.actions == []
        assert plan.unchanged == len(study.cases.all)


@settings(max_examples=40, deadline=None)
@given(desks_with_cases())
def test_any_cases_are_the_same_in_another_study(desk: Desk) -> None:
    other = Desk()
    other.act(*(AddTranscript(text) for text in desk.study.transcripts.values()))
    for data in (cases_csv(desk.study, types=True, bom=False, line_end="\n"), cases_xlsx(desk.study, types=True)):
        other.act(*plan_of(other.study, cases_of(table_of(data, "cases"))).actions)
        shown = {visible(case.name): case for case in other.study.cases.all.values()}
        for case in desk.study.cases.all.values():
            twin = shown[visible(case.name)]
            assert {name: visible(value) for name, value in case.values.items()} == dict(twin.values)
            assert visible_lines(case.note) == twin.note
        names = {case.id: visible(case.name) for case in desk.study.cases.all.values()}
        theirs = {case.id: case.name for case in other.study.cases.all.values()}
        assert {voice: names[owner] for voice, owner in owners(desk.study).items()} == {
            voice: theirs[owner] for voice, owner in owners(other.study).items()
        }


def test_nothing_acts_on_a_terminal_or_a_spreadsheet(postil: Program, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    hostile = "\x1b]52;c;ZXZpbA==\x07 \u202e"
    with create_study(path, title="Hostile", actions=[AddTranscript(TRANSCRIPTS[0])]):
        pass
    postil.done("cases", "add", path, f"=cmd|{hostile}", "--transcript", "P04")
    postil.done("cases", "attribute", path, f"@x{hostile}", "--type", "text")
    postil.done("cases", "set", path, "=cmd", f"@x{hostile}=-1+{hostile}", f"note=+{hostile}")
    for words in (["show"], ["show", "--json"], ["export", "-", "--format", "csv"]):
        assert "\x1b" not in postil.done("cases", words[0], path, *words[1:]).out
    data = _exported(postil, path, tmp_path).encode()
    assert b"\x1b" not in data
    for cell in data.decode().splitlines()[1].split(","):
        assert not cell.startswith(("=", "+", "-", "@"))
    assert "nothing changed" in postil.done("cases", "import", path, tmp_path / "out.csv").err
    postil.done("cases", "export", path, tmp_path / "out.xlsx")
    first = load_workbook(io.BytesIO((tmp_path / "out.xlsx").read_bytes())).worksheets[0]
    assert not [cell.data_type for row in first.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [cell.value for row in first.iter_rows() for cell in row if str(cell.value)[:1] in set("=+-@")]
    assert "nothing changed" in postil.done("cases", "import", path, tmp_path / "out.xlsx").err


def test_codings_stay_as_they_are(postil: Program, study: Path) -> None:
    with open_study(study, write=True) as file:
        file.record([Apply(Coding(TRANSCRIPTS[0].id, 2, None, None, "F1", "ana"))], coder="ana")
    before = sorted(state(study).codings())
    postil.done("cases", "auto", study)
    postil.done("cases", "set", study, "P04", "transcript=")
    assert sorted(state(study).codings()) == before


# ---- dates that are none, and long values ----


@pytest.mark.parametrize("date", ["2021-02-30", "2021-13-01", "31/02/2021"])
def test_one_impossible_date_among_dates_is_refused_with_its_place(
    postil: Program, study: Path, tmp_path: Path, date: str
) -> None:
    dates = ["2021-01-04", "2021-01-11", date, "2021-01-18", "", "2021-02-01"]
    table = sheet(tmp_path, "case,seen", *(f"C{at},{text}" for at, text in enumerate(dates)))
    before = snapshot(tmp_path)
    assert postil("cases", "import", study, table).refuses(
        "cases.csv, row 4, column B (seen)", date, "--type 'seen=text'"
    )
    assert snapshot(tmp_path) == before
    postil.done("cases", "import", study, table, "--type", "seen=text")


def test_a_column_in_which_not_everything_looks_like_a_date_is_text(
    postil: Program, study: Path, tmp_path: Path
) -> None:
    table = sheet(tmp_path, "case,seen", "C1,2021-01-04", "C2,2021-02-30", "C3,in spring")
    assert "attribute seen: text" in postil.done("cases", "import", study, table).out


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("13.02.2020", "write 2020-02-13"),
        ("02/13/2020", "write 2020-02-13"),
        ("07-07-2020", "write 2020-07-07"),
        ("2020/2/13", "write 2020-02-13"),
        ("31.12.2021.", "write 2021-12-31"),
        ("09/11/2021", "no date that can be told for certain"),
        ("13.02.20", "no date that can be told for certain"),
        ("32.13.2020", "write YYYY-MM-DD"),
    ],
)
def test_a_date_in_another_order_is_refused_and_said_as_it_is_to_be(
    postil: Program, study: Path, tmp_path: Path, date: str, said: str
) -> None:
    table = sheet(tmp_path, "case,seen", f"C1,{date}")
    assert postil("cases", "import", study, table).refuses("row 2, column B (seen)", date, said)


def test_a_long_value_is_told_in_part(postil: Program, study: Path, tmp_path: Path) -> None:
    long = "x" * 32_000
    table = sheet(tmp_path, "case,note,about", f"P04,{long},{long}")
    told = postil.done("cases", "import", study, table, "--dry-run").out
    assert "x…" in told
    assert max(map(len, told.splitlines())) < 300
    kept = json.loads(postil.done("cases", "import", study, table, "--dry-run", "--json").out)
    assert [change["file"] for change in kept["changed"]] == [long, long]
