"""Opening studies for a command. Invariant: what the file had to say is told on stderr before the command goes on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from postil.cli.edge import note_open_study
from postil.cli.output import talk
from postil.errors import CodebookError, NotFoundError, RatingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.storage import StudyFile


@contextmanager
def opened(path: Path, *, write: bool, coder: str = "") -> Iterator[StudyFile]:
    """An open study; its notices are on stderr, and errors about what is in it name its file.

    Raises:
        StudyFileError: it cannot be opened.
    """
    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed

    with telling(open_study(path, write=write, coder=coder)) as study_file:
        yield study_file


@contextmanager
def telling(study_file: StudyFile) -> Iterator[StudyFile]:
    """Use a study that was just opened or made, and close it; its notices go to stderr."""
    path = study_file.path
    note_open_study(path)
    told = 0
    try:
        with study_file:
            told = _tell(path, study_file.notices, told)
            with naming(path):
                yield study_file
    finally:
        _tell(path, study_file.notices, told)


def _tell(path: Path, notices: Sequence[str], told: int) -> int:
    for notice in notices[told:]:
        talk(notice if str(path) in notice else f"{path}: {notice}")
    return len(notices)


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Put the file's name before errors about transcripts, codes, coders and ratings in it."""
    try:
        yield
    except (NotFoundError, CodebookError, RatingsError) as error:
        prefix = f"{path}: "
        if error.message.startswith(prefix):
            raise
        raise type(error)(prefix + error.message, error.hint) from error
