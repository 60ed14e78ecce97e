"""The sample files are what ``sample_data/make_study.py`` makes, and they have something to show."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import SAMPLE
from postil.find import similar_names
from postil.merge.sides import Side
from postil.merge.union import Merged, merged
from postil.model.assignment import assignments, pack_coder
from postil.model.codebook_version import codebook_version
from postil.model.coding import Place
from postil.model.eligible import eligible_paragraphs
from postil.storage.logs import read_log

if TYPE_CHECKING:
    from pathlib import Path

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
    with_study = merged([side(path) for path in FILES])
    assert with_study.changes == merged([side(path) for path in PACKS]).changes


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
