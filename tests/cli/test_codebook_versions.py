"""Named versions of the codebook, what changed between them, and the codebook as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from cli_program import Program, snapshot
from postil.storage import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from postil.cli.output import Json


def change(postil: Program, study: Path) -> None:
    """One of each kind of change to the four codes of the small study."""
    for act in (
        ("add", "Peers", "--parent", "F4", "--number", "F4.1"),
        ("merge", "B2", "--into", "F4"),
        ("move", "F1.2", "--under", "F4"),
        ("edit", "F1", "--name", "Ideas", "--number", "F0", "--definition", "Grew out of the ideas of staff."),
        ("edit", "F4", "--alias", "boss"),
        ("retire", "F1.2"),
    ):
        postil.done("codebook", act[0], study, *act[1:], "--coder", "ana")


def test_versions_are_named_and_listed(postil: Program, study: Path) -> None:
    assert "no version" in postil.done("codebook", "version", study).err
    told = postil.done("codebook", "version", study, "v1", "--note", "agreed in May", "--coder", "ana")
    assert told.error == f"{study}: the codebook of 4 codes is v1 now"
    assert postil.done("codebook", "version", study, "v1", "--note", "agreed in May", "--coder", "ana").error == (
        f"{study}: the codebook is v1 already"
    )
    change(postil, study)
    postil.done("codebook", "version", study, " version  two ", "--coder", "ana")
    line, other = postil.done("codebook", "version", study).out.splitlines()
    assert line.startswith("v1 ")
    assert line.endswith("agreed in May")
    assert "4 codes" in other
    records = json.loads(postil.done("codebook", "version", study, "--json").out)["versions"]
    assert [(r["name"], r["coder"], r["codes"], r["note"]) for r in records] == [
        ("v1", "ana", 4, "agreed in May"),
        ("version two", "ana", 4, ""),
    ]
    assert records[0]["codebook_version"] in line
    assert postil("codebook", "version", study, "--note", "x").status == 2


def test_diff_tells_every_change(postil: Program, study: Path) -> None:
    postil.done("codebook", "version", study, "v1", "--coder", "ana")
    outcome = postil.done("codebook", "diff", study)
    assert (outcome.out, outcome.error) == ("", "v1 → now: no difference")
    change(postil, study)
    outcome = postil.done("codebook", "diff", study, "v1")
    assert outcome.out.splitlines() == [
        "added: F4.1 Peers (under F4 Leadership and management buy-in)",
        "merged: B2 Workforce challenges into F4 Leadership and management buy-in",
        "retired: F1.2 Built on local need",
        "renamed: Bottom-up development → F0 Ideas",
        "moved: F1.2 Built on local need from Bottom-up development to Leadership and management buy-in",
        "renumbered: Ideas: F1 → F0",
        "reworded: F0 Ideas: definition: Grew out of [-local ideas.-]{+the ideas of staff.+}",
        "changed: F4 Leadership and management buy-in: aliases: leadership → leadership; boss",
    ]
    assert outcome.error == (
        "v1 → now: 1 added, 1 merged, 1 retired, 1 renamed, 1 moved, 1 renumbered, 1 reworded, 1 changed otherwise"
    )
    postil.done("codebook", "version", study, "v2", "--coder", "ana")
    postil.done("codebook", "retire", study, "F0", "--coder", "ana")
    postil.done("codebook", "part", study, "B2", "--coder", "ana")
    assert postil.done("codebook", "diff", study, "v1", "v2").out == outcome.out, "as it was then"
    lines = postil.done("codebook", "diff", study).out.splitlines()
    assert lines == ["added: B2 Workforce challenges", "retired: F0 Ideas"], "since the latest version"
    lines = postil.done("log", study, "--limit", "4").out.splitlines()
    assert [line.partition("  ana  ")[2] for line in lines] == [
        "set the status of F1.2 Built on local need",
        "named the codebook version v2",
        "set the status of F0 Ideas",
        "took back the merging of code B2 Workforce challenges",
    ]
    assert "merged code B2 Workforce challenges into F4 Leadership" in postil.done("log", study).out


def test_diff_as_json(postil: Program, study: Path) -> None:
    postil.done("codebook", "version", study, "v1", "--coder", "ana")
    change(postil, study)
    told: Json = json.loads(postil.done("codebook", "diff", study, "v1", "--json").out)
    assert {key: len(part) for key, part in told.items() if isinstance(part, list)} == {
        "added": 1,
        "gone": 0,
        "merged": 1,
        "retired": 1,
        "renamed": 1,
        "moved": 1,
        "renumbered": 1,
        "reworded": 1,
        "changed": 1,
    }
    assert told["merged"] == [{"code": "B2", "number": "B2", "name": "Workforce challenges", "into": "F4"}]
    assert (told["reworded"][0]["field"], told["reworded"][0]["old"]) == ("definition", "Grew out of local ideas.")
    assert told["reworded"][0]["words"][0] == ["kept", "Grew out of "]
    assert (told["old"]["name"], told["new"]["name"], told["new"]["codes"]) == ("v1", "now", 4)


def test_diff_of_files_and_of_a_file_with_a_study(postil: Program, study: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "after.xlsx"
    postil.done("codebook", "export", study, before)
    change(postil, study)
    postil.done("codebook", "export", study, after)
    lines = postil.done("codebook", "diff", before, after).out.splitlines()
    kinds = ["added", "gone", "retired", "renamed", "moved", "renumbered", "reworded", "changed"]
    assert [line.partition(":")[0] for line in lines] == kinds
    assert postil.done("codebook", "diff", study, after).out == ""
    assert "merged: B2" in postil.done("codebook", "diff", before, study).out
    assert postil.done("codebook", "diff", "bpos", "bpos.csv").out == ""


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (("v9",), ("no version 'v9'", "its versions are v1")),
        (("v1", "V2"), ("no version 'V2'",)),
        (("nothing.csv",), ("nothing.csv",)),
    ],
)
def test_versions_that_are_not_there(
    postil: Program, study: Path, rest: tuple[str, ...], words: tuple[str, ...]
) -> None:
    postil.done("codebook", "version", study, "v1", "--coder", "ana")
    assert postil("codebook", "diff", study, *rest).refuses(*words)


def test_without_versions_and_without_a_second_codebook(postil: Program, study: Path) -> None:
    assert postil("codebook", "diff", study).refuses("study.json", "no version", "postil codebook version")
    assert postil("codebook", "diff", study, "v1").refuses("no version 'v1'", "none has a name yet")
    assert postil("codebook", "diff", "bpos").status == 2
    assert postil("codebook", "diff", "bpos", "cfir2022", "bpos").status == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_taken_out_and_in_again_changes_nothing(
    postil: Program, study: Path, tmp_path: Path, ending: str
) -> None:
    options = ("--origin", "inductive", "--see-also", "F1; B2", "--example", "=1+1\n- so", "--alias", "a;b")
    postil.done("codebook", "edit", study, "F4", *options, "--coder", "ana")
    book = tmp_path / f"book.{ending}"
    postil.done("codebook", "export", study, book)
    before = snapshot(tmp_path)
    told = postil.done("codebook", "import", study, book, "--update", "--json")
    assert json.loads(told.out) == {"added": [], "different": [], "updated": True}
    assert "not read" not in told.err
    assert snapshot(tmp_path) == before
    fresh = tmp_path / "fresh.json"
    postil.done("new", fresh, "--codebook", book)
    with open_study(study, write=False) as one, open_study(fresh, write=False) as other:
        assert tuple(one.study.codebook) == tuple(other.study.codebook)


def test_a_workbook_that_a_colleague_edited_is_taken_in(postil: Program, study: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    postil.done("codebook", "export", study, book)
    workbook = openpyxl.load_workbook(book)
    heading = [cell.value for cell in workbook.worksheets[0][1]]
    workbook.worksheets[0].cell(5, heading.index("definition") + 1).value = "Too few people."
    workbook.save(book)
    assert postil.done("codebook", "import", study, book, "--update").out == (
        "B2: definition: (empty) → Too few people.\n"
    )


def test_export_of_the_page_and_of_a_version(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("codebook", "version", study, "v1", "--coder", "ana")
    change(postil, study)
    page, old = tmp_path / "book.html", tmp_path / "v1.html"
    postil.done("codebook", "export", study, page)
    text = page.read_text("utf-8")
    assert "<title>Codebook: A small study</title>" in text
    assert ">F0 Ideas</a>" in text
    assert "Workforce challenges" not in text, "it was merged into another"
    postil.done("codebook", "export", study, old, "--version", "v1")
    assert "<title>Codebook: A small study, v1</title>" in old.read_text("utf-8")
    assert "Workforce challenges" in old.read_text("utf-8")
    assert "coding" not in old.read_text("utf-8").partition("<body>")[2]
    assert postil("codebook", "export", study, tmp_path / "x.csv", "--version", "v3").refuses("no version 'v3'", "v1")
    assert postil("codebook", "export", study, tmp_path / "x.html", "--bom").status == 2


def test_counts_are_in_every_format(postil: Program, study: Path, tmp_path: Path) -> None:
    for ending, wanted in (("csv", b",1\n"), ("md", b"(1 coding)"), ("html", b">1 coding<")):
        postil.done("codebook", "export", study, tmp_path / f"book.{ending}")
        assert wanted in (tmp_path / f"book.{ending}").read_bytes()


def test_check_finds_what_stands_in_a_study_only(postil: Program, study: Path) -> None:
    for n in (1, 2, 3, 4):
        postil.done("apply", study, "--coder", "ana", f"P04§{n}", "B2", "F4")
    postil.done("apply", study, "--coder", "ana", "P05§1", "B2", "F4")
    postil.done("codebook", "edit", study, "B2", "--see-also", "nowhere", "--coder", "ana")
    postil.done("codebook", "retire", study, "F1", "--coder", "ana")
    found = {(f["kind"], f["code"]) for f in json.loads(postil("codebook", "check", study, "--json").out)["findings"]}
    assert {("overlap", "F4"), ("see also unknown", "B2"), ("parent retired", "F1.2")} <= found
    postil.done("codebook", "retire", study, "B2", "--coder", "ana")
    assert "retired applied: B2 Workforce challenges is retired, yet 5 codings have it" in (
        postil("codebook", "check", study).out
    )
