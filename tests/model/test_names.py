from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.model.cells import CellKey
from postil.model.change import AddCase, AddCode, EditCode
from postil.model.codebook import CODE_FIELDS, Code, Codebook
from postil.model.names import (
    field_label,
    full_name,
    name_in,
    name_of_case,
    name_of_cell,
    name_of_code,
    own_name_of_code,
    short_name_of_cell,
)
from studies import small_desk


@pytest.mark.parametrize(
    ("number", "name", "full"), [("2.3", "Cost", "2.3 Cost"), ("", "Cost", "Cost"), ("Cost", "Cost", "Cost")]
)
def test_a_code_is_called_by_its_number_and_name(number: str, name: str, full: str) -> None:
    assert full_name(Code("c", name, number=number)) == full


def test_cases_codes_and_cells_are_called_by_name_and_what_is_not_known_by_its_id() -> None:
    desk = small_desk()
    desk.act(AddCase("p04", "Panel"), coder="")
    study = desk.study
    assert (name_of_case(study, "p04"), name_of_case(study, "p99")) == ("Panel", "p99")
    assert name_of_cell(study, CellKey("p04", "F1")) == "Panel · F1 Bottom-up development"
    assert name_of_cell(study, CellKey("p99", "F99")) == short_name_of_cell(study, CellKey("p99", "F99")) == "p99 · F99"
    assert short_name_of_cell(study, CellKey("p04", "F1")) == "Panel · F1"


def test_a_merged_code_is_called_as_the_other_and_by_itself_as_before() -> None:
    desk = small_desk()
    desk.act(EditCode("F1", "merged_into", "B2"), coder="ana")
    assert name_of_code(desk.study, "F1") == "B2 Workforce challenges"
    assert own_name_of_code(desk.study, "F1") == "F1 Bottom-up development"
    assert own_name_of_code(desk.study, "F99") == "F99"


def called(*codes: Code) -> dict[str, str]:
    book = Codebook(codes)
    return {code.id: name_in(book, code) for code in book}


def test_codes_of_one_name_are_told_apart_by_as_much_of_their_paths_as_is_needed() -> None:
    themes, engaging, asking = Code("t", "Themes"), Code("e", "Engaging", "t", "3"), Code("a", "Asking", "t")
    one, two, three = Code("1", "Peers", "e"), Code("2", "Peers", "a"), Code("3", "Peers")
    names = called(themes, engaging, asking, one, two, three)
    assert {names[key] for key in "123"} == {"Engaging/Peers", "Asking/Peers", "Peers"}
    assert (names["t"], names["e"]) == ("Themes", "3 Engaging")


def test_codes_whose_parents_have_one_name_too_are_told_apart_further_up() -> None:
    tops = [Code(top, name) for top, name in (("x", "Staff"), ("y", "Users"))]
    middles = [Code(f"{top.id}m", "Needs", top.id) for top in tops]
    ends = [Code(f"{middle.id}e", "Peers", middle.id, "7") for middle in middles]
    names = called(*tops, *middles, *ends)
    assert (names["xme"], names["yme"]) == ("7 Staff/Needs/Peers", "7 Users/Needs/Peers")


def test_codes_of_one_name_and_other_numbers_need_no_path_and_those_of_one_place_have_their_ids() -> None:
    assert called(Code("a", "Peers", number="1"), Code("b", "Peers")) == {"a": "1 Peers", "b": "Peers"}
    assert called(Code("a", "Peers"), Code("b", "Peers")) == {"a": "Peers (a)", "b": "Peers (b)"}


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("PQ"), st.sampled_from(["", "1"])), max_size=10))
def test_no_two_codes_are_called_the_same(rows: list[tuple[int, str, str]]) -> None:
    codes = [
        Code(f"c{n}", name, parent=f"c{above}" if above < n else "", number=number)
        for n, (above, name, number) in enumerate(rows)
    ]
    names = called(*codes)
    assert len(set(names.values())) == len(codes)


def test_a_code_that_was_merged_into_one_of_its_name_is_told_apart_from_it() -> None:
    desk = small_desk()
    codes = [AddCode(Code("p1", "Peers", "F1")), AddCode(Code("p2", "Peers", "B2"))]
    desk.act(*codes, coder="")
    assert name_of_code(desk.study, "p1") == own_name_of_code(desk.study, "p1") == "Bottom-up development/Peers"
    desk.act(EditCode("p1", "merged_into", "p2"), coder="ana")
    assert name_of_code(desk.study, "p1") == name_of_code(desk.study, "p2") == "Peers"
    assert own_name_of_code(desk.study, "p1") == "Bottom-up development/Peers"


def test_fields_are_named_without_marks_of_programs() -> None:
    assert not any("_" in field_label(field) for field in CODE_FIELDS)
