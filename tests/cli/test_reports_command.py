"""``postil report``: what it prints, its tables and documents, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    GiveVoice,
    Review,
    SetAttribute,
    SetMemo,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.storage import create_study, open_study
from studies import TRANSCRIPTS, small_transcript

if TYPE_CHECKING:
    from cli_program import Program

HERE = Path(__file__).parent
REPORTS = ("codes", "cases", "attributes", "together", "speakers", "saturation", "overlaps", "memos", "use", "methods")
P04, P05 = TRANSCRIPTS
HOSTILE = ('=HYPERLINK("http://x")', "<script>alert(1)</script>", "a\u202eb", "../../etc")


@pytest.fixture
def two(study: Path) -> Path:
    """ana and ben have read P04; the two transcripts are cases of two regions."""
    here = Coding(P04.id, 2, None, None, "F4", "ben")
    with open_study(study, write=True) as file:
        file.record([AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"), AddCase("p05", "P05")], coder="")
        file.record([GiveVoice(P05.id, "", "p05"), SetAttribute("region", Attribute("text"))], coder="")
        file.record([SetValue("p04", "region", "north"), SetValue("p05", "region", "south")], coder="")
        marks = [Review(P04.id, n, coder) for n in (2, 4) for coder in ("ana", "ben")]
        file.record([AddCoder("ben"), Apply(here), Apply(here._replace(code="B2")), *marks], coder="ben")
    return study


def document(postil: Program, *arguments: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(postil.done("report", *arguments, "--json").out)
    return told


def as_kept(path: Path, text: str) -> None:
    """Compare with what is kept; POSTIL_SNAPSHOTS=write writes it anew."""
    if os.environ.get("POSTIL_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing; write it with POSTIL_SNAPSHOTS=write"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("cells", [80, 120])
def test_the_pages_of_the_sample(
    postil: Program, sample: Path, monkeypatch: pytest.MonkeyPatch, name: str, cells: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(cells))
    out = postil.done("report", name, sample).out
    out = "".join(line for line in out.splitlines(keepends=True) if not line.startswith(("Program ", "Date of ")))
    assert all(len(line) <= cells for line in out.splitlines())
    as_kept(HERE / "snapshots" / f"report_{name}_{cells}.txt", out)


@pytest.mark.parametrize("name", REPORTS)
def test_the_documents_of_the_sample(postil: Program, sample: Path, name: str) -> None:
    told = document(postil, name, sample, *(["--attribute", "service_type"] if name == "attributes" else []))
    if name == "methods":
        told["methods"] = [row for row in told["methods"] if row["item"] not in {"program", "date"}]
    for rows in told.values():
        if isinstance(rows, list) and rows and "codings" in rows[0] and name in {"cases", "attributes", "speakers"}:
            rows[:] = [row for row in rows if row["codings"]]  # the rest is many noughts
    lines = [f"{json.dumps(key)}: {_kept(value)}" for key, value in told.items()]
    as_kept(HERE / "golden" / f"report_{name}.json", "{" + ",\n".join(lines) + "}\n")


def _kept(value: object) -> str:
    """JSON with one entry of a list a line."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n]"


def test_codes_are_counted_with_and_without_those_under_them(postil: Program, two: Path) -> None:
    told = document(postil, "codes", two)
    assert told["counted"] == {
        "study": "A small study", "query": "", "children": False, "coders": ["ana", "ben"], "left_out": 0,
        "codings": 4, "coded": 2, "paragraphs": 7, "transcripts": 2, "cases": 2, "coded_transcripts": 1,
        "coded_cases": 1, "readers": [], "transcripts_read": 1, "cases_read": 1, "transcripts_not_read": ["P05"],
        "transcripts_in_part": [], "cases_not_read": ["P05"], "cases_in_part": [],
        "found": 7, "on_interviewers": 1, "on_others": 0, "understood": [],
    }  # fmt: skip
    rows = {row["code"]: row for row in told["codes"]}
    assert (rows["F4"]["codings"], rows["F4"]["paragraphs"], rows["F4"]["coders"], rows["F4"]["present"]) == (
        2,
        1,
        2,
        1,
    )
    assert (rows["F1"]["codings"], rows["F1"]["present"], rows["F1"]["codings_with_children"]) == (0, 0, 1)
    again = {row["code"]: row for row in document(postil, "cases", two, "--children")["cases"] if row["case"] == "p04"}
    assert (again["F1"]["codings"], again["F1"]["present"]) == (1, 1)


def test_what_two_coders_did_apart_is_no_pair(postil: Program, two: Path) -> None:
    rows = document(postil, "together", two)["together"]
    assert {(row["coder"], row["code_a"], row["code_b"], row["paragraphs"]) for row in rows} == {
        ("", "F4", "B2", 1),
        ("ben", "F4", "B2", 1),
    }


def test_a_query_and_a_coder_choose_what_is_counted(postil: Program, two: Path) -> None:
    assert document(postil, "codes", two, "--where", "role:interviewer")["counted"]["codings"] == 1
    told = document(postil, "codes", two, "--where", "F4")
    assert [told["counted"][key] for key in ("query", "codings", "found", "paragraphs")] == ["F4", 2, 1, 7]
    assert document(postil, "codes", two, "--coder", "ben")["counted"]["codings"] == 2
    assert "where: F4" in postil.done("report", "codes", two, "--where", "F4").out
    none = postil.done("report", "codes", two, "--where", 'text:"no such words"')
    assert "0 codings" in none.out


def test_cases_there_are_count_beside_a_query(postil: Program, two: Path) -> None:
    with open_study(two, write=True) as file:
        file.record([Review(P05.id, 2, "ana")], coder="ana")
    rows = document(postil, "attributes", two, "--where", "F4")["attributes"]
    found = {(row["value"], row["code"]): (row["cases_with"], row["cases_there"], row["share"]) for row in rows}
    assert found["north", "F4"] == (1, 1, 1.0)
    assert found["south", "F4"] == (0, 1, 0.0)


def test_methods_have_the_agreement_that_agree_has(postil: Program, two: Path) -> None:
    items = {row["item"]: row for row in document(postil, "methods", two)["methods"]}
    agreed = json.loads(postil.done("agree", two, "--json").out)
    for name, figure in agreed["together"]["overall"].items():
        assert items[name]["figure"] == figure["value"], name
        assert (figure["reason"] or "") in items[name]["reason"]
    assert items["double_coded"]["value"] == "2 of 3, 67 %"
    assert "2 paragraphs in 1 transcript" in items["krippendorff_alpha_set"]["reason"]
    assert all(row["value"] or row["reason"] for row in items.values())


def test_methods_of_nothing_say_why(postil: Program, tmp_path: Path) -> None:
    create_study(tmp_path / "s.json", title="Empty").close()
    items = {row["item"]: row for row in document(postil, "methods", tmp_path / "s.json")["methods"]}
    assert "no paragraphs" in items["agreement"]["reason"]
    assert items["dates"]["reason"] == "nothing was coded"
    assert all(row["value"] or row["reason"] for row in items.values())
    for name in REPORTS:
        postil.done("report", name, tmp_path / "s.json")
        postil.done("report", name, tmp_path / "s.json", "-o", tmp_path / f"{name}.html")


def test_saturation_stands_in_the_order_of_coding(postil: Program, two: Path) -> None:
    with open_study(two, write=True) as file:
        file.record([Apply(Coding(P05.id, 2, None, None, "F1", "ana"))], coder="ana")
    rows = document(postil, "saturation", two)["saturation"]
    assert [(row["transcript"], row["new_codes"], row["codes_so_far"]) for row in rows] == [
        ("P04", 3, 3),
        ("P05", 1, 4),
    ]


def test_every_table_is_what_the_document_has(postil: Program, two: Path, tmp_path: Path) -> None:
    for name in REPORTS:
        rows = list(csv.DictReader(io.StringIO(postil.done("report", name, two, "--csv", "-").out)))
        told = next(value for key, value in document(postil, name, two).items() if isinstance(value, list) and key)
        assert len(rows) == len(told)
        assert not rows or list(rows[0]) == list(told[0])
        postil.done("report", name, two, "--csv", tmp_path / f"{name}.csv")
        assert b"\r\n" in (tmp_path / f"{name}.csv").read_bytes()


def test_all_reports_are_one_page_one_document_or_one_text(postil: Program, two: Path, tmp_path: Path) -> None:
    told = document(postil, "all", two)
    assert list(told["reports"]) == [
        "progress", "codes", "cases", "attributes", "speakers", "together", "saturation", "overlaps", "use", "methods",
    ]  # fmt: skip
    assert list(document(postil, "all", two, "--with-memos")["reports"])[-2:] == ["memos", "methods"]
    assert told["reports"]["codes"] == document(postil, "codes", two)
    part = document(postil, "all", two, "--where", "F4")
    assert list(part["reports"]) == list(told["reports"])
    assert part["reports"]["progress"] == document(postil, "progress", two, "--where", "F4")
    assert "methods" not in document(postil, "all", two, "--coder", "ana")["reports"]
    assert told["reports"]["progress"] == document(postil, "progress", two)
    postil.done("report", "all", two, "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert page.count("<section") == len(told["reports"])
    assert "codings" in postil.done("report", "all", two, "--plain").out
    again = tmp_path / "again.html"
    postil.done("report", "all", two, "-o", again)
    assert again.read_bytes() == (tmp_path / "r.html").read_bytes()


def test_progress_is_a_page_too(postil: Program, two: Path, tmp_path: Path) -> None:
    postil.done("report", "progress", two, "-o", tmp_path / "p.html")
    assert "<svg" in (tmp_path / "p.html").read_text()


def test_hostile_names_stay_text_everywhere(postil: Program, tmp_path: Path) -> None:
    texts = small_transcript("P04")
    path = tmp_path / "s.json"
    codes = [AddCode(Code(f"c{at}", name)) for at, name in enumerate(HOSTILE)]
    codings = [Coding(texts.id, 2, None, None, f"c{at}", "ana") for at in range(len(HOSTILE))]
    with create_study(path, title=HOSTILE[1], actions=[*codes, AddTranscript(texts), AddCoder("ana")]) as file:
        file.record(list(map(Apply, codings)), coder="ana")
        file.record([AddCase("c", HOSTILE[0]), GiveVoice(texts.id, "", "c")], coder="ana")
        file.record([SetAttribute(HOSTILE[1], Attribute("text")), SetValue("c", HOSTILE[1], HOSTILE[0])], coder="ana")
        file.record([SetMemo(MemoKey.at_coding(codings[0]), "\n".join(HOSTILE))], coder="ana")
    for name in REPORTS:
        postil.done("report", name, path)  # the fixture looks for what a terminal obeys
        assert document(postil, name, path)["study"] == HOSTILE[1]
        for row in csv.reader(io.StringIO(postil.done("report", name, path, "--csv", "-").out)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]
    postil.done("report", "all", path, "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not set("\u202e\x1b") & set(page)


def test_what_is_not_known_is_named(postil: Program, two: Path) -> None:
    assert postil("report", "codes", two, "--coder", "cy").refuses("study.json", "cy")
    assert postil("report", "attributes", two, "--attribute", "regoin").refuses("regoin", "region")
    assert postil("report", "codes", two, "--where", "leadershp").refuses("leadershp", "leadership")
    assert postil("report", "codes", two.with_name("none.json")).refuses("none.json")


def test_methods_are_of_all_coders_and_it_is_said(postil: Program, two: Path) -> None:
    for option in (("--coder", "ana"), ("--coder=ana",), ("--children",)):
        told = postil("report", "methods", two, *option)
        assert (told.status, "methods is of all coders" in told.err) == (2, True)
    assert "No such option '--codre'" in postil("report", "methods", two, "--codre", "ana").err


def test_wrong_use(postil: Program, two: Path, tmp_path: Path) -> None:
    for wrong, word in (
        (["codes", two, "--json", "--csv", "-"], "one of"),
        (["codes", two, "--json", "-o", tmp_path / "x.html"], "one of"),
        (["codes", two, "-o", tmp_path / "x.pdf"], ".html"),
        (["codes", two, "--where", " "], "empty"),
        (["all", two, "--csv", "-"], "one report"),
        (["progress", two, "--csv", "-", "-o", tmp_path / "x.html"], "one of"),
    ):
        outcome = postil("report", *map(str, wrong))
        assert (outcome.status, word in outcome.err) == (2, True), outcome
    (tmp_path / "r.html").write_text("keep")
    assert postil("report", "codes", two, "-o", tmp_path / "r.html").refuses("exists already", "--force")
    assert (tmp_path / "r.html").read_text() == "keep"
    assert postil("report", "codes", two, "--csv", two, "--force").refuses("study.json", "overwrite")


def test_without_utf8_blocks_are_plain_marks(two: Path) -> None:
    from cli_program import process  # noqa: PLC0415 - for this test only

    out = process("report", "codes", two, environment={"PYTHONIOENCODING": "ascii"}).out
    assert "#" in out
    assert "\\u25" not in out
