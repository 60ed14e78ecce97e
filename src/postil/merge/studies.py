"""Merging from Python: ``postil.merge`` is what ``postil merge`` does, with what it came to as a value.

Invariant: the same functions do the work as at the command line; no input is ever written to, and the output appears
whole or not at all. Names here stay as they are from one version to the next; docs/python.md shows their use.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.errors import MergeError
from postil.merge.coders import Renaming
from postil.merge.files import merged_files
from postil.merge.plan import plan_of
from postil.merge.records import conflict_record, row_record
from postil.merge.writing import check_files, write_merged
from postil.text.coder_name import clean_coder, coder_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge comes to, or came to."""

    output: Path | None
    """The study that was written; None where nothing was."""
    rows: tuple[dict[str, Any], ...]
    """The work of each coder in each transcript: ``transcript``, ``transcript_id``, ``coder``, and how many codings are
    ``new`` or the ``same`` as in the first file, ``reviewed`` marks and ``memos`` that it does not have, codings that
    were ``carried`` from another reading, are ``doubtful``, were ``removed`` in a file, and pieces of work that are
    ``orphaned`` or ``conflicting``."""
    questions: tuple[dict[str, Any], ...]
    """What has to be said about coders before anything is written: ``kind`` (``same-name``, ``spelling`` or
    ``same-work``), ``names`` and ``files``."""
    conflicts: tuple[dict[str, Any], ...]
    """Values that two people changed: ``id`` (for ``postil merge --resolve``), ``about`` and ``versions``, each with
    ``by``, ``stamp``, ``time`` and ``value``; the first one shows."""
    waiting: int
    """How many things wait for a person, questions and conflicts among them."""
    notices: tuple[str, ...] = ()
    """What else there is to know, such as that the merge cannot be taken back."""

    def __repr__(self) -> str:
        """How much there is, without anything that is in it."""
        new = sum(row["new"] for row in self.rows)
        return f"<merge: {new} codings new, {self.waiting} waiting, output {self.output.name if self.output else None}>"


def merge_studies(
    paths: Iterable[str | Path],
    output: str | Path | None,
    *,
    same_coder: Iterable[str | tuple[str, str]] = (),
    rename_coder: Iterable[tuple[str | Path, str, str]] = (),
) -> Merge:
    """Merge studies or packs into a new study, as ``postil merge`` does; no input is ever written to.

    Args:
        paths: the files, two or more; what is new is told in comparison with the first.
        output: the file to write, which must not be there; None to be told what would happen.
        same_coder: names of coders who are one person in all files; a pair is another spelling and the name.
        rename_coder: (file, name, other name): coders to be called otherwise in what one file brings.

    Raises:
        MergeError: the files cannot be merged, or something has to be said about coders; nothing is written.
        StudyFileError: a file cannot be read, or the output is there or cannot be written; nothing is left.
    """
    files, target = [Path(path) for path in paths], None if output is None else Path(output)
    check_files(files, target)
    said = [one if isinstance(one, str) else (_coder(one[0]), _coder(one[1])) for one in same_coder]
    merged = merged_files(
        files,
        same=[_coder(one) for one in said if isinstance(one, str)],
        spellings=dict(one for one in said if not isinstance(one, str)),
        renamings=[_renaming(files, *one) for one in rename_coder],
    )
    plan = plan_of(merged.result)
    notice = ""
    if target is not None:
        for question in plan.questions[:1]:
            raise MergeError(
                f"nothing was written: {' and '.join(question.names)} in {' and '.join(question.files)}:"
                f" {'one person or two' if len(question.names) == 1 else 'one person'}?",
                "say so with same_coder or rename_coder",
            )
        notice = write_merged(merged, target)
    study = merged.result.study
    return Merge(
        target,
        tuple(row_record(study, row) for row in plan.rows),
        tuple(question._asdict() for question in plan.questions),
        tuple(conflict_record(study, key, versions) for key, versions in plan.conflicts.items()),
        plan.waiting,
        (notice,) if notice else (),
    )


def _coder(name: str) -> str:
    if fault := coder_fault(clean_coder(name)):
        raise MergeError(f"the name of the coder {name!r} {fault}", "give another")
    return clean_coder(name)


def _renaming(files: Sequence[Path], file: str | Path, old: str, new: str) -> Renaming:
    if Path(file) not in files:
        raise MergeError(f"{file}, in which {old} is to be renamed, is none of the files", "name it as in paths")
    return Renaming(str(Path(file)), _coder(old), _coder(new))
