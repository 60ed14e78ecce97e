"""The matrix in files: what is read back from each format."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st

from charts import HOSTILE, RATED, charted_desk
from postil.errors import PostilError
from postil.exports.matrix_csv import matrix_csv, matrix_wide_csv
from postil.exports.matrix_docx import matrix_docx
from postil.exports.matrix_html import matrix_html
from postil.exports.matrix_markdown import matrix_markdown
from postil.exports.matrix_xlsx import matrix_xlsx
from postil.model.cell import Summary
from postil.model.change import AddCode, EditCase, EditCode, SetComment, SetStudy, SetSummary, SetValue
from postil.model.codebook import Code
from postil.reports.matrix_view import MatrixView, view_of
from postil.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

QUOTE = "“It was the liaison nurses, really. [laughs] They had kept a list. One of them took it to the board.” (P04 §2)"
STALE = "⟳ stale: 1 passage coded since · ana, 2023-11-14 22:13:20 UTC"


def _view(*more: object) -> MatrixView:
    return view_of(charted_desk(*more).study)  # type: ignore[arg-type]


def _hostile_view() -> MatrixView:
    return _view(
        SetStudy("title", HOSTILE),
        EditCase("p04", "name", HOSTILE),
        EditCode("F1", "name", HOSTILE),
        SetSummary("p04", "F1", Summary(HOSTILE)),
        SetComment("p04", "F1", HOSTILE),
        SetValue("p04", "role", ""),
    )


def _workbook(view: MatrixView, *, with_quotes: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(matrix_xlsx(view, "0" * 32, with_quotes=with_quotes)))


# ---- XLSX ----


def test_a_sheet_for_each_theme() -> None:
    book = _workbook(_view())
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [
        ("F1 Bottom-up development", "visible"),
        ("F4 Leadership and management bu", "visible"),
        ("B2 Workforce challenges", "visible"),
        ("About", "visible"),
        ("Postil", "hidden"),
    ]
    first = book.worksheets[0]
    assert [list(row) for row in first.iter_rows(values_only=True)] == [
        ["case", "role", "beds", "F1 Bottom-up development", "F1.2 Built on local need"],
        ["P04", "nurse", 4, "The nurses' list led (§2).", None],
        ["P05", "manager", None, None, None],
    ]
    assert first.freeze_panes == "B2"
    assert first["D2"].alignment.wrap_text
    assert book.worksheets[1]["D2"].value == "'- No chief\n- A list"


def test_states_and_authors_are_notes() -> None:
    book = _workbook(_view(*RATED), with_quotes=True)
    notes = {
        (sheet.title[:2], cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes == {
        ("F1", "D2"): "● checked\nana, 2023-11-14 22:13:20 UTC\ncoded: §2\nratings: ana +2: strong; consensus mixed\n"
        f"{QUOTE}",
        ("F1", "E2"): "○ coded, no summary\ncoded: §4",
        ("F4", "D2"): "⟳ stale: 1 passage coded since\nana, 2023-11-14 22:13:20 UTC\ncoded: §2, §3\n"
        "comment: Compare with P05.\n"
        f"{QUOTE}",
        ("B2", "D3"): "○ coded, no summary\ncoded: §2",
    }
    ratings = book["Ratings"]
    assert [list(row) for row in ratings.iter_rows(values_only=True)] == [
        ["case", "code", "rater", "rating", "reason"],
        ["P04", "F1 Bottom-up development", "ana", 2, "strong"],
        ["P04", "F1 Bottom-up development", "consensus", "mixed", None],
    ]


def test_quotes_are_written_on_request_only() -> None:
    for data in (
        matrix_csv(_view(), bom=False, line_end="\n"),
        matrix_html(_view()),
        matrix_markdown(_view()).encode(),
    ):
        assert "liaison nurses" not in data.decode()
    for data in (
        matrix_csv(_view(), bom=False, line_end="\n", with_quotes=True),
        matrix_html(_view(), with_quotes=True),
        matrix_markdown(_view(), with_quotes=True).encode(),
    ):
        assert "“It was the liaison nurses" in data.decode()


def test_a_summary_that_no_cell_holds_is_refused_with_its_place() -> None:
    with pytest.raises(PostilError, match=r"sheet B2 Workforce challenges, cell D3: the text has 32,768 characters"):
        matrix_xlsx(_view(SetSummary("p05", "B2", Summary("x" * 32_768))), "0" * 32)


def test_themes_of_one_name_have_sheets_of_their_own() -> None:
    book = _workbook(_view(AddCode(Code("x", "leadership and MANAGEMENT buying in", number="F4"))))
    titles = [sheet.title for sheet in book.worksheets]
    assert titles[1] == "F4 Leadership and management bu"
    assert titles[3] == "F4 leadership and MANAGEMEN (2)"


# ---- CSV ----


def test_a_row_a_cell() -> None:
    rows = list(csv.DictReader(io.StringIO(matrix_csv(_view(*RATED), bom=False, line_end="\n").decode(), newline="")))
    assert len(rows) == 2 * 4
    assert rows[0] == {
        "case": "P04",
        "role": "nurse",
        "beds": "4",
        "theme": "F1 Bottom-up development",
        "code": "F1",
        "number": "F1",
        "path": "Bottom-up development",
        "state": "checked",
        "status": "checked",
        "summary": "The nurses' list led (§2).",
        "comment": "",
        "words": "5",
        "passages": "1",
        "references": "P04 §2",
        "by": "ana",
        "time": "2023-11-14 22:13:20",
        "checked by": "",
        "rating ana": "'+2",
        "reason ana": "strong",
        "rating consensus": "mixed",
        "reason consensus": "",
    }
    assert [(row["case"], row["code"], row["state"]) for row in rows] == [
        ("P04", "F1", "checked"), ("P04", "F1.2", "coded"), ("P05", "F1", "no data"), ("P05", "F1.2", "no data"),
        ("P04", "F4", "stale"), ("P05", "F4", "no data"), ("P04", "B2", "no data"), ("P05", "B2", "coded"),
    ]  # fmt: skip


def test_a_row_a_case() -> None:
    rows = list(
        csv.reader(io.StringIO(matrix_wide_csv(_view(), bom=True, line_end="\r\n").decode("utf-8-sig"), newline=""))
    )
    assert rows == [
        ["case", "role", "beds", "F1 Bottom-up development", "F1.2 Built on local need",
         "F4 Leadership and management buy-in", "B2 Workforce challenges"],
        ["P04", "nurse", "4", "The nurses' list led (§2).", "", "'- No chief\n'- A list", ""],
        ["P05", "manager", "", "", "", "", ""],
    ]  # fmt: skip


# ---- Markdown ----

MARKDOWN = """\
# Framework matrix

– no data: 4, ○ coded, no summary: 2, ◐ draft: 0, ● checked: 1, ⟳ stale: coded since: 1, ‼ two summaries: 0

## F1 Bottom-up development

| case | role | beds | F1 Bottom-up development | F1.2 Built on local need |
| --- | --- | --- | --- | --- |
| P04 | nurse | 4 | ● The nurses' list led (§2). | ○ |
| P05 | manager |  | – | – |

## F4 Leadership and management buy-in

| case | role | beds | F4 Leadership and management buy-in |
| --- | --- | --- | --- |
| P04 | nurse | 4 | ⟳ \\- No chief<br>\\- A list<br>*stale: 1 passage coded since*<br>*comment:* Compare with P05. |
| P05 | manager |  | – |

## B2 Workforce challenges

| case | role | beds | B2 Workforce challenges |
| --- | --- | --- | --- |
| P04 | nurse | 4 | – |
| P05 | manager |  | ○ |
"""


def test_markdown() -> None:
    assert matrix_markdown(_view()) == MARKDOWN


def test_hostile_text_breaks_no_markdown_table() -> None:
    text = matrix_markdown(_hostile_view(), with_quotes=True)
    assert not re.findall(r"(?<!\\)<(?!br>)", text)
    assert not set(text) & set("\x1b\u202e")
    for line in text.splitlines():
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in {5, 6}


# ---- HTML ----


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._open = True
        elif self._open:
            self.tables[-1][-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._open:
            self.tables[-1][-1][-1] += data


def _tables(data: bytes) -> _Tables:
    reader = _Tables()
    reader.feed(data.decode())
    reader.close()
    return reader


def test_html_has_a_table_a_theme() -> None:
    page = _tables(matrix_html(_view()))
    assert page.tables[0] == [
        ["case", "F1 Bottom-up development", "F1.2 Built on local need"],
        [
            "P04\nrole: nurse\nbeds: 4",
            "The nurses' list led (§2).\n● checked · ana, 2023-11-14 22:13:20 UTC",
            "\n○ coded, no summary",
        ],
        ["P05\nrole: manager", "\n– no data", "\n– no data"],
    ]
    assert len(page.tables) == 3


def test_each_table_of_the_html_scrolls_by_itself() -> None:
    page = matrix_html(_view()).decode()
    assert page.count('<div class="wide">\n<table>') == page.count("<table>") == page.count("</table>\n</div>")


def test_html_runs_and_loads_nothing() -> None:
    data = matrix_html(_hostile_view(), with_quotes=True)
    page = _tables(data)
    assert "script" not in page.tags
    assert not page.attributes & {"src", "onload", "onclick", "style"}
    assert not set(data.decode()) & set("\x1b\u202e")
    assert "=HYPERLINK(" in page.tables[0][1][1]


# ---- DOCX ----


def test_a_landscape_section_a_theme() -> None:
    document = docx.Document(io.BytesIO(matrix_docx(_view())))
    assert [section.orientation for section in document.sections] == [WD_ORIENT.LANDSCAPE] * 3
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "F1 Bottom-up development",
        "F4 Leadership and management buy-in",
        "B2 Workforce challenges",
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [
        ["case", "F4 Leadership and management buy-in"],
        [
            "P04\nrole: nurse\nbeds: 4",
            "- No chief\n- A list\nComment: Compare with P05.\n" + STALE,
        ],
        ["P05\nrole: manager", "– no data"],
    ]


def test_a_wide_theme_has_several_tables() -> None:
    view = _view(*(AddCode(Code(f"F1.{n}", f"Child {n}", parent="F1")) for n in range(3, 12)))
    document = docx.Document(io.BytesIO(matrix_docx(view)))
    assert [len(table.columns) for table in document.tables[:3]] == [5, 5, 4]
    assert all(table.cell(1, 0).text.startswith("P04") for table in document.tables[:3])


def test_right_to_left_text_is_laid_out_so() -> None:
    data = matrix_docx(_view(SetSummary("p05", "B2", Summary("האם זה עזר?"))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/document.xml").count(b"<w:bidi/>") == 1


def test_hostile_text_in_word() -> None:
    document = docx.Document(io.BytesIO(matrix_docx(_hostile_view(), with_quotes=True)))
    text = document.tables[0].cell(1, 1).text
    assert visible_lines(text) == text
    assert "<script>alert(1)</script>" in text
    assert visible(document.core_properties.title) == document.core_properties.title


# ---- all ----


def test_hostile_text_in_spreadsheets() -> None:
    book = _workbook(_hostile_view(), with_quotes=True)
    for sheet in book.worksheets:
        assert visible(sheet.title) == sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert not str(cell.value).startswith(("=", "+", "@"))
    rows = list(csv.reader(io.StringIO(matrix_csv(_hostile_view(), bom=False, line_end="\n").decode(), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_the_same_view_gives_the_same_bytes() -> None:
    assert matrix_xlsx(_view(), "a") == matrix_xlsx(_view(), "a")
    assert matrix_docx(_view()) == matrix_docx(_view())
    assert matrix_html(_view()) == matrix_html(_view())
    with zipfile.ZipFile(io.BytesIO(matrix_docx(_view()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_written(text: str) -> None:
    view = _view(
        SetSummary("p04", "F1", Summary(text)), SetComment("p04", "F1", text), EditCode("F4", "name", f"x{text}")
    )
    assert _workbook(view).worksheets
    assert docx.Document(io.BytesIO(matrix_docx(view))).tables
    assert _tables(matrix_html(view)).tables
    assert matrix_csv(view, bom=False, line_end="\n")
    assert matrix_markdown(view)
