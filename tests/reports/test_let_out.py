"""Values of a study as they are let out: names, ids and tables without what was struck out, and found again."""

from __future__ import annotations

from postil.model.change import AddCase, EditCase, Strike
from postil.model.coding import Passage
from postil.reports.let_out import case_key, case_of_key, let_case_ids, let_case_names, let_table
from postil.reports.tables import Table, date, number, text
from postil.text.struck import Struck
from studies import TRANSCRIPTS, Desk, small_desk

P04 = TRANSCRIPTS[0]


def struck_desk(*pieces: str) -> Desk:
    desk = small_desk()
    said = P04.paragraphs[1].text
    for piece in pieces:
        desk.act(Strike(Passage(P04.id, 2, said.index(piece), said.index(piece) + len(piece))))
    return desk


def test_cases_whose_names_or_ids_repeat_struck_words_have_numbers_and_are_found_again() -> None:
    desk = struck_desk("nurses", "board")
    desk.act(AddCase("the nurses", "The nurses"), AddCase("n2", "Nurses’ case"), AddCase("c2", "Case 2"))
    desk.act(EditCase("the nurses", "name", "P09"))
    desk.act(AddCase("board", "Board"), AddCase("board again", "Board"))
    study, struck = desk.study, Struck(desk.study)
    assert list(let_case_names(study, struck).values()) == ["P09", "case #2", "Case 2", "case 4", "case 5"]
    assert list(let_case_ids(study, struck).values()) == ["case 1", "n2", "c2", "case 4", "case 5"]
    keys = [case_key(study, struck, case) for case in study.cases.all]
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if struck.repeats(key)]
    assert [case_of_key(study, key) for key in keys] == list(study.cases.all)
    assert case_of_key(study, "since never") == "since never"


def test_columns_of_texts_are_masked_and_all_others_stay() -> None:
    desk = struck_desk("board", "nurses")
    desk.act(AddCase("nurses", "Nurses"))
    columns = (text("coder", ""), text("case", ""), text("path", ""), number("board", ""), date("nurses", ""))
    table = Table(
        "some", "The board", (*columns, text("[...]", "")), (("board", "Nurses", "a/board", 1, "2020", None),)
    )
    let = let_table(desk.study, table)
    assert let.rows == (("board", "case 1", "a/[...]", 1, "2020", None),)
    assert (let.title, let.names) == ("The [...]", ("coder", "case", "path", "[...]", "[...] (2)", "[...] (3)"))


def test_nothing_changes_where_nothing_was_struck_out() -> None:
    table = Table("some", "The board", (text("path", ""),), (("a/board",),))
    assert let_table(small_desk().study, table) is table
