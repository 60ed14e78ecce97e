"""Every table of the sample study, read by pandas, DuckDB and pyarrow as docs/data.md says: names, kinds and values.

R is not tried here.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date as day
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from conftest import SAMPLE
from postil.exports.tables import table_bytes
from postil.exports.tidy import TABLES, Tidy
from postil.reports.tables import Table, date, number, text, truth
from postil.storage import open_study
from postil.text.clean import visible_lines
from postil.text.formula import guarded

if TYPE_CHECKING:
    from postil.reports.tables import Cell

TRAPS = Table(
    "traps",
    "What readers take for something else",
    (
        text("number", "."),
        text("coder", "."),
        text("quote", "."),
        number("begins", "."),
        truth("doubtful", "."),
        date("time", "."),
        date("interview_date", "."),
    ),
    (
        ("1.10", "NA", "null", 1.5, True, "2026-11-30 12:06:40", None),
        ("1.1", "None", '"quoted", and; more\nlines', None, False, "2026-11-30 12:06:41", None),
        ("", "ana", "נוֹדִיעַ 👩‍🚀 漢字", 2.0, None, None, None),
    ),
)


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    with open_study(SAMPLE, write=False) as file:
        tidy = Tidy(file.study, file.log)
        return {name: tidy.table(name, code="F4.1" if name == "recal" else "") for name in set(TABLES) - {"recal"}}


def cases(tables: dict[str, Table]) -> dict[str, Table]:
    empty = {f"empty {name}": table._replace(rows=()) for name, table in tables.items()}
    return {**tables, **empty, "traps": TRAPS}


def as_written(cell: Cell) -> Cell:
    return visible_lines(cell) if isinstance(cell, str) else cell


def expected(table: Table) -> list[list[Cell]]:
    return [[as_written(cell) for cell in row] for row in table.rows]


def plain(value: object) -> Cell:
    """What a reader gave, as the table has it."""
    if isinstance(value, day):
        return str(value)[:19]
    return cast("Cell", value.item() if hasattr(value, "item") else value)


def of_page(reader: str) -> str:
    """The call that docs/data.md gives for a reader."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text("utf-8")
    found = re.search(rf"^{re.escape(reader)}.*(?:\n    .*)*(?:\n\))?", page, re.MULTILINE)
    assert found, reader
    return found[0]


def test_parquet_has_the_kinds_of_the_page_whatever_the_study_holds(tables: dict[str, Table], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    kinds = {"text": {"string"}, "truth": {"bool"}, "number": {"int64", "double"}}
    for name, table in cases(tables).items():
        path = tmp_path / "t.parquet"
        path.write_bytes(table_bytes(table, "parquet"))
        found = parquet.read_table(path)
        for field, column in zip(found.schema, table.columns, strict=True):
            times = {"timestamp[ms, tz=UTC]"} if column.name == "time" else {"date32[day]"}
            assert str(field.type) in kinds.get(column.kind, times), (name, column.name)
            if column.name == "begins":
                assert str(field.type) == "double"
        rows = [[plain(cell) for cell in row.values()] for row in found.to_pylist()]
        assert rows == expected(table), name


def test_pandas_reads_csv_as_the_page_says(
    tables: dict[str, Table], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pandas = pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    call = of_page("pandas.read_csv")
    for name, table in cases(tables).items():
        Path("codings.csv").write_bytes(table_bytes(table, "csv"))
        frame = eval(call, {"pandas": pandas})
        assert list(frame.columns) == list(table.names)
        assert len(frame) == len(table.rows)
        for at, column in enumerate(table.columns):
            cells = [row[at] for row in expected(table)]
            if not any(cell not in {None, ""} for cell in cells):
                continue
            found = [None if pandas.isna(value) else plain(value) for value in frame.iloc[:, at]]
            written = [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
            assert found == [cell if cell != "" else None for cell in written], (name, column.name)


def test_pandas_reads_parquet_and_json_lines_as_the_page_says(
    tables: dict[str, Table], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    for ending, reader in (("parquet", "pandas.read_parquet"), ("jsonl", "pandas.read_json")):
        for name, table in cases(tables).items():
            if not table.rows and ending == "jsonl":
                continue  # an empty file has no columns
            Path(f"codings.{ending}").write_bytes(table_bytes(table, ending))
            frame = eval(of_page(reader), {"pandas": pandas})
            assert list(frame.columns) == list(table.names)
            for at, column in enumerate(table.columns):
                found = [None if pandas.isna(value) else plain(value) for value in frame.iloc[:, at]]
                cells = [pytest.approx(row[at]) if type(row[at]) is float else row[at] for row in expected(table)]
                assert found == cells, (name, ending, column.name)


def test_duckdb_reads_all_three_as_the_page_says(
    tables: dict[str, Table], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    kinds = {"text": {"VARCHAR"}, "truth": {"BOOLEAN"}, "number": {"BIGINT", "DOUBLE"}}
    dates = {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"}
    call = of_page("duckdb.sql").removeprefix('duckdb.sql("""').removesuffix('""")')
    for ending in ("csv", "jsonl", "parquet"):
        for name, table in cases(tables).items():
            if not table.rows and ending != "parquet":
                continue
            Path(f"codings.{ending}").write_bytes(table_bytes(table, ending))
            query = f"select * from 'codings.{ending}'"
            if ending == "csv":
                query = call if "number" in table.names else call.replace(", types = {'number': 'VARCHAR'}", "")
            found = duckdb.sql(query)
            assert found.columns == list(table.names)
            for at, column in enumerate(table.columns):
                cells = [row[at] for row in expected(table)]
                if any(cell not in {None, ""} for cell in cells) and column.name not in {"summary", "comment"}:
                    assert str(found.types[at]) in kinds.get(column.kind, dates), (name, ending, column.name)
            counted = duckdb.sql(f"select count(*) from ({query})").fetchone()
            assert counted == (len(table.rows),)


def test_csv_is_read_back_by_the_standard_library(tables: dict[str, Table]) -> None:
    for table in cases(tables).values():
        rows = list(csv.reader(io.StringIO(table_bytes(table, "csv").decode(), newline=""), strict=True))
        assert rows[0] == list(table.names)
        said = {True: "yes", False: "no", None: ""}
        assert rows[1:] == [
            [guarded(c) if isinstance(c, str) else said[c] if c is None or isinstance(c, bool) else str(c) for c in row]
            for row in expected(table)
        ]
