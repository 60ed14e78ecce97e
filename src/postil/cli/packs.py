"""Writing packs. Invariant: all of them are written or none, and none over anything that is there."""

from __future__ import annotations

import contextlib
import unicodedata
from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.packs import pack_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from postil.cli.assigning import Plan
    from postil.storage import StudyFile

_LONGEST_NAME = 50
"""Code points of a pack's name, so that its journal's name fits a file system."""


def pack_names(coders: Iterable[str]) -> dict[str, str]:
    """The file name of each coder's pack: letters and digits of the name, with a number where two would be one."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for coder in coders:
        stem, number = _slug(coder), 1
        name = stem
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        names[coder] = f"{name}.json"
    return names


def _slug(coder: str) -> str:
    plain = unicodedata.normalize("NFC", coder.lower())
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return "-".join(letters.split())[:_LONGEST_NAME].strip("-") or "coder"


def hand_out(study_file: StudyFile, plan: Plan, folder: Path) -> dict[str, Path]:
    """Record a plan in the study and write the packs; returns the path of each coder's.

    If a pack cannot be written, those that were are removed, and what was recorded is taken back.

    Raises:
        PostilError: a pack is there already, or one cannot be written.
    """
    paths = {coder: folder / name for coder, name in pack_names(plan.coders).items()}
    for path in paths.values():
        if path.exists() or path.is_symlink():
            raise PostilError(f"{path} exists already", "choose another folder, or move that pack away")
    with _made(folder):
        _write(study_file, plan, paths)
    return paths


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder that is there; one that was made goes again if something fails."""
    try:
        folder.mkdir(mode=0o700)
        new = True
    except FileExistsError:
        new = False
        if not folder.is_dir():
            raise PostilError(f"{folder} is not a folder", "choose another name") from None
    except OSError as error:
        raise PostilError(f"{folder} cannot be made: {error.strerror}", "choose another folder") from None
    try:
        yield
    except BaseException:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _write(study_file: StudyFile, plan: Plan, paths: Mapping[str, Path]) -> None:
    from postil.storage.paths import StudyPaths  # noqa: PLC0415 - loaded when it is needed
    from postil.storage.writing import refuse_taken, write_study  # noqa: PLC0415 - as above

    for path in paths.values():
        refuse_taken(StudyPaths.of(path))
    recorded = study_file.record(plan.actions, coder="")
    written: list[Path] = []
    try:
        log = list(study_file.log)
        for coder, path in paths.items():
            texts = {text.id for text in plan.transcripts_of(coder, study_file.study)}
            write_study(path, pack_changes(log, coder, texts), study_file.study_id)
            written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        if recorded:
            study_file.undo("")
        raise
