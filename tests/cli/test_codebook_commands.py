from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, snapshot
from postil.storage import open_study

if TYPE_CHECKING:
    from pathlib import Path


def test_show_gives_the_tree_with_uses(postil: Program, study: Path) -> None:
    lines = postil.done("codebook", "show", study).out.splitlines()
    assert lines[0].split() == ["F1", "Bottom-up", "development", "F1"]
    assert lines[1].startswith("  F1.2 Built on local need")
    assert lines[1].split()[-1] == "1"
    codes = json.loads(postil.done("codebook", "show", study, "--json").out)["codes"]
    assert [(code["id"], code["parent"], code["uses"]) for code in codes[:2]] == [("F1", None, 0), ("F1.2", "F1", 1)]
    assert codes[1]["path"] == "Bottom-up development/Built on local need"


def test_show_takes_shipped_books_and_files(postil: Program, tmp_path: Path) -> None:
    codes = json.loads(postil.done("codebook", "show", "bpos", "--json").out)["codes"]
    assert {code["uses"] for code in codes} == {None}
    book = tmp_path / "book.csv"
    book.write_text("name\nStaff\n")
    assert "Staff" in postil.done("codebook", "show", book).out


def test_import_adds_and_lists_and_updates(postil: Program, study: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("id,name,definition\nF1,Bottom-up development,\nB2,Staffing,Too few people\nN1,New one,\n")
    outcome = postil.done("codebook", "import", study, book)
    assert outcome.out.splitlines() == [
        "F1: definition: Grew out of local ideas. → (empty)",
        "B2: name: Workforce challenges → Staffing",
        "B2: definition: (empty) → Too few people",
    ]
    with open_study(study, write=False) as study_file:
        here = study_file.study.codebook
        assert [here.get(i).name for i in ("N1", "B2")] == ["New one", "Workforce challenges"]  # type: ignore[union-attr]
    told = json.loads(postil.done("codebook", "import", study, book, "--update", "--json").out)
    assert (told["added"], told["updated"], len(told["different"])) == ([], True, 3)
    with open_study(study, write=False) as study_file:
        here = study_file.study.codebook
        assert [here.get(i).name for i in ("N1", "B2")] == ["New one", "Staffing"]  # type: ignore[union-attr]
        assert here.get("B2").number == "B2"  # type: ignore[union-attr]  # the file has no such column
    assert not postil.done("codebook", "import", study, book).out


def test_a_round_trip_changes_nothing(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("codebook", "export", study, tmp_path / "codes.csv")
    told = json.loads(postil.done("codebook", "import", study, tmp_path / "codes.csv", "--update", "--json").out)
    assert (told["added"], told["different"]) == ([], [])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", ("book.csv", "empty")),
        ("id,name\n", ("book.csv", "no codes")),
        ("id,name\na,One\na,Two\n", ("book.csv", "row 3", "row 2")),
        ("id,name,parent\na,One,Nowhere\n", ("book.csv", "row 2", "Nowhere")),
        ("name,parent\na,b\nb,a\n", ("book.csv", "circle")),
        ("colour,memo\nred,x\n", ("book.csv", "column")),
        ("id,name\nZ9,Workforce challenges\n", ("B2", "Z9", "Workforce challenges")),
        ("id,name\nF9,bottom-up development\nF1,Bottom-up development\n", ("book.csv", "bottom-up development")),
    ],
)
def test_a_bad_codebook_changes_nothing(
    postil: Program, study: Path, tmp_path: Path, table: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "book.csv").write_text(table)
    before = snapshot(tmp_path)
    assert postil("codebook", "import", study, tmp_path / "book.csv", "--update").refuses(*words)
    assert snapshot(tmp_path) == before


def test_an_update_moves_codes(postil: Program, study: Path, tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text(
        "id,name,parent\nX,Extra,\nF1,Bottom-up development,X\nF1.2,Built on local need,X\n"
    )
    postil.done("codebook", "import", study, tmp_path / "book.csv", "--update")
    with open_study(study, write=False) as study_file:
        book = study_file.study.codebook
        assert [[above.id for above in book.ancestors(code)] for code in ("F1", "F1.2", "F4")] == [["X"], ["X"], []]


def test_export_by_ending_and_never_over_a_file(postil: Program, study: Path, tmp_path: Path) -> None:
    table, document = tmp_path / "codes.csv", tmp_path / "codes.md"
    postil.done("codebook", "export", study, table)
    assert [row["id"] for row in csv.DictReader(table.read_text("utf-8").splitlines())] == ["F1", "F1.2", "F4", "B2"]
    assert postil("codebook", "export", study, table).refuses("codes.csv", "exists", "--force")
    postil.done("codebook", "export", study, table, "--force", "--bom")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    postil.done("codebook", "export", study, document)
    assert document.read_text().startswith("# Codebook")
    assert postil("codebook", "export", study, tmp_path / "codes.pdf").status == 2
    assert postil("codebook", "export", study, study, "--format", "csv", "--force").refuses("study.json", "overwrite")


def test_check_says_what_it_finds(postil: Program, study: Path, tmp_path: Path) -> None:
    outcome = postil("codebook", "check", study)
    assert outcome.status == 1
    assert "no definition: B2 Workforce challenges has no definition" in outcome.out
    assert "study.json" in outcome.error
    findings = json.loads(postil("codebook", "check", study, "--json").out)["findings"]
    assert {"kind": "unused", "code": "B2", "message": "B2 Workforce challenges is not used yet"} in findings
    book = tmp_path / "book.csv"
    book.write_text("id,name,definition,include,exclude\na,Staff,People,All,None\n")
    assert "nothing to remark" in postil.done("codebook", "check", book).out
