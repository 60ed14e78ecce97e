from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corrections import INTERVIEW, transcript_of

from postil.errors import PostilError
from postil.merge.align import align
from postil.merge.carry import Carried, carried
from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Doubt,
    DropTranscript,
    Remove,
    Review,
    SetMemo,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from studies import Desk, content

if TYPE_CHECKING:
    from postil.model.transcript import Transcript

OLD = list(INTERVIEW)
P07 = transcript_of(OLD)
CODES = (Code("A", "Access"), Code("B", "Barriers"))


def whole(n: int, code: str = "A", coder: str = "ana") -> Coding:
    return Coding(P07.id, n, None, None, code, coder)


def span(n: int, quote: str, code: str = "A", coder: str = "ana") -> Coding:
    start = OLD[n - 1].index(quote)
    return Coding(P07.id, n, start, start + len(quote), code, coder)


def desk_with(*codings: Coding) -> Desk:
    desk = Desk()
    desk.act(*(AddCode(code) for code in CODES), AddTranscript(P07), coder="")
    for coding in codings:
        desk.act(Apply(coding), coder=coding.coder)
    return desk


def carry(desk: Desk, texts: list[str], *, force: bool = False) -> tuple[Transcript, Carried]:
    new = transcript_of(texts)
    return new, carried(desk.study, align(P07, new), P07, new, force=force)


def one(texts: list[str], coding: Coding) -> tuple[int, str, str]:
    """Paragraph, text and doubt of what a coding becomes."""
    new, result = carry(desk_with(coding), texts)
    (moved,) = result.moved
    assert (moved.new.transcript, moved.new.code, moved.new.coder) == (new.id, coding.code, coding.coder)
    text = new.paragraphs[moved.new.paragraph - 1].text
    return moved.new.paragraph, text[moved.new.start : moved.new.end], moved.doubt


ROTA = OLD[7]


def test_paragraphs_that_are_the_same_or_nearly() -> None:
    after = ["Shall we begin?", *OLD]
    assert one(after, whole(8)) == (9, ROTA, "")
    nearly = ROTA.replace("drew", "had drawn")
    assert one([*OLD[:7], nearly, *OLD[8:]], whole(8)) == (8, nearly, "")


def test_paragraphs_that_changed_much_are_doubtful() -> None:
    much = "So we ran it for a year without any money at all, on two phones and a list that I drew."
    n, text, doubt = one([*OLD[:7], much, *OLD[8:]], whole(8))
    assert (n, text) == (8, much)
    assert doubt.endswith("% of the words are the same")
    assert "other words" in one([*OLD[:7], "[unintelligible]", *OLD[8:]], whole(8))[2]


def test_a_split_paragraph_gives_its_code_to_the_longer_part() -> None:
    parts = ["So we ran it for a year", "without a budget, on two phones and a rota that somebody drew by hand."]
    assert one([*OLD[:7], *parts, *OLD[8:]], whole(8)) == (9, parts[1], "the paragraph was split into §8 and §9")


def test_joined_paragraphs_give_their_codes_to_the_whole() -> None:
    joined = f"{OLD[7]} {OLD[8]}"
    desk = desk_with(whole(8), whole(9), whole(9, "B"))
    new, result = carry(desk, [*OLD[:7], joined, *OLD[9:]])
    assert {moved.new for moved in result.moved} == {Coding(new.id, 8, None, None, code, "ana") for code in ("A", "B")}
    assert {moved.doubt for moved in result.moved} == {"the paragraph was joined with §8 and §9"}
    desk.act(*result.actions)
    assert len(list(desk.study.codings())) == 2


def test_codings_on_a_paragraph_that_is_gone_stay() -> None:
    desk = desk_with(whole(8), span(8, "two phones", "B"), whole(9))
    _, result = carry(desk, [*OLD[:7], *OLD[8:]])
    assert result.left == (whole(8), span(8, "two phones", "B"))
    desk.act(*result.actions)
    assert set(desk.study.codings_at(Place(P07.id, 8))) == set(result.left)
    assert result.counts[:3] == (1, 0, 2)


@pytest.mark.parametrize(
    ("new", "quote", "found", "doubt"),
    [
        (f"Well: {ROTA}", "on two phones", "on two phones", ""),
        (ROTA.replace("budget, on", "budget - on"), "a budget, on two", "a budget - on two", ""),
        (ROTA.replace("two", "three"), "a year", "a year", ""),
        (ROTA.replace("two", "three"), "on two phones", "on three phones", "changed"),
        (ROTA.replace("two phones and ", ""), "two phones", "", "gone"),
        (ROTA.replace("a rota", "rotas"), "a rota", "a rotas", "gone"),
        (f"A year, a year! {ROTA}", "a year", "a year", ""),
        (ROTA.replace("a rota", "a list") + " The rota.", "rota", "rota", "another place"),
        (ROTA.replace("a rota", "a list") + " The rota. The rota.", "rota", "rota", "more than once"),
        (f"Well: {ROTA}", ", ", ", ", ""),
        (
            ROTA.replace("two", "three").replace("year", "month").replace("hand.", "me and you."),
            "a rota",
            "a rota",
            "%",
        ),
    ],
)
def test_spans(new: str, quote: str, found: str, doubt: str) -> None:
    n, text, why = one([*OLD[:7], new, *OLD[8:]], span(8, quote))
    assert n == 8
    assert bool(why) == bool(doubt)
    assert doubt in why
    if doubt != "gone":
        assert text == found
    else:
        assert text == new


def test_a_span_stays_on_its_own_one_of_several_equal_words() -> None:
    texts = [*OLD, "The rota, the rota, always the rota and nobody to fill it."]
    old = transcript_of(texts)
    for begin in (0, 10, 27):
        start = texts[-1].casefold().index("the rota", begin)
        coding = Coding(old.id, 11, start, start + 8, "A", "ana")
        desk = Desk()
        desk.act(AddCode(CODES[0]), AddTranscript(old), Apply(coding))
        new = transcript_of([*OLD, f"Hm. {texts[-1]}"])
        (moved,) = carried(desk.study, align(old, new), old, new).moved
        assert (moved.new.start, moved.new.end, moved.doubt) == (start + 4, start + 12, "")


def test_a_span_never_lands_inside_another_word() -> None:
    old, new = transcript_of(["The art of it was care.", *OLD]), transcript_of(["The party of it was care.", *OLD])
    coding = Coding(old.id, 1, 4, 7, "A", "ana")
    desk = Desk()
    desk.act(AddCode(CODES[0]), AddTranscript(old), Apply(coding))
    (moved,) = carried(desk.study, align(old, new), old, new).moved
    assert (moved.new.start, moved.new.end) == (None, None)
    assert moved.doubt


def test_a_span_in_a_split_paragraph_goes_where_its_words_are_and_is_sure() -> None:
    parts = ["So we ran it for a year", "without a budget, on two phones and a rota that somebody drew by hand."]
    texts = [*OLD[:7], *parts, *OLD[8:]]
    assert one(texts, span(8, "for a year")) == (8, "for a year", "")
    assert one(texts, span(8, "two phones")) == (9, "two phones", "")
    n, text, doubt = one(texts, span(8, "a year without a budget"))
    assert (n, text) == (9, "without a budget")
    assert "parted" in doubt


def test_all_coders_codings_move_and_doubts_with_them() -> None:
    desk = desk_with(whole(2), whole(2, coder="ben"))
    desk.act(Doubt(whole(2, coder="ben")), coder="ben")
    new, result = carry(desk, ["Shall we begin?", *OLD])
    desk.act(*result.actions, coder="cem")
    there = desk.study.codings_at(Place(new.id, 3))
    assert [(coding.coder, desk.study.is_doubtful(coding)) for coding in there] == [("ana", False), ("ben", True)]
    assert not result.doubtful
    assert desk.study.transcripts[new.id].supersedes == P07.id


def test_memos_move_and_those_that_meet_stand_one_after_the_other() -> None:
    desk = desk_with(whole(8))
    desk.act(SetMemo(MemoKey.at_coding(whole(8)), "on the coding"))
    for n in (8, 9):
        desk.act(SetMemo(MemoKey.at_paragraph(P07.id, n, "ana"), f"on {n}"))
    desk.act(SetMemo(MemoKey.at_paragraph(P07.id, 5, "ben"), "stays"), coder="ben")
    new, result = carry(desk, [*OLD[:4], *OLD[5:7], f"{OLD[7]} {OLD[8]}", *OLD[9:]])
    desk.act(*result.actions)
    assert {key[1:]: version.value for key, version in desk.study.memos() if key.transcript == new.id} == {
        (7, None, None, "", "ana"): "on 8\n\non 9",
        (7, None, None, "A", "ana"): "on the coding",
    }
    assert result.memos_left == (MemoKey.at_paragraph(P07.id, 5, "ben"),)
    assert desk.study.memo(result.memos_left[0]) == "stays"


def test_two_texts_of_a_memo_in_conflict_both_move() -> None:
    key = MemoKey.at_paragraph(P07.id, 2, "ana")
    desk, other = desk_with(), desk_with()
    other.clock.tick()
    changes = other.act(SetMemo(key, "theirs"))
    desk.act(SetMemo(key, "ours"))
    desk.study.fold(changes)
    new, result = carry(desk, ["Shall we begin?", *OLD])
    desk.act(*result.actions)
    text = desk.study.memo(MemoKey.at_paragraph(new.id, 3, "ana"))
    assert sorted(text.split("\n\n")) == ["ours", "theirs"]


def test_reviewed_marks_move_where_the_text_is_still_the_one_that_was_read() -> None:
    desk = desk_with()
    desk.act(*(Review(P07.id, n, "ana") for n in (1, 2, 8, 9)))
    much = "So we ran it for a year without any money at all, on two phones and a list that I drew."
    new, result = carry(desk, [*OLD[:7], much, *OLD[8:]])
    desk.act(*result.actions)
    assert sorted(desk.study.reviewed(new.id, "ana")) == [1, 2, 9]
    assert sorted(desk.study.reviewed(P07.id, "ana")) == [8]
    assert result.reviewed_left == (("ana", 8),)


def test_coders_go_on_reading_in_the_new_transcript() -> None:
    desk = desk_with()
    desk.act(Bookmark("ana", (P07.id, 8)))
    desk.act(AddCoder("ana"), coder="")
    new, result = carry(desk, ["Shall we begin?", *OLD])
    desk.act(*result.actions)
    assert desk.study.bookmark("ana") == Place(new.id, 9)


def test_another_transcript_is_refused_unless_forced() -> None:
    desk = desk_with(whole(2))
    other = [f"We bought {n} tractors from the dealer in spring." for n in range(9)]
    with pytest.raises(PostilError, match="looks like another transcript"):
        carry(desk, other)
    _, result = carry(desk, other, force=True)
    assert result.left == (whole(2),)


def test_undo_brings_everything_back_and_redo_carries_again() -> None:
    desk = desk_with(whole(2), span(8, "two phones"), whole(5, coder="ben"))
    desk.act(Doubt(whole(2)), SetMemo(MemoKey.at_coding(whole(2)), "look"), Review(P07.id, 2, "ana"))
    before = content(desk.study)
    _, result = carry(desk, ["Shall we begin?", *OLD[:4], *OLD[5:]])
    desk.act(*result.actions)
    after = content(desk.study)
    assert desk.undo()
    assert content(desk.study) == before
    assert desk.redo()
    assert content(desk.study) == after


def test_undo_keeps_the_new_transcript_when_somebody_has_coded_it() -> None:
    desk = desk_with(whole(2))
    new, result = carry(desk, ["Shall we begin?", *OLD])
    desk.act(*result.actions)
    theirs = Coding(new.id, 1, None, None, "B", "ben")
    desk.act(Apply(theirs), coder="ben")
    assert desk.undo()
    assert {coding for coding, _ in desk.study.codings()} == {whole(2), theirs}
    assert new.id in desk.study.transcripts


def test_what_was_put_on_the_old_one_since_is_carried_later() -> None:
    desk = desk_with(whole(2))
    new, result = carry(desk, ["Shall we begin?", *OLD])
    desk.act(*result.actions)
    note = MemoKey.at_coding(whole(2))
    desk.act(SetMemo(MemoKey.at_coding(Coding(new.id, 3, None, None, "A", "ana")), "there"))
    desk.act(Apply(whole(2, coder="ben")), Apply(whole(2)), Doubt(whole(2)), Apply(whole(8)), coder="ben")
    desk.act(SetMemo(note, "late"))
    again = carried(desk.study, align(P07, new), P07, new)
    desk.act(*again.actions, coder="ben")
    settled = Coding(new.id, 3, None, None, "A", "ana")
    assert not desk.study.is_doubtful(settled)
    assert desk.study.memo(MemoKey.at_coding(settled)) == "there\n\nlate"
    assert {coding for coding, _ in desk.study.codings()} == {
        Coding(new.id, 3, None, None, "A", "ana"),
        Coding(new.id, 3, None, None, "A", "ben"),
        Coding(new.id, 9, None, None, "A", "ana"),
    }


def test_a_transcript_with_codings_of_somebody_else_is_not_dropped_with_ones_own() -> None:
    desk = desk_with(whole(2), whole(2, coder="ben"))
    with pytest.raises(PostilError, match="there are codings"):
        desk.act(Remove(whole(2)), DropTranscript(P07))
    desk.act(Remove(whole(2)), Remove(whole(2, coder="ben")), DropTranscript(P07))
    assert not desk.study.transcripts
