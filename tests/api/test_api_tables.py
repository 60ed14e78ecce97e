"""Tables of ``postil.open`` as files, and their rows as dictionaries that stay as they are."""

from __future__ import annotations

import copy
import json
import operator
import pickle
from typing import TYPE_CHECKING

import pytest

import postil as library
from postil.exports.tables import TABLE_FORMATS
from postil.model.change import Decide
from postil.model.decision import Decision
from postil.storage.writing import write_study
from reviews import P04, coded_apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_program import Program


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two coders, and a decision on where they differ."""
    path, desk = tmp_path / "team.json", coded_apart()
    desk.act(Decide(P04, 4, Decision("neither", "", ())), coder="ana")
    write_study(path, desk.log, "0" * 32)
    return path


@pytest.mark.parametrize("ending", TABLE_FORMATS)
def test_every_table_is_the_file_that_the_export_writes(
    postil: Program, team: Path, tmp_path: Path, ending: str
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    read = library.open(team)
    assert len(read.table("decisions")) == 1
    for name in read.tables:
        file, code = tmp_path / f"{name}.{ending}", "F1.2" if name == "recal" else ""
        postil.done("export", team, file, "--what", name, *(["--code", code] if code else []))
        assert read.table(name, code=code).to_bytes(ending) == file.read_bytes(), name
    where = tmp_path / f"some.{ending}"
    postil.done("export", team, where, "--what", "decisions", "--where", "F1.2")
    assert read.table("decisions", where="F1.2").to_bytes(ending) == where.read_bytes()


def test_rows_stay_as_they_are_and_are_taken_as_dictionaries(study: Path) -> None:
    codings = library.open(study).table("codings")
    row, quote = codings[0], library.open(study).quotes("F4")[0]
    changes: tuple[Callable[[], object], ...] = (
        lambda: row.__setitem__("quote", "x"),
        lambda: quote.update(words="x"),
        lambda: row.__ior__({"quote": "x"}),
        lambda: row.pop("quote"),
        lambda: row.setdefault("new", "x"),
        lambda: operator.delitem(row, "quote"),
        row.clear,
        row.popitem,
    )
    for change in changes:
        with pytest.raises(TypeError, match=r"a copy of it, dict\(row\)"):
            change()
    assert row == codings[0]
    assert json.loads(json.dumps(row)) == dict(row) == {**row} == copy.deepcopy(row) == pickle.loads(pickle.dumps(row))
    assert type(row | {"quote": "x"}) is dict
    assert type(copy.copy(row)) is type(row)
    with pytest.raises(library.PostilError, match="no column"):
        copy.deepcopy(row)["nothing"]


def test_messages_speak_of_no_options(team: Path) -> None:
    read = library.open(team)
    calls: tuple[Callable[[], object], ...] = (
        lambda: read.table("recal", code="F4", coders=["ana"]),
        lambda: read.table("changes", where="F4"),
        lambda: read.table("units", where="F4"),
    )
    for call in calls:
        with pytest.raises(library.PostilError) as caught:
            call()
        assert "--" not in str(caught.value)
