"""``postil matrix import``: a colleague edits the exported workbook."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

from charts import HOSTILE, charted_study
from cli_program import snapshot
from postil.model.cell import Summary
from postil.model.change import SetSummary
from postil.reports.matrix import Matrix
from postil.reports.matrix_json import matrix_document
from postil.reports.matrix_view import view_of
from postil.storage import open_study

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cli_program import Program
    from postil.reports.matrix import MatrixCell

F1, F4, B2 = "F1 Bottom-up development", "F4 Leadership and management bu", "B2 Workforce challenges"


@pytest.fixture
def charted(tmp_path: Path) -> Path:
    return charted_study(tmp_path / "study.json")


def exported(postil: Program, study: Path, edits: Mapping[tuple[str, str], str | None]) -> Path:
    target = study.parent / "matrix.xlsx"
    postil.done("matrix", "export", study, target, "--force")
    book = openpyxl.load_workbook(target)
    for (title, cell), text in edits.items():
        book[title][cell].value = text
    file = io.BytesIO()
    book.save(file)
    target.write_bytes(file.getvalue())
    return target


def cell(path: Path, case: str = "p04", code: str = "F1") -> MatrixCell:
    with open_study(path, write=False) as study_file:
        return Matrix(study_file.study).cell(case, code)


def document(path: Path) -> dict[str, object]:
    with open_study(path, write=False) as study_file:
        return matrix_document(view_of(study_file.study))


def test_an_untouched_workbook_changes_nothing(postil: Program, charted: Path) -> None:
    sheet = exported(postil, charted, {})
    before = snapshot(charted.parent)
    outcome = postil.done("matrix", "import", charted, sheet, "--coder", "ana")
    assert outcome.out == ""
    assert outcome.err == f"{charted}: 0 cells changed, 8 cells not edited\n"
    assert snapshot(charted.parent) == before


def test_exactly_the_edited_cells_change_in_one_act(postil: Program, charted: Path) -> None:
    before = document(charted)
    sheet = exported(postil, charted, {(F1, "D2"): "Edited (§2).", (B2, "D3"): "New."})
    dry = postil.done("matrix", "import", charted, sheet, "--dry-run")
    assert document(charted) == before
    outcome = postil.done("matrix", "import", charted, sheet, "--coder", "ana")
    assert outcome.out == dry.out
    assert outcome.out.splitlines() == [
        "P04 · F1 Bottom-up development",
        "  study: The nurses' list led (§2).",
        "  sheet: Edited (§2).",
        "P05 · B2 Workforce challenges",
        "  study: (none)",
        "  sheet: New.",
    ]
    assert outcome.err == f"{charted}: 2 cells changed, 6 cells not edited\n"
    assert (cell(charted).state, cell(charted).summary.text) == ("draft", "Edited (§2).")
    now, then = (
        {(one["case"], one["code"]): one for one in each["cells"]}  # type: ignore[attr-defined]
        for each in (document(charted), before)
    )
    assert {key for key, one in now.items() if one != then.get(key)} == {("p04", "F1"), ("p05", "B2")}
    with open_study(charted, write=True) as study_file:
        study_file.undo("ana")
    assert document(charted)["cells"] == before["cells"]
    assert postil.done("matrix", "import", charted, exported(postil, charted, {}), "--coder", "ana").out == ""


def test_a_conflict_is_shown_and_left(postil: Program, charted: Path, tmp_path: Path) -> None:
    sheet = exported(postil, charted, {(F1, "D2"): "Theirs.", (B2, "D3"): "New."})
    (tmp_path / "ours").write_text("Ours.")
    postil.done("matrix", "set", charted, "P04", "F1", "--coder", "ana", "--summary-from", tmp_path / "ours")
    outcome = postil("matrix", "import", charted, sheet, "--coder", "ana")
    assert outcome.status == 1
    lines = outcome.out.splitlines()
    assert lines[3] == "‼ P04 · F1 Bottom-up development: the study has a newer summary there"
    assert lines[4].startswith("  study (ana, 20")
    assert lines[4].endswith("UTC): Ours.")
    assert lines[5] == "  sheet: Theirs."
    assert outcome.error == f"postil: {charted}: 1 cell in conflict not changed; say --take study or --take sheet"
    assert (cell(charted).summary.text, cell(charted, "p05", "B2").summary.text) == ("Ours.", "New.")
    assert postil.done("matrix", "import", charted, sheet, "--coder", "ana", "--take", "study").status == 0
    assert cell(charted).summary.text == "Ours."
    told = json.loads(
        postil.done("matrix", "import", charted, sheet, "--coder", "ana", "--take", "sheet", "--json").out
    )
    assert told["conflicts"][0]["study"]["text"] == "Ours."
    assert told["conflicts"][0]["taken"] == "sheet"
    assert told["already"] == 1
    assert cell(charted).summary.text == "Theirs."


def test_cases_that_were_sorted_without_their_rows_change_nothing(postil: Program, charted: Path) -> None:
    sheet = exported(postil, charted, {(F1, "A2"): "P05", (F1, "A3"): "P04", (B2, "D3"): "New."})
    before = document(charted)
    for more in ((), ("--take", "sheet"), ("--take", "sheet", "--allow-empty")):
        outcome = postil("matrix", "import", charted, sheet, "--coder", "ana", *more)
        assert outcome.status == 1
        assert "‼ P05 · F1 Bottom-up development: this text was exported for P04\n" in outcome.out
        assert "2 cells stand at other cases than they were exported for; put the rows together again" in outcome.error
    told = json.loads(postil("matrix", "import", charted, sheet, "--coder", "ana", "--take", "sheet", "--json").out)
    assert [one["taken"] for one in told["conflicts"]] == [None, None]
    assert cell(charted, "p05", "B2").summary.text == "New."
    assert cell(charted).summary.text == "The nurses' list led (§2)."
    assert cell(charted, "p05").version is None
    assert before != document(charted)
    assert postil.done("matrix", "import", charted, sheet, "--coder", "ana", "--take", "study").status == 0


def test_an_emptied_cell_needs_a_word(postil: Program, charted: Path) -> None:
    sheet = exported(postil, charted, {(F1, "D2"): None, (F4, "D2"): "   "})
    before = snapshot(charted.parent)
    outcome = postil("matrix", "import", charted, sheet, "--coder", "ana")
    assert outcome.refuses(f"sheet {F1}, cell D2 (and 1 other cell)", "--allow-empty", "matrix.xlsx")
    assert snapshot(charted.parent) == before
    postil.done("matrix", "import", charted, sheet, "--coder", "ana", "--allow-empty")
    assert cell(charted).version is None
    assert cell(charted, code="F4").version is None
    assert cell(charted, code="F4").comment == "Compare with P05."


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        ("A3", "P99", ("cell A3", "“P99”")),
        ("A3", "P04", ("cell A3", "row 2")),
        ("D1", "Renamed", ("row 1", "F1 Bottom-up development", "missing")),
        ("D2", "=1+1", ("cell D2", "formula")),
    ],
)
def test_a_bad_sheet_changes_nothing(
    postil: Program, charted: Path, place: str, text: str, words: tuple[str, ...]
) -> None:
    sheet = exported(postil, charted, {(F1, place): text, (B2, "D3"): "New."})
    before = snapshot(charted.parent)
    assert postil("matrix", "import", charted, sheet, "--coder", "ana").refuses("matrix.xlsx", f"sheet {F1}", *words)
    assert snapshot(charted.parent) == before


def test_other_files_are_refused(postil: Program, charted: Path, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("case,F1\nP04,x\n")
    for name in ("m.csv", "none.xlsx", "."):
        assert postil("matrix", "import", charted, tmp_path / name, "--coder", "ana").status == 1
    assert postil("matrix", "import", charted, charted, "--coder", "ana").status == 1


def test_hostile_texts_come_back_as_they_were(postil: Program, tmp_path: Path) -> None:
    study = charted_study(tmp_path / "s.json", SetSummary("p04", "F1", Summary(HOSTILE)))
    sheet = exported(postil, study, {(F1, "E2"): "'=HYPERLINK(1)\n<b>"})
    outcome = postil.done("matrix", "import", study, sheet, "--coder", "ana")
    assert outcome.err.endswith("1 cell changed, 7 cells not edited\n")
    assert cell(study).summary.text == HOSTILE
    assert cell(study, code="F1.2").summary.text == "=HYPERLINK(1)\n<b>"


def test_libreoffice_may_save_it_again(postil: Program, charted: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    sheet = exported(postil, charted, {(F1, "D2"): "Edited (§2)."})
    (tmp_path / "again").mkdir()
    subprocess.run(
        [office, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(sheet)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    outcome = postil.done("matrix", "import", charted, tmp_path / "again" / "matrix.xlsx", "--coder", "ana")
    assert outcome.err.endswith("1 cell changed, 7 cells not edited\n")


def test_new_references_that_lead_nowhere_are_told_of(postil: Program, charted: Path) -> None:
    sheet = exported(postil, charted, {(F1, "D2"): "Edited (§2, P77 §3).", (B2, "D3"): "New (§40)."})
    said = "2 new references lead nowhere: P04 · F1 Bottom-up development (P77 §3), P05 · B2 Workforce challenges (§40)"
    assert said in postil.done("matrix", "import", charted, sheet, "--dry-run").err
    assert said in postil.done("matrix", "import", charted, sheet, "--coder", "ana").err
    again = exported(postil, charted, {(F1, "D2"): "Edited again (§2, P77 §3)."})
    assert "new reference" not in postil.done("matrix", "import", charted, again, "--coder", "ana").err
