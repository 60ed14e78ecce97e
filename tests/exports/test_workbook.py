from __future__ import annotations

import io
import tempfile
import time
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.exports.workbook import Sheet, sheet_titles, workbook_bytes
from postil.text.clean import visible, visible_lines
from postil.text.spreadsheet import LONGEST_CELL, cell_text

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook


def _read(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _cell(text: str) -> str:
    """What a workbook with one cell gives back."""
    cell = _read(workbook_bytes([Sheet("One", [[text]], header_rows=0)])).worksheets[0].cell(1, 1)
    assert cell.value is None or cell.data_type == "s"
    return str(cell.value or "")


def test_what_is_written_is_read_back() -> None:
    sheets = [
        Sheet(
            "Trust: alarms/monitors",
            [["case", "words", "share"], ["P01", 12, 0.5], ["P02\nsecond line", None, -1]],
            frozen=(1, 1),
            widths=(10, 40),
            notes={(1, 2): "checked\nana, 2021-11-09", (2, 1): "no data"},
        ),
        Sheet("keys", [["a"]], hidden=True),
    ]
    book = _read(workbook_bytes(sheets))
    first, second = book.worksheets
    assert [list(row) for row in first.iter_rows(values_only=True)] == [
        ["case", "words", "share"],
        ["P01", 12, 0.5],
        ["P02\nsecond line", None, -1],
    ]
    assert (first.title, first.freeze_panes, first.sheet_state) == ("Trust- alarms-monitors", "B2", "visible")
    assert (first.column_dimensions["A"].width, first.column_dimensions["B"].width) == (10, 40)
    assert first["A1"].font.bold
    assert not first["A2"].font.bold
    assert first["A3"].alignment.wrap_text
    notes = {cell.coordinate: cell.comment.text for row in first.iter_rows() for cell in row if cell.comment}
    assert notes == {"C2": "checked\nana, 2021-11-09", "B3": "no data"}
    assert second.sheet_state == "hidden"
    assert book.active is first


def test_the_same_sheets_give_the_same_bytes_at_another_time() -> None:
    sheets = [Sheet("One", [["a"], ["b"]], notes={(0, 0): "note"})]
    first = workbook_bytes(sheets)
    time.sleep(2.1)  # a ZIP file counts two seconds
    assert workbook_bytes(sheets) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "=", ' "=1', "- a list\n- of two", "#N/A", "'=1", "＝1"]
)
def test_no_cell_is_a_formula_or_begins_like_one(text: str) -> None:
    written = _cell(text)
    assert written == ("#N/A" if text == "#N/A" else f"'{text}")
    assert cell_text(written) == text


def test_a_list_with_dashes_is_guarded_at_its_beginning_only() -> None:
    assert _cell("- a\n- b; -c") == "'- a\n- b; -c"
    assert cell_text("'- a\n- b\n- added") == "- a\n- b\n- added"


def test_control_and_bidirectional_characters_are_seen() -> None:
    written = _cell("\x1b[31mred\x00 \u202eevil\u202c\ud800 \ufffe")
    assert written == "␛[31mred␀ �evil�� �"


def test_text_that_a_spreadsheet_takes_for_an_escape_stays() -> None:
    assert _cell("_x0041_") == "_x005F_x0041_"
    assert cell_text("_x005F_x0041_") == "_x0041_"
    assert cell_text("a_x000D_\nb") == "a\nb"


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="=+-@'\"\n x_0041\t"))
def test_a_cell_stands_for_the_text_that_was_written(text: str) -> None:
    assert cell_text(_cell(text)) == visible_lines(text)


def test_a_text_that_a_cell_cannot_hold_is_refused_with_its_place() -> None:
    workbook_bytes([Sheet("One", [["x" * LONGEST_CELL]])])
    with pytest.raises(PostilError, match=r"sheet One, cell B2: the text has 32,768 characters, and a cell .* 32,767"):
        workbook_bytes([Sheet("One", [["head", "head"], ["", "x" * (LONGEST_CELL + 1)]])])
    with pytest.raises(PostilError, match="32,768"):
        workbook_bytes([Sheet("One", [["😀" * 16_384]])])
    with pytest.raises(PostilError, match="the note at sheet One, cell A1"):
        workbook_bytes([Sheet("One", [["a"]], notes={(0, 0): "x" * (LONGEST_CELL + 1)})])


def test_a_table_that_a_sheet_cannot_hold_is_refused() -> None:
    with pytest.raises(PostilError, match=r"sheet Wide would have 1 rows and 16,385 columns"):
        workbook_bytes([Sheet("Wide", [[1] * 16_385])])


def test_numbers_that_a_spreadsheet_cannot_keep() -> None:
    sheet = _read(workbook_bytes([Sheet("One", [[10**15, 10**15 - 1]])])).worksheets[0]
    assert [sheet["A1"].value, sheet["B1"].value] == ["1000000000000000", 10**15 - 1]
    with pytest.raises(ValueError, match="cell A1"):
        workbook_bytes([Sheet("One", [[float("nan")]])])


def test_titles_are_unique_and_of_31_characters() -> None:
    long = "Implementation climate and readiness"
    assert sheet_titles(["Trust", "trust", "TRUST", "a/b\\c[d]:*?", "", "'quoted'", "History", long, long]) == [
        "Trust",
        "trust (2)",
        "TRUST (3)",
        "a-b-c-d----",
        "Sheet",
        "quoted",
        "History (2)",
        "Implementation climate and read",
        "Implementation climate and (2)",
    ]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
def test_any_titles_are_accepted(titles: list[str]) -> None:
    made = sheet_titles(titles)
    assert len({title.casefold() for title in made}) == len(titles)
    for title in made:
        assert 1 <= len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert visible(title) == title


def test_a_workbook_needs_a_sheet_that_shows() -> None:
    with pytest.raises(ValueError, match="shows"):
        workbook_bytes([Sheet("One", [["a"]], hidden=True)])


def test_a_hidden_sheet_may_come_first() -> None:
    book = _read(workbook_bytes([Sheet("keys", [["a"]], hidden=True), Sheet("One", [["b"]])]))
    assert book.active is not None
    assert book.active.title == "One"


def test_no_text_is_written_to_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("openpyxl.worksheet._writer.WorksheetWriter.cleanup", lambda _: None)
    data = workbook_bytes(
        [Sheet("Secret title", [["a secret heading"], ["secret words"]], notes={(0, 0): "a secret note"})]
    )
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert left
    assert b"secret" not in left.lower()
    assert _read(data).worksheets[0]["A2"].value == "secret words"


def test_rows_are_as_high_as_their_texts() -> None:
    rows = [["said"], ["short"], ["word " * 50], ["a\nb\nc"], ["x" * 30_000]]
    sheet = _read(workbook_bytes([Sheet("S", rows, widths=[40])])).worksheets[0]
    heights = [sheet.row_dimensions[n].height for n in range(1, 6)]
    assert heights[:2] == [None, None]
    assert heights[2] is not None
    assert 90 <= heights[2] <= 135
    assert heights[3:] == [45, 405]
    unknown = _read(workbook_bytes([Sheet("S", rows)])).worksheets[0]
    assert unknown.row_dimensions[3].height is None


def test_a_wide_sheet_is_printed_on_several_pages_beside_each_other() -> None:
    for widths, pages in (([20.0] * 3, 1), ([60.0] * 10, 3)):
        data = workbook_bytes([Sheet("S", [["x"] * len(widths)], widths=widths)])
        setup = _read(data).worksheets[0].page_setup
        assert (setup.fitToWidth, setup.fitToHeight) == (pages, 0)


@pytest.mark.parametrize(("rows", "says"), [([()] * 1_048_577, "1,048,577 rows"), ([("",) * 16_385], "16,385 columns")])
def test_a_table_that_no_sheet_can_hold_is_refused(rows: list[tuple[str, ...]], says: str) -> None:
    with pytest.raises(PostilError, match=f"sheet One would have .*{says}.*write CSV"):
        workbook_bytes([Sheet("One", rows)])
