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


@pytest.mark.parametrize("new", ["Somebody else, [...].", f"{LET} And [...]."])
def test_a_table_of_cases_whose_marks_may_stand_for_other_words_changes_nothing(
    postil: Program, charted: Path, tmp_path: Path, new: str
) -> None:
    with open_study(charted, write=True) as file:
        file.record([EditCase("p04", "note", WROTE)], coder="ana")
    before = charted.read_bytes()
    table = tmp_path / "cases.csv"
    postil.done("cases", "export", charted, table)
    table.write_text(table.read_text("utf-8").replace(LET, new), "utf-8")
    refused = postil("cases", "import", charted, table)
    assert refused.refuses("cases.csv, row ", "[...] stands for words that would be lost", "write words there instead")
    assert charted.read_bytes() == before


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
            "The liaison nurses, again, led. Nurses began it; the board was asked.",
        ),
    ],
)
def test_words_come_back_where_their_mark_stands(
    postil: Program, charted: Path, tmp_path: Path, new: str, kept: str
) -> None:
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    edited(tmp_path / "m.xlsx", LET, new)
    done = postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert summary(charted) == kept
    assert "[...]" not in done.err


@pytest.mark.parametrize("new", ["Something else [...]", "Nurses began it; [...] led.", f"So: {LET} And [...]."])
def test_a_mark_that_may_stand_for_other_words_is_a_conflict_that_no_option_takes(
    postil: Program, charted: Path, tmp_path: Path, new: str
) -> None:
    """Neither words at the wrong place nor a summary that has lost them."""
    sheet = tmp_path / "m.xlsx"
    postil.done("matrix", "export", charted, sheet)
    edited(sheet, LET, new)
    edited(sheet, "[...].", "[...], they say.")
    for take in ((), ("--take", "sheet")):
        done = postil("matrix", "import", charted, sheet, "--coder", "ana", *take)
        assert done.status == 1
        assert done.err.splitlines()[-1].startswith(f"postil: {sheet}, sheet ")
        assert done.err.endswith(": [...] stands for words that would be lost; write words there instead\n")
        assert "nothing says which words [...] stands for there" in done.out
        assert "say --take" not in done.err
        assert (summary(charted), summary(charted, "nurse")) == (WROTE, "The board, they say.")
    kept = postil.done("matrix", "import", charted, sheet, "--coder", "ana", "--take", "study")
    assert "would be lost" not in kept.err
    assert summary(charted) == WROTE


def test_words_that_were_let_in_again_since_the_export_are_not_lost(
    postil: Program, charted: Path, tmp_path: Path
) -> None:
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    postil.done("redact", charted, "P04§2", "--take-back", "--coder", "ana")
    edited(tmp_path / "m.xlsx", LET, LET.replace("led", "came"))
    done = postil("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana", "--take", "sheet")
    assert (done.status, summary(charted)) == (1, WROTE)


def test_where_nothing_was_written_nothing_is_lost(postil: Program, charted: Path, tmp_path: Path) -> None:
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    (sheet, cell) = next(
        (sheet, cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == LET
    )
    cell.value = None
    book.save(tmp_path / "m.xlsx")
    postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana", "--allow-empty")
    assert summary(charted) == ""
    postil.done("matrix", "export", charted, tmp_path / "again.xlsx")
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")
    again[sheet.title][cell.coordinate].value = "They [...] left."
    again.save(tmp_path / "again.xlsx")
    postil.done("matrix", "import", charted, tmp_path / "again.xlsx", "--coder", "ana")
    assert summary(charted) == "They [...] left."


def test_a_mark_that_the_team_wrote_itself_is_no_conflict(postil: Program, charted: Path, tmp_path: Path) -> None:
    with open_study(charted, write=True) as file:
        file.record([SetSummary("nurse", "F4", Summary("We [...] began, with the board."))], coder="ana")
    postil.done("matrix", "export", charted, tmp_path / "m.xlsx")
    edited(tmp_path / "m.xlsx", "We [...] began, with [...].", "So we [...] began, with [...].")
    postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana")
    assert summary(charted, "nurse") == "So we [...] began, with the board."


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
    for take in ((), ("--take", "sheet")):
        done = postil("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana", *take)
        assert done.status == 1
        assert "the study has a newer summary there, and nothing says which words [...]" in done.out
        assert summary(charted) == "Newer: the board."
    edited(tmp_path / "m.xlsx", f"So: {LET}", "So: they did.")
    postil.done("matrix", "import", charted, tmp_path / "m.xlsx", "--coder", "ana", "--take", "sheet")
    assert summary(charted) == "So: they did."


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


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_codebook_whose_marks_may_stand_for_other_words_changes_nothing(
    postil: Program, charted: Path, tmp_path: Path, *, taken_back: bool
) -> None:
    book = tmp_path / "book.csv"
    postil.done("codebook", "export", charted, book)
    if taken_back:
        postil.done("redact", charted, "P04§2", "--take-back", "--coder", "ana")
    book.write_text(book.read_text("utf-8").replace(LET, "Somebody else, [...]."), "utf-8")
    before = charted.read_bytes()
    refused = postil("codebook", "import", charted, book, "--update")
    assert refused.refuses("book.csv: F4, ", "[...] stands for words that would be lost", "write words there instead")
    assert charted.read_bytes() == before


def test_where_nothing_was_ever_struck_out_a_mark_is_a_text_like_any_other(
    postil: Program, study: Path, tmp_path: Path
) -> None:
    with open_study(study, write=True) as file:
        file.record([AddCase("p04", "P04"), SetSummary("p04", "F4", Summary("We left."))], coder="ana")
        file.record([EditCase("p04", "note", "We left."), EditCode("F4", "definition", "We left.")], coder="ana")
    postil.done("matrix", "export", study, tmp_path / "m.xlsx")
    edited(tmp_path / "m.xlsx", "We left.", "We [...] left.")
    postil.done("matrix", "import", study, tmp_path / "m.xlsx", "--coder", "ana")
    for what, options in (("cases", ()), ("codebook", ("--update",))):
        table = tmp_path / f"{what}.csv"
        postil.done(what, "export", study, table)
        table.write_text(table.read_text("utf-8").replace("We left.", "We [...] left."), "utf-8")
        postil.done(what, "import", study, table, *options)
    with open_study(study, write=False) as file:
        code, case = file.study.codebook.get("F4"), file.study.cases.all["p04"]
        assert code is not None
        assert {summary(study), case.note, code.definition} == {"We [...] left."}
