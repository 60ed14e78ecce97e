"""``postil.open``: tables, quotes and codebook of a study, read-only."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

import postil
from cli_program import snapshot
from postil.model.change import Strike
from postil.model.coding import Passage
from postil.storage import open_study
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path


def test_tables_are_those_of_the_export(study: Path) -> None:
    read = postil.open(study)
    assert (read.title, read.coders) == ("A small study", ("ana",))
    for name in set(read.tables) - {"recal"}:
        rows = read.table(name)
        written = list(csv.reader(io.StringIO(rows.to_bytes("csv").decode(), newline="")))
        assert [column.name for column in rows.columns] == written[0]
        assert len(rows) == len(written) - 1
    codings = read.table("codings")
    assert [row["code"] for row in codings] == codings.column("code") == ["F4", "F1.2"]
    assert codings[-1] == codings[1:][0] == list(codings)[1]
    assert repr(codings) == "<codings: 2 rows, 21 columns>"
    assert [row["path"] for row in read.table("codings", where="F4")] == ["Leadership and management buy-in"]


def test_reading_leaves_everything_as_it_was(study: Path) -> None:
    before = snapshot(study.parent)
    read = postil.open(str(study))
    read.table("changes")
    read.quotes("F4")
    assert snapshot(study.parent) == before
    with open_study(study, write=True):
        assert len(read.codebook) == 4


def test_quotes_leave_out_what_was_struck_out(study: Path) -> None:
    with open_study(study, write=True) as file:
        file.record([Strike(Passage(TRANSCRIPTS[0].id, 2, 0, 6))], coder="ana")
    (quote,) = postil.open(study).quotes("F4")
    assert (quote["case"], quote["transcript"], quote["paragraph"]) == (None, "P04", 2)
    assert str(quote["words"]).startswith("[...] the liaison nurses")
    assert quote["paths"] == "Leadership and management buy-in"


def test_what_is_not_there_is_an_error_that_says_what_is(study: Path, tmp_path: Path, transcript: Path) -> None:
    read = postil.open(study)
    for call in (
        lambda: read.table("codes_"),
        lambda: read.table("recal", code="nothing"),
        lambda: read.table("recal"),
        lambda: read.table("units", coders=["nobody"]),
        lambda: read.table("changes", where="F4"),
        lambda: read.quotes("(F4"),
        lambda: read.codebook.to_bytes("exe"),
        lambda: postil.open(tmp_path / "none.json"),
        lambda: postil.open(transcript),
    ):
        with pytest.raises(postil.PostilError) as caught:
            call()
        assert caught.value.message
        assert caught.value.hint
    with pytest.raises(AttributeError, match="nothing"):
        postil.nothing  # type: ignore[attr-defined]  # noqa: B018 - reading it is the test
    assert callable(postil.agreement.statistic)


def test_a_wrong_name_is_told_with_the_one_that_it_looks_like(study: Path) -> None:
    read = postil.open(study)
    codings = read.table("codings")
    for call, says in (
        (lambda: read.table("coding"), "there is no table coding; did you mean codings? the tables are codings, par"),
        (
            lambda: codings.column("coders"),
            "there is no column coders; did you mean coder? the columns are transcript,",
        ),
        (lambda: codings[0]["Quotes"], "there is no column Quotes; did you mean quote?"),
        (lambda: read.quotes("F4")[0]["wrds"], "there is no column wrds; did you mean words?"),
        (lambda: codings.to_bytes("json lines"), "there is no format json lines; did you mean jsonl?"),
        (
            lambda: read.table("recal", code="Leadership and managment"),
            "there is no code Leadership and managment; did",
        ),
        (lambda: codings.column("zzzzzz"), "there is no column zzzzzz; the columns are transcript,"),
    ):
        with pytest.raises(postil.PostilError) as caught:
            call()
        assert str(caught.value).startswith(says)
    with pytest.raises(KeyError, match="did you mean coder"):
        codings.column("coders")
    assert codings[0].get("Quotes") is None
    assert "Quotes" not in codings[0]


def test_a_data_frame_keeps_kinds(sample: Path) -> None:
    pandas = pytest.importorskip("pandas")
    read = postil.open(sample)
    frame = read.table("codings").to_pandas()
    assert len(frame) == len(read.table("codings"))
    assert pandas.api.types.is_datetime64_any_dtype(frame["time"])
    assert [str(frame[name].dtype) for name in ("paragraph", "start", "doubtful")] == ["Int64", "Int64", "boolean"]
    assert frame["years_running"].dtype == float
