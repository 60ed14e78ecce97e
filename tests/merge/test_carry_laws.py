"""Laws of carrying: nothing is lost, nothing is moved unseen, and undo brings the study back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corrections import INTERVIEW, at_sentences, retyped, transcript_of
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.importers import read_transcript
from postil.merge.align import align
from postil.merge.carry import carried
from postil.merge.words import canonical
from postil.model.change import AddCode, AddTranscript, Apply, Doubt, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from studies import Desk, content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript

OLD = list(INTERVIEW)
P07 = transcript_of(OLD)
CODES = (Code("A", "Access"), Code("B", "Barriers"))


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    paragraph = draw(st.sampled_from(P07.paragraphs))
    place: tuple[int | None, int | None] = (None, None)
    if draw(st.booleans()):
        start = draw(st.integers(0, len(paragraph.text) - 1))
        place = (start, draw(st.integers(start + 1, len(paragraph.text))))
    return Coding(P07.id, paragraph.n, *place, draw(st.sampled_from("AB")), draw(st.sampled_from(("ana", "ben"))))


@st.composite
def decisions(draw: st.DrawFn) -> list[Action]:
    coding = draw(codings())
    return draw(
        st.sampled_from(
            [
                [Apply(coding)],
                [Apply(coding), Doubt(coding)],
                [Apply(coding), SetMemo(MemoKey.at_coding(coding), f"memo at {coding.paragraph}")],
                [SetMemo(MemoKey.at_paragraph(P07.id, coding.paragraph, coding.coder), "memo")],
                [Review(P07.id, coding.paragraph, coding.coder)],
            ]
        )
    )


@st.composite
def corrections(draw: st.DrawFn) -> Transcript:
    texts = list(draw(st.one_of(st.just(OLD), st.permutations(OLD))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(texts) - 1))
        match draw(st.sampled_from(("cut", "add", "split", "join", "slips", "drop words"))):
            case "cut" if len(texts) > 2:
                del texts[at]
            case "add":
                texts.insert(at, draw(st.sampled_from(("Yeah.", "The board, and the rota.", OLD[1][:30], "[…]"))))
            case "split":
                cut = draw(st.integers(0, len(texts[at])))
                texts[at : at + 1] = [part for part in (texts[at][:cut].strip(), texts[at][cut:].strip()) if part]
            case "join":
                texts[at : at + 2] = [" ".join(texts[at : at + 2])]
            case "slips":
                texts[at] = retyped([texts[at]], draw(st.sampled_from((0.1, 0.4))), draw(st.integers(0, 99)))[0]
            case "drop words":
                words = texts[at].split()
                kept = [word for i, word in enumerate(words) if i % draw(st.integers(2, 5))]
                texts[at] = " ".join(kept) or "…"
    return transcript_of(texts, speakers=draw(st.sampled_from((("INT", "P07"), ("Interviewer", "Dr Okoro")))))


def when(study: Study) -> dict[object, str]:
    """When each coding, memo and reviewed mark was first made, as the study tells it."""
    return {
        **{coding: study.made(stamp) for coding, stamp in study.codings()},
        **{("memo", key): study.made(version.stamp) for key, version in study.memos()},
        **{mark[:3]: study.made(mark[3]) for mark in study.reviewed_marks()},
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(decisions(), max_size=12), corrections())
def test_law_nothing_is_lost_and_nothing_moves_unseen(acts: list[list[Action]], new: Transcript) -> None:
    desk = Desk()
    desk.study.remember(lambda: desk.log)
    desk.act(*(AddCode(code) for code in CODES), AddTranscript(P07), coder="")
    for actions in acts:
        desk.act(*actions, coder="ben")
    if new.id == P07.id:
        return
    study = desk.study
    before = {coding for coding, _ in study.codings()}
    doubted = {coding for coding in before if study.is_doubtful(coding)}
    memos = {key: str(version.value) for key, version in study.memos()}
    marks = {mark[:3] for mark in study.reviewed_marks()}
    first, times = content(study), when(study)
    result = carried(study, align(P07, new), P07, new, force=True)
    desk.act(*result.actions, coder="ana")

    assert {moved.old for moved in result.moved} | set(result.left) == before
    assert not {moved.old for moved in result.moved} & set(result.left)
    now = {coding for coding, _ in study.codings()}
    assert now == {moved.new for moved in result.moved} | set(result.left)
    for old, coding, doubt in result.moved:
        text, was = new.paragraphs[coding.paragraph - 1].text, OLD[old.paragraph - 1]
        assert coding.start is None or 0 <= coding.start < (coding.end or 0) <= len(text)
        assert (coding.code, coding.coder) == (old.code, old.coder)
        assert study.is_doubtful(coding) or not (doubt or old in doubted)
        if old.start is not None and not doubt:
            coded, there = was[old.start : old.end], text[coding.start : coding.end]
            assert coded in there or canonical(coded) in canonical(there)
    for key, value in memos.items():
        assert any(value in text for text in map(str, (version.value for _, version in study.memos())))
        assert (key in result.memos_left) == bool(study.memo(key))
    moved_marks = [mark for mark in study.reviewed_marks() if mark[0] == new.id]
    assert len(moved_marks) + len(result.reviewed_left) == len(marks)

    after, made = content(study), when(study)
    assert all(time in times.values() for time in made.values())
    if len({moved.new for moved in result.moved}) == len(result.moved):
        assert [made[moved.new] for moved in result.moved] == [times[moved.old] for moved in result.moved]
    assert desk.undo("ana")
    assert content(study) == first
    assert when(study) == times
    assert desk.redo("ana")
    assert content(study) == after
    assert when(study) == made


@pytest.mark.parametrize("how", ["slips", "split", "relabelled"])
def test_a_real_interview(shared: Path, how: str) -> None:
    old = read_transcript(shared / "transcripts" / "sheffield_kelly.docx").transcript
    texts = [p.text for p in old.paragraphs]
    new = {
        "slips": lambda: transcript_of(retyped(texts, 0.02)),
        "split": lambda: transcript_of(at_sentences(texts)[0]),
        "relabelled": lambda: transcript_of(texts, speakers=("INT", "P01")),
    }[how]()
    desk = Desk()
    desk.act(AddCode(CODES[0]), AddTranscript(old), coder="")
    whole = [Coding(old.id, p.n, None, None, "A", "ana") for p in old.paragraphs]
    spans = [
        Coding(old.id, p.n, start, min(start + 40, len(p.text)), "A", "ben")
        for p in old.paragraphs
        for start in range(0, len(p.text), 400)
    ]
    desk.act(*map(Apply, [*whole, *spans]))
    first = content(desk.study)
    result = carried(desk.study, align(old, new), old, new)
    counts = result.counts
    assert counts.codings + counts.codings_left == len(whole) + len(spans)
    assert counts.codings_left <= 2
    if how == "relabelled":
        assert (counts.doubtful, counts.codings_left) == (0, 0)
        assert all(moved.new[1:] == moved.old[1:] for moved in result.moved)
    spans_now = [moved for moved in result.moved if moved.old.start is not None and not moved.doubt]
    assert len(spans_now) > 0.6 * len(spans)
    for moved in spans_now:
        coded = old.paragraphs[moved.old.paragraph - 1].text[moved.old.start : moved.old.end]
        there = new.paragraphs[moved.new.paragraph - 1].text[moved.new.start : moved.new.end]
        assert coded == there or canonical(coded) in canonical(there)
    desk.act(*result.actions)
    assert desk.undo()
    assert content(desk.study) == first
