"""Study files that come together: reading them, and writing what they are together.

Invariant: the files that are read are never written. What comes out depends on what the files say, not on their names
or their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import MergeError
from postil.merge.coders import Renaming
from postil.merge.sides import Side
from postil.merge.union import merged
from postil.model.decision import CONSENSUS, is_consensus
from postil.storage.image import joined_kept
from postil.storage.logs import read_log
from postil.storage.texts import Texts
from postil.tuples import NamedTuple

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
    texts = Texts()
    files = tuple(read_log(path, texts) for path in paths)
    sides = [Side(file.name, file.changes, file.study) for file in files]
    spelt, same = spellings or {}, [*same, *(spellings or {}).values()]
    by_name = {side.name: side.coders for side in sides}
    for renaming in renamings:
        _check_there(renaming.file, renaming.old, by_name[renaming.file])
        _check_new(next(side for side in sides if side.name == renaming.file), renaming, renamings)
    everybody = frozenset().union(*by_name.values())
    for old, new in (spellings or {}).items():
        _check_people(" and ".join(by_name), old, new)
    for name in (*spelt, *same):
        if name not in {renaming.new for renaming in renamings}:
            _check_there(" and ".join(by_name), name, everybody)
    renamings = [*renamings, *(Renaming(side.name, *pair) for pair in spelt.items() for side in sides)]
    renamings = [renaming for renaming in renamings if renaming.old in by_name[renaming.file]]
    result = merged(sides, same=same, renamings=renamings)
    for renaming in renamings:
        _check_done(sides, result, renaming)
    least = min(file.study_id for file in files)
    return MergedFiles(files, result, least, joined_kept([file.kept for file in files]))


def _check_people(where: str, old: str, new: str) -> None:
    """Pass where nobody becomes the consensus layer, nor it somebody; who has a name like it can have another."""
    if old == CONSENSUS or is_consensus(new):
        layer = CONSENSUS if old == CONSENSUS else new
        raise MergeError(f"{where}: {layer} is a layer of the study and no coder", "choose another name")


def _check_new(side: Side, renaming: Renaming, renamings: Sequence[Renaming]) -> None:
    where, old, new = renaming
    _check_people(where, old, new)
    if new in {other.old for other in renamings if other.file == where}:
        raise MergeError(
            f"{where}: {new} is to be renamed itself", "merge with one of the two renamings, then the other"
        )
    if side.acts_of(new):
        raise MergeError(
            f"{where} has work by {new} already", f"if {old} is the same person, say --same-coder {old}={new}"
        )


def _check_done(sides: Sequence[Side], result: Merged, renaming: Renaming) -> None:
    """Make sure that a renaming renamed something: what a file has in common with one that does not rename is left."""
    before = next(side for side in sides if side.name == renaming.file)
    after = next(side for side in result.sides if side.name == renaming.file)
    acts = before.acts_of(renaming.old)
    if acts and acts <= after.changes.keys():
        others = [side.name for side in sides if side is not before and acts & side.changes.keys()]
        raise MergeError(
            f"{renaming.file}: all that {renaming.old} did is also in {' and '.join(others)}, under the same name",
            "rename the coder there as well",
        )


def _check_there(where: str, coder: str, coders: Iterable[str]) -> None:
    if coder not in coders:
        raise MergeError(
            f"there is no coder {coder} in {where}", f"the coders there are {', '.join(sorted(coders)) or 'nobody'}"
        )
