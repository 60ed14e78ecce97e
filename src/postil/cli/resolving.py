"""Settling conflicts without a screen, for ``merge --resolve``.

Invariant: what is not chosen stays in the log, and a conflict that nobody chose about stays listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.coders import check_known, choose_coder
from postil.cli.edge import NOT_DONE
from postil.cli.output import columns, talk, write, write_json
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.merge.records import conflict_id, conflict_record
from postil.model.change import AddCoder
from postil.model.clock import stamp_time
from postil.reports.conflicts import about, givers, value_text, who_wrote
from postil.session.review_acts import settling
from postil.settings.config import read_config
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from postil.model.change import Action, FieldKey
    from postil.model.study import Study
    from postil.model.versions import Version


def letter(at: int) -> str:
    """What a version is called by its place in the list, from 0: ``a`` to ``z``, then ``aa``, ``ab`` and so on."""
    before, last = divmod(at, 26)
    return (letter(before - 1) if before else "") + "abcdefghijklmnopqrstuvwxyz"[last]


def resolve(path: Path, takes: Sequence[tuple[str, str]], *, shown: bool, coder: str | None, as_json: bool) -> int:
    """List the conflicts of a study, and settle those that were chosen about; the exit status.

    Args:
        path: the study's file.
        takes: short names of conflicts, each with the letter or the coder of the version to keep.
        shown: keep the version that shows wherever nothing else was chosen.
        coder: who settles, if it was said.
        as_json: print JSON.

    Raises:
        NotFoundError: there is no such conflict, version or coder.
        StudyFileError: the study cannot be opened or written.
    """
    with opened(path, write=bool(takes) or shown) as study_file:
        study = study_file.study
        settled = list(_actions(study, takes, shown=shown))
        if settled:
            coders = study.coders
            who = choose_coder(coder, coders, path, read_config().coder, asks="who settles this?")
            check_known(who, coders, path, may_be_new=coder is not None)
            if who not in coders:
                study_file.record([AddCoder(who)], coder="")
            study_file.record([action for actions in settled for action in actions], coder=who)
            study_file.checkpoint()
        left = study.conflicts()
        if as_json:
            listed = [conflict_record(study, key, versions) for key, versions in left.items()]
            write_json({"settled": len(settled), "conflicts": listed})
        else:
            for line in _lines(study, left):
                write(visible(line))
    if settled:
        talk(f"{path}: {counted(len(settled), 'conflict')} settled, {len(left)} left")
    elif not left:
        talk(f"{path}: no conflicts")
    return NOT_DONE if left else 0


def _actions(study: Study, takes: Sequence[tuple[str, str]], *, shown: bool) -> Iterator[list[Action]]:
    """For each conflict that is settled the actions that settle it."""
    by_id = {conflict_id(key): (key, versions) for key, versions in study.conflicts().items()}
    chosen: set[str] = set()
    for name, which in takes:
        if name not in by_id:
            raise NotFoundError(f"there is no conflict {name}", "list them with `postil merge --resolve STUDY.json`")
        key, versions = by_id[name]
        yield settling(study, key, _version(study, key, versions, which).value)
        chosen.add(name)
    if shown:
        for name, (key, versions) in by_id.items():
            if name not in chosen:
                yield settling(study, key, versions[0].value)


def _version(study: Study, key: FieldKey, versions: Sequence[Version], which: str) -> Version:
    by_letter = {letter(at): version for at, version in enumerate(versions)}
    by_coder = [version for version in versions if who_wrote(key, version) == which]
    if len(by_coder) == 1:
        return by_coder[0]
    if which in by_letter:
        return by_letter[which]
    letters = ", ".join(
        f"{name} ({who})" for name, who in zip(by_letter, givers(key, versions, nobody="set-up"), strict=True)
    )
    raise NotFoundError(
        f"conflict {conflict_id(key)}, {about(study, key)}: no version {which}", f"say one of {letters}"
    )


def _lines(study: Study, conflicts: Mapping[FieldKey, Sequence[Version]]) -> Iterator[str]:
    for key, versions in conflicts.items():
        yield f"{conflict_id(key)}  {about(study, key)}"
        rows = [
            (
                f"  {letter(at)}",
                who_wrote(key, version) or "set-up",
                stamp_time(version.stamp),
                ("(shown) " if not at else "") + (value_text(study, key, version.value) or "(empty)"),
            )
            for at, version in enumerate(versions)
        ]
        yield from columns(rows)
