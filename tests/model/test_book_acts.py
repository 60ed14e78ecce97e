"""Acts on the codebook: codes that two coders use are merged, parted, split and moved, and nothing is lost."""

from __future__ import annotations

import contextlib
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import CodebookError, NotFoundError, PostilError
from postil.model.book_acts import (
    drop_code,
    example_from,
    merge_codes,
    move_code,
    named_version,
    part_codes,
    recode,
)
from postil.model.cell import Summary
from postil.model.change import (
    Action,
    AddCase,
    AddCode,
    Apply,
    Decide,
    Doubt,
    EditCode,
    Remove,
    SetComment,
    SetMemo,
    SetSummary,
)
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import CONSENSUS, Decision
from postil.model.log import Log
from postil.model.study import Study
from studies import CODE_IDS, TRANSCRIPTS, Desk, acts, codings, content, small_desk, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable

P04 = TRANSCRIPTS[0].id
SPLIT = Code("split", "Split off")


def coded(n: int, code: str, coder: str = "ana", span: tuple[int | None, int | None] = (None, None)) -> Coding:
    return Coding(P04, n, *span, code, coder)


def used_by_two() -> Desk:
    """F4 and B2 used by ana and ben, partly on the same paragraphs."""
    desk = small_desk()
    desk.act(Apply(coded(1, "F4")), Apply(coded(2, "F4")), Apply(coded(2, "B2")), Apply(coded(4, "B2")))
    desk.act(Apply(coded(2, "B2", "ben")), Apply(coded(3, "F4", "ben")), coder="ben")
    return desk


def all_codings(study: Study) -> set[Coding]:
    return {coding for coding, _ in study.codings()}


def uses(study: Study) -> dict[str, int]:
    return {code: n for code, n in study.uses.items() if n}


# ---- merging ----


def test_merging_codes_that_two_coders_use_counts_each_coding_once() -> None:
    desk = used_by_two()
    desk.act(*merge_codes(desk.study, "B2", "F4"), coder="lead")
    assert all_codings(desk.study) == {
        *(coded(n, "F4") for n in (1, 2, 4)),
        *(coded(n, "F4", "ben") for n in (2, 3)),
    }
    assert uses(desk.study) == {"F4": 5}, "ana had both codes on §2: that is one coding now"
    assert desk.study.uses_by("ana") == {"F4": 3}
    assert "B2" not in [code.id for code in desk.study.codebook]


def test_a_merge_is_undone_and_redone_as_one_act() -> None:
    desk = used_by_two()
    before = content(desk.study)
    desk.act(*merge_codes(desk.study, "B2", "F4"), coder="lead")
    after = content(desk.study)
    assert desk.undo("lead")
    assert content(desk.study) == before
    assert desk.redo("lead")
    assert content(desk.study) == after


def families() -> Desk:
    """Two codes with codes under them, of which one name is under both, and again one below."""
    desk = small_desk()
    desk.act(
        *(
            AddCode(Code(key, name, parent))
            for key, name, parent in (
                ("m", "Money", ""),
                ("m1", "Pay", "m"),
                ("m1x", "Bonus", "m1"),
                ("m2", "Rent", "m"),
                ("c", "Costs", ""),
                ("c1", "pay", "c"),
                ("c1x", "bonus", "c1"),
            )
        )
    )
    desk.act(Apply(coded(1, "m1x")), Apply(coded(1, "c1x")), Apply(coded(2, "m2")), Apply(coded(2, "m1x", "ben")))
    return desk


def test_codes_of_one_name_under_both_are_merged_along_and_others_move() -> None:
    desk = families()
    desk.act(*merge_codes(desk.study, "m", "c"))
    book = desk.study.codebook
    assert [book.path(code.id) for code in book][4:] == ["Costs", "Costs/Rent", "Costs/pay", "Costs/pay/bonus"]
    assert uses(desk.study) == {"c1x": 2, "m2": 1}


def test_parting_by_hand_gives_back_what_was_there_with_all_that_was_merged_along() -> None:
    desk = families()
    before = content(desk.study)
    desk.act(*merge_codes(desk.study, "m", "c"))
    desk.act(*part_codes(desk.study, "m"), coder="ben")
    assert content(desk.study) == before
    assert desk.undo("ben")
    assert desk.undo("ana")
    assert content(desk.study) == before


def test_parting_leaves_alone_what_was_merged_apart_from_it() -> None:
    desk = families()
    desk.act(*merge_codes(desk.study, "m2", "F4"))
    desk.act(*merge_codes(desk.study, "m", "c"))
    desk.act(*part_codes(desk.study, "m"))
    assert dict(desk.study.same.merged()) == {"m2": "F4"}


def test_only_a_merged_code_can_be_parted() -> None:
    with pytest.raises(CodebookError, match="Workforce challenges was not merged"):
        part_codes(small_desk().study, "B2")
    with pytest.raises(CodebookError, match="nothing was not merged"):
        part_codes(small_desk().study, "nothing")


def test_a_merged_code_keeps_its_name_so_that_no_new_one_slips_into_it() -> None:
    desk = used_by_two()
    desk.act(*merge_codes(desk.study, "B2", "F4"))
    before = content(desk.study)
    for action in (AddCode(Code("new", "workforce  challenges")), EditCode("F1", "name", "Workforce challenges")):
        with pytest.raises(CodebookError, match="was merged into Leadership and management buy-in"):
            desk.act(action)
    assert content(desk.study) == before
    desk.act(AddCode(Code("new", "Workforce challenges", parent="F1")))
    desk.act(EditCode("F4", "name", "Workforce challenges"))
    assert desk.study.codebook.path("F4") == "Workforce challenges", "the one that stands for it may have its name"
    assert uses(desk.study) == {"F4": 5}


def test_merging_a_code_into_the_one_above_it_and_its_namesake_below() -> None:
    desk = small_desk()
    desk.act(AddCode(Code("a", "Peers", "F1")), AddCode(Code("b", "Peers", "a")), Apply(coded(1, "b")))
    desk.act(*merge_codes(desk.study, "a", "F1"))
    assert desk.study.codebook.path("b") == "Bottom-up development/Peers"
    assert desk.study.codebook.get("a") == desk.study.codebook.get("F1")


@pytest.mark.parametrize(
    ("before", "code", "into", "told"),
    [
        ((), "B2", "B2", "are one code already"),
        ((EditCode("F4", "status", "retired"),), "B2", "F4", "is retired and takes no codings"),
        ((EditCode("F4", "status", "heading"),), "B2", "F4", "is a heading and takes no codings"),
        ((EditCode("B2", "status", "heading"),), "B2", "F4", "is a heading and has no codings"),
        ((), "F1", "F1.2", "stands under Bottom-up development"),
        ((), "F1", "nothing", "there is no code nothing"),
        ((), "nothing", "F1", "there is no code nothing"),
    ],
)
def test_merges_that_make_no_sense_are_refused_and_change_nothing(
    before: tuple[Action, ...], code: str, into: str, told: str
) -> None:
    desk = used_by_two()
    desk.act(*before)
    as_it_was = content(desk.study)
    with pytest.raises((CodebookError, NotFoundError), match=told):
        desk.act(*merge_codes(desk.study, code, into))
    assert content(desk.study) == as_it_was


@pytest.mark.parametrize(("code", "status"), [("m1", "heading"), ("c1", "heading"), ("c1", "retired")])
def test_codes_of_one_name_under_both_that_cannot_be_merged_stop_the_merge(code: str, status: str) -> None:
    desk = families()
    desk.act(EditCode(code, "status", status))
    with pytest.raises(CodebookError, match="Money and Costs both have a code Pay under them"):
        merge_codes(desk.study, "m", "c")


# ---- a second coder's file ----


def apart(base: Desk, *, offset: int) -> tuple[Desk, Desk]:
    """Two desks that go on from one study, with clocks ``offset`` milliseconds apart."""
    desks = []
    for n, writer in enumerate(("a" * 16, "b" * 16)):
        clock = Clock(writer=writer, now=count(1_700_000_900_000 + n * offset, 7).__next__)
        desks.append(Desk(Study(base.log), Log(base.log), clock))
    return desks[0], desks[1]


def together(*desks: Desk) -> Desk:
    desk = Desk(clock=Clock(writer="c" * 16, now=count(1_700_009_900_000, 7).__next__))
    for other in desks:
        desk.study.fold(other.log)
        desk.log.add(other.log)
    return desk


def test_codings_made_before_a_merge_in_another_file_count_as_the_others_code() -> None:
    lead, ben = apart(used_by_two(), offset=-400)
    lead.act(*merge_codes(lead.study, "B2", "F4"), coder="lead")
    ben.act(Apply(coded(1, "B2", "ben")), Remove(coded(2, "B2", "ben")), coder="ben")
    desk = together(lead, ben)
    assert uses(desk.study) == {"F4": 5}
    assert desk.study.has(coded(1, "F4", "ben"))
    assert not desk.study.has(coded(2, "F4", "ben"))
    assert desk.study.conflicts() == {}
    desk.act(*part_codes(desk.study, "B2"), coder="lead")
    assert desk.study.uses_by("ben") == {"B2": 1, "F4": 1}


def test_codings_made_before_a_split_in_another_file_keep_the_code_that_was_split() -> None:
    lead, ben = apart(used_by_two(), offset=-400)
    lead.act(*recode(lead.study, [coded(2, "B2"), coded(2, "B2", "ben")], "split", [AddCode(SPLIT)]), coder="lead")
    ben.act(Apply(coded(1, "B2", "ben")), coder="ben")
    desk = together(lead, ben)
    assert desk.study.uses_by("ben") == {"split": 1, "F4": 1, "B2": 1}
    assert desk.study.uses_by("ana") == {"split": 1, "F4": 2, "B2": 1}


@settings(deadline=None)
@given(
    st.lists(acts(), max_size=6),
    st.lists(acts(), max_size=6),
    st.integers(-3000, 3000),
    st.sampled_from(("F4", "B2", "F1")),
    st.randoms(use_true_random=False),
)
def test_a_merge_and_another_file_come_to_the_same_in_any_order(
    before: list[tuple[str, list[Action]]],
    others: list[tuple[str, list[Action]]],
    offset: int,
    into: str,
    random: object,
) -> None:
    base = small_desk()
    run(base, before)
    lead, ben = apart(base, offset=offset)
    with contextlib.suppress(PostilError):
        lead.act(*merge_codes(lead.study, "F1.2", into), coder="lead")
    run(ben, others)
    changes = list({change.stamp: change for desk in (lead, ben) for change in desk.log}.values())
    whole = Study(changes)
    random.shuffle(changes)  # type: ignore[attr-defined]
    shuffled = Study()
    for change in changes:
        shuffled.fold([change])
    assert stamped(shuffled) == stamped(whole)
    if dict(whole.same.merged()).get("F1.2"):
        assert not whole.uses.get("F1.2")
    assert sum(whole.uses.values()) == len(all_codings(whole))


def run(desk: Desk, wanted: Iterable[tuple[str, list[Action]]]) -> None:
    for coder, actions in wanted:
        with contextlib.suppress(PostilError):  # what does not fit is refused; others test that
            desk.act(*actions, coder=coder)


# ---- splitting ----


def test_a_split_moves_the_chosen_codings_of_both_coders_with_memos_and_doubts() -> None:
    desk = used_by_two()
    desk.act(SetMemo(MemoKey.at_coding(coded(2, "B2")), "nights, too"), Doubt(coded(2, "B2", "ben")))
    before = content(desk.study)
    desk.act(*recode(desk.study, [coded(2, "B2"), coded(2, "B2", "ben")], "split", [AddCode(SPLIT)]), coder="lead")
    assert uses(desk.study) == {"F4": 3, "B2": 1, "split": 2}
    assert {c.coder for c in all_codings(desk.study) if c.code == "split"} == {"ana", "ben"}
    assert desk.study.memo(MemoKey.at_coding(coded(2, "split"))) == "nights, too"
    assert desk.study.memo(MemoKey.at_coding(coded(2, "B2"))) == ""
    assert [c for c in all_codings(desk.study) if desk.study.is_doubtful(c)] == [coded(2, "split", "ben")]
    after = content(desk.study)
    assert desk.undo("lead")
    assert content(desk.study) == before
    assert desk.redo("lead")
    assert content(desk.study) == after


def test_codings_that_become_one_keep_both_memos() -> None:
    desk = used_by_two()
    desk.act(SetMemo(MemoKey.at_coding(coded(2, "B2")), "old"), SetMemo(MemoKey.at_coding(coded(2, "F4")), "there"))
    desk.act(Apply(coded(2, "F1")), SetMemo(MemoKey.at_coding(coded(2, "F1")), "third"))
    desk.act(*recode(desk.study, [coded(2, "B2"), coded(2, "F1")], "F4"))
    assert desk.study.memo(MemoKey.at_coding(coded(2, "F4"))) == "there\nold\nthird"
    assert desk.study.uses_by("ana") == {"F4": 2, "B2": 1}


def test_a_decision_says_what_it_said_in_the_codes_that_are_there_now() -> None:
    desk = used_by_two()
    seen = (("ana", ("B2", "F4")), ("ben", ("B2",)))
    desk.act(
        Decide(P04, 2, Decision("both", "", ("B2", "F4"), "both fit", seen)),
        Apply(coded(2, "B2", CONSENSUS)),
        Apply(coded(2, "F4", CONSENSUS)),
    )
    chosen = [coding for coding in desk.study.codings_at(Place(P04, 2)) if coding.code == "B2"]
    desk.act(*recode(desk.study, chosen, "split", [AddCode(SPLIT)]), coder="lead")
    made = desk.study.decision(Place(P04, 2))
    assert made is not None
    now = (("ana", ("F4", "split")), ("ben", ("split",)))
    assert made[0] == Decision("both", "", ("F4", "split"), "both fit", now)
    assert {c.code for c in desk.study.codings_at(Place(P04, 2), CONSENSUS)} == {"F4", "split"}


def test_a_code_that_stays_on_other_words_of_the_paragraph_stays_in_the_decision() -> None:
    desk = small_desk()
    desk.act(Apply(coded(2, "B2")), Apply(coded(2, "B2", span=(0, 5))))
    desk.act(Decide(P04, 2, Decision("both", "", ("B2",), "", (("ana", ("B2",)),))), Apply(coded(2, "B2", CONSENSUS)))
    desk.act(*recode(desk.study, [coded(2, "B2", span=(0, 5))], "F4"))
    made = desk.study.decision(Place(P04, 2))
    assert made is not None
    assert made[0] == Decision("both", "", ("B2",), "", (("ana", ("B2", "F4")),))


def test_a_split_leaves_out_what_is_not_there_or_has_the_code_already() -> None:
    desk = used_by_two()
    assert recode(desk.study, [coded(1, "F4"), coded(1, "B2")], "F4") == []
    assert recode(desk.study, [coded(1, "B2")], "split", [AddCode(SPLIT)]) == [], "no code is made for nothing"


@pytest.mark.parametrize("status", ["retired", "heading"])
def test_no_coding_goes_to_a_code_that_takes_none(status: str) -> None:
    desk = used_by_two()
    desk.act(EditCode("F1", "status", status))
    with pytest.raises(CodebookError, match=f"{status} and takes no codings"):
        recode(desk.study, [coded(2, "B2")], "F1")
    with pytest.raises(NotFoundError):
        recode(desk.study, [coded(2, "B2")], "nothing")


@st.composite
def busy_desks(draw: st.DrawFn) -> Desk:
    desk = small_desk()
    run(desk, draw(st.lists(acts(), max_size=12)))
    for coder in ("ana", "ben"):
        for coding in draw(st.lists(codings(coder), max_size=4)):
            run(desk, [(coder, [Apply(coding), Doubt(coding, draw(st.booleans()))])])
    return desk


@settings(deadline=None)
@given(busy_desks(), CODE_IDS, st.data())
def test_split_then_merge_back_gives_the_same_codings(desk: Desk, code: str, data: st.DataObject) -> None:
    known = desk.study.codebook.get(code)
    if known is None or known.status != "active":
        return
    before = desk.study
    mine = sorted((c for c in all_codings(before) if c.code == known.id), key=lambda c: c.reading_order)
    chosen = [coding for coding in mine if data.draw(st.booleans())]
    as_it_was = content(before)
    desk.act(*recode(before, chosen, "split", [AddCode(SPLIT)]), coder="lead")
    assert uses(desk.study).get("split", 0) == len(chosen)
    if chosen:
        desk.act(*merge_codes(desk.study, "split", known.id), coder="lead")
    assert content(desk.study) == as_it_was
    while desk.undo("lead"):
        pass
    assert content(desk.study) == as_it_was
    while desk.redo("lead"):
        pass
    assert content(desk.study) == as_it_was


@settings(deadline=None)
@given(busy_desks(), CODE_IDS, CODE_IDS)
def test_merge_part_undo_and_redo_give_back_what_was_there(desk: Desk, code: str, into: str) -> None:
    before = content(desk.study)
    source, target = desk.study.codebook.get(code), desk.study.codebook.get(into)
    if source is None or target is None:
        return
    expected = {c._replace(code=target.id) if c.code == source.id else c for c in all_codings(desk.study)}
    try:
        desk.act(*merge_codes(desk.study, code, into), coder="lead")
    except PostilError:
        assert content(desk.study) == before
        return
    assert all_codings(desk.study) == expected
    assert sum(desk.study.uses.values()) == len(expected)
    merged = content(desk.study)
    desk.act(*part_codes(desk.study, source.id), coder="lead")
    assert content(desk.study) == before
    assert desk.undo("lead")
    assert content(desk.study) == merged
    assert desk.undo("lead")
    assert content(desk.study) == before
    assert desk.redo("lead")
    assert content(desk.study) == merged


# ---- one code, versions ----


def test_a_code_is_moved_with_all_under_it_and_never_under_itself() -> None:
    desk = small_desk()
    desk.act(*move_code(desk.study, "F1", "B2"))
    assert desk.study.codebook.path("F1.2") == "Workforce challenges/Bottom-up development/Built on local need"
    with pytest.raises(CodebookError, match="cannot stand under itself"):
        move_code(desk.study, "F1", "F1")
    with pytest.raises(CodebookError, match="Built on local need stands under Workforce challenges"):
        move_code(desk.study, "B2", "F1.2")
    with pytest.raises(NotFoundError):
        move_code(desk.study, "B2", "nothing")
    desk.act(*move_code(desk.study, "F1", ""))
    assert desk.study.codebook.path("F1") == "Bottom-up development"


def test_a_code_is_dropped_only_when_nothing_uses_it() -> None:
    desk = used_by_two()
    with pytest.raises(CodebookError, match="is used by 3 codings"):
        desk.act(*drop_code(desk.study, "F4"))
    desk.act(AddCase("p04", "P04"), SetComment("p04", "F1.2", "odd"))
    with pytest.raises(CodebookError, match="has 1 written cell in the matrix"):
        drop_code(desk.study, "F1.2")
    desk.act(SetComment("p04", "F1.2", ""))
    desk.act(*drop_code(desk.study, "F1.2"))
    assert [code.id for code in desk.study.codebook] == ["F1", "F4", "B2"]


def test_an_example_is_the_words_of_a_coding_with_their_place_below_those_there_are() -> None:
    desk = used_by_two()
    desk.act(example_from(desk.study, coded(2, "F4", span=(0, 33))))
    desk.act(example_from(desk.study, coded(4, "F4")))
    code = desk.study.codebook.get("F4")
    assert code is not None
    assert code.example == "“It was the liaison nurses, really” (P04 §2)\n“No.” (P04 §4)"
    assert desk.act(example_from(desk.study, coded(4, "F4"))) == (), "the same one twice is one"


def test_a_version_holds_the_codes_that_are_shown_and_keeps_its_name() -> None:
    desk = used_by_two()
    desk.act(*merge_codes(desk.study, "B2", "F4"))
    desk.act(named_version(desk.study, "v1", "agreed in May"))
    desk.act(named_version(desk.study, "v1", "agreed in June"))
    desk.act(EditCode("F4", "name", "Leadership"))
    ((version, _),) = desk.study.book_versions.values()
    assert [code.id for code in version.codes] == ["F1", "F1.2", "F4"]
    assert version.note == "agreed in June"
    with pytest.raises(CodebookError, match="there is a version v1 already"):
        named_version(desk.study, "v1")
    with pytest.raises(CodebookError, match="needs a name"):
        named_version(desk.study, " ")
    with pytest.raises(CodebookError, match="has no codes"):
        named_version(Study(), "v1")


def test_cells_of_merged_codes_come_together_as_two_versions() -> None:
    desk = used_by_two()
    desk.act(AddCase("p04", "P04"), SetSummary("p04", "F4", Summary("wanted it")))
    desk.act(SetSummary("p04", "B2", Summary("no staff")))
    desk.act(*merge_codes(desk.study, "B2", "F4"))
    ((key, heads),) = desk.study.conflicts().items()
    assert key == ("summary", "p04", "F4")
    assert {head.value.text for head in heads if isinstance(head.value, Summary)} == {"wanted it", "no staff"}
