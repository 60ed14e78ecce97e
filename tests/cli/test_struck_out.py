"""What was struck out is in nothing that the program writes for others: every format, every table, every report."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

import pytest

import postil as library
from postil.cli.commands.export import FORMATS, WHAT
from postil.cli.commands.matrix.export import FORMATS as MATRIX_FORMATS
from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    Decide,
    EditCase,
    GiveVoice,
    NameVersion,
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
from postil.model.decision import CONSENSUS, Decision
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.reports.elsewhere import WAYS
from postil.storage import open_study
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Outcome, Program

NAME = "Zelda Quixworth"
TALE = "the yellow submarine sank beneath our jetty"
SECRET = re.compile(r"zelda|quixworth|yellow|submarine|jetty", re.IGNORECASE)
"""Words of what is struck out, which stand nowhere else."""
SAID = (
    f"{NAME} told me that {TALE} in March.",
    f"So I went to {NAME}, and we talked for an hour.",
    "Nothing else was said.",
)
WROTE = f"Heard of {NAME}: “{TALE}”, and Zelda Quixworth's friend agreed."


@pytest.fixture
def full(study: Path) -> Path:
    """A study in which everything that can hold a text repeats what is struck out of one paragraph."""
    paragraphs = tuple(Paragraph(n, said, NAME, "participant") for n, said in enumerate(SAID, 1))
    talk = Transcript(reading_id(paragraphs), f"{NAME} talk", f"{NAME}.docx", "0" * 64, paragraphs)
    codings = [Coding(talk.id, n, None, None, "z", who) for n in (1, 2) for who in ("ana", "ben")]
    codings += [Coding(talk.id, 1, 6, 22, "z2", "ana"), Coding(talk.id, 1, None, None, "z2", CONSENSUS)]
    book = Code(
        "z", f"{NAME} way", "", "Z1", WROTE, WROTE, WROTE, WROTE, (f"way of {NAME}",), see_also=f"codes of {NAME}"
    )
    with open_study(study, write=True) as file:
        file.record([SetStudy("title", f"The {NAME} study"), AddTranscript(talk)], coder="ana")
        file.record([AddCode(book), AddCode(Code("z2", "Boats", "z", "Z2"))], coder="ana")
        file.record([AddCase("c", NAME), EditCase("c", "note", WROTE), GiveVoice(talk.id, "", "c")], coder="ana")
        file.record([SetAttribute("town", Attribute("choice", (f"{NAME} town", "Leeds")))], coder="ana")
        file.record([SetAttribute(f"seen by {NAME}", Attribute("text"))], coder="ana")
        file.record([SetValue("c", "town", f"{NAME} town"), SetValue("c", f"seen by {NAME}", WROTE)], coder="ana")
        for coding in codings:
            file.record([Apply(coding), SetMemo(MemoKey.at_coding(coding), WROTE)], coder=coding.coder)
            file.record([Review(talk.id, n, coding.coder) for n in (1, 2, 3)], coder=coding.coder)
        file.record([SetMemo(MemoKey.at_paragraph(talk.id, 3, "ana"), WROTE)], coder="ana")
        file.record([SetSummary("c", "z", Summary(WROTE, "draft")), SetComment("c", "z", WROTE)], coder="ana")
        file.record([Rate("c", "z", "ana", Rating("+1", WROTE))], coder="ana")
        file.record([Decide(talk.id, 1, Decision("other", codes=("z2",), reason=WROTE))], coder="ana")
        file.record([NameVersion("v1", BookVersion(tuple(file.study.codebook), WROTE))], coder="ana")
        file.record([Quote(Passage(talk.id, 1)), Quote(Passage(talk.id, 2))], coder="ana")
        for piece in (NAME, TALE):
            start = SAID[0].index(piece)
            file.record([Strike(Passage(talk.id, 1, start, start + len(piece)))], coder="ana")
    return study


def text_of(data: bytes) -> str:
    """All text of a file, whatever its format."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(
                re.sub("<[^>]*>", "", archive.read(name).decode(errors="replace")) for name in archive.namelist()
            )
    if data.startswith(b"PAR1"):
        parquet = pytest.importorskip("pyarrow.parquet")
        return json.dumps(parquet.read_table(io.BytesIO(data)).to_pylist(), default=str)
    return unescape(re.sub(r"\\u[0-9a-f]{4}", " ", data.decode("utf-8-sig")))


def check_file(path: Path) -> None:
    found = SECRET.findall(text_of(path.read_bytes()))
    assert not found, (path.name, found)


def check(outcome: Outcome) -> str:
    found = SECRET.findall(outcome.out + outcome.err)
    assert not found, (found, outcome.out)
    return outcome.out


def test_the_study_says_what_is_looked_for(full: Path) -> None:
    assert len(SECRET.findall(full.read_text("utf-8"))) > 50


@pytest.mark.parametrize("what", WHAT)
def test_tables(postil: Program, full: Path, tmp_path: Path, what: str) -> None:
    code = ("--code", "z") if what == "recal" else ()
    for ending in FORMATS:
        if ending == "parquet":
            pytest.importorskip("pyarrow")
        target = tmp_path / f"out.{ending}"
        postil.done("export", full, target, "--what", what, *code)
        check_file(target)
    out = check(postil.done("export", full, "-", "--format", "csv", "--what", what, *code))
    assert "[...]" in out or what == "recal"


@pytest.mark.parametrize("options", [(), ("--quotes",), ("--wide",), ("--theme", "z"), ("--codes", "z")])
def test_the_matrix(postil: Program, full: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    for ending in MATRIX_FORMATS if "--wide" not in options else ("csv",):
        target = tmp_path / f"matrix.{ending}"
        postil.done("matrix", "export", full, target, *options)
        check_file(target)
        assert "[...]" in text_of(target.read_bytes()).replace("\\", "")


def test_the_matrix_on_stdout(postil: Program, full: Path) -> None:
    for asked in (("--print",), ("--json",), ("--code", "z"), ("--code", "z", "--by", "town"), ("--case", NAME)):
        assert "[...]" in check(postil.done("matrix", "show", full, *asked))


REPORTS = (
    *("codes", "cases", "attributes", "speakers", "together", "saturation", "overlaps", "use", "memos"),
    *("methods", "progress", "all"),
)


@pytest.mark.parametrize("name", REPORTS)
def test_reports(postil: Program, full: Path, tmp_path: Path, name: str) -> None:
    few: tuple[str, ...] = ("--resamples", "0") if name in {"methods", "all"} else ()
    few += ("--with-memos",) if name == "all" else ()
    for shape in ((), ("--json",), ("--plain",), ("--csv", "-")):
        if name == "all" and shape == ("--csv", "-"):
            continue
        done = postil("report", name, full, *few, *shape)
        if done.status == 2:  # a report that has not this shape
            continue
        assert done.status == 0, done
        check(done)
    page = tmp_path / "page.html"
    if postil("report", name, full, *few, "-o", page).status == 0:
        check_file(page)


@pytest.mark.parametrize("by", [(), ("--by", "case"), ("--by", "transcript"), ("--by", "code")])
@pytest.mark.parametrize("anonymous", [(), ("--anonymous",)])
def test_quotes(postil: Program, full: Path, by: tuple[str, ...], anonymous: tuple[str, ...]) -> None:
    for shape in ((), ("--json",), ("--csv", "-")):
        out = check(postil.done("quotes", full, "code:z", "--context", "1", *anonymous, *by, *shape))
        assert "So I went to [...], and we talked" in out


@pytest.mark.parametrize("what", [(), ("--by", "transcript"), ("--differences",), ("--agreements",)])
def test_agreement(postil: Program, full: Path, what: tuple[str, ...]) -> None:
    for shape in ((), ("--json",), ("--csv", "-")):
        out = check(postil.done("agree", full, "--resamples", "0", *what, *shape))
        assert "[...]" in out


def test_the_codebook(postil: Program, full: Path, tmp_path: Path) -> None:
    for ending in ("csv", "md", "html", "xlsx"):
        target = tmp_path / f"book.{ending}"
        postil.done("codebook", "export", full, target)
        check_file(target)


@pytest.mark.parametrize("level", ["counts", "summaries", "quotations"])
def test_packages(postil: Program, full: Path, tmp_path: Path, level: str) -> None:
    done = postil.done("export", full, "--egress", level, "-o", tmp_path / "out")
    assert not SECRET.search(done.err)
    for path in (tmp_path / "out").iterdir():
        check_file(path)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["study"]["title"] == "The [...] study"


def test_the_library(full: Path) -> None:
    study = library.open(full)
    said = [str(study.matrix()[0]), *(str(study.table(name)[:]) for name in study.tables if name != "recal")]
    said += [str(study.quotes("code:z")), str(study.codebook[:])]
    assert not SECRET.findall(" ".join(said))
    assert "[...]" in str(study.quotes("code:z"))


def test_where_else_the_words_stand_is_told_without_them(postil: Program, full: Path, tmp_path: Path) -> None:
    """Kind by kind, with what can be done about each; commands that are named are there."""
    done = postil.done("redact", full)
    assert not SECRET.search(done.err)
    for said in (
        "1 other paragraph",
        "1 summary",
        "1 comment on a cell",
        "1 text of a code",
        "1 case name",
        "1 speaker",
    ):
        assert said in done.err, said
    assert "other paragraph: [...] talk§2; postil redact STUDY TRANSCRIPT§N" in done.err
    assert "case name: case 1; 'case N' in all" in done.err
    words = tmp_path / "words.txt"
    words.write_text("talked for an hour\n")
    done = postil.done("redact", full, f"{NAME} talk§2", "--words-from", words, "--coder", "ana")
    assert done.out.startswith("ACK ")
    assert "1 passage of [...] talk §2 struck out" in done.err
    assert "the same words stand nowhere else" in done.err
    done = postil.done("redact", full, f"{NAME} talk§2", "--take-back", "--coder", "ana")
    assert done.err.endswith("words of [...] talk §2 stay [...], as they are struck out in [...] talk§1, too\n")
    done = postil.done("redact", full, f"{NAME} talk§1", "--take-back", "--coder", "ana")
    assert done.err == ""


def test_a_whole_paragraph_of_one_word_is_not_said_to_stand_nowhere_else(postil: Program, full: Path) -> None:
    with open_study(full, write=True) as file:
        short = small_transcript("short", ("So?", "Quixworth.", "Zelda Quixworth and all that came of it."))
        file.record([AddTranscript(short)], coder="")
    done = postil.done("redact", full, "short§2", "--coder", "ana")
    assert "of a whole paragraph of one word nothing is looked for in other texts" in done.err
    assert "stand nowhere else" not in done.err
    postil.done("redact", full, "short§2", "--take-back", "--coder", "ana")
    done = postil.done("redact", full, "short§3", "--coder", "ana")
    assert done.err.endswith(
        "the same words stand nowhere else; nicknames, misspellings and other endings are not looked for\n"
    )


def test_ways_name_commands_that_are_there(postil: Program) -> None:
    for way in WAYS.values():
        for command in re.findall(r"postil ((?:[a-z]+ )+)", way.does):
            assert postil(*command.split(), "--help").status == 0, command
