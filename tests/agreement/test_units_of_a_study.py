from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_teams import spoken, team
from postil.agreement.settled import with_decisions
from postil.agreement.units import WHOLE, Compared, Wanted, compared
from postil.model.bits import members_of
from postil.model.change import AddTranscript, Apply, Review
from postil.model.coding import Coding, Place
from postil.model.study import Study


def sets(found: Compared, coder: str) -> dict[tuple[str, int], set[str]]:
    """What a coder gave each unit that the coder rated."""
    at = found.coders.index(coder)
    ratings = found.ratings
    return {
        (found.places[unit].transcript, found.places[unit].paragraph): {
            code for code, bits in ratings.given[at].items() if bits & ratings.rated[at] & 1 << unit
        }
        for unit in members_of(ratings.rated[at])
    }


def test_a_reviewed_paragraph_without_codes_is_rated_and_one_without_a_mark_is_missing() -> None:
    study = team({"ana": {"P1": ["A", "", "B C"]}, "ben": {"P1": ["A B", None, ""]}}).study
    found = compared(study)
    assert found.coders == ("ana", "ben")
    assert sets(found, "ana") == {("P1", 1): {"A"}, ("P1", 2): set(), ("P1", 3): {"B", "C"}}
    assert sets(found, "ben") == {("P1", 1): {"A", "B"}, ("P1", 3): set()}
    assert (found.eligible, found.corpus, dict(found.unmarked)) == (3, 3, {})


def test_codings_without_a_mark_are_counted_and_left_out() -> None:
    desk = team({"ana": {"P1": ["A", ""]}, "ben": {"P1": ["A", None]}})
    desk.act(*(Apply(Coding("P1", 2, None, None, code, "ben")) for code in "BC"), coder="ben")
    found = compared(desk.study)
    assert dict(found.unmarked) == {"ben": 1}
    assert sets(found, "ben") == {("P1", 1): {"A"}}


def test_several_spans_with_one_code_are_one_giving() -> None:
    desk = team({"ana": {"P1": ["A"]}, "ben": {"P1": [""]}})
    desk.act(Apply(Coding("P1", 1, 0, 2, "A", "ana")), Apply(Coding("P1", 1, 3, 5, "B", "ana")))
    assert sets(compared(desk.study), "ana") == {("P1", 1): {"A", "B"}}


def test_questions_count_only_where_everybody_does() -> None:
    study = team({"ana": {"P1": ["", "A"]}, "ben": {"P1": ["", ""]}}, questions=1).study
    assert compared(study).places == (Place("P1", 2),)
    everybody = compared(study, Wanted(everybody=True))
    assert (everybody.places, everybody.eligible) == ((Place("P1", 1), Place("P1", 2)), 2)


def test_a_corrected_transcript_replaces_the_old_one() -> None:
    desk = team({"ana": {"P1": ["A"]}, "ben": {"P1": ["B"]}})
    new = spoken("P1b", 2)
    desk.act(AddTranscript(type(new)("P1b", "P1", "x", "0" * 64, new.paragraphs, "P1")), Review("P1b", 1, "ana"))
    found = compared(desk.study)
    assert (found.transcripts, found.places, found.coders) == (("P1b",), (Place("P1b", 1),), ("ana",))


def test_the_consensus_is_compared_only_when_it_is_named() -> None:
    study = team({name: {"P1": ["A"]} for name in ("ana", "consensus", "ben")}).study
    assert compared(study).coders == ("ana", "ben")
    assert compared(study, Wanted(coders=("consensus", "ben"))).coders == ("consensus", "ben")


def test_codes_are_all_that_can_be_given_or_the_chosen_ones() -> None:
    study = team({"ana": {"P1": ["A1 B"]}, "ben": {"P1": ["A"]}}).study
    assert compared(study).codes == ("A", "A1", "B", "C")
    assert compared(study, Wanted(codes=("B", "A1"))).codes == ("A1", "B")


def test_children_count_as_their_parents_on_request() -> None:
    study = team({"ana": {"P1": ["A1", "B"]}, "ben": {"P1": ["A", ""]}}).study
    found = compared(study, Wanted(children=True))
    assert found.codes == ("H", "A", "A1", "B", "C")
    assert sets(found, "ana") == {("P1", 1): {"H", "A", "A1"}, ("P1", 2): {"B"}}
    assert sets(found, "ben") == {("P1", 1): {"H", "A"}, ("P1", 2): set()}
    only = compared(study, Wanted(children=True, codes=("A",)))
    assert sets(only, "ana")["P1", 1] == {"A"}


def test_a_transcript_is_rated_as_a_whole_when_all_of_it_was_reviewed() -> None:
    study = team({"ana": {"P1": ["A", "B"], "P2": ["C", None]}, "ben": {"P1": ["", "A"], "P2": ["", ""]}}).study
    found = compared(study, Wanted(unit="document"))
    assert sets(found, "ana") == {("P1", WHOLE): {"A", "B"}}
    assert sets(found, "ben") == {("P1", WHOLE): {"A"}, ("P2", WHOLE): set()}
    assert (found.eligible, found.corpus, found.ratings.noun) == (2, 2, "transcript")


def test_transcripts_can_be_chosen_and_the_corpus_stays_whole() -> None:
    coding = {name: {"P1": ["A", ""], "P2": ["B"]} for name in ("ana", "ben")}
    found = compared(team(coding).study, Wanted(transcripts=("P2",)))
    assert (found.places, found.eligible, found.corpus) == ((Place("P2", 1),), 1, 3)


def test_decided_paragraphs_hold_the_consensus_for_every_coder_who_reviewed_them() -> None:
    study = team({"ana": {"P1": ["A", "B"]}, "ben": {"P1": ["B", None]}, "cy": {"P1": ["", "C"]}}).study
    decided = {Place("P1", 1): {"A", "C"}, Place("P1", 2): set(), Place("P9", 1): {"A"}}
    as_they_had_it = compared(study)
    found = as_they_had_it._replace(ratings=with_decisions(as_they_had_it, decided))
    assert sets(found, "ana") == {("P1", 1): {"A", "C"}, ("P1", 2): set()}
    assert sets(found, "ben") == {("P1", 1): {"A", "C"}}
    assert sets(found, "cy") == {("P1", 1): {"A", "C"}, ("P1", 2): set()}


def test_an_empty_study_has_no_units() -> None:
    found = compared(Study())
    assert (found.coders, found.codes, found.places, found.eligible) == ((), (), (), 0)


CELLS = st.none() | st.lists(st.sampled_from(["A", "A1", "B", "C"]), max_size=3, unique=True).map(" ".join)
TEAMS = st.dictionaries(
    st.sampled_from(["ana", "ben", "cy"]),
    st.dictionaries(st.sampled_from(["P1", "P2"]), st.lists(CELLS, max_size=4), max_size=2),
    max_size=3,
)


@settings(max_examples=80, deadline=None)
@given(TEAMS)
def test_units_hold_exactly_what_was_reviewed_and_given(coding: dict[str, dict[str, list[str | None]]]) -> None:
    study = team(coding).study
    found = compared(study, Wanted(coders=tuple(coding)))
    for coder, transcripts in coding.items():
        expected = {
            (key, n): set(codes.split())
            for key, cells in transcripts.items()
            for n, codes in enumerate(cells, 1)
            if codes is not None
        }
        assert sets(found, coder) == expected
    order = list(study.transcripts)
    assert sorted(found.places, key=lambda place: (order.index(place.transcript), place.paragraph)) == [*found.places]
    whole = 0
    for cluster in found.ratings.clusters:
        assert not whole & cluster
        whole |= cluster
    assert whole.bit_count() == len(found.places) == found.ratings.units


@pytest.mark.parametrize("unit", ["paragraph", "document"])
def test_nobody_is_compared_who_rated_nothing(unit: str) -> None:
    study = team({"ana": {"P1": ["A", "B"]}, "ben": {"P1": [None, "A"]}}).study
    found = compared(study, Wanted(unit="document" if unit == "document" else "paragraph"))
    assert found.coders == (("ana",) if unit == "document" else ("ana", "ben"))


def test_codings_on_speech_that_is_not_compared_are_counted() -> None:
    desk = team({"ana": {"P1": ["", "A"]}, "ben": {"P1": ["", ""]}}, questions=1)
    desk.act(*(Apply(Coding("P1", 1, None, None, code, "ana")) for code in "BC"), coder="ana")
    desk.act(Apply(Coding("P1", 1, None, None, "B", "cy")), coder="cy")
    assert compared(desk.study).elsewhere == {"ana": 2}
    assert compared(desk.study, Wanted(everybody=True)).elsewhere == {}
