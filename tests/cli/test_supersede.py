from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cli_program import Program, snapshot
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    Decide,
    GiveVoice,
    Quote,
    Remove,
    SetMemo,
    SetSummary,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import MemoKey, Passage
from postil.model.decision import Decision
from postil.model.references import places_of
from postil.reports.matrix import Matrix
from postil.storage import create_study, open_study
from postil.text.struck import Struck

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """INT: How did the crisis line begin in your town?

P07: With a list that the liaison nurses had kept of everybody who was turned away in the night.

INT: And then?

P07: Then nothing for a year, and after that two phones and a rota that somebody drew by hand.

P07: I am only half joking about the rota, it was the weakest part of it.

INT: Thank you very much for all of this.
"""
SECOND = (
    FIRST.replace("P07:", "Dr Okoro:")
    .replace("INT:", "Interviewer:")
    .replace("two phones and a rota", "three phones and a rota")
    .replace("Dr Okoro: I am only half joking about the rota, it was the weakest part of it.\n\n", "")
)


@pytest.fixture
def coded(tmp_path: Path, postil: Program) -> Path:
    """A study of one coded transcript, P07, beside its corrected text, P07 corrected.txt."""
    study = tmp_path / "study.json"
    (tmp_path / "P07.txt").write_text(FIRST)
    (tmp_path / "P07 corrected.txt").write_text(SECOND)
    with create_study(study, title="t", actions=[AddCode(Code("A", "Access")), AddCoder("ana"), AddCoder("ben")]):
        pass
    postil.done("add", study, tmp_path / "P07.txt", "--role", "INT=interviewer")
    start = FIRST.splitlines()[6].index("two phones") - len("P07: ")
    postil.done("apply", study, "--coder", "ana", "P07:2", "A", "--reviewed")
    postil.done(
        "apply", study, "--coder", "ana", "P07:4", "A", "--start", str(start), "--end", str(start + len("two phones"))
    )
    postil.done("apply", study, "--coder", "ben", "P07:5", "A")
    return study


def corrected(study: Path) -> Path:
    return study.with_name("P07 corrected.txt")


def plan(postil: Program, study: Path, *more: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(
        postil.done("add", study, corrected(study), "--supersede", "P07", "--json", *more).out
    )
    return shown


def test_a_dry_run_tells_and_writes_nothing(postil: Program, coded: Path) -> None:
    before = snapshot(coded.parent)
    outcome = postil.done("add", coded, corrected(coded), "--supersede", "P07", "--dry-run")
    assert snapshot(coded.parent) == before
    lines = outcome.out.splitlines()
    assert lines[:3] == [
        "P07 (P07 corrected.txt) would supersede P07 (P07.txt)",
        "paragraphs: 4 same, 1 edited, 1 gone",
        "codings: 2 carried, 1 of them marked as doubtful; 1 left with the old transcript",
    ]
    assert "§4 → §4 (edited)" in lines
    assert any(line.startswith("  doubtful: Access (ana) “two phones” → §4 on “phones”") for line in lines)
    assert lines[lines.index("§5 → gone (gone)") + 1].startswith("  old  §5  I am only half joking")
    assert "  left: Access (ben)" in lines
    told = plan(postil, coded, "--dry-run")
    assert snapshot(coded.parent) == before
    assert told["done"] is False
    assert told["paragraphs"] | {"same": 4, "edited": 1, "gone": 1} == told["paragraphs"]
    assert told["counts"]["codings"] == 2
    (doubtful,) = told["doubtful"]
    assert (doubtful["code"], doubtful["old"]["text"], doubtful["new"]["text"]) == ("A", "two phones", "phones")
    assert [(row["coder"], row["old"]["paragraph"]) for row in told["left"]] == [("ben", 5)]


def test_everything_moves_in_one_act_of_the_coder(postil: Program, coded: Path) -> None:
    with open_study(coded, write=False) as study_file:
        (old,) = study_file.study.transcripts.values()
    told = plan(postil, coded, "--coder", "ana")
    assert told["done"] is True
    assert not postil.done("check", coded).out.strip().startswith("error")
    with open_study(coded, write=True) as study_file:
        study = study_file.study
        new = study.transcripts[told["new"]["id"]]
        assert (new.name, new.supersedes) == ("P07", old.id)
        assert sorted(study.codings_in(new.id)) == [2, 4]
        assert sorted(n for n, here in study.codings_in(old.id).items() if here) == [5]
        assert [study.is_doubtful(coding) for here in study.codings_in(new.id).values() for coding in here] == [
            False,
            True,
        ]
        assert sorted(study.reviewed(new.id, "ana")) == [2]
        assert len({change.group for change in study_file.log if change.coder == "ana"}) == 3
        assert study_file.undo("ana") is not None
        assert list(study.transcripts) == [old.id]
        assert len(list(study.codings())) == 3
        assert study_file.redo("ana") is not None
        assert sorted(study.codings_in(new.id)) == [2, 4]
    assert postil("check", coded).status == 0


def test_the_name_means_the_corrected_one_and_the_id_the_old_one(postil: Program, coded: Path) -> None:
    told = plan(postil, coded, "--coder", "ana")
    postil.done("apply", coded, "--coder", "ana", "P07:1", "A")
    postil.done("apply", coded, "--coder", "ana", f"{told['old']['id'][:8]}:1", "A")
    with open_study(coded, write=False) as study_file:
        for side in ("old", "new"):
            assert 1 in study_file.study.codings_in(told[side]["id"])


def test_roles_are_kept_and_names_may_be_given(postil: Program, coded: Path) -> None:
    corrected(coded).write_text(SECOND.replace("Interviewer:", "INT:"))
    postil.done("apply", coded, "--coder", "ben", "P07:2", "A")
    outcome = postil.done(
        "add",
        coded,
        corrected(coded),
        "--supersede",
        "P07.txt",
        "--coder",
        "ben",
        "--name",
        "P07b",
        "--role",
        "INT=other",
    )
    assert "P07b" in outcome.err
    with open_study(coded, write=False) as study_file:
        new = list(study_file.study.transcripts.values())[-1]
        assert new.name == "P07b"
        assert {p.role for p in new.paragraphs if p.speaker == "INT"} == {"other"}
    third = coded.with_name("third.txt")
    third.write_text(SECOND.replace("Interviewer:", "INT:").replace("town", "region"))
    postil.done("add", coded, third, "--supersede", "P07b", "--coder", "ben")
    with open_study(coded, write=False) as study_file:
        newest = list(study_file.study.transcripts.values())[-1]
        assert (newest.name, newest.supersedes) == ("P07b", new.id)
        assert {p.role for p in newest.paragraphs if p.speaker == "INT"} == {"other"}


def test_nobody_is_guessed(postil: Program, coded: Path) -> None:
    assert postil("add", coded, corrected(coded), "--supersede", "P07").refuses("who codes", "ana")
    assert postil("add", coded, corrected(coded), "--supersede", "P07", "--coder", "anna").refuses("anna", "ana")


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_refusals_change_nothing(postil: Program, coded: Path, dry: tuple[str, ...]) -> None:
    other = coded.with_name("other.txt")
    other.write_text("\n\n".join(f"ANN: We bought {n} tractors from a dealer, in spring {n}." for n in range(9)))
    before = snapshot(coded.parent)
    options = ("--coder", "ana", *dry)
    assert postil("add", coded, other, "--supersede", "P07", *options).refuses("other.txt", "another transcript", "0%")
    assert postil("add", coded, corrected(coded), "--supersede", "P9", *options).refuses("P9", "P07")
    same = coded.with_name("P07.txt")
    assert postil("add", coded, same, "--supersede", "P07", *options).refuses("P07.txt", "reads exactly as P07")
    assert postil("add", coded, coded.with_name("none.txt"), "--supersede", "P07", *options).refuses("none.txt")
    assert postil("add", coded, corrected(coded), other, "--supersede", "P07", *options).status == 2
    assert postil("add", coded, corrected(coded), "--supersede", " ", *options).status == 2
    assert postil("add", coded, corrected(coded), *options).status == 2
    assert postil("add", coded, corrected(coded), "--force", *dry).status == 2
    assert snapshot(coded.parent) == before
    assert postil("add", coded, other, "--supersede", "P07", "--force", "--coder", "ana", "--dry-run").status == 0


def test_a_text_that_has_a_successor_or_is_there_already_is_refused(postil: Program, coded: Path) -> None:
    old = plan(postil, coded, "--coder", "ana")["old"]["id"]
    third = coded.with_name("third.txt")
    third.write_text(SECOND.replace("town", "region"))
    assert postil("add", coded, third, "--supersede", old, "--coder", "ana").refuses("corrected already", "--supersede")
    postil.done("add", coded, third, "--name", "P08")
    assert postil("add", coded, third, "--supersede", "P07", "--coder", "ana").refuses("third.txt", "P08")
    fourth = coded.with_name("fourth.txt")
    fourth.write_text(SECOND.replace("town", "county"))
    refused = postil("add", coded, fourth, "--supersede", "P07", "--coder", "ana", "--name", "p08")
    assert refused.refuses("another transcript P08", "--name")


def test_the_only_coder_is_the_default(postil: Program, coded: Path) -> None:
    lone = coded.with_name("lone.json")
    with create_study(lone, title="t", actions=[AddCode(Code("A", "Access")), AddCoder("cem")]):
        pass
    postil.done("add", lone, coded.with_name("P07.txt"))
    postil.done("add", lone, corrected(coded), "--supersede", "P07")
    with open_study(lone, write=False) as study_file:
        assert [change.coder for change in study_file.log][-1] == "cem"


def test_what_was_put_on_the_old_one_since_is_carried_by_saying_it_again(postil: Program, coded: Path) -> None:
    told = plan(postil, coded, "--coder", "ana")
    postil.done("apply", coded, "--coder", "ben", f"{told['old']['id']}:1", "A")
    again = plan(postil, coded, "--coder", "ben")
    assert again["counts"]["codings"] == 1
    with open_study(coded, write=False) as study_file:
        assert len(study_file.study.transcripts) == 2
        assert sorted(study_file.study.codings_in(told["new"]["id"])) == [1, 2, 4]


def test_real_files(postil: Program, coded: Path, shared: Path) -> None:
    folder = shared / "transcripts"
    postil.done("add", coded, folder / "sheffield_kelly.docx", "--name", "Kelly")
    lines = "\n".join(
        json.dumps({"transcript": "Kelly", "paragraph": n, "codes": ["A"], "reviewed": True}) for n in range(1, 144)
    )
    orders = coded.with_name("orders.jsonl")
    orders.write_text(lines)
    postil.done("apply", coded, "--coder", "ana", "--from", orders)
    before = snapshot(coded.parent)
    other = postil("add", coded, folder / "sheffield_lisa.docx", "--supersede", "Kelly", "--coder", "ana")
    assert other.refuses("sheffield_lisa.docx", "another transcript")
    assert snapshot(coded.parent) == before
    variant = coded.with_name("kelly 2.docx")
    variant.write_bytes((folder / "sheffield_kelly.docx").read_bytes())
    relabel(variant)
    outcome = postil.done("add", coded, variant, "--supersede", "kel", "--coder", "ana", "--json")
    told = json.loads(outcome.out)
    assert told["counts"]["codings"] + told["counts"]["codings_left"] == 143
    assert told["surviving"] > 0.98
    assert postil("check", coded).status == 0


def relabel(path: Path) -> None:
    """Give everybody another label, and correct a word here and there."""
    from docx import Document  # noqa: PLC0415 - only this test writes Word files

    document = Document(str(path))
    for number, paragraph in enumerate(document.paragraphs):
        text = paragraph.text.replace("Researcher 1:", "INT:").replace("Kelly:", "P01:")
        paragraph.text = text.replace(" the ", " teh ", 1) if number % 5 == 0 else text
    document.save(str(path))


def test_summaries_their_references_and_quotable_passages_follow_in_the_same_act(postil: Program, coded: Path) -> None:
    corrected(coded).write_text("A heading that was forgotten.\n\n" + FIRST)
    with open_study(coded, write=True) as file:
        (old,) = file.study.transcripts
        seen = (Passage(old, 2),)
        text = "kept a list (§2)"
        file.record([AddCase("p07", "P07"), GiveVoice(old, "", "p07"), Quote(seen[0])], coder="ana")
        file.record([Remove(one) for one, _ in file.study.codings() if one.paragraph != 2], coder="ana")
        summary = Summary(text, "checked", seen, places_of(file.study, "p07", text))
        file.record([SetSummary("p07", "A", summary)], coder="ana")
    postil.done("add", coded, corrected(coded), "--supersede", "P07", "--coder", "ana")
    with open_study(coded, write=True) as file:
        new = next(key for key in file.study.transcripts if key != old)
        cell = Matrix(file.study).cell("p07", "A")
        assert (cell.state, cell.summary.text) == ("checked", "kept a list (§3)")
        assert list(file.study.cells.quotable()) == [Passage(new, 3)]
        assert "is sound" in postil.done("check", coded).out
        file.undo("ana")
        assert Matrix(file.study).cell("p07", "A").summary == summary
        assert list(file.study.cells.quotable()) == [seen[0]]


def test_a_speaker_who_is_a_case_stays_that_case_under_another_label(postil: Program, coded: Path) -> None:
    text = FIRST.replace("P07: I am", "Nurse: I am").replace("INT: Thank you", "Nurse: Thank you")
    (coded.parent / "group.txt").write_text(text)
    (coded.parent / "better.txt").write_text(text.replace("Nurse:", "Anna:"))
    (coded.parent / "worse.txt").write_text(text.replace("Nurse:", "P07:").replace("town", "city"))
    postil.done("add", coded, coded.parent / "group.txt", "--name", "G")
    for name, *voice in (("Patient", "transcript=G"), ("Nurse", "transcript=G", "speaker=Nurse")):
        postil.done("cases", "add", coded, name)
        postil.done("cases", "set", coded, name, *voice)
    before = snapshot(coded.parent)
    arguments = ("add", coded, coded.parent / "better.txt", "--supersede", "G", "--coder", "ana")
    line = "speakers: Nurse is Anna now, and still the case Nurse"
    assert line in postil.done(*arguments, "--dry-run").out
    assert snapshot(coded.parent) == before
    told = postil.done(*arguments, "--json")
    assert line in told.err
    document = json.loads(told.out)
    assert [(row["old"], row["new"]) for row in document["speakers"]] == [("Nurse", "Anna")]
    with open_study(coded, write=True) as file:
        study, new = file.study, document["new"]["id"]
        names = [study.cases.all[study.cases.owner(new, label)].name for label in ("P07", "Anna")]
        assert names == ["Patient", "Nurse"]
        assert file.undo("ana") is not None
        assert new not in study.transcripts
        assert not [voice for case in study.cases.all.values() for voice in case.voices if voice[0] == new]
    lost = postil.done("add", coded, coded.parent / "worse.txt", "--supersede", "G", "--coder", "ana", "--json")
    assert "2 paragraphs of Nurse (case Nurse) have the label P07 now and go to the case Patient" in lost.err
    (row,) = json.loads(lost.out)["speakers_left"]
    assert (row["old"], row["new"], row["paragraphs"]) == ("Nurse", "P07", 2)


def test_what_was_struck_out_follows_and_where_it_cannot_the_paragraph_is(postil: Program, coded: Path) -> None:
    with open_study(coded, write=True) as file:
        (old,) = file.study.transcripts
        texts = file.study.transcripts[old].paragraphs
        nurses, phones = texts[1].text.index("liaison"), texts[3].text.index("two phones")
        struck = [Passage(old, 2, nurses, nurses + 14), Passage(old, 4, phones, phones + 10), Passage(old, 5)]
        file.record([Strike(passage) for passage in struck], coder="ana")
    line = (
        "struck out: 1 passage word for word; 1 whole paragraph (§4), where words were changed, split or joined, or all"
        " were struck out; 1 left, as the paragraph is gone; the old words stay out of other texts"
    )
    arguments = ("add", coded, corrected(coded), "--supersede", "P07", "--coder", "ana")
    assert line in postil.done(*arguments, "--dry-run").out
    done = postil.done(*arguments, "--json")
    assert line in done.err
    passages = json.loads(done.out)["struck"]["passages"]
    assert [(one["paragraph"], one["end"]) for one in passages] == [(2, nurses + 14), (4, None)]
    with open_study(coded, write=True) as file:
        struck_out = Struck(file.study)
        new = next(text for key, text in file.study.transcripts.items() if key != old)
        told = [struck_out.words(Passage(new.id, paragraph.n)) for paragraph in new.paragraphs]
        assert not [text for text in told if "liaison nurses" in text or "phones" in text]
        assert sum("[...] had kept" in text for text in told) == 1
        assert {passage.transcript for passage in file.study.cells.struck()} == {old, new.id}
    listed = postil.done("redact", coded).out
    assert sorted(listed.split()) == sorted(
        f"P07§2 {nurses} {nurses + 14} P07§4 {old[:8]}§2 {nurses} {nurses + 14} "
        f"{old[:8]}§4 {phones} {phones + 10} {old[:8]}§5".split()
    )
    back = postil.done("redact", coded, "P07§2", "--take-back", "--coder", "ana")
    assert f"words of P07 §2 stay [...], as they are struck out in {old[:8]}§2, too" in back.err
    assert postil.done("redact", coded, f"{old[:8]}§2", "--take-back", "--coder", "ana").err == ""
    with open_study(coded, write=True) as file:
        assert "liaison nurses" in Struck(file.study).words(Passage(new.id, 2))
        for _ in range(3):
            file.undo("ana")
        assert list(file.study.cells.struck()) == struck


def test_what_was_carried_counts_from_when_it_was_first_made(postil: Program, sample: Path) -> None:
    with open_study(sample, write=False) as study_file:
        old = next(text for text in study_file.study.transcripts.values() if text.name.startswith("P01"))
    texts = [f"{p.speaker}: {p.text}" for p in old.paragraphs if p.speaker]
    texts[1] += " Indeed."
    new = sample.with_name("P01 corrected.txt")
    new.write_text("\n\n".join(texts) + "\n")
    before = times_told(postil, sample)
    postil.done("add", sample, new, "--supersede", "P01", "--coder", "ana")
    after = times_told(postil, sample)
    assert after == before
    shown = postil.done("report", "saturation", sample).out
    assert "P01_crisis_cafe_north_coast was corrected: what was carried to" in shown
    for name in ("use", "methods", "memos", "saturation"):
        notes = json.loads(postil.done("report", name, sample, "--json").out)["notes"]
        assert any("P01_crisis_cafe_north_coast was corrected" in note for note in notes), name
    with open_study(sample, write=True) as study_file:
        assert study_file.undo("ana")
    assert times_told(postil, sample) == before


def times_told(postil: Program, study: Path) -> list[object]:
    """Every time of coding and writing that reports and exports tell."""

    def rows(name: str, table: str, *columns: str) -> list[tuple[object, ...]]:
        document = json.loads(postil.done("report", name, study, "--json").out)
        return [tuple(row[column] for column in columns) for row in document[table]]

    def exported(what: str) -> list[tuple[str, ...]]:
        document = json.loads(postil.done("export", study, "-", "--format", "json", "--what", what).out)
        return sorted((row["transcript"], row["coder"], row["code"], row["time"]) for row in document[what])

    return [
        rows("saturation", "saturation", "place", "transcript", "first_coding", "new_codes", "first_reviewed"),
        rows("use", "use", "code", "first_use", "last_use"),
        rows("use", "use_by_coder", "code", "coder", "first_use", "last_use"),
        rows("methods", "coders", "coder", "first_coding", "last_coding"),
        sorted(rows("memos", "memos", "transcript", "code", "text", "time"), key=str),
        exported("codings"),
        exported("memos"),
    ]


def test_exports_tell_which_rows_are_on_a_reading_that_was_corrected(postil: Program, coded: Path) -> None:
    plan(postil, coded, "--coder", "ana")
    said = postil.done("export", coded, "-", "--format", "json")
    rows = json.loads(said.out)["codings"]
    assert [(row["coder"], row["superseded"]) for row in rows] == [("ben", True), ("ana", False), ("ana", False)]
    assert "1 row is on a reading that was corrected since; reports leave it out: superseded is true there" in said.err
    counted = json.loads(postil.done("report", "methods", coded, "--json").out)["counted"]["codings"]
    assert counted == sum(not row["superseded"] for row in rows)
    told = postil.done("export", coded, "-", "--format", "json", "--what", "memos")
    assert "corrected since" not in told.err


def test_memos_and_decisions_on_a_reading_that_was_corrected_are_told(postil: Program, coded: Path) -> None:
    with open_study(coded, write=True) as study_file:
        (old,) = study_file.study.transcripts
        study_file.record([SetMemo(MemoKey.at_paragraph(old, 5, "ben"), "weak")], coder="ben")
        study_file.record([Decide(old, 5, Decision("keep", "ben", ("A",), "", (("ben", ("A",)),)))], coder="ben")
    plan(postil, coded, "--coder", "ana")
    for what in ("memos", "decisions"):
        for form in ("json", "csv"):
            said = postil.done("export", coded, "-", "--format", form, "--what", what)
            assert "1 row is on a reading" in said.err, what
        (row,) = json.loads(postil.done("export", coded, "-", "--format", "json", "--what", what).out)[what]
        assert row["superseded"] is True
