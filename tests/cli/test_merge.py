"""``merge`` at the command line: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli_program import process, snapshot
from merging import (
    P04,
    P05,
    begun,
    coded,
    coding,
    codings_of,
    edited,
    handed_out,
    is_sound,
    log_of,
    row_of,
    state,
    told,
    work,
)
from postil.cli.resolving import letter
from postil.model.change import (
    AddCode,
    AddTranscript,
    Bookmark,
    Change,
    Decide,
    EditCode,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.codebook import Code
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.storage import open_study
from postil.storage.writing import write_study
from studies import content, small_desk, small_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_program import Program

PACKS = Path(__file__).resolve().parents[2] / "sample_data" / "packs"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A study that nobody has coded yet."""
    return begun(tmp_path / "study.json")


@pytest.fixture
def ana(base: Path) -> Path:
    """Ana's file of it."""
    return work(handed_out(base, "ana.json"), "ana", coded(2, "F1", "ana"), Review(P04.id, 2, "ana"))


@pytest.fixture
def ben(base: Path) -> Path:
    """Ben's file of it."""
    return work(
        handed_out(base, "ben.json"), "ben", coded(2, "F4", "ben"), [AddCode(Code("b1", "Pay")), coded(4, "b1", "ben")]
    )


@pytest.fixture
def team(postil: Program, ana: Path, ben: Path) -> Path:
    """The two files together."""
    out = ana.with_name("team.json")
    postil.done("merge", ana, ben, "-o", out)
    return out


MEMO = MemoKey.at_paragraph(P04.id, 2, "ana")


@pytest.fixture
def disputed(postil: Program, ana: Path, ben: Path) -> Path:
    """The two files together, after both coders set one definition, one memo and the title."""
    for path, coder in ((ana, "ana"), (ben, "ben")):
        work(path, coder, EditCode("F1", "definition", f"{coder}'s words"), SetMemo(MEMO, f"memo of {coder}"))
        work(path, coder, SetStudy("title", f"{coder}'s title"))
    out = ana.with_name("team.json")
    outcome = postil("merge", ana, ben, "-o", out)
    assert outcome.status == 1
    assert outcome.err.splitlines()[0] == f"wrote {out}"
    assert "3 things wait for a person" in outcome.error
    assert f"postil merge --resolve {out}" in outcome.error
    assert outcome.out.count("\nconflict ") == 3
    return out


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.rglob("*")) if p.is_file()}


# ---- what it says ----


def test_the_numbers_and_the_file_that_is_written(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (ana, ben)}
    out = tmp_path / "team.json"
    outcome = postil.done("merge", ana, ben, "-o", out)
    assert outcome.out.splitlines() == [
        f"2 files: {ana}, {ben}",
        f"new, reviewed, memos: what {ana} does not have; same: codings that it has",
        "transcript  coder  new  same",
        "P04         ana      ·     1",
        "P04         ben      2     ·",
        "in all               2     1",
        "codebook: added: Pay (ben)",
    ]
    assert outcome.err == f"wrote {out}\n"
    assert codings_of(out) == {coding(2, "F1", "ana"), coding(2, "F4", "ben"), coding(4, "b1", "ben")}
    assert out.stat().st_mode & 0o777 == 0o600
    assert {path: path.read_bytes() for path in before} == before
    assert is_sound(postil, out)


def test_rows_of_two_texts_of_an_interview_are_told_apart_and_all_columns_explained(
    postil: Program, tmp_path: Path
) -> None:
    texts = [p.text for p in P04.paragraphs]
    other = small_transcript("P04", [*texts[:3], "Something else was said here, and at some length, too."])
    first, second = (
        work(begun(tmp_path / f"{who}.json", transcripts=[text]), who, *(coded(n, "F1", who, on=text) for n in (2, 4)))
        for who, text in (("ana", P04), ("ben", other))
    )
    said = postil("merge", first, second, "--plan").out.splitlines()
    carried = "carried: codings from another text of the interview"
    orphaned = "orphaned: codings, memos and marks that stay on the former text"
    assert said[2] == f"{carried}; {orphaned}"
    assert sorted(line.split("  ")[0] for line in said[4:7]) == ["P04", "P04", "P04 (former text)"]


def test_rows_of_two_interviews_of_one_name_are_told_apart(postil: Program, tmp_path: Path) -> None:
    other = small_transcript("P04", ["Shall we?", "Nothing of this is in the other interview, not one word."])
    first = work(begun(tmp_path / "a.json", transcripts=[P04]), "ana", coded(2, "F1", "ana"))
    second = work(begun(tmp_path / "b.json", transcripts=[other]), "ana", coded(2, "F1", "ana", on=other))
    said = postil("merge", first, second, "--plan", "--same-coder", "ana").out.splitlines()
    assert {line.split("  ")[0] for line in said[3:5]} == {f"P04 ({P04.id[:8]})", f"P04 ({other.id[:8]})"}


def test_a_plan_says_the_same_and_leaves_the_folder_as_it_is(
    postil: Program, ana: Path, ben: Path, tmp_path: Path
) -> None:
    before, names = everything(tmp_path), sorted(map(str, tmp_path.rglob("*")))
    planned = postil.done("merge", ana, ben, "--plan")
    with_out = postil.done("merge", ana, ben, "--plan", "-o", tmp_path / "team.json")
    assert everything(tmp_path) == before
    assert sorted(map(str, tmp_path.rglob("*"))) == names
    assert planned.out == with_out.out == postil.done("merge", ana, ben, "-o", tmp_path / "team.json").out
    assert planned.err == ""


def test_the_shape_of_the_json(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    work(ana, "ana", EditCode("F1", "name", "From below"), AddCode(Code("a1", "pay")))
    work(ben, "ben", EditCode("F1", "name", "From the ground"), AddCode(Code("b2", "From belows")))
    other = small_transcript("P05", [p.text for p in P05.paragraphs[:2]] + ["[a phone rings twice]"])
    work(ben, "ben", AddTranscript(other), coded(1, "F1", "ben", on=other), coded(3, "F1", "ben", on=other))
    work(ben, "ben", Review(other.id, 3, "ben"))
    odd = small_transcript("P04", ["Quite another interview here", "with other words throughout"])
    work(ben, "ben", AddTranscript(odd))
    document = told(postil, ana, ben, "-o", tmp_path / "team.json", status=1)
    assert {name: type(value).__name__ for name, value in document.items()} == {
        "output": "str",
        "files": "list",
        "rows": "list",
        "renamed": "list",
        "one_code": "list",
        "near_codes": "list",
        "deleted_codes": "list",
        "charted": "list",
        "new_cases": "int",
        "followed_codes": "list",
        "codebook": "dict",
        "circles": "list",
        "other_roles": "list",
        "other_names": "list",
        "corrected": "list",
        "readings": "list",
        "questions": "list",
        "apart": "list",
        "conflicts": "list",
        "waiting": "int",
    }
    assert [set(file) for file in document["files"]] == [{"name", "sha256", "changes"}] * 2
    assert document["files"][1]["changes"] == len(log_of(ben))
    assert set(document["rows"][0]) == {
        *("transcript", "transcript_id", "coder", "new", "same", "reviewed", "memos"),
        *("carried", "doubtful", "removed", "orphaned", "conflicting"),
    }
    assert document["one_code"] == [{"code": "b1", "name": "pay", "ids": ["b1", "a1"]}]
    assert [set(near) for near in document["near_codes"]] == [{"one", "other", "likeness"}] * len(
        document["near_codes"]
    )
    (reading,) = document["readings"]
    assert set(reading) == {"name", "old", "new", "counts", "doubtful", "orphaned", "reviewed_orphaned"}
    assert reading["old"] == {"id": other.id, "source": "P05.txt"}
    assert reading["counts"]["codings"] + len(reading["orphaned"]) == 2
    (apart,) = document["apart"]
    assert apart == {"name": "P04", "transcripts": [P04.id, odd.id], "likeness": 0.0}
    (conflict,) = document["conflicts"]
    assert conflict["about"] == "name of code F1 From the ground"
    assert [set(version) for version in conflict["versions"]] == [{"by", "stamp", "time", "value"}] * 2
    row = sum(row["orphaned"] + row["doubtful"] for row in document["rows"])
    assert document["waiting"] == len(document["conflicts"]) + len(document["apart"]) + row
    help_text = " ".join(postil.done("merge", "--help").out.split())
    for name in (*document, *reading, *apart, *conflict, *document["rows"][0]):
        assert f'"{name}"' in help_text, name


def test_exit_statuses(postil: Program, ana: Path, ben: Path, disputed: Path) -> None:
    plain = ana.with_name("plain.json")
    assert postil("merge", ana, ben, "--plan").status == 1
    assert postil("merge", ana, ana.with_name("study.json"), "-o", plain).status == 0
    assert postil("merge", "--resolve", disputed).status == 1
    assert postil("merge", "--resolve", plain).status == 0
    for wrong in (
        ["merge"],
        ["merge", ana, "-o", "x.json"],
        ["merge", ana, ben],
        ["merge", "--resolve", ana, ben],
        ["merge", "--undo", ana, ben],
        ["merge", "--undo", "--resolve", ana],
        ["merge", "--undo", ana, "-o", "x.json"],
        ["merge", "--undo", ana, "--take-shown"],
        ["merge", "--resolve", ana, "--plan"],
        ["merge", ana, ben, "--plan", "--take", "x=y"],
        ["merge", "--resolve", ana, "--take", "nonsense"],
        ["merge", ana, ben, "--plan", "--rename-coder", "cleo.json:a=b"],
        ["merge", ana, ben, "--plan", "--rename-coder", "ana.json:ana"],
        ["merge", ana, ben, "--plan", "--rename-coder", "ana.json:ana="],
        ["merge", ana, ben, "--plan", "--same-coder", "=ana"],
        ["merge", ana, ben, "--plan", "--same-coder", "a\x1b=ana"],
    ):
        outcome = postil(*wrong)
        assert outcome.status == 2, wrong
        assert not outcome.out, wrong
    assert not ana.with_name("x.json").exists()


# ---- conflicts ----


def listed(postil: Program, path: Path) -> dict[str, dict[str, Any]]:
    """The conflicts of a study, by the first word of what they are about."""
    outcome = postil("merge", "--resolve", path, "--json")
    return {one["about"].split()[0]: one for one in json.loads(outcome.out)["conflicts"]}


def test_conflicts_are_listed_until_they_are_settled(postil: Program, disputed: Path) -> None:
    before = disputed.read_bytes()
    listing = postil("merge", "--resolve", disputed)
    conflicts = listed(postil, disputed)
    assert set(conflicts) == {"definition", "memo", "title"}
    lines = listing.out.splitlines()
    at = lines.index(f"{conflicts['definition']['id']}  definition of code F1 Bottom-up development")
    assert lines[at + 1].split()[:2] == ["a", "ben"]
    assert lines[at + 1].endswith("(shown) ben's words")
    assert lines[at + 2].split()[:2] == ["b", "ana"]
    assert lines[at + 2].endswith("  ana's words")
    assert disputed.read_bytes() == before
    outcome = postil("merge", "--resolve", disputed, "--coder", "ana", "--take", f"{conflicts['definition']['id']}=ana")
    assert outcome.status == 1
    assert outcome.error == f"{disputed}: 1 conflict settled, 2 left"
    assert state(disputed).value(("code", "F1", "definition")) == "ana's words"
    outcome = postil(
        "merge", "--resolve", disputed, "--coder", "lead", "--take", f"{conflicts['memo']['id']}=b", "--json"
    )
    assert outcome.status == 1
    document = json.loads(outcome.out)
    assert document["settled"] == 1
    assert [one["about"] for one in document["conflicts"]] == ["title of the study"]
    assert state(disputed).memo(MEMO) == "memo of ana"
    outcome = postil.done("merge", "--resolve", disputed, "--coder", "ana", "--take-shown")
    assert outcome.error == f"{disputed}: 1 conflict settled, 0 left"
    assert state(disputed).title == "ben's title"
    assert postil.done("merge", "--resolve", disputed).error == f"{disputed}: no conflicts"
    assert is_sound(postil, disputed)
    texts = {change.action.value for change in log_of(disputed) if isinstance(change.action, SetMemo)}
    assert texts == {"memo of ana", "memo of ben"}, "what was not chosen stays in the log"


def test_what_is_settled_stays_settled_when_the_files_come_again(postil: Program, disputed: Path, ana: Path) -> None:
    postil.done("merge", "--resolve", disputed, "--coder", "ana", "--take-shown")
    work(ana, "ana", coded(4, "F1", "ana"))
    again = disputed.with_name("again.json")
    assert told(postil, disputed, ana, ana.with_name("ben.json"), "-o", again)["conflicts"] == []
    work(ana, "ana", EditCode("F1", "definition", "ana's second thought"))
    document = told(postil, disputed, ana, "--plan", status=1)
    assert [one["about"].split()[0] for one in document["conflicts"]] == ["definition"]


def test_more_versions_than_there_are_letters(postil: Program, base: Path) -> None:
    desk = small_desk()
    for number in range(29):  # beside the one that the code came with
        stamp = desk.clock.tick()
        desk.log.add([Change(stamp, "ana", stamp, EditCode("F1", "definition", f"version {number}"), ())])
    path = base.with_name("many.json")
    write_study(path, desk.log, "0" * 32)
    listing = postil("merge", "--resolve", path).out.splitlines()
    assert len(listing) == 31
    names = {line.split()[0]: line.split()[-1] for line in listing[1:]}
    assert list(names)[24:] == ["y", "z", "aa", "ab", "ac", "ad"]
    name = listing[0].split()[0]
    assert postil("merge", "--resolve", path, "--take", f"{name}=ae").refuses(
        "no version ae", "ac (ana, 2023-11-14 22:13:20)"
    )
    assert postil("merge", "--resolve", path, "--coder", "lead", "--take", f"{name}=ac").status == 0
    assert state(path).value(("code", "F1", "definition")) == f"version {names['ac']}"
    assert [letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["a", "z", "aa", "az", "ba", "zz", "aaa"]


def test_take_refuses_what_is_not_there(postil: Program, disputed: Path) -> None:
    name = listed(postil, disputed)["memo"]["id"]
    before = disputed.read_bytes()
    for take, says in (
        ("ffffffx=ana", "no conflict ffffffx"),
        (f"{name}=cleo", "no version cleo"),
        (f"{name}=z", "a (ben)"),
    ):
        assert postil("merge", "--resolve", disputed, "--coder", "ana", "--take", take).refuses(says)
    assert disputed.read_bytes() == before


def test_a_memo_that_was_carried_is_told_by_its_coder(postil: Program, tmp_path: Path) -> None:
    texts = [p.text for p in P04.paragraphs]
    other = small_transcript("P04", [texts[0] + " Was it you?", *texts[1:]])
    first = begun(tmp_path / "a.json", transcripts=[P04])
    second = begun(tmp_path / "b.json", transcripts=[other])
    work(first, "ana", SetMemo(MEMO, "here"))
    work(second, "ana", SetMemo(MEMO._replace(transcript=other.id), "there"))
    document = told(postil, first, second, "-o", tmp_path / "team.json", "--same-coder", "ana", status=1)
    (conflict,) = document["conflicts"]
    assert {(version["by"], version["value"]) for version in conflict["versions"]} == {
        ("ana", "here"),
        ("ana", "there"),
    }
    assert row_of(document, "ana") == {"memos": 1, "conflicting": 1}


# ---- taking back ----


def test_a_merge_is_taken_back(postil: Program, ana: Path, team: Path, tmp_path: Path) -> None:
    outcome = postil.done("merge", "--undo", team)
    assert outcome.error.startswith(f"{team}: the merge with {tmp_path / 'ben.json'} is taken back")
    assert team.read_bytes() == ana.read_bytes()
    assert is_sound(postil, team)
    assert not team.with_name("team.json.merge").exists()
    assert postil("merge", "--undo", team).refuses("no record of a merge", str(team))
    assert team.read_bytes() == ana.read_bytes()


def test_a_merge_is_taken_back_and_what_was_done_since_stays(postil: Program, ana: Path, team: Path) -> None:
    work(team, "lead", coded(3, "b1", "lead"), Review(P04.id, 3, "lead"))
    work(team, "ana", coded(1, "F1", "ana"))
    work(team, "lead", Decide(P04.id, 2, Decision("both", "", ("F1", "F4"), "", (("ana", ("F1",)), ("ben", ("F4",))))))
    document = json.loads(postil.done("merge", "--undo", team, "--json").out)
    assert set(document) == {"files", "changes", "left"}
    assert document["left"] == len(log_of(team)) < document["changes"]
    study = state(team)
    assert codings_of(team) == codings_of(ana) | {coding(3, "b1", "lead"), coding(1, "F1", "ana")}
    assert "b1" in study.codebook, "the code came with the merge, and is used"
    assert set(study.decisions()) == {MEMO.place}
    assert is_sound(postil, team)
    again = team.with_name("again.json")
    assert row_of(told(postil, team, ana.with_name("ben.json"), "-o", again), "ben") == {"new": 2}


def test_a_decision_keeps_the_codes_that_a_merge_brought(postil: Program, team: Path) -> None:
    work(team, "lead", Decide(P04.id, 4, Decision("other", "", ("b1",), "", (("ben", ("b1",)),))))
    postil.done("merge", "--undo", team)
    assert "b1" in state(team).codebook
    assert "ben" in state(team).coders
    assert coding(4, "b1", "ben") not in codings_of(team)


def test_what_took_back_an_act_of_the_merge_goes_with_it(postil: Program, ana: Path, ben: Path) -> None:
    memo = MEMO._replace(coder="ben")
    work(ben, "ben", SetMemo(memo, "one"), SetMemo(memo, "two"))
    team = ana.with_name("team.json")
    postil.done("merge", ana, ben, "-o", team)
    with open_study(team, write=True) as file:
        assert file.undo("ben")
        assert file.redo("ben")
        assert file.undo("ben")
        assert file.study.memo(memo) == "one"
    postil.done("merge", "--undo", team)
    assert content(state(team)) == content(state(ana))
    with open_study(team, write=True) as file:
        file.record([SetMemo(memo, "three")], coder="ben")
        assert file.undo("ben")
        assert file.redo("ben")
        assert file.study.memo(memo) == "three"
    assert is_sound(postil, team)


def test_a_file_that_was_renamed_has_no_merge_to_take_back(postil: Program, team: Path) -> None:
    moved = team.rename(team.with_name("moved.json"))
    before = moved.read_bytes()
    assert postil("merge", "--undo", moved).refuses("no record of a merge", "moved.json.merge")
    assert moved.read_bytes() == before
    team.with_name("team.json.merge").rename(team.with_name("moved.json.merge"))
    postil.done("merge", "--undo", moved)
    assert codings_of(moved) == codings_of(team.with_name("ana.json"))


def test_a_record_that_is_damaged_or_of_another_study_is_not_used(postil: Program, team: Path, tmp_path: Path) -> None:
    before = team.read_bytes()
    record = team.with_name("team.json.merge")
    whole = record.read_bytes()
    for damaged in (
        b"",
        whole[:-9],
        b"[]",
        b"[" * 9999,
        b'{"format":"x","study":"","inputs":[],"brought":[],"places":[],"own":[]}',
    ):
        record.write_bytes(damaged)
        assert postil("merge", "--undo", team).refuses("team.json.merge")
    other = begun(tmp_path / "other.json")
    record.write_bytes(whole)
    record.rename(tmp_path / "other.json.merge")
    assert postil("merge", "--undo", other).refuses("another study")
    assert team.read_bytes() == before


def test_a_record_is_not_used_for_another_copy_of_the_study(postil: Program, ana: Path, ben: Path, team: Path) -> None:
    for other in (ana, ben):
        team.unlink()
        team.with_name("team.json.journal").unlink(missing_ok=True)
        handed_out(other, "team.json")
        assert postil("merge", "--undo", team).refuses("the record of an earlier file of this name")
        assert team.read_bytes() == other.read_bytes()


def test_files_whose_names_are_no_text(postil: Program, ana: Path, ben: Path) -> None:
    odd = ben.rename(ben.with_name("b\udcff.json"))
    team = ana.with_name("team.json")
    postil.done("merge", ana, odd, "-o", team)
    postil.done("merge", "--undo", team)
    assert codings_of(team) == codings_of(ana)


def test_a_place_of_reading_that_a_merge_brought_goes_with_it(postil: Program, ana: Path, ben: Path) -> None:
    work(ana, "ana", Bookmark("ana", (P04.id, 2)))
    work(ben, "ben", Bookmark("ben", (P05.id, 2)))
    team = ana.with_name("team.json")
    postil.done("merge", ana, ben, "-o", team)
    work(team, "ben", Bookmark("ben", (P05.id, 1)))
    work(team, "ana", coded(3, "F1", "ana"))
    postil.done("merge", "--undo", team)
    assert codings_of(team) == codings_of(ana) | {coding(3, "F1", "ana")}
    place = state(team).bookmark("ana")
    assert place is not None
    assert place.paragraph == 2


def test_a_merge_that_carried_work_is_taken_back(postil: Program, tmp_path: Path) -> None:
    texts = [p.text for p in P04.paragraphs]
    other = small_transcript("P04", [texts[0] + " Was it you?", *texts[1:]])
    first = work(begun(tmp_path / "a.json", transcripts=[P04]), "ana", coded(2, "F1", "ana"))
    second = work(begun(tmp_path / "b.json", transcripts=[other]), "ben", coded(2, "F1", "ben", on=other))
    for one, two in ((first, second), (second, first)):
        team = tmp_path / f"team of {one.name}"
        document = told(postil, one, two, "-o", team)
        assert row_of(document, "ben")["carried"] == 1
        assert row_of(document, "ben").get("same", 0) == (one == second), "one's own work is not new for being carried"
        postil.done("merge", "--undo", team)
        assert content(state(team)) == content(state(one))


# ---- work goes on ----


def test_undo_and_redo_of_a_coders_own_acts_after_a_merge(team: Path) -> None:
    with open_study(team, write=True) as file:
        assert file.undo("ana")
        assert not file.study.reviewed(P04.id, "ana")
        assert file.undo("ana")
        assert {one.coder for one, _ in file.study.codings()} == {"ben"}
        assert file.undo("ben")
        assert "b1" not in file.study.codebook
        assert file.redo("ben")
        assert file.redo("ana")
        assert coding(2, "F1", "ana") in {one for one, _ in file.study.codings()}
        assert file.study.has(coding(4, "b1", "ben"))


def test_a_merged_file_is_merged_on(postil: Program, team: Path, base: Path, ana: Path) -> None:
    cleo = work(handed_out(base, "cleo.json"), "cleo", coded(1, "F4", "cleo"))
    work(team, "ana", Remove(coding(2, "F1", "ana")))
    outs = [team.with_name(f"{n}.json") for n in range(2)]
    document = told(postil, team, cleo, ana, "-o", outs[0])
    assert row_of(document, "ana") == {"removed": 1}
    assert row_of(document, "cleo") == {"new": 1}
    postil.done("merge", ana, cleo, team, "-o", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert codings_of(outs[0]) == {coding(2, "F4", "ben"), coding(4, "b1", "ben"), coding(1, "F4", "cleo")}


def test_acts_that_are_in_the_journal_only_are_merged(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    with open_study(ben, write=True) as file:
        file.record([coded(1, "F1", "ben"), Remove(coding(2, "F4", "ben"))], coder="ben")
        assert file.unsaved
        before = everything(tmp_path)
        out = tmp_path / "team.json"
        document = told(postil, ana, ben, "-o", out)
        assert row_of(document, "ben") == {"new": 2}
        assert coding(1, "F1", "ben") in codings_of(out)
        assert coding(2, "F4", "ben") not in codings_of(out)
        after = everything(tmp_path)
        assert {name: after[name] for name in before} == before
    assert is_sound(postil, out)


def test_inputs_that_can_only_be_read(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handed in"
    folder.mkdir()
    files = [path.rename(folder / path.name) for path in (ana, ben)]
    for path in files:
        path.chmod(0o400)
    folder.chmod(0o500)
    try:
        before = everything(folder)
        names = sorted(path.name for path in folder.iterdir())
        postil.done("merge", *files, "-o", tmp_path / "team.json")
        assert everything(folder) == before
        assert sorted(path.name for path in folder.iterdir()) == names
    finally:
        folder.chmod(0o700)
    assert is_sound(postil, tmp_path / "team.json")


@pytest.mark.parametrize("as_it_was", [True, False])
def test_unknown_tables_fields_and_kinds_of_change_survive(
    postil: Program, ana: Path, ben: Path, tmp_path: Path, *, as_it_was: bool
) -> None:
    huge = 10**30 + 7
    stamp = "2026-01-01T00:00:00.000Z.0000.000000000000000a"

    def of_ana(whole: dict[str, Any]) -> None:
        whole["forecasts"] = {"1": {"what": huge}}
        next(iter(whole["codings"].values()))["weight"] = huge
        next(iter(whole["reviewed"].values()))["slowly"] = True
        next(iter(whole["study"].values()))["funder"] = "nobody"
        for row in whole["changes"].values():
            if row["kind"] == "apply":
                row["weight"] = huge
        whole["changes"]["7"] = {"kind": "foretell", "stamp": stamp, "coder": "ana", "what": huge}

    def of_ben(whole: dict[str, Any]) -> None:
        whole["forecasts"] = {"1": {"what": huge}, "2": {"what": "rain"}}
        next(iter(whole["codes"].values()))["icon"] = "⚑"
        next(iter(whole["transcripts"].values()))["language"] = "en"

    edited(ana, of_ana, as_it_was=as_it_was)
    edited(ben, of_ben, as_it_was=as_it_was)
    outs = [tmp_path / "1.json", tmp_path / "2.json"]
    postil.done("merge", ana, ben, "-o", outs[0])
    postil.done("merge", ben, ana, "-o", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    whole = json.loads(outs[0].read_bytes())
    assert whole["forecasts"] == {"1": {"what": huge}, "2": {"what": "rain"}}
    assert [row["weight"] for row in whole["codings"].values() if "weight" in row] == [huge]
    assert [row["slowly"] for row in whole["reviewed"].values()] == [True]
    assert [row["weight"] for row in whole["changes"].values() if "weight" in row] == [huge]
    assert [row["what"] for row in whole["changes"].values() if row["kind"] == "foretell"] == [huge]
    assert [row["icon"] for row in whole["codes"].values() if "icon" in row] == ["⚑"]
    assert [row["language"] for row in whole["transcripts"].values() if "language" in row] == ["en"]
    assert is_sound(postil, outs[0])


def test_fields_that_two_newer_versions_put_beside_one_coding_are_both_kept(
    postil: Program, ana: Path, tmp_path: Path
) -> None:
    other = handed_out(ana, "other.json")
    edited(ana, lambda whole: next(iter(whole["codings"].values())).update(weight=1, shade="a"))
    edited(other, lambda whole: next(iter(whole["codings"].values())).update(mood=2, shade="b"))
    outs = [tmp_path / "1.json", tmp_path / "2.json"]
    for out, files in zip(outs, ((ana, other), (other, ana)), strict=True):
        postil.done("merge", *files, "-o", out)
    (row,) = json.loads(outs[0].read_bytes())["codings"].values()
    assert (row["weight"], row["mood"], row["shade"]) == (1, 2, "b")
    assert outs[0].read_bytes() == outs[1].read_bytes()


# ---- what it refuses ----


def by_hand(whole: dict[str, Any]) -> None:
    row = next(iter(whole["codings"].values()))
    whole["codings"]["5"] = {**row, "id": "c0", "code": "F4"}


def other_text(whole: dict[str, Any]) -> None:
    next(iter(whole["transcripts"].values()))["paragraphs"][1]["text"] += " Really."


def newer(whole: dict[str, Any]) -> None:
    next(iter(whole["study"].values()))["format"] = "postil/2"


def another_change(whole: dict[str, Any]) -> None:
    for row in whole["changes"].values():
        if row["kind"] == "add-code" and row["code"] == "F1":
            row["values"]["definition"] = "Something else."
    whole["codes"][next(key for key, row in whole["codes"].items() if row["id"] == "F1")]["definition"] = (
        "Something else."
    )


@pytest.mark.parametrize("as_it_was", [True, False])
@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (by_hand, "edited by hand"),
        (other_text, "was changed outside"),
        (newer, "newer than"),
        (another_change, "is another than in the files before it"),
        (lambda whole: whole["changes"].popitem(), "hand"),
    ],
)
def test_a_file_that_was_edited_or_is_newer(
    postil: Program, ana: Path, ben: Path, edit: Callable[[dict[str, Any]], None], says: str, *, as_it_was: bool
) -> None:
    edited(ben, edit, as_it_was=as_it_was)
    before = snapshot(ben.parent)
    assert postil("merge", ana, ben, "-o", ana.with_name("team.json")).refuses("ben.json", says)
    assert postil("merge", ana, ben, "--plan").refuses("ben.json", says)
    assert snapshot(ben.parent) == before


def test_files_that_are_no_studies(postil: Program, ana: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    for data in (b"{}", b"[]", b"null", b"{", b"\0" * 99, b"PK\3\4", b'{"_default": {"1": {"a": 1}}}'):
        odd.write_bytes(data)
        for files in ((ana, odd), (odd, ana)):
            assert postil("merge", *files, "-o", tmp_path / "team.json").refuses("odd.json")
    assert postil("merge", ana, tmp_path / "none.json", "-o", tmp_path / "team.json").refuses("none.json")
    (tmp_path / "folder.json").mkdir()
    assert postil("merge", ana, tmp_path / "folder.json", "-o", tmp_path / "team.json").refuses("folder.json", "folder")
    assert not (tmp_path / "team.json").exists()


def test_the_same_file_twice(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(ana)
    os.link(ana, tmp_path / "hard.json")
    for other in (ana, tmp_path / "link.json", tmp_path / "hard.json", tmp_path / "." / "ana.json"):
        assert postil("merge", ana, ben, other, "-o", tmp_path / "team.json").refuses("twice")
    assert not (tmp_path / "team.json").exists()


def test_where_the_outcome_cannot_go(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(ana)
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone.json")
    before = snapshot(tmp_path)
    for out, says in (
        (ana, "one of the files to merge"),
        (tmp_path / "link.json", "one of the files to merge"),
        (tmp_path / "study.json", "exists already"),
        (tmp_path / "nowhere.json", "exists already"),
        (tmp_path, "exists already"),
        (tmp_path / "no" / "such" / "team.json", "no folder"),
    ):
        assert postil("merge", ana, ben, "-o", out).refuses(says)
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "gone.json").exists()


def test_coders_who_are_not_there(postil: Program, ana: Path, ben: Path) -> None:
    for said in (
        ["--same-coder", "cleo"],
        ["--same-coder", "cleo=ana"],
        ["--same-coder", "ana=anna"],
        ["--rename-coder", "ana.json:ben=cleo"],
    ):
        assert postil("merge", ana, ben, "-o", ana.with_name("team.json"), *said).refuses("no coder")
    assert not ana.with_name("team.json").exists()


def test_renamings_that_would_mix_people_up(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    both = begun(tmp_path / "both.json")
    work(both, "ana", coded(1, "F1", "ana"))
    work(both, "ben", coded(2, "F1", "ben"))
    grown = handed_out(ben, "grown.json")
    for files, renamed, says in (
        ((ana, ben), ["ben.json:ben=consensus"], "no coder"),
        ((ana, ben), ["ben.json:ben=Con Sensus"], "no coder"),
        ((ana, both), ["both.json:ana=ben"], "has work by ben already"),
        ((ana, both), ["both.json:ana=ben", "both.json:ben=ana"], "renamed itself"),
        ((ana, ben, grown), ["ben.json:ben=cleo"], "rename the coder there as well"),
    ):
        options = [part for one in renamed for part in ("--rename-coder", one)]
        assert postil("merge", *files, "-o", tmp_path / "team.json", *options).refuses(says)
    assert not (tmp_path / "team.json").exists()


def test_nobody_is_one_person_with_the_consensus(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    team = tmp_path / "team.json"
    for same in ("ben=consensus", "ben=Consensus", "consensus=ben"):
        assert postil("merge", ana, ben, "-o", team, "--same-coder", same).refuses("no coder")
    work(ben, "Consensus", coded(3, "F1", "Consensus"))
    postil.done("merge", ana, ben, "-o", team, "--rename-coder", "ben.json:Consensus=cleo")
    with open_study(team, write=False) as file:
        assert set(file.study.coders) == {"ana", "ben", "cleo"}


def test_files_of_one_name_in_two_folders_are_told_apart(postil: Program, ana: Path, ben: Path, tmp_path: Path) -> None:
    files = []
    for path in (ana, ben):
        folder = tmp_path / path.stem
        folder.mkdir()
        files.append(path.rename(folder / "study.json"))
    outcome = postil("merge", *files, "--plan", "--rename-coder", "study.json:ben=cleo")
    assert outcome.status == 2
    assert "give the path" in outcome.err
    document = told(postil, *files, "--plan", "--rename-coder", f"{files[1]}:ben=cleo")
    assert document["renamed"] == [{"file": str(files[1]), "old": "ben", "new": "cleo"}]


def test_a_full_disk(ana: Path, ben: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    size = ana.stat().st_size // 2

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    outcome = process("merge", ana, ben, "-o", tmp_path / "team.json", before=full)
    assert outcome.status == 1
    assert outcome.error.startswith(f"postil: {tmp_path / 'team.json'} cannot be written")
    assert "no space left" in outcome.error
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names


# ---- the sample ----


@pytest.mark.skipif(not PACKS.is_dir(), reason="the sample packs are not here")
def test_the_sample_packs(postil: Program, sample: Path, tmp_path: Path) -> None:
    packs = sorted(PACKS.glob("*.json"))
    before = [path.read_bytes() for path in packs]
    outs = [tmp_path / "1.json", tmp_path / "2.json"]
    first = postil("merge", sample, *packs, "-o", outs[0], "--json")
    second = postil("merge", *reversed(packs), sample, "-o", outs[1], "--json")
    documents = [json.loads(outcome.out) for outcome in (first, second)]
    for outcome, document in zip((first, second), documents, strict=True):
        assert outcome.status == bool(document["waiting"])
        assert document["waiting"] == len(document["conflicts"]), "nothing else waits in the sample"
        assert document["output"]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert [path.read_bytes() for path in packs] == before
    whole = codings_of(outs[0])
    for path in (sample, *packs):
        assert codings_of(path) <= whole
    assert {one.coder for one in whole} >= {"ana", "ben"}
    assert is_sound(postil, outs[0])
    agreement = postil.done("agree", outs[0], "--json")
    assert json.loads(agreement.out)
    postil.done("merge", "--undo", outs[0])
    assert codings_of(outs[0]) == codings_of(sample)
