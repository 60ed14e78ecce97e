"""Every figure of a report leads to what it counts: the query behind it finds as much as the figure says."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import PostilError, QueryError
from postil.find.query.finding import find, parse, select, written
from postil.model.case import Attribute
from postil.model.change import AddCase, Apply, EditCode, GiveVoice, Review, SetAttribute, SetValue
from postil.model.coding import Coding
from postil.model.decision import CONSENSUS
from postil.reports.behind import Behind, behind_cell
from postil.reports.counting import Counting
from postil.reports.report import Facts, Grid, Line
from postil.session.reports_list import KINDS, made
from postil.session.reports_page import Page
from postil.session.reports_query import Asker, found_by
from studies import TRANSCRIPTS, acts, codings, small_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.study import Study
    from postil.reports.report import Report

LIMITS = ("text:nurses", "role:participant", "coder:ana", "F4", "F4 OR B2", "F1 AND NOT B2", "F1 coder:ben", "case:*",
          "speaker:P04 text:n*", "NOT (case:P04 text:n*)", "near(text:n*, speaker:P05, 1)")  # fmt: skip
P04, P05 = TRANSCRIPTS
ODD = 'A "odd*" (case) \\ name'
"""A name that is more than one word of a query."""


@st.composite
def dense(draw: st.DrawFn) -> Study:
    """Two cases with attributes, one transcript that belongs to none, and much coding by two coders and a team."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("odd", ODD), AddCase("none", "Nobody's"))
    desk.act(SetAttribute("role", Attribute("choice", ("manager", "nurse"))), SetAttribute("since", Attribute("date")))
    desk.act(GiveVoice(P04.id, "", "p04"))
    if draw(st.booleans()):
        desk.act(GiveVoice(P05.id, "", "odd"), SetValue("odd", "role", "nurse"))
    desk.act(SetValue("p04", "role", "manager"), SetValue("p04", "since", "2019-03-01"))
    if draw(st.booleans()):
        desk.act(EditCode("F1", "name", ODD), EditCode("F1", "number", ""))
    for coder in draw(st.sampled_from([("ana",), ("ana", "ben"), ("ana", "ben", CONSENSUS)])):
        for coding in draw(st.lists(codings(coder), max_size=20)):
            desk.act(Apply(coding), coder=coder)
        marks = draw(st.lists(st.tuples(st.sampled_from((P04, P05)), st.integers(1, 3)), max_size=5))
        for transcript, n in marks:
            desk.act(Review(transcript.id, n, coder), coder=coder)
    for coder, actions in draw(st.lists(acts(), max_size=8)):
        with suppress(PostilError):  # some do not fit, such as a code that was taken out before
            desk.act(*actions, coder=coder)
    return desk.study


def led(report: Report) -> Iterator[tuple[str, object, Behind]]:
    """Every cell that leads to passages: where it is, the figure, and what is behind it."""
    for at, part in enumerate(report.parts):
        rows = part.facts if isinstance(part, Facts) else part.lines if isinstance(part, Grid) else part.rows
        for row, line in enumerate(rows):
            cells: tuple[object, ...] = line.cells if isinstance(line, Line) else line[:1]
            for column, cell in enumerate(cells):
                behind = behind_cell(part, row, column)
                if isinstance(behind, Behind):
                    yield f"{report.name} part {at} row {row} column {column}", cell, behind


def check_figures(counting: Counting) -> None:
    """Hold every figure against what its query finds."""
    study, asker = counting.study, Asker(counting)
    for kind in KINDS:
        for where, figure, behind in led(made(kind.name, counting)):
            query = asker.query(behind)
            assert written(parse(query)) == query
            if counting.query and (figure == 0 or ("coder:" in query and counting.query[:1] == "F")):
                # From 0 the screen leads nowhere. Whose codings the figure counts is asked for beside the limit, and
                # so narrows what the limit says of codes: the screen tells that what is found is another number.
                select(study, query)
                continue
            if behind.unit and isinstance(figure, int):
                assert found_by(study, query, behind.unit) == figure, (where, query)
            else:
                select(study, query)


@settings(max_examples=25, deadline=None)
@given(dense(), st.booleans())
def test_the_query_behind_a_figure_finds_what_it_counts(study: Study, children: bool) -> None:
    check_figures(Counting(study, children=children))


@settings(max_examples=25, deadline=None)
@given(dense(), st.sampled_from(LIMITS), st.booleans())
def test_so_it_does_in_a_report_that_a_query_limits(study: Study, limit: str, children: bool) -> None:
    try:
        found = select(study, limit)
    except QueryError:  # it names what this study does not have
        return
    check_figures(Counting(study, found, children=children, query=limit))


def test_where_only_the_consensus_layer_has_marks_nothing_was_read() -> None:
    desk = small_desk()
    desk.act(Review(P04.id, 2, CONSENSUS), coder=CONSENSUS)
    check_figures(Counting(desk.study))


def test_codes_of_an_overlap_may_be_of_two_coders_beside_a_consensus() -> None:
    desk = small_desk()
    for code, coder in (("F4", "ana"), ("B2", "ben"), ("F1", CONSENSUS)):
        desk.act(*(Apply(Coding(P04.id, n, None, None, code, coder)) for n in (1, 2, 3)), coder=coder)
    desk.act(*(Apply(Coding(P04.id, 4, None, None, "F4", "ana")), Apply(Coding(P05.id, 1, None, None, "F4", "ana"))))
    desk.act(Apply(Coding(P04.id, 4, None, None, "B2", "ben")), coder="ben")
    check_figures(Counting(desk.study))
    behind = Behind("paragraphs", codes=("F4", "B2"), join="all")
    assert found_by(desk.study, Asker(Counting(desk.study)).query(behind), "paragraphs") == 4
    desk.act(Apply(Coding(P05.id, 2, None, None, "F4", "ana")), Apply(Coding(P05.id, 2, None, None, "B2", "ana")))
    (line,) = made("overlaps", Counting(desk.study)).tables[0].rows
    assert line[4:6] == (5, 6)
    check_figures(Counting(desk.study))


def test_what_names_in_a_limit_were_taken_for_stands_with_how_it_was_counted() -> None:
    study = small_desk().study
    found = find(study, "lead OR text:x")
    limited = Counting(study, found.selection(), query="lead OR text:x", understood=found.understood)
    notes = Page(made("codes", limited)).parts[-1]
    assert isinstance(notes, Facts)
    assert ("", "lead → Leadership and management buy-in (F4)") in notes.facts
