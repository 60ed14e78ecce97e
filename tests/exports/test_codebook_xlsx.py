"""A codebook as a workbook that is read back, also after somebody has edited it."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings

from codebooks import books
from postil.errors import CodebookError, PostilError
from postil.exports.codebook_csv import as_written
from postil.exports.codebook_xlsx import codebook_xlsx
from postil.exports.workbook import Sheet, workbook_bytes
from postil.importers.codebook_csv import codebook_from_bytes
from postil.importers.shipped import shipped_codebooks
from postil.model.codebook import Code, Codebook

BOOK = Codebook(
    [
        Code("F", "Helped", status="heading"),
        Code("F1", "Bottom-up", "F", "1", "=cmd|x", "- this\n- that", aliases=("a;b", "c"), origin="inductive"),
        Code("F2", "'quoted'", "F", "1.10", see_also="F1; Helped", example="It's 'so'"),
    ]
)


def read(data: bytes) -> tuple[Code, ...]:
    return codebook_from_bytes(data, "book.xlsx").codes


@settings(max_examples=40)
@given(books())
def test_reading_gives_what_was_written(book: Codebook) -> None:
    if len(book):
        assert read(codebook_xlsx(book, {})) == tuple(map(as_written, book))


@pytest.mark.parametrize("name", ["bpos", "cfir2022"])
def test_the_shipped_books_come_back(name: str) -> None:
    codes = codebook_from_bytes(shipped_codebooks()[name].read_bytes(), f"{name}.csv").codes
    assert read(codebook_xlsx(Codebook(codes))) == codes


def test_the_sheet_has_counts_and_keeps_heading_and_name_in_sight() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(codebook_xlsx(BOOK, {"F1": 3}))).worksheets[0]
    assert [cell.value for cell in sheet[1]][-2:] == ["see_also", "codings"]
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == [0, 3, 0]
    assert sheet.freeze_panes == "C2"


def test_what_a_colleague_changes_in_a_spreadsheet_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(codebook_xlsx(BOOK, {"F1": 3})))
    sheet = book.worksheets[0]
    sheet["E4"] = "New words.\nOn two lines."
    sheet["D4"] = 2.5
    sheet.append(["N", "New one", "F"])
    file = io.BytesIO()
    book.save(file)
    codes = {code.id: code for code in read(file.getvalue())}
    assert (codes["F2"].definition, codes["F2"].number) == ("New words.\nOn two lines.", "2.5")
    assert codes["N"] == Code("N", "New one", "F")
    assert codes["F1"] == BOOK.get("F1")


def test_other_sheets_are_named_and_not_read() -> None:
    data = workbook_bytes([Sheet("Codes", [["name"], ["Staff"]]), Sheet("Notes", [["to do"]]), Sheet("Blank", [])])
    reading = codebook_from_bytes(data, "book.xlsx")
    assert [code.name for code in reading.codes] == ["Staff"]
    assert reading.report == ("read is the sheet 'Codes', not 'Notes'",)


def test_workbooks_that_are_no_codebook() -> None:
    def refuses(data: bytes, *words: str) -> None:
        with pytest.raises(CodebookError) as caught:
            codebook_from_bytes(data, "book.xlsx")
        assert all(word in str(caught.value) for word in words), caught.value

    refuses(workbook_bytes([Sheet("Codes", [])]), "book.xlsx", "is empty")
    refuses(workbook_bytes([Sheet("Codes", [["colour"], ["red"]])]), "book.xlsx", "no column for the name")
    refuses(workbook_bytes([Sheet("Codes", [["name"]])]), "no codes")
    refuses(codebook_xlsx(BOOK)[:-40], "book.xlsx", "damaged")
    refuses(b"PK\x03\x04 and nothing more", "book.xlsx", "damaged")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["name", "definition"])
    book.worksheets[0].append(["Staff", "=A1&A2"])
    file = io.BytesIO()
    book.save(file)
    refuses(file.getvalue(), "row 2", "formula")


def test_a_text_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(PostilError, match=r"cell E2: the text has 40,000 characters"):
        codebook_xlsx(Codebook([Code("a", "b", definition="x" * 40_000)]))
