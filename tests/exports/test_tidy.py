"""Tidy tables: what each has a row for, and that other programs read them without a script."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_teams import team_study
from postil.errors import PostilError, RatingsError
from postil.exports.codings import COLUMNS
from postil.exports.decisions import DECISION_COLUMNS
from postil.exports.memos import MEMO_COLUMNS
from postil.exports.tables import table_bytes
from postil.exports.tidy import TABLES, Tidy
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import AddCase, AddCoder, Apply, GiveVoice, Review, SetAttribute, SetMemo, SetSummary, SetValue
from postil.model.coding import Coding, MemoKey, Place
from postil.model.selection import Selection
from postil.model.study import Study
from postil.storage import open_study
from studies import TRANSCRIPTS, Desk, acts, small_desk

if TYPE_CHECKING:
    from pathlib import Path

    from coding_teams import Coding as Given
    from postil.model.change import Action
    from postil.reports.tables import Cell, Table

P04, P05 = TRANSCRIPTS
WHOLE = Coding(P04.id, 2, None, None, "F4", "ana")


def records(table: Table) -> list[dict[str, Cell]]:
    return [dict(zip(table.names, row, strict=True)) for row in table.rows]


def desk_with_cases() -> Desk:
    desk = small_desk()
    desk.act(
        *(AddCoder("ana"), AddCoder("ben"), AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04")),
        *(SetAttribute("role", Attribute("text", (), 1)), SetAttribute("years", Attribute("number", (), 2))),
        *(SetAttribute("day", Attribute("date", (), 3)), SetValue("p04", "role", "manager")),
        *(SetValue("p04", "years", "3.5"), SetValue("p04", "day", "2023-02-09")),
    )
    desk.act(Apply(WHOLE), Apply(WHOLE._replace(code="B2", start=0, end=6)), Review(P04.id, 2, "ana"))
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 2, "ana"), "a memo"))
    desk.act(Review(P04.id, 2, "ben"), Apply(Coding(P05.id, 2, None, None, "F4", "ben")), coder="ben")
    return desk


def test_codings_have_what_is_known_of_the_case() -> None:
    table = Tidy(desk_with_cases().study).table("codings")
    assert table.names[: len(COLUMNS)] == COLUMNS
    assert table.names[len(COLUMNS) :] == ("source", "case_id", "case", "superseded", "case_role", "years", "day")
    first, _, last = records(table)
    assert [first[name] for name in ("source", "case", "case_role", "years", "day")] == [
        *("P04.txt", "P04", "manager", 3.5, "2023-02-09")
    ]
    assert [last[name] for name in ("coder", "case", "case_role", "years")] == ["ben", None, None, None]


def test_paragraphs_tell_read_and_nothing_applies_from_not_read() -> None:
    rows = records(Tidy(desk_with_cases().study).table("paragraphs"))
    assert len(rows) == 2 * (len(P04.paragraphs) + len(P05.paragraphs))
    found = {(row["transcript"], row["paragraph"], row["coder"]): row for row in rows}
    mine, bens = found["P04", 2, "ana"], found["P04", 2, "ben"]
    assert [mine[name] for name in ("reviewed", "codings", "codes", "memo")] == [True, 2, "F4; B2", "a memo"]
    assert [bens[name] for name in ("reviewed", "codings", "codes", "memo")] == [True, 0, "", ""]
    assert (found["P04", 4, "ana"]["reviewed"], found["P05", 2, "ben"]["reviewed"]) == (False, False)
    assert found["P05", 2, "ben"]["paths"] == "Leadership and management buy-in"


def test_a_selection_leaves_the_rest_out() -> None:
    desk = desk_with_cases()
    wanted = Selection(frozenset({Place(P04.id, 2)}), frozenset({WHOLE}))
    tidy = Tidy(desk.study, desk.log, wanted)
    assert [row["code"] for row in records(tidy.table("codings"))] == ["F4"]
    assert [(row["coder"], row["codings"]) for row in records(tidy.table("paragraphs"))] == [("ana", 1), ("ben", 0)]
    assert [row["case"] for row in records(tidy.table("cases"))] == ["P04"]
    assert [row["path"] for row in records(tidy.table("cells"))] == ["Leadership and management buy-in"]
    assert {row["code"]: row["codings"] for row in records(tidy.table("codes"))}["B2"] == 0
    assert len(tidy.table("memos").rows) == 1
    for name in ("changes", "units", "recal"):
        with pytest.raises(PostilError, match="leave the query out"):
            tidy.table(name, code="F4")


def test_a_summary_of_a_case_without_transcripts_has_a_row() -> None:
    desk = small_desk()
    desk.act(AddCase("p09", "P09"), SetSummary("p09", "F4", Summary("From notes.")))
    (row,) = records(Tidy(desk.study).table("cells"))
    assert (row["places"], row["summary"], row["state"]) == ("", "From notes.", "draft")


def test_changes_hold_all_of_the_log() -> None:
    desk = desk_with_cases()
    rows = records(Tidy(desk.study, desk.log).table("changes"))
    assert [row["stamp"] for row in rows] == sorted(change.stamp for change in desk.log)
    (memo,) = (row for row in rows if row["change"] == "set-memo")
    assert json.loads(str(memo["values"])) == {"text": "a memo"}
    (value,) = (row for row in rows if row["change"] == "set-value" and "years" in str(row["values"]))
    assert (value["case"], json.loads(str(value["values"]))["value"]) == ("p04", "3.5")


GIVEN: Given = {"ana": {"P1": ["", "A", "B"]}, "ben": {"P1": ["", "A", ""]}}


def test_units_are_those_of_agreement(tmp_path: Path) -> None:
    with open_study(team_study(tmp_path / "team.json", GIVEN), write=False) as file:
        study = file.study
    rows = records(Tidy(study).table("units"))
    assert {tuple(row)[5:] for row in rows} == {("ana", "ben")}
    given = {(row["paragraph"], row["code"]): (row["ana"], row["ben"]) for row in rows}
    assert set(given.values()) <= {(0, 0), (1, 1), (1, 0)}
    assert sum(pair == (1, 1) for pair in given.values()) == 1
    assert sum(pair == (1, 0) for pair in given.values()) == 1
    code = next(code for (_, code), pair in given.items() if pair == (1, 0))
    recal = Tidy(study).table("recal", code=str(code))
    assert (recal.names, recal.rows) == (("ana", "ben"), ((0, 0), (1, 0)))


def test_a_unit_that_was_not_reviewed_is_empty() -> None:
    desk = desk_with_cases()
    rows = [row for row in records(Tidy(desk.study).table("units")) if row["code"] == "F4"]
    assert [(row["transcript"], row["paragraph"], row["ana"], row["ben"]) for row in rows] == [("P04", 2, 1, 0)]
    with pytest.raises(RatingsError):
        Tidy(small_desk().study).table("recal", code="F4")


def test_columns_do_not_change_their_names() -> None:
    assert Tidy(Study()).table("memos").names[: len(MEMO_COLUMNS)] == MEMO_COLUMNS
    assert Tidy(Study()).table("decisions").names == DECISION_COLUMNS
    for name in set(TABLES) - {"recal"}:
        table = Tidy(Study()).table(name)
        assert all(column.says.endswith(".") for column in table.columns), name
        assert len({column.casefold() for column in table.names}) == len(table.names)


def test_duckdb_joins_the_tables_of_the_sample(sample: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with open_study(sample, write=False) as file:
        tidy = Tidy(file.study, file.log)
        for name in ("codings", "paragraphs", "cases"):
            (tmp_path / f"{name}.csv").write_bytes(table_bytes(tidy.table(name), "csv"))
        codings = sum(1 for _ in file.study.codings())
    base = duckdb.connect()
    base.execute(f"create table codings as select * from '{tmp_path / 'codings.csv'}'")
    base.execute(f"create table paragraphs as select * from '{tmp_path / 'paragraphs.csv'}'")
    assert base.execute('select count(*), sum("end" - start) > 0 from codings').fetchone() == (codings, True)
    assert base.execute("select sum(codings) from paragraphs").fetchone() == (codings,)
    apart = "select count(*) from codings c left join paragraphs p using (transcript_id, paragraph, coder) "
    assert base.execute(f"{apart} where p.transcript is null").fetchone() == (0,)
    types = dict(base.execute("select column_name, data_type from duckdb_columns()").fetchall())
    assert (types["interview_date"], types["years_running"], types["paragraph"]) == ("DATE", "DOUBLE", "BIGINT")


@given(st.lists(acts(), max_size=12))
def test_every_table_has_cells_of_the_kinds_that_its_columns_say(done: list[tuple[str, list[Action]]]) -> None:
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act that does not fit leaves the study as it is
            desk.act(*actions, coder=coder)
    kinds = {"text": str, "date": str, "number": (int, float), "truth": bool}
    for name in set(TABLES) - {"recal"}:
        table = Tidy(desk.study, desk.log).table(name)
        for row in table.rows:
            assert len(row) == len(table.columns), name
            for column, cell in zip(table.columns, row, strict=True):
                assert cell is None or isinstance(cell, kinds[column.kind]), (name, column, cell)  # type: ignore[arg-type]
        if name == "codings":
            assert len(table.rows) == sum(1 for _ in desk.study.codings())
        data = table_bytes(table, "csv").decode()
        assert len(list(csv.reader(io.StringIO(data, newline="")))) == 1 + len(table.rows)
