"""Packs are blind: an example that quotes what somebody else coded goes to nobody who has not coded it so."""

from __future__ import annotations

import contextlib
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import P04, P05, used_by_two
from postil.errors import PostilError
from postil.model.book_acts import example_from, merge_codes, named_version
from postil.model.change import AddCode, AddTranscript, Apply, DropCode, EditCode, EditTranscript, NameVersion, Remove
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.packs import Pack, pack_of
from postil.model.study import Study
from studies import Desk, stamped

if TYPE_CHECKING:
    from postil.model.change import Action, Change

ANA_S = Coding(P04, 2, None, None, "F1", "ana")
QUOTE = "kept a list"


def pack_for(desk: Desk, coder: str, *transcripts: str) -> Pack:
    pack = pack_of(desk.log, coder, transcripts)
    known = list(desk.log)
    assert all(change in known for change in pack.changes)
    assert stamped(Study([*pack.changes, *known])) == stamped(desk.study)
    return pack


def example(changes: list[Change], code: str = "F1") -> str:
    found = Study(changes).codebook.get(code)
    assert found is not None
    return found.example


def test_who_has_not_coded_it_does_not_see_it() -> None:
    desk = used_by_two()
    desk.act(EditCode("F1", "example", "Somebody on the ward asked for it."))
    desk.act(example_from(desk.study, ANA_S))
    desk.act(named_version(desk.study, "v1"))
    pack = pack_for(desk, "ben", P05)
    assert QUOTE not in str(pack.changes)
    assert (pack.without_example, pack.quoting) == (("F1",), ())
    assert example(pack.changes) == "Somebody on the ward asked for it."
    assert not any(isinstance(change.action, NameVersion) for change in pack.changes)


def test_who_coded_it_so_sees_it_until_that_coding_is_taken_away() -> None:
    desk = used_by_two()
    desk.act(example_from(desk.study, ANA_S))
    pack = pack_for(desk, "ben", P04)
    assert QUOTE in example(pack.changes)
    assert not pack.without_example
    assert not example(pack_for(desk, "cleo", P04, P05).changes)
    desk.act(Remove(ANA_S._replace(coder="ben")), coder="ben")
    assert not example(pack_for(desk, "ben", P04).changes)


def test_a_text_that_replaced_a_quotation_is_shown_and_not_beside_an_older_one() -> None:
    desk = used_by_two()
    desk.act(EditCode("F1", "example", "old"))
    desk.act(example_from(desk.study, ANA_S))
    desk.act(EditCode("F1", "example", "new"))
    pack = pack_for(desk, "ben", P05)
    assert example(pack.changes) == "new"
    assert not Study(pack.changes).conflicts()


def test_where_the_older_text_came_with_the_code_it_is_the_one_that_is_shown() -> None:
    desk = used_by_two()
    desk.act(AddCode(Code("X", "X", example="came with it")), Apply(Coding(P04, 2, None, None, "X", "ana")))
    desk.act(example_from(desk.study, Coding(P04, 2, None, None, "X", "ana")))
    desk.act(EditCode("X", "example", "new"))
    pack = pack_for(desk, "ben", P05)
    assert example(pack.changes, "X") == "came with it"
    assert not Study(pack.changes).conflicts()


def test_an_undone_quotation_leaves_what_was_there() -> None:
    desk = used_by_two()
    desk.act(EditCode("F1", "example", "old"))
    desk.act(example_from(desk.study, ANA_S))
    desk.undo()
    assert example(pack_for(desk, "ben", P05).changes) == "old"
    desk.act(example_from(desk.study, ANA_S))
    desk.act(EditCode("F1", "example", "new"))
    desk.undo()
    assert example(pack_for(desk, "ben", P05).changes) == "old", "what was undone does not come back"


def test_quotations_of_a_transcript_that_has_another_name_are_known() -> None:
    desk = used_by_two()
    desk.act(EditTranscript(P04, "name", "P04 (ward, 2nd)"))
    desk.act(example_from(desk.study, ANA_S))
    desk.act(EditTranscript(P04, "name", "Interview 4"))
    desk.act(EditCode("F4", "example", "as said on the ward (interview 4 §2, §4)"))
    pack = pack_for(desk, "ben", P05)
    assert set(pack.without_example) == {"F1", "F4"}
    assert not pack.renamed
    assert pack_for(desk, "ben", P04).renamed == (P04,)


@pytest.mark.parametrize("text", ["Other people's words (Smith 2020 §3).", "See (§2).", "“They said” (P99 §2)", ""])
def test_examples_that_quote_no_transcript_stay(text: str) -> None:
    desk = used_by_two()
    desk.act(EditCode("F1", "example", "a text"))
    desk.act(EditCode("F1", "example", text))
    pack = pack_for(desk, "ben", P05)
    assert example(pack.changes) == text
    assert not pack.without_example


def test_an_example_that_a_code_was_brought_in_with_is_told() -> None:
    desk = used_by_two()
    desk.act(AddCode(Code("X", "X", example="“They had kept a list.” (P04 §2)")))
    pack = pack_for(desk, "ben", P05)
    assert (pack.without_example, pack.quoting) == ((), ("X",))


def test_a_code_that_was_taken_out_takes_its_quotation_along() -> None:
    desk = used_by_two()
    desk.act(AddCode(Code("X", "X")))
    coding = Coding(P04, 2, None, None, "X", "ana")
    desk.act(Apply(coding))
    desk.act(example_from(desk.study, coding))
    desk.act(Remove(coding))
    desk.act(DropCode(desk.study.codebook.get("X")))  # type: ignore[arg-type]  # it is there
    pack = pack_for(desk, "ben", P05)
    assert QUOTE not in str(pack.changes)
    assert Study(pack.changes).codebook.get("X") is None
    desk.undo()
    pack = pack_for(desk, "ben", P05)
    assert QUOTE not in str(pack.changes)
    assert Study(pack.changes).codebook.get("X") is not None
    assert not pack.quoting


def test_both_of_two_codes_that_are_one_go_without() -> None:
    desk = used_by_two()
    other = Desk(clock=Clock(writer="f" * 16, now=count(1_600_000_000_000).__next__))
    twin = other.act(AddCode(Code("F1x", "Bottom-up development", number="F1")))
    desk.study.fold(twin)
    desk.log.add(twin)
    desk.act(example_from(desk.study, ANA_S))
    desk.act(*merge_codes(desk.study, "B2", "F1"))
    pack = pack_for(desk, "ben", P05)
    assert QUOTE not in str(pack.changes)
    assert QUOTE in example(pack_for(desk, "ben", P04).changes)


@st.composite
def steps(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(("take", "write", "write again", "undo", "redo", "rename", "drop", "empty", "other")))


@settings(max_examples=150, deadline=None)
@given(st.lists(steps(), max_size=12), st.sampled_from(("", "came with it")))
def test_law_no_quotation_travels_and_nothing_is_shown_twice(acts: list[str], initial: str) -> None:
    desk = used_by_two()
    desk.act(AddCode(Code("X", "X", example=initial)))
    coding = Coding(P04, 2, None, None, "X", "ana")
    desk.act(Apply(coding))
    for act in acts:
        with contextlib.suppress(PostilError):
            do(desk, act, coding)
    pack = pack_for(desk, "ben", P05)
    assert QUOTE not in str([c for c in pack.changes if not isinstance(c.action, AddTranscript)])
    study = Study(pack.changes)
    assert not study.conflicts()
    shown, now = study.codebook.get("X"), desk.study.codebook.get("X")
    if shown is not None and now is not None and now.example != shown.example:
        assert pack.without_example == ("X",)


def do(desk: Desk, act: str, coding: Coding) -> None:
    actions: dict[str, list[Action]] = {
        "take": [example_from(desk.study, coding)],
        "write": [EditCode("X", "example", "by hand")],
        "write again": [EditCode("X", "example", "by hand again")],
        "empty": [EditCode("X", "example", "")],
        "other": [EditCode("X", "definition", "says something")],
        "rename": [EditTranscript(P04, "name", "Interview 4")],
        "drop": [Remove(coding), DropCode(desk.study.codebook.get("X") or Code("X", "X"))],
    }
    if act == "undo":
        desk.undo()
    elif act == "redo":
        desk.redo()
    else:
        desk.act(*actions[act])
