"""Study files that come together: reading them, and writing what they are together.

Invariant: the files that are read are never written. What comes out depends on what the files say, not on their names
or their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.errors import MergeError
from postil.merge.sides import Side
from postil.merge.union import merged
from postil.storage.image import joined_kept
from postil.storage.logs import read_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postil.merge.coders import Renaming
    from postil.merge.union import Merged
    from postil.storage.image import Kept
    from postil.storage.logs import LogFile


class MergedFiles(NamedTuple):
    """Several study files, and what they are together."""

    files: tuple[LogFile, ...]
    result: Merged
    study_id: str
    """The least id of the studies, so that it does not matter which came first."""
    kept: Kept
    """What the files hold that this version does not know."""


def merged_files(paths: Iterable[Path], *, same: Iterable[str] = (), renamings: Sequence[Renaming] = ()) -> MergedFiles:
    """What study files are together; nothing is written.

    Args:
        paths: the files.
        same: names of coders that are one person in all of them.
        renamings: coders to rename in what a file brings, the files named by their paths.

    Raises:
        StudyFileError: one of the files cannot be used.
        MergeError: they cannot be brought together, or a coder who is to be renamed is not there.
    """
    files = tuple(read_log(path) for path in paths)
    sides = [Side(file.name, file.changes, file.study) for file in files]
    by_name = {side.name: side for side in sides}
    for renaming in renamings:
        if renaming.old not in by_name[renaming.file].coders:
            raise MergeError(
                f"{renaming.file} has no coder {renaming.old}",
                f"its coders are {', '.join(sorted(by_name[renaming.file].coders)) or 'nobody'}",
            )
    result = merged(sides, same=same, renamings=renamings)
    least = min(file.study_id for file in files)
    return MergedFiles(files, result, least, joined_kept([file.kept for file in files]))
