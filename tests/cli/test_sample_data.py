"""The sample files are what ``sample_data/make_study.py`` makes, and they have something to show."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import SAMPLE
from postil.find import similar_names
from postil.merge.sides import Side
from postil.merge.union import Merged, merged
from postil.model.assignment import assignments, pack_coder
from postil.model.change import AddCase, GiveVoice, NameVersion, Quote, SetAttribute, SetComment, SetSummary, SetValue
from postil.model.codebook_version import codebook_version
from postil.model.coding import Place
from postil.model.eligible import eligible_paragraphs
from postil.model.references import broken, references, resolved
from postil.model.rewording import to_look_at_again
from postil.reports.matrix import Matrix, MatrixCell, rows, theme_codes
from postil.storage.logs import read_log

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.study import Study

FOLDER = SAMPLE.parent
PACKS = [FOLDER / "packs" / "ana.json", FOLDER / "packs" / "ben.json"]
FILES = [SAMPLE, *PACKS]
FEWEST_DISAGREEMENTS = 12


def side(path: Path) -> Side:
    file = read_log(path)
    return Side(str(path), file.changes, file.study)


@pytest.fixture(scope="module")
def team() -> Merged:
    """The two packs, come back and brought together."""
    return merged([side(path) for path in PACKS])


def without_versions(path: Path) -> str:
    """A study file, without the versions of the program and of Unicode that wrote it."""
    tables = json.loads(path.read_bytes())
    for record in tables["study"].values():
        del record["program"], record["unicode"]
    return json.dumps(tables)


def test_the_sample_files_are_what_is_made(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "make_study.py", tmp_path], check=True, timeout=60)
    for path in FILES:
        made = tmp_path / path.relative_to(FOLDER)
        assert without_versions(made) == without_versions(path), f"{path.name}: run `make sample`"
    assert not list(FOLDER.rglob("*.lock")) + list(FOLDER.rglob("*.journal"))


def test_the_packs_are_packs_of_the_sample_study() -> None:
    study, ana, ben = (read_log(path) for path in FILES)
    assert study.study_id == ana.study_id == ben.study_id
    assert (pack_coder(study.study), pack_coder(ana.study), pack_coder(ben.study)) == ("", "ana", "ben")
    assert {coding.coder for coding, _ in ben.study.codings()} == {"ben"}
    for pack, coder in ((ana, "ana"), (ben, "ben")):
        given = assignments(pack.study)[coder]
        assert set(given.transcripts) == set(pack.study.transcripts)
        assert len(given.double) == 5
        assert given.codebook == codebook_version(study.study.codebook)
    both = set(ana.study.transcripts) & set(ben.study.transcripts)
    assert len(both) == 5
    assert len(set(ana.study.transcripts) | set(ben.study.transcripts)) == 18
    with_study, packs = merged([side(path) for path in FILES]), merged([side(path) for path in PACKS])
    only_there = set(with_study.changes) - set(packs.changes)
    assert set(packs.changes) <= set(with_study.changes)
    assert {type(change.action) for change in only_there} == {
        AddCase, GiveVoice, SetAttribute, SetValue, SetSummary, SetComment, Quote, NameVersion,
    }, "cases, what is charted and named versions stay with the lead"  # fmt: skip


def test_a_team_has_something_to_show(team: Merged) -> None:
    study = team.study
    assert study.coders == ("ana", "ben")
    assert not team.questions
    assert list(study.conflicts()) == [("code", "F2.2", "definition")]
    made = {code.name for code in study.codebook if code.id.startswith("c") and code.id != "context"}
    assert made == {"Results of the service", "Service results", "Rule in use"}
    assert similar_names("Results of the service", ["Service results", "Rule in use"])[0][0] == "Service results"
    (unfinished,) = [
        text.name for text in study.transcripts.values()
        if 0 < len(study.reviewed(text.id, "ben")) < len(text.paragraphs) - 1
    ]  # fmt: skip
    assert unfinished.startswith("P09")


def set_alpha(pairs: list[tuple[set[str], ...]]) -> float:
    """Krippendorff's alpha of two coders over sets, by the distance MASI: written out here, to check the sample by."""

    def distance(one: set[str], other: set[str]) -> float:
        if one == other:
            return 0.0
        shared = 2 / 3 if one <= other or other <= one else 1 / 3
        return 1 - shared * len(one & other) / len(one | other)

    values = [value for pair in pairs for value in pair]
    observed = sum(distance(*pair) for pair in pairs) / len(pairs)
    expected = sum(distance(one, other) for one in values for other in values) / (len(values) * (len(values) - 1))
    return 1 - observed / expected


def test_the_coders_differ_believably(team: Merged) -> None:
    study = team.study
    both = [
        Place(text.id, n)
        for text in study.transcripts.values()
        for n in eligible_paragraphs(text)
        if n in study.reviewed(text.id, "ana") and n in study.reviewed(text.id, "ben")
    ]
    given = {
        place: tuple({coding.code for coding in study.codings_at(place, who)} for who in ("ana", "ben"))
        for place in both
    }
    differing = [place for place, (ana, ben) in given.items() if ana != ben]
    assert len(both) == 128
    assert FEWEST_DISAGREEMENTS <= len(differing) <= len(both) // 2
    assert 0.55 <= set_alpha(list(given.values())) <= 0.75
    assert any(not ana and not ben for ana, ben in given.values())
    assert any(ana and not ben for ana, ben in given.values())
    assert any(ben and not ana for ana, ben in given.values())
    assert any(ana and ben and not ana & ben for ana, ben in given.values())


# ---- cases and cells ----


@pytest.fixture(scope="module")
def study() -> Study:
    """The sample study."""
    return read_log(SAMPLE).study


@pytest.fixture(scope="module")
def charted(study: Study) -> list[MatrixCell]:
    """Its cells that have a summary."""
    matrix = Matrix(study)
    cells = [matrix.cell(case.id, code.id) for case in rows(study) for code in theme_codes(study)]
    return [cell for cell in cells if cell.summary.text]


def test_the_files_are_sound(postil: Program) -> None:
    for path in FILES:
        assert "is sound" in postil.done("check", path).out


def test_every_interview_is_a_case_with_attributes(study: Study) -> None:
    cases = list(study.cases.all.values())
    assert [case.name for case in cases] == [f"P{n:02}" for n in range(1, 19)]
    assert [study.cases.transcripts_of(case.id)[0].name[:3] for case in cases] == [case.name for case in cases]
    assert {kind.kind for kind in study.cases.attributes.values()} == {"text", "choice", "date", "number"}
    for case in cases:
        assert set(case.values) == set(study.cases.attributes), case.name
    with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as file:
        sheet = list(csv.DictReader(file))
    assert [{name: row[name] for name in study.cases.attributes} for row in sheet] == [case.values for case in cases]


def test_the_case_sheet_brings_in_what_is_there(postil: Program, sample: Path) -> None:
    told = json.loads(postil.done("cases", "import", sample, FOLDER / "cases.csv", "--dry-run", "--json").out)
    assert (told["attributes"], told["added"], told["changed"], told["unchanged"]) == ([], [], [], 18)


def test_about_sixty_cells_are_charted_and_two_are_stale(study: Study, charted: list[MatrixCell]) -> None:
    stale = {(cell.key, tuple(passage.paragraph for passage in cell.new)) for cell in charted if cell.state == "stale"}
    assert stale == {(("p01", "F3.1"), (34,)), (("p13", "B2.1"), (19,))}
    assert not any(cell.gone for cell in charted)
    assert Matrix(study).count(rows(study), theme_codes(study)) == {
        "no data": 341, "coded": 103, "draft": 31, "checked": 27, "stale": 2, "conflict": 0,
    }  # fmt: skip
    assert len(charted) == 60
    assert len([cell for cell in charted if cell.comment]) == 10
    assert len(study.cells.quotable()) == 6
    assert all(15 <= cell.words <= 60 for cell in charted)


def test_every_reference_leads_to_a_passage_of_its_cell(study: Study, charted: list[MatrixCell]) -> None:
    for cell in charted:
        assert not list(broken(study, cell.key.case, cell.summary))
        meant = [resolved(study, cell.key.case, reference) for reference in references(cell.summary.text)]
        assert set(meant) == {passage.place for passage in cell.summary.seen}, cell.key


def test_quoted_words_are_words_of_the_passages_referred_to(study: Study, charted: list[MatrixCell]) -> None:
    for cell in charted:
        for said, number in re.findall(r"([^§]*)\(P\d\d §(\d+)\)", cell.summary.text):
            words = [
                as_spoken(
                    study.transcripts[there.transcript].paragraphs[there.paragraph - 1].text[there.start : there.end]
                )
                for there in cell.summary.seen
                if there.paragraph == int(number)
            ]
            for quoted in re.findall("“([^”]*)”", said):
                for part in quoted.split(" […] "):
                    assert any(as_spoken(part).rstrip(".,") in there for there in words), (cell.key, part)


def as_spoken(text: str) -> str:
    """Words, without what a writer may change in quoting."""
    return " ".join(re.sub(r"\[pause\]|\bum,", "", text).split()).casefold()


def test_a_definition_was_worded_otherwise_since_the_version_with_a_name(study: Study) -> None:
    ((name, (version, _)),) = study.book_versions.items()
    now = {code.id: code for code in study.codebook}
    assert name == "v1"
    assert [code.id for code in version.codes if code != now[code.id]] == ["F4.2"]
    waiting = sorted(
        (study.transcripts[coding.transcript].name[:3], coding.paragraph) for coding in to_look_at_again(study, "ana")
    )
    assert waiting == [("P05", 7), ("P05", 48), ("P13", 40), ("P15", 35)]
