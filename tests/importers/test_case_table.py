from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from postil.errors import CaseError
from postil.importers.case_table import CaseTable, cases_of, kind_of, read_case_table
from postil.importers.table_file import table_of
from postil.model.case import Attribute
from postil.text.spreadsheet import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def table(text: str | bytes) -> CaseTable:
    return cases_of(table_of(text.encode() if isinstance(text, str) else text, "cases.csv"))


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_table_of_cases() -> None:
    found = table("Case;TRANSCRIPT;Service type;note\nP04;P04;crisis café;\n\n P05 ;P05; triage ;a note\n")
    assert found.columns == ("Service type",)
    assert [(row.row, row.name, row.voices, row.speakers, row.note) for row in found.rows] == [
        (2, "P04", "P04", None, ""),
        (4, "P05", "P05", None, "a note"),
    ]
    assert found.rows[1].values == {"Service type": "triage"}
    assert found.place(4, "Service type") == "cases.csv, row 4, column C (Service type)"
    assert found.place(4) == "cases.csv, row 4"


def test_a_workbook_says_the_same() -> None:
    found = table(workbook([["case", "beds", "opened"], ["P04", 12, "2021-11-09"], [None, None, None], ["P05", 2.5]]))
    assert [(row.row, row.name, dict(row.values)) for row in found.rows] == [
        (2, "P04", {"beds": "12", "opened": "2021-11-09"}),
        (4, "P05", {"beds": "2.5", "opened": ""}),
    ]


def test_a_second_row_without_a_case_says_kinds() -> None:
    found = table("case,beds,service,remark\n,Number,choice: crisis café; triage,\nP04,12,triage,x\n")
    assert found.kinds == {"beds": Attribute("number"), "service": Attribute("choice", ("crisis café", "triage"))}
    assert [row.name for row in found.rows] == ["P04"]
    assert table("case,beds\n,choice\nP04,12\n").kinds == {"beds": Attribute("choice")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["no column case", "first row is empty"]),
        ("name,transcript\nP04,P04\n", ["no column case", "its first row is name, transcript"]),
        ("case,speaker\nP04,x\n", ["column speaker, but none transcript"]),
        ("case,a,A \nP04,1,2\n", ["row 1", "columns B and C are both called A"]),
        ("case,x\nP04,1\np04 ,2\n", ["row 3", "case of row 2 too"]),
        ("case,x\n,1\n", ["row 2, column A (case)", "names no case"]),
        ("case,x\n\u200b,1\n", ["row 2", "names no case"]),
        ("case,,x\nP04,1,2\n", ["row 2", "column B has no heading"]),
        ("case,x\nP04,1,2\n", ["row 2", "column C has no heading"]),
        ("case,x\n,number: a; b\nP04,1\n", ["row 2, column B (x)", "a number has no choices"]),
        ("case,x\nP04," + "y" * 32_768 + "\n", ["row 2, column B (x)", "32,768 characters"]),
        ("case,x\nP04," + "y" * 132_000 + "\n", ["row 2", "more than 131,072 characters"]),
        ('case,x\n"P04,1\n', ["row 2", "not a table"]),
        (b"case,x\nP04,caf\xe9\n", ["line 2", "not UTF-8"]),
        (b"\xd0\xcf\x11\xe0 old", ["an old Excel file"]),
        (b"PK\x03\x04 cut off", ["damaged workbook"]),
    ],
)
def test_what_is_no_table_of_cases_is_refused_with_the_place(text: str | bytes, said: list[str]) -> None:
    with pytest.raises(CaseError) as refused:
        table(text)
    assert refused.value.hint
    assert "\n" not in str(refused.value)
    for words in ("cases.csv", *said):
        assert words in refused.value.message


def test_a_formula_is_no_value_in_a_workbook_and_text_in_csv() -> None:
    with pytest.raises(CaseError, match=r"row 3, column B \(x\): holds a formula that was never worked out"):
        table(workbook([["case", "x"], ["P04", 1], ["P05", "=1+1"]]))
    assert table("case,x\nP04,=1+1\nP05,'=2\n").rows[0].values == {"x": "=1+1"}
    assert table("case,x\nP05,'=2\n").rows[0].values == {"x": "=2"}, "as the export guards it"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("1 -2 3.5 007", Attribute("number")),
        ("2021-11-09 2021-1-9", Attribute("date")),
        ("a b a A", Attribute("choice", ("a", "b"))),
        ("a b c", Attribute("text")),
        ("a", Attribute("text")),
        ("12 twelve", Attribute("text")),
        ("1.2.3 2021", Attribute("text")),
        ("2021-11-09 later", Attribute("text")),
        ("", Attribute("text")),
        (" ".join(["x" * 70] * 4), Attribute("text")),
        (" ".join(f"v{n} v{n}" for n in range(13)), Attribute("text")),
    ],
)
def test_kinds_follow_from_values(values: str, kind: Attribute) -> None:
    rows = "".join(f"P{n},{value}\n" for n, value in enumerate(values.split() or [""]))
    assert kind_of(table(f"case,x\n{rows}"), "x") == kind


@pytest.mark.parametrize("text", ["09/11/2021", "9.11.2021", "9-11-21", "09 / 11 / 2021", "2021/11/09"])
def test_a_date_that_could_be_another_is_never_guessed(text: str) -> None:
    with pytest.raises(
        CaseError, match=r"row 3, column B \(when\): .* no date that can be told for certain"
    ) as refused:
        kind_of(table(f"case,when\nP04,2021-11-09\nP05,{text}\n"), "when")
    assert "YYYY-MM-DD" in refused.value.hint
    assert "--type 'when=text'" in refused.value.hint


def test_a_file_is_read_by_what_it_holds(tmp_path: Path) -> None:
    named_csv = tmp_path / "cases.csv"
    named_csv.write_bytes(workbook([["case"], ["P04"]]))
    assert [row.name for row in read_case_table(named_csv).rows] == ["P04"]
    with pytest.raises(CaseError, match="a folder"):
        read_case_table(tmp_path)
    with pytest.raises(CaseError, match="no such file"):
        read_case_table(tmp_path / "none.csv")


def test_columns_are_lettered_as_a_spreadsheet_does() -> None:
    assert [column_letters(at) for at in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


PIECES = st.lists(
    st.sampled_from(
        ["case", "transcript", "speaker", "note", "x", ",", ";", "\t", "\n", "\r\n", '"', "P04", "number", "=1"]
    )
).map(lambda pieces: "".join(pieces).encode())
BYTES = st.one_of(st.binary(max_size=200), PIECES, st.binary(max_size=60).map(lambda data: b"PK\x03\x04" + data))


@settings(max_examples=300, deadline=None)
@given(BYTES)
def test_any_bytes_give_an_error_or_a_sound_table(data: bytes) -> None:
    try:
        found = table(data)
    except CaseError as error:
        if "cases.csv" not in error.message:
            raise
        return
    check(found)


def check(found: CaseTable) -> None:
    names = [" ".join(row.name.casefold().split()) for row in found.rows]
    assert len(names) == len(set(names))
    assert all(names)
    assert not {"case", "transcript", "speaker", "note"}.intersection(found.columns)
    for row in found.rows:
        assert row.row > 1
        assert set(row.values) == set(found.columns)
    assert set(found.kinds) <= set(found.columns)
    for column in found.columns:
        try:
            kind = kind_of(found, column)
        except CaseError:
            continue
        for row in found.rows:
            kind.value_of(row.values[column])


WHOLE = workbook([["case", "transcript", "beds"], ["P04", "P04", 12], ["P05", "P05", "=1"]])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_a_damaged_workbook_gives_an_error_or_a_sound_table(spots: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for at, byte in spots:
        data[at] = byte
    for damaged in (bytes(data), bytes(data[:end])):
        try:
            found = table(damaged)
        except CaseError:
            continue
        check(found)
