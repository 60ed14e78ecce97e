from __future__ import annotations

import pytest

from postil.errors import NotFoundError, PostilError, RatingsError
from postil.model.change import AddCoder, Apply, Decide, EditCode, Review, SetMemo
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import CONSENSUS, Decision
from postil.session.modes import Asking, Helping, Picking, Prompting
from postil.session.review_commands import REVIEW_COMMANDS
from postil.session.review_items import Clash, Disagreement, decisions_made
from postil.session.review_list import to_review
from postil.session.review_verbs import REVIEW_VERBS
from postil.session.surroundings import Quit
from postil.session.verbs import VERBS
from reviews import P04, P05, Reviewer, Wanted, coded_apart, in_conflict, layer, originals, review
from studies import content, small_desk

FIRST, SECOND = Place(P04, 2), Place(P04, 4)


def decided(reviewer: Reviewer, place: Place = FIRST) -> Decision:
    return reviewer.study.decisions()[place][0]


# ---- the table ----


def test_every_command_has_a_verb_and_a_key_that_is_not_escape() -> None:
    for command in REVIEW_COMMANDS:
        assert (command.id == "decide.keep") or command.id in REVIEW_VERBS or command.id in VERBS
        assert set(command.keys) - {"escape"}
    assert REVIEW_VERBS.keys() <= {command.id for command in REVIEW_COMMANDS}
    keys = [key for command in REVIEW_COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


# ---- the list ----


def test_disagreements_are_participants_paragraphs_that_two_reviewed_and_coded_differently() -> None:
    reviewer = review()
    assert [item.place for item in reviewer.session.items] == [FIRST, SECOND]
    assert list(reviewer.session.agreed) == [Place(P05, 2)]
    assert reviewer.session.coders == ("ana", "ben")


def test_different_words_are_no_disagreement() -> None:
    desk = small_desk()
    for coder, span in (("ana", (0, 5)), ("ben", (3, 9))):
        desk.act(Apply(Coding(P04, 2, *span, "F1", coder)), Review(P04, 2, coder), coder=coder)
    assert to_review(desk.study, Wanted()).items == []


def test_codes_without_a_reviewed_mark_are_not_compared() -> None:
    desk = coded_apart()
    desk.act(Review(P04, 2, "ben", reviewed=False), coder="ben")
    assert [item.place for item in to_review(desk.study, Wanted()).items] == [SECOND]


def test_only_what_was_asked_for() -> None:
    study = coded_apart().study
    assert [item.place for item in to_review(study, Wanted(codes=("B2",))).items] == [FIRST]
    assert to_review(study, Wanted(transcripts=(P05,))).items == []
    assert to_review(study, Wanted(coders=("ben", "ana"))).coders == ("ben", "ana")


def test_a_decided_paragraph_stays_in_the_list_when_its_coders_come_to_agree() -> None:
    desk = coded_apart()
    review(desk).press("a")
    desk.act(Apply(Coding(P04, 2, None, None, "B2", "ana")), coder="ana")
    desk.act(Apply(Coding(P04, 2, None, None, "F4", "ben")), coder="ben")
    again = review(desk)
    assert [item.place for item in again.session.items] == [FIRST, SECOND]
    assert again.session.settled == 1
    assert again.session.place == SECOND


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [
        (Wanted(coders=("ana", "eve")), NotFoundError, "no coder eve"),
        (Wanted(coders=("ana",)), RatingsError, "two coders"),
    ],
)
def test_what_cannot_be_compared_is_refused(wanted: Wanted, error: type[PostilError], said: str) -> None:
    with pytest.raises(error) as refused:
        to_review(coded_apart().study, wanted)
    assert said in str(refused.value)


def test_one_coder_or_no_shared_paragraph_is_refused() -> None:
    desk = small_desk()
    desk.act(Review(P04, 2, "ana"), coder="ana")
    with pytest.raises(RatingsError, match="ana"):
        to_review(desk.study, Wanted())
    desk.act(Review(P04, 4, "ben"), coder="ben")
    with pytest.raises(RatingsError, match=r"ana|two"):
        to_review(desk.study, Wanted())


# ---- deciding ----


@pytest.mark.parametrize(
    ("keys", "choice", "kept", "codes"),
    [
        ("a", "keep", "ana", {("F1", None, None), ("F4", 68, 99)}),
        ("b", "keep", "ben", {("F1", None, None), ("B2", None, None)}),
        ("=", "both", "", {("F1", None, None), ("F4", 68, 99), ("B2", None, None)}),
        ("0", "neither", "", {("F1", None, None)}),
        ("c lead ‹enter›", "other", "", {("F1", None, None), ("F4", 68, 99)}),
        ("c need ‹enter›", "other", "", {("F1", None, None), ("F1.2", None, None)}),
        ("c need ‹tab› ‹enter›", "other", "", {("F1", None, None), ("F1.2", None, None)}),
        ("c need ‹tab› F1 ‹enter›", "other", "", {("F1.2", None, None)}),
    ],
)
def test_one_key_decides_and_the_layer_has_just_that(
    keys: str, choice: str, kept: str, codes: set[tuple[str, int | None, int | None]]
) -> None:
    reviewer = review()
    before = originals(reviewer.study)
    reviewer.press(keys)
    decision = decided(reviewer)
    assert (decision.choice, decision.kept) == (choice, kept)
    assert layer(reviewer.study, FIRST) == codes
    assert set(decision.codes) == {code for code, _, _ in codes}
    assert decision.seen == (("ana", ("F1", "F4")), ("ben", ("B2", "F1")))
    assert 2 in reviewer.study.reviewed(P04, CONSENSUS)
    assert originals(reviewer.study) == before
    assert reviewer.session.place == SECOND
    assert reviewer.session.settled == 1


def test_a_decision_is_one_act_of_whoever_decides() -> None:
    reviewer = review()
    reviewer.press("a")
    act = reviewer.recorder.acts[-1]
    assert {change.coder for change in act if change.action != AddCoder("lead")} == {"lead"}
    assert len({change.group for change in act if change.coder}) == 1
    assert [change.action for change in act if isinstance(change.action, Decide)]
    added = [change for act in reviewer.recorder.acts for change in act if change.action == AddCoder(CONSENSUS)]
    assert [change.coder for change in added] == [""]
    reviewer.press("b")
    assert len([c for act in reviewer.recorder.acts for c in act if c.action == AddCoder(CONSENSUS)]) == 1


def test_a_code_that_two_gave_to_different_words_stands_on_the_whole_paragraph() -> None:
    desk = coded_apart()
    desk.act(Apply(Coding(P04, 2, 0, 6, "F4", "ben")), coder="ben")
    reviewer = review(desk)
    reviewer.press("=")
    assert ("F4", None, None) in layer(reviewer.study, FIRST)
    reviewer.press("k a")
    assert ("F4", 68, 99) in layer(reviewer.study, FIRST)


def test_deciding_again_replaces_the_decision() -> None:
    reviewer = review()
    reviewer.press("a k b")
    assert decided(reviewer).kept == "ben"
    assert {code for code, _, _ in layer(reviewer.study, FIRST)} == {"F1", "B2"}
    assert reviewer.study.conflicts() == {}


def test_when_all_is_decided_it_says_so_and_stays() -> None:
    reviewer = review()
    reviewer.press("a b")
    assert "all is decided" in reviewer.session.message
    assert reviewer.session.place == SECOND
    reviewer.press("g")
    assert reviewer.session.message == "all is decided"


def test_three_coders_are_kept_by_letter_and_who_has_not_reviewed_cannot_be() -> None:
    desk = coded_apart()
    desk.act(Review(P04, 2, "cai"), Apply(Coding(P04, 2, None, None, "F1.2", "cai")), coder="cai")
    reviewer = review(desk)
    assert reviewer.session.coders == ("ana", "ben", "cai")
    reviewer.press("d")
    assert decided(reviewer).kept == "cai"
    assert reviewer.session.place == SECOND
    reviewer.press("d")
    assert "cai has not reviewed" in reviewer.session.message
    reviewer.press("f")
    assert "press the letter" in reviewer.session.message
    assert SECOND not in reviewer.study.decisions()


def test_neither_of_three_keeps_only_what_all_gave() -> None:
    desk = coded_apart()
    desk.act(Review(P04, 2, "cai"), Apply(Coding(P04, 2, None, None, "B2", "cai")), coder="cai")
    reviewer = review(desk)
    reviewer.press("0")
    assert layer(reviewer.study, FIRST) == set()
    assert "only what all gave: no code" in reviewer.session.message


# ---- other codes ----


def test_a_new_code_is_made_with_the_decision_and_undone_with_it() -> None:
    reviewer = review()
    reviewer.press("c Quorum ‹enter›")
    made = reviewer.study.codebook.find("Quorum")
    assert len(made) == 1
    assert made[0].id in decided(reviewer).codes
    assert len({change.group for act in reviewer.recorder.acts for change in act if change.coder}) == 1
    reviewer.press("u")
    assert reviewer.study.codebook.find("Quorum") == ()


def test_new_codes_that_are_left_again_are_not_made() -> None:
    reviewer = review()
    reviewer.press("c Quorum ‹tab›")
    assert isinstance(reviewer.session.mode, Picking)
    assert reviewer.session.mode.rows[0].text.endswith("Quorum")
    reviewer.press("‹ctrl+g›")
    assert reviewer.study.codebook.find("Quorum") == ()
    assert reviewer.study.decisions() == {}


def test_codes_in_the_decision_carry_a_tick() -> None:
    reviewer = review()
    reviewer.press("c")
    assert isinstance(reviewer.session.mode, Picking)
    assert [row.key for row in reviewer.session.mode.rows if row.mark == "✓"] == ["F1"]
    reviewer.press("‹ctrl+g› a k c")
    assert isinstance(reviewer.session.mode, Picking)
    assert [row.key for row in reviewer.session.mode.rows if row.mark == "✓"] == ["F1", "F4"]


def test_a_retired_code_is_not_taken() -> None:
    desk = coded_apart()
    desk.act(EditCode("B2", "status", "retired"), coder="ana")
    reviewer = review(desk)
    reviewer.press("c")
    reviewer.session.apply(["B2"])
    assert reviewer.study.decisions() == {}
    assert "retired" in reviewer.session.message


# ---- reasons ----


def test_a_reason_goes_with_the_next_decision_here_and_only_here() -> None:
    reviewer = review()
    reviewer.press("r board")
    assert isinstance(reviewer.session.mode, Prompting)
    assert "next on §2" in reviewer.session.mode.title
    reviewer.press("‹enter›")
    assert reviewer.session.waiting_reason == "board"
    reviewer.press("s b")
    assert decided(reviewer, SECOND).reason == ""
    reviewer.press("a")
    assert decided(reviewer).reason == "board"
    assert reviewer.session.drafts == {}


def test_the_reason_of_a_decision_can_be_changed_afterwards() -> None:
    reviewer = review()
    reviewer.press("a k r late ‹enter›")
    assert decided(reviewer) == decided(reviewer)._replace(choice="keep", kept="ana", reason="late")
    assert reviewer.session.place == FIRST
    reviewer.press("r r ‹enter›")
    assert decided(reviewer).reason == "later"
    reviewer.press("u")
    assert decided(reviewer).reason == "late"


def test_deciding_the_same_again_keeps_the_reason_and_another_choice_lets_go_of_it() -> None:
    reviewer = review()
    reviewer.press("r why ‹enter› a k a")
    assert decided(reviewer).reason == "why"
    reviewer.press("k b")
    assert decided(reviewer).reason == ""
    assert "former reason" in reviewer.session.message


def test_a_reason_that_was_left_without_saving_waits_for_a_decision_after_leaving() -> None:
    reviewer = review()
    reviewer.press("r half")
    effects = reviewer.press("‹ctrl+g› q")
    assert effects == [Quit()]
    assert reviewer.session.kept == (MemoKey.at_paragraph(P04, 2, CONSENSUS),)
    assert CONSENSUS in reviewer.study.coders
    assert review(reviewer.recorder.desk).session.waiting_reason == "half"


# ---- moving ----


def test_moving_between_items() -> None:
    reviewer = review()
    where = []
    for key in ("s", "s", "k", "G", "‹home›", "g", "‹shift+tab›", "‹tab›", "j"):
        reviewer.press(key)
        where.append(reviewer.session.at)
    assert where == [1, 1, 0, 1, 0, 1, 0, 1, 1]
    assert reviewer.study.decisions() == {}


def test_help_palette_and_unknown_keys() -> None:
    reviewer = review()
    reviewer.press("?")
    assert isinstance(reviewer.session.mode, Helping)
    reviewer.press("? z")
    assert "all keys" in reviewer.session.message
    reviewer.press(": neither ‹enter›")
    assert decided(reviewer).choice == "neither"
    assert "0 next time" in reviewer.session.message
    reviewer.press(": coder ‹enter›")
    assert "press the letter" in reviewer.session.message


# ---- agreed ----


def test_agreed_paragraphs_are_taken_over_in_one_act_after_asking() -> None:
    reviewer = review()
    before = content(reviewer.study)
    reviewer.press("A")
    assert isinstance(reviewer.session.mode, Asking)
    reviewer.press("x")
    assert content(reviewer.study) == before
    reviewer.press("A A")
    assert layer(reviewer.study, Place(P05, 2)) == {("B2", None, None)}
    assert set(reviewer.study.reviewed(P05, CONSENSUS)) == {2}
    assert reviewer.study.decisions() == {}
    reviewer.press("A")
    assert "already" in reviewer.session.message
    reviewer.press("u")
    assert layer(reviewer.study, Place(P05, 2)) == set()
    assert not reviewer.study.reviewed(P05, CONSENSUS)


def test_agreed_paragraphs_with_a_code_that_is_a_heading_by_now_are_left_out() -> None:
    desk = coded_apart()
    desk.act(EditCode("B2", "status", "heading"), coder="ana")
    reviewer = review(desk)
    reviewer.press("A")
    assert "already" in reviewer.session.message
    reviewer.press("b")
    assert "groups codes" in reviewer.session.message
    assert reviewer.session.alarm
    assert reviewer.study.decisions() == {}


# ---- undo ----


def test_undo_and_redo_walk_through_decisions_and_show_them() -> None:
    reviewer = review()
    reviewer.press("a b u")
    assert reviewer.session.place == SECOND
    assert "undone: §4 not decided" in reviewer.session.message
    reviewer.press("u")
    assert reviewer.session.place == FIRST
    assert reviewer.study.decisions() == {}
    assert layer(reviewer.study, FIRST) == set()
    assert not reviewer.study.reviewed(P04, CONSENSUS)
    reviewer.press("U")
    assert decided(reviewer).kept == "ana"
    assert "redone: §2 ana’s kept" in reviewer.session.message


def test_undo_never_takes_back_what_was_coded_outside_the_review() -> None:
    desk = coded_apart()
    reviewer = review(desk, coder="ben")
    before = originals(desk.study)
    reviewer.press("u u")
    assert reviewer.session.message == "nothing to undo in this review"
    reviewer.press("a u u U u U U")
    assert originals(desk.study) == before
    assert decided(reviewer).kept == "ana"


def test_undo_reaches_back_into_an_earlier_review() -> None:
    desk = coded_apart()
    review(desk).press("a")
    again = review(desk)
    again.press("u")
    assert desk.study.decisions() == {}


# ---- reading only, and a full disk ----


def test_reading_only_moves_and_decides_nothing() -> None:
    desk = coded_apart()
    reviewer = review(desk, coder=None, read_only=True)
    count = len(desk.log)
    for key in ("a", "=", "0", "c", "r", "A", "u", "e"):
        reviewer.press(key)
        assert "reading only" in reviewer.session.message
    reviewer.press("s")
    assert reviewer.session.at == 1
    assert len(desk.log) == count


def test_a_full_disk_changes_nothing_and_says_so() -> None:
    reviewer = review()
    reviewer.recorder.full = True
    reviewer.press("a")
    assert reviewer.session.alarm
    assert "disk is full" in reviewer.session.message
    assert reviewer.session.place == FIRST
    assert reviewer.session.settled == 0
    reviewer.press("r why ‹enter›")
    assert isinstance(reviewer.session.mode, Prompting), "what was typed stands there still"
    reviewer.press("‹ctrl+g›")
    assert reviewer.session.waiting == "reason waits"
    reviewer.press("a")
    assert reviewer.session.waiting_reason == "why"
    reviewer.recorder.full = False
    reviewer.press("a")
    assert decided(reviewer).reason == "why"


# ---- conflicts ----


def test_conflicts_of_values_come_first_and_a_letter_keeps_a_version() -> None:
    reviewer = review(in_conflict(coded_apart()))
    first = reviewer.session.items[0]
    assert isinstance(first, Clash)
    assert [version.coder for version in first.versions] == ["ben", "ana"]
    reviewer.press("b")
    code = reviewer.study.codebook.get("B2")
    assert code is not None
    assert code.definition == "Finding staff."
    assert reviewer.study.conflicts() == {}
    assert isinstance(reviewer.session.item, Disagreement)
    assert reviewer.session.settled == 1


def test_keeping_the_version_that_is_shown_settles_the_conflict_too() -> None:
    reviewer = review(in_conflict(coded_apart()))
    reviewer.press("a")
    assert reviewer.study.conflicts() == {}


def test_a_new_text_settles_a_conflict() -> None:
    reviewer = review(in_conflict(coded_apart()))
    reviewer.press("e ‹ctrl+u› Both ‹enter›")
    code = reviewer.study.codebook.get("B2")
    assert code is not None
    assert code.definition == "Both"
    assert reviewer.study.conflicts() == {}
    assert isinstance(reviewer.session.item, Disagreement)
    reviewer.press("u")
    assert isinstance(reviewer.session.item, Clash)


@pytest.mark.parametrize("key", ["=", "0", "c"])
def test_keys_for_codes_say_what_to_press_at_a_conflict_of_texts(key: str) -> None:
    reviewer = review(in_conflict(coded_apart()))
    reviewer.press(key)
    mode = reviewer.session.mode
    assert "versions of a text" in (mode.question if isinstance(mode, Asking) else reviewer.session.message)


def test_a_memo_in_conflict_stands_at_its_paragraph_and_takes_a_new_text() -> None:
    desk = coded_apart()
    target = MemoKey.at_paragraph(P04, 4, "ana")
    base = desk.act(SetMemo(target, "first"), coder="ana")[0]
    for text in ("one", "two"):
        stamp = desk.clock.tick()
        desk.study.fold([base._replace(stamp=stamp, group=stamp, action=SetMemo(target, text), replaces=(base.stamp,))])
        desk.log.add([base._replace(stamp=stamp, group=stamp, action=SetMemo(target, text), replaces=(base.stamp,))])
    reviewer = review(desk)
    assert [type(item) for item in reviewer.session.items] == [Disagreement, Disagreement, Clash]
    reviewer.press("G e ! ‹enter›")
    assert reviewer.study.memo(target) == "two!"
    assert reviewer.study.conflicts() == {}


def test_two_decisions_in_conflict_wait_until_somebody_decides_again() -> None:
    desk = coded_apart()
    review(desk).press("a")
    former = desk.study.heads(("decision", *FIRST))[0]
    assert isinstance(former.value, Decision)
    other = Decision("keep", "ben", ("B2", "F1"), "", former.value.seen)
    change = desk.log.get(former.stamp)
    assert change is not None
    stamp = desk.clock.tick()
    rival = change._replace(stamp=stamp, coder="sue", group=stamp, action=Decide(*FIRST, other), replaces=())
    desk.study.fold([rival])
    desk.log.add([rival])
    reviewer = review(desk)
    assert reviewer.session.at == 0
    assert len(decisions_made(reviewer.study, reviewer.session.place)) == 2
    reviewer.press("a")
    assert reviewer.study.conflicts() == {}
    assert decided(reviewer).kept == "ana"
    assert {code for code, _, _ in layer(reviewer.study, FIRST)} == {"F1", "F4"}
