"""``postil quotes``: what was said, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from postil.model.change import AddCase, AddTranscript, Apply, EditCase, GiveVoice, Quote, Strike
from postil.model.coding import Coding, Passage
from postil.storage import open_study
from studies import TRANSCRIPTS, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

P04, P05 = TRANSCRIPTS


@pytest.fixture
def quoted(study: Path) -> Path:
    """A study of two cases, one of which has its words struck out in part."""
    with open_study(study, write=True) as file:
        file.record([AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04")], coder="ana")
        file.record([Apply(Coding(P05.id, 2, None, None, "B2", "ben"))], coder="ben")
        file.record([Quote(Passage(P04.id, 2, 0, 34)), Strike(Passage(P04.id, 2, 7, 33))], coder="ana")
    return study


def test_quotes_are_printed_with_where_they_stand(postil: Program, quoted: Path) -> None:
    done = postil.done("quotes", quoted, "leadership")
    assert done.out.splitlines() == [
        "P04 §2 · P04 · P04",
        "  F4 Leadership and management buy-in · ana",
        "    “It was [...]. [laughs] They had kept a list. One of them took it to the",
        "    board.”",
    ]
    assert "1 passage in 1 paragraph" in done.err


def test_a_span_is_quoted_by_itself(postil: Program, quoted: Path) -> None:
    assert "“האם”" not in postil.done("quotes", quoted, "F1.2").out
    assert postil.done("quotes", quoted, "F1.2").out.splitlines()[2] == f"    “{P04.paragraphs[2].text[:4]}”"


def test_context_is_printed_around(postil: Program, quoted: Path) -> None:
    lines = postil.done("quotes", quoted, "F4", "--context", "1").out.splitlines()
    assert lines[2] == "    §1 INT: And who first pushed for the café?"
    assert lines[3].startswith("  > “It was [...].")
    assert lines[-1].startswith("    §3 INT: ")


def test_context_is_printed_with_the_rest_of_the_paragraph(postil: Program, quoted: Path) -> None:
    with open_study(quoted, write=True) as file:
        file.record([Apply(Coding(P04.id, 2, 35, 64, "B2", "ana"))], coder="ana")
    lines = postil.done("quotes", quoted, "B2", "case:P04", "--context", "1").out.splitlines()
    assert lines[2:5] == [
        "    §1 INT: And who first pushed for the café?",
        "  > It was [...]. “[laughs] They had kept a list”. One of them took it to the",
        "    board.",
    ]
    (quote,) = json.loads(postil.done("quotes", quoted, "B2 case:P04", "--context", "1", "--json").out)["quotes"]
    assert (quote["text_before"], quote["text"]) == ("It was [...]. ", "[laughs] They had kept a list")
    assert quote["text_after"].startswith(". One of them")
    (alone,) = json.loads(postil.done("quotes", quoted, "B2 case:P04", "--json").out)["quotes"]
    assert (alone["text_before"], alone["text_after"]) == (None, None)


def test_a_word_that_is_struck_out_is_left_out_of_both_sides_of_a_quote(postil: Program, quoted: Path) -> None:
    text = P04.paragraphs[1].text
    start = text.index("nurses")
    with open_study(quoted, write=True) as file:
        file.record([Apply(Coding(P04.id, 2, start, text.index(" They"), "B2", "ana"))], coder="ana")
    out = postil.done("quotes", quoted, "B2 case:P04", "--context", "1").out
    assert "  > It was [...]“[...]. [laughs]” They" in out
    assert "liaison" not in out


def test_a_table_has_the_context_in_columns_of_its_own(postil: Program, quoted: Path) -> None:
    def read(*options: str) -> list[dict[str, str]]:
        out = postil.done("quotes", quoted, "F1.2 OR F4", "--csv", "-", *options).out
        return list(csv.DictReader(io.StringIO(out)))

    whole, span = read("--context", "1")
    assert (whole["before"], whole["text_before"], whole["text_after"]) == (f"§1 INT: {P04.paragraphs[0].text}", "", "")
    assert span["text"] + span["text_after"] == P04.paragraphs[2].text
    assert span["before"].startswith("§2 P04: It was [...].")
    assert span["after"] == "§4 P04: No."
    assert "before" not in read()[0]


def test_whose_words_are_not_a_participants_is_told(postil: Program, quoted: Path) -> None:
    def heads(*options: str) -> list[str]:
        lines = postil.done("quotes", quoted, "F1.2 OR F4 OR text:staff", *options).out.splitlines()
        return [line for line in lines if line and not line.startswith(" ")]

    assert heads() == ["P04 §2 · P04 · P04", "P04 §3 · P04 · INT · interviewer", "§1 · P05 · INT · interviewer"]
    with open_study(quoted, write=True) as file:
        file.record([EditCase("p04", "name", "Case A"), Quote(Passage(P04.id, 3))], coder="ana")
    assert heads("--anonymous") == ["Case A §2", "Case A §3 · interviewer", "(no case) §1 · interviewer"]
    assert "Case A §3 · interviewer · quotable" in postil.done("quotes", quoted, "--quotable", "--anonymous").out


def test_quotes_are_grouped(postil: Program, quoted: Path) -> None:
    def heads(by: str) -> list[str]:
        lines = postil.done("quotes", quoted, "coded", "--by", by).out.splitlines()
        return [line for line in lines if line.startswith("==")]

    assert heads("case") == ["== P04 (2) ==", "== no case (1) =="]
    assert heads("transcript") == ["== P04 (2) ==", "== P05 (1) =="]
    assert heads("code") == [
        "== F1.2 Bottom-up development/Built on local need (1) ==",
        "== F4 Leadership and management buy-in (1) ==",
        "== B2 Workforce challenges (1) ==",
    ]


def test_json_has_everything_that_is_known(postil: Program, quoted: Path) -> None:
    document = json.loads(postil.done("quotes", quoted, "F4", "--json", "--by", "code", "--context", "1").out)
    (quote,) = document.pop("quotes")
    assert document.pop("reading") == {
        "asked": 2, "not_read": 0, "not_read_names": [], "in_part": 1, "in_part_names": ["P04"],
    }  # fmt: skip
    assert document == {"study": "A small study", "query": "F4", "understood": [], "paragraphs": 1}
    assert quote["codings"] == [
        {"code": "F4", "number": "F4", "path": "Leadership and management buy-in", "coder": "ana", "doubtful": False}
    ]
    assert (quote["group"], quote["case"]) == ("F4 Leadership and management buy-in", "P04")
    assert (quote["transcript"], quote["transcript_name"], quote["paragraph"]) == (P04.id, "P04", 2)
    assert (quote["start"], quote["end"], quote["speaker"], quote["role"]) == (None, None, "P04", "participant")
    assert quote["text"].startswith("It was [...]. [laughs]")
    assert [text[:3] for text in quote["before"] + quote["after"]] == ["§1 ", "§3 "]


def test_anonymous_quotes_name_cases_only(postil: Program, quoted: Path) -> None:
    with open_study(quoted, write=True) as file:
        file.record([EditCase("p04", "name", "Case A")], coder="ana")
    asked = ("quotes", quoted, "coded", "--anonymous", "--context", "1")
    for by in ((), ("--by", "transcript"), ("--by", "case"), ("--by", "code")):
        out = postil.done(*asked, *by).out
        assert "Case A §2" in out
        assert "P04" not in out
        assert "P05" not in out
        assert "ana" not in out.replace("management", "")
    document = json.loads(postil.done(*asked, "--json").out)
    assert {quote["case"] for quote in document["quotes"]} == {"Case A", None}
    for quote in document["quotes"]:
        assert (quote["transcript"], quote["transcript_name"], quote["speaker"]) == (None, None, None)
        assert all(coding["coder"] is None for coding in quote["codings"])
    rows = list(csv.DictReader(io.StringIO(postil.done(*asked, "--csv", "-").out)))
    assert {(row["transcript"], row["transcript_id"], row["speaker"], row["coders"]) for row in rows} == {
        ("", "", "", "")
    }


def test_only_what_may_be_quoted(postil: Program, quoted: Path) -> None:
    assert "“It was [...].”" in postil.done("quotes", quoted, "--quotable").out
    assert "“It was [...].”" in postil.done("quotes", quoted, "F4", "--quotable").out
    nothing = postil.done("quotes", quoted, "B2", "--quotable")
    assert nothing.out == ""
    assert "nothing is found by B2" in nothing.err


def test_csv_has_a_row_a_quote(postil: Program, quoted: Path, tmp_path: Path) -> None:
    target = tmp_path / "quotes.csv"
    postil.done("quotes", quoted, "coded", "--csv", target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"), newline="")))
    assert [(row["case"], row["paragraph"], row["codes"], row["coders"], row["quotable"]) for row in rows] == [
        ("P04", "2", "F4 Leadership and management buy-in", "ana", "no"),
        ("P04", "3", "F1.2 Bottom-up development/Built on local need", "ana", "no"),
        ("", "2", "B2 Workforce challenges", "ben", "no"),
    ]
    assert postil("quotes", quoted, "F4", "--csv", target).refuses("exists already")


def test_a_query_that_finds_nothing_says_so_and_ends_well(postil: Program, quoted: Path) -> None:
    done = postil.done("quotes", quoted, "text:zebra")
    assert (done.out, "nothing is found by text:zebra" in done.err) == ("", True)
    assert json.loads(postil.done("quotes", quoted, "text:zebra", "--json").out)["quotes"] == []


def test_what_is_not_read_is_told_where_codes_are_asked_for(postil: Program, quoted: Path) -> None:
    with open_study(quoted, write=True) as file:
        file.record([AddCase("p05", "Case B"), GiveVoice(P05.id, "", "p05")], coder="ana")
        file.record([AddTranscript(small_transcript("P06", ("Money?", "None.")))], coder="ana")
    asked = ("quotes", quoted, "F1 case:*", "--anonymous")
    for options in ((), ("--json",), ("--csv", "-")):
        told = postil.done(*asked, *options).err
        assert "of the 2 cases asked for, 1 is read in part only (P04)" in told
    nothing = postil.done("quotes", quoted, "F1 transcript:P06")
    assert "nothing is found by F1 transcript:P06" in nothing.err
    assert "the transcript asked for is not read yet (P06)" in nothing.err
    assert "P06)" not in postil.done("quotes", quoted, "F1 transcript:P06", "--anonymous").err
    words = postil.done("quotes", quoted, "text:money", "--json")
    assert (json.loads(words.out)["reading"], "read yet" in words.err) == (None, False)


def test_an_error_shows_the_place_and_the_nearest_name(postil: Program, quoted: Path) -> None:
    wrong = postil("quotes", quoted, "F4 AND leadrship")
    assert wrong.refuses("no code “leadrship”", "near it", "Leadership and management buy-in")
    assert wrong.err.splitlines()[-3:-1] == ["F4 AND leadrship", "       ^^^^^^^^^"]
    assert postil("quotes", quoted, "(F4").refuses("not closed")
    assert postil("quotes", quoted, "F4", "--coder", "anna").refuses("anna", "ana")
    assert postil("quotes", quoted).status == 2
    assert postil("quotes", quoted, "F4", "--json", "--csv", "-").status == 2
    long = postil("quotes", quoted, "漢字 " * 60 + "AND zzz")
    assert long.refuses("no code “漢字”")
    hostile = postil("quotes", quoted, "F4 AND \x1b[2J")
    assert hostile.refuses("no code “␛[2J”")
