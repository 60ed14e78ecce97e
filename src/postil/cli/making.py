"""Making a study, for ``new`` and ``code``. Invariant: everything is read before anything is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.coders import refuse_consensus
from postil.cli.output import talk
from postil.cli.transcripts import new_ones, read_all, tell
from postil.errors import StudyFileError
from postil.model.change import AddCode, AddCoder, AddTranscript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.cli.transcripts import HowToRead
    from postil.model.change import Action
    from postil.storage import StudyFile


def make_study(
    path: Path,
    transcripts: Sequence[Path],
    how: HowToRead,
    *,
    codebook: Path | None,
    title: str | None,
    coder: str | None,
) -> StudyFile:
    """A new study, open for writing; how its files were read is told on stderr.

    Raises:
        StudyFileError: something is at the path already, or it cannot be written.
        TranscriptError, CodebookError: a file cannot be read; nothing was made.
        NotFoundError: the coder is the consensus.
    """
    from postil.storage import create_study  # noqa: PLC0415 - loaded when it is needed

    if path.exists() or path.is_symlink():
        raise StudyFileError(f"{path} exists already", "choose another name, or add to it with `postil add`")
    if coder:
        refuse_consensus(coder, str(path))
    actions: list[Action] = []
    if codebook is not None:
        from postil.importers.codebook_csv import read_codebook  # noqa: PLC0415 - loaded when it is needed
        from postil.importers.shipped import find_codebook  # noqa: PLC0415 - loaded when it is needed

        book = read_codebook(find_codebook(codebook))
        for sentence in book.report:
            talk(f"{codebook}: {sentence}")
        actions += [AddCode(code) for code in book.codes]
    readings = new_ones(read_all(transcripts, how), {}, path).new
    actions += [AddTranscript(reading.transcript) for reading in readings]
    if coder:
        actions.append(AddCoder(coder))
    tell(readings)
    return create_study(path, title=title if title is not None else _title(path), actions=actions)


def _title(path: Path) -> str:
    return path.name.removesuffix(".json").removesuffix(".postil").replace("_", " ") or path.name
