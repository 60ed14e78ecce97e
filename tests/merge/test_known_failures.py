"""What other tools are known to do wrong when they merge, one test for each."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import docx
import pytest

from cli_program import Program, snapshot
from merging import (
    P04,
    begun,
    coded,
    coding,
    codings_of,
    handed_out,
    is_sound,
    log_of,
    row_of,
    state,
    told,
    work,
)
from postil.model.change import AddCode, AddCoder, AddTranscript, Decide, DropCode, EditCode, Remove, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.storage import open_study
from postil.storage.paths import sha256_of
from studies import TEXTS, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.transcript import Transcript


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A study that nobody has coded yet."""
    return begun(tmp_path / "study.json")


@pytest.fixture
def ana(base: Path) -> Path:
    """Ana's file of it, with two codings."""
    return work(handed_out(base, "ana.json"), "ana", coded(2, "F1", "ana"), coded(3, "F4", "ana", span=(0, 3)))


@pytest.fixture
def ben(base: Path) -> Path:
    """Ben's file of it, with two codings."""
    return work(handed_out(base, "ben.json"), "ben", coded(2, "F1", "ben"), coded(4, "B2", "ben"))


def merged(postil: Program, *arguments: str | Path, waits: bool = False) -> Path:
    """The outcome of a merge in which something waits for a person, or nothing does."""
    out = next(path for path in arguments if not isinstance(path, str)).with_name("team.json")
    out.unlink(missing_ok=True)
    out.with_name("team.json.journal").unlink(missing_ok=True)
    assert postil("merge", *arguments, "-o", out).status == waits
    assert is_sound(postil, out)
    return out


def reading(*texts: str, name: str = "P04", source: str = "") -> Transcript:
    text = small_transcript(name, texts)
    return replace(text, source=source or text.source)


# ---- texts ----


def test_same_name_and_length_but_different_text(postil: Program, tmp_path: Path) -> None:
    other = reading(*(text[::-1] for text in TEXTS))
    assert [len(p.text) for p in other.paragraphs] == [len(p.text) for p in P04.paragraphs]
    ana = work(begun(tmp_path / "ana.json", transcripts=[P04]), "ana", coded(2, "F1", "ana"))
    ben = work(begun(tmp_path / "ben.json", transcripts=[other]), "ben", coded(2, "F4", "ben", on=other, span=(0, 9)))
    out = tmp_path / "team.json"
    document = told(postil, ana, ben, "-o", out, status=1)
    assert [(one["name"], one["likeness"]) for one in document["apart"]] == [("P04", 0.0)]
    assert codings_of(out) == {coding(2, "F1", "ana"), coding(2, "F4", "ben", on=other, span=(0, 9))}
    assert is_sound(postil, out)


def test_one_word_that_differs_in_a_text_of_the_same_name_and_length(postil: Program, tmp_path: Path) -> None:
    other = reading(TEXTS[0], TEXTS[1].replace("list", "tale"), *TEXTS[2:])
    start = TEXTS[1].index("a list")
    nurses = (TEXTS[1].index("liaison"), TEXTS[1].index("liaison") + len("liaison nurses"))
    ana = begun(tmp_path / "ana.json", transcripts=[P04])
    ben = begun(tmp_path / "ben.json", transcripts=[other])
    work(ana, "ana", coded(1, "F1", "ana"))
    acts = [coded(2, "F4", "ben", on=other, span=(start, start + 6)), coded(2, "F1", "ben", on=other, span=nurses)]
    work(ben, "ben", *acts, Review(other.id, 3, "ben"))
    for first, second in ((ana, ben), (ben, ana)):
        out = merged(postil, first, second, waits=True)
        placed = {one for one in codings_of(out) if one.coder == "ben"}
        assert {(one.transcript, one.code) for one in placed} == {(P04.id, "F1"), (P04.id, "F4")}
        study = state(out)
        quotes = {one.code: TEXTS[1][one.start : one.end] for one in placed}
        assert quotes["F1"] == "liaison nurses"
        assert quotes["F4"] in "a list"
        assert {one.code for one in placed if study.is_doubtful(one)} == {"F4"}
        assert set(study.reviewed(P04.id, "ben")) == {3}
    document = told(postil, ana, ben, "--plan", status=1)
    assert row_of(document, "ben") == {"new": 2, "reviewed": 1, "carried": 2, "doubtful": 1}
    assert document["waiting"] == 1
    assert told(postil, tmp_path / "team.json", ben, "--plan")["waiting"] == 0, "what was told before is not told again"


def test_crlf_and_lf_files_are_one_transcript(postil: Program, tmp_path: Path) -> None:
    text = "INT: How did it begin?\n\nP07: With a café.\nAnd a list.\n\nINT: And then?\n"
    paths = []
    for coder, ending in (("ana", "\n"), ("ben", "\r\n")):
        folder = tmp_path / coder
        folder.mkdir()
        (folder / "P07.txt").write_bytes(text.replace("\n", ending).encode())
        study = begun(tmp_path / f"{coder}.json", transcripts=[])
        postil.done("add", study, folder / "P07.txt")
        postil.done("apply", study, "--coder", coder, "--new-coder", "P07:2", "F1")
        paths.append(study)
    out = merged(postil, *paths)
    assert len(state(out).transcripts) == 1
    assert {one.coder for one in codings_of(out)} == {"ana", "ben"}
    assert len({one.transcript for one in codings_of(out)}) == 1


def test_a_word_file_and_a_text_file_of_one_interview(postil: Program, tmp_path: Path) -> None:
    turns = [
        ("INT", "How did the crisis line start here?"),
        ("P09", "It was the liaison nurses, really. They had kept a list of everybody who was turned away."),
        ("INT", "And what did the board say?"),
        ("P09", "That there was no money, which was true, and no need, which was not."),
        ("P09", "So we ran it for a year on two phones and a rota that somebody drew by hand."),
    ]
    document = docx.Document()
    for turn in turns:
        document.add_paragraph(": ".join(turn))
    document.save(str(tmp_path / "P09.docx"))
    said = [(speaker, text.replace("really. They", "really. [laughs] They")) for speaker, text in turns]
    (tmp_path / "P09.txt").write_text("\n\n".join(f"{speaker}: {text}" for speaker, text in said))
    word, plain = begun(tmp_path / "ana.json", transcripts=[]), begun(tmp_path / "ben.json", transcripts=[])
    postil.done("add", word, tmp_path / "P09.docx", "--role", "INT=interviewer")
    postil.done("add", plain, tmp_path / "P09.txt", "--role", "INT=interviewer")
    postil.done("apply", word, "--coder", "ana", "--new-coder", "P09:2", "F1", "--reviewed")
    start = said[1][1].index("a list")
    span = ["--start", str(start), "--end", str(start + 6)]
    postil.done("apply", plain, "--coder", "ben", "--new-coder", "P09:2", "F4", *span, "--reviewed")
    postil.done("apply", plain, "--coder", "ben", "P09:5", "B2")
    documents = []
    for files in ((word, plain), (plain, word)):
        out = merged(postil, *files)
        documents.append(out.read_bytes())
        study = state(out)
        (shown,) = {one.transcript for one in codings_of(out)}
        text = study.transcripts[shown]
        quotes = {
            (one.coder, one.code, text.paragraphs[one.paragraph - 1].text[one.start : one.end])
            for one, _ in study.codings()
        }
        assert ("ben", "F4", "a list") in quotes
        assert {(coder, code) for coder, code, _ in quotes} == {("ana", "F1"), ("ben", "F4"), ("ben", "B2")}
        assert all(set(study.reviewed(shown, coder)) == {2} for coder in ("ana", "ben"))
    assert documents[0] == documents[1]


def test_emoji_and_combining_marks_before_a_span(postil: Program, tmp_path: Path) -> None:
    marks = "Zoe\u0308 said 👩‍⚕️👩🏽‍🚀 e\u0301 and \U0001d518 בָּ: the list was \u0928\u093f long."
    text = reading("Why?", marks + " Nobody had asked for it before, you know.")
    other = reading("Why?", marks + " Nobody had ever asked for it before, you know.")
    words = text.paragraphs[1].text
    start = words.index("the list")
    ana = work(begun(tmp_path / "ana.json", transcripts=[text]), "ana", coded(1, "F4", "ana", on=text))
    ben = begun(tmp_path / "ben.json", transcripts=[other])
    work(ben, "ben", coded(2, "F1", "ben", on=other, span=(start, start + 8)))
    out = merged(postil, ana, ben)
    (placed,) = [one for one in codings_of(out) if one.coder == "ben"]
    assert state(out).transcripts[placed.transcript].paragraphs[1].text[placed.start : placed.end] == "the list"


def test_a_transcript_that_one_side_has_corrected(postil: Program, tmp_path: Path) -> None:
    first = (
        "INT: How did it begin?\n\nP07: With a list that the nurses kept of all.\n\nINT: And then?\n\nP07: Nothing.\n"
    )
    (tmp_path / "P07.txt").write_text(first)
    (tmp_path / "P07 new.txt").write_text(first.replace("the nurses kept", "the nurses had kept"))
    base = begun(tmp_path / "study.json", transcripts=[])
    postil.done("add", base, tmp_path / "P07.txt", "--role", "INT=interviewer")
    ana, ben = handed_out(base, "ana.json"), handed_out(base, "ben.json")
    postil.done("apply", ana, "--coder", "ana", "--new-coder", "P07:2", "F1")
    postil.done("add", ana, tmp_path / "P07 new.txt", "--supersede", "P07", "--coder", "ana")
    for paragraph, code in (("P07:2", "F4"), ("P07:4", "B2")):
        postil.done("apply", ben, "--coder", "ben", "--new-coder", paragraph, code, "--reviewed")
    outcomes = [merged(postil, *files).read_bytes() for files in permutations((base, ana, ben))]
    assert len(set(outcomes)) == 1
    study = state(tmp_path / "team.json")
    (new,) = [key for key in study.transcripts if key not in study.superseded]
    assert {(one.transcript, one.paragraph, one.code, one.coder) for one, _ in study.codings()} == {
        (new, 2, "F1", "ana"),
        (new, 2, "F4", "ben"),
        (new, 4, "B2", "ben"),
    }
    assert 4 in study.reviewed(new, "ben")


def test_what_was_carried_and_then_removed_does_not_come_back(postil: Program, tmp_path: Path) -> None:
    other = reading(TEXTS[0] + " Was it you?", *TEXTS[1:])
    ana = work(begun(tmp_path / "ana.json", transcripts=[other]), "ana", coded(3, "F1", "ana", on=other))
    ben = begun(tmp_path / "ben.json", transcripts=[P04])
    work(ben, "ben", coded(2, "F4", "ben"), coded(4, "B2", "ben"))
    team = merged(postil, ana, ben).rename(tmp_path / "first.json")
    assert row_of(told(postil, team, ben, "--plan"), "ben") == {"same": 2, "carried": 2}
    work(team, "ben", Remove(coding(2, "F4", "ben", on=other)))
    for files in ((team, ben), (ben, team)):
        document = told(postil, *files, "--plan")
        assert row_of(document, "ben") == {"same": 1, "carried": 1, "removed": 1}
    assert coding(2, "F4", "ben", on=other) not in codings_of(merged(postil, ben, team))


def test_one_text_that_was_read_with_other_roles_and_times(postil: Program, tmp_path: Path) -> None:
    other = replace(P04, paragraphs=tuple(p._replace(role="other", start=None) for p in P04.paragraphs))
    assert other.id == P04.id
    ana = work(begun(tmp_path / "ana.json", transcripts=[P04]), "ana", coded(2, "F1", "ana"))
    ben = work(begun(tmp_path / "ben.json", transcripts=[other]), "ben", coded(2, "F1", "ben"))
    outcomes = [merged(postil, *files, waits=files[0] == ana).read_bytes() for files in ((ana, ben), (ben, ana))]
    assert outcomes[0] == outcomes[1]
    team = (tmp_path / "team.json").rename(tmp_path / "first.json")
    work(ana, "ana", coded(4, "B2", "ana"))
    document = told(postil, team, ana, "-o", tmp_path / "second.json")
    assert row_of(document, "ana") == {"same": 1, "new": 1}
    assert [one["transcript"] for one in told(postil, ana, ben, "--plan", status=1)["other_roles"]] == [P04.id]
    assert "roles: P04" in postil.done("merge", ben, ana, "--plan").out


# ---- codes ----


def with_code(base: Path, *names: tuple[str, str], parents: tuple[str, str] = ("", "")) -> list[Path]:
    """Two files whose coders each made a code, and used it."""
    paths = []
    for coder, (code, name), parent in zip(("ana", "ben"), names, parents, strict=True):
        path = handed_out(base, f"{coder}.json")
        work(path, coder, [AddCode(Code(code, name, parent=parent)), coded(2, code, coder)])
        paths.append(path)
    return paths


@pytest.mark.parametrize(
    ("one", "other"),
    [("Peer support", "peer SUPPORT"), ("Peer support", " Peer   support "), ("ＰＥＥＲ support", "peer support")],
)
def test_codes_whose_names_differ_in_case_width_or_spaces_are_one(
    postil: Program, base: Path, one: str, other: str
) -> None:
    files = with_code(base, ("a1", one), ("b1", other))
    out = merged(postil, *files)
    study = state(out)
    assert study.uses == {"a1": 2}
    assert len(study.codebook) == 5
    document = told(postil, *reversed(files), "--plan")
    assert [(code["code"], sorted(code["ids"])) for code in document["one_code"]] == [("a1", ["a1", "b1"])]


def test_codes_whose_names_differ_in_accents_stay_two_and_are_listed(postil: Program, base: Path) -> None:
    files = with_code(base, ("a1", "Café as a shelter"), ("b1", "Cafe as a shelter"))
    assert state(merged(postil, *files)).uses == {"a1": 1, "b1": 1}
    document = told(postil, *files, "--plan")
    assert not document["one_code"]
    assert [{near["one"], near["other"]} for near in document["near_codes"]] == [{"a1", "b1"}]


def test_the_same_code_name_in_two_branches_stays_two_codes(postil: Program, base: Path) -> None:
    files = with_code(base, ("a1", "Training"), ("b1", "Training"), parents=("F1", "F4"))
    out = merged(postil, *files)
    assert state(out).uses == {"a1": 1, "b1": 1}
    assert {state(out).codebook.path(code) for code in ("a1", "b1")} == {
        "Bottom-up development/Training",
        "Leadership and management buy-in/Training",
    }


def test_a_code_renamed_on_one_side_and_used_on_the_other(postil: Program, ana: Path, ben: Path) -> None:
    work(ana, "ana", EditCode("B2", "name", "Staffing"), EditCode("B2", "parent", "F4"))
    study = state(merged(postil, ben, ana))
    assert coding(4, "B2", "ben") in {one for one, _ in study.codings()}
    assert study.codebook.path("B2") == "Leadership and management buy-in/Staffing"
    assert len(study.codebook) == 4


def test_a_code_deleted_here_and_used_there(postil: Program, base: Path, ana: Path, ben: Path) -> None:
    code = state(ana).codebook.get("B2")
    assert code is not None
    work(ana, "ana", DropCode(code))
    assert "B2" not in state(ana).codebook
    for files in ((ana, ben), (ben, ana)):
        study = state(merged(postil, *files))
        assert coding(4, "B2", "ben") in {one for one, _ in study.codings()}
        assert study.codebook.get("B2") == code
    assert told(postil, ana, ben, "--plan")["deleted_codes"] == [{"code": "B2", "codings": 1}]
    said = postil.done("merge", ben, ana, "--plan").out
    assert "deleted and used: B2 Workforce challenges stays, for 1 coding with it" in said
    assert told(postil, ana, base, "--plan")["deleted_codes"] == []
    assert "B2" not in state(merged(postil, ana, base)).codebook


def test_two_definitions_of_one_code_are_both_kept_and_listed(postil: Program, ana: Path, ben: Path) -> None:
    work(ana, "ana", EditCode("F1", "definition", "Ana's words"))
    work(ben, "ben", EditCode("F1", "definition", "Ben's words"))
    team = ana.with_name("team.json")
    document = told(postil, ana, ben, "-o", team, status=1)
    (conflict,) = document["conflicts"]
    assert [(version["by"], version["value"]) for version in conflict["versions"]] == [
        ("ben", "Ben's words"),
        ("ana", "Ana's words"),
    ]
    assert [head.value for head in state(team).heads(("code", "F1", "definition"))] == ["Ben's words", "Ana's words"]


# ---- coders ----


@pytest.mark.parametrize("other", ["Ana", "ANA", "a na", "áná", "a.n.a."])
def test_coders_whose_names_differ_in_case_spaces_or_accents_are_asked_for(
    postil: Program, base: Path, ana: Path, other: str
) -> None:
    second = work(handed_out(base, "second.json"), other, coded(4, "B2", other))
    out = base.with_name("team.json")
    document = told(postil, ana, second, "-o", out, status=1)
    assert [(q["kind"], sorted(q["names"])) for q in document["questions"]] == [("spelling", sorted(["ana", other]))]
    assert not out.exists()
    document = told(postil, ana, second, "-o", out, "--same-coder", f"{other}=ana")
    assert row_of(document, "ana") == {"same": 2, "new": 1}
    assert document["renamed"] == [{"file": str(second), "old": other, "new": "ana"}]
    work(second, other, coded(1, "F1", other))
    document = told(postil, out, second, "-o", base.with_name("later.json"))
    assert row_of(document, "ana") == {"same": 3, "new": 1}


@pytest.fixture
def two_defaults(base: Path) -> tuple[Path, Path]:
    """Two files of people who both called themselves default, and coded one paragraph alike."""
    one = work(handed_out(base, "one.json"), "default", coded(2, "F1", "default"), coded(3, "F4", "default"))
    other = work(handed_out(base, "other.json"), "default", coded(2, "F1", "default"), coded(4, "B2", "default"))
    memo = MemoKey.at_paragraph(P04.id, 2, "default")
    work(one, "default", SetMemo(memo, "of one"))
    work(other, "default", SetMemo(memo, "of the other"))
    return one, other


def test_both_coders_default_are_asked_for(postil: Program, two_defaults: tuple[Path, Path], tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    document = told(postil, *two_defaults, "-o", tmp_path / "team.json", status=1)
    assert [(q["kind"], q["names"]) for q in document["questions"]] == [("same-name", ["default"])]
    assert document["output"] is None
    assert snapshot(tmp_path) == before
    outcome = postil("merge", *two_defaults, "-o", tmp_path / "team.json")
    assert outcome.status == 1
    assert "nothing was written" in outcome.error
    assert "--same-coder default" in outcome.error
    assert "--rename-coder" in outcome.error


def test_both_coders_default_are_two_people(postil: Program, two_defaults: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two_defaults
    said = ["--rename-coder", "other.json:default=ben", "--rename-coder", f"{one}:default=ana"]
    team = merged(postil, one, other, *said)
    study = state(team)
    assert study.coders == ("ana", "ben")
    assert {one for one, _ in study.codings()} == {
        coding(2, "F1", "ana"),
        coding(3, "F4", "ana"),
        coding(2, "F1", "ben"),
        coding(4, "B2", "ben"),
    }
    assert {key.coder: version.value for key, version in study.memos()} == {"ana": "of one", "ben": "of the other"}
    first = team.rename(tmp_path / "first.json")
    work(one, "default", coded(1, "F4", "default"), Remove(coding(3, "F4", "default")))
    work(other, "default", coded(3, "F4", "default"))
    document = told(postil, first, one, other, "-o", tmp_path / "second.json")
    assert row_of(document, "ana") == {"same": 1, "new": 1, "removed": 1}
    assert row_of(document, "ben") == {"same": 2, "new": 1}
    assert codings_of(tmp_path / "second.json") == {
        coding(2, "F1", "ana"),
        coding(1, "F4", "ana"),
        coding(2, "F1", "ben"),
        coding(3, "F4", "ben"),
        coding(4, "B2", "ben"),
    }
    assert state(tmp_path / "second.json").coders == ("ana", "ben")


def test_both_coders_default_are_one_person(postil: Program, two_defaults: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two_defaults
    team = tmp_path / "team.json"
    document = told(
        postil, one, other, "-o", team, "--same-coder", "default", status=1
    )  # the two memos are in conflict
    assert len(document["conflicts"]) == document["waiting"] == 1
    assert codings_of(team) == {coding(2, "F1", "default"), coding(3, "F4", "default"), coding(4, "B2", "default")}
    assert state(team).coders == ("default",)
    work(one, "default", coded(1, "F4", "default"))
    work(other, "default", coded(1, "B2", "default"))
    document = told(postil, team, one, other, "-o", tmp_path / "later.json", status=1)
    assert not document["questions"], "the answer is remembered"
    assert row_of(document, "default")["new"] == 2
    third = work(begun(tmp_path / "third.json"), "default", coded(4, "F4", "default"))
    assert told(postil, tmp_path / "later.json", third, "--plan", status=1)["questions"], "somebody else is asked for"


def test_what_two_people_called_default_did_before_their_files_parted_counts_once(
    postil: Program, base: Path, tmp_path: Path
) -> None:
    work(base, "default", coded(1, "F1", "default"), Decide(P04.id, 1, Decision("both", "", ("F1",))))
    one = work(handed_out(base, "one.json"), "default", coded(2, "F1", "default"))
    other = work(handed_out(base, "other.json"), "default", coded(3, "F1", "default"))
    team = merged(postil, one, other, "--rename-coder", "other.json:default=ben")
    assert codings_of(team) == {coding(1, "F1", "default"), coding(2, "F1", "default"), coding(3, "F1", "ben")}
    work(one, "default", coded(4, "F1", "default"))
    work(other, "default", coded(4, "F1", "default"))
    later = tmp_path / "later.json"
    for files in ((team, one, other), (other, one, base, team)):
        later.unlink(missing_ok=True)
        later.with_name("later.json.journal").unlink(missing_ok=True)
        document = told(postil, *files, "-o", later)
        assert document["renamed"] == [{"file": str(other), "old": "default", "new": "ben"}]
        assert codings_of(later) == codings_of(team) | {coding(4, "F1", "default"), coding(4, "F1", "ben")}


def test_what_took_back_what_was_done_before_files_parted_is_an_act_like_others(postil: Program, base: Path) -> None:
    memo = MemoKey.at_paragraph(P04.id, 2, "default")
    work(base, "default", SetMemo(memo, "before"))
    one = work(handed_out(base, "one.json"), "default", coded(2, "F1", "default"))
    other = handed_out(base, "other.json")
    with open_study(other, write=True) as file:
        assert file.undo("default")
    team = merged(postil, one, other, "--rename-coder", "other.json:default=ben")
    assert state(team).memo(memo) == "before"
    with open_study(team, write=True) as file:
        for step in range(3):
            file.record([SetMemo(memo._replace(coder="ben"), f"{step}")], coder="ben")
        while file.undo("ben"):
            pass
        assert file.study.memo(memo._replace(coder="ben")) == "before", "as in his own file, before he took it back"
        assert file.study.memo(memo) == "before"
    assert is_sound(postil, team)


def test_a_renamed_coder_is_renamed_in_decisions_as_well(postil: Program, base: Path, ana: Path) -> None:
    other = work(handed_out(base, "other.json"), "default", coded(2, "F4", "default"))
    decision = Decision("keep", "default", ("F4",), "", (("ana", ("F1",)), ("default", ("F4",))))
    work(other, "default", Decide(P04.id, 2, decision))
    study = state(merged(postil, ana, other, "--rename-coder", "other.json:default=ben"))
    ((value, _),) = study.decisions().values()
    assert value == decision._replace(kept="ben", seen=(("ana", ("F1",)), ("ben", ("F4",))))


def test_the_consensus_layer_is_nobody_to_ask_for(postil: Program, ana: Path, ben: Path) -> None:
    for path, paragraph in ((ana, 1), (ben, 2)):
        work(path, "consensus", coded(paragraph, "F1", "consensus"))
    assert len([one for one in codings_of(merged(postil, ana, ben)) if one.coder == "consensus"]) == 2


def test_a_coder_who_reviewed_everything_and_coded_nothing(postil: Program, base: Path, ana: Path) -> None:
    cleo = work(handed_out(base, "cleo.json"), "cleo", *(Review(P04.id, p.n, "cleo") for p in P04.paragraphs))
    for files in ((ana, cleo), (cleo, ana)):
        study = state(merged(postil, *files))
        assert set(study.reviewed(P04.id, "cleo")) == {1, 2, 3, 4}
        assert set(study.coders) == {"ana", "cleo"}
        assert not study.uses_by("cleo")
        assert not study.reviewed(P04.id, "ana")


# ---- again and again, and in any order ----


def test_merging_twice_changes_nothing(postil: Program, ana: Path, ben: Path) -> None:
    team = merged(postil, ana, ben)
    again = team.with_name("again.json")
    document = told(postil, team, ben, ana, "-o", again)
    assert again.read_bytes() == team.read_bytes()
    assert sum(row["new"] for row in document["rows"]) == 0


def test_every_order_gives_the_same_bytes(postil: Program, base: Path, ana: Path, ben: Path) -> None:
    work(ana, "ana", AddCode(Code("a1", "Peers")), EditCode("F1", "name", "Bottom up"))
    work(ben, "ben", AddCode(Code("b1", "peers")), coded(1, "b1", "ben"))
    cleo = work(handed_out(base, "cleo.json"), "cleo", coded(2, "F4", "cleo"), Review(P04.id, 2, "cleo"))
    outcomes = {merged(postil, *files).read_bytes() for files in permutations((base, ana, ben, cleo))}
    assert len(outcomes) == 1
    step = base.with_name("step.json")
    for one, two, three in permutations((ana, ben, cleo)):
        step.unlink(missing_ok=True)
        step.with_name("step.json.journal").unlink(missing_ok=True)
        postil.done("merge", one, two, "-o", step)
        assert merged(postil, three, step).read_bytes() in outcomes


def test_a_file_that_has_grown_brings_what_is_new_and_nothing_that_was_removed(
    postil: Program, ana: Path, ben: Path
) -> None:
    old_ana = shutil.copy(ana, ana.with_name("old ana.json"))
    team = merged(postil, ana, ben)
    work(team, "ana", Remove(coding(2, "F1", "ana")))
    work(ana, "ana", coded(4, "B2", "ana"), Remove(coding(3, "F4", "ana", span=(0, 3))))
    third = team.with_name("third.json")
    document = told(postil, team, ana, old_ana, "-o", third)
    assert row_of(document, "ana") == {"new": 1, "removed": 2}
    assert {one for one in codings_of(third) if one.coder == "ana"} == {coding(4, "B2", "ana")}
    assert is_sound(postil, third)


def test_one_file_is_the_beginning_of_the_other(postil: Program, base: Path, ana: Path) -> None:
    early = shutil.copy(ana, ana.with_name("early.json"))
    work(ana, "ana", coded(4, "B2", "ana"), Remove(coding(2, "F1", "ana")))
    for files in ((early, ana), (ana, early), (base, ana)):
        assert merged(postil, *files).read_bytes() == ana.read_bytes()
    bytes_before = ana.read_bytes()
    cut = ana.with_name("cut.json")
    cut.write_bytes(bytes_before[: len(bytes_before) // 2])
    outcome = postil("merge", ana, cut, "-o", ana.with_name("never.json"))
    assert outcome.refuses("cut.json")
    assert not ana.with_name("never.json").exists()


def test_an_empty_file(postil: Program, ana: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_bytes(b"")
    for files in ((ana, tmp_path / "empty.json"), (tmp_path / "empty.json", ana)):
        assert postil("merge", *files, "-o", tmp_path / "team.json").refuses("empty.json", "empty")
    assert not (tmp_path / "team.json").exists()


# ---- interrupted ----


KILLS = 40


def big_files(tmp_path: Path) -> list[Path]:
    base = begun(tmp_path / "study.json", transcripts=[small_transcript("P04", [f"Word {n}." for n in range(400)])])
    (text,) = state(base).transcripts.values()
    paths = []
    for coder in ("ana", "ben"):
        path = handed_out(base, f"{coder}.json")
        work(path, coder, [coded(p.n, code, coder, on=text) for p in text.paragraphs for code in ("F1", "F4", "B2")])
        paths.append(path)
    return paths


def is_untouched(tmp_path: Path, before: dict[str, bytes], whole: bytes) -> bool:
    """Whether there is an outcome, which is whole and can be taken back, and the inputs are as they were."""
    after = snapshot(tmp_path)
    out = after.pop("team.json", None)
    record = after.pop("team.json.merge", None)
    left = [name for name in after if name.startswith(".team.json") and name.endswith(".tmp")]
    for name in left:
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
        del after[name]
    assert after == before
    assert out in {None, whole}
    assert out is None or record is not None
    if record is not None:
        owner, _, rest = record.partition(b"\n")
        assert owner.decode() == sha256_of([whole])
        assert json.loads(rest)
    return out is not None


def cleared(tmp_path: Path) -> None:
    for path in [*tmp_path.glob("team.json*"), *tmp_path.glob(".team.json*")]:
        path.unlink()


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_the_inputs_and_no_half_outcome(postil: Program, tmp_path: Path) -> None:
    files = big_files(tmp_path)
    before = snapshot(tmp_path)
    out = tmp_path / "team.json"
    begin = time.monotonic()
    postil.done("merge", *files, "-o", out)
    took = time.monotonic() - begin
    whole = out.read_bytes()
    cleared(tmp_path)
    command = [sys.executable, "-m", "postil.cli", "merge", *map(str, files), "-o", str(out)]
    dice, written = random.Random(20261125), 0
    for _ in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.05, 0.3 + 2 * took))
        process.send_signal(signal.SIGKILL)
        process.wait()
        written += is_untouched(tmp_path, before, whole)
        cleared(tmp_path)
    assert written < KILLS, "none of the kills came before the end"
    postil.done("merge", *files, "-o", out)
    assert out.read_bytes() == whole


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which kills at a system call, is not here")
def test_killed_at_each_call_that_changes_a_file_it_leaves_no_half_outcome(postil: Program, tmp_path: Path) -> None:
    base = begun(tmp_path / "study.json")
    files = [work(handed_out(base, f"{coder}.json"), coder, coded(2, "F1", coder)) for coder in ("ana", "ben")]
    before = snapshot(tmp_path)
    out = tmp_path / "team.json"
    postil.done("merge", *files, "-o", out)
    whole = out.read_bytes()
    cleared(tmp_path)
    command = [sys.executable, "-B", "-m", "postil.cli", "merge", *map(str, files), "-o", str(out)]
    outcomes: list[bool] = []
    for call in ("fchmod", "write", "fsync", "fdatasync", "link", "linkat", "rename", "unlink", "ftruncate"):
        for number in range(1, 30):
            inject = f"inject={call}:signal=KILL:when={number}"
            done = subprocess.run(
                ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, *command],
                capture_output=True,
                check=False,
                timeout=60,
            )
            outcomes.append(is_untouched(tmp_path, before, whole))
            cleared(tmp_path)
            if done.returncode == 0:
                break
    assert True in outcomes
    assert False in outcomes
    assert len(outcomes) > 20


# ---- one more that was met here ----


def test_a_coder_is_not_taken_for_another_because_the_study_was_begun_by_default(
    postil: Program, base: Path, tmp_path: Path
) -> None:
    with open_study(base, write=True) as file:
        file.record([AddCoder("default")], coder="")
    one = work(handed_out(base, "one.json"), "default", coded(2, "F1", "default"))
    other = work(handed_out(base, "other.json"), "default", coded(3, "F1", "default"))
    team = merged(postil, one, other, "--rename-coder", "other.json:default=ben").rename(tmp_path / "first.json")
    work(one, "default", coded(4, "F1", "default"))
    document = told(postil, team, one, "--plan")
    assert document["renamed"] == []
    assert row_of(document, "default") == {"same": 1, "new": 1}
    assert AddTranscript(P04) in [change.action for change in log_of(team)]
