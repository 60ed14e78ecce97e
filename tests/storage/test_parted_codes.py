"""Codes that part again after the file that shows them as one was written: each has its own codings back.

A study that is opened takes its codings from the table in the file, where those of codes that are one have one code.
Invariant: what is shown, and what is saved, is what the whole log folds to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from studies_on_disk import WHOLE, coded_study, crash, stock_codings

from postil.model.book_acts import merge_codes, part_codes
from postil.model.change import Apply
from postil.model.study import Study
from postil.storage import open_study
from studies import stamped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.storage.study_file import StudyFile

BOTH = {("F1", 2), ("F4", 3), ("F4", 2)}


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """A study in whose file F4 is merged into F1, where ana had both on one paragraph."""
    path = coded_study(tmp_path / "study.json")
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE._replace(code="F4"))], coder="ana")
        file.record(merge_codes(file.study, "F4", "F1"), coder="ana")
    assert {coding["code"] for coding in stock_codings(path)} == {"F1"}
    return path


def by_hand(file: StudyFile) -> None:
    file.record(part_codes(file.study, "F4"), coder="ana")


def by_undo(file: StudyFile) -> None:
    assert file.undo("ana")


def shown(study: Study) -> set[tuple[str, int]]:
    return {(coding.code, coding.paragraph) for coding, _ in study.codings()}


@pytest.mark.parametrize("part", [by_hand, by_undo])
@pytest.mark.parametrize("lazy", [True, False])
def test_codes_part_in_a_study_that_was_opened_since(
    merged: Path, part: Callable[[StudyFile], None], *, lazy: bool
) -> None:
    with open_study(merged, write=True, lazy=lazy) as file:
        part(file)
        assert shown(file.study) == BOTH
        assert stamped(file.study) == stamped(Study(file.log))
    assert {(coding["code"], coding["paragraph"]) for coding in stock_codings(merged)} == BOTH


@pytest.mark.parametrize("part", [by_hand, by_undo])
@pytest.mark.parametrize("edited", [True, False])
def test_codes_part_in_an_act_that_only_the_journal_has(
    merged: Path, part: Callable[[StudyFile], None], *, edited: bool
) -> None:
    file = open_study(merged, write=True)
    part(file)
    crash(file)
    if edited:  # the file is not as the program writes it, and so is read in the slow way
        merged.write_text(json.dumps(json.loads(merged.read_bytes())), encoding="utf-8")
    with open_study(merged, write=True) as file:
        assert shown(file.study) == BOTH
        assert stamped(file.study) == stamped(Study(file.log))
    assert {(coding["code"], coding["paragraph"]) for coding in stock_codings(merged)} == BOTH


def test_a_merge_in_the_journal_alone_is_saved_as_one_code(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "study.json")
    file = open_study(path, write=True)
    file.record(merge_codes(file.study, "F4", "F1"), coder="ana")
    crash(file)
    with open_study(path, write=True) as file:
        assert shown(file.study) == {("F1", 2), ("F1", 3)}
        file.record([Apply(WHOLE._replace(paragraph=4))], coder="ana")
    assert {(coding["code"], coding["paragraph"]) for coding in stock_codings(path)} == {
        ("F1", 2),
        ("F1", 3),
        ("F1", 4),
    }
