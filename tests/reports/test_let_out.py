"""Values of a study as they are let out: names, ids and texts without what was struck out, and found again."""

from __future__ import annotations

from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    EditCase,
    GiveVoice,
    NameVersion,
    Rate,
    SetAttribute,
    SetComment,
    SetStudy,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Passage
from postil.reports.case_names import case_key, case_of_key, let_case_ids, let_case_names
from postil.reports.let_out import as_it_is, let_out, said, said_attribute, said_case, said_query
from postil.text.struck import Struck
from studies import TRANSCRIPTS, Desk, small_desk, small_transcript

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


def test_where_nothing_was_struck_out_a_study_is_let_out_as_it_is() -> None:
    study = small_desk().study
    assert let_out(study) is study
    assert as_it_is(study) is study
    assert (said(study, "board"), said_case(study, "board"), said_query(study, "text:board")) == (
        "board",
        "board",
        "text:board",
    )


def test_a_study_is_let_out_without_what_was_struck_and_is_the_same_else() -> None:
    """Ids, places and counts are those of the study, so a selection of one is a selection of the other."""
    desk = struck_desk("board", "nurses")
    desk.act(AddCode(Code("b", "Board", "", "B1", "of the board", aliases=("board", "nurses"))))
    desk.act(AddCase("nurses", "Nurses"), AddCase("c2", "P11"), GiveVoice(P04.id, "", "nurses"))
    desk.act(SetAttribute("board", Attribute("choice", ("Board", "board's", "none"))))
    desk.act(SetAttribute("board?", Attribute("number")), SetAttribute("[...]", Attribute("text")))
    desk.act(
        SetValue("nurses", "board", "board's"), SetValue("nurses", "board?", "3"), SetValue("c2", "board", "Board")
    )
    desk.act(SetSummary("nurses", "b", Summary("the board said", "checked")), SetComment("nurses", "b", "nurses!"))
    desk.act(Rate("nurses", "b", "board", Rating("+1", "board")), SetStudy("title", "Of nurses"))
    desk.act(NameVersion("board", BookVersion(tuple(desk.study.codebook), "nurses")))
    study = desk.study
    let = let_out(study)
    assert let_out(let) is let
    assert as_it_is(let) is study
    assert let.title == "Of [...]"
    code = let.codebook.get("b")
    assert code is not None
    assert (code.name, code.definition, code.aliases, code.number) == (
        "[...]",
        "of the [...]",
        ("[...]", "[...]"),
        "B1",
    )
    assert list(let.cases.all) == list(study.cases.all)
    nurses = let.cases.all["nurses"]
    assert (nurses.name, said_case(let, "nurses")) == ("case 1", "case 1")
    names = {name: said_attribute(let, name) for name in study.cases.attributes}
    assert names == {"[...]": "[...]", "board": "[...] (2)", "board?": "[...]?"}
    assert let.cases.attributes["[...] (2)"].choices == ("[...]", "[...] (2)", "none")
    assert (nurses.values["[...] (2)"], nurses.values["[...]?"]) == ("[...] (2)", "3")
    assert let.cases.all["c2"].values == {"[...] (2)": "[...]"}
    written = let.cells.at(CellKey("nurses", "b"))
    assert written.summary == Summary("the [...] said", "checked")
    assert written.comment == "[...]!"
    assert written.ratings["board"][0] == Rating("+1", "[...]")
    assert list(let.book_versions) == ["[...]"]
    assert set(let.codings()) == set(study.codings())
    assert {key: text.paragraphs for key, text in let.transcripts.items()} == {
        key: text.paragraphs for key, text in study.transcripts.items()
    }
    assert [text.id for text in let.cases.transcripts_of("nurses")] == [P04.id]


def test_what_a_query_asks_for_stays_and_what_it_names_does_not() -> None:
    desk = struck_desk("board", "nurses")
    let = let_out(desk.study)
    assert said_query(let, 'board:nurses AND text:"the board"') == '[...] AND text:"the [...]"'


def test_words_of_the_language_of_queries_stay_though_they_are_struck_out() -> None:
    talk = small_transcript("X", ("Case, text and where.", "No."))
    desk = small_desk()
    desk.act(
        AddTranscript(talk), *(Strike(Passage(talk.id, 1, *span)) for span in ((0, 4), (6, 10), (11, 14), (15, 20)))
    )
    let = let_out(desk.study)
    assert said_query(let, "case:Case AND where(text:text)") == "case:[...] AND where(text:[...])"
