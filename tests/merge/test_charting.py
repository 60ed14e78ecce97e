"""Merging what people charted, and files of coders who did not know how the codebook was changed meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from merging import P04, P05, begun, coded, coding, codings_of, handed_out, is_sound, log_of, state, told, work
from postil.model.book_acts import merge_codes, move_code, recode
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    EditCode,
    GiveVoice,
    Quote,
    Rate,
    Review,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Passage
from postil.model.summary_acts import with_status
from postil.reports.matrix import Matrix, evidence
from postil.storage import open_study
from studies import charted, content

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

ROLE = SetAttribute("role", Attribute("text"))
P04_CASE: list[Action] = [AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"), ROLE, SetValue("p04", "role", "manager")]


def two_charters(tmp_path: Path) -> tuple[Path, Path]:
    """ana coded; both have her study, with one case, and chart it."""
    study = begun(tmp_path / "study.json")
    work(study, "ana", coded(2, "F1", "ana"), coded(4, "F4", "ana"), P04_CASE)
    return handed_out(study, "ana.json"), handed_out(study, "ben.json")


def summary(path: Path, code: str, text: str, status: str = "draft") -> SetSummary:
    """A summary of P04 on a code, as a person writes it who sees what is coded."""
    return SetSummary("p04", code, Summary(text, status, evidence(state(path)).get(CellKey("p04", code), ())))


def test_two_people_chart_different_cells(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"), SetComment("p04", "F1", "compare P05"))
    work(ben, "ben", summary(ben, "F4", "feared it", "checked"), Rate("p04", "F4", "ben", Rating("-1", "late")))
    work(ben, "ben", Quote(Passage(P04.id, 2)), [AddCase("p05", "P05"), GiveVoice(P05.id, "", "p05")])
    told(postil, ana, ben, "-o", tmp_path / "team.json")
    told(postil, ben, ana, "-o", tmp_path / "again.json")
    team = state(tmp_path / "team.json")
    matrix = Matrix(team)
    assert (matrix.cell("p04", "F1").state, matrix.cell("p04", "F4").state) == ("draft", "checked")
    assert matrix.cell("p04", "F1").comment == "compare P05"
    assert matrix.cell("p04", "F4").ratings == {"ben": Rating("-1", "late")}
    assert list(team.cases.all) == ["p04", "p05"]
    assert list(team.cells.quotable()) == [Passage(P04.id, 2)]
    assert charted(team) == charted(state(tmp_path / "again.json"))
    assert is_sound(postil, tmp_path / "team.json")


def test_the_plan_tells_who_charted_and_which_codes_are_followed(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"))
    with open_study(ana, write=True) as file:
        file.record(merge_codes(file.study, "F4", "B2"), coder="ana")
    work(ben, "ben", coded(3, "F4", "ben"), summary(ben, "B2", "feared it"), [AddCase("p05", "P05")])
    document = told(postil, ana, ben, "--plan")
    assert document["charted"] == [{"coder": "ana", "new": 0, "same": 1}, {"coder": "ben", "new": 1, "same": 0}]
    assert document["new_cases"] == 1
    assert document["followed_codes"] == [{"code": "F4", "into": "B2", "codings": 2}]
    text = postil.done("merge", ana, ben, "--plan").out
    assert "charted: ana 1 cell (1 same); ben 1 cell (1 new); 1 new case" in text
    assert "merged: F4 Leadership and management buy-in counts as B2 Workforce challenges, and so do 2 codings" in text


def test_who_only_checked_has_not_charted(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"))
    ben.write_bytes(ana.read_bytes())
    with open_study(ben, write=True) as file:
        file.record([AddCoder("ben")], coder="")
        file.record([with_status(file.study, CellKey("p04", "F1"), "checked")], coder="ben")
    document = told(postil, ana, ben, "--plan")
    assert document["charted"] == [{"coder": "ana", "new": 0, "same": 1}]


def test_two_people_chart_the_same_cell(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"))
    work(ben, "ben", summary(ben, "F1", "feared it"))
    document = told(postil, ana, ben, "-o", tmp_path / "team.json", status=1)
    (conflict,) = document["conflicts"]
    assert conflict["about"] == "summary of P04 on F1 Bottom-up development"
    assert {version["value"] for version in conflict["versions"]} == {"wanted it (draft)", "feared it (draft)"}
    assert Matrix(state(tmp_path / "team.json")).cell("p04", "F1").state == "conflict"
    postil.done("merge", "--resolve", tmp_path / "team.json", "--take", f"{conflict['id']}=ana", "--coder", "ana")
    cell = Matrix(state(tmp_path / "team.json")).cell("p04", "F1")
    assert (cell.state, cell.summary.text) == ("draft", "wanted it")


def test_a_coding_that_another_made_before_the_summary_makes_it_stale(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ben, "ben", coded(3, "F1", "ben"))
    work(ana, "ana", summary(ana, "F1", "wanted it", "checked"))
    told(postil, ana, ben, "-o", tmp_path / "team.json")
    cell = Matrix(state(tmp_path / "team.json")).cell("p04", "F1")
    assert (cell.state, cell.new) == ("stale", (Passage(P04.id, 3),))


def test_undo_of_a_merge_takes_the_other_s_cells_back(postil: Program, tmp_path: Path) -> None:
    ana, ben = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"))
    work(ben, "ben", summary(ben, "F4", "feared it"), [AddCase("p05", "P05")])
    told(postil, ana, ben, "-o", tmp_path / "team.json")
    postil.done("merge", "--undo", tmp_path / "team.json")
    assert charted(state(tmp_path / "team.json")) == charted(state(ana))


def test_a_pack_holds_nothing_of_cases_and_cells(postil: Program, tmp_path: Path) -> None:
    ana, _ = two_charters(tmp_path)
    work(ana, "ana", summary(ana, "F1", "wanted it"), Quote(Passage(P04.id, 2)), Strike(Passage(P04.id, 2)))
    postil.done("assign", ana, "--coder", "cleo", "--coder", "dan", "--double", "100%", "-o", tmp_path / "packs")
    pack = state(tmp_path / "packs" / "cleo.json")
    assert not pack.cases.all
    assert not list(pack.cells)
    assert not pack.cells.quotable()
    assert not pack.cells.struck()


# ---- the codebook is changed while others code ----


def both_reviewed(tmp_path: Path) -> Path:
    """ana and ben used F4 and B2, and reviewed all of P04."""
    study = begun(tmp_path / "study.json")
    for coder, places in (("ana", {2: "F4", 3: "B2", 4: "F4"}), ("ben", {2: "F4", 3: "F4", 4: "B2"})):
        work(
            study,
            coder,
            *(coded(n, code, coder) for n, code in places.items()),
            [Review(P04.id, paragraph.n, coder) for paragraph in P04.paragraphs],
        )
    return study


def exact_match(postil: Program, path: Path) -> float:
    """Share of participants' paragraphs on whose codes ana and ben agree exactly."""
    document = json.loads(postil.done("agree", path, "--json").out)
    value = document["together"]["overall"]["exact_match"]["value"]
    assert isinstance(value, float)
    return value


def test_rename_move_merge_and_split_of_a_code_that_two_use_and_undo_of_all(postil: Program, tmp_path: Path) -> None:
    path = both_reviewed(tmp_path)
    late = handed_out(path, "late.json")
    before = state(path)
    uses = dict(before.uses)
    with open_study(path, write=True) as file:

        def act(*actions: object) -> None:
            assert file.record(actions, coder="ana")  # type: ignore[arg-type]

        act(EditCode("F4", "name", "Leaders"))
        act(*move_code(file.study, "F4", "F1"))
        assert dict(file.study.uses) == uses
        chosen = [one for one, _ in file.study.codings() if one.code == "F4" and one.paragraph == 2]
        act(*recode(file.study, chosen, "n1", [AddCode(Code("n1", "Board", parent="F4"))]))
        assert dict(file.study.uses) == {"F4": 2, "B2": 2, "n1": 2}
        act(*merge_codes(file.study, "n1", "F4"))
        assert dict(file.study.uses) == uses
        act(*merge_codes(file.study, "F4", "B2"))
        assert dict(file.study.uses) == {"B2": 6}
        last = content(file.study)
        for _ in range(5):
            assert file.undo("ana")
        assert content(file.study) == content(before)
        for _ in range(5):
            assert file.redo("ana")
        assert content(file.study) == last
    work(late, "ben", coded(1, "F4", "ben"), coded(1, "B2", "ben"))
    told(postil, path, late, "-o", tmp_path / "team.json")
    assert codings_of(tmp_path / "team.json") == codings_of(path) | {coding(1, "B2", "ben")}
    assert is_sound(postil, tmp_path / "team.json")


def test_agreement_follows_a_merge_of_codes_and_comes_back_with_its_undo(postil: Program, tmp_path: Path) -> None:
    path = both_reviewed(tmp_path)
    apart = exact_match(postil, path)
    assert apart == 0.5
    with open_study(path, write=True) as file:
        file.record(merge_codes(file.study, "F4", "B2"), coder="ana")
    assert exact_match(postil, path) == 1.0
    with open_study(path, write=True) as file:
        file.undo("ana")
    assert exact_match(postil, path) == apart


@pytest.mark.parametrize("first", ["lead.json", "late.json"])
def test_a_split_made_without_knowing_of_later_work_leaves_that_with_the_old_code(
    first: str, postil: Program, tmp_path: Path
) -> None:
    lead = handed_out(both_reviewed(tmp_path), "lead.json")
    late = handed_out(lead, "late.json")
    with open_study(lead, write=True) as file:
        chosen = [one for one, _ in file.study.codings() if one.code == "F4"]
        file.record(recode(file.study, chosen, "n1", [AddCode(Code("n1", "Board"))]), coder="ana")
    work(late, "ben", coded(1, "F4", "ben"))
    files = [lead, late] if first == "lead.json" else [late, lead]
    told(postil, *files, "-o", tmp_path / "team.json")
    team = codings_of(tmp_path / "team.json")
    assert coding(1, "F4", "ben") in team
    assert {one for one in team if one.code == "n1"} == {one._replace(code="n1") for one in chosen}
    assert len(log_of(tmp_path / "team.json")) >= len(log_of(lead))
