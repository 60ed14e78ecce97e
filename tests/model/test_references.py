"""References in summaries: what counts as one, what it leads to, and how it follows a corrected transcript."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.model.cell import Summary
from postil.model.change import AddCase, AddTranscript, EditCase, EditTranscript, GiveVoice
from postil.model.coding import Passage, Place
from postil.model.references import broken, places_of, reference_to, references, repaired, resolved
from postil.model.transcript import reading_id
from studies import TRANSCRIPTS, Desk, small_desk

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


def two_cases() -> Desk:
    """P04 and P05 are cases of their own."""
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), GiveVoice(P04, "", "p04"), AddCase("p05", "P05"), GiveVoice(P05, "", "p05"))
    return desk


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wanted it (P04 §12)", [("P04", 12)]),
        ("wanted it (§12)", [("", 12)]),
        ("(§12, §14; §3)", [("", 12), ("", 14), ("", 3)]),
        ("(P04 §12, §14; P05 §3)", [("P04", 12), ("P04", 14), ("P05", 3)]),
        ("(§12–14)", [("", 12), ("", 14)]),
        ("(§12-§14)", [("", 12), ("", 14)]),
        ("(Crisis café, north)", []),
        ("(Crisis café north § 7)", [("Crisis café north", 7)]),
        ("§12 without brackets", []),
        ("(as in §12)", [("as in", 12)]),
        ("(§12 and others)", []),
        ("(a (§2) b)", [("", 2)]),
        ("(§)", []),
        ("(§1234567890)", []),
    ],
)
def test_what_a_reference_is(text: str, found: list[tuple[str, int]]) -> None:
    assert [(reference.name, reference.n) for reference in references(text)] == found


@given(st.text(alphabet="(P04 §12,;–-) x\n", max_size=40))
def test_references_are_where_they_say_they_are(text: str) -> None:
    for reference in references(text):
        assert int(text[reference.start : reference.end]) == reference.n


def test_a_reference_leads_to_the_transcript_of_that_name_or_of_that_case() -> None:
    desk = two_cases()
    desk.act(EditCase("p04", "name", "Northern café"))
    (own, named, by_case, beyond, unknown) = references("(§2) (P05 §1) (Northern café §4) (P04 §9) (P99 §1)")
    assert resolved(desk.study, "p04", own) == Place(P04, 2)
    assert resolved(desk.study, "p04", named) == Place(P05, 1)
    assert resolved(desk.study, "p05", by_case) == Place(P04, 4)
    assert resolved(desk.study, "p04", beyond) is None
    assert resolved(desk.study, "p04", unknown) is None


@given(st.sampled_from([(P04, 4), (P05, 3)]), st.sampled_from(["p04", "p05"]))
def test_what_is_put_in_leads_back(place: tuple[str, int], case: str) -> None:
    desk = two_cases()
    text = reference_to(desk.study, case, Place(*place))
    assert places_of(desk.study, case, f"said so {text}") == (Place(*place),)


def test_a_case_of_two_transcripts_names_the_transcript() -> None:
    desk = small_desk()
    desk.act(AddCase("both", "Both"), GiveVoice(P04, "", "both"), GiveVoice(P05, "", "both"))
    assert reference_to(desk.study, "both", Place(P05, 2)) == "(P05 §2)"
    assert places_of(desk.study, "both", "(§2)") == (None,)


def corrected(desk: Desk) -> str:
    """P04 with a paragraph more at its beginning supersedes P04; its id."""
    old = desk.study.transcripts[P04]
    texts = ("A new first paragraph.", *(p.text for p in old.paragraphs))
    paragraphs = tuple(old.paragraphs[0]._replace(n=n, text=text) for n, text in enumerate(texts, 1))
    new = replace(old, id=reading_id(paragraphs), paragraphs=paragraphs, supersedes=P04)
    desk.act(AddTranscript(new))
    return new.id


def test_references_follow_a_corrected_transcript_and_are_broken_until_then() -> None:
    desk = two_cases()
    text = "wanted it (§2), feared it (P04 §3, §9), as others (P05 §1)"
    summary = Summary(text, "checked", (Passage(P04, 2),), places_of(desk.study, "p04", text))
    assert [found.reference.n for found in broken(desk.study, "p04", summary)] == [9]
    new = corrected(desk)
    assert [found.reference.n for found in broken(desk.study, "p04", summary)] == [2, 3, 9]
    mended = repaired(
        desk.study, "p04", summary, lambda place: Place(new, place.paragraph + 1) if place.transcript == P04 else None
    )
    assert mended.text == "wanted it (§3), feared it (P04 §4, §9), as others (P05 §1)"
    assert mended.seen == summary.seen
    assert mended.status == "checked"
    assert [found.reference.n for found in broken(desk.study, "p04", mended)] == [9]


def test_a_reference_to_another_name_is_broken_when_the_transcript_is_renamed() -> None:
    desk = two_cases()
    summary = Summary("(P05 §1)", places=(Place(P05, 1),))
    desk.act(EditTranscript(P05, "name", "P05 first"))
    desk.act(EditCase("p05", "name", "other"))
    assert [found.meant for found in broken(desk.study, "p04", summary)] == [Place(P05, 1)]


def test_a_reference_takes_the_new_name_of_a_renamed_transcript() -> None:
    desk = two_cases()
    text = "as there (P05 §1, §2; P04 §3)"
    summary = Summary(text, places=places_of(desk.study, "p04", text))
    desk.act(EditTranscript(P05, "name", "House"), EditCase("p05", "name", "other"))
    mended = repaired(desk.study, "p04", summary, lambda place: place)
    assert mended.text == "as there (House §1, §2; P04 §3)"
    assert list(broken(desk.study, "p04", mended)) == []
    assert repaired(desk.study, "p04", mended, lambda place: place) == mended
