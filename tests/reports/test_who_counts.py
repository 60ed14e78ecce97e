"""Who counts and what was read depend on no query, and the methods appendix counts what the other reports do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import QueryError
from postil.exports.methods_appendix import methods_of
from postil.find.query.finding import find, select
from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCoder,
    AddTranscript,
    Apply,
    Decide,
    Doubt,
    GiveVoice,
    Quote,
    Review,
    SetAttribute,
    SetMemo,
    SetValue,
)
from postil.model.coding import Coding, MemoKey, Passage
from postil.model.decision import CONSENSUS, Decision
from postil.reports.attributes import attributes_report
from postil.reports.counting import Counting
from postil.reports.memos import notes
from postil.reports.report import head_notes, head_text
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

if TYPE_CHECKING:
    from postil.model.transcript import Transcript

P04, P05 = TRANSCRIPTS
MINE = Coding(P04.id, 2, None, None, "F4", "ana")
AGREED = Coding(P04.id, 2, None, None, "B2", CONSENSUS)


def settled() -> Desk:
    """Two nurses; ana read both, coded one, and the team settled on another code there."""
    desk = small_desk()
    desk.act(AddCase("a", "A"), AddCase("b", "B"), GiveVoice(P04.id, "", "a"), GiveVoice(P05.id, "", "b"))
    desk.act(SetAttribute("role", Attribute("choice", ("nurse",))))
    desk.act(SetValue("a", "role", "nurse"), SetValue("b", "role", "nurse"))
    desk.act(Apply(MINE), Review(P04.id, 2, "ana"), Review(P05.id, 2, "ana"))
    desk.act(Apply(AGREED), coder=CONSENSUS)
    return desk


def asked(desk: Desk, query: str, *coders: str) -> Counting:
    return Counting(desk.study, select(desk.study, query), query=query, coders=coders)


@pytest.mark.parametrize("query", ["F4", "B2", "F4 OR B2", "consensus", "coder:ana", "coded", "text:nothing"])
def test_what_was_read_depends_on_no_query(query: str) -> None:
    desk = settled()
    whole, part = Counting(desk.study).reading, asked(desk, query).reading
    assert (part.readers, part.places, part.cases) == (whole.readers, whole.places, whole.cases)
    assert [case.begun for case in part.cases.values()] == [True, True]


@pytest.mark.parametrize("query", ["B2", "F4 OR B2", "NOT F1"])
def test_a_query_does_not_bring_the_consensus_layer_in(query: str) -> None:
    counting = asked(settled(), query)
    table = attributes_report(counting).tables[0]
    rows = zip(*(table.column(name) for name in ("code", "cases_with", "cases_read", "share")), strict=True)
    assert [row for row in rows if row[0] == "B2"] in ([("B2", 0, 2, 0.0)], [])
    assert CONSENSUS not in counting.coders


def test_what_a_query_finds_of_the_consensus_layer_alone_is_left_out_and_told() -> None:
    counting = asked(settled(), "B2")
    assert (counting.coders, counting.codings, counting.left_out) == ((), (), 1)
    assert "0 codings by nobody on 0 of" in head_text(counting.head())
    assert any("1 coding of the consensus layer: not counted" in note for note in head_notes(counting.head()))
    named = asked(settled(), "B2", CONSENSUS)
    assert (named.coders, len(named.codings), named.left_out) == ((CONSENSUS,), 1, 0)


def test_where_nobody_else_coded_the_consensus_layer_is_counted_and_everybody_has_read() -> None:
    desk = small_desk()
    desk.act(Review(P05.id, 2, "ana"))
    desk.act(Apply(AGREED), coder=CONSENSUS)
    for counting in (Counting(desk.study), asked(desk, "B2"), asked(desk, "F4")):
        assert counting.left_out == 0
        assert [one.begun for one in counting.reading.transcripts.values()] == [True, True]
    assert Counting(desk.study).coders == asked(desk, "B2").coders == (CONSENSUS,)


def test_codings_of_a_transcript_that_was_replaced_say_nothing_of_who_counts() -> None:
    desk = settled()
    desk.act(AddTranscript(replace(small_transcript("P04n", ("Staff?", "We agreed.")), supersedes=P04.id)))
    new = next(text for text in Counting(desk.study).transcripts if text.supersedes)
    desk.act(Apply(AGREED._replace(transcript=new.id)), coder=CONSENSUS)
    assert Counting(desk.study).coders == (CONSENSUS,)


def test_codings_besides_are_those_of_all_who_count() -> None:
    desk = settled()
    desk.act(AddCoder("ben"))
    desk.act(Apply(MINE._replace(code="F1", coder="ben")), coder="ben")
    assert asked(desk, "F4").besides() == 1


@settings(max_examples=40, deadline=None)
@given(
    st.frozensets(st.tuples(st.sampled_from(TRANSCRIPTS), st.integers(1, 3), st.sampled_from(("F4", "B2")),
                            st.sampled_from(("ana", "ben", CONSENSUS))), max_size=8),
    st.sampled_from(("F4", "B2", "consensus", "coder:ben", "NOT coded", "F4 coder:ana", "role:participant")),
)  # fmt: skip
def test_who_counts_and_what_was_read_never_depend_on_what_is_found(
    there: frozenset[tuple[Transcript, int, str, str]], query: str
) -> None:
    desk = small_desk()
    for text, n, code, coder in there:
        desk.act(Apply(Coding(text.id, n, None, None, code, coder)), coder=coder)
    whole = Counting(desk.study)
    try:
        part = asked(desk, query)
    except QueryError:  # nobody is called so
        return
    assert (part.reading.readers, part.reading.places) == (whole.reading.readers, whole.reading.places)
    assert set(part.coders) <= set(whole.coders)
    assert set(part.codings) <= set(whole.codings)


# ---- the methods appendix ----


def corrected() -> Desk:
    """Ana and ben with doubtful codings, memos, a passage to quote and a decision; P05 was replaced afterwards."""
    desk = small_desk()
    desk.act(AddCoder("ben"))
    theirs = MINE._replace(coder="ben")
    of_old = theirs._replace(transcript=P05.id)
    desk.act(Apply(MINE), Doubt(MINE))
    desk.act(Apply(theirs), Doubt(theirs), Apply(of_old), Doubt(of_old), coder="ben")
    desk.act(Apply(AGREED), Doubt(AGREED), coder=CONSENSUS)
    desk.act(SetMemo(MemoKey.at_paragraph(P05.id, 2, "ben"), "old"), coder="ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 2, "ana"), "new"), Quote(Passage(P05.id, 2)))
    desk.act(*(Decide(text.id, 2, Decision("keep", "ana", ("F4",))) for text in TRANSCRIPTS))
    new = small_transcript("P05n", ("Staff?", "We advertised thrice.", "[phone]"))
    desk.act(AddTranscript(replace(new, supersedes=P05.id)))
    return desk


def figures(counting: Counting) -> dict[str, object]:
    table = methods_of(counting, resamples=0).tables[0]
    return dict(zip(map(str, table.column("item")), table.column("figure"), strict=True))


@pytest.mark.parametrize("query", ["", "NOT text:unheard-of"])
def test_the_appendix_counts_nothing_of_transcripts_that_were_replaced(query: str) -> None:
    desk = corrected()
    counting = asked(desk, query) if query else Counting(desk.study)
    found = figures(counting)
    assert (found["codings"], found["doubtful"]) == (2, 2)
    assert found["memos"] == len([note for note in notes(counting) if note.kind.startswith("memo")]) == 1
    assert found["memos"] == len(find(desk.study, "memo"))
    assert found["quotable"] == len(find(desk.study, "quotable")) == 0
    assert found["decisions"] == 1


def test_the_appendix_counts_doubtful_codings_and_memos_of_those_who_are_counted() -> None:
    found = figures(Counting(corrected().study, coders=("ben",)))
    assert (found["codings"], found["doubtful"], found["memos"]) == (1, 1, 0)
