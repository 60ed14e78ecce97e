"""What is told beside an answer has no struck words: what the names in a query were taken for, and that it finds none.

Errors are no answers: they name what there is (docs/security.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.model.case import Attribute
from postil.model.change import AddCase, AddCode, AddTranscript, SetAttribute, SetValue, Strike
from postil.model.codebook import Code
from postil.model.coding import Passage
from postil.storage import open_study
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program

TALK = small_transcript("P77 the piano café", ("And then?", "I sold the piano."))


@pytest.fixture
def struck(study: Path) -> Path:
    """A study whose code, transcript, case and value repeat a word that was struck out."""
    with open_study(study, write=True) as file:
        file.record([AddTranscript(TALK), AddCode(Code("pol", "Policy and the piano", number="C2"))], coder="ana")
        file.record([AddCase("x", "Hall of the piano"), SetAttribute("place", Attribute("text"))], coder="ana")
        file.record([SetValue("x", "place", "upstairs, piano room")], coder="ana")
        file.record([Strike(Passage(TALK.id, 2, 11, 16))], coder="ana")
    return study


QUERIES = {
    "polic": "polic → Policy and the [...] (C2)",
    "transcript:P77*": "P77* → “P77 the [...] café”",
    "case:hall": "hall → ",
    "place:ups*": "ups* → “upstairs, [...] room”",
}


@pytest.mark.parametrize(("query", "line"), QUERIES.items())
def test_what_names_were_taken_for_is_told_without_struck_words(
    postil: Program, struck: Path, tmp_path: Path, query: str, line: str
) -> None:
    made = [
        postil.done("quotes", struck, query),
        postil.done("quotes", struck, query, "--json"),
        postil.done("report", "codes", struck, "--where", query),
        postil.done("report", "all", struck, "--where", query, "-o", tmp_path / "w.html"),
        postil.done("export", struck, tmp_path / "p.csv", "--what", "paragraphs", "--where", query),
    ]
    for done in made:
        assert line in done.err
        assert "piano" not in done.err


def test_that_nothing_is_found_is_told_without_struck_words(postil: Program, struck: Path) -> None:
    query, line = "polic NOT text:piano", "nothing is found by polic NOT text:[...]"
    for command in (("quotes", struck, query), ("report", "codes", struck, "--where", query)):
        told = postil.done(*command).err
        assert line in told
        assert "piano" not in told
