"""Tables of any text: what is written is read back, and nothing in it is run, obeyed or taken for markup."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from postil.exports.tables import TABLE_FORMATS, table_bytes
from postil.reports.tables import Table, date, number, text, truth
from postil.text import formula
from postil.text.clean import hidden_characters, visible, visible_lines
from postil.text.formula import guarded, unguarded, unguarded_start
from postil.text.spreadsheet import cell_text

Rows = list[tuple[str | None, int | None, float | None, bool | None, str | None]]
PIECES = st.sampled_from(
    [
        *("=", "+", "-", "@", "\t", "\r", "\n", ";", ",", '"', "'", "|", " ", "\u00a0", "\uff1d", "\uff0b"),
        *("\x00", "\x1b[31m", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\ufffe"),
        *("<script>", "</td>", "&amp;", "_x000D_", "[x](y)", "**b**", "# h", "../", "HYPERLINK(", "1.10", "NA"),
        *("👩‍🚀", "e\u0301", "שלום", "مرحبا", "漢字", "\U0001f469\U0001f3fd", "a", "Z"),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROWS = st.lists(
    st.tuples(
        TEXTS | st.none(),
        st.integers(-(10**14), 10**14) | st.none(),
        st.floats(-1e14, 1e14) | st.none(),
        st.booleans() | st.none(),
        st.sampled_from(["2023-02-09", "2026-11-30 12:06:40"]) | st.none(),
    ),
    max_size=5,
)


def table_of(rows: Rows) -> Table:
    columns = (text("words", "."), number("count", "."), number("share", "."), truth("doubtful", "."), date("day", "."))
    return Table("things", "Things", columns, tuple(rows))


@given(TEXTS | st.text())
@example("a;=1")
@example("\u00a0'=1")
def test_the_quick_looks_find_what_the_whole_patterns_find(said: str) -> None:
    assert guarded(said) == formula._FORMULA.sub("'", said)
    assert visible(said) == "".join(visible(character) for character in said)
    assert visible_lines(said) == "".join(visible_lines(character) for character in said)
    assert (visible_lines(said) == said) == (not hidden_characters([said]) and "\t" not in said)


@given(ROWS, st.booleans())
@example([("\n=", None, None, None, None)], False)
def test_csv_gives_equal_values_back(rows: Rows, bom: bool) -> None:
    data = table_bytes(table_of(rows), "csv", bom=bom)
    assert data.startswith(b"\xef\xbb\xbf") == bom
    said = data.decode("utf-8-sig")
    assert "\r" not in said.replace("\r\n", "")
    found = list(csv.reader(io.StringIO(said, newline=""), strict=True))[1:]
    assert len(found) == len(rows)
    for row, back in zip(rows, found, strict=True):
        assert unguarded(back[0]) == visible_lines(row[0] or "")
        assert back[1] == ("" if row[1] is None else str(row[1]))
        assert (float(back[2]) if back[2] else None) == row[2]
        assert back[3:] == [{True: "yes", False: "no", None: ""}[row[3]], row[4] or ""]
        for piece in re.split(r"[;\t\r\n]", back[0]):
            assert not re.match(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]", piece)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_duckdb_reads_equal_values_from_csv(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path_factory.getbasetemp() / "said.csv"
    rows = [(f"row {n}", one) for n, one in enumerate(said)]
    path.write_bytes(table_bytes(Table("t", "T", (text("name", "."), text("said", ".")), tuple(rows)), "csv"))
    found = duckdb.sql(f"select * from read_csv('{path}', delim = ',', quote = '\"', all_varchar = true)").fetchall()
    assert [unguarded(back or "") for _, back in found] == [visible_lines(one) for one in said]


@given(ROWS)
def test_workbooks_give_equal_values_back(rows: Rows) -> None:
    data = table_bytes(table_of(rows), "xlsx")
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    found = [list(row) for row in sheet.iter_rows(min_row=2, max_col=5)]
    for row, back in zip(rows, found, strict=False):
        assert cell_text(str(back[0].value or "")) == visible_lines(row[0] or "")
        assert back[0].data_type in {"s", "n", "inlineStr"}
        assert (back[1].value, back[2].value) == (row[1], row[2])
        assert back[3].value == {True: "yes", False: "no", None: None}[row[3]]
        assert unguarded_start(str(back[4].value or "")) == (row[4] or "")
    assert not [cell for row in found for cell in row if cell.data_type in {"f", "e", "d"}]


@given(ROWS)
def test_json_gives_equal_values_back(rows: Rows) -> None:
    table = table_of(rows)
    clean = [[visible_lines(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    lines = table_bytes(table, "jsonl").decode().split("\n")[:-1]
    assert [list(json.loads(line).values()) for line in lines] == clean
    assert [list(one.values()) for one in json.loads(table_bytes(table, "json", study="S"))["things"]] == clean


class Cells(HTMLParser):
    """The texts of the cells of a page, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"href", "src"}]
        if tag in {"td", "th"}:
            self._inside = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


@given(st.lists(TEXTS, max_size=4))
def test_pages_show_the_texts_and_have_no_tags_of_theirs(said: list[str]) -> None:
    table = Table("t", "T", (number("n", "."), text("said", ".")), tuple(enumerate(said)))
    page = Cells()
    page.feed(table_bytes(table, "html").decode())
    assert page.cells[3::2] == [visible_lines(one) for one in said]
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "table"),
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }


@given(st.lists(TEXTS, max_size=3), st.integers(2, 9))
def test_documents_hold_the_texts(said: list[str], width: int) -> None:
    columns = tuple(text(f"c{n}", ".") for n in range(width))
    table = Table("t", "T", columns, tuple((one, *("x",) * (width - 1)) for one in said))
    document = Document(io.BytesIO(table_bytes(table, "docx")))
    if width > 8:
        found = [p.text.removeprefix("c0: ") for p in document.paragraphs if p.text.startswith("c0: ")]
        assert found == [visible_lines(one) for one in said if one]
    else:
        assert [row.cells[0].text for row in document.tables[0].rows][1:] == [visible_lines(one) for one in said]


@pytest.mark.parametrize("ending", TABLE_FORMATS)
def test_half_a_character_is_a_mark_in_every_format(ending: str) -> None:
    """No study has any: it is read without them. A table may be made by a program, though."""
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    whole, half = (
        table_bytes(Table("t", "T", (text(f"n{mark}", "."), number("x", ".")), ((f"a{mark}b", 1),)), ending)
        for mark in ("\ufffd", "\ud800")
    )
    assert whole == half
