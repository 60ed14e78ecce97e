"""Charting from end to end on the sample study: cells at the keyboard, a stale one, a colleague's workbook."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from matrices import at_matrix
from postil.reports.matrix import Matrix, evidence
from postil.storage import open_study
from terminals import Terminal

if TYPE_CHECKING:
    from postil.model.cells import CellKey

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "crisis_care.postil.json"


def postil(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command and let it succeed."""
    command = [sys.executable, "-m", "postil.cli", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True)


def summaries(study: Path) -> dict[CellKey, str]:
    """The summaries of a study by cell."""
    with open_study(study, write=False) as file:
        file.complete()
        cells = file.study.cells
        return {cell: version.value.text for cell in cells if (version := cells.summary_version(cell))}  # type: ignore[union-attr]


def states(study: Path) -> dict[CellKey, str]:
    """The state of every cell that something is coded or written in."""
    with open_study(study, write=False) as file:
        file.complete()
        matrix = Matrix(file.study)
        return {key: matrix.state(key) for key in {*evidence(file.study), *file.study.cells}}


def test_chart_code_read_export_edit_and_import(tmp_path: Path) -> None:
    study = Path(shutil.copy(SAMPLE, tmp_path / "study.json"))
    study.chmod(0o600)
    before, as_it_was = summaries(study), states(study)
    with Terminal(at_matrix(study), until="charted") as terminal:
        terminal.settle(1.0, first=5.0)
        for n in range(6):  # the next cell that has passages and no summary, written and left
            for _ in range(40):
                terminal.press("n")
                if any(line.startswith("─ ") and "no summary" in line for line in terminal.lines):
                    break
            terminal.press("enter", "tab", *f"charted {n}", "ctrl+g")
            terminal.press("q", quiet=0.4)
        terminal.press("c", quiet=0.4)
        assert "charted 5" in terminal.text  # the column, read down
        terminal.press("q", "q")
        assert terminal.wait() == 0
    after = summaries(study)
    new = {cell for cell in after if cell not in before}
    assert {after[cell] for cell in new} == {f"charted {n}" for n in range(6)}
    assert {cell: text for cell, text in after.items() if cell not in new} == before
    assert {states(study)[cell] for cell in new} == {"draft"}

    with open_study(study, write=False) as file:
        file.complete()
        stale = next(iter(sorted(new)))
        seen = {passage.paragraph for passage in evidence(file.study)[stale]}
        transcript = file.study.cases.transcripts_of(stale.case)[0]
        other = next(p.n for p in transcript.paragraphs if p.role == "participant" and p.n not in seen)
    postil("apply", study, "--coder", "ana", f"{transcript.name}§{other}", stale.code)
    assert states(study)[stale] == "stale"
    changed = {key for key, state in states(study).items() if as_it_was.get(key, "no data") != state}
    assert changed == new

    postil("matrix", "export", study, tmp_path / "matrix.xlsx")
    book = openpyxl.load_workbook(tmp_path / "matrix.xlsx")
    edited = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value in {"charted 1", "charted 2"}:
                    cell.value = f"a colleague says: {cell.value}"
                    edited += 1
    assert edited == 2
    book.save(tmp_path / "matrix.xlsx")
    postil("matrix", "import", study, tmp_path / "matrix.xlsx", "--coder", "ana")
    last = summaries(study)
    assert {cell: last[cell] for cell in last if last[cell] != after[cell]} == {
        cell: f"a colleague says: {text}" for cell, text in after.items() if text in {"charted 1", "charted 2"}
    }
    assert "is sound" in postil("check", study).stdout
