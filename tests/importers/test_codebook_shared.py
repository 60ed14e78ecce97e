"""The codebook cases of the shared list of bad inputs, and the source codebooks, which differ from the shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from postil.errors import CodebookError
from postil.importers.codebook_csv import codebook_from_bytes, read_codebook
from postil.importers.shipped import find_codebook
from postil.model.codebook import Codebook

if TYPE_CHECKING:
    from pathlib import Path


def test_codebook_cases_of_the_shared_list(shared: Path) -> None:
    cases = yaml.safe_load((shared / "bad_inputs.yaml").read_text(encoding="utf-8"))["cases"]
    own = [case for case in cases if case["kind"] == "codebook"]
    assert own
    for case in own:
        make = case["make"]
        data = make["text"].encode() if "text" in make else eval(make["py"])
        if case["expect"]["exit"] == 0:
            assert codebook_from_bytes(data, case["file"]).codes
            continue
        with pytest.raises(CodebookError) as caught:
            codebook_from_bytes(data, case["file"])
        assert any(word in str(caught.value) for word in case["expect"]["says"].split("|")), case["id"]


@pytest.mark.parametrize(("source", "name"), [("bpos_framework.csv", "bpos"), ("cfir2022.csv", "cfir2022")])
def test_the_sources_say_the_same_as_the_shipped_books(shared: Path, source: str, name: str) -> None:
    theirs = Codebook(read_codebook(shared / "codebooks" / source).codes)
    ours = Codebook(read_codebook(find_codebook(name)).codes)

    def facts(book: Codebook) -> dict[str, tuple[str, ...]]:
        return {
            book.path(code.id): (code.definition, code.include, code.exclude, code.id)
            for code in book
            if code.status != "heading"
        }

    assert facts(theirs) == facts(ours)
    assert {book_path(theirs, "heading")} == {book_path(ours, "heading")}


def book_path(book: Codebook, status: str) -> tuple[str, ...]:
    return tuple(book.path(code.id) for code in book if code.status == status)
