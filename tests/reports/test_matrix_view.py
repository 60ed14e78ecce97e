"""What of the matrix is shown, what it is called, and how it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import HOSTILE, RATED, charted_desk
from postil.errors import CaseError, NotFoundError
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import AddCase, AddCode, EditCase, EditCode, SetAttribute, SetComment, SetSummary, SetValue
from postil.model.codebook import Code
from postil.reports.matrix_json import matrix_document
from postil.reports.matrix_text import column_lines, grid_lines, row_lines
from postil.reports.matrix_view import view_of
from postil.text.clean import visible
from postil.text.wrap import width

GRID = """\
F1 Bottom-up development · 2 cases × 2 codes
  – no data: 2 · ○ coded, no summary: 1 · ● checked: 1

case  role     F1 Bottom-up development          F1.2 Built on local need
P04   nurse    ● The nurses' list led (§2).      ○ 1 passage
P05   manager  – no data                         – no data"""
COLUMN = """\
F4 Leadership and management buy-in
  – no data: 1 · ⟳ stale: coded since: 1

P04 · nurse · 4
  ⟳ stale: 1 passage coded since · ana, 2023-11-14 22:13:20 UTC · coded: §2, §3
    - No chief
    - A list
    “It was the liaison nurses, really. [laughs] They had kept a list. One of them took it to the
    board.” (P04 §2)
    comment: Compare with P05.

– no data: P05"""
GROUPS = """\
F4 Leadership and management buy-in
  – no data: 1 · ⟳ stale: coded since: 1

nurse · 1 case                                    manager · 1 case
──────────────                                    ────────────────

P04 · nurse · 4                                   – no data: P05
  ⟳ stale: 1 passage coded since · ana,
    2023-11-14 22:13:20 UTC · coded: §2, §3
    - No chief
    - A list
    “It was the liaison nurses, really. [laughs]
    They had kept a list. One of them took it to
    the board.” (P04 §2)
    comment: Compare with P05."""
ROW = """\
P05 · manager
  – no data: 3 · ○ coded, no summary: 1

F1 Bottom-up development

  – no data: F1 Bottom-up development, F1.2 Built on local need

F4 Leadership and management buy-in

  – no data: F4 Leadership and management buy-in

B2 Workforce challenges

  B2 Workforce challenges
    ○ coded, no summary · coded: §2"""


def _print(lines: object) -> str:
    assert isinstance(lines, list)
    return "\n".join(lines)


def test_the_grid_shows_states_and_the_start_of_summaries() -> None:
    view = view_of(charted_desk().study)
    assert _print(list(grid_lines(view, view.pages[0], 84, ["role"]))) == GRID


def test_codes_that_do_not_fit_follow_below() -> None:
    view = view_of(charted_desk().study, codes=view_of(charted_desk().study).codes)
    lines = list(grid_lines(view, view.pages[0], 60))
    assert sum(line.startswith("case") for line in lines) == 2


def test_a_long_summary_is_cut_with_a_sign() -> None:
    desk = charted_desk(SetSummary("p05", "B2", Summary("word " * 60)))
    view = view_of(desk.study)
    lines = list(grid_lines(view, view.pages[2], 40))
    assert [line[0] for line in lines[-3:]] == ["P", " ", " "]
    assert lines[-4].startswith("P04")
    assert lines[-1].endswith("…")


def test_a_column_is_read_down() -> None:
    desk = charted_desk()
    code = view_of(desk.study, theme="F4").codes[0]
    assert _print(list(column_lines(view_of(desk.study, codes=[code]), code, 98))) == COLUMN
    assert _print(list(column_lines(view_of(desk.study, codes=[code]), code, 98, "role"))) == GROUPS


def test_a_row_is_read_across() -> None:
    desk = charted_desk()
    assert _print(list(row_lines(view_of(desk.study, cases=["p05"]), desk.study.cases.all["p05"], 98))) == ROW


def test_ratings_are_told_where_there_are_some() -> None:
    desk = charted_desk(*RATED)
    view = view_of(desk.study)
    assert view.rated
    assert not view_of(charted_desk().study).rated
    lines = list(row_lines(view, desk.study.cases.all["p04"], 80))
    assert "      ratings: ana +2: strong; consensus mixed" in lines


@given(
    st.integers(40, 200),
    st.text(max_size=80) | st.sampled_from((HOSTILE, "", "漢字" * 40, "word " * 60)),
    st.booleans(),
)
def test_no_line_is_wider_than_it_may_be(cells: int, text: str, on_cases: bool) -> None:
    desk = charted_desk()
    desk.act(
        SetSummary("p04", "B2", Summary(text)), SetComment("p04", "F1.2", text), EditCode("F1", "definition", text)
    )
    if on_cases and visible(text).strip():
        desk.act(EditCase("p04", "note", text), SetValue("p04", "beds", ""))
    view = view_of(desk.study)
    lines = [line for page in view.pages for line in grid_lines(view, page, cells, list(view.attributes))]
    lines += column_lines(view, view.codes[0], cells, "role")
    lines += (line for case in view.cases for line in row_lines(view, case, cells))
    for line in lines:
        assert width(line) <= cells
        assert visible(line) == line


def test_cases_are_sorted_and_filtered() -> None:
    study = charted_desk().study
    assert [case.id for case in view_of(study, sort="role").cases] == ["p04", "p05"]
    assert [case.id for case in view_of(study, sort="-role").cases] == ["p05", "p04"]
    assert [case.id for case in view_of(study, only={"role": "MANAGER"}).cases] == ["p05"]
    with pytest.raises(NotFoundError, match="there is no attribute years; the attributes are role, beds"):
        view_of(study, sort="years")
    with pytest.raises(CaseError, match="beds: “many” is not a number"):
        view_of(study, only={"beds": "many"})


def test_pages_are_themes_or_chosen_codes() -> None:
    study = charted_desk().study
    assert [(page.title, page.theme, len(page.codes)) for page in view_of(study).pages] == [
        ("F1 Bottom-up development", "F1", 2),
        ("F4 Leadership and management buy-in", "F4", 1),
        ("B2 Workforce challenges", "B2", 1),
    ]
    assert [page.title for page in view_of(study, theme="F1.2").pages] == ["F1.2 Built on local need"]
    assert [page.title for page in view_of(study, codes=view_of(study, theme="B2").codes).pages] == ["Chosen codes"]


def test_no_two_rows_and_no_two_columns_are_called_the_same() -> None:
    desk = charted_desk(
        AddCase("x", "P04"),
        AddCode(Code("r", "Role", number="")),
        AddCode(Code("r2", "Built on local need", number="F1.2")),
        AddCode(Code("c", "case")),
        SetAttribute("case", Attribute("text")),
    )
    view = view_of(desk.study)
    assert sorted(view.labels.values()) == ["P04", "P04 (2)", "P05"]
    assert view.attributes == {"case": "case (2)", "role": "role", "beds": "beds"}
    assert view.headings["r"] == "Role (2)"
    assert view.headings["r2"] == "F1.2 Built on local need"
    assert view.headings["F1.2"] == "F1.2 Bottom-up development/Built on local need"
    assert view.headings["c"] == "case (3)"


def test_the_document_for_other_programs() -> None:
    document = matrix_document(view_of(charted_desk(*RATED).study), with_quotes=True)
    assert list(document) == ["study", "states", "attributes", "pages", "codes", "cases", "cells"]
    assert document["states"] == {"no data": 4, "coded": 2, "draft": 0, "checked": 1, "stale": 1, "conflict": 0}
    assert document["cases"][0] == {"id": "p04", "name": "P04", "note": "", "values": {"role": "nurse", "beds": "4"}}
    first = document["cells"][0]
    assert (first["case"], first["code"], first["state"], first["status"], first["words"]) == (
        "p04", "F1", "checked", "checked", 5,
    )  # fmt: skip
    assert first["ratings"] == {
        "ana": {"value": "+2", "reason": "strong"},
        "consensus": {"value": "mixed", "reason": ""},
    }
    assert [(one["said"], one["place"]["transcript"], one["place"]["paragraph"]) for one in first["references"]] == [
        ("§2", "P04", 2)
    ]
    assert [one["place"] for one in first["quotes"]] == ["P04 §2"]
    assert [(cell["case"], cell["code"], cell["state"]) for cell in document["cells"]] == [
        ("p04", "F1", "checked"), ("p04", "F1.2", "coded"), ("p04", "F4", "stale"), ("p05", "B2", "coded"),
    ]  # fmt: skip
