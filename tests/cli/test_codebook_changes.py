"""The codebook changed from the command line while two coders use it: what is counted, undone, merged and refused."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from charts import charted_study, coding
from cli_program import Program, snapshot
from coding_teams import INTERVIEW, team_study
from postil.model.change import AddCoder, Apply, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.model.rewording import to_look_at_again
from postil.storage import open_study
from studies import content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.cli.output import Json

CODING: dict[str, dict[str, list[str | None]]] = {
    "ana": {"P1": ["A", "A B", "B", "C", "", "A1", "C"]},
    "ben": {"P1": ["A", "B", "B C", "C", "A", "A1", "A"]},
}
P1 = INTERVIEW.id


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """An interview that ana and ben coded: A Ideas with A.1 under it, B Staff, C Money."""
    return team_study(tmp_path / "team.json", CODING)


def uses(path: Path) -> dict[str, dict[str, int]]:
    """By coder, how many codings each code has."""
    with open_study(path, write=False) as file:
        return {coder: dict(file.study.uses_by(coder)) for coder in file.study.coders}


def agreement(postil: Program, path: Path) -> Json:
    """What coders agree on, without what the codebook says."""
    told: Json = json.loads(postil("agree", path, "--json").out)
    del told["head"]["codebook_version"]
    return told


def lead(postil: Program, command: str, team: Path, *rest: str) -> str:
    """Do something to the codebook as the lead; what was said of it."""
    return postil.done("codebook", command, team, *rest, "--coder", "lead").error


# ---- what each act does and says ----


def test_merging_says_whose_codings_went_where(postil: Program, team: Path) -> None:
    assert lead(postil, "merge", team, "Staff", "--into", "A") == (
        f"{team}: merged B Staff into A Ideas: 4 codings of 2 coders (ana 2, ben 2), 1 of them where it was already; "
        "it has 8 codings now"
    )
    assert uses(team) == {"ana": {"A": 3, "A1": 1, "C": 2}, "ben": {"A": 5, "A1": 1, "C": 2}, "lead": {}}
    assert "Staff (B) was merged into Ideas" in postil.done("codebook", "show", team).err
    shown = json.loads(postil.done("codebook", "show", team, "--json").out)
    assert shown["merged"] == [{"id": "B", "name": "Staff", "into": "A"}]


def test_parting_gives_back_what_was_coded_with_each(postil: Program, team: Path) -> None:
    before = uses(team)
    lead(postil, "merge", team, "B", "--into", "A")
    postil.done("apply", team, "--coder", "ana", "P1§5", "B")
    assert lead(postil, "part", team, "staff") == (
        f"{team}: parted B Staff from A Ideas: it has 4 codings of 2 coders (ana 2, ben 2)"
    )
    before["ana"]["A"] += 1
    assert uses(team) == {**before, "lead": {}}


def test_a_split_from_the_command_line(postil: Program, team: Path) -> None:
    made = postil.done("codebook", "add", team, "Night staff", "--parent", "B", "--coder", "lead", "--new-coder")
    code = made.out.strip()
    assert made.error == f"{team}: added Night staff under B Staff"
    assert lead(postil, "recode", team, "B", "--to", "night staff", "--in", "P1§2", "--in", "P1:3") == (
        f"{team}: 4 codings of 2 coders (ana 2, ben 2) went from B Staff to Night staff; 0 codings left"
    )
    assert uses(team)["ben"] == {"A": 3, "A1": 1, code: 2, "C": 2}
    assert lead(postil, "recode", team, "Money", "--to", "B", "--in", "P1§7").endswith(
        "1 coding (ana) went from C Money to B Staff; 3 codings left"
    )
    told = json.loads(
        postil.done("codebook", "recode", team, "C", "--to", "B", "--in", "P1", "--json", "--coder", "lead").out
    )
    assert (told["code"], told["codings"]) == ("B", {"ana": 1, "ben": 2})


def test_other_acts_say_what_they_did(postil: Program, team: Path) -> None:
    assert lead(postil, "edit", team, "B", "--name", " Work  force ", "--alias", "staff", "--alias", "rota") == (
        f"{team}: B Staff: name, aliases changed"
    )
    assert lead(postil, "edit", team, "B", "--alias", "", "--alias", "crew", "--color", "3").endswith(
        "color, aliases changed"
    )
    assert (
        lead(postil, "move", team, "A", "--under", "B")
        == f"{team}: moved A Ideas with 1 code under it under B Work force"
    )
    assert lead(postil, "move", team, "A.1", "--top") == f"{team}: moved A.1 Local ideas to the top"
    assert (
        lead(postil, "retire", team, "C")
        == f"{team}: retired C Money, which keeps 4 codings of 2 coders (ana 2, ben 2)"
    )
    assert lead(postil, "add", team, "Spare", "--definition", "None.").endswith("added Spare")
    assert lead(postil, "drop", team, "Spare") == f"{team}: dropped Spare, which nothing used"
    with open_study(team, write=False) as file:
        book = file.study.codebook
        code = book.find("crew")[0]
        assert (code.id, code.name, code.aliases, code.color) == ("B", "Work force", ("crew",), 3)
        assert [book.path(c.id) for c in book] == ["Helps", "Local ideas", "Work force", "Work force/Ideas", "Money"]
    assert "lead" in postil.done("log", team, "--limit", "1").out


def test_what_changes_nothing_says_so(postil: Program, team: Path) -> None:
    lead(postil, "retire", team, "C")
    assert lead(postil, "retire", team, "C").endswith("C Money: there is nothing to change")
    before = snapshot(team.parent)
    told = postil.done("codebook", "edit", team, "C", "--status", "retired", "--json", "--coder", "lead")
    assert json.loads(told.out) == {"act": None, "code": "C"}
    assert snapshot(team.parent) == before


def test_every_field_can_be_given(postil: Program, team: Path) -> None:
    texts = {"number": "9", "definition": "Die.\nTwo lines.", "include": "i", "exclude": "e", "example": "x"}
    options = [part for name, text in texts.items() for part in (f"--{name}", text)]
    options += ["--see-also", "A; B", "--origin", "inductive", "--color", "2", "--status", "heading"]
    postil.done("codebook", "add", team, "New", *options, "--alias", "n", "--coder", "ana")
    with open_study(team, write=False) as file:
        (code,) = file.study.codebook.find("9")
    assert {name: getattr(code, name) for name in texts} == texts
    assert (code.see_also, code.origin, code.color, code.status) == ("A; B", "inductive", 2, "heading")
    postil.done("codebook", "edit", team, "9", "--origin", "", "--definition", "", "--coder", "ana")
    with open_study(team, write=False) as file:
        (code,) = file.study.codebook.find("9")
    assert (code.origin, code.definition) == ("", "")


def test_a_new_code_that_is_like_another_says_so(postil: Program, team: Path) -> None:
    outcome = postil.done("codebook", "add", team, "Idea", "--coder", "ana")
    assert outcome.error == f"{team}: A Ideas has much the same name: if they are one code, merge them"


def test_codings_made_before_a_rewording_are_to_be_looked_at_again(postil: Program, team: Path) -> None:
    lead(postil, "edit", team, "B", "--definition", "Who works there.")
    with open_study(team, write=False) as file:
        assert not list(to_look_at_again(file.study, "ben")), "a first definition is no change of wording"
    lead(postil, "edit", team, "B", "--definition", "Who works there, and how many.")
    with open_study(team, write=False) as file:
        assert {(c.transcript, c.paragraph) for c in to_look_at_again(file.study, "ben")} == {(P1, 2), (P1, 3)}


# ---- together ----


def test_rename_move_merge_and_split_all_undone_and_redone(postil: Program, team: Path) -> None:
    with open_study(team, write=True) as file:
        memo = SetMemo(MemoKey.at_coding(Coding(P1, 2, None, None, "B", "ben")), "nights")
        file.record([memo], coder="ben")
        file.record([AddCoder("lead")], coder="")
        before = content(file.study)
    agreed = agreement(postil, team)
    lead(postil, "edit", team, "B", "--name", "Workforce", "--number", "2")
    lead(postil, "move", team, "B", "--under", "C")
    lead(postil, "merge", team, "A.1", "--into", "2")
    lead(postil, "add", team, "Night staff")
    lead(postil, "recode", team, "2", "--to", "Night staff", "--in", "P1§2")
    with open_study(team, write=False) as file:
        after = content(file.study)
        assert file.study.memo(MemoKey(P1, 2, None, None, file.study.codebook.find("Night staff")[0].id, "ben"))
    with open_study(team, write=True) as file:
        while file.undo("lead"):
            pass
        assert content(file.study) == before
    assert agreement(postil, team) == agreed
    with open_study(team, write=True) as file:
        while file.redo("lead"):
            pass
        assert content(file.study) == after


def test_agreement_after_a_merge_is_that_of_a_study_coded_so_from_the_beginning(
    postil: Program, team: Path, tmp_path: Path
) -> None:
    lead(postil, "merge", team, "B", "--into", "A")
    plain: dict[str, dict[str, list[str | None]]] = {
        coder: {key: [(given or "").replace("B", "A") for given in said] for key, said in transcripts.items()}
        for coder, transcripts in CODING.items()
    }
    other = team_study(tmp_path / "other.json", plain)
    postil.done("codebook", "drop", other, "B", "--coder", "ana")
    assert agreement(postil, team) == agreement(postil, other)


def test_renaming_and_moving_leave_agreement_as_it_was(postil: Program, team: Path) -> None:
    def figures() -> object:
        told = agreement(postil, team)
        return told["together"]["overall"], [code["a"] for code in told["together"]["codes"]]

    before = figures()
    lead(postil, "move", team, "C", "--under", "B")
    lead(postil, "edit", team, "B", "--name", "Workforce", "--number", "2")
    assert figures() == before


def test_a_second_coders_file_from_before_still_merges(postil: Program, team: Path, tmp_path: Path) -> None:
    bens = tmp_path / "ben.json"
    shutil.copy(team, bens)
    lead(postil, "merge", team, "B", "--into", "A")
    lead(postil, "add", team, "Funding")
    lead(postil, "recode", team, "C", "--to", "Funding", "--in", "P1§4")
    lead(postil, "edit", team, "C", "--name", "Costs")
    with open_study(bens, write=True) as file:
        file.record([Apply(Coding(P1, 5, None, None, "B", "ben"))], coder="ben")
        file.record([Apply(Coding(P1, 1, None, None, "C", "ben"))], coder="ben")
    postil.done("merge", team, bens, "-o", tmp_path / "out.json")
    out = uses(tmp_path / "out.json")
    with open_study(tmp_path / "out.json", write=False) as file:
        assert file.study.conflicts() == {}
        funding = file.study.codebook.find("Funding")[0].id
        assert file.study.codebook.path("C") == "Costs"
    assert out["ben"] == {"A": 5, "A1": 1, "C": 2, funding: 1}, "§5 has A already; C stays on §1 and §3"
    lead(postil, "part", tmp_path / "out.json", "B")
    assert uses(tmp_path / "out.json")["ben"] == {"A": 3, "A1": 1, "B": 3, "C": 2, funding: 1}
    assert postil.done("check", tmp_path / "out.json")


def test_a_merged_code_in_a_codebook_file_stays_merged(postil: Program, team: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    postil.done("codebook", "export", team, book)
    lead(postil, "merge", team, "B", "--into", "A")
    outcome = postil.done("codebook", "import", team, book, "--update")
    assert f"{team}: Staff (B) was merged into Ideas: that row is left out" in outcome.err
    assert not outcome.out
    lead(postil, "merge", team, "A", "--into", "C")
    outcome = postil.done("codebook", "import", team, book, "--update")
    assert not outcome.out, "A.1 stands under what A was merged into, in the file as well"
    postil.done("codebook", "export", team, tmp_path / "now.csv")
    assert "Staff" not in (tmp_path / "now.csv").read_text()


# ---- what is refused ----


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("move", "A", "--under", "A"), ("Ideas", "cannot stand under itself")),
        (("move", "A", "--under", "A.1"), ("Local ideas stands under Ideas",)),
        (("move", "nothing", "--top"), ("no code 'nothing'", "near it are")),
        (("move", "A.1", "--under", "staf"), ("no code 'staf'", "Staff")),
        (("merge", "A", "--into", "A"), ("one code already",)),
        (("merge", "A", "--into", "A.1"), ("Local ideas stands under Ideas",)),
        (("merge", "A", "--into", "Helps"), ("Helps", "heading")),
        (("merge", "Helps", "--into", "A"), ("Helps", "heading")),
        (("merge", "A", "--into", "Old"), ("Old", "retired")),
        (("merge", "A", "--into", "twice"), ("any of 2 codes", "Staff/Twice", "Money/Twice")),
        (("part", "A"), ("no code 'A' was merged", "no code of this study was")),
        (("recode", "A", "--to", "Old"), ("Old", "retired")),
        (("recode", "A", "--to", "A"), ("is the code that they have",)),
        (("recode", "A", "--to", "B", "--in", "P1§1", "--in", "P1§4"), ("nobody put A Ideas on P1§4",)),
        (("recode", "A", "--to", "B", "--in", "P9§1"), ("no transcript 'P9'",)),
        (("recode", "A", "--to", "B", "--in", "P1§99"), ("no paragraph §99",)),
        (("recode", "Old", "--to", "B"), ("Old has no codings",)),
        (("edit", "A", "--name", "staff", "--number", "7"), ("Ideas", "not", "x")),
        (("edit", "A", "--name", " "), ("no name",)),
        (("add", "Staff"), ("a code Staff at this place already",)),
        (("add", "New", "--parent", "nothing"), ("no code 'nothing'",)),
        (("add", " "), ("no name",)),
        (("drop", "A"), ("used by 5 codings",)),
        (("drop", "Helps"), ("codes under it",)),
        (("version", "v0"), ("version v0 already",)),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line_and_changes_nothing(
    postil: Program, team: Path, command: tuple[str, ...], words: tuple[str, ...]
) -> None:
    if command[:2] == ("edit", "A") and command[3] == "staff":
        postil.done("codebook", "move", team, "A", "--top", "--coder", "ana")
        words = ("there is a code", "at this place already")
    postil.done("codebook", "version", team, "v0", "--coder", "ana")
    postil.done("codebook", "add", team, "Old", "--status", "retired", "--coder", "ana")
    for above in ("B", "C"):
        postil.done("codebook", "add", team, "Twice", "--parent", above, "--coder", "ana")
    before = snapshot(team.parent)
    name, *rest = command
    assert postil("codebook", name, team, *rest, "--coder", "ana").refuses("team.json", *words)
    assert snapshot(team.parent) == before


def test_who_changes_it_must_be_clear(postil: Program, team: Path) -> None:
    assert postil("codebook", "retire", team, "A").refuses("who changes the codebook?", "ana, ben")
    assert postil("codebook", "retire", team, "A", "--coder", "Anna").refuses("no coder 'Anna'", "ana")
    postil.done("codebook", "retire", team, "A", "--coder", "Anna", "--new-coder")


@pytest.mark.parametrize(
    "command", [("edit", "A"), ("move", "A"), ("move", "A", "--top", "--under", "B"), ("merge", "A"), ("recode", "A")]
)
def test_half_a_command_is_wrong_use(postil: Program, team: Path, command: tuple[str, ...]) -> None:
    name, *rest = command
    assert postil("codebook", name, team, *rest, "--coder", "ana").status == 2


# ---- codes that were merged, retired, or share a number ----


@pytest.mark.parametrize(
    "command",
    [
        ("edit", "B", "--definition", "Mine"),
        ("edit", "staff", "--definition", "Mine"),
        ("retire", "B"),
        ("move", "B", "--top"),
        ("move", "C", "--under", "B"),
        ("merge", "C", "--into", "B"),
        ("merge", "B", "--into", "C"),
        ("recode", "C", "--to", "B"),
        ("recode", "B", "--to", "C"),
        ("drop", "B"),
        ("add", "Nights", "--parent", "B"),
    ],
)
def test_a_merged_code_is_not_taken_for_the_one_that_stands_for_it(
    postil: Program, team: Path, command: tuple[str, ...]
) -> None:
    lead(postil, "merge", team, "B", "--into", "A")
    before = snapshot(team.parent)
    refused = postil("codebook", command[0], team, *command[1:], "--coder", "lead")
    assert refused.refuses("B Staff was merged into A Ideas", "name that one, or part them", "postil codebook part")
    assert snapshot(team.parent) == before


def test_a_number_that_another_code_has_is_told(postil: Program, team: Path) -> None:
    postil.done("codebook", "edit", team, "C", "--number", "7.1", "--coder", "lead")
    edited = postil.done("codebook", "edit", team, "B", "--number", "7.1", "--coder", "lead")
    assert edited.error == f"{team}: 7.1 Money (C) has the number 7.1, too: give one another"
    added = postil.done("codebook", "add", team, "Nights", "--number", "7.1", "--coder", "lead")
    assert "7.1 Staff (B), 7.1 Money (C) have the number 7.1, too" in added.error
    assert "too:" not in postil.done("codebook", "edit", team, "B", "--definition", "x", "--coder", "lead").err
    assert "too:" not in postil.done("codebook", "edit", team, "B", "--number", "", "--coder", "lead").err


def test_a_new_code_is_no_path(postil: Program, team: Path) -> None:
    before = snapshot(team.parent)
    assert postil("codebook", "add", team, "Staff/Nights", "--coder", "lead").refuses(
        "Staff/Nights", "is a path", "postil codebook add", "'Nights' --parent 'Staff'"
    )
    assert snapshot(team.parent) == before


def test_merging_says_which_cells_wait_afterwards(postil: Program, tmp_path: Path) -> None:
    path = charted_study(tmp_path / "study.json", Apply(coding("B2", 3)))
    assert lead(postil, "merge", path, "F1.2", "--into", "B2", "--new-coder").endswith("it has 3 codings now")
    postil.done("codebook", "part", path, "F1.2", "--coder", "lead")
    told = lead(postil, "merge", path, "F1", "--into", "B2")
    assert told.endswith("; 1 summary is stale now (⟳): `postil matrix check` lists what waits")
    postil.done("codebook", "part", path, "F1", "--coder", "lead")
    told = lead(postil, "merge", path, "F1", "--into", "F4")
    assert told.endswith("; 1 cell has two summaries now (‼): `postil matrix check` lists what waits")
    assert "1 conflict" in postil("matrix", "check", path).err


def test_headings_are_counted_apart(postil: Program, team: Path) -> None:
    assert postil.done("codebook", "show", team).error == f"{team}: 4 codes, 1 heading, 15 codings"
    lead(postil, "add", team, "Barriers", "--status", "heading")
    assert postil.done("codebook", "show", team).error == f"{team}: 4 codes, 2 headings, 15 codings"
    lead(postil, "add", team, "Nights")
    assert postil.done("codebook", "show", team).error == f"{team}: 5 codes, 2 headings, 15 codings"
