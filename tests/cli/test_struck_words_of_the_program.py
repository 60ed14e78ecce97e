"""Words that were struck out and that the program has, too: its headings, keys and sentences stay as they are."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

import postil as library
from postil.cli.commands.export import WHAT
from postil.model.assignment import Assignment, set_assignment
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    Decide,
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
from postil.model.decision import Decision
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.storage import open_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_program import Program

STRUCK = ("Mark", "Case", "Reading", "source", "No", "code", "kind", "value", "name", "draft")
SAID = (f"{', '.join(STRUCK)} were what we spoke of then.", "No.", "It was quiet there.", "Not a word of it, no.")
REPORTS = (
    *("codes", "cases", "attributes", "speakers", "together", "saturation", "overlaps", "use", "memos"),
    *("methods", "progress", "all"),
)


def made(path: Path, name: str, town: str) -> None:
    """A study of everything in which one code and case have a name, and one attribute another."""
    paragraphs = tuple(Paragraph(n, said, "P1", "participant") for n, said in enumerate(SAID, 1))
    talk = Transcript(reading_id(paragraphs), "T1", "t1.docx", "0" * 64, paragraphs)
    other = (Paragraph(1, "Another talk.", "P2", "participant"),)
    second = Transcript(reading_id(other), "T2", "t2.docx", "1" * 64, other)
    with open_study(path, write=True) as file:
        file.record([SetStudy("title", f"A study of {name}"), AddTranscript(talk), AddTranscript(second)], coder="ana")
        file.record([AddCode(Code("x1", name, "", "X1", "Of care", aliases=("Help",)))], coder="ana")
        file.record([AddCode(Code("x2", "Help", "", "X2")), AddCode(Code("x3", "Unused", "", "X3"))], coder="ana")
        file.record([AddCase("c1", name), AddCase("c2", "P05"), GiveVoice(talk.id, "", "c1")], coder="ana")
        file.record([GiveVoice(second.id, "", "c2"), SetAttribute(town, Attribute("choice", ("n", "s")))], coder="ana")
        file.record([SetValue("c1", town, "n"), SetValue("c2", town, "s")], coder="ana")
        for who, code in (("ana", "x1"), ("ben", "x1"), ("ben", "x2")):
            coding = Coding(talk.id, 1, None, None, code, who)
            file.record([Apply(coding), SetMemo(MemoKey.at_coding(coding), "To look at")], coder=who)
            file.record([Review(talk.id, n, who) for n in (1, 2, 3)], coder=who)
        file.record(
            [SetSummary("c1", "x1", Summary("They spoke", "draft")), SetComment("c1", "x1", "Ask")], coder="ana"
        )
        file.record([Rate("c1", "x1", "ana", Rating("+1", "Loud"))], coder="ana")
        file.record([Decide(talk.id, 1, Decision("other", codes=("x2",), reason="We agreed"))], coder="ana")
        file.record([set_assignment(Assignment("ana", (talk.id,), by=town))], coder="ana")
        file.record([Quote(Passage(talk.id, 3)), Quote(Passage(talk.id, 4))], coder="ana")


def strike(path: Path) -> None:
    with open_study(path, write=True) as file:
        talk = next(text.id for text in file.study.transcripts.values() if text.name == "T1")
        for word in STRUCK:
            start = SAID[0].index(word)
            file.record([Strike(Passage(talk, 1, start, start + len(word)))], coder="ana")
        file.record([Strike(Passage(talk, 2))], coder="ana")


@pytest.fixture
def both(study: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A study none of whose own names are struck out, and the same with words struck out."""
    made(study, "Care", "town")
    return _struck_too(study, tmp_path)


@pytest.fixture
def named(study: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same, with a code, a case and an attribute that are called as what is struck out."""
    made(study, "Mark", "Reading")
    return _struck_too(study, tmp_path)


def _struck_too(study: Path, tmp_path: Path) -> tuple[Path, Path]:
    struck = tmp_path / "struck" / study.name
    struck.parent.mkdir()
    shutil.copy(study, struck)
    strike(struck)
    return study, struck


def shape(value: object) -> object:
    """The keys of a document, and whether what is in it is a list, an object or else."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else None


@pytest.mark.parametrize("report", REPORTS)
def test_reports_whose_data_has_none_of_the_words_are_the_same(
    postil: Program, both: tuple[Path, Path], report: str
) -> None:
    few: tuple[str, ...] = ("--resamples", "0") if report in {"methods", "all"} else ()
    few += ("--with-memos",) if report == "all" else ()
    for look in ((), ("--json",), ("--plain",), ("--csv", "-"), ("--where", "case:care")):
        if report == "all" and look == ("--csv", "-"):
            continue
        plain, struck = (postil.done("report", report, path, *few, *look) for path in both)
        assert struck.out == plain.out


@pytest.mark.parametrize("report", REPORTS)
def test_keys_and_columns_of_reports_are_the_same(postil: Program, named: tuple[Path, Path], report: str) -> None:
    few: tuple[str, ...] = ("--resamples", "0") if report in {"methods", "all"} else ()
    plain, struck = (json.loads(postil.done("report", report, path, *few, "--json").out) for path in named)
    assert shape(struck) == shape(plain)
    if report != "all":
        heads = [postil.done("report", report, path, *few, "--csv", "-").out.partition("\n")[0] for path in named]
        assert heads[0] == heads[1]
    text = postil.done("report", report, named[1], *few).out
    assert not re.search(r"\bMark\b", text)
    for word in ("not reviewed", "reviewed [...]", "[...] mark"):
        assert word not in text.replace("not reviewed by", ""), text


@pytest.mark.parametrize("what", WHAT)
def test_columns_of_tables_are_the_same_and_so_are_cells_that_hold_no_struck_words(
    postil: Program, both: tuple[Path, Path], what: str
) -> None:
    code = ("--code", "x1") if what == "recal" else ()
    plain, struck = (postil.done("export", path, "-", "--format", "csv", "--what", what, *code).out for path in both)
    rows, let = (list(csv.reader(io.StringIO(text))) for text in (plain, struck))
    assert let[0] == rows[0]
    assert len(let) == len(rows) + (len(STRUCK) + 1 if what == "changes" else 0)
    said = {"quote", "text"}
    if what == "changes":  # the hash of a file would tell which words were in it
        rows = [[re.sub('"sha256": "[0-9a-f]*"', '"sha256": null', cell) for cell in row] for row in rows]
    for row, other in zip(rows, let, strict=False):
        for column, cell, now in zip(rows[0], row, other, strict=True):
            assert now == cell or column in said, (column, cell, now)
    if what == "changes":
        values = [json.loads(row[-1]) for row in rows[1:]]
        assert [json.loads(row[-1]) for row in let[1 : len(rows)]] == values


def test_only_the_column_of_an_attribute_that_is_struck_out_has_another_name(
    postil: Program, named: tuple[Path, Path]
) -> None:
    plain, struck = (
        postil.done("export", path, "-", "--format", "csv", "--what", "codings").out.partition("\n")[0].split(",")
        for path in named
    )
    assert plain[-1] == "Reading"
    assert struck == [*plain[:-1], "[...]"]
    table = library.open(named[1]).table("codings")
    assert set(table.column("source")) == {"P04.txt", "t1.docx"}
    assert set(table.column("case")) == {"case 1", None}
    assert set(table.column("case_id")) == {"c1", None}
    assert {"[...]", "Help"} <= set(table.column("path"))
    assert "Mark" not in table.column("path")
    assert library.open(named[1]).title == "A study of [...]"


@pytest.mark.parametrize("level", ["counts", "summaries", "quotations"])
def test_packages_whose_data_has_none_of_the_words_are_the_same(
    postil: Program, both: tuple[Path, Path], tmp_path: Path, level: str
) -> None:
    folders = [tmp_path / "plain-package", tmp_path / "struck-package"]
    for path, folder in zip(both, folders, strict=True):
        postil.done("export", path, "--egress", level, "-o", folder)
    for file in sorted(folders[0].glob("*.csv")):
        other = folders[1] / file.name
        if file.name not in {"quotations.csv", "verbatim.csv"}:
            assert other.read_text("utf-8") == file.read_text("utf-8")
        else:
            assert other.read_text("utf-8").partition("\n")[0] == file.read_text("utf-8").partition("\n")[0]
    manifests = [json.loads((folder / "manifest.json").read_bytes()) for folder in folders]
    assert list(manifests[0]) == list(manifests[1])
    assert [file["columns"] for file in manifests[0]["files"] if "columns" in file] == [
        file["columns"] for file in manifests[1]["files"] if "columns" in file
    ]


def test_a_package_has_no_name_that_is_struck_out(postil: Program, named: tuple[Path, Path], tmp_path: Path) -> None:
    postil.done("export", named[1], "--egress", "quotations", "-o", tmp_path / "package")
    for file in (tmp_path / "package").iterdir():
        assert not re.search(r"\b(Mark|Reading)\b", file.read_text("utf-8")), file.name


def test_the_matrix_is_the_same(postil: Program, both: tuple[Path, Path]) -> None:
    for look in (("--print",), ("--json",), ("--code", "x1", "--by", "town"), ("--codes", "x1,x2")):
        plain, struck = (postil("matrix", "show", path, *look) for path in both)
        assert struck.out == plain.out


def test_a_whole_paragraph_of_few_words_is_looked_for_nowhere_else(postil: Program, both: tuple[Path, Path]) -> None:
    """'No.' was struck out whole, which says nothing of each 'no'; 'No' was struck out as a name, which does."""
    _, struck = both
    said = postil.done("quotes", struck, "quotable").out
    assert "Not a word of it, [...]." in said
    with open_study(struck, write=True) as file:
        talk = next(text.id for text in file.study.transcripts.values() if text.name == "T1")
        start = SAID[0].index("No")
        file.record([Strike(Passage(talk, 1, start, start + 2), struck=False)], coder="ana")
    assert "Not a word of it, no." in postil.done("quotes", struck, "quotable").out
    assert "“[...]”" in postil.done("quotes", struck, 'text:"It was" OR text:"No."').out


def test_an_attribute_that_is_struck_out_is_asked_for_by_its_name(postil: Program, named: tuple[Path, Path]) -> None:
    out = postil.done("report", "attributes", named[1], "--attribute", "Reading").out
    assert "[...]" in out
    assert "Reading" not in out


@pytest.mark.parametrize(
    ("edit", "aliases"),
    [
        (lambda row: row, ("Mark", "Case", "other")),
        (lambda row: row.replace("Of care", "Of caring"), ("Mark", "Case", "other")),
        (lambda row: row.replace("; other", ""), ("Mark", "Case")),
        (lambda row: row.replace("[...]; [...]; other", "other; [...]; new"), ("other", "Mark", "new")),
    ],
)
def test_aliases_that_are_struck_out_come_back_each_once(
    postil: Program, named: tuple[Path, Path], tmp_path: Path, edit: Callable[[str], str], aliases: tuple[str, ...]
) -> None:
    study, book = named[1], tmp_path / "book.csv"
    with open_study(study, write=True) as file:
        file.record([EditCode("x1", "aliases", ("Mark", "Case", "other"))], coder="ana")
    postil.done("codebook", "export", study, book)
    text = book.read_text("utf-8")
    assert "[...]; [...]; other" in text
    book.write_text(edit(text), "utf-8")
    postil.done("codebook", "import", study, book, "--update")
    with open_study(study, write=False) as file:
        code = file.study.codebook.get("x1")
        assert code is not None
        assert (code.name, code.aliases) == ("Mark", aliases)


def test_changes_tell_no_name_that_is_struck_out(postil: Program, named: tuple[Path, Path]) -> None:
    plain, struck = (postil.done("export", path, "-", "--format", "csv", "--what", "changes").out for path in named)
    assert re.search(r"\b(Mark|Reading)\b", plain)
    assert not re.search(r"\b(Mark|Reading)\b", struck)
    rows, let = ([json.loads(row[-1]) for row in list(csv.reader(io.StringIO(text)))[1:]] for text in (plain, struck))
    assert [shape(row) for row in let[: len(rows)]] == [shape(row) for row in rows]
    given = next(row["value"] for row in let if str(row.get("name")).startswith("assignment"))
    assert json.loads(given)["by"] == "[...]"
