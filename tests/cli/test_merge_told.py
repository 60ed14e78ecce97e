"""What a merge says of codes, roles and names that it settles by itself, or that it cannot settle."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from merging import P04, begun, coded, handed_out, is_sound, state, told, work
from postil.model.change import AddCode, AddTranscript, Apply, DropCode, EditCode, EditTranscript, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from studies import CODES, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

TEXT = "INT: How did it begin?\n\nP77: With a list.\n\nINT: And then?\n\nP77: Then nothing for a year.\n"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A study that nobody has coded yet."""
    return begun(tmp_path / "study.json")


# ---- roles ----


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    """A transcript that people add apart."""
    path = tmp_path / "P77.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def with_roles(postil: Program, base: Path, interview: Path) -> list[Path]:
    """The lead's study with the interview, and a coder's file to which it was added later, with another role."""
    coder = handed_out(base, "w1.json")
    postil.done("add", base, interview)
    postil.done("add", coder, interview, "--role", "P77=other")
    return [base, coder]


def test_another_role_than_in_the_first_file_waits_and_the_command_settles_it(
    postil: Program, with_roles: list[Path], interview: Path
) -> None:
    base, coder = with_roles
    (key,) = [key for key, text in state(base).transcripts.items() if text.name == "P77"]
    for who, file in (("ana", base), ("ben", coder)):
        codings = [Apply(Coding(key, n, None, None, "F1", who)) for n in (2, 4)]
        work(file, who, [*codings, Review(key, 2, who), Review(key, 4, who)])
    team = base.with_name("team.json")
    outcome = postil("merge", base, coder, "-o", team)
    assert outcome.status == 1
    assert outcome.error == "1 thing waits for a person"
    (line,) = [line for line in outcome.out.splitlines() if line.startswith("roles: ")]
    assert line == (
        f"roles: P77: P77 is participant in {base}, other in {coder}; what was said last stands: other; "
        "if that is wrong: `postil add STUDY P77.txt --role P77=participant`"
    )
    document = told(postil, base, coder, "--plan", status=1)
    assert document["waiting"] == 1
    assert document["other_roles"] == [
        {
            "transcript": key,
            "name": "P77",
            "speakers": [
                {"speaker": "P77", "now": "other", "files": {str(base): "participant", str(coder): "other"}},
            ],
            "waits": True,
        }
    ]
    assert postil("agree", team, "--resamples", "0").refuses("ana (2)", "ben (2)", "--everybody", "--role")
    postil.done("add", team, interview, "--role", "P77=participant")
    assert json.loads(postil.done("agree", team, "--resamples", "0", "--json").out)["head"]["coders"] == ["ana", "ben"]
    again = postil.done("merge", team, coder, "-o", base.with_name("again.json"))
    assert "what was said last stands: participant\n" in again.out
    assert is_sound(postil, base.with_name("again.json"))
    assert {p.role for p in state(base.with_name("again.json")).transcripts[key].paragraphs} == {
        "interviewer",
        "participant",
    }


def test_roles_of_the_first_file_that_stand_are_only_told(postil: Program, with_roles: list[Path]) -> None:
    base, coder = with_roles
    outcome = postil.done("merge", coder, base, "--plan")
    assert outcome.out.endswith("what was said last stands: other\n")
    assert told(postil, coder, base, "--plan")["waiting"] == 0


def test_roles_of_a_text_that_the_first_file_has_not_wait(
    postil: Program, with_roles: list[Path], tmp_path: Path
) -> None:
    first = begun(tmp_path / "first.json")
    for pair in (with_roles, with_roles[::-1]):
        document = told(postil, first, *pair, "--plan", status=1)
        assert (document["waiting"], document["other_roles"][0]["waits"]) == (1, True)
        assert "--role P77=participant`\n" in postil("merge", first, *pair, "--plan").out


def test_roles_that_a_coder_corrected_in_a_pack_are_told(postil: Program, base: Path, interview: Path) -> None:
    postil.done("add", base, interview)
    coder = handed_out(base, "w1.json")
    postil.done("add", coder, interview, "--role", "P77=other")
    outs = [base.with_name("1.json"), base.with_name("2.json")]
    assert told(postil, base, coder, "-o", outs[0], status=1)["other_roles"][0]["waits"]
    assert not told(postil, coder, base, "-o", outs[1])["other_roles"][0]["waits"]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    third = base.with_name("3.json")
    assert told(postil, outs[0], coder, "-o", third)["other_roles"] == []
    assert third.read_bytes() == outs[0].read_bytes()


def test_a_merge_that_is_taken_back_gives_the_first_file_its_roles_again(
    postil: Program, base: Path, interview: Path
) -> None:
    postil.done("add", base, interview)
    coder = handed_out(base, "w1.json")
    postil.done("add", coder, interview, "--role", "P77=other")
    team = base.with_name("team.json")
    assert postil("merge", base, coder, "-o", team).status == 1
    postil.done("merge", "--undo", team)
    assert team.read_bytes() == base.read_bytes()
    team.unlink()
    assert postil("merge", base, coder, "-o", team).status == 1
    postil.done("add", team, interview, "--role", "INT=other")
    postil.done("merge", "--undo", team)
    (roles,) = [{p.role for p in text.paragraphs} for text in state(team).transcripts.values() if text.name == "P77"]
    assert roles == {"other"}, "what was done since stays"
    assert is_sound(postil, team)


# ---- names and corrections ----


def test_another_name_of_a_text_is_told_and_waits_unless_it_was_renamed(postil: Program, base: Path) -> None:
    one, other = handed_out(base, "ana.json"), handed_out(base, "ben.json")
    text = small_transcript("P9", ["Well?", "Yes, well."])
    work(one, "ana", AddTranscript(text))
    work(other, "ben", AddTranscript(replace(text, name="Ruth")))
    outcome = postil("merge", one, other, "--plan")
    assert outcome.status == 1
    assert (
        f"names: one text is called P9 in {one}, called Ruth in {other}; the name that was given last stands: Ruth; "
        f"`postil rename STUDY {text.id[:8]} NAME` gives it another\n"
    ) in outcome.out
    (known,) = told(postil, other, one, "--plan")["other_names"]
    assert known == {
        "transcript": text.id,
        "name": "Ruth",
        "files": {str(other): "Ruth", str(one): "P9"},
        "waits": False,
    }
    assert told(postil, base, other, one, "--plan", status=1)["other_names"][0]["waits"]
    work(other, "ben", EditTranscript(text.id, "name", "P 9"))
    assert not told(postil, one, other, "--plan")["other_names"][0]["waits"]


def test_two_corrections_of_one_text_are_told_with_the_one_that_stands(postil: Program, tmp_path: Path) -> None:
    texts = [p.text for p in P04.paragraphs]
    base = begun(tmp_path / "study.json", transcripts=[P04])
    files = []
    made = []
    for who in ("ana", "ben"):
        file = handed_out(base, f"{who}.json")
        new = small_transcript("P04", [f"{texts[0]} Said {who}.", *texts[1:]])
        made.append(replace(new, supersedes=P04.id, source=f"{who}.docx"))
        files.append(work(file, who, AddTranscript(made[-1])))
    outcome = postil("merge", *files, "-o", tmp_path / "team.json")
    named = [f"{who}.docx {text.id[:8]}" for who, text in zip(("ana", "ben"), made, strict=True)]
    assert (
        f"corrected: P04 (P04.txt {P04.id[:8]}) was corrected by {named[0]} (ana) and {named[1]} (ben); "
        f"{named[0]} stands\n"
    ) in outcome.out
    document = told(postil, files[1], files[0], "--plan", status=outcome.status)
    (corrected,) = document["corrected"]
    assert (corrected["transcript"], corrected["stands"]) == (P04.id, made[0].id)
    assert {(one["id"], one["by"]) for one in corrected["corrections"]} == {(made[0].id, "ana"), (made[1].id, "ben")}
    assert "corrected:" not in postil("merge", tmp_path / "team.json", *files, "--plan").out


# ---- the codebook ----


def test_what_becomes_of_the_codebook_is_told(postil: Program, base: Path) -> None:
    work(base, "lead", [AddCode(Code("g", "Gone")), AddCode(Code("b", "Back"))])
    old = handed_out(base, "old.json")
    ben = handed_out(base, "ben.json")
    work(base, "lead", DropCode(Code("b", "Back")))
    work(ben, "ben", AddCode(Code("n", "Night work", parent="F1")), EditCode("F4", "name", "Buy-in"))
    work(ben, "ben", EditCode("B2", "definition", "Too few."), EditCode("F1.2", "parent", "B2"))
    work(ben, "ben", DropCode(Code("g", "Gone")), EditCode("F1", "status", "retired"))
    outcome = postil.done("merge", old, ben, "--plan")
    assert outcome.out.splitlines()[2:] == [
        "no codings, marks or memos",
        "codebook: added: Night work (under F1 Bottom-up development) (ben)",
        "codebook: gone: Gone (ben)",
        "codebook: retired: F1 Bottom-up development (ben)",
        "codebook: renamed: Leadership and management buy-in → F4 Buy-in (ben)",
        "codebook: moved: F1.2 Built on local need from Bottom-up development to Workforce challenges (ben)",
        "codebook: reworded: B2 Workforce challenges: definition (ben)",
    ]
    book = told(postil, old, ben, "--plan")["codebook"]
    assert book["added"] == [{"code": "n", "number": "", "name": "Night work", "by": "ben", "back": False}]
    assert [(one["code"], one["by"]) for one in book["moved"]] == [("F1.2", "ben")]
    assert [(one["code"], one["new"]) for one in book["reworded"]] == [("B2", "Too few.")]
    work(ben, "ben", DropCode(Code("b", "Back")), AddCode(Code("b", "Back")))
    assert "codebook: put back: Back (ben)\n" in postil.done("merge", base, ben, "--plan").out
    assert "codebook:" not in postil.done("merge", ben, old, "--plan").out


def test_the_codebook_is_told_in_a_dozen_lines(postil: Program, base: Path) -> None:
    ben = work(handed_out(base, "ben.json"), "ben", [AddCode(Code(f"n{n}", f"New {n}")) for n in range(20)])
    outcome = postil.done("merge", base, ben, "--plan")
    assert outcome.out.count("\ncodebook: added: New ") == 12
    assert outcome.out.endswith("\ncodebook: and 8 more (--json)\n")
    assert len(told(postil, base, ben, "--plan")["codebook"]["added"]) == 20


def test_a_code_that_two_brought_in_is_no_change_of_the_codebook(postil: Program, base: Path) -> None:
    files = [work(handed_out(base, f"{who}.json"), who, AddCode(Code(who, "Pay"))) for who in ("ana", "ben")]
    for pair in (files, files[::-1]):
        assert "codebook:" not in postil.done("merge", *pair, "--plan").out


# ---- circles ----


@pytest.fixture
def moved(tmp_path: Path) -> list[Path]:
    """Two files whose coders moved codes under each other's."""
    codes = [*CODES, Code("F4.1", "Money", parent="F4", number="F4.1"), Code("T", "Top"), Code("U", "Under it")]
    base = begun(tmp_path / "study.json", codes=codes)
    work(base, "lead", EditCode("F4", "parent", "T"))
    ana = work(handed_out(base, "ana.json"), "ana", EditCode("F1", "parent", "F4.1"))
    return [ana, work(handed_out(base, "ben.json"), "ben", EditCode("F4", "parent", "F1.2"))]


def test_a_circle_of_moves_waits_and_a_move_settles_it(postil: Program, moved: list[Path]) -> None:
    team = moved[0].with_name("team.json")
    outcome = postil("merge", *moved, "-o", team)
    assert outcome.status == 1
    assert outcome.error == "1 thing waits for a person"
    assert (
        "circle: F4 Leadership and management buy-in stands at the top, since codes were moved under each other, "
        "F4 Leadership and management buy-in under F1.2 Built on local need (ben), "
        "F1 Bottom-up development under F4.1 Money (ana); "
        "`postil codebook move STUDY F4 --under CODE` or --top says where it is to stand\n"
    ) in outcome.out
    for pair in (moved, moved[::-1]):
        document = told(postil, *pair, "--plan", status=1)
        assert document["circles"] == [
            {
                "kind": "moved",
                "code": "F4",
                "links": [{"code": "F4", "to": "F1.2", "by": "ben"}, {"code": "F1", "to": "F4.1", "by": "ana"}],
                "waits": True,
            }
        ]
        assert document["waiting"] == 1
    assert [one["waits"] for one in told(postil, team, *moved, "--plan")["circles"]] == [False]
    for way in (["--under", "U"], ["--top"]):
        settled = handed_out(team, "settled.json")
        assert "moved F4" in postil.done("codebook", "move", settled, "F4", *way, "--coder", "lead").error
        assert told(postil, settled, *moved, "--plan")["circles"] == []
        study = state(settled)
        assert [study.codebook.path(code) for code in ("F4", "F1")] == [
            f"{'Under it/' if way[0] == '--under' else ''}Leadership and management buy-in",
            f"{'Under it/' if way[0] == '--under' else ''}Leadership and management buy-in/Money/Bottom-up development",
        ]
        assert is_sound(postil, settled)


def test_codes_that_were_merged_into_each_other_wait(postil: Program, base: Path) -> None:
    ana = work(handed_out(base, "ana.json"), "ana", coded(2, "F4", "ana"), EditCode("F4", "merged_into", "B2"))
    ben = work(handed_out(base, "ben.json"), "ben", coded(2, "B2", "ben"), EditCode("B2", "merged_into", "F4"))
    team = base.with_name("team.json")
    outcome = postil("merge", ana, ben, "-o", team)
    assert outcome.status == 1
    assert outcome.error == "1 thing waits for a person"
    (line,) = [line for line in outcome.out.splitlines() if line.startswith("circle: ")]
    assert line == (
        "circle: codes were merged into each other, B2 Workforce challenges into F4 Leadership and management buy-in "
        "(ben), F4 Leadership and management buy-in into B2 Workforce challenges (ana): B2 Workforce challenges stands "
        "for all; `postil codebook part STUDY F4` parts them"
    )
    (circle,) = told(postil, ben, ana, "--plan", status=1)["circles"]
    assert (circle["kind"], circle["code"], circle["waits"]) == ("merged", "B2", True)
    assert [one["waits"] for one in told(postil, team, ana, "--plan")["circles"]] == [False]
    postil.done("codebook", "part", team, "F4", "--coder", "ana")
    assert told(postil, team, ana, ben, "--plan")["circles"] == []
    assert {"F4", "B2"} <= {code.id for code in state(team).codebook}
