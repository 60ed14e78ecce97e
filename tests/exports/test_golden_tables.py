"""What the sample study gives in each format is what it gave before: byte for byte, or read back.

A changed file is written by running the tests with POSTIL_SNAPSHOTS=write; read what changed before committing it.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

import postil
from conftest import SAMPLE
from postil.exports.egress import egress_package
from postil.exports.tables import table_bytes
from postil.exports.tidy import TABLES, Tidy
from postil.model.change import Change, Decide
from postil.model.decision import Decision
from postil.storage import open_study, write_study

if TYPE_CHECKING:
    from postil.reports.tables import Table

GOLDEN = Path(__file__).with_name("golden")
TEXTS = ("csv", "json", "jsonl", "md", "html")
STAMP = "2026-11-30T12:00:00.000Z.0000.0123456789abcdef"


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


PARTS = {"xlsx": ("xl/worksheets/sheet1.xml", b"<row"), "docx": ("word/document.xml", b"<w:p>")}


@pytest.mark.parametrize("ending", PARTS)
def test_the_cases_of_the_sample_study_in_office_documents(ending: str) -> None:
    """The part that holds the rows, a line a row: the others are as the libraries make them."""
    part, row = PARTS[ending]
    with ZipFile(io.BytesIO(table_bytes(sample_table("cases"), ending))) as parts:
        is_as_before(f"cases.{ending}.xml", parts.read(part).replace(row, b"\n" + row) + b"\n")


@pytest.mark.parametrize("name", TABLES)
def test_the_beginning_and_the_end_of_every_table(name: str, team: Path) -> None:
    with open_study(SAMPLE if name == "cells" else team, write=False) as file:
        code = next(code.id for code in file.study.codebook if code.status == "active")
        table = Tidy(file.study, file.log).table(name, code=code if name == "recal" else "")
    shown = table._replace(rows=(*table.rows[:2], *table.rows[2:][-1:]))
    is_as_before(f"table-{name}.json", table_bytes(shown, "json", study="Sample"))


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample packs of two coders, merged, and one disagreement decided."""
    folder, path = SAMPLE.parent / "packs", tmp_path_factory.mktemp("team") / "team.json"
    postil.merge([folder / "ana.json", folder / "ben.json"], path)
    with open_study(path, write=False) as file:
        study, log = file.study, list(file.log)
    place = min((c for c, _ in study.codings() if c.coder == "ben"), key=lambda c: c.reading_order).place
    decision = Decision("keep", "ben", (), "Ben is right.", (("ana", ()), ("ben", ())))
    change = Change(STAMP, "ana", STAMP, Decide(place.transcript, place.paragraph, decision))
    decided = path.with_name("decided.json")
    write_study(decided, [*log, change], "0" * 32)
    return decided


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
        more = {one.name: one.data for one in egress_package(file.study, "sample", "counts", below=2)}
    for name in ("codes.csv", "README.txt", "manifest.json"):
        is_as_before(f"egress-{name}", files[name])
    assert "codes_by_attribute.csv" not in files, "none of its counts would be told"
    is_as_before("egress-codes_by_attribute.csv", more["codes_by_attribute.csv"])


def test_the_pieces_of_transcripts_in_a_package_of_the_sample_study() -> None:
    with open_study(SAMPLE, write=False) as file:
        files = {one.name: one.data for one in egress_package(file.study, "sample", "quotations", only=["quotations"])}
    for name in ("verbatim.txt", "README.txt"):
        is_as_before(f"egress-quotations-{name}", files[name])
