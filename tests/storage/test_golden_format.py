"""The file of each released format stays as it was written and can always be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from studies_on_disk import HEBREW, SPAN, WHOLE, stock_codings

from postil.model.cell import Rating
from postil.model.cells import CellKey
from postil.model.change import AddCase, Apply
from postil.model.coding import MemoKey, Passage, Place
from postil.storage.canonical import TABLES
from postil.storage.fields import CHANGE_FIELDS, FIELDS
from postil.storage.migrations import MIGRATIONS
from postil.storage.schema import FORMAT_VERSION
from postil.storage.study_file import open_study
from studies import TRANSCRIPTS

DATA = Path(__file__).with_name("data")


GOLDEN = ("postil-1.json", "postil-1-before-cases.json")
"""The format as it is, and as it was before there were cases and cells."""


@pytest.mark.parametrize("name", GOLDEN)
def test_postil_1_says_what_it_said_when_it_was_written(name: str, tmp_path: Path) -> None:
    path = tmp_path / "postil-1.json"
    shutil.copy(DATA / name, path)
    path.chmod(0o600)
    with open_study(path, write=True) as file:
        study = file.study
        assert file.notices == ()
        assert study.title == "The golden study"
        assert study.coders == ("ana", "ben")
        assert list(study.transcripts) == [TRANSCRIPTS[0].id]
        assert {coding for coding, _ in study.codings()} == {WHOLE, SPAN, WHOLE._replace(code="n1", coder="ben")}
        assert study.is_doubtful(SPAN)
        assert study.memo(MemoKey.at_coding(SPAN)) == HEBREW
        assert study.pins("ana") == {1: "F1"}
        assert study.reviewed(WHOLE.transcript, "ana").keys() == {3}
        assert study.codebook.path("n1") == "Workforce challenges/Peer support"
        code = study.codebook.get("F4")
        assert code is not None
        assert code.aliases == ("leadership", "buy-in")
        assert "F1.2" not in study.codebook


def test_postil_1_says_what_was_charted(tmp_path: Path) -> None:
    path = tmp_path / "postil-1.json"
    shutil.copy(DATA / "postil-1.json", path)
    path.chmod(0o600)
    with open_study(path, write=False) as file:
        study, transcript = file.study, WHOLE.transcript
        assert study.cases.all["p04"].values == {"service_type": "crisis café"}
        assert study.cases.owner(transcript, "P04") == "p04"
        assert "gone" not in study.cases.all
        cell = CellKey("p04", "F1")
        summary = study.cells.summary(cell)
        assert summary is not None
        assert (summary.status, summary.seen[1], summary.places) == (
            "checked",
            Passage(transcript, 3),
            (Place(transcript, 2),),
        )
        assert study.cells.comment(cell) == "compare P05"
        assert study.cells.ratings(cell)["ana"][0] == Rating("+2", "strong and early")
        assert list(study.cells.quotable()) == [Passage(transcript, 2, 3, 6)]
        assert list(study.cells.struck()) == [Passage(transcript, 2, 7, 12)]
        assert study.same.shown("n2") == "n1"
        assert study.confirmed(SPAN)
        assert len(study.book_versions["v1"][0].codes) == len(study.codebook)


def test_postil_1_is_saved_again_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "postil-1.json"
    shutil.copy(DATA / "postil-1.json", path)
    golden = path.read_bytes()
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE._replace(coder="cleo"))], coder="cleo")
        file.checkpoint()
        assert path.read_bytes() != golden
    whole, new = json.loads(golden), json.loads(path.read_bytes())
    added = {name: new[name].keys() - whole[name].keys() for name in whole}
    assert {name: len(keys) for name, keys in added.items() if keys} == {"codings": 1, "changes": 1}
    for name, keys in added.items():
        for key in keys:
            del new[name][key]
    assert new == whole
    assert list(new) == list(whole) == list(TABLES)


def test_a_file_from_before_there_were_cases_gets_their_tables(tmp_path: Path) -> None:
    path = tmp_path / "postil-1.json"
    shutil.copy(DATA / "postil-1-before-cases.json", path)
    path.chmod(0o600)
    whole = json.loads(path.read_bytes())
    with open_study(path, write=True) as file:
        file.record([AddCase("p04", "P04")], coder="ana")
    new = json.loads(path.read_bytes())
    assert {name: table for name, table in new.items() if name in whole and name not in {"cases", "changes"}} == {
        name: table for name, table in whole.items() if name not in {"cases", "changes"}
    }
    assert list(new) == list(TABLES)
    assert [record["name"] for record in new["cases"].values()] == ["P04"]


def test_the_golden_file_holds_every_table_field_and_kind_of_change() -> None:
    whole = json.loads((DATA / "postil-1.json").read_bytes())
    for name, fields in FIELDS.items():
        assert {field for record in whole[name].values() for field in record} == fields, name
    assert {r["kind"] for r in whole["changes"].values()} == CHANGE_FIELDS.keys()
    assert len(stock_codings(DATA / "postil-1.json")) == 3


def test_every_format_before_this_one_has_a_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, FORMAT_VERSION))
