"""Passages of what was found: by comparison with a laying out of everything, and how little of it is laid out."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.find.query.finding import find
from postil.find.query.found import Found
from postil.find.quotes import By, Passages, Said, grouped, passages
from postil.model.change import AddCase, AddCoder, AddTranscript, Apply, Doubt, GiveVoice, Quote, Remove, SetMemo
from postil.model.coding import Coding, MemoKey, Passage, Place
from studies import TRANSCRIPTS, Desk, acts, small_desk, small_transcript

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = TRANSCRIPTS
BY: tuple[By, ...] = get_args(By)
SPANS = ((None, None), (0, 4), (2, 7), (5, 9))


def mixed_desk() -> Desk:
    """Codings of whole paragraphs and of spans on the same ones; doubts; a marked passage that some touch; memos."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), AddCase("site", "Site"), GiveVoice(P04.id, "", "p04"))
    desk.act(GiveVoice(P05.id, "P05", "site"))
    for (start, end), code in zip(SPANS, ("F4", "B2", "F1.2", "F4"), strict=True):
        span = Coding(P04.id, 2, start, end, code, "ana")
        desk.act(Apply(span), Apply(span._replace(paragraph=3)))
        desk.act(Apply(span._replace(transcript=P05.id, coder="ben")), coder="ben")
    desk.act(Doubt(Coding(P04.id, 2, 0, 4, "B2", "ana")))
    desk.act(Quote(Passage(P05.id, 2, 3, 9)), Quote(Passage(P04.id, 4)))
    note = MemoKey(P04.id, 2, 1, 3, "", "ana")
    desk.act(SetMemo(note, "a note"), SetMemo(note._replace(paragraph=1), "a note"))
    desk.act(SetMemo(note._replace(start=0, end=4, coder="ben"), "on a coding's words"), coder="ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P05.id, 2, "ben"), "of it all"), coder="ben")
    return desk


def asked_memos(study: Study, query: str) -> set[Passage]:
    """What the memos stand on that are at no code and that one of the queries asks for."""
    if "NOT memo" in query or "memo" not in query:
        return set()
    of = "ana" if "coder:ana" in query else ""
    word = query.partition("memo:")[2].partition(" ")[0].rstrip(",")
    return {
        Passage(*key[:4])
        for key, memo in study.memos()
        if not key.code and of in {"", key.coder} and (not word or word in re.findall(r"\w+", str(memo.value)))
    }


def all_at_once(study: Study, found: Found, memos: set[Passage], *, marks: bool, only_marked: bool) -> list[Said]:
    """What ``passages`` promises, paragraph by paragraph."""
    said: list[Said] = []
    for place in found.places():
        codings = [coding for coding in study.codings_at(place) if found.means(coding)]
        marked = [passage for passage in study.cells.quotable() if passage.place == place]
        if marked and marks:
            said += [Said(passage, tuple(c for c in codings if touch(c.passage, passage))) for passage in marked]
        elif not only_marked:
            noted = [passage for passage in memos if passage.place == place]
            there = sorted({*noted, *(c.passage for c in codings)}, key=lambda one: one.reading_order)
            there = there or [Passage(*place)]
            said += [Said(passage, tuple(c for c in codings if c.passage == passage)) for passage in there]
    return said


def touch(one: Passage, other: Passage) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return max(one.start, other.start) < min(one.end, other.end)


def keys(study: Study, said: Said, by: By) -> set[str]:
    match by:
        case "code":
            return {coding.code for coding in said.codings} or {""}
        case "case":
            return {study.cases.at(said.passage.place)}
        case "transcript":
            return {said.passage.transcript}


def order(study: Study, by: By) -> list[str]:
    match by:
        case "code":
            return [*(code.id for code in study.codebook), ""]
        case "case":
            return [*study.cases.all, ""]
        case "transcript":
            return list(study.transcripts)


QUERIES = (
    "coded", "F4", "F1 OR F4", "F4 AND B2", "coder:ana", "doubtful", "F4 doubtful", "coder:ben OR doubtful",
    "text:liaison", "NOT coded", "quotable", "quotable OR F4", "coded OR NOT coded", "F4 NOT F4",
    "memo", "memo:note", "memo coder:ana", "memo OR F4", "F4 memo", "NOT memo", "near(memo:note, B2, 1)",
    "quotable memo",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts(), max_size=12), st.sampled_from(QUERIES), st.booleans())
def test_passages_and_groups_are_what_laying_out_everything_gives(
    done: list[tuple[str, list[Action]]], query: str, only_marked: bool
) -> None:
    desk = mixed_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act on a code that was taken out
            desk.act(*actions, coder=coder)
    study = desk.study
    try:
        found = find(study, query)
    except PostilError:  # a code that was taken out
        return
    said = passages(study, found, quotable=only_marked)
    expected = all_at_once(
        study, found, asked_memos(study, query), marks=only_marked or "quotable" in query, only_marked=only_marked
    )
    assert len(said) == len(expected), "counted before it is laid out"
    groups = {by: grouped(study, said, by) for by in BY}
    sizes = {by: [len(group.said) for group in groups[by]] for by in BY}
    assert list(said) == [said[at] for at in range(len(said))] == expected
    for by in BY:
        wanted = {key: [one for one in expected if key in keys(study, one, by)] for key in order(study, by)}
        assert {group.id: list(group.said) for group in groups[by]} == {
            k: there for k, there in wanted.items() if there
        }
        assert sizes[by] == [len(wanted[group.id]) for group in groups[by]], "counted before they are laid out"
        assert [group.id for group in groups[by]] == [key for key, there in wanted.items() if there]
    for at, one in enumerate(expected):
        assert said.place_of(one.passage) == at
        assert [group.id for group in groups["code"] if group.said.place_of(one.passage) is not None]
    assert said.place_of(Passage("elsewhere", 1)) is None


def test_a_note_on_words_is_found_when_the_coding_on_them_is_gone() -> None:
    desk = small_desk()
    coding = Coding(P04.id, 3, 0, 5, "F4", "ana")
    key = MemoKey(*coding.passage, "", "ana")
    desk.act(AddCoder("ana"), Apply(coding), SetMemo(key, "a note"))
    for query in ("memo", "memo:note", "memo:note coder:ana", "F4 OR memo"):
        assert [said.passage for said in passages(desk.study, find(desk.study, query))] == [coding.passage]
    desk.act(Remove(coding))
    for query in ("memo", "memo:note", "memo:note coder:ana", "F4 OR memo"):
        assert list(passages(desk.study, find(desk.study, query))) == [Said(coding.passage, ())]
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 3, "ana"), "of it all"))
    assert [s.passage[2:] for s in passages(desk.study, find(desk.study, "memo"))] == [(None, None), (0, 5)]
    assert [s.passage[2:] for s in passages(desk.study, find(desk.study, "memo:note"))] == [(0, 5)]


def test_they_are_read_as_a_list_is() -> None:
    study = mixed_desk().study
    said = passages(study, find(study, "coded"))
    everything = list(said)
    assert len(everything) == 12
    assert said[-1] == everything[-1]
    assert said[3:9:2] == everything[3:9:2]
    with pytest.raises(IndexError):
        said[12]
    assert said.place_of(Passage(P04.id, 2, 1, 2)) is None, "nothing stands on just these words"


def many() -> Desk:
    """Forty transcripts with two coded paragraphs each, in one of them of two passages."""
    desk = small_desk()
    texts = [small_transcript(f"T{n}", (f"Question {n}?", f"Answer {n}.", "And?", "More.")) for n in range(40)]
    desk.act(*map(AddTranscript, texts))
    desk.act(*(Apply(Coding(text.id, n, None, None, "F4", "ana")) for text in texts for n in (2, 4)))
    desk.act(Apply(Coding(texts[7].id, 2, 0, 3, "B2", "ana")))
    return desk


def test_what_is_not_read_is_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    study = many().study
    laid_out: list[str] = []
    lay_out = Found.laid_out_in

    def noted(self: Found, transcript: str, own: int) -> object:
        laid_out.append(transcript)
        return lay_out(self, transcript, own)

    monkeypatch.setattr(Found, "laid_out_in", noted)
    said = passages(study, find(study, "coded"))
    by_code = grouped(study, said, "code")
    assert [(group.id, len(group.said)) for group in by_code] == [("F4", 80), ("B2", 1)]
    assert len(grouped(study, said, "transcript")) == 40
    assert len(said) == 81
    assert laid_out == []
    last = said[-1].passage
    assert by_code[0].said[-1].passage == last
    assert by_code[0].said.place_of(last) == 79
    assert laid_out == [last.transcript], "once, whatever it is read for"


def test_nothing_is_passages_of_nothing() -> None:
    study = many().study
    said = passages(study, find(study, "F4 NOT F4"))
    assert isinstance(said, Passages)
    assert not said
    assert grouped(study, said, "code") == []
    assert said.place_of(Passage(*Place(P04.id, 1))) is None
