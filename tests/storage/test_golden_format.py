"""The file of each released format stays as it was written and can always be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from studies_on_disk import HEBREW, SPAN, WHOLE, stock_codings

from postil.model.change import Apply
from postil.model.coding import MemoKey
from postil.storage.canonical import TABLES
from postil.storage.fields import CHANGE_FIELDS, FIELDS
from postil.storage.migrations import MIGRATIONS
from postil.storage.schema import FORMAT_VERSION
from postil.storage.study_file import open_study
from studies import TRANSCRIPTS

DATA = Path(__file__).with_name("data")


def test_postil_1_says_what_it_said_when_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "postil-1.json"
    shutil.copy(DATA / "postil-1.json", path)
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


def test_the_golden_file_holds_every_table_field_and_kind_of_change() -> None:
    whole = json.loads((DATA / "postil-1.json").read_bytes())
    for name, fields in FIELDS.items():
        assert {field for record in whole[name].values() for field in record} == fields, name
    assert {r["kind"] for r in whole["changes"].values()} == CHANGE_FIELDS.keys()
    assert len(stock_codings(DATA / "postil-1.json")) == 3


def test_every_format_before_this_one_has_a_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, FORMAT_VERSION))
