"""The framework matrix: what is under each cell, its state, its rows and columns."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    EditCode,
    GiveVoice,
    Remove,
    SetAttribute,
    SetSummary,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, Passage
from postil.model.study import Study
from postil.reports.matrix import Matrix, evidence, rows, state_of, theme_codes, themes
from studies import TRANSCRIPTS, Desk, acts, small_desk

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


def charted_desk() -> Desk:
    """Two cases; ana and ben coded F1 in P04, ana a span of it with F4."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), GiveVoice(P04, "", "p04"), AddCase("p05", "P05"), GiveVoice(P05, "", "p05"))
    desk.act(AddCoder("ana"), Apply(coding("F1")), Apply(coding("F1", 1)), Apply(coding("F4", span=(3, 9))))
    desk.act(AddCoder("ben"), Apply(coding("F1", coder="ben")), coder="ben")
    return desk


def coding(code: str, n: int = 2, coder: str = "ana", span: tuple[int, int] | None = None) -> Coding:
    """A coding in P04."""
    start, end = span or (None, None)
    return Coding(P04, n, start, end, code, coder)


def test_evidence_is_what_is_coded_whoever_coded_it() -> None:
    desk = charted_desk()
    assert evidence(desk.study) == {
        CellKey("p04", "F1"): (Passage(P04, 1), Passage(P04, 2)),
        CellKey("p04", "F4"): (Passage(P04, 2, 3, 9),),
    }


def test_a_transcript_of_several_participants_gives_each_their_own() -> None:
    desk = charted_desk()
    desk.act(GiveVoice(P04, "P04", "p05"))
    assert evidence(desk.study)[CellKey("p05", "F1")] == (Passage(P04, 2),)
    assert evidence(desk.study)[CellKey("p04", "F1")] == (Passage(P04, 1),)


def test_a_superseded_transcript_is_no_evidence() -> None:
    desk = charted_desk()
    old = desk.study.transcripts[P04]
    new = desk.study.transcripts[P05]
    newer = type(new)("t" + "9" * 24, old.name, "b.txt", "", old.paragraphs[:2], supersedes=P04)
    desk.act(AddTranscript(newer))
    assert evidence(desk.study) == {}


def test_a_summary_goes_stale_by_a_coding_and_fresh_by_its_removal() -> None:
    desk = charted_desk()
    seen = evidence(desk.study)[CellKey("p04", "F1")]
    desk.act(SetSummary("p04", "F1", Summary("wanted it", "checked", seen)))
    assert Matrix(desk.study).cell("p04", "F1").state == "checked"
    desk.act(Apply(coding("F1", 4, "ben")), coder="ben")
    cell = Matrix(desk.study).cell("p04", "F1")
    assert (cell.state, cell.new, cell.gone) == ("stale", (Passage(P04, 4),), ())
    desk.act(Remove(coding("F1", 4, "ben")), coder="ben")
    assert Matrix(desk.study).cell("p04", "F1").state == "checked"
    desk.act(Remove(coding("F1", 1)))
    cell = Matrix(desk.study).cell("p04", "F1")
    assert (cell.state, cell.new, cell.gone) == ("stale", (), (Passage(P04, 1),))


def test_a_second_coder_on_the_same_passage_makes_nothing_stale() -> None:
    desk = charted_desk()
    seen = evidence(desk.study)[CellKey("p04", "F1")]
    desk.act(SetSummary("p04", "F1", Summary("wanted it", "draft", seen)))
    desk.act(Remove(coding("F1", coder="ben")), Apply(coding("F1", 1, "ben")), coder="ben")
    assert Matrix(desk.study).cell("p04", "F1").state == "draft"


def test_work_that_was_done_before_the_summary_by_the_clock_and_came_after_it_makes_it_stale() -> None:
    desk = charted_desk()
    ben = desk.act(Apply(coding("F1", 4, "ben")), coder="ben")
    without = [change for change in desk.log if change not in ben]
    seen = evidence(Study(without))[CellKey("p04", "F1")]
    desk.act(SetSummary("p04", "F1", Summary("wanted it", "checked", seen)))
    assert Matrix(desk.study).cell("p04", "F1").state == "stale"


def test_two_summaries_are_a_conflict() -> None:
    ana, ben = charted_desk(), charted_desk()
    ana.act(SetSummary("p04", "F1", Summary("wanted it")), coder="ana")
    ben.clock.tick()
    ben.act(SetSummary("p04", "F1", Summary("feared it")), coder="ben")
    both = Study([*ana.log, *ben.log])
    assert Matrix(both).cell("p04", "F1").state == "conflict"


def test_counts_add_up_and_need_no_cell_to_be_drawn() -> None:
    desk = charted_desk()
    desk.act(SetSummary("p04", "F4", Summary("on the list", "draft", evidence(desk.study)[CellKey("p04", "F4")])))
    desk.act(SetSummary("p05", "B2", Summary("nobody came")))
    counts = Matrix(desk.study).count(rows(desk.study), theme_codes(desk.study))
    assert counts == {"no data": 5, "coded": 1, "draft": 2, "checked": 0, "stale": 0, "conflict": 0}
    assert sum(counts.values()) == 2 * 4


@given(st.lists(acts(), max_size=30))
def test_counts_are_those_of_all_cells(steps: list[tuple[str, list[object]]]) -> None:
    desk = charted_desk()
    for coder, actions in steps:
        with suppress(PostilError):
            desk.act(*actions, coder=coder)  # type: ignore[arg-type]
    cases, codes = rows(desk.study), theme_codes(desk.study)
    matrix = Matrix(desk.study)
    counts = matrix.count(cases, codes)
    fresh = Matrix(desk.study)
    states = [fresh.cell(case.id, code.id).state for case in cases for code in codes]
    assert {state: states.count(state) for state in counts} == counts


def test_themes_and_their_columns() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("H", "Empty heading", status="heading")))
    desk.act(EditCode("F4", "status", "retired"))
    assert [code.id for code in themes(desk.study)] == ["F1", "B2"]
    assert [code.id for code in theme_codes(desk.study, "F1")] == ["F1", "F1.2"]
    desk.act(AddCase("p04", "P04"), SetSummary("p04", "F4", Summary("still here")))
    assert "F4" in [code.id for code in theme_codes(desk.study)]


def test_rows_are_sorted_and_filtered_by_attributes() -> None:
    desk = small_desk()
    for name, years in (("b", "10"), ("a", ""), ("c", "9")):
        desk.act(AddCase(name, name), SetAttribute("years", Attribute("number")), SetValue(name, "years", years))
    assert [case.id for case in rows(desk.study)] == ["b", "a", "c"]
    assert [case.id for case in rows(desk.study, sort="name")] == ["a", "b", "c"]
    assert [case.id for case in rows(desk.study, sort="years")] == ["c", "b", "a"]
    assert [case.id for case in rows(desk.study, sort="years", down=True)] == ["b", "c", "a"]
    assert [case.id for case in rows(desk.study, only={"years": "9"})] == ["c"]
    assert [case.id for case in rows(desk.study, only={"years": ""})] == ["a"]


def test_what_was_charted_stale_compares_passages_as_a_set_in_reading_order() -> None:
    passages = (Passage("t", 1), Passage("t", 2, 0, 3))
    assert state_of(Summary("x", "checked", passages), passages) == "checked"
    assert state_of(Summary("x", "checked", passages[:1]), passages) == "stale"
    assert state_of(Summary(), passages) == "coded"
    assert state_of(Summary(), ()) == "no data"
