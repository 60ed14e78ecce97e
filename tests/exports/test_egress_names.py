"""Names in packages: of people that were struck out, of cases, codes and attributes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from postil.exports.egress import LEVELS, egress_package
from postil.exports.egress_telling import MANIFEST, OutFile
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    EditCode,
    GiveVoice,
    Quote,
    SetAttribute,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, Passage
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.reports.case_names import let_names, renamed_cases
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

P04 = TRANSCRIPTS[0]
SAID = ("Mary told us first.", "Then Mary’s friend saw the Marys, he was already doing it for nowt there.")


def named_desk(case: str = "Mary_Smith_2023-04-01", speaker: str = "Mary Smith") -> Desk:
    """A study with a transcript that is named by a person."""
    paragraphs = tuple(Paragraph(n, text, speaker, "participant") for n, text in enumerate(SAID, 1))
    name = "Mary_Smith_2023-04-01"
    interview = Transcript(reading_id(paragraphs), name, f"{name}.txt", "0" * 64, paragraphs)
    desk = small_desk()
    desk.act(AddTranscript(interview), AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"))
    desk.act(AddCase("x", case), GiveVoice(interview.id, "", "x"))
    desk.act(Apply(Coding(interview.id, 2, None, None, "F4", "ana")), Quote(Passage(interview.id, 2)))
    desk.act(SetSummary("x", "F4", Summary("Led by friends (x §2).")))
    return desk


def rows_of(files: Sequence[OutFile], name: str) -> list[dict[str, str]]:
    (file,) = (file for file in files if file.name == name)
    return list(csv.DictReader(io.StringIO(file.data.decode(), newline="")))


def manifest_of(files: Sequence[OutFile]) -> dict[str, Any]:
    (file,) = (file for file in files if file.name == MANIFEST)
    found: dict[str, Any] = json.loads(file.data)
    return found


def text_of(files: Sequence[OutFile]) -> str:
    return "\n".join(file.data.decode() for file in files)


def test_a_struck_name_is_masked_with_its_endings_everywhere() -> None:
    desk = named_desk(case="C1")
    interview = next(one for one in desk.study.transcripts.values() if one.paragraphs[0].text == SAID[0])
    desk.act(
        Strike(Passage(interview.id, 1, 0, 4)),
        SetSummary("x", "F4", Summary("Mary’s view; the Marys' own; Mary's.")),
        EditCode("F4", "definition", "What Mary's friends lead."),
    )
    for level in LEVELS:
        assert "Mary" not in text_of(egress_package(desk.study, "", level))
    (row,) = rows_of(egress_package(desk.study, "", "summaries"), "summaries.csv")
    assert row["summary"] == "[...] view; the [...]' own; [...]."


@pytest.mark.parametrize(
    "case",
    ["Mary_Smith_2023-04-01", "mary smith 2023 04 01", "Mary_Smith_2023-04-01.txt", "MARY  SMITH", "Mary-Smith"],
)
def test_a_case_that_is_called_as_a_file_or_a_speaker_has_a_number(case: str) -> None:
    desk = named_desk(case)
    assert let_names(desk.study) == {"p04": "P04", "x": "case 2"}
    assert renamed_cases(desk.study) == 1
    for level in LEVELS:
        files = egress_package(desk.study, "", level)
        assert "smith" not in text_of(files).lower()
        assert "case 2" in {row["case"] for row in rows_of(files, "codes_by_case.csv")}
        assert any("case N" in said for said in manifest_of(files)["left_out"])
    assert {row["case"] for row in rows_of(files, "quotations.csv")} == {"case 2"}
    assert [row["case"] for row in rows_of(files, "summaries.csv")] == ["case 2"]


def test_names_that_tell_nothing_stay_and_no_two_cases_have_one_name() -> None:
    assert let_names(named_desk("Mary").study)["x"] == "Mary", "no file and no speaker is called so"
    assert let_names(named_desk("GP 12", "GP 12").study)["x"] == "GP 12"
    assert let_names(named_desk("Mary", "Mary").study)["x"] == "case 2", "letters alone may be somebody's name"
    desk = named_desk()
    desk.act(AddCase("y", "Case 2"))
    assert let_names(desk.study) == {"p04": "P04", "x": "case #2", "y": "Case 2"}


def test_a_run_of_words_anywhere_in_the_name_of_a_code_is_listed() -> None:
    desk = named_desk()
    desk.act(AddCode(Code("iv", "iv: Find he was already doing it for nowt")))
    desk.act(AddCode(Code("short", "iv: told us first")))
    for only in ((), ("codebook",), ("codes", "codes_by_case")):
        told = manifest_of(egress_package(desk.study, "", "counts", only=only))["verbatim"]
        assert [one["words"] for held in told for one in held["strings"]] == ["he was already doing it for nowt"]


def test_attributes_with_words_of_a_transcript_are_masked_and_the_package_promises_no_more_than_it_keeps() -> None:
    desk = named_desk()
    value = "help: he was already doing it"
    desk.act(SetAttribute("who was already doing it for nowt", Attribute("choice", (value, "none"))))
    desk.act(SetValue("x", "who was already doing it for nowt", value))
    files = egress_package(desk.study, "", "counts")
    assert "doing it" not in text_of(files)
    rows = rows_of(files, "cases_by_attribute.csv")
    assert {row["attribute"] for row in rows} == {"who [... 6 words]"}
    assert {row["value"] for row in rows} == {"help: [... 5 words]", "none", "(no value)"}
    assert {row["value"] for row in rows_of(files, "codes_by_attribute.csv")} == {row["value"] for row in rows}
    (read_me,) = (file.data.decode() for file in files if file.name == "README.txt")
    assert "No words of transcripts" not in read_me
    assert "Names of codes may carry words of transcripts" in read_me
