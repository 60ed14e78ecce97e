"""Reports of a query: figures are out of what it asks for by who and where, not of what it finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    GiveVoice,
    Review,
    SetAttribute,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, Passage
from postil.storage import create_study, open_study
from studies import CODES, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

M1, M2, NURSE, CAFE = TEXTS = tuple(
    small_transcript(name, (f"{name}?", f"{name}: yes.", "And?", f"{name}: no."))
    for name in ("Ada", "Bea", "Cyd", "Dot")
)
VALUES = {"Ada": ("crisis house", "manager"), "Bea": ("crisis house", "registered manager"),
          "Cyd": ("crisis house", "nurse"), "Dot": ("crisis café", "manager")}  # fmt: skip
MANAGERS = 'leadership AND NOT B2 service:"crisis house" role:*manager*'
LIMITED = ("codes", "cases", "attributes", "speakers", "saturation", "use", "together", "overlaps", "methods")


def put(transcript: str, paragraph: int, code: str) -> Apply:
    return Apply(Coding(transcript, paragraph, None, None, code, "ana"))


@pytest.fixture
def managers(tmp_path: Path) -> Path:
    """Managers of a crisis house, one read in part; a nurse of it; and the manager of a café, which nobody read."""
    path = tmp_path / "s.json"
    begin: list[Action] = [*map(AddCode, CODES), AddCode(Code("H", "Barriers", number="H", status="heading"))]
    begin += [*map(AddTranscript, TEXTS), AddCoder("ana")]
    begin += [SetAttribute("service", Attribute("text")), SetAttribute("role", Attribute("text"))]
    create_study(path, title="Managers", actions=begin).close()
    with open_study(path, write=True) as file:
        for text in TEXTS:
            case, (service, role) = text.name.lower(), VALUES[text.name]
            cases: list[Action] = [AddCase(case, text.name), GiveVoice(text.id, "", case)]
            file.record([*cases, SetValue(case, "service", service), SetValue(case, "role", role)], coder="ana")
        file.record([put(M1.id, 2, "F4"), put(M1.id, 3, "F4"), put(M1.id, 4, "B2")], coder="ana")
        file.record([Review(M1.id, n, "ana") for n in (2, 4)], coder="ana")
        file.record([Review(M2.id, 2, "ana")], coder="ana")
        file.record([put(NURSE.id, 2, "F4"), put(NURSE.id, 2, "B2"), Review(NURSE.id, 4, "ana")], coder="ana")
    return path


def document(postil: Program, *arguments: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(postil.done("report", *arguments, "--json").out)
    return told


def said(text: str) -> str:
    return " ".join(text.split())


HEAD = (
    "2 codings by ana on 2 of the 2 paragraphs that the query finds, out of 8 asked for, in 1 of the 2 transcripts "
    "asked for, 1 of the 2 cases; Bea is read in part"
)


@pytest.mark.parametrize("name", LIMITED)
def test_a_query_that_names_a_code_does_not_swell_the_figures(
    postil: Program, managers: Path, tmp_path: Path, name: str
) -> None:
    postil.done("report", name, managers, "--where", MANAGERS, "-o", tmp_path / "r.html")
    for shown in (
        postil.done("report", name, managers, "--where", MANAGERS).out,
        (tmp_path / "r.html").read_text("utf-8"),
    ):
        assert HEAD in said(shown)
        assert "is read in part, so codes may still come: Bea (1 of 2 paragraphs)" in said(shown)
    counted = document(postil, name, managers, "--where", MANAGERS)["counted"]
    assert (counted["found"], counted["paragraphs"], counted["transcripts"], counted["cases"]) == (2, 8, 2, 2)
    assert (counted["coded_cases"], counted["cases_read"], counted["cases_not_read"]) == (1, 2, [])
    assert counted["cases_in_part"] == [{"name": "Bea", "read": 1, "eligible": 2}]


def test_cases_of_a_code_are_as_many_with_a_limit_to_it_as_without(postil: Program, managers: Path) -> None:
    def row(*options: str) -> tuple[int, int, int, int]:
        (found,) = (one for one in document(postil, "codes", managers, *options)["codes"] if one["code"] == "F4")
        return found["cases"], found["cases_read"], found["transcripts"], found["transcripts_read"]

    assert row() == row("--where", "F4") == row("--where", "F4 OR B2") == (2, 3, 2, 3)
    heads = postil.done("report", "codes", managers, "--where", "F4").out.split("█")[0]
    assert heads.count("of 3") == 2
    limited = document(postil, "codes", managers, "--where", "F4")["counted"]
    whole = document(postil, "codes", managers)["counted"]
    assert [limited[key] for key in ("cases_not_read", "cases_in_part")] == [
        whole[key] for key in ("cases_not_read", "cases_in_part")
    ]


def test_a_case_of_which_nothing_is_found_is_shown_as_read(postil: Program, managers: Path) -> None:
    out = said(postil.done("report", "cases", managers, "--where", "case:Bea text:nowhere").out)
    assert "The query finds no coding." in out
    assert "No case is read yet" not in out
    rows = document(postil, "cases", managers, "--where", "case:Bea F4")["cases"]
    assert {(row["case"], row["asked"], row["found"], row["present"]) for row in rows if row["code"] == "F4"} == {
        ("ada", 0, 0, None),
        ("bea", 4, 0, 0),
        ("cyd", 0, 0, None),
        ("dot", 0, 0, None),
    }
    assert (
        "No case that was asked for is read yet."
        in postil.done("report", "cases", managers, "--where", "case:Dot F4").out
    )
    heads = postil.done("report", "cases", managers, "--where", MANAGERS).out
    assert next(line for line in heads.split("\n") if line.startswith("code ")).split() == ["code", "Ada", "Bea"]


def test_values_that_a_query_does_not_ask_for_have_no_figures(postil: Program, managers: Path) -> None:
    arguments = ("attributes", managers, "--attribute", "service", "--where", MANAGERS)
    rows = {row["value"]: row for row in document(postil, *arguments)["attributes"] if row["code"] == "F4"}
    kept = (
        "codings",
        "paragraphs",
        "cases_with",
        "cases_read",
        "cases_there",
        "share",
        "present",
        "asked",
        "cases_asked",
    )
    assert [rows["crisis café"][name] for name in kept] == [None, None, None, 0, 1, None, None, 0, 0]
    assert [rows["crisis house"][name] for name in kept] == [2, 2, 1, 2, 3, 0.5, 1, 8, 2]
    table = postil.done("report", *arguments, "--csv", "-").out
    assert "crisis café,F4,F4,Leadership and management buy-in,,,,0,1,,,crisis café,crisis café,0,0" in table
    out = said(postil.done("report", *arguments).out)
    assert "crisis café (not asked for)" in out
    assert "crisis house (2)" in out


def test_the_methods_are_out_of_what_was_asked_for(postil: Program, managers: Path) -> None:
    items = {row["item"]: row for row in document(postil, "methods", managers, "--where", MANAGERS)["methods"]}
    assert items["coded"]["value"] == "2 of 8, 25 %"
    assert items["coded"]["reason"] == "of the paragraphs asked for"
    assert items["cases_read"]["value"] == "2 of 2, 100 %"
    assert items["reviewed"]["value"] == "3 of 4, 75 %"
    assert items["cases"]["reason"] == "2 more cases without words that were asked for"
    whole = {row["item"]: row for row in document(postil, "methods", managers)["methods"]}
    assert whole["coded"]["reason"] == "of all paragraphs"
    assert (
        whole["codes"]["reason"]
        == "3 of them at the top, besides 1 heading, which are no codes; 2 levels with the headings"
    )


def test_speakers_are_out_of_what_they_say_where_they_were_asked(postil: Program, managers: Path) -> None:
    rows = document(postil, "speakers", managers, "--where", MANAGERS)["speakers"]
    assert [(row["speaker"], row["paragraphs"], row["read"], row["coded"]) for row in rows] == [
        ("INT", 2, 1, 1),
        ("Ada", 2, 2, 1),
        ("INT", 2, 0, 0),
        ("Bea", 2, 1, 0),
    ]


def test_codes_that_a_query_does_not_ask_for_make_no_pairs_and_that_is_said(postil: Program, managers: Path) -> None:
    note = "1 more coding on these paragraphs, which the query does not ask for, makes no pairs; where(...)"
    for name in ("together", "overlaps"):
        assert any(note in one for one in document(postil, name, managers, "--where", "F4")["notes"])
        assert not any(
            "makes no pairs" in one for one in document(postil, name, managers, "--where", "where(F4)")["notes"]
        )
        assert not any("make no pairs" in one for one in document(postil, name, managers)["notes"])
    assert [
        row["paragraphs"] for row in document(postil, "together", managers, "--where", "where(F4)")["together"]
    ] == [1]


@pytest.mark.parametrize("name", [one for one in LIMITED if one != "speakers"])
def test_codings_on_words_of_interviewers_are_told(postil: Program, managers: Path, name: str) -> None:
    note = "1 of 5 codings is on interviewers' words; role:participant in a query (--where) leaves them out"
    assert note in document(postil, name, managers)["notes"]
    limited = document(postil, name, managers, "--where", "case:Ada F4")
    assert (
        "1 of 2 codings is on interviewers' words; role:participant in a query (--where) leaves them out"
        in limited["notes"]
    )
    for query in ("role:participant", "case:Cyd"):
        notes = document(postil, name, managers, "--where", query)["notes"]
        assert not any("interviewers' words" in one for one in notes)
    every = document(postil, name, managers, "--where", "role:interviewer")["notes"]
    assert "1 of 1 coding is on interviewers' words" in every
    assert document(postil, name, managers)["counted"]["on_interviewers"] == 1


def test_a_code_that_is_new_after_one_under_it_is_named(postil: Program, managers: Path) -> None:
    with open_study(managers, write=True) as file:
        file.record([put(M2.id, 2, "F1.2")], coder="ana")
        file.record([put(CAFE.id, 2, "F1")], coder="ana")
    note = (
        "each code counts for itself: new, though a code under it had been used in a transcript before, is F1 "
        "in Dot (after F1.2)"
    )
    assert note in document(postil, "saturation", managers)["notes"]


def test_what_names_in_a_query_were_taken_for_is_on_the_page_and_in_json(
    postil: Program, managers: Path, tmp_path: Path
) -> None:
    outcome = postil.done("report", "codes", managers, "--where", MANAGERS, "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    for line in ("leadership → Leadership and management buy-in (F4)", "*manager* → 2 values: “manager”"):
        assert line in outcome.err
        assert line in page
    told = document(postil, "codes", managers, "--where", MANAGERS)["counted"]["understood"]
    assert [(one["typed"], one["what"], one["meant"]) for one in told] == [
        ("leadership", "code", ["Leadership and management buy-in (F4)"]),
        ("*manager*", "value", ["manager", "registered manager"]),
    ]
    assert document(postil, "codes", managers)["counted"]["understood"] == []


def test_what_was_struck_out_is_not_told_by_what_names_were_taken_for(
    postil: Program, managers: Path, tmp_path: Path
) -> None:
    with open_study(managers, write=True) as file:
        text = small_transcript("P9", ("Who?", "Zelda Quixworth.", "And?", "No."))
        file.record([AddTranscript(text), AddCase("z", "Zelda Quixworth"), GiveVoice(text.id, "", "z")], coder="ana")
        file.record([Strike(Passage(text.id, 2, 0, 15))], coder="ana")
    query = ("--where", "case:z* F4")
    postil.done("report", "codes", managers, *query, "-o", tmp_path / "r.html")
    for told in (
        (tmp_path / "r.html").read_text("utf-8"),
        postil.done("report", "codes", managers, *query, "--json").out,
    ):
        assert "Quixworth" not in told
        assert "z*" in told
