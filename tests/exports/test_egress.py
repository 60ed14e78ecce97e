"""Packages that leave a secure server: what is in them, word by word."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SAMPLE
from postil.errors import PostilError
from postil.exports.egress import LEVELS, MANIFEST, OutFile, egress_package
from postil.exports.egress_counts import nested_attributes
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    Apply,
    EditCase,
    EditCode,
    GiveVoice,
    Quote,
    Rate,
    Review,
    SetAttribute,
    SetComment,
    SetMemo,
    SetStudy,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Passage
from postil.model.study import Study
from postil.storage import open_study
from postil.text.verbatim import whole_words
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

P04, P05 = TRANSCRIPTS


def sample_study() -> Study:
    with open_study(SAMPLE, write=False) as file:
        return file.study


@pytest.fixture(scope="module")
def sample_of_study() -> Study:
    return sample_study()


def words_in(text: str) -> set[str]:
    """All words of a text, however written; counts are no words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return set(re.findall(r"[^\W\d_]+", plain))


def text_of(files: Iterable[OutFile]) -> str:
    return "\n".join(file.data.decode("utf-8") for file in files)


def rows_of(files: Iterable[OutFile], name: str) -> list[dict[str, str]]:
    (file,) = (file for file in files if file.name == name)
    return list(csv.DictReader(io.StringIO(file.data.decode("utf-8"), newline="")))


def manifest_of(files: Iterable[OutFile]) -> dict[str, Any]:
    (file,) = (file for file in files if file.name == MANIFEST)
    found: dict[str, Any] = json.loads(file.data)
    return found


SAID_WHERE_NEEDED = (
    "file row column words case paragraph pieces sha"
    " attributes that are no choices: their values are free text or nearly unique"
)
"""Words of the manifest that a study without anything to list needs not."""


def may_always_leave(study: Study, level: str, below: int = 0) -> set[str]:
    """Words of the program's own, of the codebook, of choices and of what the cases and the study are called."""
    own = words_in(text_of(egress_package(Study(), "", level, below=below))) | words_in(SAID_WHERE_NEEDED)
    for code in study.codebook:
        own |= words_in(f"{code.number} {code.name} {code.definition} {code.include} {code.exclude}")
    for name, attribute in study.cases.attributes.items():
        own |= words_in(" ".join((name, *attribute.choices))) if attribute.kind == "choice" else set()
    return own | words_in(" ".join((study.title, *(case.name for case in study.cases.all.values()))))


def spoken_words(study: Study) -> set[str]:
    return words_in("\n".join(f"{p.speaker} {p.text}" for t in study.transcripts.values() for p in t.paragraphs))


# ---- all words of the sample study ----


@pytest.mark.parametrize("below", [0, 5])
def test_counts_hold_no_word_of_a_transcript(sample_of_study: Study, below: int) -> None:
    """Words that also stand in the codebook, in a choice or in the program's own texts are excepted."""
    files = egress_package(sample_of_study, "", "counts", below=below)
    left = words_in(text_of(files)) - may_always_leave(sample_of_study, "counts", below)
    hashes = {word for file in manifest_of(files)["files"] for word in words_in(file["sha256"])}
    assert not (left - hashes) & spoken_words(sample_of_study)
    assert not left - hashes, "nor any other word that is not the codebook's"
    names = " ".join(t.name for t in sample_of_study.transcripts.values())
    assert names.split()[0] not in text_of(files)


def test_summaries_hold_only_words_of_the_team(sample_of_study: Study) -> None:
    study = sample_of_study
    files = egress_package(study, "", "summaries")
    written = ""
    for cell in study.cells:
        summary = study.cells.summary(cell)
        assert summary is not None
        written += re.sub(r"“[^”]*(?:”|$)", " ", summary.text) + "\n"
    hashes = {word for file in manifest_of(files)["files"] for word in words_in(file["sha256"])}
    left = words_in(text_of(files)) - may_always_leave(study, "summaries") - hashes
    assert left <= words_in(written)
    assert left & spoken_words(study), "common words are everybody's"
    assert not runs_of_five(text_of(files), fives_of(study)), "but never five in a row"


def test_quotations_hold_what_was_marked_and_every_piece_is_listed(sample_of_study: Study) -> None:
    study = sample_of_study
    files, said = egress_package(study, "", "quotations"), fives_of(study)
    listed = {(entry["file"], entry["row"], entry["column"]): "" for entry in manifest_of(files)["verbatim"]}
    for entry in manifest_of(files)["verbatim"]:
        listed[entry["file"], entry["row"], entry["column"]] += f" | {entry['words']}"
    for file in files:
        if not file.name.endswith(".csv"):
            continue
        for at, row in enumerate(rows_of(files, file.name), 1):
            for column, cell in row.items():
                for run in runs_of_five(cell, said):
                    assert run in plain(listed.get((file.name, at, column), "")), (file.name, at, run)
    marked = {study.transcripts[p.transcript].paragraphs[p.paragraph - 1].text for p in study.cells.quotable()}
    assert {row["words"] for row in rows_of(files, "quotations.csv")} == marked
    known = {case.name for case in study.cases.all.values()}
    assert {row["case"] for row in rows_of(files, "quotations.csv")} <= known


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'")))


def runs_of_five(text: str, said: set[str]) -> set[str]:
    """Runs of five words of a text that stand in a transcript: a search of its own, line by line."""
    found = set()
    for line in text.split("\n"):
        words = plain(line).split()
        found |= {run for at in range(len(words) - 4) if (run := " ".join(words[at : at + 5])) in said}
    return found


def fives_of(study: Study) -> set[str]:
    spoken = (plain(p.text).split() for t in study.transcripts.values() for p in t.paragraphs)
    return {" ".join(words[at : at + 5]) for words in spoken for at in range(len(words) - 4)}


@pytest.mark.parametrize("level", LEVELS)
def test_the_manifest_tells_of_every_file_and_two_packages_are_the_same(sample_of_study: Study, level: str) -> None:
    files = egress_package(sample_of_study, "id", level)
    assert files == egress_package(sample_study(), "id", level)
    told = manifest_of(files)
    assert (told["level"], told["options"], told["study"]["id"]) == (level, {"suppress": 0}, "id")
    assert [entry["name"] for entry in told["files"]] == [file.name for file in files[:-1]]
    for file, entry in zip(files[:-1], told["files"], strict=True):
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(file.data).hexdigest(), len(file.data))
        assert re.fullmatch(r"[a-z_]+\.csv|README\.txt", file.name)
        if file.name.endswith(".csv"):
            assert entry["rows"] == len(rows_of(files, file.name))
            assert [column["name"] for column in entry["columns"]] == list(rows_of(files, file.name)[0])
    names = [e for e in told["verbatim"] if e["file"] == "codebook.csv"]
    assert level == "quotations" or told["verbatim"] == names
    assert [(e["words"], e["case"], e["paragraph"]) for e in names] == [("Service user involvement", "P18", 11)]


# ---- a study that would say too much ----


SECRET = "zzqmemo"


def leaky_desk() -> Desk:
    """Everything that a study can hold besides transcripts is marked by words that are nowhere else."""
    desk = small_desk()
    coding = Coding(P04.id, 2, None, None, "F4", "zzqcoder")
    desk.act(
        SetStudy("title", "Care study"),
        AddCoder("zzqcoder"),
        AddCase("p04", "P04"),
        EditCase("p04", "note", "zzqnote"),
        SetAttribute("region", Attribute("choice", ("north", "south"))),
        SetAttribute("employer", Attribute("text")),
        SetValue("p04", "region", "north"),
        SetValue("p04", "employer", "zzqemployer"),
        GiveVoice(P04.id, "", "p04"),
        EditCode("F4", "example", "zzqexample"),
        EditCode("F4", "definition", "Leaders: it was the liaison nurses, really, who led."),
        Rate("p04", "F4", "zzqcoder", Rating("+1", "zzqreason")),
        SetComment("p04", "F4", "zzqcomment"),
        coder="zzqcoder",
    )
    desk.act(Apply(coding), SetMemo(MemoKey.at_coding(coding), SECRET), Review(P04.id, 2, "zzqcoder"), coder="zzqcoder")
    desk.act(
        SetSummary("p04", "F4", Summary("Nurses “had kept a list”; somebody took it to the board, he says (P04 §2)."))
    )
    desk.act(Quote(Passage(P04.id, 2, 0, 34)), Quote(Passage(P05.id, 2)))
    return desk


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_in_no_package(level: str) -> None:
    text = text_of(egress_package(leaky_desk().study, "", level))
    assert "zzq" not in text
    for transcript in TRANSCRIPTS:
        assert transcript.source not in text
    assert "INT" not in words_in(text)


def test_words_of_a_transcript_are_left_out_of_definitions_and_summaries() -> None:
    files = egress_package(leaky_desk().study, "", "summaries")
    (row,) = (row for row in rows_of(files, "codebook.csv") if row["number"] == "F4" or "Leadership" in row["path"])
    assert row["definition"] == "Leaders: [... 6 words], who led."
    (summary,) = rows_of(files, "summaries.csv")
    assert summary["summary"] == "Nurses [... 4 words]; somebody [... 5 words], he says (P04 §2)."
    assert (summary["words"], summary["left_out"]) == ("15", "9")
    assert "9 of 15 words are left out." in text_of(files)
    assert {"file": "summaries.csv", "row": 1, "pieces": 2} in manifest_of(files)["masked"]


def test_a_short_quotation_in_a_definition_is_listed() -> None:
    """Too short to be left out, but somebody's words all the same; one word, or what nobody said, is not."""
    desk = leaky_desk()
    desk.act(EditCode("B2", "definition", "Staff who “had kept a list”, or “a roster”, or a “list”."))
    for level in LEVELS:
        told = [
            e for e in manifest_of(egress_package(desk.study, "", level))["verbatim"] if e["column"] == "definition"
        ]
        assert [(entry["words"], entry["case"], entry["paragraph"]) for entry in told] == [
            ("had kept a list", "P04", 2)
        ]


def test_quotations_without_a_case_stay_and_that_is_said() -> None:
    files = egress_package(leaky_desk().study, "", "quotations")
    assert [row["words"] for row in rows_of(files, "quotations.csv")] == ["It was the liaison nurses, really."]
    assert any("belong to no case" in said for said in manifest_of(files)["left_out"])
    pieces = {entry["words"]: (entry["case"], entry["paragraph"]) for entry in manifest_of(files)["verbatim"]}
    assert pieces["had kept a list"] == ("P04", 2)
    assert pieces["It was the liaison nurses, really."] == ("P04", 2)


def test_what_was_struck_out_is_let_through_nowhere() -> None:
    desk = leaky_desk()
    text = P04.paragraphs[1].text
    for piece in ("liaison nurses", "board"):
        start = text.index(piece)
        desk.act(Strike(Passage(P04.id, 2, start, start + len(piece))))
    files = egress_package(desk.study, "", "quotations")
    assert [row["words"] for row in rows_of(files, "quotations.csv")] == ["It was the [...], really."]
    (summary,) = rows_of(files, "summaries.csv")
    assert summary["summary"] == "Nurses “had kept a list”; somebody took it to the [...], he says (P04 §2)."
    assert not {"board", "liaison"} & words_in(text_of(files))
    desk.act(*(Strike(passage, struck=False) for passage in desk.study.cells.struck()))
    assert "board" in words_in(text_of(egress_package(desk.study, "", "quotations")))


SAID = [paragraph.text for transcript in TRANSCRIPTS for paragraph in transcript.paragraphs]


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A piece of a summary: own words, or words of a paragraph, with or without quotation marks or other marks."""
    words = draw(st.sampled_from([*SAID, "The service grew slowly and nobody planned it at all."])).split()
    start = draw(st.integers(0, len(words) - 1))
    piece = " ".join(words[start : draw(st.integers(start + 1, len(words)))])
    return draw(st.sampled_from(("{}", "“{}”", '"{}"', "‘{}’", "{};", "({})", "“{}"))).format(
        draw(st.sampled_from((piece, piece.upper(), piece.replace(" ", ", "), piece.replace("e", "e\u00ad", 1))))
    )


@given(st.lists(pieces(), min_size=1, max_size=4), st.data())
def test_no_summary_lets_through_what_was_said_or_struck_out(made: list[str], data: st.DataObject) -> None:
    desk = leaky_desk()
    text = P04.paragraphs[1].text
    start = data.draw(st.integers(0, len(text) - 2))
    struck = Passage(P04.id, 2, start, data.draw(st.integers(start + 1, len(text))))
    desk.act(SetSummary("p04", "F4", Summary(" ".join(made))), Strike(struck))
    said = fives_of(desk.study)
    (row,) = rows_of(egress_package(desk.study, "", "summaries"), "summaries.csv")
    assert not runs_of_five(row["summary"], said)
    assert not re.search(r"“[^”]*\w|\"[^\"]*\w[^\"]*\"", row["summary"])
    gone = plain(whole_words(text, struck.start, struck.end))
    for level in ("summaries", "quotations"):
        (row,) = rows_of(egress_package(desk.study, "", level), "summaries.csv")
        assert not gone or f" {gone} " not in f" {plain(row['summary'])} "


def test_names_that_would_be_run_or_lead_elsewhere_stay_words_in_a_cell() -> None:
    desk = leaky_desk()
    desk.act(
        EditCase("p04", "name", '../../=HYPERLINK("http://x")'),
        AddCode(Code("evil", "=cmd|' /C calc'!A0", number="../9")),
        SetAttribute("../region", Attribute("choice", ("+1", "\x1b[31m"))),
        SetStudy("title", "<script>"),
    )
    desk.act(Apply(Coding(P04.id, 2, None, None, "evil", "ana")))
    for level in LEVELS:
        files = egress_package(desk.study, "", level)
        assert {re.sub(r"[a-z_]", "", file.name) for file in files} == {".", "README."}
        assert "\x1b" not in text_of(files)
        for file in files:
            if file.name.endswith(".csv"):
                cells = [c for row in csv.reader(io.StringIO(file.data.decode(), newline="")) for c in row]
                assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "-"}]


def test_references_name_cases_and_no_transcripts() -> None:
    desk = leaky_desk()
    desk.act(
        EditCase("p04", "name", "Case A"),
        SetSummary("p04", "F4", Summary("Led from below (P04 §2, §4; zzqnone §9).")),
    )
    (row,) = rows_of(egress_package(desk.study, "", "summaries"), "summaries.csv")
    assert row["summary"] == "Led from below (Case A §2, §4; another §9)."


def test_small_counts_are_kept_back_and_single_cases_are_not_shown() -> None:
    files = egress_package(leaky_desk().study, "", "counts", below=2)
    assert "codes_by_case.csv" not in {file.name for file in files}
    assert {row["cases"] for row in rows_of(files, "codes.csv")} == {"<2"}
    assert {row["cases"] for row in rows_of(files, "cases_by_attribute.csv")} == {"<2"}
    assert any("codes_by_case.csv" in said for said in manifest_of(files)["left_out"])


@pytest.mark.parametrize("level", LEVELS[1:])
def test_rows_by_case_and_small_counts_kept_back_do_not_go_together(level: str) -> None:
    with pytest.raises(PostilError, match="which case has which code"):
        egress_package(leaky_desk().study, "", level, below=2)


def test_no_place_of_words_is_told_where_small_counts_are_kept_back(sample_of_study: Study) -> None:
    """The name of a code that P18 said in §11 tells that P18 has it."""
    told = manifest_of(egress_package(sample_of_study, "", "counts", below=3))["verbatim"]
    assert "Service user involvement" in {entry["words"] for entry in told}
    assert {key for entry in told for key in entry} == {"file", "row", "column", "words"}


def nested_desk(counties: str, regions: str) -> Desk:
    """A study whose cases have a county and a region, a letter each."""
    desk = small_desk()
    desk.act(
        SetAttribute("county", Attribute("choice", tuple(sorted(set(counties))))),
        SetAttribute("region", Attribute("choice", tuple(sorted(set(regions))))),
    )
    for at, (county, region) in enumerate(zip(counties, regions, strict=True)):
        name = f"C{at}"
        desk.act(AddCase(name, name), SetValue(name, "county", county), SetValue(name, "region", region))
    return desk


def test_attributes_that_subtract_are_found() -> None:
    nested = nested_desk("a" * 9 + "b" * 3 + "c" * 6, "n" * 12 + "s" * 6).study
    assert ("region", "county") in nested_attributes(nested, 5)
    crossed = nested_desk("a" * 9 + "b" * 3 + "c" * 6, "n" * 8 + "s" * 10).study
    assert nested_attributes(crossed, 5) == []


def test_the_codes_of_a_value_that_is_kept_back_are_kept_back(sample_of_study: Study) -> None:
    """Told, they would be the least that the value can be."""
    files = egress_package(sample_of_study, "", "counts", below=5)
    cases = {(row["attribute"], row["value"]): row["cases"] for row in rows_of(files, "cases_by_attribute.csv")}
    hidden = [
        row["cases"] for row in rows_of(files, "codes_by_attribute.csv") if cases[row["attribute"], row["value"]] == "*"
    ]
    assert hidden
    assert set(hidden) <= {"*", "<5"}
