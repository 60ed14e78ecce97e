"""Codebooks that a command is pointed at: those of studies, of files, and shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.cli.output import talk
from postil.cli.studies import opened
from postil.model.codebook import Codebook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Book(NamedTuple):
    """A codebook and what is known about it."""

    codebook: Codebook
    uses: Mapping[str, int] | None
    """Codings by code id; None for a codebook that is in no study."""


def find_book(source: Path) -> Book:
    """The codebook of a study (a .json file), of a codebook file, or the shipped one of this name.

    Raises:
        StudyFileError, CodebookError: it cannot be read.
    """
    if source.suffix.lower() == ".json":
        with opened(source, write=False) as study_file:
            return Book(study_file.study.codebook, dict(study_file.study.uses))
    from postil.importers.codebook_csv import read_codebook  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.shipped import find_codebook  # noqa: PLC0415 - loaded when it is needed

    reading = read_codebook(find_codebook(source))
    for sentence in reading.report:
        talk(f"{source}: {sentence}")
    return Book(Codebook(reading.codes), None)
