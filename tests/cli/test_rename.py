"""``postil rename``: another name for a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from merging import P04, P05, begun, coded, handed_out, is_sound, state, told, work
from postil.model.cell import Summary
from postil.model.change import AddCase, AddTranscript, EditTranscript, GiveVoice, SetSummary
from postil.model.references import places_of
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program


def test_a_transcript_gets_another_name_and_keeps_its_work(postil: Program, tmp_path: Path) -> None:
    path = work(begun(tmp_path / "study.json"), "ana", coded(2, "F1", "ana"))
    assert "P04 is Northern café" in postil.done("rename", path, "P04", "Northern  café", "--coder", "ana").err
    study = state(path)
    assert study.transcripts[P04.id].name == "Northern café"
    assert study.uses == {"F1": 1}
    assert is_sound(postil, path)
    assert "has that name already" in postil.done("rename", path, "Northern", "Northern café").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("P04", " "), "the new name is empty"),
        (("P04", "p05"), "there is a transcript P05 already"),
        (("P99", "P06"), "P99"),
        (("P0", "P06"), "P0"),
    ],
)
def test_what_is_refused_changes_nothing(
    arguments: tuple[str, str], message: str, postil: Program, tmp_path: Path
) -> None:
    path = begun(tmp_path / "study.json")
    before = path.read_bytes()
    assert postil("rename", path, *arguments).refuses(message)
    assert path.read_bytes() == before


def test_a_summary_that_names_it_is_told_of(postil: Program, tmp_path: Path) -> None:
    path = begun(tmp_path / "study.json")
    work(path, "ana", [AddCase("p05", "P05"), GiveVoice(P05.id, "", "p05")])
    text = "as elsewhere (P04 §2)"
    work(path, "ana", SetSummary("p05", "F1", Summary(text, places=places_of(state(path), "p05", text))))
    assert "1 summary refers to P04" in postil.done("rename", path, "P04", "P4").err
    outcome = postil("check", path)
    assert "the reference P04 §2 meant another paragraph" in outcome.out + outcome.err
    postil.done("matrix", "repair", path)
    summary = state(path).cells.summary(next(iter(state(path).cells)))
    assert summary is not None
    assert summary.text == "as elsewhere (P4 §2)"
    assert is_sound(postil, path)


def test_two_transcripts_of_one_name_that_a_merge_keeps_apart_are_told_apart(postil: Program, tmp_path: Path) -> None:
    other = small_transcript("P04", ("Good morning.", "We closed in spring.", "Why?", "No money, no staff, no house."))
    ana = begun(tmp_path / "ana.json", transcripts=[P04])
    ben = handed_out(ana, "ben.json")
    work(ben, "ben", AddTranscript(other))
    work(ben, "ben", coded(2, "F1", "ben", on=other))
    work(ana, "ana", coded(2, "F1", "ana"))
    document = told(postil, ana, ben, "-o", tmp_path / "team.json", status=1)
    assert len(document["apart"]) == 1
    postil.done("rename", tmp_path / "team.json", other.id, "P04 second")
    again = told(postil, tmp_path / "team.json", ben, "-o", tmp_path / "again.json")
    assert again["apart"] == []


def test_two_people_who_rename_it_apart_are_in_conflict(postil: Program, tmp_path: Path) -> None:
    ana = begun(tmp_path / "ana.json")
    ben = handed_out(ana, "ben.json")
    work(ana, "ana", EditTranscript(P04.id, "name", "Café"))
    work(ben, "ben", EditTranscript(P04.id, "name", "House"))
    document = told(postil, ana, ben, "-o", tmp_path / "team.json", status=1)
    assert [conflict["about"] for conflict in document["conflicts"]] in (
        ["name of transcript Café"],
        ["name of transcript House"],
    )


def test_only_references_that_lead_elsewhere_now_are_told_of(postil: Program, tmp_path: Path) -> None:
    path = begun(tmp_path / "study.json")
    work(path, "ana", [AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"), AddCase("p05", "P05")])
    text = "as elsewhere (P04 §2)"
    work(path, "ana", SetSummary("p05", "F1", Summary(text, places=places_of(state(path), "p05", text))))
    assert "repair" not in postil.done("rename", path, "P04", "interview 4").err, "the case is called P04 still"
    told = postil.done("cases", "set", path, "P04", "case=Café A").err
    assert "1 summary refers to P04; `postil matrix repair` gives them the new name" in told
    postil.done("matrix", "repair", path)
    summary = state(path).cells.summary(next(iter(state(path).cells)))
    assert summary is not None
    assert summary.text == "as elsewhere (interview 4 §2)"
    assert "repair" not in postil.done("cases", "set", path, "Café A", "case=Café B").err
