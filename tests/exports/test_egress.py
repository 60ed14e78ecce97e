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
from postil.exports.egress import LEVELS, TABLES, egress_package
from postil.exports.egress_counts import nested_attributes
from postil.exports.egress_telling import MANIFEST, OutFile
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.cells import CellKey
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
from postil.model.summary_acts import written_now
from postil.reports.attributes import attributes_report
from postil.reports.counting import Counting
from postil.reports.report import document
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


def verbatim_of(files: Iterable[OutFile]) -> list[dict[str, Any]]:
    """The pieces of transcripts that the manifest lists, each with its file."""
    return [{"file": held["file"], **one} for held in manifest_of(files)["verbatim"] for one in held["strings"]]


SAID_WHERE_NEEDED = (
    "file row column words case paragraph pieces strings sha path summary verbatim with its any every piece tables"
    " those stand under the names of cases"
    " of these in part nobody has looked yet at what the others say that nothing is counted in them is no zero"
    " no figure would be left that is not below or kept back"
    " attributes that are no choices: their values are free text or nearly unique"
)
"""Words of the manifest that a study without anything to list needs not."""


def may_always_leave(study: Study, level: str, below: int = 0) -> set[str]:
    """Words of the program's own, of the codebook, of choices and of what the cases and the study are called."""
    own = words_in(text_of(egress_package(Study(), "", level, below=below))) | words_in(SAID_WHERE_NEEDED)
    own |= words_in(text_of(egress_package(Study(), "", level)))
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
    listed = {(entry["file"], entry["row"], entry["column"]): "" for entry in verbatim_of(files)}
    for entry in verbatim_of(files):
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
    assert (told["level"], told["options"], told["study"]["id"]) == (level, {"suppress": 0, "only": []}, "id")
    assert [entry["name"] for entry in told["files"]] == [file.name for file in files[:-1]]
    for file, entry in zip(files[:-1], told["files"], strict=True):
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(file.data).hexdigest(), len(file.data))
        assert re.fullmatch(r"[a-z_]+\.csv|README\.txt|verbatim\.txt", file.name)
        if file.name.endswith(".csv"):
            assert entry["rows"] == len(rows_of(files, file.name))
            assert [column["name"] for column in entry["columns"]] == list(rows_of(files, file.name)[0])
    names = [e for e in verbatim_of(files) if e["file"] == "codebook.csv"]
    assert level == "quotations" or verbatim_of(files) == names
    assert [(e["words"], e["case"], e["paragraph"]) for e in names] == [("Service user involvement", "P18", 11)]


# ---- what is out of what ----


def test_every_count_of_cases_stands_beside_the_cases_that_were_read(sample_of_study: Study) -> None:
    """The figures are those of the reports, and there is none where nobody has read."""
    counting = Counting(sample_of_study)
    files = egress_package(sample_of_study, "", "counts")
    reported = {
        (row["attribute"], row["value"], row["path"]): row
        for row in document(attributes_report(counting))["attributes"]  # type: ignore[attr-defined]  # a list of objects
    }
    for row in rows_of(files, "codes_by_attribute.csv"):
        like = reported[row["attribute"], row["value"], row["path"]]
        assert row["cases_read"] == str(like["cases_read"])
        assert row["cases"] == (str(like["cases_with"]) if like["cases_read"] else "")
    assert {row["cases_read"] for row in rows_of(files, "codes_by_attribute.csv") if not row["cases"]} == {"0"}
    read = str(counting.head().cases_read)
    for name in ("codes.csv", "codes_together.csv"):
        assert {row["cases_read"] for row in rows_of(files, name)} == {read}
    overview = {row["what"]: row["count"] for row in rows_of(files, "overview.csv")}
    assert (overview["cases"], overview["cases read, wholly or in part"], overview["cases read in part"]) == (
        str(len(counting.cases)),
        read,
        str(len(counting.head().cases_in_part)),
    )
    by_value = {(row["attribute"], row["value"]): row["cases_read"] for row in rows_of(files, "cases_by_attribute.csv")}
    for row in rows_of(files, "codes_by_attribute.csv"):
        assert by_value[row["attribute"], row["value"]] == row["cases_read"]
    assert "10 of 18 cases are read, 1 of these in part (P02)." in text_of(files)
    assert manifest_of(files)["reading"].startswith("10 of 18 cases are read, 1 of these in part (P02).")


def test_where_no_case_is_named_no_case_is_named_as_read_in_part(sample_of_study: Study) -> None:
    for files in (
        egress_package(sample_of_study, "", "counts", only=["codes"]),
        egress_package(sample_of_study, "", "counts", below=2),
    ):
        assert "P02" not in text_of(files)
        assert "of these in part." in text_of(files)


def test_what_is_read_is_kept_back_where_it_is_little(sample_of_study: Study) -> None:
    """And so is that nobody has read: an empty count would say that it is none."""
    files = egress_package(sample_of_study, "", "counts", below=2)
    read = {(row["attribute"], row["value"]): row["cases_read"] for row in rows_of(files, "cases_by_attribute.csv")}
    assert (read["service_type", "triage"], read["service_type", "transport"]) == ("<2", "<2")
    for row in rows_of(files, "codes_by_attribute.csv"):
        assert row["cases_read"] == read[row["attribute"], row["value"]]
        assert row["cases"]
        assert row["cases_read"] != "<2" or row["cases"] in {"<2", "*"}


def test_nothing_that_is_not_read_is_a_zero() -> None:
    desk = small_desk()
    desk.act(AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"))
    files = egress_package(desk.study, "", "counts")
    assert {(row["codings"], row["cases"], row["cases_read"]) for row in rows_of(files, "codes.csv")} == {
        ("0", "", "0")
    }
    assert "0 of 1 cases are read. Nobody has looked yet" in text_of(files)


# ---- some tables only ----


def test_tables_that_are_chosen_are_those_of_the_whole_package(sample_of_study: Study) -> None:
    whole = {file.name: file.data for file in egress_package(sample_of_study, "", "counts", below=2)}
    for name in (name for name in TABLES if f"{name}.csv" in whole):
        files = egress_package(sample_of_study, "", "counts", below=2, only=[name])
        assert {file.name for file in files} - {"verbatim.txt"} == {f"{name}.csv", "README.txt", MANIFEST}
        assert files[0].data == whole[f"{name}.csv"]
        told = manifest_of(files)
        assert told["options"]["only"] == [name]
        (unasked,) = (said for said in told["left_out"] if said.endswith(": not asked for (--only)"))
        assert unasked.count(".csv") == len([one for one in whole if one.endswith(".csv")]) - 1
        assert unasked in text_of(files[-2:-1])


def test_a_table_that_is_chosen_and_cannot_be_made_is_told_of(sample_of_study: Study) -> None:
    for only, below, why in (
        ("ratings", 0, "ratings.csv cannot be made: no case is rated"),
        ("agreement_by_code", 0, "agreement_by_code.csv cannot be made: fewer than two coders"),
        ("codes_by_attribute", 5, "codes_by_attribute.csv cannot be made: no figure would be left"),
        ("codes_by_case", 5, "codes_by_case.csv cannot be made: each of its counts"),
    ):
        with pytest.raises(PostilError, match=re.escape(why)):
            egress_package(sample_of_study, "", "counts", below=below, only=["codes", only])


def test_a_table_without_a_figure_that_is_told_is_left_out(sample_of_study: Study) -> None:
    files = egress_package(sample_of_study, "", "counts", below=5)
    assert not {"codes_by_attribute.csv", "cases_by_attribute.csv"} & {file.name for file in files}
    said = "cases_by_attribute.csv, codes_by_attribute.csv: no figure would be left that is not below 5 or kept back"
    assert said in manifest_of(files)["left_out"]
    assert said in text_of(files[-2:-1])
    for file in files:
        if file.name.startswith(("codes", "cases")):
            assert any(row["cases"].isdecimal() for row in rows_of(files, file.name)), file.name


def test_how_much_was_said_stands_first_and_all_of_it_is_listed_by_file(sample_of_study: Study) -> None:
    files = egress_package(sample_of_study, "", "quotations")
    (read_me,), (listing,) = ([f.data.decode() for f in files if f.name == n] for n in ("README.txt", "verbatim.txt"))
    told = manifest_of(files)["verbatim"]
    lines = [line for line in listing.splitlines() if ".csv row " in line]
    assert len(lines) == len(verbatim_of(files)) == sum(held["pieces"] for held in told)
    for line, one in zip(lines, verbatim_of(files), strict=True):
        assert line.startswith(f"{one['file']} row {one['row']} {one['column']}")
        assert line.endswith(f": {one['words']}")
    for held in told:
        assert held["pieces"] == len(held["strings"])
        said = f"  {held['file']}: {held['pieces']}, {held['words']:,} words\n"
        assert said in listing
        assert read_me.index(said) < read_me.index("overview.csv")
    assert {held["file"] for held in told} == {"codebook.csv", "summaries.csv", "quotations.csv"}


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
        told = [e for e in verbatim_of(egress_package(desk.study, "", level)) if e["column"] == "definition"]
        assert [(entry["words"], entry["case"], entry["paragraph"]) for entry in told] == [
            ("had kept a list", "P04", 2)
        ]


def test_quotations_without_a_case_stay_and_that_is_said() -> None:
    files = egress_package(leaky_desk().study, "", "quotations")
    assert [row["words"] for row in rows_of(files, "quotations.csv")] == ["It was the liaison nurses, really."]
    assert any("belong to no case" in said for said in manifest_of(files)["left_out"])
    pieces = {entry["words"]: (entry["case"], entry["paragraph"]) for entry in verbatim_of(files)}
    assert pieces["had kept a list"] == ("P04", 2)
    assert pieces["It was the liaison nurses, really."] == ("P04", 2)


def test_a_passage_of_which_nothing_is_left_is_no_row() -> None:
    desk = leaky_desk()
    desk.act(Quote(Passage(P04.id, 4)), Strike(Passage(P04.id, 2, 0, 33)))
    files = egress_package(desk.study, "", "quotations")
    assert [row["paragraph"] for row in rows_of(files, "quotations.csv")] == ["4"]
    said = "quotations.csv: 1 quotable passage of which all words were struck out"
    assert said in manifest_of(files)["left_out"]
    assert said in text_of(files[-2:-1])


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


def test_references_name_the_case_that_they_meant_also_when_it_was_renamed_since() -> None:
    desk = leaky_desk()
    desk.act(EditCase("p04", "name", "Mary"))
    text = "Led from below (Mary §2, §4; nobody §9)."
    desk.act(written_now(desk.study, CellKey("p04", "F4"), text, ()))
    desk.act(EditCase("p04", "name", "case 3"), AddCase("new", "Mary"))
    (row,) = rows_of(egress_package(desk.study, "", "summaries"), "summaries.csv")
    assert row["summary"] == "Led from below (case 3 §2, §4; another §9)."


def test_small_counts_are_kept_back_and_single_cases_are_not_shown() -> None:
    files = egress_package(leaky_desk().study, "", "counts", below=2)
    assert "codes_by_case.csv" not in {file.name for file in files}
    assert [file.name for file in files] == [
        *("overview.csv", "codebook.csv", "coders.csv", "README.txt", "manifest.json")
    ], "tables without a figure that is told are not there"
    assert any("codes_by_case.csv" in said for said in manifest_of(files)["left_out"])


@pytest.mark.parametrize("level", LEVELS[1:])
def test_rows_by_case_and_small_counts_kept_back_do_not_go_together(level: str) -> None:
    with pytest.raises(PostilError, match="which case has which code"):
        egress_package(leaky_desk().study, "", level, below=2)


def test_no_place_of_words_is_told_where_small_counts_are_kept_back(sample_of_study: Study) -> None:
    """The name of a code that P18 said in §11 tells that P18 has it."""
    told = verbatim_of(egress_package(sample_of_study, "", "counts", below=3))
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
    files = egress_package(sample_of_study, "", "counts", below=2)
    cases = {(row["attribute"], row["value"]): row["cases"] for row in rows_of(files, "cases_by_attribute.csv")}
    hidden = [
        row["cases"] for row in rows_of(files, "codes_by_attribute.csv") if cases[row["attribute"], row["value"]] == "*"
    ]
    assert hidden
    assert set(hidden) <= {"*", "<2"}
