from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from postil.errors import CaseError
from postil.exports.workbook import Sheet, workbook_bytes
from postil.importers import workbook
from postil.importers.table_file import table_of
from postil.importers.workbook import WorkbookSheet, read_workbook
from postil.text.clean import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same workbook with its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def in_sheet(data: bytes, pattern: bytes, by: bytes) -> bytes:
    """The same workbook with something else in its sheets."""
    return rewritten(data, lambda name, part: re.sub(pattern, by, part) if "worksheets/" in name else part)


def read(data: bytes) -> list[WorkbookSheet]:
    return read_workbook(data, "cases.xlsx", CaseError)


def one(*values: object) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(list(values))
    return saved(book)


def test_values_are_as_they_would_be_typed() -> None:
    values = [
        *(12, 2.5, 1e20, -0.001, True, "text", None, dt.date(2021, 11, 9), dt.datetime(2021, 11, 9, 14, 30)),
        *(dt.time(9, 5), "a\nb", "_x0041_", "_xD800_", "'=1"),
    ]
    assert read(one(*values))[0].rows == [
        (
            1,
            [
                *("12", "2.5", "100000000000000000000", "-0.001", "TRUE", "text", "", "2021-11-09", "2021-11-09 14:30"),
                *("09:05:00", "a\nb", "A", "_xD800_", "=1"),
            ],
        )
    ]


def test_a_formula_counts_by_the_value_that_was_kept() -> None:
    data = one("=1+1", "=2+2", "=3+3")
    data = in_sheet(data, rb'(<c r="B1"[^>]*><f>2\+2</f>)<v\s*(?:/>|></v>)', rb"\1<v>4</v>")
    data = in_sheet(data, rb'<c r="C1"[^>]*><f>3\+3</f><v\s*(?:/>|></v>)', rb'<c r="C1" t="e"><f>3+3</f><v>#REF!</v>')
    (sheet,) = read(data)
    assert sheet.rows == [(1, ["", "4", "#REF!"])]
    assert sheet.faults == {
        (1, 0): "holds a formula that was never worked out",
        (1, 2): "holds an error (#REF!)",
    }


def test_the_first_sheet_that_shows_is_the_table() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Secret"
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    for title in ("Cases", "Other"):
        book.create_sheet(title).append([title])
    data = saved(book)
    assert [(sheet.title, sheet.hidden) for sheet in read(data)] == [
        ("Secret", True),
        ("Cases", False),
        ("Other", False),
    ]
    table = table_of(data, "cases.xlsx")
    assert table.rows == [(1, ["Cases"])]
    assert table.report == ("read is the sheet Cases, not Other",)


def test_a_sheet_is_read_whatever_it_says_of_its_size() -> None:
    book = Workbook()
    assert book.active is not None
    for row in range(40):
        book.active.append([row, row, row])
    data = in_sheet(saved(book), rb'<dimension ref="[^"]*"\s*/>', rb'<dimension ref="A1:A2"/>')
    (sheet,) = read(data)
    assert [row[0] for row in sheet.rows] == list(range(1, 41))
    assert all(len(texts) == 3 for _, texts in sheet.rows)


def bomb(*, name: str = "xl/sharedStrings.xml") -> bytes:
    """A workbook with a part that unpacks to more than a hundred megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(name, "w") as part:
            for _ in range(110):
                part.write(b" " * 1_000_000)
    return file.getvalue()


def test_what_unpacks_to_far_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(CaseError, match="more than a table can hold"):
        read(bomb())


def test_what_declares_less_than_it_unpacks_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 2_000)
    with pytest.raises(CaseError, match="more than a table can hold"):
        read(one("x"))


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda part: re.sub(rb"<worksheet", DOCTYPE + rb"<worksheet", part), "DOCTYPE"),
        (lambda part: part.replace(b"<sheetData>", b"<sheetData>" + b"<x>" * 100), "nested too deep"),
        (lambda part: part.replace(b"<sheetData>", b"<sheetData>&"), "damaged workbook"),
        (lambda part: part.replace(b'r="1"', b'r="10001"').replace(b'"A1"', b'"A10001"'), "more than 10,000 rows"),
        (lambda part: part.replace(b'"A1"', b'"XFD1"'), "300 columns"),
        (lambda part: part.replace(b'"A1"', b'"KO1"'), "300 columns"),
        (lambda _: b"", "damaged workbook"),
    ],
)
def test_what_a_sheet_may_not_be(change: Callable[[bytes], bytes], said: str) -> None:
    data = rewritten(one("x"), lambda name, part: change(part) if "worksheets/" in name else part)
    with pytest.raises(CaseError, match=said) as refused:
        read(data)
    assert refused.value.message.startswith("cases.xlsx: ")
    assert refused.value.hint


def test_more_cells_than_a_table_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 3)
    with pytest.raises(CaseError, match="more than 3 cells"):
        read(one(1, 2, 3, 4))


def test_what_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(CaseError, match="no workbook"):
        read(file.getvalue())
    locked = bytearray(one("x"))
    for at in [match.start() for match in re.finditer(rb"PK\x01\x02", bytes(locked))]:
        locked[at + 8] |= 1
    with pytest.raises(CaseError, match="password"):
        read(bytes(locked))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4), max_size=4))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    (sheet,) = read(workbook_bytes([Sheet("Cases", rows)]))
    found = dict(sheet.rows)
    for number, row in enumerate(rows, 1):
        texts = found.get(number, [])
        for column, text in enumerate(row):
            there = texts[column] if column < len(texts) else ""
            assert there == visible_lines(text) or not (text.strip() or there.strip())
