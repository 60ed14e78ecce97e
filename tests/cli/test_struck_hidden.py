"""Struck words get out by no other door: over line ends in a record, as a hash, in other signs, by their halves."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

import postil as library
from postil.cli.commands.export import FORMATS
from postil.model.assignment import Assignment, set_assignment
from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    NameVersion,
    Review,
    SetAttribute,
    SetMemo,
    SetStudy,
    SetSummary,
    Strike,
)
from postil.model.codebook import Code, Codebook
from postil.model.codebook_version import codebook_version
from postil.model.coding import Coding, MemoKey, Passage
from postil.reports.matrix_keys import text_mark
from postil.storage import open_study
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

NAME = "Zorblat Quimby"
SECRET = re.compile(r"zorblat|quimby", re.IGNORECASE)
TALK = small_transcript("P77", ("And then?", f"I asked {NAME} to come."))
SHA = hashlib.sha256(TALK.paragraphs[1].text.encode()).hexdigest()
OVER_LINES = ("Zorblat\nQuimby", "Zorblat\tQuimby", "of\nZorblat Quimby", "of\tZorblat Quimby", "\nZorblat\r\n Quimby")


@pytest.fixture
def told(study: Path) -> Path:
    """A study that says a struck name over line ends and tabs, in its codebook, its versions and its memos."""
    talk = replace(TALK, sha256=SHA)
    code = Code("z", "Boats", definition=f"What {NAME} does.", include="\n".join(OVER_LINES))
    with open_study(study, write=True) as file:
        file.record([SetStudy("title", f"On {NAME}"), AddTranscript(talk), AddCode(code)], coder="ana")
        file.record([AddCase("c", "Case 1")], coder="ana")
        for n, text in enumerate(OVER_LINES):
            file.record([SetMemo(MemoKey.at_paragraph(talk.id, n % 2 + 1, "ana"), text)], coder="ana")
            file.record([SetSummary("c", "z", Summary(text, "draft"))], coder="ana")
        for coder in ("ana", "ben"):
            file.record([Apply(Coding(talk.id, 2, None, None, "z", coder)), Review(talk.id, 2, coder)], coder=coder)
        version = BookVersion(tuple(file.study.codebook), "a\nZorblat Quimby")
        file.record([NameVersion(f"as {NAME} saw it", version)], coder="ana")
        file.record([SetAttribute(f"{NAME}'s", Attribute("text"))], coder="ana")
        given = Assignment("ana", (talk.id,), (), codebook_version(file.study.codebook), 7, f"{NAME}'s")
        file.record([set_assignment(given)], coder="ana")
        file.record([Strike(Passage(talk.id, 2, 8, 8 + len(NAME)))], coder="ana")
    return study


def text_of(data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(
                re.sub("<[^>]*>", "", archive.read(name).decode(errors="replace")) for name in archive.namelist()
            )
    if data.startswith(b"PAR1"):
        parquet = pytest.importorskip("pyarrow.parquet")
        return json.dumps(parquet.read_table(io.BytesIO(data)).to_pylist(), default=str, ensure_ascii=False)
    return unescape(data.decode("utf-8-sig"))


@pytest.mark.parametrize("ending", FORMATS)
def test_changes_tell_no_struck_words_over_line_ends(postil: Program, told: Path, tmp_path: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / f"out.{ending}"
    postil.done("export", told, target, "--what", "changes")
    text = text_of(target.read_bytes())
    assert not SECRET.findall(text)
    assert "[...]" in text.replace("\\", "")


def fingerprints(study: Path) -> set[str]:
    """What hashes of the words themselves would be: of the file, of the codebook and its version."""
    with open_study(study, write=False) as file:
        here = file.study
        books = [Codebook(version.codes) for version, _ in here.book_versions.values()]
        return {SHA, text_mark(OVER_LINES[-1]), *map(codebook_version, (here.codebook, *books))}


def test_no_hash_of_struck_words_is_written(postil: Program, told: Path, tmp_path: Path) -> None:
    """A list of names and a hash of the text that has one of them tell which it is."""
    known = fingerprints(told)
    assert len(known) == 3
    few = ("--resamples", "0")
    said = [
        postil.done("export", told, "-", "--format", "jsonl", "--what", "changes").out,
        postil.done("agree", told, *few).out,
        postil.done("agree", told, *few, "--json").out,
        postil.done("report", "methods", told, *few).out,
        postil.done("report", "methods", told, *few, "--json").out,
        postil.done("codebook", "version", told).out,
        postil.done("codebook", "version", told, "--json").out,
        postil.done("codebook", "diff", told, "--json").out,
    ]
    page, book = tmp_path / "page.html", tmp_path / "matrix.xlsx"
    postil.done("report", "all", told, "-o", page, *few)
    postil.done("matrix", "export", told, book)
    said += [text_of(page.read_bytes()), text_of(book.read_bytes())]
    assert [[one for one in known if one in text] for text in said] == [[]] * len(said)


def test_all_say_the_same_version_of_the_codebook(postil: Program, told: Path) -> None:
    agreed = json.loads(postil.done("agree", told, "--resamples", "0", "--json").out)["head"]["codebook_version"]
    assert agreed in postil.done("report", "methods", told, "--resamples", "0").out
    assert (
        json.loads(postil.done("codebook", "version", told, "--json").out)["versions"][0]["codebook_version"] == agreed
    )
    diff = json.loads(postil.done("codebook", "diff", told, "--json").out)
    assert diff["old"]["codebook_version"] == diff["new"]["codebook_version"] == agreed


def test_changes_keep_hashes_where_nothing_was_struck_out(postil: Program, told: Path) -> None:
    postil.done("redact", told, "P77§2", "--take-back", "--coder", "ana")
    out = postil.done("export", told, "-", "--format", "jsonl", "--what", "changes").out
    assert SHA in out


def test_the_title_in_python_is_without_struck_words(told: Path) -> None:
    assert library.open(told).title == "On [...]"


@pytest.mark.parametrize("ending", ["csv", "md", "html", "xlsx"])
def test_a_version_is_exported_under_its_name_without_struck_words(
    postil: Program, told: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"book.{ending}"
    postil.done("codebook", "export", told, target, "--version", f"as {NAME} saw it")
    assert not SECRET.findall(text_of(target.read_bytes()))
    if ending == "html":
        assert "as [...] saw it" in text_of(target.read_bytes())


def test_halves_of_a_struck_name_that_stand_alone_are_counted(postil: Program, told: Path, tmp_path: Path) -> None:
    """Without a word of them; ``the same words stand nowhere else`` would be read as all clear."""
    texts = (
        "Who?",
        "Then Adelbert Mimsy of the town came.",
        "Mimsy said so.",
        "It was Adelbert's. The town had no Mimsy.",
    )
    with open_study(told, write=True) as file:
        file.record([AddTranscript(small_transcript("P78", texts))], coder="ana")
        file.record([SetSummary("c", "z", Summary("Mimsy's idea", "draft"))], coder="ana")
    words = tmp_path / "words.txt"
    words.write_text("Adelbert Mimsy of the\n")
    err = postil.done("redact", told, "P78§2", "--words-from", words, "--coder", "ana").err
    assert "the same words stand nowhere else" in err
    assert (
        "parts of what is struck out (single words with a capital) stand alone in 2 other paragraphs, 1 summary" in err
    )
    assert "postil redact STUDY TRANSCRIPT§N --words-from - strikes each out" in err
    assert not re.search("adelbert|mimsy", err, re.IGNORECASE)
    assert "parts of what is struck out" in postil.done("redact", told).err
    words.write_text("Adelbert\nMimsy\n")
    err = postil.done("redact", told, "P78§2", "--words-from", words, "--coder", "ana").err
    assert "parts of what is struck out" not in err
    assert "parts of what is struck out" not in postil.done("redact", told).err
