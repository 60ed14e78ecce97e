from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.errors import CodebookError
from postil.exports.codebook_xlsx import codebook_xlsx
from postil.importers.codebook_csv import codebook_from_bytes, minted_id, read_codebook, split_aliases
from postil.model.act import changes_of
from postil.model.change import AddCode
from postil.model.clock import Clock
from postil.model.codebook import Code, Codebook
from postil.model.study import Study

if TYPE_CHECKING:
    from pathlib import Path


def read(text: str, *, source: str = "book.csv") -> Codebook:
    return Codebook(codebook_from_bytes(text.encode(), source).codes)


def report(text: str) -> str:
    return "\n".join(codebook_from_bytes(text.encode(), "book.csv").report)


def paths(text: str) -> list[str]:
    book = read(text)
    return [book.path(code.id) for code in book]


def refused(text: str | bytes, source: str = "book.csv", *, encoding: str = "utf-8") -> str:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(CodebookError) as caught:
        codebook_from_bytes(data, source, encoding=encoding)
    assert source in caught.value.message
    assert caught.value.hint
    return str(caught.value)


# ---- the table ----


def test_our_own_columns() -> None:
    text = (
        "id,name,parent,number,definition,include,exclude,example,aliases,color,status\n"
        'F1,Trust,,1,what it is,"when, to use",not so,"said ""so""",faith; belief|hope,3,active\n'
        "F2,Old,F1,1.1,,,,,,,retired\n"
    )
    reading = codebook_from_bytes(text.encode(), "book.csv")
    assert reading.codes == (
        Code(
            "F1", "Trust", "", "1", "what it is", "when, to use", "not so", 'said "so"', ("faith", "belief", "hope"), 3
        ),
        Code("F2", "Old", "F1", "1.1", status="retired"),
    )
    assert reading.report == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_byte_order_marks_and_line_ends(delimiter: str, mark: str, line_end: str) -> None:
    rows = [["name", "definition"], ["trust", "believes the nurse"], ["doubt", "does not"]]
    text = mark + "".join(delimiter.join(row) + line_end for row in rows)
    assert [(code.name, code.definition) for code in read(text)] == [
        ("trust", "believes the nurse"),
        ("doubt", "does not"),
    ]


def test_the_separator_is_the_one_that_makes_columns_known() -> None:
    assert [code.definition for code in read("name;definition (a, b);include\na;b, c;d\n")] == ["b, c"]


def test_a_separator_line_of_excel_is_taken_and_rows_still_count_as_shown() -> None:
    assert [code.definition for code in read("sep=;\nname;definition\na;b,c\n")] == ["b,c"]
    assert "row 4" in refused("sep=;\nname;id\na;1\nb;1\n")


def test_one_column_keeps_its_commas() -> None:
    assert paths("Name\nSkills, training and support\nMoney\n") == ["Skills, training and support", "Money"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Description", "definition"),
        ("memo", "definition"),
        ("COMMENT", "definition"),
        ("Inclusion criteria", "include"),
        ("when_to_use", "include"),
        ("Use when", "include"),
        ("When NOT to use", "exclude"),
        ("exclusion", "exclude"),
        ("Quote", "example"),
        ("Example 1", "example"),
        ("Definition (short)", "definition"),
    ],
)
def test_synonyms_of_columns(heading: str, field: str) -> None:
    assert getattr(next(iter(read(f"name,{heading}\ntrust,words\n"))), field) == "words"


@pytest.mark.parametrize("heading", ["code", "Tag", "NAME", "label", "Title", "Code name", "path", "theme"])
def test_synonyms_of_the_name(heading: str) -> None:
    assert paths(f"{heading},definition\ntrust,words\n") == ["trust"]


def test_a_code_beside_a_name_is_its_number() -> None:
    code = next(iter(read("code,label\n2.3,Trust\n")))
    assert (code.number, code.name) == ("2.3", "Trust")


def test_several_columns_of_one_field_are_joined() -> None:
    assert next(iter(read("name,example 1,example 2\na,one,two\n"))).example == "one\ntwo"


def test_unknown_columns_are_ignored_and_reported() -> None:
    assert report("name,provenance\na,b\n") == "columns not read: 'provenance'"


@pytest.mark.parametrize("heading", ["name,definition, Name", "name,id,ID", "name,x,status,Status"])
def test_two_columns_of_one_name_are_refused_where_one_value_is_wanted(heading: str) -> None:
    assert "row 1: columns" in refused(f"{heading}\na,b,c,d\n")
    assert "are both called" in refused(f"sep=,\n{heading}\na,b,c,d\n")


def test_columns_of_one_field_under_other_names_are_reported() -> None:
    assert report("Name (English),Name (German),colour,color\na,b,1,2\n") == (
        "columns not read: 'Name (German)', 'color'"
    )


def test_blank_rows_and_short_rows() -> None:
    assert [(code.name, code.definition) for code in read("name,definition\n\na\n , \nb,c,,\n")] == [
        ("a", ""),
        ("b", "c"),
    ]


def test_names_are_one_line_and_nfc() -> None:
    assert [code.name for code in read('name,definition\n" Cafe\u0301\r\n  au  lait ",x\n')] == ["Café au lait"]


def test_texts_keep_their_lines() -> None:
    assert next(iter(read('name,definition\na,"one\r\ntwo\rthree"\n'))).definition == "one\ntwo\nthree"


def test_hidden_characters_are_kept_and_reported() -> None:
    text = "name,definition\ntru\u200bst,a\x1b[2Jb\n"
    assert [(code.name, code.definition) for code in read(text)] == [("tru\u200bst", "a\x1b[2Jb")]
    assert "hidden character kept: ZERO WIDTH SPACE (1)" in report(text)
    assert "hidden character kept: U+001B (1)" in report(text)


def test_guarded_formulas_are_given_back() -> None:
    assert next(iter(read("name,definition\na,'=1+1\n"))).definition == "=1+1"


@pytest.mark.parametrize(
    ("text", "slot"),
    [("3", 3), ("0", 0), ("Blue", 1), ("#FF0000", 4), ("0f0", 3), ("#8c564b", 6), ("grey", 0), ("#777777", 0), ("", 0)],
)
def test_colours_become_slots(text: str, slot: int) -> None:
    assert next(iter(read(f"name,colour\na,{text}\n"))).color == slot
    assert report(f"name,colour\na,{text}\n") == ""


@pytest.mark.parametrize("text", ["9", "-1", "mauve-ish", "#12", "rgb(1 2 3)"])
def test_unknown_colours_are_reported_and_left_out(text: str) -> None:
    assert next(iter(read(f"name,colour\na,{text}\n"))).color == 0
    assert "row 2: no colour" in report(f"name,colour\na,{text}\n")


@pytest.mark.parametrize(
    ("text", "status"), [("", "active"), ("Retired", "retired"), ("HEADING", "heading"), ("category", "heading")]
)
def test_statuses(text: str, status: str) -> None:
    assert next(iter(read(f"name,status\na,{text}\n"))).status == status


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("a; b|c", ("a", "b", "c")),
        (r"a\;b;c\|d;e\\;f\g", ("a;b", "c|d", "e\\", "f\\g")),
        (" ; \u200b;x,y", ("x,y",)),
        ("one\ntwo", ("one", "two")),
        ("", ()),
    ],
)
def test_aliases(text: str, aliases: tuple[str, ...]) -> None:
    assert split_aliases(text) == aliases


# ---- the hierarchy ----


@pytest.mark.parametrize(
    "parent", ["B2", "b2", "2", "Workforce", "workforce ", "Barriers/Workforce", "Barriers > Workforce"]
)
def test_a_parent_by_id_number_name_or_path(parent: str) -> None:
    text = f"id,name,number,parent\nB,Barriers,,\nB2,Workforce,2,B\nB3,Pay,,{parent}\n"
    assert paths(text) == ["Barriers", "Barriers/Workforce", "Barriers/Workforce/Pay"]


def test_paths_as_parents_tell_codes_of_one_name_apart() -> None:
    text = "name,parent\nHelp,\nHinder,\nStaff,Help\nStaff,Hinder\nPay,Hinder/Staff\n"
    assert paths(text) == ["Help", "Help/Staff", "Hinder", "Hinder/Staff", "Hinder/Staff/Pay"]


def test_a_parent_by_an_ambiguous_name_is_refused() -> None:
    told = refused("name,parent\nHelp,\nHinder,\nStaff,Help\nStaff,Hinder\nPay,Staff\n")
    assert "row 6" in told
    assert "rows 4, 5" in told


def test_the_domain_settles_an_ambiguous_parent() -> None:
    text = "name,domain,parent\nStaff,Help,\nStaff,Hinder,\nPay,Hinder,Staff\n"
    assert paths(text) == ["Help", "Help/Staff", "Hinder", "Hinder/Staff", "Hinder/Staff/Pay"]


def test_a_code_may_have_the_name_of_its_parent() -> None:
    assert paths("name,parent\nInnovation,\nInnovation,Innovation\n".replace("\nInnovation,Innovation", "")) == [
        "Innovation"
    ]
    assert paths("id,name,parent\nI,Innovation,\nV,Innovation,I\n") == ["Innovation", "Innovation/Innovation"]


def test_children_before_parents_are_put_after_them() -> None:
    assert paths("name,parent\nb,a\na,\n") == ["a", "a/b"]


@pytest.mark.parametrize("separator", [">>", ">", " > ", " :: ", "\\", "/"])
def test_paths_in_names(separator: str) -> None:
    text = f"name,definition\nBarriers{separator}Staff,x\nBarriers{separator}Money{separator}Capital,y\n"
    assert paths(text) == ["Barriers", "Barriers/Staff", "Barriers/Money", "Barriers/Money/Capital"]
    assert [code.status for code in read(text)] == ["heading", "active", "heading", "active"]
    assert "headings without a row of their own were made: 'Barriers', 'Barriers/Money'" in report(text)


def test_a_row_may_be_the_beginning_of_a_path() -> None:
    book = read("name,definition\nStaff/Pay,x\nStaff,y\n")
    assert [(book.path(code.id), code.status) for code in book] == [("Staff", "active"), ("Staff/Pay", "active")]


def test_a_slash_alone_is_part_of_a_name_unless_the_column_holds_paths() -> None:
    assert paths("name\nand/or\nMoney\n") == ["and/or", "Money"]
    assert "a slash in 1 names was kept" in report("name\nand/or\nMoney\n")
    assert paths("path\nStaff/Pay\nMoney\n") == ["Staff", "Staff/Pay", "Money"]


def test_a_path_beside_a_name() -> None:
    text = "name,path\nPay,Staff/Pay\nRota,Staff\nMoney,\n"
    assert paths(text) == ["Staff", "Staff/Pay", "Staff/Rota", "Money"]


def test_an_arrow_without_a_name_before_it_is_no_path() -> None:
    assert paths("name\n> 5 years\nMoney\n") == ["> 5 years", "Money"]


@pytest.mark.parametrize("column", ["id", "number", "no."])
def test_numbered_codes(column: str) -> None:
    text = f"{column},name\n1,Staff\n1.2,Pay\n1.2.3,Rises\n2,Money\n1.10.1,Far\nI,Innovation\nI.A,Source\n"
    assert paths(text) == [
        "Staff",
        "Staff/Pay",
        "Staff/Pay/Rises",
        "Staff/Far",
        "Money",
        "Innovation",
        "Innovation/Source",
    ]


def test_numbers_before_names() -> None:
    book = read("name\n1 Staff\n1.1 Pay\n2. Money\n")
    assert [(code.number, book.path(code.id)) for code in book] == [
        ("1", "Staff"),
        ("1.1", "Staff/Pay"),
        ("2", "Money"),
    ]
    assert paths("name\n1 Staff\nMoney\n") == ["1 Staff", "Money"]


def test_indentation() -> None:
    text = "name\nBarriers\n  Staff\n    Pay\n\u00a0\u00a0Money\nContext\n"
    assert paths(text) == ["Barriers", "Barriers/Staff", "Barriers/Staff/Pay", "Barriers/Money", "Context"]


def test_a_single_space_is_no_indentation() -> None:
    assert paths("name\nBarriers\n Staff\n") == ["Barriers", "Staff"]


def test_a_parent_column_settles_the_hierarchy_alone() -> None:
    text = "id,name,parent\n1,A > B,\n1.1,  C/D,\n2,C/E,1\n"
    assert paths(text) == ["A > B", "A > B/C/E", "C/D"]


@pytest.mark.parametrize("heading", ["domain", "Category", "GROUP"])
def test_domains_make_headings(heading: str) -> None:
    book = read(f"name,{heading}\nPay,Staff\nCapital,Money\nRota,staff \n")
    assert [(book.path(code.id), code.status) for code in book] == [
        ("Staff", "heading"),
        ("Staff/Pay", "active"),
        ("Staff/Rota", "active"),
        ("Money", "heading"),
        ("Money/Capital", "active"),
    ]


def test_domains_with_categories_and_rows_of_their_own() -> None:
    text = (
        "name,domain,category,definition\nStaff,Staff,,theirs\nPay,Staff,Terms,x\n,Money,,all of it\nCapital,Money,,y\n"
    )
    book = read(text)
    assert paths(text) == ["Staff", "Staff/Terms", "Staff/Terms/Pay", "Money", "Money/Capital"]
    assert [code.status for code in book] == ["active", "heading", "active", "heading", "active"]
    assert [code.definition for code in book] == ["theirs", "", "x", "all of it", "y"]


def test_a_parent_that_several_rows_of_a_domain_share_is_a_heading() -> None:
    text = "name,domain,parent\nLeads,Individuals,Roles\nTeams,Individuals,Roles\n"
    assert paths(text) == ["Individuals", "Individuals/Roles", "Individuals/Roles/Leads", "Individuals/Roles/Teams"]


def test_a_misspelt_parent_is_refused_even_if_repeated() -> None:
    told = refused("name,domain,parent\nWorkforce,B,\nPay,B,Workforc\nRota,B,Workforc\n")
    assert "the nearest are 'Workforce'" in told


# ---- ids ----


def test_minted_ids_rest_on_the_path_alone() -> None:
    one = read("name,parent\nStaff,\nPay,Staff\nMoney,\n")
    other = read("definition;path\nx;money\ny;STAFF  > pay\nz;Staff\n")
    assert {code.id for code in one} == {code.id for code in other}
    assert len({code.id for code in one}) == 3


def test_a_minted_id_is_readable_and_stays_the_same() -> None:
    assert minted_id(("Barriers", "Pay & Terms: Café"), set()) == "pay-terms-cafe-cdc7c2"
    assert minted_id(("愛",), set()).startswith("code-")


def test_a_minted_id_gives_way_to_a_given_one() -> None:
    first = minted_id(("Pay",), set())
    book = read(f"id,name\n{first},Money\n,Pay\n")
    assert len(book) == 2
    assert "1 codes had no id, the first in row 3" in report(f"id,name\n{first},Money\n,Pay\n")


# ---- refusals ----


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("name,definition\n", "no codes"),
        ("colour,memo\nred,x\n", "no column for the name of a code"),
        ("just words\n", "no column for the name of a code"),
        ("id,name\n1,a\n1,b\n", "row 3: the id '1' is that of row 2"),
        ("id,name\n1,Trust\n2, TRUST\n", "row 3: the code 'TRUST' is there already, as in row 2"),
        ("name,parent\na,\nb,a\nB,a\n", "row 4: the code 'a/B' is there already"),
        ("name,parent\na,nowhere\n", "row 2: the parent 'nowhere' does not exist"),
        ("name,parent\na,b\nb,a\n", "circle"),
        ("name,parent\na,a\n", "circle"),
        ("id,name,parent\n1,a,3\n2,b,1\n3,c,2\n4,d,3\n", "circle"),
        ("name,definition\n,x\n", "row 2: the name is blank"),
        ("name,definition\n\u200b\u2060,x\n", "row 2: the name is blank"),
        ("name,status\na,activ\n", "row 2: unknown status 'activ'; did you mean 'active'"),
        ('name,definition\n"a,b\n', "row 2: not a table"),
        ("name,definition\na,b,c\n", "row 2: it has 3 cells, the heading has 2"),
        ("name,definition\na\0,b\n", "NUL"),
        (f"name\n{'x' * 301}\n", "row 2: the name is 301 characters long"),
        (f"name,definition\na,{'x' * 100_001}\n", "row 2: column 'definition' holds 100001 characters"),
        (f"name,definition\na,{'x' * 200_001}\n", "row 2"),
        ("name\n" + "".join(f"code {number}\n" for number in range(3_001)), "more than 3000 rows"),
        ("id,name,parent\n" + "".join(f"{n},c,{n - 1 or ''}\n" for n in range(1, 40)), "levels deep"),
        ("path\n" + "/".join("abcdefghijklmnopqrstuvwxyzabcdefgh") + "\n", "more than 30 levels"),
        ("{}", "JSON"),
        ("<?xml version='1.0'?>", "XML"),
    ],
)
def test_refusals_name_the_place(text: str, says: str) -> None:
    assert says in refused(text)


@pytest.mark.parametrize("ending", ["yaml", "YML", "json", "xls", "qdc"])
def test_other_formats_are_named_with_those_that_are_read(ending: str) -> None:
    told = refused("a: &a [x]\n", f"book.{ending}")
    assert "codebooks in" in told
    assert ".csv, .tsv or .txt" in told


def test_content_decides_between_a_table_and_a_workbook() -> None:
    assert "damaged workbook" in refused(b"PK\x03\x04" + bytes(100))
    workbook = codebook_xlsx(Codebook([Code("a", "Staff")]))
    assert codebook_from_bytes(workbook, "book.csv").codes == (Code("a", "Staff"),)
    assert codebook_from_bytes(b"id,name\na,Staff\n", "book.xlsx").codes == (Code("a", "Staff"),)
    assert "codebooks in OpenDocument" in refused(workbook, "book.ods")


def test_origin_and_see_also_are_read_under_the_names_that_people_give_them() -> None:
    table = (
        "name,Origin,See also,Related codes\n"
        "One,A-priori,Two,\nTwo,deductive,,\nThree,Emergent,One,Two\nFour,,,\nFive,from a hat,,\n"
    )
    reading = codebook_from_bytes(table.encode(), "book.csv")
    assert [code.origin for code in reading.codes] == ["a priori", "a priori", "inductive", "", ""]
    assert [code.see_also for code in reading.codes] == ["Two", "", "One\nTwo", "", ""]
    assert reading.report == ("row 6: no origin 'from a hat': use a priori or inductive",)


def test_a_file_that_is_not_utf_8_names_the_line_and_the_option() -> None:
    told = refused("name\nplain\ncafé £\n".encode("cp1252"))
    assert "line 3: not utf-8" in told
    assert "--encoding cp1252" in told


def test_a_given_encoding_is_used_and_reported() -> None:
    reading = codebook_from_bytes("name\ncafé £\n".encode("cp1252"), "book.csv", encoding="cp1252")
    assert [code.name for code in reading.codes] == ["café £"]
    assert reading.report == ("read as cp1252, not as UTF-8",)


def test_utf_16_is_told_from_rubbish_and_read_when_asked_for() -> None:
    data = "name\ncafé\n".encode("utf-16")
    assert "--encoding utf-16" in refused(data)
    assert codebook_from_bytes(data, "book.csv", encoding="utf-16").codes[0].name == "café"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "a\0b", ""])
def test_unknown_encodings(encoding: str) -> None:
    assert "encoding" in refused("name\na\n", encoding=encoding)


def test_a_file_that_is_too_large() -> None:
    assert "larger than" in refused(b"name\n" + b"x\n" * 2_500_000)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.csv: there is no such file"):
        read_codebook(tmp_path / "none.csv")
    with pytest.raises(CodebookError, match="is a folder"):
        read_codebook(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(CodebookError, match="is not a file"):
        read_codebook(tmp_path / "pipe.csv")
    with pytest.raises(CodebookError, match="cannot be read"):
        read_codebook("a\0b")


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    (tmp_path / "book.tsv").write_bytes(b"name\tmemo\ntrust\tx\n")
    assert read_codebook(str(tmp_path / "book.tsv")).codes[0].definition == "x"


CELL = st.sampled_from(
    ["", "a", "b", "A", "a/b", "a > b", "1", "1.2", " x", "  y", "'=1", "\u200b", "heading", "é", '"', "\\"]
)
HEADINGS = ["id", "name", "parent", "domain", "number", "path", "status", "color", "aliases", "other"]


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=5, unique=True).flatmap(
        lambda headings: st.lists(st.lists(CELL, min_size=len(headings), max_size=len(headings)), max_size=6).map(
            lambda rows: "\n".join(",".join(row) for row in [headings, *rows])
        )
    )
    | st.text(max_size=60)
)
@example("status,name,path\n,a,\u200b")
@example("name\na/\u200b")
def test_any_table_is_a_codebook_or_is_refused(text: str) -> None:
    try:
        reading = codebook_from_bytes(text.encode("utf-8", "replace"), "book.csv")
    except CodebookError as error:
        if "book.csv" not in error.message:
            raise
        return
    seen: set[str] = set()
    book = Codebook(reading.codes)
    for code in reading.codes:
        assert code.id not in seen
        assert code.parent in {"", *seen}
        assert code.name.strip()
        seen.add(code.id)
    assert tuple(book) == reading.codes
    study = Study(changes_of(Study(), map(AddCode, reading.codes), coder="ana", clock=Clock()))
    assert tuple(study.codebook) == reading.codes
    assert len({book.path(code.id).casefold() for code in book if "/" not in code.name}) == len(
        [code for code in book if "/" not in code.name]
    )


def test_a_heading_full_of_brackets_is_read_in_no_time() -> None:
    assert paths(f"name,{'(' * 60_000}\ntrust,\n") == ["trust"]
