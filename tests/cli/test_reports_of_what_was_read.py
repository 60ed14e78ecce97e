"""Reports tell what nobody said from what nobody has read yet: in text, in JSON, in CSV and on the page."""

from __future__ import annotations

import csv
import io
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
from postil.model.coding import Coding, Passage
from postil.model.decision import CONSENSUS
from postil.storage import create_study, open_study
from studies import CODES, small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

BOTH, SILENT, PART, UNREAD = (
    small_transcript(name, (f"{name}?", f"{name}: yes.", "And?", f"{name}: no.")) for name in ("P1", "P2", "P3", "P4")
)
ALL = (BOTH, SILENT, PART, UNREAD)
PRESENCE = ("codes", "cases", "attributes", "speakers", "saturation", "use", "together", "overlaps", "methods")


def given(code: str, coder: str, transcript: str = BOTH.id, paragraph: int = 2) -> Apply:
    return Apply(Coding(transcript, paragraph, None, None, code, coder))


@pytest.fixture
def part_read(tmp_path: Path) -> Path:
    """P1 is coded by ana and ben, P2 reviewed without a code, P3 coded in part, and nobody has read P4."""
    path = tmp_path / "s.json"
    begin: list[Action] = [*map(AddCode, CODES), *map(AddTranscript, ALL), AddCoder("ana"), AddCoder("ben")]
    create_study(path, title="Part read", actions=begin).close()
    with open_study(path, write=True) as file:
        file.record([given("F4", "ben"), given("B2", "ben", paragraph=4)], coder="ben")
        file.record([Review(BOTH.id, n, "ben") for n in (2, 4)], coder="ben")
        file.record([given("F4", "ana"), Review(BOTH.id, 2, "ana"), Review(BOTH.id, 4, "ana")], coder="ana")
        file.record([Review(SILENT.id, n, "ana") for n in (2, 4)], coder="ana")
        file.record([given("F4", "ana", PART.id)], coder="ana")
        cases: list[Action] = [SetAttribute("region", Attribute("text"))]
        for text, region in zip(ALL, ("north", "north", "south", "south"), strict=True):
            cases += [AddCase(text.name.lower(), text.name), GiveVoice(text.id, "", text.name.lower())]
            cases.append(SetValue(text.name.lower(), "region", region))
        file.record(cases, coder="ana")
    return path


def document(postil: Program, *arguments: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(postil.done("report", *arguments, "--json").out)
    return told


def said(text: str) -> str:
    return " ".join(text.split())


def test_the_head_line_says_what_each_figure_is_out_of(postil: Program, part_read: Path) -> None:
    out = said(postil.done("report", "codes", part_read).out)
    assert "4 codings by ana and ben on 3 of 16 paragraphs, in 2 of 4 transcripts, 2 of 4 cases" in out
    found = said(postil.done("report", "codes", part_read, "--where", "region:north").out)
    assert (
        "3 codings by ana and ben on 2 of the 8 paragraphs asked for, in 1 of the 2 transcripts asked for, 1 of the 2 "
        "cases Codes"
    ) in found
    found = said(postil.done("report", "codes", part_read, "--where", "F4 -region:north").out)
    assert (
        "1 coding by ana on 1 of 1 paragraph that the query finds, out of 8 asked for, in 1 of the 2 transcripts "
        "asked for, 1 of the 2 cases; P4 is not read; P3 is read in part Codes"
    ) in found
    assert "note: asked for is what the query might find by who and where" in found


@pytest.mark.parametrize("name", PRESENCE)
def test_what_is_not_read_is_named_everywhere(postil: Program, part_read: Path, tmp_path: Path, name: str) -> None:
    postil.done("report", name, part_read, "-o", tmp_path / "r.html")
    for shown in (postil.done("report", name, part_read).out, (tmp_path / "r.html").read_text("utf-8")):
        assert "not read yet (no reviewed mark and no coding): that it lacks a code says nothing: P4" in said(shown)
        assert "is read in part, so codes may still come: P3 (1 of 2 paragraphs)" in said(shown)
    told = document(postil, name, part_read)
    assert any("not read yet" in note for note in told["notes"])
    counted = told["counted"]
    assert (counted["cases"], counted["cases_read"], counted["coded_cases"]) == (4, 3, 2)
    assert (counted["cases_not_read"], counted["transcripts_not_read"]) == (["P4"], ["P4"])
    assert counted["cases_in_part"] == [{"name": "P3", "read": 1, "eligible": 2}]


def test_the_cases_of_a_code_are_out_of_those_read(postil: Program, part_read: Path) -> None:
    row = next(row for row in document(postil, "codes", part_read)["codes"] if row["code"] == "F4")
    assert (row["cases"], row["cases_read"], row["transcripts"], row["transcripts_read"]) == (2, 3, 2, 3)
    assert "of 3" in postil.done("report", "codes", part_read).out


def test_presence_does_not_exist_where_nobody_has_read(postil: Program, part_read: Path) -> None:
    rows = {row["case"]: row for row in document(postil, "cases", part_read)["cases"] if row["code"] == "B2"}
    assert {case: (row["present"], row["read"], row["eligible"]) for case, row in rows.items()} == {
        "p1": (1, 2, 2),
        "p2": (0, 2, 2),
        "p3": (0, 1, 2),
        "p4": (None, 0, 2),
    }
    found = document(postil, "cases", part_read, "--where", "region:north")["cases"]
    assert {row["case"]: row["asked"] for row in found} == {"p1": 4, "p2": 4, "p3": 0, "p4": 0}
    assert {row["case"]: row["present"] for row in found if row["code"] == "B2"} == {
        "p1": 1,
        "p2": 0,
        "p3": None,
        "p4": None,
    }
    table = csv.DictReader(io.StringIO(postil.done("report", "cases", part_read, "--csv", "-").out))
    assert [row["present"] for row in table if row["code"] == "B2"] == ["1", "0", "0", ""]
    heads = next(line for line in postil.done("report", "cases", part_read).out.split("\n") if line.startswith("code"))
    assert heads.split() == ["code", "P1", "P2", "P3"]


def test_the_share_of_a_value_is_out_of_the_cases_read(postil: Program, part_read: Path) -> None:
    rows = {row["value"]: row for row in document(postil, "attributes", part_read)["attributes"] if row["code"] == "F4"}
    assert {
        value: (row["cases_with"], row["cases_read"], row["cases_there"], row["share"]) for value, row in rows.items()
    } == {"north": (1, 2, 2, 0.5), "south": (1, 1, 2, 1.0)}
    assert "south (1 of 2)" in postil.done("report", "attributes", part_read).out


def test_a_value_of_which_nobody_has_read_a_case_has_no_figure(postil: Program, part_read: Path) -> None:
    told = document(postil, "attributes", part_read, "--coder", "ben")
    south = [row for row in told["attributes"] if row["value"] == "south"]
    assert {(row["share"], row["present"]) for row in south} == {(None, None)}
    out = postil.done("report", "attributes", part_read, "--coder", "ben").out
    assert "south (none of 2)" in out
    assert "n/a" in out


def test_what_one_coder_has_not_read_is_told_of_that_coder(postil: Program, part_read: Path) -> None:
    out = said(postil.done("report", "cases", part_read, "--coder", "ben").out)
    assert "3 of 4 cases are not read yet by ben (no reviewed mark and no coding)" in out
    assert document(postil, "cases", part_read, "--coder", "ben")["counted"]["readers"] == ["ben"]
    assert "2 codings by others than ben: not counted" in out
    with open_study(part_read, write=True) as file:
        file.record([given("F4", CONSENSUS)], coder=CONSENSUS)
    note = "1 coding of the consensus layer: not counted beside those of the coders (--coder consensus)"
    assert note in said(postil.done("report", "cases", part_read).out)


def test_a_transcript_reviewed_without_a_code_has_its_place_among_the_steps(postil: Program, part_read: Path) -> None:
    rows = document(postil, "saturation", part_read)["saturation"]
    assert [(row["transcript"], row["new_codes"], row["read"], row["eligible"]) for row in rows] == [
        ("P1", 2, 2, 2),
        ("P2", 0, 2, 2),
        ("P3", 0, 1, 2),
    ]
    assert [row["first_coding"] is None for row in rows] == [False, True, False]
    assert [row["first_reviewed"] is None for row in rows] == [True, False, True]
    items = {row["item"]: row for row in document(postil, "methods", part_read)["methods"]}
    assert items["saturation"]["value"] == "1 of 3 read"
    assert "1 transcript not read yet" in items["saturation"]["reason"]


def test_speakers_have_what_was_read_of_their_words(postil: Program, part_read: Path) -> None:
    rows = [row for row in document(postil, "speakers", part_read)["speakers"] if row["role"] == "participant"]
    assert [(row["read"], row["coded"], row["share_of_read"]) for row in rows] == [
        (2, 2, 1.0),
        (2, 0, 0.0),
        (1, 1, 1.0),
        (0, 0, None),
    ]


def test_several_coders_of_one_passage_are_said(postil: Program, part_read: Path) -> None:
    note = "where several coders coded the same words, each has a coding; paragraphs and cases count once"
    assert note in document(postil, "codes", part_read)["notes"]
    assert note not in document(postil, "codes", part_read, "--coder", "ana")["notes"]


def test_a_study_without_cases_speaks_of_transcripts(postil: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    create_study(path, title="", actions=[*map(AddCode, CODES), AddTranscript(UNREAD), AddCoder("ana")]).close()
    out = said(postil.done("report", "codes", path).out)
    assert "0 codings by nobody on 0 of 4 paragraphs, in 0 of 1 transcript, of no case" in out
    assert "1 of 1 transcript is not read yet" in out
    assert "Nothing is read yet." in postil.done("report", "saturation", path).out
    with open_study(path, write=True) as file:
        file.record([given("F4", "ana", UNREAD.id)], coder="ana")
    heads = "".join(postil.done("report", "codes", path).out.splitlines(keepends=True)[4:7])
    assert "scripts" in heads
    assert "cases" not in heads


def test_progress_has_the_common_shape_and_takes_a_query(postil: Program, part_read: Path) -> None:
    told = document(postil, "progress", part_read)
    assert list(told)[:3] == ["report", "study", "counted"]
    assert list(told)[-1] == "notes"
    assert (told["eligible"], told["reviewed"], told["double_coded"], told["double_coded_share"]) == (8, 4, 2, 0.25)
    assert [(row["name"], row["reviewed"]) for row in told["transcripts"]] == [
        ("P1", 2),
        ("P2", 2),
        ("P3", 0),
        ("P4", 0),
    ]
    assert [(row["coder"], row["reviewed"], row["codings"]) for row in told["coders"]] == [("ana", 4, 2), ("ben", 2, 2)]
    part = document(postil, "progress", part_read, "--where", "region:south")
    assert (part["counted"]["query"], part["eligible"], part["reviewed"]) == ("region:south", 4, 0)
    assert [row["name"] for row in part["transcripts"]] == ["P3", "P4"]
    assert document(postil, "progress", part_read, "--coder", "ben")["reviewed"] == 2
    out = postil.done("report", "progress", part_read, "--where", "F4").out
    assert "where: F4" in out
    assert "8 paragraphs of participants' speech in 4 transcripts" in out
    assert "Counted are paragraphs that the query asks for by who and where, read or not" in said(out)
    limited = document(postil, "progress", part_read, "--where", "F4")
    assert (limited["eligible"], limited["reviewed"]) == (told["eligible"], told["reviewed"])
    assert [(row["coder"], row["codings"]) for row in limited["coders"]] == [("ana", 2), ("ben", 1)]
    unread = document(postil, "progress", part_read, "--where", "case:P4 F4")
    assert (unread["eligible"], unread["reviewed"]) == (2, 0)
    out = postil.done("report", "progress", part_read, "--where", "case:P4 -case:P4").out
    assert "Nothing that the query asks for is there to be coded." in out


def test_methods_of_a_part_have_no_agreement_and_say_so(postil: Program, part_read: Path) -> None:
    items = {row["item"]: row for row in document(postil, "methods", part_read, "--where", "region:north")["methods"]}
    assert (items["transcripts"]["figure"], items["cases"]["figure"], items["eligible"]["figure"]) == (2, 2, 4)
    assert items["cases"]["reason"] == "2 more cases without words that were asked for"
    assert (items["agreement"]["value"], items["agreement"]["reason"]) == (
        "",
        "agreement is told of the whole study, without --where",
    )
    assert all(row["value"] or row["reason"] for row in items.values())


def test_the_interval_is_made_where_it_is_asked_for(postil: Program, part_read: Path) -> None:
    def interval(*options: str) -> dict[str, Any]:
        rows = document(postil, "methods", part_read, *options)["methods"]
        found: dict[str, Any] = next(row for row in rows if row["item"] == "interval")
        return found

    assert interval()["reason"] == "it was not asked for (--interval)"
    assert interval("--resamples", "0") == interval()
    assert interval("--interval", "--resamples", "20") == interval("--resamples", "20") != interval()
    outcome = postil("report", "methods", part_read, "--interval", "--resamples", "0")
    assert (outcome.status, "--interval takes draws" in outcome.err) == (2, True)


def test_names_of_what_is_not_read_are_let_out_without_what_was_struck(postil: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    texts = [
        small_transcript(name, (f"{name}?", f"I am {name} and nobody else.", "And?", "No."))
        for name in ("Zelda Quixworth", "Zelda Quixworth again")
    ]
    begin: list[Action] = [*map(AddCode, CODES), *map(AddTranscript, texts), AddCoder("ana")]
    create_study(path, title="t", actions=begin).close()
    with open_study(path, write=True) as file:
        for at, text in enumerate(texts):
            file.record([AddCase(f"c{at}", text.name), GiveVoice(text.id, "", f"c{at}")], coder="ana")
        struck = Strike(Passage(texts[0].id, 2, 5, 20))
        file.record([given("F4", "ana", texts[1].id), struck], coder="ana")
    for name in PRESENCE:
        for told in (postil.done("report", name, path).out, postil.done("report", name, path, "--json").out):
            assert "not read" in told
            assert "Quixworth" not in told, name


def test_whoever_names_no_report_is_told_which_there_are(postil: Program, part_read: Path) -> None:
    for arguments, words in (
        ((part_read,), ("say which report", "progress, codes, cases", "methods, all")),
        ((part_read, "codes"), ("comes first", "postil report codes")),
        (("frequencies", part_read), ("no report 'frequencies'", "progress, codes, cases")),
        (("code", part_read), ("no report 'code'", "Did you mean 'codes'?")),
    ):
        outcome = postil("report", *map(str, arguments))
        assert outcome.status == 2
        assert all(word in outcome.err for word in words), outcome.err


def test_a_table_for_recal_says_what_can_be_done_in_one_study(postil: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    begin: list[Action] = [*map(AddCode, CODES), AddTranscript(BOTH), AddCoder("ana")]
    create_study(path, title="t", actions=begin).close()
    with open_study(path, write=True) as file:
        file.record([Review(BOTH.id, 2, "ana")], coder="ana")
    table = ("export", path, tmp_path / "r.csv", "--what", "recal", "--code", "F4")
    outcome = postil(*table)
    assert outcome.refuses("only ana has reviewed", "postil merge")
    assert "beside this one" not in outcome.err
    create_study(tmp_path / "none.json", title="t", actions=begin[:-2]).close()
    nothing = postil("export", tmp_path / "none.json", *table[2:])
    assert nothing.refuses("no paragraphs of participants' speech", "roles")
    assert "--everybody" not in nothing.err
