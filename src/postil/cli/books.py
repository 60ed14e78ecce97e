"""Codebooks that a command is pointed at: those of studies, of files, and shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.output import talk
from postil.cli.studies import opened
from postil.model.book_changes import stands_for
from postil.model.codebook import Codebook
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.model.study import Study


class Book(NamedTuple):
    """A codebook and what is known about it."""

    codebook: Codebook
    uses: Mapping[str, int] | None
    """Codings by code id; None for a codebook that is in no study."""
    codings: Sequence[Coding] = ()
    """All codings of the study."""
    merged: Mapping[str, Code] = {}
    """Ids of the codes that were merged into another -> the code as it was."""
    stands_for: Mapping[str, str] = {}
    """Ids of the codes that another stands for -> that other's, one step at a time."""


def is_study(source: Path) -> bool:
    """Whether a path names a study, and not a codebook file or a shipped codebook."""
    return source.suffix.lower() == ".json"


def book_of(study: Study) -> Book:
    """The codebook of an open study."""
    return Book(
        study.codebook,
        dict(study.uses),
        tuple(coding for coding, _ in study.codings()),
        {code: study.own_code(code) for code, _ in study.same.merged() if code in study.codebook},
        stands_for(study),
    )


def find_book(source: Path) -> Book:
    """The codebook of a study (a .json file), of a codebook file, or the shipped one of this name.

    Raises:
        StudyFileError, CodebookError: it cannot be read.
    """
    if is_study(source):
        with opened(source, write=False) as study_file:
            return book_of(study_file.study)
    from postil.importers.codebook_csv import read_codebook  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.shipped import find_codebook  # noqa: PLC0415 - loaded when it is needed

    reading = read_codebook(find_codebook(source))
    for sentence in reading.report:
        talk(f"{source}: {sentence}")
    return Book(Codebook(reading.codes), None)
