"""What the sample study gives in each format is what it gave before: byte for byte, or read back.

A changed file is written by running the tests with POSTIL_SNAPSHOTS=write; read what changed before committing it.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl import load_workbook

from conftest import SAMPLE
from postil.exports.egress import egress_package
from postil.exports.tables import table_bytes
from postil.exports.tidy import Tidy
from postil.storage import open_study

if TYPE_CHECKING:
    from postil.reports.tables import Table

GOLDEN = Path(__file__).with_name("golden")
TEXTS = ("csv", "json", "jsonl", "md", "html")


def sample_table(name: str) -> Table:
    with open_study(SAMPLE, write=False) as file:
        return Tidy(file.study, file.log).table(name)


def is_as_before(name: str, data: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("POSTIL_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert path.exists(), f"there is no {name}; write it with POSTIL_SNAPSHOTS=write"
    assert data == path.read_bytes()


@pytest.mark.parametrize("ending", TEXTS)
def test_the_cases_of_the_sample_study(ending: str) -> None:
    is_as_before(f"cases.{ending}", table_bytes(sample_table("cases"), ending, study="Sample"))


def test_workbooks_and_documents_hold_what_the_golden_table_holds() -> None:
    table = sample_table("cases")
    golden = [json.loads(line) for line in (GOLDEN / "cases.jsonl").read_text("utf-8").splitlines()]
    rows = [list(record.values()) for record in golden]
    sheet = load_workbook(io.BytesIO(table_bytes(table, "xlsx"))).worksheets[0]
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert found[0] == list(golden[0])
    assert [[cell or None for cell in row] for row in found[1:]] == [[cell or None for cell in row] for row in rows]
    document = Document(io.BytesIO(table_bytes(table, "docx")))
    said = [paragraph.text for paragraph in document.paragraphs]
    for record in golden:
        assert f"case: {record['case']}" in said
        assert f"transcripts: {record['transcripts']}" in said


def test_the_smallest_package_of_the_sample_study() -> None:
    with open_study(SAMPLE, write=False) as file:
        files = {one.name: one.data for one in egress_package(file.study, "sample", "counts", below=5)}
    for name in ("codes.csv", "codes_by_attribute.csv", "README.txt", "manifest.json"):
        is_as_before(f"egress-{name}", files[name])
