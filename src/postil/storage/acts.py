"""Acts as they go into the journal.

Invariant: what is folded in memory is what reading the line again would give.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from postil.errors import StudyFileError
from postil.model.change import AddTranscript
from postil.storage.schema import change_record, transcript_record

if TYPE_CHECKING:
    from postil.model.change import Change


def encoded(changes: tuple[Change, ...], texts: dict[str, Any], name: str) -> tuple[tuple[Change, ...], dict[str, Any]]:
    """The changes and the journal's line for them; half characters (lone surrogates) are replaced in both."""
    from postil.storage.strict import mended  # noqa: PLC0415 - not needed for the first paint

    new = {
        change.action.transcript.id: change.action.transcript
        for change in changes
        if isinstance(change.action, AddTranscript)
    }
    known = texts | new
    records = [change_record(change) for change in changes]
    whole, count = mended(records)
    if count:
        from postil.storage.reading import read_change  # noqa: PLC0415 - rarely needed

        read = [read_change(record, known, name) for record in whole]
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


def remedy(error: OSError) -> str:
    """What to do about a file that could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return "there is no space left; make some, then try again"
    return "see to the rights of the file and its folder"
