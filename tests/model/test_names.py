from __future__ import annotations

import pytest

from postil.model.cells import CellKey
from postil.model.change import AddCase, EditCode
from postil.model.codebook import CODE_FIELDS, Code
from postil.model.names import (
    field_label,
    full_name,
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


def test_fields_are_named_without_marks_of_programs() -> None:
    assert not any("_" in field_label(field) for field in CODE_FIELDS)
