"""Checks: everything that can be wrong with a study file and what lies beside it.

Invariant: checking changes nothing on disk and takes no lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from postil.errors import PostilError, StudyFileError
from postil.model.clock import stamp_time
from postil.model.decision import CONSENSUS
from postil.model.references import broken
from postil.model.study import Study
from postil.storage.acts import competing, decisions_in
from postil.storage.atomic import temporary_pattern
from postil.storage.backups import backups_of
from postil.storage.journal import read_journal
from postil.storage.leftovers import memo_folders
from postil.storage.opening import fitting, read_acts
from postil.storage.paths import StudyPaths, sha256_of
from postil.storage.reading import differences_of, read_contents
from postil.storage.strict import read_tables
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postil.storage.reading import Contents

_AHEAD = timedelta(hours=24)
_RESTORE = "restore the study from its backups, or open it and save: the log is what counts"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or that somebody should know."""

    severity: Literal["error", "warning"]
    """``error``: the study does not say what it should; ``warning``: it does, yet something is to be done."""
    place: str
    """The file, or the table and record in it."""
    message: str
    hint: str = ""


def check_file(path: str | os.PathLike[str]) -> list[Problem]:
    """Check a study file, its journal, its backups and the rights of all of them.

    Returns:
        What was found, errors of the file first; empty for a sound study.

    Raises:
        StudyFileError: there is no such file, or it cannot be read.
    """
    paths = StudyPaths.of(path)
    data, information = paths.read()
    problems: list[Problem] = []
    contents: Contents | None = None
    try:
        contents = read_contents(data, str(paths.given))
    except StudyFileError as error:
        problems.append(_problem(str(paths.given), error))
    if contents is not None:
        problems += _without_crash(_in_contents(contents, paths.given), str(paths.given))
    problems += _without_crash(_in_journal(paths, contents, sha256_of((data,))), str(paths.journal))
    problems += _without_crash(_beside(paths, information), str(paths.given))
    return problems


def _without_crash(found: Iterator[Problem], place: str) -> Iterator[Problem]:
    """What is found, and that the search broke off if it did."""
    try:
        yield from found
    except Exception as error:  # noqa: BLE001 - whatever is in a file, checking it says so
        what = f"it holds something that cannot be checked ({type(error).__name__}: {error})"
        yield Problem("error", place, what, "restore the study from its backups")


def _problem(place: str, error: PostilError) -> Problem:
    return Problem("error", place, error.message, error.hint)


def _in_contents(contents: Contents, given: Path) -> Iterator[Problem]:
    study, name = Study(contents.changes), given.name
    if contents.mended:
        yield Problem(
            "warning",
            name,
            f"half a character (a lone surrogate) stands in {counted(contents.mended, 'text')}; it is read as \ufffd",
            "saving the study mends them",
        )
    for text in contents.changed_texts():
        yield Problem(
            "error",
            f"transcripts {text.id}",
            f"the text of {text.name} differs from the one that its id was made from: it was changed by hand",
            _RESTORE,
        )
    unknown = contents.unknown()
    hint = f"check it with the newer version of Postil that wrote it, with {unknown}" if unknown else _RESTORE
    for difference in differences_of(contents, study):
        yield Problem("error", f"{difference.table} {difference.id}", difference.what, hint)
    both = competing(study)
    if both:
        resolve = f"`postil merge --resolve {given}` lists such fields and settles them"
        yield Problem("warning", name, both, f"{resolve}; until then the later value is shown")
    yield from _consensus(study)
    yield from _references(study)
    yield from _codes(contents)
    yield from _spans(contents)
    yield from _future(contents, name)


def _consensus(study: Study) -> Iterator[Problem]:
    """Paragraphs that have other codes by consensus than were decided, as after two people decided apart."""
    for place, (decision, _) in sorted(study.decisions().items()):
        there = {coding.code for coding in study.codings_at(place, CONSENSUS)}
        if there != set(decision.codes):
            transcript = study.transcripts.get(place.transcript)
            name = transcript.name if transcript else place.transcript
            have, said = (", ".join(sorted(codes)) or "no code" for codes in (there, decision.codes))
            yield Problem(
                "warning",
                f"{name} §{place.paragraph}",
                f"the {CONSENSUS} has {have}, and decided was {said}",
                "decide it again in `postil review`",
            )


def _references(study: Study) -> Iterator[Problem]:
    """References in summaries that lead nowhere, or elsewhere than they did when they were written."""
    for cell in sorted(study.cells):
        summary = study.cells.summary(cell)
        case, code = study.cases.all.get(cell.case), study.codebook.get(cell.code)
        for reference, meant in broken(study, cell.case, summary) if summary else ():
            of = f"{case.name if case else cell.case}, {code.name if code else cell.code}"
            said = f"{reference.name} §{reference.n}".strip()
            if meant is None:
                yield Problem("warning", of, f"the reference {said} leads nowhere", "name a transcript and a paragraph")
            else:
                yield Problem(
                    "warning",
                    of,
                    f"the reference {said} meant another paragraph when it was written",
                    "its transcript was corrected or renamed: `postil matrix repair` lets it follow",
                )


def _codes(contents: Contents) -> Iterator[Problem]:
    parents: dict[str, str] = {}
    for record in contents.tables["codes"].values():
        code_id = str(record.get("id"))
        parents[code_id] = str(record.get("parent") or "")
        if is_blank(str(record.get("name") or "")):
            yield Problem("error", f"codes {code_id}", "the name of the code is blank or empty", "give it a name")
    for code_id, parent in parents.items():
        if parent and parent not in parents:
            yield Problem("error", f"codes {code_id}", f"its parent {parent} is not in the codebook", _RESTORE)
        above, seen = parent, {code_id}
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == code_id:
            yield Problem("error", f"codes {code_id}", "its parents form a circle", _RESTORE)


def _spans(contents: Contents) -> Iterator[Problem]:
    lengths = {
        (text.id, paragraph.n): len(paragraph.text) for text in contents.texts.values() for paragraph in text.paragraphs
    }
    codes = {str(record.get("id")) for record in contents.tables["codes"].values()}
    for table in ("codings", "reviewed", "memos"):
        for record in contents.tables[table].values():
            wrong = _wrong_place(record, lengths) or _wrong_code(record, codes, table)
            if wrong:
                yield Problem("error", f"{table} {record.get('id')}", wrong, _RESTORE)


def _wrong_place(record: Mapping[str, Any], lengths: Mapping[tuple[str, int], int]) -> str:
    transcript, paragraph = record.get("transcript"), record.get("paragraph")
    if not isinstance(transcript, str) or type(paragraph) is not int or (transcript, paragraph) not in lengths:
        return f"it points to §{paragraph} of transcript {transcript}, which is not there"
    start, end = record.get("start"), record.get("end")
    if start is None and end is None:
        return ""
    if type(start) is not int or type(end) is not int:
        return f"its span {start}..{end} is not a pair of whole numbers"
    if start >= end or start < 0:
        return f"its start {start} is not before its end {end}"
    length = lengths[transcript, paragraph]
    return f"its span {start}..{end} goes beyond the text, which has {length} characters" if end > length else ""


def _wrong_code(record: Mapping[str, Any], codes: set[str], table: str) -> str:
    code = record.get("code", "")
    if table == "reviewed" or (table == "memos" and code == "") or (isinstance(code, str) and code in codes):
        return ""
    return f"it points to a missing code: {code}"


def _future(contents: Contents, name: str) -> Iterator[Problem]:
    limit = f"{datetime.now(timezone.utc) + _AHEAD:%Y-%m-%dT%H:%M:%S}"
    ahead = [change for change in contents.changes if change.stamp > limit]
    if ahead:
        last = max(ahead, key=lambda change: change.stamp)
        yield Problem(
            "warning",
            name,
            f"{counted(len(ahead), 'change')} {'is' if len(ahead) == 1 else 'are'} dated after now, the last by "
            f"{last.coder}: {stamp_time(last.stamp)}",
            "see to the clocks; nothing is lost, but the later date is what shows where two edits compete",
        )


def _in_journal(paths: StudyPaths, contents: Contents | None, sha256: str) -> Iterator[Problem]:
    place = str(paths.journal)
    try:
        journal = read_journal(paths.journal)
        if journal is None or contents is None:
            return
        journal = fitting(paths, journal, contents.study_id)
        if journal is None:
            return
        list(read_acts(journal.acts, dict(contents.texts), contents.kept, place))
    except StudyFileError as error:
        yield _problem(place, error)
        return
    if journal.torn:
        yield Problem("warning", place, "its last line is unfinished; it was never confirmed", "open the study to save")
    known = {change.stamp for change in contents.changes}
    missing = [[row for row in act.changes if row.get("stamp") not in known] for act in journal.after(sha256)]
    waiting = decisions_in(missing)
    if waiting:
        are = "is" if waiting == 1 else "are"
        said = f"{counted(waiting, 'decision')} {are} not yet in the file"
        yield Problem("warning", place, said, "open the study to save")


def _beside(paths: StudyPaths, information: os.stat_result) -> Iterator[Problem]:
    name = str(paths.given)
    mode = information.st_mode & 0o777
    if mode & 0o007:
        yield Problem("warning", name, f"everybody on this computer can read it (mode {mode:04o})", f"chmod 600 {name}")
    elif mode & 0o070:
        yield Problem("warning", name, f"its group can read it (mode {mode:04o})", "if that is not meant: chmod 600")
    for path in sorted(paths.real.parent.glob(temporary_pattern(paths.real))):
        yield Problem("warning", str(path), "a temporary file was left behind", "no program needs it: remove it")
    for path in memo_folders(paths.real.parent):
        yield Problem(
            "warning",
            str(path),
            "a memo that is or was open in an editor lies here",
            "where no editor is open, opening the study for writing removes it",
        )
    for path in backups_of(paths.backups):
        yield from _in_backup(path)


def _in_backup(path: Path) -> Iterator[Problem]:
    try:
        read_tables(path.read_bytes(), path.name)
    except StudyFileError as error:
        yield _problem(str(path), error)
    except OSError as error:
        yield Problem("error", str(path), f"the backup is not readable: {error.strerror}", "see to its rights")
