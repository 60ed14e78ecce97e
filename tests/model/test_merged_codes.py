"""Codes that were merged by an analyst: what is shown, who else's work follows, and how it is taken back."""

from __future__ import annotations

from itertools import count

import pytest

from postil.errors import PostilError
from postil.model.book_acts import part_codes
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    Apply,
    DropCode,
    EditCode,
    Remove,
    SetMemo,
    SetSummary,
    setting,
)
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.study import Study
from studies import TRANSCRIPTS, Desk, content, small_desk

P04 = TRANSCRIPTS[0].id


def coding(code: str, n: int = 2, coder: str = "ana") -> Coding:
    """A coding of a whole paragraph of P04."""
    return Coding(P04, n, None, None, code, coder)


def two_coders() -> Desk:
    """ana and ben used F4 and B2; both F4 at one place."""
    desk = small_desk()
    desk.act(AddCoder("ana"), Apply(coding("F4")), Apply(coding("B2")), Apply(coding("F4", 4)))
    desk.act(AddCoder("ben"), Apply(coding("F4", coder="ben")), coder="ben")
    return desk


def apart() -> tuple[Desk, Desk]:
    """The study at two desks that know nothing of each other from here on."""
    ana, ben = two_coders(), two_coders()
    ben.clock = Clock(writer="fedcba9876543210", now=count(1_700_000_100_000, 7).__next__)
    return ana, ben


def merge(code: str, into: str) -> EditCode:
    """Merge one code into another."""
    return EditCode(code, "merged_into", into)


def test_codings_of_all_coders_are_the_other_code_s_and_count_once_at_one_place() -> None:
    desk = two_coders()
    desk.act(merge("F4", "B2"))
    there = {coding for coding, _ in desk.study.codings()}
    assert there == {coding("B2"), coding("B2", 4), coding("B2", coder="ben")}
    assert desk.study.uses == {"B2": 3}
    assert "F4" not in [code.id for code in desk.study.codebook]
    book_code = desk.study.codebook.get("F4")
    assert book_code is not None
    assert book_code.id == "B2"


def test_undo_and_redo() -> None:
    desk = two_coders()
    before = content(desk.study)
    desk.act(merge("F4", "B2"))
    after = content(desk.study)
    assert desk.undo()
    assert content(desk.study) == before
    assert desk.redo()
    assert content(desk.study) == after


def test_parting_them_again_by_hand_gives_back_what_was_there() -> None:
    desk = two_coders()
    before = {coding for coding, _ in desk.study.codings()}
    desk.act(merge("F4", "B2"))
    desk.act(Apply(coding("B2", 1)))
    desk.act(merge("F4", ""))
    assert {coding for coding, _ in desk.study.codings()} == before | {coding("B2", 1)}


def test_a_file_from_before_the_merge_brings_work_that_follows_it() -> None:
    desk = two_coders()
    desk.act(merge("F4", "B2"))
    _, late = apart()
    late.act(AddCoder("cleo"), Apply(coding("F4", 3, "cleo")), coder="cleo")
    late.act(SetMemo(MemoKey(P04, 3, None, None, "F4", "cleo"), "why?"), coder="cleo")
    both = Study([*desk.log, *late.log])
    assert both.has(coding("B2", 3, "cleo"))
    assert both.memo(MemoKey(P04, 3, None, None, "B2", "cleo")) == "why?"


def test_removing_the_one_that_is_shown_removes_both() -> None:
    desk = two_coders()
    desk.act(merge("F4", "B2"))
    desk.act(Remove(coding("B2")))
    desk.act(merge("F4", ""))
    assert not desk.study.has(coding("F4"))
    assert not desk.study.has(coding("B2"))


def test_the_fields_of_the_merged_code_rest() -> None:
    desk = two_coders()
    desk.act(EditCode("F4", "definition", "of F4"), EditCode("B2", "definition", "of B2"))
    desk.act(merge("F4", "B2"))
    desk.act(EditCode("B2", "name", "Workforce and leadership"))
    assert not desk.study.conflicts()
    assert desk.study.codebook.find("B2")[0].definition == "of B2"
    desk.act(merge("F4", ""))
    (f4,) = desk.study.codebook.find("F4")
    assert (f4.name, f4.definition) == ("Leadership and management buy-in", "of F4")


def test_children_stand_under_the_code_that_is_left() -> None:
    desk = two_coders()
    desk.act(AddCode(Code("F4.1", "Board", parent="F4")))
    desk.act(merge("F4", "B2"))
    assert [code.id for code in desk.study.codebook.children("B2")] == ["F4.1"]


def test_two_summaries_of_what_is_one_code_now_are_a_conflict() -> None:
    desk = two_coders()
    desk.act(AddCase("p04", "P04"))
    desk.act(SetSummary("p04", "F4", Summary("on leaders")))
    desk.act(SetSummary("p04", "B2", Summary("on staff")))
    assert not desk.study.conflicts()
    desk.act(merge("F4", "B2"))
    assert {key: {head.value for head in heads} for key, heads in desk.study.conflicts().items()} == {
        ("summary", "p04", "B2"): {Summary("on leaders"), Summary("on staff")}
    }
    assert list(desk.study.cells) == [CellKey("p04", "B2")]
    desk.act(SetSummary("p04", "B2", Summary("on both")))
    assert not desk.study.conflicts()


def test_two_people_who_merge_in_a_circle_lose_nothing_and_the_later_link_is_cut() -> None:
    ana, ben = apart()
    ana.act(merge("F4", "B2"), coder="ana")
    ben.act(Apply(coding("F1", 1, "ben")), coder="ben")
    ben.act(merge("B2", "F4"), coder="ben")
    both = Study([*ana.log, *ben.log])
    assert both.same.shown("F4") == "B2"
    assert [code.id for code in both.codebook if code.id in {"F4", "B2"}] == ["B2"]
    assert content(both) == content(Study([*ben.log, *ana.log]))


def test_merged_into_two_codes_by_two_people_is_a_conflict() -> None:
    ana, ben = apart()
    ana.act(merge("F4", "B2"), coder="ana")
    ben.act(merge("F4", "F1"), coder="ben")
    both = Study([*ana.log, *ben.log])
    assert list(both.conflicts()) == [("code", "F4", "merged_into")]


def test_twins_that_one_person_merged_elsewhere_go_there_together() -> None:
    ana, ben = apart()
    ana.act(AddCode(Code("n1", "Night staff")), Apply(coding("n1", 1)), coder="ana")
    ana.act(merge("n1", "B2"), coder="ana")
    ben.act(AddCode(Code("n2", "night  STAFF")), Apply(coding("n2", 3, "ben")), coder="ben")
    both = Study([*ana.log, *ben.log])
    assert both.has(coding("B2", 1))
    assert both.has(coding("B2", 3, "ben"))


@pytest.mark.parametrize(
    ("prepare", "code", "into", "message"),
    [
        ((), "F4", "nothing", "no code nothing"),
        ((), "F4", "F4", "one code already"),
        ((EditCode("B2", "status", "retired"),), "F4", "B2", "is retired"),
        ((EditCode("B2", "status", "heading"),), "F4", "B2", "is a heading"),
        ((EditCode("B2", "status", "heading"),), "B2", "F4", "is a heading and has no codings"),
        ((), "F1", "F1.2", "stands under"),
    ],
)
def test_what_cannot_be_merged(prepare: tuple[EditCode, ...], code: str, into: str, message: str) -> None:
    desk = small_desk()
    if prepare:
        desk.act(*prepare)
    before = content(desk.study)
    with pytest.raises(PostilError, match=message):
        desk.act(merge(code, into))
    assert content(desk.study) == before


def test_a_merged_code_is_not_dropped_with_the_one_that_stands_for_it() -> None:
    desk = two_coders()
    desk.act(merge("F4", "B2"))
    with pytest.raises(PostilError, match="used by"):
        desk.act(DropCode(desk.study.own_code("B2")))


def test_a_code_that_another_was_merged_into_is_not_dropped_even_where_nothing_is_coded() -> None:
    desk = small_desk()
    desk.act(merge("B2", "F4"))
    with pytest.raises(PostilError, match="Workforce challenges was merged into Leadership"):
        desk.act(DropCode(desk.study.own_code("F4")))
    desk.act(merge("B2", ""), DropCode(desk.study.own_code("F4")))
    assert "B2" in desk.study.codebook
    assert "F4" not in desk.study.codebook


def test_what_stands_for_a_code_that_is_there_is_shown_though_somebody_dropped_it() -> None:
    desk = small_desk()
    ben = Desk(clock=Clock(writer="fedcba9876543210", now=count(1_700_000_100_000, 7).__next__))
    ben.study.fold(desk.log)
    ben.log.add(desk.log)
    desk.act(merge("B2", "F4"))
    ben.act(DropCode(ben.study.own_code("F4")), coder="ben")
    both = Study([*desk.log, *ben.log])
    assert "F4" in [code.id for code in both.codebook]


def test_a_conflict_about_a_merge_can_be_settled_for_either_version() -> None:
    for wanted in ("B2", "F1"):
        ana, ben = apart()
        ana.act(merge("F4", "B2"), coder="ana")
        ben.act(merge("F4", "F1"), coder="ben")
        both = Desk(Study([*ana.log, *ben.log]), clock=ben.clock)
        both.act(setting(("code", "F4", "merged_into"), wanted))
        assert not both.study.conflicts()
        assert both.study.same.shown("F4") == wanted


def test_codes_of_one_name_under_merged_codes_are_one_also_if_one_comes_later() -> None:
    ana, ben = apart()
    ana.act(AddCode(Code("f4a", "Funding", parent="F4")), coder="ana")
    ana.act(merge("B2", "F4"), coder="ana")
    ben.act(AddCode(Code("b2a", "funding", parent="B2")), Apply(coding("b2a", 3, "ben")), coder="ben")
    both = Study([*ana.log, *ben.log])
    paths = [both.codebook.path(code.id).casefold() for code in both.codebook]
    assert len(set(paths)) == len(paths)
    assert both.has(coding("f4a", 3, "ben"))
    desk = Desk(both)
    desk.clock = ben.clock
    desk.act(EditCode("f4a", "name", "Funding sources"))
    assert both.codebook.get("b2a") == both.codebook.get("f4a")


def test_parting_in_a_circle_parts_both() -> None:
    ana, ben = apart()
    ana.act(merge("F4", "B2"), coder="ana")
    ben.act(Apply(coding("F1", 1, "ben")), coder="ben")
    ben.act(merge("B2", "F4"), coder="ben")
    both = Desk(Study([*ana.log, *ben.log]), clock=ben.clock)
    both.act(*part_codes(both.study, "F4"))
    assert {"F4", "B2"} <= {code.id for code in both.study.codebook}
    assert not list(both.study.same.merged())


def test_a_cell_is_read_by_any_id_of_its_code() -> None:
    desk = two_coders()
    desk.act(AddCase("p04", "P04"), merge("F4", "B2"))
    assert not desk.study.cells.at(CellKey("p04", "F4"))
    desk.act(SetSummary("p04", "B2", Summary("on both")))
    assert desk.study.cells.summary(CellKey("p04", "F4")) == Summary("on both")
