"""Acts as they go into the journal.

Invariant: what is folded in memory is what reading the line again would give.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from postil.errors import StudyFileError
from postil.model.change import AddTranscript
from postil.storage.schema import change_of, change_record, transcript_record
from postil.storage.values import RecordError
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.change import Change
    from postil.model.study import Study

_DISK_FAILED = {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE}


def encoded(changes: tuple[Change, ...], texts: dict[str, Any], name: str) -> tuple[tuple[Change, ...], dict[str, Any]]:
    """The changes and the journal's line for them; half characters (lone surrogates) are replaced in both.

    Raises:
        StudyFileError: what they say could not be read again.
    """
    from postil.storage.strict import mended  # noqa: PLC0415 - not needed for the first paint

    new = {
        change.action.transcript.id: change.action.transcript
        for change in changes
        if isinstance(change.action, AddTranscript)
    }
    known = texts | new
    records = [change_record(change) for change in changes]
    whole, count = mended(records)
    try:
        read = [change_of(record, known) for record in whole]
    except RecordError as error:
        raise StudyFileError(f"{name}: this cannot be recorded: {error}", "give another value") from None
    if count:
        changes = tuple(change for change in read if change is not None)
    transcripts = [
        transcript_record(transcript)
        for transcript_id, transcript in new.items()
        if transcript_id not in texts or texts[transcript_id].paragraphs != transcript.paragraphs
    ]
    if mended(transcripts)[1]:
        raise StudyFileError(f"{name}: a transcript holds half characters (lone surrogates)", "mend its source file")
    payload: dict[str, Any] = {"changes": whole}
    if transcripts:
        payload["transcripts"] = transcripts
    return changes, payload


def competing(study: Study) -> str:
    """How many fields of a study have values that people set without seeing each other's; empty for none."""
    number = len(study.conflicts())
    return f"{counted(number, 'field')} {'has' if number == 1 else 'have'} two competing values" if number else ""


def taken_in(number: int, study: Study, name: str) -> str:
    """That so many changes came from outside into what is now ``study``, as a sentence for the user."""
    taken = f"{counted(number, 'change')} {'was' if number == 1 else 'were'} taken in"
    both = competing(study)
    return (
        f"{name} was changed outside this program while it was open; {taken}, and that version is among the backups"
        + (f"; {both}, see `postil check`" if both else "")
    )


def remedy(error: OSError) -> str:
    """What to do about a file that could not be written."""
    if error.errno in _DISK_FAILED:
        return "the disk fails: copy the study and its .journal to a sound disk and open it there"
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return "there is no space left; make some, then try again"
    return "see to the rights of the file and its folder"


def decisions_in(acts: Iterable[Iterable[Mapping[str, Any]]]) -> int:
    """How many acts, each given by its records, are more than bookmarks."""
    return sum(any(record.get("kind") != "bookmark" for record in records) for records in acts)
