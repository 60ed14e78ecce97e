"""What ``quotes --anonymous``, ``export --egress`` and ``report all`` give away: less than the study has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from postil.model.change import AddCase, AddCode, AddTranscript, Apply, GiveVoice, SetMemo, Strike
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Passage
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.storage import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

SAID = ("Mary told us first.", "Then Mary’s friend came, with the Marys.")
NAME = "Mary_Smith_2023-04-01"


@pytest.fixture
def named(study: Path) -> Path:
    """A study with a transcript, a case, a code and a memo that name a person, who is struck out once."""
    paragraphs = tuple(Paragraph(n, text, "Mary Smith", "participant") for n, text in enumerate(SAID, 1))
    interview = Transcript(reading_id(paragraphs), NAME, f"{NAME}.txt", "0" * 64, paragraphs)
    with open_study(study, write=True) as file:
        file.record([AddTranscript(interview), AddCase("x", NAME), GiveVoice(interview.id, "", "x")], coder="ana")
        file.record([AddCode(Code("m", "Mary’s circle", number="M1"))], coder="ana")
        file.record([Apply(Coding(interview.id, 2, None, None, "m", "ana"))], coder="ana")
        file.record([SetMemo(MemoKey.at_paragraph(interview.id, 2, "ana"), "Is Mary's friend the nurse?")], coder="ana")
        file.record([Strike(Passage(interview.id, 1, 0, 4))], coder="ana")
    return study


@pytest.mark.parametrize("by", [(), ("--by", "case"), ("--by", "transcript"), ("--by", "code")])
@pytest.mark.parametrize("shape", [(), ("--json",), ("--csv", "-")])
def test_anonymous_quotes_have_no_names(
    postil: Program, named: Path, by: tuple[str, ...], shape: tuple[str, ...]
) -> None:
    done = postil.done("quotes", named, "M1", "--anonymous", "--context", "1", *by, *shape)
    assert "mary" not in done.out.lower()
    assert "case 1" in done.out
    assert "[...] friend came, with the [...]." in done.out
    assert "1 case whose name is of a file or a speaker" in done.err
    inside = postil.done("quotes", named, "M1", *by, *shape)
    assert "mary" not in inside.out.lower(), "nor what was struck out"
    assert "[...]_Smith_2023-04-01" in inside.out
    assert "case whose name" not in inside.err


def test_a_package_says_that_cases_were_renamed(postil: Program, named: Path, tmp_path: Path) -> None:
    done = postil.done("export", named, "--egress", "counts", "-o", tmp_path / "out")
    assert "1 case whose name is of a file or a speaker" in done.err
    assert "smith" not in (tmp_path / "out" / "codes_by_case.csv").read_text("utf-8").lower()


def test_all_reports_have_memos_only_if_asked_for(postil: Program, named: Path, tmp_path: Path) -> None:
    page = tmp_path / "all.html"
    done = postil.done("report", "all", named, "--resamples", "0", "-o", page)
    assert "the nurse?" not in page.read_text("utf-8")
    assert "(memos, comments, notes, reasons) is left out; --with-memos" in page.read_text("utf-8")
    assert "--with-memos" in done.err
    postil.done("report", "all", named, "--resamples", "0", "--with-memos", "-o", page, "--force")
    assert "Is [...] friend the nurse?" in page.read_text("utf-8")
    assert "is left out; --with-memos" not in page.read_text("utf-8")


def test_struck_words_are_masked_in_the_memos_of_all_reports_in_every_shape(postil: Program, named: Path) -> None:
    asked = ("report", "all", named, "--resamples", "0", "--with-memos")
    told = json.loads(postil.done(*asked, "--json").out)
    assert [row["text"] for row in told["reports"]["memos"]["memos"]][-1] == "Is [...] friend the nurse?"
    assert "Is [...] friend the nurse?" in postil.done(*asked).out
