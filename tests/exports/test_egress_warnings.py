"""What a checker is warned of in a package: names in cells, attributes that subtract, packages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_egress import leaky_desk, manifest_of, nested_desk, rows_of, text_of

from postil.exports.egress import LEVELS, egress_package
from postil.exports.egress_telling import README
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    EditCode,
    GiveVoice,
    SetAttribute,
    SetStudy,
    SetSummary,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.transcript import Paragraph, Transcript, reading_id
from studies import TRANSCRIPTS, Desk, small_transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.exports.egress_telling import OutFile

P04, P05 = TRANSCRIPTS
NAMES = "Names of coders, speakers, transcripts and files (identifiers such as P04 apart): "


def readme_of(files: Sequence[OutFile]) -> str:
    (file,) = (file for file in files if file.name == README)
    return file.data.decode()


def named_desk() -> Desk:
    """A study whose coder, speaker, transcript and file have names that stand elsewhere, too."""
    texts = (("INT", "interviewer", "Why?"), ("Anna Berg", "participant", "Because."), ("Bo", "participant", "Yes."))
    paragraphs = tuple(Paragraph(n, text, who, role) for n, (who, role, text) in enumerate(texts, 1))  # type: ignore[arg-type]
    interview = Transcript(reading_id(paragraphs), "Ward_7_North", "Ward_7_North (2).docx", "0" * 64, paragraphs)
    desk = leaky_desk()
    desk.act(AddTranscript(interview), AddCoder("Zoë"), AddCoder("participant"))
    desk.act(SetStudy("title", "Interviews of Zoe’s team, and of ZOË"))
    desk.act(
        AddCode(Code("n", "Anna Berg's worry", definition="What participants, Bo and Anna say, in (ward 7 north)."))
    )
    desk.act(AddCase("a", "with Anna_Berg 2023"), GiveVoice(interview.id, "", "a"))
    desk.act(SetAttribute("zoë", Attribute("choice", ("Anna-Berg", "P04"))), SetValue("p04", "zoë", "Anna-Berg"))
    desk.act(SetSummary("a", "F4", Summary("ANNA BERG led, with Berg Anna.")))
    desk.act(Apply(Coding(interview.id, 2, None, None, "n", "Zoë")), coder="Zoë")
    return desk


def named(files: Sequence[OutFile]) -> dict[tuple[str, str, str], list[int]]:
    found: list[dict[str, Any]] = manifest_of(files)["names"]
    return {(one["file"], one["column"], one["words"]): one["rows"] for one in found}


def test_names_that_stand_in_cells_are_listed() -> None:
    files = egress_package(named_desk().study, "", "summaries")
    found = named(files)
    assert found["manifest.json", "study.title", "ZOË"] == []
    assert ("manifest.json", "study.title", "Zoe’s") not in found, "an accent makes another name"
    (row,) = (at for at, row in enumerate(rows_of(files, "codebook.csv"), 1) if "worry" in row["path"])
    assert found["codebook.csv", "path", "Anna Berg's"] == [row]
    assert found["codebook.csv", "definition", "ward 7 north"] == [row]
    assert found["codes_by_case.csv", "case", "Anna_Berg"] == [
        at for at, one in enumerate(rows_of(files, "codes_by_case.csv"), 1) if "Anna_Berg" in one["case"]
    ]
    assert found["cases_by_attribute.csv", "attribute", "zoë"]
    assert found["cases_by_attribute.csv", "value", "Anna-Berg"]
    assert ("summaries.csv", "summary", "ANNA BERG") in found
    said = {words for _, _, words in found}
    assert said == {"ZOË", "Anna Berg's", "ward 7 north", "Anna_Berg", "zoë", "Anna-Berg", "ANNA BERG"}
    places = sum(len(rows) or 1 for rows in found.values())
    assert f"{NAMES}{places} places, in codebook.csv, " in readme_of(files)
    for file, column, words in found:
        if file != "manifest.json":
            for at in found[file, column, words]:
                assert words in rows_of(files, file)[at - 1][column]


def test_identifiers_and_names_of_two_letters_are_not_looked_for() -> None:
    desk = leaky_desk()
    desk.act(AddCoder("bo"), EditCode("F4", "definition", "P04, P05 and P04.txt, and bo, INT or participant or other."))
    for level in LEVELS:
        files = egress_package(desk.study, "", level)
        assert [words for _, _, words in named(files)] in ([], ["INT"]), "what speakers are called may be a name"


def test_where_no_name_stands_that_is_said_and_no_more_is_promised() -> None:
    files = egress_package(leaky_desk().study, "", "counts")
    assert manifest_of(files)["names"] == []
    assert f"{NAMES}none was found" in readme_of(files)
    assert "files are in no package" not in text_of(files)
    assert any(said.startswith("no column of names of coders") for said in manifest_of(files)["left_out"])


def test_attributes_that_subtract_are_told_of_in_the_package() -> None:
    """Who gets the package did not see what the program said when it was made."""
    study = nested_desk("a" * 9 + "b" * 3 + "c" * 6, "n" * 12 + "s" * 6).study
    files = egress_package(study, "", "counts", below=5)
    assert {"outer": "region", "inner": "county"} in manifest_of(files)["nested"]
    assert "Warning: values of county make up values of region" in readme_of(files)
    files = egress_package(study, "", "counts")
    assert manifest_of(files)["nested"] == []
    assert "Warning" not in readme_of(files)


def test_one_number_for_one_study_is_asked_for_in_the_package() -> None:
    """With 5 a is <5 and b is *, with 6 both are <6: so b is 5."""
    study = leaky_desk().study
    said = "One N for one study, always"
    assert said in readme_of(egress_package(study, "", "counts", below=5))
    assert said in manifest_of(egress_package(study, "", "counts", below=5))["small_counts"]
    assert said not in readme_of(egress_package(study, "", "counts"))


@pytest.mark.parametrize("below", [0, 2])
def test_codings_on_words_of_no_case_are_told_of(below: int) -> None:
    """Else codes.csv has more of them than the table by case, and nobody knows why."""
    desk = leaky_desk()
    other = small_transcript("P06", ("Why?", "Because."))
    desk.act(AddTranscript(other), AddCase("p06", "P06"), GiveVoice(other.id, "", "p06"))
    desk.act(Apply(Coding(other.id, 2, None, None, "F4", "zzqcoder")), coder="zzqcoder")
    assert "belong to no case" not in readme_of(egress_package(desk.study, "", "counts", below=below))
    desk.act(Apply(Coding(P05.id, 2, None, None, "F4", "zzqcoder")), coder="zzqcoder")
    files = egress_package(desk.study, "", "counts", below=below)
    told = readme_of(files)
    assert "odings on words that belong to no case" in told
    assert ("no case: 1. They count in" in told) == (not below)
    if not below:
        (row,) = (row for row in rows_of(files, "codes.csv") if row["number"] == "F4")
        by_case = [int(row["codings"]) for row in rows_of(files, "codes_by_case.csv") if row["number"] == "F4"]
        assert int(row["codings"]) == sum(by_case) + 1


@pytest.mark.parametrize(
    "quotation", ["‘the nurses’ tea money’", "❝tea money❞", "`tea money`", "´tea\nmoney´", "″tea money″"]
)
def test_no_quotation_in_unusual_marks_passes_in_a_summary(quotation: str) -> None:
    """Less than five words, so nothing but the marks says whose they are."""
    desk = leaky_desk()
    desk.act(SetSummary("p04", "F4", Summary(f"It was {quotation}, she says.")))
    (row,) = rows_of(egress_package(desk.study, "", "summaries"), "summaries.csv")
    assert row["summary"] == f"It was [... {len(quotation.split())} words], she says."
