"""Speakers who are cases keep their words where a correction writes their labels otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from corrections import INTERVIEW

from merging import begun, is_sound, log_of, state, work
from postil.merge.align import align
from postil.merge.speakers import Astray, Relabelled, speakers_followed
from postil.model.change import AddCase, AddTranscript, GiveVoice
from postil.model.transcript import Paragraph, Transcript, reading_id
from studies import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli_program import Program
    from postil.merge.speakers import Speakers


def talk(labels: Sequence[str], texts: Sequence[str] = INTERVIEW, supersedes: str = "") -> Transcript:
    """A group interview whose paragraphs have these labels."""
    rows = enumerate(zip(labels, texts, strict=False), 1)
    paragraphs = tuple(Paragraph(n, text, label, "participant") for n, (label, text) in rows)
    return Transcript(reading_id(paragraphs), "Group", "group.txt", "0" * 64, paragraphs, supersedes)


OLD = talk(["P1", "P2"] * 5)


def desk() -> Desk:
    """The group is P1's case; P2 is a case of their own."""
    made = Desk()
    made.act(AddTranscript(OLD), AddCase("one", "One"), AddCase("two", "Two"))
    made.act(GiveVoice(OLD.id, "", "one"), GiveVoice(OLD.id, "P2", "two"))
    return made


def followed(new: Transcript, made: Desk | None = None) -> Speakers:
    return speakers_followed((made or desk()).study, align(OLD, new), OLD, new)


def test_a_label_that_is_written_otherwise_is_followed() -> None:
    new = talk(["P1", "P02"] * 5, supersedes=OLD.id)
    made = desk()
    found = followed(new, made)
    assert found.followed == (Relabelled("P2", "P02", "two"),)
    assert not found.astray
    made.act(AddTranscript(new), *found.voices)
    assert [made.study.cases.owner(new.id, label) for label in ("P1", "P02")] == ["one", "two"]
    assert followed(new, made).voices == (), "what is said already is not said again"
    made.act(AddCase("three", "Three"), GiveVoice(new.id, "P02", "three"))
    assert followed(new, made).voices == (), "what somebody has said of the new text holds"


def test_labels_that_all_change_are_followed() -> None:
    found = followed(talk(["Ana", "Ben"] * 5))
    assert found.voices == (GiveVoice(talk(["Ana", "Ben"] * 5).id, "Ben", "two"),)
    assert not found.astray


@pytest.mark.parametrize(
    ("labels", "astray"),
    [
        (["P1", "P02", "P1", "P2b"] * 3, {("P2", "P02", "two", "one"), ("P2", "P2b", "two", "one")}),
        (["Group"] * 10, {("P2", "Group", "two", "one")}),
        (["P1"] * 10, {("P2", "P1", "two", "one")}),
        (["P1", ""] * 5, {("P2", "", "two", "one")}),
        (["P2"] * 10, {("P1", "P2", "one", "two")}),
    ],
    ids=["in two", "all in one new", "all in one old", "no label", "the other way"],
)
def test_what_is_not_clear_is_listed(labels: list[str], astray: set[tuple[str, str, str, str]]) -> None:
    found = followed(talk(labels))
    assert not found.voices
    assert {one[:4] for one in found.astray} == astray


def test_paragraphs_that_go_to_a_label_that_was_there_are_a_correction() -> None:
    assert followed(talk(["P1", "P1", *["P1", "P2"] * 4])) == ((), (), ())
    assert followed(talk(["P2", "P1"] * 5)) == ((), (), ())


def test_a_speaker_whose_words_are_gone_needs_nothing() -> None:
    new = talk(["P1"] * 5, [text for n, text in enumerate(INTERVIEW) if n % 2 == 0])
    assert followed(new) == ((), (), ())


def test_two_readings_that_a_merge_brings_together(postil: Program, tmp_path: Path) -> None:
    mine, theirs = replace(OLD, supersedes=""), talk(["Ana", "Ben"] * 5)
    first = begun(tmp_path / "first.json", transcripts=[theirs])
    second = begun(tmp_path / "second.json", transcripts=[mine])
    work(second, "ana", [AddCase("one", "One"), AddCase("two", "Two")])
    work(second, "ana", [GiveVoice(mine.id, "", "one"), GiveVoice(mine.id, "P2", "two")])
    postil.done("merge", first, second, "-o", tmp_path / "team.json")
    postil.done("merge", second, first, "-o", tmp_path / "again.json")
    for path in (tmp_path / "team.json", tmp_path / "again.json"):
        study = state(path)
        target = next(key for key in study.transcripts if key not in study.superseded)
        assert target == theirs.id
        assert [study.cases.owner(target, label) for label in ("Ana", "Ben")] == ["one", "two"]
        assert is_sound(postil, path)
    assert set(log_of(tmp_path / "team.json")) == set(log_of(tmp_path / "again.json"))
    work(tmp_path / "team.json", "ana", [GiveVoice(theirs.id, "Ben", "one")])
    postil.done("merge", tmp_path / "team.json", second, "-o", tmp_path / "third.json")
    assert state(tmp_path / "third.json").cases.owner(theirs.id, "Ben") == "one", "what a person says holds"
    assert not state(tmp_path / "third.json").conflicts()


def test_few_paragraphs_with_another_label_are_listed_and_the_rest_followed() -> None:
    texts = [f"{text} They said so {n} times over." for n, text in enumerate(INTERVIEW * 2)]
    before, after = talk(["P1", "P2"] * 10, texts), talk([*["P1", "P02"] * 9, "P1", "P99"], texts)
    made = Desk()
    made.act(AddTranscript(before), AddCase("one", "One"), AddCase("two", "Two"))
    made.act(GiveVoice(before.id, "", "one"), GiveVoice(before.id, "P2", "two"))
    found = speakers_followed(made.study, align(before, after), before, after)
    assert found.followed == (Relabelled("P2", "P02", "two"),)
    assert found.astray == (Astray("P2", "P99", "two", "one", 1),)
