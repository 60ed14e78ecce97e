"""Files that come back: what was struck out of them is not lost, and ``[...]`` is never taken for an edit."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import AddCase, EditCase, EditCode, GiveVoice, SetAttribute, SetSummary, SetValue, Strike
from postil.model.coding import Passage
from postil.storage import open_study
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell

    from cli_program import Program

P04 = TRANSCRIPTS[0]
WROTE = "Nurses began it; the board was asked. The liaison nurses, again, led."
LET = "Nurses began it; [...] was asked. The [...], again, led."


@pytest.fixture
def charted(study: Path) -> Path:
    """A study with a summary and a definition that repeat what is struck out."""
    text = P04.paragraphs[1].text
    with open_study(study, write=True) as file:
        file.record(
            [AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"), AddCase("nurse", "Liaison nurses")], coder="ana"
        )
        file.record([SetSummary("p04", "F4", Summary(WROTE)), EditCode("F4", "definition", WROTE)], coder="ana")
        file.record([SetSummary("nurse", "F4", Summary("The board."))], coder="ana")
        for piece in ("liaison nurses", "the board"):
            file.record([Strike(Passage(P04.id, 2, text.index(piece), text.index(piece) + len(piece)))], coder="ana")
    return study


def test_a_table_of_cases_comes_back_whole(postil: Program, charted: Path, tmp_path: Path) -> None:
    """Names stay: rows are found by them."""
    with open_study(charted, write=True) as file:
        file.record([SetAttribute("seen", Attribute("text")), SetValue("p04", "seen", "by the board")], coder="ana")
        file.record([EditCase("p04", "note", WROTE)], coder="ana")
    before = charted.read_bytes()
    table = tmp_path / "cases.csv"
    postil.done("cases", "export", charted, table)
    text = table.read_text("utf-8")
    assert (LET in text, "by [...]" in text, WROTE in text) == (True, True, False)
    postil.done("cases", "import", charted, table)
    assert charted.read_bytes() == before
    table.write_text(text.replace("by [...]", "once by [...]").replace(LET, f"{LET} So."), "utf-8")
    postil.done("cases", "import", charted, table)
    with open_study(charted, write=False) as file:
        case = file.study.cases.all["p04"]
        assert (case.values["seen"], case.note) == ("once by the board", f"{WROTE} So.")


def summary(study: Path, case: str = "p04") -> str:
    with open_study(study, write=False) as file:
        found = file.study.cells.summary(CellKey(case, "F4"))
        return found.text if found else ""


def edited(path: Path, old: str, new: str) -> None:
    """Replace the text of the cell that has just this text."""
    book = openpyxl.load_workbook(path)
    cells: list[Cell] = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == old]
    (cell,) = cells
    cell.value = new
    book.save(path)


def test_a_workbook_that_nobody_edited_changes_nothing(postil: Program, charted: Path, tmp_path: Path) -> None:
    before = charted.read_bytes()
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    done = postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert "0 cells changed" in done.err
    assert charted.read_bytes() == before


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        ("So: " + LET, "So: " + WROTE),
        ("Nurses began it; [...] was asked.", "Nurses began it; the board was asked."),
        ("The [...], again, led.", "The liaison nurses, again, led."),
        ("Nurses began it.", "Nurses began it."),
        (
            "The [...], again, led. Nurses began it; [...] was asked.",
            "The [...], again, led. Nurses began it; the board was asked.",
        ),
        ("Something else [...]", "Something else [...]"),
    ],
)
def test_words_come_back_where_their_mark_stands(
    postil: Program, charted: Path, tmp_path: Path, new: str, kept: str
) -> None:
    """A mark that was moved stays one: better than words at the wrong place."""
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    edited(tmp_path / "m.xlsx", LET, new)
    done = postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert summary(charted) == kept
    assert ("1 cell with [...]" in done.err) == ("[...]" in kept)


def test_a_summary_that_is_all_struck_out_and_a_case_that_is_found_by_no_name(
    postil: Program, charted: Path, tmp_path: Path
) -> None:
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    edited(tmp_path / "m.xlsx", "[...].", "[...], they say.")
    postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert summary(charted, "nurse") == "The board, they say."


def test_a_newer_summary_is_a_conflict_whether_words_are_struck_out_or_not(
    postil: Program, charted: Path, tmp_path: Path
) -> None:
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    with open_study(charted, write=True) as file:
        file.record([SetSummary("p04", "F4", Summary("Newer: the board."))], coder="ana")
    edited(tmp_path / "m.xlsx", LET, f"So: {LET}")
    assert postil("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana").status == 1
    assert summary(charted) == "Newer: the board."


def test_what_is_struck_out_after_the_export_is_no_edit(postil: Program, charted: Path, tmp_path: Path) -> None:
    postil.done("redact", charted, "P04§2", "--take-back", "--coder", "ana")
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    postil.done("redact", charted, "P04§2", "--start", "7", "--end", "25", "--coder", "ana")
    done = postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert "0 cells changed" in done.err
    assert summary(charted) == WROTE


def test_a_codebook_comes_back_whole(postil: Program, charted: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        postil.done("codebook", "export", charted, tmp_path / f"book.{ending}")
    before = charted.read_bytes()
    done = postil.done("codebook", "import", charted, tmp_path / "book.csv", "--update")
    assert (done.out, charted.read_bytes()) == ("", before)
    rows = list(csv.reader(io.StringIO((tmp_path / "book.csv").read_text("utf-8"), newline="")))
    at = rows[0].index("definition")
    (row,) = (row for row in rows if row[at] == LET)
    row[at] = f"{LET} Often."
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    (tmp_path / "book.csv").write_text(file.getvalue(), "utf-8")
    postil.done("codebook", "import", charted, tmp_path / "book.csv", "--update")
    with open_study(charted, write=False) as study_file:
        code = study_file.study.codebook.get("F4")
        assert code is not None
        assert code.definition == f"{WROTE} Often."
