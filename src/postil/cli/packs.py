"""Writing packs. Invariant: all of them are written or none, and none over anything that is there.

Where the program was killed between two packs, the same command goes on: a pack that holds just what would be written
stays as it is.
"""

from __future__ import annotations

import contextlib
import unicodedata
from typing import TYPE_CHECKING

from postil.errors import PostilError, StudyFileError
from postil.model.packs import pack_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from postil.cli.assigning import Plan
    from postil.model.packs import Pack
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


class HandedOut(NamedTuple):
    """The packs of a plan."""

    paths: dict[str, Path]
    """The path of each coder's."""
    there: frozenset[str]
    """The coders whose pack was there already, just as it would have been written."""
    packs: dict[str, Pack]
    """What each coder's holds."""


def hand_out(study_file: StudyFile, plan: Plan, folder: Path) -> HandedOut:
    """Record a plan in the study and write the packs.

    If a pack cannot be written, those that were are removed, and what was recorded is taken back.

    Raises:
        PostilError: something else than the pack is there already, or one cannot be written.
    """
    paths = {coder: folder / name for coder, name in pack_names(plan.coders).items()}
    there = {coder: path for coder, path in paths.items() if path.exists() or path.is_symlink()}
    packs: dict[str, Pack] = {}
    for coder, path in there.items():
        if not plan.actions:
            packs[coder] = pack_for(study_file, plan, coder)
        if plan.actions or not _is_pack(path, study_file, packs[coder]):
            raise PostilError(f"{path} exists already", "choose another folder, or move that pack away")
    with _made(folder):
        packs |= _written(study_file, plan, {coder: path for coder, path in paths.items() if coder not in there})
    return HandedOut(paths, frozenset(there), packs)


def _is_pack(path: Path, study_file: StudyFile, pack: Pack) -> bool:
    """Whether a file holds just what a pack is to hold."""
    from postil.storage.logs import read_log  # noqa: PLC0415 - only where something is there

    if path.is_symlink():
        return False
    try:
        file = read_log(path)
    except StudyFileError:
        return False
    wanted = {change.stamp: change for change in pack.changes}
    return file.study_id == study_file.study_id and file.changes == wanted


def pack_for(study_file: StudyFile, plan: Plan, coder: str) -> Pack:
    """What a coder's pack holds, as far as it is recorded in the study."""
    texts = {text.id for text in plan.transcripts_of(coder, study_file.study)}
    return pack_of(study_file.log, coder, texts)


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


def _written(study_file: StudyFile, plan: Plan, paths: Mapping[str, Path]) -> dict[str, Pack]:
    from postil.storage.paths import StudyPaths  # noqa: PLC0415 - loaded when it is needed
    from postil.storage.writing import refuse_taken, write_study  # noqa: PLC0415 - as above

    for path in paths.values():
        refuse_taken(StudyPaths.of(path))
    recorded = study_file.record(plan.actions, coder="")
    written: list[Path] = []
    packs: dict[str, Pack] = {}
    try:
        for coder, path in paths.items():
            packs[coder] = pack_for(study_file, plan, coder)
            write_study(path, packs[coder].changes, study_file.study_id)
            written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        if recorded:
            study_file.undo("")
        raise
    return packs
