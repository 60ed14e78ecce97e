"""Writing what files are together, and what is looked at before they are read.

Invariant: no input is ever written to and nothing is overwritten; the output appears whole or not at all.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from postil.errors import MergeError, StudyFileError
from postil.merge.former_names import formers
from postil.merge.same_texts import former_texts
from postil.model.change import Bookmark
from postil.model.derived import is_derived
from postil.storage import write_study
from postil.storage.merge_record import MergeRecord, write_record
from postil.storage.paths import StudyPaths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.merge.files import MergedFiles
    from postil.merge.union import Merged

_FEW = 5


def write_merged(merged: MergedFiles, output: Path) -> str:
    """Write the study, and beside it what takes the merge back.

    Returns:
        Why the merge cannot be taken back, as a sentence; empty if it can.

    Raises:
        StudyFileError: the name is taken, or the file cannot be written; nothing is left.
    """
    record, notice, put_back = _record_of(merged), "", _nothing

    def first(sha256: str) -> None:
        """Write the record before the study appears: whoever is stopped in between has a merge that can be undone."""
        nonlocal notice, put_back
        try:
            put_back = write_record(output, record, sha256)
        except OSError as error:
            notice = f"the merge cannot be taken back with --undo: {error.strerror}"

    result = merged.result
    try:
        write_study(
            *(output, result.changes, merged.study_id),
            kept=merged.kept,
            study=result.study,
            sources=merged.files,
            seal=True,
            before=first,
        )
    except StudyFileError:
        put_back()
        raise
    return notice


def _nothing() -> None:
    pass


def _record_of(merged: MergedFiles) -> MergeRecord:
    changes, side = merged.result.changes, merged.result.sides[0]
    first, renamings = side.changes, [one for one in merged.result.renamings if one.file == side.name]
    brought = [change for change in changes if change[0] not in first and not (not change[1] and is_derived(change))]
    return MergeRecord(
        merged.study_id,
        tuple((file.name, file.sha256) for file in merged.files),
        frozenset([change[0] for change in brought if type(change[3]) is not Bookmark]),
        frozenset([change[0] for change in brought if type(change[3]) is Bookmark]),
        _only_in_the_first(merged.result),
        changes[-1].stamp,
        tuple(formers(merged.files[0].changes, first, renamings)) if renamings else (),
        tuple(former_texts(side.study, merged.result.study)),
    )


def _only_in_the_first(result: Merged) -> tuple[str, ...]:
    """Stamps of the latest few changes that only the first file has."""
    first, *others = (side.changes for side in result.sides)
    latest = (stamp for stamp in sorted(first, reverse=True) if not isinstance(first[stamp].action, Bookmark))
    return tuple(islice((stamp for stamp in latest if not any(stamp in other for other in others)), _FEW))


def check_files(files: Sequence[Path], output: Path | None) -> None:
    """Refuse files that cannot be merged as they are named.

    Raises:
        MergeError: there are fewer than two, one is there twice, or the output is one of them.
        StudyFileError: the output is there already, or its folder is not.
    """
    if len(files) < 2:
        raise MergeError("a merge needs two files or more", "name them")
    seen: dict[str, Path] = {}
    for file in files:
        real = os.path.realpath(file)
        same = next((other for known, other in seen.items() if known == real or _is_one(known, real)), None)
        if same is not None:
            raise MergeError(
                f"{file} is given twice" + ("" if same == file else f", also as {same}"), "name each file once"
            )
        seen[real] = file
    if output is None:
        return
    if os.path.realpath(output) in seen:
        raise MergeError(f"{output} is one of the files to merge", "choose another name; inputs are never written to")
    if os.path.lexists(output):
        raise StudyFileError(f"{output} exists already", "choose another name; nothing is ever overwritten")
    if not output.resolve().parent.is_dir():
        raise StudyFileError(f"{output} cannot be written: there is no folder {output.parent}", "make it first")
    StudyPaths.of(output).refuse_companion()


def _is_one(one: str, other: str) -> bool:
    """Whether two names are of one file, by a hard link; not if either is not there."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - both are resolved already
    except OSError:
        return False
