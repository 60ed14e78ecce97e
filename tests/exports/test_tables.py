"""One table in every format, read back by the programs that people use."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from table_values import HOSTILE, TABLE

from postil.errors import PostilError
from postil.exports.tables import TABLE_FORMATS, table_bytes
from postil.reports.tables import Table, text
from postil.text.clean import visible_lines
from postil.text.formula import unguarded

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = visible_lines(HOSTILE)


@pytest.mark.parametrize("format_name", TABLE_FORMATS)
def test_two_exports_are_the_same_bytes_and_hold_no_control_character(
    format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = table_bytes(TABLE, format_name, study="A study")
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert table_bytes(TABLE, format_name, study="A study") == data
    if format_name in {"xlsx", "docx"}:
        with ZipFile(io.BytesIO(data)) as parts:
            data = b"".join(parts.read(name) for name in parts.namelist() if name.endswith("xml"))
    if format_name != "parquet":
        assert "\u202e" not in data.decode("utf-8", "ignore")
        assert b"\x1b" not in data


def test_csv_is_read_back() -> None:
    data = table_bytes(TABLE, "csv", bom=True)
    assert data.startswith(b"\xef\xbb\xbfname,count,")
    rows = list(csv.reader(io.StringIO(table_bytes(TABLE, "csv").decode(), newline="")))
    assert rows[0][:6] == ["name", "count", "share", "doubtful", "day", "time"]
    assert rows[0][6] == "'=1+1"
    assert unguarded(rows[1][0]) == CLEAN
    assert rows[1][1:6] == ["-3", "0.25", "yes", "2023-02-09", "2026-11-30 12:06:40"]
    assert rows[2] == ["漢字 האם", "12", "", "no", "", "", ""]
    assert table_bytes(TABLE, "csv", line_end="\n").count(b"\r") == 0


def test_duckdb_reads_csv_and_json_lines_and_parquet(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for ending in ("csv", "jsonl", "parquet"):
        path = tmp_path / f"things.{ending}"
        path.write_bytes(table_bytes(TABLE, ending))
        reader = {"csv": "read_csv", "jsonl": "read_json_auto", "parquet": "read_parquet"}[ending]
        found = duckdb.sql(f"select count, share, cast(day as varchar) from {reader}('{path}')").fetchall()
        assert found == [(-3, 0.25, "2023-02-09"), (12, None, None), (0, 1.0, "2022-01-01")], ending
        names = duckdb.sql(f"select name from {reader}('{path}')").fetchall()
        assert unguarded(names[0][0]) == CLEAN, ending


def test_parquet_keeps_kinds_and_what_columns_mean(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "things.parquet"
    path.write_bytes(table_bytes(TABLE, "parquet"))
    found = parquet.read_table(path)
    assert [str(field.type) for field in found.schema] == [
        "string",
        "int64",
        "double",
        "bool",
        "date32[day]",
        "timestamp[ms, tz=UTC]",
        "string",
    ]
    assert found.schema.field("count").metadata[b"says"] == b"How many."
    assert found.column("name").to_pylist()[0] == CLEAN
    undated = TABLE._replace(rows=((*TABLE.rows[0][:4], "soon", None, None),))
    path.write_bytes(table_bytes(undated, "parquet"))
    assert parquet.read_table(path).column("day").to_pylist() == ["soon"]


def test_parquet_without_its_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PostilError, match=r"pyarrow.*postil\[parquet\]"):
        table_bytes(TABLE, "parquet")


def test_json_and_json_lines_keep_kinds() -> None:
    document = json.loads(table_bytes(TABLE, "json", study="A study"))
    lines = [json.loads(line) for line in table_bytes(TABLE, "jsonl").decode().split("\n") if line]
    assert document == {"study": "A study", "things": lines}
    assert lines[0] == dict(zip(TABLE.names, (CLEAN, *TABLE.rows[0][1:]), strict=True))


def test_the_workbook_is_read_back() -> None:
    sheet = load_workbook(io.BytesIO(table_bytes(TABLE, "xlsx"))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert sheet.title == "Things & more"
    assert rows[0][6] == "'=1+1"
    assert rows[1] == (f"'{CLEAN}", -3, 0.25, "yes", "2023-02-09", "2026-11-30 12:06:40", "x")
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet["B1"].comment is not None
    assert sheet["B1"].comment.text == "How many."


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place() -> None:
    table = Table("long", "Long", (text("t", ""),), (("a" * 40_000,),))
    with pytest.raises(PostilError, match=r"cell A2.*40,000"):
        table_bytes(table, "xlsx")
    assert len(table_bytes(table, "csv")) > 40_000
    most = Table("long", "Long", (text("t", ""),), (("a" * 32_767,), ("\N{PILE OF POO}" * 16_383,)))
    sheet = load_workbook(io.BytesIO(table_bytes(most, "xlsx"))).worksheets[0]
    assert [len(str(sheet[cell].value)) for cell in ("A2", "A3")] == [32_767, 16_383]
    for long in ("\N{PILE OF POO}" * 16_384, "=" + "a" * 32_767):
        with pytest.raises(PostilError, match="cell A3"):
            table_bytes(most._replace(rows=(("a",), (long,))), "xlsx")


def test_a_word_document_of_very_many_rows_is_refused_before_it_is_begun() -> None:
    table = Table("many", "Many", (text("t", ""),), (("a",),) * 10_001)
    with pytest.raises(PostilError, match=r"10,001 rows.*10,000.*; write XLSX or CSV, or fewer rows \(--where\)"):
        table_bytes(table, "docx")
    assert len(table_bytes(table, "xlsx")) > 10_000


def test_the_word_document_is_read_back() -> None:
    document = Document(io.BytesIO(table_bytes(TABLE, "docx")))
    (grid,) = document.tables
    assert [cell.text for cell in grid.rows[0].cells][:2] == ["name", "count"]
    assert [cell.text for cell in grid.rows[1].cells][:4] == [CLEAN, "-3", "0.25", "yes"]
    assert document.paragraphs[-1].text == "A note: <b>"


def test_a_wide_table_is_a_list_in_a_word_document() -> None:
    wide = Table("wide", "Wide", tuple(text(f"c{n}", "") for n in range(9)), ((*"abcdefgh", None),))
    document = Document(io.BytesIO(table_bytes(wide, "docx")))
    assert [paragraph.text for paragraph in document.paragraphs][:4] == ["Wide", "1", "c0: a", "c1: b"]
    assert len(document.paragraphs) == 10


def test_markup_is_text_in_html_and_markdown() -> None:
    page = table_bytes(TABLE, "html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'title="How many."' in page
    marked = table_bytes(TABLE, "md").decode()
    assert "<script>" not in marked
    rows = [line for line in marked.split("\n") if line.startswith("|")]
    assert len(rows) == 2 + len(TABLE.rows)
    assert "\\_a\\_" in marked


@pytest.mark.parametrize("format_name", TABLE_FORMATS)
def test_a_table_without_rows_is_its_heading(format_name: str) -> None:
    data = table_bytes(TABLE._replace(rows=()), format_name)
    assert data or format_name == "jsonl"
