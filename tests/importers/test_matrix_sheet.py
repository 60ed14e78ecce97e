"""A workbook of the matrix that comes back: what was edited, what is in conflict, what cannot be read."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts import HOSTILE, P04, P05, RATED, charted_desk, coding
from postil.errors import CaseError, PostilError
from postil.exports.matrix_xlsx import matrix_xlsx
from postil.importers.matrix_edits import Edits, action_of, edits_of
from postil.importers.matrix_sheet import MatrixSheet, read_matrix_sheet
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddTranscript,
    Apply,
    DropCode,
    EditCase,
    EditCode,
    GiveVoice,
    Remove,
    SetSummary,
)
from postil.model.coding import Passage, Place
from postil.model.study import Study
from postil.model.transcript import normal_text
from postil.reports.matrix import Matrix
from postil.reports.matrix_view import view_of
from postil.text.spreadsheet import as_in_cell
from studies import CODES, TRANSCRIPTS, Desk, acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ID = "0" * 32
F1, F4, B2 = "F1 Bottom-up development", "F4 Leadership and management bu", "B2 Workforce challenges"


def exported(study: Study) -> bytes:
    return matrix_xlsx(view_of(study), ID, with_quotes=True)


def edited(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """A workbook as a colleague's program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> MatrixSheet:
    return read_matrix_sheet(data, "matrix.xlsx")


def edits(desk: Desk, sheet: MatrixSheet, study_id: str = ID) -> Edits:
    return edits_of(desk.study, sheet, study_id=study_id, known=lambda stamp: desk.log.get(stamp) is not None)


def after(desk: Desk, change: Callable[[Workbook], object]) -> Edits:
    """The edits of a workbook that was exported now and changed."""
    return edits(desk, read(edited(exported(desk.study), change)))


# ---- an untouched file ----


@settings(max_examples=30, deadline=None)
@given(st.lists(acts(), max_size=25), st.text(max_size=30) | st.just(HOSTILE), st.booleans())
def test_an_untouched_workbook_changes_nothing(
    steps: list[tuple[str, list[object]]], text: str, saved_again: bool
) -> None:
    desk = charted_desk(SetSummary("p05", "F1.2", Summary(text)), *RATED)
    for coder, actions in steps:
        with suppress(PostilError):
            desk.act(*actions, coder=coder)  # type: ignore[arg-type]
    data = exported(desk.study)
    found = edits(desk, read(edited(data, lambda _: None) if saved_again else data))
    assert (found.plain, found.conflicts, found.already) == ((), (), ())
    view = view_of(desk.study)
    assert found.unchanged == len(view.cases) * len(view.codes)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(("D2", "D3", "E2", "E3")), st.text(st.characters(codec="utf-8")), max_size=4))
def test_exactly_the_edited_cells_change(texts: dict[str, str]) -> None:
    desk = charted_desk()
    texts = {cell: "".join(c for c in text if c.isprintable()).strip() for cell, text in texts.items()}
    keys = {"D2": ("p04", "F1"), "D3": ("p05", "F1"), "E2": ("p04", "F1.2"), "E3": ("p05", "F1.2")}
    before = {key: Matrix(desk.study).cell(*key).summary.text for key in keys.values()}

    def change(book: Workbook) -> None:
        for cell, text in texts.items():
            book[F1][cell].value = as_in_cell(text) or None

    for edit in after(desk, change).plain:
        desk.act(action_of(desk.study, edit))
    wanted = before | {keys[cell]: text for cell, text in texts.items()}
    now = {key: Matrix(desk.study).cell(*key).summary.text for key in keys.values()}
    assert {key: " ".join(text.split()) for key, text in now.items()} == {
        key: " ".join(normal_text(text).split()) for key, text in wanted.items()
    }


# ---- edits ----


def test_an_edited_summary_is_a_draft_from_the_same_passages() -> None:
    desk = charted_desk()

    def change(book: Workbook) -> None:
        book[F1]["D2"].value = "The nurses (§2), and the board (P05 §2)."
        book[F4]["D2"].value += "\n- added"

    found = after(desk, change)
    assert [edit.key for edit in found.plain] == [CellKey("p04", "F1"), CellKey("p04", "F4")]
    assert found.unchanged == 6
    first, second = (action_of(desk.study, edit) for edit in found.plain)
    assert first == SetSummary(
        "p04",
        "F1",
        Summary(
            "The nurses (§2), and the board (P05 §2).", "draft", (Passage(P04, 2),), (Place(P04, 2), Place(P05, 2))
        ),
    )
    assert second.value.text == "- No chief\n- A list\n- added"
    desk.act(first, second)
    matrix = Matrix(desk.study)
    assert matrix.cell("p04", "F1").state == "draft"
    assert matrix.cell("p04", "F4").state == "stale"


def test_a_new_summary_is_stale_if_there_was_more_coding_since() -> None:
    for more, state in (([], "draft"), ([Apply(coding("B2", 3, P05))], "stale")):
        desk = charted_desk()
        data = edited(exported(desk.study), lambda book: book[B2].__setitem__("D3", "No staff."))
        if more:
            desk.act(*more)
        (edit,) = edits(desk, read(data)).plain
        desk.act(action_of(desk.study, edit))
        assert Matrix(desk.study).cell("p05", "B2").state == state


def test_a_reference_means_what_it_meant_though_its_transcript_was_corrected() -> None:
    desk = charted_desk()
    old = TRANSCRIPTS[0]
    newer = type(old)("t" + "9" * 24, "P04", "b.txt", "", old.paragraphs, supersedes=P04)
    desk.act(AddTranscript(newer))
    (edit,) = after(desk, lambda book: book[F1].__setitem__("D2", "They (§2) and again (§3).")).plain
    assert action_of(desk.study, edit).value.places == (Place(P04, 2), Place(newer.id, 3))


def test_the_same_text_in_the_study_by_now_is_no_edit() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda book: book[F1].__setitem__("D2", "Said twice."))
    desk.act(SetSummary("p04", "F1", Summary("Said twice. ")))
    found = edits(desk, read(data))
    assert (found.plain, found.conflicts, len(found.already)) == ((), (), 1)


def test_a_newer_summary_is_a_conflict() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda book: book[F1].__setitem__("D2", "Theirs."))
    desk.act(SetSummary("p04", "F1", Summary("Ours.", "checked", (Passage(P04, 2),))))
    found = edits(desk, read(data))
    assert found.plain == ()
    (edit,) = found.conflicts
    assert edit.conflict == "the study has a newer summary there"
    assert (edit.now.summary.text, edit.sheet.text) == ("Ours.", "Theirs.")
    desk.act(action_of(desk.study, edit))
    assert Matrix(desk.study).cell("p04", "F1").state == "draft"


def test_a_cell_that_was_not_edited_never_conflicts() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda _: None)
    desk.act(SetSummary("p04", "F1", Summary("Ours.")))
    assert edits(desk, read(data)).conflicts == ()


def test_a_summary_that_was_taken_away_is_a_conflict() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda book: book[F1].__setitem__("D2", "Theirs."))
    desk.act(SetSummary("p04", "F1", Summary()))
    assert [edit.conflict for edit in edits(desk, read(data)).conflicts] == ["the summary was taken away since"]


def test_two_summaries_in_the_study_are_a_conflict() -> None:
    ana, ben = charted_desk(), charted_desk()
    ana.act(SetSummary("p04", "B2", Summary("Ana's.")))
    ben.clock.tick()
    ben.act(SetSummary("p04", "B2", Summary("Ben's.")), coder="ben")
    both = Desk(Study([*ana.log, *ben.log]))
    both.log.add([*ana.log, *ben.log])
    found = after(both, lambda book: book[B2].__setitem__("D2", "Mine."))
    assert [edit.conflict for edit in found.conflicts] == [
        "the study has two summaries there, of which the sheet shows one"
    ]


def test_cells_of_codes_that_were_merged_since() -> None:
    desk = charted_desk(SetSummary("p05", "F1.2", Summary("One.")))

    def change(book: Workbook) -> None:
        book[F1]["D2"].value = "Edited."
        book[F4]["D2"].value = "Edited too."

    data = edited(exported(desk.study), change)
    desk.act(EditCode("F4", "merged_into", "F1"))
    found = edits(desk, read(data))
    assert {edit.key for edit in (*found.plain, *found.conflicts)} == {CellKey("p04", "F1")}
    assert len(found.conflicts) >= 1


def test_an_emptied_cell_is_told() -> None:
    found = after(charted_desk(), lambda book: book[F1].__setitem__("D2", None))
    assert [edit.sheet.place for edit in found.emptied] == [f"matrix.xlsx, sheet {F1}, cell D2"]
    assert action_of(charted_desk().study, found.emptied[0]).value == Summary()


# ---- texts that stand at other cases ----


def _column(title: str, column: str, *order: str) -> Callable[[Workbook], object]:
    """What takes the cells of a column, from row 2, from other rows."""

    def change(book: Workbook) -> None:
        values = [book[title][f"{column}{row}"].value for row in order]
        for row, value in enumerate(values, 2):
            book[title][f"{column}{row}"].value = value

    return change


OF_P05 = SetSummary("p05", "F1", Summary("Nobody applied for the post.", "checked", ()))


@pytest.mark.parametrize("column", ["A", "D"])
def test_a_column_that_was_sorted_alone_swaps_nothing(column: str) -> None:
    desk = charted_desk(OF_P05)
    found = after(desk, _column(F1, column, "3", "2"))
    assert found.plain == ()
    assert {(edit.key, edit.conflict, edit.is_misplaced) for edit in found.conflicts} == {
        (CellKey("p05", "F1"), "this text was exported for P04", True),
        (CellKey("p04", "F1"), "this text was exported for P05", True),
    }


def test_a_text_that_stands_at_a_case_without_one_empties_nothing() -> None:
    found = after(charted_desk(), _column(F1, "A", "3", "2"))
    assert found.plain == ()
    assert {(edit.key, edit.conflict, edit.is_misplaced) for edit in found.conflicts} == {
        (CellKey("p05", "F1"), "this text was exported for P04", True),
        (CellKey("p04", "F1"), "the text that was exported for it stands at P05", True),
    }
    assert found.emptied == (next(edit for edit in found.conflicts if edit.key.case == "p04"),)


def test_other_edits_of_a_row_that_is_not_its_case_s_are_not_taken_either() -> None:
    desk = charted_desk(OF_P05, SetSummary("p04", "F1.2", Summary("Need.")))

    def change(book: Workbook) -> None:
        _column(F1, "A", "3", "2")(book)
        book[F1]["E2"].value = "Need, said otherwise."
        book[F4]["D2"].value = "Edited."

    found = after(desk, change)
    assert [edit.key for edit in found.plain] == [CellKey("p04", "F4")]
    assert {edit.key: edit.conflict for edit in found.conflicts if edit.key.code == "F1.2"} == {
        CellKey("p05", "F1.2"): "its row is mixed up with that of P04",
        CellKey("p04", "F1.2"): "its row is mixed up with that of P05",
    }
    assert all(edit.is_misplaced for edit in found.conflicts)


def test_a_text_that_was_copied_to_another_case_is_asked_about() -> None:
    text = "The nurses' list led (§2)."
    found = after(charted_desk(), lambda book: book[F1].__setitem__("D3", text))
    assert [(edit.key, edit.conflict, edit.is_misplaced) for edit in found.conflicts] == [
        (CellKey("p05", "F1"), "this text was exported for P04", False)
    ]
    same = after(charted_desk(SetSummary("p05", "F1", Summary(text))), lambda book: book[F1].__setitem__("D3", "New."))
    assert [edit.key for edit in same.plain] == [CellKey("p05", "F1")]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(4)), st.lists(st.sampled_from(("", "One.", "Two.", "Three.")), min_size=8, max_size=8))
def test_cases_sorted_by_themselves_bring_in_nothing(order: list[int], texts: list[str]) -> None:
    desk = charted_desk(AddCase("p06", "P06"), AddCase("p07", "P07"))
    cells = [(case, code) for case in ("p04", "p05", "p06", "p07") for code in ("F1", "F1.2")]
    desk.act(*(SetSummary(*cell, Summary(text)) for cell, text in zip(cells, texts, strict=True)))
    found = after(desk, _column(F1, "A", *(str(row + 2) for row in order)))
    assert found.plain == ()


# ---- files that were moved about ----


def _reordered(book: Workbook) -> None:
    sheet = book[F1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    order = [4, 0, 3, 2, 1]
    for at, row in enumerate([rows[0], rows[2], rows[1]], 1):
        for column, place in enumerate(order, 1):
            sheet.cell(at, column).value = row[place]
    sheet.insert_rows(1)
    sheet["A1"].value = "Draft of the findings"
    sheet.title = "Facilitators"
    book[F4].title = "Leaders"
    book["Postil"].sheet_state = "visible"
    book["Postil"].title = "do not touch"
    book.move_sheet("do not touch", -4)
    del book["About"]
    book.create_sheet("Notes")["A1"].value = "case"


def test_rows_columns_and_sheets_may_be_moved_and_renamed() -> None:
    desk = charted_desk()
    found = after(desk, _reordered)
    assert (found.plain, found.conflicts, found.unchanged) == ((), (), 8)

    def change(book: Workbook) -> None:
        _reordered(book)
        book["Facilitators"]["C4"].value = "Edited."

    assert [edit.key for edit in after(desk, change).plain] == [CellKey("p04", "F1")]


def test_names_may_change_in_the_study() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda book: book[F1].__setitem__("D2", "Edited."))
    desk.act(EditCase("p04", "name", "Anna"), EditCode("F1", "name", "Renamed"), EditCode("F1", "parent", "B2"))
    assert [edit.key for edit in edits(desk, read(data)).plain] == [CellKey("p04", "F1")]


def test_columns_and_sheets_of_others_are_told_and_not_read() -> None:
    def change(book: Workbook) -> None:
        book[F1]["F1"].value = "my thoughts"
        book[F1]["F2"].value = "hm"
        book[F1].delete_rows(3)
        book[F4].delete_rows(3)
        book[B2].delete_rows(3)

    sheet = read(edited(exported(charted_desk().study), change))
    assert sheet.report == (
        f"matrix.xlsx, sheet {F1}, cell F1 “my thoughts” is not read: it is no code of the exported matrix",
        "no row for P05",
    )


def test_another_study_is_refused_unless_it_holds_the_summaries() -> None:
    desk = charted_desk()
    sheet = read(exported(desk.study))
    assert edits(desk, sheet, study_id="merged").unchanged == 8
    other = Desk()
    other.act(AddCase("p04", "P04"))
    with pytest.raises(CaseError, match="the workbook was exported from another study"):
        edits(other, sheet, study_id="other")


# ---- what is refused ----


def _set(title: str, cell: str, value: object) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book[title][cell].value = value

    return change


def _delete(title: str) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        del book[title]

    return change


def _columns(title: str, act: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    return lambda book: act(book[title])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set(F1, "A3", "P99"), f"sheet {F1}, cell A3: there was no case “P99” when the matrix was exported"),
        (_set(F1, "A3", "P04"), f"sheet {F1}, cell A3: the case P04 has row 2 too"),
        (_set(F1, "A2", None), f"sheet {F1}, cell A2: the row names no case"),
        (
            _set(F1, "D1", "Renamed"),
            "the column “F1 Bottom-up development” is missing; perhaps it is sheet .*, cell D1 “Renamed” now",
        ),
        (_set(F1, "D1", None), f"sheet {F1}, row 1: the column “F1 Bottom-up development” is missing; give"),
        (_set(F4, "D1", "Renamed"), f"sheet {F4}, cell A1: none of the columns of this sheet is there"),
        (_set(F1, "A1", "person"), f"sheet {F1}, cell A1: no column is called “case”"),
        (_set(F1, "B1", "case"), f"sheet {F1}, cell A1: two columns are called “case”"),
        (_columns(F1, lambda sheet: sheet.delete_cols(5)), "row 1: the column “F1.2 Built on local need” is missing"),
        (_set(F1, "E1", "F1 Bottom-up development"), "“F1 Bottom-up development” stands at sheet F1 Bottom-up develop"),
        (_delete(F4), f"matrix.xlsx: the sheet {F4} is missing"),
        (_delete("Postil"), "matrix.xlsx: is no matrix that Postil exported: the hidden sheet .* is missing"),
        (_set("Postil", "B1", "2"), "matrix.xlsx: was exported by a newer Postil"),
        (_set("Postil", "C3", "F1"), "the hidden sheet that says which cell is which was changed"),
        (_set(F1, "D2", '=CONCATENATE("a","b")'), f"sheet {F1}, cell D2: the cell holds a formula"),
        (_set(F1, "D2", "#REF!"), f"sheet {F1}, cell D2: the cell holds an error"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(change: Callable[[Workbook], object], message: str) -> None:
    with pytest.raises(CaseError, match=message.replace("(", r"\(")) as caught:
        read(edited(exported(charted_desk().study), change))
    assert "\n" not in str(caught.value)


def test_a_cell_that_is_too_long_is_refused() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(exported(charted_desk().study))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"list led", b"x" * 32_760))
    with pytest.raises(
        CaseError, match=f"sheet {F1}, cell D2: the text has 32,778 characters, and a cell holds 32,767"
    ):
        read(file.getvalue())


def test_other_files_are_refused() -> None:
    book = openpyxl.Workbook()
    file = io.BytesIO()
    book.save(file)
    for data in (b"", b"case,F1\n", file.getvalue()):
        with pytest.raises(CaseError, match=r"matrix\.xlsx"):
            read(data)


def test_an_edit_of_a_code_that_is_gone_is_refused() -> None:
    desk = charted_desk()
    data = edited(exported(desk.study), lambda book: book[F1].__setitem__("E3", "Edited."))
    desk.act(Remove(coding("F1.2", 4)), DropCode(CODES[1]))
    with pytest.raises(CaseError, match=f"sheet {F1}, cell E3: the code is not in the study any more"):
        edits(desk, read(data))
    desk.act(GiveVoice(P05, "", ""))


def test_rows_that_are_missing_are_told_in_a_line() -> None:
    def change(book: Workbook) -> None:
        book[F1].delete_rows(2)

    sheet = read(edited(exported(charted_desk().study), change))
    assert sheet.report == ("1 summary of P04 has no row, and stays as it is",)

    def without(book: Workbook) -> None:
        for title in (F1, F4, B2):
            book[title].delete_rows(2, 2)

    sheet = read(edited(exported(charted_desk().study), without))
    assert sheet.report == ("no row for P05", "2 summaries of P04 have no row, and stay as they are")


def test_case_and_spaces_of_a_case_name_do_not_count() -> None:
    def change(book: Workbook) -> None:
        book[F1]["A2"].value = " p04 "
        book[F1]["D2"].value = "Edited."

    desk = charted_desk()
    data = edited(exported(desk.study), change)
    assert [edit.key for edit in edits(desk, read(data)).plain] == [CellKey("p04", "F1")]
