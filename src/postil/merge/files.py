"""Study files that come together: reading them, and writing what they are together.

Invariant: the files that are read are never written. What comes out depends on what the files say, not on their names
or their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.errors import MergeError
from postil.merge.coders import Renaming
from postil.merge.sides import Side
from postil.merge.union import merged
from postil.storage.image import joined_kept
from postil.storage.logs import read_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

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


def merged_files(
    paths: Iterable[Path],
    *,
    same: Iterable[str] = (),
    renamings: Sequence[Renaming] = (),
    spellings: Mapping[str, str] | None = None,
) -> MergedFiles:
    """What study files are together; nothing is written.

    Args:
        paths: the files.
        same: names of coders that are one person in all of them.
        renamings: coders to rename in what a file brings, the files named by their paths.
        spellings: other spelling of a coder's name -> the name, which is one person in all of the files.

    Raises:
        StudyFileError: one of the files cannot be used.
        MergeError: they cannot be brought together, or a coder who was named is not there.
    """
    files = tuple(read_log(path) for path in paths)
    sides = [Side(file.name, file.changes, file.study) for file in files]
    spelt, same = spellings or {}, [*same, *(spellings or {}).values()]
    by_name = {side.name: side.coders for side in sides}
    for renaming in renamings:
        _check_there(renaming.file, renaming.old, by_name[renaming.file])
    everybody = frozenset().union(*by_name.values())
    for name in (*spelt, *same):
        if name not in {renaming.new for renaming in renamings}:
            _check_there(" and ".join(by_name), name, everybody)
    renamings = [*renamings, *(Renaming(side.name, *pair) for pair in spelt.items() for side in sides)]
    renamings = [renaming for renaming in renamings if renaming.old in by_name[renaming.file]]
    result = merged(sides, same=same, renamings=renamings)
    least = min(file.study_id for file in files)
    return MergedFiles(files, result, least, joined_kept([file.kept for file in files]))


def _check_there(where: str, coder: str, coders: Iterable[str]) -> None:
    if coder not in coders:
        raise MergeError(
            f"there is no coder {coder} in {where}", f"the coders there are {', '.join(sorted(coders)) or 'nobody'}"
        )
