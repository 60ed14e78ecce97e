"""Names that a spreadsheet, a browser or a file system would obey, everywhere in a study and in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl import load_workbook

from postil.cli.commands.export import FORMATS, WHAT
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    GiveVoice,
    Review,
    SetAttribute,
    SetMemo,
    SetSummary,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.storage import create_study
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

NAMES = {
    "formula": '=HYPERLINK("http://x","y")',
    "script": "<script>alert(1)</script>",
    "path": "../../../x",
}
_STARTS = re.compile(r"[\s\"']*[=+\-@]")


@pytest.fixture(params=list(NAMES.values()), ids=list(NAMES))
def named(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A study in which everything that can have a name has this one."""
    name: str = request.param
    other = f"{name} 2"
    transcript = small_transcript(name, [name, f"{name} said {name}", name])
    coding = Coding(transcript.id, 2, None, None, "F1", name)
    actions: list[Action] = [
        *(AddTranscript(transcript), AddCode(Code("F1", name, number=name, definition=name, aliases=(name,)))),
        *(AddCoder(name), AddCoder(other), AddCase("c", name), GiveVoice(transcript.id, "", "c")),
        *(
            SetAttribute(name, Attribute("text", (), 1)),
            SetValue("c", name, name),
            SetSummary("c", "F1", Summary(name)),
        ),
    ]
    path = tmp_path / "study.json"
    with create_study(path, title=name, actions=actions) as file:
        file.record(
            [Apply(coding), Review(transcript.id, 2, name), SetMemo(MemoKey.at_coding(coding), name)], coder=name
        )
        file.record([Review(transcript.id, 2, other)], coder=other)
    return name, path


def check(ending: str, data: bytes, name: str) -> None:
    """Whether a file tells the name as text."""
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
        assert not [cell for row in rows for cell in row if _STARTS.match(cell) and not cell.startswith("'")]
        assert [cell for row in rows for cell in row if name in cell]
    elif ending == "xlsx":
        book = load_workbook(io.BytesIO(data))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
        assert [cell for cell in cells if name in str(cell.value)]
    elif ending in {"html", "md"}:
        page = data.decode()
        assert not re.search(r"(?<!\\)<script", page)  # Markdown shows \\< as <
        assert "<a " not in page
        assert "](http" not in page
    elif ending == "docx":
        document = Document(io.BytesIO(data))
        cells_said = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert [said for said in (*(p.text for p in document.paragraphs), *cells_said) if name in said]
    elif ending in {"json", "jsonl"}:
        said = data.decode()
        assert json.dumps(name)[1:-1] in said
        if ending == "json":
            assert json.loads(said)["study"] == name


@pytest.mark.parametrize("what", WHAT)
def test_names_are_text_in_every_format(postil: Program, named: tuple[str, Path], tmp_path: Path, what: str) -> None:
    name, path = named
    about = ["--code", "F1", "--coder", name, "--coder", f"{name} 2"] if what == "recal" else []
    for ending in FORMATS:
        if ending == "parquet":
            pytest.importorskip("pyarrow")
        target = tmp_path / "out" / f"table.{ending}"
        target.parent.mkdir(exist_ok=True)
        postil.done("export", path, target, "--what", what, *about)
        if what != "decisions":  # nobody decided anything
            check(ending, target.read_bytes(), name)
        else:
            assert target.exists()
    assert {file.name for file in tmp_path.iterdir() if not file.name.startswith("study.json")} == {"out"}
    assert {file.name for file in (tmp_path / "out").iterdir()} == {f"table.{ending}" for ending in FORMATS}


def test_a_file_may_have_such_a_name_where_the_system_lets_it(
    postil: Program, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.parent)
    for target in ("=HYPERLINK(1).csv", "<script>.csv", "-x.csv"):
        postil.done("export", study, "--", target)
        assert (study.parent / target).exists()
